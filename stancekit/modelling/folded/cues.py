"""What the cues of a lexicon, and their sequences, add to the scores."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from stancekit.features.cues import SENTENCE_ENDS, CueLexicon, load_cues, negated
from stancekit.features.phrases import Matches
from stancekit.modelling.folded.tables import Lookup, Packing, Walk

__all__ = ["CueTables"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


class CueTables:
    """A fitted :class:`CueLexicon` with what each of its columns adds.

    Parameters
    ----------
    extractor : CueLexicon
        Fitted.
    values : ndarray of shape (n_features, n_labels)
        What each column adds, before damping.
    packing : Packing
        Of these values.
    """

    def __init__(self, extractor: CueLexicon, values: FloatArray, packing: Packing) -> None:
        self._cues = load_cues(extractor.language)
        phrases = self._cues.phrases
        self._phrases = phrases
        self._steps = Lookup(phrases.keys, len(phrases.ends) * phrases.size)
        # One state more, which leads nowhere, for what isn't in any phrase.
        self._following = np.append(len(phrases.ends), phrases.following)
        self._ends = np.append(phrases.ends, -1)
        self._goes_on = np.zeros(len(self._ends), dtype=bool)
        self._goes_on[phrases.keys // phrases.size] = True
        bounds = np.cumsum([table.width for table in extractor.tables_])
        self._walks = [
            Walk(table, part, packing)
            for table, part in zip(extractor.tables_, np.split(values, bounds[:-1]), strict=True)
        ]
        # -1 is a class without a role; the last class is none at all.
        n_roles = len(self._cues.role_names)
        self._role_of = np.append(self._cues.role_of, n_roles)
        self._paired = np.arange(len(self._cues.class_names) + 1)
        self._paired[-1] = self._walks[2].nothing
        self._lifted = np.append(
            np.arange(n_roles) + len(self._cues.class_names), self._walks[2].nothing
        )

        self.resize(0)

    @staticmethod
    def can_hold(extractor: CueLexicon) -> bool:
        """Tell whether the tables can stand for this lexicon.

        All symbols beyond ASCII are one to them, and a cue and a sentence's end can't both begin
        at one token.
        """
        words = load_cues(extractor.language).phrases.codes
        return all(word.isascii() and word not in SENTENCE_ENDS for word in words)

    def resize(self, size: int) -> None:
        """Make room for so many types of tokens."""
        self._codes = np.full(size, -1)
        self._states = np.full(size, -1)
        self._stops = np.zeros(size, dtype=bool)
        self._stops[:1] = True  # the break

    def describe(self, start: int, forms: Sequence[str]) -> None:
        """Keep what new types of token are to the lexicon.

        Parameters
        ----------
        start : int
            Number of the first.
        forms : sequence of str
            Their normal forms.
        """
        here = slice(start, start + len(forms))
        codes = np.array([self._phrases.codes.get(form, -1) for form in forms])
        self._stops[here] = [form in SENTENCE_ENDS for form in forms]
        self._codes[here] = codes
        known = np.flatnonzero(codes >= 0)
        found, index = self._steps.find(codes[known])
        states = np.full(len(forms), -1)
        states[known[found]] = np.where(index > 0, self._following[index], -1)
        self._states[here] = states

    def add(self, ids: IntArray, sums: Sequence[IntArray]) -> None:
        """Add what cues and their sequences add to the scores.

        Parameters
        ----------
        ids : array of int
            Type of each token.
        sums : sequence of array of int
            Packed, one place a token.
        """
        matches = self._matches(ids)
        stops = self._stops[ids]
        kinds = matches.kinds
        if len(kinds):
            kinds = kinds + len(self._cues.strong) * negated(
                self._cues.role[kinds], matches.first, matches.last, np.cumsum(stops)
            )
        nothing = self._walks[0].nothing
        stream = np.full(len(ids), -1, dtype=np.int32)
        strong = self._cues.strong[matches.kinds]
        stream[matches.first[strong]] = kinds[strong]
        stream[stops] = nothing
        places = np.flatnonzero(stream >= 0)
        classes = stream[places].astype(np.int64)
        self._walks[0].add(classes, places, sums)
        roles = self._role_of[classes]
        acting = np.flatnonzero(roles >= 0)
        roles, classes, places = roles[acting], classes[acting], places[acting]
        self._walks[1].add(roles, places, sums)
        above, classes = self._lifted[roles], self._paired[classes]
        self._walks[2].add_pairs(classes[:-1], above[1:], places, sums)
        self._walks[2].add_pairs(above[:-1], classes[1:], places, sums)

    def _matches(self, ids: IntArray) -> Matches:
        """Return what `PhraseTable.find` does."""
        phrases, ends = self._phrases, self._ends
        state = self._states[ids]
        begin = np.flatnonzero(state >= 0)
        state = state[begin]
        kinds = ends[state]
        lasts = begin.copy()
        at = np.flatnonzero(self._goes_on[state])
        state = state[at]
        for length in range(1, phrases.longest):
            following = self._codes[ids[begin[at] + length]]  # a break, at least, follows
            inside = np.flatnonzero(following >= 0)
            at, keys = at[inside], state[inside] * phrases.size + following[inside]
            known, index = self._steps.find(keys)
            at, state = at[known], self._following[index]
            ended = ends[state]
            done = np.flatnonzero(ended >= 0)
            kinds[at[done]] = ended[done]
            lasts[at[done]] = begin[at[done]] + length
            more = np.flatnonzero(self._goes_on[state])
            at, state = at[more], state[more]
        found = np.flatnonzero(kinds >= 0)
        kinds, first, last = kinds[found], begin[found], lasts[found]
        reach = np.maximum.accumulate(last)
        free = np.append(True, first[1:] > reach[:-1])[: len(first)]
        first, last = first[free], last[free]
        return Matches(kinds[free], first, last, first)
