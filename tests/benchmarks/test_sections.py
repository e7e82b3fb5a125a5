"""What single sections measure, where the answer is known."""

from __future__ import annotations

import json

import pytest

from benchmarks.context import Context
from benchmarks.data import load_data
from benchmarks.likeness import near_duplicates, words
from benchmarks.sections import data as data_section
from benchmarks.systems import model_system
from stancekit import DIPLOMACY, StanceClassifier
from stancekit.evaluation.seeds import load_documents
from stancekit.modelling.folder import save_model
from stancekit.plugin import get_registry
from tests.benchmarks.conftest import statements


def rows_of(section, name):
    (rows,) = [table["rows"] for table in section.tables if table["name"] == name]
    return rows


def test_a_text_that_stands_in_two_topics_is_a_leak(tmp_path):
    records = statements()
    planted = {**records[0], "id": "planted", "topic": "topic 5", "label": "rejection"}
    lines = "".join(json.dumps(record) + "\n" for record in [*records, planted])
    (tmp_path / "statements.jsonl").write_text(lines)
    data = load_data(str(tmp_path), DIPLOMACY, get_registry())
    section = data_section.run(Context([], data, get_registry()))
    pairs = {row["kind"]: row["pairs"] for row in rows_of(section, "leaks")}
    assert pairs["contradictory"] == 1
    looked_at = {(row["first"], row["second"]) for row in rows_of(section, "worst-leaks")}
    assert (records[0]["id"], "planted") in looked_at


@pytest.mark.parametrize(("split", "known"), [("dev", True), ("locked", False)])
def test_documents_that_shipped_models_learned_from_are_told(tmp_path, split, known):
    document = load_documents(split=split)[0].to_record()
    (tmp_path / "documents.jsonl").write_text(json.dumps(document))
    (tmp_path / "splits.json").write_text(json.dumps({"documents": {document["id"]: "locked"}}))
    data = load_data(str(tmp_path), DIPLOMACY, get_registry())
    section = data_section.run(Context([], data, get_registry()))
    assert any("learned from" in text for text in section.text) is known


def test_near_duplicates_share_half_of_their_triples():
    texts = [
        "the envoy said that talks will resume on monday",
        "the envoy said that talks will resume on friday",
        "the harvest in the south was the best for years",
    ]
    (found,) = near_duplicates([words(text) for text in texts])
    assert found[:2] == (0, 1)
    assert found[2] == pytest.approx(6 / 8)


def test_a_saved_model_is_trained_anew_with_its_own_features_and_parameters(tmp_path):
    records = statements()
    texts, labels = [r["text"] for r in records], [r["label"] for r in records]
    classifier = StanceClassifier(["cues"], C=0.5, calibrate=None).fit(texts, labels)
    training = {"parameters": {"C": 0.5, "calibrate": None}}
    save_model(classifier.to_model(name="mine", training=training), tmp_path / "mine")
    system = model_system(str(tmp_path / "mine"), get_registry())
    made = system.make()
    assert (system.name, made.C, made.calibrate) == ("mine", 0.5, None)
    assert [name for name, _ in made.extractors.extractors] == ["cues"]
    assert not hasattr(made, "weights_")
    again = system.fit(texts, labels, ["g"] * len(texts), DIPLOMACY)
    assert again.predict(texts) == classifier.predict(texts).tolist()


def test_growth_and_leaks_are_in_the_report(report):
    (speed,) = [one for one in report["timings"]["sections"] if one["name"] == "speed"]
    assert {plot["name"] for plot in speed["plots"]} == {"labelling", "reading", "training"}
    assert all(plot["x"]["log"] and plot["y"]["log"] for plot in speed["plots"])
    assert "exponent" in speed["plots"][0]["series"][0]["name"]
    tables = {table["name"]: table["rows"] for table in speed["tables"]}
    for name in ("commands", "start-up"):
        assert all(5 < row["megabytes"] < 2000 and row["seconds"] > 0 for row in tables[name])
    (model,) = tables["start-up"]
    assert model["import"] + model["load"] + model["first"] < model["seconds"]
    turns = {row["system"]: row for row in tables["turns"]}
    assert "diplomacy-base, first call" in turns
    peer = turns["TF-IDF(1,2) + LR"]["ratio"]
    assert 0 < peer["interval"][0] <= peer["value"] <= peer["interval"][1]
    told = [failure["system"] for failure in speed["failures"]]
    assert told == ["faulty"]
    assert "speed" not in {section["name"] for section in report["sections"]}
