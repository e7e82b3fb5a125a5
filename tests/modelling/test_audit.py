from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancekit.errors import RecordError
from stancekit.features import WordNgrams
from stancekit.modelling.audit import (
    LabelNoise,
    fit_noise,
    label_posterior,
    suspects,
)
from stancekit.modelling.classifier import StanceClassifier
from stancekit.modelling.training import Example
from stancekit.stance import StanceScheme

SCHEME = StanceScheme("bridge", ("for", "against", "silent"), null_label="silent")
WORDINGS = {
    "for": ("welcomes the bridge", "will gladly build the bridge", "praises the bridge plan"),
    "against": ("refuses the bridge", "will never build the bridge", "condemns the bridge plan"),
    "silent": ("opened a school", "visited the market", "read the weather report"),
}


def quick() -> StanceClassifier:
    return StanceClassifier([("words", WordNgrams(min_df=1))], calibrate=None)


@pytest.fixture
def bridge() -> list[Example]:
    """Rightly labelled statements on six topics."""
    return [
        Example(f"{topic}-{label}-{n}", f"{who} {wording}.", label, (), topic)
        for topic in ("north", "south", "east", "west", "weir", "ford")
        for label, wordings in WORDINGS.items()
        for n, (who, wording) in enumerate(
            (who, wording) for who in ("The mayor", "The guild") for wording in wordings
        )
    ]


def test_wrong_labels_come_first_with_the_right_one_suggested(bridge: list[Example]) -> None:
    wrong = {5: "against", 46: "silent", 71: "for"}
    right = {bridge[i].id: bridge[i].label for i in wrong}
    for i, label in wrong.items():
        bridge[i] = replace(bridge[i], label=label)
    found = suspects(bridge, scheme=SCHEME, classifier=quick(), n_folds=3)
    assert len(found) == len(bridge)
    assert {one.example.id: one.suggested for one in found[:3]} == right
    assert found[2].probability > 0.5 > found[3].probability
    assert sum(one.probability for one in found) == pytest.approx(3, abs=1)


def test_an_accepted_label_is_no_suspect(bridge: list[Example]) -> None:
    bridge[5] = replace(bridge[5], label="against", accept=(bridge[5].label,))
    bridge[40] = replace(bridge[40], label="for", accept=("silent", "against"))
    found = suspects(bridge, scheme=SCHEME, classifier=quick(), n_folds=3)
    by_id = {one.example.id: one for one in found}
    assert by_id[bridge[5].id].probability < 0.1
    assert by_id[bridge[5].id].suggested == "silent"
    # Where every label is given or accepted, none can be wrong.
    assert bridge[40].id not in by_id


def test_progress_counts_the_fits_of_both_models(bridge: list[Example]) -> None:
    steps: list[tuple[int, int]] = []
    suspects(
        bridge,
        scheme=SCHEME,
        classifier=quick(),
        n_folds=2,
        progress=lambda done, of: steps.append((done, of)),
    )
    assert steps == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_a_label_of_another_scheme_and_a_single_topic_are_refused(bridge: list[Example]) -> None:
    with pytest.raises(RecordError, match="unknown label 'for'"):
        suspects(bridge, n_folds=3)
    with pytest.raises(ValueError, match="two or more groups"):
        suspects([replace(one, topic="north") for one in bridge], scheme=SCHEME, n_folds=3)


@pytest.mark.parametrize("rate", [0.01, 0.1, 0.25])
@pytest.mark.parametrize("slope", [0.6, 2.0])
def test_noise_is_estimated_beside_the_slope(rate: float, slope: float) -> None:
    generator = np.random.default_rng(3)
    logits = generator.normal(scale=3, size=(20_000, 3))
    true = np.array([generator.choice(3, p=np.exp(row) / np.exp(row).sum()) for row in logits])
    wrong = generator.random(len(true)) < rate
    given_labels = np.where(wrong, (true + generator.integers(1, 3, len(true))) % 3, true)
    logs = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    noise = fit_noise(logs / slope, given_labels)
    assert noise.rate == pytest.approx(rate, abs=0.01)
    assert noise.slope == pytest.approx(slope, rel=0.1)


def test_few_labels_leave_some_doubt_about_each() -> None:
    # Every label is the likeliest, as it may be by chance; that doesn't rule wrong ones out.
    scores = np.log(np.tile([[0.5, 0.3, 0.2]], (30, 1)))
    assert 0.005 < fit_noise(scores, np.zeros(30, dtype=np.intp)).rate < 0.1


def test_sets_of_labels_given_at_random_say_nothing() -> None:
    scores, codes = np.log(np.full((4, 2), 0.5)), np.array([0, 1, 0, 0])
    found = label_posterior(scores, codes, LabelNoise(0.5, 1.0), ["a", "a", "b", "b"])
    assert found == pytest.approx(np.full((4, 2), 0.5))


def test_members_of_a_contrast_set_speak_against_each_others_labels() -> None:
    # Forty sets whose two labels differ, and one that has the same label twice.
    probabilities = np.tile([[0.8, 0.1, 0.1], [0.1, 0.8, 0.1]], (41, 1))
    probabilities[-1] = [0.5, 0.4, 0.1]
    codes = np.tile([0, 1], 41)
    codes[-1] = 0
    sets = [f"set {i // 2}" for i in range(82)]
    noise = LabelNoise(rate=0.05, slope=1.0)
    alone = label_posterior(np.log(probabilities), codes, noise, [None] * 82)
    joint = label_posterior(np.log(probabilities), codes, noise, sets)
    assert alone[-1, 0] > 0.9
    # The model doubts the second member more than the first.
    assert joint[-1, 0] < 0.5 < joint[-2, 0]
    assert joint[0, 0] > alone[0, 0]


def test_sets_whose_members_agree_as_chance_has_it_say_nothing() -> None:
    generator = np.random.default_rng(0)
    codes = generator.integers(3, size=3000)
    scores = np.log(generator.dirichlet([1, 1, 1], size=3000))
    sets = [f"set {i // 3}" for i in range(3000)]
    noise = LabelNoise(rate=0.02, slope=1.0)
    alone = label_posterior(scores, codes, noise, [None] * 3000)
    joint = label_posterior(scores, codes, noise, sets)
    assert np.abs(joint - alone).mean() < 0.01


@given(
    st.lists(
        st.tuples(
            st.lists(st.floats(-20, 0), min_size=3, max_size=3),
            st.integers(0, 2),
            st.sampled_from([None, "a", "b"]),
        ),
        min_size=1,
        max_size=20,
    ),
    st.floats(0.001, 0.49),
)
def test_posteriors_are_probabilities(
    rows: list[tuple[list[float], int, str | None]], rate: float
) -> None:
    scores = np.array([row[0] for row in rows])
    codes = np.array([row[1] for row in rows])
    found = label_posterior(scores, codes, LabelNoise(rate, 1.3), [row[2] for row in rows])
    assert np.isfinite(found).all()
    assert (found >= 0).all()
    assert found.sum(axis=1) == pytest.approx(np.ones(len(rows)))
