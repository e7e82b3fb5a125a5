"""Noun phrases, and whether they can name a source."""

from __future__ import annotations

import functools
import re

from stancekit.extraction.attribution.grammar.cues import words
from stancekit.extraction.attribution.grammar.sentences import QUOTE, Tokens

__all__ = [
    "DASHES",
    "HARD",
    "NO_HEAD",
    "NUMERALS",
    "POSSESSIVE",
    "PUNCTUATION",
    "TEMPORAL",
    "NounPhrase",
    "is_messenger",
    "is_party",
    "is_person_noun",
]

_W = words()
PUNCTUATION = frozenset(",;:.?!()[]—–―-…|/\"“”'‘*•") | {"--", "---"}
DASHES = frozenset({"—", "–", "―", "-", "--"})
POSSESSIVE = frozenset({"'s", "’s", "'", "’"})
# What no noun phrase runs over.
HARD = (
    PUNCTUATION
    | (_W.conjunctions - {"and", "or"})
    | {QUOTE, "which", "who", "whom", "what", "whose"}
)
TEMPORAL = _W.days | _W.months
# What no noun phrase ends with.
NO_HEAD = _W.determiners | _W.prepositions | _W.auxiliaries | _W.adverbs
# What may end one although it stands before nouns, too: "two of them", "some said".
NUMERALS = frozenset({"one", "two", "three", "all", "some"})
_SUBJECT = _W.pronouns | {"who", "which", "that"}

# Most nouns of these endings name persons.
_PERSON = re.compile(r"(?:[^t]er|[^l]or|ist|ian|man|woman|men|women|ee|ant)s?$")

# "officials said", "officials familiar with the talks said": nothing tells whose they are.
_OF_NO_SIDE: tuple[list[str], ...] = (
    [],
    ["familiar", "with", "the", "talks"],
    ["familiar", "with", "the", "matter"],
)
_NAMELESS = frozenset("official officials person people insider insiders participant".split())
# What leaves open whose they are.
_OF_ANY_SIDE = frozenset(
    """a an one two three four five several some many other another second third more both senior
    top high-ranking security military intelligence diplomatic unnamed anonymous local regional
    western""".split()
)
_OF_A_BODY = (["of"], ["from"], ["at"], ["in"], ["for"])
_SPEAKS_FOR = frozenset("spokesman spokeswoman spokesperson minister leader deputy chief".split())


class NounPhrase:
    """A source as it is named: token range of the head phrase, and of all with its appositive."""

    __slots__ = ("end", "head_end", "start")

    def __init__(self, start: int, head_end: int, end: int) -> None:
        self.start = start
        self.head_end = head_end
        self.end = end


def is_party(tokens: Tokens, phrase: NounPhrase) -> bool:
    """Tell whether a noun phrase may name a person or body that speaks or acts."""
    low = tokens.low
    if low[phrase.start] in _SUBJECT or low[phrase.start] in _W.other_pronouns:
        return True
    for index in range(phrase.start, phrase.head_end):
        if low[index] in _W.parties or is_person_noun(low[index]):
            return True
        if "-" in low[index] and not _W.parties.isdisjoint(low[index].split("-")):
            return True
        if (
            tokens.is_capital(index)
            and low[index] not in TEMPORAL
            and (index > 0 or low[index] not in NO_HEAD)
        ):
            return True
    return False


@functools.lru_cache(maxsize=1 << 14)
def is_person_noun(word: str) -> bool:
    """Tell whether a noun in small letters looks like one for persons, by its ending."""
    return word not in _W.no_persons and len(word) > 4 and _PERSON.search(word) is not None


def is_messenger(tokens: Tokens, start: int, end: int) -> bool:
    """Tell whether a source passes on what others hold: media, diplomats, mediators, an office."""
    low = tokens.low
    if low[start] in ("his", "her", "their"):
        # "his office", but not "their spokesman": who speaks for a side states its position.
        return not any(word in _SPEAKS_FOR for word in low[start:end])
    if low[start] == "officials" and low[start + 1 : end] in _OF_NO_SIDE:
        return True
    return not _W.messengers.isdisjoint(low[start:end]) or _is_of_no_side(tokens, start, end)


def _is_of_no_side(tokens: Tokens, start: int, end: int) -> bool:
    # "three officials", "a person with knowledge of the talks", but "a Velmish official", "its
    # officials", "an official of the ministry"
    low = tokens.low
    head = next((at for at in range(start, end) if low[at] in _NAMELESS), None)
    if head is None or low[head + 1 : head + 2] in _OF_A_BODY:
        return False
    return _OF_ANY_SIDE.issuperset(low[start:head])
