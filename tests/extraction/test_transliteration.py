"""Spellings of one name, and names that only look alike."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancekit.extraction.aliases.transliteration import (
    SAME_WORD,
    block_keys,
    name_parts,
    name_similarity,
    word_similarity,
)

PAIRS = tomllib.loads(
    (Path(__file__).parent / "data" / "name_pairs.toml").read_text(encoding="utf-8")
)


def rates(groups: set[str]) -> tuple[float, float]:
    """Return precision and recall on some groups of the pairs."""
    same, different = (
        [pair for group, pairs in PAIRS[kind].items() if group in groups for pair in pairs]
        for kind in ("same", "different")
    )
    hits = sum(name_similarity(*pair) >= SAME_WORD for pair in same)
    false = sum(name_similarity(*pair) >= SAME_WORD for pair in different)
    return hits / (hits + false), hits / len(same)


def test_precision_and_recall_on_real_names() -> None:
    groups = {*PAIRS["same"], *PAIRS["different"]} - {"held_out"}
    precision, recall = rates(groups)
    assert precision >= 0.98
    assert recall >= 0.94


def test_precision_and_recall_on_names_that_it_was_not_made_with() -> None:
    precision, recall = rates({"held_out"})
    assert precision >= 0.9
    assert recall >= 0.85


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ghalibov", "Qalibov"),
        ("Zelenski", "Zelenskyy"),
        ("Khalil", "Kalil"),
        ("Yusuf", "Jusuf"),
        ("Philip", "Filip"),
        ("Wladimir", "Vladimir"),
    ],
)
def test_transliterations_count_as_one_word(one: str, other: str) -> None:
    assert word_similarity(one, other) >= SAME_WORD


def test_parts_of_a_name() -> None:
    assert name_parts("Sheikh Tamer bin Omar al-Rad") == ("Tamer", "Omar", "Rad")
    assert name_parts("Abd al-Rahman Velk") == name_parts("Abdul Rahman Velk")
    assert name_parts("Moon Jae-in") == ("Moon", "Jaein")


def test_a_surname_alone_is_no_full_name() -> None:
    assert name_similarity("Lorn", "Ada Lorn") == 0
    assert name_similarity("A. Lorn", "Ada Lorn") > SAME_WORD
    assert name_similarity("A. Lorn", "Tom Lorn") == 0
    assert name_similarity("Ada Maria Lorn", "Ada Lorn") > SAME_WORD
    assert name_similarity("Lorn Ada", "Ada Lorn") > SAME_WORD


LETTERS = st.text(alphabet="abcdeghiklmnoprstuvyz '’.-łğé", max_size=14)


@given(LETTERS, LETTERS)
def test_similarity_is_a_symmetric_share(one: str, other: str) -> None:
    assert name_similarity(one, other) == name_similarity(other, one)
    assert 0 <= word_similarity(one, other) == word_similarity(other, one) <= 1
    if name_parts(one):
        assert name_similarity(one, one) == 1


def test_like_names_share_a_block() -> None:
    found = [pair for pairs in PAIRS["same"].values() for pair in pairs]
    alike = [pair for pair in found if name_similarity(*pair) >= SAME_WORD]
    met = sum(not set(block_keys(one)).isdisjoint(block_keys(other)) for one, other in alike)
    assert met >= 0.97 * len(alike)
