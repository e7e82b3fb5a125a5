"""Sentences as agencies write them: who says what, by which name."""

from __future__ import annotations

import pytest

from stancekit.document import Document
from stancekit.extraction import RuleExtractor


def _found(text: str) -> list[tuple[str | None, str]]:
    return [(s.speaker, s.text) for s in RuleExtractor().extract(Document("a", text))]


@pytest.mark.parametrize(
    "text",
    [
        "The US said talks with Keld were near.",
        "The U.S. said talks with Keld were near.",
        "“We want talks,” the US said.",
        "Talks with Keld are near, the U.S. says.",
        "US asks Keld to return to the talks",
    ],
)
def test_the_us_is_no_pronoun(text: str) -> None:
    assert _found(text) == [("United States", text)]


def test_what_the_us_claims_is_its_own() -> None:
    text = "Ada Lorn refuted US claims that the two sides were holding talks."
    assert {speaker for speaker, _ in _found(text)} == {"Ada Lorn", "United States"}


def test_the_who_is_no_relative_pronoun() -> None:
    text = "The WHO said 47 people had died."
    assert _found(text) == [("WHO", text)]


@pytest.mark.parametrize(
    "text",
    [
        "“The talks were useful,” He Lifeng said.",
        "He Lifeng, the deputy premier, said the talks were useful.",
        "Deputy Premier He Lifeng said the talks were useful.",
    ],
)
def test_a_family_name_that_looks_like_a_pronoun(text: str) -> None:
    assert _found(text) == [("He Lifeng", text)]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Western officials said Keld had shown no sign of giving way.", "Western officials"),
        ("Lorn officials said the talks were near. Lorn said so too.", "Lorn officials"),
        ("Pentagon insiders said the talks were near.", "Pentagon insiders"),
    ],
)
def test_a_name_before_a_noun_that_begins_like_a_preposition(text: str, speaker: str) -> None:
    assert _found(text)[0][0] == speaker


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        (
            "The sister of leader Kel Jong-un said there was no reason to meet.",
            "sister of leader Kel Jong-un",
        ),
        (
            "The powerful sister of the North's leader Kel Jong-un said it was no use.",
            "powerful sister of the North's leader Kel Jong-un",
        ),
        (
            "The lawyer for opposition leader Ada Lorn said the talks were near.",
            "lawyer for opposition leader Ada Lorn",
        ),
        (
            "The party of former president Evo Quill said it would not negotiate.",
            "party of former president Evo Quill",
        ),
        ("The head of the mission Ada Lorn said the talks were near.", "Ada Lorn"),
        ("The minister for foreign trade Ada Lorn said the talks were near.", "Ada Lorn"),
    ],
)
def test_who_belongs_to_somebody_named_is_somebody_else(text: str, speaker: str) -> None:
    assert _found(text)[0][0] == speaker


def test_a_second_source_after_with() -> None:
    text = (
        "Keld rejected the overture, with the sister of leader Kel Jong-un saying that it had no"
        " interest in any proposal."
    )
    assert _found(text) == [
        ("Keld", "Keld rejected the overture"),
        (
            "sister of leader Kel Jong-un",
            "the sister of leader Kel Jong-un saying that it had no interest in any proposal.",
        ),
    ]
