"""Checks of readers: the documents that they give, and what they do with files that are broken."""

from __future__ import annotations

import contextlib
import hashlib
import json
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from stancekit.document import Document
from stancekit.errors import StancekitError
from stancekit.reading import RecordFailure, Source
from stancekit.testing.checks.conduct import check_can_be_imported, check_works_offline, pickles
from stancekit.testing.faults import Fault, NotRun
from stancekit.testing.samples import TEXTS
from stancekit.testing.subjects import Subject

__all__ = ["FIRST", "THEN", "exercise"]

_RECORDS = [{"id": f"r{number}", "text": text} for number, text in enumerate(TEXTS)]
_TABLE = ["id,text", *(f'{one["id"]},"{one["text"]}"' for one in _RECORDS)]
_PAGE = "<html><head><title>Talks</title></head><body><article>{}</article></body></html>"

# What to try readers of common formats on; those of others are given as examples.
_SAMPLES = {
    ".txt": "\n\n".join(TEXTS),
    ".text": "\n\n".join(TEXTS),
    ".html": _PAGE.format("".join(f"<p>{text}</p>" for text in TEXTS * 3)),
    ".htm": _PAGE.format("".join(f"<p>{text}</p>" for text in TEXTS * 3)),
    ".jsonl": "".join(json.dumps(record) + "\n" for record in _RECORDS),
    ".ndjson": "".join(json.dumps(record) + "\n" for record in _RECORDS),
    ".json": json.dumps(_RECORDS),
    ".csv": "\n".join(_TABLE),
    ".tsv": "\n".join(
        f"{one['id']}\t{one['text']}" for one in [{"id": "id", "text": "text"}, *_RECORDS]
    ),
}
_BROKEN = {
    "empty": b"",
    "blank": b" \n\t\n",
    "random": bytes(range(256)) * 64,
    "cut": b'{"id": "x", "text": "We are read',
    "zip": b"PK\x03\x04" + bytes(60),
    "zeros": bytes(4096),
}


@contextlib.contextmanager
def _example(subject: Subject) -> Iterator[Path | None]:
    """Give the file to try the reader on, where there is one."""
    given = [Path(file) for file in subject.examples if file.lower().endswith(subject.name)]
    if given:
        yield given[0]
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, f"sample{subject.name}")
        if subject.name not in _SAMPLES:
            yield None
            return
        file.write_text(_SAMPLES[subject.name], encoding="utf-8")
        yield file


def _read(subject: Subject, path: Path) -> list[Any]:
    # Messages name the file, whose folder is another each time.
    items = list(subject.load()(Source(path, path.stem)))
    return [item if isinstance(item, Document) else _Failed(item, path) for item in items]


class _Failed:
    """A failure, told apart by its message alone."""

    def __init__(self, item: Any, path: Path) -> None:
        self.item = item
        self._shown = f"{item}".replace(str(path.parent), "")

    def __repr__(self) -> str:
        return self._shown


def exercise(subject: Subject) -> object:
    """Read the example and the broken files, and return what came out."""
    found: list[object] = []
    with _example(subject) as example:
        if example is not None:
            found.append(_read(subject, example))
    with tempfile.TemporaryDirectory() as folder:
        for name, content in _BROKEN.items():
            file = Path(folder, name + subject.name)
            file.write_bytes(content)
            try:
                found.append(_read(subject, file))
            except (StancekitError, OSError) as error:
                found.append(f"{error}".replace(folder, ""))
    return found


def check_is_a_function(subject: Subject) -> None:
    """Check that it is a function."""
    if not callable(subject.load()):
        raise Fault(f"{subject.target} can't be called", "register a function of a Source")


def check_gives_documents(subject: Subject) -> None:
    """Check that it gives Documents and RecordFailures, and a document at least for the example."""
    with _example(subject) as example:
        if example is None:
            raise NotRun(f"no example of a {subject.name} file was given (--example FILE)")
        items = list(subject.load()(Source(example, example.stem)))
    odd = [item for item in items if not isinstance(item, (Document, RecordFailure))]
    if odd:
        raise Fault(f"it gives {odd[0]!r:.60}", "yield Document or RecordFailure objects")
    failures = [item for item in items if isinstance(item, RecordFailure)]
    if failures:
        raise Fault(f"it can't read the example: {failures[0]}", "mend it, or give another example")
    if not items:
        raise Fault("it gives nothing for the example", "yield a Document for each record")
    ids = [item.id for item in items]
    if not all(ids) or len(set(ids)) != len(ids):
        raise Fault(
            "its documents' ids are empty or alike", "use Source.name, or the records' own ids"
        )
    blank = [item.id for item in items if not item.text.strip()]
    if blank:
        raise Fault(
            f"its document {blank[0]!r} has no text", "yield a RecordFailure for an empty record"
        )


def check_input_unchanged(subject: Subject) -> None:
    """Check that it leaves the file as it is, and needs nothing but to read it."""
    with _example(subject) as example:
        if example is None:
            raise NotRun(f"no example of a {subject.name} file was given (--example FILE)")
        before = hashlib.sha256(example.read_bytes()).digest()
        beside = sorted(file.name for file in example.parent.iterdir())
        list(subject.load()(Source(example, example.stem)))
        if hashlib.sha256(example.read_bytes()).digest() != before:
            raise Fault("it alters the file that it reads", "open it for reading alone")
        if sorted(file.name for file in example.parent.iterdir()) != beside:
            raise Fault("it leaves files beside the one that it reads", "use a temporary file")


def check_id_follows_source(subject: Subject) -> None:
    """Check that a file of one document gets the id that the run gives it."""
    with _example(subject) as example:
        if example is None:
            raise NotRun(f"no example of a {subject.name} file was given (--example FILE)")
        source = Source(example, "one")
        one = list(subject.load()(source))
        other = list(subject.load()(replace(source, name="other")))
    if len(one) == 1 and one[0].id == other[0].id and one[0].id == example.stem:
        raise Fault(
            "its document is named after the file, whatever the run calls it",
            "use Source.name: it tells files of one name in two folders apart",
        )


def check_broken_files(subject: Subject) -> None:
    """Check that broken files, and none, are a RecordFailure or a RecordError of one line."""
    mend = "yield RecordFailure(source.name, RecordError(…)), or raise RecordError"
    with tempfile.TemporaryDirectory() as folder:
        for name, content in {**_BROKEN, "missing": None}.items():
            file = Path(folder, name + subject.name)
            if content is not None:
                file.write_bytes(content)
            try:
                items = list(subject.load()(Source(file, name)))
            except (StancekitError, OSError) as error:
                if "\n" in str(error):
                    raise Fault(
                        f"its error for a file of {name} is of several lines", mend
                    ) from None
            except Exception as error:
                raise Fault(
                    f"a file that is {name} makes it raise {type(error).__name__}: {error}", mend
                ) from error
            else:
                odd = [i for i in items if not isinstance(i, (Document, RecordFailure))]
                if odd:
                    raise Fault(f"a file that is {name} makes it give {odd[0]!r:.60}", mend)


def check_pickles(subject: Subject) -> None:
    """Check that it can be sent to another process."""
    pickles(subject.load())


FIRST = (check_can_be_imported, check_is_a_function, check_works_offline, check_gives_documents)
THEN = (
    check_input_unchanged,
    check_id_follows_source,
    check_broken_files,
    check_pickles,
)
