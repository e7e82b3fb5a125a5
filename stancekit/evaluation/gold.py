"""The types of labelled data: statements on their own, and documents with their statements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from stancekit.document import Document
from stancekit.statement import Condition, Statement

__all__ = ["GoldStatement", "SeedDocument", "SeedStatement"]


@dataclass(frozen=True, slots=True)
class SeedStatement:
    """A statement that was labelled on its own.

    Parameters
    ----------
    statement : Statement
        Text, kind, speaker, mention, counterpart and conditions.
    label : str
        The stance.
    accept : tuple of str
        Other labels that a fair reader may choose.
    topic : str, optional
        What the statement is about; splits keep a topic on one side.
    genre : str, optional
        Kind of text it is written as.
    pair : str, optional
        Name of the contrast set: near-identical statements with different labels.
    hard : bool
        Whether the wording hides the label.
    batch : str, optional
        Which part of the collection it comes from.
    """

    statement: Statement
    label: str
    accept: tuple[str, ...] = ()
    topic: str | None = None
    genre: str | None = None
    pair: str | None = None
    hard: bool = False
    batch: str | None = None

    @property
    def id(self) -> str:
        """The record's identifier."""
        return str(self.statement.id)

    @property
    def text(self) -> str:
        """The statement's words."""
        return self.statement.text

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """The terms that the statement puts on talks."""
        return self.statement.conditions

    def to_record(self) -> dict[str, Any]:
        """Return the record as it stands in ``statements.jsonl``."""
        spoken = self.statement
        return {
            "id": self.id,
            "text": spoken.text,
            "label": self.label,
            "accept": list(self.accept),
            "kind": spoken.kind,
            "speaker": spoken.speaker,
            "mention": spoken.mention and spoken.mention.to_record(),
            "counterpart": spoken.counterpart,
            "conditions": [condition.to_record() for condition in spoken.conditions],
            "topic": self.topic,
            "genre": self.genre,
            "pair": self.pair,
            "hard": self.hard,
            "batch": self.batch,
        }


@dataclass(frozen=True, slots=True)
class GoldStatement:
    """A labelled statement inside a document.

    Parameters
    ----------
    statement : Statement
        Its parts, with offsets into the document.
    label : str
        The stance, read with the document's context known.
    accept : tuple of str
        Other labels that a fair reader may choose.
    """

    statement: Statement
    label: str
    accept: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SeedDocument:
    """An annotated document.

    Parameters
    ----------
    document : Document
        The text; genre and topic stand in its ``meta``.
    statements : tuple of GoldStatement
        In the order of their start.
    document_stance : mapping of str to str
        The label that each speaker's statements add up to.
    """

    document: Document
    statements: tuple[GoldStatement, ...]
    document_stance: Mapping[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The document's identifier."""
        return self.document.id

    @property
    def topic(self) -> str | None:
        """What the document is about."""
        return self.document.meta.get("topic")

    @property
    def pair(self) -> None:
        """Documents stand in no contrast set; here so that they can be split like statements."""

    def to_record(self) -> dict[str, Any]:
        """Return the record as it stands in ``documents.jsonl``."""
        record = self.document.to_record()
        record |= record.pop("meta", {})
        statements = []
        for gold in self.statements:
            spoken = gold.statement.to_record()
            for name in ("text", "confidence", "rule"):
                del spoken[name]
            statements.append({**spoken, "label": gold.label, "accept": list(gold.accept)})
        return record | {
            "statements": statements,
            "document_stance": dict(self.document_stance),
        }
