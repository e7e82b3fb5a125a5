from __future__ import annotations

import gc
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stancekit.document import Document
from stancekit.extraction.extractor import RuleExtractor, find_statements
from stancekit.reading.layout import find_layout
from stancekit.statement import Statement
from stancekit.testing.statements import check_statements


def find(text: str, **fields: str) -> list[Statement]:
    document = Document("x", text, **fields)  # type: ignore[arg-type]  # only optional text fields
    return find_statements(document, find_layout(document))


def mentions(text: str, found: list[Statement]) -> list[str | None]:
    return [statement.mention.of(text) if statement.mention else None for statement in found]


def check(text: str, found: list[Statement]) -> None:
    check_statements(Document("x", text), found)
    for index, statement in enumerate(found):
        assert statement.content
        assert statement.parent is None or statement.parent < index


def test_each_sentence_of_a_quotation_is_a_statement() -> None:
    text = "“We are not afraid,” Anna Krol said. “We will sit down. We will listen.”"
    found = find(text)
    check(text, found)
    assert [s.text for s in found] == [
        "“We are not afraid,” Anna Krol said.",
        "“We will sit down.",
        "We will listen.”",
    ]
    assert [s.content[0].of(text) for s in found] == [
        "We are not afraid,",
        "We will sit down.",
        "We will listen.",
    ]
    assert mentions(text, found) == ["Anna Krol"] * 3


def test_a_quotation_over_several_paragraphs() -> None:
    text = (
        "“We are not afraid,” Anna Krol said. “We wait.\n\n“We hope.\n\n“We go on.”\n\nIt rained."
    )
    found = find(text)
    check(text, found)
    assert len(found) == 4
    assert mentions(text, found) == ["Anna Krol"] * 4


def test_sentences_before_the_attribution_share_its_source() -> None:
    text = "The mayor said it rained.\n\n“We waited. We will wait on,” the governor said."
    found = find(text)
    assert mentions(text, found) == ["The mayor", "the governor", "the governor"]


def test_an_announced_quotation() -> None:
    text = "The daily quoted Governor Lena Ost. “The bridge is open. Come and see.”"
    assert mentions(text, find(text)) == ["Governor Lena Ost"] * 2
    text = "The governor told the station:\n\n“The bridge is open. Come and see.”"
    assert mentions(text, find(text)) == ["The governor"] * 2


def test_a_lost_mark_swallows_no_article() -> None:
    text = (
        "“We will wait, the mayor said on Monday.\n"
        "The river rose by a metre.\n"
        "The council said that the dam would hold."
    )
    found = find(text)
    check(text, found)
    assert found[-1].text == "The council said that the dam would hold."
    assert all("river" not in statement.text for statement in found)


@pytest.mark.parametrize(
    "text",
    ["“” he said.", "X said, “", "He said, adding", "In May, he said, —", "It was, he said, “”."],
)
def test_what_is_cut_short_or_empty_does_no_harm(text: str) -> None:
    check(text, find(text))


def test_the_dateline_is_left_out() -> None:
    text = "Talks go on\n\nOSLO, May 3 (Agency) - The envoy said that both sides would return.\n"
    (statement,) = find(text)
    assert statement.text.startswith("The envoy")


INTERVIEW = """A talk by the river

Commissioner Ilan Drost spoke to this paper in his office.

Q: Will you meet them?

A: We will. I have packed my bag.

Q: Your general says the truce is a trap.

A: He told me last week that he would resign. I am still here."""


def test_an_interview() -> None:
    found = find(INTERVIEW)
    check(INTERVIEW, found)
    assert [(s.text, s.kind) for s in found] == [
        ("We will.", "direct"),
        ("I have packed my bag.", "direct"),
        ("Your general says the truce is a trap.", "indirect"),
        ("He told me last week that he would resign.", "indirect"),
        ("I am still here.", "direct"),
    ]
    assert mentions(INTERVIEW, found)[0] == "Commissioner Ilan Drost"


def test_the_headline_of_an_interview_quotes_who_is_asked() -> None:
    text = INTERVIEW.replace("A talk by the river", "“We will meet them”")
    assert mentions(text, find(text))[0] == "Commissioner Ilan Drost"


def test_a_transcript() -> None:
    text = "Ms. Varga: We want peace.\nMr. Olsen: So do we.\nMs. Varga: Then sign. It is late."
    found = find(text)
    check(text, found)
    assert mentions(text, found) == ["Ms. Varga", "Mr. Olsen", "Ms. Varga", "Ms. Varga"]


def test_a_text_in_its_authors_voice() -> None:
    text = "Both armies must stop.\nOur door is open to everyone.\nI will go myself."
    found = find(text, author="Council of Elders")
    check(text, found)
    assert [s.kind for s in found] == ["direct"] * 3
    assert find(text) == []


def test_the_whole_extraction_resolves_speakers_and_leaves_conditions_to_the_analyzer() -> None:
    text = (
        "The premier, Dan Holt, met nobody on Monday. "
        "He said that his country would talk only if the siege was lifted."
    )
    found = RuleExtractor().extract(Document("x", text))
    check(text, found)
    (statement,) = found
    assert statement.speaker == "Dan Holt"
    assert statement.conditions == ()


PIECES = st.sampled_from(
    [
        *"“”\"'’‘«»,.!?:;—() \n",
        "''",
        "\n\n",
        "Q: ",
        "A: ",
        "quoted",
        "as saying",
        "according to",
        "walked out of",
        "call for",
        "ruled out",
        "U.S.",
        "Mr.",
        "--",
        "2015",
        "ready",
        "truce",
        "keeps",
        "open",
        "a view",
        "echoed by",
        "16:31",
        "– ",
        "offer to",
        "willing to",
        "aside",
        "hopeful",
        *"""he said that told the Anna Minister talks rejected adding and but as who
        to of 's claim by view in Monday says which states Will also was May headline
        ed declined not may accused saying with calling agreed while who during a""".split(),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=60), st.booleans())
def test_any_mixture_of_marks_and_cues(pieces: list[str], spaced: bool) -> None:
    text = (" " if spaced else "").join(pieces)
    check(text, find(text))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=400), st.sampled_from([None, "A. Author"]))
def test_any_text(text: str, author: str | None) -> None:
    document = Document("x", text, author=author)
    check(text, find_statements(document, find_layout(document)))


UNITS = [
    "“",
    '"',
    " 'a",
    " ‘a s’ b",
    "he said ",
    ", he said , ",
    "X said that ",
    "the x, a y, ",
    "He said no. ",
    "“No,” he said. ",
    "a b. c d! ",
    "Q: x?\nA: y.\n",
    "“a b c\n",
    "A and ",
    "said X, the a, ",
    "as ",
    "X, who said ",
    "it said; he, ",
    "a view echoed by X, ",
    "X's offer of ",
    "keep it ",
    "— A ",
    "(a) during ",
    "16:31 ",
    "(",
    "A.",
]


@pytest.mark.parametrize("unit", UNITS)
def test_time_grows_with_length_alone(unit: str) -> None:
    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        # What other tests left in memory is searched for garbage now, not in between.
        gc.collect()
        gc.disable()
        begin = time.process_time()
        find(text)
        done = time.process_time()
        gc.enable()
        return done - begin

    seconds(1000)
    small = max(seconds(12_000), 0.01)
    # Eight times the text; quadratic time would take sixty-four times as long, every time.
    # Another process may get in the way of one run, hardly of three in a row.
    assert any(seconds(96_000) < 30 * small for _ in range(3))
