"""Scores on collections that a system knows nothing of."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.context import Context, batch_folds
from benchmarks.data import load_data
from benchmarks.sections.transfer import known_texts, run
from benchmarks.systems import System, model_system
from stancekit import DIPLOMACY, StanceClassifier, StanceScheme
from stancekit.cli import main as cli
from stancekit.evaluation.seeds import load_statements
from stancekit.modelling.folder import save_model
from stancekit.modelling.training import train
from stancekit.plugin import get_registry


@given(st.lists(st.sampled_from("abcdef"), min_size=1, max_size=40), st.integers(2, 5))
def test_batches_stay_whole(batches, most):
    folds = batch_folds(batches, most)
    assert len({(b, f) for b, f in zip(batches, folds.tolist(), strict=True)}) == len(set(batches))
    assert len(set(folds.tolist())) == min(most, len(set(batches)))
    by_name = dict(zip(batches, folds.tolist(), strict=True))
    assert batch_folds(batches[::-1], most).tolist() == [by_name[b] for b in batches[::-1]]


def test_neither_batch_nor_topic_is_on_both_sides(folder, tmp_path, spy):
    lines = [json.loads(line) for line in (folder / "statements.jsonl").read_text().splitlines()]
    for number, line in enumerate(lines):
        # Topic 5 lies in all three batches, any other in one.
        line["batch"] = (
            f"batch {int(line['topic'][-1]) % 3 if line['topic'] != 'topic 5' else number % 3}"
        )
    (tmp_path / "statements.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    where = {line["text"]: (line["batch"], line["topic"]) for line in lines}
    data = load_data(str(tmp_path), DIPLOMACY, get_registry())
    section = run(Context([System("spy", "peer", spy)], data, get_registry()))
    assert not section.failures
    assert [table["name"] for table in section.tables][:1] == ["batches"]
    assert any("peers trained on the seeds" in text for text in section.text)
    left_out = spy.seen[:3]
    assert sum(len(asked) for _, asked in left_out) == len({line["text"] for line in lines})
    for known, asked in left_out:
        assert known
        for side in (0, 1):
            inside = {where[text][side] for text in asked}
            assert not inside & {where[text][side] for text in known}


def test_models_are_scored_as_they_are_without_what_they_know(folder, tmp_path):
    known = load_statements()[0]
    lines = (folder / "statements.jsonl").read_text()
    record = {"id": "known", "text": known.text.upper(), "label": known.label}
    (tmp_path / "statements.jsonl").write_text(lines + json.dumps(record) + "\n")
    registry = get_registry()
    data = load_data(str(tmp_path), DIPLOMACY, registry)
    section = run(Context([model_system("diplomacy-base", registry)], data, registry, quick=True))
    (table,) = [one for one in section.tables if one["name"] == "as-they-are"]
    (row,) = table["rows"]
    assert row["system"] == "diplomacy-base"
    assert row["n"] == len(data.statements) - 1
    assert row["macro_f1"]["value"] > 0.7
    assert any(text.startswith("1 of the statements") for text in section.text)
    assert any("without peers" in text for text in section.text)  # a quick run trains none


@pytest.mark.parametrize(
    ("text", "known"),
    [("He REFUSED to meet the envoy, in Lesk", True), ("They went home", False), ("", False)],
)
def test_what_is_known(text, known):
    assert known_texts([text], ["He refused to meet the envoy in Lesk.", "Other words"]) == [known]


def test_a_table_will_do_and_who_learned_from_it_is_told(folder, tmp_path):
    table = tmp_path / "mine.csv"
    lines = (folder / "statements.jsonl").read_text().splitlines()
    rows = ['{id},"{text}",{label},{topic}'.format(**json.loads(line)) for line in lines]
    table.write_text("\n".join(["id,text,label,topic", *rows, ""]))
    model = tmp_path / "model"
    with pytest.raises(SystemExit) as ended:
        cli(["train", str(table), "--folds", "2", "-o", str(model)])
    assert ended.value.code == 0
    registry = get_registry()
    data = load_data(str(table), DIPLOMACY, registry)
    assert data.name == "mine.csv"
    systems = [model_system(name, registry) for name in (str(model), "diplomacy-base")]
    section = run(Context(systems, data, registry, quick=True))
    (told,) = [text for text in section.text if "these very data" in text]
    assert told.startswith("model learned")


def test_features_that_know_the_seeds_are_not_trained_anew(tmp_path):
    script = tmp_path / "tuned.py"
    script.write_text(
        "from stancekit.features import CueLexicon\n"
        "from stancekit.plugin import Component, hookimpl\n\n"
        "class Tuned(CueLexicon):\n    name = 'tuned'\n    knows_seeds = True\n\n"
        "@hookimpl\ndef stancekit_feature_extractors():\n"
        "    return [Component('tuned', f'{__name__}:Tuned', 'tuned')]\n"
    )
    registry = get_registry(scripts=[str(script)])
    tuned = registry.get("stancekit_feature_extractors", "tuned")
    texts = ["We will talk.", "We refuse to talk."] * 3
    labels = ["pro-diplomacy", "rejection"] * 3
    scheme = StanceScheme("two", ("pro-diplomacy", "rejection"), null_label=None)
    classifier = StanceClassifier([("tuned", tuned())], calibrate=None)
    model = train(texts, labels, scheme=scheme, name="mine", classifier=classifier)
    save_model(model, tmp_path / "mine")
    system = model_system(str(tmp_path / "mine"), registry)
    assert system.make is None
    assert "know the seeds' labels" in system.note
