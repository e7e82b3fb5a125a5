"""Word n-grams, with names masked so that a change of actors doesn't change the features."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from scipy import sparse

from stancekit.features.base import TokenExtractor
from stancekit.features.tokens import IntArray, Tokens

__all__ = ["WordNgrams"]

_NAME = "<name>"


class WordNgrams(TokenExtractor):
    """Weighted counts of words and word sequences.

    Parameters
    ----------
    max_n : int
        Length of the longest sequence.
    min_df : int
        In how many statements a word or sequence must occur to be learned.
    sublinear_tf : bool
        Count ``1 + log(count)`` instead of the count.
    use_idf : bool
        Weigh by inverse document frequency.
    mask_names : bool
        Take every capitalised word that `fit` never saw in lower case for a name, and let one
        placeholder stand for a run of names.

    Examples
    --------
    >>> WordNgrams(min_df=1).fit(["Ruritania wants talks"]).get_feature_names_out().tolist()
    ['<name>', 'talks', 'wants', '<name> wants', 'wants talks']
    """

    name = "words"
    version = "1"

    def __init__(
        self,
        max_n: int = 2,
        min_df: int = 2,
        sublinear_tf: bool = True,
        use_idf: bool = True,
        mask_names: bool = True,
    ) -> None:
        self.max_n = max_n
        self.min_df = min_df
        self.sublinear_tf = sublinear_tf
        self.use_idf = use_idf
        self.mask_names = mask_names

    def fit_tokens(self, tokens: Tokens, y: Any = None) -> Self:  # noqa: ARG002 - unsupervised
        """Learn the words, the sequences and their weights."""
        if self.max_n < 1 or self.min_df < 1:
            raise ValueError(f"max_n and min_df must be at least 1: {self!r}")
        known = {
            form
            for form, raw in zip(tokens.forms, tokens.types, strict=True)
            if form[0].isalnum() and not (self.mask_names and raw[0].isupper())
        }
        self._set_words([_NAME, *sorted(known)])
        words, rows, _ = self._sequence(tokens)
        frequency = _frequency(rows, words, len(self._words))
        self._set_words(
            [w for w, n in zip(self._words, frequency, strict=True) if n >= self.min_df]
        )
        self._keys: list[IntArray] = []
        words, rows, _ = self._sequence(tokens)
        for n in range(2, self.max_n + 1):
            keys, at = self._extend(words, rows, n)
            unique, where = np.unique(keys, return_inverse=True)
            self._keys.append(unique[_frequency(rows[at], where, len(unique)) >= self.min_df])
        self._idf = np.ones(self._width)
        if self.use_idf:
            columns, rows = self._columns(tokens)[:2]
            frequency = _frequency(rows, columns, self._width)
            self._idf = np.log((1 + len(tokens)) / (1 + frequency)) + 1
        return self

    def _set_words(self, words: list[str]) -> None:
        self._words = words
        self._codes = {word: code for code, word in enumerate(words)}

    @property
    def _width(self) -> int:
        return len(self._words) + sum(map(len, self._keys))

    def _code(self, raw: str, form: str) -> int:
        """Return the code of a type: -1 for an unknown word, -2 for a mark."""
        if not form[0].isalnum():
            return -2
        code = self._codes.get(form, -1)
        if code < 0 and self.mask_names and raw[0].isupper():
            return self._codes.get(_NAME, -1)
        return code

    def _sequence(self, tokens: Tokens) -> tuple[IntArray, IntArray, IntArray]:
        """Return words, their rows and their places, without marks and repeated placeholders."""
        codes = np.array(list(map(self._code, tokens.types, tokens.forms)), dtype=np.int64)
        words = codes[tokens.ids] if len(codes) else codes
        at = np.flatnonzero(words != -2)
        words, rows = words[at], tokens.rows[at]
        name = self._codes.get(_NAME, -3)
        again = (words[1:] == name) & (words[:-1] == name) & (rows[1:] == rows[:-1])
        keep = np.flatnonzero(np.append(True, ~again)[: len(words)])
        return words[keep], rows[keep], at[keep]

    def _extend(self, words: IntArray, rows: IntArray, n: int) -> tuple[IntArray, IntArray]:
        """Return the keys of all sequences of `n` known words, and where each begins.

        A sequence's key is made of the number of the sequence one shorter and its last word.
        """
        at = np.flatnonzero(words >= 0)
        codes = words[at]
        for length in range(2, n + 1):
            if length > 2:
                where, found = _look_up(self._keys[length - 3], codes)
                at, codes = at[found], where
            fits = at + length - 1 < len(words)
            at, codes = at[fits], codes[fits]
            last = words[at + length - 1]
            fits = (last >= 0) & (rows[at + length - 1] == rows[at])
            at, codes = at[fits], codes[fits] * len(self._words) + last[fits]
        return codes, at

    def _columns(self, tokens: Tokens) -> tuple[IntArray, IntArray, IntArray, IntArray]:
        """Return the columns found, their rows, and the first and last token of each."""
        words, rows, places = self._sequence(tokens)
        at = np.flatnonzero(words >= 0)
        columns, begins, lasts = [words[at]], [at], [at]
        offset = len(self._words)
        for n, known in enumerate(self._keys, start=2):
            keys, at = self._extend(words, rows, n)
            where, found = _look_up(known, keys)
            columns.append(where + offset)
            begins.append(at[found])
            lasts.append(at[found] + n - 1)
            offset += len(known)
        begin = np.concatenate(begins)
        return np.concatenate(columns), rows[begin], places[begin], places[np.concatenate(lasts)]

    def transform_tokens(self, tokens: Tokens) -> sparse.csr_array:
        """Return the weighted counts, each row of unit length."""
        self._check_fitted()
        columns, rows = self._columns(tokens)[:2]
        width = max(self._width, 1)
        cells, counts = np.unique(rows * width + columns, return_counts=True)
        rows, columns = np.divmod(cells, width)
        values = (1 + np.log(counts) if self.sublinear_tf else counts) * self._idf[columns]
        lengths = np.sqrt(np.bincount(rows, values * values, minlength=len(tokens)))
        starts = np.searchsorted(rows, np.arange(len(tokens) + 1))
        return sparse.csr_array(
            (values / lengths[rows], columns.astype(np.int32), starts.astype(np.int32)),
            shape=(len(tokens), self._width),
        )

    def get_feature_names_out(self, input_features: Any = None) -> npt.NDArray[np.object_]:  # noqa: ARG002 - scikit-learn's signature
        """Return the words, then the sequences, shortest first."""
        self._check_fitted()
        level = names = self._words
        for keys in self._keys:
            heads, tails = np.divmod(keys, max(len(self._words), 1))
            level = [f"{level[h]} {self._words[t]}" for h, t in zip(heads, tails, strict=True)]
            names = names + level
        return np.array(names, dtype=object)

    def get_state(self) -> dict[str, Any]:
        """Return words, sequences (as keys) and weights."""
        self._check_fitted()
        keys = {f"keys_{n}": known for n, known in enumerate(self._keys, start=2)}
        return {"words": list(self._words), "idf": self._idf, **keys}

    def set_state(self, state: Mapping[str, Any]) -> Self:
        """Take up what :meth:`get_state` gave."""
        self._set_words(list(state["words"]))
        self._keys = [
            np.asarray(state[f"keys_{n}"], dtype=np.int64) for n in range(2, self.max_n + 1)
        ]
        self._idf = np.asarray(state["idf"], dtype=np.float64)
        if len(self._idf) != self._width:
            raise ValueError(f"state has {len(self._idf)} weights for {self._width} features")
        return self

    def locate_tokens(self, tokens: Tokens) -> list[tuple[int, int, int]]:
        """Return where each word and sequence stands."""
        self._check_fitted()
        columns, _, first, last = self._columns(tokens)
        return list(zip(columns.tolist(), first.tolist(), (last + 1).tolist(), strict=True))

    def _check_fitted(self) -> None:
        if not self.__sklearn_is_fitted__():
            raise ValueError("WordNgrams has learned no words yet; call fit or set_state first")

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, "_idf")


def _frequency(rows: IntArray, columns: IntArray, width: int) -> IntArray:
    """Return in how many rows each column occurs."""
    known = columns >= 0
    cells = np.unique(rows[known] * max(width, 1) + columns[known])
    return np.bincount(cells % max(width, 1), minlength=width)


def _look_up(known: IntArray, keys: IntArray) -> tuple[IntArray, IntArray]:
    """Return the index in sorted `known` of each key that is there, and which keys those are."""
    if not len(known):
        return keys[:0], keys[:0]
    where = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    found = np.flatnonzero(known[where] == keys)
    return where[found], found
