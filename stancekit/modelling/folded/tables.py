"""Tables from keys to their index, and from sequences of symbols to what they add to scores."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from stancekit.features.grams import GramTable

__all__ = ["Lookup", "Packing", "Walk", "free_slots", "pair_values", "row_sums"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

# Any odd number with well mixed bits; this one is 2**64 over the golden ratio.
MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_LARGEST_DIRECT = 1 << 19
_FILTER_BITS = 2  # how many more slots the filter has than the table, as a power of two
_NUMBER_BITS = 20
_NUMBER = (1 << _NUMBER_BITS) - 1


class Packing:
    """Fixed-point numbers, two in one integer of 64 bits, so that one sum adds up two labels.

    Parameters
    ----------
    n_labels : int
        Each value is what something adds to every label's score; the first label's is taken off
        the others', which doesn't change their order.
    """

    SCALE = float(1 << 16)
    LIMIT = float(1 << 15)  # sums beyond this, in units of the score, don't fit

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


def free_slots(wanted: IntArray, taken: NDArray[np.bool_]) -> IntArray:
    """Return a slot for each of several keys: the one it wants, or the next that is free.

    Parameters
    ----------
    wanted : array of int
        Slots.
    taken : array of bool
        Which slots of the table, a power of two of them, are taken; those returned are marked.
    """
    slots = wanted.copy()
    open_ = np.arange(len(slots))
    while len(open_):
        # Of those that want the same free slot the first gets it; the others try the next.
        _, first = np.unique(slots[open_], return_index=True)
        first = first[~taken[slots[open_[first]]]]
        taken[slots[open_[first]]] = True
        open_ = np.delete(open_, first)
        slots[open_] = (slots[open_] + 1) & (len(taken) - 1)
    return slots


class Lookup:
    """From keys to their index plus one; other keys are unknown.

    Few possible keys have a table of all of them. Many have a hash table, and before it a filter
    that rules nearly all unknown keys out and is small enough to stay in the cache.

    Parameters
    ----------
    keys : array of int
        Distinct, none negative.
    limit : int
        No key that will ever be asked for is larger.
    """

    def __init__(self, keys: IntArray, limit: int) -> None:
        numbers = np.arange(1, len(keys) + 1)
        self._direct: IntArray | None = None
        if limit <= _LARGEST_DIRECT:
            self._direct = np.zeros(limit + 1, dtype=np.int64)
            self._direct[keys] = numbers
            return
        bits = max(10, int(len(keys) * 2 - 1).bit_length())
        self._shift = np.uint64(64 - bits)
        self._last = (1 << bits) - 1
        # Key and number in one, so that one look finds both.
        self._entries = np.full(1 << bits, -1, dtype=np.int64)
        mixed = keys.view(np.uint64) * MULTIPLIER
        slots = (mixed >> self._shift).view(np.int64)
        self._below = np.uint64(64 - bits - _FILTER_BITS)
        self._filter = np.zeros(1 << (bits + _FILTER_BITS), dtype=bool)
        self._filter[(mixed >> self._below).view(np.int64)] = True
        slots = free_slots(slots, np.zeros(1 << bits, dtype=bool))
        self._entries[slots] = (keys << _NUMBER_BITS) | numbers

    @staticmethod
    def can_hold(n_keys: int, limit: int) -> bool:
        """Tell whether so many keys, none larger than the limit, fit."""
        return n_keys < 1 << _NUMBER_BITS and limit < 1 << (63 - _NUMBER_BITS)

    def find(self, keys: IntArray) -> tuple[IntArray, IntArray]:
        """Return the places of keys that may be known, and their numbers from one on, else 0.

        No known key is left out; a few unknown ones may be among them.
        """
        if self._direct is not None:
            index = self._direct[keys]
            at = np.flatnonzero(index)
            return at, index[at]
        mixed = keys.view(np.uint64) * MULTIPLIER
        mixed >>= self._below
        slots = mixed.view(np.int64)
        at = np.flatnonzero(self._filter[slots])
        slots, keys = slots[at] >> _FILTER_BITS, keys[at]
        entries = self._entries[slots]
        index = entries & _NUMBER
        other = np.flatnonzero((entries >> _NUMBER_BITS) != keys)
        index[other] = 0
        slots, keys = slots[other], keys[other]
        while len(other):
            slots = (slots + 1) & self._last
            entries = self._entries[slots]
            held = entries >> _NUMBER_BITS
            known = np.flatnonzero(held == keys)
            index[other[known]] = entries[known] & _NUMBER
            more = np.flatnonzero((held != keys) & (entries >= 0))
            other, slots, keys = other[more], slots[more], keys[more]
        return at, index


class Walk:
    """What the sequences of a :class:`GramTable` add to the scores.

    Symbols are those of the table; one more, `nothing`, stands for what is in no sequence.

    Parameters
    ----------
    table : GramTable
        Of sequences over an alphabet.
    values : ndarray of shape (table.width, n_labels)
        What each column adds.
    packing : Packing
        Of these values.
    shortest : int
        Shorter sequences add nothing here.
    """

    def __init__(
        self, table: GramTable, values: FloatArray, packing: Packing, *, shortest: int = 2
    ) -> None:
        self.nothing = table.size
        self._size = table.size + 1
        bounds = np.cumsum([table.size * table.singles, *map(len, table.keys)])
        zero = np.zeros((1, values.shape[1]))
        self._steps = []
        heads = self._size
        for keys in table.keys:
            # The table's own numbers, with room for one symbol more.
            spaced = keys + keys // table.size
            self._steps.append(Lookup(spaced, heads * self._size))
            heads = len(keys)
        self._values = [
            packing.pack(np.concatenate([zero, values[start:stop]])) if n >= shortest else []
            for n, (start, stop) in enumerate(itertools.pairwise(bounds), start=2)
        ]

    @staticmethod
    def can_hold(table: GramTable) -> bool:
        """Tell whether the tables can stand for so many sequences."""
        heads = [table.size + 1, *map(len, table.keys)]
        return all(
            Lookup.can_hold(len(keys), n * (table.size + 1))
            for n, keys in zip(heads, table.keys, strict=False)
        )

    def add(self, symbols: IntArray, places: IntArray, sums: Sequence[IntArray]) -> None:
        """Add what the sequences that begin with each symbol add.

        Parameters
        ----------
        symbols : array of int
            In order of place; `nothing` stands between rows.
        places : array of int
            Where in `sums` each symbol's share goes.
        sums : sequence of array of int
            Packed.
        """
        if not self._steps:
            return
        at, heads = self._step(0, symbols[:-1], symbols[1:], places, sums)
        for n in range(1, len(self._steps)):
            # The last symbol is nothing, so that no sequence runs over the end.
            known = np.flatnonzero(heads >= 0)
            at, heads = at[known], heads[known]
            found, heads = self._step(n, heads, symbols[at + n + 1], places[at], sums)
            at = at[found]

    def _step(
        self,
        n: int,
        heads: IntArray,
        tails: IntArray,
        places: IntArray,
        sums: Sequence[IntArray],
    ) -> tuple[IntArray, IntArray]:
        """Return which sequences may go on, and their numbers, -1 for those that don't."""
        at, index = self._steps[n].find(heads * self._size + tails)
        if self._values[n]:
            where = places[at]
            for total, value in zip(sums, self._values[n], strict=True):
                total[where] += value[index]
        return at, index - 1


def pair_values(table: GramTable, values: FloatArray) -> FloatArray:
    """Return what each pair of symbols adds.

    Parameters
    ----------
    table : GramTable
        Of sequences over an alphabet.
    values : ndarray of shape (table.width, n_labels)
        What each column adds.

    Returns
    -------
    ndarray of shape (table.size + 1, table.size + 1, n_labels)
        The last symbol is none at all and adds nothing.
    """
    found = np.zeros((table.size + 1, table.size + 1, values.shape[1]))
    if table.keys:
        heads, tails = np.divmod(table.keys[0], table.size)
        start = table.size * table.singles
        found[heads, tails] = values[start : start + len(heads)]
    return found


def row_sums(sums: Sequence[IntArray], breaks: IntArray) -> list[IntArray]:
    """Return what is added up between breaks, which are the last places of their rows."""
    totals = []
    for each in sums:
        total = np.cumsum(each)[breaks]
        total[1:] -= total[:-1].copy()
        totals.append(total)
    return totals
