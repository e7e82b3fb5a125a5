"""Statements within statements."""

from __future__ import annotations

import pytest

from stancekit.document import Document
from stancekit.extraction import RuleExtractor


def chain(text: str) -> list[tuple[str, int | None]]:
    """Return the mention and the parent of every statement."""
    found = RuleExtractor().extract(Document("a", text))
    return [(s.mention.of(text) if s.mention else "", s.parent) for s in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The envoy said Valdor had refused to negotiate.",
            [("The envoy", None), ("Valdor", 0)],
        ),
        (
            "The spokesman said that Keld's president had told reporters the truce “is dead”.",
            [("The spokesman", None), ("Keld's president", 0)],
        ),
        (
            "According to Orr, Valdor rejected the plan.",
            [("Orr", None), ("Valdor", 0)],
        ),
        (
            "The paper reported that the minister said Valdor had rejected the offer.",
            [("The paper", None), ("the minister", 0), ("Valdor", 1)],
        ),
        (
            "Valdor rejects the plan for the river, the state news agency reported.",
            [("the state news agency", None), ("Valdor", 0)],
        ),
        (
            "Orr said she had met her counterpart, who assured her that the truce would hold.",
            [("Orr", None), ("her counterpart", 0)],
        ),
        (
            "The prime minister's office denied reports that the talks were off.",
            [("The prime minister's office", None)],
        ),
        (
            "Keld accused Valdor of saying that it would never talk.",
            [("Keld", None), ("Valdor", 0)],
        ),
    ],
)
def test_each_source_has_its_statement(text: str, expected: list[tuple[str, int | None]]) -> None:
    assert chain(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The minister said he believed the truce would hold.",
        "Keld's envoy, rejecting what he called an old charge, said that it was late.",
        "The spokesman said that Valdor wanted peace on the border.",
        "Valdor rejects the plan, its foreign ministry said.",
    ],
)
def test_one_position_is_one_statement(text: str) -> None:
    assert len(chain(text)) == 1


@pytest.mark.parametrize(
    ("text", "mention", "content"),
    [
        ("Orr told the press that it was late, a claim Keld denied.", "Keld", "a claim"),
        (
            "Orr told the press that it was late, a charge the ministry has rejected.",
            "the ministry",
            "a charge",
        ),
        (
            "The parliament backed the plan, with the speaker calling it a gift.",
            "the speaker",
            "it a gift",
        ),
    ],
)
def test_another_source_at_the_end_of_a_sentence(text: str, mention: str, content: str) -> None:
    _, second = RuleExtractor().extract(Document("a", text))
    assert second.parent is None
    assert second.mention is not None
    assert second.mention.of(text) == mention
    assert [s.of(text) for s in second.content] == [content]
