"""The parts of an article that its lines give away: headline, dateline, paragraphs, lead."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from stancekit.document import Document, Span

__all__ = ["Layout", "find_layout"]

# A paragraph is a line: wire copy sets one paragraph a line, with or without blank lines between.
# "\r" ends a line too; str.splitlines is not used because it also breaks at form feeds and U+2028.
_LINE = re.compile(r"\S[^\r\n]*")
_SENTENCE_END = re.compile(r"[.!?…。][\"'”’»)\]]*$")
_HEADLINE_LIMIT = 200

# "MUSCAT, May 14 (Agency) - ", "KYIV — ", "GENEVA/VIENNA, 3 June: " at the head of a paragraph.
_DATELINE = re.compile(
    r"(?P<place>[A-Z\u00c0-\u00de][\w'’./ \-]{1,40}?)"
    r"(?:(?P<rest>,\s[^\r\n–—()]{2,40}?)?(?:\s\([^()\r\n]{2,40}\))?\s?(?:--?|–|—|(?P<colon>[:|]))\s+"
    r"|,\s(?:from|by)\s[^\r\n.]{2,40}\.\s+)"
)
# Looked for first, because it is found at once.
_DATELINE_END = re.compile(r"[-–—:|]\s|,\s(?:from|by)\s")
_DATE = re.compile(
    r",\s(?:\d{1,2}\s)?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)?(?:day|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug"
    r"|Sep|Oct|Nov|Dec)\w{0,6}\b"
)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the parts of a document's text lie.

    Parameters
    ----------
    paragraphs : tuple of Span
        Every line that isn't blank, without surrounding white space.
    headline : Span, optional
        The paragraph that is the document's title.
    lead : Span, optional
        The first full paragraph of the body.
    dateline : Span, optional
        "CITY, date (agency) -" at the head of the lead, with the white space after it.
    """

    paragraphs: tuple[Span, ...]
    headline: Span | None = None
    lead: Span | None = None
    dateline: Span | None = None


def find_layout(document: Document, *, whole: bool = True) -> Layout:
    """Find headline, dateline, lead and paragraphs of a document.

    Parameters
    ----------
    document : Document
        Its `title`, where it stands at the head of the text, is the headline; otherwise the first
        line is when it is set in capitals as headlines are, or, in a text without a title, when it
        is short, ends no sentence and more text follows.
    whole : bool
        Whether all paragraphs are asked for, not just headline, lead and dateline.

    Returns
    -------
    Layout
    """
    text = document.text
    lines = (
        Span(match.start(), match.start() + len(match[0].rstrip()))
        for match in _LINE.finditer(text)
    )
    paragraphs = list(lines if whole else itertools.islice(lines, 2))
    if not paragraphs:
        return Layout(())
    headline = None
    first = paragraphs[0].of(text)
    if len(first) <= _HEADLINE_LIMIT and _in_title_case(first):
        headline = paragraphs[0]
    elif document.title is not None:
        if _folded(first) == _folded(document.title):
            headline = paragraphs[0]
    elif len(paragraphs) > 1 and len(first) <= _HEADLINE_LIMIT and _ends_like_a_headline(first):
        headline = paragraphs[0]
    body_paragraphs = paragraphs[1:] if headline is not None else paragraphs
    # Captions and bylines come before the lead; they end no sentence.
    lead = next(
        (
            p
            for p in itertools.chain(body_paragraphs, lines)
            if _SENTENCE_END.search(text, max(p.start, p.end - 12), p.end)
        ),
        None,
    )
    dateline = None
    head_end = 0 if lead is None else min(lead.end, lead.start + 120)
    if lead is not None and _DATELINE_END.search(text, lead.start, head_end):
        match_ = _DATELINE.match(text, lead.start, head_end)
        if match_ is not None and (
            _DATE.match(match_["rest"] or "")
            # "PAZ: …" may be a label, and a quotation after it somebody's.
            or (_names_a_place(match_["place"]) and match_["colon"] is None)
        ):
            dateline = Span(lead.start, match_.end())
    return Layout(tuple(paragraphs), headline, lead, dateline)


def _in_title_case(line: str) -> bool:
    # "Rebels Agree to Talks, Envoy Says." with a full stop is a headline still.
    words = [word for word in line.split() if len(word) > 3 and word[0].isalpha()]
    return len(words) >= 4 and sum(word[0].isupper() for word in words) >= 0.8 * len(words)


def _ends_like_a_headline(line: str) -> bool:
    end = _SENTENCE_END.search(line, max(0, len(line) - 12))
    # Headlines ask and exclaim, but never state with a full stop; three dots may trail off.
    return not line.endswith((":", ",", ";")) and (end is None or end[0][0] in "?!…")


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _names_a_place(place: str) -> bool:
    # Datelines set the city in capitals; "Tehran - " alone would also match a dash in a sentence.
    return place.split(",")[0].isupper()
