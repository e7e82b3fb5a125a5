"""Reading a text without the characters in it that can't be seen.

Word processors and PDF files leave soft hyphens inside words, web pages zero-width spaces. They
would hide every word from rules that compare words. The text itself is never changed: what is found
without them is put back to its place in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from stancekit.document import Span
from stancekit.statement import Condition, Statement

__all__ = ["Visible"]

# Soft hyphen, zero-width and joining characters, marks of direction, byte-order mark.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]+")


@dataclass(frozen=True, slots=True)
class Visible:
    """What can be seen of a text, and where it stands there.

    Parameters
    ----------
    whole : str
        The unchanged text.
    text : str
        The same without what can't be seen.
    offsets : tuple of int
        For each character of `text`, its code-point offset in `whole`.
    """

    whole: str
    text: str
    offsets: tuple[int, ...]

    @classmethod
    def of(cls, whole: str) -> Visible | None:
        """Return what can be seen of a text; None where that is all.

        Examples
        --------
        >>> Visible.of("a cease\u00adfire").text
        'a ceasefire'
        >>> Visible.of("a ceasefire") is None
        True
        """
        if whole.isascii() or _INVISIBLE.search(whole) is None:
            return None
        hidden = {i for found in _INVISIBLE.finditer(whole) for i in range(*found.span())}
        offsets = tuple(i for i in range(len(whole)) if i not in hidden)
        return cls(whole, _INVISIBLE.sub("", whole), offsets)

    def span(self, seen: Span) -> Span:
        """Return where a stretch of the visible text stands in the whole one."""
        if seen.start == seen.end:
            at = self.offsets[seen.start] if seen.start < len(self.offsets) else len(self.whole)
            return Span(at, at)
        return Span(self.offsets[seen.start], self.offsets[seen.end - 1] + 1)

    def condition(self, seen: Condition) -> Condition:
        """Return a condition with its offsets and its words in the whole text."""
        span = self.span(Span(seen.start, seen.end))
        return replace(seen, start=span.start, end=span.end, text=span.of(self.whole))

    def statements(self, seen: Iterable[Statement]) -> list[Statement]:
        """Return statements with their offsets and their words in the whole text."""
        found = []
        for item in seen:
            span = self.span(item.span)
            found.append(
                replace(
                    item,
                    start=span.start,
                    end=span.end,
                    text=span.of(self.whole),
                    content=tuple(map(self.span, item.content)),
                    cue=None if item.cue is None else self.span(item.cue),
                    mention=None if item.mention is None else self.span(item.mention),
                    conditions=tuple(map(self.condition, item.conditions)),
                )
            )
        return found
