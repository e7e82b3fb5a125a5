"""How a statement is built: length, mood, person, tense, quotation, headline form."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from stancekit.features.base import TokenExtractor
from stancekit.features.tokens import Tokens
from stancekit.statement import KINDS

__all__ = ["StatementStructure"]

_WORDS = {
    "first person": "i we me us my our mine ours myself ourselves",
    "second person": "you your yours",
    "he or she": "he she him her his hers",
    "they": "they them their theirs",
    "it": "it its",
    "will": "will shall ll",
    "would": "would",
    "may": "may might can could",
    "must": "must should ought has have need needs",
    "is": "is are am be",
    "was": "was were been",
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


_GROUPS = {name: words.split() for name, words in (_WORDS | _MARKS).items()}
_GROUP_OF = {form: i for i, forms in enumerate(_GROUPS.values()) for form in forms}
_PAST = len(_GROUPS)
_OTHER = _PAST + 1


def _group(form: str) -> int:
    """Return the group of a form: one of the lists, else whether it looks like a past tense."""
    past = len(form) > 4 and form.endswith("ed")
    return _GROUP_OF.get(form, _PAST if past else _OTHER)


def _is_word(form: str) -> bool:
    return form[0].isalnum()


class StatementStructure(TokenExtractor):
    """Features of form, which tell news from positions and bare reports from avowals.

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
    version = "1"

    def __init__(self, weight: float = 0.2, use_kind: bool = False) -> None:
        self.weight = weight
        self.use_kind = use_kind

    def get_feature_names_out(  # noqa: D102 - as the base
        self,
        input_features: Any = None,  # noqa: ARG002 - scikit-learn's signature
    ) -> npt.NDArray[np.object_]:
        names = [
            *_GROUPS,
            "past tense",
            "opens with quotation",
            "opens with capital",
            "no full stop",
            *(f"length < {n}" for n in _LENGTHS),
            "longer",
            "1 sentence",
            "2 sentences",
            "more sentences",
            *(f"kind {kind}" for kind in KINDS if self.use_kind),
        ]
        return np.array(names, dtype=object)

    def transform_tokens(self, tokens: Tokens) -> sparse.csr_array:
        """Return presence of each feature."""
        rows, size = tokens.rows, len(tokens)
        groups = tokens.of_types(_group, np.int64)
        cells = np.bincount(rows * (_OTHER + 1) + groups, minlength=size * (_OTHER + 1))
        columns = list(cells.reshape(size, _OTHER + 1).T[:_OTHER] > 0)
        words = np.bincount(rows[tokens.of_types(_is_word, np.bool_)], minlength=size)
        filled = np.diff(tokens.starts) > 0
        first = [tokens.types[i] if i >= 0 else " " for i in self._edge(tokens, filled, 0)]
        last = [tokens.types[i] if i >= 0 else " " for i in self._edge(tokens, filled, -1)]
        columns.append(np.array([word in "\"'" for word in first], dtype=bool))
        columns.append(np.array([word[0].isupper() for word in first], dtype=bool))
        stops = np.array([word in ".?!\"')" for word in last], dtype=bool)
        columns.append(~stops)
        bins = np.searchsorted(_LENGTHS, words, side="right")
        columns += [bins == i for i in range(len(_LENGTHS) + 1)]
        ends = tokens.of_types(frozenset(".?!").__contains__, np.bool_)
        sentences = np.bincount(rows[ends], minlength=size) + ~stops
        columns += [sentences <= 1, sentences == 2, sentences > 2]
        if self.use_kind:
            kinds = [None if isinstance(item, str) else item.kind for item in tokens.items]
            columns += [np.array([kind == name for kind in kinds], dtype=bool) for name in KINDS]
        block = sparse.csr_array(np.column_stack(columns).astype(np.float64))
        block.data *= self.weight
        return block

    @staticmethod
    def _edge(tokens: Tokens, filled: npt.NDArray[np.bool_], edge: int) -> list[int]:
        """Return the type of each statement's first (0) or last (-1) token; -1 if it has none."""
        place = tokens.starts[:-1] if edge == 0 else tokens.starts[1:] - 1
        found = np.full(len(tokens), -1)
        found[filled] = tokens.ids[place[filled]]
        return [int(i) for i in found]
