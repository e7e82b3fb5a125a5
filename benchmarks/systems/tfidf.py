"""Words and word pairs by TF-IDF with logistic regression: the usual first system."""

from __future__ import annotations

from typing import Any

from benchmarks.systems.system import Peer

__all__ = ["PEER", "classifier"]


def classifier() -> Any:
    """Return the unfitted pipeline."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    return make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
        LogisticRegression(C=10, max_iter=2000),
    )


PEER = Peer("TF-IDF(1,2) + LR", classifier, note="scikit-learn; words and word pairs, C = 10")
