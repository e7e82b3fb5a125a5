"""Entries as sequences of word patterns, and which patterns a word of a text fits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from stancekit.features.folding import fold

__all__ = ["ANY", "ONE", "PatternTable", "entry_sequences", "escape", "fits", "forms"]

# Stand-ins for wildcards, so that a literal * or ? can't be taken for one.
ANY, ONE = "\ue000", "\ue001"
_STAND_INS = str.maketrans("*?", ANY + ONE)
_TO_MARK = re.compile(r"\\([*?\\])|([*?])|[\ue000-\uf8ff]")

# As stancekit splits texts, with wildcards for letters.
_LETTER = rf"(?:[^\W_]|[{ANY}{ONE}])"
_TOKEN = re.compile(rf"{_LETTER}+(?:['-]{_LETTER}+)*|[^\w\s]")

_CONTRACTED_NOT = re.compile(r"(?<=n)'(?=t$)", re.IGNORECASE)
_ENDING = re.compile(r"'(?:s|ll|re|ve|d|m)$", re.IGNORECASE)
_WILDCARDS = re.compile(rf"[{ANY}{ONE}]+")

LONGEST = 32


def escape(text: str) -> str:
    r"""Return the entry of a format whose only wildcard is ``*``: ``?`` stands for itself.

    Examples
    --------
    >>> print(escape("why? talk*"))
    why\? talk*
    """
    return re.sub(r"([?\\])", r"\\\1", text)


def _marked(text: str) -> str:
    def stand_in(match: re.Match[str]) -> str:
        literal, wildcard = match.groups()
        return literal or (wildcard or " ").translate(_STAND_INS)

    return _TO_MARK.sub(stand_in, text)


def _cased(word: str, match_case: bool) -> str:
    return word if match_case else word.lower()


def _pattern(word: str, match_case: bool) -> str:
    word = _cased(word, match_case)
    return word if _WILDCARDS.search(word) else _CONTRACTED_NOT.sub("", word)


def entry_sequences(text: str, *, match_case: bool = False) -> list[tuple[str, ...]]:
    r"""Return the sequences of word patterns that an entry stands for.

    Parameters
    ----------
    text : str
        Words; ``*`` stands for any letters, ``?`` for one, ``\*`` and ``\?`` for themselves.
    match_case : bool
        Keep capitals.

    Returns
    -------
    list of tuple of str
        Two where a word has a hyphen, as it may be written in one word or in two.

    Raises
    ------
    ValueError
        If there is no word in it, or nothing but wildcards, or it is too long.

    Examples
    --------
    >>> entry_sequences("cease-fire talks")
    [('ceasefire', 'talks'), ('cease', 'fire', 'talks')]
    """
    words = [_pattern(word, match_case) for word in _TOKEN.findall(fold(_marked(text)))]
    if not words:
        raise ValueError("has no word in it")
    if all(not _WILDCARDS.sub("", word) for word in words):
        raise ValueError("is nothing but wildcards, and would be found everywhere")
    if len(words) > LONGEST:
        raise ValueError(f"has {len(words)} words, and {LONGEST} are the most")
    joined, apart = [], []
    for word in words:
        parts = word.split("-")
        if len(word) == 1 or not all(_WILDCARDS.sub("", part) for part in parts):
            joined.append(word)  # "pro-*" takes its hyphen: without it, it would find "problem"
            apart.append(word)
        else:
            joined.append("".join(parts))
            apart.extend(parts)
    return [tuple(joined)] if joined == apart else [tuple(joined), tuple(apart)]


def forms(word: str, *, match_case: bool = False) -> list[str]:
    """Return the forms in which patterns may know a folded word of a text.

    With and without possessive or verb ending, hyphens, and the apostrophe of "n't".

    Examples
    --------
    >>> forms("Cease-fire's")
    ["cease-fire's", "ceasefire's", 'cease-fire', 'ceasefire']
    """
    form = _cased(word, match_case)
    if len(form) == 1:
        return [form]
    found = [form, form.replace("-", "")]
    if "'" in form:
        for other in (_CONTRACTED_NOT.sub("", form), _ENDING.sub("", form)):
            found += [other, other.replace("-", "")]
    return list(dict.fromkeys(found))


def fits(pattern: str, form: str) -> bool:
    """Tell whether a pattern with wildcards fits the whole of a form.

    The last ``*`` alone is ever tried anew, so the time is bounded by the product of the lengths.
    """
    at = place = 0
    star = resume = -1
    while place < len(form):
        if at < len(pattern) and pattern[at] == ANY:
            star, resume = at, place
            at += 1
            if at == len(pattern):
                return True
        elif at < len(pattern) and pattern[at] in (form[place], ONE):
            at, place = at + 1, place + 1
        elif star >= 0:
            resume += 1
            at, place = star + 1, resume
        else:
            return False
    return all(char == ANY for char in pattern[at:])


class PatternTable:
    """Word patterns by number, looked up by what is literal in them.

    A pattern with wildcards is looked up by its beginning, else by its end, else by the longest
    run of letters inside, so that a word costs what its length asks for, however many there are.

    Parameters
    ----------
    patterns : iterable of str
        Each once; the numbers are their order.
    """

    def __init__(self, patterns: Iterable[str]) -> None:
        self._exact: dict[str, int] = {}
        self._anchored: tuple[dict[str, list[tuple[int, str]]], ...] = ({}, {}, {})
        self._bare: list[tuple[int, str]] = []
        for number, pattern in enumerate(patterns):
            runs = _WILDCARDS.split(pattern)
            if len(runs) == 1:
                self._exact[pattern] = number
            elif not any(runs):
                self._bare.append((number, pattern))
            else:
                longest = max(runs, key=len)
                where, anchor = (
                    (0, runs[0]) if runs[0] else (1, runs[-1]) if runs[-1] else (2, longest)
                )
                self._anchored[where].setdefault(anchor, []).append((number, pattern))
        self._lengths = [sorted(set(map(len, table))) for table in self._anchored]

    def fitting(self, form: str) -> set[int]:
        """Return the numbers of the patterns that fit a form; marks fit themselves alone."""
        found = {self._exact[form]} if form in self._exact else set()
        if not form[:1].isalnum():
            return found
        for anchor, table in zip(self._anchors(form), self._anchored, strict=True):
            for text in anchor:
                found.update(n for n, pattern in table.get(text, ()) if fits(pattern, form))
        found.update(number for number, pattern in self._bare if fits(pattern, form))
        return found

    def _anchors(self, form: str) -> tuple[Sequence[str], Sequence[str], set[str]]:
        begins, ends, inside = (
            [length for length in lengths if length <= len(form)] for lengths in self._lengths
        )
        return (
            [form[:length] for length in begins],
            [form[-length:] for length in ends],
            {form[i : i + n] for n in inside for i in range(len(form) - n + 1)},
        )
