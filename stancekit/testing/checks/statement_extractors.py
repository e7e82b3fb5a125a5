"""Checks of statement extractors: what `extract` gives for a document."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from typing import Any

from stancekit.document import Document
from stancekit.statement import Statement
from stancekit.testing.checks.conduct import check_can_be_imported, check_works_offline, pickles
from stancekit.testing.faults import Fault
from stancekit.testing.samples import DOCUMENTS, LONG, ODD, TEXTS
from stancekit.testing.statements import check_statements
from stancekit.testing.subjects import Subject
from stancekit.testing.watch import stopwatch, watching

__all__ = ["FIRST", "THEN", "exercise"]

_SECONDS = 2.0


def exercise(subject: Subject) -> object:
    """Extract from the samples, and return all that was found."""
    extractor = subject.make()
    return [_records(extractor.extract(document)) for document in DOCUMENTS]


def _records(statements: Any) -> list[dict[str, Any]]:
    return [statement.to_record() for statement in statements]


def check_can_be_made(subject: Subject) -> None:
    """Check that it can be made without arguments and has ``extract(document)``."""
    found = subject.load()
    if not callable(found):
        raise Fault(f"{subject.target} is no class but {found!r:.60}", "register the class")
    try:
        extractor = subject.make()
    except TypeError as error:
        raise Fault(
            f"it can't be made without arguments: {error}", "give every parameter a default"
        ) from error
    if not callable(getattr(extractor, "extract", None)):
        raise Fault("it has no method extract", "write extract(self, document)")
    required = [
        parameter.name
        for parameter in list(inspect.signature(extractor.extract).parameters.values())[1:]
        if parameter.default is parameter.empty
        and parameter.kind not in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
    ]
    if required:
        raise Fault(
            f"its extract asks for {', '.join(required)}", "it is called with the document alone"
        )


def check_gives_statements(subject: Subject) -> None:
    """Check that its `extract` gives a sequence of `Statement` without predictions."""
    extractor = subject.make()
    for document in DOCUMENTS:
        with watching() as watch:
            try:
                found = extractor.extract(document)
            except Exception:
                if not watch.network:  # which is blocked, and another check's to tell
                    raise
                return
        if not isinstance(found, Sequence) or isinstance(found, str):
            raise Fault(f"its extract gives {type(found).__name__}", "return a list of Statement")
        odd = [item for item in found if not isinstance(item, Statement)]
        if odd:
            raise Fault(f"its extract gives {odd[0]!r:.60}", "return Statement objects")
        labelled = [item for item in found if item.prediction is not None]
        if labelled:
            raise Fault("its statements have a prediction already", "leave that to the model")


def check_offsets(subject: Subject) -> None:
    """Check that statements, and all parts of them, stand in the document where they say."""
    extractor = subject.make()
    for document in DOCUMENTS:
        try:
            check_statements(document, extractor.extract(document))
        except AssertionError as error:
            raise Fault(
                f"in the document {document.id!r} {error}",
                "count code points of the unchanged Document.text, from 0, the end exclusive",
            ) from error


def check_odd_texts(subject: Subject) -> None:
    """Check that empty texts, emoji, control characters and other scripts raise nothing."""
    extractor = subject.make()
    for text in ODD:
        try:
            check_statements(document := Document("odd", text), extractor.extract(document))
        except Exception as error:
            raise Fault(
                f"the text {text[:30]!r} makes it fail: {type(error).__name__}: {error}",
                "give no statements where there are none to find",
            ) from error


def check_documents_apart(subject: Subject) -> None:
    """Check that a document gets the same statements alone as after others."""
    used = subject.make()
    for document in (*DOCUMENTS, *DOCUMENTS[::-1]):
        found = _records(used.extract(document))
        if found != _records(subject.make().extract(document)):
            raise Fault(
                f"the document {document.id!r} gets other statements after other documents",
                "carry nothing over from one document to the next",
            )


def check_speed(subject: Subject) -> None:
    """Check that a short document takes less than two seconds."""
    extractor = subject.make()
    seconds = min(_seconds(extractor, " ".join(TEXTS)) for _ in range(2))
    if seconds > _SECONDS:
        raise Fault(
            f"it takes {seconds:.1f} s for a document of {len(TEXTS)} sentences, the limit is "
            f"{_SECONDS:g} s",
            "do what is the same for all documents once, on first use",
        )


def check_long_texts(subject: Subject) -> None:
    """Check that a document of 100,000 characters takes what its length asks for."""
    extractor = subject.make()
    whole = _seconds(extractor, LONG)
    if whole > 2.0:
        part = _seconds(extractor, LONG[: len(LONG) // 4])
        if whole > 10 * part:
            raise Fault(
                f"a text four times as long takes {whole / part:.0f} times as long ({whole:.1f} s)",
                "look for loops in loops and repeats in regular expressions",
            )


def _seconds(extractor: Any, text: str) -> float:
    with stopwatch() as timed:
        extractor.extract(Document("timed", text))
    return timed.seconds


def check_pickles(subject: Subject) -> None:
    """Check that it can be sent to another process, as ``--jobs`` does."""
    extractor = subject.make()
    copy = pickles(extractor)
    for document in DOCUMENTS:
        if _records(copy.extract(document)) != _records(extractor.extract(document)):
            raise Fault(
                "sent to another process it finds other statements",
                "keep what it needs in its attributes",
            )


FIRST = (check_can_be_imported, check_can_be_made, check_gives_statements, check_works_offline)
THEN = (
    check_offsets,
    check_odd_texts,
    check_documents_apart,
    check_speed,
    check_long_texts,
    check_pickles,
)
