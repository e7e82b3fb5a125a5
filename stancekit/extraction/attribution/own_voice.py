"""Sentences in somebody's own voice that report what another says."""

from __future__ import annotations

from stancekit.extraction.attribution.attributions import find_attributions
from stancekit.extraction.attribution.cues import cue_table
from stancekit.extraction.attribution.scan import SPEAKING, Attribution
from stancekit.extraction.attribution.sentences import Tokens

__all__ = ["reported_other"]

_NOBODY_ELSE = frozenset(
    """i we you us me nobody none everyone everybody anyone anybody one no this that there
    which who what""".split()
)
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
    if tokens.low[attribution.mention[0]] in _NOBODY_ELSE:
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
    quoted = any(at in tokens.quotes for c in attribution.content for at in range(*c))
    return quoted or (cue is not None and bool(cue.groups & SPEAKING))
