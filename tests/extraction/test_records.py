"""Records of meetings, whose speakers go on in free indirect speech; communiqués; round-ups."""

from __future__ import annotations

import pytest

from stancekit.document import Document
from stancekit.extraction.extractor import RuleExtractor

_OPENINGS = (
    "ADA HOLM (Keld) said that the talks were overdue.",
    "PAUL ORR (Velm) replied that nobody had been invited.",
    "INES LUND (Sund) asked for a date.",
)


def speakers(text: str) -> list[tuple[str | None, str]]:
    return [(s.speaker, s.text) for s in RuleExtractor().extract(Document("x", text))]


def record(*paragraphs: str) -> str:
    return "\n\n".join((*_OPENINGS, *paragraphs))


@pytest.mark.parametrize(
    "opening",
    [
        "MARA WINTER (Orsland) said that it was late.",
        "12. Ms. Winter (Orsland) said that it was late.",
        "The representative of Orsland said that it was late.",
        "The Orsland delegate said that it was late.",
        "Orsland’s delegate said that it was late.",
        "Taking the floor again, the delegate of Orsland said that it was late.",
        "Lady Winter was relieved that the House sat so late.",
    ],
)
def test_a_turn_goes_on_without_a_cue(opening: str) -> None:
    rest = "The ferries had stopped in May. Her Government could not wait for ever."
    *_, first, ferries, government = speakers(record(f"{opening} {rest}"))
    assert ferries[1] == "The ferries had stopped in May."
    assert government[1] == "Her Government could not wait for ever."
    assert first[0] == ferries[0] == government[0]
    assert first[0] is not None


def test_a_turn_goes_on_in_the_next_paragraph() -> None:
    text = record(
        "Briefing the council, MARA WINTER, envoy to the islands, said that the truce held.",
        "The crew had been freed on Sunday. Neither side had thanked her.",
    )
    assert [speaker for speaker, _ in speakers(text)[-3:]] == ["Mara Winter"] * 3


@pytest.mark.parametrize(
    "sentence",
    [
        "The meeting rose at 6 p.m.",
        "The House then adjourned.",
        "Laughter was heard from the gallery.",
        "There followed an exchange on herring.",
        "The islands lie two miles off the coast.",
    ],
)
def test_proceedings_and_background_are_nobodys(sentence: str) -> None:
    text = record(f"MARA WINTER (Orsland) said that it was late. {sentence}")
    assert sentence not in [said for _, said in speakers(text)]


def test_what_a_speaker_ascribes_to_their_side_is_the_speakers() -> None:
    text = record(
        "MARA WINTER (Orsland) said that it was late. The northern members would support any plan. "
        "It had asked only that the road be opened. The delegate of Velm supported the plan."
    )
    found = speakers(text)[-3:]
    assert [speaker for speaker, _ in found] == ["Mara Winter", "Mara Winter", "delegate of Velm"]


def test_the_news_has_no_turns() -> None:
    text = (
        "The envoy, Ada Holm, said on Monday that the talks were overdue. The ferries had "
        "stopped.\n\n"
        "Paul Orr, the mayor, said that nobody had been invited. The hall had burnt down.\n\n"
        "Ines Lund said that it was late. The bridge was closed in March.\n\n"
        "The delegate of Velm left at noon. The road had been mined."
    )
    said = [sentence for _, sentence in speakers(text)]
    assert said == [
        "The envoy, Ada Holm, said on Monday that the talks were overdue.",
        "Paul Orr, the mayor, said that nobody had been invited.",
        "Ines Lund said that it was late.",
    ]


def test_a_hearing_is_a_record() -> None:
    text = (
        "The hearings in the case of Keld against Velm opened on Monday.\n\n"
        "Counsel for Keld said that arbitration had been offered twice. Both offers had been "
        "returned.\n\n"
        "Judge Holm asked who had returned them.\n\n"
        "Counsel for Velm answered that it was a matter of postage. He would look into it."
    )
    found = {said: speaker for speaker, said in speakers(text)}
    assert found["Both offers had been returned."] == "Counsel for Keld"
    assert found["He would look into it."] == "Counsel for Velm"


def test_what_was_agreed_is_agreed_by_both() -> None:
    text = (
        "The two sides welcomed the report of the surveyors. It was agreed that a hotline would be "
        "set up. They committed themselves to a truce."
    )
    found = speakers(text)
    assert [speaker for speaker, _ in found] == ["two sides"] * 3


def test_pronouns_stay_within_an_item_of_a_round_up() -> None:
    text = (
        "The day in brief\n\nKeld offers a truce\n\n"
        "Paul Orr said on Monday that the guns would fall silent.\n\n"
        "Velm in mourning\n\nThe queen has died. He said nothing could console the court."
    )
    assert [speaker for speaker, said in speakers(text) if said.startswith("He said")] == [None]


def test_members_of_a_congress_are_named_so_in_the_news() -> None:
    text = (
        "Sen. Ada Holm (R-Iowa) said that the talks were overdue. The bill had stalled.\n\n"
        "Rep. Paul Orr (D-Ohio) said that nobody was invited. The hall had burnt down.\n\n"
        "Sen. Ines Lund (I-Maine) said that it was late. The bridge had been closed."
    )
    assert len(speakers(text)) == 3


def test_several_speakers_in_a_paragraph() -> None:
    text = record(
        "Mr. Winter (Orsland) asked who had written it. The representative of Velm answered that "
        "nobody knew. The paper had come by post. It had left the port, as the harbour could "
        "confirm."
    )
    assert [speaker for speaker, _ in speakers(text)[-3:]] == ["representative of Velm"] * 3


_SITTINGS = {
    "council": (
        "The council met at seven in the old granary.",
        "Councillor Ada Holm told members that the lease had run out.",
        "Mr Orr asked whether anybody had written to the other bank.",
        "Intervening again, Mrs Lund warned that nobody would pay.",
    ),
    "hearing": (
        "The commission of inquiry sat for a third day in Keld.",
        "The first witness, Ada Holm, told the commissioners that nobody had come.",
        "Paul Orr testified that the gate was shut.",
        "Ines Lund, counsel for the port, said that it was not.",
    ),
}


@pytest.mark.parametrize("form", sorted(_SITTINGS))
def test_a_report_of_a_sitting_goes_on_without_a_cue(form: str) -> None:
    opening, first, *others = _SITTINGS[form]
    goes_on = "Four letters had been sent. The pier could not wait."
    text = "\n\n".join((opening, f"{first} {goes_on} She sat down.", *others))
    found = speakers(text)
    assert found[1:3] == [
        ("Ada Holm", "Four letters had been sent."),
        ("Ada Holm", "The pier could not wait."),
    ]
    # What is done in the room is the narrator's.
    assert all(sentence != "She sat down." for _, sentence in found)
    # Without the sitting it is news: what had happened may be the narrator's too.
    news = "\n\n".join((f"{first} {goes_on}", *others))
    assert all(sentence != "Four letters had been sent." for _, sentence in speakers(news))


def test_who_opens_a_turn_and_what_others_did() -> None:
    text = (
        "The Upper House convened on Thursday.\n\nSenator Holm rose to say that he would vote no."
        " The rebels had broken four truces.\n\nSenator Orr agreed.\n\nThe House rose at ten.\n\n"
        "Senator Lund was absent."
    )
    assert speakers(text)[:2] == [
        ("Holm", "Senator Holm rose to say that he would vote no."),
        ("Holm", "The rebels had broken four truces."),
    ]


def test_a_title_takes_the_floor() -> None:
    text = (
        "The panel heard evidence for a second day.\n\nMrs Holm asked whether they might share it."
        " Mr Orr would not object.\n\nMr Orr said that it was late.\n\nMs Lund said so too."
    )
    assert ("Orr", "Mr Orr would not object.") in speakers(text)
