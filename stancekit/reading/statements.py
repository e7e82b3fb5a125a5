"""Reading statements that are to be classified alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from stancekit.document import Document
from stancekit.errors import RecordError
from stancekit.reading.encoding import decode
from stancekit.reading.fields import check_needed
from stancekit.reading.files import DUPLICATE, PathLike, record_id, sources_of, with_text_id
from stancekit.reading.items import EMPTY, RecordFailure, Source
from stancekit.reading.records import ROWS, Row, rows_of
from stancekit.statement import Statement

__all__ = ["GivenStatement", "read_statements"]

# What a statement's record may say besides; offsets of a document that isn't there are left out.
_FIELDS = ("id", "text", "kind", "speaker", "actor", "counterpart")


@dataclass(frozen=True, slots=True)
class GivenStatement:
    """A statement and the record that it came in.

    Parameters
    ----------
    statement : Statement
        Its offsets count from its own start.
    record : mapping
        The input record, with the names of fields that stancekit reads.
    """

    statement: Statement
    record: Mapping[str, Any]


def read_statements(
    paths: PathLike | Iterable[PathLike],
    *,
    skip: Iterable[PathLike] = (),
    fields: Mapping[str, str] | None = None,
) -> Iterator[GivenStatement | RecordFailure]:
    """Read statements, one at a time.

    Parameters
    ----------
    paths : path or iterable of paths
        ``.jsonl``, ``.json``, ``.csv``, ``.tsv`` and ``.parquet`` files with the fields ``id`` and
        ``text``, ``.txt`` files with a statement a line (its number becomes the id), or ``"-"``
        for JSONL, a table with a header, or lines of text, on standard input.
    skip : iterable of paths
        Files in the folders that aren't read, such as the output of the run.
    fields : mapping of str to str, optional
        What records and tables call a field, where it isn't its name.

    Yields
    ------
    GivenStatement or RecordFailure
        In the order of the input, one for each record.
    """
    seen: set[str] = set()
    for source in sources_of(paths, {*ROWS, ".txt", ""}, skip, fields):
        if isinstance(source, RecordFailure):
            yield source
            continue
        for line, row in _rows(source):
            item = _given(source, line, row)
            if isinstance(item, GivenStatement):
                identity = str(item.statement.id)
                if identity in seen:
                    clash = RecordError(
                        DUPLICATE.format(identity),
                        where=str(source),
                        line=line,
                    )
                    item = RecordFailure(identity, clash)
                seen.add(identity)
            yield item


def _rows(source: Source) -> Iterator[Row]:
    try:
        suffix = "" if source.path is None else source.path.suffix.lower()
        if suffix in ROWS or source.is_jsonl or source.is_table:
            yield from rows_of(source)
        else:
            yield from _rows_of_text(source)
    except RecordError as error:
        yield None, error
    except OSError as error:
        reason = f"can't be read: {error.strerror or error}"
        yield None, RecordError(reason, where=str(source))


def _rows_of_text(source: Source) -> Iterator[Row]:
    text = decode(source.read(), str(source))
    if not text.strip():
        yield None, RecordError(EMPTY, where=str(source))
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        if line.strip():
            yield number, {"id": str(number), "text": line}


def _given(
    source: Source, line: int | None, row: Mapping[str, Any] | RecordError
) -> GivenStatement | RecordFailure:
    if isinstance(row, RecordError):
        return RecordFailure(record_id(source, line, None), row)
    try:
        check_needed(row, "statement")
        # The rules for id and text are the same as a document's.
        Document.from_record({k: v for k, v in with_text_id(row).items() if k in ("id", "text")})
        if not row["text"].strip():
            raise RecordError("the text is empty; leave the record out")
        fields = {name: row.get(name) for name in _FIELDS}
        return GivenStatement(Statement.from_record(with_text_id(fields)), row)
    except RecordError as error:
        located = RecordError(
            error.message.replace("a document", "a statement", 1), where=str(source), line=line
        )
        return RecordFailure(record_id(source, line, row), located)
