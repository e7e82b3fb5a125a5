"""Evidence by leaving words out: the words that decide are found, and nothing else changes."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import stancekit
from stancekit.document import Span
from stancekit.errors import ModelError
from stancekit.modelling.base import StanceModel
from stancekit.modelling.cascade import Cascade
from stancekit.modelling.evidence import MAX_EVIDENCE
from stancekit.modelling.occlusion import (
    MAX_PHRASES,
    MAX_WORDS,
    Occlusion,
    occlusion_evidence,
    without,
)
from stancekit.stance import Evidence, Prediction, StanceScheme
from stancekit.statement import Condition, Statement
from stancekit.testing.strategies import statements, texts

SCHEME = StanceScheme("bridge", ("for", "against"), null_label="against")


class Keywords:
    """A model that adds up what each word is worth, or what all of several are together."""

    version, sha256, scheme = "1", "k", SCHEME

    def __init__(self, name: str = "keywords", *, together: bool = False, **worth: float):
        self.name, self.worth, self.together = name, worth, together
        self.calls: list[int] = []

    def predict(self, X):
        return [one.label for one in self.predictions(X)]

    def predictions(self, X, *, evidence=True):
        self.calls.append(len(X))
        return [self._one(item if isinstance(item, str) else item.text) for item in X]

    def _one(self, text: str) -> Prediction:
        words = set(re.findall(r"\w+", text.lower()))
        found = [worth for word, worth in self.worth.items() if word in words]
        if self.together:
            found = found[:1] if found else []
        share = min(1.0, max(0.0, 0.1 + sum(found)))
        label = "for" if share >= 0.5 else "against"
        return Prediction(label, {"for": share, "against": 1 - share}, (label,))


def shown(text: str, evidence: tuple[Evidence, ...]) -> list[tuple[str, str, float]]:
    return [(text[e.start : e.end], e.feature, round(e.weight, 6)) for e in evidence]


def test_the_words_that_decide_are_found():
    model = Keywords(welcomes=0.5, warmly=0.3)
    text = "In Vesk, Ada Lorn warmly “welcomes” the bridge; the guild said nothing."
    (found,) = occlusion_evidence(model, [text], model.predictions([text]))
    assert shown(text, found) == [
        ("welcomes", "occlusion:word", 0.5),
        ("warmly", "occlusion:word", 0.3),
    ]


def test_a_phrase_whose_words_stand_in_for_each_other_is_found_whole():
    model = Keywords(together=True, gladly=0.8, builds=0.8)
    text = "After the harvest, he gladly builds it, or so he says."
    (found,) = occlusion_evidence(model, [text], model.predictions([text]))
    assert shown(text, found) == [("he gladly builds it", "occlusion:phrase", 0.8)]


def test_what_speaks_for_another_label_is_no_evidence():
    model = Keywords(welcomes=0.6, never=-0.4)
    text = "He never welcomes it."
    (prediction,) = model.predictions([text])
    assert prediction.label == "against"
    (found,) = occlusion_evidence(model, [text], [prediction])
    assert shown(text, found) == [("never", "occlusion:word", 0.4)]


def test_two_calls_for_many_statements_and_bounded_for_long_ones():
    model = Keywords(welcomes=0.8)
    many = [f"The mayor number {n} welcomes it." for n in range(100)]
    occlusion_evidence(model, many, model.predictions(many))
    assert len(model.calls) == 3
    model.calls.clear()
    long = "He said so, " * 400 + "and he welcomes the bridge, " + "they say, " * 400
    (found,) = occlusion_evidence(model, [long], model.predictions([long]))
    assert model.calls[1] <= MAX_PHRASES
    assert model.calls[2] <= MAX_WORDS
    assert "welcomes" in long[found[0].start : found[0].end]


def test_it_stands_for_the_models_own_evidence_and_is_found_only_when_wanted():
    own = (Evidence(0, 2, "mine", 1.0),)

    class Telling(Keywords):
        def predictions(self, X, *, evidence=True):
            found = super().predictions(X)
            return [replace(one, evidence=own) for one in found] if evidence else found

    model = Telling(welcomes=0.8)
    wrapped = Occlusion(model)
    (found,) = wrapped.predictions(["He welcomes it."])
    assert [one.feature for one in found.evidence] == ["occlusion:word"]
    assert not any(one.evidence for one in wrapped.predictions(["He welcomes it."], evidence=False))
    assert isinstance(wrapped, StanceModel)
    for name in ("name", "version", "sha256", "scheme"):
        assert getattr(wrapped, name) == getattr(model, name)
    assert wrapped.predict(["He welcomes it.", "No."]) == ["for", "against"]
    assert wrapped.predictions([]) == []


def test_of_a_cascade_the_model_that_decided_is_asked():
    cheap, dear = Keywords("cheap", welcomes=0.8), Keywords("dear", builds=0.8)
    cascade = Cascade(name="turns", version="1", members=[cheap, dear], thresholds=[{"for": 0.5}])
    given = ["He welcomes what she builds.", "What she builds, he likes."]
    found = Occlusion(cascade).predictions(given)
    assert [one.decided_by for one in found] == ["cheap", "dear"]
    spoken = [shown(text, one.evidence)[0][0] for text, one in zip(given, found, strict=True)]
    assert spoken == ["welcomes", "builds"]


def test_a_model_without_probabilities_is_refused_with_a_reason():
    class Bare(Keywords):
        def _one(self, text):
            return Prediction("for")

    with pytest.raises(ModelError, match="model 'keywords' gives no probabilities"):
        Occlusion(Bare()).predictions(["He welcomes it."])


@pytest.fixture(scope="module")
def shipped():
    return stancekit.load().model


def test_the_shipped_model_shows_what_a_reader_would_point_at(shipped):
    text = "The envoy said on Monday that they will never sit down with the marshal."
    (prediction,) = shipped.predictions([text])
    assert prediction.label == "rejection"
    (found,) = occlusion_evidence(shipped, [text], [prediction])
    assert "never" in text[found[0].start : found[0].end]


@settings(max_examples=40)
@given(st.lists(texts(min_size=0), max_size=4))
def test_offsets_hold_for_any_text_alone_or_with_others(given):
    model = Keywords(a=0.4, b=0.3, é=0.3)
    found = occlusion_evidence(model, given, model.predictions(given))
    for text, one in zip(given, found, strict=True):
        assert len(one) <= MAX_EVIDENCE
        places = sorted((e.start, e.end) for e in one)
        assert all(0 <= start < end <= len(text) for start, end in places)
        assert all(a[1] <= b[0] for a, b in itertools.pairwise(places))
        weights = [e.weight for e in one]
        assert weights == sorted(weights, reverse=True)
        assert occlusion_evidence(model, [text], model.predictions([text])) == [one]


TEXT = "“We will not sit down,” Ada Lorn said, “if they stay.”"


def test_what_points_into_a_statement_moves_along():
    def at(part: str) -> Span:
        start = 100 + TEXT.index(part)
        return Span(start, start + len(part))

    before = Statement(
        100,
        100 + len(TEXT),
        TEXT,
        content=(at("We will not sit down"), at("if they stay")),
        cue=at("said"),
        mention=at("Ada Lorn"),
        conditions=(Condition(at("they").start, at("stay").end, "they stay"),),
        speaker="Ada Lorn",
    )
    start = TEXT.index("not")
    after = without(before, start, start + 3)
    assert after.text == "“We will sit down,” Ada Lorn said, “if they stay.”"
    pieces = [*after.content, after.cue, after.mention]
    assert [after.text[s.start - 100 : s.end - 100] for s in pieces] == [
        "We will sit down",
        "if they stay",
        "said",
        "Ada Lorn",
    ]
    assert (after.start, after.end) == (100, 100 + len(after.text))
    assert (after.speaker, after.conditions) == ("Ada Lorn", ())
    start = TEXT.index("if they stay")
    assert len(without(before, start, start + 12).content) == 1


@given(st.data())
def test_nothing_left_points_outside(data):
    text = data.draw(texts(min_size=1))
    statement = data.draw(statements(text))
    start, end = sorted(
        data.draw(st.lists(st.integers(0, len(statement.text)), min_size=2, max_size=2))
    )
    after = without(statement, start, end)
    assert after.end - after.start == len(after.text)
    assert after.text == without(statement.text, start, end)
    for span in (*after.content, after.cue, after.mention):
        assert span is None or 0 <= span.start <= span.end <= len(text)
