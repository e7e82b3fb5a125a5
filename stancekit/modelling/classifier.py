"""The scikit-learn estimator: text in, stances out."""

from __future__ import annotations

import copy
import warnings
from collections.abc import Mapping, Sequence
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, column_or_1d

from stancekit.errors import SchemeError
from stancekit.features import default_features
from stancekit.features.base import FeatureExtractor, FeatureSet, check_items
from stancekit.modelling.calibration import (
    Calibration,
    CalibrationMethod,
    fit_calibration,
    softmax,
)
from stancekit.modelling.conformal import fit_thresholds, label_mask
from stancekit.modelling.folds import group_names, grouped_folds
from stancekit.modelling.head import LinearHead
from stancekit.modelling.linear import LinearModel, linear_scores
from stancekit.modelling.trial import fit_rows
from stancekit.stance import DIPLOMACY, StanceScheme
from stancekit.statement import Statement

__all__ = ["StanceClassifier"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.intp]
Items = list[str | Statement]
Extractors = FeatureExtractor | Sequence[str] | Sequence[tuple[str, FeatureExtractor]]


class StanceClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc] # no types published
    """Decide the stance of statements: features, a linear head, calibrated probabilities.

    It works wherever scikit-learn takes a classifier: `clone`, `cross_val_score`, `GridSearchCV`,
    `Pipeline`. `X` is any one-dimensional sequence of str or Statement: a list, an array, a
    Series. Fitting is deterministic; there is no random state to set.

    Parameters
    ----------
    extractors : FeatureSet, FeatureExtractor, sequence of str or of (str, FeatureExtractor)
        What turns statements into features. Names choose among the built-in ones; None takes
        all of these.
    C : float
        Inverse strength of the penalty on the weights. The default did best on the shipped seeds,
        by cross-validation over topics.
    class_weight : mapping or "balanced", optional
        How much each label's statements count; None takes them as they come.
    calibrate : {"temperature", "vector"}, optional
        How scores become probabilities, fitted on out-of-fold scores. None leaves them as the
        logistic regression gives them, rules no label out, and fits several times faster.
    coverage : float
        Share of the statements of each label whose label set is to hold it.
    n_folds : int
        Number of folds for calibration.
    max_iter : int
        Most steps of the optimiser.
    tol : float
        How small the gradient must be to stop.

    Attributes
    ----------
    classes_ : ndarray of shape (n_labels,)
        The labels, sorted.
    features_ : FeatureSet
        Fitted extractors; `get_feature_names_out` names the rows of `weights_`.
    weights_ : ndarray of shape (n_features, n_labels)
        What each feature adds to each label's score.
    bias_ : ndarray of shape (n_labels,)
        Score of each label where no feature is found.
    calibration_ : Calibration
        From scores to probabilities.
    thresholds_ : ndarray of shape (n_labels,)
        Lowest probability with which each label stays in the label set.
    n_iter_ : int
        Steps that the optimiser took.

    Examples
    --------
    >>> texts = ["We want talks", "We refuse talks", "We welcome talks", "No talks, we refuse"]
    >>> classifier = StanceClassifier(calibrate=None).fit(texts, ["yes", "no", "yes", "no"])
    >>> classifier.predict(["They refuse talks"]).tolist()
    ['no']
    """

    def __init__(
        self,
        extractors: Extractors | None = None,
        *,
        C: float = 4.0,
        class_weight: Mapping[Any, float] | Literal["balanced"] | None = None,
        calibrate: CalibrationMethod | None = "temperature",
        coverage: float = 0.9,
        n_folds: int = 5,
        max_iter: int = 1000,
        tol: float = 1e-4,
    ) -> None:
        self.extractors = extractors
        self.C = C
        self.class_weight = class_weight
        self.calibrate = calibrate
        self.coverage = coverage
        self.n_folds = n_folds
        self.max_iter = max_iter
        self.tol = tol

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.one_d_array = True
        tags.input_tags.two_d_array = False
        tags.input_tags.string = True
        return tags

    def fit(
        self,
        X: Any,
        y: Any,
        sample_weight: Any = None,
        groups: Any = None,
    ) -> Self:
        """Learn from labelled statements.

        Parameters
        ----------
        X : sequence of str or Statement
            Statements.
        y : sequence
            The label of each.
        sample_weight : sequence of float, optional
            How much each counts.
        groups : sequence, optional
            What ties statements together (topic, document, author); calibration never has a
            group on both sides. By default statements with the same text are a group.

        Raises
        ------
        TypeError, ValueError
            If X, y, the weights or the groups can't be used as they are.
        PluginError
            If an extractor that isn't built in raises, or gives no rows with a name a column.
        """
        items = check_items(X)
        self.classes_, codes = _check_labels(y, len(items))
        weight = _check_weights(sample_weight, len(items))
        names = group_names(groups, items)
        features = self._unfitted_features()
        self.features_ = features
        self.weights_, self.bias_, self.n_iter_ = self._fit_head(
            fit_rows(features, items, self.classes_[codes]), codes, weight
        )
        n_labels = len(self.classes_)
        self.calibration_ = Calibration.identity(n_labels)
        self.thresholds_ = np.zeros(n_labels)
        if self.calibrate is not None:
            self._calibrate(self.calibrate, items, codes, weight, names)
        return self

    def decision_function(self, X: Any) -> FloatArray:
        """Return calibrated scores, one column a label; for two labels, how far the second leads.

        Parameters
        ----------
        X : sequence of str or Statement
            Statements.
        """
        logits = self._logits(X)
        return logits[:, 1] - logits[:, 0] if logits.shape[1] == 2 else logits

    def predict(self, X: Any) -> NDArray[Any]:
        """Return the label of each statement.

        Parameters
        ----------
        X : sequence of str or Statement
            Statements.
        """
        logits = self._logits(X)
        return np.asarray(self.classes_[logits.argmax(axis=1)])

    def predict_proba(self, X: Any) -> FloatArray:
        """Return calibrated probabilities, one column a label in the order of `classes_`.

        Parameters
        ----------
        X : sequence of str or Statement
            Statements.
        """
        return softmax(self._logits(X))

    def predict_set(self, X: Any) -> list[tuple[Any, ...]]:
        """Return, for each statement, the labels that can't be ruled out.

        Parameters
        ----------
        X : sequence of str or Statement
            Statements.
        """
        mask = label_mask(self.predict_proba(X), self.thresholds_)
        return [tuple(self.classes_[row].tolist()) for row in mask]

    def to_model(
        self,
        *,
        name: str,
        version: str = "1",
        scheme: StanceScheme | None = None,
        **details: Any,
    ) -> LinearModel:
        """Return the fitted model that predicts, and is saved, without scikit-learn.

        Parameters
        ----------
        name, version : str
            How the model is called.
        scheme : StanceScheme, optional
            With exactly the labels learned, as text (``"1"`` for 1); the diplomacy scheme if None.
        **details
            `training`, `metrics`, `card` and `origins` of :class:`LinearModel`.

        Raises
        ------
        SchemeError
            If the labels learned aren't those of the scheme.
        """
        check_is_fitted(self)
        scheme = DIPLOMACY if scheme is None else scheme
        learned = [str(label) for label in self.classes_.tolist()]
        for label in learned:
            if label not in scheme.labels:
                raise SchemeError(
                    f"scheme {scheme.name!r} has no label {label!r}, which the training "
                    f"statements carry; it has {', '.join(scheme.labels)}: give yours as scheme="
                )
        for label in scheme.labels:
            if label not in learned:
                raise SchemeError(
                    f"no training statement carries {label!r}, a label of scheme {scheme.name!r}; "
                    "label some, or name a scheme without it"
                )
        order = [learned.index(label) for label in scheme.labels]
        return LinearModel(
            name=name,
            version=version,
            scheme=scheme,
            features=copy.copy(self.features_),
            weights=self.weights_[:, order],
            bias=self.bias_[order],
            calibration=Calibration(
                self.calibration_.slope[order], self.calibration_.offset[order]
            ),
            thresholds=None if self.calibrate is None else self.thresholds_[order],
            coverage=None if self.calibrate is None else self.coverage,
            **details,
        )

    def _logits(self, X: Any) -> FloatArray:
        check_is_fitted(self)
        blocks = [
            scores for _, _, scores in linear_scores(self.features_, self.weights_, self.bias_, X)
        ]
        scores = np.concatenate(blocks) if blocks else np.zeros((0, len(self.classes_)))
        return self.calibration_.apply(scores)

    def _unfitted_features(self) -> FeatureSet:
        """Return a feature set of its own: what is fitted is never the caller's object."""
        chosen = self.extractors
        if chosen is None:
            return default_features()
        if isinstance(chosen, FeatureSet):
            return copy.deepcopy(chosen)
        if isinstance(chosen, FeatureExtractor):
            return FeatureSet([(chosen.name, copy.deepcopy(chosen))])
        if isinstance(chosen, str):
            raise TypeError(f"extractors is a list of names; write [{chosen!r}]")
        built_in = dict(default_features().extractors)
        members: list[tuple[str, FeatureExtractor]] = []
        for item in chosen:
            if isinstance(item, str):
                if item not in built_in:
                    raise ValueError(
                        f"no built-in feature extractor is called {item!r}; there are "
                        f"{', '.join(built_in)}"
                    )
                members.append((item, built_in[item]))
            else:
                members.append((item[0], copy.deepcopy(item[1])))
        return FeatureSet(members)

    def _fit_head(
        self, matrix: Any, codes: IntArray, weight: FloatArray | None
    ) -> tuple[FloatArray, FloatArray, int]:
        if not matrix.shape[1]:
            raise ValueError(
                "the feature extractors found nothing to learn from: the statements are too few, "
                "or have no word in common"
            )
        n_labels = len(self.classes_)
        class_weight = self.class_weight
        if isinstance(class_weight, Mapping):
            position = {label: code for code, label in enumerate(self.classes_.tolist())}
            if unknown := [label for label in class_weight if label not in position]:
                raise ValueError(f"class_weight names {unknown[0]!r}, which isn't among the labels")
            class_weight = {position[label]: w for label, w in class_weight.items()}
        head = LinearHead(
            self.C, class_weight=class_weight, max_iter=self.max_iter, tol=self.tol
        ).fit(matrix, codes, weight)
        weights, bias = head.coef_.T, head.intercept_
        if n_labels == 2:
            # One column says how far the second label leads; the softmax needs one for each.
            weights, bias = np.hstack([-weights, weights]) / 2, np.hstack([-bias, bias]) / 2
        return np.ascontiguousarray(weights), bias, int(np.max(head.n_iter_))

    def _calibrate(
        self,
        method: CalibrationMethod,
        items: Items,
        codes: IntArray,
        weight: FloatArray | None,
        groups: Sequence[str],
    ) -> None:
        scores = self._out_of_fold_scores(items, codes, weight, groups)
        usable = ~np.isnan(scores).any(axis=1)
        if weight is not None:
            usable &= weight > 0
        if not usable.all():
            warnings.warn(
                f"{int((~usable).sum())} of {len(items)} statements take no part in calibration: "
                "without their fold a label has no statement left, or they have no weight",
                UserWarning,
                stacklevel=3,
            )
        if not usable.any():
            return
        kept = None if weight is None else weight[usable]
        scores, codes = scores[usable], codes[usable]
        self.calibration_ = fit_calibration(scores, codes, method=method, sample_weight=kept)
        self.thresholds_ = fit_thresholds(
            self.calibration_.probabilities(scores), codes, self.coverage, sample_weight=kept
        )

    def _out_of_fold_scores(
        self, items: Items, codes: IntArray, weight: FloatArray | None, groups: Sequence[str]
    ) -> FloatArray:
        """Score each statement with extractors and weights fitted without its fold; else NaN."""
        folds = grouped_folds(groups, codes, self.n_folds, sample_weight=weight)
        scores = np.full((len(items), len(self.classes_)), np.nan)
        for fold in np.unique(folds):
            inside, outside = np.flatnonzero(folds == fold), np.flatnonzero(folds != fold)
            if len(np.unique(codes[outside])) < len(self.classes_):
                continue
            rest = [items[i] for i in outside]
            features = self._unfitted_features()
            matrix = fit_rows(features, rest, self.classes_[codes[outside]])
            weights, bias, _ = self._fit_head(
                matrix, codes[outside], None if weight is None else weight[outside]
            )
            held_out = [items[i] for i in inside]
            scores[inside] = np.concatenate(
                [part for _, _, part in linear_scores(features, weights, bias, held_out)]
            )
        return scores


def _check_labels(y: Any, n: int) -> tuple[NDArray[Any], IntArray]:
    labels = column_or_1d(y)
    if len(labels) != n:
        raise ValueError(f"there are {n} statements but {len(labels)} labels")
    if n == 0:
        raise ValueError("there are no statements to learn from")
    if labels.dtype == object:
        # NaN, pandas' mark of a missing value, is the one that doesn't equal itself.
        for index, label in enumerate(labels.tolist()):
            if label is None or label != label:
                raise ValueError(f"statement {index} has no label")
    check_classification_targets(labels)
    classes, codes = np.unique(labels, return_inverse=True)
    if len(classes) < 2:
        only = str(classes[0])
        raise ValueError(f"all statements carry the label {only!r}; it takes two or more")
    return classes, codes.astype(np.intp)


def _check_weights(sample_weight: Any, n: int) -> FloatArray | None:
    if sample_weight is None:
        return None
    weight = np.asarray(sample_weight, dtype=np.float64)
    if weight.shape != (n,) or not np.isfinite(weight).all() or (weight < 0).any():
        raise ValueError(
            f"sample_weight is one finite number, 0 or more, for each of {n} statements"
        )
    return weight
