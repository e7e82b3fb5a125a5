"""The additive model of stancekit beside an encoder: one head hears both.

Its features (words, stems, cues, form) cost next to nothing beside an encoder, and what they get
wrong, the encoder mostly doesn't. The head gives the additive scores a weight; as they are sums
over features, so is the whole, and a model folder holds it like any other.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from stancekit.modelling.linear import LinearModel
from stancekit.modelling.training import Example, train
from stancekit.stance import Prediction, StanceScheme
from stancekit_encoder.training.files import write_text

__all__ = ["Additive", "additive_weights", "held_out_additive"]

FloatArray = NDArray[np.float64]


def additive_weights(model: LinearModel) -> tuple[FloatArray, FloatArray]:
    """Return what each feature adds to each label's score above the labels' mean, and the bias.

    Parameters
    ----------
    model : LinearModel
        Calibrated.

    Returns
    -------
    weights : ndarray of shape (n_features, n_labels)
    bias : ndarray of shape (n_labels,)
    """
    weights = model.weights.astype(np.float64) * model.calibration.slope
    bias = model.bias * model.calibration.slope + model.calibration.offset
    return weights - weights.mean(axis=1, keepdims=True), bias - bias.mean()


@dataclass(frozen=True, slots=True, eq=False)
class Additive:
    """What additive models say of statements whose topics they have never seen.

    Parameters
    ----------
    scores : ndarray of shape (n_statements, n_labels)
        Calibrated, their mean over the labels 0.
    predictions : list of Prediction
        The same with probabilities and label sets.
    """

    scores: FloatArray
    predictions: list[Prediction]


def held_out_additive(
    ids: Sequence[str],
    folds: NDArray[np.intp],
    examples: Mapping[str, Example],
    groups: Mapping[str, str],
    scheme: StanceScheme,
    *,
    kept: Path,
    tell: Callable[[str], object] = lambda line: None,  # noqa: ARG005 - says nothing
) -> Additive:
    """Train an additive model for each fold, and let it speak on the fold.

    Parameters
    ----------
    ids : sequence of str
        Of the statements in the folds.
    folds : ndarray of int
        Of each of them.
    examples : mapping of str to Example
        All there is to learn from.
    groups : mapping of str to str
        Of each example; a group of the fold is left out whole.
    scheme : StanceScheme
        The labels.
    kept : Path
        File that keeps what was found; it is read where it holds just this.
    tell : callable
        Called with lines on the progress.
    """
    asked = [list(ids), folds.tolist(), [(e.id, e.text, e.label) for e in examples.values()]]
    identity = hashlib.sha256(json.dumps(asked).encode()).hexdigest()
    if kept.is_file() and (record := json.loads(kept.read_text("utf-8"))).get("of") == identity:
        return Additive(
            np.array(record["scores"]),
            [Prediction.from_record(one) for one in record["predictions"]],
        )
    scores = np.empty((len(ids), len(scheme.labels)))
    said: dict[int, Prediction] = {}
    for fold in np.unique(folds):
        inside = np.flatnonzero(folds == fold).tolist()
        hidden = {groups[ids[i]] for i in inside}
        seen = [one for one in examples.values() if groups[one.id] not in hidden]
        tell(f"fold {fold}: the additive model learns from {len(seen):,} statements")
        model = train(
            [one.text for one in seen],
            [one.label for one in seen],
            scheme=scheme,
            name="fold",
            groups=[groups[one.id] for one in seen],
        )
        texts = [examples[ids[i]].text for i in inside]
        weights, bias = additive_weights(model)
        scores[inside] = model.features.transform(texts) @ weights + bias
        said |= zip(inside, model.predictions(texts, evidence=False), strict=True)
    found = Additive(scores, [said[i] for i in range(len(ids))])
    records = [prediction.to_record() for prediction in found.predictions]
    text = json.dumps({"of": identity, "scores": scores.tolist(), "predictions": records})
    write_text(kept, text)
    return found
