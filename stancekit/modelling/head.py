"""The linear head: multinomial logistic regression that comes out the same on every run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Self

import numpy as np
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped] # no types published

__all__ = ["LinearHead"]


class LinearHead(LogisticRegression):  # type: ignore[misc] # scikit-learn publishes no types
    """Logistic regression with the weights that a model file keeps.

    It is fitted on one thread, as sums over several come out differently in the last digits, and
    its weights are rounded to single precision, so that it predicts as the saved model does.
    Other processors' arithmetic may still end in other last digits.

    Parameters
    ----------
    C : float
        Inverse strength of the penalty on the weights.
    class_weight : mapping or "balanced", optional
        How much each label's statements count; None takes them as they come.
    max_iter : int
        Most steps of the optimiser.
    tol : float
        How small the gradient must be to stop.
    """

    def __init__(
        self,
        C: float = 1.0,
        *,
        class_weight: Mapping[Any, float] | Literal["balanced"] | None = None,
        max_iter: int = 1000,
        tol: float = 1e-4,
    ) -> None:
        super().__init__(C=C, class_weight=class_weight, max_iter=max_iter, tol=tol)

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        """Fit the weights.

        Parameters
        ----------
        X : sparse or dense matrix of shape (n_samples, n_features)
            Features.
        y : array of shape (n_samples,)
            Labels.
        sample_weight : array of shape (n_samples,), optional
            How much each sample counts.
        """
        with threadpool_limits(limits=1):
            super().fit(X, y, sample_weight)
        self.coef_: Any = np.asarray(self.coef_, dtype=np.float32).astype(np.float64)
        return self
