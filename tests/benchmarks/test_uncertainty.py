"""The measurements of doubt, on answers whose honesty is known."""

import numpy as np
import pytest

from benchmarks.calibrators import CALIBRATORS, cross_fitted
from benchmarks.uncertainty import Answers, calibration_row, measure, resplit
from stancekit.modelling.calibration import softmax
from stancekit.modelling.conformal import fit_thresholds, label_mask


def drawn(n=3000, sharpness=1.0, seed=0):
    """Scores that are `sharpness` times as large as the honest ones, and labels."""
    rng = np.random.default_rng(seed)
    honest = rng.normal(scale=2.0, size=(n, 4))
    y = (rng.random((n, 1)) > softmax(honest).cumsum(axis=1)).sum(axis=1).clip(max=3)
    return honest * sharpness, y


def answered(sharpness=1.0, n=3000):
    scores, y = drawn(n, sharpness)
    probabilities = softmax(scores)
    kept = label_mask(probabilities, fit_thresholds(probabilities, y, 0.9))
    return Answers(probabilities, kept, y, np.arange(n) % 60)


@pytest.mark.parametrize("name", CALIBRATORS)
def test_every_way_of_calibration_mends_overconfidence(name):
    scores, y = drawn(sharpness=2.5)
    folds, lengths = np.arange(len(y)) % 5, np.full(len(y), 20.0)
    before = calibration_row(softmax(scores), y)
    found = cross_fitted(CALIBRATORS[name], np.log(softmax(scores)), y, lengths, folds)
    np.testing.assert_allclose(found.sum(axis=1), 1.0)
    after = calibration_row(found, y)
    assert before["excess"] > 0.08
    assert abs(after["excess"]) < 0.015
    assert after["log_loss"] < before["log_loss"] - 0.1


def test_the_interval_of_the_excess_holds_zero_only_for_honest_probabilities():
    honest, boasting = (measure(answered(s), n_resamples=40) for s in (1.0, 2.5))
    low, high = honest["figures"]["excess"]["interval"]
    assert low < 0 < high
    low, high = boasting["figures"]["excess"]["interval"]
    assert 0.05 < low < boasting["figures"]["excess"]["value"] < high
    # The order of the statements, and so the curve, hardly changes with the temperature.
    assert honest["figures"]["error_at_1"] == boasting["figures"]["error_at_1"]
    half, whole = (honest["figures"][f"error_at_{at}"]["value"] for at in ("0.5", "1"))
    assert half < 0.6 * whole


def test_random_halves_hold_each_label_as_promised():
    found = resplit(answered(), 0.9, 100)
    for item in found["coverage"].values():
        assert item["mean"] == pytest.approx(0.9, abs=0.01)
    assert 1 < found["set_size"] < 2.5
