"""Models in turn: who decides what, at which cost, and that nothing else changes."""

from __future__ import annotations

import itertools
import pickle
import random
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stancekit.errors import ModelError
from stancekit.evaluation.metrics import macro_f1
from stancekit.modelling.base import StanceModel
from stancekit.modelling.cascade import Cascade, stands
from stancekit.modelling.thresholds import choose_thresholds, measure_thresholds
from stancekit.stance import Evidence, Prediction, StanceScheme

LABELS = ("for", "against", "none")
SCHEME = StanceScheme("bridge", LABELS, null_label="none")


def said(label: str, probability: float, *others: str) -> Prediction:
    """A prediction whose label set holds the others too."""
    rest = (1 - probability) / (len(LABELS) - 1)
    probabilities = {one: probability if one == label else rest for one in LABELS}
    return Prediction(label, probabilities, (label, *others), (Evidence(0, 1, "fake:a", 1.0),))


class Replay:
    """A model that says of each text what it was given for it."""

    version = "1"

    def __init__(self, name: str, answers: dict[str, Prediction], scheme=SCHEME):
        self.name, self.answers, self.scheme = name, answers, scheme
        self.sha256 = name * 3
        self.calls: list[list[str]] = []

    def predict(self, X):
        return [answer.label for answer in self.predictions(X, evidence=False)]

    def predictions(self, X, *, evidence=True):
        self.calls.append(list(X))
        found = [self.answers[text] for text in X]
        if evidence:
            return found
        return [Prediction(p.label, p.probabilities, p.label_set) for p in found]


@pytest.fixture
def members() -> list[Replay]:
    cheap = {
        "sure": said("for", 0.9),
        "two labels": said("for", 0.95, "none"),
        "below": said("against", 0.6),
        "reaches": said("against", 0.7),
        "open": said("none", 0.4, "for"),
    }
    middle = {text: said("against", 0.99) for text in cheap} | {"open": said("for", 0.99, "none")}
    dear = {text: said("none", 0.5, "for") for text in cheap}
    return [Replay("cheap", cheap), Replay("middle", middle), Replay("dear", dear)]


def cascade_of(members, thresholds=({"for": 0.9, "against": 0.7, "none": 0.3}, 0.5)) -> Cascade:
    return Cascade(name="auto", version="1", members=members, thresholds=thresholds)


def test_each_statement_is_decided_by_the_first_that_is_sure(members):
    cascade = cascade_of(members)
    texts = ["sure", "two labels", "below", "reaches", "open"]
    found = cascade.predictions(texts)
    deciders = ["cheap", "middle", "middle", "cheap", "dear"]
    assert [one.decided_by for one in found] == deciders
    by_name = {member.name: member for member in members}
    for text, one in zip(texts, found, strict=True):
        own = by_name[one.decided_by].answers[text]
        assert (one.label, one.probabilities) == (own.label, own.probabilities)
        assert (one.label_set, one.evidence) == (own.label_set, own.evidence)
    # Each model is asked once, and only what is still open.
    assert [member.calls for member in members] == [
        [texts],
        [["two labels", "below", "open"]],
        [["open"]],
    ]
    assert isinstance(cascade, StanceModel)


def test_labels_alone_are_the_same_and_take_no_evidence(members):
    cascade = cascade_of(members)
    texts = list(members[0].answers)
    assert cascade.predict(texts) == [one.label for one in cascade.predictions(texts)]
    assert not any(one.evidence for one in cascade.predictions(texts, evidence=False))
    assert cascade.predict([]) == cascade.predictions([]) == []


def test_nothing_open_asks_nobody(members):
    cascade_of(members).predictions(["sure"])
    assert members[1].calls == members[2].calls == []


def test_single_and_batch_and_any_order_are_the_same(members):
    cascade = cascade_of(members)
    texts = list(members[0].answers) * 3
    random.Random(3).shuffle(texts)  # noqa: S311 - only an order
    assert cascade.predictions(texts) == [cascade.predictions([text])[0] for text in texts]


def test_a_label_without_threshold_never_stands(members):
    found = cascade_of(members, ({"against": 0.0}, {})).predictions(["sure", "below"])
    assert [one.decided_by for one in found] == ["dear", "cheap"]


@pytest.mark.parametrize(
    "prediction",
    [
        Prediction("for"),  # no probabilities, no set
        Prediction("for", {}, ("for",)),
        Prediction(None, {"for": 1.0}, ("for",)),
        Prediction("for", {"for": 1.0}, ("none",)),
    ],
)
def test_what_is_not_surely_a_single_label_goes_on(prediction):
    assert not stands(prediction, {"for": 0.0})


def test_the_fingerprint_follows_members_and_thresholds(members):
    one = cascade_of(members)
    assert one.sha256 == cascade_of(members, (one.thresholds[0], dict.fromkeys(LABELS, 0.5))).sha256
    others = [
        cascade_of(members, (one.thresholds[0], 0.51)),
        cascade_of([members[1], members[0], members[2]]),
        cascade_of([*members[:2], Replay("other", {})]),
    ]
    assert len({one.sha256, *(other.sha256 for other in others)}) == 4
    assert pickle.loads(pickle.dumps(one)).sha256 == one.sha256  # noqa: S301 - our own bytes


@pytest.mark.parametrize(
    ("names", "thresholds", "part"),
    [
        (["a"], [], "two or more models, and thresholds for each but the last, not 1 and 0"),
        (["a", "b"], [0.5, 0.5], "not 2 and 2"),
        (["a", "a"], [0.5], "called the same"),
        (["a", "b"], [{"maybe": 0.5}], "a threshold for no label: 'maybe'"),
        (["a", "b"], [float("nan")], "nan is no threshold for 'for'"),
        (["a", "b"], [-0.1], "-0.1 is no threshold"),
    ],
)
def test_what_does_not_fit_is_refused(names, thresholds, part):
    with pytest.raises(ModelError, match=part):
        cascade_of([Replay(name, {}) for name in names], thresholds)


def test_members_of_another_scheme_are_refused(members):
    other = Replay("b", {}, StanceScheme("tunnel", LABELS, null_label="none"))
    with pytest.raises(ModelError, match="model 'b' has another scheme than 'cheap'"):
        cascade_of([members[0], other], [0.5])


# -- thresholds --


@st.composite
def held_out(draw):
    """Predictions of two to three models, gold labels, costs and a tolerance."""
    n = draw(st.integers(5, 12))
    label = st.sampled_from(LABELS)
    one = st.builds(said, label, st.sampled_from([0.4, 0.5, 0.77, 0.9, 0.993, 1.0])) | st.builds(
        said, label, st.just(0.6), st.just("none")
    )
    models = draw(st.lists(st.lists(one, min_size=n, max_size=n), min_size=2, max_size=3))
    gold = draw(st.lists(label, min_size=n, max_size=n))
    costs = draw(st.lists(st.floats(0, 9), min_size=len(models), max_size=len(models)))
    return models, gold, costs, draw(st.sampled_from([0.0, 0.05, 0.3, 1.0]))


@settings(max_examples=12)
@given(held_out())
def test_a_choice_is_good_enough_and_does_what_it_says(drawn):
    models, gold, costs, tolerance = drawn
    choice = choose_thresholds(models, gold, costs, labels=LABELS, tolerance=tolerance)
    last = [one.label for one in models[-1]]
    assert choice.last_macro_f1 == pytest.approx(macro_f1(gold, last, LABELS))
    assert choice.macro_f1 >= choice.last_macro_f1 - tolerance - 1e-8
    assert choice.cost <= sum(costs) + 1e-8

    texts = [str(number) for number in range(len(gold))]
    members = [Replay(f"m{k}", dict(zip(texts, own, strict=True))) for k, own in enumerate(models)]
    cascade = cascade_of(members, choice.thresholds)
    found = cascade.predictions(texts)
    labels = [one.label for one in found]
    assert choice.macro_f1 == pytest.approx(macro_f1(gold, labels, LABELS))
    assert choice.accuracy == pytest.approx(np.mean(np.array(labels) == np.array(gold)))
    asked = sum(
        cost * len(call)
        for cost, member in zip(costs, members, strict=True)
        for call in member.calls
    )
    assert choice.cost == pytest.approx(asked / len(texts))
    decided = Counter(one.decided_by for one in found)
    assert choice.decided == pytest.approx([decided[m.name] / len(texts) for m in members])


@settings(max_examples=5)
@given(held_out())
def test_more_tolerance_never_costs_more(drawn):
    models, gold, costs, tolerance = drawn
    strict, loose = (
        choose_thresholds(models, gold, costs, labels=LABELS, tolerance=value)
        for value in (tolerance, tolerance + 0.2)
    )
    assert loose.cost <= strict.cost + 1e-8


def noisy(rng, gold, accuracy: float) -> list[Prediction]:
    """A calibrated model: it is right as often as it says."""
    sure = np.clip(rng.beta(6 * accuracy, 6 * (1 - accuracy), len(gold)), 0.4, 0.999)
    right = rng.random(len(gold)) < sure
    wrong = rng.integers(1, len(LABELS), len(gold))
    return [
        said(label if ok else LABELS[(LABELS.index(label) + w) % len(LABELS)], float(p))
        for label, ok, w, p in zip(gold, right, wrong, sure, strict=True)
    ]


def test_sure_answers_of_calibrated_models_save_most_of_the_cost():
    rng = np.random.default_rng(5)
    gold = [LABELS[i] for i in rng.integers(0, 3, 2000)]
    models = [noisy(rng, gold, accuracy) for accuracy in (0.75, 0.85, 0.93)]
    choice = choose_thresholds(models, gold, (1, 10, 100), labels=LABELS, tolerance=0.01)
    assert choice.macro_f1 >= choice.last_macro_f1 - 0.01
    assert choice.cost < 50  # asking the last alone costs 100
    # On other statements it keeps what it promises, within what chance does to so many.
    others = [LABELS[i] for i in rng.integers(0, 3, 8000)]
    again = [noisy(rng, others, accuracy) for accuracy in (0.75, 0.85, 0.93)]
    found = measure_thresholds(again, others, (1, 10, 100), choice.thresholds, labels=LABELS)
    assert found.macro_f1 >= found.last_macro_f1 - 0.01 - 0.01
    assert found.cost < 50
    # No cascade with one threshold a model, of all there are, does as well for less.
    sure = [np.array([one.probability for one in own]) for own in models]
    labels = [np.array([one.label for one in own]) for own in models]
    best = 111.0
    for low, high in itertools.product(np.arange(0.5, 1.0, 0.04), repeat=2):
        first, second = sure[0] >= low, sure[1] >= high
        out = np.where(first, labels[0], np.where(second, labels[1], labels[2]))
        if macro_f1(gold, out.tolist(), LABELS) >= choice.macro_f1:
            best = min(best, 1 + 10 * (~first).mean() + 100 * (~first & ~second).mean())
    assert choice.cost <= best


def test_other_thresholds_are_measured_alike():
    gold = ["for", "against", "none"]
    first = [said("for", 0.8), said("for", 0.9), said("none", 0.9, "for")]
    last = [said("for", 0.5), said("against", 0.5), said("against", 0.5)]
    found = measure_thresholds([first, last], gold, (1, 10), [{"for": 0.85}], labels=LABELS)
    assert found.decided == pytest.approx((1 / 3, 2 / 3))
    assert found.cost == pytest.approx((11 + 1 + 11) / 3)
    assert (found.accuracy, found.last_accuracy) == pytest.approx((1 / 3, 2 / 3))
    assert found.macro_f1 == pytest.approx(macro_f1(gold, ["for", "for", "against"], LABELS))


def test_a_model_that_is_never_right_decides_nothing():
    gold = list(LABELS) * 20
    wrong = [said(LABELS[(LABELS.index(label) + 1) % 3], 0.99) for label in gold]
    right = [said(label, 0.9) for label in gold]
    choice = choose_thresholds([wrong, right], gold, (1, 10), labels=LABELS)
    assert choice.decided == (0.0, 1.0)
    assert choice.thresholds == ({},)
    assert (choice.cost, choice.macro_f1) == (11.0, 1.0)


@pytest.mark.parametrize(
    ("models", "gold", "costs", "tolerance", "part"),
    [
        ([[said("for", 1.0)]], ["for"], [1], 0.0, "two or more"),
        ([[said("for", 1.0)]] * 2, ["for"], [1], 0.0, "two or more"),
        ([[said("for", 1.0)] * 4] * 2, ["for"] * 4, [1, 1], 0.0, "of 5 or more statements"),
        ([[said("for", 1.0)] * 5, []], ["for"] * 5, [1, 1], 0.0, "one prediction for each"),
        ([[said("for", 1.0)] * 5] * 2, ["maybe"] * 5, [1, 1], 0.0, "'maybe' is none of the labels"),
        ([[said("for", 1.0)] * 5] * 2, ["for"] * 5, [1, 1], float("nan"), "not negative"),
        ([[said("for", 1.0)] * 5] * 2, ["for"] * 5, [1, -1], 0.0, "not negative"),
    ],
)
def test_what_can_not_be_chosen_on_is_refused(models, gold, costs, tolerance, part):
    with pytest.raises(ValueError, match=part):
        choose_thresholds(models, gold, costs, labels=LABELS, tolerance=tolerance)
