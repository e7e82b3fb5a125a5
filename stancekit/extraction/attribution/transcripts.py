"""Texts in somebody's own voice: interviews, transcripts, speeches and releases."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from stancekit.document import Document, Span
from stancekit.reading.layout import Layout

__all__ = ["Role", "find_roles"]

_LABEL = re.compile(r"(?:\*\*)?([A-Z][\w.’'\-]*(?:[ \-][\w.’'\-]+){0,5})(?:\*\*)?:(?:\*\*)?\s+")
_QUESTION_LABELS = frozenset({"q", "question", "interviewer"})
_ANSWER_LABELS = frozenset({"a", "answer"})
_NAME = re.compile(
    r"(?:[A-Z][a-z]{0,3}\. )?(?:[A-Z][\w’'\-]+ ){0,3}"
    r"[A-Z][\w’'\-]+ (?:(?:de|van|von|al|bin|ben|el|da|di|du|der) )?[A-Z][\w’'\-]+"
)
_TALKED = re.compile(r"\b(?:spoke|speaks|talked|talks|told|sat down|answered|received)\b")
_FIRST_PERSON = re.compile(r"\b(?:I|[Ww]e|[Oo]ur|[Mm]y)\b")
_LONGEST_LABEL = 60


@dataclass(frozen=True, slots=True)
class Role:
    """What a paragraph is in a text that is spoken.

    Parameters
    ----------
    speaks : bool
        Whether the paragraph is in a source's own voice; a question isn't.
    start : int
        Where it begins after its label.
    mention : Span, optional
        Where the source is named.
    rule : str
        Name of the rule.
    """

    speaks: bool
    start: int
    mention: Span | None
    rule: str


def find_roles(document: Document, layout: Layout) -> list[Role | None] | None:
    """Return the role of each paragraph; None for a text that is reported throughout.

    Parameters
    ----------
    document : Document
        The text.
    layout : Layout
        Its paragraphs.
    """
    text, paragraphs = document.text, layout.paragraphs
    labels = []
    for p in paragraphs:
        end = min(p.end, p.start + _LONGEST_LABEL)
        labels.append(_LABEL.match(text, p.start, end) if ":" in text[p.start : end] else None)
    counts = Counter(m[1].lower() for m in labels if m)
    if sum(counts[name] for name in _ANSWER_LABELS) and sum(counts[n] for n in _QUESTION_LABELS):
        return _interview(text, layout, labels)
    turns = {name for name, count in counts.items() if count >= 2}
    if turns and counts.total() >= 3 and counts.total() * 5 >= 3 * len(paragraphs):
        return _transcript(layout, labels, set(counts))
    if sum(counts[name] for name in turns) >= 3 and len(turns) >= 2:
        return _transcript(layout, labels, turns)
    asked = [
        text[p.end - 1] == "?" and p != layout.headline and text[p.start] not in '"“‘'
        for p in paragraphs
    ]
    if sum(asked) >= 3 and len(paragraphs) >= 2 * sum(asked):
        return _bare_questions(text, layout, asked)
    if document.author:
        return _own_voice(text, layout)
    return None


def _interviewee(text: str, layout: Layout, before: int) -> Span | None:
    # The first full name of the introduction, at best the subject of a sentence on the talk.
    best: Span | None = None
    for paragraph in layout.paragraphs[:before]:
        if paragraph == layout.headline:
            continue
        names = list(
            _NAME.finditer(text, paragraph.start, min(paragraph.end, paragraph.start + 2000))
        )
        for name in names:
            if best is None:
                best = Span(name.start(), name.end())
            talked = _TALKED.search(text, name.end(), min(paragraph.end, name.end() + 120))
            if talked and "." not in text[name.end() : talked.start()]:
                return Span(name.start(), name.end())
    return best


def _interview(text: str, layout: Layout, labels: list[re.Match[str] | None]) -> list[Role | None]:
    roles: list[Role | None] = []
    first = next(
        i for i, m in enumerate(labels) if m and m[1].lower() in _QUESTION_LABELS | _ANSWER_LABELS
    )
    mention = _interviewee(text, layout, first)
    for match in labels:
        name = match[1].lower() if match else ""
        if match and name in _QUESTION_LABELS:
            roles.append(Role(False, match.end(), None, "question"))
        elif match and name in _ANSWER_LABELS:
            roles.append(Role(True, match.end(), mention, "interview-answer"))
        else:
            roles.append(None)
    return roles


def _transcript(
    layout: Layout, labels: list[re.Match[str] | None], turns: set[str]
) -> list[Role | None]:
    roles: list[Role | None] = []
    current: Span | None = None
    for paragraph, match in zip(layout.paragraphs, labels, strict=True):
        if match and match[1].lower() in turns:
            asks = match[1].lower() in _QUESTION_LABELS
            current = None if asks else Span(match.start(1), match.end(1))
            roles.append(Role(not asks, match.end(), current, "transcript"))
        elif current is not None:
            roles.append(Role(True, paragraph.start, current, "transcript"))
        else:
            roles.append(None)
    return roles


def _bare_questions(text: str, layout: Layout, asked: list[bool]) -> list[Role | None]:
    roles: list[Role | None] = []
    first = asked.index(True)
    mention = _interviewee(text, layout, first)
    for index, paragraph in enumerate(layout.paragraphs):
        if asked[index]:
            roles.append(Role(False, paragraph.start, None, "question"))
        elif index and asked[index - 1]:
            roles.append(Role(True, paragraph.start, mention, "interview-answer"))
        else:
            roles.append(None)
    return roles


def _own_voice(text: str, layout: Layout) -> list[Role | None] | None:
    body = [p for p in layout.paragraphs if p != layout.headline]
    first_person = sum(bool(_FIRST_PERSON.search(text, p.start, p.end)) for p in body)
    if first_person * 3 < len(body):
        return None
    return [
        None if p == layout.headline else Role(True, p.start, None, "own-voice")
        for p in layout.paragraphs
    ]
