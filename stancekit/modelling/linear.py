"""Prediction from arrays: numpy and scipy alone, whatever scikit-learn is installed or not."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from stancekit.errors import ModelError
from stancekit.features.base import FeatureSet, check_items
from stancekit.features.tokens import Tokens
from stancekit.modelling.calibration import Calibration, softmax
from stancekit.modelling.conformal import label_mask
from stancekit.modelling.evidence import EvidenceFinder
from stancekit.modelling.folded import Folded, fold_model
from stancekit.modelling.manifest import check_name
from stancekit.modelling.origins import Origin
from stancekit.modelling.trial import rows_of
from stancekit.stance import Evidence, Prediction, StanceScheme
from stancekit.statement import Statement

__all__ = ["LinearModel", "linear_scores"]

FloatArray = NDArray[np.float64]

# Bounds memory on large inputs; far above the size where a batch stops getting faster.
SHARD = 4096

# Folding a model takes as long as labelling so many statements without; once it is done, it serves
# any number.
_FOLD_FROM = 1500


class LinearModel:
    """A fitted model: features, one weight for each feature and label, calibration, thresholds.

    Parameters
    ----------
    name, version : str
        How it is called; letters, digits, ``-``, ``_`` and ``.`` only.
    scheme : StanceScheme
        Its labels, in the order of the columns of `weights`.
    features : FeatureSet
        Fitted.
    weights : ndarray of shape (n_features, n_labels)
        Kept in single precision, which is how they are stored; sums are in double.
    bias : ndarray of shape (n_labels,)
        Score of each label where no feature is found.
    calibration : Calibration, optional
        None leaves the scores as they are.
    thresholds : ndarray of shape (n_labels,), optional
        From `fit_thresholds`; None rules no label out.
    coverage : float, optional
        What `thresholds` promise.
    training : mapping, optional
        JSON values that say what the model was made of and how; for the manifest and the card.
    metrics : mapping, optional
        JSON values that say how good it is; for the manifest and the card.
    card : str, optional
        The model card, in Markdown; None for one written from all the above.
    feature_code : str, optional
        From `feature_code_sha256`, as it was in training; None for the code as it is now.
    origins : mapping of str to Origin, optional
        Where each extractor comes from; found out for those it leaves out.
    """

    def __init__(
        self,
        *,
        name: str,
        version: str,
        scheme: StanceScheme,
        features: FeatureSet,
        weights: NDArray[Any],
        bias: NDArray[Any],
        calibration: Calibration | None = None,
        thresholds: NDArray[Any] | None = None,
        coverage: float | None = None,
        training: Mapping[str, Any] | None = None,
        metrics: Mapping[str, Any] | None = None,
        card: str | None = None,
        feature_code: str | None = None,
        origins: Mapping[str, Origin] | None = None,
    ) -> None:
        check_name("name", name)
        check_name("version", version)
        n_labels = len(scheme.labels)
        self.name = name
        self.version = version
        self.scheme = scheme
        self.features = features
        self.weights = np.ascontiguousarray(weights, dtype=np.float32)
        self.bias = np.asarray(bias, dtype=np.float64)
        self.calibration = calibration or Calibration.identity(n_labels)
        self.thresholds = None if thresholds is None else np.asarray(thresholds, dtype=np.float64)
        self.coverage = coverage
        self.training = dict(training or {})
        self.metrics = dict(metrics or {})
        self.card = card
        self.feature_code = feature_code
        self.origins = dict(origins or {})
        for what, array, shape in (
            ("weights", self.weights, (len(self.weights), n_labels)),
            ("bias", self.bias, (n_labels,)),
            ("slopes", self.calibration.slope, (n_labels,)),
            ("offsets", self.calibration.offset, (n_labels,)),
            ("thresholds", self.thresholds, (n_labels,)),
        ):
            if array is None:
                continue
            if array.shape != shape:
                raise ModelError(
                    f"model {name!r}: {what} have shape {array.shape}, not {shape} as "
                    f"{n_labels} labels need"
                )
            if not np.isfinite(array).all():
                raise ModelError(f"model {name!r}: {what} hold a value that isn't finite")

    @functools.cached_property
    def sha256(self) -> str:
        """Hash of the model's manifest, which holds the hash of all else."""
        from stancekit.modelling.folder import fingerprint  # it imports this module

        return fingerprint(self)

    @functools.cached_property
    def _labels(self) -> NDArray[np.object_]:
        return np.array(self.scheme.labels, dtype=object)

    @functools.cached_property
    def _double(self) -> FloatArray:
        return self.weights.astype(np.float64)

    @functools.cached_property
    def _advantages(self) -> FloatArray:
        """What each feature adds to each label's calibrated score, above the labels' mean."""
        effects = self._double * self.calibration.slope
        return np.asarray(effects - effects.mean(axis=1, keepdims=True))

    def predict(self, X: Any) -> list[str]:
        """Return one label a statement.

        The first thousands of statements at once fold a model that has built-in features alone
        into tables (see `modelling.folded`), which label several times as fast from then on.

        Parameters
        ----------
        X : sequence of str or Statement
            Statements.
        """
        items = check_items(X)
        few = len(items) < _FOLD_FROM and "_folded" not in self.__dict__
        if few or self._folded is None:
            return self._unfolded(items)
        texts = [item if isinstance(item, str) else item.text for item in items]
        codes, doubtful = self._folded.labels(texts)
        labels: list[str] = self._labels[codes].tolist()
        asked = self._unfolded([items[i] for i in doubtful.tolist()])
        for i, label in zip(doubtful.tolist(), asked, strict=True):
            labels[i] = label
        return labels

    def _unfolded(self, items: list[str | Statement]) -> list[str]:
        labels: list[str] = []
        for _, _, logits in self._batches(items):
            labels += self._labels[logits.argmax(axis=1)].tolist()
        return labels

    @functools.cached_property
    def _folded(self) -> Folded | None:
        effects = self._double * self.calibration.slope
        bias = self.bias * self.calibration.slope + self.calibration.offset
        return fold_model(self.features, effects, bias)

    def __getstate__(self) -> dict[str, Any]:
        # What is folded is large and quickly made again.
        return {key: value for key, value in self.__dict__.items() if key != "_folded"}

    def predict_proba(self, X: Any) -> FloatArray:
        """Return calibrated probabilities, one column a label, in the scheme's order.

        Parameters
        ----------
        X : sequence of str or Statement
            Statements.
        """
        blocks = [softmax(logits) for _, _, logits in self._batches(X)]
        return np.concatenate(blocks) if blocks else np.zeros((0, len(self.scheme.labels)))

    def predictions(self, X: Any, evidence: bool = True) -> list[Prediction]:
        """Return label, probabilities, label set and, where wanted, evidence of each statement.

        Parameters
        ----------
        X : sequence of str or Statement
            Statements.
        evidence : bool
            Whether to say which stretches of text spoke for the label; offsets count from the
            start of each statement's own text.
        """
        names = self.scheme.labels
        found: list[Prediction] = []
        for tokens, matrix, logits in self._batches(X):
            probabilities = softmax(logits)
            best = logits.argmax(axis=1)
            mask = (
                np.ones_like(probabilities, dtype=bool)
                if self.thresholds is None
                else label_mask(probabilities, self.thresholds)
            )
            # Where probabilities are equal to the last digit, scores still tell the best label.
            mask[np.arange(len(tokens)), best] = True
            spoken: list[tuple[Evidence, ...]] = [()] * len(tokens)
            if evidence:
                labels = np.repeat(best, np.diff(matrix.indptr))
                advantage = matrix.data * self._advantages[matrix.indices, labels]
                spoken = self._finder.find(tokens, matrix, advantage)
            for label, row, kept, stretches in zip(
                best.tolist(), probabilities.tolist(), mask.tolist(), spoken, strict=True
            ):
                found.append(
                    Prediction(
                        names[label],
                        dict(zip(names, row, strict=True)),
                        tuple(itertools.compress(names, kept)),
                        stretches,
                    )
                )
        return found

    def _batches(
        self,
        X: Any,
    ) -> Iterator[tuple[Tokens, sparse.csr_array, FloatArray]]:
        for tokens, matrix, scores in linear_scores(self.features, self._double, self.bias, X):
            if not np.isfinite(scores).all():
                raise ModelError(
                    f"model {self.name!r}: a feature extractor gave a value that isn't finite"
                )
            yield tokens, matrix, self.calibration.apply(scores)

    @functools.cached_property
    def _finder(self) -> EvidenceFinder:
        return EvidenceFinder(self.features)

    def __repr__(self) -> str:
        return (
            f"LinearModel({self.name!r}, version={self.version!r}, "
            f"labels={list(self.scheme.labels)}, n_features={len(self.weights)})"
        )


def linear_scores(
    features: FeatureSet,
    weights: FloatArray,
    bias: FloatArray,
    X: Any,
) -> Iterator[tuple[Tokens, sparse.csr_array, FloatArray]]:
    """Score statements shard by shard.

    Parameters
    ----------
    features : FeatureSet
        Fitted.
    weights : ndarray of shape (n_features, n_labels)
        In double precision, so that sums are too.
    bias : ndarray of shape (n_labels,)
        Added to every row.
    X : sequence of str or Statement
        Statements.

    Yields
    ------
    tokens, matrix, scores
        The statements of the shard with their tokens, their features, their scores of shape
        (n_items, n_labels).

    Raises
    ------
    ModelError
        If the extractors give another number of features than there are weights.
    PluginError
        If an extractor that isn't built in raises.
    """
    items = check_items(X)
    for start in range(0, len(items), SHARD):
        shard = Tokens(items[start : start + SHARD])
        matrix = rows_of(features, shard)
        if matrix.shape != (len(shard), len(weights)):
            raise ModelError(
                f"the feature extractors give a matrix of shape {matrix.shape} for {len(shard)} "
                f"statements, the model needs {len(weights)} columns"
            )
        # In the order of the columns, sums are the same for a statement alone and among thousands.
        matrix.sum_duplicates()
        yield shard, matrix, np.asarray(matrix @ weights) + bias
