"""From texts to the tokens of a batch, without an object for each token."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from stancekit.features.folding import fold
from stancekit.modelling.folded.tables import MULTIPLIER, free_slots

__all__ = ["BREAK", "Split", "TypeTable", "split_texts"]

IntArray = NDArray[np.int64]
Bytes = NDArray[np.uint8]

# What a byte of the folded text is. A joiner is in a word only between two letters.
_GAP, _LETTER, _JOINER, _MARK, _STRANGE = range(5)
_DASH, _SYMBOL, _UNKNOWN = 128, 129, 255  # bytes for what isn't ASCII
_LAST_FOLDED = 0x2200  # letters and marks of European scripts lie below
_LONGEST = 24  # bytes of a token that its key can hold

_NOTHING = np.zeros(0, dtype=np.int64)

BREAK = 0  # type of the break after each text


def _kinds() -> bytes:
    table = bytearray([_STRANGE] * 256)
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
    return bytes(table)


_KINDS = _kinds()


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
        keys = words[self.starts] & _MASKS.take(self.lengths, mode="clip")
        for done, factor in ((8, MULTIPLIER), (16, _SECOND)):
            longer = np.flatnonzero(self.lengths > done)
            masks = _MASKS.take(self.lengths[longer] - done, mode="clip")
            more = words[self.starts[longer] + done] & masks
            keys[longer] ^= (more * factor) ^ (more >> np.uint64(29))
        return keys

    def token(self, number: int) -> str:
        """Return a token as folding gives it."""
        start = self.starts[number]
        # Longer ones share a key with what they begin with; their texts are strange anyway.
        length = min(self.lengths[number], _LONGEST)
        piece = self.raw[start : start + length].tobytes()
        if piece[0] < 128:
            return piece.decode("ascii")
        return "—" if piece[0] == _DASH else "€"  # one symbol stands for all that mean nothing


_SECOND = np.uint64(0xC2B2AE3D27D4EB4F)  # odd and well mixed, as the first
_MASKS = np.array([(1 << (8 * n)) - 1 for n in range(9)], dtype=np.uint64)


def _as_bytes(texts: Sequence[str]) -> list[str]:
    """Return texts without line breaks, folded to characters that stand for one byte each."""
    found = list(texts)
    others = [i for i, text in enumerate(found) if not text.isascii()]
    if others:
        joined = "\n".join([found[i] for i in others])
        codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype="<u4")
        folded = _folds().take(codes, mode="clip").tobytes().decode("latin-1")
        for i, text in zip(others, folded.split("\n"), strict=True):
            found[i] = text
    return found


def split_texts(texts: Sequence[str]) -> Split:
    """Split texts as :class:`~stancekit.features.tokens.Tokens` does.

    Parameters
    ----------
    texts : sequence of str
        One or more.
    """
    if "\n".join(texts).count("\n") >= len(texts):
        texts = [text.replace("\n", " ") for text in texts]
    folded = ("\n".join(_as_bytes(texts)) + "\n").encode("latin-1")
    raw = np.frombuffer(folded + bytes(32), dtype=np.uint8)
    translated = folded.translate(_KINDS)
    kinds = np.frombuffer(translated, dtype=np.uint8)
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
    strange = np.flatnonzero(kinds == _STRANGE) if _STRANGE in translated else _NOTHING
    if lengths.max() > _LONGEST:
        strange = np.concatenate([strange, starts[lengths > _LONGEST]])
    return Split(raw, starts, lengths, strange)


class TypeTable:
    """Numbers for the distinct tokens seen so far; the break has the first.

    Tokens are told apart by their keys. Up to eight bytes these are the token itself; two longer
    ones share a key as rarely as two random numbers of 64 bits are equal.

    Parameters
    ----------
    describe : callable
        Called once with new tokens; what it keeps is found under the next numbers.
    forget : callable
        Called when the table starts anew because it is full.
    """

    CAPACITY = 1 << 16
    _BITS = 17  # of a slot's number; half of the slots are taken at most

    def __init__(
        self, describe: Callable[[Sequence[str]], None], forget: Callable[[], None]
    ) -> None:
        self._describe = describe
        self._forget = forget
        self._shift = np.uint64(64 - self._BITS)
        self._last = (1 << self._BITS) - 1
        self._clear()

    def _clear(self) -> None:
        self._forget()
        self._slots = np.full(self._last + 1, self.CAPACITY, dtype=np.int32)  # that is, free
        # Mixed keys by number; that of free slots is of two line breaks, which no token has.
        self._keys = np.full(self.CAPACITY + 1, 0x0A0A, dtype=np.uint64) * MULTIPLIER
        self._count = 0
        self._insert(np.array([ord("\n")], dtype=np.uint64) * MULTIPLIER)

    def _insert(self, mixed: NDArray[np.uint64]) -> None:
        """Give the next numbers to distinct new keys."""
        numbers = np.arange(self._count, self._count + len(mixed), dtype=np.int32)
        self._keys[numbers] = mixed
        self._count += len(mixed)
        slots = (mixed >> self._shift).view(np.int64)
        self._slots[free_slots(slots, self._slots != self.CAPACITY)] = numbers

    def numbers(self, split: Split) -> IntArray | None:
        """Return the number of each token; None if there are too many types to be told apart."""
        mixed = split.keys() * MULTIPLIER
        numbers, unknown = self._find(mixed)
        if not len(unknown):
            return numbers
        new, first = np.unique(mixed[unknown], return_index=True)
        if self._count + len(new) > self.CAPACITY:
            self._clear()
            unknown = self._find(mixed)[1]
            new, first = np.unique(mixed[unknown], return_index=True)
            if self._count + len(new) > self.CAPACITY:
                return None
        self._describe([split.token(place) for place in unknown[first].tolist()])
        self._insert(new)
        return self._find(mixed)[0]

    def _find(self, mixed: NDArray[np.uint64]) -> tuple[IntArray, IntArray]:
        """Return the numbers, and which tokens have none yet."""
        slots = (mixed >> self._shift).view(np.int64)
        numbers = self._slots[slots].astype(np.int64)  # what numpy indexes with
        open_ = np.flatnonzero(self._keys[numbers] != mixed)
        unknown = []
        slots, mixed = slots[open_], mixed[open_]
        while len(open_):
            found = self._slots[slots]
            free = found == self.CAPACITY
            unknown.append(open_[free])
            known = self._keys[found] == mixed
            numbers[open_[known]] = found[known]
            more = ~(free | known)
            open_, mixed, slots = open_[more], mixed[more], (slots[more] + 1) & self._last
        return numbers, np.concatenate(unknown) if unknown else open_
