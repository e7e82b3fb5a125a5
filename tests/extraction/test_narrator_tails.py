"""Where a statement ends and the narrator, or another statement, goes on."""

from __future__ import annotations

import pytest

from stancekit.document import Document
from stancekit.extraction import RuleExtractor


def found(sentence: str) -> list[tuple[str, str | None]]:
    document = Document("d", f"Valdor and Keld\n\nThe talks were long.\n\n{sentence}")
    return [
        (s.text.rstrip("."), s.speaker)
        for s in RuleExtractor().extract(document)
        if s.text.rstrip(".") in sentence
    ]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "Valdor has postponed the talks on the canal, a day after a barge was sunk.",
            [("Valdor has postponed the talks on the canal", "Valdor")],
        ),
        (
            "Keld proposed the talks in March after its ferries had been stopped.",
            [("Keld proposed the talks in March", "Keld")],
        ),
        (
            "The truce was floated last week by Orra, which hosted two rounds of talks in May.",
            [
                ("The truce was floated last week by Orra", "Orra"),
                ("which hosted two rounds of talks in May", "Orra"),
            ],
        ),
        (
            "Orra, which has brokered the talks, urged both sides to stay.",
            [("which has brokered the talks", "Orra"), ("urged both sides to stay", "Orra")],
        ),
        (
            "Orra, which hosted the talks in May, rejected the peace plan.",
            [("which hosted the talks in May", "Orra"), ("rejected the peace plan", "Orra")],
        ),
        (
            "“We will not pay,” said Ada Lorn, who also criticised the harbour fees.",
            [
                ("“We will not pay,” said Ada Lorn", "Ada Lorn"),
                ("who also criticised the harbour fees", "Ada Lorn"),
            ],
        ),
        (
            "Bishop Pell called for a truce over Easter, a gesture he said would spare lives.",
            [
                ("Bishop Pell called for a truce over Easter", "Pell"),
                ("a gesture he said would spare lives", "Pell"),
            ],
        ),
        (
            "The rebels agreed to talks, officials said.",
            [
                ("The rebels agreed to talks, officials said", "officials"),
                ("The rebels agreed to talks", "rebels"),
            ],
        ),
        (
            "The cabinet would support “any honest plan”, Lorn added, so long as it was signed.",
            [
                (
                    "The cabinet would support “any honest plan”, Lorn added, "
                    "so long as it was signed",
                    "Lorn",
                )
            ],
        ),
        (
            "Three governments have tried and failed to negotiate its return.",
            [
                (
                    "Three governments have tried and failed to negotiate its return",
                    "Three governments",
                )
            ],
        ),
        ("The governor said this on Monday when he received the guild.", []),
        ("Since March she has negotiated for the islanders.", []),
    ],
)
def test_ends_of_statements(sentence: str, expected: list[tuple[str, str | None]]) -> None:
    assert found(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("Traders put their losses at more than $200 million.", "Traders"),
        ("Its head, Ihor Pell, put the cost of repairs at 340 million crowns.", "Ihor Pell"),
        ("The army has 6,000 members, the ministry estimates.", "ministry"),
        ("“We will talk,” commander Aldo Quint, alias “Owl”, said.", "Aldo Quint"),
        ("Officials here see the plan as a trick.", "Officials"),
        ("For the premier's adviser, Otis Benn, Keld has no alternative but to talk.", "Otis Benn"),
    ],
)
def test_sources_of_plain_sentences(sentence: str, speaker: str) -> None:
    assert [name for _, name in found(sentence)] == [speaker]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "The plan went further than that of Ada Lorn, who told the press that it was late.",
            [("who told the press that it was late", "Ada Lorn")],
        ),
        (
            "Keld took strong exception to the words of Otis Pell, who had said that it lied.",
            [
                ("Keld took strong exception to the words of Otis Pell", "Keld"),
                ("who had said that it lied", "Otis Pell"),
            ],
        ),
        (
            "The note was read to a retired judge, Ada Lorn, who said that it held nothing.",
            [
                (
                    "The note was read to a retired judge, Ada Lorn, who said that it held nothing",
                    "Ada Lorn",
                )
            ],
        ),
        (
            "The plan was met with scepticism by the Orra Forum.",
            [("The plan was met with scepticism by the Orra Forum", "Orra Forum")],
        ),
        (
            "“First the keys, then the table,” Ada Lorn summed up.",
            [("“First the keys, then the table,” Ada Lorn summed up", "Ada Lorn")],
        ),
        (
            "Senator Otis Pell, while speaking in the house, lambasted the talks.",
            [("Senator Otis Pell, while speaking in the house, lambasted the talks", "Otis Pell")],
        ),
        (
            "For Orra, which signed the pact of 2015, there can be no peace without it.",
            [("For Orra, which signed the pact of 2015, there can be no peace without it", "Orra")],
        ),
        (
            "Ada Lorn regretted that Keld had spurned the offer of talks.",
            [("Ada Lorn regretted that Keld had spurned the offer of talks", "Ada Lorn")],
        ),
        (
            "Delphos puts support for the talks at 71%.",
            [("Delphos puts support for the talks at 71%", "Delphos")],
        ),
        ("Calls were in vain as he neither answered them nor wrote.", []),
    ],
)
def test_further_constructions(sentence: str, expected: list[tuple[str, str | None]]) -> None:
    assert found(sentence) == expected


def test_who_speaks_for_a_party_tells_its_deeds() -> None:
    text = (
        "A French diplomat said France had rejected the truce. A Swiss envoy said France had too."
    )
    speakers = [s.speaker for s in RuleExtractor().extract(Document("d", text))]
    assert speakers[0] == "French diplomat"
    assert "France" not in speakers[:1]
    other = "A Swiss mediator said France had rejected the truce."
    assert "France" in [s.speaker for s in RuleExtractor().extract(Document("d", other))]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "Analysts say the fleet has gained influence, which brought down a cabinet.",
            ["Analysts say the fleet has gained influence"],
        ),
        (
            "The mayors had, in 2019, entered into talks with the miners.",
            ["The mayors had, in 2019, entered into talks with the miners"],
        ),
        (
            "Officials here, however, see the offer as a trick.",
            ["Officials here, however, see the offer as a trick"],
        ),
        ("Keld and Valdor consider the move null.", ["Keld and Valdor consider the move null"]),
        ("Keld made no mention of the talks.", []),
    ],
)
def test_what_stands_around_a_statement(sentence: str, expected: list[str]) -> None:
    assert [text for text, _ in found(sentence)] == expected


def test_a_post_on_a_platform_of_one_letter_ends_a_sentence() -> None:
    text = "“We will not talk through leaks,” Ada Lorn shot back on X. She called it “a trap”."
    speakers = [s.speaker for s in RuleExtractor().extract(Document("d", text))]
    assert speakers == ["Ada Lorn", "Ada Lorn"]


def test_headline_with_its_source_before_what_goes_on() -> None:
    text = "Keld ready for truce if Valdor stops first, premier says as fires burn\n\nIt rained."
    first = RuleExtractor().extract(Document("d", text))[0]
    assert first.text == "Keld ready for truce if Valdor stops first, premier says"


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("“We are ready,” according to the palace.", ["“We are ready,” according to the palace"]),
        ("The rebels have yet to comment on the offer.", []),
        ("The rebels have yet to accept the offer of talks.", []),
        (
            "A note issued after the meeting said the envoys had erred.",
            ["A note issued after the meeting said the envoys had erred"],
        ),
    ],
)
def test_bare_frames(sentence: str, expected: list[str]) -> None:
    assert [text for text, _ in found(sentence)] == expected


def test_who_tries_to_bring_others_back_to_the_table_acts() -> None:
    sentence = "Mediators are trying to bring both sides back to the peace table"
    assert found(f"{sentence}.") == [(sentence, "Mediators")]
