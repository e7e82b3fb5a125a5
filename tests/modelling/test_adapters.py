"""Extractors in scikit-learn's hands, and scikit-learn's transformers as extractors."""

from __future__ import annotations

import json
import math
import subprocess
import sys
import warnings

import numpy as np
import pandas as pd
import pytest
import sklearn
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin, clone
from sklearn.compose import ColumnTransformer, make_column_transformer
from sklearn.decomposition import NMF, LatentDirichletAllocation, TruncatedSVD
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import CountVectorizer, HashingVectorizer, TfidfVectorizer
from sklearn.feature_selection import SelectKBest, chi2
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.neighbors import KNeighborsTransformer
from sklearn.pipeline import FeatureUnion, Pipeline, make_pipeline, make_union
from sklearn.preprocessing import (
    FunctionTransformer,
    KBinsDiscretizer,
    MaxAbsScaler,
    Normalizer,
    OneHotEncoder,
    StandardScaler,
)

import stancekit
from stancekit import StanceClassifier, from_sklearn
from stancekit.errors import ModelError
from stancekit.features import CueLexicon, StatementStructure, WordNgrams, WordStems
from stancekit.modelling.arrays import decode_state, encode_state, pack, shapes, unpack
from stancekit.modelling.fitted import decode_fitted, encode_fitted
from stancekit.modelling.folder import load_model, read_manifest, save_model

TEXTS = [
    f"The {who} {does} talks with {whom} on day {number}."
    for number in range(4)
    for who, whom in (("envoy", "Velia"), ("minister", "Ostmark"))
    for does in ("welcomes", "rejects")
]
LABELS = ["open" if "welcomes" in text else "shut" for text in TEXTS]
SCHEME = stancekit.StanceScheme(name="door", labels=("open", "shut"), null_label="shut")


def words_of(text):
    return text.split()


def lengths(texts):
    return np.array([[len(text), text.count("e")] for text in texts], dtype=float)


def facts(statement):
    return {"end": statement.text[-1], "long": len(statement.text) > 45, "words": 3.5}


def through_a_file(state):
    """Return a state as it comes back from a model folder."""
    arrays = {}
    record = json.loads(json.dumps(encode_state(state, "x", arrays), allow_nan=False))
    back = unpack(pack(arrays), shapes(arrays))
    found = decode_state(record, back)
    assert back == {}
    return found


TRANSFORMERS = {
    "tfidf": lambda: TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, dtype=np.float32),
    "stop words": lambda: TfidfVectorizer(stop_words=["the", "on"]),
    "characters": lambda: CountVectorizer(analyzer="char", ngram_range=(1, 3)),
    "own tokenizer": lambda: TfidfVectorizer(tokenizer=words_of, token_pattern=None),
    "fixed vocabulary": lambda: CountVectorizer(vocabulary=["envoy", "talks"]),
    "hashed": lambda: HashingVectorizer(n_features=64),
    "lsa": lambda: make_pipeline(TfidfVectorizer(), TruncatedSVD(3, random_state=0), Normalizer()),
    "random state": lambda: make_pipeline(
        CountVectorizer(), TruncatedSVD(3, random_state=np.random.RandomState(0))
    ),
    "topics": lambda: make_pipeline(
        CountVectorizer(), LatentDirichletAllocation(2, random_state=0, max_iter=2)
    ),
    "nmf": lambda: make_pipeline(TfidfVectorizer(), NMF(2, random_state=0, max_iter=500)),
    "chosen by labels": lambda: make_pipeline(CountVectorizer(), SelectKBest(chi2, k=3)),
    "union": lambda: make_union(
        CountVectorizer(), make_pipeline(FunctionTransformer(lengths), StandardScaler())
    ),
    "bins": lambda: make_pipeline(
        FunctionTransformer(lengths),
        KBinsDiscretizer(2, encode="onehot", quantile_method="averaged_inverted_cdf"),
    ),
    "one hot": lambda: make_pipeline(
        FunctionTransformer(lengths), OneHotEncoder(handle_unknown="ignore"), MaxAbsScaler()
    ),
    "columns": lambda: make_pipeline(
        FunctionTransformer(lengths),
        ColumnTransformer([("scaled", StandardScaler(), [0])], remainder="passthrough"),
    ),
}


@pytest.mark.parametrize("kind", TRANSFORMERS)
def test_what_is_learned_comes_back_to_the_bit(kind):
    make = TRANSFORMERS[kind]
    extractor = from_sklearn(make(), "mine").fit(TEXTS, LABELS)
    expected = extractor.transform([*TEXTS, "Something else altogether: 7 envoys."])
    state = through_a_file(extractor.get_state())
    fresh = from_sklearn(make(), "mine").set_state(state)
    found = fresh.transform([*TEXTS, "Something else altogether: 7 envoys."])
    assert expected.shape == found.shape
    assert expected.nnz
    assert (expected != found).nnz == 0
    names = fresh.get_feature_names_out()
    assert names.tolist() == extractor.get_feature_names_out().tolist()
    assert len(set(names)) == len(names) == found.shape[1]
    assert fresh.transform([]).shape == (0, found.shape[1])
    # The same data give the same bytes, in whatever process: no address is among them.
    again = clone(from_sklearn(make(), "mine")).fit(TEXTS, LABELS).get_state()
    assert pickle_free(again) == pickle_free(extractor.get_state())


def pickle_free(state):
    arrays = {}
    record = encode_state(state, "x", arrays)
    return json.dumps(record), pack(arrays)


def test_other_parts_of_a_statement_can_be_given():
    extractor = from_sklearn(DictVectorizer(), "facts", of=facts).fit(TEXTS)
    assert extractor.get_feature_names_out().tolist() == ["end=.", "long", "words"]
    fresh = from_sklearn(DictVectorizer(), "facts", of=facts)
    fresh.set_state(through_a_file(extractor.get_state()))
    assert fresh.transform(["Ha!"]).toarray().tolist() == [[0.0, 0.0, 3.5]]


VALUES = [
    None, True, 3, 2**70, 0.1, math.inf, -math.inf, "x\ny", np.float32(0.1), np.int64(7),
    np.str_("x"), (1, ("a", 2.5)), [1, [2]], {3, 1}, frozenset("ab"), slice(1, None, 2),
    range(3), {"$a": 1, 2: "b", ("c", 1): None}, list(range(40)), [str(n) for n in range(40)],
    [np.int32(n) for n in range(40)], np.dtype("<i4"), np.float64,
]  # fmt: skip
ARRAYS = [
    np.arange(6).reshape(2, 3),
    np.asfortranarray(np.arange(6.0).reshape(2, 3)),
    np.array([1.0, np.nan, np.inf]),
    np.array(["a", "bc"]),
    np.array(["a", None, (1, 2), np.array([1.0, 2.0])], dtype=object),
    np.array([1 + 2j]),
    np.array([], dtype=np.float16),
    np.zeros((0, 3)),
    np.array(4.5),
]


class Holder(TransformerMixin, BaseEstimator):
    """Learns whatever it is told to."""

    def fit(self, X, y=None):
        self.value_ = y
        return self

    def transform(self, X):
        return X


def restored(value):
    state = through_a_file(encode_fitted(Holder().fit([], value), Holder()))
    return decode_fitted(state, Holder()).value_


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_plain_values_come_back_with_their_types(value):
    found = restored(value)
    assert type(found) is type(value)
    assert found == value
    assert repr(found) == repr(value)


@pytest.mark.parametrize("array", ARRAYS, ids=repr)
def test_arrays_come_back_with_type_shape_and_order(array):
    found = restored(array)
    assert (found.dtype, found.shape) == (array.dtype, array.shape)
    assert found.flags.f_contiguous == array.flags.f_contiguous
    assert found.flags.writeable
    assert repr(found) == repr(array)


@pytest.mark.parametrize("kind", ["csr_matrix", "csr_array", "csc_matrix", "csc_array"])
def test_sparse_matrices_come_back(kind):
    matrix = getattr(sparse, kind)(np.eye(3)[:2])
    found = restored(matrix)
    assert type(found) is type(matrix)
    assert found.toarray().tolist() == matrix.toarray().tolist()


def _itself():
    found = []
    found.append(found)
    return found


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (lambda: 1, "function"),
        (open, "builtin_function"),
        (object(), "builtins.object"),
        (int, "builtins.type"),
        ([{"a": (1, math)}], r"Holder\.value_\[0\]\[0\]\[1\] is a builtins.module"),
        (_itself(), "holds itself"),
        (sparse.coo_array(np.eye(2)), "coo_array"),
        (sklearn.linear_model.Ridge(), "Ridge"),
        (np.zeros(2, dtype=[("a", "i4")]), "array of"),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_what_cannot_be_kept_is_refused_in_one_line(value, message):
    with pytest.raises(ModelError, match=message) as error:
        encode_fitted(Holder().fit([], value), Holder())
    assert "\n" not in str(error.value)


def test_a_transformer_with_a_tree_is_refused_before_anything_is_written(tmp_path):
    transformer = make_pipeline(
        FunctionTransformer(lengths), KNeighborsTransformer(n_neighbors=1, algorithm="ball_tree")
    )
    model = StanceClassifier([("near", from_sklearn(transformer, "near"))], calibrate=None)
    fitted = model.fit(TEXTS, LABELS).to_model(name="near", scheme=SCHEME)
    with pytest.raises(ModelError, match=r"_tree is a .*BallTree.*, which a model can't keep"):
        save_model(fitted, tmp_path / "near")
    assert not (tmp_path / "near").exists()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"class": "os.system"}, "made with a os.system, and what is registered is a sklearn"),
        ({"class": "sklearn.pipeline.Pipeline"}, "Pipeline, and what is registered is a .*Count"),
        ({"attributes": {"x": {"kind": "transformer", "class": "os._Environ", "attributes": {}}}},
         "needs a 'os._Environ', which what is registered doesn't bring"),
        ({"attributes": {"x": {"kind": "transformer", "class": "subprocess.Popen",
                               "attributes": {}}}}, "needs a 'subprocess.Popen'"),
        ({"attributes": {"x": {"kind": "given", "number": 0, "type": "function"}}}, "other param"),
        ({"attributes": {"x": {"kind": "given", "number": -1, "type": "function"}}}, "other param"),
        ({"attributes": {"x": {"kind": "pickle", "data": "cos"}}}, "unknown kind: 'pickle'"),
        ({"attributes": {"x": {"kind": "sparse", "type": "load_npz", "shape": [1]}}}, "unknown"),
        ({"attributes": {"x": {"kind": "bytes", "order": "C", "dtype": "O", "shape": [1],
                               "data": np.zeros(8, np.uint8)}}}, "models don't use"),
    ],
)  # fmt: skip
def test_a_record_brings_no_class_and_no_code_of_its_own(change, message):
    record = encode_fitted(CountVectorizer().fit(TEXTS), CountVectorizer())
    with pytest.raises(ModelError, match=message):
        decode_fitted({**record, **change}, CountVectorizer())


def test_another_version_of_scikit_learn_is_warned_of(monkeypatch):
    extractor = from_sklearn(CountVectorizer(), "counts").fit(TEXTS)
    state = {**extractor.get_state(), "made_with": "scikit-learn 1.0"}
    with pytest.warns(UserWarning, match=rf"with scikit-learn 1\.0, and .*{sklearn.__version__}"):
        from_sklearn(CountVectorizer(), "counts").set_state(state)


def test_only_transformers_are_taken():
    for wrong in (TfidfVectorizer, LogisticRegression(), "tfidf", None):
        with pytest.raises(TypeError, match="a transformer of scikit-learn is needed"):
            from_sklearn(wrong, "x")


def test_what_the_user_sets_for_all_transformers_does_not_matter():
    with sklearn.config_context(transform_output="pandas"):
        extractor = from_sklearn(
            make_pipeline(FunctionTransformer(lengths), StandardScaler()), "lengths"
        )
        assert sparse.issparse(extractor.fit(TEXTS).transform(TEXTS))


def test_a_model_keeps_it_and_is_read_back_by_the_same_call(tmp_path):
    def extractor():
        return from_sklearn(TfidfVectorizer(ngram_range=(1, 2)), "tfidf")

    classifier = StanceClassifier([("words", WordNgrams(min_df=1)), ("tfidf", extractor())])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # few statements to calibrate on
        model = classifier.fit(TEXTS, LABELS).to_model(name="door", scheme=SCHEME)
    save_model(model, tmp_path / "door")
    loaded = load_model(tmp_path / "door", {"words": WordNgrams, "tfidf": extractor()})
    np.testing.assert_array_equal(loaded.predict_proba(TEXTS), model.predict_proba(TEXTS))
    assert loaded.sha256 == model.sha256
    entry = read_manifest(tmp_path / "door")["extractors"][1]
    assert entry["params"] == {}
    assert entry["origin"]["script"] == "test_adapters.py"  # where it was made, not stancekit


SCRIPT = """
from sklearn.feature_extraction.text import TfidfVectorizer
from stancekit import from_sklearn
from stancekit.plugin import Component, hookimpl

LETTERS = from_sklearn(TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4)), "letters")

@hookimpl
def stancekit_feature_extractors():
    return [Component("letters", f"{__name__}:LETTERS", "sequences of letters")]
"""


def test_registered_in_a_script_it_trains_and_classifies_in_other_processes(tmp_path):
    (tmp_path / "letters.py").write_text(SCRIPT)
    (tmp_path / "door.json").write_text(json.dumps(SCHEME.to_record()))
    rows = [
        {"id": str(n), "text": text, "label": label}
        for n, (text, label) in enumerate(zip(TEXTS, LABELS, strict=True))
    ]
    (tmp_path / "data.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))

    def run(*arguments):
        command = [sys.executable, "-m", "stancekit", *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    script, model = ("--plugin", str(tmp_path / "letters.py")), str(tmp_path / "model")
    data, scheme = str(tmp_path / "data.jsonl"), str(tmp_path / "door.json")
    options = "--features", "letters", "--scheme", scheme, "--folds", "0"
    trained = run("train", data, "-o", model, *options, *script)
    assert trained.returncode == 0, trained.stderr
    answer = run("classify", data, "-m", model, *script)
    assert answer.returncode == 0, answer.stderr
    assert [json.loads(line)["label"] for line in answer.stdout.splitlines()] == LABELS
    refused = run("classify", data, "-m", model)
    assert refused.returncode == 1
    assert "--plugin with the script letters.py" in refused.stderr


OWN = [WordNgrams(min_df=1), WordStems(min_df=1), CueLexicon(), StatementStructure()]


@pytest.mark.parametrize("extractor", OWN, ids=lambda item: item.name)
def test_any_extractor_works_in_scikit_learns_compositions(extractor):
    head = LogisticRegression()
    expected = clone(extractor).fit(TEXTS, LABELS).transform(TEXTS)
    pipeline = make_pipeline(clone(extractor), MaxAbsScaler(), head).fit(TEXTS, LABELS)
    assert len(pipeline.predict(TEXTS)) == len(LABELS)
    assert cross_val_score(pipeline, TEXTS, LABELS, cv=2).shape == (2,)
    union = FeatureUnion([("own", clone(extractor)), ("counts", CountVectorizer())])
    both = union.fit(TEXTS, LABELS).transform(TEXTS)
    assert (both[:, : expected.shape[1]] != sparse.csr_array(expected)).nnz == 0
    assert len(union.get_feature_names_out()) == both.shape[1]
    frame = pd.DataFrame({"text": TEXTS, "year": range(len(TEXTS))})
    columns = make_column_transformer((clone(extractor), "text"), (MaxAbsScaler(), ["year"]))
    found = columns.fit_transform(frame, LABELS)
    assert found.shape == (len(TEXTS), expected.shape[1] + 1)
    assert len(columns.get_feature_names_out()) == found.shape[1]


def test_a_grid_search_reaches_into_extractors_and_into_transformers():
    pipeline = Pipeline([("words", WordNgrams()), ("head", LogisticRegression())])
    search = GridSearchCV(pipeline, {"words__min_df": [1, 3]}, cv=2).fit(TEXTS, LABELS)
    assert search.best_params_["words__min_df"] in (1, 3)
    tfidf = from_sklearn(TfidfVectorizer(), "tfidf")
    classifier = StanceClassifier([("tfidf", tfidf)], calibrate=None)
    grid = {
        "extractors": [[("tfidf", clone(tfidf).set_params(transformer__min_df=n))] for n in (1, 3)]
    }
    search = GridSearchCV(classifier, grid, cv=2).fit(TEXTS, LABELS)
    (_, best) = search.best_estimator_.features_.extractors[0]
    assert best.transformer_.min_df == best.transformer.min_df
    # Parameters that were searched for are data, and come back though the call names others.
    fresh = from_sklearn(TfidfVectorizer(), "tfidf").set_state(through_a_file(best.get_state()))
    assert fresh.transformer_.min_df == best.transformer.min_df


def test_set_output_is_refused_by_scikit_learn_in_so_many_words():
    # Features are sparse, which data frames of pandas and polars can't hold column by column.
    pipeline = make_pipeline(WordNgrams(min_df=1), MaxAbsScaler())
    with pytest.raises(ValueError, match="set_output"):
        pipeline.set_output(transform="pandas")
    with sklearn.config_context(transform_output="pandas"):
        assert sparse.issparse(WordNgrams(min_df=1).fit(TEXTS).transform(TEXTS))
