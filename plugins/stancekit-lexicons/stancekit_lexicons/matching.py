"""Finding the entries of a word list in texts, in time linear in their length."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from stancekit.features.tokens import IntArray, Tokens
from stancekit_lexicons.lexicon import Lexicon
from stancekit_lexicons.negation import Negation
from stancekit_lexicons.patterns import ANY, ONE, PatternTable, entry_sequences, forms

__all__ = ["Matcher", "Matches"]

# Words are looked up once each; a stream of texts has no end of them.
_KEPT = 1 << 16

# What a word may be: one or more readings, each a sequence of the patterns that its parts fit.
Readings = list[list[set[int]]]


class Matches(NamedTuple):
    """Places where entries were found, by place.

    Parameters
    ----------
    entries : array of int
        Index of the entry.
    first, end : array of int
        First token and the one behind the last, counted over the batch.
    negated : array of bool
    """

    entries: IntArray
    first: IntArray
    end: IntArray
    negated: npt.NDArray[np.bool_]


class Matcher:
    """A word list made ready: its word patterns in a table, its entries in a tree of words.

    A word of a text is looked up in the table once; from each place where an entry can begin, the
    tree is followed for as long as words fit. That is bounded by the entries' lengths, whatever
    the text.

    Parameters
    ----------
    lexicon : Lexicon
    """

    def __init__(self, lexicon: Lexicon) -> None:
        settings = lexicon.settings
        self._match_case = settings.match_case
        self._by_list = settings.overlaps == "list"
        self._negation = None if settings.negation == "off" else Negation(settings)
        numbers: dict[str, int] = {}
        self._steps: list[dict[int, int]] = [{}]
        self._ends: defaultdict[int, list[int]] = defaultdict(list)
        codes = {name: code for code, name in enumerate(lexicon.categories)}
        self._category = [codes[entry.category] for entry in lexicon.entries]
        self._literal = []
        for index, entry in enumerate(lexicon.entries):
            sequences = entry_sequences(entry.text, match_case=self._match_case)
            self._literal.append(sum(char not in (ANY, ONE) for char in "".join(sequences[0])))
            for sequence in sequences:
                state = 0
                for word in sequence:
                    number = numbers.setdefault(word, len(numbers))
                    if number not in self._steps[state]:
                        self._steps[state][number] = len(self._steps)
                        self._steps.append({})
                    state = self._steps[state][number]
                if index not in self._ends[state]:
                    self._ends[state].append(index)
        self._table = PatternTable(numbers)
        self._known: dict[str, tuple[Readings, list[int]]] = {}

    def find(self, tokens: Tokens) -> Matches:
        """Find the entries in a batch of statements."""
        looked_up = [self._look_up(word) for word in tokens.types]
        begins = np.array([bool(states) for _, states in looked_up], dtype=bool)
        found: list[tuple[int, int, int]] = []
        ids, ends = tokens.ids.tolist(), tokens.starts[1:].tolist()
        places = np.flatnonzero(begins[tokens.ids]) if len(ids) else tokens.ids
        for first, row in zip(places.tolist(), tokens.rows[places].tolist(), strict=True):
            states = looked_up[ids[first]][1]
            end = first + 1
            while True:
                found += [(first, end, i) for state in states for i in self._ends.get(state, ())]
                states = [state for state in states if self._steps[state]]
                if not states or end == ends[row]:
                    break
                states = self._step(states, looked_up[ids[end]][0])
                end += 1
        return self._matches(self._chosen(found), tokens)

    def _look_up(self, word: str) -> tuple[Readings, list[int]]:
        """Return the readings of a word, and the states after it at an entry's beginning."""
        if word not in self._known:
            if len(self._known) > _KEPT:
                self._known.clear()
            readings = [[self._fitting(word)]]
            if "-" in word and len(word) > 1:
                readings.append([self._fitting(part) for part in word.split("-")])
            self._known[word] = readings, self._step([0], readings)
        return self._known[word]

    def _fitting(self, word: str) -> set[int]:
        found: set[int] = set()
        return found.union(*map(self._table.fitting, forms(word, match_case=self._match_case)))

    def _step(self, states: Iterable[int], readings: Readings) -> list[int]:
        """Return the states, sorted, that a word leads to."""
        reached: set[int] = set()
        for reading in readings:
            now = set(states)
            for fitting in reading:
                now = {
                    self._steps[state][number]
                    for state in now
                    for number in fitting & self._steps[state].keys()
                }
            reached |= now
        return sorted(reached)

    def _chosen(self, found: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
        """Return what counts where entries overlap: the first, and the longest that begin there.

        Of entries of one category in one place, the one with the most letters of its own counts.
        """
        order = sorted(set(found), key=lambda m: (m[0], -m[1], -self._literal[m[2]], m[2]))
        reach: dict[int, int] = {}
        last: dict[int, tuple[int, int]] = {}
        taken: set[tuple[int, int, int]] = set()
        chosen = []
        for first, end, index in order:
            category = self._category[index]
            group = 0 if self._by_list else category
            again = last.get(group) == (first, end) and (first, end, category) not in taken
            if first >= reach.get(group, 0) or again:
                reach[group], last[group] = end, (first, end)
                taken.add((first, end, category))
                chosen.append((first, end, index))
        return chosen

    def _matches(self, chosen: list[tuple[int, int, int]], tokens: Tokens) -> Matches:
        first, end, entries = np.array(chosen, dtype=np.int64).reshape(-1, 3).T
        negated = np.zeros(len(first), dtype=bool)
        if self._negation is not None:
            negated = self._negation.before(tokens)[first]
        return Matches(entries, first, end, negated)
