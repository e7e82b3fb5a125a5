"""Readers of record files: JSONL, JSON, CSV and Parquet, each a stream of objects with a line."""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, BinaryIO

from stancekit.errors import RecordError
from stancekit.reading.encoding import decode, open_text
from stancekit.reading.items import Source

__all__ = ["ROWS", "Row", "rows_of_csv", "rows_of_json", "rows_of_jsonl", "rows_of_parquet"]

Row = tuple[int | None, Mapping[str, Any] | RecordError]
"""The one-based line (None where the format has no lines) and the record, or its error."""

# A longer line is no record but a damaged file; it is skipped without being held in memory.
_LONGEST_LINE = 1 << 28
_WIDEST_FIELD = (1 << 31) - 1
_DELIMITERS = ",;\t"


def _parse(line: bytes | str, where: str, number: int | None) -> Any:
    try:
        text = line if isinstance(line, str) else line.decode("utf-8")
        record = json.loads(text)
        if "\\u" in text:
            # Escapes can spell half of a surrogate pair, which no output could carry.
            json.dumps(record, ensure_ascii=False).encode("utf-8")
    except UnicodeDecodeError as error:
        message = (
            f"isn't UTF-8 (byte 0x{error.object[error.start]:02x} at {error.start} of the line)"
        )
    except UnicodeEncodeError as error:
        found = ord(error.object[error.start])
        message = f"holds a lone surrogate (\\u{found:04x}); re-export it as valid UTF-8"
    except json.JSONDecodeError as error:
        message = f"isn't valid JSON: {error.msg} at column {error.colno}"
    except RecursionError:
        message = "is nested too deeply for a record"
    except ValueError as error:  # a number of thousands of digits
        message = f"isn't usable JSON: {error}"
    else:
        return record
    raise RecordError(message, where=where, line=number)


def _as_object(record: Any, where: str, number: int | None) -> Mapping[str, Any]:
    if isinstance(record, Mapping):
        return record
    raise RecordError(
        f"a record is a JSON object, not {type(record).__name__}", where=where, line=number
    )


def _lines(stream: BinaryIO) -> Iterator[bytes | None]:
    """Give the lines; None for one that is too long, whose rest is skipped."""
    while line := stream.readline(_LONGEST_LINE):
        if len(line) < _LONGEST_LINE or line.endswith(b"\n"):
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(_LONGEST_LINE)
        yield None


def rows_of_jsonl(source: Source) -> Iterator[Row]:
    """Stream the objects of a JSONL file, one a line; blank lines are passed over."""
    where = str(source)
    with source.open() as stream:
        found = False
        for number, line in enumerate(_lines(stream), 1):
            if number == 1 and line is not None:
                if line.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                    whole = decode(line + stream.read(), where)
                    yield from _rows_of_lines(whole, where)
                    return
                line = line.removeprefix(codecs.BOM_UTF8)
            if line is not None and not line.strip():
                continue
            found = True
            try:
                if line is None:
                    raise RecordError(
                        f"is longer than {_LONGEST_LINE >> 20} MB", where=where, line=number
                    )
                if b"\0" in line:
                    raise RecordError("is binary, not JSON (a NUL byte)", where=where, line=number)
                yield number, _as_object(_parse(line, where, number), where, number)
            except RecordError as error:
                yield number, error
    if not found:
        yield None, RecordError("is empty", where=where)


def _rows_of_lines(text: str, where: str) -> Iterator[Row]:
    for number, line in enumerate(io.StringIO(text, newline="\n"), 1):
        if line.strip():
            try:
                yield number, _as_object(_parse(line, where, number), where, number)
            except RecordError as error:
                yield number, error


def rows_of_json(source: Source) -> Iterator[Row]:
    """Give the objects of a JSON file: a list of them, or a single one."""
    where = str(source)
    try:
        text = decode(source.read(), where)
        if not text.strip():
            raise RecordError("is empty", where=where)
        whole = _parse(text, where, None)
    except RecordError as error:
        yield None, error
        return
    for index, record in enumerate(whole if isinstance(whole, list) else [whole]):
        place = f"{where}[{index}]" if isinstance(whole, list) else where
        try:
            yield None, _as_object(record, place, None)
        except RecordError as error:
            yield None, error


def rows_of_csv(source: Source) -> Iterator[Row]:
    """Stream the rows of a CSV file with a header; comma, semicolon and tab are told apart."""
    where = str(source)
    # The standard limit of 128 kB a field is shorter than many articles; it is global to csv.
    csv.field_size_limit(max(csv.field_size_limit(), _WIDEST_FIELD))
    with source.seekable() as stream:
        try:
            text = open_text(stream, source)
        except RecordError as error:
            yield None, error
            return
        try:
            yield from _rows_of_table(text, where)
        except UnicodeDecodeError as error:
            reason = f"isn't {text.encoding} throughout ({error.reason}); re-export it as UTF-8"
            yield None, RecordError(reason, where=where)
        finally:
            text.detach()


def _rows_of_table(text: io.TextIOWrapper, where: str) -> Iterator[Row]:
    head = text.readline(_LONGEST_LINE)
    if not head.strip():
        yield None, RecordError("is empty", where=where)
        return
    delimiter = max(_DELIMITERS, key=head.count)
    try:
        names = [name.strip() for name in next(csv.reader([head], delimiter=delimiter))]
    except csv.Error as error:
        yield 1, RecordError(f"the header isn't CSV: {error}", where=where, line=1)
        return
    if "text" not in names:
        yield (
            1,
            RecordError(
                f"the header has no column 'text'; it has {', '.join(names)[:200]}",
                where=where,
                line=1,
            ),
        )
        return
    rows = csv.reader(text, delimiter=delimiter, strict=True)
    while True:
        number = rows.line_num + 2  # the header line went by outside the reader
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield number, RecordError(f"isn't a CSV row: {error}", where=where, line=number)
            continue
        if not cells:
            continue
        if len(cells) != len(names):
            yield (
                number,
                RecordError(
                    f"has {len(cells)} fields, the header {len(names)}", where=where, line=number
                ),
            )
            continue
        # An empty cell is a field that isn't there.
        yield number, {name: cell for name, cell in zip(names, cells, strict=True) if cell != ""}


def rows_of_parquet(source: Source) -> Iterator[Row]:
    """Stream the rows of a Parquet file; needs the extra ``parquet``."""
    where = str(source)
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        yield (
            None,
            RecordError("needs Parquet support: pip install 'stancekit[parquet]'", where=where),
        )
        return
    number = 0
    try:
        with source.seekable() as stream, pq.ParquetFile(stream) as table:
            if "text" not in table.schema_arrow.names:
                names = ", ".join(table.schema_arrow.names)
                raise RecordError(f"has no column 'text'; it has {names[:200]}", where=where)
            for batch in table.iter_batches(batch_size=256):
                for row in batch.to_pylist():
                    number += 1
                    yield number, {k: _plain(v) for k, v in row.items() if v is not None}
    except (pa.ArrowException, OSError) as error:
        reason = str(error).splitlines()[0]
        yield number or None, RecordError(f"isn't a readable Parquet file: {reason}", where=where)
    except RecordError as error:
        yield None, error


def _plain(value: Any) -> Any:
    # Dates and times become the ISO text that records carry.
    return value.isoformat() if hasattr(value, "isoformat") else value


ROWS: Mapping[str, Callable[[Source], Iterator[Row]]] = {
    ".jsonl": rows_of_jsonl,
    ".ndjson": rows_of_jsonl,
    ".json": rows_of_json,
    ".csv": rows_of_csv,
    ".tsv": rows_of_csv,
    ".parquet": rows_of_parquet,
}
