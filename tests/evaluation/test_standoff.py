from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from stancekit.errors import RecordError
from stancekit.evaluation.seeds import SeedError, load_standoff, seeds_path

TEXT = "The harbour guild will parley if the toll is lifted, its warden said."


def test_shipped_standoff_gold_holds_no_text() -> None:
    gold = json.loads((seeds_path() / "gold.json").read_text(encoding="utf-8"))
    for document in gold["documents"]:
        assert document.keys() == {
            "file",
            "date",
            "sha256",
            "length",
            "statements",
            "document_stance",
        }
        for statement in document["statements"]:
            assert not statement.keys() & {"text", "title"}
            assert isinstance(statement["mention"], list)
            for condition in statement["conditions"]:
                assert not condition.keys() & {"text", "connective"}


@pytest.fixture
def standoff(tmp_path: Path) -> Path:
    """Return a folder with a text, and gold that points into it."""
    content = TEXT.encode()
    (tmp_path / "one.txt").write_bytes(content)
    statement = {
        "start": 0,
        "end": 69,
        "kind": "indirect",
        "mention": [53, 63],
        "speaker": "Ada Lorn",
        "label": "conditional",
        "accept": [],
        "conditions": [{"start": 33, "end": 51, "polarity": "required", "type": "other"}],
    }
    record = {
        "file": "one.txt",
        "sha256": hashlib.sha256(content).hexdigest(),
        "length": len(TEXT),
        "statements": [statement],
        "document_stance": {"Ada Lorn": "conditional"},
    }
    (tmp_path / "gold.json").write_text(json.dumps({"documents": [record]}), encoding="utf-8")
    return tmp_path


def test_standoff_gold_takes_its_words_from_the_text(standoff: Path) -> None:
    (document,) = load_standoff(standoff / "gold.json", standoff)
    assert (document.id, document.document.text) == ("one", TEXT)
    (gold,) = document.statements
    assert gold.statement.conditions[0].text == "the toll is lifted"
    assert dict(document.document.meta) == {}


def test_a_missing_and_an_altered_text_are_named(standoff: Path) -> None:
    file = standoff / "one.txt"
    file.write_text(TEXT + " ", encoding="utf-8")
    with pytest.raises(SeedError, match=r"one.txt isn't the text that was annotated") as caught:
        load_standoff(standoff / "gold.json", standoff)
    assert "\n" not in str(caught.value)
    file.unlink()
    with pytest.raises(SeedError, match=r"one.txt can't be read \(No such file"):
        load_standoff(standoff / "gold.json", standoff)


def test_standoff_gold_that_is_broken_is_named(standoff: Path) -> None:
    gold = standoff / "gold.json"
    record = json.loads(gold.read_text(encoding="utf-8"))
    record["documents"][0]["statements"][0]["conditions"][0]["end"] = 99
    gold.write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(SeedError, match=r"one.txt, statement 1, condition 1: 'span' \[33, 99\]"):
        load_standoff(gold, standoff)
    gold.write_text('{"documents": 3}', encoding="utf-8")
    with pytest.raises(RecordError, match="an object with a list 'documents'"):
        load_standoff(gold, standoff)
    gold.write_text("{", encoding="utf-8")
    with pytest.raises(RecordError, match="isn't valid JSON"):
        load_standoff(gold, standoff)
