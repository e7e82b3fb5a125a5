"""Documents and spans: what everything else points into.

Offsets are Unicode code points into the unchanged :attr:`Document.text`, end exclusive.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from stancekit.errors import RecordError
from stancekit.frozen import quick

__all__ = ["Document", "Span"]

_SURROGATE = re.compile("[\ud800-\udfff]")


@quick
@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a text.

    Parameters
    ----------
    start, end : int
        Code-point offsets, ``0 <= start <= end``; `end` is exclusive.

    Raises
    ------
    ValueError
        If the offsets are negative or in the wrong order.

    Examples
    --------
    >>> Span(4, 9).of("The talks are on.")
    'talks'
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"a span needs 0 <= start <= end, not {self.start}..{self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """Return the stretch of `text` that the span covers."""
        return text[self.start : self.end]

    def shift(self, offset: int) -> Span:
        """Return the span moved by `offset` code points."""
        return Span(self.start + offset, self.end + offset)

    def overlaps(self, other: Span) -> bool:
        """Tell whether the two spans share at least one code point."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """Tell whether `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end

    def to_record(self) -> list[int]:
        """Return ``[start, end]``."""
        return [self.start, self.end]

    @classmethod
    def from_record(cls, record: object) -> Span:
        """Read ``[start, end]`` back.

        Raises
        ------
        RecordError
            If `record` isn't a pair of whole numbers in order.
        """
        if (
            not isinstance(record, (list, tuple))
            or len(record) != 2
            or not all(type(offset) is int for offset in record)
            or not 0 <= record[0] <= record[1]
        ):
            raise RecordError(f"a span is [start, end] with 0 <= start <= end, not {record!r}")
        return cls(record[0], record[1])


@dataclass(frozen=True, slots=True)
class Document:
    """One text and what is known about it.

    Parameters
    ----------
    id : str
        Names the document in every output.
    text : str
        The text as it was read; never altered.
    title : str, optional
        Headline. It may or may not also stand at the head of `text`.
    date : str, optional
        ISO 8601 date, or date and time.
    source : str, optional
        Outlet that published the text.
    language : str, optional
        Code such as ``"en"``.
    author : str, optional
        Who speaks where the text is a speech, a release or a post in the first person.
    meta : mapping of str to JSON values, optional
        Anything else; carried along untouched.

    Raises
    ------
    RecordError
        If `id` or `text` isn't a string, `text` holds a lone surrogate, or `date` isn't ISO 8601.
    """

    id: str
    text: str
    title: str | None = None
    date: str | None = None
    source: str | None = None
    language: str | None = None
    author: str | None = None
    meta: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not isinstance(self.id, str) or not self.id:
            raise RecordError(f"a document's 'id' is a non-empty string, not {self.id!r}")
        if not isinstance(self.text, str):
            raise RecordError(
                f"a document's 'text' is a string, not {type(self.text).__name__}", where=self.id
            )
        for name in ("title", "date", "source", "language", "author"):
            value = getattr(self, name)
            if value is not None and not isinstance(value, str):
                raise RecordError(
                    f"a document's {name!r} is a string or null, not {type(value).__name__}",
                    where=self.id,
                )
        check_encodable(self.text, where=self.id)
        if self.date is not None:
            try:
                datetime.datetime.fromisoformat(self.date)
            except ValueError:
                raise RecordError(
                    f"'date' must be ISO 8601 such as 2025-03-09, not {self.date!r}", where=self.id
                ) from None
        if not isinstance(self.meta, Mapping):
            raise RecordError("a document's 'meta' is an object", where=self.id)

    def to_record(self, *, with_text: bool = True) -> dict[str, Any]:
        """Return the document as a JSON object; absent fields are left out."""
        record: dict[str, Any] = {"id": self.id}
        if with_text:
            record["text"] = self.text
        for name in ("title", "date", "source", "language", "author"):
            value = getattr(self, name)
            if value is not None:
                record[name] = value
        if self.meta:
            record["meta"] = dict(self.meta)
        return record

    @classmethod
    def from_record(cls, record: object) -> Document:
        """Read a document from a JSON object.

        Fields that the contract doesn't name are kept under `meta`.

        Raises
        ------
        RecordError
            If the object lacks ``id`` or ``text``, or a field has the wrong type.
        """
        if not isinstance(record, Mapping):
            raise RecordError(f"a document is a JSON object, not {type(record).__name__}")
        missing = [name for name in ("id", "text") if name not in record]
        if missing:
            raise RecordError(
                f"a document needs the field{'s' if len(missing) > 1 else ''} "
                + " and ".join(repr(name) for name in missing),
                where=str(record["id"]) if "id" in record else None,
            )
        known: dict[str, Any] = {name: record.get(name) for name in _FIELDS}
        meta = record.get("meta")
        extra = {
            str(key): value for key, value in record.items() if key not in _FIELDS and key != "meta"
        }
        if meta is not None and not isinstance(meta, Mapping):
            raise RecordError("a document's 'meta' is an object", where=str(record["id"]))
        return cls(**known, meta={**extra, **(meta or {})})


_FIELDS = ("id", "text", "title", "date", "source", "language", "author")


def check_encodable(text: str, *, where: str | None = None) -> None:
    """Refuse a text that no encoding can carry.

    Raises
    ------
    RecordError
        If `text` holds a lone surrogate (half of a UTF-16 pair).
    """
    # isascii is a flag test; only other texts are searched.
    if not text.isascii() and (found := _SURROGATE.search(text)):
        raise RecordError(
            f"the text holds a lone surrogate (U+{ord(found[0]):04X} at offset {found.start()}); "
            "re-export it as valid UTF-8",
            where=where,
        )
