"""The codebook's constructions, read from a lexicon, and how they follow one another."""

from __future__ import annotations

import functools
import importlib.resources
import tomllib
from collections.abc import Mapping
from typing import Any, NamedTuple, Self

import numpy as np
import numpy.typing as npt
from scipy import sparse

from stancekit.features.base import TokenExtractor
from stancekit.features.grams import Found, GramTable, to_rows
from stancekit.features.phrases import Matches, PhraseTable
from stancekit.features.scope import ScopeFeatures
from stancekit.features.tokens import IntArray, Tokens

__all__ = ["CueLexicon"]

_SENTENCE_END = frozenset(".;?!")


class _Lexicon(NamedTuple):
    phrases: PhraseTable
    strong: npt.NDArray[np.bool_]  # by class: whether it takes part in sequences
    scope: ScopeFeatures


@functools.cache
def _load(language: str) -> _Lexicon:
    folder = importlib.resources.files("stancekit.features") / "lexicons" / language
    lexicon = tomllib.loads((folder / "stance_cues.toml").read_text(encoding="utf-8"))
    classes = lexicon["classes"]
    strong = np.array([not entry.get("weak") for entry in classes.values()])
    roles = [entry.get("role", "other") for entry in classes.values()]
    return _Lexicon(PhraseTable(lexicon), strong, ScopeFeatures(list(classes), roles))


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
    version = "2"

    def __init__(
        self, max_n: int = 3, min_df: int = 4, weight: float = 0.3, language: str = "en"
    ) -> None:
        self.max_n = max_n
        self.min_df = min_df
        self.weight = weight
        self.language = language

    def _classes(self) -> list[str]:
        return _load(self.language).phrases.names

    def _sequence(self, tokens: Tokens, matches: Matches) -> tuple[IntArray, IntArray, IntArray]:
        """Return classes and their first and last tokens; sentence ends stand as -1."""
        keep = _load(self.language).strong[matches.kinds]
        ends = np.flatnonzero(tokens.of_types(_SENTENCE_END.__contains__, np.bool_))
        first = np.concatenate([matches.first[keep], ends])
        order = np.argsort(first, kind="stable")
        kinds = np.concatenate([matches.kinds[keep], np.full(len(ends), -1)])[order]
        last = np.concatenate([matches.last[keep], ends])[order]
        return kinds, first[order], last

    def _find(self, tokens: Tokens) -> Found:
        """Return sequences and scopes, each with the first and last token that it rests on."""
        self._check_fitted()
        lexicon = _load(self.language)
        matches = lexicon.phrases.find(tokens)
        kinds, first, last = self._sequence(tokens, matches)
        grams = self._table.find(kinds, tokens.rows[first])
        grams = Found(grams.columns, grams.rows, first[grams.first], last[grams.last])
        scopes = lexicon.scope.find(tokens, matches)
        scopes = scopes._replace(columns=scopes.columns + self._table.width)
        return Found(*map(np.concatenate, zip(grams, scopes, strict=True)))

    def fit_tokens(self, tokens: Tokens, y: Any = None) -> Self:  # noqa: ARG002 - unsupervised
        """Learn which sequences of classes occur."""
        kinds, first, _ = self._sequence(tokens, _load(self.language).phrases.find(tokens))
        self._table = GramTable(len(self._classes()))
        self._table.learn(kinds, tokens.rows[first], self.max_n, self.min_df)
        return self

    def transform_tokens(self, tokens: Tokens) -> sparse.csr_array:
        """Return the weighted counts of classes, sequences and scopes."""
        found = tokens.once(self, lambda: self._find(tokens))
        width = self._table.width + len(_load(self.language).scope.names)
        block = to_rows(found.columns, found.rows, (len(tokens), width))
        block.data *= self.weight
        return block

    def get_feature_names_out(  # noqa: D102 - as the base
        self,
        input_features: Any = None,  # noqa: ARG002 - scikit-learn's signature
    ) -> npt.NDArray[np.object_]:
        self._check_fitted()
        names = self._table.names(self._classes())
        return np.array(names + _load(self.language).scope.names, dtype=object)

    def get_state(self) -> dict[str, Any]:  # noqa: D102 - as the base
        self._check_fitted()
        return {"classes": list(self._classes()), **self._table.get_state()}

    def set_state(self, state: Mapping[str, Any]) -> Self:  # noqa: D102 - as the base
        if list(state["classes"]) != self._classes():
            raise ValueError("state was learned with another lexicon: its classes differ")
        self._table = GramTable(len(self._classes())).set_state(state)
        return self

    def locate_tokens(self, tokens: Tokens) -> IntArray:  # noqa: D102 - as the base
        found = tokens.once(self, lambda: self._find(tokens))
        places = np.column_stack([found.columns, found.first, found.last + 1])
        return places[found.first >= 0]

    def _check_fitted(self) -> None:
        if not self.__sklearn_is_fitted__():
            raise ValueError("CueLexicon has learned nothing yet; call fit or set_state first")

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, "_table")
