"""Grouped splits: a topic, and a contrast set, is never on both sides.

Statements about one matter share names and phrases, and the members of a contrast set differ in a
word or two; a model tested on the neighbours of what it has learnt looks better than it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from stancekit.evaluation.seeds import document_side, load_splits, stable_number

__all__ = ["Groupable", "document_side", "fold_numbers", "fold_of", "group_labels"]


class Groupable(Protocol):
    """What a record must tell to be split: its identifier, its topic and its contrast set."""

    @property
    def id(self) -> str:
        """The record's identifier."""

    @property
    def topic(self) -> str | None:
        """What the record is about."""

    @property
    def pair(self) -> str | None:
        """The contrast set that the record belongs to."""


def group_labels(records: Sequence[Groupable]) -> list[str]:
    """Return the group of each record; records of one topic or one contrast set share it.

    A contrast set that reaches over two topics makes one group of both. A record with neither
    topic nor contrast set is a group of its own.

    Parameters
    ----------
    records : sequence of Groupable
        Statements or documents.

    Returns
    -------
    list of str
        The alphabetically first topic of each record's group, else its first contrast set or
        record.

    Examples
    --------
    >>> from types import SimpleNamespace as Record
    >>> group_labels([
    ...     Record(id="1", topic="water", pair="p"),
    ...     Record(id="2", topic="trade", pair="p"),
    ...     Record(id="3", topic="truce", pair=None),
    ... ])
    ['trade', 'trade', 'truce']
    """
    parents: dict[tuple[int, str], tuple[int, str]] = {}

    def root(node: tuple[int, str]) -> tuple[int, str]:
        while (above := parents.setdefault(node, node)) != node:
            parents[node] = parents[above]  # halve the way for the next search
            node = above
        return node

    # The leading number ranks topics before contrast sets before single records as names.
    nodes = []
    for record in records:
        keys = [(0, record.topic)] if record.topic is not None else []
        keys += [(1, record.pair)] if record.pair is not None else []
        keys = keys or [(2, record.id)]
        nodes.append(keys[0])
        first = root(keys[0])
        for key in keys[1:]:
            low, high = sorted((first, root(key)))
            parents[high] = first = low
    return [root(node)[1] for node in nodes]


def fold_of(group: str, k: int = 10, *, table: Mapping[str, int] | None = None) -> int:
    """Return the fold of a group.

    Parameters
    ----------
    group : str
        A name from :func:`group_labels`.
    k : int
        Number of folds.
    table : mapping of str to int, optional
        Groups whose fold is fixed; the shipped seeds' ``splits.json`` where it is left out. Any
        other group falls by a hash of its name, whatever else is in the data.

    Returns
    -------
    int
        From 0 to ``k - 1``.
    """
    if k < 2:
        raise ValueError(f"a split needs two folds or more, not {k}")
    fixed = _shipped_folds() if table is None else table
    return fixed.get(group, stable_number(group)) % k


def fold_numbers(
    records: Sequence[Groupable], k: int = 10, *, table: Mapping[str, int] | None = None
) -> NDArray[np.int64]:
    """Return the fold of each record.

    Records of the shipped topics keep their fixed folds, and new topics beside them fall by a hash
    of their name, so that adding records moves no other. Data that shares no topic with the table
    has nothing to keep in place: its groups are dealt out for even folds, the largest first.

    Parameters
    ----------
    records : sequence of Groupable
        Statements or documents.
    k : int
        Number of folds; some stay empty where there are fewer groups.
    table : mapping of str to int, optional
        Groups whose fold is fixed; the shipped seeds' ``splits.json`` where it is left out.

    Returns
    -------
    ndarray of int
        From 0 to ``k - 1``, one for each record.
    """
    if k < 2:
        raise ValueError(f"a split needs two folds or more, not {k}")
    fixed = _shipped_folds() if table is None else table
    labels = group_labels(records)
    sizes = Counter(labels)
    if fixed.keys() & sizes.keys():
        folds = {group: fold_of(group, k, table=fixed) for group in sizes}
    else:
        folds = _deal(sizes, k)
    return np.fromiter((folds[label] for label in labels), dtype=np.int64, count=len(labels))


def _deal(sizes: Mapping[str, int], k: int) -> dict[str, int]:
    """Give each group, the largest first, to the fold that holds the least so far."""
    filled = [0] * k
    folds = {}
    for group in sorted(sizes, key=lambda name: (-sizes[name], stable_number(name))):
        folds[group] = filled.index(min(filled))
        filled[folds[group]] += sizes[group]
    return folds


def _shipped_folds() -> Mapping[str, int]:
    folds: Mapping[str, int] = load_splits().get("folds", {})
    return folds
