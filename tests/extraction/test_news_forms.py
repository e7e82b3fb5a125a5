"""Forms that news reports use, each on a sentence of its own: who says, and what."""

from __future__ import annotations

import pytest

from stancekit.document import Document
from stancekit.extraction.extractor import find_statements
from stancekit.reading.layout import find_layout

BODY = "\n\nIt was quiet on the coast that day, and nothing moved."


def found(text: str, body: str = "") -> list[tuple[str | None, str]]:
    document = Document("x", text + body)
    return [
        (
            s.mention.of(document.text) if s.mention else None,
            " | ".join(span.of(document.text) for span in s.content),
        )
        for s in find_statements(document, find_layout(document))
    ]


SENTENCES = [
    (
        "Orsland will not sit down with Keld under threat, the chair of its council, Mira Toven, "
        "told deputies on Monday, three days after an envoy brought a proposal.",
        [
            (
                "the chair of its council, Mira Toven",
                "Orsland will not sit down with Keld under threat",
            )
        ],
    ),
    (
        "Orsland will not sit down with Keld, its chief negotiator, Mira Toven, told the radio in "
        "an interview broadcast on Monday.",
        [("its chief negotiator, Mira Toven", "Orsland will not sit down with Keld")],
    ),
    (
        "The proposal was a serious one, he said, and his ministry was ready to discuss it.",
        [("he", "The proposal was a serious one | his ministry was ready to discuss it")],
    ),
    (
        "The proposal was a serious one, he said, and left the room.",
        [("he", "The proposal was a serious one")],
    ),
    (
        "In Velm, the head of the Farmers' League, Ola Brun, said the cabinet had lost its way.",
        [("the head of the Farmers' League, Ola Brun", "the cabinet had lost its way")],
    ),
    (
        "It was a new line for the old general, who in May rejected an offer from Keld.",
        [("the old general", "an offer from Keld")],
    ),
    (
        "It was a blow to the leader of the union, who had called for talks.",
        [("the leader of the union", "talks")],
    ),
    (
        "According to an official of the contact group, which organised the last round, both "
        "sides want another meeting.",
        [("an official of the contact group", "both sides want another meeting")],
    ),
    (
        "Both sides want another meeting, according to Ola Brun, who led the delegation.",
        [("Ola Brun", "Both sides want another meeting")],
    ),
    (
        "The foreign minister ruled out any easing of the blockade.",
        [("The foreign minister", "any easing of the blockade")],
    ),
    ("The ministry brushed the proposal aside.", [("The ministry", "the proposal aside")]),
    (
        "The opposition leader, Ola Brun, sees it as an attempt to buy time.",
        [("The opposition leader, Ola Brun", "it as an attempt to buy time")],
    ),
    ("The guard saw him as he left.", []),
    (
        "The president expressed readiness to meet the premier in Velm.",
        [("The president", "readiness to meet the premier in Velm")],
    ),
    (
        "The president expressed hope that the premier would come.",
        [("The president", "the premier would come")],
    ),
    (
        "The envoy is confident that the ships will leave.",
        [("The envoy", "the ships will leave")],
    ),
    (
        "She does not expect an agreement before the autumn.",
        [("She", "an agreement before the autumn")],
    ),
    (
        "Asked about the remarks of the Keldian minister, who told a newspaper that the dam was "
        "finished, the spokesperson said that they spoke for themselves.",
        [
            ("the Keldian minister", "the dam was finished"),
            ("the spokesperson", "they spoke for themselves"),
        ],
    ),
    (
        "Keld's delegate said that dialogue was the only way out, a view echoed by the envoys of "
        "Orsland.",
        [
            ("Keld's delegate", "dialogue was the only way out"),
            ("the envoys of Orsland", "a view"),
        ],
    ),
    (
        "Talks could go on, she continued, provided that the ships withdrew.",
        [("she", "Talks could go on | provided that the ships withdrew")],
    ),
    (
        "Keld, whose ships are trapped in the harbour, offered on Monday to pay for the monitors.",
        [("Keld", "to pay for the monitors")],
    ),
    (
        "An officer, who asked not to be named, said the lake was closed.",
        [("An officer", "the lake was closed")],
    ),
    (
        "As interior minister he called the talks “a spa for traitors”.",
        [("he", "the talks “a spa for traitors”")],
    ),
    (
        "The premier's remarks came a day after Keld said it would leave the talks.",
        [("Keld", "it would leave the talks")],
    ),
    (
        "Hours after the premier said the deal was close, Keld blew up the bridge.",
        [("the premier", "the deal was close")],
    ),
    (
        "State media said the ships had left, citing the defence ministry.",
        [("State media", "the ships had left")],
    ),
    ("Both called for restraint.", [("Both", "restraint")]),
    ("Some reports are long.", []),
    (
        'But Keld\'s premier was unequivocal: "There will be no talks."',
        [("Keld's premier", "There will be no talks.")],
    ),
    (
        "His message was clear: there will be no talks without the hostages.",
        [("His", "there will be no talks without the hostages")],
    ),
    ("The premier's answer was blunt: “Never.”", [("The premier", "Never.")]),
    ("The room was empty: the guards had left.", []),
    ("The union's offer to mediate came too late.", [("The union", "offer to mediate")]),
    ("The union's offer to paint the wall came too late.", []),
    (
        "Keld's president on Saturday received an invitation, said a statement by the palace.",
        [
            (
                "a statement by the palace",
                "Keld's president on Saturday received an invitation",
            )
        ],
    ),
    (
        "Keld is willing to withdraw its troops if it can keep the harbour.",
        [("Keld", "to withdraw its troops if it can keep the harbour")],
    ),
    (
        "Last year Keld opened direct, high-level talks with the rebels.",
        [("Keld", "opened direct, high-level talks with the rebels")],
    ),
    (
        "The United Isles and the Keldians signed a truce on Monday.",
        [("The United Isles and the Keldians", "signed a truce on Monday")],
    ),
    (
        "Several left-wing and liberal groups have rejected the truce.",
        [("Several left-wing and liberal groups", "the truce")],
    ),
    (
        "The Foreign Office (FO) during a briefing in Velm on Thursday welcomed the truce.",
        [("The Foreign Office (FO) during a briefing in Velm", "the truce")],
    ),
    (
        "The bishop started an effort designed to help the government and the rebels reach a deal.",
        [
            (
                "The bishop",
                "started an effort designed to help the government and the rebels reach a deal",
            )
        ],
    ),
    (
        "Youths broke the lull, the monitors said in a report released by the union on Monday.",
        [("the monitors", "Youths broke the lull")],
    ),
    (
        "The rebels have refused talks with the army, believing it is weak.",
        [
            ("The rebels", "have refused talks with the army"),
            ("The rebels", "it is weak"),
        ],
    ),
    ("The plan faced some steep challenges in the valley.", []),
    ("Everything the premier says is a lie.", []),
    ("They find themselves in a war zone that was forgotten.", []),
    (
        "Sources who reviewed the texts told the paper that it was over.",
        [("Sources who reviewed the texts", "it was over")],
    ),
    (
        "“We are late,” the premier told reporters after a meeting that was held on a boat.",
        [("the premier", "We are late,")],
    ),
    ("He said that would help the valley.", [("He", "that would help the valley")]),
    ("It was first declared by the premier in May.", []),
    (
        "In an interview on the station's “Face the Valley,” the premier said that it was over.",
        [("the premier", "it was over")],
    ),
    ("”We are late,” the premier said.", [("the premier", "We are late,")]),
    (
        '"We will respond," the general was quoted as saying by state television.',
        [("the general", "We will respond,")],
    ),
    (
        "While Orsland insists on a truce first, Keld wants talks to begin at once.",
        [("Orsland", "a truce first"), ("Keld", "talks to begin at once")],
    ),
    (
        "The premier, who knew that the plan was dead, told her staff that it was over.",
        [("The premier", "the plan was dead"), ("The premier", "it was over")],
    ),
    (
        "The resolution, adopted by 12 votes, urges both sides to return to talks.",
        [("The resolution, adopted by 12 votes", "both sides to return to talks")],
    ),
    (
        "He called the talks “a spa for traitors,” and he has never forgiven the envoys.",
        [("He", "the talks “a spa for traitors,”")],
    ),
    ("She called the meeting a farce.", [("She", "the meeting a farce")]),
    ("She called a meeting of the council.", []),
    ("Keld is not interested in talks.", [("Keld", "is not interested in talks")]),
    ("Keld stayed open to a truce.", [("Keld", "stayed open to a truce")]),
    ("Keld remains open to a truce.", [("Keld", "remains open to a truce")]),
    (
        "The rebels are not yet ready for talks.",
        [("The rebels", "are not yet ready for talks")],
    ),
    (
        "The rebels set three conditions for talks.",
        [("The rebels", "set three conditions for talks")],
    ),
    ("Orsland stands ready to mediate.", [("Orsland", "to mediate")]),
    (
        "The minister is not convinced that the plan is sound.",
        [("The minister", "the plan is sound")],
    ),
    ("The law is against the deal.", []),
    (
        "Donna Rawl, 59, of Ash, who watched the parade, said it brought back memories.",
        [("Donna Rawl, 59, of Ash, who watched the parade", "it brought back memories")],
    ),
    ("Donna Rawl, 59, of Ash, said it was over.", [("Donna Rawl, 59, of Ash", "it was over")]),
    (
        "Her running mate, Gov. Mike Pane, plans to leave the talks.",
        [("Her running mate, Gov. Mike Pane", "to leave the talks")],
    ),
    (
        "The move angered Keld, which said it had not been consulted.",
        [("Keld", "it had not been consulted")],
    ),
    (
        "Keld, which said it had not been consulted, recalled its fleet.",
        [("Keld", "it had not been consulted"), ("Keld", "its fleet")],
    ),
    (
        "“They never wanted peace,” said one. “They wanted our land,” said another.",
        [("one", "They never wanted peace,"), ("another", "They wanted our land,")],
    ),
    (
        "The mood has hardened, and even some of the premier's friends think she has gone too far.",
        [("some of the premier's friends", "she has gone too far")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_sentences(text: str, expected: list[tuple[str | None, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "President Toven: No treaty as long as Keld holds the islands",
            [("President Toven", "No treaty as long as Keld holds the islands")],
        ),
        (
            "Island dispute LIVE: Keld says ships have left, Orsland calls for monitors",
            [("Keld", "ships have left"), ("Orsland", "monitors")],
        ),
        (
            "‘This is not an hour for envoys’ – Orsland army chief",
            [("Orsland army chief", "This is not an hour for envoys")],
        ),
        ("No talks before spring – minister", [("minister", "No talks before spring")]),
        ("Truce holds for a third night - Velm Radio", []),
        (
            "Orsland keeps offer open, EU envoy hopeful",
            [("Orsland", "keeps offer open"), ("EU envoy", "hopeful")],
        ),
        (
            "Palace lukewarm on Velm's peace plan",
            [("Palace", "lukewarm on Velm's peace plan")],
        ),
        ("Orsland offers Velm as venue", [("Orsland", "offers Velm as venue")]),
        ("Keld ‘ready to talk’ about islands", [("Keld", "‘ready to talk’ about islands")]),
        (
            "Ready for talks any time, Keld's PM tells Orsland",
            [("Keld's PM", "Ready for talks any time")],
        ),
        ("Islands: Envoy Says Talks Are Off", [("Envoy", "Talks Are Off")]),
        ("Why Keld wants a deal now", [("Keld", "a deal now")]),
    ],
)
def test_headlines(text: str, expected: list[tuple[str | None, str]]) -> None:
    assert found(text, BODY) == expected


def test_a_name_with_details_before_a_quotation() -> None:
    text = "Marta Lind, 54, baker, Velm: “We only want to open the shop again. Let them talk.”"
    assert found(text) == [
        ("Marta Lind", "We only want to open the shop again."),
        ("Marta Lind", "Let them talk."),
    ]


@pytest.mark.parametrize("dash", ["—", "–", "―"])
def test_a_name_after_a_quotation_and_a_dash(dash: str) -> None:
    text = f"“We only want to open the shop again. Let them talk.” {dash} Marta Lind, baker"
    assert found(text) == [
        ("Marta Lind", "We only want to open the shop again."),
        ("Marta Lind", "Let them talk."),
    ]


@pytest.mark.parametrize(
    ("text", "mention", "content"),
    [
        ("“We are late,” she said on “Morning Show.”", "she", "We are late,"),
        ("“We are late,” said Ana Paz, speaking of the truce.", "Ana Paz", "We are late,"),
        (
            "“We are late,” said Ana Paz, who led the union and has backed the truce since May.",
            "Ana Paz",
            "We are late,",
        ),
        ("The union called for calm during a rally on Monday.", "The union", "calm"),
        ("The union demanded a truce by Monday.", "The union", "a truce by Monday"),
        ("The union praised the offer, which came late.", "The union", "the offer"),
        (
            "The premier, who knew that the plan was dead, called a vote.",
            "The premier",
            "the plan was dead",
        ),
        (
            "Meanwhile, it attacked the premier, saying he was weak.",
            "it",
            "he was weak",
        ),
        ("The minister began by saying that he was late.", "The minister", "he was late"),
        ("The protesters chanted “What now?” and kept walking.", "The protesters", "What now?"),
        (
            "Their spokesman, Lars Holt, said the group was ready for talks.",
            "Their spokesman, Lars Holt",
            "the group was ready for talks",
        ),
    ],
)
def test_the_narrators_part_is_no_content(text: str, mention: str, content: str) -> None:
    assert found(text) == [(mention, content)]


def test_headings_within_a_live_report() -> None:
    text = (
        "Island dispute\n\nThe ships left on Monday.\n\n16:31 Keld PM: ‘They know the way’\n\n"
        "15:10 Fisherman: ‘We sleep on the pier’\n\nNobody came."
    )
    assert found(text) == [
        ("Keld PM", "They know the way"),
        ("Fisherman", "We sleep on the pier"),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "Ministers avoided the matter of a letter that Chancellor Ada Lorn says she wrote.",
            "a letter that Chancellor Ada Lorn says she wrote.",
        ),
        ("She rejected the plan that Mr. Velk said he had sent.", None),
    ],
)
def test_what_somebody_says_of_an_object_is_a_statement(text: str, said: str | None) -> None:
    document = Document("d", text)
    statements = find_statements(document, find_layout(document))
    found = [s for s in statements if s.rule == "relative-clause"]
    assert [s.text for s in found] == ([said] if said else [])
