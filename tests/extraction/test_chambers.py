"""Debates in a chamber: labels with seats and offices, and how members speak of each other."""

from __future__ import annotations

import pytest

from stancekit.document import Document
from stancekit.extraction import RuleExtractor


def said(text: str) -> list[tuple[str | None, str]]:
    return [(s.speaker, s.text) for s in RuleExtractor().extract(Document("a", text))]


_DEBATE = """Velmish Assembly
4 May 2031
Answers to Questions — Foreign Affairs

Dame Ines Lund (Velmford) (Con): Will the Minister say what he has done for a truce?

The Minister for the Islands (Mr Otto Quill): I thank my hon. Friend. We want a truce.

Rosa Tinn (Keldham East) (Lab/Co-op): Why does the Minister talk to killers?

Mr Quill: I will not sit with them unless the ports are opened."""


def test_seats_and_offices_in_labels() -> None:
    assert said(_DEBATE) == [
        ("Ines Lund", "Will the Minister say what he has done for a truce?"),
        ("Otto Quill", "I thank my hon. Friend."),
        ("Otto Quill", "We want a truce."),
        ("Rosa Tinn", "Why does the Minister talk to killers?"),
        ("Otto Quill", "I will not sit with them unless the ports are opened."),
    ]


@pytest.mark.parametrize(
    ("first", "again", "speaker"),
    [
        ("The Secretary of State for Trade (Ms Ada Lorn):", "Ms Lorn:", "Ada Lorn"),
        ("The Secretary of State for Trade (Ada Lorn) (Con):", "Ada Lorn:", "Ada Lorn"),
        (
            "The Parliamentary Under-Secretary of State for War and Peace (Baroness Lorn of Velm):",
            "Baroness Lorn of Velm:",
            "Baroness Lorn of Velm",
        ),
        ("Hon. Ada Lorn (Minister of Trade, CPC):", "Hon. Ada Lorn:", "Ada Lorn"),
        ("Mr. Tom Velk (Keld—St. Ann's, Lib.):", "Mr. Velk:", "Tom Velk"),
        ("Senator Tom Velk (Keldland) (14:02):", "Senator Velk:", "Tom Velk"),
    ],
)
def test_who_speaks_under_a_long_label_and_a_short_one(
    first: str, again: str, speaker: str
) -> None:
    other = "Bo Lind (Velm) (Ind): We wait."
    text = f"{first} We want a truce.\n\n{other}\n\n{again} We wait, too.\n\n{other}"
    assert [who for who, _ in said(text)] == [speaker, "Bo Lind", speaker, "Bo Lind"]


def test_two_members_of_one_surname() -> None:
    text = (
        "Mr Tom Quill (Keld) (Ind): We wait.\n\nMs Ana Quill (Velm) (Ind): We do not.\n\n"
        "Mr Quill: We shall see.\n\nMs Quill: We shall."
    )
    assert [who for who, _ in said(text)] == ["Tom Quill", "Ana Quill"] * 2


@pytest.mark.parametrize(
    "sentence",
    [
        "I met my hon. Friend the Member for Velm.",
        "The right hon. Gentleman is late.",
        "My right hon. and learned Friend is wrong.",
        "We have heard the hon. Lady.",
    ],
)
def test_members_are_spoken_of_within_a_sentence(sentence: str) -> None:
    text = (
        f"Ana Paz (Velm) (Ind): {sentence} We wait.\n\nBo Lind (Keld) (Ind): No.\n\nAna Paz: Yes."
    )
    assert said(text)[:2] == [("Ana Paz", sentence), ("Ana Paz", "We wait.")]


def test_reporters_still_only_ask() -> None:
    text = (
        "Press talk, 4 May\n\nJim Orr (Aurora): Will you come?\n\nAna Paz: We will.\n\n"
        "Rosa Tinn (Radio Two): When?\n\nAna Paz: In May."
    )
    assert {who for who, _ in said(text)} == {"Ana Paz"}
