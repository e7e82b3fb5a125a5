"""What a condition is about: one of thirteen types, decided by weighted keywords."""

from __future__ import annotations

import functools
import re

from stancekit.extraction.lexicon import load_lexicon
from stancekit.statement import CONDITION_TYPES

__all__ = ["condition_type"]

_WORD = re.compile(r"\w+")
_YEAR = re.compile(r"(?:19|20)\d\d")
# Without a keyword: a bare circumstance is what presses, a place or manner belongs to the agenda.
_PRESSED = frozenset({"under", "amid", "with", "while"})
_PLACED = frozenset(
    {"in", "at", "by", "through", "over", "as", "on", "between", "via", "outside", "within"}
    | {"but", "not", "only", "except", "no", "never", "apart"}
)
# A keyword ending in this stands for every word that starts with it.
_OPEN = "*"


@functools.cache
def _keywords(language: str) -> tuple[dict[str, list[tuple[str, float]]], int]:
    """Return the weights by keyword (one to three words), and the longest open keyword."""
    table: dict[str, list[tuple[str, float]]] = {}
    longest = 0
    lexicon = load_lexicon("condition_types", language)
    for kind, groups in lexicon.items():
        if kind not in CONDITION_TYPES:
            raise ValueError(f"condition_types.toml names an unknown type {kind!r}")
        for group in groups:
            for keyword in group["words"]:
                table.setdefault(keyword, []).append((kind, float(group["weight"])))
                if keyword.endswith(_OPEN):
                    longest = max(longest, len(keyword) - 1)
    return table, longest


@functools.lru_cache(maxsize=1 << 14)
def _of_word(word: str, language: str) -> tuple[list[tuple[str, float]], list[tuple[str, float]]]:
    """Return the weights of the keyword that a word is, and of the open ones that start it."""
    table, longest = _keywords(language)
    open_ended: list[tuple[str, float]] = []
    for length in range(3, min(len(word), longest) + 1):
        open_ended += table.get(word[:length] + _OPEN, ())
    return table.get(word, []), open_ended


def condition_type(term: str, connective: str = "", *, language: str = "en") -> str:
    """Decide what a term is about.

    Parameters
    ----------
    term : str
        The term's words, without its connective.
    connective : str
        What ties it to the talks; "through" and "within" speak for the agenda.
    language : str
        Lexicon to use.

    Returns
    -------
    str
        One of :data:`stancekit.statement.CONDITION_TYPES`; ``"other"`` where no keyword is found.

    Examples
    --------
    >>> condition_type("the frozen funds are released")
    'sanctions-relief'
    >>> condition_type("mutual respect")
    'respect-and-equality'
    """
    table, _ = _keywords(language)
    words = _WORD.findall(term.lower())
    words = ["#year" if _YEAR.fullmatch(word) else word for word in words]
    if connective:
        words = ["<" + word for word in _WORD.findall(connective.lower())] + words
    scores = dict.fromkeys(CONDITION_TYPES, 0.0)
    for index, word in enumerate(words):
        alone, open_ended = _of_word(word, language)
        found = list(alone)
        if index + 1 < len(words):
            pair = f"{word} {words[index + 1]}"
            found += table.get(pair, ())
            if index + 2 < len(words):
                found += table.get(f"{pair} {words[index + 2]}", ())
        found += open_ended
        for kind, weight in found:
            scores[kind] += weight
    best = max(scores, key=scores.__getitem__)
    return best if scores[best] > 0 else _by_form(words)


def _by_form(words: list[str]) -> str:
    """Decide by the words that link a term: what talks are refused under or amid is force."""
    link = words[0].removeprefix("<") if words else ""
    if link in _PRESSED:
        return "cessation-of-force"
    return "agenda" if link in _PLACED else "other"
