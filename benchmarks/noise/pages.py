"""Noise of web pages: entities, tags, lines that aren't the article's, wrong encodings."""

from __future__ import annotations

import re
from html.entities import codepoint2name

from numpy.random import Generator

from stancekit.reading.edits import Edit

__all__ = ["entities", "mojibake", "page_lines", "tags"]

_SPACE = re.compile(r"(?<=\S) (?=\S)")
_SPECIAL = re.compile("[^\\x00-\\x7f]|[&<>\"']")
_NON_BREAKING = 1 / 12  # of the spaces


def entities(text: str, rng: Generator) -> list[Edit]:
    """Write what HTML escapes as entities, and a few spaces as ``&nbsp;``."""
    edits = []
    for match in _SPECIAL.finditer(text):
        name = codepoint2name.get(ord(match[0]))
        new = f"&{name};" if name else f"&#{ord(match[0])};"
        edits.append(Edit(match.start(), match.end(), new))
    return edits + _spaces(text, rng, "&nbsp;")


def _spaces(text: str, rng: Generator, new: str) -> list[Edit]:
    """Return edits of some of the spaces; one at least, where there is any."""
    places = [match.start() for match in _SPACE.finditer(text)]
    if not places:
        return []
    drawn = [at for at, p in zip(places, rng.random(len(places)), strict=True) if p < _NON_BREAKING]
    chosen = drawn or [places[int(rng.integers(len(places)))]]
    return [Edit(at, at + 1, new) for at in chosen]


_WORD = re.compile(r"[^\W\d_][\w'’-]+")
_LINE = re.compile(r"\S[^\r\n]*")
_SENTENCE_GAP = re.compile(r"(?<=[.!?]) (?=[^\W\d_]|[“\"«])|(?<=[.!?][”\"»]) (?=[^\W\d_]|[“\"«])")
_PAIRS = (
    ("<b>", "</b>"),
    ("<em>", "</em>"),
    ("<strong>", "</strong>"),
    ('<a href="/world/2031/05">', "</a>"),
    ('<span class="hl">', "</span>"),
)
_TAGGED, _BROKEN = 1 / 20, 1 / 2


def tags(text: str, rng: Generator) -> list[Edit]:
    """Leave tags in: ``<p>`` around lines, ``<br/>`` between sentences, others around words."""
    lines = [(line.start(), line.start() + len(line[0].rstrip())) for line in _LINE.finditer(text)]
    # Edits at one place keep this order: "<p><b>", "</b></p>".
    edits = [Edit(start, start, "<p>") for start, _ in lines]
    words = list(_WORD.finditer(text))
    for word, draw in zip(words, rng.random(len(words)), strict=True):
        if draw < _TAGGED:
            first, last = _PAIRS[int(rng.integers(len(_PAIRS)))]
            edits.append(Edit(word.start(), word.start(), first))
            edits.append(Edit(word.end(), word.end(), last))
    edits += [Edit(end, end, "</p>") for _, end in lines]
    gaps = list(_SENTENCE_GAP.finditer(text))
    edits += [
        Edit(gap.start(), gap.end(), "<br/>")
        for gap, draw in zip(gaps, rng.random(len(gaps)), strict=True)
        if draw < _BROKEN
    ]
    return edits


_LINES = (
    "Advertisement",
    "Share on Facebook Tweet Email Print",
    "Read more: Storm closes mountain roads for a third day",
    "Photo: Agency/File",
    "Image caption A street in the old town",
    "Sign up for our morning newsletter",
    "window.dataLayer = window.dataLayer || [];",
    "googletag.cmd.push(function() { googletag.display('slot-2'); });",
    "Follow us on social media",
    "3 min read",
    "Related topics",
    "0 Comments",
    "Loading…",
    "This video cannot be played",
    "Click here to subscribe",
)
_BREAK = re.compile(r"(?<=\S)[ \t]*[\r\n]+(?=[ \t]*\S)")
_BETWEEN_PARAGRAPHS, _BETWEEN_SENTENCES = 1 / 3, 1 / 12


def page_lines(text: str, rng: Generator) -> list[Edit]:
    """Put lines of the page between paragraphs, now and then between sentences.

    A text of one line gets one before or after it.
    """
    edits = []
    for pattern, rate in ((_BREAK, _BETWEEN_PARAGRAPHS), (_SENTENCE_GAP, _BETWEEN_SENTENCES)):
        gaps = list(pattern.finditer(text))
        for gap, draw in zip(gaps, rng.random(len(gaps)), strict=True):
            if draw < rate:
                line = _LINES[int(rng.integers(len(_LINES)))]
                after = gap[0] if "\n" in gap[0] else "\n"
                edits.append(Edit(gap.start(), gap.end(), f"{after}{line}{after}"))
    if not edits and text.strip():
        line = _LINES[int(rng.integers(len(_LINES)))]
        before = bool(rng.integers(2))
        edits.append(Edit(0, 0, f"{line}\n") if before else Edit(len(text), len(text), f"\n{line}"))
    return edits


_SET = {"'": "’", '"': "”"}  # a page that is misread had typographic marks
_OPENING = re.compile(r"(?:^|(?<=[\s(\[—–-]))\"(?=\S)")


def mojibake(text: str, rng: Generator) -> list[Edit]:
    """Read UTF-8 as Windows-1252: ``â€œ`` for an opening quotation mark, ``Â`` before a space."""
    opening = {match.start() for match in _OPENING.finditer(text)}
    edits = []
    for match in _SPECIAL.finditer(text):
        char = "“" if match.start() in opening else _SET.get(match[0], match[0])
        if not char.isascii():
            edits.append(Edit(match.start(), match.end(), _misread(char)))
    return edits + _spaces(text, rng, _misread("\u00a0"))


def _misread(char: str) -> str:
    # Five bytes mean nothing in Windows-1252; browsers leave them as control characters.
    return "".join(
        byte.decode("cp1252", "ignore") or chr(byte[0])
        for byte in (bytes([value]) for value in char.encode("utf-8"))
    )
