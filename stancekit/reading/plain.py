"""A text without what its way through programs left in it, and the way back to every offset.

Invisible characters, letters of other alphabets that look the same, HTML entities and tags, UTF-8
that was read as Windows-1252, and lines broken to a width get in the way of reading a sentence.
Documents keep them, and offsets count them; extraction and models are given the plain text.
"""

from __future__ import annotations

import dataclasses
import functools
import html
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from stancekit.document import Document, Span
from stancekit.reading.edits import Changed, Edit
from stancekit.stance import make_evidence
from stancekit.statement import Condition, Statement

__all__ = ["Plain", "Source", "make_plain"]

_INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_COMPATIBLE = "\uff01-\uff5e\ufb00-\ufb06\U0001d400-\U0001d7ff"  # full-width, ligatures, bold
_SPACES = "\u00a0\u2000-\u200a\u202f\u205f\u3000"
# Cyrillic and Greek letters that pass for Latin ones. The features have a table of their own, on
# which trained models depend.
_LETTERS = dict(
    zip(
        "асԁеһіјорԛѕԝхуАВСЕНІЈКМОРЅТХУοΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
        "acdehijopqswxyABCEHIJKMOPSTXYoABEZHIKMNOPTYX",
        strict=True,
    )
)
_BLOCKS = "p|div|li|ul|ol|h[1-6]|blockquote|article|section|figure|figcaption|table|tr|td|th"
_INLINE = "br|b|i|em|strong|a|span|u|s|q|cite|sup|sub|font|small|mark|img|wbr"
# What the bytes 0x80 to 0x9f are in Windows-1252; five of them are nothing, and stay themselves.
_BYTES = {
    bytes([value]).decode("cp1252", "ignore") or chr(value): value for value in range(0x80, 0xA0)
}
_CONTINUING = "".join(map(re.escape, _BYTES)) + "\u00a0-\u00bf"

_SUSPECT = re.compile(f"[&<{_INVISIBLE}{_COMPATIBLE}{_SPACES}{''.join(_LETTERS)}ÂÃÅâ]|  ")
# Only where these occur is it worth looking at every word.
_IN_WORDS = re.compile(f"[{_INVISIBLE}{''.join(_LETTERS)}]")
_BESIDE_WORDS = (
    r"(?P<entity>&(?:[A-Za-z][A-Za-z0-9]{1,30}|\#[0-9]{1,7}|\#[xX][0-9a-fA-F]{1,6});)"
    rf"|(?P<block></?(?:{_BLOCKS})\b[^<>]{{0,300}}>)"
    rf"|(?P<break>(?:<br\b[^<>]{{0,30}}>\s?){{2,}})|(?P<inline></?(?:{_INLINE})\b[^<>]{{0,300}}>)"
    rf"|(?P<misread>â[{_CONTINUING}]{{2}}|[ÂÃÅ][{_CONTINUING}]|â€)"
    rf"|(?P<char>[{_INVISIBLE}{_COMPATIBLE}{_SPACES}])|(?P<spaces>(?<=\S) {{2,}}(?=\S))"
)
_WORD = (
    rf"|(?P<word>(?<![^\W\d_])(?<![{_INVISIBLE}])"
    rf"[A-Za-z{''.join(_LETTERS)}{_INVISIBLE}]++(?![^\W\d_]))"
)
_REMAINS = re.compile(_BESIDE_WORDS)
# A word comes before the characters that may stand in it.
_REMAINS_IN_WORDS = re.compile(_BESIDE_WORDS.replace("|(?P<char>", f"{_WORD}|(?P<char>"))
_OTHER_LETTER = re.compile(f"(?![{''.join(_LETTERS)}])[\u0370-\u03ff\u0400-\u052f]")
_LATIN_LETTER = re.compile("[A-Za-z]")


@dataclass(frozen=True)
class Plain:
    """A plain text and the edits that led to it, one after the other.

    Parameters
    ----------
    text : str
    steps : tuple of Changed
        Each takes the text of the one before; the first takes the original.
    """

    text: str
    steps: tuple[Changed, ...]

    @functools.cached_property
    def _fixed(self) -> int:
        """How far into the text every offset is what it was."""
        ends = (edit.start for step in self.steps for edit in step.edits if edit.moves)
        return min(ends, default=len(self.text) + 1)

    def forth(self, span: Span) -> Span | None:
        """Return where a span of the original lies; None where nothing is left of it."""
        place: tuple[int, int] | None = (span.start, span.end)
        for step in self.steps:
            place = None if place is None else step.span(*place)
        return None if place is None else Span(*place)

    def back(self, span: Span) -> Span | None:
        """Return where a span of the plain text lies in the original; characters stay whole."""
        if span.end <= self._fixed:
            return span
        place: tuple[int, int] | None = (span.start, span.end)
        for step in reversed(self.steps):
            place = None if place is None else step.inverse.span(*place, whole=True)
        return None if place is None else Span(*place)

    def document(self, document: Document) -> Document:
        """Return the document with its text, and a title, made plain."""
        title = document.title and make_plain(document.title)
        return dataclasses.replace(
            document, text=self.text, title=title.text if title else document.title
        )

    def given(self, statement: Statement) -> Statement:
        """Return a statement whose text was made plain, with its parts moved along."""
        start = statement.start

        def move(span: Span) -> Span | None:
            if not statement.span.contains(span):
                return None
            found = self.forth(span.shift(-start))
            return None if found is None else found.shift(start)

        whole = Span(start, start + len(self.text))
        return _moved(statement, move, whole, self.text, start)

    def decided(self, statement: Statement, found: Statement) -> Statement:
        """Return `statement` as `found`, its plain twin, was decided."""
        start = statement.start

        def move(span: Span) -> Span | None:
            found = self.back(span.shift(-start))
            return None if found is None else found.shift(start)

        moved = _moved(found, move, statement.span, statement.text, start)
        assert moved.prediction is not None  # noqa: S101 - it is decided
        return statement.decided(moved.prediction, moved.conditions)

    def original(self, statement: Statement, text: str) -> Statement:
        """Return a statement of the plain text with every offset in the original, `text`."""
        whole = self.back(statement.span)
        assert whole is not None  # noqa: S101 - every edit replaces something
        return _moved(statement, self.back, whole, text, 0)

    def condition(self, condition: Condition, text: str) -> Condition:
        """Return a condition in the plain text with its offsets in the original, `text`."""
        place = self.back(Span(condition.start, condition.end))
        assert place is not None  # noqa: S101 - as above
        return dataclasses.replace(condition, start=place.start, end=place.end, text=place.of(text))


class Source(NamedTuple):
    """A document, and the same with a plain text, from which it is read.

    Parameters
    ----------
    document, plain : Document
    made : Plain or None
        How the one became the other; None where they are the same.
    """

    document: Document
    plain: Document
    made: Plain | None

    @classmethod
    def of(cls, document: Document) -> Source:
        """Make a document plain."""
        made = make_plain(document.text)
        return cls(document, document if made is None else made.document(document), made)

    def original(self, statements: Iterable[Statement]) -> list[Statement]:
        """Return statements of the plain text with offsets into the document's own."""
        if self.made is None:
            return list(statements)
        return [self.made.original(one, self.document.text) for one in statements]


def _moved(
    statement: Statement,
    move: Callable[[Span], Span | None],
    whole: Span,
    text: str,
    base: int,
) -> Statement:
    """Return a statement with its parts moved into `text`, which begins at offset `base`."""
    terms = ((one, move(Span(one.start, one.end))) for one in statement.conditions)
    conditions = tuple(
        dataclasses.replace(one, start=place.start, end=place.end, text=place.shift(-base).of(text))
        for one, place in terms
        if place is not None
    )
    prediction = statement.prediction
    if prediction is not None:
        places = ((one, move(Span(one.start, one.end))) for one in prediction.evidence)
        evidence = (
            make_evidence((place.start, place.end, one.feature, one.weight))
            for one, place in places
            if place is not None
        )
        prediction = dataclasses.replace(prediction, evidence=tuple(evidence))
    return dataclasses.replace(
        statement,
        start=whole.start,
        end=whole.end,
        text=whole.shift(-base).of(text),
        content=tuple(span for span in map(move, statement.content) if span is not None),
        cue=statement.cue and move(statement.cue),
        mention=statement.mention and move(statement.mention),
        conditions=conditions,
        prediction=prediction,
    )


@functools.lru_cache(maxsize=4)  # the analyzer asks, then the extractor by itself
def make_plain(text: str) -> Plain | None:
    """Return a text without remains of programs; None where it is plain already.

    Parameters
    ----------
    text : str

    Examples
    --------
    >>> made = make_plain("<p>Th\u0435 envoy&nbsp;s\u00adaid so.</p>")
    >>> made.text.strip()
    'The envoy said so.'
    >>> made.back(Span(5, 10))
    Span(start=7, end=12)
    """
    steps = []
    for find in (_remains, _line_breaks):
        edits = find(text)
        if edits:
            steps.append(Changed(text, edits))
            text = steps[-1].text
    return Plain(text, tuple(steps)) if steps else None


def _remains(text: str) -> list[Edit]:
    if _SUSPECT.search(text) is None:
        return []
    edits: list[Edit] = []
    # A word of look-alikes alone may be what it seems, where the text has more of its alphabet.
    foreign = not text.isascii() and _OTHER_LETTER.search(text) is not None
    remains = _REMAINS if _IN_WORDS.search(text) is None else _REMAINS_IN_WORDS
    for match in remains.finditer(text):
        old = match[0]
        kind = match.lastgroup
        if kind == "word":
            if old.isascii():
                continue
            edits += _in_word(match.start(), old, foreign=foreign)
            continue
        if kind == "entity":
            new = "".join(map(_plain_character, html.unescape(old)))
        elif kind in ("block", "break"):
            new = "\n"
        elif kind == "inline":
            new = " " if old.startswith("<br") else ""
        elif kind == "spaces":
            new = " "
        elif kind == "misread":
            new = _reread(old)
        else:
            new = _plain_character(old)
        if new != old:
            edits.append(Edit(match.start(), match.end(), new))
    return edits


def _in_word(start: int, word: str, *, foreign: bool) -> Iterator[Edit]:
    """Yield edits that make a word Latin, of which some letters may be of another alphabet."""
    table = {} if foreign and _LATIN_LETTER.search(word) is None else _LETTERS
    for at, char in enumerate(word, start):
        new = table.get(char) or ("" if unicodedata.category(char) == "Cf" else char)
        if new != char:
            yield Edit(at, at + 1, new)


def _plain_character(char: str) -> str:
    if char.isascii():
        return char
    # Of category Cf are those that can't be seen; spaces of all widths become one.
    return "" if unicodedata.category(char) == "Cf" else unicodedata.normalize("NFKC", char)


def _reread(text: str) -> str:
    if text == "â€":  # a closing quotation mark whose last byte is nothing in Windows-1252
        return "”"
    try:
        read = bytes(_BYTES.get(char, ord(char) & 0xFF) for char in text).decode("utf-8")
    except UnicodeDecodeError:
        return text
    return "".join(map(_plain_character, read))


_NARROW, _WIDE = 30, 100  # columns
_FEWEST_BREAKS, _FULL, _INSIDE = 3, 0.9, 0.5
_BREAK = re.compile(r"(?<=[^\s])[ \t]*\r?\n[ \t]*(?=[^\s])")


def _line_breaks(text: str) -> list[Edit]:
    """Return edits that join lines that were broken to a width.

    They were where nearly no line has room for the word that the next begins with, and most lines
    begin in the middle of a sentence. Blank lines part the paragraphs.
    """
    # Most texts have a paragraph a line, so one long line soon tells.
    width = max(len(line.rstrip()) for line in text.split("\n"))
    if not _NARROW <= width <= _WIDE:
        return []
    breaks = list(_BREAK.finditer(text))
    if len(breaks) < _FEWEST_BREAKS:
        return []
    full = inside = 0
    for found in breaks:
        start = text.rfind("\n", 0, found.start()) + 1
        word = _FIRST_WORD.match(text, found.end())
        room = width - (found.start() - start)
        inside += text[found.end()].islower()
        full += text[found.start() - 1] == "-" or (word is not None and len(word[0]) >= room)
    if full < _FULL * len(breaks) or inside < _INSIDE * len(breaks):
        return []
    return [_joined(text, found) for found in breaks]


_FIRST_WORD = re.compile(r"\S{1,100}")


def _joined(text: str, found: re.Match[str]) -> Edit:
    start, end = found.span()
    parted = text[start - 1] == "-" and text[start - 2 : start - 1].isalpha()
    if parted and text[end].islower():
        return Edit(start - 1, end, "")
    # A dash at the end of a line, or a compound with a name, keeps what it has.
    return Edit(start, end, "" if parted else " ")
