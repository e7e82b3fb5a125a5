"""Forms of verbs, finite verbs, and the constructions that the verb lexicon opens."""

from __future__ import annotations

import pytest

from stancekit.document import Document, Span
from stancekit.extraction.attribution.grammar.cues import cue_table
from stancekit.extraction.attribution.grammar.finite import is_finite
from stancekit.extraction.attribution.grammar.sentences import tokenize
from stancekit.extraction.attribution.grammar.verbs import inflect, verb_forms
from stancekit.extraction.extractor import find_statements
from stancekit.extraction.lexicon import load_lexicon
from stancekit.reading.layout import find_layout


@pytest.mark.parametrize(
    ("base", "forms"),
    [
        ("try", ("tries", "tried", "tried", "trying")),
        ("plan", ("plans", "planned", "planned", "planning")),
        ("free", ("frees", "freed", "freed", "freeing")),
        ("lie", ("lies", "lied", "lied", "lying")),
        ("hope", ("hopes", "hoped", "hoped", "hoping")),
        ("forbid", ("forbids", "forbade", "forbidden", "forbidding")),
        ("teach", ("teaches", "taught", "taught", "teaching")),
        ("echo", ("echoes", "echoed", "echoed", "echoing")),
    ],
)
def test_inflection(base: str, forms: tuple[str, ...]) -> None:
    found = inflect(base)
    assert tuple(found[name][0] for name in ("s", "past", "participle", "ing")) == forms


def test_two_spellings() -> None:
    assert inflect("travel")["past"] == ("traveled", "travelled")
    assert inflect("burn")["past"] == ("burned", "burnt")


def test_no_verb_is_listed_twice() -> None:
    lexicon = load_lexicon("verbs")
    listed = lexicon["verbs"].split() + lexicon["nouns_too"].split()
    assert len(listed) == len(set(listed))
    assert set(lexicon["irregular"]) <= set(listed) | {"be", "have", "do"}


def test_every_cue_has_the_frames_of_its_classes() -> None:
    frames = "say manner tell think infinitive directive object support".split()
    for verb_class in load_lexicon("cues")["verbs"]:
        assert set(verb_class["frames"].split()) <= set(frames), verb_class["class"]
    assert cue_table()["warned"].groups >= {"say", "tell", "object", "directive"}


@pytest.mark.parametrize(
    ("sentence", "word", "finite"),
    [
        ("The bridge fell at dawn.", "fell", True),
        ("Winter closes the pass.", "closes", True),
        ("The delegates plan to leave.", "plan", True),
        ("The plan to leave was old.", "plan", False),
        ("The town plans a feast.", "plans", True),
        ("The plans of the mill changed.", "plans", False),
        ("The newly elected council met.", "elected", False),
        ("The houses flooded by the river stood empty.", "flooded", False),
        ("They went to repair it.", "repair", False),
        ("They repair it.", "repair", True),
        ("His hopes of rain faded.", "hopes", False),
    ],
)
def test_finite_verbs(sentence: str, word: str, finite: bool) -> None:
    tokens = tokenize(sentence, Span(0, len(sentence)))
    assert is_finite(tokens, tokens.low.index(word)) is finite


def test_bases_and_pasts_are_known() -> None:
    forms = verb_forms()
    assert {"went", "grew", "withdrew", "put"} <= forms.pasts
    assert {"withdraw", "meet"} <= forms.bases
    assert "be" not in forms.bases


def found(text: str) -> list[tuple[str | None, str]]:
    document = Document("x", text)
    return [
        (s.mention.of(text) if s.mention else None, " | ".join(c.of(text) for c in s.content))
        for s in find_statements(document, find_layout(document))
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Questions as what is said.
        ("The guide did not say whether the pass was open.", "whether the pass was open"),
        ("The baker explained how the oven works.", "how the oven works"),
        ("The warden asked if anyone had seen the key.", "if anyone had seen the key"),
        # A subject and any finite verb make a clause.
        ("Officials believe the river rose overnight.", "the river rose overnight"),
        ("The farmers think the frost kills the vines.", "the frost kills the vines"),
        # Directives.
        ("The judge ordered the firm to pay its drivers.", "the firm to pay its drivers"),
        ("The nurse asked the guests to leave.", "the guests to leave"),
        # Texts and studies.
        ("A new survey shows a swing to the greens.", "a swing to the greens"),
        ("The film explains why the mill burned.", "why the mill burned"),
        # Adjectives.
        ("The mayor is very proud of the new bridge.", "the new bridge"),
        ("The captain was adamant that nobody had slept.", "nobody had slept"),
        ("The farmers are reluctant to sell their land.", "to sell their land"),
        ("The captain was sure nobody had slept.", "nobody had slept"),
        # An adverbial between the verb and its particle.
        ("The bishop called on Monday for a day of mourning.", "a day of mourning"),
        # Verbs between the subject and the verb that attributes.
        ("The owner appeared to suggest that the dam was safe.", "the dam was safe"),
        # What a text does, its sender does.
        ("The union sent a letter urging the mill to close.", "the mill to close"),
        # Support verbs and predicates.
        ("The bishop made an angry complaint against the dam.", "the dam"),
        ("The mayor is a harsh critic of the toll.", "the toll"),
        # A relative clause of the subject's own.
        ("A study that appeared in May found that bees sleep.", "bees sleep"),
        # Nouns.
        ("The miller's claim that the dam was safe fell flat.", "the dam was safe"),
        ("Her refusal to pay angered the town.", "to pay"),
    ],
)
def test_one_statement(text: str, expected: str) -> None:
    ((mention, content),) = found(text)
    assert mention is not None
    assert content == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The clerk was accused of hiding the ledger.", "The clerk | hiding the ledger"),
        ("It is believed that the ship sank in May.", "the ship sank in May"),
        ("The painter is said to have left the town.", "The painter | to have left the town"),
    ],
)
def test_nobody_is_named(text: str, expected: str) -> None:
    assert found(text) == [(None, expected)]


def test_a_passive_with_its_agent() -> None:
    text = "The clerk was accused by the mayor of hiding the ledger."
    assert found(text) == [("the mayor", "The clerk | hiding the ledger")]


@pytest.mark.parametrize(
    "text",
    [
        "The threat to the town grew.",
        "The letters were long.",
        "The roads were able to carry it.",
        "Her house in the hills burned.",
        "The guests were upset when the band left.",
    ],
)
def test_nothing_is_attributed(text: str) -> None:
    assert found(text) == []
