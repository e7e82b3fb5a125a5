from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from stancekit.modelling.calibration import (
    Calibration,
    fit_calibration,
    negative_log_likelihood,
    softmax,
)

scores_strategy = hnp.arrays(
    np.float64,
    st.tuples(st.integers(1, 8), st.integers(2, 5)),
    elements=st.floats(-1e6, 1e6, allow_nan=False),
)


def overconfident(n=4000, n_labels=3, sharpness=3.0, seed=0):
    """Scores that are `sharpness` times too large for the labels drawn from them."""
    rng = np.random.default_rng(seed)
    true = rng.normal(size=(n, n_labels))
    draws = rng.random((n, 1))
    y = (draws > softmax(true).cumsum(axis=1)).sum(axis=1).clip(max=n_labels - 1)
    return true * sharpness, y


@settings(deadline=None)
@given(scores_strategy)
def test_probabilities_add_up_to_one(scores):
    probabilities = softmax(scores)
    assert (probabilities >= 0).all()
    np.testing.assert_allclose(probabilities.sum(axis=1), 1.0, rtol=1e-12)


def test_temperature_undoes_overconfidence():
    scores, y = overconfident(sharpness=3.0)
    calibration = fit_calibration(scores, y)
    assert calibration.slope == pytest.approx(np.full(3, 1 / 3), rel=0.1)
    assert (calibration.offset == 0).all()


@pytest.mark.parametrize("sharpness", [0.2, 5.0])
@pytest.mark.parametrize("method", ["temperature", "vector"])
def test_calibration_improves_likelihood_of_new_statements(method, sharpness):
    scores, y = overconfident(sharpness=sharpness)
    calibration = fit_calibration(scores, y, method=method)
    new_scores, new_y = overconfident(sharpness=sharpness, seed=1)
    before = negative_log_likelihood(softmax(new_scores), new_y)
    after = negative_log_likelihood(calibration.probabilities(new_scores), new_y)
    assert after < before - 0.05


def test_vector_scaling_mends_a_label_that_is_scored_too_high():
    scores, y = overconfident(sharpness=1.0)
    scores = scores + np.array([2.0, 0.0, 0.0])
    vector = fit_calibration(scores, y, method="vector")
    temperature = fit_calibration(scores, y)
    losses = [negative_log_likelihood(c.probabilities(scores), y) for c in (vector, temperature)]
    assert losses[0] < losses[1] - 0.1
    assert vector.probabilities(scores).mean(axis=0) == pytest.approx(
        np.bincount(y) / len(y), abs=0.01
    )


@settings(deadline=None)
@given(scores_strategy, st.integers(0, 100))
def test_temperature_never_moves_the_best_label(scores, seed):
    y = np.random.default_rng(seed).integers(0, scores.shape[1], len(scores))
    calibration = fit_calibration(scores / 1e3, y)
    assert np.isfinite(calibration.slope).all()
    assert (calibration.slope > 0).all()
    np.testing.assert_array_equal(
        calibration.apply(scores).argmax(axis=1), (scores * calibration.slope).argmax(axis=1)
    )
    assert len(set(calibration.slope.tolist())) == 1


def test_scores_without_errors_keep_a_finite_temperature():
    scores = np.eye(3)[[0, 1, 2] * 5] * 4
    calibration = fit_calibration(scores, np.array([0, 1, 2] * 5))
    assert 1.0 < calibration.slope[0] < 100.0


def test_weight_two_counts_as_two():
    scores, y = overconfident(n=50)
    weight = np.ones(50)
    weight[:10] = 2
    weighted = fit_calibration(scores, y, method="vector", sample_weight=weight)
    repeated = fit_calibration(
        np.vstack([scores, scores[:10]]), np.append(y, y[:10]), method="vector"
    )
    np.testing.assert_allclose(weighted.slope, repeated.slope, rtol=1e-6)
    np.testing.assert_allclose(weighted.offset, repeated.offset, atol=1e-6)


def test_unusable_requests_are_refused():
    with pytest.raises(ValueError, match="temperature or vector"):
        fit_calibration(np.zeros((1, 2)), np.array([0]), method="isotonic")
    with pytest.raises(ValueError, match="no scores"):
        fit_calibration(np.zeros((0, 2)), np.zeros(0, dtype=int))


def test_identity_changes_nothing():
    scores = np.array([[1.0, -2.0, 0.5]])
    np.testing.assert_array_equal(Calibration.identity(3).apply(scores), scores)
