"""Intervals of shares whose cases come in groups."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist

import numpy as np

__all__ = ["proportion_interval"]


def proportion_interval(
    hits: Sequence[int], sizes: Sequence[int], *, level: float = 0.95
) -> tuple[float, float]:
    """Return Wilson's interval of a share whose cases come in groups.

    Cases of one group resemble each other and count for less than as many independent ones. The
    share's variance between groups gives the number of independent cases that would tell as
    much; it is kept between the number of groups and that of cases. Where all groups have the same
    share (no hit at all, say, or one group) it is the number of groups. There, resampling groups,
    as :func:`~stancekit.evaluation.metrics.bootstrap_interval` does, would give no width at all.

    Parameters
    ----------
    hits, sizes : sequence of int
        Of each group: how many cases count, of how many.
    level : float
        Coverage of the interval.

    Returns
    -------
    low, high : float
        NaN where there is no case.

    References
    ----------
    Wilson (1927), "Probable inference", JASA 22(158); Korn and Graubard (1998), "Confidence
    intervals for proportions with small expected number of positive counts estimated from survey
    data", Survey Methodology 24(2).

    Examples
    --------
    >>> [round(end, 3) for end in proportion_interval([0, 0, 0, 0], [10, 10, 10, 10])]
    [0.0, 0.49]
    """
    found, total = np.asarray(hits, dtype=np.float64), np.asarray(sizes, dtype=np.float64)
    n_cases, n_groups = float(total.sum()), len(total)
    if not n_cases:
        return float("nan"), float("nan")
    share = float(found.sum()) / n_cases
    variance = float(((found - share * total) ** 2).sum()) / n_cases**2
    n = float(n_groups)
    if variance > 0:
        variance *= n_groups / max(1, n_groups - 1)
        n = min(n_cases, max(n, share * (1 - share) / variance))
    z = NormalDist().inv_cdf((1 + level) / 2)
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + (z / (2 * n)) ** 2)
    # Rounding must not leave an end that no hit, or nothing else, puts at the border.
    low = centre - half if share > 0 else 0.0
    return low, centre + half if share < 1 else 1.0
