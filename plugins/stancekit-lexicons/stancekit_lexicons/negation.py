"""Which places of a text are negated: those behind a negation word, in its clause."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from stancekit.features.tokens import IntArray, Tokens
from stancekit_lexicons.lexicon import Settings
from stancekit_lexicons.patterns import PatternTable, entry_sequences, forms

__all__ = ["Negation"]

_NEGATORS = (
    "not no never none nobody nothing nowhere neither nor without cannot hardly scarcely barely "
    "*n't cant dont wont"
).split()

# Behind these, the negation word negates nothing: "not only", "no doubt".
_EXCEPT = {
    "not": {"only", "just", "merely", "simply"},
    "no": {"doubt", "matter", "wonder"},
    "without": {"doubt"},
}

_MARKS = frozenset('.!?;:—()[]{}"…')
_CONJUNCTIONS = frozenset(
    "but however although though whereas while unless until because since so yet except".split()
)


class Negation:
    """Finds negated places.

    Parameters
    ----------
    settings : Settings
    """

    def __init__(self, settings: Settings) -> None:
        self._scope = settings.scope
        self._known: dict[str, tuple[bool, bool]] = {}
        given = _NEGATORS if settings.negators is None else settings.negators
        self._table = PatternTable(dict.fromkeys(entry_sequences(word)[0][0] for word in given))
        self._excepted = settings.negators is None

    def before(self, tokens: Tokens) -> npt.NDArray[np.bool_]:
        """Tell of each token of a batch whether an entry that begins there is negated."""
        size = len(tokens.ids)
        if not size:
            return np.zeros(0, dtype=bool)
        kinds = np.array([self._kind(word) for word in tokens.types], dtype=bool)[tokens.ids]
        at: IntArray = np.arange(size)
        negates = kinds[:, 0].copy()
        if self._excepted:
            self._leave_out(tokens, negates)
        last = np.maximum.accumulate(np.where(negates, at, -1))
        # Neither a bound nor a statement's beginning may stand between.
        bound = np.maximum.accumulate(np.where(kinds[:, 1], at, -1))
        last, bound = (np.concatenate(([-1], places[:-1])) for places in (last, bound))
        found = (last > bound) & (last >= tokens.starts[tokens.rows])
        if isinstance(self._scope, int):
            is_word = np.array([word[0].isalnum() for word in tokens.types], dtype=bool)
            before = np.cumsum(is_word[tokens.ids]) - is_word[tokens.ids]
            found &= before - before[last] <= self._scope
        return np.asarray(found)

    def _kind(self, word: str) -> tuple[bool, bool]:
        """Return whether a word negates, and whether it bounds a clause."""
        if word not in self._known:
            if len(self._known) > 1 << 16:
                self._known.clear()
            low = word.lower()
            negates = any(self._table.fitting(form) for form in forms(low))
            self._known[word] = negates, word in _MARKS or low in _CONJUNCTIONS
        return self._known[word]

    def _leave_out(self, tokens: Tokens, negates: npt.NDArray[np.bool_]) -> None:
        for place in np.flatnonzero(negates[:-1]).tolist():
            follows = _EXCEPT.get(tokens.types[tokens.ids[place]].lower())
            if follows and tokens.rows[place] == tokens.rows[place + 1]:
                negates[place] = tokens.types[tokens.ids[place + 1]].lower() not in follows
