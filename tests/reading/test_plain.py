"""Plain texts: what programs left behind is gone, every offset leads back, clean texts stay."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import stancekit
from stancekit.document import Document, Span
from stancekit.evaluation.seeds import load_documents, load_statements
from stancekit.extraction.extractor import RuleExtractor
from stancekit.reading.plain import make_plain
from stancekit.statement import Condition, Statement

WRAPPED = (
    "The envoy said on Monday that the talks in\n"
    "Geneva would go on for another week if the\n"
    "two sides kept away from the border and no-\n"
    "body fired.\n\n"
    "She gave no date for the next round, which\n"
    "is to be held in Lesk."
)


def plain(text: str) -> str:
    made = make_plain(text)
    return text if made is None else made.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the\u200b en\u00advoy\ufeff", "the envoy"),
        ("thе еnvоy", "the envoy"),
        ("а vote", "a vote"),
        ("ｔｈｅ ｅｎｖｏｙ", "the envoy"),
        ("oﬃcials, \U0001d41b\U0001d428\U0001d425\U0001d41d", "officials, bold"),
        ("the\u00a0envoy  left", "the envoy left"),
        ("&ldquo;Yes,&rdquo;&nbsp;he&#39;s said &amp; left", "“Yes,” he's said & left"),
        ("â€œYes,â€\x9d he said. Itâ€™s onÂ\u00a0Monday, FranÃ§ois", None),
        ('<a href="/x">The <b>envoy</b></a> left.<br/>He', "The envoy left. He"),
        ("<p>One.</p><p>Two.</p>", "\nOne.\n\nTwo.\n"),
        ("One.<br><br>Two.", "One.\nTwo."),
    ],
)
def test_what_programs_left_is_taken_away(text, expected):
    assert plain(text) == (expected or "“Yes,” he said. It’s on Monday, François")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Plain “text” — with an accent, café, and an emoji 🕊.",
        "AT&T; R&D; a < b and c > d; <name withheld>; &unknown;",
        "мир и он сказал: «Вот она»",  # of another alphabet, not dressed as one
        "Âge d'or, Ãéß, Årsta: â la carte",
        "The vote ended 5<7 and 9>8",
        "Kyiv Rejects Terms\nMoscow Weighs a Reply\nGeneva Braces for Talks\nOslo Offers a Venue",
        "- the ports\n- the border\n- the prisoners\n- the fuel\n- the rest",
        "MS. PAZ: We agree.\nMR. LORN: We don't.\nMS. PAZ: Then what?\nMR. LORN: Nothing.",
    ],
)
def test_other_texts_stay(text):
    assert make_plain(text) is None


def test_labelled_data_are_plain():
    texts = [item.text for item in load_statements()]
    texts += [item.document.text for item in load_documents(split="all")]
    assert not [text for text in texts if make_plain(text) is not None]


def test_lines_broken_to_a_width_are_joined():
    assert plain(WRAPPED) == (
        "The envoy said on Monday that the talks in Geneva would go on for another week if the two"
        " sides kept away from the border and nobody fired.\n\n"
        "She gave no date for the next round, which is to be held in Lesk."
    )
    assert plain(WRAPPED.replace("\n", "\r\n")) == plain(WRAPPED).replace("\n", "\r\n")


PIECES = [
    *"The envoy said that talks go on <b> </b> <br/> <p> &nbsp; &quot; &#x41; &amp;".split(" "),
    *"â€œ â€ Ã© \u200b \u00ad ｔ о е Я & < > ; \n \n\n - 🕊".split(" "),
    *(" ", "  ", "\u00a0"),
]


@settings(max_examples=300)
@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join) | st.text(max_size=40))
def test_every_offset_leads_back(text):
    made = make_plain(text)
    if made is None:
        return
    assert made.text != text
    last = 0
    for at in range(len(made.text)):
        place = made.back(Span(at, at + 1))
        assert place is not None
        assert last <= place.start
        last = place.start
        assert 0 <= place.start < place.end <= len(text)
        again = made.forth(place)
        assert again is not None
        assert again.start <= at < again.end


@pytest.mark.parametrize(
    "piece",
    [
        "&",
        "<p",
        "a\u0430",
        "<br>",
        "a\n",
        " ",
        "â€",
        "a",
        "&a",
        "word ",
        "<p>",
        "a-\n",
        "\u200b",
        "a\u200b",
    ],
)
def test_long_texts_take_no_longer_a_character(piece):
    # What grows with the square takes minutes here.
    start = time.perf_counter()
    made = make_plain(piece * 100_000 + "я")
    if made is not None:
        made.back(Span(0, len(made.text)))
    assert time.perf_counter() - start < 20


MARKED = (
    "<p>&ldquo;We w\u00adill talk if th\u0435 siege ends,&rdquo; said&nbsp;the envoy, Ada "
    "<b>Lorn</b>.</p>\n<p>She left.</p>"
)


def test_an_analysis_has_offsets_into_the_text_as_it_is():
    analysis = stancekit.load().analyze(Document("x", MARKED))
    (statement,) = analysis.statements
    assert analysis.document.text == MARKED
    assert MARKED[statement.start : statement.end] == statement.text
    assert (statement.speaker, statement.stance) == ("Ada Lorn", "conditional")
    assert statement.mention.of(MARKED) == "the envoy, Ada <b>Lorn"
    assert statement.cue.of(MARKED) == "said"
    (content,) = statement.content
    assert content.of(MARKED) == "We w\u00adill talk if th\u0435 siege ends,"
    (condition,) = statement.conditions
    assert condition.text == MARKED[condition.start : condition.end] == "th\u0435 siege ends"
    assert statement.prediction.evidence
    assert all(0 <= e.start < e.end <= len(MARKED) for e in statement.prediction.evidence)
    (stance,) = analysis.stances
    assert (stance.speaker, stance.statements) == ("Ada Lorn", (0,))


def test_the_same_is_found_as_in_the_plain_text():
    analyzer = stancekit.load()
    document = load_documents(split="dev")[0].document
    noisy = document.text.replace(" ", "&nbsp;").replace("e", "\u0435").replace(". ", ".<br/>")
    ours = analyzer.analyze(document).statements
    (many,) = analyzer.analyze_many([Document("x", noisy, title=document.title)])
    for found in (many, analyzer.analyze(Document("x", noisy, title=document.title))):
        assert [s.stance for s in found.statements] == [s.stance for s in ours]
        assert [s.speaker for s in found.statements] == [s.speaker for s in ours]
        assert all(noisy[s.start : s.end] == s.text for s in found.statements)


def test_statements_given_alone_are_read_plain_too():
    analyzer = stancekit.load()
    text = "We&nbsp;will talk if&nbsp;the si\u00adege ends."
    clean = Statement.from_text("We will talk if the siege ends.")
    noisy = Statement(10, 10 + len(text), text, content=(Span(10, 10 + len(text)),))
    with_terms = Statement.from_text(text)
    term = Condition(28, 41, text[28:41], "if")
    with_terms = type(with_terms)(0, len(text), text, conditions=(term,))
    one, two, three = analyzer.classify([clean, noisy, with_terms])
    assert (two.start, two.text, two.content) == (10, text, noisy.content)
    assert two.prediction.probabilities == one.prediction.probabilities
    (found,) = two.conditions
    assert text[found.start - 10 : found.end - 10] == found.text == "the si\u00adege ends"
    assert three.conditions == (term,)
    for item in two.prediction.evidence:
        assert 10 <= item.start < item.end <= 10 + len(text)


def test_statements_given_with_their_document_are_read_plain_too():
    analyzer = stancekit.load()
    said = "We&nbsp;will t\u00adalk if&nbsp;the si\u00adege ends."
    document = Document("x", f"Ada Lorn: {said}")
    analysis = analyzer.analyze_statements(document, [Statement.from_text(said)])
    (found,) = analysis.statements
    (clean,) = analyzer.classify(["We will talk if the siege ends."])
    assert found.span.of(document.text) == found.text == said
    assert found.prediction.probabilities == clean.prediction.probabilities
    (condition,) = found.conditions
    assert condition.text == "the si\u00adege ends"
    assert document.text[condition.start : condition.end] == condition.text


def test_an_extractor_is_given_the_plain_text():
    seen = []

    class Seeing(RuleExtractor):
        def extract(self, document):
            seen.append((document.title, document.text))
            return super().extract(document)

    analyzer = stancekit.load()
    stancekit.Analyzer(analyzer.model, Seeing()).analyze(
        Document("x", "A &amp; B\n\nHe left.", title="A &amp; B")
    )
    assert seen == [("A & B", "A & B\n\nHe left.")]
