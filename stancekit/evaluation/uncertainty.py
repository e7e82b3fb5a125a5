"""How honest probabilities are, and what it is worth to leave the doubtful statements out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = [
    "RiskCoverage",
    "calibration_floor",
    "calibration_report",
    "expected_calibration_error",
    "risk_coverage",
]

FloatArray = NDArray[np.float64]

_BINS = 15
_COVERAGES = (1.0, 0.9, 0.8, 0.7, 0.5)


def expected_calibration_error(
    confidence: ArrayLike,
    correct: ArrayLike,
    *,
    bins: int = 10,
    equal_mass: bool = False,
) -> float:
    """Return the mean gap between confidence and accuracy, weighted by bin size.

    Parameters
    ----------
    confidence : sequence of float
        Probability of the most probable label, 0..1.
    correct : sequence of bool
        Whether that label is the right one.
    bins : int
    equal_mass : bool
        Bins of equal numbers of statements rather than of equal width.

    Returns
    -------
    float
        NaN where there is no statement.

    References
    ----------
    Naeini, Cooper and Hauskrecht (2015), "Obtaining well calibrated probabilities using Bayesian
    binning", AAAI.
    """
    sure, right = _checked(confidence, correct)
    if not len(sure):
        return float("nan")
    number = _bin_numbers(sure, bins, equal_mass=equal_mass)
    gaps = np.bincount(number, weights=sure - right, minlength=bins)
    return float(np.abs(gaps).sum() / len(sure))


def calibration_floor(
    confidence: ArrayLike, *, bins: int = _BINS, n_draws: int = 200, seed: int = 0
) -> FloatArray:
    """Return calibration errors that a perfectly calibrated model would show by chance.

    The error is never negative, so it is above zero for any finite number of statements, however
    honest the probabilities. Here the probabilities are taken at their word: whether each label
    is right is drawn from its own probability, again and again.

    Parameters
    ----------
    confidence : sequence of float
        Probability of the most probable label of each statement.
    bins : int
        Of equal mass.
    n_draws : int
    seed : int

    Returns
    -------
    ndarray of shape (n_draws,)
        The error of each draw; their mean is the floor.

    References
    ----------
    Bröcker and Smith (2007), "Increasing the reliability of reliability diagrams", Weather and
    Forecasting 22(3): consistency resampling.
    """
    sure, _ = _checked(confidence, np.zeros(np.shape(confidence)))
    if not len(sure):
        return np.full(n_draws, np.nan)
    number = _bin_numbers(sure, bins, equal_mass=True)
    generator = np.random.default_rng(seed)
    errors = np.empty(n_draws)
    for draw in range(n_draws):
        gaps = sure - (generator.random(len(sure)) < sure)
        errors[draw] = np.abs(np.bincount(number, weights=gaps, minlength=bins)).sum() / len(sure)
    return errors


def calibration_report(
    confidence: ArrayLike, correct: ArrayLike, *, bins: int = _BINS
) -> dict[str, Any]:
    """Return the calibration error beside what chance alone would make of it.

    Parameters
    ----------
    confidence : sequence of float
        Probability of the most probable label of each statement.
    correct : sequence of bool
        Whether that label is the right one.
    bins : int
        Of equal mass.

    Returns
    -------
    dict
        ``error``; ``floor``, its mean for perfectly calibrated probabilities, with
        ``floor_interval``, the range of 95 % of them; ``excess``, error minus floor.
    """
    error = expected_calibration_error(confidence, correct, bins=bins, equal_mass=True)
    floor = calibration_floor(confidence, bins=bins)
    return {
        "error": error,
        "floor": float(floor.mean()),
        "floor_interval": np.quantile(floor, [0.025, 0.975]).tolist(),
        "excess": error - float(floor.mean()),
    }


@dataclass(frozen=True, slots=True, eq=False)
class RiskCoverage:
    """How often labels are wrong if only the most probable of them are given.

    Parameters
    ----------
    coverage : ndarray of shape (n_statements,)
        Share of the statements that get a label: 1/n, 2/n, … 1.
    risk : ndarray of shape (n_statements,)
        Share of wrong labels among these, the surest first. Statements of equal confidence stand
        for each other: among them the order is of no account.
    confidence : ndarray of shape (n_statements,)
        Lowest confidence among these.
    """

    coverage: FloatArray
    risk: FloatArray
    confidence: FloatArray

    @property
    def aurc(self) -> float:
        """Area under the curve: the mean risk over all coverages."""
        return float(self.risk.mean())

    @property
    def excess_aurc(self) -> float:
        """How far the area is above that of an order which puts every wrong label last."""
        n = len(self.risk)
        ranks = np.arange(1, n + 1)
        n_right = n - round(float(self.risk[-1]) * n)
        return self.aurc - float((np.maximum(ranks - n_right, 0) / ranks).mean())

    def at(self, coverage: float) -> tuple[float, float]:
        """Return the risk at a coverage, and the lowest confidence that it takes in.

        Raises
        ------
        ValueError
            If `coverage` isn't above 0 and at most 1.
        """
        if not 0.0 < coverage <= 1.0:
            raise ValueError(f"coverage lies above 0 and up to 1, not at {coverage!r}")
        # The tolerance keeps a whole number that floating point puts a hair too high.
        place = max(1, math.ceil(coverage * len(self.risk) - 1e-9)) - 1
        return float(self.risk[place]), float(self.confidence[place])

    def to_record(self, coverages: Sequence[float] = _COVERAGES) -> dict[str, Any]:
        """Return the areas, and points of the curve, as a JSON object.

        Parameters
        ----------
        coverages : sequence of float
            Where to give ``error`` and ``probability``, the lowest one that gets a label.
        """
        points = []
        for coverage in coverages:
            error, probability = self.at(coverage)
            points.append({"coverage": coverage, "error": error, "probability": probability})
        return {"aurc": self.aurc, "excess_aurc": self.excess_aurc, "points": points}


def risk_coverage(confidence: ArrayLike, correct: ArrayLike) -> RiskCoverage:
    """Return the risk-coverage curve of labels that are given by their confidence.

    Parameters
    ----------
    confidence : sequence of float
        How sure each label is; any scale, higher is surer.
    correct : sequence of bool
        Whether the label is the right one.

    Raises
    ------
    ValueError
        If there is no statement.

    References
    ----------
    Geifman, Uziel and El-Yaniv (2019), "Bias-reduced uncertainty estimation for deep neural
    classifiers", ICLR.

    Examples
    --------
    >>> curve = risk_coverage([0.9, 0.6, 0.8, 0.5], [True, False, True, True])
    >>> curve.risk.round(2).tolist()
    [0.0, 0.0, 0.33, 0.25]
    """
    sure, right = _checked(confidence, correct)
    if not len(sure):
        raise ValueError("a risk-coverage curve needs at least one statement")
    order = np.argsort(-sure, kind="stable")
    sure, wrong = sure[order], 1.0 - right[order]
    _, tied = np.unique(-sure, return_inverse=True)
    wrong = (np.bincount(tied, weights=wrong) / np.bincount(tied))[tied]
    ranks = np.arange(1, len(sure) + 1)
    return RiskCoverage(ranks / len(sure), np.cumsum(wrong) / ranks, sure)


def _checked(confidence: ArrayLike, correct: ArrayLike) -> tuple[FloatArray, FloatArray]:
    sure = np.asarray(confidence, dtype=np.float64)
    right = np.asarray(correct, dtype=np.float64)
    if sure.shape != right.shape or sure.ndim != 1:
        raise ValueError(
            f"it takes one confidence for each answer, not {sure.shape} for {right.shape}"
        )
    return sure, right


def _bin_numbers(sure: FloatArray, bins: int, *, equal_mass: bool) -> NDArray[np.int64]:
    """Return the bin of each statement."""
    if not equal_mass:
        return np.minimum(bins - 1, (sure * bins).astype(np.int64))
    number = np.empty(len(sure), dtype=np.int64)
    number[np.argsort(sure, kind="stable")] = np.arange(len(sure)) * bins // len(sure)
    return number
