"""Sets of labels that hold the right one as often as promised.

Split-conformal prediction, label by label: a label stays in the set unless its probability is
lower than nearly all that statements of this label were given out of fold. So the promise holds
for each label by itself, however rare it is, as long as new statements resemble the old ones.
Of all scores that could be ranked, the probability itself gives the smallest sets on average
(Sadinle, Lei and Wasserman 2019, "Least ambiguous set-valued classifiers with bounded error
levels", JASA 114(525)); adaptive ones (Romano et al. 2020) were larger on the seeds, too.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["fit_thresholds", "label_mask"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.intp]


def fit_thresholds(
    probabilities: FloatArray,
    y: IntArray,
    coverage: float,
    *,
    sample_weight: FloatArray | None = None,
) -> FloatArray:
    """Return, for each label, the lowest probability with which it stays in the set.

    Of n statements of a label and a new one like them, each is equally likely to be the least
    probable, the second least, and so on. So the new one falls below the k-th lowest of the n with
    a chance of at most k / (n + 1), and k is the largest number that keeps this within
    ``1 - coverage``. The sets hold the label with a chance of `coverage` to
    ``coverage + 1 / (n + 1)``, more only where probabilities are equal.

    Parameters
    ----------
    probabilities : ndarray of shape (n_statements, n_labels)
        Calibrated, of statements that the model was not trained on.
    y : ndarray of int
        Column of the right label.
    coverage : float
        Share of the statements of each label whose set is to hold it, below 1.
    sample_weight : ndarray, optional
        How much each statement counts.

    Returns
    -------
    ndarray of shape (n_labels,)
        0 for a label with too few statements to rule it out at this coverage.

    Raises
    ------
    ValueError
        If `coverage` isn't between 0 and 1.

    References
    ----------
    Vovk (2012), "Conditional validity of inductive conformal predictors", ACML: label-conditional
    conformal prediction.
    """
    if not 0.0 < coverage < 1.0:
        raise ValueError(f"coverage lies between 0 and 1, not at {coverage!r}")
    thresholds = np.zeros(probabilities.shape[1])
    for label in range(probabilities.shape[1]):
        members = y == label
        own = probabilities[members, label]
        weight = np.ones(len(own)) if sample_weight is None else sample_weight[members]
        order = np.argsort(own, kind="stable")
        below = np.cumsum(weight[order]) - weight[order]
        # The new statement counts as one of those that may fall below. The tolerance keeps a whole
        # number that floating point puts a hair too low.
        allowed = (1.0 - coverage) * (weight.sum() + 1.0) - 1.0 + 1e-9
        n_allowed = int(np.searchsorted(below, allowed, side="right"))
        if n_allowed:
            thresholds[label] = own[order[n_allowed - 1]]
    return thresholds


def label_mask(probabilities: FloatArray, thresholds: FloatArray) -> NDArray[np.bool_]:
    """Tell which labels belong to each statement's set; the most probable one always does.

    Parameters
    ----------
    probabilities : ndarray of shape (n_statements, n_labels)
        Calibrated.
    thresholds : ndarray of shape (n_labels,)
        From `fit_thresholds`.

    Examples
    --------
    >>> label_mask(np.array([[0.5, 0.3, 0.2]]), np.array([0.6, 0.25, 0.25])).tolist()
    [[True, True, False]]
    """
    mask = probabilities >= thresholds
    mask[np.arange(len(mask)), probabilities.argmax(axis=1)] = True
    return mask
