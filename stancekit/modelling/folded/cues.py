"""What the cues of a lexicon, and their sequences, add to the scores."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from stancekit.features.cues import SENTENCE_ENDS, CueLexicon, load_cues, negated
from stancekit.features.phrases import Matches
from stancekit.modelling.folded.tables import Lookup, Packing, Walk, row_sums

__all__ = ["CueTables"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

_NONE, _ROW = -2, -3  # no cue; the break after a row


class _Token(NamedTuple):
    """What a token is to a lexicon."""

    code: int
    state: int
    ends: bool


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
        self._steps = Lookup(phrases.keys)
        self._goes_on = np.zeros(len(phrases.ends), dtype=bool)
        self._goes_on[phrases.keys // phrases.size] = True
        bounds = np.cumsum([table.width for table in extractor.tables_])
        self._walks = [
            Walk(table, part, packing)
            for table, part in zip(extractor.tables_, np.split(values, bounds[:-1]), strict=True)
        ]
        self._n_words = packing.n_words

    def describe(self, form: str) -> _Token:
        """Return what a normal form is to the lexicon."""
        code = self._phrases.codes.get(form, -1)
        state = -1
        if code >= 0:
            _, index = self._steps.find(np.array([code]))
            state = int(self._phrases.following[index[0] - 1]) if len(index) else -1
        return _Token(code, state, form in SENTENCE_ENDS)

    def sums(
        self, codes: IntArray, states: IntArray, ends: NDArray[np.bool_], breaks: IntArray
    ) -> list[IntArray]:
        """Return what the cues of each row add, packed.

        Parameters
        ----------
        codes, states, ends : array
            What :meth:`describe` says of each token.
        breaks : array of int
            Which tokens are the breaks after rows.
        """
        matches = self._matches(codes, states)
        stops = ends.copy()
        stops[breaks] = True
        kinds = matches.kinds
        if len(kinds):
            kinds = kinds + len(self._cues.strong) * negated(
                self._cues.role[kinds], matches.first, matches.last, np.cumsum(stops)
            )
        stream = np.full(len(codes), _NONE)
        strong = self._cues.strong[matches.kinds]
        stream[matches.first[strong]] = kinds[strong]
        stream[stops] = -1
        stream[breaks] = _ROW
        classes = stream[stream != _NONE]
        rows, classes = _take_rows(classes)
        roles = np.append(self._cues.role_of, -1)[classes]
        acting = np.flatnonzero((roles >= 0) | (classes < 0))
        sums = [np.zeros(len(classes), dtype=np.int64) for _ in range(self._n_words)]
        self._walks[0].add(classes, sums)
        inner = [np.zeros(len(acting), dtype=np.int64) for _ in range(self._n_words)]
        roles, classes = roles[acting], classes[acting]
        self._walks[1].add(roles, inner)
        at = np.flatnonzero((roles[:-1] >= 0) & (roles[1:] >= 0))
        above = len(self._cues.class_names)
        self._walks[2].add_pairs(classes[at], roles[at + 1] + above, at, inner)
        self._walks[2].add_pairs(roles[at] + above, classes[at + 1], at, inner)
        for total, part in zip(sums, inner, strict=True):
            total[acting] += part
        return row_sums(sums, rows)

    def _matches(self, codes: IntArray, states: IntArray) -> Matches:
        """Return what `PhraseTable.find` does."""
        phrases = self._phrases
        kinds = np.full(len(codes), -1)
        lasts = np.zeros(len(codes), dtype=np.int64)
        at = np.flatnonzero(states >= 0)
        state = states[at].astype(np.int64)
        for length in range(phrases.longest):
            ended = phrases.ends[state]
            done = np.flatnonzero(ended >= 0)
            kinds[at[done]], lasts[at[done]] = ended[done], at[done] + length
            more = np.flatnonzero(self._goes_on[state])
            following = codes[at[more] + length + 1]  # a break, at least, follows
            more, following = more[following >= 0], following[following >= 0]
            known, index = self._steps.find(state[more] * phrases.size + following)
            at, state = at[more[known]], phrases.following[index - 1]
        first = np.flatnonzero(kinds >= 0)
        last = lasts[first]
        reach = np.maximum.accumulate(last)
        free = np.append(True, first[1:] > reach[:-1])[: len(first)]
        first, last = first[free], last[free]
        return Matches(kinds[first], first, last, first)


def _take_rows(classes: IntArray) -> tuple[IntArray, IntArray]:
    """Return where rows break, and the symbols with breaks as ends of sentences."""
    rows = np.flatnonzero(classes == _ROW)
    classes[rows] = -1
    return rows, classes
