"""Whose standpoint a sentence takes: "For X, …", "As X sees it, …" and their like."""

from __future__ import annotations

from collections.abc import Sequence

from stancekit.extraction.attribution.constructions.frames import add_frame
from stancekit.extraction.attribution.grammar.clauses import clause_end, is_adjunct
from stancekit.extraction.attribution.grammar.cues import cue_table, words
from stancekit.extraction.attribution.grammar.nouns import (
    POSSESSIVE,
    TEMPORAL,
    NounPhrase,
    is_party,
)
from stancekit.extraction.attribution.grammar.phrases import noun_phrase_after
from stancekit.extraction.attribution.scan import SPEAKING, Attribution, Scan

__all__ = ["opens_standpoint", "take_standpoint"]

_W = words()
# With these the standpoint is of what is to be: the source's, more often than the narrator's.
_VIEWS = frozenset("would must can cannot can’t can't should could ought will".split())
# "would have been", "will be the first"
_EVENTS = (["have"], ["be"])
# "there is no alternative", "has no choice but to"
_WAYS = frozenset("alternative choice option way reason question".split())
_TIMES = TEMPORAL | frozenset("years decades months weeks days hours time part moment".split())
_SEES = frozenset("see sees saw tell tells told".split())
_AS_FAR_AS = ("as", "far", "as")
_SEEN = (_AS_FAR_AS, ("the", "way"), ("as",), ("to", "hear"))
_STANDPOINTS = frozenset({"for", *(opening[0] for opening in _SEEN)})
_LONGEST_SOURCE = 14
_OWN = frozenset("he she it they his her its their".split())


def opens_standpoint(low: Sequence[str], at: int) -> bool:
    """Tell whether "For X, …", "As X sees it, …" or their like may begin at a token.

    Parameters
    ----------
    low : sequence of str
        The words of the sentence.
    at : int
        The token.
    """
    first = low[at] if at < len(low) else ""
    if first not in _STANDPOINTS:
        return False
    return first in ("for", "to") or any(tuple(low[at : at + len(o)]) == o for o in _SEEN)


def take_standpoint(scan: Scan) -> int:
    """Take "For the rebels, there can be no talks"; return the token to go on from."""
    low = scan.low
    if low[scan.left] not in ("for", "to") or low[scan.left + 1 : scan.left + 2] == ["hear"]:
        return _take_seen(scan) or scan.left
    phrase = noun_phrase_after(scan.tokens, scan.left + 1, appositive=False)
    if phrase is None or not is_party(scan.tokens, phrase) or low[phrase.start] in _OWN:
        return scan.left + 1
    comma = phrase.end
    if low[comma : comma + 1] == [","] and low[comma + 1 : comma + 2] and comma + 1 < scan.last:
        # "For Ana Paz, formerly of the ministry, …"
        closing = clause_end(scan, comma + 1)
        aside = low[comma + 1] in ("which", "who") or is_adjunct(scan, comma + 1, closing)
        if closing < scan.last and aside:
            comma = closing
    if low[comma : comma + 1] != [","] or low[phrase.end - 1] in _TIMES:
        return scan.left + 1
    if low[scan.left] != "to" and not any(
        (low[at] in _VIEWS and (low[at + 1 : at + 2] not in _EVENTS or low[at - 1] == "there"))
        or (low[at] == "no" and not _WAYS.isdisjoint(low[at + 1 : at + 2]))
        for at in range(comma + 1, scan.last)
    ):
        return scan.left + 1
    if any(w in cue_table() and not cue_table()[w].groups.isdisjoint(SPEAKING) for w in low):
        return scan.left + 1
    add_frame(scan, scan.left, scan.left + 1, phrase, "standpoint")
    scan.found[-1].open_from = comma + 1
    return comma + 1


def _take_seen(scan: Scan) -> int:
    # "The way Keld sees it, …", "To hear the rebels tell it, …"
    low = scan.low
    opening = next((o for o in _SEEN if tuple(low[scan.left : scan.left + len(o)]) == o), None)
    if opening is None:
        return 0
    start = scan.left + len(opening)
    if opening == _AS_FAR_AS:
        return _take_concerned(scan, start)
    for it in range(start + 2, min(start + _LONGEST_SOURCE, scan.last - 1)):
        if low[it : it + 2] == ["it", ","] and low[it - 1] in _SEES:
            phrase = NounPhrase(start, it - 1, it - 1)
            if not is_party(scan.tokens, phrase):
                return 0
            scan.found.append(
                Attribution(
                    scan.left,
                    scan.size,
                    [],
                    (it - 1, it + 1),
                    (start, it - 1),
                    "standpoint",
                    open_from=it + 2,
                )
            )
            return it + 2
    return 0


def _take_concerned(scan: Scan, start: int) -> int:
    # "As far as Keld is concerned, …"
    low = scan.low
    for at in range(start + 1, min(start + _LONGEST_SOURCE, scan.last - 2)):
        if low[at] in _W.auxiliaries and low[at] not in POSSESSIVE:
            phrase = NounPhrase(start, at, at)
            if low[at + 1 : at + 3] != ["concerned", ","] or not is_party(scan.tokens, phrase):
                return 0
            mention = (start, at)
            found = Attribution(scan.left, scan.size, [], None, mention, "standpoint")
            found.open_from = at + 3
            scan.found.append(found)
            return at + 3
    return 0
