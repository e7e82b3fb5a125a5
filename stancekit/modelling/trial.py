"""Naming the feature extractor that can't be used, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NoReturn

import numpy as np
from scipy import sparse

from stancekit.errors import FAULTS, PluginError, StancekitError, reason_of
from stancekit.features.base import FeatureExtractor, FeatureSet, as_statements
from stancekit.features.tokens import Tokens
from stancekit.modelling.origins import origin_of
from stancekit.statement import Statement

__all__ = ["fit_rows", "made_extractor", "mend_of", "rows_of"]

_CSR = "return scipy.sparse.csr_array(rows), one row a statement and one column a name"
_SIGNATURES = (
    "write fit(self, X, y=None), transform(self, X) and "
    "get_feature_names_out(self, input_features=None)"
)
_MEMBERS = (
    *("name", "version", "fit", "transform", "get_feature_names_out"),
    *("get_params", "get_state", "set_state"),
)
# Of the statements that were learned from, so many are looked at again.
_FEW = 2


def fit_rows(features: FeatureSet, items: Sequence[str | Statement], y: Any) -> Any:
    """Fit extractors and return the rows of the same statements.

    Parameters
    ----------
    features : FeatureSet
        Is fitted.
    items : sequence of str or Statement
        What to learn from.
    y : sequence
        The label of each.

    Raises
    ------
    PluginError
        If an extractor that isn't built in raises, or gives something else than rows with names.
    """
    try:
        rows = features.fit_transform(items, y)
    except FAULTS as error:  # a plugin may raise anything
        _raise_by_name(features, items, error, y=y, fit=True)
    few = as_statements(items[:_FEW])
    for name, member in _foreign(features):
        if fault := _fault_of(member, few):
            raise _named(name, member, *fault)
    if not np.isfinite(rows.data).all():
        for name, member in _foreign(features):
            found = sparse.csr_array(member.transform(as_statements(items)), dtype=float)
            if not np.isfinite(found.data).all():
                row = int(sparse.coo_array(found).coords[0][~np.isfinite(found.data)][0])
                text = getattr(items[row], "text", items[row])
                raise _named(
                    name,
                    member,
                    f"its transform gives NaN or infinity for {text!r:.50}",
                    "give 0 where there is nothing to count or divide by",
                )
    return rows


def rows_of(features: FeatureSet, tokens: Tokens) -> Any:
    """Return the rows of statements; where an extractor that isn't built in raises, it is named.

    Raises
    ------
    PluginError
        As said. Errors of stancekit's own, such as that of a time limit, are passed on.
    """
    try:
        return features.transform_tokens(tokens)
    except FAULTS as error:  # a plugin may raise anything
        _raise_by_name(features, tokens.items, error)


def made_extractor(
    factory: Any, what: str, registered: Sequence[str], *arguments: str
) -> FeatureExtractor:
    """Make an extractor, and see that training and saving can go on from it.

    Parameters
    ----------
    factory : callable
        The class, or a function that makes one.
    what : str
        How errors call it.
    registered : sequence of str
        The names by which a saved model can find an extractor.
    *arguments : str
        The file that it is made of, if any.

    Raises
    ------
    PluginError
        If it can't be made, isn't an extractor, or wouldn't be found by its name.
    """
    if not callable(factory):
        raise PluginError(f"{what} is no class but {factory!r:.60}; register the class")
    try:
        made: FeatureExtractor = factory(*arguments)
        lacking = [name for name in _MEMBERS if not hasattr(made, name)]
        params = {} if lacking else made.get_params(deep=False)
        again = made if lacking else type(made)(**params)
    except FAULTS as error:  # a plugin may raise anything
        if isinstance(error, StancekitError):
            raise
        mend = mend_of(error)
        if isinstance(error, TypeError) and mend == _SIGNATURES:
            mend = "give each parameter of its __init__ a default"
        raise PluginError(f"{what} can't be made: {reason_of(error)}; {mend}") from error
    if lacking:
        mend = "derive it from stancekit.features.base.FeatureExtractor, and give it a name"
        raise PluginError(f"{what} lacks {', '.join(lacking)}; {mend}")
    if made.name not in registered:
        raise PluginError(
            f"{what} has the name {made.name!r}, by which none is registered; use one name: a "
            "saved model looks the extractor up by it"
        )
    if not isinstance(made.version, str):
        raise PluginError(f"{what} has the version {made.version!r}; make it a text, such as '1'")
    for name, value in params.items():
        if getattr(again, name) is not value:
            raise PluginError(
                f"{what} doesn't keep {name!r} as its __init__ is given it; keep the arguments as "
                "they are, and do the work in fit or transform"
            )
    return made


def mend_of(error: BaseException) -> str:
    """Return what the author of an extractor can do about an error that it raises.

    Parameters
    ----------
    error : BaseException
        What its `fit`, `transform` or `get_feature_names_out` raised.
    """
    text = str(error)
    if isinstance(error, NotImplementedError):
        return "write transform and get_feature_names_out, which FeatureExtractor leaves to you"
    if isinstance(error, AttributeError) and ("'str' object" in text or "'Statement'" in text):
        return "go through as_statements(X), and read the text of each: statement.text"
    if isinstance(error, AttributeError) and text.endswith("_'"):
        return "let fit learn it, get_state return it and set_state take it up"
    if isinstance(error, AttributeError) and "object has no attribute" in text:
        return "keep each argument of __init__ under its own name, or mend the name"
    if isinstance(error, TypeError) and "positional argument" in text:
        return _SIGNATURES
    if isinstance(error, FileNotFoundError):
        return "name files from the module's own folder, Path(__file__).parent / 'name'"
    return "mend that line, or leave the extractor out"


def _foreign(features: FeatureSet) -> Iterator[tuple[str, FeatureExtractor]]:
    """Yield the extractors that aren't stancekit's own."""
    for name, member in features.extractors:
        if not (type(member).__module__ + ".").startswith("stancekit.features."):
            yield name, member


def _raise_by_name(
    features: FeatureSet,
    items: Sequence[str | Statement],
    error: BaseException,
    *,
    y: Any = None,
    fit: bool = False,
) -> NoReturn:
    """Find out, by trying each alone, which extractor raised `error`; without any, raise it."""
    if isinstance(error, (StancekitError, MemoryError)):
        raise error
    statements = as_statements(items)
    for name, member in _foreign(features):
        try:
            if fit:
                member.fit(statements, y)
            member.transform(statements)
        except (StancekitError, MemoryError):
            raise
        except FAULTS as found:
            what = f"it failed: {reason_of(found)}"
            raise _named(name, member, what, mend_of(found)) from found
        if fault := _fault_of(member, statements):
            raise _named(name, member, *fault) from error
    raise error


def _fault_of(member: FeatureExtractor, statements: list[Statement]) -> tuple[str, str] | None:
    """Say what is wrong with the rows and names of an extractor, and the mend."""
    try:
        rows = member.transform(statements)
        names = member.get_feature_names_out(None)
    except FAULTS as error:  # a plugin may raise anything
        if isinstance(error, StancekitError):
            raise
        return f"it failed: {reason_of(error)}", mend_of(error)
    if not sparse.issparse(rows) and not isinstance(rows, np.ndarray):
        return f"its transform gives {type(rows).__name__}, no CSR matrix", _CSR
    if names is None:
        return (
            "its get_feature_names_out gives None",
            "return the names of the columns, np.array([…], dtype=object)",
        )
    if rows.shape != (len(statements), len(names)):
        return (
            f"its transform gives shape {rows.shape} for {len(statements)} statements, and there "
            f"are {len(names)} names",
            _CSR,
        )
    return None


def _named(name: str, member: FeatureExtractor, what: str, mend: str) -> PluginError:
    what_of = f"feature extractor {name!r} of {origin_of(member)}"
    return PluginError(f"{what_of}: {what}; {mend}")
