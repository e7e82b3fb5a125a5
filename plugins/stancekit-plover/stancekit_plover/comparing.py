"""Events confronted with the stances of the same texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from stancekit.errors import RecordError
from stancekit.reading import Source
from stancekit.reading.records import rows_of_jsonl
from stancekit.stance import DIPLOMACY
from stancekit.statement import Statement
from stancekit_plover.actors import same_actor
from stancekit_plover.events import Event
from stancekit_plover.mapping import lean_of
from stancekit_plover.ontology import root_of

__all__ = ["Match", "Stances", "compare", "report_of"]

_NULL = DIPLOMACY.null_label


@dataclass(frozen=True, slots=True)
class Match:
    """What stancekit says of an event.

    Parameters
    ----------
    event : Event
    label : str or None
        The stance; None where nothing was found.
    lean : str or None
        Which side of talks it is on.
    how : str
        What they were matched by, or why they weren't.
    """

    event: Event
    label: str | None
    lean: str | None
    how: str


@dataclass(frozen=True, slots=True)
class Stances:
    """What ``stancekit analyze`` or ``stancekit classify`` has written.

    Parameters
    ----------
    documents : mapping of str to sequence of Statement
    single : mapping of str to Statement
        Statements classified alone, by id.
    """

    documents: Mapping[str, Sequence[Statement]] = field(default_factory=dict)
    single: Mapping[str, Statement] = field(default_factory=dict)

    @classmethod
    def read(cls, source: Source) -> Stances:
        """Read a JSONL file of analyses, or of classified statements.

        Raises
        ------
        RecordError
            If a record is neither.
        """
        documents: dict[str, Sequence[Statement]] = {}
        single: dict[str, Statement] = {}
        for line, row in rows_of_jsonl(source):
            if isinstance(row, RecordError):
                raise row
            if "error" in row:
                continue
            try:
                if "statements" in row:
                    documents[row["id"]] = [Statement.from_record(s) for s in row["statements"]]
                elif "label" in row:
                    # Classifications have no text of their own: the id says which it is.
                    given = {"text": "", "probabilities": {}, **row}
                    single[row["id"]] = Statement.from_record(given)
                else:
                    raise RecordError("is neither an analysis nor a classified statement")
            except (KeyError, TypeError, AttributeError, ValueError) as error:
                message = f"isn't a record that stancekit writes ({error})"
                raise RecordError(message, where=str(source), line=line) from None
            except RecordError as error:
                raise RecordError(error.message, where=str(source), line=line) from None
        return cls(documents, single)


def compare(events: Iterable[Event], stances: Stances) -> list[Match]:
    """Find the statement that each event was coded from.

    An event and a classified statement are one by their id. In an analyzed document, which the
    event names or whose id it has, it is the statements that overlap with the event's offsets, or
    those whose text holds the event's or is held by it; of several, and where the event has
    neither offsets nor text, those whose source is the event's actor. If these disagree, the event
    stays without a stance; ``no-stance`` gives way to any other.

    Raises
    ------
    RecordError
        If a label is none of the scheme ``diplomacy``.
    """
    return [_match(event, stances) for event in events]


def _match(event: Event, stances: Stances) -> Match:
    if event.id in stances.single:
        return _with_label(event, [stances.single[event.id]], "id")
    found = stances.documents.get(event.id)
    if found is None and event.document is not None:
        found = stances.documents.get(event.document)
    if found is None:
        return Match(event, None, None, "no such document")
    how, candidates = _placed(event, found)
    if len(candidates) > 1 or how == "source":
        ours = [s for s in candidates if _is_source(event, s)]
        if ours or how == "source":
            candidates = ours
    if not candidates:
        return Match(event, None, None, "no such statement")
    return _with_label(event, candidates, how)


def _placed(event: Event, found: Sequence[Statement]) -> tuple[str, list[Statement]]:
    # Offsets point into the document that the event names, which may be that it is read as itself.
    if event.start is not None and event.end is not None and event.document is not None:
        inside = [s for s in found if s.start < event.end and event.start < s.end]
        if inside:
            return "offsets", inside
    if event.text is not None:
        text = " ".join(event.text.split())
        inside = [s for s in found if _holds(text, " ".join(s.text.split()))]
        return "text", inside
    return "source", list(found)


def _holds(one: str, other: str) -> bool:
    return bool(one and other) and (one in other or other in one)


def _is_source(event: Event, said: Statement) -> bool:
    return same_actor(event.source.name, event.source.code, said.speaker, said.actor)


def _with_label(event: Event, found: Sequence[Statement], how: str) -> Match:
    labels = dict.fromkeys(s.stance for s in found)
    for label in labels:
        if label is not None and label not in DIPLOMACY.labels:
            raise RecordError(
                f"the label {label!r} can't be compared; event codes are read as "
                + ", ".join(DIPLOMACY.labels)
            )
    told = [label for label in labels if label is not None]
    if len(told) > 1:
        told = [label for label in told if label != _NULL]
    if len(told) != 1:
        return Match(event, None, None, "several stances" if told else "no label")
    chosen = next(s for s in found if s.stance == told[0])
    probabilities = {} if chosen.prediction is None else chosen.prediction.probabilities
    return Match(event, told[0], lean_of(told[0], probabilities), how)


def report_of(matches: Sequence[Match]) -> dict[str, Any]:
    """Count how far codes and stances agree.

    Returns
    -------
    dict
        ``events``, ``matched``, ``matched_by`` and ``unmatched`` (numbers by reason);
        ``agreement`` (the label is the one that the code is read as), ``lenient_agreement`` (or
        one that it may stand for), Cohen's ``kappa`` of labels (None where it isn't defined);
        ``confusion``, the code's stance then the label; ``codes``, the root or PLOVER type then
        the label; ``quad``, the same figures for cooperation against conflict, over the
        statements with a stance.

    References
    ----------
    Cohen (1960), "A coefficient of agreement for nominal scales", Educational and Psychological
    Measurement 20(1).
    """
    known = [(m, m.label) for m in matches if m.label is not None]
    coded = [m.event.reading.label for m, _ in known]
    found = [label for _, label in known]
    lenient = [label in (m.event.reading.label, *m.event.reading.accept) for m, label in known]
    confusion: dict[str, Counter[str]] = {label: Counter() for label in DIPLOMACY.labels}
    codes: dict[str, Counter[str]] = {}
    for match, label in known:
        event = match.event
        confusion[event.reading.label][label] += 1
        name = root_of(event.cameo) if event.cameo is not None else str(event.plover.type)
        codes.setdefault(name, Counter())[label] += 1
    sided = [(m.event.quad, m.lean) for m, _ in known if m.lean is not None]
    quads = ["cooperation" if quad <= 2 else "conflict" for quad, _ in sided]
    leans = ["cooperation" if lean == "pro-diplomacy" else "conflict" for _, lean in sided]
    return {
        "events": len(matches),
        "matched": len(known),
        "matched_by": dict(Counter(m.how for m, _ in known)),
        "unmatched": dict(Counter(m.how for m in matches if m.label is None)),
        "agreement": _share(a == b for a, b in zip(coded, found, strict=True)),
        "lenient_agreement": _share(lenient),
        "kappa": _kappa(coded, found),
        "confusion": {name: dict(row) for name, row in confusion.items()},
        "codes": {name: dict(codes[name]) for name in sorted(codes)},
        "quad": {
            "n": len(sided),
            "agreement": _share(a == b for a, b in zip(quads, leans, strict=True)),
            "kappa": _kappa(quads, leans),
        },
    }


def _share(found: Iterable[bool]) -> float | None:
    values = list(found)
    return sum(values) / len(values) if values else None


def _kappa(one: Sequence[str], other: Sequence[str]) -> float | None:
    if len({*one, *other}) < 2:
        return None  # agreement by chance would be whole
    from sklearn.metrics import cohen_kappa_score  # slow to import: only where it is needed

    return float(cohen_kappa_score(one, other))
