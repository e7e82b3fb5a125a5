"""What a term is about."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancekit.extraction.conditions.types import condition_type
from stancekit.extraction.lexicon import load_lexicon
from stancekit.statement import CONDITION_TYPES


@pytest.mark.parametrize(
    ("term", "kind"),
    [
        ("the sanctions on its airline are lifted", "sanctions-relief"),
        ("written security guarantees", "security-guarantees"),
        ("the shelling stops", "cessation-of-force"),
        ("the militia stops abducting villagers", "cessation-of-force"),
        ("the abducted villagers are freed", "prisoners-and-humanitarian"),
        ("Under Threat", "cessation-of-force"),
        ("they lay down their weapons", "concession"),
        ("mutual respect", "respect-and-equality"),
        ("genuine and serious", "good-faith"),
        ("their sovereignty is recognised", "legal-framework"),
        ("an observer in the room", "agenda"),
        ("farmers are compensated", "economic-interest"),
        ("all prisoners are released", "prisoners-and-humanitarian"),
        ("the accord of 2016 is implemented in full", "compliance"),
        ("a vote in parliament", "domestic-approval"),
        ("the moon turns blue", "other"),
        ("", "other"),
    ],
)
def test_type(term: str, kind: str) -> None:
    assert condition_type(term) == kind


def test_the_connective_speaks_where_the_term_is_silent() -> None:
    assert condition_type("our cousins", "only through") == "agenda"
    assert condition_type("our cousins") == "other"


def test_lexicon_names_known_types_alone() -> None:
    assert set(load_lexicon("condition_types")) == set(CONDITION_TYPES)


def test_keywords_can_match() -> None:
    """A keyword is one to three lower-case words; anything else would never be found."""
    for groups in load_lexicon("condition_types").values():
        for group in groups:
            for keyword in group["words"]:
                assert keyword == keyword.lower()
                assert 1 <= len(keyword.split()) <= 3
                assert not set(keyword) & set("'-.")
                assert "*" not in keyword or (keyword.isascii() and " " not in keyword)


@given(st.text(), st.text(max_size=20))
def test_any_text(term: str, connective: str) -> None:
    assert condition_type(term, connective) in CONDITION_TYPES
