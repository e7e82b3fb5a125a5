"""Writing analyses: JSONL with everything, CSV and Parquet as flat rows."""

from __future__ import annotations

import csv
import io
import itertools
import json
import math
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from stancekit.analysis import Analysis, Rows
from stancekit.errors import RecordError
from stancekit.frames import arrow_schema, column_names

__all__ = [
    "to_line",
    "write_csv",
    "write_jsonl",
    "write_lines",
    "write_parquet",
    "write_rows_csv",
    "write_rows_parquet",
]

_BATCH = 4096


def to_line(record: Mapping[str, Any]) -> bytes:
    """Return a record as one line of JSONL."""
    try:
        text = json.dumps(record, ensure_ascii=False, allow_nan=False)
    except ValueError:
        # JSON has no NaN: a figure that a model doesn't give is null.
        text = json.dumps(_finite(record), ensure_ascii=False, allow_nan=False)
    # A name of a file may hold what UTF-8 can't carry; escapes can.
    return text.encode("utf-8", "backslashreplace") + b"\n"


def _finite(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def write_lines(records: Iterable[Mapping[str, Any]], stream: BinaryIO) -> None:
    """Write records to an open stream, each as soon as it is there."""
    for record in records:
        stream.write(to_line(record))
        stream.flush()


def write_jsonl(analyses: Iterable[Analysis], path: Path, *, with_text: bool = False) -> None:
    """Write one record a document, errors among them.

    Parameters
    ----------
    analyses : iterable of Analysis
        Gone through once.
    path : Path
    with_text : bool
        Also write each document's text and remaining fields.
    """
    with path.open("wb") as stream:
        for analysis in analyses:
            stream.write(to_line(analysis.to_record(with_text=with_text)))


def write_csv(
    analyses: Iterable[Analysis], path: Path | BinaryIO, *, rows: Rows = "statements"
) -> None:
    """Write one row a statement, stance or condition; documents with an error have none."""
    write_rows_csv(_rows(analyses, rows), path, header=column_names(rows))


def write_parquet(analyses: Iterable[Analysis], path: Path, *, rows: Rows = "statements") -> None:
    """Write one row a statement, stance or condition; needs the extra ``parquet``."""
    write_rows_parquet(_rows(analyses, rows), path, header=column_names(rows))


def _rows(analyses: Iterable[Analysis], rows: Rows) -> Iterator[dict[str, Any]]:
    for analysis in analyses:
        yield from analysis.to_records(rows)


def write_rows_csv(
    rows: Iterable[Mapping[str, Any]], target: Path | BinaryIO, *, header: list[str]
) -> None:
    """Write flat rows to a file, or to an open stream, each as soon as it is there.

    The first names the columns, `header` does where there is none.
    """
    first, rows = _peek(rows)
    names = header if first is None else list(first)
    with _as_text(target) as stream:
        writer = csv.DictWriter(stream, names, extrasaction="ignore")
        writer.writeheader()
        for row in rows:
            writer.writerow({k: v for k, v in row.items() if v is not None and not _is_nan(v)})
            if not isinstance(target, Path):
                stream.flush()


@contextmanager
def _as_text(target: Path | BinaryIO) -> Iterator[TextIO]:
    if isinstance(target, Path):
        with target.open("w", encoding="utf-8", newline="") as stream:
            yield stream
        return
    wrapper = io.TextIOWrapper(target, encoding="utf-8", newline="")
    try:
        yield wrapper
    finally:
        wrapper.detach()  # the stream isn't ours to close


def _is_nan(value: Any) -> bool:
    return isinstance(value, float) and math.isnan(value)


def write_rows_parquet(rows: Iterable[Mapping[str, Any]], path: Path, *, header: list[str]) -> None:
    """Write flat rows, in batches; the first names the columns."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise RecordError(
            "Parquet output needs: pip install 'stancekit[parquet]'",
            where=str(path).removesuffix(".partial"),
        ) from None
    first, rows = _peek(rows)
    schema = arrow_schema(header if first is None else list(first))
    remaining = iter(rows)
    with pq.ParquetWriter(path, schema) as writer:
        while batch := list(itertools.islice(remaining, _BATCH)):
            writer.write_table(pa.Table.from_pylist(batch, schema=schema))


def _peek(
    rows: Iterable[Mapping[str, Any]],
) -> tuple[Mapping[str, Any] | None, Iterable[Mapping[str, Any]]]:
    remaining = iter(rows)
    first = next(remaining, None)
    return first, remaining if first is None else itertools.chain([first], remaining)
