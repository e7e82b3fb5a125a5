"""Labelled data for ``train`` and ``evaluate``: JSONL as it is, tables turned into it."""

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
    time of the context.

    Raises
    ------
    RecordError
        If there is nothing, or nothing of these kinds, or a row of a table can't be read.
    """
    path = Path(data)
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
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder, f"{path.name}.jsonl")
        made.write_text(_as_jsonl(path), encoding="utf-8", newline="\n")
        try:
            yield made
        except StancekitError as error:
            # Lines are the same in both; the name is to be the user's.
            raise StancekitError(str(error).replace(str(made), data)) from None


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
