"""Infinitives whose subject is the object of the verb before: "forced the minister to admit"."""

from __future__ import annotations

from stancekit.extraction.attribution.cues import words
from stancekit.extraction.attribution.nouns import HARD, NounPhrase, is_party
from stancekit.extraction.attribution.scan import Scan
from stancekit.extraction.attribution.subject_phrases import subject_before

__all__ = ["controller"]

_W = words()
_LONGEST_OBJECT = 10
_OBJECTS = frozenset("him her them me us".split())
# "took to the radio to accuse", "used the speech to attack": the subject speaks.
_MEDIA = frozenset({"took", "takes", "used", "uses"})


def controller(scan: Scan, to: int) -> NounPhrase | None:
    """Return who says what an infinitive tells, where another verb brings it about.

    Parameters
    ----------
    scan : Scan
    to : int
        The token "to".
    """
    low = scan.low
    for at in range(to - 2, max(scan.left, to - _LONGEST_OBJECT), -1):
        word = low[at]
        if word in HARD:
            return None
        if word in _W.causatives:
            phrase = NounPhrase(at + 1, to, to)
            if low[at + 1] in _OBJECTS or is_party(scan.tokens, phrase):
                return phrase
            return None
        if word in _MEDIA:
            return (
                subject_before(scan.tokens, at) if word[0] == "u" or low[at + 1] == "to" else None
            )
    return None
