from __future__ import annotations

import json

import numpy as np
import pytest

from stancekit.errors import RecordError, SchemeError
from stancekit.evaluation.seeds import load_documents
from stancekit.features import WordNgrams
from stancekit.modelling.classifier import StanceClassifier
from stancekit.modelling.folder import load_model, save_model
from stancekit.modelling.training import (
    Example,
    cross_validate,
    load_examples,
    measure,
    train,
    train_from_seeds,
)
from stancekit.stance import DIPLOMACY, Prediction, StanceScheme

SCHEME = StanceScheme("bridge", ("for", "against", "silent"), null_label="silent")
TOPICS = ("north", "south", "east", "west")


def plain(**params) -> StanceClassifier:
    return StanceClassifier([("words", WordNgrams(min_df=1))], **{"n_folds": 2} | params)


@pytest.fixture
def bridge():
    """Labelled statements of a scheme that isn't ours."""
    words = {"for": "build", "against": "stop", "silent": "see"}
    return [
        {"id": f"{topic}-{label}-{n}", "text": f"{who} {word} the bridge", "label": label}
        | {"topic": topic, "accept": []}
        for topic in TOPICS
        for label, word in words.items()
        for n, who in enumerate(("We", "They", "All of us"))
    ]


def test_a_user_s_own_scheme_goes_all_the_way(bridge, tmp_path):
    file = tmp_path / "bridge.jsonl"
    file.write_text("".join(json.dumps(record) + "\n" for record in bridge))
    steps = []
    model = train_from_seeds(
        file,
        scheme=SCHEME,
        name="bridge",
        version="0.3",
        classifier=plain(),
        n_folds=2,
        progress=lambda done, total: steps.append((done, total)),
    )
    assert model.predict(["stop the bridge", "build it"]) == ["against", "for"]
    assert steps == [(1, 2), (2, 2)]
    assert model.metrics["n"] == len(bridge)
    assert model.metrics["macro_f1"] == 1.0
    assert model.metrics["macro_f1_interval"] == [1.0, 1.0]
    assert model.training["labels"] == {"for": 12, "against": 12, "silent": 12}
    assert model.training["data"] == "bridge.jsonl"
    assert model.training["groups"] == 4
    again = train_from_seeds(
        file, scheme=SCHEME, name="bridge", version="0.3", classifier=plain(), n_folds=2
    )
    assert again.sha256 == model.sha256
    save_model(model, tmp_path / "model")
    assert load_model(tmp_path / "model").scheme == SCHEME
    card = (tmp_path / "model" / "README.md").read_text()
    assert "bridge.jsonl" in card
    assert "| calibration | error 0." in card
    assert "over all shares.\n\n## Features" in card


def test_training_excludes_nothing(corpus):
    texts, labels, groups = corpus
    with pytest.raises(RecordError, match=r"statement 1: unknown label 'pro'"):
        train(texts, [labels[0], "pro", *labels[2:]], name="x")
    with pytest.raises(SchemeError, match="no training statement carries 'conditional'"):
        kept = [i for i, label in enumerate(labels) if label != "conditional"]
        train([texts[i] for i in kept], [labels[i] for i in kept], name="x", classifier=plain())
    with pytest.raises(ValueError, match="72 statements but 71 labels"):
        train(texts, labels[:-1], name="x")
    model = train(texts, labels, name="x", classifier=plain(), groups=groups)
    assert model.scheme == DIPLOMACY
    assert model.predict(texts) == labels


def test_the_classifier_given_is_left_alone(corpus):
    texts, labels, groups = corpus
    classifier = plain()
    train(texts, labels, name="x", classifier=classifier, groups=groups)
    cross_validate(texts, labels, classifier=classifier, groups=groups, folds=2)
    assert not hasattr(classifier, "classes_")


def test_cross_validation_sees_no_group_on_both_sides(corpus, monkeypatch):
    texts, labels, groups = corpus
    fitted = []
    original = StanceClassifier.fit

    def spy(self, X, y, sample_weight=None, groups=None):
        fitted.append(set(groups))
        return original(self, X, y, sample_weight, groups)

    monkeypatch.setattr(StanceClassifier, "fit", spy)
    predictions = cross_validate(texts, labels, classifier=plain(), groups=groups, folds=3)
    assert len(predictions) == len(texts)
    assert [len(part) for part in fitted] == [4, 4, 4]
    assert set.intersection(*fitted) == set()


def test_folds_can_be_given(corpus):
    texts, labels, groups = corpus
    folds = [sorted(set(groups)).index(group) % 2 for group in groups]
    given = cross_validate(texts, labels, classifier=plain(), groups=groups, folds=folds)
    array = cross_validate(texts, labels, classifier=plain(), groups=groups, folds=np.array(folds))
    assert given == array
    with pytest.raises(ValueError, match="one group on both sides"):
        cross_validate(texts, labels, groups=groups, folds=[i % 2 for i in range(len(texts))])
    with pytest.raises(ValueError, match="one fold for each of the 72"):
        cross_validate(texts, labels, groups=groups, folds=[0, 1])
    with pytest.raises(ValueError, match="two or more groups"):
        cross_validate(texts, labels, groups=["one"] * 72, folds=3)


def test_a_label_of_one_fold_alone_is_told(corpus):
    texts, labels, _ = corpus
    # Fold 1 has all of "rejection" and, so that fold 0 can do without it, some of the others.
    folds = [int(label == "rejection" or i % 2) for i, label in enumerate(labels)]
    with pytest.raises(SchemeError, match="without the statements of fold 1, no training"):
        cross_validate(texts, labels, classifier=plain(calibrate=None), folds=folds)


def test_measures_of_label_sets():
    examples = [Example("1", "a", "for"), Example("2", "b", "for"), Example("3", "c", "silent")]
    even = {"for": 0.5, "against": 0.3, "silent": 0.2}
    predictions = [
        Prediction("for", even, ("for",)),
        Prediction("for", even, ("for", "against", "silent")),
        Prediction("for", even, ("for", "against")),
    ]
    report = measure(examples, predictions, scheme=SCHEME)
    assert report["set_coverage"] == {"for": 1.0, "silent": 0.0}
    assert report["set_size"] == 2.0
    assert report["accuracy"] == pytest.approx(2 / 3)
    json.dumps(report)


def test_the_shipped_seeds_are_examples_without_the_locked_documents():
    examples = load_examples()
    assert len({example.id for example in examples}) == len(examples) > 4000
    documents = {example.id.partition("/")[0] for example in examples if "/" in example.id}
    assert documents == {document.id for document in load_documents(split="dev")}


def test_an_empty_file_is_refused(tmp_path):
    (tmp_path / "none.jsonl").write_text("")
    with pytest.raises(RecordError, match=r"none\.jsonl"):
        load_examples(tmp_path / "none.jsonl")
