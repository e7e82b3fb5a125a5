"""Calibration errors and risk-coverage curves against hand counts and slow definitions."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancekit.evaluation.uncertainty import (
    calibration_floor,
    calibration_report,
    expected_calibration_error,
    risk_coverage,
)

answers = st.lists(
    st.tuples(st.sampled_from([0.3, 0.5, 0.7, 0.9, 1.0]), st.booleans()), min_size=1, max_size=7
)


def test_calibration_error_by_hand():
    # 0.9 sure and right half of the time: off by 0.4; 0.6 sure and right 6 of 10 times: exact.
    sure = [0.91] * 10 + [0.6] * 10
    right = [True, False] * 5 + [True] * 6 + [False] * 4
    assert expected_calibration_error(sure, right) == pytest.approx(0.205)
    assert expected_calibration_error(sure, right, bins=2, equal_mass=True) == pytest.approx(0.205)


def test_equal_mass_bins_hold_equal_numbers():
    # Two bins of two: (0.1, 0.2) off by 0.15, (0.3, 0.9) off by 0.4 in the mean.
    sure, right = [0.3, 0.1, 0.9, 0.2], [True, False, True, False]
    error = expected_calibration_error(sure, right, bins=2, equal_mass=True)
    assert error == pytest.approx((0.15 + 0.4) / 2)
    # Of equal width, 0.1 to 0.3 share a bin: off by 0.4 in sum, and 0.9 by 0.1.
    assert expected_calibration_error(sure, right, bins=2) == pytest.approx((0.4 + 0.1) / 4)


@pytest.mark.parametrize("n", [300, 3000])
def test_the_floor_is_what_honest_probabilities_show(n):
    rng = np.random.default_rng(5)
    errors, floors = [], []
    for _ in range(60):
        sure = rng.uniform(0.3, 1.0, n)
        right = rng.random(n) < sure
        errors.append(expected_calibration_error(sure, right, bins=15, equal_mass=True))
        floors.append(calibration_floor(sure, n_draws=20, seed=1).mean())
    assert np.mean(errors) == pytest.approx(np.mean(floors), rel=0.1)


def test_the_floor_falls_with_the_root_of_the_number():
    sure = np.random.default_rng(0).uniform(0.3, 1.0, 1000)
    few, many = calibration_floor(sure).mean(), calibration_floor(np.tile(sure, 16)).mean()
    assert few / many == pytest.approx(4, rel=0.15)


def test_probabilities_of_one_that_are_right_have_no_floor():
    assert calibration_floor(np.ones(50)).max() == 0


def test_dishonest_probabilities_stand_out_from_the_floor():
    rng = np.random.default_rng(2)
    sure = rng.uniform(0.5, 0.95, 4000)
    honest = calibration_report(sure, rng.random(4000) < sure)
    low, high = honest["floor_interval"]
    assert low <= honest["floor"] <= high
    assert abs(honest["excess"]) < 0.01
    boasting = calibration_report(sure, rng.random(4000) < sure - 0.1)
    assert boasting["excess"] == pytest.approx(0.1 - boasting["floor"], abs=0.02)
    assert boasting["error"] > boasting["floor_interval"][1]


def test_the_floor_is_the_same_in_every_run():
    sure = np.linspace(0.4, 0.9, 40)
    assert (calibration_floor(sure) == calibration_floor(sure)).all()


def test_risk_and_coverage_by_hand():
    curve = risk_coverage([0.9, 0.5, 0.8, 0.6], [True, False, False, True])
    assert curve.coverage.tolist() == [0.25, 0.5, 0.75, 1.0]
    assert curve.risk == pytest.approx([0, 1 / 2, 1 / 3, 1 / 2])
    assert curve.confidence.tolist() == [0.9, 0.8, 0.6, 0.5]
    assert curve.aurc == pytest.approx((1 / 2 + 1 / 3 + 1 / 2) / 4)
    # With both errors last the risks would be 0, 0, 1/3, 1/2.
    assert curve.excess_aurc == pytest.approx(1 / 2 / 4)
    assert curve.at(0.5) == (0.5, 0.8)
    assert curve.at(0.51) == (pytest.approx(1 / 3), 0.6)
    assert curve.at(0.001) == (0.0, 0.9)


@given(answers)
def test_equal_confidence_counts_as_its_mean_over_all_orders(items):
    sure, right = zip(*items, strict=True)
    curve = risk_coverage(sure, right)
    areas = []
    for order in itertools.permutations(range(len(items))):
        if any(sure[a] < sure[b] for a, b in itertools.pairwise(order)):
            continue
        wrong = np.cumsum([not right[i] for i in order])
        areas.append((wrong / np.arange(1, len(items) + 1)).mean())
    assert curve.aurc == pytest.approx(np.mean(areas))


@given(answers)
def test_no_order_beats_the_one_that_puts_errors_last(items):
    sure, right = zip(*items, strict=True)
    curve = risk_coverage(sure, right)
    assert curve.excess_aurc >= -1e-12
    assert risk_coverage(np.array(right, dtype=float), right).excess_aurc == pytest.approx(0)
    assert curve.risk[-1] == pytest.approx(1 - np.mean(right))


def test_unusable_answers_are_refused():
    with pytest.raises(ValueError, match="one confidence for each answer"):
        expected_calibration_error([0.5, 0.6], [True])
    with pytest.raises(ValueError, match="at least one"):
        risk_coverage([], [])
    for coverage in (0, -0.1, 1.1):
        with pytest.raises(ValueError, match="coverage"):
            risk_coverage([0.5], [True]).at(coverage)
    assert np.isnan(expected_calibration_error([], []))
