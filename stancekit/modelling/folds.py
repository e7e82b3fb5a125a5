"""Folds that keep groups whole and don't depend on the order or repetition of statements."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from stancekit.statement import Statement

__all__ = ["group_names", "grouped_folds"]


def grouped_folds(
    groups: Sequence[str],
    y: NDArray[np.intp],
    n_folds: int,
    *,
    sample_weight: NDArray[np.float64] | None = None,
) -> NDArray[np.intp]:
    """Deal whole groups out to folds, label by label.

    Parameters
    ----------
    groups : sequence of str
        Of each statement: its topic, document or the like. Groups are never split.
    y : ndarray of int
        Label of each statement; groups are dealt out by the label that weighs most in them, so
        that folds resemble each other.
    n_folds : int
        At most; there are never more folds than groups.
    sample_weight : ndarray, optional
        How much each statement counts.

    Returns
    -------
    ndarray of int
        Fold of each statement. A statement given twice changes no other's fold.

    Examples
    --------
    >>> grouped_folds(["a", "b", "a", "c"], np.array([0, 0, 0, 1]), 3).tolist()
    [1, 0, 1, 2]
    """
    totals: defaultdict[str, defaultdict[int, float]] = defaultdict(lambda: defaultdict(float))
    weights = np.ones(len(y)) if sample_weight is None else sample_weight
    for group, label, weight in zip(groups, y.tolist(), weights.tolist(), strict=True):
        totals[group][label] += weight
    main = {
        group: max(counts.items(), key=lambda item: (item[1], -item[0]))[0]
        for group, counts in totals.items()
    }
    order = sorted(main, key=lambda group: (main[group], _number(group)))
    fold = {group: rank % n_folds for rank, group in enumerate(order)}
    return np.array([fold[group] for group in groups], dtype=np.intp)


def group_names(groups: Iterable[object] | None, items: Sequence[str | Statement]) -> list[str]:
    """Return the group of each statement; by default those with the same text are one.

    Parameters
    ----------
    groups : iterable, optional
        What ties statements together.
    items : sequence of str or Statement
        Statements.

    Raises
    ------
    ValueError
        If there isn't one group for each statement.
    """
    if groups is None:
        return [item if isinstance(item, str) else item.text for item in items]
    names = [str(group) for group in groups]
    if len(names) != len(items):
        raise ValueError(f"there are {len(items)} statements but {len(names)} groups")
    return names


def _number(group: str) -> bytes:
    return hashlib.sha256(group.encode("utf-8", "surrogatepass")).digest()
