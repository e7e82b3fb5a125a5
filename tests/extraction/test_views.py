"""Views without a verb of saying, passives that tell, and what goes on without a source."""

from __future__ import annotations

import pytest

from stancekit.document import Document
from stancekit.extraction import RuleExtractor

Found = list[tuple[str | None, str]]


def found(text: str) -> Found:
    """Return source and content of each statement."""
    return [
        (
            None if s.mention is None else s.mention.of(text),
            " … ".join(span.of(text) for span in s.content),
        )
        for s in RuleExtractor().extract(Document("a", text))
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "As per one of the guards, the gate is shut.",
            [("one of the guards", "the gate is shut")],
        ),
        (
            "To her mind no truce will hold unless the port is opened.",
            [("her", "no truce will hold unless the port is opened")],
        ),
        ("The plan, in his phrase, was “a trap”.", [("his", "The plan … was “a trap”")]),
        (
            "By the account of two guests, the hall was empty.",
            [("two guests", "the hall was empty")],
        ),
        (
            "For Ana Paz, once of the planning office, new talks would rebuild the old wall.",
            [("Ana Paz", "new talks would rebuild the old wall")],
        ),
        ("The way Keld sees it, the truce is dead.", [("Keld", "the truce is dead")]),
        ("To hear the rebels tell it, nobody left.", [("the rebels", "nobody left")]),
        ("The way to the port, she saw it, was long.", []),
        ("For two years, the talks would be held in Velm.", []),
        ("For Velm, the talks would be the first in ten years.", []),
        (
            "It began in May, and has cost 300 lives by the union's estimate.",
            [("the union", "has cost 300 lives")],
        ),
    ],
)
def test_standpoints(text: str, expected: Found) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Her fear is rather that the world is tired.", [("Her", "the world is tired")]),
        (
            "Keld's position, restated by the mayor, is that the line follows the river.",
            [("the mayor", "the line follows the river")],
        ),
        (
            "The suspicion in Keld, as one clerk put it, is that Velm stalls.",
            [("one clerk", "Velm stalls")],
        ),
        ("The view among diplomats is that talks will fail.", [("diplomats", "talks will fail")]),
        (
            "Keld's insistence that the northern groups return is no secret.",
            [("Keld", "the northern groups return")],
        ),
        (
            "The rebels deny findings by the monitors that they shot prisoners.",
            [
                ("The rebels", "findings by the monitors that they shot prisoners"),
                ("the monitors", "they shot prisoners"),
            ],
        ),
        (
            "The envoy repeated the demand of the union that the gate be opened.",
            [("The envoy", "the demand of the union that the gate be opened")],
        ),
        (
            "A denial from the palace: nobody has resigned.",
            [("the palace", "nobody has resigned")],
        ),
        (
            "The army's spokesman was blunter: there would be no delegation.",
            [("The army's spokesman", "there would be no delegation")],
        ),
        (
            "Keld's line has always been that it will talk to anyone.",
            [("Keld", "it will talk to anyone")],
        ),
        (
            "Reports that Keld had left were denied by the palace.",
            [("the palace", "Reports that Keld had left")],
        ),
        ("The road was clear: the troops had left.", []),
    ],
)
def test_views_as_nouns(text: str, expected: Found) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "He was assured by his counterpart that the five would be freed.",
            [("his counterpart", "the five would be freed")],
        ),
        (
            "She was given to understand by Keld that no talks were planned.",
            [("Keld", "no talks were planned")],
        ),
        (
            "They had given him to understand that a treaty was near.",
            [("They", "a treaty was near")],
        ),
        (
            "It was being said in the corridors of the palace that a paper exists.",
            [(None, "a paper exists")],
        ),
        ("The singer was asked by both of them to go on.", []),
        (
            "The ministry would neither confirm nor deny that a letter had come.",
            [("The ministry", "a letter had come")],
        ),
        (
            "The mayor put the number of the displaced at 740,000.",
            [("The mayor", "the number of the displaced at 740,000")],
        ),
        ("The mayor put the guests at ease.", []),
        (
            "The minister is reported to have told guests that it was late.",
            [("The minister", "it was late")],
        ),
        ("It is not clear whether the rebels will come.", []),
        (
            "She was at pains to stress that the door was open.",
            [("She", "the door was open")],
        ),
    ],
)
def test_passives_and_phrases_that_tell(text: str, expected: Found) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rice, she went on, would be cheaper.", [("she", "Rice … would be cheaper")]),
        ("The war went on, and nobody came.", []),
        ("Somebody, she decided, ought to pay.", [("she", "Somebody … ought to pay")]),
        (
            "The talks, Mr Orr held while leaving for Velm, were long.",
            [],
        ),
        (
            "The talks, Mr Orr said while leaving for Velm, were “warm”.",
            [("Mr Orr", "The talks … were “warm”")],
        ),
        (
            "Keld will send nobody, its mayor said on Sunday, hours after Velm had left.",
            [("its mayor", "Keld will send nobody")],
        ),
        (
            "The rebels said they would go, a day after Velm said it would not.",
            [("The rebels", "they would go"), ("Velm", "it would not")],
        ),
        ("“No treaty,” that official said.", [("that official", "No treaty,")]),
        (
            "The hall was cold: “Talks were long,” as one envoy put it.",
            [("one envoy", "Talks were long,")],
        ),
        ("“Talks were long,” as one envoy put it.", [("one envoy", "Talks were long,")]),
        (
            "“They trust me,” is her explanation, “because I am old.”",
            [("her", "They trust me, … because I am old.")],
        ),
    ],
)
def test_what_interrupts_and_what_follows(text: str, expected: Found) -> None:
    assert found(text) == expected


def test_who_reports_what_another_said_has_a_statement_around_it() -> None:
    text = "Keld has told Velm that it is ready, according to two officials."
    outer, inner = RuleExtractor().extract(Document("a", text))
    assert (outer.speaker, inner.speaker, inner.parent) == ("two officials", "Keld", 0)
    assert outer.text == text
    assert inner.text == "Keld has told Velm that it is ready"


def test_a_text_is_only_where_it_was_said() -> None:
    text = "The premier said that it was late, according to a transcript."
    assert [mention for mention, _ in found(text)] == ["The premier"]


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("Ana Paz said that the talks had failed. She would not come back.", ["Ana Paz"] * 2),
        ("Ana Paz said that the talks had failed. The gate must be opened.", ["Ana Paz"] * 2),
        ("Ana Paz said that the talks had failed. The gate was opened in May.", ["Ana Paz"]),
        ("Ana Paz said that the talks had failed. She would later become mayor.", ["Ana Paz"]),
        ("Ana Paz opened the gate. She would not come back.", []),
        ("Ana Paz said that the talks had failed.\n\nThe gate would be shut.", ["Ana Paz"]),
    ],
)
def test_free_indirect_speech_goes_on_in_its_tense(text: str, speakers: list[str]) -> None:
    assert [s.speaker for s in RuleExtractor().extract(Document("a", text))] == speakers


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("Keld wants to resume the talks, which it broke off in May.", "which it broke off in May"),
        ("It was the third time that Keld had left a round of talks.", None),
        ("It was the third time that Keld had abandoned a round of talks.", ""),
        ("Both were invited to talks. The army was the first to accept.", "The army was the first"),
        ("Velm set a date for talks. Keld let the deadline pass.", "Keld let the deadline pass"),
        ("Keld let the deadline pass.", None),
        ("The talks were broken off by Velm after the strike.", "The talks were broken off"),
        ("Orra hailed the play, and Velm has accepted the invitation.", "Velm has accepted"),
        ("By the account of two guests, Keld walked out of the talks.", "Keld walked out of the"),
    ],
)
def test_acts_by_their_construction(text: str, act: str | None) -> None:
    acts = [s.text for s in RuleExtractor().extract(Document("a", text)) if s.kind == "act"]
    assert len(acts) == (act is not None)
    assert all(a.startswith(act or "") for a in acts)
