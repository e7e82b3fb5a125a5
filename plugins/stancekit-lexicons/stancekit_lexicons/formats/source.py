"""A word list's file, decoded, and what a reader finds in it."""

from __future__ import annotations

import codecs
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stancekit.errors import RecordError
from stancekit_lexicons.lexicon import Entry

__all__ = ["Found", "Source", "number", "read_source"]

_MOST_BYTES = 1 << 27


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read.

    Parameters
    ----------
    name : str
        How errors call it.
    stem : str
        Its name without folder and suffix, which stands for a category where none is named.
    text : str
        Its text, with line feeds for line ends.
    raw : bytes
        As it is.
    notes : list of str
        What there is to say of it; readers add to it.
    """

    name: str
    stem: str
    text: str
    raw: bytes
    notes: list[str] = field(default_factory=list)

    def error(self, message: str, line: int | None = None) -> RecordError:
        """Return the error that says what is wrong in a line, and the mend."""
        return RecordError(message, where=self.name, line=line)

    def note(self, message: str, line: int) -> None:
        """Take down what is left out."""
        self.notes.append(f"{self.name}:{line}: {message}")

    def lines(self) -> list[tuple[int, str]]:
        """Return the lines with something in them, by number, ends stripped."""
        lines = enumerate(self.text.split("\n"), start=1)
        return [(number, line.rstrip()) for number, line in lines if line.strip()]


@dataclass(frozen=True, slots=True)
class Found:
    """What a file holds.

    Parameters
    ----------
    entries : list of Entry
    notes : list of str
    settings : dict
    file : str, optional
        Another file, relative to this one, whose entries belong to it.
    """

    entries: list[Entry]
    notes: list[str]
    settings: dict[str, Any] = field(default_factory=dict)
    file: str | None = None


def read_source(path: Path, name: str) -> Source:
    """Read and decode a file: UTF-8, UTF-16 with its mark, else Windows-1252, with a note.

    Raises
    ------
    RecordError
        If it can't be read or decoded.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise RecordError("is larger than 128 MB, and no word list", where=name)
        raw = path.read_bytes()
    except OSError as error:
        raise RecordError(f"can't be read: {error.strerror}", where=name) from None
    notes = []
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    else:
        encoding = "utf-8-sig"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        try:
            text = raw.decode("cp1252")
        except UnicodeDecodeError:
            raise RecordError("isn't UTF-8; save it as UTF-8", where=name, line=line) from None
        notes.append(f"{name}:{line}: isn't UTF-8; read as Windows-1252")
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise RecordError("isn't text; save it as UTF-8", where=name, line=line)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return Source(name, path.stem, text, raw, notes)


def number(text: str) -> float | None:
    """Return the number that a text is, with a point or a comma, or nothing."""
    try:
        return float(text.strip().replace(",", ".", 1))
    except ValueError:
        return None
