import json

import numpy as np
import pytest
from stancekit_encoder.training.additive import additive_weights, held_out_additive
from stancekit_encoder.training.heads import (
    ADDITIVE,
    HELD_OUT,
    Held,
    fit_head,
    held_out_predictions,
    make_model,
    read_scores,
)
from stancekit_encoder.training.turns import (
    cascade_record,
    choose_turns,
    table,
    write_record,
)

from stancekit.errors import ModelError
from stancekit.evaluation.splits import group_labels
from stancekit.features.base import FeatureExtractor
from stancekit.modelling.calibration import negative_log_likelihood, softmax
from stancekit.modelling.conformal import label_mask
from stancekit.modelling.training import load_examples, train
from stancekit.stance import DIPLOMACY

from .world import LABELS


class Scores(FeatureExtractor):
    """Stands in for the encoder's: a column a label."""

    name = "encoder"

    def get_feature_names_out(self, input_features=None):
        return np.array(LABELS, dtype=object)


def overconfident(n=600, seed=0):
    """Scores that are eight times too sure, with the right label best in four of five."""
    rng = np.random.default_rng(seed)
    y = rng.integers(0, 4, n)
    scores = rng.normal(size=(n, 4))
    scores[np.arange(n), y] += 1.8
    return 8.0 * scores, y, np.arange(n) % 5


def write_scores(folder, records):
    folder.mkdir(exist_ok=True)
    for fold in {record["fold"] for record in records}:
        lines = [json.dumps(record) for record in records if record["fold"] == fold]
        (folder / f"fold-{fold}.jsonl").write_text("\n".join(lines))


def test_a_head_makes_sure_scores_calibrated():
    scores, y, folds = overconfident()
    head = fit_head(scores, y, folds)
    fresh, y_fresh, _ = overconfident(seed=1)
    calibrated = negative_log_likelihood(head.probabilities(fresh), y_fresh)
    assert calibrated < 0.6 * negative_log_likelihood(softmax(fresh), y_fresh)
    kept = label_mask(head.probabilities(fresh), head.thresholds)
    assert kept[np.arange(len(y_fresh)), y_fresh].mean() == pytest.approx(0.9, abs=0.05)


def test_a_statement_is_predicted_by_a_head_that_has_not_seen_its_fold():
    scores, y, folds = overconfident(200)
    ids = [str(i) for i in range(200)]
    before = held_out_predictions(Held(ids, scores, folds), y, DIPLOMACY)
    changed = np.where(folds == 2, (y + 1) % 4, y)  # other labels in one fold
    after = held_out_predictions(Held(ids, scores, folds), changed, DIPLOMACY)
    inside = [i for i in range(200) if folds[i] == 2]
    assert all(before[i] == after[i] for i in inside)
    assert any(before[i] != after[i] for i in range(200) if folds[i] != 2)


def test_a_head_for_two_labels_has_a_column_for_each():
    rng = np.random.default_rng(0)
    y = rng.integers(0, 2, 200)
    scores = rng.normal(size=(200, 2)) + 2 * np.eye(2)[y]
    head = fit_head(scores, y, np.arange(200) % 3, n_labels=2)
    assert head.weights.shape == (2, 2)
    assert head.weights[0, 0] == head.weights[1, 1] > 0 == head.weights[0, 1]
    assert (head.probabilities(scores).argmax(axis=1) == y).mean() > 0.85


def test_a_model_is_made_with_what_it_has_shown(tmp_path, seeds):
    rng = np.random.default_rng(0)
    records = []
    lines = (seeds / "statements.jsonl").read_text().splitlines()
    for seed in map(json.loads, lines):
        if seed["batch"] == "newswire":
            values = rng.normal(size=4) + 4 * (np.array(LABELS) == seed["label"])
            fold = int(seed["topic"].split("-")[1]) % 5
            scores = dict(zip(LABELS, values.tolist(), strict=True))
            records.append({"id": seed["id"], "fold": fold, "scores": scores})
    write_scores(tmp_path / "run", records)
    model = make_model(tmp_path / "run", Scores(), name="tiny", seeds=seeds)
    assert model.weights.shape == (4, 4)
    assert model.metrics["macro_f1"] > 0.9
    low, high = model.metrics["macro_f1_interval"]
    assert low <= model.metrics["macro_f1"] <= high
    assert "5 folds of 140 statements" in model.metrics["method"]
    assert model.training["statements"] == 320
    assert model.coverage == 0.9


def measured_run(folder, seeds, *, noise=1.0):
    """A run whose folds are scored: right mostly, less so with more noise."""
    rng = np.random.default_rng(0)
    records = []
    for seed in map(json.loads, (seeds / "statements.jsonl").read_text().splitlines()):
        if seed["batch"] == "newswire":
            values = noise * rng.normal(size=4) + 2 * (np.array(LABELS) == seed["label"])
            fold = int(seed["topic"].split("-")[1]) % 5
            scores = dict(zip(LABELS, values.tolist(), strict=True))
            records.append({"id": seed["id"], "fold": fold, "scores": scores})
    write_scores(folder, records)
    return folder


def test_the_additive_model_beside_the_encoder_is_heard(tmp_path, seeds):
    run = measured_run(tmp_path / "run", seeds, noise=2.0)
    examples = load_examples(seeds)
    texts = [example.text for example in examples]
    additive = train(texts, [example.label for example in examples], name="additive")
    alone = make_model(run, Scores(), name="tiny", seeds=seeds)
    both = make_model(run, Scores(), name="tiny", seeds=seeds, additive=additive)
    assert both.metrics["macro_f1"] > alone.metrics["macro_f1"]
    assert [name for name, _ in both.features.extractors][1:] == [
        name for name, _ in additive.features.extractors
    ]
    # What the encoder says of a text adds to what its words do.
    encoder = np.zeros((len(texts), 4))
    width = len(both.weights)
    beside = additive.features.transform(texts)
    assert beside.shape[1] == width - 4
    weights, bias = additive_weights(additive)
    said = beside @ weights + bias
    told = beside @ both.weights[4:].astype(float) + encoder @ both.weights[:4] + both.bias
    mixed = np.linalg.lstsq(np.hstack([said, np.ones((len(said), 1))]), told, rcond=None)[0]
    assert np.abs(np.hstack([said, np.ones((len(said), 1))]) @ mixed - told).max() < 1e-3


def test_what_additive_models_said_is_kept(tmp_path, seeds):
    run = measured_run(tmp_path / "run", seeds)
    examples = {example.id: example for example in load_examples(seeds)}
    groups = dict(zip(examples, group_labels(list(examples.values())), strict=True))
    held = read_scores(run)
    told = []
    once, again = (
        held_out_additive(
            held.ids, held.folds, examples, groups, DIPLOMACY, kept=run / ADDITIVE, tell=told.append
        )
        for _ in range(2)
    )
    assert len(told) == 5
    assert np.array_equal(once.scores, again.scores)
    assert once.predictions == again.predictions
    assert np.abs(once.scores.mean(axis=1)).max() < 1e-9


def test_a_cascade_is_chosen_from_what_the_models_said(tmp_path, seeds):
    examples = load_examples(seeds)
    additive = train(
        [example.text for example in examples],
        [example.label for example in examples],
        name="additive",
    )
    runs = [measured_run(tmp_path / f"{n}", seeds, noise=n) for n in (2.0, 0.5)]
    for run in runs:
        make_model(run, Scores(), name="tiny", seeds=seeds, additive=additive)
    costs = [1e-5, 1e-3, 1e-2]
    bargain = choose_turns(*runs, costs, seeds=seeds, tolerance=0.05)
    assert bargain.macro_f1 >= bargain.last_macro_f1 - 0.05
    assert bargain.cost < sum(costs)
    record = cascade_record(bargain, costs, "7")
    write_record(record, tmp_path / "cascade.json")
    assert json.loads((tmp_path / "cascade.json").read_text())["version"] == "7"
    assert "diplomacy-large alone" in table(record)
    (runs[0] / HELD_OUT).unlink()
    with pytest.raises(ModelError, match=r"held-out\.jsonl: not there; make the run's model first"):
        choose_turns(*runs, costs, seeds=seeds)


@pytest.mark.parametrize(
    ("records", "message"),
    [
        ([{"id": "s0-1", "fold": 0, "scores": dict.fromkeys(LABELS, 0.0)}], "two folds or more"),
        ([{"id": "s0-1", "fold": 0, "scores": {"rejection": 1.0}}], r"fold-0\.jsonl, line 1"),
        (
            [{"id": "s0-1", "fold": f, "scores": dict.fromkeys(LABELS, 0.0)} for f in (0, 1)],
            "twice",
        ),
    ],
)
def test_scores_that_no_head_can_be_made_of_are_named(tmp_path, records, message):
    write_scores(tmp_path / "run", records)
    with pytest.raises(ModelError, match=message):
        read_scores(tmp_path / "run")


def test_scores_of_other_seeds_are_refused(tmp_path, seeds):
    records = [
        {"id": f"elsewhere-{fold}", "fold": fold, "scores": dict.fromkeys(LABELS, 0.0)}
        for fold in range(3)
    ]
    write_scores(tmp_path / "run", records)
    with pytest.raises(ModelError, match="no statement 'elsewhere-0'"):
        make_model(tmp_path / "run", Scores(), name="tiny", seeds=seeds)
