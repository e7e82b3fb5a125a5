"""Sentences in somebody's own voice: courtesies, and reports of what another says."""

from __future__ import annotations

from stancekit.extraction.attribution.attributions import find_attributions
from stancekit.extraction.attribution.cues import cue_table
from stancekit.extraction.attribution.scan import SPEAKING, Attribution
from stancekit.extraction.attribution.sentences import Tokens
from stancekit.extraction.lexicon import load_lexicon

__all__ = ["is_courtesy", "reported_other"]

_SPOKEN = load_lexicon("forms")["spoken"]
_COURTESIES = frozenset(tuple(line.split()) for line in _SPOKEN["courtesies"].strip().splitlines())
_TAILS = frozenset(_SPOKEN["courtesy_tails"].split())
_PARTICLES = frozenset(_SPOKEN["particles"].split())
_LONGEST_COURTESY = 9
_LONGEST_OPENING = 5

_NOBODY_ELSE = frozenset(
    """i we you us me nobody none everyone everybody anyone anybody one no this that there
    which who what""".split()
)
_CONTRACTED = ("i'", "i’", "we'", "we’", "you'", "you’")
_FIRST = frozenset({"i", "we"})
_WHEN = frozenset("before after when while because since until during".split())
_AHEAD = frozenset("will shall may might could should must ’ll 'll won’t won't".split())
_REPORTING = frozenset(
    """that-clause quotation-last zero-that according-to quotation-first parenthetical clause-first
    inverted-quotation inverted-clause announced quoted-as-saying passive-report""".split()
)


def reported_other(tokens: Tokens) -> Attribution | None:
    """Return what a sentence in somebody's own voice reports of a third party, if it is its point.

    Parameters
    ----------
    tokens : Tokens
        The sentence.
    """
    if tokens.low[-1] == "?":
        return None
    for attribution in find_attributions(tokens)[0]:
        if _is_of_another(tokens, attribution):
            covers = (attribution.end - attribution.start) * 2 >= len(tokens)
            return attribution if covers else None
    return None


def _is_of_another(tokens: Tokens, attribution: Attribution) -> bool:
    if attribution.mention is None:
        return False
    head = tokens.low[attribution.mention[0]]
    if head in _NOBODY_ELSE or head.startswith(_CONTRACTED):
        return False
    if attribution.rule in _REPORTING:
        # "He said that before the war."
        said = tokens.low[attribution.content[0][0]] if attribution.content else ""
        return attribution.rule != "that-clause" or said not in _WHEN
    if attribution.rule != "object" or attribution.cue is None:
        return False
    if not _AHEAD.isdisjoint(tokens.low[attribution.mention[1] : attribution.cue[0]]):
        # "The guarantors will write to you": nothing is said yet.
        return False
    # Who "rejects the charge" may well be whom the voice speaks for; who "reports forty cases", or
    # is quoted, is not.
    cue = cue_table().get(tokens.low[attribution.cue[0]])
    if _goes_on_itself(tokens, attribution.cue[1]):
        return False
    quoted = any(at in tokens.quotes for c in attribution.content for at in range(*c))
    return quoted or (cue is not None and bool(cue.groups & SPEAKING))


def _goes_on_itself(tokens: Tokens, after: int) -> bool:
    # "She asked me for a paper, and I shall bring one."
    low = tokens.low
    return any(
        low[at] in _FIRST and low[at - 1] in ("and", "but", "so", ";")
        for at in range(after + 1, len(low))
    )


def is_courtesy(tokens: Tokens) -> bool:
    """Tell whether a sentence is a greeting, a thanks or a word to the chair, and no more.

    Parameters
    ----------
    tokens : Tokens
        The sentence.
    """
    said = [at for at in range(len(tokens)) if tokens.low[at][0].isalnum()]
    if len(said) > _LONGEST_COURTESY:
        return False
    while len(said) > 1 and tokens.low[said[0]] in _PARTICLES:
        del said[0]
    opening = [tokens.low[at] for at in said[:_LONGEST_OPENING]]
    for size in range(len(opening), 0, -1):
        if tuple(opening[:size]) in _COURTESIES:
            return all(
                tokens.low[at] in _TAILS or (tokens.is_capital(at) and at > said[0])
                for at in said[size:]
            )
    return False
