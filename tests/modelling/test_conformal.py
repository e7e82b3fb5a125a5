from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stancekit.modelling.calibration import softmax
from stancekit.modelling.conformal import fit_thresholds, label_mask


def draw(n, seed, n_labels=4):
    """Statements of unequal labels, the rarer the harder, as probabilities and right labels."""
    rng = np.random.default_rng(seed)
    y = rng.choice(n_labels, size=n, p=[0.6, 0.25, 0.1, 0.05])
    scores = rng.normal(size=(n, n_labels))
    scores[np.arange(n), y] += np.array([3.0, 2.0, 1.0, 0.5])[y]
    return softmax(scores), y


@pytest.mark.parametrize("coverage", [0.7, 0.9, 0.95])
def test_sets_hold_every_label_as_often_as_promised(coverage):
    probabilities, y = draw(20_000, seed=0)
    thresholds = fit_thresholds(probabilities, y, coverage)
    new, new_y = draw(20_000, seed=1)
    held = label_mask(new, thresholds)[np.arange(len(new_y)), new_y]
    for label in range(4):
        own = held[new_y == label]
        # Three standard errors; a set also holds the best label, so it may hold more.
        slack = 3 * np.sqrt(coverage * (1 - coverage) / len(own))
        assert own.mean() > coverage - slack
        if thresholds[label] < 0.25:  # where the best label is always above its threshold
            assert own.mean() < coverage + slack + 0.01


def test_thresholds_are_the_ranked_probabilities():
    own = np.linspace(0.05, 0.95, 19)
    probabilities = np.column_stack([own, 1 - own])
    thresholds = fit_thresholds(probabilities, np.zeros(19, dtype=int), 0.9)
    # 10 % of 19 + 1 statements: two may fall below, so the second lowest is the threshold.
    assert thresholds.tolist() == [pytest.approx(own[1]), 0.0]


@given(
    st.lists(st.integers(0, 10**6), min_size=2, max_size=60, unique=True),
    st.sampled_from([0.5, 0.8, 0.9, 0.95]),
)
def test_coverage_is_exact_whichever_statement_is_the_new_one(ranks, coverage):
    # Exchangeable statements: each of them is as likely as any other to be the one to come.
    own = np.array(ranks) / 10**6
    held = 0
    for new in range(len(own)):
        rest = np.delete(own, new)
        probabilities = np.column_stack([rest, 1 - rest])
        (threshold, _) = fit_thresholds(probabilities, np.zeros(len(rest), dtype=int), coverage)
        held += own[new] >= threshold
    share = held / len(own)
    assert coverage - 1e-9 <= share < coverage + 1 / len(own) + 1e-9


@given(st.lists(st.sampled_from([0.1, 0.4, 0.4, 0.8]), min_size=2, max_size=40))
def test_equal_probabilities_only_raise_the_coverage(values):
    own = np.array(values)
    held = [
        own[new]
        >= fit_thresholds(np.delete(own, new)[:, None], np.zeros(len(own) - 1, dtype=int), 0.8)[0]
        for new in range(len(own))
    ]
    assert np.mean(held) >= 0.8 - 1e-9


def test_too_few_statements_rule_nothing_out():
    probabilities = np.array([[0.9, 0.1]] * 5)
    assert fit_thresholds(probabilities, np.zeros(5, dtype=int), 0.9).tolist() == [0.0, 0.0]


def test_weight_two_counts_as_two():
    probabilities, y = draw(300, seed=2)
    weight = np.ones(300)
    weight[:100] = 2
    weighted = fit_thresholds(probabilities, y, 0.9, sample_weight=weight)
    repeated = fit_thresholds(
        np.vstack([probabilities, probabilities[:100]]), np.append(y, y[:100]), 0.9
    )
    np.testing.assert_array_equal(weighted, repeated)


@settings(deadline=None)
@given(st.integers(1, 30), st.lists(st.floats(0, 1), min_size=3, max_size=3), st.integers(0, 99))
def test_sets_are_never_empty_and_hold_the_best_label(n, thresholds, seed):
    probabilities = softmax(np.random.default_rng(seed).normal(size=(n, 3)))
    mask = label_mask(probabilities, np.array(thresholds))
    assert mask[np.arange(n), probabilities.argmax(axis=1)].all()


@pytest.mark.parametrize("coverage", [0.0, 1.0, -1, 2])
def test_impossible_coverage_is_refused(coverage):
    with pytest.raises(ValueError, match="between 0 and 1"):
        fit_thresholds(np.array([[0.5, 0.5]]), np.array([0]), coverage)
