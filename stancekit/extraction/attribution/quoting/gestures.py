"""Quotations without a verb of speech: after a gesture ("She shrugs. “No.”"), or after a time."""

from __future__ import annotations

import functools

from stancekit.extraction.attribution.grammar.cues import words
from stancekit.extraction.attribution.grammar.finite import is_finite
from stancekit.extraction.attribution.grammar.nouns import NounPhrase, is_party
from stancekit.extraction.attribution.grammar.sentences import Tokens
from stancekit.extraction.attribution.grammar.subject_phrases import subject_before
from stancekit.extraction.attribution.grammar.subjects import sentence_subject
from stancekit.extraction.attribution.grammar.verbs import inflect
from stancekit.extraction.attribution.scan import Scan
from stancekit.extraction.lexicon import load_lexicon

__all__ = ["goes_on_after_colon", "speaks_next"]

_W = words()
_LONGEST_WHEN = 5
_LONGEST_NAME = 4

# "shakes her head", "went on television", "takes the microphone"
_BODILY = {"head": "shake", "shoulders": "shrug", "throat": "clear", "microphone": "take"}
_AIR = frozenset({"television", "tv", "air", "radio"})
_WENT = frozenset({"go", "goes", "went", "gone"})


@functools.cache
def _gestures() -> frozenset[str]:
    return _forms(load_lexicon("words")["gestures"].split())


def _forms(bases: list[str]) -> frozenset[str]:
    return frozenset(form for base in bases for forms in inflect(base).values() for form in forms)


@functools.cache
def _bodily() -> dict[str, frozenset[str]]:
    return {noun: _forms([verb]) for noun, verb in _BODILY.items()}


def speaks_next(tokens: Tokens) -> NounPhrase | None:
    """Return who makes a gesture in a sentence that attributes nothing, or whom else it names.

    Parameters
    ----------
    tokens : Tokens
        The sentence before one that is a quotation and nothing else.
    """
    at = next((at for at in range(1, len(tokens)) if _is_gesture(tokens, at)), 0)
    if not at:
        return _named_subject(tokens)
    phrase = subject_before(tokens, at) or sentence_subject(Scan(tokens), at)
    return phrase if phrase is not None and is_party(tokens, phrase) else None


def _named_subject(tokens: Tokens) -> NounPhrase | None:
    # "Ana Paz, the envoy, sees no sense in it. “I have a shop.”": the last who does anything.
    for at in range(len(tokens) - 1, 0, -1):
        if is_finite(tokens, at) and not is_finite(tokens, at - 1):
            phrase = subject_before(tokens, at)
            if phrase is not None and _is_full_name(tokens, phrase):
                return phrase
    return None


def _is_full_name(tokens: Tokens, phrase: NounPhrase) -> bool:
    named = range(phrase.start, phrase.head_end)
    return (
        1 < len(named) <= _LONGEST_NAME
        and all(tokens.is_capital(at) for at in named)
        and _W.parties.isdisjoint(tokens.low[phrase.start : phrase.head_end])
        and tokens.low[phrase.start] not in _W.determiners
    )


def goes_on_after_colon(tokens: Tokens) -> bool:
    """Tell whether a sentence gives when and not who: "An hour later: “Unless they pay.”"."""
    low = tokens.low
    colon = low.index(":") if ":" in low else len(low)
    return (
        0 < colon <= _LONGEST_WHEN
        and all(at in tokens.quotes for at in range(colon + 1, len(low)))
        and colon + 1 < len(low)
        and not any(tokens.is_capital(at) for at in range(1, colon))
        and _W.auxiliaries.isdisjoint(low[:colon])
    )


def _is_gesture(tokens: Tokens, at: int) -> bool:
    low = tokens.low
    if low[at] in _gestures():
        return True
    if low[at] in _WENT:
        return low[at + 1 : at + 2] == ["on"] and not _AIR.isdisjoint(low[at + 2 : at + 4])
    return any(low[at] in _bodily()[noun] for noun in low[at + 1 : at + 4] if noun in _BODILY)
