"""The confidence of the rules, and the word lists they read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from stancekit.document import Document
from stancekit.extraction import RuleExtractor
from stancekit.extraction.attribution.rules import confidence_of
from stancekit.extraction.lexicon import load_lexicon


@pytest.mark.parametrize("rule", load_lexicon("rules")["confidence"])
def test_confidences_are_shares(rule: str) -> None:
    assert 0.0 < confidence_of(rule) < 1.0


def _word_lists(value: object) -> Iterator[list[str]]:
    if isinstance(value, str):
        yield value.split()
    elif isinstance(value, dict):
        for part in value.values():
            yield from _word_lists(part)


@pytest.mark.parametrize("name", ["acts", "counterparts", "cues", "words"])
def test_no_list_has_a_word_twice(name: str) -> None:
    for listed in _word_lists(load_lexicon(name)):
        assert [word for word, count in Counter(listed).items() if count > 1] == []


def test_an_unknown_rule_has_a_confidence() -> None:
    assert confidence_of("of-a-plugin") == confidence_of("other")


def test_a_quotation_with_a_verb_is_surer_than_one_alone() -> None:
    text = "“We will wait for an answer,” Orr said.\n\n“The Long Winter of the North.”"
    named, alone = RuleExtractor().extract(Document("a", text))
    assert named.confidence > alone.confidence


def test_speech_is_surer_than_what_a_verb_has_as_its_object() -> None:
    said, praised = (
        RuleExtractor().extract(Document("a", text))[0]
        for text in ("Orr said that it was late.", "Orr praised the plan.")
    )
    assert said.confidence > praised.confidence
