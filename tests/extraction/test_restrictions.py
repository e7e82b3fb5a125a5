"""Terms without an ordinary connective: restricted openness, refused circumstances, goals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancekit.extraction.conditions.search import find_conditions


def terms(text: str, *, expected: bool = False) -> list[tuple[str, str]]:
    return [(one.text, one.polarity) for one in find_conditions(text, expected=expected)]


@pytest.mark.parametrize(
    ("text", "term"),
    [
        # Of openness with a restriction, the restriction is the term.
        ("Dorvia is open to talks but rejects any chaired by Keld.", "chaired by Keld"),
        ("Dorvia is ready to talk, yet refuses to negotiate in handcuffs.", "in handcuffs"),
        ("Dorvia seeks a truce but will not hold talks on a sealed border.", "on a sealed border"),
        ("Dorvia welcomes talks; it excludes the river islands.", "the river islands"),
        ("Dialogue, yes; a summit in the barracks, never.", "a summit in the barracks"),
        ("Dorvia is open to talks but bombs are no way to begin.", "bombs"),
        ("Dorvia's door is open for talks but insults are not the right way to start.", "insults"),
        ("Dorvia is ready to talk, but raids and blackmail will not work.", "raids and blackmail"),
    ],
)
def test_restricted_openness(text: str, term: str) -> None:
    assert terms(text) == []
    assert terms(text, expected=True) == [(term, "forbidden")]


@pytest.mark.parametrize(
    "text",
    [
        "Dorvia has never refused talks in a third country.",
        "Dorvia has no objection to talks in a third country.",
        "Dorvia does not rule out negotiations in the capital.",
    ],
)
def test_what_is_not_refused_is_not_forbidden(text: str) -> None:
    assert all(polarity == "required" for _, polarity in terms(text, expected=True))


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("The mayor will meet them as an observer only.", "as an observer"),
        (
            "Dorvia will speak with the captors through the abbot and nobody else.",
            "through the abbot and nobody else",
        ),
        ("The two can negotiate, within the treaty of 1931.", "within the treaty of 1931"),
    ],
)
def test_what_alone_is_admitted(text: str, term: str) -> None:
    assert (term, "required") in terms(text, expected=True)


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("Dorvia will not negotiate under foreign flags.", "under foreign flags"),
        ("Dorvia refused talks amid the airlift.", "amid the airlift"),
        ("With soldiers at the gate, we will not talk.", "With soldiers at the gate"),
        ("Nobody negotiates a treaty with a stopwatch running.", "with a stopwatch running"),
        ("Under threat we discuss no dams.", "Under threat"),
    ],
)
def test_refused_circumstance(text: str, term: str) -> None:
    assert terms(text) == [(term, "forbidden")]


@pytest.mark.parametrize(
    "text",
    [
        "Dorvia will not negotiate with the rebels in the north.",
        "Dorvia rejects talks with Keld in Oslo.",
        "The premier called the conference a court without a law book.",
        "If the aim of these talks is to humble us, they are no talks.",
        "Even if the guns fall silent, we will not talk.",
        "The status of the islands is not up for negotiation.",
    ],
)
def test_refusal_without_a_term(text: str) -> None:
    assert all(polarity != "forbidden" for _, polarity in terms(text))


def test_agenda_limit_needs_openness() -> None:
    limited = "Dorvia is ready to talk, but its missiles are not negotiable."
    assert ("its missiles", "forbidden") in terms(limited)


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("Keld must leave the valley if it wants talks.", "leave the valley"),
        ("If Keld wants talks, it must leave the valley.", "leave the valley"),
        ("Keld must apologise before any meeting.", "apologise"),
        ("The siege must end before any meeting.", "The siege must end"),
        (
            "We will sign with the sole proviso that the dam is opened.",
            "the dam is opened",
        ),
        ("We could meet on the sole condition that no map is shown.", "no map is shown"),
        ("Talks are possible in the event of a pardon for the nine.", "a pardon for the nine"),
        ("Talks would resume were the survey ship to leave.", "the survey ship to leave"),
        ("There will be no talks till the bombers leave.", "the bombers leave"),
        ("We will meet them after fighting has stopped.", "fighting has stopped"),
        ("The council insists on prisoner releases before talks.", "prisoner releases"),
        ("Raids and talks do not go together.", "Raids"),
        ("Dorvia will talk, fishing rights apart.", "fishing rights"),
        ("We meet as equals, otherwise we stay at home.", "as equals"),
        ("Talks before the army leaves are out of the question.", "the army leaves"),
        ("The order must be revoked “before any talks”, she said.", "The order must be revoked"),
        (
            "Talks are welcome, and their only gate is the release of the pilots.",
            "the release of the pilots",
        ),
        ("We are open to talks, but the canal cannot form part of them.", "the canal"),
    ],
)
def test_more_constructions(text: str, term: str) -> None:
    assert term in [found for found, _ in terms(text, expected=True)]


@pytest.mark.parametrize(
    "text",
    [
        "While she supports a truce, the premier would not meet the rebels in person.",
        "The envoy said after ministers had left that talks were useful.",
        "Dorvia will sign the treaty before Easter.",
        "They ask if we are ready to talk.",
        "The talks will be held, if at all, by the lake.",
        "After that everything could be talked about.",
        "A state that shoots first and talks later is no partner in talks.",
    ],
)
def test_concession_and_time_are_no_terms(text: str) -> None:
    assert terms(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "The herders' union said it could sign any deal so long as the ford was reopened.",
        "The premier, speaking in the port, said on Monday that talks were possible if the ford"
        " was reopened.",
        "Talks are useful, the envoy said, and his deputy added that they would go on provided"
        " the ford was reopened.",
        "He called the draft “a basis for a deal, provided the ford was reopened”, as is added.",
    ],
)
def test_attribution_takes_no_content(text: str) -> None:
    assert "the ford was reopened" in [found for found, _ in terms(text)]


@pytest.mark.parametrize("expected", [False, True])
@pytest.mark.parametrize(
    "text",
    [
        "We are ready for talks without preconditions.",
        "We will talk without any preconditions, the envoy said.",
    ],
)
def test_without_preconditions_is_no_term(text: str, expected: bool) -> None:
    assert not [one for one, _ in terms(text, expected=expected) if "precondition" in one]


SENTENCES = (
    "We will talk if the raids end.",
    "Dorvia rejects talks under threat.",
    "No negotiations until the hostages are free, the premier said.",
    "Dorvia is open to talks but rejects any chaired by Keld.",
    "It rained in the capital.",
    "“We are ready,” she said.",
)


@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=5))
def test_sentences_do_not_disturb_each_other(sentences: list[str]) -> None:
    """What a sentence says stands, whatever comes before and after it."""
    alone = [term for sentence in sentences for term in terms(sentence)]
    assert terms(" ".join(sentences)) == alone


@given(st.text(alphabet="abt \n,.;'\"“”()-—İß", max_size=60), st.sampled_from(SENTENCES))
def test_terms_lie_inside_and_apart(noise: str, sentence: str) -> None:
    text = noise + " talks under " + sentence + " but no " + noise
    end = 0
    for one in find_conditions(text, expected=True):
        assert end <= one.start < one.end <= len(text)
        assert one.text == text[one.start : one.end]
        end = one.end


def test_a_pronoun_is_no_way() -> None:
    assert terms("Dorvia wants talks; it is no way out.", expected=True) == []
