"""The two sides of an attribution that ends, or interrupts, what is said."""

from __future__ import annotations

from stancekit.extraction.attribution.grammar.adverbials import is_participle
from stancekit.extraction.attribution.grammar.clauses import SUBORDINATE, has_clause
from stancekit.extraction.attribution.grammar.cues import cue_table, words
from stancekit.extraction.attribution.grammar.finite import is_finite
from stancekit.extraction.attribution.grammar.nouns import DASHES
from stancekit.extraction.attribution.grammar.phrases import noun_phrase_after, skip_adverbials
from stancekit.extraction.attribution.grammar.sentences import QUOTE
from stancekit.extraction.attribution.scan import SPEAKING, Attribution, Scan

__all__ = ["left_content", "mark_further", "rest_after"]

_W = words()
_NARRATOR_GOES_ON = frozenset(
    "and who which whose a in at on after during before as according amid citing".split()
)
_SHORT_PHRASE = 3
_AGO = frozenset({"after", "before"})
_WHEN_AND_WHERE_SAID = _W.days | _W.months | _W.occasions


def left_content(scan: Scan, attribution: Attribution, at: int, *, quoted: bool) -> None:
    """Give an attribution what stands before it.

    Parameters
    ----------
    scan : Scan
    attribution : Attribution
    at : int
        The closing quotation, or the comma that ends the clause.
    quoted : bool
        Whether it is a quotation.
    """
    low = scan.low
    end = at + 1 if quoted else at
    start = scan.left
    if quoted:
        # Only the quotation, where what stands before it belongs to something else.
        first = at
        while first > start and (low[first - 1] == QUOTE):
            first -= 1
        before = low[first - 1] if first > start else ":"
        if (
            before in (":", ",")
            and (first - start <= _SHORT_PHRASE or low[first - 2] in _WHEN_AND_WHERE_SAID)
            and not has_clause(scan, start, first)
        ):
            start = first
        elif before == ":" and first > start and low[at + 1 : at + 2] == ["as"]:
            # "It was late: “Too late,” as the envoy put it."
            start = first
    while start < end and (
        low[start] in (",", ";", "and", "but") or low[start] in DASHES or low[start] == "."
    ):
        start += 1
    if not quoted:
        for index in range(end - 1, start, -1):
            # "He corrected one detail: the next meeting, an aide said, …"
            if low[index] == ":" or (low[index] == ";" and attribution.rule == "parenthetical"):
                start = index + 1
                break
    for index in range(start, end):
        if low[index] == QUOTE:
            scan.claimed.add(index)
    attribution.content.append((start, end))
    attribution.start = start


def rest_after(scan: Scan, attribution: Attribution, at: int, *, quoted: bool) -> None:
    """Give an attribution what goes on behind it, from the token `at`: ", he said, …"."""
    low = scan.low
    behind, at = at, skip_adverbials(scan.tokens, at)
    if quoted:
        for index in range(at, scan.size):
            if low[index] == QUOTE:
                comma = low.index(",", at, index) if "," in low[at:index] else -1
                start, end = attribution.content[0]
                if end - start > 1 and comma >= 0 and low[comma + 1] in ("and", "but", "or"):
                    # "Orr “got a deal,” she said, and still “got to sit in”": the clause goes on.
                    attribution.open_from = comma + 1
                elif low[index - 1] in (",", ":", ".", "and", "but") or low[index - 1] in DASHES:
                    attribution.content.append((index, index + 1))
                    scan.claimed.add(index)
                    mark_further(scan, attribution, behind, index)
                break
            if (
                low[index] in cue_table()
                and cue_table()[low[index]].groups & SPEAKING
                and low[index - 1] == ","
            ):
                break
        return
    quoted_rest = QUOTE in low[at + 1 : at + 3]
    if at < scan.last and low[at] in (",", *DASHES) and (scan.last - at > 2 or quoted_rest):
        first = low[at + 1]
        table_cue = cue_table().get(first)
        if table_cue is not None and table_cue.form == "ing":
            return
        if quoted_rest and first in ("and", "but", QUOTE):
            # "Many were older, she said, and “this is their story.”"
            attribution.open_from = at + 1 + (first != QUOTE)
            return
        if low[attribution.start] in SUBORDINATE and _goes_on_in_clause(scan, at + 1):
            # "Though it was late, he said, waiting would have been worse."
            attribution.open_from = at + 1
            return
        if first == "and" and _own_clause(scan, at + 2):
            attribution.open_from = at + 2
            return
        narrator = (
            (first.endswith("ing") and len(first) > 5)
            or (first in _NARRATOR_GOES_ON and not is_participle(low[at + 2]))
            # "…, he said, hours after the rebels had left"
            or not _AGO.isdisjoint(low[at + 2 : at + 4])
        )
        fragment = _left_is_short(scan, attribution) and first not in ("and", "who", "which", "a")
        if narrator and not fragment:
            return
        attribution.open_from = at + 1


def mark_further(scan: Scan, attribution: Attribution, start: int, quote: int) -> None:
    """Note the verb that a second quotation has of its own: ", she said before asking, “…”"."""
    for at in range(quote - 1, start - 1, -1):
        cue = cue_table().get(scan.low[at])
        if cue is not None and cue.form == "ing" and cue.groups & SPEAKING:
            attribution.further.append((at, at + 1))
            return


def _own_clause(scan: Scan, start: int) -> bool:
    # "…, she said, and her government was ready": a subject of its own, then its verb.
    low = scan.low
    if start >= scan.last or low[start] == QUOTE:
        return False
    subject = noun_phrase_after(scan.tokens, start, appositive=False)
    if subject is None or low[start] in cue_table():
        return False
    for at in range(start + 1, min(subject.end + 1, scan.last)):
        if is_finite(scan.tokens, at):
            cue = cue_table().get(low[at])
            return cue is None or not cue.groups & SPEAKING
    return False


def _goes_on_in_clause(scan: Scan, start: int) -> bool:
    # Whether the main clause that a subordinate one waits for begins here.
    end = start
    while end < scan.last and scan.low[end] not in (",", ";"):
        end += 1
    return has_clause(scan, start, end)


def _left_is_short(scan: Scan, attribution: Attribution) -> bool:
    start, end = attribution.content[0]
    return not has_clause(scan, start, end)
