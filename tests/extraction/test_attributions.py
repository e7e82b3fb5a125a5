"""Each construction that attributes, on sentences of its own."""

from __future__ import annotations

import pytest

from stancekit.document import Document
from stancekit.extraction.extractor import find_statements
from stancekit.reading.layout import find_layout
from stancekit.statement import Statement


def statements(text: str) -> list[Statement]:
    document = Document("x", text)
    return find_statements(document, find_layout(document))


def only(text: str) -> tuple[str | None, str | None, list[str], str | None]:
    (statement,) = statements(text)
    return (
        statement.mention.of(text) if statement.mention else None,
        statement.cue.of(text) if statement.cue else None,
        [span.of(text) for span in statement.content],
        statement.kind,
    )


CASES = [
    # Reported clauses.
    (
        "The envoy said that both sides had agreed to pause.",
        ("The envoy", "said", ["both sides had agreed to pause"], "indirect"),
    ),
    (
        "She said talks were off.",
        ("She", "said", ["talks were off"], "indirect"),
    ),
    (
        "Foreign Minister Ora Lindt told reporters on Monday that the border would stay shut.",
        ("Foreign Minister Ora Lindt", "told", ["the border would stay shut"], "indirect"),
    ),
    (
        "Premier Dan Holt told lawmakers the offer was dead.",
        ("Premier Dan Holt", "told", ["the offer was dead"], "indirect"),
    ),
    (
        "The spokesman, a former judge, added that nobody had been harmed.",
        ("The spokesman, a former judge", "added", ["nobody had been harmed"], "indirect"),
    ),
    (
        "Speaking in Oslo, the chancellor warned that time was short.",
        ("the chancellor", "warned", ["time was short"], "indirect"),
    ),
    (
        "Italy said it would host the round.",
        ("Italy", "said", ["it would host the round"], "indirect"),
    ),
    (
        "Prime Minister May also said the bridge was open.",
        ("Prime Minister May", "said", ["the bridge was open"], "indirect"),
    ),
    # The source after, or inside, what is said.
    (
        "The army will not withdraw, the general said on Friday.",
        ("the general", "said", ["The army will not withdraw"], "indirect"),
    ),
    (
        "The plan, diplomats contend, is dead.",
        ("diplomats", "contend", ["The plan", "is dead"], "indirect"),
    ),
    (
        "As the minister noted, the treaty expires in May.",
        ("the minister", "noted", ["the treaty expires in May"], "indirect"),
    ),
    (
        "According to the mediator, the rebels want a pause.",
        ("the mediator", "According to", ["the rebels want a pause"], "indirect"),
    ),
    (
        "Two soldiers were killed, according to the ministry.",
        ("the ministry", "according to", ["Two soldiers were killed"], "indirect"),
    ),
    # Quotations.
    (
        "“We are ready,” said Mira Voss, the chief negotiator.",
        ("Mira Voss, the chief negotiator", "said", ["We are ready,"], "direct"),
    ),
    (
        '"We will come," the commander said, "but not alone."',
        ("the commander", "said", ["We will come,", "but not alone."], "direct"),
    ),
    (
        "The president replied: “Not while they hold the bridge.”",
        ("The president", "replied", ["Not while they hold the bridge."], "direct"),
    ),
    (
        'The ambassador called the proposal "a step backwards".',
        ("The ambassador", "called", ['the proposal "a step backwards"'], "mixed"),
    ),
    (
        "“We will wait,” he said, adding that the door stayed open.",
        ("he", "said", ["We will wait,", "the door stayed open"], "mixed"),
    ),
    # Objects.
    (
        "Moldavia's premier rejected the ultimatum and called for a new round.",
        ("Moldavia's premier", "rejected", ["the ultimatum", "a new round"], "indirect"),
    ),
    (
        "The bloc accused the junta of stalling.",
        ("The bloc", "accused", ["the junta of stalling"], "indirect"),
    ),
    (
        "The opposition demanded the release of prisoners.",
        ("The opposition", "demanded", ["the release of prisoners"], "indirect"),
    ),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_construction(
    text: str, expected: tuple[str | None, str | None, list[str], str | None]
) -> None:
    assert only(text) == expected


def test_two_sources_make_two_statements() -> None:
    text = "The rebels say the truce holds, but the army says it was broken twice."
    first, second = statements(text)
    assert first.text == "The rebels say the truce holds"
    assert second.text == "the army says it was broken twice."


def test_one_source_with_two_verbs_makes_one() -> None:
    text = "The minister praised the mediators and said that talks would resume."
    (statement,) = statements(text)
    assert len(statement.content) == 2


def test_nested_statements_know_their_parent() -> None:
    text = "According to the envoy, the general told him that the army would leave."
    outer, inner = statements(text)
    assert (outer.parent, inner.parent) == (None, 0)
    assert inner.mention is not None
    assert inner.mention.of(text) == "the general"


def test_the_spokesman_of_a_party_states_its_position() -> None:
    text = "Valdor rejects the plan for the river, a ministry spokesman said."
    mention, _, content, kind = only(text)
    assert mention == "a ministry spokesman"
    assert content == ["Valdor rejects the plan for the river"]
    assert kind == "indirect"


def test_the_agent_of_a_passive() -> None:
    text = "The plan for the river was rejected by the northern rebels."
    assert only(text)[:3] == (
        "the northern rebels",
        "rejected by",
        ["The plan for the river"],
    )


def test_a_second_verb_without_a_cue_before_it() -> None:
    text = "The envoy met both generals and said that the talks would go on."
    assert only(text)[0] == "The envoy"


def test_the_narrators_comment_is_no_content() -> None:
    text = "“We will not talk,” the governor said, repeating the line of his party."
    assert only(text)[2:] == (["We will not talk,"], "direct")


def test_a_phrase_before_the_attribution_is_no_content() -> None:
    text = "In a letter to the council, the bishop wrote, the guns had fallen silent."
    assert only(text)[2] == ["the guns had fallen silent"]


@pytest.mark.parametrize(
    "text",
    [
        "Talks resumed on Monday.",
        "The said report is long.",
        "The delegates were told to wait outside.",
        "Recent claims reached nobody in the valley.",
        "To say so is easy.",
        "The United States and Peru share no border.",
    ],
)
def test_nothing_where_nobody_speaks(text: str) -> None:
    assert statements(text) == []


def test_headline_forms() -> None:
    for headline, mention in [
        ("Truce Is Dead, Rebel Chief Says", "Rebel Chief"),
        ("Minister: no talks before spring", "Minister"),
        ("Valdor rejects peace offer", "Valdor"),
    ]:
        text = f"{headline}\n\nIt was quiet on the front on Monday."
        (statement,) = statements(text)
        assert statement.mention is not None
        assert statement.mention.of(text) == mention
        assert statement.end == len(headline)


def test_headline_with_two_sources() -> None:
    text = "Norvia floats truce as Estmark demands refunds\n\nIt was quiet on Monday."
    assert [s.text for s in statements(text)] == ["Norvia floats truce", "Estmark demands refunds"]
    text = (
        "The bishops call everyone to the table, the street answers no\n\nIt was quiet on Monday."
    )
    assert [s.text for s in statements(text)] == [
        "The bishops call everyone to the table",
        "the street answers no",
    ]
