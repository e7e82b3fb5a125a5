"""Reading files and folders into documents, one after the other."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, overload

from stancekit.document import Document
from stancekit.errors import FAULTS, RecordError, StancekitError, reason_of
from stancekit.reading.encoding import decode
from stancekit.reading.fields import check_fields, check_needed, iso_date
from stancekit.reading.items import EMPTY, STDIN, Reader, RecordFailure, Source, say
from stancekit.reading.language import looks_foreign
from stancekit.reading.layout import find_layout
from stancekit.reading.records import ROWS, rows_of
from stancekit.reading.web import read_html
from stancekit.suffixes import suffix_among

__all__ = ["READERS", "document_of", "read", "read_records", "read_text", "sources_of"]

PathLike = str | os.PathLike[str]
Item = Document | RecordFailure
_TITLE_WITHIN = 4000
_Found = tuple[Path, tuple[str, ...]] | Source | RecordFailure
DUPLICATE = "the id {!r} was used before; give each record its own"


def read_text(source: Source) -> Iterator[Item]:
    """Read a text file as one document.

    Its headline, where it has one, is the title; an ISO date that its name begins with is the
    date.
    """
    try:
        text = decode(source.read(), str(source))
        if not text.strip():
            raise RecordError(EMPTY, where=str(source))
        document = Document(source.name, text, date=source.date)
        headline = find_layout(Document(source.name, text[:_TITLE_WITHIN])).headline
        yield replace(document, title=headline.of(text)) if headline else document
    except RecordError as error:
        yield RecordFailure(source.name, error)


def read_records(source: Source) -> Iterator[Item]:
    """Read a file of records (JSONL, JSON, CSV, Parquet), each a document."""
    seen: set[str] = set()
    for line, row in rows_of(source):
        item = _document(source, line, row)
        if isinstance(item, Document):
            if item.id in seen:
                item = _duplicate(item.id, source, line)
            seen.add(item.id)
        yield item


def _document(source: Source, line: int | None, row: Mapping[str, Any] | RecordError) -> Item:
    if isinstance(row, RecordError):
        return RecordFailure(record_id(source, line, None), row)
    try:
        return document_of(row)
    except RecordError as error:
        located = RecordError(error.message, where=str(source), line=line)
        return RecordFailure(record_id(source, line, row), located)


def document_of(row: Mapping[str, Any]) -> Document:
    """Return the document that a record of a file, or a row of a table, is.

    Raises
    ------
    RecordError
        If it lacks a field, one has the wrong type, or there is no text.
    """
    check_needed(row, "document")
    document = Document.from_record(_dated(with_text_id(row)))
    if not document.text.strip():
        raise RecordError("the text is empty; leave the record out", where=document.id)
    return document


def _dated(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the record with its date in ISO 8601, where it is plain; an empty one is none."""
    date = row.get("date")
    if not isinstance(date, str):
        return row
    return {**row, "date": (iso_date(date) or date) if date.strip() else None}


def _duplicate(identity: str, source: Source | RecordFailure, line: int | None) -> RecordFailure:
    message = DUPLICATE.format(identity)
    return RecordFailure(identity, RecordError(message, where=str(source), line=line))


def with_text_id(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the record with a whole-number id as text: tables number their rows."""
    return {**row, "id": str(row["id"])} if type(row.get("id")) is int else row


def record_id(source: Source, line: int | None, row: Mapping[str, Any] | None) -> str:
    """Return the id for a record that failed: its own, else its file and line."""
    own = None if row is None else row.get("id")
    if isinstance(own, (str, int)) and str(own).isprintable() and own != "":
        return str(own)
    return source.name if line is None else f"{source.name}:{line}"


READERS: Mapping[str, Reader] = {
    "": read_text,
    ".txt": read_text,
    ".text": read_text,
    ".html": read_html,
    ".htm": read_html,
    **dict.fromkeys(ROWS, read_records),
}
"""Built-in readers by file suffix."""


def sources_of(
    paths: PathLike | Iterable[PathLike],
    suffixes: Iterable[str],
    skip: Iterable[PathLike] = (),
    fields: Mapping[str, str] | None = None,
) -> Iterator[Source | RecordFailure]:
    """List the files that `paths` name, each with an id of its own.

    The id is the path relative to the folder given, without suffix; where two files would share
    it they keep their suffixes, and where those are alike too, their paths as given.
    """
    fields = dict(fields or {})
    check_fields(fields)
    known = set(suffixes)
    kinds = ", ".join(sorted(known - {""}))
    own = {Path(path).resolve() for path in skip}
    found: list[_Found] = []
    for path in [paths] if isinstance(paths, (str, os.PathLike)) else paths:
        if os.fspath(path) == STDIN:
            found.append(Source.stdin(fields))
            continue
        path = Path(path)
        if path.is_dir():
            inside = list(_files_of(path, known, own))
            found.extend(inside)
            if not inside:
                message = f"holds no file that can be read; there are readers for {kinds}"
                found.append(
                    RecordFailure(
                        _writable(path.name or str(path)), RecordError(message, where=str(path))
                    )
                )
        elif not path.exists():
            found.append(
                RecordFailure(
                    _writable(path.stem), RecordError("not found; check the path", where=str(path))
                )
            )
        elif suffix_among(path, known) not in known:
            message = f"no reader for {path.suffix!r} files; convert it to one of {kinds}"
            found.append(RecordFailure(_writable(path.stem), RecordError(message, where=str(path))))
        else:
            found.append((path, (path.stem, path.name, path.as_posix())))
    found = list(_once(found))
    names = _names([item[1] for item in found if isinstance(item, tuple)])
    for item in found:
        if isinstance(item, tuple):
            yield Source(item[0], _writable(next(names)), fields=fields)
        else:
            yield item


def _once(found: Iterable[_Found]) -> Iterator[_Found]:
    """Leave out a file that was listed before, as where a folder and a file in it are given."""
    seen: set[Path] = set()
    twice = 0
    for item in found:
        if isinstance(item, tuple):
            place = item[0].resolve()
            if place in seen:
                twice += 1
                continue
            seen.add(place)
        yield item
    if twice:
        say(f"{twice:,} file{'s' if twice > 1 else ''} given twice; read once")


def _writable(name: str) -> str:
    """Return a name of a file, which may be in another encoding, as UTF-8 can carry it."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _names(files: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Name each file by the shortest of its choices that no other has."""
    names = [choices[0] for choices in files]
    for level in (1, 2):
        taken = Counter(names)
        names = [
            choices[level] if taken[name] > 1 else name
            for name, choices in zip(names, files, strict=True)
        ]
    return iter(names)


def _files_of(
    folder: Path, known: set[str], own: set[Path]
) -> Iterator[tuple[Path, tuple[str, ...]]]:
    skipped: Counter[str] = Counter()
    for directory, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(directory, name)
            if name.startswith("."):
                continue
            if own and path.resolve() in own:
                if suffix_among(path, known) in known:
                    say(f"{path}: is the output of this run, so it isn't read")
                continue
            if not path.suffix or suffix_among(path, known) not in known:
                skipped[path.suffix or "no suffix"] += 1
                continue
            inside = path.relative_to(folder)
            yield (
                path,
                (inside.with_suffix("").as_posix(), inside.as_posix(), path.as_posix()),
            )
    if skipped:
        kinds = ", ".join(f"{count} × {kind}" for kind, count in sorted(skipped.items()))
        say(f"{folder}: files of other kinds were passed over ({kinds})")


@overload
def read(
    paths: PathLike | Iterable[PathLike],
    *,
    language: str | None = ...,
    on_error: Literal["raise"] = ...,
    readers: Mapping[str, Reader] | None = ...,
    skip: Iterable[PathLike] = ...,
    fields: Mapping[str, str] | None = ...,
) -> Iterator[Document]: ...


@overload
def read(
    paths: PathLike | Iterable[PathLike],
    *,
    language: str | None = ...,
    on_error: Literal["yield"],
    readers: Mapping[str, Reader] | None = ...,
    skip: Iterable[PathLike] = ...,
    fields: Mapping[str, str] | None = ...,
) -> Iterator[Document | RecordFailure]: ...


def read(
    paths: PathLike | Iterable[PathLike],
    *,
    language: str | None = None,
    on_error: Literal["raise", "yield"] = "raise",
    readers: Mapping[str, Reader] | None = None,
    skip: Iterable[PathLike] = (),
    fields: Mapping[str, str] | None = None,
) -> Iterator[Document | RecordFailure]:
    """Read the documents of a file, a folder or several of them, one at a time.

    Parameters
    ----------
    paths : path or iterable of paths
        ``.txt``, ``.html`` (extra ``html``), ``.jsonl``, ``.json``, ``.csv``, ``.tsv`` and
        ``.parquet`` (extra ``parquet``) files, folders of them, or ``"-"`` for standard input
        (JSONL where it begins with a brace, a table where it begins with a header that has a column
        of text, else one text).
    language : str, optional
        Set as every document's language; it also silences the warning that a text doesn't look
        like English.
    on_error : {"raise", "yield"}
        What becomes of a record that can't be read: its error is raised, or it is given as a
        :class:`RecordFailure` in its place and the rest goes on.
    readers : mapping of str to function, optional
        Readers by suffix, besides the built-in ones or in their place.
    skip : iterable of paths
        Files in the folders that aren't read, such as the output of the run.
    fields : mapping of str to str, optional
        What records and tables call a field, where it isn't its name, such as
        ``{"text": "Full Text", "date": "Publication Date"}``.

    Yields
    ------
    Document or RecordFailure
        The `text` of a text file is the decoded file, newlines untouched, a leading byte-order
        mark dropped. Ids are unique: a later record with an id already seen is an error.

    Raises
    ------
    RecordError
        With ``on_error="raise"``, at the first record that can't be read.

    Warns
    -----
    ReadingWarning
        Where an encoding was guessed, a text isn't English, or files were passed over.
    """
    if on_error not in ("raise", "yield"):
        raise ValueError(f"on_error is 'raise' or 'yield', not {on_error!r}")
    fields = fields or {}
    check_fields(fields)
    # A plain function that returns a generator, so that a wrong argument is told at the call.
    everything = {**READERS, **(readers or {})}
    sources = sources_of(paths, everything, skip, fields)
    return _read(sources, language, on_error, everything)


def _read(
    sources: Iterable[Source | RecordFailure],
    language: str | None,
    on_error: str,
    readers: Mapping[str, Reader],
) -> Iterator[Document | RecordFailure]:
    seen: set[str] = set()
    for source in sources:
        for item in [source] if isinstance(source, RecordFailure) else _items(source, readers):
            if isinstance(item, Document):
                if item.id in seen:
                    # Readers see to their own file; this is an id of an earlier one.
                    item = _duplicate(item.id, source, None)
                else:
                    seen.add(item.id)
                    item = _in_language(item, language)
            if isinstance(item, RecordFailure) and on_error == "raise":
                raise item.error
            yield item


def _items(source: Source, readers: Mapping[str, Reader]) -> Iterator[Item]:
    try:
        if source.path is not None:
            suffix = suffix_among(source.path, readers)
            yield from _given(readers[suffix](source), source, suffix)
        else:
            has_records = source.is_jsonl or source.is_table
            yield from read_records(source) if has_records else read_text(source)
    except RecordError as error:
        yield RecordFailure(source.name, error)
    except OSError as error:
        reason = RecordError(f"can't be read: {error.strerror or error}", where=str(source))
        yield RecordFailure(source.name, reason)
    except StancekitError as error:  # a plugin's reader that can't be imported, or its own error
        yield RecordFailure(source.name, RecordError(str(error), where=str(source)))
    except FAULTS as error:  # a plugin's reader may raise anything; the other files go on
        suffix = "" if source.path is None else suffix_among(source.path, readers)
        what = f"the reader of {suffix!r} files failed: {reason_of(error)}"
        yield RecordFailure(source.name, RecordError(what, where=str(source)))


def _given(items: Any, source: Source, suffix: str) -> Iterator[Item]:
    """Pass on what a reader gives; it may be a plugin's, and give anything."""
    if isinstance(items, (str, Mapping)) or not isinstance(items, Iterable):
        items = [items]  # a Document alone is welcome, anything else is told of
    for item in items:
        if not isinstance(item, (Document, RecordFailure)):
            what = f"the reader of {suffix!r} files gives {type(item).__name__}, no Document"
            raise RecordError(f"{what}; let it yield Document(id, text)", where=str(source))
        yield item


def _in_language(document: Document, language: str | None) -> Document:
    if language is not None:
        return replace(document, language=language)
    declared = document.language
    if declared is not None and declared.lower().split("-")[0].split("_")[0] not in ("en", "eng"):
        say(f"{document.id}: declared as {declared!r}; the rules are for English")
    elif declared is None and (reason := looks_foreign(document.text)):
        say(f"{document.id}: doesn't look like English ({reason}); processed all the same")
    return document
