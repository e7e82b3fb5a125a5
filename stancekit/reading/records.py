"""Readers of record files: JSONL, JSON, CSV and Parquet, each a stream of objects with a line."""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from stancekit.errors import RecordError
from stancekit.reading.encoding import decode, open_text
from stancekit.reading.fields import column_names, renamed
from stancekit.reading.items import EMPTY, Source, say

__all__ = [
    "ROWS",
    "Row",
    "plain",
    "rows_of",
    "rows_of_csv",
    "rows_of_json",
    "rows_of_jsonl",
    "rows_of_parquet",
]

Row = tuple[int | None, Mapping[str, Any] | RecordError]
"""The one-based line (None where the format has no lines) and the record, or its error."""

# A longer line is no record but a damaged file; it is skipped without being held in memory.
_LONGEST_LINE = 1 << 28
_WIDEST_FIELD = (1 << 31) - 1
_DELIMITERS = ",;\t"
_NO_ROW = "has a header but no row; leave it out, or export it again"


def _parse(line: bytes | str, where: str, number: int | None) -> Any:
    try:
        text = (line if isinstance(line, str) else line.decode("utf-8")).rstrip("\r\n")
        record = json.loads(text)
        if "\\u" in text:
            # Escapes can spell half of a surrogate pair, which no output could carry.
            json.dumps(record, ensure_ascii=False).encode("utf-8")
    except UnicodeDecodeError as error:
        message = (
            f"isn't UTF-8 (byte 0x{error.object[error.start]:02x} at {error.start} of the line); "
            "re-export it as UTF-8"
        )
    except UnicodeEncodeError as error:
        found = ord(error.object[error.start])
        message = f"holds a lone surrogate (\\u{found:04x}); re-export it as valid UTF-8"
    except json.JSONDecodeError as error:
        what = error.msg.removesuffix(" at")
        message = (
            f"isn't valid JSON ({what} at column {error.colno}); "
            "mend it, or write it again where it is cut short"
        )
    except RecursionError:
        message = "is nested too deeply for a record; flatten it"
    except ValueError:
        message = "isn't usable JSON: it holds a number of thousands of digits; make it a string"
    else:
        return record
    raise RecordError(message, where=where, line=number)


def _kind(value: Any) -> str:
    names = {list: "a list", str: "a string", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")


def _as_object(record: Any, where: str, number: int | None) -> Mapping[str, Any]:
    if isinstance(record, Mapping):
        return record
    raise RecordError(
        f'a record is a JSON object such as {{"id": "1", "text": "…"}}, not {_kind(record)}',
        where=where,
        line=number,
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
                    yield from _rows_of_lines(whole, source)
                    return
                line = line.removeprefix(codecs.BOM_UTF8)
            if line is not None and not line.strip():
                continue
            found = True
            try:
                if line is None:
                    raise RecordError(
                        f"is longer than {_LONGEST_LINE >> 20} MB; is it one record a line?",
                        where=where,
                        line=number,
                    )
                if b"\0" in line:
                    raise RecordError(
                        "is binary, not JSON (a NUL byte); export it as JSONL",
                        where=where,
                        line=number,
                    )
                record = _as_object(_parse(line, where, number), where, number)
                yield number, renamed(record, source.fields)
            except RecordError as error:
                yield number, error
    if not found:
        yield None, RecordError(EMPTY, where=where)


def _rows_of_lines(text: str, source: Source) -> Iterator[Row]:
    where = str(source)
    for number, line in enumerate(io.StringIO(text, newline="\n"), 1):
        if line.strip():
            try:
                record = _as_object(_parse(line, where, number), where, number)
                yield number, renamed(record, source.fields)
            except RecordError as error:
                yield number, error


def rows_of_json(source: Source) -> Iterator[Row]:
    """Give the objects of a JSON file: a list of them, or a single one."""
    where = str(source)
    try:
        text = decode(source.read(), where)
        if not text.strip():
            raise RecordError(EMPTY, where=where)
        whole = _parse(text, where, None)
    except RecordError as error:
        yield None, error
        return
    for index, record in enumerate(whole if isinstance(whole, list) else [whole]):
        place = f"{where}[{index}]" if isinstance(whole, list) else where
        try:
            yield None, renamed(_as_object(record, place, None), source.fields)
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
            yield from _rows_of_table(text, source)
        except UnicodeDecodeError as error:
            reason = f"isn't {text.encoding} throughout ({error.reason}); re-export it as UTF-8"
            yield None, RecordError(reason, where=where)
        finally:
            text.detach()


class _Lines:
    """The lines of a table; those that a broken row swallowed can be given back."""

    def __init__(self, stream: io.TextIOWrapper, number: int) -> None:
        self.stream = stream
        self.number = number
        self.taken: list[str] = []
        self.waiting: deque[str] = deque()

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self.waiting.popleft() if self.waiting else self.stream.readline()
        if not line:
            raise StopIteration
        self.number += 1
        self.taken.append(line)
        return line

    def give_back(self) -> None:
        """Take back all lines of the row but its first."""
        self.waiting.extendleft(reversed(self.taken[1:]))
        self.number -= len(self.taken) - 1


def _rows_of_table(text: io.TextIOWrapper, source: Source) -> Iterator[Row]:
    where = str(source)
    lines = _Lines(text, 0)
    head = next(lines, "")
    delimiter = max(_DELIMITERS, key=head.count)
    if head.lower().startswith("sep=") and len(head.strip()) == 5:
        # Spreadsheets may name the delimiter before the header.
        delimiter, head = head[4], next(lines, "")
    if not head.strip():
        yield None, RecordError(EMPTY, where=where)
        return
    try:
        header = next(csv.reader([head], delimiter=delimiter))
        names = column_names(header, source.fields, where, lines.number)
    except csv.Error as error:
        reason = f"the header isn't CSV ({error}); export it again"
        yield lines.number, RecordError(reason, where=where, line=lines.number)
        return
    except RecordError as error:
        yield lines.number, error
        return
    numbered = _says_unnamed(names, where)
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    found = False
    while True:
        lines.taken.clear()
        number = lines.number + 1
        try:
            cells = next(rows)
        except StopIteration:
            break
        except csv.Error as error:
            found = True
            # A quotation mark that is never closed must not swallow the rows after it.
            lines.give_back()
            reason = f"isn't a CSV row ({error}); mend its quotation marks"
            yield number, RecordError(reason, where=where, line=number)
            continue
        if not any(cells):
            continue  # a blank line, or a row of a spreadsheet that nobody filled in
        found = True
        if len(cells) != len(names):
            reason = (
                f"has {len(cells)} fields, the header {len(names)}; put quotation marks around "
                f"fields that hold {'tabs' if delimiter == chr(9) else delimiter!r}"
            )
            yield number, RecordError(reason, where=where, line=number)
            continue
        # An empty cell is a field that isn't there; that of the text is told as empty.
        cells_of = zip(names, cells, strict=True)
        row = {name: cell for name, cell in cells_of if cell != "" or name == "text"}
        yield number, _named(row, source, number) if numbered else row
    if not found:
        yield None, RecordError(_NO_ROW, where=where)


def _says_unnamed(names: Sequence[str], where: str) -> bool:
    if "id" in names:
        return False
    say(f"{where}: has no column 'id'; its rows are named by their number")
    return True


def _named(row: Mapping[str, Any], source: Source, number: int) -> Mapping[str, Any]:
    return {"id": f"{source.name}:{number}", **row}


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
            names = column_names(table.schema_arrow.names, source.fields, where, None)
            numbered = _says_unnamed(names, where)
            for batch in table.iter_batches(batch_size=256):
                for cells in _values_of(batch):
                    number += 1
                    if isinstance(cells, ValueError):
                        reason = f"holds what isn't readable ({cells}); export it again"
                        yield number, RecordError(reason, where=where, line=number)
                        continue
                    named = zip(names, table.schema_arrow.names, strict=True)
                    row = {
                        name: plain(cells[column])
                        for name, column in named
                        if cells[column] is not None
                    }
                    yield number, _named(row, source, number) if numbered else row
        if not number:
            raise RecordError(_NO_ROW, where=where)
    except (pa.ArrowException, OSError, ValueError) as error:
        reason = (str(error) or type(error).__name__).splitlines()[0]
        message = f"isn't a readable Parquet file ({reason}); export it again"
        yield number or None, RecordError(message, where=where)
    except RecordError as error:
        yield None, error


def _values_of(batch: Any) -> Iterator[dict[str, Any] | ValueError]:
    """Give the rows of a batch; an error stands for a row whose bytes aren't what they should."""
    try:
        yield from batch.to_pylist()
    except ValueError:  # text that isn't UTF-8, a date out of range: found row by row
        for index in range(batch.num_rows):
            try:
                yield batch.slice(index, 1).to_pylist()[0]
            except ValueError as error:
                yield error


def plain(value: Any) -> Any:
    """Return a cell as a record carries it: dates and times become ISO text, midnight a date."""
    return value.isoformat().removesuffix("T00:00:00") if hasattr(value, "isoformat") else value


ROWS: Mapping[str, Callable[[Source], Iterator[Row]]] = {
    ".jsonl": rows_of_jsonl,
    ".ndjson": rows_of_jsonl,
    ".json": rows_of_json,
    ".csv": rows_of_csv,
    ".tsv": rows_of_csv,
    ".parquet": rows_of_parquet,
}


def rows_of(source: Source) -> Iterator[Row]:
    """Stream the records of a file by its suffix; standard input's are of a table, or JSONL."""
    if source.path is None:
        return rows_of_csv(source) if source.is_table else rows_of_jsonl(source)
    return ROWS.get(source.path.suffix.lower(), rows_of_jsonl)(source)
