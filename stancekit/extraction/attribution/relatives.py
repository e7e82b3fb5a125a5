"""Small questions about relative clauses around a cue."""

from __future__ import annotations

from stancekit.extraction.attribution.adverbials import is_adverb
from stancekit.extraction.attribution.clauses import has_clause
from stancekit.extraction.attribution.cues import cue_table, words
from stancekit.extraction.attribution.nouns import NounPhrase
from stancekit.extraction.attribution.scan import (
    CLAUSE_START,
    SAME_SOURCE,
    SPEAKING,
    Attribution,
    Scan,
)

__all__ = [
    "antecedent_start",
    "has_main_cue",
    "has_relative_cue",
    "in_relative_clause",
    "is_free_relative",
]

_W = words()

_LONGEST_ANTECEDENT = 5


def has_main_cue(scan: Scan, phrase: NounPhrase, start: int) -> bool:
    """Tell whether "who" follows the source and its own verb comes later.

    In "officials who reviewed them told the paper" what was reviewed is no statement.
    """
    low = scan.low
    if low[phrase.end : phrase.end + 1] != ["who"] or phrase.end > phrase.head_end:
        return False
    table = cue_table()
    return any(
        (cue := table.get(low[at])) is not None
        and cue.form in ("s", "past")
        and not cue.groups.isdisjoint(SPEAKING)
        and low[at - 1] not in ("and", ",")
        for at in range(start + 1, scan.last)
    )


def has_relative_cue(scan: Scan, attribution: Attribution) -> bool:
    """Tell whether the cue stands in a relative clause ("the minister, who said that")."""
    if attribution.mention is None or attribution.cue is None:
        return False
    between = scan.low[attribution.mention[1] : attribution.cue[0]]
    return "who" in between[:2] or "which" in between[:2]


def in_relative_clause(scan: Scan, phrase: NounPhrase) -> bool:
    """Tell whether a pronoun begins a relative clause ("the target it pledged to reach")."""
    if scan.low[phrase.start] not in SAME_SOURCE or phrase.start == 0:
        return False
    before = scan.low[phrase.start - 1]
    if scan.low[scan.left] == "as" and not has_clause(scan, scan.left, phrase.start):
        # "As minister he called the talks a trick"
        return False
    return before == "which" or (
        before[0].isalpha()
        and before not in CLAUSE_START
        and before not in _W.days
        and before not in _W.months
        and not is_adverb(before)
    )


def is_free_relative(scan: Scan, phrase: NounPhrase) -> bool:
    """Tell whether "what" or a relative "that" comes before the source ("what he called")."""
    if phrase.start == 0:
        return False
    current = scan.current()
    if current is not None and current.open_from == phrase.start:
        # "said that the envoy called": the clause begins with its subject.
        return scan.low[phrase.start - 1] == "what"
    return scan.low[phrase.start - 1] in ("what", "that")


def antecedent_start(scan: Scan, that: int) -> int | None:
    """Return where the object before "that" starts, in a sentence with no other attribution.

    Parameters
    ----------
    scan : Scan
    that : int
        Token of the relative pronoun.
    """
    if scan.found:
        return None
    for at in range(that - 2, max(scan.left, that - 1 - _LONGEST_ANTECEDENT), -1):
        if scan.low[at] in _W.determiners:
            return at
    return None
