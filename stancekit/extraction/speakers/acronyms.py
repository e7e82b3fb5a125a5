"""What the short forms of a text stand for."""

from __future__ import annotations

import re

__all__ = ["find_acronyms"]

_ACRONYM = re.compile(r" \(([A-Z][A-Za-z]{1,8})\)")
# Starts with a set of letters, which makes a search several times as fast.
_CAPITALS = re.compile(r"[A-Z](?<!\w.)[A-Z]{2,5}\b")
_NAME = re.compile(
    r"[A-Z][a-z][\w-]*(?: (?:(?:of|for|and|the) ){0,2}[A-Z][a-z][\w-]*){2,7}(?![\w'’])"
)
_SMALL = frozenset({"of", "for", "and", "the"})
_SHORTEST, _LONGEST = 3, 6
_BREAK = re.compile(r"[.;:!?\n\r“”\"()]")


def find_acronyms(text: str) -> dict[str, str]:
    """Return the names that a text shortens: "the International River Commission (IRC)".

    Without brackets, three capitals or more stand for the name that has them as initials.
    """
    found: dict[str, str] = {}
    for match in _ACRONYM.finditer(text):
        letters = [char.lower() for char in match[1] if char.isupper()]
        before = _BREAK.split(text[max(0, match.start() - 110) : match.start()])[-1].split()
        rest = list(letters)
        for at in range(len(before) - 1, -1, -1):
            first = before[at][0]
            if before[at] in _SMALL or first.lower() != rest[-1]:
                if first.islower():
                    continue
                break
            rest.pop()
            if not rest:
                found.setdefault(match[1], " ".join(before[at:]))
                break
    bare = {short for short in _CAPITALS.findall(text) if short not in found}
    if bare:
        _spell_out(text, bare, found)
    return found


def _spell_out(text: str, bare: set[str], found: dict[str, str]) -> None:
    """Add the names whose initials are among `bare`."""
    for match in _NAME.finditer(text):
        words = match[0].split()
        capitals = [at for at, word in enumerate(words) if word[0].isupper()]
        initials = "".join(words[at][0] for at in capitals)
        for first in range(len(capitals)):
            for size in range(_SHORTEST, min(_LONGEST, len(capitals) - first) + 1):
                short = initials[first : first + size]
                if short in bare:
                    name = words[capitals[first] : capitals[first + size - 1] + 1]
                    found.setdefault(short, " ".join(name))
