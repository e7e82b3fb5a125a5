"""What is read and written keeps to the published schemas."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import stancekit
from stancekit import Analysis, Document, RecordError, Statement
from stancekit.cli.classify import classification
from stancekit.reading import RecordFailure
from stancekit.resources import resource_path

FOLDER = Path(stancekit.__file__).parent / "schemas"


def validator(name: str) -> jsonschema.Draft202012Validator:
    schema = json.loads((FOLDER / f"{name}.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.fixture(scope="module")
def analyses() -> list[Analysis]:
    documents = [
        *stancekit.read(resource_path("seeds", "examples")),
        Document("d", "We won't talk under threat.", author="Ada Lorn", meta={"page": 3}),
        RecordFailure("e", RecordError("is empty", where="e.txt")),
        RecordFailure("f", RecordError("isn't valid JSON", where="f.jsonl", line=3)),
    ]
    return list(stancekit.load().analyze_many(documents))


@pytest.mark.parametrize("with_text", [True, False])
def test_analyses(analyses: list[Analysis], with_text: bool) -> None:
    check = validator("analysis")
    records = [analysis.to_record(with_text=with_text) for analysis in analyses]
    for record in records:
        check.validate(json.loads(json.dumps(record)))
    assert any(s["conditions"] for r in records[:2] for s in r["statements"])
    assert all(s["evidence"] for r in records[:1] for s in r["statements"][:1])
    assert ["error" in record for record in records] == [False, False, False, True, True]


def test_the_schema_refuses_what_is_not_in_the_contract(analyses: list[Analysis]) -> None:
    check, record = validator("analysis"), analyses[1].to_record()
    for spoil in (
        lambda r: r.pop("stances"),
        lambda r: r.update(error={"type": "x", "message": "y", "line": None}),
        lambda r: r.update(surprise=1),
        lambda r: r["statements"][0].pop("probabilities"),
        lambda r: r["statements"][0].update(start=-1),
        lambda r: r["statements"][0].update(kind="rumour"),
        lambda r: r["stances"][0].update(probability=2),
    ):
        spoiled = copy.deepcopy(record)
        spoil(spoiled)
        assert not check.is_valid(spoiled)


def test_classifications() -> None:
    check = validator("classification")
    texts = ["We will talk if the siege ends.", "Never under threat.", "It rained."]
    given = [Statement.from_text(text, id=str(n)) for n, text in enumerate(texts)]
    for evidence in (True, False):
        for item in stancekit.load().classify(given, evidence=evidence):
            check.validate(classification(item))
    assert check.is_valid({"id": "a", "error": {"type": "x", "message": "y", "line": 2}})


RECORDS: list[tuple[dict[str, Any], bool]] = [
    ({"id": "a", "text": "x"}, True),
    ({"id": "a", "text": "x", "title": None, "date": "2031-05-03", "author": "y"}, True),
    ({"id": "a", "text": "x", "meta": {"page": 3}, "page": 4}, True),
    ({"id": "a"}, False),
    ({"text": "x"}, False),
    ({"id": "", "text": "x"}, False),
    ({"id": 1.5, "text": "x"}, False),
    ({"id": None, "text": "x"}, False),
    ({"id": "a", "text": ["x"]}, False),
    ({"id": "a", "text": "x", "title": 3}, False),
    ({"id": "a", "text": "x", "date": 2031}, False),
    ({"id": "a", "text": "x", "meta": [1]}, False),
]


@pytest.mark.parametrize(("record", "good"), RECORDS)
def test_the_schema_of_documents_agrees_with_the_reader(record: dict[str, Any], good: bool) -> None:
    assert validator("document").is_valid(record) is good
    if good:
        written = Document.from_record(record).to_record()
        assert validator("document").is_valid(written)
    else:
        with pytest.raises(RecordError):
            Document.from_record(record)
