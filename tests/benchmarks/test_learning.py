from __future__ import annotations

import pytest

from benchmarks import learning
from stancekit.evaluation.gold import SeedStatement
from stancekit.evaluation.seeds import load_statements
from stancekit.evaluation.splits import group_labels
from stancekit.features import default_features


@pytest.fixture(scope="module")
def few() -> list[SeedStatement]:
    return load_statements()[::30]


def test_the_curve_trains_on_more_from_share_to_share(few: list[SeedStatement]) -> None:
    half, whole = learning.learning_curve(few, (0.5, 1.0), draws=2, folds=2)
    assert half["statements"] < whole["statements"] == len(few)
    assert half["topics"] < whole["topics"] == len(set(group_labels(few)))
    for name in learning.SYSTEMS:
        for part in ("first batch", "rest"):
            assert len(half[name][part]["draws"]) == 2
            # All topics can be drawn in one way only.
            assert len(whole[name][part]["draws"]) == 1
            assert half[name][part]["low"] < half[name][part]["macro_f1"]
            assert half[name][part]["macro_f1"] < half[name][part]["high"]


def test_the_ablation_has_every_family_of_the_default_features(few: list[SeedStatement]) -> None:
    rows = learning.ablation(few, folds=2)
    families = [name for name, _ in default_features().extractors]
    assert [row["title"] for row in rows] == [
        "all",
        *(f"without {name}" for name in families),
        *(f"{name} alone" for name in families),
    ]
    for row in rows[1:]:
        for part in ("first batch", "rest"):
            difference = row[part]["macro_f1"] - rows[0][part]["macro_f1"]
            assert row[part]["difference"]["difference"] == pytest.approx(difference)


def test_the_report_has_a_row_for_each_measurement() -> None:
    score = {"macro_f1": 0.5, "low": 0.4, "high": 0.6, "draws": [0.5]}
    gap = {"difference": {"difference": -0.1, "low": -0.2, "high": 0.0}}
    both = {"first batch": score, "rest": score}
    curve = {"share": 0.5, "topics": 7, "statements": 1234.5}
    report = {
        "versions": {"stancekit": "1"},
        "seeds": "abc",
        "statements": 2469,
        "topics": 14,
        "parts": list(both),
        "folds": 10,
        "draws": 3,
        "seconds": 90,
        "curve": [curve | dict.fromkeys(learning.SYSTEMS, both)],
        "ablation": [
            {"title": "all", **both},
            {"title": "cues alone", "first batch": score | gap, "rest": score | gap},
        ],
    }
    text = learning.as_markdown(report)
    assert "| 50% | 1,234 | 0.500 (0.400 to 0.600) |" in text
    assert "| cues alone | 0.500 (0.400 to 0.600) | -0.100 (-0.200 to +0.000) |" in text
    assert "| all | 0.500 (0.400 to 0.600) |  |" in text
