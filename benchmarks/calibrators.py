"""Ways to turn scores into probabilities, compared on folds that they were not fitted on.

Each takes log-probabilities of shape (n_statements, n_labels), the right labels' columns and the
statements' lengths in words, and returns a function from the first and the last to probabilities.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

from stancekit.modelling.calibration import (
    CalibrationMethod,
    fit_calibration,
    negative_log_likelihood,
    softmax,
)

Floats = NDArray[np.float64]
Apply = Callable[[Floats, Floats], Floats]
Calibrator = Callable[[Floats, NDArray[np.intp], Floats], Apply]


def ours(method: CalibrationMethod) -> Calibrator:
    """Return a calibrator of the library."""

    def fit(logits: Floats, y: NDArray[np.intp], lengths: Floats) -> Apply:  # noqa: ARG001 - one signature for all
        found = fit_calibration(logits, y, method=method)
        return lambda new, _: found.probabilities(new)

    return fit


def matrix(logits: Floats, y: NDArray[np.intp], lengths: Floats) -> Apply:  # noqa: ARG001 - as above
    """Fit Dirichlet calibration with an L2 penalty (Kull et al. 2019, NeurIPS)."""
    found = LogisticRegression(C=1.0, max_iter=2000).fit(logits, y)
    return lambda new, _: np.asarray(found.predict_proba(new))


def _label_by_label(make: Callable[[], Any], inputs: Callable[[Floats], Any]) -> Calibrator:
    def fit(logits: Floats, y: NDArray[np.intp], lengths: Floats) -> Apply:  # noqa: ARG001 - as above
        n_labels = logits.shape[1]
        fitted = [make().fit(inputs(softmax(logits)[:, k]), y == k) for k in range(n_labels)]

        def apply(new: Floats, _: Floats) -> Floats:
            probabilities = softmax(new)
            columns = [
                model.predict_proba(inputs(probabilities[:, k]))[:, 1]
                if hasattr(model, "predict_proba")
                else model.predict(inputs(probabilities[:, k]))
                for k, model in enumerate(fitted)
            ]
            raw = np.column_stack(columns) + 1e-6
            return np.asarray(raw / raw.sum(axis=1, keepdims=True))

        return apply

    return fit


def _beta_inputs(p: Floats) -> Floats:
    p = np.clip(p, 1e-9, 1 - 1e-9)
    return np.column_stack([np.log(p), -np.log1p(-p)])


def by_length(logits: Floats, y: NDArray[np.intp], lengths: Floats) -> Apply:
    """Fit a temperature whose logarithm is linear in the logarithm of the length."""

    def scaled(parameters: Floats, new: Floats, words: Floats) -> Floats:
        slope = np.exp(parameters[0] + parameters[1] * np.log(words))
        return softmax(new * slope[:, None])

    found = minimize(
        lambda parameters: negative_log_likelihood(scaled(parameters, logits, lengths), y),
        np.zeros(2),
        method="L-BFGS-B",
    )
    return lambda new, words: scaled(found.x, new, words)


CALIBRATORS: dict[str, Calibrator] = {
    "temperature": ours("temperature"),
    "vector": ours("vector"),
    "matrix (Dirichlet, L2)": matrix,
    "beta, label by label": _label_by_label(lambda: LogisticRegression(C=1e3), _beta_inputs),
    "isotonic, label by label": _label_by_label(
        lambda: IsotonicRegression(y_min=1e-3, y_max=1 - 1e-3, out_of_bounds="clip"), lambda p: p
    ),
    "temperature by length": by_length,
}


def cross_fitted(
    calibrator: Calibrator,
    logits: Floats,
    y: NDArray[np.intp],
    lengths: Floats,
    folds: NDArray[np.int64],
) -> Floats:
    """Return each statement's probabilities, calibrated on the other folds."""
    probabilities = np.empty_like(logits)
    for fold in np.unique(folds):
        rest, here = folds != fold, folds == fold
        apply = calibrator(logits[rest], y[rest], lengths[rest])
        probabilities[here] = apply(logits[here], lengths[here])
    return probabilities
