"""Turning scores into probabilities that mean what they say.

One temperature is the default: with topics left out whole, neither offsets by label, a matrix
(Kull et al. 2019), beta or isotonic regression nor a temperature that depends on the length is
noticeably better on the seeds, in calibration error or in log loss
(`python -m benchmarks --only doubt`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

__all__ = ["Calibration", "CalibrationMethod", "fit_calibration", "negative_log_likelihood"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.intp]

CalibrationMethod = Literal["temperature", "vector"]
METHODS: tuple[str, ...] = get_args(CalibrationMethod)

# Pulls the parameters towards "leave the scores alone", so that scores which separate the labels
# without an error don't push the temperature to zero.
_RIDGE = 1e-3
_SMALLEST_SLOPE = 1e-2


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """A slope and an offset for each label's score, then the softmax.

    Parameters
    ----------
    slope, offset : ndarray of shape (n_labels,)
        Temperature scaling has one slope for all labels and no offsets: it moves probabilities
        but never the most probable label.

    Examples
    --------
    >>> flat = Calibration(np.array([0.0, 0.0]), np.array([0.0, 0.0]))
    >>> flat.probabilities(np.array([[3.0, -1.0]]))
    array([[0.5, 0.5]])
    """

    slope: FloatArray
    offset: FloatArray

    @classmethod
    def identity(cls, n_labels: int) -> Calibration:
        """Return the calibration that leaves scores as they are."""
        return cls(np.ones(n_labels), np.zeros(n_labels))

    def apply(self, scores: FloatArray) -> FloatArray:
        """Return calibrated scores; their softmax is the probabilities."""
        return scores * self.slope + self.offset

    def probabilities(self, scores: FloatArray) -> FloatArray:
        """Return each row's probabilities, adding up to one."""
        return softmax(self.apply(scores))


def softmax(logits: FloatArray) -> FloatArray:
    """Return the softmax of each row."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def negative_log_likelihood(
    probabilities: FloatArray, y: IntArray, sample_weight: FloatArray | None = None
) -> float:
    """Return the mean of minus the logarithm of the right labels' probabilities.

    Parameters
    ----------
    probabilities : ndarray of shape (n_statements, n_labels)
        Of each label.
    y : ndarray of int
        Column of the right label.
    sample_weight : ndarray, optional
        How much each statement counts.
    """
    right = probabilities[np.arange(len(y)), y]
    losses = -np.log(np.maximum(right, np.finfo(np.float64).tiny))
    return float(np.average(losses, weights=sample_weight))


def fit_calibration(
    scores: FloatArray,
    y: IntArray,
    *,
    method: CalibrationMethod = "temperature",
    sample_weight: FloatArray | None = None,
) -> Calibration:
    """Fit a calibration on scores of statements that the model was not trained on.

    Parameters
    ----------
    scores : ndarray of shape (n_statements, n_labels)
        Out-of-fold scores.
    y : ndarray of int
        Column of the right label.
    method : {"temperature", "vector"}
        One slope for all labels, or a slope and an offset for each.
    sample_weight : ndarray, optional
        How much each statement counts.

    Raises
    ------
    ValueError
        If there is no such method, or nothing to fit on.
    """
    n, n_labels = scores.shape
    if method not in METHODS:
        raise ValueError(f"calibration is {' or '.join(METHODS)}, not {method!r}")
    if n == 0:
        raise ValueError("there are no scores to calibrate on")
    # Calibrated scores are linear in the parameters, so the loss is convex either way.
    labels = np.arange(n_labels)
    if method == "temperature":
        design = scores[:, :, None]
        start = np.ones(1)
    else:
        design = np.zeros((n, n_labels, 2 * n_labels))
        design[:, labels, labels] = scores
        design[:, labels, n_labels + labels] = 1.0
        start = np.repeat([1.0, 0.0], n_labels)
    weights = np.ones(n) if sample_weight is None else np.asarray(sample_weight, dtype=np.float64)
    found = _newton(design, y, weights / weights.sum(), start)
    if method == "temperature":
        slope, offset = np.repeat(found, n_labels), np.zeros(n_labels)
    else:
        slope, offset = found[:n_labels], found[n_labels:]
    return Calibration(np.maximum(slope, _SMALLEST_SLOPE), offset)


def _newton(design: FloatArray, y: IntArray, weights: FloatArray, start: FloatArray) -> FloatArray:
    """Minimise the ridged mean log loss of ``softmax(design @ parameters)``."""

    def loss(parameters: FloatArray) -> float:
        fit = negative_log_likelihood(softmax(design @ parameters), y, weights)
        return fit + _RIDGE / 2 * float(((parameters - start) ** 2).sum())

    rows = np.arange(len(y))
    parameters, current = start, loss(start)
    for _ in range(100):
        probabilities = softmax(design @ parameters)
        mean = np.einsum("nk,nkp->np", probabilities, design)
        gradient = weights @ (mean - design[rows, y]) + _RIDGE * (parameters - start)
        centred = design - mean[:, None, :]
        hessian = np.einsum("n,nk,nkp,nkq->pq", weights, probabilities, centred, centred)
        step = np.linalg.solve(hessian + _RIDGE * np.eye(len(start)), gradient)
        if float(gradient @ step) < 1e-14:
            break
        length = 1.0
        while (value := loss(parameters - length * step)) > current and length > 1e-6:
            length /= 2
        if value > current:
            break
        parameters, current = parameters - length * step, value
    return parameters
