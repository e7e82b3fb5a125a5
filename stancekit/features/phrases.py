"""Finding the words and phrases of a lexicon in tokens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from stancekit.features.tokens import IntArray, Tokens, split

__all__ = ["ARTICLES", "Matches", "PhraseTable", "inflect", "plural", "without_overlaps"]

_VOWELS = "aeiou"
# Verbs that double their last letter though they have several syllables or "qu".
_DOUBLING = frozenset({"commit", "equip", "forget", "permit", "quit", "rebut", "regret", "submit"})
# Between words they tell nothing; headlines drop them.
ARTICLES = frozenset({"a", "an", "the"})


def inflect(verb: str, irregular: Mapping[str, Iterable[str]]) -> list[str]:
    """Return the forms of an English verb.

    Parameters
    ----------
    verb : str
        The infinitive.
    irregular : mapping of str to iterable of str
        Forms that the rules don't give, by infinitive; they replace the regular past.

    Examples
    --------
    >>> inflect("deny", {})
    ['deny', 'denies', 'denied', 'denying']
    >>> inflect("hold", {"hold": ["held"]})
    ['hold', 'holds', 'holding', 'held']
    """
    if verb.endswith("y") and verb[-2:-1] not in _VOWELS:
        forms = [verb, verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"]
    elif verb.endswith("e"):
        forms = [verb, verb + "s", verb + "d", verb[:-1] + "ing"]
    else:
        stem = verb + verb[-1] if verb in _DOUBLING or _doubles(verb) else verb
        ending = "es" if verb.endswith(("s", "sh", "ch", "x", "z", "o")) else "s"
        forms = [verb, verb + ending, stem + "ed", stem + "ing"]
    if verb in irregular:
        del forms[2]
        forms += [form for form in irregular[verb] if form not in forms]
    return forms


def _doubles(verb: str) -> bool:
    """Tell whether a verb of one syllable ends in one vowel and one consonant."""
    return (
        len(verb) > 2
        and verb[-1] not in "aeiouwxyh"
        and verb[-2] in _VOWELS
        and verb[-3] not in _VOWELS
        and sum(char in _VOWELS for char in verb) == 1
    )


def plural(noun: str) -> str:
    """Return the plural of an English noun."""
    if noun.endswith("y") and noun[-2:-1] not in _VOWELS:
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "sh", "ch", "x", "z")) else "s")


def _inflected(entry: Mapping[str, Any], irregular: Mapping[str, Iterable[str]]) -> Iterable[str]:
    """Return all forms of the nouns and verbs that a class lists."""
    for noun in entry.get("nouns", ()):
        yield from (noun, plural(noun))
    for verb in entry.get("verbs", ()):
        head, _, rest = verb.partition(" ")
        yield from (f"{form} {rest}".strip() for form in inflect(head, irregular))


@dataclass(frozen=True, slots=True)
class Matches:
    """What was found, in order of place; matches don't overlap.

    Parameters
    ----------
    kinds : array of int
        Index of the class.
    first, last : array of int
        First and last token, counted over the batch.
    rows : array of int
        Row of the statement.
    """

    kinds: IntArray
    first: IntArray
    last: IntArray
    rows: IntArray


class PhraseTable:
    """The phrases of a lexicon, as one table of steps from word to word.

    Parameters
    ----------
    lexicon : mapping
        ``classes``, each with ``words`` (as they stand), ``nouns`` and ``verbs`` (inflected), and
        ``irregular``.

    Attributes
    ----------
    names : list of str
        The classes.
    codes : dict of str to int
        Number of each word that occurs in a phrase.
    size : int
        How many words that are.
    keys, following : array of int
        From state times `size` plus word, sorted, to the next state; 0 is the state before a
        phrase.
    ends : array of int
        Class of the phrase that ends in each state, -1 for none.
    longest : int
        Words of the longest phrase.

    Examples
    --------
    >>> table = PhraseTable({"classes": {"refuse": {"verbs": ["turn down", "refuse"]}}})
    >>> found = table.find(Tokens(["He turned down the plan and refuses talks."]))
    >>> found.first.tolist(), found.last.tolist()
    ([1, 6], [2, 6])
    """

    def __init__(self, lexicon: Mapping[str, Any]) -> None:
        classes, irregular = lexicon["classes"], lexicon.get("irregular", {})
        self.names = list(classes)
        kinds: dict[tuple[str, ...], int] = {}
        # A form listed twice belongs where it stands as it is.
        for exact in (True, False):
            for kind, entry in enumerate(classes.values()):
                forms = entry.get("words", ()) if exact else _inflected(entry, irregular)
                for form in forms:
                    phrase = tuple(split(form))
                    kinds.setdefault(phrase, kind)
                    # Headlines drop articles: "slams door".
                    if len(short := tuple(w for w in phrase if w not in ARTICLES)) > 1:
                        kinds.setdefault(short, kind)
        self.codes: dict[str, int] = {}
        steps: dict[tuple[int, int], int] = {}
        ends: dict[int, int] = {}
        for phrase, kind in kinds.items():
            state = 0
            for word in phrase:
                code = self.codes.setdefault(word, len(self.codes))
                state = steps.setdefault((state, code), len(steps) + 1)
            ends[state] = kind
        self.size = len(self.codes)
        keys = np.array([state * self.size + code for state, code in steps], dtype=np.int64)
        order = np.argsort(keys)
        self.keys = keys[order]
        self.following = np.fromiter(steps.values(), dtype=np.int64)[order]
        self.ends = np.full(len(steps) + 1, -1)
        self.ends[list(ends)] = list(ends.values())
        self.longest = max(map(len, kinds), default=0)

    def find(self, tokens: Tokens) -> Matches:
        """Return the longest phrase at each place, the earlier one where two overlap."""
        words = tokens.of_types(lambda form: self.codes.get(form, -1), np.int64)
        at = np.flatnonzero(words >= 0)
        states = np.zeros(len(at), dtype=np.int64)
        kinds = np.full(len(words), -1)
        lasts = np.zeros(len(words), dtype=np.int64)
        for length in range(self.longest):
            keys = states * self.size + words[at + length]
            where = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
            known = self.keys[where] == keys
            at, states = at[known], self.following[where[known]]
            ended = self.ends[states]
            done = at[ended >= 0]
            kinds[done], lasts[done] = ended[ended >= 0], done + length
            fits = at + length + 1 < len(words)
            at, states = at[fits], states[fits]
            fits = (words[at + length + 1] >= 0) & (tokens.rows[at + length + 1] == tokens.rows[at])
            at, states = at[fits], states[fits]
        first = np.flatnonzero(kinds >= 0)
        first, last, kinds = without_overlaps(first, lasts[first], kinds[first])
        return Matches(kinds, first, last, tokens.rows[first])


def without_overlaps(
    first: IntArray, last: IntArray, kinds: IntArray
) -> tuple[IntArray, IntArray, IntArray]:
    """Leave out phrases that begin where an earlier one still goes on.

    Parameters
    ----------
    first, last, kinds : array of int
        First and last token of each phrase, in order of the first, and its class.
    """
    reach = np.maximum.accumulate(last)
    free = np.append(True, first[1:] > reach[:-1])[: len(first)]
    return first[free], last[free], kinds[free]
