"""A linear model folded into tables."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from stancekit.features.base import FeatureSet
from stancekit.features.cues import CueLexicon
from stancekit.features.structure import (
    OTHER,
    SHAPE_COLUMNS,
    StatementStructure,
    closes,
    ends_sentence,
    group,
    is_word,
    opening,
    shapes,
)
from stancekit.features.tokens import normal_form
from stancekit.features.words import MARK, UNKNOWN, WordNgrams, WordStems
from stancekit.modelling.folded.cues import CueTables
from stancekit.modelling.folded.tables import Packing, Walk, row_sums
from stancekit.modelling.folded.text import BREAK, Split, TypeTable, split_texts

__all__ = ["Folded", "fold_model"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

# Statements at a time: enough that numpy's cost per call hardly counts, few enough that what is
# worked on stays in the processor's cache.
_CHUNK = 8192
_ENDS = 1 << 32  # words are counted below it, ends of sentences above


def fold_model(features: FeatureSet, effects: FloatArray, bias: FloatArray) -> Folded | None:
    """Fold a model, or return None if it has an extractor that can't be folded.

    Parameters
    ----------
    features : FeatureSet
        Fitted.
    effects : ndarray of shape (n_features, n_labels)
        What each feature adds to each label's score.
    bias : ndarray of shape (n_labels,)
        The scores without any feature.
    """
    kinds = (WordNgrams, WordStems, CueLexicon, StatementStructure)
    members = [member for _, member in features.extractors]
    for member in members:
        # A subclass may do anything else.
        if type(member) not in kinds or getattr(member, "use_kind", False):
            return None
    return Folded(features, effects, bias) if members else None


class Folded:
    """Tables that give the labels of the model they were folded from.

    Parameters
    ----------
    features : FeatureSet
        Fitted, of the built-in extractors alone.
    effects : ndarray of shape (n_features, n_labels)
        What each feature adds to each label's score.
    bias : ndarray of shape (n_labels,)
        The scores without any feature.
    """

    def __init__(self, features: FeatureSet, effects: FloatArray, bias: FloatArray) -> None:
        self._packing = Packing(len(bias))
        self._bias = (bias - bias[0])[:, None]
        self._words: list[tuple[WordNgrams, FloatArray, Walk]] = []
        self._stems: list[tuple[WordStems, FloatArray]] = []
        self._cues: list[CueTables] = []
        self._groups = np.zeros((OTHER + 1, len(bias)))
        shape = np.zeros((len(SHAPE_COLUMNS), len(bias)))
        start = 0
        # The most that a token can add: it begins one sequence of each length at most.
        self._most = 0.0
        for _, member in features.extractors:
            width = len(member.get_feature_names_out())
            values = effects[start : start + width] * member.weight  # type: ignore[attr-defined] # fold_model lets in none without
            start += width
            if isinstance(member, (WordNgrams, WordStems)):
                values = values * member.idf_[:, None]
            gap = float(np.abs(values - values[:, :1]).max(initial=0.0))
            if isinstance(member, WordNgrams):
                walk = Walk(member.table_, values, self._packing, singles=False)
                self._words.append((member, values, walk))
                self._most += gap * member.max_n
            elif isinstance(member, WordStems):
                self._stems.append((member, values))
                self._most += gap
            elif isinstance(member, CueLexicon):
                self._cues.append(CueTables(member, values, self._packing))
                self._most += gap * (member.max_n + 6)
            else:
                self._groups[:OTHER] += values[:OTHER]
                shape += SHAPE_COLUMNS @ values[OTHER:]
                self._most += 5 * gap
        self._shape = self._packing.pack(shape)
        self._types = TypeTable(self._describe, self._forget)

    def _forget(self) -> None:
        size = TypeTable.CAPACITY
        self._size = BREAK + 1
        self._effects = [np.zeros(size, dtype=np.int64) for _ in range(self._packing.n_words)]
        self._counts = np.zeros(size, dtype=np.int64)
        self._opening = np.zeros(size, dtype=np.int64)
        self._closes = np.zeros(size, dtype=np.int64)
        self._symbols = np.zeros((len(self._words), size), dtype=np.int64)
        for i, (_, _, walk) in enumerate(self._words):
            self._symbols[i, BREAK] = walk.nothing
        for cues in self._cues:
            cues.resize(size)

    def _describe(self, tokens: Sequence[str]) -> None:
        """Keep what new types of token add by themselves, and what they are to each sequence."""
        start = self._size
        self._size += len(tokens)
        here = slice(start, self._size)
        forms = list(map(normal_form, tokens))
        effects = self._groups[list(map(group, forms))]
        for i, (words, values, walk) in enumerate(self._words):
            symbols = np.array(list(map(words.symbol, tokens, forms)))
            # A run of names counts once, so names are counted where runs are known.
            own = np.flatnonzero((symbols >= 0) & (symbols != words.name_symbol))
            effects[own] += values[symbols[own]]
            self._symbols[i, here] = np.where(symbols == UNKNOWN, walk.nothing, symbols)
        for stems, values in self._stems:
            columns = np.array(list(map(stems.column, tokens, forms)))
            own = np.flatnonzero(columns >= 0)
            effects[own] += values[columns[own]]
        for cues in self._cues:
            cues.describe(start, forms)
        for word, packed in zip(self._effects, self._packing.pack(effects), strict=True):
            word[here] = packed
        self._counts[here] = [is_word(form) + ends_sentence(form) * _ENDS for form in forms]
        self._opening[here] = list(map(opening, tokens))
        self._closes[here] = list(map(closes, tokens))

    def labels(self, texts: Sequence[str]) -> tuple[IntArray, IntArray]:
        """Return the number of each text's label, and which of them may be wrong.

        Parameters
        ----------
        texts : sequence of str
            Statements.
        """
        codes, open_ = [], []
        waiting = [(i, min(i + _CHUNK, len(texts))) for i in range(0, len(texts), _CHUNK)][::-1]
        while waiting:
            start, stop = waiting.pop()
            split = split_texts(texts[start:stop])
            ids = self._types.numbers(split)
            if ids is not None:
                found, doubtful = self._decide(split, ids)
            elif stop - start > 1:
                middle = (start + stop) // 2
                waiting += [(middle, stop), (start, middle)]
                continue
            else:
                found, doubtful = np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.int64)
            codes.append(found)
            open_.append(doubtful + start)
        nothing = np.zeros(0, dtype=np.int64)
        return np.concatenate([nothing, *codes]), np.concatenate([nothing, *open_])

    def _decide(self, split: Split, ids: IntArray) -> tuple[IntArray, IntArray]:
        breaks = np.flatnonzero(ids == BREAK)
        effects = [word[ids] for word in self._effects]
        for number in range(len(self._words)):
            self._add_words(number, ids, effects)
        for cues in self._cues:
            cues.add(ids, effects)
        sums = row_sums(effects, breaks)
        counts = row_sums([self._counts[ids]], breaks)[0]
        first = np.append(0, breaks[:-1] + 1)
        # Of a row without tokens the first is the break, and the last the break before.
        last = np.where(breaks > first, breaks - 1, breaks)
        shape = shapes(
            self._opening[ids[first]],
            self._closes[ids[last]],
            counts % _ENDS,
            counts // _ENDS,
        )
        for total, word in zip(sums, self._shape, strict=True):
            total += word[shape]
        n_tokens = breaks - first
        damping = 1.0 / np.sqrt(n_tokens + 3.0)
        scores = self._packing.unpack(sums) * damping + self._bias
        codes = scores.argmax(axis=0)
        rows = np.arange(len(codes))
        best = scores[codes, rows]
        scores[codes, rows] = -np.inf
        # Each token adds a dozen rounded numbers at most.
        error = damping * (12 * n_tokens + 4) / self._packing.SCALE + 1e-9
        doubtful = best - scores.max(axis=0) <= error
        doubtful |= n_tokens * self._most > self._packing.LIMIT
        if len(split.strange):
            ends = split.starts[breaks]
            doubtful[np.searchsorted(ends, split.strange)] = True
        return codes, np.flatnonzero(doubtful)

    def _add_words(self, number: int, ids: IntArray, sums: Sequence[IntArray]) -> None:
        """Add what names and sequences of words add, each in its first token's place."""
        extractor, values, walk = self._words[number]
        symbols = self._symbols[number][ids]
        places = np.flatnonzero(symbols != MARK)
        symbols = symbols[places]
        name = extractor.name_symbol
        if name >= 0:
            named = symbols == name
            keep = np.append(True, ~(named[1:] & named[:-1]))
            symbols, places = symbols[keep], places[keep]
            at = places[named[keep]]
            for total, word in zip(sums, self._packing.pack(values[name][None]), strict=True):
                total[at] += word[0]
        walk.add(symbols, places, sums)
