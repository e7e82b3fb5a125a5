"""Attributions that their construction shows, whatever the verb or the noun."""

from __future__ import annotations

import pytest

from stancekit.document import Document
from stancekit.extraction import RuleExtractor


def _found(text: str) -> list[tuple[str | None, str]]:
    return [
        (
            text[s.mention.start : s.mention.end] if s.mention else None,
            " / ".join(text[c.start : c.end] for c in s.content),
        )
        for s in RuleExtractor().extract(Document("d", text))
    ]


@pytest.mark.parametrize(
    ("text", "source", "content"),
    [
        ("“Go home and wait,” the driver offers.", "the driver", "Go home and wait,"),
        ("“Go home and wait,” he scribbled on the door.", "he", "Go home and wait,"),
        ("The road is open, the captain blurbled.", "the captain", "The road is open"),
        (
            "By winter, hazards the bishop, they will be gone.",
            "the bishop",
            "By winter / they will be gone",
        ),
        (
            "The bridge, mooted the mayor, who had built it, would hold.",
            "the mayor, who had built it",
            "The bridge / would hold",
        ),
        (
            "He had sealed it, the captain noticed, on the stairs.",
            "the captain",
            "He had sealed it",
        ),
        (
            "Its auditors established that the money had never left the bank.",
            "Its auditors",
            "the money had never left the bank",
        ),
    ],
)
def test_any_verb_attributes_in_the_place_of_one(text: str, source: str, content: str) -> None:
    assert _found(text) == [(source, content)]


@pytest.mark.parametrize(
    "text",
    [
        "The guards ensured that the road was closed.",
        "In May, the army withdrew, and the guards advanced.",
        "When the truck broke down, the guards departed.",
        "The man, called the Colonel, will appear on stage.",
        "The report, drafted by lawyers, was sent to Velm on Monday.",
        "He buried his wife, sold the farm, and left.",
        "The road was closed, the villagers fled.",
        "The paper is printed in Velm, a small company with a rural bent.",
        "The guards, who had slept since noon, drank the wine.",
        "Talks failed, Keld invaded, Velm burned.",
        "The prices rise, the workers strike, and nobody gains.",
        "The men, farmers mostly, fled.",
        "“The Road,” the mayor's favourite film, played to a full house.",
        "The mayor's problem is that the road is closed.",
    ],
)
def test_a_narrators_clause_attributes_nothing(text: str) -> None:
    assert _found(text) == []


@pytest.mark.parametrize(
    ("text", "source", "content"),
    [
        ("“No road,” ran the mayor's refrain.", "the mayor", "No road,"),
        ("“No road for us” was how the ministry put it.", "the ministry", "No road for us"),
        ("The road was closed, was the mayor's reply.", "the mayor", "The road was closed"),
        (
            "It was the mayor's verdict that the war would be over.",
            "the mayor",
            "the war would be over",
        ),
        ("It is a conviction of hers that the road will open.", "hers", "the road will open"),
        (
            "The mayor's condition for a visit is unchanged: the road must be mended.",
            "The mayor",
            "the road must be mended",
        ),
        (
            "The mayor named his price: the road must be mended.",
            "The mayor",
            "the road must be mended",
        ),
        (
            "The line from the palace since then: the road may open.",
            "the palace",
            "the road may open",
        ),
        ("Her remedy, set out in a letter, is a new road.", "Her", "a new road"),
        ("Her barb at the union, that it had no members, was unjust.", "Her", "it had no members"),
    ],
)
def test_what_a_noun_gives_its_owner(text: str, source: str, content: str) -> None:
    assert _found(text) == [(source, content)]


@pytest.mark.parametrize(
    ("text", "source", "content"),
    [
        ("On her showing, the road was paid for.", "her", "the road was paid for"),
        (
            "To the mayor's way of thinking, a bad road beats none.",
            "the mayor",
            "a bad road beats none",
        ),
        ("From the palace's side, there is an offer.", "the palace", "there is an offer"),
        ("The road is safe, in Keld's oft-repeated phrase.", "Keld", "The road is safe"),
        ("The road is safe, if one goes by the envoys.", "the envoys", "The road is safe"),
        ("If the envoys are to be believed, the road is safe.", "the envoys", "the road is safe"),
        ("Per the union, the mill is closed.", "the union", "the mill is closed"),
    ],
)
def test_sources_in_adverbials(text: str, source: str, content: str) -> None:
    assert _found(text) == [(source, content)]


@pytest.mark.parametrize(
    ("text", "source", "content"),
    [
        ("What the mayor wants is a wider road.", "the mayor", "a wider road"),
        ("All the mayor asks is that the road be mended.", "the mayor", "the road be mended"),
        ("The mayor drew a line: the road must stay.", "The mayor", "the road must stay"),
        ("Word came from the palace that the road was open.", "the palace", "the road was open"),
        ("As far as the union is concerned, the road is safe.", "the union", "the road is safe"),
        ("The mayor has it that the road is open.", "The mayor", "the road is open"),
        ("Nonsense, snaps the mayor.", "the mayor", "Nonsense"),
        ("Not so, the mayor counters.", "the mayor", "Not so"),
        (
            "The mayor is understood to have sold the road.",
            "The mayor",
            "The mayor / to have sold the road",
        ),
    ],
)
def test_other_ways_to_put_it(text: str, source: str, content: str) -> None:
    assert _found(text) == [(source, content)]


@pytest.mark.parametrize(
    ("text", "source", "content"),
    [
        (
            "The road, a person familiar with it said, will stay open.",
            "a person familiar with it",
            "The road / will stay open",
        ),
        ("“Road folk” could go home, he spat.", "he", "“Road folk” could go home"),
        (
            "Velm served notice on Monday that it would not sign.",
            "Velm",
            "it would not sign",
        ),
        (
            "In 2018 it was the mayor's verdict that the road would stay.",
            "the mayor",
            "the road would stay",
        ),
        (
            "Schools, the mayor decreed in the same breath, stay shut.",
            "the mayor",
            "Schools / stay shut",
        ),
        (
            "In its report, the panel established that the road was closed.",
            "the panel",
            "the road was closed",
        ),
        ("The road floods every spring, locals grumble.", "locals", "The road floods every spring"),
        (
            "From Velm came a cooler answer: the road would be mended.",
            "Velm",
            "the road would be mended",
        ),
        (
            "“No road for us,” was the retort of an elderly miller.",
            "an elderly miller",
            "No road for us,",
        ),
        ("The road was closed, was the miller's lament.", "the miller", "The road was closed"),
    ],
)
def test_remarks_with_longer_subjects_and_places(text: str, source: str, content: str) -> None:
    assert _found(text) == [(source, content)]


@pytest.mark.parametrize(
    "text",
    [
        "The road, it is understood, will stay open.",
        "The road, it was announced on Monday, will stay open.",
    ],
)
def test_what_nobody_named_has_said(text: str) -> None:
    assert _found(text) == [(None, "The road / will stay open")]


def test_what_a_source_likes_to_say_stands_around_the_remark() -> None:
    assert _found("Roads, as the mayor likes to say, are rivers.") == [
        ("the mayor", "Roads / are rivers")
    ]
    assert _found("In May, it was decided, and the road was closed.") == []


def test_a_headline_may_end_with_its_source() -> None:
    text = "No road through the old forest, vows Velm\n\nThe road was shut on Monday.\n"
    assert _found(text)[0] == ("Velm", "No road through the old forest")


def test_who_hears_an_answer_did_not_give_it() -> None:
    assert _found("The mayor got a plain answer: the road was closed.") == []
    assert _found("What nobody disputes is that the road is long.") == []


def test_a_share_for_each_is_no_source() -> None:
    assert _found("The road costs two crowns per head, the mill three.") == []
