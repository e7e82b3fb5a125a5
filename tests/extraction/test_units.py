from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stancekit.document import Document, Span
from stancekit.extraction.extractor import RuleExtractor
from stancekit.statement import Statement


def extract(text: str, unit: str = "quotation") -> list[Statement]:
    return RuleExtractor(unit=unit).extract(Document("x", text))  # type: ignore[arg-type]  # a name


def contents(text: str, unit: str = "quotation") -> list[list[str]]:
    return [[span.of(text) for span in one.content] for one in extract(text, unit)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "“We are late. Nobody waits,” the envoy said. “Let us sign. Tomorrow is a feast.”",
            [["We are late. Nobody waits,", "Let us sign. Tomorrow is a feast."]],
        ),
        (
            "The envoy said: “We are late.\n\n“Nobody waits for us.”\n\nThe hall was empty.",
            [["We are late.", "Nobody waits for us."]],
        ),
        (
            "The envoy said the plan was “hard. It asks too much.”",
            [["the plan was “hard. It asks too much."]],
        ),
        (
            "“We are late,” the envoy said. Rain fell. “Let us sign.”",
            [["We are late,"], ["Let us sign."]],
        ),
        (
            "“We are late,” the envoy said. “You are,” the mayor said.",
            [["We are late,"], ["You are,"]],
        ),
        (
            "“We are late,” the envoy said. “Let us sign,” he added.",
            [["We are late,"], ["Let us sign,"]],
        ),
        (
            "“We are late,” the envoy said. “Let us sign.”\n\n“Never,” read a sign at the door.",
            [["We are late,", "Let us sign."], ["Never,"]],
        ),
        (
            "“Keep your word,” she said before asking them, “Where do we go?”",
            [["Keep your word,"], ["Where do we go?"]],
        ),
        ("“We go home.” She adds, “So do you.”", [["We go home."], ["So do you."]]),
        (
            "The envoy called the plan a farce and said it was dead, adding that nobody had asked.",
            [["the plan a farce"], ["it was dead"], ["nobody had asked"]],
        ),
        (
            "Mr. Orr: We are late. Let us go.\nMs. Lind: No. Wait.\nMr. Orr: Why?",
            [["We are late. Let us go."], ["No. Wait."], ["Why?"]],
        ),
    ],
)
def test_what_one_attribution_carries_is_one_statement(
    text: str, expected: list[list[str]]
) -> None:
    assert contents(text) == expected


def test_the_sentence_with_the_attribution_gives_the_joined_its_cue() -> None:
    text = "“Nobody waits. It is late,” the envoy, Ada Lorn, said on Monday. “Let us sign.”"
    assert len(extract(text, "sentence")) == 3
    (statement,) = extract(text)
    assert (statement.start, statement.end, statement.text) == (0, len(text), text)
    assert statement.cue is not None
    assert statement.cue.of(text) == "said"
    assert statement.speaker == "Ada Lorn"
    assert statement.kind == "direct"
    assert statement.rule == "quotation-first"


def test_what_is_nested_stays_with_the_statement_that_holds_it() -> None:
    text = "“It is late. We go,” the envoy said. Ada Lorn said the mayor had warned that it was so."
    assert [one.parent for one in extract(text, "sentence")] == [None, None, None, 2]
    assert [one.parent for one in extract(text)] == [None, None, 1]


def test_other_units_are_refused() -> None:
    with pytest.raises(ValueError, match="unit is one of 'sentence', 'quotation', not 'page'"):
        RuleExtractor(unit="page")  # type: ignore[arg-type]  # what is tested


SENTENCES = st.sampled_from(
    [
        "“We are late.",
        "Let us go.”",
        "“Let us sign.”",
        "“We stay,” she said.",
        "“We stay,” said Ada Lorn, “and wait.”",
        "The mayor said the rebels had refused talks.",
        "He called it “a trap. Nobody goes.”",
        "Rain fell.",
        "\n\n",
    ]
)


@settings(max_examples=200)
@given(st.lists(SENTENCES, max_size=12).map(" ".join))
def test_joining_keeps_every_word_that_is_said(text: str) -> None:
    single, joined = extract(text, "sentence"), extract(text)

    def said(statements: list[Statement]) -> set[int]:
        return {
            at
            for one in statements
            for span in one.content
            for at in range(span.start, span.end)
            if text[at].isalnum()
        }

    assert said(single) == said(joined)
    assert len(joined) <= len(single)
    assert [one.start for one in joined] == sorted(one.start for one in joined)
    for one in joined:
        assert text[one.start : one.end] == one.text
        assert all(one.start <= span.start < span.end <= one.end for span in one.content)
        assert one.parent is None or one.parent < len(joined)


def test_sentences_of_one_attribution_have_one_speaker() -> None:
    text = (
        "The mayor said the rebels had refused talks. “We stay,” said Ada Lorn, “and wait.”"
        " “We stay,” the woman said. “We are late.”"
    )
    single = extract(text, "sentence")
    by_mention: dict[Span, set[str | None]] = {}
    for one in single:
        if one.mention is not None:
            by_mention.setdefault(one.mention, set()).add(one.speaker)
    assert len(single) > len(by_mention)
    assert all(len(speakers) == 1 for speakers in by_mention.values())
