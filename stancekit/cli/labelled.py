"""Labelled data for ``train`` and ``evaluate``: JSONL as it is, all else turned into it."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from stancekit.errors import RecordError, StancekitError

__all__ = ["labelled_data"]

_TABLES = (".csv", ".tsv", ".parquet")
_FIELDS = ("id", "text", "label", "topic", "pair")


@contextmanager
def labelled_data(data: str) -> Iterator[Path]:
    """Give the path of labelled data as JSONL, or of a folder of it.

    A table (``.csv``, ``.tsv``, ``.parquet``) with the columns id, text, label and, where there
    are any, accept (labels with semicolons between), topic and pair is turned into a file for the
    time of the context; so is JSONL from standard input (``-``).

    Raises
    ------
    RecordError
        If there is nothing, or nothing of these kinds, or a row of a table can't be read.
    """
    from stancekit.reading.items import STDIN

    path = Path(data)
    if data == STDIN:
        with _made("stdin.jsonl", _standard_input(), "<stdin>") as made:
            yield made
        return
    if not path.exists():
        raise RecordError("not found; check the path", where=data)
    if path.is_dir() or path.suffix == ".jsonl":
        yield path
        return
    if path.suffix.lower() not in _TABLES:
        raise RecordError(
            "labelled data are a .jsonl, .csv, .tsv or .parquet file, or a folder of JSONL",
            where=data,
        )
    with _made(f"{path.name}.jsonl", _as_jsonl(path).encode(), data) as made:
        yield made


@contextmanager
def _made(name: str, content: bytes, data: str) -> Iterator[Path]:
    """Give a file for the time of the context; errors name `data`, whose lines are the same."""
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder, name)
        made.write_bytes(content)
        try:
            yield made
        except StancekitError as error:
            raise StancekitError(str(error).replace(str(made), data)) from None


def _standard_input() -> bytes:
    from stancekit.reading.items import EMPTY, Source

    source = Source.stdin()
    if not source.is_jsonl:
        empty = not source.read().strip()
        reason = EMPTY if empty else "labelled data on standard input are JSONL, a record a line"
        raise RecordError(reason, where=str(source))
    return source.read()


def _as_jsonl(path: Path) -> str:
    from stancekit.reading import Source
    from stancekit.reading.records import ROWS

    lines: list[str] = []
    problems: list[str] = []
    for number, row in ROWS[path.suffix.lower()](Source(path, path.stem)):
        if isinstance(row, RecordError):
            problems.append(str(row))
            continue
        # Each record keeps its line; blank lines are passed over.
        lines += [""] * ((number or 1) - 1 - len(lines))
        record: dict[str, Any] = {name: str(row[name]) for name in _FIELDS if name in row}
        if "accept" in row:
            record["accept"] = [part.strip() for part in str(row["accept"]).split(";")]
        lines.append(json.dumps(record))
    if problems:
        raise StancekitError("\n".join(problems))
    return "\n".join(lines) + "\n"
