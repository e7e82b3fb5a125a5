"""Statements: what one source says, with its parts as exact spans."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from stancekit.document import Span, check_encodable
from stancekit.errors import RecordError
from stancekit.frozen import quick
from stancekit.stance import POLARITIES, Prediction

__all__ = ["CONDITION_TYPES", "Condition", "Kind", "Statement"]

Kind = Literal["direct", "indirect", "mixed", "narration", "act"]
KINDS: tuple[str, ...] = get_args(Kind)

# The rule of a statement that no rule found: it was handed in.
GIVEN = "given"

CONDITION_TYPES = (
    "sanctions-relief",
    "security-guarantees",
    "cessation-of-force",
    "concession",
    "respect-and-equality",
    "good-faith",
    "legal-framework",
    "agenda",
    "economic-interest",
    "prisoners-and-humanitarian",
    "compliance",
    "domestic-approval",
    "other",
)


@quick
@dataclass(frozen=True, slots=True)
class Condition:
    """A term that a statement puts on talks.

    Parameters
    ----------
    start, end : int
        Code-point offsets of the term itself, without its connective.
    text : str
        The characters at ``start:end``.
    connective : str
        What ties it to the talks ("only if", "must be", "until"); empty for a bare circumstance.
    polarity : {"required", "forbidden"}
        Whether it must hold, or must not.
    type : str
        One of `CONDITION_TYPES`.
    """

    start: int
    end: int
    text: str
    connective: str = ""
    polarity: str = "required"
    type: str = "other"

    def shift(self, offset: int) -> Condition:
        """Return the condition moved by `offset` code points."""
        start, end = self.start + offset, self.end + offset
        return Condition(start, end, self.text, self.connective, self.polarity, self.type)

    def to_record(self) -> dict[str, Any]:
        """Return the condition as a JSON object."""
        return {
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "connective": self.connective,
            "polarity": self.polarity,
            "type": self.type,
        }

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Condition:
        """Read a condition from a JSON object.

        Raises
        ------
        RecordError
            If a field is missing, or polarity or type isn't one of the known ones.
        """
        for name in ("start", "end", "text"):
            if name not in record:
                raise RecordError(f"a condition needs the field {name!r}")
        polarity, kind = record.get("polarity", "required"), record.get("type", "other")
        if polarity not in POLARITIES:
            raise RecordError(f"a condition's polarity is required or forbidden, not {polarity!r}")
        if kind not in CONDITION_TYPES:
            raise RecordError(f"unknown condition type {kind!r}")
        return cls(
            record["start"],
            record["end"],
            record["text"],
            record.get("connective") or "",
            polarity,
            kind,
        )


@quick
@dataclass(frozen=True, slots=True)
class Statement:
    """The smallest stretch of a text that carries what one source says.

    Parameters
    ----------
    start, end : int
        Code-point offsets into the document; they cover the attribution too.
    text : str
        The characters at ``start:end``.
    kind : {"direct", "indirect", "mixed", "narration", "act"}, optional
        How it is reported; None where it isn't known.
    content : tuple of Span
        What is said, without source, cue, "that" and outer quotation marks; several spans where
        the attribution interrupts it.
    cue : Span, optional
        The word or phrase that attributes ("said", "according to").
    mention : Span, optional
        The source as it is named here; it may lie outside ``start:end``.
    speaker : str, optional
        The source's canonical name; None where it is unknown or the narrator speaks.
    actor : str, optional
        Body or state that the speaker speaks for.
    counterpart : str, optional
        The other side of the talks.
    parent : int, optional
        Index, in the same document, of the statement that this one is nested in.
    conditions : tuple of Condition
        The terms found in it.
    confidence : float
        Of the extraction, between 0 and 1.
    rule : str
        Name of the rule that found it; ``"given"`` for one that was handed in.
    id : str, optional
        Set for statements that are classified alone.
    prediction : Prediction, optional
        Set once it is classified.

    Examples
    --------
    >>> Statement.from_text("We will talk if they lift the siege.").end
    36
    """

    start: int
    end: int
    text: str
    kind: Kind | None = None
    content: tuple[Span, ...] = ()
    cue: Span | None = None
    mention: Span | None = None
    speaker: str | None = None
    actor: str | None = None
    counterpart: str | None = None
    parent: int | None = None
    conditions: tuple[Condition, ...] = ()
    confidence: float = 1.0
    rule: str = GIVEN
    id: str | None = None
    prediction: Prediction | None = None

    @property
    def stance(self) -> str | None:
        """The predicted label; None before classification, or where the model gives none."""
        return None if self.prediction is None else self.prediction.label

    @property
    def probability(self) -> float:
        """Probability of the predicted label; NaN where there is none."""
        return float("nan") if self.prediction is None else self.prediction.probability

    @property
    def span(self) -> Span:
        """``start`` and ``end`` as one span."""
        return Span(self.start, self.end)

    def attributed(self, speaker: str | None, actor: str | None, confidence: float) -> Statement:
        """Return the statement with its source resolved."""
        return self._amended(
            speaker, actor, self.counterpart, self.conditions, confidence, self.prediction
        )

    def towards(self, counterpart: str | None) -> Statement:
        """Return the statement with its counterpart set."""
        return self._amended(
            self.speaker,
            self.actor,
            counterpart,
            self.conditions,
            self.confidence,
            self.prediction,
        )

    def decided(self, prediction: Prediction, conditions: tuple[Condition, ...]) -> Statement:
        """Return the statement classified, with the terms that count under its label."""
        return self._amended(
            self.speaker, self.actor, self.counterpart, conditions, self.confidence, prediction
        )

    def _amended(
        self,
        speaker: str | None,
        actor: str | None,
        counterpart: str | None,
        conditions: tuple[Condition, ...],
        confidence: float,
        prediction: Prediction | None,
    ) -> Statement:
        # Every statement passes here several times; dataclasses.replace takes twice as long.
        return Statement(
            self.start,
            self.end,
            self.text,
            self.kind,
            self.content,
            self.cue,
            self.mention,
            speaker,
            actor,
            counterpart,
            self.parent,
            conditions,
            confidence,
            self.rule,
            self.id,
            prediction,
        )

    @classmethod
    def from_text(cls, text: str, **fields: Any) -> Statement:
        """Return a statement that stands alone, its offsets counted from its own start.

        Raises
        ------
        RecordError
            If `text` isn't a string, or holds a lone surrogate.
        """
        if not isinstance(text, str):
            raise RecordError(f"a statement's 'text' is a string, not {type(text).__name__}")
        check_encodable(text, where=fields.get("id"))
        return cls(0, len(text), text, **fields)

    def to_record(self) -> dict[str, Any]:
        """Return the statement as a JSON object; label and all else of a prediction stand in it."""
        record: dict[str, Any] = {} if self.id is None else {"id": self.id}
        record |= {
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "kind": self.kind,
            "content": [span.to_record() for span in self.content],
            "cue": None if self.cue is None else self.cue.to_record(),
            "mention": None if self.mention is None else self.mention.to_record(),
            "speaker": self.speaker,
            "actor": self.actor,
            "counterpart": self.counterpart,
            "parent": self.parent,
        }
        if self.prediction is not None:
            record |= self.prediction.to_record()
        record["confidence"] = self.confidence
        record["conditions"] = [condition.to_record() for condition in self.conditions]
        record["rule"] = self.rule
        return record

    @classmethod
    def from_record(cls, record: object) -> Statement:
        """Read a statement from a JSON object.

        ``text`` is all it needs; without offsets the statement stands alone. ``label``, where it
        comes with ``probabilities``, becomes the prediction.

        Raises
        ------
        RecordError
            If ``text`` is missing, a field has the wrong type, or offsets and text disagree.
        """
        if not isinstance(record, Mapping):
            raise RecordError(f"a statement is a JSON object, not {type(record).__name__}")
        identity = record.get("id")
        where = None if identity is None else str(identity)
        if "text" not in record:
            raise RecordError("a statement needs the field 'text'", where=where)
        text, kind = record["text"], record.get("kind")
        if not isinstance(text, str):
            raise RecordError(f"'text' is a string, not {type(text).__name__}", where=where)
        check_encodable(text, where=where)
        if kind is not None and kind not in KINDS:
            raise RecordError(
                f"unknown kind {kind!r}; it is one of {', '.join(KINDS)}", where=where
            )
        for name in ("speaker", "actor", "counterpart"):
            if not isinstance(record.get(name), str | None):
                raise RecordError(f"a statement's {name!r} is a string or null", where=where)
        span = Span.from_record((record.get("start", 0), record.get("end", len(text))))
        if len(span) != len(text):
            raise RecordError("'start' and 'end' don't fit the length of 'text'", where=where)
        cue, mention = record.get("cue"), record.get("mention")
        return cls(
            start=span.start,
            end=span.end,
            text=text,
            kind=kind,
            content=tuple(Span.from_record(item) for item in record.get("content") or ()),
            cue=None if cue is None else Span.from_record(cue),
            mention=None if mention is None else Span.from_record(mention),
            speaker=record.get("speaker"),
            actor=record.get("actor"),
            counterpart=record.get("counterpart"),
            parent=record.get("parent"),
            conditions=tuple(
                Condition.from_record(item) for item in record.get("conditions") or ()
            ),
            confidence=record.get("confidence", 1.0),
            rule=record.get("rule", GIVEN),
            id=where,
            prediction=Prediction.from_record(record) if "probabilities" in record else None,
        )
