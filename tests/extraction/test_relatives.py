"""Sources of relative clauses."""

from __future__ import annotations

import pytest

from stancekit.document import Document
from stancekit.extraction import RuleExtractor


@pytest.mark.parametrize(
    ("text", "mention", "content"),
    [
        (
            "The rebels, many of whom say the truce is dead, met on Monday.",
            "The rebels",
            "the truce is dead",
        ),
        ("Orr — who has called for a truce — was late.", "Orr", "a truce"),
        ("The study -- which notes that two towns owe money -- was long.", "The study", None),
        ("Orr, who's called for a truce, was late.", "Orr", "a truce"),
        ("Orr, who in 2010 said the plan was dead, was late.", "Orr", "the plan was dead"),
        ("She met Orr, who rejected the plan.", "Orr", "the plan"),
    ],
)
def test_the_source_is_before_the_pronoun(text: str, mention: str, content: str | None) -> None:
    (statement,) = RuleExtractor().extract(Document("a", text))
    assert statement.mention is not None
    assert statement.mention.of(text) == mention
    assert [s.of(text) for s in statement.content] == [content or "two towns owe money"]
