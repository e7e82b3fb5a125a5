"""What completes an attributing verb: a clause, a quotation, an infinitive or an object."""

from __future__ import annotations

import re

from stancekit.extraction.attribution.grammar.clauses import (
    clause_end,
    content_after,
    directive_start,
)
from stancekit.extraction.attribution.grammar.cues import Cue, cue_table, words
from stancekit.extraction.attribution.grammar.nouns import NounPhrase
from stancekit.extraction.attribution.grammar.objects import object_start
from stancekit.extraction.attribution.grammar.phrases import noun_phrase_after, skip_adverbials
from stancekit.extraction.attribution.grammar.subjects import is_text
from stancekit.extraction.attribution.grammar.zero_clauses import zero_clause
from stancekit.extraction.attribution.scan import SPEAKING, Scan

__all__ = ["complement_after"]

_W = words()
_WHEN = (["after"], ["before"], ["during"], ["amid"], ["following"])
_SHORTEST_JUDGEMENT = 3
# Adjectives, by their endings; and some without one.
_FIT = re.compile(
    r"(?:able|ible|ful|less|ous|[^i]al|ive|ate|ent|ant|ary)$"
    r"|^(?:null|void|dead|closed|open|un\w+)$"
)
_JUDGING = frozenset({"consider", "deem", "find", "judge"})
_ANAPHORS = frozenset({"this", "so", "that"})
_AFTER_ANAPHORS = frozenset({"when", "while", "after", "before", "during", "as", ",", "in", "at"})
_CLAUSAL = frozenset({"say", "tell", "think", "manner"})
# Content that shows itself as such, whatever the verb.
_LONGEST_REMARK = 9
_MARKED = frozenset({"that", "quote", "colon", "wh"})


def complement_after(
    scan: Scan, source: NounPhrase, after: int, cue: Cue, groups: frozenset[str]
) -> tuple[int, str] | None:
    """Return where the complement of a verb begins and what it is; None where it has none.

    Parameters
    ----------
    scan : Scan
    source : NounPhrase
        The verb's subject.
    after : int
        The token after the verb and its particles.
    cue : Cue
        The verb.
    groups : frozenset of str
        Its frames.
    """
    right = content_after(scan, after, cue) if groups & _CLAUSAL else None
    start, kind = right if right is not None else (after, "")
    if kind in _MARKED:
        return right
    if kind == "zero" and groups & SPEAKING and cue.base in ("say", "tell"):
        # "said this on Monday": what it was comes elsewhere.
        return None if _is_anaphor(scan, after) else right
    if "directive" in groups and (goal := directive_start(scan, after)) is not None:
        return goal, "object"
    clausal = groups & {"say", "think"} and "manner" not in groups
    if kind == "zero" and clausal and zero_clause(scan, start):
        return right
    if cue.base in _JUDGING and cue.form in ("s", "base") and kind == "zero":
        # "considers the move null and void": no verb stands between the two.
        return (start, "object") if _is_judged(scan, start) else None
    if "infinitive" in groups:
        to = skip_adverbials(scan.tokens, after)
        if scan.low[to : to + 1] in _WHEN:
            # "decided after a long inquiry not to sue"
            phrase = noun_phrase_after(scan.tokens, to + 1, appositive=False)
            to = to if phrase is None else phrase.end
            to += scan.low[to : to + 1] in (["not"], ["never"])
        if scan.low[to : to + 1] == ["to"] and not _is_remark(scan, to + 1):
            # "vowed never to negotiate"
            return to - (scan.low[to - 1] in ("never", "not")), "infinitive"
    if "object" in groups or is_text(scan, source, cue):
        goal = object_start(scan.tokens, after, scan.last)
        if goal is not None:
            return goal, "object"
    return right if kind == "object" and groups & {"say", "tell"} else None


def _is_anaphor(scan: Scan, at: int) -> bool:
    low = scan.low
    if at + 1 >= scan.size or low[at] not in _ANAPHORS:
        return False
    end = skip_adverbials(scan.tokens, at + 1)
    return end >= scan.last or low[end] in _AFTER_ANAPHORS


def _is_judged(scan: Scan, start: int) -> bool:
    low = scan.low
    end = clause_end(scan, start)
    if low[start] not in _W.determiners or end - start < _SHORTEST_JUDGEMENT:
        return False
    return any(_FIT.search(word) is not None for word in low[start + 2 : end])


def _is_remark(scan: Scan, verb: int) -> bool:
    # "…, as the envoy likes to say, …": nothing is said after the verb.
    cue = cue_table().get(scan.low[verb]) if verb < scan.last else None
    if cue is None or cue.groups.isdisjoint(SPEAKING):
        return False
    after = verb + 1 + (scan.low[verb + 1 : verb + 2] == ["it"])
    return "as" in scan.low[max(0, verb - _LONGEST_REMARK) : verb] and (
        after >= scan.last or scan.low[after] == ","
    )
