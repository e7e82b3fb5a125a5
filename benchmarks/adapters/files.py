"""Files of a data set: found, decoded and parsed, or one line on what was expected."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from stancekit.errors import RecordError

__all__ = ["content_of", "files_of", "json_of", "rows_of", "span_of"]


def files_of(path: Path, suffixes: tuple[str, ...], expected: str) -> list[Path]:
    """Return a file, or those of a folder and the folders in it, by name.

    Parameters
    ----------
    path : Path
    suffixes : tuple of str
        What their names end in.
    expected : str
        What they are, for the message.

    Raises
    ------
    RecordError
        If there is none.
    """
    if path.is_file():
        return [path]
    if not path.exists():
        raise RecordError(f"isn't there; expected {expected}", where=str(path))
    found = sorted(file for file in path.rglob("*") if file.name.endswith(suffixes))
    if not found:
        names = " or ".join(f"*{suffix}" for suffix in suffixes)
        raise RecordError(f"holds no {names}; expected {expected}", where=str(path))
    return found


def content_of(file: Path, expected: str = "") -> str:
    """Return a file's text, newlines untouched, a byte-order mark dropped.

    Raises
    ------
    RecordError
        If it can't be read, or isn't UTF-8.
    """
    also = f"; expected {expected}" if expected else ""
    try:
        return file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise RecordError(f"can't be read ({error.strerror}){also}", where=str(file)) from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise RecordError(
            f"isn't UTF-8 (byte {error.start}); save it as UTF-8", where=str(file), line=line
        ) from None


def json_of(file: Path, expected: str) -> Any:
    """Return what a JSON file holds.

    Raises
    ------
    RecordError
        If it isn't JSON.
    """
    return _parsed(content_of(file, expected), file, None, expected)


def rows_of(file: Path, expected: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Give the objects of a JSONL file with their lines; blank lines are passed over.

    Raises
    ------
    RecordError
        If a line holds no JSON object.
    """
    for number, line in enumerate(content_of(file, expected).split("\n"), start=1):
        if line.strip():
            row = _parsed(line, file, number, expected)
            if not isinstance(row, dict):
                message = f"isn't a JSON object; expected {expected}"
                raise RecordError(message, where=str(file), line=number)
            yield number, row


def _parsed(text: str, file: Path, line: int | None, expected: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        message = f"isn't valid JSON ({error}); expected {expected}"
        raise RecordError(message, where=str(file), line=line) from None


def span_of(
    text: str, start: object, end: object, words: object, problem: Callable[[str], RecordError]
) -> list[int]:
    """Return a span that the data give with the words that it covers.

    Parameters
    ----------
    text : str
        What the offsets point into.
    start, end : int
    words : str or None
        What stands there, white space aside; None where the data don't say.
    problem : callable
        Makes the error of a message.

    Raises
    ------
    RecordError
        If it doesn't lie in the text, or other words stand there.
    """
    if type(start) is not int or type(end) is not int or not 0 <= start < end <= len(text):
        raise problem(
            f"span {start!r} to {end!r} doesn't lie in its text of {len(text)} characters"
        )
    if isinstance(words, str) and words.split() != text[start:end].split():
        raise problem(
            f"span {start} to {end} is {text[start:end][:40]!r} in the text, not {words[:40]!r}: "
            "this isn't the text that was annotated, or was decoded otherwise"
        )
    return [start, end]
