"""What is measured of out-of-fold probabilities, with intervals that resample topics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stancekit.evaluation.uncertainty import (
    calibration_report,
    expected_calibration_error,
    risk_coverage,
)
from stancekit.modelling.calibration import negative_log_likelihood
from stancekit.modelling.conformal import fit_thresholds, label_mask
from stancekit.stance import DIPLOMACY, Prediction

COVERAGES = (1.0, 0.95, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1)
BINS = 15
_DRAWS = 20


@dataclass(frozen=True, eq=False)
class Answers:
    """Predictions beside the right labels.

    Parameters
    ----------
    probabilities : ndarray of shape (n_statements, n_labels)
    kept : ndarray of bool of shape (n_statements, n_labels)
        The label sets.
    y : ndarray of int
        Columns of the right labels.
    groups : ndarray of int
        Numbers of the topics.
    """

    probabilities: NDArray[np.float64]
    kept: NDArray[np.bool_]
    y: NDArray[np.intp]
    groups: NDArray[np.intp]

    @classmethod
    def of(
        cls,
        predictions: Sequence[Prediction],
        labels: Sequence[str],
        groups: Sequence[str],
        names: Sequence[str] = DIPLOMACY.labels,
    ) -> Answers:
        """Gather predictions of a scheme with the labels `names`."""
        return cls(
            np.array([[p.probabilities[name] for name in names] for p in predictions]),
            np.array([[name in p.label_set for name in names] for p in predictions]),
            np.array([names.index(label) for label in labels]),
            np.unique(groups, return_inverse=True)[1],
        )

    def where(self, chosen: NDArray[np.bool_]) -> Answers:
        """Return some of the statements."""
        groups = np.unique(self.groups[chosen], return_inverse=True)[1]
        return Answers(self.probabilities[chosen], self.kept[chosen], self.y[chosen], groups)

    @property
    def sure(self) -> NDArray[np.float64]:
        """Probability of each most probable label."""
        return np.asarray(self.probabilities.max(axis=1))

    @property
    def right(self) -> NDArray[np.bool_]:
        """Whether the most probable label is the right one."""
        return np.asarray(self.probabilities.argmax(axis=1) == self.y)

    def held(self) -> list[float]:
        """Return, for each label, how often the label sets hold it."""
        return [float(self.kept[self.y == k, k].mean()) for k in range(self.probabilities.shape[1])]


def measure(
    answers: Answers,
    n_resamples: int = 200,
    seed: int = 0,
    labels: Sequence[str] = DIPLOMACY.labels,
) -> dict[str, Any]:
    """Return calibration, risk by coverage and label sets as the classifier gave them.

    A resample repeats statements, which raises the calibration error of honest probabilities too;
    so its excess is taken above a floor that is simulated with the same repetitions.
    """
    sure, right, y = answers.sure, answers.right, answers.y
    members = [np.flatnonzero(answers.groups == g) for g in range(answers.groups.max() + 1)]
    generator = np.random.default_rng(seed)
    draws = [generator.random(len(sure)) < sure for _ in range(_DRAWS)]

    def figures(rows: NDArray[np.intp]) -> list[float]:
        errors = [
            expected_calibration_error(sure[rows], hits[rows], bins=BINS, equal_mass=True)
            for hits in (right, *draws)
        ]
        curve = risk_coverage(sure[rows], right[rows])
        some = Answers(answers.probabilities[rows], answers.kept[rows], y[rows], y[rows])
        return [
            errors[0] - float(np.mean(errors[1:])),
            negative_log_likelihood(answers.probabilities[rows], y[rows]),
            curve.aurc,
            curve.excess_aurc,
            *(curve.at(coverage)[0] for coverage in COVERAGES),
            float(some.kept.sum(axis=1).mean()),
            *some.held(),
        ]

    resampled = []
    for _ in range(n_resamples):
        chosen = generator.integers(len(members), size=len(members))
        resampled.append(figures(np.concatenate([members[g] for g in chosen])))
    ends = np.quantile(resampled, [0.025, 0.975], axis=0).T.tolist()
    values = figures(np.arange(len(y)))
    calibration = calibration_report(sure, right)
    values[0] = calibration["excess"]
    named = [
        *("excess", "log_loss", "aurc", "excess_aurc"),
        *(f"error_at_{coverage:g}" for coverage in COVERAGES),
        "set_size",
        *(f"set_holds_{label}" for label in labels),
    ]
    return {
        "accuracy": float(right.mean()),
        "confidence": float(sure.mean()),
        "calibration": calibration,
        "figures": {
            name: {"value": value, "interval": interval}
            for name, value, interval in zip(named, values, ends, strict=True)
        },
    }


def resplit(
    answers: Answers,
    coverage: float,
    n_splits: int,
    seed: int = 0,
    labels: Sequence[str] = DIPLOMACY.labels,
) -> dict[str, Any]:
    """Split the topics in halves at random: thresholds from one, coverage in the other."""
    n_labels = answers.probabilities.shape[1]
    n_groups = int(answers.groups.max()) + 1
    generator = np.random.default_rng(seed)
    held, sizes = np.empty((n_splits, n_labels)), np.empty(n_splits)
    for split in range(n_splits):
        first = (generator.permutation(n_groups) < n_groups // 2)[answers.groups]
        thresholds = fit_thresholds(answers.probabilities[first], answers.y[first], coverage)
        new, y = answers.probabilities[~first], answers.y[~first]
        mask = label_mask(new, thresholds)
        held[split] = [mask[y == k, k].mean() for k in range(n_labels)]
        sizes[split] = mask.sum(axis=1).mean()
    return {
        "coverage": {
            label: {
                "mean": float(held[:, k].mean()),
                "range": np.quantile(held[:, k], [0.025, 0.975]).tolist(),
            }
            for k, label in enumerate(labels)
        },
        "set_size": float(sizes.mean()),
    }


def calibration_row(probabilities: NDArray[np.float64], y: NDArray[np.intp]) -> dict[str, float]:
    """Return log loss, calibration error, floor and excess of probabilities."""
    found = calibration_report(probabilities.max(axis=1), probabilities.argmax(axis=1) == y)
    loss = negative_log_likelihood(probabilities, y)
    return {"log_loss": loss} | {name: found[name] for name in ("error", "floor", "excess")}
