"""What a feature extractor is, and the ordered union of several.

Extractors follow scikit-learn's conventions without importing it: parameters are those of
``__init__``, ``fit`` learns, ``transform`` gives one sparse row a statement. They clone, and work
in pipelines and grid searches.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any, ClassVar, Self

import numpy as np
import numpy.typing as npt
from scipy import sparse

from stancekit.features.tokens import IntArray, Tokens
from stancekit.statement import Statement

__all__ = ["FeatureExtractor", "FeatureSet", "TokenExtractor", "as_statements", "check_items"]

Location = tuple[int, int, int]


def check_items(X: Any) -> list[str | Statement]:
    """Return the items of `X` as a list, or refuse it with a reason.

    Parameters
    ----------
    X : sequence of str or Statement
        List, tuple, one-dimensional array, Series or the like.

    Raises
    ------
    TypeError
        If `X` is a bare string or no sequence, or an item is neither str nor Statement.
    ValueError
        If `X` has more than one dimension, or none.
    """
    if isinstance(X, (str, bytes, bytearray, Statement)):
        raise TypeError(
            f"expected a sequence of statements, got a single {type(X).__name__}; put it in a list"
        )
    dimensions = getattr(X, "ndim", 1)
    if dimensions != 1:
        raise ValueError(
            f"expected a one-dimensional sequence of statements, got {type(X).__name__} with "
            f"{dimensions} dimensions; pass a single column"
        )
    if (
        isinstance(X, (Mapping, Set, Iterator))
        or not hasattr(X, "__len__")
        or not hasattr(X, "__getitem__")
    ):
        raise TypeError(f"expected a sequence of str or Statement, not {type(X).__name__}")
    items = X if type(X) is list else X.tolist() if isinstance(X, np.ndarray) else list(X)
    if not {str, Statement}.issuperset(map(type, items)):  # the quick answer for plain lists
        for index, item in enumerate(items):
            if not isinstance(item, (str, Statement)):
                raise TypeError(
                    f"item {index} is {type(item).__name__}, not str or Statement: {item!r:.60}"
                )
    return items


def as_statements(X: Any) -> list[Statement]:
    """Return `X` as a list of statements; strings become statements that stand alone.

    Parameters
    ----------
    X : sequence of str or Statement
        List, tuple, one-dimensional array, Series or the like.

    Raises
    ------
    TypeError, ValueError
        If `X` isn't a one-dimensional sequence of str or Statement.

    Examples
    --------
    >>> [statement.end for statement in as_statements(["Talks are on.", "No."])]
    [13, 3]
    """
    return [
        item if isinstance(item, Statement) else Statement(0, len(item), str(item))
        for item in check_items(X)
    ]


class FeatureExtractor:
    """Base of all feature extractors.

    A subclass sets `name` and `version`, stores each ``__init__`` argument under its own name and
    writes :meth:`transform` and :meth:`get_feature_names_out`. One that learns writes :meth:`fit`,
    :meth:`get_state` and :meth:`set_state` too. It uses only the text and what extraction found.
    """

    name: ClassVar[str]
    version: ClassVar[str] = "1"

    @classmethod
    def _parameters(cls) -> list[str]:
        if cls.__init__ is object.__init__:
            return []
        return [name for name in inspect.signature(cls.__init__).parameters if name != "self"]

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """Return the parameters by name; with `deep`, those of nested extractors too."""
        params: dict[str, Any] = {}
        for name in self._parameters():
            value = getattr(self, name)
            params[name] = value
            if deep and hasattr(value, "get_params") and not isinstance(value, type):
                params |= {f"{name}__{key}": item for key, item in value.get_params().items()}
        return params

    def set_params(self, **params: Any) -> Self:
        """Set parameters by name; ``part__name`` reaches into a nested extractor.

        Raises
        ------
        ValueError
            If there is no such parameter.
        """
        valid = self.get_params()
        nested: dict[str, dict[str, Any]] = {}
        for key, value in params.items():
            name, inner, rest = key.partition("__")
            if name not in valid:
                raise ValueError(
                    f"{type(self).__name__} has no parameter {name!r}; "
                    f"it has {', '.join(valid) or 'none'}"
                )
            if inner:
                nested.setdefault(name, {})[rest] = value
            else:
                self._set_param(name, value)
        for name, inner_params in nested.items():
            self.get_params()[name].set_params(**inner_params)
        return self

    def _set_param(self, name: str, value: Any) -> None:
        setattr(self, name, value)

    def fit(self, X: Any, y: Any = None) -> Self:  # noqa: ARG002 - scikit-learn's signature
        """Learn from statements; the base learns nothing and only checks `X`.

        Parameters
        ----------
        X : sequence of str or Statement
            Statements.
        y : sequence, optional
            Labels.
        """
        check_items(X)
        return self

    def transform(self, X: Any) -> sparse.csr_array:
        """Return one row of features a statement.

        Parameters
        ----------
        X : sequence of str or Statement
            Statements.
        """
        raise NotImplementedError

    def fit_transform(self, X: Any, y: Any = None) -> sparse.csr_array:
        """Fit, then transform the same statements."""
        return self.fit(X, y).transform(X)

    def get_feature_names_out(self, input_features: Any = None) -> npt.NDArray[np.object_]:
        """Return the names of the columns, each once."""
        raise NotImplementedError

    def get_state(self) -> dict[str, Any]:
        """Return what `fit` learned, as JSON values and numpy arrays; empty if stateless."""
        return {}

    def set_state(self, state: Mapping[str, Any]) -> Self:
        """Take up what :meth:`get_state` gave."""
        if state:
            raise ValueError(f"{type(self).__name__} learns nothing, yet was given a state")
        return self

    def locate(self, statement: Statement | str) -> list[Location]:  # noqa: ARG002 - for subclasses
        """Return where features stand: ``(column, start, end)``, offsets into the text.

        Features that stand nowhere in particular (a length, a mood) are left out.
        """
        return []

    def __repr__(self) -> str:
        shown = ", ".join(f"{k}={v!r}" for k, v in self.get_params(deep=False).items())
        return f"{type(self).__name__}({shown})"

    def __sklearn_is_fitted__(self) -> bool:
        return True

    def __sklearn_tags__(self) -> Any:
        # Only scikit-learn calls this, so only here is it imported.
        from sklearn.utils import InputTags, Tags, TargetTags, TransformerTags

        return Tags(
            estimator_type=None,
            target_tags=TargetTags(required=False),
            transformer_tags=TransformerTags(),
            input_tags=InputTags(one_d_array=True, two_d_array=False, string=True),
            no_validation=True,
        )


class TokenExtractor(FeatureExtractor):
    """An extractor that works on tokens, which a :class:`FeatureSet` splits once for all of them.

    A subclass writes ``fit_tokens`` (if it learns), ``transform_tokens`` and, for evidence,
    ``locate_tokens``.
    """

    def fit_tokens(self, tokens: Tokens, y: Any = None) -> Self:  # noqa: ARG002 - for subclasses
        """Learn from tokenised statements."""
        return self

    def transform_tokens(self, tokens: Tokens) -> sparse.csr_array:
        """Return one row of features a tokenised statement."""
        raise NotImplementedError

    def locate_tokens(self, tokens: Tokens) -> IntArray:  # noqa: ARG002 - for subclasses
        """Return a row ``(column, first token, end token)`` for each place of a feature.

        Tokens are counted over the batch.
        """
        return np.zeros((0, 3), dtype=np.int64)

    def fit(self, X: Any, y: Any = None) -> Self:  # noqa: D102 - as the base
        return self.fit_tokens(Tokens(check_items(X)), y)

    def transform(self, X: Any) -> sparse.csr_array:  # noqa: D102 - as the base
        return self.transform_tokens(Tokens(check_items(X)))

    def fit_transform(self, X: Any, y: Any = None) -> sparse.csr_array:  # noqa: D102 - as the base
        tokens = Tokens(check_items(X))
        return self.fit_tokens(tokens, y).transform_tokens(tokens)

    def locate(self, statement: Statement | str) -> list[Location]:  # noqa: D102 - as the base
        tokens = Tokens([statement])
        spans = tokens.spans(0)
        return [
            (column, spans[first][0], spans[end - 1][1])
            for column, first, end in self.locate_tokens(tokens).tolist()
        ]


class FeatureSet(FeatureExtractor):
    """Ordered union of named extractors.

    Parameters
    ----------
    extractors : sequence of (str, FeatureExtractor)
        Name and extractor; columns stand in this order, named ``"name:feature"``.

    Raises
    ------
    ValueError
        On use, if names repeat or contain ``":"`` or ``"__"``.

    Examples
    --------
    >>> from stancekit.features import WordNgrams
    >>> features = FeatureSet([("words", WordNgrams(min_df=1))]).fit(["Talks now", "no talks"])
    >>> features.transform(["talks"]).shape
    (1, 5)
    """

    name = "set"

    def __init__(self, extractors: Sequence[tuple[str, FeatureExtractor]]) -> None:
        self.extractors = extractors

    def _members(self) -> list[tuple[str, FeatureExtractor]]:
        members = [(str(name), member) for name, member in self.extractors]
        names = [name for name, _ in members]
        for name in names:
            if names.count(name) > 1 or ":" in name or "__" in name or name == "extractors":
                raise ValueError(f"a feature set can't have an extractor named {name!r} here")
        return members

    def get_params(self, deep: bool = True) -> dict[str, Any]:  # noqa: D102 - as the base
        params: dict[str, Any] = {"extractors": self.extractors}
        if deep:
            for name, member in self._members():
                params[name] = member
                params |= {f"{name}__{k}": v for k, v in member.get_params().items()}
        return params

    def _set_param(self, name: str, value: Any) -> None:
        if name == "extractors":
            self.extractors = value
        else:
            self.extractors = [(n, value if n == name else m) for n, m in self._members()]

    def fit(self, X: Any, y: Any = None) -> Self:  # noqa: D102 - as the base
        self._fit(Tokens(check_items(X)), y)
        return self

    def _fit(self, tokens: Tokens, y: Any) -> None:
        for _, member in self._members():
            if isinstance(member, TokenExtractor):
                member.fit_tokens(tokens, y)
            else:
                member.fit(as_statements(tokens.items), y)

    def transform(self, X: Any) -> sparse.csr_array:  # noqa: D102 - as the base
        return self.transform_tokens(Tokens(check_items(X)))

    def transform_tokens(self, tokens: Tokens) -> sparse.csr_array:
        """Return one row of features a statement, whose tokens may serve for evidence too."""
        blocks = [
            member.transform_tokens(tokens)
            if isinstance(member, TokenExtractor)
            else member.transform(as_statements(tokens.items))
            for _, member in self._members()
        ]
        if not blocks:
            return sparse.csr_array((len(tokens), 0), dtype=np.float64)
        if len(blocks) == 1:
            return sparse.csr_array(blocks[0])
        return sparse.csr_array(sparse.hstack(blocks, format="csr", dtype=np.float64))

    def fit_transform(self, X: Any, y: Any = None) -> sparse.csr_array:  # noqa: D102 - as the base
        tokens = Tokens(check_items(X))
        self._fit(tokens, y)
        return self.transform_tokens(tokens)

    def get_feature_names_out(  # noqa: D102 - as the base
        self, input_features: Any = None
    ) -> npt.NDArray[np.object_]:
        names = [
            f"{name}:{feature}"
            for name, member in self._members()
            for feature in member.get_feature_names_out(input_features)
        ]
        return np.array(names, dtype=object)

    def get_state(self) -> dict[str, Any]:  # noqa: D102 - as the base
        return {name: member.get_state() for name, member in self._members()}

    def set_state(self, state: Mapping[str, Any]) -> Self:  # noqa: D102 - as the base
        members = self._members()
        names = [name for name, _ in members]
        if sorted(state) != sorted(names):
            raise ValueError(f"state is for extractors {sorted(state)}, not {sorted(names)}")
        for name, member in members:
            member.set_state(state[name])
        return self

    def locate(self, statement: Statement | str) -> list[Location]:  # noqa: D102 - as the base
        found: list[Location] = []
        offset = 0
        for _, member in self._members():
            found += [
                (offset + column, start, end) for column, start, end in member.locate(statement)
            ]
            offset += len(member.get_feature_names_out())
        return found

    def __sklearn_is_fitted__(self) -> bool:
        return all(member.__sklearn_is_fitted__() for _, member in self._members())
