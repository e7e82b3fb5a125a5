"""Clauses without "that": "said the talks were over"."""

from __future__ import annotations

from stancekit.extraction.attribution.grammar.clauses import SUBORDINATE
from stancekit.extraction.attribution.grammar.cues import words
from stancekit.extraction.attribution.grammar.finite import is_finite
from stancekit.extraction.attribution.grammar.sentences import QUOTE
from stancekit.extraction.attribution.grammar.verbs import verb_forms
from stancekit.extraction.attribution.scan import SAME_SOURCE, Scan

__all__ = ["zero_clause"]

_W = words()
_FORMS = verb_forms()
_REFLEXIVES = frozenset("himself herself itself themselves myself ourselves".split())
_SUBORDINATORS = SUBORDINATE | {"whose", "where", "until", "unless"}
# What follows a verb of being or staying, and seldom a noun.
_STATES = [[word] for word in "open closed shut firm intact alive away put silent on too".split()]


def zero_clause(scan: Scan, start: int) -> bool:
    """Tell whether a clause without "that" begins here: a subject, then a finite verb."""
    low = scan.low
    if low[start] in _REFLEXIVES or low[start] in _W.particles or low[start] in _W.auxiliaries:
        return False
    if (low[start] in _W.conjunctions and low[start] != "that") or (
        low[start] in _W.prepositions and not "".join(low[start + 1 : start + 2])[:1].isdigit()
    ):
        # "worried about them", but "estimates about 20 were hurt"
        return False
    likely = False
    for index in range(start + 1, min(start + 16, scan.last)):
        word = low[index]
        if word in ("and", "or"):
            if is_finite(scan.tokens, index + 1):
                return False
            if likely:
                break
        if likely and word in (",", ";"):
            break
        if word in (",", ";", QUOTE, "that", "who", "which") or (
            word == "to" and low[start] not in _W.determiners
        ):
            return False
        if word in _SUBORDINATORS or word in SAME_SOURCE:
            # "read the guides she wrote"
            return False
        if is_finite(scan.tokens, index):
            return True
        likely = likely or _may_be_finite(scan, start, index)
    return likely or low[start] in _W.pronouns - {"it"}


def _may_be_finite(scan: Scan, start: int, at: int) -> bool:
    # "insists the door stays open": a form that may be a plural noun, after a singular one.
    before = scan.low[at - 1]
    return (
        scan.low[at] in _FORMS.thirds
        and scan.low[start] in _W.determiners
        and at > start + 1
        and before[0].isalpha()
        and not before.endswith("s")
        and before not in _W.determiners
        and before not in _W.prepositions
        and scan.low[at + 1 : at + 2] in _STATES
    )
