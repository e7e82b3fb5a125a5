"""Noun phrases after a verb, and the adverbials there, found without a parser."""

from __future__ import annotations

import re

from stancekit.extraction.attribution.grammar.adverbials import WHEN, is_adverb
from stancekit.extraction.attribution.grammar.cues import cue_table, words
from stancekit.extraction.attribution.grammar.finite import is_finite
from stancekit.extraction.attribution.grammar.nouns import (
    HARD,
    NO_HEAD,
    POSSESSIVE,
    PUNCTUATION,
    TEMPORAL,
    NounPhrase,
)
from stancekit.extraction.attribution.grammar.sentences import QUOTE, Tokens

__all__ = ["LONGEST_PHRASE", "joins_nouns", "noun_phrase_after", "skip_adverbials"]

_W = words()
_WHICH = frozenset({"last", "next", "this"})
LONGEST_PHRASE = 30
_MADE_PUBLIC = frozenset(
    "published released posted broadcast carried issued aired sent shared read seen obtained"
    " reviewed".split()
)
_ADJECTIVE = re.compile(r"(?:al|ic|ern|ive|ese|ous|ary|-[a-z]+)$")


def joins_nouns(tokens: Tokens, conjunction: int) -> bool:
    """Tell whether a conjunction stands between two nouns of one phrase."""
    if conjunction == 0 or conjunction + 1 >= len(tokens):
        return False
    before, after = tokens.low[conjunction - 1], tokens.low[conjunction + 1]
    if before in HARD or before in NO_HEAD:
        return False
    if tokens.is_capital(conjunction - 1) and tokens.is_capital(conjunction + 1):
        return True
    if after in _W.determiners:
        named = before in _W.parties or tokens.is_capital(conjunction - 1)
        return named and _begins_clause(tokens, conjunction - 1)
    if after in _W.pronouns:
        return False
    described = conjunction > 1 and tokens.low[conjunction - 2] in _W.determiners
    if described and _ADJECTIVE.search(before):
        # "several left-wing and liberal groups"
        return True
    return (before.endswith("s") and after.endswith("s")) or before in _W.parties


def _begins_clause(tokens: Tokens, index: int) -> bool:
    # Whether only a noun phrase lies between the beginning of the clause and `index`.
    low = tokens.low
    table = cue_table()
    for at in range(index, max(-1, index - 6), -1):
        word = low[at]
        if word in PUNCTUATION or word in _W.conjunctions:
            return True
        if word in _W.auxiliaries or (word in table and word not in _W.parties):
            return False
        if is_finite(tokens, at) or (word in _W.prepositions and word != "of"):
            return False
    return index < 6


def noun_phrase_after(tokens: Tokens, start: int, *, appositive: bool = True) -> NounPhrase | None:
    """Return the noun phrase that begins at `start`.

    Parameters
    ----------
    tokens : Tokens
        The sentence.
    start : int
        Its first token.
    appositive : bool
        Whether ", the envoy of Y," belongs to it.
    """
    low = tokens.low
    size = len(low)
    if start >= size:
        return None
    if low[start] in _W.pronouns or (
        low[start] in ("him", "her", "them", "me", "us")
        and (start + 1 == size or low[start + 1] in PUNCTUATION)
    ):
        return NounPhrase(start, start + 1, start + 1)
    end = start
    while end < size and end - start < LONGEST_PHRASE:
        word = low[end]
        if word in ("and", "or") and end > start and joins_nouns(tokens, end):
            end += 1
            continue
        if word in HARD and word not in ("'", "’"):
            break
        if end > start and word in _W.pronouns:
            break
        if word in _W.conjunctions or (word in _W.auxiliaries and word not in POSSESSIVE):
            break
        if word in _W.prepositions and end > start:
            if word not in ("of", "for", "from", "with") and (
                tokens.is_capital(end - 1) or word not in ("in", "at", "to")
            ):
                break
            if (
                end + 1 < size
                and (low[end + 1] in TEMPORAL or low[end + 1] in ("a", "an"))
                and word != "of"
            ):
                break
            if word == "in" and "".join(low[end + 1 : end + 2]).isdigit():
                # "called off by his predecessor in 2022"
                break
            end += 1
            continue
        if word in TEMPORAL and end > start and low[end - 1] not in _W.determiners:
            break
        if (
            word in _W.determiners
            and end > start
            and low[end - 1] not in _W.prepositions
            and low[end - 1] not in _W.determiners
            and low[end - 1] not in POSSESSIVE
        ):
            break
        if is_adverb(word) and end > start:
            break
        end += 1
    if end < size and low[end] == "by" and end > start + 1 and low[end - 1] in _MADE_PUBLIC:
        # "a draft seen by the agency"
        end -= 1
    if end < size and low[end] in TEMPORAL and end > start + 1 and low[end - 1] in _WHICH:
        # "summoned by the judiciary last month"
        end -= 1
    while end > start and (low[end - 1] in _W.prepositions or low[end - 1] in ("and", "or")):
        end -= 1
    if end == start:
        return None
    bare = end == start + 1 and (low[start] in NO_HEAD or low[start] in TEMPORAL)
    if bare and low[start] not in _W.other_pronouns:
        return None
    full = end
    if appositive and end + 1 < size and low[end] == ",":
        after = low[end + 1]
        if (
            after[0].isdigit()
            or after in ("a", "an", "the", "his", "her", "its", "their", "who")
            or tokens.is_capital(end + 1)
        ):
            stop = end + 1
            while (
                stop < size
                and low[stop] not in (",", ".", ";", QUOTE, ":")
                and stop - end < LONGEST_PHRASE
            ):
                stop += 1
            if after != "who" and (stop == size or low[stop] in (",", ".")):
                full = stop
    return NounPhrase(start, end, full)


def skip_adverbials(tokens: Tokens, index: int) -> int:
    """Return the first token after "on Tuesday", "in a statement", "however" and the like."""
    low = tokens.low
    size = len(low)
    while index < size:
        word = low[index]
        if (
            word in TEMPORAL
            or is_adverb(word)
            or (
                word in WHEN
                and index + 1 < size
                and (low[index + 1] in TEMPORAL or low[index + 1] in WHEN)
            )
            or (word.isdigit() and index > 0 and low[index - 1] in _W.months)
        ):
            index += 1
        elif word in ("in", "during", "at", "through", "via", "on") and (
            stop := _occasion_end(tokens, index)
        ):
            index = stop
        else:
            return index
    return index


_MANNERS = frozenset({"terms", "language", "manner", "tones"})


def _occasion_end(tokens: Tokens, index: int) -> int:
    # "in a televised speech", "in an interview with the BBC": up to the noun, and its "with X".
    low = tokens.low
    if low[index : index + 4] == ["on", "condition", "of", "anonymity"]:
        return index + 4
    for at in range(index + 1, min(index + 6, len(low))):
        if low[at] in HARD:
            return 0
        if low[at] in _MANNERS and low[index] == "in":
            # "in the strongest terms"
            return at + 1
        if low[at] in _W.occasions:
            after = at + 1
            if low[after : after + 1] and low[after] in _MADE_PUBLIC:
                # "in a report published by the union on Monday"
                after = _reduced_end(tokens, after + 1)
            if (
                after + 1 < len(low)
                and low[after] in ("with", "to", "by", "from", "of")
                and low[at] != "note"
            ):
                phrase = noun_phrase_after(tokens, after + 1, appositive=False)
                if phrase is not None:
                    return phrase.end
            return after
    return 0


def _reduced_end(tokens: Tokens, index: int) -> int:
    if index + 1 < len(tokens) and tokens.low[index] in ("by", "in", "to"):
        phrase = noun_phrase_after(tokens, index + 1, appositive=False)
        return phrase.end if phrase is not None else index
    return index
