"""The codebook's constructions, read from a lexicon, and how they follow one another."""

from __future__ import annotations

import functools
import importlib.resources
import tomllib
from collections.abc import Mapping
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from scipy import sparse

from stancekit.features.base import TokenExtractor
from stancekit.features.grams import GramTable, to_rows
from stancekit.features.phrases import PhraseTable
from stancekit.features.tokens import IntArray, Tokens

__all__ = ["CueLexicon"]

_SENTENCE_END = frozenset(".;?!")


@functools.cache
def _load_table(language: str) -> tuple[PhraseTable, npt.NDArray[np.bool_]]:
    folder = importlib.resources.files("stancekit.features") / "lexicons" / language
    lexicon = tomllib.loads((folder / "stance_cues.toml").read_text(encoding="utf-8"))
    strong = np.array([not entry.get("weak") for entry in lexicon["classes"].values()])
    return PhraseTable(lexicon), strong


class CueLexicon(TokenExtractor):
    """Classes of cues, and the sequences of classes that a sentence runs through.

    "Has not ruled out talks" is the sequence ``not rule_out talks``: whatever the words, whoever
    the actors.

    Parameters
    ----------
    max_n : int
        Length of the longest sequence of classes.
    min_df : int
        In how many statements a sequence must occur to be learned.
    weight : float
        Factor on all values; words, in comparison, are rows of length one.
    language : str
        Language of the lexicon.

    Examples
    --------
    >>> cues = CueLexicon(min_df=1).fit(["They have not ruled out talks."])
    >>> [name for name in cues.get_feature_names_out() if name.startswith("not ")]
    ['not rule_out', 'not rule_out talks']
    """

    name = "cues"
    version = "1"

    def __init__(
        self, max_n: int = 3, min_df: int = 2, weight: float = 0.3, language: str = "en"
    ) -> None:
        self.max_n = max_n
        self.min_df = min_df
        self.weight = weight
        self.language = language

    @property
    def _phrases(self) -> PhraseTable:
        return _load_table(self.language)[0]

    def _sequence(self, tokens: Tokens) -> tuple[IntArray, IntArray, IntArray, IntArray]:
        """Return classes, rows and first and last tokens; sentence ends stand as -1."""
        phrases, strong = _load_table(self.language)
        matches = phrases.find(tokens)
        keep = strong[matches.kinds]
        ends = np.flatnonzero(tokens.of_types(_SENTENCE_END.__contains__, np.bool_))
        first = np.concatenate([matches.first[keep], ends])
        order = np.argsort(first, kind="stable")
        kinds = np.concatenate([matches.kinds[keep], np.full(len(ends), -1)])[order]
        last = np.concatenate([matches.last[keep], ends])[order]
        first = first[order]
        return kinds, tokens.rows[first], first, last

    def fit_tokens(self, tokens: Tokens, y: Any = None) -> Self:  # noqa: ARG002 - unsupervised
        """Learn which sequences of classes occur."""
        kinds, rows, _, _ = self._sequence(tokens)
        self._table = GramTable(len(self._phrases.names))
        self._table.learn(kinds, rows, self.max_n, self.min_df)
        return self

    def transform_tokens(self, tokens: Tokens) -> sparse.csr_array:
        """Return the weighted counts of classes and sequences."""
        self._check_fitted()
        kinds, rows, _, _ = self._sequence(tokens)
        found = self._table.find(kinds, rows)
        block = to_rows(found.columns, found.rows, (len(tokens), self._table.width))
        block.data *= self.weight
        return block

    def get_feature_names_out(  # noqa: D102 - as the base
        self,
        input_features: Any = None,  # noqa: ARG002 - scikit-learn's signature
    ) -> npt.NDArray[np.object_]:
        self._check_fitted()
        return np.array(self._table.names(self._phrases.names), dtype=object)

    def get_state(self) -> dict[str, Any]:  # noqa: D102 - as the base
        self._check_fitted()
        return {"classes": list(self._phrases.names), **self._table.get_state()}

    def set_state(self, state: Mapping[str, Any]) -> Self:  # noqa: D102 - as the base
        if list(state["classes"]) != self._phrases.names:
            raise ValueError("state was learned with another lexicon: its classes differ")
        self._table = GramTable(len(self._phrases.names)).set_state(state)
        return self

    def locate_tokens(self, tokens: Tokens) -> list[tuple[int, int, int]]:
        """Return where each class and sequence stands."""
        self._check_fitted()
        kinds, rows, first, last = self._sequence(tokens)
        found = self._table.find(kinds, rows)
        begin, end = first[found.first], last[found.last] + 1
        return list(zip(found.columns.tolist(), begin.tolist(), end.tolist(), strict=True))

    def _check_fitted(self) -> None:
        if not self.__sklearn_is_fitted__():
            raise ValueError("CueLexicon has learned nothing yet; call fit or set_state first")

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, "_table")
