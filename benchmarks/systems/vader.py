"""VADER, a sentiment lexicon: what is often taken for stance, and isn't.

Hutto and Gilbert, "VADER: A Parsimonious Rule-based Model for Sentiment Analysis of Social Media
Text", ICWSM 2014. Its compound score is cut where its authors cut it. A positive tone then counts
as being for talks, a negative one as being against; it has no word for conditions.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from benchmarks.systems.system import Peer
from stancekit import DIPLOMACY
from stancekit.stance import StanceScheme

__all__ = ["PEER", "Vader"]

_CUT = 0.05


class Vader:
    """Polarity as stance, in scikit-learn's manner; it learns nothing."""

    def fit(self, texts: Sequence[str], labels: Sequence[str]) -> Vader:  # noqa: ARG002 - of the protocol
        """Read the lexicon."""
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer  # type: ignore[import-not-found,unused-ignore]  # optional

        self._score: Any = SentimentIntensityAnalyzer().polarity_scores
        return self

    def predict(self, texts: Sequence[str]) -> list[str]:
        """Return ``pro-diplomacy``, ``rejection`` or ``no-stance`` for each text."""
        return [_label(self._score(text)["compound"]) for text in texts]


def _label(compound: float) -> str:
    if compound >= _CUT:
        return "pro-diplomacy"
    return "rejection" if compound <= -_CUT else "no-stance"


def _suits(scheme: StanceScheme) -> str:
    if set(scheme.labels) == set(DIPLOMACY.labels):
        return ""
    return f"positive and negative can't be read as the labels of the scheme {scheme.name!r}"


PEER = Peer(
    "VADER",
    Vader,
    {"vaderSentiment": "vaderSentiment"},
    note="sentiment misused: positive as pro-diplomacy, negative as rejection, else no-stance; "
    "never conditional",
    suits=_suits,
    fixed="learns nothing",
)
