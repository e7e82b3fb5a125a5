"""Statements split into tokens once, for all extractors that read tokens."""

from __future__ import annotations

import functools
import itertools
import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from stancekit.features.folding import fold, fold_offsets, is_aligned
from stancekit.statement import Statement

__all__ = ["IntArray", "Tokens", "damping", "normal_form", "split"]

# Words with inner apostrophes and hyphens, else single marks; every alternative is bounded by its
# first character, so splitting takes linear time.
_TOKEN = re.compile(r"[^\W_]+(?:['-][^\W_]+)*|[^\w\s]")
_POSSESSIVE = re.compile(r"'(?:s|ll|re|ve|d|m)$")

# Forms that differ in number alone: what is said of one actor is said of several.
_AGREEMENT = {"have": "has", "are": "is", "were": "was", "do": "does", "their": "its"}

_LAST_SPACE = 0x3000

IntArray = npt.NDArray[np.int64]
T = TypeVar("T", bound=np.generic)
R = TypeVar("R")


@functools.lru_cache(maxsize=1 << 16)
def normal_form(word: str) -> str:
    """Return the form of a folded token under which extractors know it.

    Lower case, without hyphens and possessive or verb endings; contracted negations become
    ``not`` and numbers ``0``, plural auxiliaries singular ones.

    Examples
    --------
    >>> [normal_form(word) for word in ("Won't", "Iran's", "cease-fire", "2015")]
    ['not', 'iran', 'ceasefire', '0']
    """
    if len(word) == 1 and not word.isalnum():
        return word
    if word == "US":  # the country, not the pronoun
        return "usa"
    form = word.lower()
    if form.endswith("n't") or form == "cannot":
        return "not"
    form = _POSSESSIVE.sub("", form).replace("-", "").replace("'", "")
    return "0" if form[:1].isdigit() else _AGREEMENT.get(form, form)


def split(text: str) -> list[str]:
    """Return the normal forms of the tokens of a text.

    Examples
    --------
    >>> split("They won't walk out.")
    ['they', 'not', 'walk', 'out', '.']
    """
    return [normal_form(word) for word in _TOKEN.findall(fold(text))]


def damping(lengths: IntArray) -> npt.NDArray[np.float64]:
    """Return the factor on the counts of statements of so many tokens; see `Tokens.damping`."""
    return np.asarray(1.0 / np.sqrt(lengths + 3.0))


@functools.cache
def _in_tokens() -> npt.NDArray[np.bool_]:
    """Return for each character up to the last white space, and for all after it, if it counts."""
    return np.array([not (chr(c).isspace() or c == ord("_")) for c in range(_LAST_SPACE + 2)])


class Tokens:
    """The tokens of a batch of statements, as one flat array of types.

    Parameters
    ----------
    items : sequence of str or Statement
        Statements.

    Attributes
    ----------
    items : sequence of str or Statement
        The statements themselves.
    types : list of str
        Each distinct token, folded, in its own case.
    ids : array of int
        Index into `types` of each token, statement after statement.
    starts : array of int
        Where each statement's tokens begin in `ids`, and where the last one's end.
    """

    def __init__(self, items: Sequence[str | Statement]) -> None:
        self.items = items
        self._done: dict[object, Any] = {}
        table: defaultdict[str, int] = defaultdict(itertools.count().__next__)
        intern, find = table.__getitem__, _TOKEN.findall
        ids: list[int] = []
        starts = [0]
        self._folded: list[str] = []
        for item in items:
            text = fold(item if isinstance(item, str) else item.text)
            self._folded.append(text)
            ids += map(intern, find(text))
            starts.append(len(ids))
        self.types = list(table)
        self.ids: IntArray = np.array(ids, dtype=np.int64)
        self.starts: IntArray = np.array(starts, dtype=np.int64)

    def __len__(self) -> int:
        return len(self.items)

    @functools.cached_property
    def rows(self) -> IntArray:
        """Row of each token."""
        return np.repeat(np.arange(len(self.items)), np.diff(self.starts))

    @functools.cached_property
    def damping(self) -> npt.NDArray[np.float64]:
        """Factor on each statement's counts: one over the root of its length in tokens plus three.

        It brings headlines and long sentences to a like scale, and leaves scores sums over tokens.
        """
        return damping(np.diff(self.starts))

    @functools.cached_property
    def forms(self) -> list[str]:
        """Normal form of each type."""
        return [normal_form(word) for word in self.types]

    def once(self, key: object, work: Callable[[], R]) -> R:
        """Return what `work` gives, which is called once for each key.

        What an extractor finds makes features first, and evidence later.
        """
        if key not in self._done:
            self._done[key] = work()
        found: R = self._done[key]
        return found

    def text(self, row: int) -> str:
        """Return the text of the statement in that row."""
        item = self.items[row]
        return item if isinstance(item, str) else item.text

    @functools.cached_property
    def bounds(self) -> tuple[IntArray, IntArray]:
        """Where each token starts and ends in its own statement's text."""
        texts = [self.text(row) for row in range(len(self))]
        folded = self._folded
        codes = np.frombuffer("".join(folded).encode("utf-32-le", "surrogatepass"), "<u4")
        # Nothing but gaps stands between tokens, so characters of tokens are counted off by length.
        table = _in_tokens()
        inside = np.flatnonzero(table[np.minimum(codes, len(table) - 1)])
        lengths = np.array(list(map(len, self.types)), dtype=np.int64)[self.ids]
        reach = np.cumsum(lengths)
        begin = np.cumsum([0, *map(len, folded)])[self.rows]
        first, last = inside[reach - lengths] - begin, inside[reach - 1] - begin
        for row, text in enumerate(texts):
            if not is_aligned(text):
                here = slice(self.starts[row], self.starts[row + 1])
                offsets = np.array(fold_offsets(text))
                first[here], last[here] = offsets[first[here]], offsets[last[here]]
        return first, last + 1

    def spans(self, row: int) -> list[tuple[int, int]]:
        """Return the offsets of each token of a statement, in its own text."""
        here = slice(self.starts[row], self.starts[row + 1])
        first, end = self.bounds
        return list(zip(first[here].tolist(), end[here].tolist(), strict=True))

    def of_types(self, function: Callable[[str], object], dtype: type[T]) -> npt.NDArray[T]:
        """Return a value for each token, worked out once for each type's normal form."""
        values = np.array([function(form) for form in self.forms], dtype=dtype)
        return values[self.ids] if len(values) else np.zeros(0, dtype=dtype)
