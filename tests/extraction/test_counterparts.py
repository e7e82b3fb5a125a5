"""The other side of the talks."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancekit.document import Document, Span
from stancekit.extraction.counterparts.counterparts import find_counterparts
from stancekit.extraction.counterparts.sides import Polities
from stancekit.extraction.extractor import RuleExtractor
from stancekit.extraction.speakers.names import places
from stancekit.statement import Statement


def counterparts(text: str, *sources: tuple[str | None, str | None]) -> list[str | None]:
    """Return the counterpart of each line of `text`, whose speaker and actor are given."""
    statements, start = [], 0
    for line, (speaker, actor) in zip(text.split("\n"), sources, strict=True):
        end = start + len(line)
        statements.append(Statement(start, end, line, speaker=speaker, actor=actor))
        start = end + 1
    return [s.counterpart for s in find_counterparts(Document("d", text), statements)]


@pytest.mark.parametrize(
    ("text", "actor", "expected"),
    [
        ("He is ready for talks with the United States.", "Iran", "United States"),
        ("They will not sit down with Kyiv.", "Russia", "Ukraine"),
        ("He called for dialogue with the rebels.", "Mali", "rebels"),
        ("He is open to talks with opposition leaders.", "Mali", "opposition"),
        ("He rejects Tehran's offer of talks.", "Israel", "Iran"),
        ("He invited Jadwar to peace talks.", "Sarn", "Jadwar"),
        ("He praised direct negotiations with the Lissel Movement.", "Sarn", "Lissel Movement"),
        ("He met reporters with a smile.", "Iran", None),
        ("He spoke of the weather in Ukraine.", "Russia", None),
        ("He is ready for talks with Ankara.", "Turkey", None),
    ],
)
def test_constructions(text: str, actor: str, expected: str | None) -> None:
    assert counterparts(text, ("Ada Lorn", actor)) == [expected]


def test_the_two_sides_of_a_document() -> None:
    text = (
        "He wants a truce with Tirvan.\n"
        "He said talks were pointless.\n"
        "She said Qashan must stop before any talks.\n"
        "He said it rained."
    )
    assert counterparts(
        text, ("Bo Lind", "Qashan"), ("Bo Lind", "Qashan"), ("Ada Lorn", "Tirvan"), (None, None)
    ) == ["Tirvan", "Tirvan", "Qashan", None]


def test_talks_between_two() -> None:
    text = "He hopes the talks between Oman and Yemen go on."
    assert counterparts(text, ("Ada Lorn", "Oman")) == ["Yemen"]
    assert counterparts(text, ("Ada Lorn", "Norway")) == [None]


def test_several_other_sides_are_none() -> None:
    text = "He wants talks with Oman.\nHe wants talks with Yemen.\nHe wants talks."
    source = ("Bo Lind", "Qatar")
    assert counterparts(text, source, source, source) == ["Oman", "Yemen", None]


def test_never_the_speaker() -> None:
    assert counterparts("Talks with Oman failed.", ("Oman", None)) == [None]


def test_a_given_counterpart_stays() -> None:
    text = "He wants talks with Oman."
    statement = Statement(0, len(text), text, speaker="Bo Lind", counterpart="Yemen")
    assert find_counterparts(Document("d", text), [statement]) == [statement]


@pytest.mark.parametrize(
    ("text", "actor", "expected"),
    [
        ("He urged Keld to send its envoys to talks.", "Iran", "Keld"),
        ("He is ready to discuss the 3.7-hectare ford with Chile.", "Peru", "Chile"),
        ("He rejects the Iranian proposal for a truce.", "Israel", "Iran"),
        ("He agreed to a meeting with his Omani counterpart.", "Iran", "Oman"),
        ("He will not accept a truce proposed by Ecuador.", "Peru", "Ecuador"),
        ("He offered a truce and an exchange of prisoners to Yemen.", "Oman", "Yemen"),
        ("He will talk only after Kenya withdraws.", "Somalia", "Kenya"),
        ("He is ready for talks with the prime minister of Armenia.", "Georgia", "Armenia"),
        ("He breaks off talks with South Sudan.", "Sudan", "South Sudan"),
        ("He rejects talks with the federal government.", "Keld", "federal government"),
        ("He appealed to both sides to resume talks.", "Oman", "both sides"),
        # Where talks are held and who mediates them is no other side.
        ("He will return to the talks in Qatar.", "Chad", None),
        ("He welcomes Qatar's offer of mediation.", "Chad", None),
        ("He wants talks with what remains of his family.", "Chad", None),
    ],
)
def test_more_constructions(text: str, actor: str, expected: str | None) -> None:
    assert counterparts(text, ("Ada Lorn", actor)) == [expected]


def test_a_title_tells_the_side_of_its_bearer() -> None:
    text = (
        "Kenya's minister Bo Lind said talks with Somalia were useful.\n"
        "The minister said he would go to the talks.\n"
        "Somalia's envoy, Ada Lorn, said no deal was near."
    )
    ends = [text.index("\n"), text.rindex("\n"), len(text)]
    starts = [0, ends[0] + 1, ends[1] + 1]
    mentions = ["Kenya's minister Bo Lind", "The minister", "Ada Lorn"]
    speakers = ["Bo Lind", "Bo Lind", "Ada Lorn"]
    statements = [
        Statement(
            start,
            end,
            text[start:end],
            speaker=speaker,
            mention=Span(text.index(mention), text.index(mention) + len(mention)),
        )
        for start, end, speaker, mention in zip(starts, ends, speakers, mentions, strict=True)
    ]
    found = find_counterparts(Document("d", text), statements)
    assert [one.counterpart for one in found] == ["Somalia", "Somalia", "Kenya"]


def test_states_that_no_gazetteer_knows() -> None:
    text = (
        "Tarvia's premier said Tarvia wants a truce.\n"
        "The Tarvian army will withdraw, he said.\n"
        "She said the Tarvian proposal was welcome."
    )
    polities = Polities(text, [])
    assert {state for _, state in polities.within(0, len(text))} == {"Tarvia"}
    assert polities.of("a Tarvian envoy") == "Tarvia"
    sources = ("Bo Lind", "Tarvia"), ("Bo Lind", "Tarvia"), ("Ada Lorn", "Keld")
    assert counterparts(text, *sources)[2] == "Tarvia"


def test_persons_and_offices_are_no_states() -> None:
    text = "Lind's minister spoke. Lind's envoy wrote. Lind was away. The Premier's envoy left."
    statements = [Statement(0, 22, text[:22], speaker="Bo Lind")]
    assert list(Polities(text, statements).within(0, len(text))) == []


@given(
    st.lists(
        st.sampled_from(
            "Kenya|Keld|Ada Lorn|with|talks|between|and|the|rebels|’s|offer|said|urged|both sides"
            "|if|to|,|.|in|A.A|“".split("|")
        ),
        max_size=30,
    ),
    st.sampled_from([None, "Kenya", "Keld"]),
)
def test_any_words(words: list[str], actor: str | None) -> None:
    """A counterpart is never who speaks, and stands in the text or is a state named there."""
    text = " ".join(words) or "x"
    (found,) = counterparts(text.replace("\n", " "), ("Ada Lorn", actor))
    assert found not in ("Ada Lorn", actor) or found is None
    assert found is None or found in text or found in set(places().mentioned(text))


def test_work_grows_in_step_with_length() -> None:
    def seconds(count: int) -> float:
        text = "A.A with A-A’s offer of talks to the " * count
        began = time.process_time()
        counterparts(text, ("Ada Lorn", "Kenya"))
        return time.process_time() - began

    seconds(100)
    small = max(seconds(1000), 0.005)
    # Another process may get in the way of one run, hardly of three in a row.
    assert any(seconds(4000) < 20 * small for _ in range(3))


def test_a_quotation_that_goes_on_keeps_its_other_side() -> None:
    lines = ["I want a truce with Kenya.", "My bag is packed.", "It rained.", "So be it."]
    kinds = "direct", "direct", "indirect", "direct"
    speakers = "Ada Lorn", "Ada Lorn", "Ada Lorn", "Bo Lind"
    text, statements = "\n".join(lines), []
    for line, kind, speaker in zip(lines, kinds, speakers, strict=True):
        start = text.index(line)
        statements.append(
            Statement(start, start + len(line), line, kind=kind, speaker=speaker)  # type: ignore[arg-type]  # a literal of Kind
        )
    found = find_counterparts(Document("d", text), statements)
    assert [one.counterpart for one in found] == ["Kenya", "Kenya", None, None]


def found(text: str) -> list[str | None]:
    return [one.counterpart for one in RuleExtractor().extract(Document("x", text))]


def test_a_surname_that_speaks_is_no_state() -> None:
    text = (
        "Lorn said Norvia was ready for talks, but not under threat. Estmark must end its blockade,"
        " Lorn added. Talks with Estmark can succeed if Norvia is respected, according to Lorn."
        " “No talks without trust,” Lorn said of Estmark."
    )
    assert set(found(text)) <= {"Estmark", None}


def test_the_object_of_a_refusal_is_not_the_refusers_state() -> None:
    text = (
        "Ada Lorn rejects Estmark talks\n\nNorvia's cabinet met. Ada Lorn rejected negotiations on"
        " Monday. Norvia said it wanted talks with Estmark."
    )
    assert "Norvia" not in found(text)


def test_an_interviewer_is_no_counterpart() -> None:
    text = "In an interview with Keld TV, Estmark's premier said he wanted talks with Norvia."
    assert found(text) == ["Norvia"]


def _by_speaker(text: str) -> dict[str | None, str | None]:
    found = RuleExtractor().extract(Document("d", text))
    return {s.speaker: s.counterpart for s in found}


TRUCE = (
    "{headline}\n\nHamas said it had accepted the truce.\n\nAn Israeli official said the cabinet"
    " would only consider a deal that freed all hostages.\n\nQatar’s foreign ministry said the"
    " response of Israel had been positive.\n\nOne Hamas leader, Otto Quill, said the movement was"
    " ready for an agreement. Qatar’s envoy said he was waiting for Israel.\n"
)


def test_a_movement_is_a_side_and_a_headline_names_the_two() -> None:
    found = _by_speaker(TRUCE.format(headline="Hamas accepts truce as Israel insists on hostages"))
    assert found["Israeli official"] == "Hamas"
    assert found["Otto Quill"] == "Israel"


def test_ministers_and_rebels_without_a_state_belong_to_the_two_sides() -> None:
    found = _by_speaker(
        "Colombia’s talks with the ELN are close to collapse\n\nColombia suspended the talks with"
        " the ELN in January.\n\nInterior Minister Otto Quill said there would be no talks as long"
        " as the group kept killing.\n\nThe ELN’s commander, Rosa Tinn, said the guerrillas were"
        " ready for talks with Colombia.\n\n“We will not talk with terrorists,” said Ada Lorn, the"
        " defence minister.\n"
    )
    assert found["Otto Quill"] == "National Liberation Army"
    assert found["Ada Lorn"] == "National Liberation Army"
    assert found["Rosa Tinn"] == "Colombia"


def test_who_must_do_something_is_not_the_speaker_s_own_side() -> None:
    found = _by_speaker(
        "Iran is ready for talks with the United States, Iran’s envoy, Otto Quill, said. The United"
        " States is ready for talks with Iran, the White House said.\n\n“The United States must"
        " return to the talks,” Ada Lorn said."
    )
    assert found["Ada Lorn"] is None


@pytest.mark.parametrize(
    "text",
    [
        "A spokesperson for the SDF said on Friday that the group was committed to the agreement.",
        "Velm’s ambassador said that Iran and the United States had a draft agreement.",
    ],
)
def test_a_single_line_is_no_headline(text: str) -> None:
    assert set(_by_speaker(text + "\n").values()) == {None}
