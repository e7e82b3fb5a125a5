"""What readers give: documents, and the records that could not become one."""

from __future__ import annotations

import codecs
import datetime
import io
import re
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, cast

from stancekit.document import Document
from stancekit.errors import RecordError
from stancekit.reading.fields import FIELDS

__all__ = ["EMPTY", "STDIN", "Reader", "ReadingWarning", "RecordFailure", "Source"]

STDIN = "-"
_HEADER = 4096
EMPTY = "is empty; leave it out, or export it again"
_DATED = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])")


class ReadingWarning(UserWarning):
    """Something a reader did that the user should know: an encoding guessed, a file skipped."""


@dataclass(frozen=True, slots=True)
class RecordFailure:
    """A record that could not be read; it stands in the stream where its document would.

    Parameters
    ----------
    id : str
        The record's own id where it has one, else its file and line.
    error : RecordError
        What is wrong with it.
    """

    id: str
    error: RecordError

    def __str__(self) -> str:
        """Return one line with the file, the line, the record's own id and what is wrong."""
        error = self.error
        if error.line is None or self.id.endswith(f":{error.line}"):
            return str(error)
        return f"{error.where}:{error.line}: record {self.id[:80]!r}: {error.message}"


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read, or standard input.

    Parameters
    ----------
    path : Path, optional
        None for standard input.
    name : str
        Id for a document that the file itself doesn't name.
    stream : binary stream, optional
        Read instead of a file.
    fields : mapping of str to str
        What the file's records call a field, by the field's name, where it is another.
    """

    path: Path | None
    name: str
    stream: io.BufferedReader | None = None
    fields: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def stdin(cls, fields: Mapping[str, str] | None = None) -> Source:
        """Return standard input as a source."""
        stream = sys.stdin.buffer
        if not isinstance(stream, io.BufferedReader):
            stream = _buffered(stream)
        return cls(None, "stdin", stream, fields or {})

    @property
    def date(self) -> str | None:
        """The ISO date that the file's name begins with ("2031-05-03-envoys.txt"), if it does."""
        found = None if self.path is None else _DATED.match(self.path.name)
        if found is None:
            return None
        try:
            return datetime.date.fromisoformat(found[0]).isoformat()
        except ValueError:
            return None

    @property
    def is_jsonl(self) -> bool:
        """Whether it is JSONL by its suffix or, without a file, because it begins with a brace."""
        if self.stream is not None:
            head = self.stream.peek(64).removeprefix(codecs.BOM_UTF8)
            return head.lstrip().startswith(b"{")
        return self.path is not None and self.path.suffix.lower() in (".jsonl", ".ndjson")

    @property
    def is_table(self) -> bool:
        """Whether, without a file, it begins with a table's header that has a column of text."""
        if self.stream is None:
            return False
        head = self.stream.peek(_HEADER).removeprefix(codecs.BOM_UTF8)
        line = head.split(b"\n", 1)[0].decode("utf-8", "replace")
        for delimiter in ",;\t":
            names = {name.strip().strip('"') for name in line.split(delimiter)}
            if self.fields.get("text") in names:
                return True
            # Prose may begin with "Text, …"; two names of fields are no accident.
            if "text" not in self.fields and {"text"} < set(map(str.lower, names)) & set(FIELDS):
                return True
        return False

    def __str__(self) -> str:
        return "<stdin>" if self.path is None else str(self.path)

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """Open for reading bytes; standard input is left open.

        Raises
        ------
        RecordError
            If the file can't be opened.
        """
        if self.path is None:
            if self.stream is None:
                raise RecordError("there is neither a file nor a stream to read", where=self.name)
            yield cast(BinaryIO, self.stream)
            return
        try:
            stream: BinaryIO = self.path.open("rb")
        except OSError as error:
            raise RecordError(
                f"can't be read: {error.strerror or error}", where=str(self)
            ) from None
        with stream:
            yield stream

    def read(self) -> bytes:
        """Return the whole content.

        Raises
        ------
        RecordError
            If the file can't be read.
        """
        with self.open() as stream:
            try:
                return stream.read()
            except OSError as error:
                raise RecordError(
                    f"can't be read: {error.strerror or error}", where=str(self)
                ) from None

    @contextmanager
    def seekable(self) -> Iterator[BinaryIO]:
        """Open so that it can be read twice; standard input is read into memory for it."""
        if self.path is None:
            yield io.BytesIO(self.read())
        else:
            with self.open() as stream:
                yield stream


def _buffered(stream: Any) -> io.BufferedReader:
    # A stand-in for standard input, as test runners put in place, may be a plain BytesIO.
    return io.BufferedReader(stream)


Reader = Callable[[Source], Iterable[Document | RecordFailure]]


def say(message: str) -> None:
    """Warn of something that a reader decided; the command line prints it as one line."""
    warnings.warn(message, ReadingWarning, stacklevel=2)
