"""Noise in single letters: slips of the keyboard, scanning, case, look-alikes, the invisible."""

from __future__ import annotations

import re
from collections.abc import Callable

from numpy.random import Generator

from stancekit.reading.edits import Edit

__all__ = [
    "cased",
    "full_width",
    "homoglyphs",
    "invisible",
    "odd_spaces",
    "scanned",
    "soft_hyphens",
    "titled",
    "typos",
]

Maker = Callable[[str, Generator], list[Edit]]

_WORD = re.compile(r"[^\W\d_]{4,}")
_TOKEN = re.compile(r"\S+")
_HEAD = re.compile(r"[^\W\d_][\w'’]*")

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")  # each row of keys a bit further right


def _neighbours() -> dict[str, str]:
    places = {
        key: (column + 0.4 * number, number)
        for number, row in enumerate(_ROWS)
        for column, key in enumerate(row)
    }
    return {
        key: "".join(
            other
            for other, (u, v) in places.items()
            if other != key and abs(u - x) < 1.1 and abs(v - y) <= 1
        )
        for key, (x, y) in places.items()
    }


_KEYS = _neighbours()


def _chosen(matches: list[re.Match[str]], rate: float, rng: Generator) -> list[re.Match[str]]:
    """Return a share of the matches, drawn by lot; one at least, where there is any."""
    if not matches:
        return []
    kept = [
        match for match, draw in zip(matches, rng.random(len(matches)), strict=True) if draw < rate
    ]
    return kept or [matches[int(rng.integers(len(matches)))]]


def typos(rate: float) -> Maker:
    """Slips in a share of the words: a neighbouring key, a swap, a letter dropped or doubled.

    The first and the last letter stay, as they mostly do when people mistype.
    """

    def make(text: str, rng: Generator) -> list[Edit]:
        return [_slip(match, rng) for match in _chosen(list(_WORD.finditer(text)), rate, rng)]

    return make


def _slip(match: re.Match[str], rng: Generator) -> Edit:
    word = match[0]
    at = int(rng.integers(1, len(word) - 1))
    kind = int(rng.integers(4))
    here, place = word[at], match.start() + at
    if kind == 0 and (keys := _KEYS.get(here.lower())):
        key = keys[int(rng.integers(len(keys)))]
        return Edit(place, place + 1, key.upper() if here.isupper() else key)
    if kind == 1 and at + 2 < len(word) and here != word[at + 1]:
        return Edit(place, place + 2, word[at + 1] + here)
    if kind == 2:
        return Edit(place, place + 1, "")
    return Edit(place, place, here)


_SCANS = {
    "rn": "m",
    "m": "rn",
    "cl": "d",
    "d": "cl",
    "li": "h",
    "vv": "w",
    "w": "vv",
    "l": "1",
    "I": "l",
    "O": "0",
    "S": "5",
    "B": "8",
    "e": "c",
    "c": "e",
    "h": "b",
    "fi": "ﬁ",
    "fl": "ﬂ",
    "u": "ii",
    "g": "9",
    "t": "f",
    ".": ",",
}
_SCAN = re.compile("|".join(map(re.escape, sorted(_SCANS, key=len, reverse=True))))


def scanned(rate: float) -> Maker:
    """Letters that scanners take for each other."""

    def make(text: str, rng: Generator) -> list[Edit]:
        matches = _chosen(list(_SCAN.finditer(text)), rate, rng)
        return [Edit(match.start(), match.end(), _SCANS[match[0]]) for match in matches]

    return make


def cased(change: Callable[[str], str]) -> Maker:
    """All words in another case."""

    def make(text: str, rng: Generator) -> list[Edit]:  # noqa: ARG001 - nothing is drawn
        return [
            Edit(match.start(), match.end(), new)
            for match in _TOKEN.finditer(text)
            if (new := change(match[0])) != match[0]
        ]

    return make


def titled(text: str, rng: Generator) -> list[Edit]:  # noqa: ARG001 - nothing is drawn
    """Every word begins with a capital."""
    return [
        Edit(match.start(), match.start() + 1, match[0][0].upper())
        for match in _HEAD.finditer(text)
        if match[0][0].upper() != match[0][0]
    ]


_CYRILLIC = dict(zip("aceiopsxyABCEHKMOPTX", "асеіорѕхуАВСЕНКМОРТХ", strict=True))
_HAS_CYRILLIC = re.compile(f"[{''.join(_CYRILLIC)}]")


def homoglyphs(rate: float) -> Maker:
    """Cyrillic letters for Latin ones that look the same."""

    def make(text: str, rng: Generator) -> list[Edit]:
        matches = _chosen(list(_HAS_CYRILLIC.finditer(text)), rate, rng)
        return [Edit(match.start(), match.end(), _CYRILLIC[match[0]]) for match in matches]

    return make


_ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff"


def invisible(rate: float) -> Maker:
    """Characters without width inside words."""

    def make(text: str, rng: Generator) -> list[Edit]:
        edits = []
        for match in _chosen(list(_WORD.finditer(text)), rate, rng):
            at = match.start() + int(rng.integers(1, len(match[0])))
            edits.append(Edit(at, at, _ZERO_WIDTH[int(rng.integers(len(_ZERO_WIDTH)))]))
        return edits

    return make


_LONG = re.compile(r"[^\W\d_]{6,}")
# Where a word may be parted, more or less: before a consonant that a vowel follows.
_PART = re.compile(r"(?<=[^\W\d_]{2})(?=[b-df-hj-np-tv-xz][aeiouy][^\W\d_])")


def soft_hyphens(rate: float) -> Maker:
    """Soft hyphens in long words, as typesetting programs leave them."""

    def make(text: str, rng: Generator) -> list[Edit]:
        return [
            Edit(match.start() + part.start(), match.start() + part.start(), "\u00ad")
            for match in _chosen(list(_LONG.finditer(text)), rate, rng)
            for part in _PART.finditer(match[0])
        ]

    return make


_ASCII_WORD = re.compile(r"[A-Za-z]{2,}")


def full_width(rate: float) -> Maker:
    """Words in the full-width letters of East Asian fonts."""

    def make(text: str, rng: Generator) -> list[Edit]:
        return [
            Edit(match.start(), match.end(), "".join(chr(ord(c) + 0xFEE0) for c in match[0]))
            for match in _chosen(list(_ASCII_WORD.finditer(text)), rate, rng)
        ]

    return make


_SPACE = re.compile(r"(?<=\S) (?=\S)")
_SPACES = ("\u00a0", "\u2009", "\u202f", "  ", "\t")


def odd_spaces(rate: float) -> Maker:
    """No-break, thin, doubled spaces and tabs for plain ones."""

    def make(text: str, rng: Generator) -> list[Edit]:
        matches = _chosen(list(_SPACE.finditer(text)), rate, rng)
        return [
            Edit(match.start(), match.end(), _SPACES[int(rng.integers(len(_SPACES)))])
            for match in matches
        ]

    return make
