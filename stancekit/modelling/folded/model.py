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
from stancekit.features.words import MARK, WordNgrams, WordStems
from stancekit.modelling.folded.cues import CueTables
from stancekit.modelling.folded.tables import Packing, Walk, row_sums
from stancekit.modelling.folded.text import BREAK, TypeTable, split_texts

__all__ = ["Folded", "fold_model"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

# Statements at a time: enough that numpy's cost per call hardly counts, few enough that what is
# worked on stays in the processor's cache.
_CHUNK = 512
_NO_WORD = -3  # between the words of two statements
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
        self._size = 0
        n = 1024
        self._effects = [np.zeros(n, dtype=np.int64) for _ in range(self._packing.n_words)]
        self._counts = np.zeros(n, dtype=np.int64)
        self._opening = np.zeros(n, dtype=np.int64)
        self._closes = np.zeros(n, dtype=np.int64)
        self._symbols = np.zeros((len(self._words), n), dtype=np.int64)
        self._codes = np.zeros((len(self._cues), n), dtype=np.int64)
        self._states = np.zeros((len(self._cues), n), dtype=np.int64)
        self._stops = np.zeros((len(self._cues), n), dtype=bool)

    def _describe(self, token: str) -> None:
        """Keep what a type of token adds by itself, and what it is to each sequence."""
        number = self._size
        self._size += 1
        if number == len(self._counts):
            self._grow()
        if number == BREAK:
            self._symbols[:, number] = _NO_WORD
            self._codes[:, number] = self._states[:, number] = -1
            return
        form = normal_form(token)
        effect = self._groups[group(form)].copy()
        for i, (words, values, _) in enumerate(self._words):
            symbol = self._symbols[i, number] = words.symbol(token, form)
            # A run of names counts once, so names are counted where runs are known.
            if symbol >= 0 and symbol != words.name_symbol:
                effect += values[symbol]
        for stems, values in self._stems:
            if (column := stems.column(form)) >= 0:
                effect += values[column]
        for i, cues in enumerate(self._cues):
            code, state, stops = cues.describe(form)
            self._codes[i, number], self._states[i, number] = code, state
            self._stops[i, number] = stops
        for word, packed in zip(self._effects, self._packing.pack(effect[None]), strict=True):
            word[number] = packed[0]
        self._counts[number] = is_word(form) + ends_sentence(form) * _ENDS
        self._opening[number] = opening(token)
        self._closes[number] = closes(token)

    def _grow(self) -> None:
        def double(array: NDArray[np.generic]) -> NDArray[np.generic]:
            return np.concatenate([array, np.zeros_like(array)], axis=-1)

        self._effects = [double(word) for word in self._effects]  # type: ignore[misc] # same dtype
        for name in ("_counts", "_opening", "_closes", "_symbols", "_codes", "_states", "_stops"):
            setattr(self, name, double(getattr(self, name)))

    def labels(self, texts: Sequence[str]) -> tuple[IntArray, IntArray]:
        """Return the number of each text's label, and which of them may be wrong.

        Parameters
        ----------
        texts : sequence of str
            Statements.
        """
        codes, open_ = [], []
        for start in range(0, len(texts), _CHUNK):
            found, doubtful = self._chunk(texts[start : start + _CHUNK])
            codes.append(found)
            open_.append(np.flatnonzero(doubtful) + start)
        nothing = np.zeros(0, dtype=np.int64)
        return np.concatenate([nothing, *codes]), np.concatenate([nothing, *open_])

    def _chunk(self, texts: Sequence[str]) -> tuple[IntArray, NDArray[np.bool_]]:
        split = split_texts(texts)
        ids = self._types.numbers(split)
        breaks = np.flatnonzero(ids == BREAK)
        sums = row_sums([word[ids] for word in self._effects], breaks)
        counts = row_sums([self._counts[ids]], breaks)[0]
        parts = [self._word_sums(i, ids) for i in range(len(self._words))]
        for i, cues in enumerate(self._cues):
            codes, states, stops = self._codes[i], self._states[i], self._stops[i]
            parts.append(cues.sums(codes[ids], states[ids], stops[ids], breaks))
        first = np.append(0, breaks[:-1] + 1)
        # Of a row without tokens the first is the break, and the last the break before.
        last = np.where(breaks > first, breaks - 1, breaks)
        shape = shapes(
            self._opening[ids[first]],
            self._closes[ids[last]],
            counts % _ENDS,
            counts // _ENDS,
        )
        parts.append([word[shape] for word in self._shape])
        for part in parts:
            for total, word in zip(sums, part, strict=True):
                total += word
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
        return codes, doubtful

    def _word_sums(self, number: int, ids: NDArray[np.int32]) -> list[IntArray]:
        """Return what names and sequences of words add to each row."""
        extractor, values, walk = self._words[number]
        symbols = self._symbols[number][ids]
        symbols = symbols[symbols != MARK]
        name = extractor.name_symbol
        if name >= 0:
            named = symbols == name
            again = named[1:] & named[:-1]
            symbols = symbols[np.append(True, ~again)]
        breaks = np.flatnonzero(symbols == _NO_WORD)
        symbols[breaks] = -1
        sums = [np.zeros(len(symbols), dtype=np.int64) for _ in range(self._packing.n_words)]
        walk.add(symbols, sums)
        if name >= 0:
            at = np.flatnonzero(symbols == name)
            for total, word in zip(sums, self._packing.pack(values[name][None]), strict=True):
                total[at] += word[0]
        return row_sums(sums, breaks)
