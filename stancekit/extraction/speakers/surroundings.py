"""Where a position lies: its line, sentence and quotation, and what is the subject there."""

from __future__ import annotations

import bisect
import re

from stancekit.document import Span
from stancekit.extraction.attribution.forms.headlines import is_cross_heading
from stancekit.extraction.speakers.names import is_body, places, strip_article
from stancekit.reading.layout import Layout

__all__ = ["Surroundings"]

_QUOTED = re.compile(r"“[^”\n]{1,2000}”?|\"[^\"\n]{1,2000}\"|«[^»\n]{1,2000}»?")
_SUBJECT = re.compile(
    r"(?:^|[.!?]['’”\"]? |[-–—] )((?:The |[A-Z][\w-]*['’]s )?(?:[\w-]+ ){0,3}?[\w-]+)"
    r"(?=, | (?:[a-z]{2,}(?:ed|s)|had|will|did|sent|told|met|is)\b)",
    re.MULTILINE,
)
_SENTENCE = re.compile(r"[.!?\n”\"]\s*")
# What a name after it is the object of: "Tirvan told [Lorn]", "talks with [Lorn]".
_GOVERNS = re.compile(
    r"(?:ed|told|met|saw|by|to|with|of|for|from|against|on|about|than|between)$", re.IGNORECASE
)
# "For [Lorn], the plan is dead"
_TOPIC = frozenset({"For", "To", "In the view of", "In the words of"})
_ANSWER = re.compile(r"A(?:nswer)?\s?[:.]\s")
_OWN = re.compile(r"(?:his|her|its|their)\b\s*", re.IGNORECASE)
# "16:31", "4.05pm BST", alone or before an entry
_TIME = re.compile(r"\d{1,2}[:.]\d{2}(?:\s?(?:[ap]\.?m\.?|[A-Z]{2,4}))?(?!\d)")
_FEWEST_SECTIONS = 2
# How far back a line is looked for; texts may be one long line.
_REACH = 4000
_HEADING = 160


class Surroundings:
    """Tells where positions of a text lie.

    Parameters
    ----------
    text : str
    layout : Layout
    """

    def __init__(self, text: str, layout: Layout) -> None:
        self.text = text
        self._headline = layout.headline
        self._dateline_end = 0 if layout.dateline is None else layout.dateline.end
        self._subjects: dict[int, bool] = {}
        self._sections = _section_starts(text, layout)
        self._quotes = [found.span() for found in _QUOTED.finditer(text)]

    def is_heading(self, span: Span) -> bool:
        """Tell whether a stretch lies in the headline or in a line that ends no sentence."""
        if self._headline is not None and self._headline.contains(span):
            return True
        if span.end - span.start > _HEADING:
            return False
        begin = self.text.rfind("\n", max(0, span.start - _HEADING), span.start)
        end = self.text.find("\n", span.end, span.end + _HEADING)
        if begin < 0 or end < 0 or end - begin > _HEADING:
            return False
        return self.text[begin:end].rstrip()[-1:] not in tuple(".!?:;…”\"’'")

    def is_answer(self, position: int) -> bool:
        """Tell whether a position lies in a line that "A:" opens."""
        return _ANSWER.match(self.text, self.line(position)) is not None

    def in_quote(self, position: int) -> bool:
        """Tell whether a position lies between quotation marks."""
        at = bisect.bisect_left(self._quotes, (position, 0)) - 1
        return at >= 0 and position < self._quotes[at][1]

    def section(self, position: int) -> int:
        """Return where the item of a position begins, in a text of several; 0 in any other."""
        at = bisect.bisect_right(self._sections, position) - 1
        return self._sections[at] if at >= 0 else 0

    def line(self, position: int) -> int:
        """Return where the paragraph of a position begins."""
        floor = max(0, position - _REACH)
        at = self.text.rfind("\n", floor, position)
        return floor if at < 0 else at + 1

    def sentence(self, position: int) -> int:
        """Return where the sentence of a position begins, by its marks alone."""
        floor = max(self.line(position), position - 300)
        start = floor
        for found in _SENTENCE.finditer(self.text, floor, position):
            if self.text[found.start() - 1 : found.start()].islower() or found[0][0] != ".":
                start = found.end()
        return start

    def is_subject(self, start: int) -> bool:
        """Tell whether a mention opens its sentence, titles and fronted phrases aside."""
        known = self._subjects.get(start)
        if known is None:
            before = self.text[max(0, start - 60) : start]
            clause = _SENTENCE.split(before)[-1].strip()
            # "From Oslo, rebel negotiator [Lorn]": the title after a fronted phrase.
            title = clause.rpartition(",")[2]
            near = len(title.split()) <= 3 and _GOVERNS.search(title) is None
            topic = clause in _TOPIC
            known = self._subjects[start] = near or topic or clause.endswith(",")
        return known

    def opens_paragraph(self, position: int) -> bool:
        """Tell whether nothing but a time or bullet stands before a position in its paragraph."""
        return not any(map(str.isalpha, self.text[self.line(position) : position]))

    def body_before(self, position: int) -> Span | None:
        """Return the body that is the subject of an earlier sentence of the paragraph."""
        # A dateline's city in capitals is no body.
        begin = max(self.line(position), position - 500, self._dateline_end)
        last = None
        for found in _SUBJECT.finditer(self.text, begin, position):
            span = Span(*found.span(1))
            if _OWN.match(found[1]):
                continue
            name = strip_article(found[1])
            if name.isupper() or is_body(name.split()[-1:]) or places().state(name) is not None:
                last = span
        return last


def _section_starts(text: str, layout: Layout) -> list[int]:
    # A round-up has a heading above each item, a live report a time.
    starts = [
        p.start
        for p in layout.paragraphs
        if p != layout.headline and (_TIME.match(text, p.start, p.end) or is_cross_heading(text, p))
    ]
    return starts if len(starts) >= _FEWEST_SECTIONS else []
