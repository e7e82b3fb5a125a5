"""What the cues of a lexicon, and their sequences, add to the scores."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from stancekit.features.cues import SENTENCE_ENDS, CueLexicon, load_cues
from stancekit.features.phrases import Matches, without_overlaps
from stancekit.modelling.folded.tables import Lookup, Packing, Walk, pair_values

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
        # Words that stand in a phrase after its first.
        self._goes_in = np.zeros(phrases.size, dtype=bool)
        self._goes_in[phrases.keys[phrases.keys >= phrases.size] % phrases.size] = True
        bounds = np.cumsum([table.width for table in extractor.tables_])
        by_class, by_role, by_pair = np.split(values, bounds[:-1])
        classes, roles, pairs = extractor.tables_
        n_roles = roles.size
        # -1 is a class without a role; the last class is none at all, and so is the last role.
        self._role_of = np.append(self._cues.role_of, n_roles)
        acts = np.flatnonzero(self._role_of >= 0)
        role = self._role_of[acts]
        # What a class adds by itself, and by its role.
        singles = np.append(by_class[: classes.size], np.zeros((1, values.shape[1])), axis=0)
        role_singles = np.append(by_role[:n_roles], np.zeros((1, values.shape[1])), axis=0)
        singles[acts] += role_singles[role]
        self._singles = packing.pack(singles)
        # What two classes in a row add; two that act, with or without others between them, add
        # what their roles do too, and what each does with the other's role.
        self._n_classes = classes.size + 1
        self._pairs = _packed(pair_values(classes, by_class), packing)
        mixed = pair_values(pairs, by_pair)
        as_class = np.where(acts < classes.size, acts, pairs.size)
        as_role = np.where(role < n_roles, role + classes.size, pairs.size)
        acting = pair_values(roles, by_role)[np.ix_(role, role)]
        acting += mixed[np.ix_(as_class, as_role)] + mixed[np.ix_(as_role, as_class)]
        self._acting_pairs = _packed(acting, packing)
        self._acting = np.full(self._n_classes, -1)
        self._acting[acts] = np.arange(len(acts))
        self._roles = role
        self._longer = [
            Walk(classes, by_class, packing, shortest=3),
            Walk(roles, by_role, packing, shortest=3),
        ]
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
        known = np.flatnonzero(codes >= 0)
        found, index = self._steps.find(codes[known])
        states = np.full(len(forms), -1)
        states[known[found]] = np.where(index > 0, self._following[index], -1)
        self._states[here] = states
        self._codes[here] = np.where((codes >= 0) & self._goes_in[codes], codes, -1)

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
        kinds = self._cues.signed(matches, np.cumsum(stops))
        stream = np.full(len(ids), -1, dtype=np.int32)
        strong = self._cues.strong[matches.kinds]
        stream[matches.first[strong]] = kinds[strong]
        stream[stops] = self._n_classes - 1
        places = np.flatnonzero(stream >= 0)
        classes = stream[places].astype(np.int64)
        pairs = classes[:-1] * self._n_classes + classes[1:]
        acting = self._acting[classes]
        at = np.flatnonzero(acting >= 0)
        acting = acting[at]
        acting_pairs = acting[:-1] * len(self._roles) + acting[1:]
        for total, single, pair, acting_pair in zip(
            sums, self._singles, self._pairs, self._acting_pairs, strict=True
        ):
            own = single[classes]
            own[:-1] += pair[pairs]
            own[at[:-1]] += acting_pair[acting_pairs]
            total[places] += own
        self._longer[0].add(classes, places, sums)
        self._longer[1].add(self._roles[acting], places[at], sums)

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
        first, last, kinds = without_overlaps(begin[found], lasts[found], kinds[found])
        return Matches(kinds, first, last, first)


def _packed(values: FloatArray, packing: Packing) -> list[IntArray]:
    """Return a table of pairs, packed and flat."""
    return packing.pack(values.reshape(-1, values.shape[-1]))
