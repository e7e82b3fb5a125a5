"""Word n-grams, with names masked so that a change of actors doesn't change the features."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from scipy import sparse

from stancekit.features.base import TokenExtractor
from stancekit.features.grams import Found, GramTable, frequency, to_rows
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
    prefix : int, optional
        Cut words to so many letters, which joins most forms of a word: "negoti" for "negotiate",
        "negotiations".
    weight : float
        Euclidean length of each row.

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
        prefix: int | None = None,
        weight: float = 1.0,
    ) -> None:
        self.max_n = max_n
        self.min_df = min_df
        self.sublinear_tf = sublinear_tf
        self.use_idf = use_idf
        self.mask_names = mask_names
        self.prefix = prefix
        self.weight = weight

    def fit_tokens(self, tokens: Tokens, y: Any = None) -> Self:  # noqa: ARG002 - unsupervised
        """Learn the words, the sequences and their weights."""
        if min(self.max_n, self.min_df, self.prefix or 1) < 1:
            raise ValueError(f"max_n, min_df and prefix must be at least 1: {self!r}")
        known = {
            form[: self.prefix]
            for form, raw in zip(tokens.forms, tokens.types, strict=True)
            if form[0].isalnum()
            and len(form) >= (self.prefix or 1)
            and not (self.mask_names and raw[0].isupper())
        }
        self._set_words([_NAME, *sorted(known)] if self.mask_names else sorted(known))
        words, rows, _ = self._sequence(tokens)
        counts = frequency(rows, words, len(self._words))
        self._set_words([w for w, n in zip(self._words, counts, strict=True) if n >= self.min_df])
        words, rows, _ = self._sequence(tokens)
        self._table.learn(words, rows, self.max_n, self.min_df)
        self._idf = np.ones(self._table.width)
        if self.use_idf:
            found = self._table.find(words, rows)
            counts = frequency(found.rows, found.columns, self._table.width)
            self._idf = np.log((1 + len(tokens)) / (1 + counts)) + 1
        return self

    def _set_words(self, words: list[str]) -> None:
        self._words = words
        self._codes = {word: code for code, word in enumerate(words)}
        self._table = GramTable(len(words))

    def _code(self, raw: str, form: str) -> int:
        """Return the code of a type: -1 for an unknown word, -2 for a mark."""
        if not form[0].isalnum() or len(form) < (self.prefix or 1):
            return -2
        code = self._codes.get(form[: self.prefix], -1)
        if code < 0 and self.mask_names and raw[0].isupper():
            return self._codes.get(_NAME, -1)
        return code

    def _sequence(self, tokens: Tokens) -> tuple[IntArray, IntArray, IntArray]:
        """Return words, their rows and their places, without marks and repeated placeholders."""
        codes = np.array(list(map(self._code, tokens.types, tokens.forms)), dtype=np.int64)
        words = codes[tokens.ids]
        at = np.flatnonzero(words != -2)
        words, rows = words[at], tokens.rows[at]
        if self.mask_names and len(words):
            name = self._codes.get(_NAME, -2)
            again = (words[1:] == name) & (words[:-1] == name) & (rows[1:] == rows[:-1])
            keep = np.append(True, ~again)
            words, rows, at = words[keep], rows[keep], at[keep]
        return words, rows, at

    def _find(self, tokens: Tokens) -> Found:
        """Return what is found, with the first and last token of each."""
        self._check_fitted()
        words, rows, places = self._sequence(tokens)
        found = self._table.find(words, rows)
        return Found(found.columns, found.rows, places[found.first], places[found.last])

    def transform_tokens(self, tokens: Tokens) -> sparse.csr_array:
        """Return the weighted counts, each row of unit length."""
        found = tokens.once(self, lambda: self._find(tokens))
        return to_rows(
            found.columns,
            found.rows,
            (len(tokens), self._table.width),
            sublinear=self.sublinear_tf,
            weights=self._idf,
            length=self.weight,
        )

    def get_feature_names_out(  # noqa: D102 - as the base
        self,
        input_features: Any = None,  # noqa: ARG002 - scikit-learn's signature
    ) -> npt.NDArray[np.object_]:
        self._check_fitted()
        return np.array(self._table.names(self._words), dtype=object)

    def get_state(self) -> dict[str, Any]:  # noqa: D102 - as the base
        self._check_fitted()
        return {"words": list(self._words), "idf": self._idf, **self._table.get_state()}

    def set_state(self, state: Mapping[str, Any]) -> Self:  # noqa: D102 - as the base
        self._set_words(list(state["words"]))
        self._table.set_state(state)
        self._idf = np.asarray(state["idf"], dtype=np.float64)
        if len(self._idf) != self._table.width:
            raise ValueError(f"state has {len(self._idf)} weights, not {self._table.width}")
        return self

    def locate_tokens(self, tokens: Tokens) -> IntArray:  # noqa: D102 - as the base
        found = tokens.once(self, lambda: self._find(tokens))
        return np.column_stack([found.columns, found.first, found.last + 1])

    def _check_fitted(self) -> None:
        if not self.__sklearn_is_fitted__():
            raise ValueError("WordNgrams has learned no words yet; call fit or set_state first")

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, "_idf")
