"""Hypothesis strategies for stancekit's types.

Texts hold any Unicode that UTF-8 can carry: astral characters, zero-width ones, every line end.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from stancekit.analysis import Analysis
from stancekit.document import Document, Span
from stancekit.stance import DIPLOMACY, Evidence, Prediction, Stance
from stancekit.statement import KINDS, Condition, Statement

__all__ = ["analyses", "articles", "documents", "predictions", "spans", "statements", "texts"]

_NAMES = st.none() | st.text("abc é-", min_size=1, max_size=12)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text("ab", max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text("xy"), inner, max_size=2),
    max_leaves=4,
)


def texts(min_size: int = 1, max_size: int = 60) -> st.SearchStrategy[str]:
    """Return texts of any characters but lone surrogates."""
    return st.text(st.characters(exclude_categories=["Cs"]), min_size=min_size, max_size=max_size)


def spans(text: str) -> st.SearchStrategy[Span]:
    """Return spans inside a text."""
    ends = st.integers(0, len(text))
    return st.tuples(ends, ends).map(lambda pair: Span(min(pair), max(pair)))


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Return documents with any of the optional fields."""
    dates: st.SearchStrategy[Any] = st.dates() | st.datetimes()
    return Document(
        id=draw(texts()),
        text=draw(texts()),
        title=draw(_NAMES),
        date=draw(st.none() | dates.map(lambda date: str(date.isoformat()))),
        source=draw(_NAMES),
        language=draw(st.none() | st.just("en")),
        author=draw(_NAMES),
        meta=draw(st.dictionaries(st.text("pq", min_size=1), _JSON, max_size=2)),
    )


_WHO = "Ada Lorn|the envoy|he|she|Vesk|the guild's spokesman|Duro Velk, the marshal,|who|“Bo” Kell"
_SAID = (
    "we will talk if they lift the siege|there will be no talks under threat|it is late. Nobody "
    "waits|the ferry is late|Vesk had refused to negotiate|the mayor told us that Kell had said no|"
    "only once the terms are fair, and not before|let us sign 😀 at noon|a deal is a tra\u00adp"
)
_FRAMES = (
    "{0} said {1}.|“{1},” {0} said.|“{1},” said {0}. “{2}.”|According to {0}, {1}.|{0}: {1}|“{1}.|"
    "{1}.”|{0} denied that {1}, but added that {2}.|Q: {1}?|A: {1}.|— {0}|{0} walked out of talks.|"
    "The statement by {0} that {1} drew a reply: “{2}.”|{0} said {0} had told reporters {1}.|"
    "{1}, {0} SAYS|it was called “{1}” by {0}.|{0}\u200b said, “{1},”"
)
_BREAKS = " |\n|\n\n|\r\n\r\n|\u2028|\t|"


@st.composite
def articles(draw: st.DrawFn) -> Document:
    """Return documents that report statements, whole and broken, with all kinds of breaks."""
    who, said, frame, gap = (
        st.sampled_from(pieces.split("|")) for pieces in (_WHO, _SAID, _FRAMES, _BREAKS)
    )
    lines = draw(st.lists(st.tuples(frame, who, said, said, gap), min_size=1, max_size=8))
    text = "".join(
        form.format(source, *contents) + after for form, source, *contents, after in lines
    )
    return Document(
        id=draw(texts()),
        text=text,
        title=draw(st.none() | said),
        author=draw(st.none() | st.just("Ada Lorn")),
    )


@st.composite
def predictions(draw: st.DrawFn, text: str) -> Prediction:
    """Return predictions for a statement that reads `text`."""
    shares = draw(st.lists(st.floats(0, 1), min_size=4, max_size=4))
    return Prediction(
        label=draw(st.none() | st.sampled_from(DIPLOMACY.labels)),
        probabilities=dict(zip(DIPLOMACY.labels, shares, strict=True)),
        label_set=tuple(draw(st.lists(st.sampled_from(DIPLOMACY.labels), unique=True))),
        evidence=tuple(
            Evidence(span.start, span.end, "words:talks", draw(st.floats(-9, 9)))
            for span in draw(st.lists(spans(text), max_size=2))
        ),
        decided_by=draw(st.none() | st.just("cheap")),
    )


@st.composite
def statements(draw: st.DrawFn, text: str) -> Statement:
    """Return statements, classified or not, of a document that reads `text`."""
    span = draw(spans(text))
    return Statement(
        start=span.start,
        end=span.end,
        text=span.of(text),
        kind=draw(st.none() | st.sampled_from(KINDS)),
        content=tuple(draw(st.lists(spans(text), max_size=2))),
        cue=draw(st.none() | spans(text)),
        mention=draw(st.none() | spans(text)),
        speaker=draw(_NAMES),
        actor=draw(_NAMES),
        counterpart=draw(_NAMES),
        parent=draw(st.none() | st.integers(0, 5)),
        conditions=tuple(
            Condition(s.start, s.end, s.of(text), "if", "forbidden", "agenda")
            for s in draw(st.lists(spans(text), max_size=2))
        ),
        confidence=draw(st.floats(0, 1)),
        rule=draw(st.sampled_from(["given", "that-clause"])),
        prediction=draw(st.none() | predictions(text)),
    )


@st.composite
def analyses(draw: st.DrawFn) -> Analysis:
    """Return analyses of documents; their stances don't add up, and needn't."""
    document = draw(documents())
    return Analysis(
        document,
        tuple(draw(st.lists(statements(document.text), max_size=3))),
        (Stance("A", "conditional", 0.5, (0,), "B"), Stance("C", "no-stance", 0.9, ())),
        {"name": "m", "version": "1", "sha256": "00"},
        {"plug": "2"},
    )
