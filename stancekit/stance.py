"""Stances: the scheme that names the labels, a prediction for one statement, a stance over many."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from stancekit.errors import RecordError, SchemeError
from stancekit.frozen import quick

__all__ = ["DIPLOMACY", "Evidence", "Prediction", "Stance", "StanceScheme"]

POLARITIES = ("required", "forbidden")


@dataclass(frozen=True, slots=True)
class StanceScheme:
    """The labels a model decides between, and how they add up.

    Parameters
    ----------
    name : str
        Short name, such as ``"diplomacy"``.
    labels : sequence of str
        At least two, in the order in which probabilities are reported.
    null_label : str or None
        The label that says "no position"; it never outvotes another. None where every label is a
        position, as for and against are.
    target : str, optional
        What the stance is towards, in a sentence.
    precedence : sequence of str, optional
        Which label wins a tie over the statements of one speaker, first wins. Labels that it
        leaves out follow in their own order.
    condition_polarities : mapping of str to sequence of {"required", "forbidden"}, optional
        For each label that carries conditions, the polarities that it keeps.

    Raises
    ------
    SchemeError
        If labels repeat, or a part names a label that isn't there.

    Examples
    --------
    >>> scheme = StanceScheme("vaccines", ["for", "against", "none"], null_label="none")
    >>> scheme.labels
    ('for', 'against', 'none')
    """

    name: str
    labels: Sequence[str]
    null_label: str | None
    target: str = ""
    precedence: Sequence[str] = ()
    condition_polarities: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        labels = tuple(self.labels)
        if isinstance(self.labels, str) or not all(isinstance(x, str) and x for x in labels):
            raise SchemeError(f"scheme {self.name!r}: labels are non-empty strings")
        if len(labels) < 2 or len(set(labels)) != len(labels):
            raise SchemeError(f"scheme {self.name!r}: needs two or more labels, each once")
        precedence = tuple(dict.fromkeys((*self.precedence, *labels)))
        null = () if self.null_label is None else (self.null_label,)
        for label in (*null, *precedence, *self.condition_polarities):
            if label not in labels:
                raise SchemeError(
                    f"scheme {self.name!r}: {label!r} isn't one of its labels: {', '.join(labels)}"
                )
        polarities = {k: tuple(v) for k, v in self.condition_polarities.items()}
        for kept in polarities.values():
            if not set(kept) <= set(POLARITIES):
                raise SchemeError(
                    f"scheme {self.name!r}: polarities are {' and '.join(POLARITIES)}, not {kept}"
                )
        object.__setattr__(self, "labels", labels)
        object.__setattr__(self, "precedence", precedence)
        object.__setattr__(self, "condition_polarities", polarities)

    def check(self, label: object, *, where: str | None = None) -> str:
        """Return `label` if the scheme has it.

        Raises
        ------
        RecordError
            If it has not.
        """
        if label not in self.labels:
            raise RecordError(
                f"unknown label {label!r}; scheme {self.name!r} has {', '.join(self.labels)}",
                where=where,
            )
        return str(label)

    def to_record(self) -> dict[str, Any]:
        """Return the scheme as a JSON object."""
        return {
            "name": self.name,
            "labels": list(self.labels),
            "null_label": self.null_label,
            "target": self.target,
            "precedence": list(self.precedence),
            "condition_polarities": {k: list(v) for k, v in self.condition_polarities.items()},
        }

    @classmethod
    def from_record(cls, record: object) -> StanceScheme:
        """Read a scheme from a JSON object.

        Raises
        ------
        SchemeError
            If a field is missing, unknown or contradicts another.
        """
        if not isinstance(record, Mapping):
            raise SchemeError("a stance scheme is a JSON object")
        known = set(cls.__dataclass_fields__)
        if unknown := sorted(set(record) - known):
            raise SchemeError(f"a stance scheme has no field {unknown[0]!r}")
        for name in ("name", "labels", "null_label"):
            if name not in record:
                mend = ""
                if name == "null_label":
                    mend = ": the label that takes no position, or null where each takes one"
                raise SchemeError(f"a stance scheme needs the field {name!r}{mend}")
        if not isinstance(record["labels"], (list, tuple)):
            raise SchemeError("a stance scheme's 'labels' is a list")
        return cls(**record)


DIPLOMACY = StanceScheme(
    name="diplomacy",
    labels=("pro-diplomacy", "rejection", "conditional", "no-stance"),
    null_label="no-stance",
    target="talking, or settling by agreement, with the other side of a political dispute",
    precedence=("conditional", "rejection", "pro-diplomacy", "no-stance"),
    condition_polarities={"conditional": ("required", "forbidden"), "rejection": ("forbidden",)},
)


# A tuple, not a dataclass: many are made, and a frozen dataclass takes twice as long to make.
class Evidence(NamedTuple):
    """A stretch of text that spoke for the label.

    Parameters
    ----------
    start, end : int
        Code-point offsets, into the document for a document's statement and into the statement
        for one that was given alone.
    feature : str
        Name of the feature that was found there.
    weight : float
        Its share of the label's score, above the mean over the labels; positive speaks for it.
        By occlusion (see `stancekit.modelling.occlusion`): how far the label's probability falls
        without it.
    """

    start: int
    end: int
    feature: str
    weight: float

    def to_record(self) -> dict[str, Any]:
        """Return the evidence as a JSON object."""
        return {
            "start": self.start,
            "end": self.end,
            "feature": self.feature,
            "weight": self.weight,
        }


# From a tuple of its fields; twice as fast as the constructor.
make_evidence: Callable[[tuple[int, int, str, float]], Evidence]
make_evidence = functools.partial(tuple.__new__, Evidence)


@dataclass(frozen=True, slots=True)
class Prediction:
    """What a model says about one statement.

    Parameters
    ----------
    label : str or None
        The most probable label; None where its probability is too low to give one (see
        `abstaining`).
    probabilities : mapping of str to float
        Calibrated, over every label of the scheme, adding up to one.
    label_set : tuple of str
        The labels that can't be ruled out at the model's coverage level; never empty.
    evidence : tuple of Evidence
        Strongest first.
    decided_by : str, optional
        Name of the model that decided, where several take turns (see `Cascade`).
    """

    label: str | None
    probabilities: Mapping[str, float] = field(default_factory=dict)
    label_set: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    decided_by: str | None = None

    @property
    def probability(self) -> float:
        """Probability of the label; NaN where there is no label, or the model gave none."""
        if self.label is None:
            return float("nan")
        return self.probabilities.get(self.label, float("nan"))

    def abstaining(self, below: float) -> Prediction:
        """Return the prediction without its label if this is less probable than `below`.

        All else stays: the probabilities, the label set, and the evidence for the label that was
        most probable.

        References
        ----------
        Chow (1970), "On optimum recognition error and reject tradeoff", IEEE Transactions on
        Information Theory 16(1).

        Examples
        --------
        >>> unsure = Prediction("yes", {"yes": 0.6, "no": 0.4})
        >>> unsure.abstaining(0.5).label, unsure.abstaining(0.7).label
        ('yes', None)
        """
        if not self.probability < below:
            return self
        return Prediction(None, self.probabilities, self.label_set, self.evidence, self.decided_by)

    def shift(self, offset: int) -> Prediction:
        """Return the prediction with its evidence moved by `offset` code points."""
        moved = [
            (start + offset, end + offset, feature, weight)
            for start, end, feature, weight in self.evidence
        ]
        evidence = tuple(map(make_evidence, moved))
        return Prediction(self.label, self.probabilities, self.label_set, evidence, self.decided_by)

    def to_record(self) -> dict[str, Any]:
        """Return the prediction as a JSON object; ``decided_by`` is there where it is known."""
        record: dict[str, Any] = {
            "label": self.label,
            "probabilities": dict(self.probabilities),
            "label_set": list(self.label_set),
            "evidence": [item.to_record() for item in self.evidence],
        }
        return record if self.decided_by is None else record | {"decided_by": self.decided_by}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Prediction:
        """Read a prediction back from :meth:`to_record`."""
        return cls(
            label=record["label"],
            probabilities=dict(record.get("probabilities") or {}),
            label_set=tuple(record.get("label_set") or ()),
            evidence=tuple(Evidence(**item) for item in record.get("evidence") or ()),
            decided_by=record.get("decided_by"),
        )


@quick
@dataclass(frozen=True, slots=True)
class Stance:
    """The stance of one speaker over a document's statements.

    Parameters
    ----------
    speaker : str
        Canonical name.
    label : str
        The label that the speaker's statements add up to.
    probability : float
        Mean probability of `label` over the statements that carry it.
    statements : tuple of int
        Indices, into the document's statements, of all the speaker's statements that count here.
    counterpart : str, optional
        The other side, where the speaker takes different positions towards different ones.
    """

    speaker: str
    label: str
    probability: float
    statements: tuple[int, ...]
    counterpart: str | None = None

    def to_record(self) -> dict[str, Any]:
        """Return the stance as a JSON object."""
        return {
            "speaker": self.speaker,
            "counterpart": self.counterpart,
            "label": self.label,
            "probability": self.probability,
            "statements": list(self.statements),
        }

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Stance:
        """Read a stance back from :meth:`to_record`."""
        return cls(
            speaker=record["speaker"],
            label=record["label"],
            probability=record["probability"],
            statements=tuple(record["statements"]),
            counterpart=record.get("counterpart"),
        )
