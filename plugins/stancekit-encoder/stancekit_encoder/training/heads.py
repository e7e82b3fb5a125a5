"""The head that decides: a weight for each source of scores, all from held-out scores."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from stancekit.errors import ModelError
from stancekit.evaluation.seeds import seeds_hash
from stancekit.evaluation.splits import group_labels
from stancekit.features.base import FeatureExtractor, FeatureSet
from stancekit.modelling.calibration import (
    Calibration,
    fit_calibration,
    negative_log_likelihood,
    softmax,
)
from stancekit.modelling.conformal import fit_thresholds, label_mask
from stancekit.modelling.linear import LinearModel
from stancekit.modelling.training import load_examples, measure
from stancekit.stance import DIPLOMACY, Prediction, StanceScheme
from stancekit_encoder.training.additive import additive_weights, held_out_additive
from stancekit_encoder.training.files import write_text

__all__ = [
    "ADDITIVE",
    "HELD_OUT",
    "Head",
    "Held",
    "fit_head",
    "held_out_predictions",
    "make_model",
    "read_scores",
]

# What the making of a model leaves in the run's folder, for the cascade: what the model says of the
# statements it is measured on, and what additive models say of them.
HELD_OUT, ADDITIVE = "held-out.jsonl", "additive.json"

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """Scores of statements by networks that have seen nothing of their folds.

    Parameters
    ----------
    ids : list of str
        Of the statements.
    scores : ndarray of shape (n_statements, n_scores)
        The encoder's, columns in the scheme's order; after them the additive model's, where the
        head hears it too.
    folds : ndarray of int
        Of each statement.
    """

    ids: list[str]
    scores: FloatArray
    folds: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """What makes calibrated probabilities and label sets of scores.

    Parameters
    ----------
    weights : ndarray of shape (n_scores, n_labels)
        One column for each label decided.
    bias : ndarray of shape (n_labels,)
        Added to each row.
    calibration : Calibration
        Of the sums.
    thresholds : ndarray of shape (n_labels,)
        For label sets.
    """

    weights: FloatArray
    bias: FloatArray
    calibration: Calibration
    thresholds: FloatArray

    def probabilities(self, scores: FloatArray) -> FloatArray:
        """Return calibrated probabilities, of shape (n_statements, n_labels)."""
        return self.calibration.probabilities(scores @ self.weights + self.bias)


def read_scores(folder: Path, scheme: StanceScheme = DIPLOMACY) -> Held:
    """Read the scores of all folds that a run has measured.

    Parameters
    ----------
    folder : Path
        Where `finetune` or `distil` wrote ``fold-0.jsonl`` and so on.
    scheme : StanceScheme
        The labels.

    Raises
    ------
    ModelError
        If there are fewer than two folds, a line is no such record, or a statement comes twice.
    """
    ids: list[str] = []
    rows: list[list[float]] = []
    folds: list[int] = []
    for file in sorted(folder.glob("fold-*.jsonl")):
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
            try:
                record = json.loads(line)
                rows.append([float(record["scores"][label]) for label in scheme.labels])
                ids.append(str(record["id"]))
                folds.append(int(record["fold"]))
            except (KeyError, TypeError, ValueError) as error:
                raise ModelError(
                    f"{file}, line {number}: no scores of a statement: {error!r}"
                ) from None
    if len(set(folds)) < 2:
        raise ModelError(
            f"{folder}: a head takes the scores of two folds or more; measure them first"
        )
    if len(set(ids)) < len(ids):
        raise ModelError(f"{folder}: the folds' scores hold a statement twice")
    return Held(ids, np.array(rows), np.array(folds, dtype=np.intp))


def fit_head(
    scores: FloatArray,
    y: IntArray,
    folds: IntArray,
    *,
    n_labels: int = 4,
    coverage: float = 0.9,
) -> Head:
    """Fit weights, calibration and thresholds on held-out scores.

    Calibration and thresholds take what heads say of folds that they were not fitted on.

    Parameters
    ----------
    scores : ndarray of shape (n_statements, n_sources * n_labels)
        Of models that have seen nothing of the statement's fold.
    y : ndarray of int
        Column of the right label.
    folds : ndarray of int
        Of each statement; two or more.
    n_labels : int
        Number of labels.
    coverage : float
        Share of each label's statements whose label set holds it.
    """
    if len(np.unique(y)) < n_labels:
        raise ModelError("a label has no held-out statement; measure more folds")
    held = np.empty((len(scores), n_labels))
    for fold in np.unique(folds):
        inside = folds == fold
        held[inside] = scores[inside] @ _weights(scores[~inside], y[~inside], n_labels)
    calibration = fit_calibration(held, y)
    thresholds = fit_thresholds(calibration.probabilities(held), y, coverage)
    weights = _weights(scores, y, n_labels)
    return Head(weights, np.zeros(n_labels), calibration, thresholds)


def _weights(scores: FloatArray, y: IntArray, n_labels: int) -> FloatArray:
    """Return one weight for each source of scores, the same for all labels, as a matrix.

    A weight for each pair of labels and an offset for each label fit the held-out collection
    better, and real feeds, where labels are spread otherwise, much worse.
    """
    sources = scores.reshape(len(scores), -1, n_labels)

    def loss(weights: FloatArray) -> float:
        mixed = np.einsum("nsk,s->nk", sources, weights)
        return negative_log_likelihood(softmax(mixed), y)

    start = np.full(sources.shape[1], 1.0 / sources.shape[1])
    found = minimize(loss, start, method="L-BFGS-B", bounds=[(1e-3, None)] * len(start)).x
    return np.vstack([weight * np.eye(n_labels) for weight in found])


def held_out_predictions(
    held: Held, y: IntArray, scheme: StanceScheme, *, coverage: float = 0.9
) -> list[Prediction]:
    """Predict each fold with a head that was fitted, calibration and all, on the other folds.

    Parameters
    ----------
    held : Held
        Of three folds or more.
    y : ndarray of int
        Column of the right label.
    scheme : StanceScheme
        The labels.
    coverage : float
        As for `fit_head`.
    """
    if len(np.unique(held.folds)) < 3:
        raise ModelError("to measure a head it takes the scores of three folds or more")
    found: list[Prediction | None] = [None] * len(y)
    for fold in np.unique(held.folds):
        inside = held.folds == fold
        head = fit_head(
            held.scores[~inside],
            y[~inside],
            held.folds[~inside],
            n_labels=len(scheme.labels),
            coverage=coverage,
        )
        probabilities = head.probabilities(held.scores[inside])
        kept = label_mask(probabilities, head.thresholds)
        for i, row, mask in zip(np.flatnonzero(inside), probabilities, kept, strict=True):
            names = tuple(name for name, keep in zip(scheme.labels, mask, strict=True) if keep)
            values = dict(zip(scheme.labels, row.tolist(), strict=True))
            found[i] = Prediction(scheme.labels[int(row.argmax())], values, names)
    return [prediction for prediction in found if prediction is not None]


def make_model(
    folder: Path,
    extractor: FeatureExtractor,
    *,
    name: str,
    version: str = "1",
    additive: LinearModel | None = None,
    seeds: Path | None = None,
    scheme: StanceScheme = DIPLOMACY,
    coverage: float = 0.9,
    training: Mapping[str, Any] | None = None,
    tell: Callable[[str], object] = lambda line: None,  # noqa: ARG005 - says nothing
) -> LinearModel:
    """Return a model over an encoder's scores, with what it has shown on held-out folds.

    Parameters
    ----------
    folder : Path
        Where `finetune` or `distil` wrote the folds' scores.
    extractor : FeatureExtractor
        Gives the scores of the encoder that was made from the same run, one column a label.
    name, version : str
        How the model is called.
    additive : LinearModel, optional
        A model trained on the same seeds, with stancekit's own features; the head hears its scores
        too, and the model holds its features.
    seeds : Path, optional
        What the run has learned from; the shipped seeds where it is left out.
    scheme : StanceScheme
        The labels.
    coverage : float
        As for `fit_head`.
    training : mapping, optional
        More of what the manifest says on data and training.
    tell : callable
        Called with lines on the progress.

    Raises
    ------
    ModelError
        If scores are missing, or of statements that the seeds don't hold.
    """
    held = read_scores(folder, scheme)
    examples = {example.id: example for example in load_examples(seeds, scheme=scheme)}
    if unknown := [identity for identity in held.ids if identity not in examples]:
        raise ModelError(
            f"{folder}: the seeds hold no statement {unknown[0]!r}; give those it learned from"
        )
    groups = dict(zip(examples, group_labels(list(examples.values())), strict=True))
    tested = [examples[identity] for identity in held.ids]
    if additive is not None:
        beside = held_out_additive(
            held.ids, held.folds, examples, groups, scheme, kept=folder / ADDITIVE, tell=tell
        )
        held = replace(held, scores=np.hstack([held.scores, beside.scores]))
    n_labels = len(scheme.labels)
    y = np.array([scheme.labels.index(example.label) for example in tested], dtype=np.intp)
    predictions = held_out_predictions(held, y, scheme, coverage=coverage)
    _keep(folder / HELD_OUT, held.ids, predictions)
    folds = len(np.unique(held.folds))
    metrics: dict[str, Any] = {
        "method": f"{folds} folds of {len(tested):,} statements, topics and contrast sets whole; "
        "encoder, head and calibration have seen nothing of the fold"
    }
    metrics |= measure(tested, predictions, scheme=scheme, groups=[groups[i] for i in held.ids])
    head = fit_head(held.scores, y, held.folds, n_labels=n_labels, coverage=coverage)
    members: list[tuple[str, FeatureExtractor]] = [(extractor.name, extractor)]
    weights, bias = head.weights[:n_labels], head.bias
    if additive is not None:
        members += additive.features.extractors
        own, offset = additive_weights(additive)
        weights = np.vstack([weights, own @ head.weights[n_labels:]])
        bias = bias + offset @ head.weights[n_labels:]
    return LinearModel(
        name=name,
        version=version,
        scheme=scheme,
        features=FeatureSet(members),
        weights=weights,
        bias=bias,
        calibration=head.calibration,
        thresholds=head.thresholds,
        coverage=coverage,
        training=_training(examples, seeds, scheme) | dict(training or {}),
        metrics=metrics,
    )


def _keep(file: Path, ids: Sequence[str], predictions: Sequence[Prediction]) -> None:
    records = [{"id": i, **one.to_record()} for i, one in zip(ids, predictions, strict=True)]
    write_text(file, "".join(f"{json.dumps(record)}\n" for record in records))


def _training(
    examples: Mapping[str, Any], seeds: Path | None, scheme: StanceScheme
) -> dict[str, Any]:
    labels: Sequence[str] = [example.label for example in examples.values()]
    return {
        "data": "the seeds of stancekit" if seeds is None else seeds.name,
        "sha256": seeds_hash(seeds),
        "statements": len(labels),
        "labels": {label: labels.count(label) for label in scheme.labels},
    }
