"""Counts of a word list's entries as features."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Self

import numpy as np
import numpy.typing as npt
from scipy import sparse

from stancekit.features.base import TokenExtractor
from stancekit.features.tokens import IntArray, Tokens
from stancekit_lexicons.formats import load_lexicon
from stancekit_lexicons.lexicon import Entry, Lexicon, Settings
from stancekit_lexicons.matching import Matcher, Matches

__all__ = ["LexiconFeatures"]

Floats = npt.NDArray[np.float64]

WordList = str | Mapping[str, Sequence[str] | Mapping[str, float]]


class _Ready(NamedTuple):
    """A list made ready to count: its matcher, and of each entry its weight and column."""

    matcher: Matcher
    weights: Floats
    columns: IntArray
    width: int


class LexiconFeatures(TokenExtractor):
    """Counts of the entries of a word list, a column a category.

    `fit` reads the list; from then on the list is kept with the extractor, and with any model made
    of it, and the file isn't looked at again.

    Parameters
    ----------
    lexicon : str or mapping
        The file; or the name of a list that comes with this distribution, ``"hedges"`` or
        ``"threats"``; or categories, each with its entries, or its entries' weights.
    negation, scope, negators, counts, columns, overlaps, match_case : optional
        As in `Settings`; what is given here goes before what the file says.
    weight : float
        Factor on all values. The larger, the less the classifier's penalty holds them back.

    Attributes
    ----------
    lexicon_ : Lexicon
        What `fit` read.

    Examples
    --------
    >>> words = LexiconFeatures({"pressure": ["ultimatum*", "or else"]}, counts="plain").fit([])
    >>> words.get_feature_names_out().tolist()
    ['pressure', 'not pressure']
    >>> words.transform(["Talk, or else!", "It was no ultimatum."]).toarray().tolist()
    [[1.0, 0.0], [0.0, 1.0]]
    """

    name = "lexicon"
    version = "1"

    def __init__(
        self,
        lexicon: WordList = "hedges",
        negation: str | None = None,
        scope: int | str | None = None,
        negators: Sequence[str] | None = None,
        counts: str | None = None,
        columns: str | None = None,
        overlaps: str | None = None,
        match_case: bool | None = None,
        weight: float = 1.0,
    ) -> None:
        self.lexicon = lexicon
        self.negation = negation
        self.scope = scope
        self.negators = negators
        self.counts = counts
        self.columns = columns
        self.overlaps = overlaps
        self.match_case = match_case
        self.weight = weight

    def fit_tokens(self, tokens: Tokens, y: Any = None) -> Self:  # noqa: ARG002 - unsupervised
        """Read the word list.

        Raises
        ------
        RecordError
            If it can't be read, with the line and what would mend it.
        ValueError
            If a setting is none.
        """
        given = {
            name: value
            for name in Settings.__dataclass_fields__
            if (value := getattr(self, name)) is not None
        }
        Settings.of(given)  # a wrong one is told of as such, not as the file's
        if isinstance(self.lexicon, str):
            found = load_lexicon(self.lexicon, given)
        else:
            found = Lexicon.of("lexicon", _entries(self.lexicon), Settings.of(given))
        if found.notes:
            more = f" (and {len(found.notes) - 1} notes more)" if len(found.notes) > 1 else ""
            warnings.warn(
                f"{found.notes[0]}{more}; see: stancekit lexicons check {self.lexicon}",
                UserWarning,
                stacklevel=2,
            )
        self._take(found)
        return self

    def _take(self, lexicon: Lexicon) -> None:
        self.lexicon_ = lexicon
        self.__dict__.pop("_ready", None)

    @functools.cached_property
    def _ready(self) -> _Ready:
        lexicon = self._fitted()
        codes = {name: code for code, name in enumerate(lexicon.categories)}
        columns = [codes[entry.category] for entry in lexicon.entries]
        if lexicon.settings.columns == "entries":
            columns = list(range(len(columns)))
        return _Ready(
            Matcher(lexicon),
            np.array([entry.weight for entry in lexicon.entries], dtype=np.float64),
            np.array(columns, dtype=np.int64),
            len(lexicon.columns),
        )

    def _fitted(self) -> Lexicon:
        if not self.__sklearn_is_fitted__():
            raise ValueError("LexiconFeatures has read no list yet; call fit or set_state first")
        return self.lexicon_

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, "lexicon_")

    def __getstate__(self) -> dict[str, Any]:
        # It is made again faster than it is sent to another process.
        return {name: value for name, value in self.__dict__.items() if name != "_ready"}

    def transform_tokens(self, tokens: Tokens) -> sparse.csr_array:
        """Return the counts."""
        self._fitted()
        return self._found(tokens)[1]

    def locate_tokens(self, tokens: Tokens) -> IntArray:  # noqa: D102 - as the base
        self._fitted()
        matches, matrix = self._found(tokens)
        columns = self._columns(matches)
        if not len(columns):
            return np.zeros((0, 3), dtype=np.int64)
        # What adds up to nothing is in no place.
        cells = tokens.rows[matches.first] * matrix.shape[1] + columns
        row, column = matrix.tocoo().coords
        kept = np.isin(cells, row.astype(np.int64) * matrix.shape[1] + column)
        return np.column_stack([columns, matches.first, matches.end])[kept]

    def _found(self, tokens: Tokens) -> tuple[Matches, sparse.csr_array]:
        def work() -> tuple[Matches, sparse.csr_array]:
            matches = self._ready.matcher.find(tokens)
            return matches, self._matrix(tokens, matches)

        return tokens.once(self, work)

    def _matrix(self, tokens: Tokens, matches: Matches) -> sparse.csr_array:
        values = self._ready.weights[matches.entries]
        if self._fitted().settings.negation == "turned":
            values = np.where(matches.negated, -values, values)
        rows = tokens.rows[matches.first]
        shape = (len(tokens), self._ready.width)
        matrix = sparse.csr_array((values, (rows, self._columns(matches))), shape=shape)
        matrix.sum_duplicates()
        matrix.data *= np.repeat(self._factors(tokens), np.diff(matrix.indptr))
        matrix.eliminate_zeros()
        return matrix

    def _factors(self, tokens: Tokens) -> Floats:
        """Return the factor on each statement's counts."""
        counts = self._fitted().settings.counts
        if counts == "damped":
            return np.asarray(self.weight * tokens.damping)
        factors = np.full(len(tokens), self.weight, dtype=np.float64)
        if counts == "relative":
            is_word = np.array([word[0].isalnum() for word in tokens.types], dtype=bool)
            words = tokens.rows[is_word[tokens.ids]] if len(tokens.ids) else tokens.ids
            factors *= 100.0 / np.maximum(np.bincount(words, minlength=len(tokens)), 1)
        return factors

    def _columns(self, matches: Matches) -> IntArray:
        columns = self._ready.columns[matches.entries]
        if self._fitted().settings.negation == "apart":  # those of negated finds come last
            columns = columns + self._ready.width // 2 * matches.negated
        return columns

    def get_feature_names_out(  # noqa: D102 - as the base
        self,
        input_features: Any = None,  # noqa: ARG002 - scikit-learn's signature
    ) -> npt.NDArray[np.object_]:
        return np.array(self._fitted().columns, dtype=object)

    def get_state(self) -> dict[str, Any]:
        """Return the whole list, its settings and the hash of both."""
        lexicon = self._fitted()
        codes = {name: code for code, name in enumerate(lexicon.categories)}
        return {
            "name": lexicon.name,
            "sha256": lexicon.sha256,
            "settings": lexicon.settings.to_record(),
            "categories": list(codes),
            "entries": [entry.text for entry in lexicon.entries],
            "category_of": np.array(
                [codes[entry.category] for entry in lexicon.entries], dtype=np.int64
            ),
            "weights": np.array([entry.weight for entry in lexicon.entries], dtype=np.float64),
        }

    def set_state(self, state: Mapping[str, Any]) -> Self:
        """Take up what :meth:`get_state` gave.

        Raises
        ------
        ValueError
            If the list isn't the one that its hash was made of.
        """
        parts = (state["entries"], state["category_of"].tolist(), state["weights"].tolist())
        lexicon = Lexicon.of(
            str(state["name"]),
            [
                Entry(text, state["categories"][code], weight)
                for text, code, weight in zip(*parts, strict=True)
            ],
            Settings.of(state["settings"]),
        )
        if lexicon.sha256 != state["sha256"]:
            raise ValueError("the word list isn't the one that the model was trained with")
        self._take(lexicon)
        return self


def _entries(
    categories: Mapping[str, Sequence[str] | Mapping[str, float]],
) -> list[Entry]:
    return [
        Entry(text, category, weight)
        for category, entries in categories.items()
        for text, weight in (
            entries.items()
            if isinstance(entries, Mapping)
            else [(text, 1.0) for text in ([entries] if isinstance(entries, str) else entries)]
        )
    ]
