"""Tables from keys to their index, and from sequences of symbols to what they add to scores."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from stancekit.features.grams import GramTable

__all__ = ["Lookup", "Packing", "Walk", "row_sums"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

# Any odd number with well mixed bits; this one is 2**64 over the golden ratio.
MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_LARGEST_DIRECT = 1 << 20


class Packing:
    """Fixed-point numbers, two in one integer of 64 bits, so that one sum adds up two labels.

    Parameters
    ----------
    n_labels : int
        Each value is what something adds to every label's score; the first label's is taken off
        the others', which doesn't change their order.
    """

    SCALE = float(1 << 20)
    LIMIT = float(1 << 11)  # sums beyond this, in units of the score, don't fit

    def __init__(self, n_labels: int) -> None:
        self.n_labels = n_labels
        self.n_words = n_labels // 2

    def pack(self, values: FloatArray) -> list[IntArray]:
        """Return packed integers for values of shape (n, n_labels)."""
        gaps = np.rint((values[:, 1:] - values[:, :1]) * self.SCALE).astype(np.int64)
        words = [gaps[:, 2 * i] for i in range(self.n_words)]
        for i in range(gaps.shape[1] // 2):
            words[i] = words[i] + (gaps[:, 2 * i + 1] << 32)
        return [np.ascontiguousarray(word) for word in words]

    def unpack(self, words: Sequence[IntArray]) -> FloatArray:
        """Return values of shape (n_labels, n), of which the first row is 0."""
        values = np.zeros((self.n_labels, len(words[0])))
        for i, word in enumerate(words):
            low = word.astype(np.int32)
            values[2 * i + 1] = low
            if 2 * i + 2 < self.n_labels:
                values[2 * i + 2] = (word - low) >> 32
        return values / self.SCALE


class Lookup:
    """From keys to their index plus one; 0 for every other key.

    Parameters
    ----------
    keys : array of int
        Distinct, none negative.
    """

    def __init__(self, keys: IntArray) -> None:
        top = int(keys.max()) + 1 if len(keys) else 1
        numbers = np.arange(1, len(keys) + 1, dtype=np.int32)
        self._direct: NDArray[np.int32] | None = None
        if top <= _LARGEST_DIRECT:
            self._direct = np.zeros(top, dtype=np.int32)
            self._direct[keys] = numbers
            return
        bits = max(4, int(len(keys) * 4 - 1).bit_length())
        self._shift = np.uint64(64 - bits)
        self._last = (1 << bits) - 1
        self._keys = np.full(1 << bits, -1, dtype=np.int64)
        self._index = np.zeros(1 << bits, dtype=np.int32)
        slots = self._slots(keys)
        while len(keys):
            # Of those that want the same free slot the first gets it; the others try the next.
            _, first = np.unique(slots, return_index=True)
            first = first[self._keys[slots[first]] < 0]
            self._keys[slots[first]], self._index[slots[first]] = keys[first], numbers[first]
            rest = np.ones(len(keys), dtype=bool)
            rest[first] = False
            keys, numbers, slots = keys[rest], numbers[rest], (slots[rest] + 1) & self._last

    def _slots(self, keys: IntArray) -> IntArray:
        return ((keys.view(np.uint64) * MULTIPLIER) >> self._shift).view(np.int64)

    def find(self, keys: IntArray) -> tuple[IntArray, NDArray[np.int32]]:
        """Return the places of the keys that are known, and their numbers from one on."""
        if self._direct is not None:
            inside = keys if not len(keys) else np.where(keys < len(self._direct), keys, 0)
            index = self._direct[inside]
            index[inside != keys] = 0
            at = np.flatnonzero(index)
            return at, index[at]
        slots = self._slots(keys)
        held = self._keys[slots]
        known = held == keys
        at = np.flatnonzero(known)
        index = self._index[slots[at]]
        open_ = np.flatnonzero(~known & (held >= 0))
        if not len(open_):
            return at, index
        parts, found = [at], [index]
        slots = slots[open_]
        while len(open_):
            slots = (slots + 1) & self._last
            held = self._keys[slots]
            known = held == keys[open_]
            parts.append(open_[known])
            found.append(self._index[slots[known]])
            more = ~known & (held >= 0)
            open_, slots = open_[more], slots[more]
        return np.concatenate(parts), np.concatenate(found)


class Walk:
    """What the sequences of a :class:`GramTable` add to the scores.

    Parameters
    ----------
    table : GramTable
        Of sequences over an alphabet.
    values : ndarray of shape (table.width, n_labels)
        What each column adds.
    packing : Packing
        Of these values.
    singles : bool
        Whether symbols alone add something too.
    """

    def __init__(
        self, table: GramTable, values: FloatArray, packing: Packing, *, singles: bool = True
    ) -> None:
        self.size = table.size
        bounds = np.cumsum([table.size * table.singles, *map(len, table.keys)])
        nothing = np.zeros((1, values.shape[1]))
        self._singles: list[IntArray] = []
        if table.singles and singles:
            # One entry more, for what is no symbol.
            self._singles = packing.pack(np.concatenate([values[: bounds[0]], nothing]))
        self._steps = [Lookup(keys) for keys in table.keys]
        self._values = [
            packing.pack(np.concatenate([nothing, values[start:stop]]))
            for start, stop in itertools.pairwise(bounds)
        ]

    def add(self, symbols: IntArray, sums: Sequence[IntArray]) -> None:
        """Add, at each symbol, what it and the sequences that begin with it add.

        Parameters
        ----------
        symbols : array of int
            In order of place; -1 belongs to no sequence and stands between rows.
        sums : sequence of array of int
            Packed.
        """
        if self._singles:
            for total, value in zip(sums, self._singles, strict=True):
                total += value[symbols]  # -1 is the entry for nothing
        known = symbols >= 0
        at = np.flatnonzero(known[:-1] & known[1:])  # the last symbol has none after it
        heads = symbols[at]
        for n in range(len(self._steps)):
            if n:
                inside = at + n + 1 < len(symbols)
                at, heads = at[inside], heads[inside]
                goes_on = known[at + n + 1]
                at, heads = at[goes_on], heads[goes_on]
            found, heads = self._step(n, heads, symbols[at + n + 1], at, sums)
            at = at[found]

    def add_pairs(
        self, heads: IntArray, tails: IntArray, at: IntArray, sums: Sequence[IntArray]
    ) -> None:
        """Add what pairs of symbols add, each at its place."""
        self._step(0, heads, tails, at, sums)

    def _step(
        self, n: int, heads: IntArray, tails: IntArray, at: IntArray, sums: Sequence[IntArray]
    ) -> tuple[IntArray, IntArray]:
        found, index = self._steps[n].find(heads * self.size + tails)
        places = at[found]
        for total, value in zip(sums, self._values[n], strict=True):
            total[places] += value[index]
        return found, index.astype(np.int64) - 1


def row_sums(sums: Sequence[IntArray], breaks: IntArray) -> list[IntArray]:
    """Return what is added up between breaks, which are the last places of their rows."""
    totals = []
    for each in sums:
        total = np.cumsum(each)[breaks]
        total[1:] -= total[:-1].copy()
        totals.append(total)
    return totals
