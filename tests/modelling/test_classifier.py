from __future__ import annotations

import os
import pickle
import subprocess
import sys
import warnings

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.base import clone, is_classifier
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, GroupKFold, cross_val_score
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer
from sklearn.utils.estimator_checks import parametrize_with_checks
from threadpoolctl import threadpool_info, threadpool_limits

from stancekit.errors import SchemeError
from stancekit.features import FeatureSet, WordNgrams
from stancekit.modelling.classifier import StanceClassifier
from stancekit.modelling.head import LinearHead
from stancekit.stance import StanceScheme
from stancekit.statement import Statement


def words(**params) -> FeatureSet:
    return FeatureSet([("words", WordNgrams(**{"min_df": 1, "use_idf": False} | params))])


def quick(**params) -> StanceClassifier:
    return StanceClassifier(words(), **{"calibrate": None} | params)


@parametrize_with_checks([LinearHead()])
def test_the_linear_head_passes_scikit_learns_checks(estimator, check):
    check(estimator)


def test_the_linear_head_takes_sparse_features():
    matrix = sparse.csr_array(np.eye(6))
    y = [0, 1, 2] * 2
    head = LinearHead(C=1e4).fit(matrix, y)
    assert head.predict(matrix).tolist() == y
    np.testing.assert_array_equal(head.coef_, head.coef_.astype(np.float32))


def test_parameters_are_scikit_learns_kind():
    classifier = StanceClassifier(words(), C=3.0, coverage=0.8)
    assert is_classifier(classifier)
    copy = clone(classifier)
    assert copy.get_params(deep=False).keys() == classifier.get_params(deep=False).keys()
    assert copy.C == 3.0
    assert copy.extractors is not classifier.extractors
    classifier.set_params(C=0.5, extractors__words__max_n=1)
    assert classifier.C == 0.5
    assert classifier.get_params()["extractors__words__max_n"] == 1
    assert copy.get_params()["extractors__words__max_n"] == 2
    with pytest.raises(ValueError, match="Invalid parameter 'depth'"):
        classifier.set_params(depth=3)


def test_fitting_leaves_parameters_alone(corpus):
    classifier = quick()
    before = repr(classifier.get_params())
    classifier.fit(corpus[0], corpus[1])
    assert repr(classifier.get_params()) == before
    assert not hasattr(classifier.extractors.extractors[0][1], "_idf")
    assert len(classifier.features_.get_feature_names_out()) == len(classifier.weights_)


@pytest.mark.parametrize(
    "container",
    [
        list,
        tuple,
        np.array,
        lambda x: np.array(x, dtype=object),
        lambda x: pd.Series(x, index=range(1000, 1000 + len(x))),
        lambda x: [Statement.from_text(t) for t in x],
    ],
)
def test_any_sequence_of_statements_will_do(corpus, container):
    texts, labels, _ = corpus
    expected = quick().fit(texts, labels)
    found = quick().fit(container(texts), pd.Series(labels, index=range(5, 5 + len(labels))))
    np.testing.assert_array_equal(found.weights_, expected.weights_)
    assert found.predict(container(texts[:5])).tolist() == expected.predict(texts[:5]).tolist()
    scores = cross_val_score(quick(), pd.Series(texts), np.array(labels), cv=3)
    assert scores.mean() > 0.5


@pytest.mark.parametrize(
    "bad", ["a single text", [["a"], ["b"]], pd.DataFrame({"text": ["a", "b"]}), [1, 2], {"a", "b"}]
)
def test_anything_else_is_refused(bad, classifier):
    for use in (lambda x: quick().fit(x, ["x", "y"]), classifier.predict):
        with pytest.raises((TypeError, ValueError), match=r"statements|str or Statement"):
            use(bad)


def test_it_works_in_a_pipeline_and_a_grid_search(corpus):
    texts, labels, groups = corpus
    lower = FunctionTransformer(lambda texts: [text.lower() for text in texts])
    pipeline = Pipeline([("lower", lower), ("stance", quick())])
    search = GridSearchCV(
        pipeline,
        {"stance__C": [1e-4, 1e3], "stance__extractors__words__max_n": [1, 2]},
        cv=GroupKFold(3),
        scoring="neg_log_loss",
    )
    search.fit(texts, labels, groups=groups)
    assert search.best_params_["stance__C"] == 1e3
    assert search.best_score_ > -0.3
    assert search.predict(["The council refused the talks."]).tolist() == ["rejection"]
    assert search.classes_.tolist() == sorted(set(labels))


def test_scores_probabilities_and_labels_agree(classifier, corpus):
    texts, labels, _ = corpus
    proba = classifier.predict_proba(texts)
    np.testing.assert_allclose(proba.sum(axis=1), 1)
    best = classifier.classes_[proba.argmax(axis=1)]
    np.testing.assert_array_equal(classifier.predict(texts), best)
    np.testing.assert_array_equal(
        classifier.classes_[classifier.decision_function(texts).argmax(axis=1)], best
    )
    assert classifier.score(texts, labels) == np.mean(best == np.array(labels))
    assert all(b in s for b, s in zip(best, classifier.predict_set(texts), strict=True))
    assert classifier.predict([]).shape == (0,)


def test_two_labels_have_one_decision_column():
    texts = ["we want talks", "we refuse talks", "they want talks", "they refuse talks"]
    classifier = quick(C=100.0).fit(texts, [1, 0, 1, 0])
    decision = classifier.decision_function(texts)
    assert decision.shape == (4,)
    assert ((decision > 0) == [True, False, True, False]).all()
    assert classifier.predict(texts).tolist() == [1, 0, 1, 0]
    proba = classifier.predict_proba(texts)
    np.testing.assert_allclose(proba[:, 1], 1 / (1 + np.exp(-decision)))
    # The same as the logistic regression's own figure.
    head = LinearHead(C=100.0).fit(classifier.features_.transform(texts), [1, 0, 1, 0])
    np.testing.assert_allclose(
        proba, head.predict_proba(classifier.features_.transform(texts)), rtol=1e-9
    )


@pytest.mark.parametrize("calibrate", [None, "temperature"])
def test_weight_two_is_a_statement_given_twice(corpus, calibrate):
    texts, labels, groups = corpus
    twice = [2, 10, 40]
    weight = np.ones(len(texts))
    weight[twice] = 2
    settings = {"calibrate": calibrate, "tol": 1e-8, "n_folds": 3}
    weighted = quick(**settings).fit(texts, labels, sample_weight=weight, groups=groups)
    repeated = quick(**settings).fit(
        texts + [texts[i] for i in twice],
        labels + [labels[i] for i in twice],
        groups=groups + [groups[i] for i in twice],
    )
    unweighted = quick(**settings).fit(texts, labels, groups=groups)
    np.testing.assert_allclose(weighted.weights_, repeated.weights_, atol=1e-5)
    np.testing.assert_allclose(weighted.thresholds_, repeated.thresholds_, atol=1e-4)
    np.testing.assert_allclose(
        weighted.predict_proba(texts), repeated.predict_proba(texts), atol=1e-4
    )
    assert np.abs(weighted.weights_ - unweighted.weights_).max() > 1e-3


def test_balanced_labels_help_the_rare_one():
    texts = ["we talk", "they talk", "we all talk", "they all talk", "we talk on", "all refuse"]
    labels = ["yes"] * 5 + ["no"]
    probe = ["we all"]
    plain = quick().fit(texts, labels).predict_proba(probe)[0, 0]
    balanced = quick(class_weight="balanced").fit(texts, labels).predict_proba(probe)[0, 0]
    chosen = quick(class_weight={"no": 5.0}).fit(texts, labels).predict_proba(probe)[0, 0]
    assert balanced > plain
    assert chosen > plain
    with pytest.raises(ValueError, match="class_weight names 'maybe'"):
        quick(class_weight={"maybe": 2.0}).fit(texts, labels)


def test_extractors_are_chosen_by_name(corpus, letters_class):
    texts, labels, _ = corpus
    by_name = StanceClassifier(["words"], calibrate=None).fit(texts, labels)
    assert [name for name, _ in by_name.features_.extractors] == ["words"]
    own = StanceClassifier([("mine", letters_class("ab"))], calibrate=None).fit(texts, labels)
    assert own.features_.get_feature_names_out().tolist() == ["mine:a", "mine:b"]
    alone = StanceClassifier(letters_class("ab"), calibrate=None).fit(texts, labels)
    assert alone.features_.get_feature_names_out().tolist() == ["letters:a", "letters:b"]
    mixed = StanceClassifier(["words", ("mine", letters_class())], calibrate=None)
    assert len(clone(mixed).fit(texts, labels).features_.extractors) == 2
    with pytest.raises(ValueError, match="no built-in feature extractor is called 'wards'"):
        StanceClassifier(["wards"]).fit(texts, labels)
    with pytest.raises(TypeError, match=r"write \['words'\]"):
        StanceClassifier("words").fit(texts, labels)


@pytest.mark.parametrize(
    ("y", "message"),
    [
        (["a", "b"], "3 statements but 2 labels"),
        (["a", None, "b"], "statement 1 has no label"),
        (pd.Series(["a", "b", None]), "statement 2 has no label"),
        (["a", "a", "a"], "it takes two or more"),
        ([[1, 0], [0, 1], [1, 1]], "1d array"),
        ([0.5, 1.5, 2.25], "Unknown label type"),
    ],
)
def test_labels_that_cannot_be_learned_are_refused(y, message):
    with pytest.raises(ValueError, match=message):
        quick().fit(["a b", "b c", "c a"], y)


@pytest.mark.parametrize("weight", [[1, 2], [1, -1, 1], [1, np.nan, 1]])
def test_weights_that_make_no_sense_are_refused(weight):
    with pytest.raises(ValueError, match="sample_weight is one finite number"):
        quick().fit(["a b", "b c", "c a"], [0, 1, 0], sample_weight=weight)


def test_nothing_to_learn_from_is_refused():
    with pytest.raises(ValueError, match="no statements to learn from"):
        quick().fit([], [])


def test_statements_without_a_common_word_are_refused():
    with pytest.raises(ValueError, match="found nothing to learn from"):
        StanceClassifier([("words", WordNgrams(min_df=3))]).fit(["a b", "c d", "e f"], [0, 1, 0])


def test_it_can_be_sent_to_other_processes(classifier, model, corpus):
    for original in (classifier, model):
        copy = pickle.loads(pickle.dumps(original))  # noqa: S301 - our own bytes
        assert list(copy.predict(corpus[0])) == list(original.predict(corpus[0]))
    scores = cross_val_score(quick(), corpus[0], corpus[1], cv=2, n_jobs=2)
    assert scores.shape == (2,)


def test_an_unfitted_classifier_says_so():
    for use in (quick().predict, quick().predict_proba, quick().decision_function):
        with pytest.raises(NotFittedError):
            use(["a"])
    with pytest.raises(NotFittedError):
        quick().to_model(name="x")


def test_statements_that_cannot_be_calibrated_on_are_counted():
    texts = ["we talk", "they talk", "we all talk", "all refuse"]
    with pytest.warns(UserWarning, match="1 of 4 statements take no part in calibration"):
        quick(calibrate="temperature", n_folds=4).fit(texts, ["yes", "yes", "yes", "no"])


def test_one_group_leaves_scores_uncalibrated_with_a_warning(corpus):
    texts, labels, _ = corpus
    with pytest.warns(UserWarning, match="72 of 72 statements take no part"):
        classifier = quick(calibrate="temperature").fit(texts, labels, groups=["one"] * len(texts))
    assert classifier.calibration_.slope.tolist() == [1.0] * 4
    assert set(map(len, classifier.predict_set(texts))) == {4}


def test_calibration_sees_no_group_on_both_sides(corpus, monkeypatch):
    texts, labels, groups = corpus
    seen = []
    original = WordNgrams.fit_tokens

    def spy(self, tokens, y=None):
        seen.append({groups[texts.index(text)] for text in tokens.items})
        return original(self, tokens, y)

    monkeypatch.setattr(WordNgrams, "fit_tokens", spy)
    quick(calibrate="temperature", n_folds=3).fit(texts, labels, groups=groups)
    everything, *parts = seen
    assert everything == set(groups)
    assert [len(part) for part in parts] == [4, 4, 4]
    assert set.intersection(*parts) == set()


def test_the_model_predicts_as_the_classifier(classifier, model, corpus):
    texts = [*corpus[0], "", "Something else entirely"]
    assert model.predict(texts) == classifier.predict(texts).tolist()
    order = [classifier.classes_.tolist().index(label) for label in model.scheme.labels]
    np.testing.assert_allclose(
        model.predict_proba(texts), classifier.predict_proba(texts)[:, order], rtol=1e-12
    )
    sets = [set(prediction.label_set) for prediction in model.predictions(texts)]
    assert sets == [set(labels) for labels in classifier.predict_set(texts)]


def test_the_model_keeps_nothing_of_the_classifier(corpus):
    texts, labels, _ = corpus
    classifier = quick().fit(texts, labels)
    model = classifier.to_model(name="kept")
    before = model.predictions(texts)
    classifier.fit(["one two", "three four"] * 2, ["a", "b"] * 2)
    assert model.predictions(texts) == before


def test_labels_and_scheme_must_agree(corpus):
    texts, labels, _ = corpus
    classifier = quick().fit(texts, labels)
    with pytest.raises(SchemeError, match="has no label 'conditional'"):
        classifier.to_model(name="x", scheme=StanceScheme("s", ("a", "b"), null_label="a"))
    more = StanceScheme("s", (*sorted(set(labels)), "late"), null_label="late")
    with pytest.raises(SchemeError, match="no training statement carries 'late'"):
        classifier.to_model(name="x", scheme=more)


def test_numbers_as_labels_are_kept_as_text(corpus):
    texts, labels, _ = corpus
    codes = [int(label == labels[0]) for label in labels]
    scheme = StanceScheme("binary", ("1", "0"), null_label="0")
    classifier = quick().fit(texts, codes)
    model = classifier.to_model(name="x", scheme=scheme)
    assert model.predict(texts) == [str(code) for code in classifier.predict(texts)]


FINGERPRINT = """
import sys
from stancekit.modelling.classifier import StanceClassifier
texts = [f"{who} {what} talks" for who in "abcdefgh" for what in ("want", "refuse", "hold")]
labels = ["yes", "no", "none"] * 8
model = StanceClassifier(n_folds=2).fit(texts, labels)
print(model.weights_.tobytes().hex(), model.bias_.tobytes().hex(), model.calibration_.slope)
"""


def test_runs_change_nothing():
    found = set()
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", FINGERPRINT],
            capture_output=True,
            text=True,
            check=True,
            env=os.environ | {"PYTHONHASHSEED": seed},
        )
        found.add(done.stdout)
    assert len(found) == 1


def test_fitting_keeps_to_one_thread(monkeypatch):
    threads = []
    original = LogisticRegression.fit

    def spy(self, *arguments):
        threads.extend(pool["num_threads"] for pool in threadpool_info())
        return original(self, *arguments)

    monkeypatch.setattr(LogisticRegression, "fit", spy)
    with threadpool_limits(limits=2):
        quick().fit(["a b", "b c", "c d"], [0, 1, 0])
    assert set(threads) == {1}


def test_fitting_gives_no_warning(corpus):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        StanceClassifier(words()).fit(corpus[0], corpus[1], groups=corpus[2])
