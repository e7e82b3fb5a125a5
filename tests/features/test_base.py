"""The extractor interface: scikit-learn's conventions, inputs, state and places."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import FeatureUnion, Pipeline, make_pipeline
from sklearn.utils import get_tags

from stancekit.features import (
    CueLexicon,
    FeatureExtractor,
    FeatureSet,
    StatementStructure,
    Tokens,
    WordNgrams,
    WordStems,
    as_statements,
    default_features,
)
from stancekit.statement import Statement

TEXTS = [
    "Ruritania is ready for talks, its envoy said.",
    "Borduria has not ruled out negotiations on the canal.",
    "There will be no talks until the blockade is lifted.",
    "The minister rejected the offer of mediation.",
    "Talks would resume only if the prisoners were freed, the ministry said.",
    "The delegation landed in the capital on Monday evening.",
    'Her spokesman said: "We will never sit down with them."',
    "Ruritania is ready for talks if the blockade is lifted.",
]
LABELS = ["pro", "pro", "if", "con", "if", "none", "con", "if"]
MAKERS = [
    lambda: WordNgrams(min_df=1),
    lambda: WordStems(min_df=1),
    lambda: CueLexicon(min_df=1),
    StatementStructure,
    default_features,
]


@pytest.fixture(params=MAKERS, ids=["words", "stems", "cues", "form", "all"])
def extractor(request: pytest.FixtureRequest) -> FeatureExtractor:
    made: FeatureExtractor = request.param()
    return made


def equal(one: Any, other: Any) -> bool:
    return one.shape == other.shape and (one != other).nnz == 0


def test_clones_are_unfitted_equals(extractor: FeatureExtractor) -> None:
    extractor.fit(TEXTS)
    copy = clone(extractor)
    assert copy is not extractor
    assert repr(copy) == repr(extractor)
    assert equal(copy.fit_transform(TEXTS), extractor.transform(TEXTS))


def test_parameters_are_set_by_name() -> None:
    features = default_features()
    features.set_params(words__max_n=3, cues=CueLexicon(max_n=1))
    assert features.get_params()["words__max_n"] == 3
    assert features.get_params()["cues__max_n"] == 1
    with pytest.raises(ValueError, match="has no parameter 'nonsense'"):
        features.set_params(nonsense=1)
    with pytest.raises(ValueError, match="WordNgrams has no parameter 'size'"):
        features.set_params(words__size=1)


def test_works_in_a_grid_search(extractor: FeatureExtractor) -> None:
    pipeline = Pipeline([("features", extractor), ("head", LogisticRegression())])
    search = GridSearchCV(pipeline, {"head__C": [0.1, 10.0]}, cv=2)
    search.fit(TEXTS[:4] * 4, ["a", "b", "b", "a"] * 4)
    assert set(search.predict(TEXTS)) <= {"a", "b"}


def test_grid_search_reaches_parameters_of_members() -> None:
    pipeline = Pipeline([("features", default_features()), ("head", LogisticRegression())])
    grid = {"features__words__max_n": [1, 2], "features__cues__weight": [0.1, 0.5]}
    search = GridSearchCV(pipeline, grid, cv=2).fit(TEXTS[:4] * 4, ["a", "b", "b", "a"] * 4)
    assert search.best_params_.keys() == grid.keys()


def test_joins_with_scikit_learn_unions() -> None:
    union = FeatureUnion([("ours", WordNgrams(min_df=1)), ("cues", CueLexicon(min_df=1))])
    both = make_pipeline(union, LogisticRegression()).fit(TEXTS, LABELS)
    assert len(union.get_feature_names_out()) == both[-1].coef_.shape[1]


def test_says_that_it_takes_text(extractor: FeatureExtractor) -> None:
    tags = get_tags(extractor)
    assert tags.input_tags.string
    assert tags.input_tags.one_d_array
    assert not tags.input_tags.two_d_array


@pytest.mark.parametrize(
    "wrap",
    [
        list,
        tuple,
        np.array,
        lambda x: np.array(x, dtype=object),
        pd.Series,
        lambda x: pd.Series(x, index=range(7, 7 + len(x)), dtype="string"),
        lambda x: [Statement.from_text(text) for text in x],
        as_statements,
    ],
    ids=["list", "tuple", "U-array", "object array", "Series", "string Series", "Statement", "own"],
)
def test_takes_any_sequence(wrap: Any) -> None:
    features = default_features().fit(TEXTS)
    assert equal(features.transform(wrap(TEXTS)), features.transform(TEXTS))


@pytest.mark.parametrize(
    ("wrong", "error", "message"),
    [
        ("a text", TypeError, "single str; put it in a list"),
        (b"bytes", TypeError, "single bytes"),
        (Statement.from_text("x"), TypeError, "single Statement"),
        (None, TypeError, "not NoneType"),
        ({"a": 1}, TypeError, "not dict"),
        ({"a", "b"}, TypeError, "not set"),
        (iter(["a"]), TypeError, "not list_iterator"),
        (["a", None], TypeError, "item 1 is NoneType"),
        (["a", "b", float("nan")], TypeError, "item 2 is float"),
        ([b"a"], TypeError, "item 0 is bytes"),
        (pd.Series(["a", None]), TypeError, "item 1 is (NoneType|float)"),
        (pd.DataFrame({"text": ["a"]}), ValueError, "DataFrame with 2 dimensions"),
        (np.array([["a"]]), ValueError, "2 dimensions; pass a single column"),
        (np.array("a"), ValueError, "0 dimensions"),
        ([["a"]], TypeError, "item 0 is list"),
    ],
)
def test_refuses_other_inputs(wrong: Any, error: type[Exception], message: str) -> None:
    features = default_features()
    for use in (features.fit, features.fit_transform, as_statements):
        with pytest.raises(error, match=message) as caught:
            use(wrong)
        assert "\n" not in str(caught.value)


def test_unfitted_extractors_say_so() -> None:
    for extractor in (WordNgrams(), WordStems(), CueLexicon()):
        with pytest.raises(ValueError, match="call fit or set_state first"):
            extractor.transform(TEXTS)
        with pytest.raises(ValueError, match="call fit or set_state first"):
            extractor.get_feature_names_out()


def test_names_are_unique_and_fit_the_matrix(extractor: FeatureExtractor) -> None:
    matrix = extractor.fit_transform(TEXTS)
    names = extractor.get_feature_names_out()
    assert names.dtype == object
    assert len(set(names)) == len(names) == matrix.shape[1]
    assert matrix.dtype == np.float64
    assert matrix.has_sorted_indices
    assert matrix.indices.dtype == np.int32  # liblinear takes no wider ones


def test_state_goes_through_json_and_arrays(extractor: FeatureExtractor) -> None:
    def check(state: Any) -> None:
        for value in state.values():
            if isinstance(value, dict):
                check(value)
            elif not isinstance(value, np.ndarray):
                assert json.loads(json.dumps(value)) == value

    state = extractor.fit(TEXTS).get_state()
    check(state)
    copy = clone(extractor).set_state(state)
    assert equal(copy.transform(TEXTS), extractor.transform(TEXTS))
    assert list(copy.get_feature_names_out()) == list(extractor.get_feature_names_out())


def test_state_of_another_extractor_is_refused() -> None:
    with pytest.raises(ValueError, match="learns nothing"):
        StatementStructure().set_state({"words": []})
    with pytest.raises(ValueError, match="another lexicon"):
        CueLexicon().set_state({"classes": ["only this"]})
    state = WordNgrams(min_df=1).fit(TEXTS).get_state()
    with pytest.raises(ValueError, match="state has 3 weights"):
        WordNgrams().set_state({**state, "idf": np.ones(3)})
    with pytest.raises(ValueError, match="state has 1 weights, not 2"):
        WordStems().set_state({"stems": ["negot", "reject"], "idf": np.ones(1)})
    with pytest.raises(ValueError, match="state is for"):
        default_features().set_state({"words": state})


@pytest.mark.parametrize("names", [["a", "a"], ["a:b"], ["a__b"], ["extractors"]])
def test_bad_names_in_a_set_are_refused(names: list[str]) -> None:
    with pytest.raises(ValueError, match="can't have an extractor named"):
        FeatureSet([(name, StatementStructure()) for name in names]).fit(TEXTS)


def test_a_set_takes_extractors_of_any_kind() -> None:
    class Length(FeatureExtractor):
        name = "length"

        def transform(self, X: Any) -> Any:
            from scipy import sparse

            return sparse.csr_array(np.array([[float(s.end)] for s in as_statements(X)]))

        def get_feature_names_out(self, input_features: Any = None) -> Any:
            return np.array(["characters"], dtype=object)

    features = FeatureSet([("own", Length()), ("words", WordNgrams(min_df=1))])
    matrix = features.fit_transform(["Talks now", "None"])
    assert matrix[:, [0]].toarray().ravel().tolist() == [9.0, 4.0]
    assert features.get_feature_names_out()[0] == "own:characters"


def test_an_empty_set_and_an_empty_batch() -> None:
    assert FeatureSet([]).fit_transform(TEXTS).shape == (len(TEXTS), 0)
    features = default_features().fit(TEXTS)
    assert features.transform([]).shape == (0, len(features.get_feature_names_out()))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.one_of(st.text(max_size=40), st.sampled_from(TEXTS)), max_size=6), st.randoms())
def test_batch_is_single_and_order_is_free(texts: list[str], random: Any) -> None:
    features = FITTED
    batch = features.transform(texts)
    for row, text in enumerate(texts):
        assert equal(features.transform([text]), batch[[row]])
    order = list(range(len(texts)))
    random.shuffle(order)
    assert equal(features.transform([texts[i] for i in order]), batch[order])


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.text(max_size=60), st.sampled_from(TEXTS)))
def test_places_lie_in_the_text_and_belong_to_features_that_hold(text: str) -> None:
    held = set(FITTED.transform([text]).indices.tolist())
    for column, start, end in FITTED.locate(text):
        assert column in held
        assert 0 <= start < end <= len(text)


FITTED = default_features().set_params(words__min_df=1, stems__min_df=1, cues__min_df=1).fit(TEXTS)


@pytest.mark.parametrize("text", [*TEXTS, "talks", " ".join(TEXTS)])
def test_scores_are_sums_over_tokens(text: str) -> None:
    # A text said twice has every count of the text twice, and what stands across the seam.
    once, twice = FITTED.transform([text]), FITTED.transform([f"{text}\n\n{text}"])
    damping = Tokens([text, f"{text}\n\n{text}"]).damping
    names = FITTED.get_feature_names_out()
    counted = [i for i, name in enumerate(names) if name.startswith(("words:", "stems:"))]
    gain = twice.toarray()[0] / damping[1] - 2 * once.toarray()[0] / damping[0]
    assert (gain[counted] > -1e-9).all()
    across = [names[i] for i in counted if gain[i] > 1e-9]
    assert all(" " in name for name in across)


def test_longer_statements_are_damped() -> None:
    damping = Tokens(["", "talks", "No talks, it said."]).damping
    np.testing.assert_allclose(damping, [3**-0.5, 4**-0.5, 9**-0.5])


def test_places_of_words_are_the_words() -> None:
    text = "Talks — “Ruritania’s talks” — continue"
    names = FITTED.get_feature_names_out()
    places = {text[s:e] for c, s, e in FITTED.locate(text) if names[c] == "words:talks"}
    assert places == {"Talks", "talks"}


def test_inputs_stay_as_they_were() -> None:
    texts = list(TEXTS)
    statement = Statement.from_text(TEXTS[0])
    FITTED.transform(texts)
    FITTED.transform([statement])
    assert texts == TEXTS
    assert statement == Statement.from_text(TEXTS[0])


def test_gold_fields_change_nothing() -> None:
    from stancekit.stance import Prediction

    plain = Statement.from_text(TEXTS[0])
    told = Statement.from_text(
        TEXTS[0], prediction=Prediction("rejection"), speaker="A", counterpart="B"
    )
    assert equal(FITTED.transform([plain]), FITTED.transform([told]))


@pytest.mark.parametrize("text", ["", " ", "\n\n", "…", "?!", "\u200b\u00ad", "\ud800"])
def test_texts_without_words(text: str) -> None:
    row = FITTED.transform([text])
    assert np.isfinite(row.data).all()
    assert FITTED.locate(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "x" * 100_000,
        "no " * 33_000,
        "'" * 100_000,
        "a-" * 50_000,
        "а\u0301" * 50_000,
        "“" * 100_000,
    ],
    ids=["one word", "negations", "marks", "hyphens", "accents", "quotes"],
)
def test_long_texts_take_linear_time(text: str) -> None:
    assert FITTED.transform([text]).shape[0] == 1


def test_importing_and_transforming_needs_no_scikit_learn() -> None:
    code = (
        "import sys\n"
        "from stancekit.features import default_features\n"
        "features = default_features().set_params(words__min_df=1, cues__min_df=1)\n"
        "features.fit_transform(['Talks now.', 'No.'])\n"
        "assert 'sklearn' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
