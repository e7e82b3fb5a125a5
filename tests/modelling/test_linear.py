from __future__ import annotations

import json
import re
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy import sparse

from stancekit.errors import ModelError
from stancekit.features import FeatureExtractor, FeatureSet, WordNgrams, as_statements
from stancekit.modelling import linear
from stancekit.modelling.base import StanceModel
from stancekit.modelling.calibration import Calibration
from stancekit.modelling.classifier import StanceClassifier
from stancekit.modelling.evidence import MAX_EVIDENCE
from stancekit.modelling.folder import save_model
from stancekit.modelling.linear import LinearModel
from stancekit.stance import StanceScheme
from stancekit.statement import Statement

SCHEME = StanceScheme("two", ("yes", "no"), null_label="no")


class Phrases(FeatureExtractor):
    """Counts of given phrases."""

    name = "phrases"

    def __init__(self, phrases) -> None:
        self.phrases = phrases

    def transform(self, X):
        rows = [[s.text.count(phrase) for phrase in self.phrases] for s in as_statements(X)]
        return sparse.csr_array(np.array(rows, dtype=float).reshape(-1, len(self.phrases)))

    def get_feature_names_out(self, input_features=None):
        return np.array(self.phrases, dtype=object)

    def locate(self, statement):
        (item,) = as_statements([statement])
        return [
            (column, *found.span())
            for column, phrase in enumerate(self.phrases)
            for found in re.finditer(re.escape(phrase), item.text)
        ]


def tiny(**changes) -> LinearModel:
    """Knows "talks" (for yes), "refuse" (for no) and "refuse talks" (for no)."""
    arguments = {
        "name": "tiny",
        "version": "1",
        "scheme": SCHEME,
        "features": FeatureSet([("p", Phrases(["talks", "refuse", "refuse talks"]))]),
        "weights": np.array([[0.5, -0.5], [-1.0, 1.0], [-0.5, 0.5]]),
        "bias": np.array([0.1, 0.0]),
    }
    return LinearModel(**(arguments | changes))


def test_it_is_a_stance_model(model):
    assert isinstance(model, StanceModel)


def test_labels_follow_the_weights():
    assert tiny().predict(["talks", "They refuse talks", "", "Bread"]) == [
        "yes",
        "no",
        "yes",
        "yes",
    ]


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None
)
@given(data=st.data())
def test_batch_is_single_in_any_order(model, corpus, data):
    texts = data.draw(st.lists(st.sampled_from([*corpus[0], "", "—", "Talks?"]), max_size=20))
    batch = model.predictions(texts)
    assert model.predict(texts) == [prediction.label for prediction in batch]
    for text, prediction in zip(texts, batch, strict=True):
        alone = model.predictions([text])[0]
        assert alone.label == prediction.label
        assert alone.label_set == prediction.label_set
        assert alone.evidence == prediction.evidence
        for label, probability in prediction.probabilities.items():
            assert alone.probabilities[label] == pytest.approx(probability, abs=1e-12)


def test_shards_change_nothing(model, corpus, monkeypatch):
    whole = model.predictions(corpus[0])
    monkeypatch.setattr(linear, "SHARD", 5)
    assert model.predictions(corpus[0]) == whole
    assert model.predict(corpus[0]) == [prediction.label for prediction in whole]


def test_predictions_are_complete(model, corpus):
    for text, prediction in zip(corpus[0], model.predictions(corpus[0]), strict=True):
        assert list(prediction.probabilities) == list(model.scheme.labels)
        assert sum(prediction.probabilities.values()) == pytest.approx(1, abs=1e-12)
        assert prediction.probability == max(prediction.probabilities.values())
        assert prediction.label in prediction.label_set
        weights = [item.weight for item in prediction.evidence]
        assert weights == sorted(weights, reverse=True)
        assert all(weight > 0 for weight in weights)
        assert len(weights) <= MAX_EVIDENCE
        for item in prediction.evidence:
            assert 0 <= item.start < item.end <= len(text)


def test_nothing_gives_nothing(model):
    assert model.predict([]) == []
    assert model.predictions([]) == []
    assert model.predict_proba([]).shape == (0, 4)


def test_evidence_names_what_spoke_for_the_label():
    text = "Do they refuse talks?"
    (prediction,) = tiny().predictions([text])
    found = [(text[e.start : e.end], e.feature, e.weight) for e in prediction.evidence]
    # "talks" speaks against the label "no", so it is left out.
    assert found == [
        ("refuse", "p:refuse", pytest.approx(1.0)),
        ("refuse talks", "p:refuse talks", pytest.approx(0.5)),
    ]


def test_evidence_offsets_count_from_the_statement():
    text = "they refuse talks"
    inside = Statement(100, 100 + len(text), text)
    assert tiny().predictions([inside])[0].evidence == tiny().predictions([text])[0].evidence


def test_a_feature_in_two_places_shares_its_weight():
    (prediction,) = tiny(calibration=Calibration(np.full(2, 3.0), np.zeros(2))).predictions(
        ["refuse, refuse"]
    )
    assert [(e.start, e.end, e.feature) for e in prediction.evidence] == [
        (0, 6, "p:refuse"),
        (8, 14, "p:refuse"),
    ]
    # The feature is found twice, and calibration triples what it adds.
    assert [e.weight for e in prediction.evidence] == [pytest.approx(3.0)] * 2


def test_features_in_one_place_are_added_up():
    features = FeatureSet([(name, Phrases(["refuse"])) for name in ("a", "b")])
    model = tiny(features=features, weights=np.array([[-1.0, 1.0], [-2.0, 2.0]]))
    (item,) = model.predictions(["We refuse"])[0].evidence
    assert (item.start, item.end, item.feature) == (3, 9, "b:refuse")
    assert item.weight == pytest.approx(3.0)


def test_what_adds_next_to_nothing_is_no_evidence():
    weights = np.array([[0.01, -0.01], [1.0, -1.0], [1e-9, -1e-9]])
    (both,) = tiny(weights=weights).predictions(["talks refuse"])
    assert [e.feature for e in both.evidence] == ["p:refuse"]
    (alone,) = tiny(weights=weights).predictions(["talks"])
    assert [e.feature for e in alone.evidence] == ["p:talks"]
    (none,) = tiny(weights=weights * 1e-9).predictions(["talks refuse"])
    assert none.evidence == ()


def test_evidence_of_the_built_in_extractors_is_where_it_says():
    texts = [
        "“Talks?” he said: ‘We won’t talk until the cease\u00adfire holds.’",
        "",
        "They would welcome mediation, but not at gunpoint.",
        "Zürich’s envoy ruled out a dialogue, a dialogue with no end.",
    ]
    classifier = StanceClassifier([("words", WordNgrams(min_df=1)), "cues"], calibrate=None)
    model = classifier.fit(texts * 2, ["yes", "no"] * 4).to_model(name="x", scheme=SCHEME)
    locations = [set(model.features.locate(text)) for text in texts]
    names = model.features.get_feature_names_out().tolist()
    for text, found, prediction in zip(texts, locations, model.predictions(texts), strict=True):
        assert bool(prediction.evidence) == bool(text)
        for item in prediction.evidence:
            assert (names.index(item.feature), item.start, item.end) in found
            if item.feature == "words:ceasefire":
                assert text[item.start : item.end] == "cease\u00adfire"


def test_label_sets_follow_the_thresholds():
    thresholds = np.array([0.9, 0.45])
    (prediction,) = tiny(thresholds=thresholds, coverage=0.9).predictions([""])
    assert prediction.label == "yes"
    assert prediction.label_set == ("yes", "no")
    (prediction,) = tiny(thresholds=np.array([0.9, 0.99]), coverage=0.9).predictions([""])
    assert prediction.label_set == ("yes",)
    (prediction,) = tiny().predictions([""])
    assert prediction.label_set == ("yes", "no")


def test_vector_calibration_moves_label_and_probabilities_together():
    model = tiny(calibration=Calibration(np.ones(2), np.array([0.0, 1.0])))
    assert model.predict(["", "talks"]) == ["no", "yes"]
    assert [p.label for p in model.predictions(["", "talks"])] == ["no", "yes"]


@pytest.mark.parametrize("bad", ["a single text", [["a"], ["b"]], 3, [None], np.zeros((2, 2))])
def test_anything_but_a_sequence_of_statements_is_refused(model, bad):
    with pytest.raises((TypeError, ValueError), match=r"statement|str or Statement"):
        model.predict(bad)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"bias": np.array([0.1, np.nan])}, "bias hold a value that isn't finite"),
        ({"bias": np.zeros(3)}, r"bias have shape \(3,\), not \(2,\)"),
        ({"weights": np.full((3, 2), np.inf)}, "weights hold a value that isn't finite"),
        ({"thresholds": np.zeros(1)}, r"thresholds have shape \(1,\)"),
        ({"name": "../up"}, "model's name has letters"),
        ({"version": ""}, "model's version has letters"),
    ],
)
def test_contradictions_are_refused(changes, message):
    with pytest.raises(ModelError, match=message):
        tiny(**changes)


def test_features_that_do_not_fit_are_refused():
    model = tiny(features=FeatureSet([("p", Phrases(["one", "two"]))]))
    with pytest.raises(ModelError, match="the model needs"):
        model.predict(["one"])


def test_features_that_are_not_finite_are_refused():
    class Broken(Phrases):
        def transform(self, X):
            matrix = super().transform(X)
            matrix.data[:] = np.nan
            return matrix

    model = tiny(features=FeatureSet([("x", Broken("a"))]), weights=np.ones((1, 2)))
    with pytest.raises(ModelError, match="gave a value that isn't finite"):
        model.predict(["a"])


def test_prediction_imports_no_scikit_learn(model, corpus, tmp_path):
    save_model(model, tmp_path / "toy")
    code = (
        "import json, sys\n"
        "from stancekit.modelling.folder import load_model\n"
        "model = load_model(sys.argv[1])\n"
        "texts = json.load(sys.stdin)\n"
        "labels = model.predict(texts)\n"
        "records = [p.to_record() for p in model.predictions(texts)]\n"
        "heavy = [m for m in sys.modules if m.partition('.')[0] in\n"
        "         ('sklearn', 'joblib', 'pandas', 'threadpoolctl') or m == 'scipy.optimize']\n"
        "json.dump([labels, records, heavy], sys.stdout)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "toy")],
        input=json.dumps(corpus[0]),
        capture_output=True,
        text=True,
        check=True,
    )
    labels, records, heavy = json.loads(done.stdout)
    assert heavy == []
    assert labels == model.predict(corpus[0])
    assert records == [p.to_record() for p in model.predictions(corpus[0])]
