"""Words, their sequences and stems, without names: a change of actors changes no feature."""

from __future__ import annotations

import functools
import itertools
from collections import Counter
from collections.abc import Mapping
from typing import Any, NamedTuple, Self

import numpy as np
import numpy.typing as npt

from stancekit.features.counts import CountExtractor
from stancekit.features.grams import Found, GramTable, frequency
from stancekit.features.phrases import ARTICLES, plural
from stancekit.features.tokens import IntArray, Tokens, normal_form, split
from stancekit.resources import read_lexicon

__all__ = ["WordNgrams", "WordStems"]

NAME = "<name>"
UNKNOWN, MARK = -1, -2

# A word written in lower case less often than this, per capital, is a name for all that.
_LOWER = 0.05


class _Sides(NamedTuple):
    nouns: frozenset[str]
    places: frozenset[str]

    def names(self, raw: str, form: str) -> bool:
        """Tell whether a token stands for a side, or is part of what one is called."""
        return form in self.nouns or (raw[0].isupper() and form in self.places)


@functools.cache
def _sides() -> _Sides:
    lexicon = read_lexicon("features", "actors")
    nouns = [*lexicon["nouns"], *map(plural, lexicon["nouns"]), *lexicon["adjectives"]]
    places: list[str] = []
    for country in read_lexicon("extraction", "places")["country"]:
        called = (country.get(field, ()) for field in ("seats", "adjectives", "also"))
        words = " ".join([country["name"], *itertools.chain(*called)]).split()
        # Not the "and" of "Bosnia and Herzegovina", with which sentences begin too.
        places += split(" ".join(word for word in words if word[0].isupper()))
    return _Sides(frozenset(map(normal_form, nouns)), frozenset(places))


def _words(tokens: Tokens, *, names: bool = True) -> list[str]:
    """Return the forms that are words, without articles and, if so wanted, without names.

    A form is a name if it is hardly ever written in lower case, and so is one that stands for a
    side.
    """
    sides = _sides()
    counts = np.bincount(tokens.ids, minlength=len(tokens.types))
    lower: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    for form, raw, count in zip(tokens.forms, tokens.types, counts.tolist(), strict=True):
        (capital if raw[0].isupper() else lower)[form] += count
    return sorted(
        form
        for form in (lower | capital if names else lower)
        if form[0].isalnum()
        and form not in ARTICLES
        and (names or (form not in sides.nouns and lower[form] >= _LOWER * capital[form]))
    )


class WordNgrams(CountExtractor):
    """Counts of words and word sequences, weighted and damped as :attr:`Tokens.damping` says.

    Marks and articles are left out.

    Parameters
    ----------
    max_n : int
        Length of the longest sequence.
    min_df : int
        In how many statements a word or sequence must occur to be learned.
    use_idf : bool
        Weigh by inverse document frequency.
    mask_names : bool
        Take for a name every capitalised word that `fit` hardly saw in lower case, and every word
        for a side ("rebels", "government"); one placeholder stands for a run of names.
    weight : float
        Factor on all values.

    Examples
    --------
    >>> WordNgrams(min_df=1).fit(["Ruritania wants talks"]).get_feature_names_out().tolist()
    ['<name>', 'talks', 'wants', '<name> wants', 'wants talks']
    """

    name = "words"
    version = "2"
    learned = "idf_"

    def __init__(
        self,
        max_n: int = 2,
        min_df: int = 2,
        use_idf: bool = True,
        mask_names: bool = True,
        weight: float = 0.2,
    ) -> None:
        self.max_n = max_n
        self.min_df = min_df
        self.use_idf = use_idf
        self.mask_names = mask_names
        self.weight = weight

    def fit_tokens(self, tokens: Tokens, y: Any = None) -> Self:  # noqa: ARG002 - unsupervised
        """Learn the words, the sequences and their weights."""
        if min(self.max_n, self.min_df) < 1:
            raise ValueError(f"max_n and min_df must be at least 1: {self!r}")
        known = _words(tokens, names=not self.mask_names)
        self._set_words([NAME, *known] if self.mask_names else known)
        words, rows, _ = self._sequence(tokens)
        counts = frequency(rows, words, len(self.words_))
        self._set_words([w for w, n in zip(self.words_, counts, strict=True) if n >= self.min_df])
        words, rows, _ = self._sequence(tokens)
        self.table_.learn(words, rows, self.max_n, self.min_df)
        self._learn_idf(tokens, use_idf=self.use_idf)
        return self

    def _set_words(self, words: list[str]) -> None:
        self.words_ = words
        self._codes = {word: code for code, word in enumerate(words)}
        self.table_ = GramTable(len(words))

    @property
    def name_symbol(self) -> int:
        """Symbol of the placeholder for names."""
        return self._codes.get(NAME, UNKNOWN)

    def symbol(self, raw: str, form: str) -> int:
        """Return the symbol of a type: `UNKNOWN` for an unknown word, `MARK` for what is none."""
        if not form[0].isalnum() or form in ARTICLES:
            return MARK
        if self.mask_names and _sides().names(raw, form):
            return self.name_symbol
        code = self._codes.get(form, UNKNOWN)
        if code < 0 and self.mask_names and raw[0].isupper():
            return self.name_symbol
        return code

    def _sequence(self, tokens: Tokens) -> tuple[IntArray, IntArray, IntArray]:
        """Return words, their rows and their places, without marks and repeated placeholders."""
        codes = np.array(list(map(self.symbol, tokens.types, tokens.forms)), dtype=np.int64)
        words = codes[tokens.ids]
        at = np.flatnonzero(words != MARK)
        words, rows = words[at], tokens.rows[at]
        if self.mask_names and len(words):
            name = self.name_symbol
            again = (
                (name >= 0) & (words[1:] == name) & (words[:-1] == name) & (rows[1:] == rows[:-1])
            )
            keep = np.append(True, ~again)
            words, rows, at = words[keep], rows[keep], at[keep]
        return words, rows, at

    def _width(self) -> int:
        return self.table_.width

    def _find(self, tokens: Tokens) -> Found:
        words, rows, places = self._sequence(tokens)
        found = self.table_.find(words, rows)
        return Found(found.columns, found.rows, places[found.first], places[found.last])

    def get_feature_names_out(  # noqa: D102 - as the base
        self,
        input_features: Any = None,  # noqa: ARG002 - scikit-learn's signature
    ) -> npt.NDArray[np.object_]:
        self._check_fitted()
        return np.array(self.table_.names(self.words_), dtype=object)

    def get_state(self) -> dict[str, Any]:  # noqa: D102 - as the base
        self._check_fitted()
        return {"words": list(self.words_), "idf": self.idf_, **self.table_.get_state()}

    def set_state(self, state: Mapping[str, Any]) -> Self:  # noqa: D102 - as the base
        self._set_words(list(state["words"]))
        self.table_.set_state(state)
        self._set_idf(state)
        return self


class WordStems(CountExtractor):
    """Counts of the first letters of words, which join most forms of a word.

    "negot" stands for "negotiate" and "negotiations". Stems are learned from words in lower case
    alone, so that no name is one. Counts are weighted and damped as :attr:`Tokens.damping` says.

    Parameters
    ----------
    length : int
        How many letters are kept; shorter words have no stem.
    min_df : int
        In how many statements a stem must occur to be learned.
    use_idf : bool
        Weigh by inverse document frequency.
    weight : float
        Factor on all values.

    Examples
    --------
    >>> stems = WordStems(min_df=1).fit(["they will negotiate"])
    >>> stems.transform(["Renewed negotiations in Ruritania"]).nnz
    1
    """

    name = "stems"
    version = "1"
    learned = "idf_"

    def __init__(
        self, length: int = 5, min_df: int = 2, use_idf: bool = True, weight: float = 0.25
    ) -> None:
        self.length = length
        self.min_df = min_df
        self.use_idf = use_idf
        self.weight = weight

    def fit_tokens(self, tokens: Tokens, y: Any = None) -> Self:  # noqa: ARG002 - unsupervised
        """Learn the stems and their weights."""
        if min(self.length, self.min_df) < 1:
            raise ValueError(f"length and min_df must be at least 1: {self!r}")
        words = _words(tokens, names=False)
        self._set_stems(sorted({w[: self.length] for w in words if len(w) >= self.length}))
        found = self._find(tokens)
        counts = frequency(found.rows, found.columns, len(self.stems_))
        self._set_stems([s for s, n in zip(self.stems_, counts, strict=True) if n >= self.min_df])
        self._learn_idf(tokens, use_idf=self.use_idf)
        return self

    def _set_stems(self, stems: list[str]) -> None:
        self.stems_ = stems
        self._codes = {stem: code for code, stem in enumerate(stems)}

    def column(self, raw: str, form: str) -> int:
        """Return the column of a type, -1 if it has none."""
        if len(form) < self.length or _sides().names(raw, form):
            return -1
        return self._codes.get(form[: self.length], -1)

    def _width(self) -> int:
        return len(self.stems_)

    def _find(self, tokens: Tokens) -> Found:
        types = np.array(list(map(self.column, tokens.types, tokens.forms)), dtype=np.int64)
        columns = types[tokens.ids]
        at = np.flatnonzero(columns >= 0)
        return Found(columns[at], tokens.rows[at], at, at)

    def get_feature_names_out(  # noqa: D102 - as the base
        self,
        input_features: Any = None,  # noqa: ARG002 - scikit-learn's signature
    ) -> npt.NDArray[np.object_]:
        self._check_fitted()
        return np.array([f"{stem}-" for stem in self.stems_], dtype=object)

    def get_state(self) -> dict[str, Any]:  # noqa: D102 - as the base
        self._check_fitted()
        return {"stems": list(self.stems_), "idf": self.idf_}

    def set_state(self, state: Mapping[str, Any]) -> Self:  # noqa: D102 - as the base
        self._set_stems(list(state["stems"]))
        self._set_idf(state)
        return self
