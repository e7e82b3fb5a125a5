"""Capitalised word groups, their titles, and the places they stand for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancekit.extraction.speakers.names import (
    fold,
    is_title_case,
    iter_name_groups,
    places,
    strip_article,
)


def names(text: str) -> list[str]:
    return [group.text for group in iter_name_groups(text) if group.name]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("On Monday Ada Lorn left.", ["Ada Lorn"]),
        ("Then Mr. Lorn's plan fell.", ["Lorn"]),
        ("Foreign Minister Ada Lorn", ["Ada Lorn"]),
        ("Crown Prince Omar bin Talal al-Qasimi", ["Omar bin Talal al-Qasimi"]),
        ("Ludwig van der Berg and María de la Cruz", ["Ludwig van der Berg", "María de la Cruz"]),
        ("J. R. O'Neill-Smith", ["J. R. O'Neill-Smith"]),
        ("Żaneta Łoś met Ольга Иванова", ["Żaneta Łoś", "Ольга Иванова"]),
        ("Gen. Ulrich Stark", ["Ulrich Stark"]),
        ("Omani Salim Rad", ["Salim Rad"]),
        ("Saudi Arabia", ["Saudi Arabia"]),
        ("Mr. King", ["King"]),
        ("Martin King", ["Martin King"]),
        ("Parliament Speaker", []),
        ("The talks, he said, are over.", []),
    ],
)
def test_names(text: str, expected: list[str]) -> None:
    assert names(text) == expected


def test_offsets_cover_the_name_alone() -> None:
    text = "So President Ada Lorn’s team left."
    (group,) = iter_name_groups(text)
    assert text[group.start : group.end] == "Ada Lorn"
    assert group.titles == ("president",)
    assert group.is_titled


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("Ankara", "Turkey"),
        ("the US", "United States"),
        ("U.S.", "United States"),
        ("The Netherlands", "Netherlands"),
        ("Chișinău", "Moldova"),
        ("N’Djamena", "Chad"),
        ("us", "United States"),
        ("Atlantis", None),
    ],
)
def test_states(name: str, state: str | None) -> None:
    assert places().state(name) == state


def test_nationalities_and_their_plurals() -> None:
    assert places().nationality("Omani") == "Oman"
    assert places().nationality("Omanis") == "Oman"
    assert places().nationality("Oman") is None


def test_states_in_a_phrase() -> None:
    found = places().mentioned("the South Korean envoy and the White House")
    assert found == ["South Korea", "United States"]


def test_the_gazetteer_contradicts_nothing() -> None:
    from stancekit.extraction.lexicon import load_lexicon

    forms: dict[str, str] = {}
    for entry in load_lexicon("places")["country"]:
        for form in {entry["name"], *entry.get("seats", ()), *entry.get("also", ())}:
            key = fold(strip_article(form))
            assert forms.setdefault(key, entry["name"]) == entry["name"], form


def test_title_case() -> None:
    assert is_title_case("Minister Rules Out Talks Before Winter Ends")
    assert not is_title_case("Minister Ada Lorn rules out further talks before winter")
    assert not is_title_case("Ada Lorn")


def test_fold() -> None:
    assert fold("Çağlar") == "caglar"
    assert fold("U.S.") == "us"


@given(st.text(max_size=80))
def test_groups_lie_in_order_inside_any_text(text: str) -> None:
    end = 0
    for group in iter_name_groups(text):
        assert end <= group.group_start <= group.start <= group.end <= len(text)
        end = group.end
