"""Sentences as agencies write them: who says what, by which name."""

from __future__ import annotations

import pytest

from stancekit.document import Document
from stancekit.extraction import RuleExtractor


def _found(text: str) -> list[tuple[str | None, str]]:
    return [(s.speaker, s.text) for s in RuleExtractor().extract(Document("a", text))]


@pytest.mark.parametrize(
    "text",
    [
        "The US said talks with Keld were near.",
        "The U.S. said talks with Keld were near.",
        "“We want talks,” the US said.",
        "Talks with Keld are near, the U.S. says.",
        "US asks Keld to return to the talks",
    ],
)
def test_the_us_is_no_pronoun(text: str) -> None:
    assert _found(text) == [("United States", text)]


def test_what_the_us_claims_is_its_own() -> None:
    text = "Ada Lorn refuted US claims that the two sides were holding talks."
    assert {speaker for speaker, _ in _found(text)} == {"Ada Lorn", "United States"}


def test_the_who_is_no_relative_pronoun() -> None:
    text = "The WHO said 47 people had died."
    assert _found(text) == [("WHO", text)]


@pytest.mark.parametrize(
    "text",
    [
        "“The talks were useful,” He Lifeng said.",
        "He Lifeng, the deputy premier, said the talks were useful.",
        "Deputy Premier He Lifeng said the talks were useful.",
    ],
)
def test_a_family_name_that_looks_like_a_pronoun(text: str) -> None:
    assert _found(text) == [("He Lifeng", text)]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Western officials said Keld had shown no sign of giving way.", "Western officials"),
        ("Lorn officials said the talks were near. Lorn said so too.", "Lorn officials"),
        ("Pentagon insiders said the talks were near.", "Pentagon insiders"),
    ],
)
def test_a_name_before_a_noun_that_begins_like_a_preposition(text: str, speaker: str) -> None:
    assert _found(text)[0][0] == speaker


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        (
            "The sister of leader Kel Jong-un said there was no reason to meet.",
            "sister of leader Kel Jong-un",
        ),
        (
            "The powerful sister of the North's leader Kel Jong-un said it was no use.",
            "powerful sister of the North's leader Kel Jong-un",
        ),
        (
            "The lawyer for opposition leader Ada Lorn said the talks were near.",
            "lawyer for opposition leader Ada Lorn",
        ),
        (
            "The party of former president Evo Quill said it would not negotiate.",
            "party of former president Evo Quill",
        ),
        ("The head of the mission Ada Lorn said the talks were near.", "Ada Lorn"),
        ("The minister for foreign trade Ada Lorn said the talks were near.", "Ada Lorn"),
    ],
)
def test_who_belongs_to_somebody_named_is_somebody_else(text: str, speaker: str) -> None:
    assert _found(text)[0][0] == speaker


def test_a_second_source_after_with() -> None:
    text = (
        "Keld rejected the overture, with the sister of leader Kel Jong-un saying that it had no"
        " interest in any proposal."
    )
    assert _found(text) == [
        ("Keld", "Keld rejected the overture"),
        (
            "sister of leader Kel Jong-un",
            "the sister of leader Kel Jong-un saying that it had no interest in any proposal.",
        ),
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Both Russia and Ukraine said they wanted peace.",
            [("Russia and Ukraine", "Both Russia and Ukraine said they wanted peace.")],
        ),
        ("So far, neither Russia nor Ukraine has commented on the proposal.", []),
        ("Neither Russia nor Ukraine has rejected the truce proposal.", []),
        (
            "Sources privy to the talks believe a compromise is within reach.",
            [
                (
                    "Sources privy to the talks",
                    "Sources privy to the talks believe a compromise is within reach.",
                )
            ],
        ),
        (
            "The offer still stands, said a ministry official.",
            [("ministry official", "The offer still stands, said a ministry official.")],
        ),
        (
            "The proposal, which Russia has called unacceptable, would freeze the lines.",
            [("Russia", "which Russia has called unacceptable")],
        ),
        (
            "Ada Lorn said she might call them back, an idea Otto Quill dismissed as theatre.",
            [
                ("Ada Lorn", "Ada Lorn said she might call them back"),
                ("Otto Quill", "an idea Otto Quill dismissed as theatre."),
            ],
        ),
    ],
)
def test_sources_and_verbs(text: str, found: list[tuple[str | None, str]]) -> None:
    assert _found(text) == found


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("According to a draft seen by the agency, Keld would leave the bloc.", "draft"),
        (
            "According to a statement released by the premier's office after the meeting, the talks"
            " were useful.",
            "premier's office",
        ),
    ],
)
def test_what_was_made_of_a_text_is_no_part_of_the_source(text: str, speaker: str) -> None:
    assert _found(text)[0][0] == speaker


BODY = "\n\nVELM, May 3 - It was quiet on the coast that day, and nothing moved."


@pytest.mark.parametrize(
    ("headline", "found"),
    [
        (
            "EXCLUSIVE-Iran could pause enrichment if funds are released - sources",
            [("sources", "Iran could pause enrichment if funds are released - sources")],
        ),
        (
            "UPDATE 2-Kremlin: Ukraine must accept a truce first",
            [("Kremlin", "Kremlin: Ukraine must accept a truce first")],
        ),
        (
            "(LEAD) Russia rejects Ukraine's offer of talks",
            [("Russia", "Russia rejects Ukraine's offer of talks")],
        ),
        (
            "“No peace without justice”: Velm's president outlines her terms for talks",
            [
                (
                    "Velm's president",
                    "“No peace without justice”: Velm's president outlines her terms for talks",
                )
            ],
        ),
        (
            "Iran says it will weigh offer, warns sanctions move would end cooperation",
            [("Iran", "Iran says it will weigh offer, warns sanctions move would end cooperation")],
        ),
        ("Press release | Date: 14 March", []),
        ("Truce holds in the strait - Radio Velm", []),
    ],
)
def test_headlines(headline: str, found: list[tuple[str | None, str]]) -> None:
    assert _found(headline + BODY) == found


def test_the_cleric_is_who_spoke_last() -> None:
    text = (
        "On Friday Ayatollah Omid Khadem called the talks unwise.\n\nIn the capital, prayers leader"
        " Hojjatoleslam Mahdi Kerman said talking would resolve nothing. “Look at Velm,” the cleric"
        " told worshippers."
    )
    assert [speaker for speaker, _ in _found(text)][1:] == ["Mahdi Kerman", "Mahdi Kerman"]


def test_who_may_decide_says_nothing_yet() -> None:
    assert _found("Yes, if Velm decides that it wants a truce.") == []
    text = "Ada Lorn said there would be a truce if Velm decides that it wants one."
    assert _found(text) == [("Ada Lorn", text)]


def test_how_an_interview_was_made_is_no_answer() -> None:
    text = (
        "Radio Velm: Are you prepared to go back?\n\nAda Lorn: I am ready to go. I want talks.\n\n"
        "Radio Velm: And if they stay away?\n\nAda Lorn: We will wait. I have no conditions.\n\n"
        "The interview was conducted by Otto Quill. It has been edited for length.\n"
    )
    assert [said for _, said in _found(text)] == [
        "I am ready to go.",
        "I want talks.",
        "We will wait.",
        "I have no conditions.",
    ]


@pytest.mark.parametrize(
    ("reported", "messenger", "speaker"),
    [
        ("Keld has withdrawn from Sunday's peace talks", "state television reported", "Keld"),
        ("Keld's army will not send envoys to the talks", "three officials said", "Keld's army"),
        ("President Otto Quill has agreed to meet the rebels", "the bloc announced", "Otto Quill"),
        ("Keld has accepted an offer of talks", "a person briefed on the matter said", "Keld"),
        ("Keld and Velm have invited both to talks", "according to two people", "Keld and Velm"),
        ("Keld suspended the peace talks", "two security officials said", "Keld"),
        ("The rebels have agreed to a truce", "an official close to the talks said", "rebels"),
    ],
)
def test_the_position_is_theirs_whoever_passes_it_on(
    reported: str, messenger: str, speaker: str
) -> None:
    text = f"{reported}, {messenger}."
    (_, whole), own = _found(text)
    assert whole == text
    assert own == (speaker, reported)


@pytest.mark.parametrize(
    "text",
    [
        "Velm has refused to attend the talks, its foreign ministry said.",
        "The plan has been accepted, said an official of the contact group.",
        "Both sides want another meeting, a presidential official said.",
    ],
)
def test_who_speaks_for_a_side_is_no_messenger(text: str) -> None:
    assert [said for _, said in _found(text)] == [text]


def test_what_a_body_tells_of_itself_is_one_statement() -> None:
    text = "The Northern Bloc met in May. It has agreed to a truce, the Northern Bloc said."
    assert [said for _, said in _found(text)] == [
        "It has agreed to a truce, the Northern Bloc said."
    ]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        (
            "The members of the Contact Group condemned in the strongest terms the raid.",
            "members of the Contact Group",
        ),
        ("The Council of Elders rejected in no uncertain terms the plan.", "Council of Elders"),
        ("Ada Lorn criticised in the sharpest of terms the deal.", "Ada Lorn"),
        ("The union deplored in the clearest possible language the attack.", "union"),
        ('Red House press secretary Ada Lorn: "The king will come."', "Ada Lorn"),
        ('12:10 Palace press officer Otto Quill: "The king will come."', "Otto Quill"),
        ("The traders begged the two sides “not to leave the table”.", "traders"),
        ("The elders implored both armies “to come back”.", "elders"),
    ],
)
def test_what_stands_between_a_source_and_its_words(text: str, speaker: str) -> None:
    assert _found(text)[0][0] == speaker


@pytest.mark.parametrize(
    "rest",
    [
        "its chief delegate said on Friday.",
        "its chief delegate said on Friday, in a radio address.",
        "its chief negotiator said Friday, in a speech to his party.",
        "its lead negotiator said Friday.",
    ],
)
def test_who_states_a_group_s_position_for_it(rest: str) -> None:
    text = f"The movement has rejected the offer, {rest}"
    (speaker, said), last = _found(f"{text} “No,” said Otto Quill, who leads the team.")
    assert (speaker, said) == ("Otto Quill", text)
    assert last[0] == "Otto Quill"


@pytest.mark.parametrize(
    "sentence",
    [
        "Ada Lorn said the letter showed that “Keld is not ready” and offered talks.",
        "Ada Lorn said the vote indicated that the people wanted peace.",
        "Ada Lorn said the statement revealed that Keld was tired.",
    ],
)
def test_evidence_within_what_is_said_has_no_voice(sentence: str) -> None:
    assert _found(sentence) == [("Ada Lorn", sentence)]


@pytest.mark.parametrize(
    "headline",
    [
        "Keld urges Velm, Orra to end feud through talks",
        "Norway calls on Velm, Orra and Keld to resume dialogue",
        "UN urges Velm, Orra to return to negotiating table",
        "Pope begs Velm, South Orra to agree truce",
    ],
)
def test_a_headline_s_two_addressees_stay_together(headline: str) -> None:
    found = _found(f"{headline}\n\nPARIS (Wire) -- It was late.")
    assert [said for _, said in found] == [headline]


@pytest.mark.parametrize(
    "headline",
    [
        "Interview: 'We do not fear talks, we fear a bad peace'",
        "“They came to shoot; we came to talk while we could”",
        "'If they want war, they will get it, but we prefer talks'",
    ],
)
def test_a_headline_s_quotation_is_one_clause(headline: str) -> None:
    text = f"{headline}\n\nAda Lorn spoke to us.\n\nQ: Will you come?\n\nLorn: Yes.\n\nQ: When?"
    assert _found(f"{text}\n\nLorn: In May.")[0] == ("Ada Lorn", headline)


def test_a_headline_s_two_clauses_are_two() -> None:
    text = "Velm rejects talks, Orra threatens strikes\n\nPARIS (Wire) -- It was late."
    assert [who for who, _ in _found(text)] == ["Velm", "Orra"]
