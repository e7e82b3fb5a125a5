"""Extractors that learn what to look for in tokens, and count it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
from scipy import sparse

from stancekit.features.base import TokenExtractor
from stancekit.features.grams import Found, inverse_frequency, to_rows
from stancekit.features.tokens import IntArray, Tokens

__all__ = ["CountExtractor"]


class CountExtractor(TokenExtractor):
    """Counts of what is found in tokens, weighted and damped as :attr:`Tokens.damping` says.

    A subclass sets `learned`, has a parameter ``weight`` and writes ``_find`` and ``_width``.

    Attributes
    ----------
    learned : str
        Attribute that ``fit`` and ``set_state`` set last.
    idf_ : ndarray of shape (n_features,)
        Weights of the columns, where there are any.
    """

    learned: ClassVar[str]
    weight: float
    idf_: npt.NDArray[np.float64]

    def _find(self, tokens: Tokens) -> Found:
        """Return what is found, with the first and last token of each."""
        raise NotImplementedError

    def _width(self) -> int:
        """Return the number of columns."""
        raise NotImplementedError

    def _found(self, tokens: Tokens) -> Found:
        self._check_fitted()
        return tokens.once(self, lambda: self._find(tokens))

    def transform_tokens(self, tokens: Tokens) -> sparse.csr_array:
        """Return the weighted and damped counts."""
        found = self._found(tokens)
        shape, factors = (len(tokens), self._width()), self.weight * tokens.damping
        return to_rows(found.columns, found.rows, shape, factors, getattr(self, "idf_", None))

    def locate_tokens(self, tokens: Tokens) -> IntArray:  # noqa: D102 - as the base
        found = self._found(tokens)
        return np.column_stack([found.columns, found.first, found.last + 1])

    def _learn_idf(self, tokens: Tokens, *, use_idf: bool) -> None:
        """Learn weights by inverse document frequency, or weigh all columns alike."""
        width = self._width()
        self.idf_ = (
            inverse_frequency(self._find(tokens), len(tokens), width) if use_idf else np.ones(width)
        )

    def _set_idf(self, state: Mapping[str, Any]) -> None:
        idf = np.asarray(state["idf"], dtype=np.float64)
        if len(idf) != self._width():
            raise ValueError(f"state has {len(idf)} weights, not {self._width()}")
        self.idf_ = idf

    def _check_fitted(self) -> None:
        if not self.__sklearn_is_fitted__():
            raise ValueError(
                f"{type(self).__name__} has learned nothing yet; call fit or set_state first"
            )

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, self.learned)
