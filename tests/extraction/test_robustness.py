"""Any text at all: spans that fit, marks that swallow nothing, time that grows with length."""

from __future__ import annotations

import gc
import itertools
import math
import re
import time
from collections.abc import Callable

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from stancekit.document import Document, Span
from stancekit.errors import RecordError
from stancekit.evaluation.seeds import load_documents
from stancekit.extraction.extractor import RuleExtractor, find_statements
from stancekit.reading.layout import find_layout

EXTRACTORS = [RuleExtractor(), RuleExtractor(unit="quotation")]


def check(text: str, author: str | None = None) -> None:
    whole = Span(0, len(text))
    for extractor in EXTRACTORS:
        found = extractor.extract(Document("x", text, author=author))
        assert [s.start for s in found] == sorted(s.start for s in found)
        for index, statement in enumerate(found):
            assert text[statement.start : statement.end] == statement.text != ""
            assert statement.content
            assert statement.parent is None or 0 <= statement.parent < len(found) != index
            for span in (*statement.content, statement.cue, statement.mention):
                assert span is None or (whole.contains(span) and len(span) > 0)


WORDS = """he said that Ana Paz told us the minister rejected talks according to adding asked Q A
16:31 Mr. U.S. who says and but as in of 's claim Monday we I read ? tweeted @paz""".split()
ODD = [
    *"“”„«»‹›「」『』‚‘’'\"`´",
    *" \t\n\r\f\v\u2028\u2029\x85\u200b\u200d\ufeff\u00ad\u202e\0",
    *"—–-:;,.!?…()[]*_#@/\\|",
    "''",
    "``",
    "\r\n",
    "\n\n",
    "\U0001f600",
    "\U0001d54f",
    "e\u0301",
    "ﬁ",
    "İ",
    "ß",
    "和谈",
    "محادثات",
]


@settings(max_examples=300)
@given(
    st.lists(st.sampled_from([*WORDS, *ODD]), max_size=80),
    st.sampled_from(["", " "]),
    st.sampled_from([None, "Ana Paz"]),
)
def test_every_span_fits_any_mixture(pieces: list[str], between: str, author: str | None) -> None:
    check(between.join(pieces), author)


@settings(max_examples=200)
@given(st.text(max_size=300))
def test_every_span_fits_any_text(text: str) -> None:
    check(text)


@given(st.text(max_size=20), st.text(max_size=20))
def test_half_a_character_is_refused(before: str, after: str) -> None:
    with pytest.raises(RecordError, match="surrogate"):
        Document("x", f"{before}\ud83d{after}")


NEWLINES = ["\n", "\r\n", "\r", "\n\n"]
STORY = [
    "“We are ready to talk,” the envoy said.",
    "The mayor said: “No. Not now.”",
    "“Who pays?” Ana Paz asked. “Not we.”",
]


@pytest.mark.parametrize("newline", NEWLINES)
def test_any_newline_ends_a_paragraph(newline: str) -> None:
    text = newline.join(STORY)
    found = RuleExtractor().extract(Document("x", text))
    assert [s.content[0].of(text) for s in found] == [
        "We are ready to talk,",
        "No.",
        "Not now.",
        "Who pays?",
        "Not we.",
    ]


# Paragraphs with marks of every style, and some that hold none.
PARAGRAPHS = st.sampled_from(
    [
        "“We are ready to talk,” the envoy said. “Let them come.”",
        '"No talks," said Ana Paz. She left the hall at noon.',
        "The mayor called the offer «a trap», and the council agreed.",
        "„Never again“, the general said, „not in my time“.",
        "‘We stay,’ the union said. The rebels' envoy was silent.",
        "In the '90s the premier said a 6' 2\" wall of “peace” would hold.",
        "「We go」, the consul said.",
        "``We wait,'' the bishop said, ``and pray.''",
        "The army said that the bridge was closed.",
        "“He told me ‘no’ twice,” the baker said. Rain fell on the square.",
    ]
)
_MARKS = re.compile("''|``|[\"“”„‟«»‘’「」『』‚‹›]")


def said(text: str) -> list[tuple[int, int, list[str]]]:
    document = Document("x", text)
    found = find_statements(document, find_layout(document))
    return [(s.start, s.end, [span.of(text) for span in s.content]) for s in found]


@settings(max_examples=200)
@given(st.lists(PARAGRAPHS, min_size=2, max_size=6), st.data())
def test_a_lost_mark_changes_its_paragraph_alone(
    paragraphs: list[str], data: st.DataObject
) -> None:
    number = data.draw(st.integers(0, len(paragraphs) - 1))
    marks = list(_MARKS.finditer(paragraphs[number]))
    assume(marks)
    mark = data.draw(st.sampled_from(marks))
    damaged = paragraphs[number][: mark.start()] + paragraphs[number][mark.end() :]
    before = "\n".join(["Headline of the day", *paragraphs])
    after = "\n".join(
        ["Headline of the day", *paragraphs[:number], damaged, *paragraphs[number + 1 :]]
    )
    begin = len("\n".join(["Headline of the day", *paragraphs[:number]])) + 1
    end = begin + len(paragraphs[number])
    lost = len(mark[0])

    def elsewhere(statements: list[tuple[int, int, list[str]]], shift: int) -> set[str]:
        return {
            repr(
                (start, stop, content) if stop <= begin else (start + shift, stop + shift, content)
            )
            for start, stop, content in statements
            if stop <= begin or start >= end - shift
        }

    def crossing(statements: list[tuple[int, int, list[str]]]) -> bool:
        return any("\n" in "".join(content) for _, _, content in statements)

    assert elsewhere(said(before), 0) == elsewhere(said(after), lost)
    assert not crossing(said(after))


@pytest.mark.parametrize("opening", ["“", "„", "«", "「", "‹", '"', "``", "''"])
def test_an_unclosed_mark_reaches_to_the_sentences_end(opening: str) -> None:
    text = f"The envoy said: {opening}We wait. Nobody came. It rained.\nThe mayor said he was ill."
    found = said(text)
    assert [content for _, _, content in found] == [["We wait."], ["he was ill"]]


UNITS = [
    "Lt. Col. ",
    "Harbourwright Otto Quill. The harbourwright ",
    "“",
    "“ ",
    "”",
    "„",
    "«",
    "「",
    '"',
    '" ',
    '“"',
    "``",
    "'",
    " ‘",
    "said",
    "said ",
    ":",
    ": ",
    "—",
    "— ",
    "- ",
    "x",
    "x ",
    "X ",
    ".",
    ". ",
    "?”",
    "\n",
    "\r\n",
    "\u2028",
    "\u200b",
    "\U0001f600",
    "(",
    "(a ",
    ") (",
    ",",
    "A: b\n",
    "MR. PAZ: no\n",
    "@paz: no\n",
    "“a b\n",
    "“a b” ",
    "Ana “Nan” Paz ",
    "“Who?” Ana Paz asked. ",
    "“Who?” Ana ",
    "saying “a b c d e” ",
    ", adding that a ",
    "he said a and said b ",
    "— Ana Paz\n",
    "16:31 ",
    "**Q:** a?\n",
    "A-",
    "A.",
    "A'",
    "AB ",
    "Ana Paz (Keld) said a. B c.\n",
    "X said:\n- a b.\n",
    "Ana @a · b\n",
    "Statement of ",
    "We a?\nI b\n",
]


def extract(text: str) -> object:
    return EXTRACTORS[1].extract(Document("x", text))


def seconds(work: Callable[[str], object], unit: str, size: int) -> float:
    text = unit * (size // len(unit))
    # The collector's work depends on all that is alive, which is a lot after many tests.
    gc.disable()
    try:
        begin = time.process_time()
        work(text)
        return time.process_time() - begin
    finally:
        gc.enable()


_TRIES = 8
# Less can't be told from noise.
_LEAST_SECONDS = 0.01


def grows(unit: str, size: int, work: Callable[[str], object] = extract) -> bool:
    # Four times the text takes four times as long, or sixteen times where time is quadratic. Other
    # processes only ever add to the time, so the least of several runs is what counts.
    seconds(work, unit, 1000)
    small, large = seconds(work, unit, size), math.inf
    for _ in range(_TRIES):
        small = min(small, seconds(work, unit, size))
        large = min(large, seconds(work, unit, 4 * size))
        if large < 8 * max(small, _LEAST_SECONDS):
            return False
    return True


def test_growth_is_noticed() -> None:
    def rests(text: str) -> list[int]:
        return [len(text[at:].split()) for at in range(0, len(text), 8)]

    assert grows("a ", 12_000, rests)


@pytest.mark.parametrize("unit", UNITS)
def test_time_grows_with_length_alone(unit: str) -> None:
    assert not grows(unit, 10_000)


# Where a pattern can read the same stretch in several ways, time explodes at once.
PAIRS = ["".join(pair) for pair in itertools.product("Aa1.,-'\"“”:(@? \n", repeat=2)]


def test_no_two_characters_take_long() -> None:
    slow = [pair for pair in PAIRS if seconds(extract, pair, 3000) > 2]
    assert slow == []


@pytest.mark.slow
@pytest.mark.parametrize("pair", PAIRS)
def test_no_two_characters_take_long_in_a_long_text(pair: str) -> None:
    assert not grows(pair, 25_000)


@pytest.mark.slow
@pytest.mark.parametrize("unit", [*UNITS, "x" * 999 + " ", "a “b " * 50 + "\n"])
def test_a_megabyte_takes_linear_time(unit: str) -> None:
    assert not grows(unit, 250_000)


@pytest.mark.parametrize(
    "text",
    [
        "Q: Qatar is said to",
        "The idea of an energy ceasefire was floated last week by Turkey,",
        "For the envoy, Ana Paz, Keld has no",
        'Keld\'s home minister said "terror and talks cannot go together" and',
        *(document.document.text for document in load_documents(split="dev")[:3]),
    ],
)
def test_a_sentence_may_be_cut_after_any_word(text):
    for line in filter(None, text.split("\n")):
        words = line.split(" ")
        for n in range(1, len(words) + 1):
            check(" ".join(words[:n]))
