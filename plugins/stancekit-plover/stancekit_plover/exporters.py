"""Statements written as events: PLOVER's JSON records, and a table of CAMEO codes."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from stancekit.analysis import Analysis
from stancekit.cli.exporters import to_line
from stancekit.document import Document
from stancekit.errors import RecordError
from stancekit.stance import DIPLOMACY
from stancekit.statement import Statement
from stancekit_plover.actors import country_code
from stancekit_plover.mapping import code_of, form_of, lean_of
from stancekit_plover.ontology import parent, plover_of, quad_of, root_of

__all__ = ["COLUMNS", "write_cameo", "write_plover"]

COLUMNS = (
    *("id", "date", "SQLDATE", "Actor1Name", "Actor1CountryCode", "Actor2Name"),
    *("Actor2CountryCode", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass"),
    *("document", "source", "start", "end", "text", "kind", "stance", "probability"),
    *("conditions", "confidence"),
)
"""Columns of the table: GDELT's names where it has one, stancekit's for the rest."""


class _Coded(NamedTuple):
    id: str
    document: Document
    statement: Statement
    label: str
    code: str


def _coded(analyses: Iterable[Analysis]) -> Iterator[_Coded]:
    """Give the statements that have a label, each with its CAMEO code."""
    for analysis in analyses:
        for number, said in enumerate(analysis.statements):
            prediction = said.prediction
            if prediction is None or prediction.label is None:
                continue
            if prediction.label not in DIPLOMACY.labels:
                raise RecordError(
                    f"the label {prediction.label!r} has no event code; these are for the labels "
                    f"{', '.join(DIPLOMACY.labels)}, as of the model diplomacy-base",
                    where=analysis.document.id,
                )
            lean = lean_of(prediction.label, prediction.probabilities)
            code = code_of(lean, form_of(said, lean))
            identity = f"{analysis.document.id}#{number}"
            yield _Coded(identity, analysis.document, said, prediction.label, code)


def write_plover(analyses: Iterable[Analysis], path: Path) -> None:
    """Write a PLOVER record for each statement that has a stance, one a line.

    PLOVER has no code for what shows no stance. What its fields can't hold stands under
    ``stancekit``, and the CAMEO code under ``cameo``.

    Parameters
    ----------
    analyses : iterable of Analysis
        Gone through once.
    path : Path

    Raises
    ------
    RecordError
        If a label is none of the scheme ``diplomacy``.
    """
    with path.open("wb") as stream:
        for item in _coded(analyses):
            record = _plover_record(item)
            if record is not None:
                stream.write(to_line(record))


def _plover_record(item: _Coded) -> dict[str, Any] | None:
    event = plover_of(item.code)
    if event.type is None:
        return None
    said, document = item.statement, item.document
    record: dict[str, Any] = {"id": item.id}
    if document.date is not None:
        record["date"] = document.date[:10]
    record["actor"] = _entities(said.speaker, said.actor)
    record["recipient"] = _entities(said.counterpart, None)
    record["event"] = [event.type]
    record["mode"] = [] if event.mode is None else [event.mode]
    record["context"] = ["diplomatic"]
    record["quad_code"] = quad_of(event.type)
    record["text"] = said.text
    record["text_info"] = {"start": said.start, "end": said.end}
    record["cite_info"] = {
        "citation": document.id,
        "title": document.title,
        "publication": document.source,
        "language": document.language,
        "coder": "stancekit-plover",
    }
    record["cameo"] = item.code
    record["stancekit"] = {
        "stance": item.label,
        "probability": said.probability,
        "conditions": [condition.to_record() for condition in said.conditions],
        "kind": said.kind,
        "actor": said.actor,
        "confidence": said.confidence,
    }
    return record


def _entities(name: str | None, actor: str | None) -> list[dict[str, str]]:
    if name is None and actor is None:
        return []
    code = country_code(actor) or country_code(name)
    named = {"entity_text": name if name is not None else str(actor)}
    return [named if code is None else {"code": code} | named]


def write_cameo(analyses: Iterable[Analysis], path: Path) -> None:
    """Write a row for each statement; those without a stance are comments, 010.

    Parameters
    ----------
    analyses : iterable of Analysis
        Gone through once.
    path : Path

    Raises
    ------
    RecordError
        If a label is none of the scheme ``diplomacy``.
    """
    # As elsewhere in stancekit, a name that UTF-8 can't carry is written with escapes.
    with path.open("w", encoding="utf-8", errors="backslashreplace", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(COLUMNS)
        writer.writerows(map(_row, _coded(analyses)))


def _row(item: _Coded) -> list[Any]:
    said, document, code = item.statement, item.document, item.code
    day = None if document.date is None else document.date[:10]
    probability = said.probability
    return [
        *(item.id, day, None if day is None else day.replace("-", "")),
        *(said.speaker or said.actor, country_code(said.actor) or country_code(said.speaker)),
        *(said.counterpart, country_code(said.counterpart)),
        *(code, code if len(code) == 3 else parent(code), root_of(code), quad_of(code)),
        *(document.id, document.source, said.start, said.end, said.text, said.kind, item.label),
        None if math.isnan(probability) else probability,
        "; ".join(condition.text for condition in said.conditions),
        said.confidence,
    ]
