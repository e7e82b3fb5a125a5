"""From texts to the tokens of a batch, without an object for each token."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from stancekit.features.folding import fold
from stancekit.modelling.folded.tables import MULTIPLIER

__all__ = ["BREAK", "Split", "TypeTable", "split_texts"]

IntArray = NDArray[np.int64]
Bytes = NDArray[np.uint8]

# What a byte of the folded text is. A joiner is in a word only between two letters.
_GAP, _LETTER, _JOINER, _MARK, _STRANGE = range(5)
_DASH, _SYMBOL, _UNKNOWN = 128, 129, 255  # bytes for what isn't ASCII
_LAST_FOLDED = 0x2200  # letters and marks of European scripts lie below
_LONGEST = 24  # bytes of a token that its key can hold

BREAK = 0  # type of the break after each text


def _classes() -> Bytes:
    table = np.full(256, _STRANGE, dtype=np.uint8)
    for code in range(128):
        char = chr(code)
        table[code] = (
            _LETTER
            if char.isalnum()
            else _GAP
            if char.isspace() or char == "_"
            else _JOINER
            if char in "'-"
            else _MARK
        )
    table[ord("\n")] = table[_DASH] = table[_SYMBOL] = _MARK
    return table


_CLASSES = _classes()


@functools.cache
def _folds() -> Bytes:
    """Return the byte that stands for each character up to `_LAST_FOLDED`.

    A character that folds to none or several, or to a letter beyond ASCII, is unknown.
    """
    table = np.full(_LAST_FOLDED + 1, _UNKNOWN, dtype=np.uint8)
    table[:128] = np.arange(128)
    for code in range(128, _LAST_FOLDED):
        folded = fold(chr(code))
        if len(folded) != 1:
            continue
        if folded.isascii():
            table[code] = ord(folded)
        elif folded == "—":
            table[code] = _DASH
        elif folded.isspace():
            table[code] = ord(" ")
        elif re.match(r"[^\w\s]", folded):
            table[code] = _SYMBOL
    return table


class Split(NamedTuple):
    """The tokens of a batch, each text followed by a break.

    Parameters
    ----------
    raw : array of uint8
        The folded texts, 32 bytes longer than they are.
    starts, lengths : array of int
        Of each token, in `raw`.
    strange : array of int
        Places in `raw` of what can't be folded to a byte, or of a token that is too long.
    """

    raw: Bytes
    starts: IntArray
    lengths: IntArray
    strange: IntArray

    def keys(self) -> NDArray[np.uint64]:
        """Return a number for each token: up to eight bytes as they are, longer ones mixed."""
        words = np.ndarray((len(self.raw) - 7,), "<u8", self.raw.data, strides=(1,))
        keys = words[self.starts] & _MASKS[np.minimum(self.lengths, 8)]
        factor = MULTIPLIER
        for done in (8, 16):
            longer = np.flatnonzero(self.lengths > done)
            length = np.minimum(self.lengths[longer] - done, 8)
            more = words[self.starts[longer] + done] & _MASKS[length]
            keys[longer] ^= (more * factor) ^ (more >> np.uint64(29))
            factor = factor * MULTIPLIER
        return keys

    def token(self, number: int) -> str:
        """Return a token as folding gives it."""
        start = self.starts[number]
        piece = self.raw[start : start + self.lengths[number]].tobytes()
        if piece[0] < 128:
            return piece.decode("ascii")
        return "—" if piece[0] == _DASH else "€"  # one symbol stands for all that mean nothing


_MASKS = np.array([(1 << (8 * n)) - 1 for n in range(9)], dtype=np.uint64)


def split_texts(texts: Sequence[str]) -> Split:
    """Split texts as :class:`~stancekit.features.tokens.Tokens` does.

    Parameters
    ----------
    texts : sequence of str
        One or more.
    """
    joined = "\n".join(texts) + "\n"
    if joined.count("\n") > len(texts):
        joined = "\n".join([text.replace("\n", " ") for text in texts]) + "\n"
    padding = bytes(32)
    if joined.isascii():
        raw = np.frombuffer(joined.encode("ascii") + padding, dtype=np.uint8)
    else:
        codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype="<u4")
        folded = _folds().take(codes, mode="clip")
        raw = np.frombuffer(folded.tobytes() + padding, dtype=np.uint8)
    kinds = _CLASSES[raw[:-32]]
    letter = kinds == _LETTER
    inner = kinds == _JOINER
    inner[0] = False
    inner[1:-1] &= letter[:-2] & letter[2:]  # the last byte is a break
    token = kinds != _GAP
    letter |= inner
    linked = letter[1:] & letter[:-1]
    begins, ends = token.copy(), token
    begins[1:] &= ~linked
    ends[:-1] &= ~linked
    starts = np.flatnonzero(begins)
    lengths = np.flatnonzero(ends) - starts + 1
    strange = np.flatnonzero(kinds == _STRANGE)
    if lengths.max() > _LONGEST:
        strange = np.concatenate([strange, starts[lengths > _LONGEST]])
    return Split(raw, starts, lengths, strange)


class TypeTable:
    """Numbers for the distinct tokens seen so far.

    Parameters
    ----------
    describe : callable
        Called once with each new token; what it keeps is found under the token's number.
    forget : callable
        Called when the table is full and starts anew.
    bits : int
        The table has so many bits of slots, and is full when half of them are taken.
    """

    def __init__(
        self, describe: Callable[[str], None], forget: Callable[[], None], bits: int = 18
    ) -> None:
        self._describe = describe
        self._forget = forget
        self._shift = np.uint64(64 - bits)
        self._last = (1 << bits) - 1
        self.capacity = 1 << (bits - 1)
        self._clear()

    def _clear(self) -> None:
        self._forget()
        self._keys = np.zeros(self._last + 1, dtype=np.uint64)
        self._numbers = np.zeros(self._last + 1, dtype=np.int32)
        self._count = 0
        self._insert(ord("\n"), "\n")

    def _insert(self, key: int, token: str) -> None:
        slot = (key * int(MULTIPLIER) % (1 << 64)) >> int(self._shift)
        while self._keys[slot]:
            if self._keys[slot] == key:
                return
            slot = (slot + 1) & self._last
        self._describe(token)
        self._keys[slot], self._numbers[slot] = key, self._count
        self._count += 1

    def numbers(self, split: Split) -> NDArray[np.int32]:
        """Return the number of each token."""
        keys = split.keys()
        if self._count + len(keys) > self.capacity:
            self._clear()
        numbers, unknown = self._find(keys)
        if len(unknown):
            _, first = np.unique(keys[unknown], return_index=True)
            for place in unknown[first].tolist():
                self._insert(int(keys[place]), split.token(place))
            numbers[unknown] = self._find(keys[unknown])[0]
        return numbers

    def _find(self, keys: NDArray[np.uint64]) -> tuple[NDArray[np.int32], IntArray]:
        """Return the numbers, and which tokens have none yet."""
        slots = ((keys * MULTIPLIER) >> self._shift).view(np.int64)
        held = self._keys[slots]
        numbers = self._numbers[slots]
        open_ = np.flatnonzero(held != keys)
        unknown = []
        slots = slots[open_]
        while len(open_):
            held = self._keys[slots]
            empty = held == 0
            unknown.append(open_[empty])
            known = held == keys[open_]
            numbers[open_[known]] = self._numbers[slots[known]]
            more = ~(empty | known)
            open_, slots = open_[more], (slots[more] + 1) & self._last
        return numbers, np.concatenate(unknown) if unknown else open_
