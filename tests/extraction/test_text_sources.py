"""Sources that are texts, polls or shares of those asked, and those made to speak."""

from __future__ import annotations

import pytest

from stancekit.document import Document
from stancekit.extraction import RuleExtractor


def found(text: str) -> list[tuple[str, str]]:
    """Return source and content of every statement of a text."""
    return [
        (
            s.mention.of(text) if s.mention is not None else "",
            " … ".join(span.of(text) for span in s.content),
        )
        for s in RuleExtractor().extract(Document("x", text))
    ]


@pytest.mark.parametrize(
    ("text", "source", "content"),
    [
        (
            "In a new Lesk Radio poll, taken in May, Orr led Lund by six points.",
            "a new Lesk Radio poll",
            "Orr led Lund by six points",
        ),
        (
            "The port lost 300 ferries last year, by one estimate.",
            "one estimate",
            "The port lost 300 ferries last year",
        ),
        ("As stated in the charter, members pay in June.", "the charter", "members pay in June"),
        ("Some 46 percent back the plan.", "Some 46 percent", "the plan"),
        (
            "A study of the ports that have raised fees, shows larger ones ahead.",
            "A study of the ports that have raised fees",
            "larger ones ahead",
        ),
        (
            "The average of polls taken over the past two weeks shows Orr ahead of Lund.",
            "The average of polls taken over the past two weeks",
            "Orr ahead of Lund",
        ),
        (
            "The strike forced the mayor to admit that the pier was unsafe.",
            "the mayor",
            "the pier was unsafe",
        ),
        (
            "Orr took to the radio to accuse the mayor of lying.",
            "Orr",
            "the mayor of lying",
        ),
        ("The mayor was quick to say that the pier was new.", "The mayor", "the pier was new"),
        ("Orr kept insisting that the pier was safe.", "Orr", "the pier was safe"),
        ("The deputy attacked Orr for closing the pier.", "The deputy", "Orr for closing the pier"),
        ("Lamenting their luck, farmers left the town.", "farmers", "their luck"),
        ("Claiming the fees are a trick, Orr left.", "Orr", "the fees are a trick"),
        ("Orr drew sharp criticism from the union for the fees.", "the union", "Orr"),
        ("The fees, which the union called a trick, rose.", "the union", "which … a trick"),
        ("The companies complain that fees are high.", "The companies", "fees are high"),
        ("The mayor has fled, the Courier has learned.", "the Courier", "The mayor has fled"),
        ("Orr has yet to explain why fees rose.", "Orr", "why fees rose"),
        ("Orr denounced the fees in an angry speech aired on Monday.", "Orr", "the fees"),
        ("The plan was called a trick by the union.", "the union", "The plan … a trick"),
        ("The fees are seen as a trick by members.", "members", "The fees … as a trick"),
        ("The union wants lower fees (it has never had them).", "The union", "lower fees"),
        ("A super PAC that intends to sue has met.", "A super PAC", "to sue"),
        ("The union is throwing its support behind the plan.", "The union", "the plan"),
        ("Orr sounded a call for calm.", "Orr", "calm"),
        ("Ministers weighed in on Friday about the strike.", "Ministers", "about the strike"),
        ("They are convinced this is the end.", "They", "this is the end"),
        ("A group that wants to sue the firm has met.", "A group", "to sue the firm"),
        ("Voters who oppose the plan have left.", "Voters", "the plan"),
        ("Orr has defended the plan and has since paid for it.", "Orr", "the plan"),
        (
            "The deal is dead, the old union leader maintains.",
            "the old union leader",
            "The deal is dead",
        ),
    ],
)
def test_who_says_what(text: str, source: str, content: str) -> None:
    assert (source, content) in found(text)


def test_a_relative_clause_leaves_the_main_verb_its_subject() -> None:
    text = "A group that supports the talks said they would resume."
    assert found(text) == [("A group that supports the talks", "they would resume")]


def test_who_is_asked_in_a_survey_is_the_source() -> None:
    text = "In a survey of 400 diplomats, most said the fees were high."
    assert found(text) == [("most", "the fees were high")]


@pytest.mark.parametrize("text", ["Accusing Keld of lying, Velm walked out of the talks."])
def test_a_deed_counts_more_than_what_comes_with_it(text: str) -> None:
    assert found(text) == [("Velm", "walked out of the talks")]


@pytest.mark.parametrize(
    "text",
    [
        "The rebels attacked the town for three weeks.",
        "Orr was called to the pier by the union.",
        "Orr offered some pointed jokes to Lund.",
        "The rebels receive support from Keld.",
        "There were calls all night.",
        "Walking to the pier, Orr fell.",
        "He had no faith in the polls.",
        "The army pounded the town as its people slept.",
        "Velm avoided blaming the clerk.",
        "Inflation fell to 38 percent among the young.",
        "The storm forced the ferry to turn.",
    ],
)
def test_who_says_nothing(text: str) -> None:
    assert found(text) == []
