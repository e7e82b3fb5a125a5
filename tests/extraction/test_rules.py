"""The confidence of the rules."""

from __future__ import annotations

import pytest

from stancekit.document import Document
from stancekit.extraction import RuleExtractor
from stancekit.extraction.attribution.rules import confidence_of
from stancekit.extraction.lexicon import load_lexicon


@pytest.mark.parametrize("rule", load_lexicon("rules")["confidence"])
def test_confidences_are_shares(rule: str) -> None:
    assert 0.0 < confidence_of(rule) < 1.0


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
