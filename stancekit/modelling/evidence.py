"""Which stretches of a statement spoke for its label."""

from __future__ import annotations

import itertools

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from stancekit.features.base import FeatureExtractor, FeatureSet, TokenExtractor
from stancekit.features.tokens import Tokens
from stancekit.stance import Evidence, make_evidence

__all__ = ["MAX_EVIDENCE", "EvidenceFinder"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

MAX_EVIDENCE = 8

# What adds less than this share of the strongest says nothing; nor does what adds less than this
# share of a ten-thousandth, which is the rounding of the sums.
_LEAST_SHARE = 0.05
_ROUNDING = 1e-4


class EvidenceFinder:
    """Finds evidence for a whole batch at once.

    A feature that stands in several places gives each an equal share of what it adds to the
    score; features that stand in the same place are added up under the name of the strongest.
    Features that stand nowhere in particular are no evidence.

    Parameters
    ----------
    features : FeatureSet
        Fitted.
    """

    def __init__(self, features: FeatureSet) -> None:
        self._names: list[str] = []
        self._members: list[tuple[int, FeatureExtractor]] = []
        for name, member in features.extractors:
            self._members.append((len(self._names), member))
            self._names += [f"{name}:{feature}" for feature in member.get_feature_names_out()]

    def find(
        self,
        tokens: Tokens,
        matrix: sparse.csr_array,
        advantage: FloatArray,
    ) -> list[tuple[Evidence, ...]]:
        """Return each statement's evidence, strongest first, at most `MAX_EVIDENCE`.

        Parameters
        ----------
        tokens : Tokens
            The statements, as they were split for `matrix`.
        matrix : sparse array of shape (n_statements, n_features)
            Their features, with sorted columns.
        advantage : ndarray of shape (n_values,)
            What each of the matrix's values adds to the score of its statement's label, above the
            mean over the labels.
        """
        row, column, start, end = self._locate(tokens)
        width = matrix.shape[1]
        found_in = np.repeat(np.arange(len(tokens), dtype=np.int64), np.diff(matrix.indptr))
        value, known = _look_up(found_in * width + matrix.indices, row * width + column)
        value, row, column, start, end = (x[known] for x in (value, row, column, start, end))
        share = advantage[value] / np.bincount(value, minlength=len(advantage))[value]

        order, new = _by_place(row, start, end, share, column)
        row, column, start, end = (x[order] for x in (row, column, start, end))
        share = share[order]
        total = np.bincount(np.cumsum(new) - 1, weights=share) if len(row) else share
        row, column, start, end = (x[new] for x in (row, column, start, end))

        strongest = np.full(len(tokens), _ROUNDING)
        np.maximum.at(strongest, row, total)
        strong = np.flatnonzero(total > _LEAST_SHARE * strongest[row])
        order = strong[np.lexsort((-total[strong], row[strong]))]  # equal ones stay in place
        rank = np.arange(len(order)) - np.searchsorted(row[order], row[order])
        best = order[rank < MAX_EVIDENCE]
        names = [self._names[number] for number in column[best].tolist()]
        row, start, end = row[best], start[best], end[best]
        fields = zip(start.tolist(), end.tolist(), names, total[best].tolist(), strict=True)
        evidence = list(map(make_evidence, fields))
        bounds = np.searchsorted(row, np.arange(len(tokens) + 1)).tolist()
        return [tuple(evidence[first:stop]) for first, stop in itertools.pairwise(bounds)]

    def _locate(self, tokens: Tokens) -> tuple[IntArray, IntArray, IntArray, IntArray]:
        """Return row, column, start and end of each place of a feature."""
        parts = [np.zeros((4, 0), dtype=np.int64)]
        for offset, member in self._members:
            if isinstance(member, TokenExtractor):
                starts, ends = tokens.bounds
                place = np.array(member.locate_tokens(tokens), dtype=np.int64).reshape(-1, 3)
                column, first, last = place[:, 0], place[:, 1], place[:, 2] - 1
                parts.append(
                    np.stack((tokens.rows[first], column + offset, starts[first], ends[last]))
                )
            else:
                places = [
                    (number, column + offset, start, end)
                    for number, item in enumerate(tokens.items)
                    for column, start, end in member.locate(item)
                ]
                parts.append(np.array(places, dtype=np.int64).reshape(-1, 4).T)
        row, column, start, end = np.concatenate(parts, axis=1)
        return row, column, start, end


def _by_place(
    row: IntArray, start: IntArray, end: IntArray, share: FloatArray, column: IntArray
) -> tuple[IntArray, NDArray[np.bool_]]:
    """Return an order by place, and which is the first of each place: the strongest there."""
    new = np.ones(len(row), dtype=bool)
    if not len(row):
        return np.zeros(0, dtype=np.int64), new
    # Places come nearly in order, which a stable sort by one key makes the most of.
    key = row * (int(start.max()) + 1) + start
    length = end - start
    longest = int(length.max()) + 1
    if (int(key.max()) + 1) * longest < 1 << 63:
        key = key * longest + length
        order = np.argsort(key, kind="stable")
        new[1:] = np.diff(key[order]) != 0
    else:
        order = np.lexsort((length, key))
        new[1:] = (np.diff(key[order]) != 0) | (np.diff(length[order]) != 0)
    # Most stand alone in their place; only the others are ordered by strength.
    shared = ~new
    shared[:-1] |= ~new[1:]
    at = np.flatnonzero(shared)
    crowd = order[at]
    place = np.cumsum(new)[at]
    order[at] = crowd[np.lexsort((column[crowd], -share[crowd], place))]
    return order, new


def _look_up(sorted_keys: IntArray, keys: IntArray) -> tuple[IntArray, NDArray[np.bool_]]:
    """Return where each key stands, and whether it does."""
    if not len(sorted_keys):
        return np.zeros(len(keys), dtype=np.int64), np.zeros(len(keys), dtype=bool)
    where = np.searchsorted(sorted_keys, keys).clip(max=len(sorted_keys) - 1)
    return where, sorted_keys[where] == keys
