"""A linear model folded into tables."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from stancekit.features.base import FeatureExtractor, FeatureSet
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
from stancekit.features.tokens import damping, normal_form
from stancekit.features.words import MARK, UNKNOWN, WordNgrams, WordStems
from stancekit.modelling.folded.cues import CueTables
from stancekit.modelling.folded.tables import Packing, Walk, row_sums
from stancekit.modelling.folded.text import BREAK, TypeTable, split_texts

__all__ = ["Folded", "fold_model"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

# Statements at a time: enough that numpy's cost per call hardly counts, few enough that what is
# worked on stays in the processor's cache. Characters bound memory where statements are long.
_CHUNK = 6144
_LARGE_BLOCK = 31 << 20  # bytes; glibc takes no notice of blocks from 32 MB on
_CHARACTERS = 1 << 22
_ENDS = 1 << 32  # words are counted below it, ends of sentences above
_KINDS = (WordNgrams, WordStems, CueLexicon, StatementStructure)
_EPSILON = float(np.finfo(np.float64).eps)


def fold_model(features: FeatureSet, effects: FloatArray, bias: FloatArray) -> Folded | None:
    """Fold a model, or return None if it can't be folded.

    It can if all its extractors are built in and look at the text alone, its lexicon is written in
    ASCII and none of its phrases has a mark that ends a sentence, and no weight is beyond reason.

    Parameters
    ----------
    features : FeatureSet
        Fitted.
    effects : ndarray of shape (n_features, n_labels)
        What each feature adds to each label's score.
    bias : ndarray of shape (n_labels,)
        The scores without any feature.
    """
    # A subclass may do anything else.
    if type(features) is not FeatureSet or not features.extractors:
        return None
    parts: list[tuple[FeatureExtractor, FloatArray]] = []
    start = 0
    for _, member in features.extractors:
        if type(member) not in _KINDS or getattr(member, "use_kind", False):
            return None
        if isinstance(member, CueLexicon) and not CueTables.can_hold(member):
            return None
        if isinstance(member, WordNgrams) and not Walk.can_hold(member.table_):
            return None
        width = len(member.get_feature_names_out())
        values = effects[start : start + width] * member.weight  # type: ignore[attr-defined] # all of these have one
        start += width
        if len(values) == width and isinstance(member, (WordNgrams, WordStems)):
            values = values * member.idf_[:, None]
        parts.append((member, values))
    # Where the number of features is wrong, the model itself says so.
    if start != len(effects) or not np.abs(bias).max() < Packing.LIMIT:
        return None
    most, _ = _bounds(parts)
    return Folded(parts, bias) if 2 * most < Packing.LIMIT else None


def _bounds(parts: Sequence[tuple[FeatureExtractor, FloatArray]]) -> tuple[float, int]:
    """Return the most that a token and the shape add to a score, and in how many numbers.

    Infinite or not a number where weights are.
    """
    most, numbers = 0.0, 1  # what a token adds by itself is one number, and so is the shape
    for member, values in parts:
        each = 1
        if isinstance(member, WordNgrams):
            # A token begins one sequence of each length at most; a name has its own number.
            each += len(member.table_.keys)
            numbers += each
        elif isinstance(member, CueLexicon):
            # As before, and two pairs.
            each = sum(1 + len(table.keys) for table in member.tables_)
            numbers += each
        elif isinstance(member, StatementStructure):
            each += 4
        most += each * float(np.abs(values).max(initial=0.0))
    return most, numbers


class Folded:
    """Tables that give the labels of the model they were folded from.

    Parameters
    ----------
    parts : sequence of (FeatureExtractor, ndarray of shape (n_features, n_labels))
        Built-in extractors, fitted, with what each feature adds to each label's score, before
        damping.
    bias : ndarray of shape (n_labels,)
        The scores without any feature.
    """

    def __init__(
        self, parts: Sequence[tuple[FeatureExtractor, FloatArray]], bias: FloatArray
    ) -> None:
        self._lock = threading.Lock()  # new types of token change the tables
        # Once a large block was freed, glibc keeps what is freed later for the next chunk; giving
        # memory back and getting it anew would take a fifth of the time.
        np.empty(_LARGE_BLOCK, dtype=np.uint8)
        self._most, self._numbers = _bounds(parts)
        self._packing = Packing(len(bias))
        self._bias = (bias - bias[0])[:, None]
        self._words: list[tuple[WordNgrams, FloatArray, Walk]] = []
        self._stems: list[tuple[WordStems, FloatArray]] = []
        self._cues: list[CueTables] = []
        self._groups = np.zeros((OTHER + 1, len(bias)))
        shape = np.zeros((len(SHAPE_COLUMNS), len(bias)))
        for member, values in parts:
            if isinstance(member, WordNgrams):
                walk = Walk(member.table_, values, self._packing)
                self._words.append((member, values, walk))
            elif isinstance(member, WordStems):
                self._stems.append((member, values))
            elif isinstance(member, CueLexicon):
                self._cues.append(CueTables(member, values, self._packing))
            else:
                self._groups[:OTHER] += values[:OTHER]
                shape += SHAPE_COLUMNS @ values[OTHER:]
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
            chunk = texts[start:stop]
            several = len(chunk) > 1
            decided = None
            if not several or sum(map(len, chunk)) <= _CHARACTERS:
                with self._lock:
                    decided = self._decide(chunk)
            if decided is None and several:
                middle = (start + stop) // 2
                waiting += [(middle, stop), (start, middle)]
                continue
            # One text with more types of token than the table holds is for the model itself.
            found, doubtful = decided or (np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.int64))
            codes.append(found)
            open_.append(doubtful + start)
        nothing = np.zeros(0, dtype=np.int64)
        return np.concatenate([nothing, *codes]), np.concatenate([nothing, *open_])

    def _decide(self, texts: Sequence[str]) -> tuple[IntArray, IntArray] | None:
        """Return what `labels` does; None if the texts have too many types of token."""
        split = split_texts(texts)
        ids = self._types.numbers(split)
        if ids is None:
            return None
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
        factor = damping(n_tokens)
        scores = self._packing.unpack(sums) * factor + self._bias
        codes = scores.argmax(axis=0)
        rows = np.arange(len(codes))
        best = scores[codes, rows]
        scores[codes, rows] = -np.inf
        # A packed number is off by half a unit at most; so is each of the two labels compared.
        numbers = self._numbers * (n_tokens + 1)
        size = self._most * (n_tokens + 1)
        error = factor * numbers / self._packing.SCALE
        # What the model's own sums may be off by.
        error += 4 * _EPSILON * (numbers * factor * size + Packing.LIMIT)
        doubtful = best - scores.max(axis=0) <= error
        doubtful |= 2 * size > self._packing.LIMIT
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
