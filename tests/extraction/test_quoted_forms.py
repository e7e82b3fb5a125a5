"""Quotations and what stands beside them."""

from __future__ import annotations

import pytest

from stancekit.document import Document
from stancekit.extraction.extractor import find_statements
from stancekit.reading.layout import find_layout


def found(text: str) -> list[tuple[str | None, list[str]]]:
    document = Document("x", text)
    return [
        (s.mention.of(text) if s.mention else None, [span.of(text) for span in s.content])
        for s in find_statements(document, find_layout(document))
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "“They call it ‘outreach,’ ” he told the union, adding that the word was wrong.",
            [("he", ["They call it ‘outreach,’ ", "the word was wrong"])],
        ),
        (
            "“We wait. So why do they not?” a narrator in the film asks.",
            [
                ("a narrator in the film", ["We wait."]),
                ("a narrator in the film", ["So why do they not?"]),
            ],
        ),
        (
            "“A clerk may not ask twice,” said the ruling.",
            [("the ruling", ["A clerk may not ask twice,"])],
        ),
        (
            "With so many sides at one table, “there is no single point of failure,” she said.",
            [("she", ["With so many sides at one table, “there is no single point of failure,”"])],
        ),
        ("On Monday, “we lost our way,” she said.", [("she", ["we lost our way,"])]),
        (
            "The film has footage of Ada Lorn asking, “Why are we not ahead by now?”",
            [("Ada Lorn", ["Why are we not ahead by now?"])],
        ),
        ("He left the hall shouting “Never again!”", [("He", ["Never again!"])]),
        ("Guards heard him muttering “No more.”", [("him", ["No more."])]),
        (
            "Groups of workers marched while chanting, “Hands off, go home.”",
            [("Groups of workers", ["Hands off, go home."])],
        ),
        ("“Never,” was his reply.", [("his", ["Never,"])]),
        ("“Not now” was the answer of the union.", [("the union", ["Not now"])]),
        ("“Not now” was a surprise.", []),
        (
            "His words: “We will never sit down with them.”",
            [("His", ["We will never sit down with them."])],
        ),
        ("“Is it war?” wondered Paz aloud.", [("Paz", ["Is it war?"])]),
        ("“Talks are off.”\n— Ana Paz, minister", [("Ana Paz", ["Talks are off."])]),
        ("Soon after, Ana Paz: “No talks.”", [("Ana Paz", ["No talks."])]),
        ("“Who will pay?” Ada Lorn asked.", [("Ada Lorn", ["Who will pay?"])]),
        (
            "“Who will pay for it?” Orr's niece, Ada Lorn, asked on Monday. “Not us.”",
            [
                ("Orr's niece, Ada Lorn", ["Who will pay for it?"]),
                ("Orr's niece, Ada Lorn", ["Not us."]),
            ],
        ),
        (
            "“Go home now!” Lorn said talks had failed.",
            [(None, ["Go home now!"]), ("Lorn", ["talks had failed"])],
        ),
        (
            "“It is a hard hour for us,” Ada Lorn told reporters after a day on a boat that had "
            "run aground.",
            [("Ada Lorn", ["It is a hard hour for us,"])],
        ),
        (
            "Orr “got a deal,” Lorn said, and still “got to sit in on the talks.”",
            [("Lorn", ["Orr “got a deal,”", "and still “got to sit in on the talks.”"])],
        ),
        (
            "Orr told the union he was “wholly against the war in Velm” since May.",
            [("Orr", ["he was “wholly against the war in Velm” since May"])],
        ),
    ],
)
def test_beside_a_quotation(text: str, expected: list[tuple[str | None, list[str]]]) -> None:
    assert found(text) == expected
