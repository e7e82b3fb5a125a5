"""Disguises: the same text in characters that look alike or can't be seen."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

__all__ = ["DISGUISES"]

_ZERO_WIDTH_SPACE, _SOFT_HYPHEN, _DOT_BELOW = "\u200b", "\u00ad", "\u0323"
_LONG_WORD = re.compile(r"[A-Za-z]{4,}")
_QUOTED = re.compile(r'"([^"]*)"')


def _table(plain: str, alike: str) -> Callable[[str], str]:
    table = str.maketrans(dict(zip(plain, alike, strict=True)))
    return lambda text: text.translate(table)


def _replaced(pairs: Mapping[str, str]) -> Callable[[str], str]:
    def disguise(text: str) -> str:
        for plain, alike in pairs.items():
            text = text.replace(plain, alike)
        return text

    return disguise


def _split_by(mark: str) -> Callable[[str], str]:
    """Return a disguise that puts `mark` into the middle of every word of four letters or more."""

    def disguise(text: str) -> str:
        return _LONG_WORD.sub(
            lambda word: word[0][: len(word[0]) // 2] + mark + word[0][len(word[0]) // 2 :], text
        )

    return disguise


def _shifted(upper: int, lower: int) -> Callable[[str], str]:
    """Return a disguise into a whole alphabet that starts at these code points."""
    table = {ord("A") + i: chr(upper + i) for i in range(26)}
    table |= {ord("a") + i: chr(lower + i) for i in range(26)}
    return lambda text: text.translate(table)


def _punctuation(text: str) -> str:
    """Return `text` with typographic quotation marks, apostrophes and hyphens."""
    return _QUOTED.sub("“\\1”", text).replace("'", "’").replace("-", "‑")


DISGUISES: Mapping[str, Callable[[str], str]] = {
    "cyrillic": _table("aceiopsxyABCEHKMOPTX", "асеіорѕхуАВСЕНКМОРТХ"),
    "greek": _table("oABEHIKMNOPTXYZ", "οΑΒΕΗΙΚΜΝΟΡΤΧΥΖ"),
    "full-width": _shifted(0xFF21, 0xFF41),
    "bold": _shifted(0x1D400, 0x1D41A),
    "dots-below": lambda text: re.sub("([aeiou])", rf"\1{_DOT_BELOW}", text),
    "zero-width": _split_by(_ZERO_WIDTH_SPACE),
    "soft-hyphens": _split_by(_SOFT_HYPHEN),
    "ligatures": _replaced({"ffi": "ﬃ", "ffl": "ﬄ", "ff": "ﬀ", "fi": "ﬁ", "fl": "ﬂ"}),
    "spaces": _replaced({" ": "\u00a0"}),
    "punctuation": _punctuation,
}
