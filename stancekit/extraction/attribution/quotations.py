"""Quotations: what stands between quotation marks, whatever their style."""

from __future__ import annotations

import re
from dataclasses import dataclass

from stancekit.document import Span

__all__ = ["Quotation", "find_quotations"]

_MARK = re.compile("''|``|[\"“”„‟«»‘’'「」『』‚‹›]")
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
_SINGLE = frozenset("‘’'‚")
_BEFORE_OPENING = frozenset(' \t\u00a0\u2009([{—–-/:;,"“”„«…')
_LONGEST_SINGLE = 600


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


def find_quotations(text: str, paragraph: Span, *, reopened: bool = False) -> list[Quotation]:
    """Find the outermost quotations of a paragraph, in order.

    Parameters
    ----------
    text : str
        The whole document.
    paragraph : Span
        Where the paragraph lies. No quotation leaves it.
    reopened : bool
        Whether the next paragraph begins with an opening mark, so that one left open here goes on.

    Notes
    -----
    Marks inside a quotation are part of it. A mark that is never closed runs to the end of the
    paragraph where the next one reopens it, and otherwise to the end of its line of thought: the
    next sentence end.
    """
    found: list[Quotation] = []
    opened = inner = -1
    opener = closers = ""
    for match in _MARK.finditer(text, paragraph.start, paragraph.end):
        at, end = match.span()
        # Two apostrophes, or two grave accents, are how some wires write a double mark.
        mark = '"' if end - at == 2 else match[0]
        before = text[at - 1] if at > paragraph.start else " "
        after = text[end] if end < paragraph.end else " "
        if opened >= 0:
            if mark in closers and _closes(mark, before, after):
                if at > inner:
                    found.append(Quotation(opened, end, inner, at))
                opened = -1
            elif mark == opener and mark in "“«„" and not after.isspace():
                # The same mark opens again: the closing one was lost.
                found.append(_unclosed(text, opened, inner, at))
                opened, inner = at, end
            continue
        closers = _opens(text, mark, at, before, after, paragraph.end)
        if closers:
            opened, inner, opener = at, end, mark
    if opened >= 0:
        if reopened:
            found.append(Quotation(opened, paragraph.end, inner, paragraph.end, False, True))
        elif opener not in _SINGLE:
            found.append(_unclosed(text, opened, inner, paragraph.end))
    return found


def _opens(text: str, mark: str, at: int, before: str, after: str, end: int) -> str:
    # Returns the marks that may close what opens here; empty where nothing does.
    if after.isspace():
        return ""
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
