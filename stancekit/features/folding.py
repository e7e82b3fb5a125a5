"""Folding of characters that look alike or can't be seen, character by character.

Each character folds by itself, so every place in the folded text has its place in the original.
The text itself is never changed.
"""

from __future__ import annotations

import unicodedata

__all__ = ["fold", "fold_offsets", "is_aligned"]

# Cyrillic and Greek letters that pass for Latin ones, and the apostrophes, quotation marks and
# dashes that editors put for each other.
_ALIKE = {
    **dict(
        zip("асԁеһіјкморԛѕтԝхуАВСЕНІЈКМОРЅТХУԜԚ", "acdehijkmopqstwxyABCEHIJKMOPSTXYWQ", strict=True)
    ),
    **dict(zip("αενικορτυχϲΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹ", "aevikoptuxcABEZHIKMNOPTYXC", strict=True)),
    **dict(zip("ıƖɑɡ", "ilag", strict=True)),
    **dict.fromkeys("’‘‛ʼ′´", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑‒", "-"),
    **dict.fromkeys("–―", "—"),
}


class _Folds(dict[int, str]):
    """Table for ``str.translate`` that works out each character once."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if char in _ALIKE:
            folded = _ALIKE[char]
        elif unicodedata.category(char) in ("Cf", "Mn", "Me"):  # unseen, or sits on its neighbour
            folded = ""
        else:
            parts = unicodedata.normalize("NFKD", char)
            folded = "".join(c for c in parts if not unicodedata.combining(c))
        self[code] = folded
        return folded


_ASCII = frozenset(map(chr, range(128)))
_FOLDS = _Folds({ord(char): char for char in _ASCII})


def fold(text: str) -> str:
    """Return `text` with look-alikes, accents and invisible characters folded away.

    Examples
    --------
    >>> fold("\u0441ease\u00adfire, caf\u00e9")
    'ceasefire, cafe'
    """
    return text if text.isascii() else text.translate(_FOLDS)


def is_aligned(text: str) -> bool:
    """Tell whether each character folds to exactly one, so that offsets stay as they are.

    Examples
    --------
    >>> is_aligned("caf\u00e9"), is_aligned("a\u00adb")
    (True, False)
    """
    if text.isascii():
        return True
    return all(len(_FOLDS[ord(char)]) == 1 for char in set(text).difference(_ASCII))


def fold_offsets(text: str) -> list[int]:
    """Return, for each character of the folded text and its end, the offset in `text`.

    Examples
    --------
    >>> fold_offsets("a\u00adb")
    [0, 2, 3]
    """
    if is_aligned(text):
        return list(range(len(text) + 1))
    offsets = [i for i, char in enumerate(text) for _ in _FOLDS[ord(char)]]
    return [*offsets, len(text)]
