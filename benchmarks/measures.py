"""Figures of labels with intervals that resample topics, from counts that are made once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.data import Data
from stancekit.analyzer import Analyzer
from stancekit.errors import StancekitError
from stancekit.evaluation.metrics import (
    bootstrap_interval,
    f1_of_counts,
    paired_difference,
    token_overlap,
)
from stancekit.stance import Prediction, StanceScheme

__all__ = [
    "FIGURES",
    "Counts",
    "accuracy",
    "compare",
    "count",
    "difference",
    "macro_f1",
    "with_interval",
]

FloatArray = NDArray[np.float64]
Statistic = Callable[[FloatArray], float]


@dataclass(frozen=True)
class Counts:
    """What each topic adds to the figures of one system.

    Parameters
    ----------
    strict, lenient : ndarray of shape (n_groups, n_labels, n_labels + 1)
        Confusion matrices, gold in rows; leniently, an accepted label counts as the right one. The
        last column is for statements without a label.
    conditions : ndarray of shape (n_groups, 3)
        Conditions that were hit, asked for and given.
    """

    strict: FloatArray
    lenient: FloatArray
    conditions: FloatArray


def macro_f1(matrix: FloatArray) -> float:
    """Return the unweighted mean of the labels' F1."""
    return float(f1_of_counts(matrix).mean())


def accuracy(matrix: FloatArray) -> float:
    """Return the share of right labels."""
    return float(np.trace(matrix[:, :-1]) / max(1.0, matrix.sum()))


def condition_f1(sums: FloatArray) -> float:
    """Return F1 of conditions from hits, asked and given."""
    return float(2 * sums[0] / (sums[1] + sums[2])) if sums[1] + sums[2] else float("nan")


# Name of a figure: which counts it is made of, and how.
FIGURES: Mapping[str, tuple[str, Statistic]] = {
    "macro_f1": ("strict", macro_f1),
    "accuracy": ("strict", accuracy),
    "lenient_macro_f1": ("lenient", macro_f1),
    "lenient_accuracy": ("lenient", accuracy),
    "condition_f1": ("conditions", condition_f1),
}


def count(data: Data, found: Sequence[Prediction], *, conditions: bool = True) -> Counts:
    """Count what a system's predictions add to the figures, by topic.

    Parameters
    ----------
    data : Data
    found : sequence of Prediction
        One for each statement, in order.
    conditions : bool
        Whether conditions are looked for, as the analyzer does where the label carries them.
    """
    labels = data.scheme.labels
    column = {label: number for number, label in enumerate(labels)}
    _, group = np.unique(data.groups, return_inverse=True)
    true = np.array([column[label] for label in data.labels], dtype=np.intp)
    given = np.array(
        [len(labels) if p.label is None else column.get(p.label, len(labels)) for p in found],
        dtype=np.intp,
    )
    accepted = np.array(
        [p.label in item.accept for p, item in zip(found, data.statements, strict=True)], dtype=bool
    )
    n_groups = int(group.max()) + 1 if len(group) else 0
    strict = np.zeros((n_groups, len(labels), len(labels) + 1))
    lenient = strict.copy()
    np.add.at(strict, (group, true, given), 1)
    np.add.at(lenient, (group, true, np.where(accepted, true, given)), 1)
    terms = np.zeros((n_groups, 3))
    if conditions and any(item.conditions for item in data.statements):
        np.add.at(terms, group, _conditions(data, found))
    return Counts(strict, lenient, terms)


def with_interval(
    counts: FloatArray, statistic: Statistic, n_resamples: int = 1000
) -> dict[str, Any]:
    """Return a figure with its interval, as a cell of a table."""
    interval = bootstrap_interval(counts, statistic, n_resamples=n_resamples)
    return {"value": statistic(counts.sum(axis=0)), "interval": interval}


def compare(first: Counts, second: Counts, name: str) -> dict[str, Any]:
    """Return the paired difference of a figure between two systems, with its interval and p."""
    part, statistic = FIGURES[name]
    return difference(getattr(first, part), getattr(second, part), statistic)


def difference(
    first: FloatArray, second: FloatArray, statistic: Statistic, n_resamples: int = 1000
) -> dict[str, Any]:
    """Return a paired difference with its interval and p, from counts of the same groups."""
    gap = paired_difference(first, second, statistic, n_resamples=n_resamples)
    return {
        "difference": {"value": gap["difference"], "interval": [gap["low"], gap["high"]]},
        "p": gap["p"],
    }


class _Replay:
    """Predictions that are known already, as a model: for what else an analyzer finds."""

    name, version, sha256 = "replay", "", ""

    def __init__(self, found: Mapping[str, Prediction], scheme: StanceScheme) -> None:
        self.found, self.scheme = found, scheme

    def predict(self, X: Any) -> list[str]:
        """Return the labels."""
        return [str(prediction.label) for prediction in self.predictions(X)]

    def predictions(self, X: Any, evidence: bool = True) -> list[Prediction]:  # noqa: ARG002 - of the protocol; there is none
        """Return the predictions of these texts."""
        return [self.found[item.text] for item in X]


class _NoExtractor:
    def extract(self, document: Any) -> Any:
        """Refuse: statements are given."""
        raise StancekitError(f"{document.id}: only statements are classified here")


def _conditions(data: Data, found: Sequence[Prediction]) -> FloatArray:
    """Return conditions hit, asked for and given of each statement: half of the words agree."""
    by_text = dict(zip(data.texts, found, strict=True))
    analyzer = Analyzer(_Replay(by_text, data.scheme), _NoExtractor())
    rows = np.zeros((len(found), 3))
    decided = analyzer.classify(data.texts, evidence=False)
    for row, (item, given) in enumerate(zip(data.statements, decided, strict=True)):
        free = [condition.text for condition in given.conditions]
        rows[row, 1:] = len(item.conditions), len(free)
        for wanted in item.conditions:
            match = next((one for one in free if token_overlap(wanted.text, one) >= 0.5), None)
            if match is not None:
                free.remove(match)
                rows[row, 0] += 1
    return rows
