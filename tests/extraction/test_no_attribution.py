"""Words that look like cues and attribute nothing."""

from __future__ import annotations

import pytest

from stancekit.document import Document
from stancekit.extraction import RuleExtractor


@pytest.mark.parametrize(
    "text",
    [
        "In northern states like these the roads were closed.",
        "The runner was like a boat in a storm.",
        "The papers were full of broader questions about the harbour.",
        "The crew reported from the harbour.",
        "The union read the guides she wrote.",
    ],
)
def test_nothing_is_attributed(text: str) -> None:
    assert RuleExtractor().extract(Document("a", text)) == []


@pytest.mark.parametrize(
    ("text", "content"),
    [
        (
            "Orr told the crowd he was “fully against the war in the north” for its cost.",
            "he was “fully against the war in the north” for its cost",
        ),
        (
            "The police said the man had posed a threat and refused to stop.",
            "the man had posed a threat and refused to stop",
        ),
    ],
)
def test_the_whole_clause_is_content(text: str, content: str) -> None:
    (statement,) = RuleExtractor().extract(Document("a", text))
    assert [s.of(text) for s in statement.content] == [content]
