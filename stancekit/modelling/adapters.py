"""Transformers of scikit-learn as feature extractors."""

from __future__ import annotations

import importlib.metadata
import sys
import warnings
from collections.abc import Callable, Mapping
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from scipy import sparse

from stancekit.features.base import FeatureExtractor, as_statements
from stancekit.modelling.fitted import decode_fitted, encode_fitted
from stancekit.statement import Statement

__all__ = ["TransformerFeatures", "from_sklearn"]


class TransformerFeatures(FeatureExtractor):
    """What a transformer gives, as features; see :func:`from_sklearn`.

    Called, it gives an unfitted copy, as a class of extractors would: the object itself can be
    registered as a component.

    Parameters
    ----------
    transformer : transformer
        Stays unfitted; its parameters are set as ``transformer__min_df`` and the like.
    name, version : str
    of : callable, optional
        What of a statement the transformer gets; its text where it is left out.
    module : str, optional
        Where it was made: what a model names the plugin or script by.
    """

    def __init__(
        self,
        transformer: Any,
        name: str,
        version: str = "1",
        of: Callable[[Statement], Any] | None = None,
        module: str | None = None,
    ) -> None:
        self.transformer = transformer
        self.name = name  # type: ignore[misc] # each has its own; the base has it on the class
        self.version = version  # type: ignore[misc] # as above
        self.of = of
        self.module = module
        if module is not None:
            self.__module__ = module

    def __call__(self) -> TransformerFeatures:
        """Return an unfitted copy."""
        from sklearn.base import clone

        made: TransformerFeatures = clone(self)
        return made

    def _inputs(self, X: Any) -> list[Any]:
        of = self.of
        return [s.text if of is None else of(s) for s in as_statements(X)]

    def fit(self, X: Any, y: Any = None) -> Self:
        """Fit a clone of the transformer, `transformer_`.

        Parameters
        ----------
        X : sequence of str or Statement
            Statements.
        y : sequence, optional
            Labels, for transformers that choose by them.
        """
        from sklearn import config_context
        from sklearn.base import clone

        with config_context(transform_output="default"):  # whatever the user has set for all
            self.transformer_ = clone(self.transformer).fit(self._inputs(X), y)
        return self

    def transform(self, X: Any) -> sparse.csr_array:
        """Return one row of features a statement.

        Parameters
        ----------
        X : sequence of str or Statement
            Statements.

        Raises
        ------
        sklearn.exceptions.NotFittedError
            Before :meth:`fit`.
        """
        from sklearn import config_context
        from sklearn.exceptions import NotFittedError

        if not hasattr(self, "transformer_"):
            raise NotFittedError(f"the extractor {self.name!r} isn't fitted; call fit first")
        inputs = self._inputs(X)
        if not inputs:  # which many transformers refuse
            return sparse.csr_array((0, len(self.get_feature_names_out())), dtype=np.float64)
        with config_context(transform_output="default"):
            found = self.transformer_.transform(inputs)
        if not sparse.issparse(found):
            found = np.asarray(found, dtype=np.float64)
            if found.ndim != 2:
                raise ValueError(
                    f"{type(self.transformer).__name__} gives {found.ndim} dimensions, not 2"
                )
        return sparse.csr_array(found, dtype=np.float64)

    def get_feature_names_out(
        self,
        input_features: Any = None,  # noqa: ARG002 - scikit-learn's signature
    ) -> npt.NDArray[np.object_]:
        """Return the transformer's names of its columns, or their numbers where it has none."""
        if hasattr(self.transformer_, "get_feature_names_out"):
            try:
                return np.asarray(self.transformer_.get_feature_names_out(), dtype=object)
            except (AttributeError, ValueError):  # a pipeline may have the method, its steps not
                pass
        width = self.transformer_.transform(self._inputs(["x"])).shape[1]
        return np.array([str(number) for number in range(width)], dtype=object)

    def get_state(self) -> dict[str, Any]:  # noqa: D102 - as the base
        if not hasattr(self, "transformer_"):
            return {}
        return {
            "made_with": _made_with(self.transformer),
            "fitted": encode_fitted(self.transformer_, self.transformer),
        }

    def set_state(self, state: Mapping[str, Any]) -> Self:  # noqa: D102 - as the base
        was, now = state["made_with"], _made_with(self.transformer)
        self.transformer_ = decode_fitted(state["fitted"], self.transformer)
        if was != now:
            warnings.warn(
                f"the feature extractor {self.name!r} was fitted with {was}, and {now} is here; "
                "its features may differ",
                UserWarning,
                stacklevel=2,
            )
        return self

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, "transformer_")


def _made_with(transformer: object) -> str:
    top = type(transformer).__module__.partition(".")[0]
    if top == "sklearn":
        return f"scikit-learn {importlib.metadata.version('scikit-learn')}"
    return f"{top} {getattr(sys.modules[top], '__version__', '')}".strip()


def from_sklearn(
    transformer: Any,
    name: str,
    *,
    version: str = "1",
    of: Callable[[Statement], Any] | None = None,
) -> TransformerFeatures:
    """Make a feature extractor of a transformer, or pipeline of transformers, of scikit-learn.

    A model that is trained with it keeps what the transformer has learned as numbers, texts and
    arrays, not as a pickle. It is read back into a transformer that the same call makes: register
    the result under `name`, in a plugin or a script, to load such a model. Transformers whose
    fitted attributes are of other kinds (trees, functions that aren't parameters) can't be saved,
    which is said when it is tried. Features made so are no evidence, as they stand nowhere.

    Parameters
    ----------
    transformer : transformer
        It is given a list of texts, and gives a matrix, sparse or dense.
    name : str
        How users select the extractor.
    version : str
        To be changed whenever the features can change.
    of : callable, optional
        What of a :class:`Statement` the transformer gets instead of the text, such as a dict of
        its speaker and kind for `DictVectorizer`.

    Returns
    -------
    TransformerFeatures

    Raises
    ------
    TypeError
        If `transformer` can't be fitted, or transforms nothing.

    Examples
    --------
    >>> from sklearn.feature_extraction.text import TfidfVectorizer
    >>> letters = from_sklearn(TfidfVectorizer(analyzer="char", ngram_range=(2, 3)), "letters")
    >>> letters.fit(["Talks now", "No talks"]).transform(["Talks"]).shape
    (1, 20)
    """
    needed = ("fit", "transform", "get_params")
    if isinstance(transformer, type) or not all(hasattr(transformer, part) for part in needed):
        raise TypeError(f"a transformer of scikit-learn is needed, not {transformer!r:.80}")
    module = sys._getframe(1).f_globals.get("__name__")
    return TransformerFeatures(transformer, name, version, of, module)
