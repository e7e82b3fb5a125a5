"""Labelled data for ``train`` and ``evaluate``: JSONL as it is, all else turned into it."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stancekit.errors import RecordError, StancekitError

if TYPE_CHECKING:
    from stancekit.reading import Source

__all__ = ["check_is_jsonl", "labelled_data"]

_TABLES = (".csv", ".tsv", ".parquet")
_FIELDS = ("id", "text", "label", "topic", "pair")


@contextmanager
def labelled_data(data: str, fields: Mapping[str, str] | None = None) -> Iterator[Path]:
    """Give the path of labelled data as JSONL, or of a folder of it.

    A table (``.csv``, ``.tsv``, ``.parquet``) with the columns id, text, label and, where there
    are any, accept (labels with semicolons between), topic and pair is turned into a file for the
    time of the context; so are JSONL and CSV from standard input (``-``). `fields` says what the
    records call a field, where it isn't its name.

    Raises
    ------
    RecordError
        If there is nothing, or nothing of these kinds, or a row of a table can't be read.
    """
    from stancekit.reading.items import STDIN, Source

    path = Path(data)
    if data == STDIN:
        with _made("stdin.jsonl", _standard_input(fields or {}), "<stdin>") as made:
            yield made
        return
    if not path.exists():
        raise RecordError("not found; check the path", where=data)
    plain = path.is_dir() or path.suffix == ".jsonl"
    if plain and not fields:
        yield path
        return
    if path.is_dir():
        raise RecordError("--field is for a file; a folder's records have their names", where=data)
    if not plain and path.suffix.lower() not in _TABLES:
        raise RecordError(
            "labelled data are a .jsonl, .csv, .tsv or .parquet file, or a folder of JSONL",
            where=data,
        )
    with _made(path.name, _as_jsonl(Source(path, path.stem, fields=fields or {})), data) as made:
        yield made


def check_is_jsonl(path: Path) -> None:
    """Refuse a table where the whole records are needed.

    Raises
    ------
    RecordError
        That says how to write them.
    """
    if path.suffix.lower() in _TABLES:
        raise RecordError("is a table; write the output as JSONL (-o out.jsonl)", where=str(path))


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


def _standard_input(fields: Mapping[str, str]) -> bytes:
    from stancekit.reading.items import EMPTY, Source

    source = Source.stdin(fields)
    if source.is_table or (source.is_jsonl and fields):
        return _as_jsonl(source)
    if not source.is_jsonl:
        empty = not source.read().strip()
        reason = "labelled data on standard input are JSONL, a record a line, or CSV with a header"
        raise RecordError(EMPTY if empty else reason, where=str(source))
    return source.read()


def _as_jsonl(source: Source) -> bytes:
    """Return records with the names of fields that labelled data have, each on its line."""
    from stancekit.reading.records import rows_of

    lines: list[str] = []
    problems: list[str] = []
    in_table = source.is_table or (source.path or Path()).suffix.lower() in _TABLES
    for number, row in rows_of(source):
        if isinstance(row, RecordError):
            problems.append(str(row))
            continue
        # Each record keeps its line; blank lines are passed over.
        lines += [""] * ((number or 1) - 1 - len(lines))
        record: dict[str, Any] = dict(row)
        if in_table:
            # Spreadsheets don't show the blank after a label; a text keeps all it has.
            record = {name: str(row[name]).strip() for name in _FIELDS if name in row}
            record["text"] = str(row["text"])
            if "accept" in row:
                record["accept"] = [part.strip() for part in str(row["accept"]).split(";")]
        lines.append(json.dumps(record))
    if problems:
        raise StancekitError("\n".join(problems))
    return ("\n".join(lines) + "\n").encode()
