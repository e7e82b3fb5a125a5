from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from stancekit_plover.events import Event, events_of
from stancekit_plover.exporters import COLUMNS, write_cameo, write_plover

from stancekit.analysis import Analysis, AnalysisError
from stancekit.document import Document
from stancekit.errors import RecordError
from stancekit.reading import Source
from stancekit.stance import Prediction
from stancekit.statement import Condition, Statement

TEXT = "Oslo will talk if the blockade ends. Velk, of Finland, broke off the talks. It rained."


def said(start: int, end: int, label: str | None, **more: object) -> Statement:
    shares = {"pro-diplomacy": 0.2, "rejection": 0.1} if label == "conditional" else {}
    prediction = Prediction(label, shares)
    return Statement(start, end, TEXT[start:end], prediction=prediction, **more)  # type: ignore[arg-type]  # fields by name


def analysis() -> Analysis:
    terms = Condition(TEXT.index("the"), TEXT.index("."), "the blockade ends", "if")
    return Analysis(
        Document("d", TEXT, date="2031-05-03T10:00", source="The Courier", language="en"),
        (
            said(0, 36, "conditional", speaker="Oslo", kind="indirect", conditions=(terms,)),
            said(
                37, 75, "rejection", speaker="Velk", actor="Finland", counterpart="Oslo", kind="act"
            ),
            said(76, 85, "no-stance"),
            said(76, 85, None),
        ),
    )


def test_plover_records(tmp_path: Path) -> None:
    path = tmp_path / "out"
    write_plover(
        iter([analysis(), Analysis(Document("e", ""), error=AnalysisError("E", "x"))]), path
    )
    one, two = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    assert one["id"] == "d#0"
    assert one["date"] == "2031-05-03"
    assert one["actor"] == [{"code": "NOR", "entity_text": "Oslo"}]
    assert (one["event"], one["mode"], one["quad_code"]) == (["AGREE"], [], 1)
    assert one["text"] == TEXT[one["text_info"]["start"] : one["text_info"]["end"]]
    assert one["stancekit"]["stance"] == "conditional"
    assert one["stancekit"]["conditions"][0]["text"] == "the blockade ends"
    assert one["stancekit"]["probability"] is None  # JSON has no NaN
    assert two["actor"] == [{"code": "FIN", "entity_text": "Velk"}]
    assert two["recipient"] == [{"code": "NOR", "entity_text": "Oslo"}]
    assert (two["event"], two["mode"], two["cameo"]) == (["SANCTION"], ["withdraw"], "164")


def test_cameo_rows(tmp_path: Path) -> None:
    path = tmp_path / "out"
    write_cameo(iter([analysis()]), path)
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert tuple(rows[0]) == COLUMNS
    assert [row["EventCode"] for row in rows] == ["036", "164", "010"]
    assert [row["EventRootCode"] for row in rows] == ["03", "16", "01"]
    assert [row["QuadClass"] for row in rows] == ["1", "4", "1"]
    assert rows[0]["SQLDATE"] == "20310503"
    assert rows[0]["conditions"] == "the blockade ends"
    assert (rows[1]["Actor1CountryCode"], rows[1]["Actor2CountryCode"]) == ("FIN", "NOR")
    assert rows[2]["probability"] == ""


@pytest.mark.parametrize(
    ("write", "name", "number"),
    [(write_plover, "a.plover.jsonl", 2), (write_cameo, "a.cameo.csv", 3)],
)
def test_what_is_written_is_read_back(
    tmp_path: Path, write: object, name: str, number: int
) -> None:
    assert callable(write)
    write(iter([analysis()]), tmp_path / name)
    found = [item for _, item in events_of(Source(tmp_path / name, "a"))]
    assert len(found) == number
    one = found[0]
    assert isinstance(one, Event)
    assert (one.id, one.cameo, one.document, one.start, one.end) == ("d#0", "036", "d", 0, 36)
    assert (one.source.name, one.source.code, one.text) == ("Oslo", "NOR", TEXT[:36])
    assert one.reading.label == "pro-diplomacy"
    assert "conditional" in one.reading.accept


@pytest.mark.parametrize("write", [write_plover, write_cameo])
def test_labels_of_another_scheme_have_no_code(tmp_path: Path, write: object) -> None:
    assert callable(write)
    other = Analysis(Document("d", TEXT), (said(0, 4, "presses"),))
    with pytest.raises(RecordError, match="'presses' has no event code"):
        write(iter([other]), tmp_path / "out")
