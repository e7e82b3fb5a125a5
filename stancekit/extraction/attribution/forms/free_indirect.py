"""Sentences that go on with what a source said, without a cue of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stancekit.document import Span
from stancekit.extraction.attribution.grammar.adverbials import is_adverb, is_participle
from stancekit.extraction.attribution.grammar.cues import cue_table, words
from stancekit.extraction.attribution.grammar.finite import is_finite
from stancekit.extraction.attribution.grammar.nouns import PUNCTUATION
from stancekit.extraction.attribution.grammar.sentences import Tokens
from stancekit.extraction.attribution.scan import SPEAKING, Attribution
from stancekit.extraction.attribution.statements import span_of
from stancekit.frozen import quick

__all__ = ["Report", "goes_on", "report_of"]

_W = words()
_PRONOUNS = frozenset({"he", "she", "it", "they"})
_OPENERS = frozenset({"and", "but", "yet", "so", "nor", "or", ","})
# What reported speech in the past makes of will, can, may, shall; "must" and "ought" stay.
_SHIFTED = frozenset(
    "would could might should must ought wouldn’t wouldn't couldn’t couldn't".split()
)
# Modals by which a source, more often than the narrator, says what is to be.
_STRONG = frozenset("would must should ought wouldn’t wouldn't".split())
_PRESENT = _SHIFTED | frozenset("will can cannot can’t can't won’t won't".split())
# "He would later become": the narrator looks ahead.
_LOOKS_AHEAD = frozenset("later eventually subsequently soon ultimately finally have".split())
_FARTHEST_VERB = 14

_MINDS = SPEAKING | {"think"}


@quick
@dataclass(frozen=True, slots=True)
class Report:
    """What a sentence leaves for the next: its only source, and the tense of its cue.

    Parameters
    ----------
    mention : Span
        The source.
    past : bool
        Whether the cue is in the past, so that what follows is shifted back.
    """

    mention: Span
    past: bool


def report_of(tokens: Tokens, found: Sequence[Attribution]) -> Report | None:
    """Return the report that a sentence makes; None where it has no source, or several.

    Parameters
    ----------
    tokens : Tokens
        The sentence.
    found : sequence of Attribution
        What is attributed in it.
    """
    outer = [a for a in found if a.parent is None]
    if len(outer) != 1 or outer[0].is_act or outer[0].mention is None or outer[0].cue is None:
        return None
    cue = cue_table().get(tokens.low[outer[0].cue[0]])
    if cue is None or cue.groups.isdisjoint(_MINDS):
        return None
    return Report(span_of(tokens, outer[0].mention), cue.form in ("past", "participle"))


def goes_on(tokens: Tokens, report: Report | None) -> bool:
    """Tell whether a sentence without a source is what the source before goes on to say.

    "The envoy said the talks had failed. She would not come back." The verb shows it: a modal
    in the tense of reported speech, with a pronoun, or with "would" and "must" any subject.

    Parameters
    ----------
    tokens : Tokens
        The sentence.
    report : Report or None
        What the sentence before reports, if it does.
    """
    if report is None:
        return False
    low = tokens.low
    at = 0
    while at < len(low) and (low[at] in _OPENERS or is_adverb(low[at])):
        at += 1
    if at + 2 >= len(low):
        return False
    if low[at] in _PRONOUNS:
        return _is_modal(low, at + 1, _SHIFTED if report.past else _PRESENT)
    if low[at] in _SHIFTED and low[0] == "nor":
        return low[at + 1] in _PRONOUNS
    if not report.past or low[at] in _W.prepositions or is_participle(low[at]):
        return False
    for verb in range(at, min(at + _FARTHEST_VERB, len(low))):
        if low[verb] in PUNCTUATION or low[verb] in _W.conjunctions - {"and", "or"}:
            return False
        if low[verb] in ("who", "which", "that"):
            return False
        if is_finite(tokens, verb):
            return verb > at and _is_modal(low, verb, _STRONG)
    return False


def _is_modal(low: Sequence[str], at: int, modals: frozenset[str]) -> bool:
    while at < len(low) and is_adverb(low[at]) and low[at] not in _LOOKS_AHEAD:
        at += 1
    return at + 1 < len(low) and low[at] in modals and _LOOKS_AHEAD.isdisjoint(low[at + 1 : at + 2])
