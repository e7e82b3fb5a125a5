"""From labelled statements to a model that says how good it is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import sklearn
from numpy.typing import NDArray
from sklearn.base import clone

from stancekit.errors import RecordError, SchemeError
from stancekit.evaluation.metrics import score_labels
from stancekit.evaluation.seeds import (
    SeedStatement,
    load_documents,
    load_statements,
    seeds_hash,
    seeds_path,
)
from stancekit.evaluation.splits import fold_numbers, group_labels
from stancekit.features.base import check_items
from stancekit.modelling.base import StanceModel
from stancekit.modelling.classifier import StanceClassifier
from stancekit.modelling.folds import group_names, grouped_folds
from stancekit.modelling.linear import LinearModel
from stancekit.stance import DIPLOMACY, Prediction, StanceScheme

__all__ = [
    "Example",
    "cross_validate",
    "data_hash",
    "load_examples",
    "measure",
    "train",
    "train_from_seeds",
]

IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled text, with what splits need to know of it.

    Parameters
    ----------
    id : str
        Identifier.
    text : str
        All that the model gets to see.
    label : str
        The stance.
    accept : tuple of str
        Other labels that a fair reader may choose; they count in lenient scores only.
    topic, pair : str, optional
        What ties examples together; see `group_labels`.
    """

    id: str
    text: str
    label: str
    accept: tuple[str, ...] = ()
    topic: str | None = None
    pair: str | None = None

    @classmethod
    def from_seed(cls, seed: SeedStatement) -> Example:
        """Return the example of a labelled statement."""
        return cls(seed.id, seed.text, seed.label, seed.accept, seed.topic, seed.pair)


def train(
    statements: Any,
    labels: Sequence[str],
    *,
    scheme: StanceScheme = DIPLOMACY,
    name: str,
    version: str = "1",
    classifier: StanceClassifier | None = None,
    groups: Sequence[str] | None = None,
    sample_weight: Sequence[float] | None = None,
    training: dict[str, Any] | None = None,
    metrics: dict[str, Any] | None = None,
) -> LinearModel:
    """Train a model; every statement given takes part.

    Parameters
    ----------
    statements : sequence of str or Statement
        What to learn from.
    labels : sequence of str
        One of the scheme's labels for each.
    scheme : StanceScheme
        The labels; each must occur.
    name, version : str
        How the model is called.
    classifier : StanceClassifier, optional
        Unfitted, with extractors and parameters as wanted; it is left as it is.
    groups : sequence of str, optional
        What ties statements together (topic, document); calibration keeps groups whole.
    sample_weight : sequence of float, optional
        How much each statement counts.
    training, metrics : dict, optional
        What the manifest and the card say about data and quality.

    Raises
    ------
    RecordError
        If a label isn't in the scheme.
    SchemeError
        If a label of the scheme never occurs.
    """
    _check(labels, scheme)
    model = _unfitted(classifier)
    model.fit(statements, list(labels), sample_weight=sample_weight, groups=groups)
    return model.to_model(
        name=name, version=version, scheme=scheme, training=training, metrics=metrics
    )


def cross_validate(
    statements: Any,
    labels: Sequence[str],
    *,
    scheme: StanceScheme = DIPLOMACY,
    classifier: StanceClassifier | None = None,
    groups: Sequence[str] | None = None,
    folds: int | Sequence[int] | IntArray = 5,
    fit: Callable[[list[Any], list[str], list[str]], StanceModel] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[Prediction]:
    """Predict each statement with a model that has seen nothing of its fold.

    Everything is fitted anew for each fold: extractors, weights, calibration, thresholds.

    Parameters
    ----------
    statements : sequence of str or Statement
        What to learn from and predict.
    labels : sequence of str
        One of the scheme's labels for each.
    scheme : StanceScheme
        The labels.
    classifier : StanceClassifier, optional
        Unfitted, with extractors and parameters as wanted.
    groups : sequence of str, optional
        What ties statements together; a group is never on both sides.
    folds : int or sequence of int
        Number of folds, or the fold of each statement.
    fit : callable, optional
        From statements, labels and groups to a model, for what isn't a `StanceClassifier`;
        `classifier` is of no account then.
    progress : callable, optional
        Called with the number of folds done and of all.

    Returns
    -------
    list of Prediction
        In the order of the statements, without evidence.

    Raises
    ------
    SchemeError
        If a label occurs in one fold alone, or not at all.
    ValueError
        If `folds` splits a group, or isn't one number for each statement, or leaves nothing to
        learn from.
    """
    if fit is None:

        def fit(texts: list[Any], labels: list[str], groups: list[str]) -> StanceModel:
            return train(
                texts, labels, scheme=scheme, name="fold", classifier=classifier, groups=groups
            )

    _check(labels, scheme)
    items = check_items(statements)
    names = group_names(groups, items)
    if isinstance(folds, int):
        codes = np.array([scheme.labels.index(label) for label in labels], dtype=np.intp)
        numbers: NDArray[Any] = grouped_folds(names, codes, folds)
    else:
        numbers = np.asarray(folds)
    if numbers.shape != (len(items),) or len(labels) != len(items):
        raise ValueError(f"it takes one label and one fold for each of the {len(items)} statements")
    if len(set(zip(names, numbers.tolist(), strict=True))) != len(set(names)):
        raise ValueError("the folds put statements of one group on both sides")
    present = np.unique(numbers)
    if len(present) < 2:
        raise ValueError("all statements fall into one fold; it takes two or more groups")
    found: list[Prediction | None] = [None] * len(items)
    for done, fold in enumerate(present):
        inside, outside = (
            np.flatnonzero(side).tolist() for side in (numbers == fold, numbers != fold)
        )
        try:
            model = fit(
                [items[i] for i in outside],
                [labels[i] for i in outside],
                [names[i] for i in outside],
            )
        except SchemeError as error:
            raise SchemeError(
                f"without the statements of fold {fold}, {error}; or leave cross-validation out, "
                "which needs each label in two folds (--folds 0)"
            ) from None
        except ValueError as error:
            raise ValueError(f"without the statements of fold {fold}, {error}") from None
        predictions = model.predictions([items[i] for i in inside], evidence=False)
        for i, prediction in zip(inside, predictions, strict=True):
            found[i] = prediction
        if progress is not None:
            progress(done + 1, len(present))
    return [prediction for prediction in found if prediction is not None]


def measure(
    examples: Sequence[Example],
    predictions: Sequence[Prediction],
    *,
    scheme: StanceScheme = DIPLOMACY,
    groups: Sequence[str] | None = None,
) -> dict[str, Any]:
    """Score predictions as :func:`~stancekit.evaluation.metrics.score_labels` does.

    Parameters
    ----------
    examples : sequence of Example
        With the right labels.
    predictions : sequence of Prediction
        One for each, in order.
    scheme : StanceScheme
        The labels.
    groups : sequence of str, optional
        What the interval resamples.

    Returns
    -------
    dict
        JSON values: the scores, among them those of probabilities and label sets.
    """
    gold = [
        {"id": str(i), "label": example.label, "accept": example.accept}
        for i, example in enumerate(examples)
    ]
    records = [
        {"id": str(i), "label": p.label, "probabilities": p.probabilities, "label_set": p.label_set}
        for i, p in enumerate(predictions)
    ]
    report = score_labels(gold, records, scheme=scheme, groups=groups)
    report["macro_f1_interval"] = list(report["macro_f1_interval"])
    return report


def load_examples(
    path: str | Path | None = None, *, scheme: StanceScheme = DIPLOMACY
) -> list[Example]:
    """Read what a model may learn from a folder of seeds.

    That is all labelled statements, and the statements of the documents that aren't locked for
    testing.

    Parameters
    ----------
    path : path-like, optional
        A folder of seeds, or a JSONL file of labelled statements; the shipped seeds where it is
        left out.
    scheme : StanceScheme
        The labels that the records may carry.

    Raises
    ------
    RecordError
        If a record is wrong, or there is none.
    """
    place = seeds_path() if path is None else Path(path)
    examples = [Example.from_seed(seed) for seed in load_statements(path, scheme=scheme)]
    if (place / "documents.jsonl").is_file():
        for document in load_documents(path, split="dev", scheme=scheme):
            examples += [
                Example(
                    f"{document.id}/{number}",
                    gold.statement.text,
                    gold.label,
                    gold.accept,
                    document.topic,
                    # A document without a topic still stays whole.
                    None if document.topic else document.id,
                )
                for number, gold in enumerate(document.statements)
            ]
    if not examples:
        raise RecordError("holds no labelled statement", where=str(place))
    return examples


def train_from_seeds(
    path: str | Path | None = None,
    *,
    scheme: StanceScheme = DIPLOMACY,
    name: str,
    version: str = "1",
    classifier: StanceClassifier | None = None,
    n_folds: int = 5,
    progress: Callable[[int, int], None] | None = None,
) -> LinearModel:
    """Train a model on a folder of seeds, and measure it by cross-validation on the same.

    Parameters
    ----------
    path : path-like, optional
        A folder of seeds, or a JSONL file of labelled statements; the shipped seeds where it is
        left out.
    scheme : StanceScheme
        The labels that the records may carry.
    name, version : str
        How the model is called.
    classifier : StanceClassifier, optional
        Unfitted, with extractors and parameters as wanted.
    n_folds : int
        Number of folds; 0 leaves the measuring out.
    progress : callable, optional
        Called with the number of folds done and of all.

    Returns
    -------
    LinearModel
        Its manifest names the data's hash and the figures with their intervals. It holds no date,
        so the same seeds and code give the same model.
    """
    examples = load_examples(path, scheme=scheme)
    texts = [example.text for example in examples]
    labels = [example.label for example in examples]
    groups = group_labels(examples)
    metrics: dict[str, Any] = {}
    if n_folds:
        predictions = cross_validate(
            texts,
            labels,
            scheme=scheme,
            classifier=classifier,
            groups=groups,
            folds=fold_numbers(examples, n_folds),
            progress=progress,
        )
        metrics = {"method": f"{n_folds}-fold cross-validation, topics and contrast sets whole"}
        metrics |= measure(examples, predictions, scheme=scheme, groups=groups)
    return train(
        texts,
        labels,
        scheme=scheme,
        name=name,
        version=version,
        classifier=classifier,
        groups=groups,
        training={
            "data": "the seeds of stancekit" if path is None else Path(path).name,
            "sha256": data_hash(path),
            "statements": len(examples),
            "labels": {label: labels.count(label) for label in scheme.labels},
            "groups": len(set(groups)),
            "scikit_learn": sklearn.__version__,
            "parameters": {
                key: value
                for key, value in _unfitted(classifier).get_params(deep=False).items()
                if key != "extractors"
            },
        },
        metrics=metrics,
    )


def data_hash(path: str | Path | None) -> str:
    """Return the SHA-256 by which a model names what it learned from.

    Of a file it is that of its bytes, of a folder that of its records (`seeds_hash`); of the
    shipped seeds where `path` is left out.
    """
    if path is not None and Path(path).is_file():
        return hashlib.sha256(Path(path).read_bytes()).hexdigest()
    return seeds_hash(path)


def _unfitted(classifier: StanceClassifier | None) -> StanceClassifier:
    return StanceClassifier() if classifier is None else clone(classifier)


def _check(labels: Sequence[str], scheme: StanceScheme) -> None:
    for index, label in enumerate(labels):
        scheme.check(label, where=f"statement {index}")
