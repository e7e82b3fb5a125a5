"""Where contents end: objects, fronted clauses, parentheticals."""

from __future__ import annotations

import pytest

from stancekit.document import Document
from stancekit.extraction import RuleExtractor


def contents(text: str) -> list[list[str]]:
    """Return what is said in each statement."""
    found = RuleExtractor().extract(Document("a", text))
    return [[span.of(text) for span in s.content] for s in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The minister praised the envoys after she had met them.", ["the envoys"]),
        ("The premier endorsed one in July.", ["one"]),
        ("Keld rejected that argument.", ["that argument"]),
        ("Keld rejected that argument; the rain went on.", ["that argument"]),
        ("The premier thanked the crews, shaking every hand.", ["the crews"]),
        ("The general condemned the raid while his aides looked on.", ["the raid"]),
        (
            "The clerk praised the mayor's work, and the council named a square after him.",
            ["the mayor's work"],
        ),
        (
            "The union blamed the ministry, which was silent, for the delay.",
            ["the ministry, which was silent, for the delay"],
        ),
        ("The union blamed the ministry, which was silent.", ["the ministry"]),
        (
            "A clerk said on condition of anonymity that the plan was old but would not change.",
            ["the plan was old but would not change"],
        ),
        (
            "Orr said in a letter that, while Keld preferred the sea, it was late.",
            ["while Keld preferred the sea, it was late"],
        ),
        ("The army, according to a clerk, had no choice.", ["The army", "had no choice"]),
        ("Paz ruled out a truce on Sunday, a day after the storm.", ["a truce"]),
        ("Orr vowed never to return in May.", ["never to return in May"]),
        (
            "The rebels refused to leave before the rain had stopped.",
            ["to leave before the rain had stopped"],
        ),
        (
            "The minister added that, if the truce held, the roads could open.",
            ["if the truce held, the roads could open"],
        ),
        (
            "According to two clerks who spoke to the paper, the roads were open.",
            ["the roads were open"],
        ),
        ("The mayor welcomed the loan so the school could open.", ["the loan"]),
        ("The mayor praised the crews as the water fell.", ["the crews"]),
        (
            "The bishop condemned the town, standing on a cart, in the rain.",
            ["the town"],
        ),
        (
            "The bishop condemned the theft, cheating and lying.",
            ["the theft, cheating and lying"],
        ),
    ],
)
def test_the_object_of_a_cue(text: str, expected: list[str]) -> None:
    assert contents(text) == [expected]


def test_a_fronted_clause_holds_all_that_is_said_in_it() -> None:
    text = "Though she called the plan “absurd” and asked for a pause, the doors stayed open."
    assert contents(text) == [["the plan “absurd”", "a pause"]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Though the start was slow, she said, waiting would have been worse.",
            ["Though the start was slow", "waiting would have been worse"],
        ),
        (
            "It was, the envoy said, “a day for the books.”",
            ["It was", "a day for the books."],
        ),
        (
            "Most of them were young, he said, and “nobody had told them why.”",
            ["Most of them were young", "nobody had told them why."],
        ),
        (
            "The old towns grew, the bureau said in a report, and those in the hills shrank.",
            ["The old towns grew", "those in the hills shrank"],
        ),
        (
            "To win the vote, the premier said, the party needs the north.",
            ["To win the vote", "the party needs the north"],
        ),
    ],
)
def test_what_a_parenthetical_interrupts(text: str, expected: list[str]) -> None:
    assert contents(text) == [expected]


def test_the_patient_of_a_passive_within_a_clause() -> None:
    text = "The storm brought home that the plan was rejected by the rebels."
    assert contents(text) == [["the plan"]]


def test_an_object_ends_before_a_second_verb() -> None:
    text = "Orr backed the plan during a visit to the coast and said that it was late."
    assert contents(text) == [["the plan", "it was late"]]


def test_a_participle_belongs_to_the_nearer_clause() -> None:
    text = "Orr said the talks were useful; Paz disagreed, saying they had been a waste."
    assert contents(text) == [["the talks were useful"], ["they had been a waste"]]
