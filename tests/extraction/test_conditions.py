"""Terms on talks, one behaviour for each construction of the codebook."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stancekit.extraction.conditions.search import find_conditions
from stancekit.statement import CONDITION_TYPES

# sentence, terms, polarity of the first
CLAUSES = [
    ("We will talk if the raids end.", ["the raids end"], "required"),
    (
        "Dorvia will negotiate only if the port reopens, its envoy said on Monday.",
        ["the port reopens"],
        "required",
    ),
    (
        "There will be no talks unless the siege ends, the mayor said.",
        ["the siege ends"],
        "required",
    ),
    (
        "Dorvia will go to the talks unless the shelling resumes.",
        ["the shelling resumes"],
        "forbidden",
    ),
    (
        "No negotiations until the hostages are free, the premier said.",
        ["the hostages are free"],
        "required",
    ),
    (
        "The rebels will come provided that the road is open, a spokesman said.",
        ["the road is open"],
        "required",
    ),
    ("The rebels are ready to talk, provided the road is open.", ["the road is open"], "required"),
    (
        "We remain open to dialogue as long as our borders are respected.",
        ["our borders are respected"],
        "required",
    ),
    (
        "We will not negotiate as long as bombs are falling, she said.",
        ["bombs are falling"],
        "forbidden",
    ),
    (
        "The council will join the talks on condition that its flag is flown.",
        ["its flag is flown"],
        "required",
    ),
    ("Once the army leaves, talks can begin, the governor said.", ["the army leaves"], "required"),
    ("The day the prisoners come home, we will sign.", ["the prisoners come home"], "required"),
    ("Talks will resume when the gates are open, he said.", ["the gates are open"], "required"),
    ("We will not talk while shells are landing.", ["shells are landing"], "forbidden"),
    (
        "Not while the drones are overhead will we meet them.",
        ["the drones are overhead"],
        "forbidden",
    ),
    (
        "Ostrava would return to the table, were the embargo to be lifted.",
        ["the embargo to be lifted"],
        "required",
    ),
    ("Should the army leave the valley, we will meet.", ["the army leave the valley"], "required"),
    (
        "Talks can open after the army has left the valley.",
        ["the army has left the valley"],
        "required",
    ),
]
PHRASES = [
    ("No agreement without guarantees, the minister said.", ["guarantees"], "required"),
    ("Talks without guarantees would be a trap.", ["guarantees"], "required"),
    ("Dorvia will talk in return for fuel, its envoy said.", ["fuel"], "required"),
    (
        "Dorvia will talk in exchange for the release of its crew.",
        ["the release of its crew"],
        "required",
    ),
    ("Its signature is subject to a vote in parliament.", ["a vote in parliament"], "required"),
    (
        "The next round depends on the opening of the port, she said.",
        ["the opening of the port"],
        "required",
    ),
    ("The truce hinges on two buses of prisoners.", ["two buses of prisoners"], "required"),
    ("Peace talks are contingent on a verified withdrawal.", ["a verified withdrawal"], "required"),
    ("Short of an apology, there will be no talks.", ["an apology"], "required"),
    ("The talks will go on, barring a new attack.", ["a new attack"], "forbidden"),
    ("We are ready for diplomacy, but not under threat.", ["under threat"], "forbidden"),
    ("Dorvia is open to talks, but never on the islands.", ["on the islands"], "forbidden"),
    ("Capital ties talks to troop withdrawal", ["troop withdrawal"], "required"),
    (
        "The junta links talks to the lifting of sanctions.",
        ["the lifting of sanctions"],
        "required",
    ),
]
OBLIGATIONS = [
    ("Any talks must be genuine.", ["genuine"], "required"),
    (
        "Negotiations must be genuine, balanced and reliable, he said.",
        ["genuine, balanced and reliable"],
        "required",
    ),
    ("The talks must not be a show.", ["a show"], "forbidden"),
    ("The dialogue has to be based on mutual respect.", ["based on mutual respect"], "required"),
    ("Any deal must include the return of the bodies.", ["the return of the bodies"], "required"),
    ("The siege of our town must first be lifted before any talks.", None, "required"),
]
OTHERS = [
    ("Lift the siege and then we talk.", ["Lift the siege"], "required"),
    (
        "Release the crew and we will sit with you, the admiral said.",
        ["Release the crew"],
        "required",
    ),
    ("Prisoners first, talks later, the widow said.", ["Prisoners"], "required"),
    ("First the guns go quiet, then a date can be set.", ["the guns go quiet"], "required"),
    (
        "The army must leave the town before any talks.",
        ["leave the town"],
        "required",
    ),
    ("The siege must end before any talks.", ["The siege must end"], "required"),
    ("No talks before the army leaves, the mayor said.", ["the army leaves"], "required"),
    ("Our condition for talks is a full withdrawal.", ["a full withdrawal"], "required"),
    ("The price of talks is the release of the crew.", ["the release of the crew"], "required"),
    ("A full withdrawal is a precondition for talks.", ["A full withdrawal"], "required"),
    ("Dorvia demands an apology as a condition for talks.", ["an apology"], "required"),
    ("No prisoners, no peace", ["prisoners"], "required"),
    ("Talks yes, troops no", ["troops"], "forbidden"),
    ("Dorvia ruled out talks before a ceasefire.", ["a ceasefire"], "required"),
    ("We are open to talks, but they must first free the crew.", ["free the crew"], "required"),
    ("Recognition must precede any talks.", ["Recognition"], "required"),
    ("Terror and talks cannot go together, he said.", ["Terror"], "forbidden"),
    ("The siege must go for talks to mean anything.", ["The siege must go"], "required"),
    ("We will sit as equals or not at all.", ["as equals"], "required"),
    ("Guns down, and then a summit, the chancellor said.", ["Guns down"], "required"),
    ("Only a full withdrawal would bring us back to the table.", ["a full withdrawal"], "required"),
    ("We can discuss the ports, but the islands are not negotiable.", ["the islands"], "forbidden"),
]


@pytest.mark.parametrize(
    ("sentence", "terms", "polarity"), CLAUSES + PHRASES + OBLIGATIONS + OTHERS
)
def test_construction(sentence: str, terms: list[str] | None, polarity: str) -> None:
    found = find_conditions(sentence)
    if terms is None:
        assert found
    else:
        assert [item.text for item in found] == terms
    if found:
        assert found[0].polarity == polarity


@pytest.mark.parametrize(
    ("sentence", "circumstance"),
    [
        ("We will not negotiate under threat.", "under threat"),
        ("Negotiating at gunpoint is impossible, she said.", "at gunpoint"),
        ("The front refuses to talk amid air strikes.", "amid air strikes"),
        ("Nobody signs with a gun on the table.", "with a gun on the table"),
        ("No Talks Under Pressure, Governor Says", "Under Pressure"),
    ],
)
def test_bare_circumstance_keeps_its_preposition(sentence: str, circumstance: str) -> None:
    (found,) = find_conditions(sentence)
    assert (found.text, found.connective, found.polarity) == (circumstance, "", "forbidden")


@pytest.mark.parametrize(
    ("sentence", "connective"),
    [
        ("We will talk only if the raids end.", "only if"),
        ("Any talks must be genuine.", "must be"),
        ("Lift the siege and then we talk.", "and then"),
        ("No Deal Without Guarantees", "Without"),
        ("Talks hinge on the weather.", "hinge on"),
    ],
)
def test_connective_is_given_as_written(sentence: str, connective: str) -> None:
    assert find_conditions(sentence)[0].connective == connective


def test_two_terms() -> None:
    found = find_conditions("We will talk if the raids end and if the port reopens.")
    assert [item.text for item in found] == ["the raids end", "the port reopens"]
    found = find_conditions("Peace hinges on the release of the crew and on an open port.")
    assert [item.text for item in found] == ["the release of the crew", "an open port"]
    found = find_conditions("They could meet if the raids were stopped and the port was reopened.")
    assert [item.text for item in found] == ["the raids were stopped", "the port was reopened"]


@pytest.mark.parametrize(
    "sentence",
    [
        "We offer talks without preconditions.",
        "The minister praised the mediators for their patience.",
        "The army said its ships had reached the strait.",
        "If this is their idea of a dialogue, it deserves another name.",
        "Talks will begin at once, more or less.",
    ],
)
def test_no_term(sentence: str) -> None:
    assert find_conditions(sentence) == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "“We will talk if the raids end,” the minister said when asked after a visit to the port.",
        "The minister said on Monday that talks could open if the raids end.",
        "We will talk, the minister said, if the raids end.",
        "Talks can open if the raids end, according to the minister.",
        "Minister: we will talk if the raids end",
        "Talks possible if the raids end - minister",
        "The raids are an outrage. We will talk if the raids end. Snow is expected.",
    ],
)
def test_attribution_is_no_part_of_a_term(sentence: str) -> None:
    assert [item.text for item in find_conditions(sentence)] == ["the raids end"]


def test_negation_after_the_connective_is_not_part_of_what_is_forbidden() -> None:
    (found,) = find_conditions("We are open to talks as long as not under fire.")
    assert (found.text, found.polarity) == ("under fire", "forbidden")


def check(text: str) -> None:
    found = find_conditions(text)
    previous = 0
    for item in found:
        assert previous <= item.start < item.end <= len(text)
        assert text[item.start : item.end] == item.text
        assert item.polarity in ("required", "forbidden")
        assert item.type in CONDITION_TYPES
        assert item.connective in text
        previous = item.end


@given(st.text(max_size=300))
def test_any_text(text: str) -> None:
    check(text)


WORDS = (
    "if unless until only before first then and but not no without under threat must be have to "
    "talks the army siege lift said that he will would is condition for ties to or at all , . : ; "
    "\" “ ” ’ ' — - one thing return İ while as long when with gun required 2015 U.S. on ( )"
).split()


@settings(max_examples=400)
@given(st.lists(st.sampled_from(WORDS), max_size=40))
def test_any_order_of_telling_words(words: list[str]) -> None:
    check(" ".join(words))


@pytest.mark.parametrize(
    "unit", ["if ", "x, ", "said , ", '"', "first ", "under x ", "it must be "]
)
def test_work_grows_in_step_with_length(unit: str) -> None:
    def seconds(count: int) -> float:
        text = unit * count
        began = time.process_time()
        find_conditions(text)
        return time.process_time() - began

    seconds(100)
    small = max(seconds(1000), 0.005)
    # Another process may get in the way of one run, hardly of three in a row.
    assert any(seconds(4000) < 20 * small for _ in range(3))


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("It must be said that these talks are a deception.", []),
        ("It must be noted that negotiations take time, the envoy said.", []),
        (
            "Tarvia will talk only if the talks keep to the rules and are based on trust.",
            ["required"],
        ),
        ("Tarvia rules out talks based on coercion.", ["forbidden"]),
    ],
)
def test_remarks_are_no_obligation_and_rules_are_no_refusal(text: str, terms: list[str]) -> None:
    assert sorted({condition.polarity for condition in find_conditions(text)}) == terms


@pytest.mark.parametrize(
    ("text", "terms", "polarity"),
    [
        (
            "He said he would sit down with the United States if it dropped its claim to the port.",
            ["it dropped its claim to the port"],
            "required",
        ),
        (
            "She saw no reason to avoid talks with the United States if it dropped its claim.",
            ["it dropped its claim"],
            "required",
        ),
        (
            "Dorvia asked the league to lift the sanctions before any talks.",
            ["lift the sanctions"],
            "required",
        ),
        (
            "The envoy said a truce must come before any talks on territory.",
            ["a truce"],
            "required",
        ),
        (
            "If they want talks, they must first stop the bombing, he said.",
            ["stop the bombing"],
            "required",
        ),
        (
            "If they want talks, the bombing must stop, he said.",
            ["the bombing must stop"],
            "required",
        ),
        (
            "“Negotiating while bombing the port will not work,” she said.",
            ["bombing the port"],
            "forbidden",
        ),
        ("The premier ruled out any talks except on prisoners.", ["prisoners"], "required"),
    ],
)
def test_terms_as_the_news_has_them(text: str, terms: list[str], polarity: str) -> None:
    found = find_conditions(text, expected=True)
    assert [one.text for one in found] == terms
    assert found[0].polarity == polarity
