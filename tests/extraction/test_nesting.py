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
        "The spokesman said that Valdor wanted peace on the border.",
        "Valdor rejects the plan, its foreign ministry said.",
    ],
)
def test_one_position_is_one_statement(text: str) -> None:
    assert len(chain(text)) == 1
