"""Noise in marks and lines: cut sentences, line breaks, quotation marks, commas."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from numpy.random import Generator

from stancekit.reading.edits import Edit

__all__ = ["cut", "hyphenated", "lost_quotes", "quotes", "truncated", "unpunctuated", "wrapped"]

_LINE = re.compile(r"\S[^\r\n]*")
_TOKEN = re.compile(r"\S+")
_ENDINGS = ("…", "...", " …", "", "", "")


def _lines(text: str) -> Iterator[tuple[list[re.Match[str]], int]]:
    """Yield each line's words and its end."""
    for line in _LINE.finditer(text):
        words = list(_TOKEN.finditer(text, line.start(), line.end()))
        yield words, words[-1].end()


def _ending(rng: Generator) -> str:
    return _ENDINGS[int(rng.integers(len(_ENDINGS)))]


_CUT, _TRUNCATED = 1 / 3, 1 / 2
_FEW, _MANY = 8, 20


def cut(text: str, rng: Generator) -> list[Edit]:
    """Cut the last two words off a third of the lines, half of them with an ellipsis.

    A text of one line is always cut; lines of fewer than eight words never are.
    """
    lines = [line for line in _lines(text) if len(line[0]) >= _FEW]
    return [
        Edit(words[-3].end(), end, _ending(rng))
        for words, end in lines
        if rng.random() < _CUT or len(lines) == 1
    ]


def truncated(text: str, rng: Generator) -> list[Edit]:
    """End half of the long paragraphs after three fifths of their words."""
    return [
        Edit(words[len(words) * 3 // 5].end(), end, _ending(rng))
        for words, end in _lines(text)
        if len(words) >= _MANY and rng.random() < _TRUNCATED
    ]


_SINGLE_BREAK = re.compile(r"(?<=[^\r\n])\r?\n(?=[^\r\n])")


def wrapped(text: str, rng: Generator) -> list[Edit]:
    """Break lines at 50 to 76 columns, as in mail, and part paragraphs by blank lines."""
    return _wrap(text, int(rng.integers(50, 77)), parted=False)


def hyphenated(text: str, rng: Generator) -> list[Edit]:
    """Break lines at 40 to 60 columns, parting words by hyphens, as in printed columns."""
    return _wrap(text, int(rng.integers(40, 61)), parted=True)


def _wrap(text: str, width: int, *, parted: bool) -> list[Edit]:
    edits = [Edit(gap.end(), gap.end(), "\n") for gap in _SINGLE_BREAK.finditer(text)]
    for words, _ in _lines(text):
        column = len(words[0][0])
        for before, word in itertools.pairwise(words):
            gap = word.start() - before.end()
            room = width - column - gap
            if len(word[0]) <= room:
                column += gap + len(word[0])
            elif parted and room >= 4 and word[0].isalpha() and len(word[0]) >= room + 2:
                at = word.start() + room - 1
                edits.append(Edit(at, at, "-\n"))
                column = word.end() - at
            else:
                edits.append(Edit(before.end(), word.start(), "\n"))
                column = len(word[0])
    return edits


_QUOTE = re.compile(r"[\"“”„«»]")
_APOSTROPHE = re.compile(r"(?<=\w)['’](?=\w)")
_DASH = re.compile(r"(?<=\s)(?:--|[-–—])(?=\s)")
_STYLES = (('"', '"'), ("“", "”"), ("«", "»"), ("„", "“"), ("‘", "’"))
_DASHES = ("-", "–", "—", "--")


def _opens(text: str, at: int) -> bool:
    if text[at] in "“„«":
        return True
    return text[at] == '"' and (at == 0 or text[at - 1].isspace() or text[at - 1] in "([—–-‘'")


def quotes(text: str, rng: Generator) -> list[Edit]:
    """Set quotation marks, apostrophes and dashes in another style, one throughout."""
    straight = bool(rng.integers(2))
    marks = [(match.start(), _opens(text, match.start())) for match in _QUOTE.finditer(text)]
    others = [
        style
        for style in _STYLES
        if any(text[at] != style[0 if opens else 1] for at, opens in marks)
    ]
    edits = []
    if others:
        style = others[int(rng.integers(len(others)))]
        straight = style == _STYLES[0]
        edits = [Edit(at, at + 1, style[0 if opens else 1]) for at, opens in marks]
    dash = _DASHES[int(rng.integers(len(_DASHES)))]
    edits += [Edit(m.start(), m.end(), dash) for m in _DASH.finditer(text)]
    edits += [
        Edit(m.start(), m.end(), "'" if straight else "’") for m in _APOSTROPHE.finditer(text)
    ]
    return [edit for edit in edits if text[edit.start : edit.end] != edit.new]


_LOST = 1 / 4


def lost_quotes(text: str, rng: Generator) -> list[Edit]:
    """Lose a quarter of the closing quotation marks, one at least."""
    places = [m.start() for m in _QUOTE.finditer(text) if not _opens(text, m.start())]
    if not places:
        return []
    drawn = [at for at, p in zip(places, rng.random(len(places)), strict=True) if p < _LOST]
    return [Edit(at, at + 1, "") for at in drawn or [places[int(rng.integers(len(places)))]]]


_COMMA = re.compile(r"(?<=[^\W\d_]),(?=\s)|;(?=\s)|(?<=[^\W\d_])[,.](?=[”\"»’])|\.(?=\s*\Z)")


def unpunctuated(text: str, rng: Generator) -> list[Edit]:  # noqa: ARG001 - nothing is drawn
    """Leave out commas, semicolons and the last full stop, as in posts."""
    return [Edit(match.start(), match.end(), "") for match in _COMMA.finditer(text)]
