"""The result for one document: its statements, the stances they add up to, and what made them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from stancekit.document import Document
from stancekit.errors import RecordError, StancekitError
from stancekit.stance import Stance
from stancekit.statement import Statement

__all__ = ["SCHEMA_VERSION", "Analysis", "AnalysisError", "Rows"]

SCHEMA_VERSION = "1"
Rows = Literal["statements", "stances", "conditions"]
"""What a row of a table of analyses is."""


@dataclass(frozen=True, slots=True)
class AnalysisError:
    """Why a record could not be processed.

    Parameters
    ----------
    type : str
        Name of the error's class.
    message : str
        One line that says what is wrong and what would mend it.
    line : int, optional
        One-based line of the record in its file.
    """

    type: str
    message: str
    line: int | None = None

    @classmethod
    def of(cls, error: BaseException) -> AnalysisError:
        """Return what a record says of an exception: its message as one line, and its place."""
        message, line = f"{type(error).__name__}: {error}", None
        if isinstance(error, StancekitError):
            message = str(error)
        if isinstance(error, RecordError):
            message, line = error.message, error.line
        return cls(type(error).__name__, " ".join(message.split()), line)

    def to_record(self) -> dict[str, Any]:
        """Return the error as a JSON object."""
        return {"type": self.type, "message": self.message, "line": self.line}


@dataclass(frozen=True, slots=True, repr=False)
class Analysis:
    """Who said what about talking to whom, in one document.

    Parameters
    ----------
    document : Document
        The document as it was read.
    statements : tuple of Statement
        In the order of their start.
    stances : tuple of Stance
        Per speaker, and per counterpart where a speaker's positions differ.
    model : mapping
        ``name``, ``version`` and ``sha256`` of the model.
    plugins : mapping of str to str
        Version of each distribution that took part besides stancekit.
    error : AnalysisError, optional
        Set where the document could not be processed; the rest is then empty.
    """

    document: Document
    statements: tuple[Statement, ...] = ()
    stances: tuple[Stance, ...] = ()
    model: Mapping[str, Any] = field(default_factory=dict)
    plugins: Mapping[str, str] = field(default_factory=dict)
    error: AnalysisError | None = None

    def __repr__(self) -> str:
        if self.error is not None:
            return f"<Analysis of {self.document.id!r}: {self.error.type}: {self.error.message}>"
        return (
            f"<Analysis of {self.document.id!r}: {len(self.statements)} statements, "
            f"{len(self.stances)} stances>"
        )

    def to_record(self, *, with_text: bool = False) -> dict[str, Any]:
        """Return the analysis as the JSON object that ``stancekit analyze`` writes.

        Parameters
        ----------
        with_text : bool
            Also give the document's text, and its remaining fields.
        """
        if self.error is not None:
            return {"id": self.document.id, "error": self.error.to_record()}
        document = self.document
        record: dict[str, Any] = {
            "schema": SCHEMA_VERSION,
            "id": document.id,
            "title": document.title,
            "date": document.date,
            "language": document.language,
        }
        if with_text:
            record |= document.to_record()
        return record | {
            "statements": [statement.to_record() for statement in self.statements],
            "stances": [stance.to_record() for stance in self.stances],
            "model": dict(self.model),
            "plugins": dict(self.plugins),
        }

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Analysis:
        """Read an analysis back; lossless for a record written ``with_text``."""
        if "error" in record:
            return cls(Document(record["id"], ""), error=AnalysisError(**record["error"]))
        names = ("id", "title", "date", "source", "language", "author", "meta")
        fields = {name: record[name] for name in names if record.get(name) is not None}
        return cls(
            Document(text=record.get("text", ""), **fields),
            tuple(Statement.from_record(item) for item in record["statements"]),
            tuple(Stance.from_record(item) for item in record["stances"]),
            record.get("model", {}),
            record.get("plugins", {}),
        )

    def to_records(self, rows: Rows = "statements") -> list[dict[str, Any]]:
        """Return flat rows: the shape of the CSV, the Parquet file and the frame.

        Parameters
        ----------
        rows : {"statements", "stances", "conditions"}
            What a row is: a statement; a speaker's stance, with the conditions of the statements
            behind it; or one condition, with who puts it.

        Raises
        ------
        ValueError
            If `rows` is anything else.
        """
        if rows not in _ROWS:
            raise ValueError(f"rows are one of {', '.join(map(repr, _ROWS))}, not {rows!r}")
        return [self._of_document() | row for row in _ROWS[rows](self)]

    def _of_document(self) -> dict[str, Any]:
        document = self.document
        return {
            "document": document.id,
            "title": document.title,
            "date": document.date,
            "source": document.source,
        }


def _statement_rows(analysis: Analysis) -> Iterator[dict[str, Any]]:
    for index, statement in enumerate(analysis.statements):
        row: dict[str, Any] = {
            "statement": index,
            **_who(statement),
            "label": statement.stance,
            "probability": statement.probability,
            "conditions": _JOIN.join(item.text for item in statement.conditions),
            "text": statement.text,
            "start": statement.start,
            "end": statement.end,
            "kind": statement.kind,
            "parent": statement.parent,
            "confidence": statement.confidence,
            "rule": statement.rule,
        }
        if statement.prediction is not None:
            row["label_set"] = _JOIN.join(statement.prediction.label_set)
            for label, probability in statement.prediction.probabilities.items():
                row[f"p_{label}"] = probability
        yield row


def _stance_rows(analysis: Analysis) -> Iterator[dict[str, Any]]:
    for stance in analysis.stances:
        known = [i for i in stance.statements if i < len(analysis.statements)]
        statements = [(i, analysis.statements[i]) for i in known]
        actors = Counter(item.actor for _, item in statements if item.actor is not None)
        behind = [(i, item) for i, item in statements if item.stance == stance.label]
        # The same words, in headline and text, are one condition.
        conditions = {c.text: c.type for _, item in behind for c in item.conditions}
        yield {
            "speaker": stance.speaker,
            "actor": actors.most_common(1)[0][0] if actors else None,
            "counterpart": stance.counterpart,
            "label": stance.label,
            "probability": stance.probability,
            "conditions": _JOIN.join(conditions),
            "condition_types": _JOIN.join(dict.fromkeys(conditions.values())),
            "statements": _JOIN.join(str(i) for i, _ in behind),
        }


def _condition_rows(analysis: Analysis) -> Iterator[dict[str, Any]]:
    for index, statement in enumerate(analysis.statements):
        for condition in statement.conditions:
            yield {
                "statement": index,
                **_who(statement),
                "label": statement.stance,
                "condition": condition.text,
                "connective": condition.connective,
                "polarity": condition.polarity,
                "type": condition.type,
                "start": condition.start,
                "end": condition.end,
            }


def _who(statement: Statement) -> dict[str, Any]:
    return {
        "speaker": statement.speaker,
        "actor": statement.actor,
        "counterpart": statement.counterpart,
    }


_JOIN = "; "
_ROWS: dict[Rows, Callable[[Analysis], Iterator[dict[str, Any]]]] = {
    "statements": _statement_rows,
    "stances": _stance_rows,
    "conditions": _condition_rows,
}
