"""The codebook's constructions, read from a lexicon, and how they follow one another."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any, NamedTuple, Self

import numpy as np
import numpy.typing as npt

from stancekit.features.counts import CountExtractor
from stancekit.features.grams import Found, GramTable
from stancekit.features.phrases import Matches, PhraseTable
from stancekit.features.tokens import IntArray, Tokens
from stancekit.resources import read_lexicon

__all__ = ["CueLexicon", "Cues", "Streams", "load_cues", "negated"]

ROLES = ("target", "for", "against", "negation", "term", "contrast", "other")
_TARGET, _FOR, _AGAINST, _NEGATION, _TERM, _CONTRAST, _OTHER = range(len(ROLES))

# What sequences are read of, each with a table of its own.
_LEVELS = ("classes", "roles", "pairs")
_REACH = 4  # tokens from a negation to what it negates
_MAX_ROLES = 3  # longest sequence of roles
SENTENCE_ENDS = frozenset(".;?!")


class Streams(NamedTuple):
    """The cues of a batch as sequences of symbols, with the first and last token of each.

    Parameters
    ----------
    classes : array of int
        Class of every strong cue, above all classes where it is negated; -1 ends a sentence.
    first, last : array of int
        Token that each of them begins and ends with.
    acting : array of int
        Which of them act in a sentence (have a role), or end one.
    roles : array of int
        Role of each of these; -1 ends a sentence.
    """

    classes: IntArray
    first: IntArray
    last: IntArray
    acting: IntArray
    roles: IntArray


class Cues:
    """The classes of a lexicon, as symbols.

    Parameters
    ----------
    lexicon : mapping
        ``classes``, each with its phrases (see :class:`PhraseTable`), ``role`` and ``weak``.
    """

    def __init__(self, lexicon: Mapping[str, Any]) -> None:
        entries = lexicon["classes"]
        self.phrases = PhraseTable(lexicon)
        names = self.phrases.names
        self.strong = np.array([not entry.get("weak") for entry in entries.values()])
        self.role = np.array(
            [ROLES.index(entry.get("role", "other")) for entry in entries.values()], dtype=np.int64
        )
        # No symbol has a space, roles are in capitals: so no two sequences have one name.
        self.class_names = [*names, *(f"not_{name}" for name in names)]
        # What is for talks and what isn't against them do the same; terms differ too much to be
        # one symbol.
        terms = [name.upper() for name, role in zip(names, self.role, strict=True) if role == _TERM]
        self.role_names = ["TALKS", "NOT_TALKS", "FOR", "AGAINST", "NOT", "BUT", *terms]
        symbol = {_TARGET: (0, 1), _FOR: (2, 3), _AGAINST: (3, 2), _NEGATION: (4, 4)}
        symbol |= {_CONTRAST: (5, 5), _OTHER: (-1, -1)}
        plain, negated = (
            [
                self.role_names.index(name.upper()) if role == _TERM else symbol[role][sign]
                for name, role in zip(names, self.role.tolist(), strict=True)
            ]
            for sign in (0, 1)
        )
        self.role_of = np.array(plain + negated, dtype=np.int64)

    def signed(self, matches: Matches, sentence: IntArray) -> IntArray:
        """Return the class of each match, above all classes where it is negated.

        Parameters
        ----------
        matches : Matches
            Phrases of the lexicon.
        sentence : array of int
            Number of each token's sentence.
        """
        turned = negated(self.role[matches.kinds], matches.first, matches.last, sentence)
        return np.asarray(matches.kinds + len(self.strong) * turned)

    def streams(self, tokens: Tokens) -> Streams:
        """Find the cues of a batch and return them as sequences of symbols."""
        matches = self.phrases.find(tokens)
        end = tokens.of_types(SENTENCE_ENDS.__contains__, np.int64)
        sentence = np.cumsum(end) + tokens.rows
        kinds = self.signed(matches, sentence)
        keep = self.strong[matches.kinds]
        ends = np.flatnonzero(end)
        first = np.concatenate([matches.first[keep], ends])
        order = np.argsort(first, kind="stable")
        classes = np.concatenate([kinds[keep], np.full(len(ends), -1)])[order]
        last = np.concatenate([matches.last[keep], ends])[order]
        roles = np.where(classes >= 0, self.role_of[classes], -1)
        acting = np.flatnonzero((roles >= 0) | (classes < 0))
        return Streams(classes, first[order], last, acting, roles[acting])


def negated(roles: IntArray, first: IntArray, last: IntArray, sentence: IntArray) -> IntArray:
    """Return 1 for cues with an odd number of negations, else 0.

    A negation bears on the first cue for, against or of talks that follows within reach in its
    sentence.

    Parameters
    ----------
    roles, first, last : array of int
        Role and bounds of each cue, in order of place.
    sentence : array of int
        Number of each token's sentence.
    """
    bearers = np.flatnonzero(roles <= _AGAINST)
    negations = np.flatnonzero(roles == _NEGATION)
    if not len(bearers) or not len(negations):
        return np.zeros(len(roles), dtype=np.int64)
    at = last[negations]
    following = np.searchsorted(first[bearers], at, side="right")
    index = np.minimum(following, len(bearers) - 1)
    begin = first[bearers[index]]
    bears = (following == index) & (begin - at <= _REACH) & (sentence[begin] == sentence[at])
    return np.bincount(bearers[index[bears]], minlength=len(roles)) % 2


@functools.cache
def load_cues(language: str) -> Cues:
    """Return the cues of a language's lexicon."""
    return Cues(read_lexicon("features", "stance_cues", language))


class CueLexicon(CountExtractor):
    """Classes of cues, and the sequences that a sentence runs through.

    "Has not ruled out talks" is the sequence ``not``, ``not_rule_out``, ``talks``: whatever the
    words, whoever the actors. Sequences are read at two levels. Classes tell ``refuse`` from
    ``break``; roles tell only what is for talks, against them, talks, or a term, so that
    ``NOT FOR TALKS`` is known from every cue that is for talks. Pairs of a class and a role stand
    in between. A negation is a symbol of its own and turns the cue that it bears on.

    Values are counts, damped as :attr:`Tokens.damping` says.

    Parameters
    ----------
    max_n : int
        Length of the longest sequence of classes.
    min_df : int
        In how many statements a sequence must occur to be learned.
    weight : float
        Factor on all values.
    language : str
        Language of the lexicon.

    Examples
    --------
    >>> cues = CueLexicon(min_df=1).fit(["They have not ruled out talks."])
    >>> [name for name in cues.get_feature_names_out() if "talks" in name.lower()][-3:]
    ['NOT FOR TALKS', 'not_rule_out TALKS', 'FOR talks']
    """

    name = "cues"
    version = "3"
    learned = "tables_"

    def __init__(
        self, max_n: int = 2, min_df: int = 4, weight: float = 1.1, language: str = "en"
    ) -> None:
        self.max_n = max_n
        self.min_df = min_df
        self.weight = weight
        self.language = language

    def _tables(self) -> tuple[GramTable, GramTable, GramTable]:
        """Return empty tables of sequences of classes, of roles, and of pairs of the two."""
        cues = load_cues(self.language)
        classes, roles = len(cues.class_names), len(cues.role_names)
        return GramTable(classes), GramTable(roles), GramTable(classes + roles, singles=False)

    def fit_tokens(self, tokens: Tokens, y: Any = None) -> Self:  # noqa: ARG002 - unsupervised
        """Learn which sequences occur."""
        streams = load_cues(self.language).streams(tokens)
        limits = (self.max_n, _MAX_ROLES, 2)
        self.tables_ = self._tables()
        for table, max_n, (symbols, first, _) in zip(
            self.tables_, limits, self._levels(streams), strict=True
        ):
            table.learn(symbols, tokens.rows[first], max_n, self.min_df)
        return self

    def _levels(self, streams: Streams) -> list[tuple[IntArray, IntArray, IntArray]]:
        """Return each level's symbols with the first and last token of each."""
        at = streams.acting
        classes, first, last = streams.classes[at], streams.first[at], streams.last[at]
        return [
            (streams.classes, streams.first, streams.last),
            (streams.roles, first, last),
            _pairs(classes, streams.roles, first, last, len(load_cues(self.language).class_names)),
        ]

    def _width(self) -> int:
        return sum(table.width for table in self.tables_)

    def _find(self, tokens: Tokens) -> Found:
        streams = load_cues(self.language).streams(tokens)
        parts = []
        offset = 0
        for table, (symbols, first, last) in zip(self.tables_, self._levels(streams), strict=True):
            found = table.find(symbols, tokens.rows[first])
            parts.append(
                Found(found.columns + offset, found.rows, first[found.first], last[found.last])
            )
            offset += table.width
        return Found(*map(np.concatenate, zip(*parts, strict=True)))

    def get_feature_names_out(  # noqa: D102 - as the base
        self,
        input_features: Any = None,  # noqa: ARG002 - scikit-learn's signature
    ) -> npt.NDArray[np.object_]:
        self._check_fitted()
        cues = load_cues(self.language)
        alphabets = (cues.class_names, cues.role_names, cues.class_names + cues.role_names)
        names = [
            name
            for table, alphabet in zip(self.tables_, alphabets, strict=True)
            for name in table.names(alphabet)
        ]
        return np.array(names, dtype=object)

    def get_state(self) -> dict[str, Any]:  # noqa: D102 - as the base
        self._check_fitted()
        state: dict[str, Any] = {"classes": load_cues(self.language).phrases.names}
        for level, table in zip(_LEVELS, self.tables_, strict=True):
            state |= {f"{level}_{name}": keys for name, keys in table.get_state().items()}
        return state

    def set_state(self, state: Mapping[str, Any]) -> Self:  # noqa: D102 - as the base
        if list(state["classes"]) != load_cues(self.language).phrases.names:
            raise ValueError("state was learned with another lexicon: its classes differ")
        self.tables_ = self._tables()
        for level, table in zip(_LEVELS, self.tables_, strict=True):
            prefix = f"{level}_"
            table.set_state(
                {k.removeprefix(prefix): v for k, v in state.items() if k.startswith(prefix)}
            )
        return self


def _pairs(
    classes: IntArray, roles: IntArray, first: IntArray, last: IntArray, n_classes: int
) -> tuple[IntArray, IntArray, IntArray]:
    """Return each class with the next role, and each role with the next class, as sequences.

    Every pair is followed by -1, so that none runs into the next; roles stand above the classes.
    """
    if len(classes) < 2:
        nothing = np.zeros(0, dtype=np.int64)
        return nothing, nothing, nothing
    lifted = np.where(roles >= 0, roles + n_classes, -1)
    end = np.full(len(classes) - 1, -1)
    symbols = np.stack([classes[:-1], lifted[1:], end, lifted[:-1], classes[1:], end], axis=1)
    places = [
        np.stack([x[:-1], x[1:], x[:-1], x[:-1], x[1:], x[:-1]], axis=1).ravel()
        for x in (first, last)
    ]
    return symbols.ravel(), places[0], places[1]
