"""Edits of a text, and where its offsets come to lie."""

from __future__ import annotations

import bisect
import functools
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

__all__ = ["Changed", "Edit", "trimmed"]


class Edit(NamedTuple):
    """What stands at ``start:end`` (code points of the original text) gives way to `new`."""

    start: int
    end: int
    new: str

    @property
    def moves(self) -> bool:
        """Whether what follows comes to lie elsewhere."""
        return not len(self.new) == self.end - self.start == 1


def trimmed(text: str, edit: Edit) -> Edit:
    """Return the edit without what both sides begin and end with.

    Examples
    --------
    >>> trimmed("the plan", Edit(0, 8, "the old plan"))
    Edit(start=4, end=4, new='old ')
    """
    start, end, new = edit
    while new and start < end and text[start] == new[0]:
        start, new = start + 1, new[1:]
    while new and start < end and text[end - 1] == new[-1]:
        end, new = end - 1, new[:-1]
    return Edit(start, end, new)


@dataclass(frozen=True)
class Changed:
    """A text with edits applied.

    Parameters
    ----------
    original : str
    edits : sequence of Edit
        In bounds and not overlapping; in any order.

    Raises
    ------
    ValueError
        If an edit is out of bounds or overlaps another.

    Examples
    --------
    >>> changed = Changed("We will talk.", [Edit(3, 3, "all "), Edit(12, 13, "")])
    >>> changed.text
    'We all will talk'
    >>> changed.span(3, 7)
    (7, 11)
    """

    original: str
    edits: Sequence[Edit]

    def __post_init__(self) -> None:
        ordered = tuple(sorted(self.edits, key=lambda edit: edit[:2]))
        object.__setattr__(self, "edits", ordered)
        ends = [0, *(edit.end for edit in ordered)]
        for before, edit in zip(ends, ordered, strict=False):
            if not before <= edit.start <= edit.end <= len(self.original):
                raise ValueError(f"{edit} overlaps another or is out of bounds")

    @functools.cached_property
    def text(self) -> str:
        """The text after the edits."""
        parts, at = [], 0
        for start, end, new in self.edits:
            parts += [self.original[at:start], new]
            at = end
        return "".join([*parts, self.original[at:]])

    @functools.cached_property
    def _table(self) -> tuple[list[int], list[int], list[int]]:
        """Starts and ends of the edits, and how far all before each shift what follows."""
        growth = (len(new) - (end - start) for start, end, new in self.edits)
        return (
            [edit.start for edit in self.edits],
            [edit.end for edit in self.edits],
            list(itertools.accumulate(growth, initial=0)),
        )

    def _start(self, offset: int, whole: bool) -> int:
        starts, ends, shifts = self._table
        before = bisect.bisect_right(ends, offset)
        if before < len(starts) and starts[before] < offset:
            start, _, new = self.edits[before]
            return start + shifts[before] + (0 if whole else min(offset - start, len(new)))
        return offset + shifts[before]

    def _end(self, offset: int, whole: bool) -> int:
        starts, ends, shifts = self._table
        before = bisect.bisect_left(starts, offset)
        if before and ends[before - 1] > offset:
            start, _, new = self.edits[before - 1]
            inside = len(new) if whole else min(offset - start, len(new))
            return start + shifts[before - 1] + inside
        return offset + shifts[before]

    def span(self, start: int, end: int, *, whole: bool = False) -> tuple[int, int] | None:
        """Return where a span of the original lies in the changed text.

        What is inserted at either edge stays outside.

        Parameters
        ----------
        start, end : int
        whole : bool
            Whether a span that begins or ends inside an edit takes the whole of what the edit puts
            there. Otherwise it is cut as far in, character by character, as it was.

        Returns
        -------
        (start, end) or None
            None where nothing is left of it.
        """
        new = self._start(start, whole), self._end(end, whole)
        if start == end:
            return new[0], new[0]
        return new if new[0] < new[1] else None

    @functools.cached_property
    def inverse(self) -> Changed:
        """Return the edits that lead back, on the changed text."""
        shifts = self._table[2]
        back = [
            Edit(start + shift, start + shift + len(new), self.original[start:end])
            for (start, end, new), shift in zip(self.edits, shifts, strict=False)
        ]
        return Changed(self.text, back)
