"""Soft hyphens and other characters that can't be seen hide nothing, and shift nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancekit import Document, Span
from stancekit.extraction import RuleExtractor, find_conditions
from stancekit.reading.plain import make_plain

ARTICLE = (
    "Varenia shuns talks\n\n"
    "The defence minister of Varenia, Lukas Brandt, said on Friday that his country would not "
    "return to the negotiating table until Marholm lifted its blockade. “We heard promises "
    "before,” he said. Marholm accepted the invitation.\n"
)
INVISIBLE = "\u00ad\u200b\u200d\u2060\ufeff"


def scattered(text: str, sign: str, step: int) -> str:
    """Put a sign into the middle of words."""
    letters = [c + (sign if i % step == 0 and c.isalpha() else "") for i, c in enumerate(text)]
    return "".join(letters)


@pytest.mark.parametrize("sign", INVISIBLE)
@pytest.mark.parametrize("step", [1, 3, 7])
def test_the_same_is_found(sign: str, step: int) -> None:
    plain = Document("a", ARTICLE)
    hidden = Document("a", scattered(ARTICLE, sign, step))
    expected = RuleExtractor().extract(plain)
    found = RuleExtractor().extract(hidden)
    assert len(expected) > 3
    assert [s.speaker for s in found] == [s.speaker for s in expected]
    assert [s.rule for s in found] == [s.rule for s in expected]
    for mine, theirs in zip(found, expected, strict=True):
        assert mine.text == hidden.text[mine.start : mine.end]
        assert mine.text.replace(sign, "") == theirs.text
        for one, other in zip(mine.content, theirs.content, strict=True):
            assert one.of(hidden.text).replace(sign, "") == other.of(ARTICLE)
        for span, original in ((mine.cue, theirs.cue), (mine.mention, theirs.mention)):
            assert (span is None) == (original is None)
            if span is not None and original is not None:
                assert span.of(hidden.text).replace(sign, "") == original.of(ARTICLE)


def test_conditions_are_found_in_words_cut_by_soft_hyphens() -> None:
    text = "We will not talk un\u00adtil Mar\u00adholm lifts its block\u00adade."
    (condition,) = find_conditions(text)
    assert condition.text == text[condition.start : condition.end]
    assert condition.text == "Mar\u00adholm lifts its block\u00adade"
    assert (condition.connective, condition.polarity) == ("until", "required")
    assert condition.type == "cessation-of-force"


@given(st.text(st.sampled_from("ab“”" + INVISIBLE), max_size=20))
def test_every_stretch_has_its_place(text: str) -> None:
    visible = make_plain(text)
    if visible is None:
        assert not set(text) & set(INVISIBLE)
        return
    assert not set(visible.text) & set(INVISIBLE)
    for start in range(len(visible.text)):
        for end in range(start + 1, len(visible.text) + 1):
            stretch = visible.back(Span(start, end)).of(text)
            assert "".join(c for c in stretch if c not in INVISIBLE) == visible.text[start:end]
