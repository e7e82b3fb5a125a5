"""The words of a verb group, and the adverbials before it."""

from __future__ import annotations

import functools

from stancekit.extraction.attribution.grammar.cues import words
from stancekit.extraction.attribution.grammar.nouns import HARD, NO_HEAD, TEMPORAL
from stancekit.extraction.attribution.grammar.sentences import Tokens
from stancekit.extraction.lexicon import load_lexicon

__all__ = ["WHEN", "is_adverb", "is_participle", "skip_back_adverbials", "verb_group_start"]

_W = words()
WHEN = frozenset(
    {"on", "in", "since", "last", "this", "late", "early", "earlier", "next", "by", "at"}
)
_MADE_PUBLIC = frozenset("published released posted broadcast issued aired sent shared".split())
_CONTRACTING = _W.pronouns | {"who"}
_AT_PAINS = ["at", "pains"]
_SO_FAR_AS = (["went", "so", "far", "as"], ["goes", "so", "far", "as"], ["go", "so", "far", "as"])
_IN_VAIN = ["tried", "and", "failed"]
_IN_THE_PAST = ["in", "the", "past"]
_BE = frozenset("is are was were".split())
_REPORTED = frozenset(
    "alleged believed known reported rumored rumoured said thought understood".split()
)
_DIGITS_OF_A_YEAR = 4
_LONGEST_NEITHER = 8
_LONGEST_ASIDE = 7


def _by_last_word() -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = {}
    for phrase in load_lexicon("words")["asides"]:
        parts = phrase.split()
        found.setdefault(parts[-1], []).append(parts)
    return found


# "for its part", "in the end", by their last word.
_ASIDES = _by_last_word()


@functools.lru_cache(maxsize=1 << 14)
def is_adverb(word: str) -> bool:
    """Tell whether a word may stand between a subject and its verb, or in a verb group."""
    return word in _W.adverbs or (
        len(word) > 4 and word.endswith("ly") and word not in _W.nouns_in_ly
    )


def is_participle(word: str) -> bool:
    """Tell whether a word in -ing may be a participle: "speaking", but not "nothing"."""
    return word.endswith("ing") and word not in _W.nouns_in_ing


def verb_group_start(tokens: Tokens, verb: int) -> tuple[int, list[str]]:
    """Return where the verb's group begins, and the auxiliaries in it.

    "has also repeatedly said" begins at "has".
    """
    low = tokens.low
    start = verb
    auxiliaries: list[str] = []
    while start > 0:
        word = low[start - 1]
        if tokens.is_capital(start - 1) and not tokens.headline:
            # A name ("Prime Minister May said", "Kimberly added").
            break
        if start == verb and word in _W.aspectuals and low[verb].endswith("ing"):
            # "kept insisting"
            auxiliaries.append(word)
            start -= 1
            continue
        if word == "far" and start > 1 and low[start - 2] == "so":
            start -= 2
            continue
        if word == "to":
            # "was at pains to stress", "went so far as to call"
            pains = low[max(0, start - 3) : start - 1] == _AT_PAINS
            if pains or low[max(0, start - 5) : start - 1] in _SO_FAR_AS:
                start -= 3 if pains else 5
                continue
        if word == "past" and low[max(0, start - 3) : start] == _IN_THE_PAST:
            start -= 3
            continue
        if (
            word == "to"
            and start > 3
            and low[start] == "have"
            and low[start - 2] in _REPORTED
            and low[start - 3] in _BE
        ):
            # "is reported to have told"
            start -= 3
            continue
        if word == "to" and low[max(0, start - 4) : start - 1] == _IN_VAIN:
            # "tried and failed to broker"
            start -= 4
            continue
        if word == "," and start == verb and (opened := _set_off(tokens, start - 1)):
            # "had, in 2019, entered"
            start = opened
            continue
        if word == "nor" and start > 2 and low[start - 3] == "neither":
            # "would neither confirm nor deny"
            start -= 3
            auxiliaries.append("neither")
            continue
        if word in ("'", "’") or word == "to":
            if start > 1 and low[start - 2] in _W.catenatives:
                auxiliaries.append(low[start - 2])
                start -= 2
                if start > 0 and low[start] in ("on",):
                    start -= 1
                continue
            if (
                word == "to"
                and start > 2
                and low[start - 2] == "on"
                and low[start - 3] in ("went", "goes")
            ):
                start -= 3
                continue
            break
        if word in _W.auxiliaries:
            # "the minister's said" does not occur: 's after a pronoun is an auxiliary.
            if word in ("'s", "’s") and not (start > 1 and low[start - 2] in _CONTRACTING):
                break
            auxiliaries.append(word)
            start -= 1
        elif (
            word == "neither"
            and (
                (start < len(low) - 2 and low[start + 1] == "nor")
                # "he neither called nor wrote"
                or (
                    "nor" in low[start : start + _LONGEST_NEITHER] and low[start - 2] in _W.pronouns
                )
            )
        ):
            auxiliaries.append(word)
            start -= 1
        elif (is_adverb(word) and word not in TEMPORAL) or (
            word in ("all", "both", "each")
            and start > 1
            and low[start - 2] not in NO_HEAD
            and low[start - 2] not in HARD
        ):
            start -= 1
        else:
            break
    return start, auxiliaries


def _set_off(tokens: Tokens, closing: int) -> int:
    # The comma after an auxiliary that opens what the one at `closing` ends; 0 without one.
    low = tokens.low
    for at in range(closing - 1, max(0, closing - _LONGEST_ASIDE), -1):
        if low[at] == ",":
            auxiliary = low[at - 1] in _W.auxiliaries and at + 1 < closing
            phrase = low[at + 1] in _W.prepositions or is_adverb(low[at + 1])
            return at if auxiliary and phrase else 0
        if low[at] in HARD or low[at] in _W.auxiliaries:
            return 0
    return 0


def skip_back_adverbials(tokens: Tokens, index: int) -> int:
    """Return the token before "on Monday" or "in a speech on Saturday", which end at `index`."""
    low = tokens.low
    while index > 0:
        word = low[index]
        if word in _ASIDES and (size := _aside(low, index)):
            index -= size
            continue
        if word == "may" and low[index - 1] not in WHEN and not low[index - 1].isdigit():
            # The month follows a preposition or a number; otherwise it is a name.
            return index
        if word in TEMPORAL and not (word == "may" and not tokens.is_capital(index)):
            back = index - 1
            while back > 0 and (low[back] in WHEN or low[back] in TEMPORAL):
                back -= 1
            if back == index - 1 and tokens.is_capital(back) and word in ("week", "month"):
                return index
            index = back
        elif word.isdigit() and low[index - 1] in _W.months:
            index -= 2
            if index > 0 and low[index] in WHEN:
                index -= 1
        elif word.isdigit() and len(word) == _DIGITS_OF_A_YEAR and low[index - 1] == "in":
            index -= 2
        elif word in _MADE_PUBLIC and low[index - 1] in _W.occasions:
            # "in a ruling released on Thursday"
            index -= 1
        elif (word in _W.occasions or word in _W.channels) and index > 1:
            back = index - 1
            while (
                back > 0
                and low[back] not in _W.prepositions
                and index - back < 5
                and low[back] not in HARD
            ):
                back -= 1
            where = ("on",) if word in _W.channels else ("in", "during", "at", "through", "via")
            if low[back] in where and back > 0:
                index = back - 1
            else:
                return index
        elif is_adverb(word) and not tokens.is_capital(index):
            index -= 1
        else:
            return index
    return index


def _aside(low: list[str], last: int) -> int:
    # How many words a phrase such as "for its part" takes that ends at `last`.
    for parts in _ASIDES[low[last]]:
        start = last + 1 - len(parts)
        if start > 0 and low[start : last + 1] == parts:
            return len(parts)
    return 0
