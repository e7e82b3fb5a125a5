from __future__ import annotations

import pytest

from stancekit.document import Document
from stancekit.extraction.extractor import find_statements
from stancekit.reading.layout import find_layout


def acts(text: str) -> list[tuple[str, str]]:
    document = Document("x", text)
    return [
        (statement.mention.of(text) if statement.mention else "", statement.content[0].of(text))
        for statement in find_statements(document, find_layout(document))
        if statement.kind == "act"
    ]


@pytest.mark.parametrize(
    ("text", "mention", "content"),
    [
        (
            "Valdor walked out of the truce talks on Monday.",
            "Valdor",
            "walked out of the truce talks on Monday",
        ),
        (
            "The junta has suspended negotiations with the northern rebels.",
            "The junta",
            "has suspended negotiations with the northern rebels",
        ),
        (
            "Estmark and Norvia resumed talks on the river.",
            "Estmark and Norvia",
            "resumed talks on the river",
        ),
        (
            "The bishops invited both armies to a conference in the seminary.",
            "The bishops",
            "invited both armies to a conference in the seminary",
        ),
        (
            "The premier ruled out any dialogue with the militia.",
            "The premier",
            "any dialogue with the militia",
        ),
    ],
)
def test_acts_on_talking(text: str, mention: str, content: str) -> None:
    assert acts(text) == [(mention, content)]


@pytest.mark.parametrize(
    "text",
    [
        "The two sides held a third round of talks on Friday.",
        "The talks resumed on Monday.",
        "The firm suspended production at its plant.",
        "If Valdor suspends the talks, the market will fall.",
        "Valdor would suspend the talks.",
        "The table was opened by a carpenter.",
    ],
)
def test_news_and_other_topics_are_no_acts(text: str) -> None:
    assert acts(text) == []


def test_no_act_inside_a_statement() -> None:
    assert acts("The minister said that Valdor had suspended the talks.") == []


def test_an_act_that_a_messenger_passes_on() -> None:
    text = "A UN envoy said that Valdor had turned down her offer to mediate."
    assert acts(text) == [("Valdor", "her offer to mediate")]


def test_verbless_headline() -> None:
    text = "Valdor rebels ready for talks\n\nIt was a quiet day at the front."
    assert acts(text) == [("Valdor rebels", "ready for talks")]


def test_each_source_of_a_sentence_has_its_own_act() -> None:
    text = (
        "Valdor walked out of the talks within the hour, while the hill rebels accepted a truce;"
        " the mediators flew home."
    )
    assert acts(text) == [
        ("Valdor", "walked out of the talks within the hour"),
        ("the hill rebels", "accepted a truce"),
    ]


@pytest.mark.parametrize(
    ("before", "sentence", "expected"),
    [
        (
            "All three were asked to the summit.",
            "Estmark accepted within a day.",
            [("Estmark", "accepted within a day")],
        ),
        (
            "The talks had gone on all night.",
            "The rebel delegation walked out when the lights failed.",
            [("The rebel delegation", "walked out")],
        ),
        ("The weather was fine.", "Estmark accepted within a day.", []),
        ("All three were asked to the summit.", "Not everyone accepted.", []),
        ("All three were asked to the summit.", "Estmark accepted a gift of wine.", []),
    ],
)
def test_a_bare_answer_needs_talks_in_the_sentence_before(
    before: str, sentence: str, expected: list[tuple[str, str]]
) -> None:
    found = [act for act in acts(f"{before} {sentence}") if act[1] in sentence]
    assert found == expected
