"""Quotations: what stands between quotation marks, whatever their style."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from stancekit.document import Span
from stancekit.extraction.attribution.grammar.cues import words
from stancekit.frozen import quick

__all__ = ["Quotation", "find_quotations"]

# A search that starts with a set of marks skips all else, which makes it several times as fast.
_MARK = re.compile("[\"“”„‟«»‘’'`「」『』‚‹›](?:(?<=')'|(?<=`)`|(?<!`))")
_OPENERS = {
    "“": "”",
    "„": '“”"',
    "‟": '”"',
    "«": "»",
    "‘": "’",
    "「": "」",
    "『": "』",
    "‚": "‘’",
    "‹": "›",
}
_W = words()
_NO_NAMES = _W.prepositions | _W.determiners | _W.conjunctions
_DOUBLE = frozenset('“„«"')
# Opening mark and another of the other shape.
_MIXED = frozenset({'“"', '"“', '"”'})
_SINGLE = frozenset("‘’'‚")
_BEFORE_OPENING = frozenset(' \t\u00a0\u2009([{—–-/:;,"“”„«…')
_LONGEST_SINGLE = 600
_LONGEST_NICKNAME = 30


@quick
@dataclass(frozen=True, slots=True)
class Quotation:
    """One outermost quotation.

    Parameters
    ----------
    start, end : int
        Offsets with the marks.
    inner_start, inner_end : int
        Offsets without them.
    closed : bool
        Whether the closing mark is there.
    goes_on : bool
        Whether it lacks the mark because the next paragraph opens with one.
    """

    start: int
    end: int
    inner_start: int
    inner_end: int
    closed: bool = True
    goes_on: bool = False


def find_quotations(text: str, paragraph: Span, *, reopened: str = "") -> list[Quotation]:
    """Find the outermost quotations of a paragraph, in order.

    Parameters
    ----------
    text : str
        The whole document.
    paragraph : Span
        Where the paragraph lies. No quotation leaves it.
    reopened : str
        The mark that the next paragraph begins with, if any; one like it left open here goes on.

    Notes
    -----
    Marks inside a quotation are part of it. Curly and straight double marks may close each other.
    A name within a name ("Ana “Nan” Paz") is no quotation. A mark that is never closed runs to the
    end of the paragraph where the next one reopens it, and otherwise to the end of its line of
    thought: the next sentence end.
    """
    found: list[Quotation] = []
    opened = inner = -1
    opener = closers = ""
    same = other = 0  # open marks of the same, and of the other, shape within the quotation
    marks = list(_MARK.finditer(text, paragraph.start, paragraph.end))
    paired = _paired(marks)
    for match in marks:
        at, end = match.span()
        # Two apostrophes, or two grave accents, are how some wires write a double mark.
        mark = '"' if end - at == 2 else match[0]
        before = text[at - 1] if at > paragraph.start else " "
        after = text[end] if end < paragraph.end else " "
        if opened < 0:
            closers = _opens(text, mark, at, before, after, paragraph)
            if closers:
                opened, inner, opener = at, end, mark
                same = other = 0
        elif mark == opener and mark in "“«„" and not after.isspace():
            if opened in paired:
                same += 1
            else:
                # The same mark opens again: the closing one was lost.
                found.append(_unclosed(text, opened, inner, at))
                opened, inner = at, end
        elif opener + mark in _MIXED and _looks_open(before, after):
            other += 1
        elif (mark in closers and _closes(mark, before, after)) or (
            opener + mark in _MIXED and _looks_closed(before, after)
        ):
            if other and opener + mark in _MIXED:
                other -= 1
                continue
            if same and mark in "”»“":
                same -= 1
                continue
            if at > inner and not _is_nickname(text, opened, inner, at, end):
                found.append(Quotation(opened, end, inner, at))
            opened = -1
    if opened >= 0:
        if reopened and (reopened == opener or opener not in _DOUBLE):
            found.append(Quotation(opened, paragraph.end, inner, paragraph.end, False, True))
        elif opener not in _SINGLE:
            found.append(_unclosed(text, opened, inner, paragraph.end))
    return found


def _paired(marks: Sequence[re.Match[str]]) -> set[int]:
    # Offsets of the opening marks that have a closing one of their own.
    paired: set[int] = set()
    waiting: list[int] = []
    for match in marks:
        if match[0] in "“«„":
            waiting.append(match.start())
        elif match[0] in "”»" and waiting:
            paired.add(waiting.pop())
    return paired


def _looks_open(before: str, after: str) -> bool:
    return before in _BEFORE_OPENING and after.isalnum()


def _looks_closed(before: str, after: str) -> bool:
    # Digits before a straight mark are inches.
    return not (before.isspace() or before.isdigit() or after.isalnum())


def _is_nickname(text: str, start: int, inner: int, inner_end: int, end: int) -> bool:
    # "Ana “Nan” Paz": capitalised words on both sides, and no sentence between.
    if inner_end - inner > _LONGEST_NICKNAME or text[inner_end - 1] in ",.?!…":
        return False
    if not (text[inner].isupper() and text[end : end + 1] == " " and text[start - 1] == " "):
        return False
    word = text.rfind(" ", max(0, start - _LONGEST_NICKNAME), start - 1) + 1
    given = text[word : start - 1]
    return (
        bool(given)
        and given[0].isupper()
        and given.isalpha()
        and given.lower() not in _NO_NAMES
        and text[end + 1 : end + 2].isupper()
        and all(part[0].isupper() for part in text[inner:inner_end].split() if len(part) > 3)
    )


def _opens(text: str, mark: str, at: int, before: str, after: str, paragraph: Span) -> str:
    # Returns the marks that may close what opens here; empty where nothing does.
    end = paragraph.end
    if after.isspace():
        # A paragraph's first mark closes nothing ("” … we stay,” she said").
        stands_first = at == paragraph.start and mark in "”“" and text.find("”", at + 1, end) > 0
        return "”" if stands_first else ""
    if mark == '"':
        return '"”' if not before.isalnum() else ""
    if mark == "'" or mark == "’":
        if before not in _BEFORE_OPENING or not after.isalnum():
            return ""
        return mark if _single_closes_later(text, mark, at, end) else ""
    if mark == "”":
        # A closing mark set where one opens.
        return mark if before.isspace() and after.isalnum() else ""
    if mark == "‘" and not _single_closes_later(text, "’", at, end):
        return ""
    return _OPENERS.get(mark, "")


def _closes(mark: str, before: str, after: str) -> bool:
    if mark in _SINGLE:
        return not after.isalnum() and not before.isspace()
    if mark == '"' or mark == "“":
        return not (before.isspace() and after.isalnum())
    return True


def _single_closes_later(text: str, mark: str, at: int, end: int) -> bool:
    # "the '90s" and "’tis" open nothing. The search is bounded, so many of them stay cheap.
    limit = min(end, at + _LONGEST_SINGLE)
    position = text.find(mark, at + 2, limit)
    while position >= 0:
        after = text[position + 1] if position + 1 < end else " "
        if not after.isalnum() and not text[position - 1].isspace():
            # A plural's apostrophe ("officials' cars") closes nothing, unless nothing else does.
            plural = text[position - 1] == "s" and after == " "
            if not plural or text.find(mark, position + 1, limit) < 0:
                return True
        position = text.find(mark, position + 1, limit)
    return False


_SENTENCE_END = re.compile(r"[.!?…](?=\s)")


def _unclosed(text: str, start: int, inner: int, limit: int) -> Quotation:
    stop = _SENTENCE_END.search(text, inner, limit)
    end = stop.end() if stop else limit
    return Quotation(start, end, min(inner, end), end, closed=False)
