"""Relative and fronted clauses around a cue: which clause it is in, and where that ends."""

from __future__ import annotations

from stancekit.extraction.attribution.grammar.adverbials import is_adverb
from stancekit.extraction.attribution.grammar.clauses import SUBORDINATE, has_clause
from stancekit.extraction.attribution.grammar.cues import cue_table, words
from stancekit.extraction.attribution.grammar.finite import is_finite
from stancekit.extraction.attribution.grammar.nouns import DASHES, HARD, NounPhrase
from stancekit.extraction.attribution.grammar.verbs import verb_forms
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
    "restrictive_end",
    "subordinate_end",
]

_W = words()
_FORMS = verb_forms()
_AGO = frozenset({"after", "before", "since"})

_LONGEST_ANTECEDENT = 5
_LONGEST_OBJECT = 25


def has_main_cue(scan: Scan, phrase: NounPhrase, start: int) -> bool:
    """Tell whether "who" or "that" follows the source and its own verb comes later.

    In "officials who reviewed them told the paper" what was reviewed is no statement.
    """
    low = scan.low
    if low[phrase.end : phrase.end + 1] not in (["who"], ["that"]) or phrase.end > phrase.head_end:
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


def subordinate_end(scan: Scan, phrase: NounPhrase, start: int) -> int | None:
    """Return the comma that ends a fronted clause ("While he said it was hard, …")."""
    low = scan.low
    if {"who", "which", "whom"} & set(low[phrase.end : phrase.end + 4]):
        # "The president, who knew that it was late, told his staff …": the comma before the verb.
        return next(
            (at for at in range(start, scan.last - 1) if _closes_relative(scan, phrase.end, at)),
            None,
        )
    before = phrase.start - 1
    # "Hours after the premier said …, …": a measure of time may come first.
    lead = before - scan.left
    if lead == 1 and low[scan.left] in ("and", "but"):
        lead = 0
    if lead < 0 or low[before] not in SUBORDINATE or lead > (3 if low[before] in _AGO else 0):
        return None
    for at in range(start, scan.last):
        if low[at] == ",":
            return at
    return None


def restrictive_end(scan: Scan, phrase: NounPhrase, start: int) -> int | None:
    """Return the verb after a relative clause without commas, in which an object begins.

    "Voters who oppose the plan have left": what they oppose ends before "have".

    Parameters
    ----------
    scan : Scan
    phrase : NounPhrase
        The antecedent.
    start : int
        First token of the object.
    """
    low = scan.low
    if low[phrase.end : phrase.end + 1] not in (["who"], ["that"]):
        return None
    for at in range(start + 1, min(start + _LONGEST_OBJECT, scan.last)):
        if low[at] in HARD or low[at] in _W.conjunctions:
            return None
        if is_finite(scan.tokens, at):
            return at
    return None


def _closes_relative(scan: Scan, opening: int, at: int) -> bool:
    low = scan.low
    if low[opening] in DASHES:
        return low[at] == low[opening]
    if low[at] != ",":
        return False
    verb = low[at + 1]
    return is_finite(scan.tokens, at + 1) or (verb in _FORMS.thirds and verb not in _FORMS.nouns)
