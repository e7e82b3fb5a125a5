"""Checks the fields of labelled records, noting every problem instead of stopping at the first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from stancekit.document import Document, Span, check_encodable
from stancekit.errors import RecordError
from stancekit.evaluation.gold import GoldStatement, SeedDocument, SeedStatement
from stancekit.stance import StanceScheme
from stancekit.statement import CONDITION_TYPES, KINDS, Condition, Kind, Statement

__all__ = ["RecordChecker", "SeedError", "read_document", "read_statement"]


# Enough to see a pattern; a wrong scheme is wrong in every record.
_TOLD = 20


class SeedError(RecordError):
    """Records that can't be used, all of them at once.

    The message has a line for each of the first twenty: file, line, record, what is wrong and the
    mend; `problems` has them all.

    Parameters
    ----------
    problems : sequence of RecordError
        At least one.
    """

    def __init__(self, problems: Sequence[RecordError]) -> None:
        self.problems = tuple(problems)
        told = [str(problem) for problem in self.problems[:_TOLD]]
        if rest := len(self.problems) - len(told):
            told.append(f"... and {rest} more problem{'s' * (rest > 1)}")
        super().__init__("\n".join(told))
        self.where, self.line = self.problems[0].where, self.problems[0].line


class RecordChecker:
    """Reads the fields of one record and notes everything that is wrong with it.

    Parameters
    ----------
    record : mapping
        The JSON object.
    scheme : StanceScheme
        Its labels, and the conditions they may carry.
    where : str
        File and line, or the document, for the messages.
    line : int, optional
        One-based line in the file.
    name : str
        What the messages call the record.
    """

    def __init__(
        self,
        record: Mapping[str, Any],
        scheme: StanceScheme,
        *,
        where: str,
        line: int | None = None,
        name: str = "record",
    ) -> None:
        self.record, self.scheme = record, scheme
        self.where, self.line, self.name = where, line, name
        self.problems: list[RecordError] = []

    def note(self, message: str) -> None:
        """Note a problem."""
        self.problems.append(
            RecordError(f"{self.name}: {message}", where=self.where, line=self.line)
        )

    def nested(self, record: object, name: str) -> RecordChecker | None:
        """Return a checker for an object inside this one that notes its problems here."""
        if not isinstance(record, Mapping):
            self.note(f"{name} must be an object, not {type(record).__name__}")
            return None
        inner = RecordChecker(
            record, self.scheme, where=self.where, line=self.line, name=f"{self.name}, {name}"
        )
        inner.problems = self.problems
        return inner

    def string(self, name: str, *, required: bool = False) -> str | None:
        """Read a string, or null where it isn't required."""
        value = self.record.get(name)
        if isinstance(value, str) and (value or not required):
            try:
                check_encodable(value)
            except RecordError as error:
                self.note(f"{name!r}: {error.message}")
                return None
            return value
        if value is not None or required:
            found = "is missing" if value is None else f"is {value!r}"
            self.note(f"{name!r} must be a {'non-empty ' * required}string, but {found}")
        return None

    def flag(self, name: str) -> bool:
        """Read true or false; false where it is absent."""
        value = self.record.get(name, False)
        if not isinstance(value, bool):
            self.note(f"{name!r} must be true or false, not {value!r}")
        return value is True

    def number(self, name: str, *, below: int) -> int | None:
        """Read a whole number from 0 to `below`, or null."""
        value = self.record.get(name)
        if value is None or (type(value) is int and 0 <= value < below):
            return value
        self.note(f"{name!r} must be a whole number from 0 or null, not {value!r}")
        return None

    def items(self, name: str) -> list[Any]:
        """Read a list; empty where it is absent or null."""
        value = self.record.get(name)
        if value is None or isinstance(value, list):
            return value or []
        self.note(f"{name!r} must be a list, not {type(value).__name__}")
        return []

    def label(self) -> str:
        """Read the label."""
        value = self.record.get("label")
        if value not in self.scheme.labels:
            said = "has no 'label'" if value is None else f"unknown label {value!r}"
            labels = ", ".join(self.scheme.labels)
            self.note(f"{said}; scheme {self.scheme.name!r} has {labels}")
        return str(value)

    def accept(self, label: str) -> tuple[str, ...]:
        """Read the labels that are acceptable besides `label`."""
        values = self.items("accept")
        for value in values:
            if value not in self.scheme.labels:
                self.note(f"unknown label {value!r} in 'accept'; drop it or name one of the scheme")
            elif value == label:
                self.note(f"'accept' repeats the label {label!r}; it holds other labels only")
        return tuple(map(str, values))

    def span(self, value: object, name: str, within: Span) -> Span | None:
        """Read ``[start, end]``; None, with a note, unless it is a stretch inside `within`."""
        try:
            span = Span.from_record(value)
        except RecordError as error:
            self.note(f"{name!r}: {error.message}")
            return None
        if not len(span):
            self.note(f"{name!r} {value} is empty; use null where there is none")
            return None
        if not within.contains(span):
            self.note(f"{name!r} {value} lies outside {within.start}..{within.end}")
            return None
        return span

    def ends(self, within: Span) -> Span | None:
        """Read ``start`` and ``end`` like a span."""
        return self.span([self.record.get("start"), self.record.get("end")], "span", within)

    def optional_span(self, name: str, within: Span) -> Span | None:
        """Read ``[start, end]`` or null."""
        value = self.record.get(name)
        return None if value is None else self.span(value, name, within)

    def conditions(self, text: str, within: Span, label: str) -> tuple[Condition, ...]:
        """Read the conditions; one without ``text`` takes it from the offsets."""
        allowed = self.scheme.condition_polarities.get(label, ())
        values = self.items("conditions")
        if values and not allowed and label in self.scheme.labels:
            self.note(f"label {label!r} carries no conditions in scheme {self.scheme.name!r}")
        found = []
        for number, value in enumerate(values, start=1):
            inner = self.nested(value, f"condition {number}")
            if inner is None:
                continue
            span, words = inner.ends(within), inner.string("text")
            if span is None:
                continue
            if words is not None and words != span.of(text):
                inner.note(f"'text' is {words!r}, but the offsets give {span.of(text)!r}")
            polarity = inner.record.get("polarity", "required")
            if allowed and polarity not in allowed:
                inner.note(f"polarity of a {label!r} is {' or '.join(allowed)}, not {polarity!r}")
            kind = inner.record.get("type", "other")
            if kind not in CONDITION_TYPES:
                inner.note(f"unknown type {kind!r}; it is one of {', '.join(CONDITION_TYPES)}")
            connective = inner.string("connective") or ""
            found.append(
                Condition(span.start, span.end, span.of(text), connective, str(polarity), str(kind))
            )
        return tuple(found)

    def kind(self) -> Kind | None:
        """Read how the statement is reported."""
        value = self.record.get("kind")
        if value is not None and value not in KINDS:
            self.note(f"unknown kind {value!r}; it is one of {', '.join(KINDS)}, or null")
            return None
        return value


def read_statement(checker: RecordChecker) -> SeedStatement:
    """Read a record of ``statements.jsonl``."""
    text, label = checker.string("text", required=True) or "", checker.label()
    whole = Span(0, len(text))
    spoken = Statement(
        start=0,
        end=len(text),
        text=text,
        kind=checker.kind(),
        mention=checker.optional_span("mention", whole),
        speaker=checker.string("speaker"),
        actor=checker.string("actor"),
        counterpart=checker.string("counterpart"),
        conditions=checker.conditions(text, whole, label),
        id=str(checker.record.get("id")),
    )
    return SeedStatement(
        spoken,
        label,
        checker.accept(label),
        topic=checker.string("topic"),
        genre=checker.string("genre"),
        pair=checker.string("pair"),
        hard=checker.flag("hard"),
        batch=checker.string("batch"),
    )


def _gold(checker: RecordChecker, text: str) -> GoldStatement:
    whole = Span(0, len(text))
    # Parts of a statement whose own offsets are wrong are held against the whole text.
    span, label = checker.ends(whole) or whole, checker.label()
    content = (checker.span(item, "content", span) for item in checker.items("content"))
    spoken = Statement(
        start=span.start,
        end=span.end,
        text=span.of(text),
        kind=checker.kind(),
        content=tuple(found for found in content if found is not None),
        cue=checker.optional_span("cue", span),
        mention=checker.optional_span("mention", whole),
        speaker=checker.string("speaker"),
        actor=checker.string("actor"),
        counterpart=checker.string("counterpart"),
        parent=checker.number("parent", below=len(text)),
        conditions=checker.conditions(text, span, label),
    )
    return GoldStatement(spoken, label, checker.accept(label))


def read_document(checker: RecordChecker) -> SeedDocument:
    """Read a record of ``documents.jsonl``."""
    text = checker.string("text", required=True) or ""
    statements = []
    for number, value in enumerate(checker.items("statements"), start=1):
        inner = checker.nested(value, f"statement {number}")
        if inner is not None:
            statements.append(_gold(inner, text))
    for number, gold in enumerate(statements):
        parent = gold.statement.parent
        if parent is not None and (parent == number or parent >= len(statements)):
            checker.note(f"statement {number + 1}: 'parent' {parent} isn't another statement")
    speakers = {gold.statement.speaker for gold in statements}
    stances = checker.record.get("document_stance") or {}
    if not isinstance(stances, Mapping):
        checker.note("'document_stance' must be an object of speakers and labels")
        stances = {}
    for speaker, label in stances.items():
        if speaker not in speakers:
            checker.note(f"'document_stance' names {speaker!r}, who speaks in no statement")
        if label not in checker.scheme.labels:
            checker.note(f"'document_stance' of {speaker!r} has the unknown label {label!r}")
    own = ("statements", "document_stance")
    fields = {name: value for name, value in checker.record.items() if name not in own}
    try:
        document = Document.from_record({"id": "?", **fields, "text": text})
    except RecordError as error:
        checker.note(error.message)
        document = Document("?", text="")
    return SeedDocument(document, tuple(statements), dict(stances))
