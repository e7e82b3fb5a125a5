"""Label scores against hand counts and independent implementations."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import f1_score

from stancekit import DIPLOMACY, RecordError, StanceScheme
from stancekit.evaluation.metrics import (
    bootstrap_interval,
    confusion_matrix,
    f1_of_counts,
    macro_f1,
    paired_difference,
    score_labels,
    token_overlap,
)

labels = st.sampled_from(DIPLOMACY.labels)


@given(st.lists(st.tuples(labels, labels), min_size=1, max_size=40))
def test_macro_f1_agrees_with_scikit_learn(pairs):
    gold, predicted = zip(*pairs, strict=True)
    expected = f1_score(
        gold, predicted, labels=list(DIPLOMACY.labels), average="macro", zero_division=0
    )
    assert macro_f1(gold, predicted) == pytest.approx(expected)


def test_a_missing_prediction_is_wrong_for_every_label():
    matrix = confusion_matrix(["a", "b"], ["a", None], ["a", "b"])
    assert matrix.tolist() == [[1, 0, 0], [0, 0, 1]]
    assert f1_of_counts(matrix).tolist() == [1, 0]


def test_a_bootstrap_over_groups_is_wider_than_one_over_statements():
    # Ten documents, each all right or all wrong: 100 statements hold ten observations.
    counts = np.array([[[10.0, 0, 0], [0, 0, 0]], [[0, 10.0, 0], [0, 0, 0]]] * 5)
    single = np.array([[[1.0, 0, 0], [0, 0, 0]], [[0, 1.0, 0], [0, 0, 0]]] * 50)

    def accuracy(total):
        return float(total[0, 0] / total.sum())

    wide, narrow = bootstrap_interval(counts, accuracy), bootstrap_interval(single, accuracy)
    assert wide[1] - wide[0] > 2 * (narrow[1] - narrow[0])
    assert wide[0] < 0.5 < wide[1]


def test_one_group_gives_no_interval():
    assert np.isnan(bootstrap_interval([np.ones(1)], lambda total: float(total[0]))).all()


def test_a_paired_difference_of_a_system_with_itself_is_zero():
    counts = np.random.default_rng(0).integers(1, 9, (6, 2, 3)).astype(float)
    same = paired_difference(counts, counts, lambda total: float(f1_of_counts(total).mean()))
    assert same == {"difference": 0.0, "low": 0.0, "high": 0.0, "p": 1.0}


def test_a_paired_difference_is_improbable_where_one_system_is_always_better():
    good, bad = ([confusion_matrix(["a", "b"], found, "ab")] * 40 for found in ("ab", "ba"))
    good[0] = bad[0]
    better = paired_difference(good, bad, lambda total: float(f1_of_counts(total).mean()))
    assert better["p"] == pytest.approx(2 / 1001)
    assert better["low"] > 0.8
    one = paired_difference(good[:1], bad[:1], lambda total: float(total.sum()))
    assert math.isnan(one["p"])


def test_token_overlap_counts_words():
    assert token_overlap("the siege ends", "The siege is lifted") == pytest.approx(2 / 5)
    assert token_overlap("", "") == 0


def record(identity, label, **more):
    return {"id": identity, "label": label} | more


def test_score_labels_by_hand():
    gold = [
        record("1", "rejection", accept=["conditional"], conditions=[{"text": "under threat"}]),
        record("2", "conditional", conditions=[{"text": "they leave"}, {"text": "it is fair"}]),
        record("3", "no-stance", conditions=[]),
        record("4", "pro-diplomacy", conditions=[]),
    ]
    predicted = [
        record("3", "no-stance", conditions=[]),
        record("1", "conditional", conditions=[{"text": "under threat"}]),
        record("2", "conditional", conditions=[{"text": "they all leave now"}]),
    ]
    report = score_labels(gold, predicted, groups=["a", "a", "b", "b"], n_resamples=50)
    assert (report["n"], report["missing"]) == (4, 1)
    assert report["accuracy"] == 0.5
    assert report["lenient_accuracy"] == 0.75
    assert report["f1"] == pytest.approx(
        {"pro-diplomacy": 0, "rejection": 0, "conditional": 2 / 3, "no-stance": 1}
    )
    assert report["confusion"] == {"pro-diplomacy>(missing)": 1, "rejection>conditional": 1}
    assert report["condition_f1"] == pytest.approx(2 * 2 / (3 + 2))
    assert "ece" not in report


def test_what_abstains_is_wrong_in_all_and_left_out_of_what_is_answered():
    gold = [record(str(n), label) for n, label in enumerate(["rejection"] * 3 + ["no-stance"] * 2)]
    given = [
        record("0", "rejection"),
        record("1", "no-stance"),
        record("2", None),
        record("3", "no-stance"),
    ]
    report = score_labels(gold, given, n_resamples=20)
    assert report["missing"] == 1
    assert report["accuracy"] == pytest.approx(2 / 5)
    assert report["confusion"] == {
        "no-stance>(missing)": 1,
        "rejection>(abstained)": 1,
        "rejection>no-stance": 1,
    }
    answered = report["answered"]
    assert (answered["n"], answered["coverage"]) == (3, pytest.approx(3 / 5))
    assert answered["accuracy"] == pytest.approx(2 / 3)
    assert answered["f1"]["rejection"] == pytest.approx(2 / 3)
    assert "answered" not in score_labels(gold, gold, n_resamples=20)


def test_doubt_is_scored_by_probabilities_whether_or_not_a_label_is_given():
    shares = [
        {"rejection": 0.9, "no-stance": 0.1},
        {"rejection": 0.6, "no-stance": 0.4},
        {"rejection": 0.3, "no-stance": 0.7},
    ]
    sets = [["rejection"], ["rejection", "no-stance"], ["no-stance"]]
    gold = [record("0", "rejection"), record("1", "no-stance"), record("2", "rejection")]
    gold[2]["accept"] = ["no-stance"]
    given = [
        record(str(n), None if n == 1 else max(p, key=p.get), probabilities=p, label_set=kept)
        for n, (p, kept) in enumerate(zip(shares, sets, strict=True))
    ]
    report = score_labels(gold, given, n_resamples=20)
    # Acceptable labels count in the one, the right label alone in the other.
    assert report["ece"] == pytest.approx((0.1 + 0.6 + 0.3) / 3)
    assert report["calibration"]["error"] == pytest.approx((0.1 + 0.6 + 0.7) / 3)
    points = report["risk_coverage"]["points"]
    assert points[0] == {"coverage": 1.0, "error": pytest.approx(2 / 3), "probability": 0.6}
    assert points[-1] == {"coverage": 0.5, "error": 0.5, "probability": 0.7}
    assert report["set_coverage"] == {"rejection": 0.5, "no-stance": 1.0}
    assert report["set_size"] == pytest.approx(4 / 3)


def test_gold_with_a_foreign_label_is_refused():
    with pytest.raises(RecordError, match="7: unknown label 'yes'; scheme 'diplomacy'"):
        score_labels([record("7", "yes")], [])


def test_any_scheme_can_be_scored():
    scheme = StanceScheme("vaccines", ["for", "against"], "against")
    gold = [record("1", "for"), record("2", "against")]
    assert score_labels(gold, gold, scheme=scheme)["macro_f1"] == 1


@pytest.mark.parametrize("unknown", [None, float("nan")])
def test_probabilities_that_are_no_numbers_are_none(unknown: float | None):
    given = [
        record("1", "rejection", probabilities={"rejection": unknown, "no-stance": unknown}),
        record("2", "rejection", probabilities={"rejection": 0.75, "no-stance": 0.25}),
    ]
    gold = [record("1", "rejection"), record("2", "rejection")]
    assert score_labels(gold, given[:1], n_resamples=20).keys().isdisjoint({"ece", "risk_coverage"})
    assert score_labels(gold, given, n_resamples=20)["ece"] == 0.25
