"""How a statement is built: length, mood, person, tense, quotation, headline form."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from stancekit.features.base import TokenExtractor
from stancekit.features.tokens import IntArray, Tokens
from stancekit.statement import KINDS

__all__ = ["StatementStructure"]

_WORDS = {
    "first person": "i we me us my our mine ours myself ourselves",
    "second person": "you your yours",
    "he or she": "he she him her his hers",
    "they": "they them theirs",
    "it": "it its",
    "will": "will shall ll",
    "would": "would",
    "may": "may might can could",
    "must": "must should ought has need needs",
    "is": "is am be",
    "was": "was been",
    "had": "had",
    "negation": "not no never nor neither none nobody nothing without",
    "connective": "if unless until once when before after while because although though but",
    "said": "said says told tells saying say",
    "claimed": "claimed claims argued argues insisted insists maintained warned warns",
    "announced": "announced announces declared declares stated states confirmed confirms",
    "reported": "reported reports according quoted",
    "spokesman": "spokesman spokeswoman spokesperson office statement communique ministry",
    "clause": "that which who whom whose where",
    "and": "and or",
    "number": "0",
    "let": "let",
}
_MARKS = {
    "quotation": '"',
    "question": "?",
    "exclamation": "!",
    "comma": ",",
    "colon": ":",
    "semicolon": ";",
    "dash": "—",
    "parenthesis": "(",
}
_LENGTHS = (6, 10, 15, 20, 27, 35, 50)


GROUPS = {name: words.split() for name, words in (_WORDS | _MARKS).items()}
_GROUP_OF = {form: i for i, forms in enumerate(GROUPS.values()) for form in forms}
_PAST = len(GROUPS)
OTHER = _PAST + 1


def group(form: str) -> int:
    """Return the group of a form: one of the lists, else whether it looks like a past tense."""
    past = len(form) > 4 and form.endswith("ed")
    return _GROUP_OF.get(form, _PAST if past else OTHER)


def is_word(form: str) -> bool:
    """Tell a word or number from a mark."""
    return form[0].isalnum()


ends_sentence = frozenset(".?!").__contains__


def opening(word: str) -> int:
    """Return 1 for a quotation mark, 2 for a capital, else 0."""
    return 1 if word in "\"'" else 2 if word[0].isupper() else 0


def closes(word: str) -> bool:
    """Tell whether a statement that ends with this word or mark ends as a sentence does."""
    return word in ".?!\"')"


_SHAPE_NAMES = [
    "opens with quotation",
    "opens with capital",
    "no full stop",
    *(f"length < {n}" for n in _LENGTHS),
    "longer",
    "1 sentence",
    "2 sentences",
    "more sentences",
]
_SHAPE_SIZES = (3, 2, len(_LENGTHS) + 1, 3)


def shapes(opened: IntArray, closed: IntArray, words: IntArray, ends: IntArray) -> IntArray:
    """Return the number of each statement's shape, a row of `SHAPE_COLUMNS`.

    Parameters
    ----------
    opened, closed : array of int
        What `opening` and `closes` say of the first and last token, 0 without one.
    words, ends : array of int
        How many tokens `is_word` and `ends_sentence` hold for.
    """
    length = np.searchsorted(_LENGTHS, words, side="right")
    sentences = np.minimum(np.maximum(ends + 1 - closed, 1), 3) - 1
    number = ((opened * 2 + closed) * _SHAPE_SIZES[2] + length) * 3 + sentences
    return np.asarray(number, dtype=np.int64)


def _shape_columns() -> npt.NDArray[np.bool_]:
    opened, closed, length, sentences = np.indices(_SHAPE_SIZES).reshape(4, -1)
    columns = [opened == 1, opened == 2, closed == 0]
    columns += [length == i for i in range(_SHAPE_SIZES[2])]
    columns += [sentences == i for i in range(3)]
    return np.column_stack(columns)


SHAPE_COLUMNS = _shape_columns()


class StatementStructure(TokenExtractor):
    """Features of form, which tell news from positions and bare reports from avowals.

    Counts and marks of presence, damped as :attr:`Tokens.damping` says.

    Parameters
    ----------
    weight : float
        Factor on all values.
    use_kind : bool
        Whether to use the statement's `kind` where extraction gave one. A model that is trained on
        statements with kinds must then be given kinds.

    Examples
    --------
    >>> form = StatementStructure()
    >>> row = form.transform(["Will we talk?"]).toarray()[0]
    >>> form.get_feature_names_out()[row > 0].tolist()
    ['first person', 'will', 'question', 'opens with capital', 'length < 6', '1 sentence']
    """

    name = "form"
    version = "2"

    def __init__(self, weight: float = 0.9, use_kind: bool = False) -> None:
        self.weight = weight
        self.use_kind = use_kind

    def get_feature_names_out(  # noqa: D102 - as the base
        self,
        input_features: Any = None,  # noqa: ARG002 - scikit-learn's signature
    ) -> npt.NDArray[np.object_]:
        names = [*GROUPS, "past tense", *_SHAPE_NAMES]
        names += [f"kind {kind}" for kind in KINDS if self.use_kind]
        return np.array(names, dtype=object)

    def transform_tokens(self, tokens: Tokens) -> sparse.csr_array:
        """Return the damped values of each feature."""
        rows, size = tokens.rows, len(tokens)
        groups = tokens.of_types(group, np.int64)
        cells = np.bincount(rows * (OTHER + 1) + groups, minlength=size * (OTHER + 1))
        words = np.bincount(rows[tokens.of_types(is_word, np.bool_)], minlength=size)
        ends = np.bincount(rows[tokens.of_types(ends_sentence, np.bool_)], minlength=size)
        filled = np.flatnonzero(np.diff(tokens.starts))
        opened, closed = np.zeros((2, size), dtype=np.int64)
        first, last = tokens.starts[:-1][filled], tokens.starts[1:][filled] - 1
        opened[filled] = [opening(tokens.types[i]) for i in tokens.ids[first]]
        closed[filled] = [closes(tokens.types[i]) for i in tokens.ids[last]]
        shape = SHAPE_COLUMNS[shapes(opened, closed, words, ends)]
        columns = [*cells.reshape(size, OTHER + 1).T[:OTHER], *shape.T]
        if self.use_kind:
            kinds = [None if isinstance(item, str) else item.kind for item in tokens.items]
            columns += [np.array([kind == name for kind in kinds], dtype=bool) for name in KINDS]
        factors = self.weight * tokens.damping
        return sparse.csr_array(np.column_stack(columns) * factors[:, None])
