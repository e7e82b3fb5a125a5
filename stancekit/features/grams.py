"""Counting symbols and sequences of symbols, for words and for classes of cues alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Self

import numpy as np
import numpy.typing as npt
from scipy import sparse

from stancekit.features.tokens import IntArray

__all__ = ["Found", "GramTable", "frequency", "inverse_frequency", "to_rows"]

FloatArray = npt.NDArray[np.float64]


class Found(NamedTuple):
    """Columns that were found, with their rows and the first and last symbol of each."""

    columns: IntArray
    rows: IntArray
    first: IntArray
    last: IntArray


class GramTable:
    """The known sequences over an alphabet of symbols.

    The columns are the symbols, then the known sequences of two, of three and so on. A sequence
    is kept as one number: that of its head (the sequence without its last symbol, among those of
    its length), times the size of the alphabet, plus its last symbol.

    Parameters
    ----------
    size : int
        Number of symbols.
    singles : bool
        Whether the symbols themselves have columns.

    Attributes
    ----------
    keys : list of array of int
        For each length from two on, the sorted numbers of the known sequences.
    """

    def __init__(self, size: int, *, singles: bool = True) -> None:
        self.size = size
        self.singles = singles
        self.keys: list[IntArray] = []

    @property
    def width(self) -> int:
        """Number of columns."""
        return self.size * self.singles + sum(map(len, self.keys))

    def learn(self, symbols: IntArray, rows: IntArray, max_n: int, min_df: int) -> Self:
        """Learn the sequences, up to `max_n` long, that occur in at least `min_df` rows.

        Parameters
        ----------
        symbols : array of int
            Symbols in order of place; negative ones belong to no sequence.
        rows : array of int
            Row of each symbol; no sequence runs over the end of a row.
        max_n, min_df : int
            Longest sequence, and rows that it must occur in.
        """
        self.keys = []
        at, heads = _known(symbols)
        for n in range(2, max_n + 1):
            at, keys = self._extend(symbols, rows, at, heads, n)
            unique, where = np.unique(keys, return_inverse=True)
            self.keys.append(unique[frequency(rows[at], where, len(unique)) >= min_df])
            heads, found = _look_up(self.keys[-1], keys)
            at = at[found]
        return self

    def find(self, symbols: IntArray, rows: IntArray) -> Found:
        """Return each known symbol and sequence; places count over `symbols`."""
        at, heads = _known(symbols)
        kept = slice(None) if self.singles else slice(0)
        columns, first, last = [heads[kept]], [at[kept]], [at[kept]]
        offset = self.size * self.singles
        for n, known in enumerate(self.keys, start=2):
            at, keys = self._extend(symbols, rows, at, heads, n)
            heads, found = _look_up(known, keys)
            at = at[found]
            columns.append(heads + offset)
            first.append(at)
            last.append(at + n - 1)
            offset += len(known)
        begin = np.concatenate(first)
        return Found(np.concatenate(columns), rows[begin], begin, np.concatenate(last))

    def _extend(
        self, symbols: IntArray, rows: IntArray, at: IntArray, heads: IntArray, n: int
    ) -> tuple[IntArray, IntArray]:
        """Return where heads of length `n` - 1 go on, and the numbers of the longer sequences."""
        end = at + n - 1
        inside = end < len(symbols)
        at, heads, end = at[inside], heads[inside], end[inside]
        goes_on = (symbols[end] >= 0) & (rows[end] == rows[at])
        return at[goes_on], heads[goes_on] * self.size + symbols[end[goes_on]]

    def names(self, symbols: Sequence[str]) -> list[str]:
        """Return the names of the columns: symbols joined by spaces."""
        level = list(symbols)
        names = list(level) if self.singles else []
        for keys in self.keys:
            heads, tails = np.divmod(keys, max(self.size, 1))
            level = [f"{level[h]} {symbols[t]}" for h, t in zip(heads, tails, strict=True)]
            names += level
        return names

    def get_state(self) -> dict[str, Any]:
        """Return the known sequences as arrays."""
        return {f"keys_{n}": keys for n, keys in enumerate(self.keys, start=2)}

    def set_state(self, state: Mapping[str, Any]) -> Self:
        """Take up what :meth:`get_state` gave."""
        self.keys = []
        while (name := f"keys_{len(self.keys) + 2}") in state:
            self.keys.append(np.asarray(state[name], dtype=np.int64))
        return self


def _known(symbols: IntArray) -> tuple[IntArray, IntArray]:
    at = np.flatnonzero(symbols >= 0)
    return at, symbols[at]


def _look_up(known: IntArray, keys: IntArray) -> tuple[IntArray, IntArray]:
    """Return the index in sorted `known` of each key that is there, and which keys those are."""
    if not len(known):
        nothing = np.zeros(0, dtype=np.int64)
        return nothing, nothing
    where = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    found = np.flatnonzero(known[where] == keys)
    return where[found], found


def frequency(rows: IntArray, columns: IntArray, width: int) -> IntArray:
    """Return in how many rows each column occurs; negative columns are left out."""
    known = columns >= 0
    cells = np.unique(rows[known] * max(width, 1) + columns[known])
    return np.bincount(cells % max(width, 1), minlength=width)


def inverse_frequency(found: Found, n_rows: int, width: int) -> FloatArray:
    """Return the logarithm of the inverse share of rows that hold each column, plus one.

    One row more than there are is taken to hold every column, as scikit-learn does.
    """
    counts = frequency(found.rows, found.columns, width)
    return np.asarray(np.log((1 + n_rows) / (1 + counts)) + 1)


def to_rows(
    columns: IntArray,
    rows: IntArray,
    shape: tuple[int, int],
    factors: FloatArray,
    weights: FloatArray | None = None,
) -> sparse.csr_array:
    """Return counts as sparse rows.

    Parameters
    ----------
    columns, rows : array of int
        One entry for each time that a column was found.
    shape : (int, int)
        Number of rows and columns.
    factors : array of float
        Factor on all values of each row.
    weights : array of float, optional
        Weight of each column.
    """
    width = max(shape[1], 1)
    cells, counts = np.unique(rows * width + columns, return_counts=True)
    rows, columns = np.divmod(cells, width)
    values: FloatArray = counts * factors[rows]
    if weights is not None:
        values *= weights[columns]
    starts = np.searchsorted(rows, np.arange(shape[0] + 1))
    return sparse.csr_array((values, columns.astype(np.int32), starts.astype(np.int32)), shape)
