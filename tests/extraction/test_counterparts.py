"""The other side of the talks."""

from __future__ import annotations

import pytest

from stancekit.document import Document
from stancekit.extraction.speakers.counterparts import find_counterparts
from stancekit.statement import Statement


def counterparts(text: str, *sources: tuple[str | None, str | None]) -> list[str | None]:
    """Return the counterpart of each line of `text`, whose speaker and actor are given."""
    statements, start = [], 0
    for line, (speaker, actor) in zip(text.split("\n"), sources, strict=True):
        end = start + len(line)
        statements.append(Statement(start, end, line, speaker=speaker, actor=actor))
        start = end + 1
    return [s.counterpart for s in find_counterparts(Document("d", text), statements)]


@pytest.mark.parametrize(
    ("text", "actor", "expected"),
    [
        ("He is ready for talks with the United States.", "Iran", "United States"),
        ("They will not sit down with Kyiv.", "Russia", "Ukraine"),
        ("He called for dialogue with the rebels.", "Mali", "rebels"),
        ("He is open to talks with opposition leaders.", "Mali", "opposition"),
        ("He rejects Tehran's offer of talks.", "Israel", "Iran"),
        ("He invited Jadwar to peace talks.", "Sarn", "Jadwar"),
        ("He praised direct negotiations with the Lissel Movement.", "Sarn", "Lissel Movement"),
        ("He met reporters with a smile.", "Iran", None),
        ("He spoke of the weather in Ukraine.", "Russia", None),
        ("He is ready for talks with Ankara.", "Turkey", None),
    ],
)
def test_constructions(text: str, actor: str, expected: str | None) -> None:
    assert counterparts(text, ("Ada Lorn", actor)) == [expected]


def test_the_two_sides_of_a_document() -> None:
    text = (
        "He wants a truce with Tirvan.\n"
        "He said talks were pointless.\n"
        "She said Qashan must stop before any talks.\n"
        "He said it rained."
    )
    assert counterparts(
        text, ("Bo Lind", "Qashan"), ("Bo Lind", "Qashan"), ("Ada Lorn", "Tirvan"), (None, None)
    ) == ["Tirvan", "Tirvan", "Qashan", None]


def test_talks_between_two() -> None:
    text = "He hopes the talks between Oman and Yemen go on."
    assert counterparts(text, ("Ada Lorn", "Oman")) == ["Yemen"]
    assert counterparts(text, ("Ada Lorn", "Norway")) == [None]


def test_several_other_sides_are_none() -> None:
    text = "He wants talks with Oman.\nHe wants talks with Yemen.\nHe wants talks."
    source = ("Bo Lind", "Qatar")
    assert counterparts(text, source, source, source) == ["Oman", "Yemen", None]


def test_never_the_speaker() -> None:
    assert counterparts("Talks with Oman failed.", ("Oman", None)) == [None]


def test_a_given_counterpart_stays() -> None:
    text = "He wants talks with Oman."
    statement = Statement(0, len(text), text, speaker="Bo Lind", counterpart="Yemen")
    assert find_counterparts(Document("d", text), [statement]) == [statement]
