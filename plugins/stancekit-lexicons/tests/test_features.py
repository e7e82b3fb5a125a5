"""Counts as features: their scale, their columns, and the list that a model keeps."""

import copy
import math
import pickle

import pytest
from stancekit_lexicons.features import LexiconFeatures

from stancekit.features.base import FeatureSet

TEXT = "Sign, or else. No ultimatum was meant."  # seven words, ten tokens


def rows(words, *texts):
    return words.transform(list(texts)).toarray().tolist()


@pytest.mark.parametrize(
    ("counts", "factor"),
    [("plain", 1), ("relative", 100 / 7), ("damped", 1 / math.sqrt(10 + 3))],
)
def test_counts_are_plain_relative_or_damped(counts, factor):
    words = LexiconFeatures({"x": {"or else": 3}}, counts=counts, weight=0.5).fit([])
    assert rows(words, TEXT, "") == [[pytest.approx(1.5 * factor), 0], [0, 0]]


def test_a_column_for_each_entry():
    words = LexiconFeatures({"x": ["or else", "ultimatum*"]}, columns="entries", counts="plain")
    names = words.fit([]).get_feature_names_out().tolist()
    assert names == ["x/or else", "x/ultimatum*", "not x/or else", "not x/ultimatum*"]
    assert rows(words, TEXT) == [[1, 0, 0, 1]]
    assert words.locate(TEXT) == [(0, 6, 13), (3, 18, 27)]


def test_what_adds_up_to_nothing_is_in_no_place():
    words = LexiconFeatures({"x": ["threat"], "y": ["talks"]}, negation="turned").fit([])
    text = "A threat, but no threat: talks."
    assert words.transform([text]).nnz == 1
    assert words.locate(text) == [(1, 25, 30)]
    both = FeatureSet([("a", words), ("b", words)])
    assert both.transform([text]).shape == (1, 4)


def test_the_list_is_kept_and_the_file_not_looked_at_again(write):
    path = write("mine.csv", "entry\nor else\n")
    words = LexiconFeatures(path, counts="plain").fit([])
    write("mine.csv", "entry\nbananas\n")
    again = LexiconFeatures(path).set_state(words.get_state())
    for extractor in (words, again, pickle.loads(pickle.dumps(words)), copy.deepcopy(words)):  # noqa: S301 - our own
        assert rows(extractor, TEXT, "bananas") == [[1, 0], [0, 0]]
    assert rows(words.fit([]), TEXT, "bananas") == [[0, 0], [1, 0]]


@pytest.mark.parametrize(
    ("part", "value"),
    [("entries", ["or  other"]), ("categories", ["y"]), ("settings", {"negation": "off"})],
)
def test_a_state_that_was_altered_is_refused(part, value):
    state = LexiconFeatures({"x": ["or else"]}).fit([]).get_state()
    with pytest.raises(ValueError, match="isn't the one that the model was trained with"):
        LexiconFeatures().set_state(state | {part: value})


def test_nothing_is_counted_before_a_list_is_read():
    with pytest.raises(ValueError, match="has read no list yet"):
        LexiconFeatures().transform(["x"])


def test_a_wrong_setting_is_told_of():
    with pytest.raises(ValueError, match="negation is one of 'apart', 'turned', 'off'"):
        LexiconFeatures(negation="maybe").fit([])
    with pytest.raises(ValueError, match="negators are single words"):
        LexiconFeatures(negators=["by no means"]).fit([])
