"""What the short forms in brackets of a text stand for."""

from __future__ import annotations

import re

__all__ = ["find_acronyms"]

_ACRONYM = re.compile(r" \(([A-Z][A-Za-z]{1,8})\)")
_BREAK = re.compile(r"[.;:!?\n\r“”\"()]")


def find_acronyms(text: str) -> dict[str, str]:
    """Return the names that brackets shorten: "the International River Commission (IRC)"."""
    found: dict[str, str] = {}
    for match in _ACRONYM.finditer(text):
        letters = [char.lower() for char in match[1] if char.isupper()]
        before = _BREAK.split(text[max(0, match.start() - 110) : match.start()])[-1].split()
        rest = list(letters)
        for at in range(len(before) - 1, -1, -1):
            first = before[at][0]
            if first.lower() != rest[-1]:
                if first.islower():
                    continue
                break
            rest.pop()
            if not rest:
                found.setdefault(match[1], " ".join(before[at:]))
                break
    return found
