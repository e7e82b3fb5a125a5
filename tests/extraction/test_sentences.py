from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancekit.document import Span
from stancekit.extraction.attribution.grammar.sentences import QUOTE, split_sentences, tokenize
from stancekit.extraction.attribution.quoting.quotations import find_quotations


def sentences(text: str) -> list[str]:
    return [span.of(text) for span in split_sentences(text, Span(0, len(text)))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The talks failed. A second round follows.",
            ["The talks failed.", "A second round follows."],
        ),
        ("They would do so. Privately, they wait.", ["They would do so.", "Privately, they wait."]),
        ("Dr. Amsel met Gen. Torv at 5 p.m. on Monday.", None),
        ("“Why now?” he asked. Nobody knew.", ["“Why now?” he asked.", "Nobody knew."]),
        ("No. We will wait.", ["No.", "We will wait."]),
        ("U.S. Secretary Dale Orr spoke.", None),
        ("She left “at once.” Others stayed.", ["She left “at once.”", "Others stayed."]),
    ],
)
def test_splits_where_a_reader_would(text: str, expected: list[str] | None) -> None:
    assert sentences(text) == (expected or [text])


def test_paragraph_offsets_count_from_the_document() -> None:
    text = "Headline\nOne here. Two there."
    spans = split_sentences(text, Span(9, len(text)))
    assert [span.of(text) for span in spans] == ["One here.", "Two there."]


@given(st.text(max_size=300))
def test_only_white_space_is_between_sentences(text: str) -> None:
    spans = split_sentences(text, Span(0, len(text)))
    position = 0
    for span in spans:
        assert not text[position : span.start].strip()
        assert span.of(text).strip() == span.of(text) != ""
        position = span.end
    assert not text[position:].strip()


def test_a_line_without_an_end_is_cut() -> None:
    text = "talks " * 5000
    spans = split_sentences(text, Span(0, len(text)))
    assert len(spans) > 5
    assert max(len(span) for span in spans) <= 3000


def test_a_quotation_is_one_token() -> None:
    text = "He called it “a long, cold road” again."
    whole = Span(0, len(text))
    tokens = tokenize(text, whole, find_quotations(text, whole))
    assert tokens.low == ["he", "called", "it", QUOTE, "again", "."]
    assert tokens.quotes[3].of(text) == "a long, cold road"
    assert [tokens.word(index) for index in (0, 4)] == ["He", "again"]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("The minister's aide", ["the", "minister", "'s", "aide"]),
        ("U.S. envoy", ["u.s.", "envoy"]),
        ("cease-fire, 2,400 men", ["cease-fire", ",", "2,400", "men"]),
        ("It wasn't", ["it", "wasn't"]),
    ],
)
def test_tokens(text: str, tokens: list[str]) -> None:
    assert tokenize(text, Span(0, len(text))).low == tokens
