"""Scores of labels: F1, lenient agreement, calibration, conditions; intervals by groups.

All functions take plain records, as the command line reads and writes them, so that any system's
output can be scored.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stancekit.evaluation.uncertainty import (
    calibration_report,
    expected_calibration_error,
    risk_coverage,
)
from stancekit.stance import DIPLOMACY, StanceScheme

__all__ = [
    "bootstrap_interval",
    "confusion_matrix",
    "f1_of_counts",
    "macro_f1",
    "paired_difference",
    "score_labels",
    "token_overlap",
]

_WORD = re.compile(r"\w+")

Counts = NDArray[np.float64]


def confusion_matrix(
    gold: Sequence[str], predicted: Sequence[str | None], labels: Sequence[str]
) -> Counts:
    """Count label pairs.

    Parameters
    ----------
    gold, predicted : sequence of str
        One label a statement; a predicted label that isn't in `labels` (or None, for a statement
        that has no prediction) counts in the last column: wrong for every label.
    labels : sequence of str

    Returns
    -------
    ndarray of shape (n_labels, n_labels + 1)
        Rows are gold, columns predicted.
    """
    index = {label: number for number, label in enumerate(labels)}
    matrix = np.zeros((len(labels), len(labels) + 1))
    for true, guess in zip(gold, predicted, strict=True):
        matrix[index[true], index.get(guess, len(labels)) if guess else len(labels)] += 1
    return matrix


def f1_of_counts(matrix: Counts) -> Counts:
    """Return each label's F1 from a confusion matrix; 0 for a label that never occurs.

    Parameters
    ----------
    matrix : ndarray of shape (..., n_labels, n_labels + 1)

    Returns
    -------
    ndarray of shape (..., n_labels)
    """
    square = matrix[..., :-1]
    hits = np.diagonal(square, axis1=-2, axis2=-1)
    total = matrix.sum(axis=-1) + square.sum(axis=-2)
    scores: Counts = np.divide(2 * hits, total, out=np.zeros_like(hits), where=total > 0)
    return scores


def macro_f1(
    gold: Sequence[str], predicted: Sequence[str | None], labels: Sequence[str] = DIPLOMACY.labels
) -> float:
    """Return the unweighted mean of the labels' F1.

    Examples
    --------
    >>> macro_f1(["a", "a", "b"], ["a", "b", "b"], labels=["a", "b"])
    0.6666666666666666
    """
    return float(f1_of_counts(confusion_matrix(gold, predicted, labels)).mean())


def bootstrap_interval(
    counts: Sequence[Counts] | Counts,
    statistic: Callable[[Counts], float],
    *,
    level: float = 0.95,
    n_resamples: int = 1000,
    seed: int = 0,
) -> tuple[float, float]:
    """Return a percentile interval by resampling whole groups.

    Statements of one document or topic resemble each other, so resampling single statements
    would give an interval that is too narrow.

    Parameters
    ----------
    counts : sequence of ndarray, or ndarray of shape (n_groups, ...)
        What each group adds to the counts that the statistic needs.
    statistic : callable
        From the summed counts to a figure.
    level : float
        Coverage of the interval.
    n_resamples : int
    seed : int

    Returns
    -------
    low, high : float
        NaN where there are fewer than two groups.

    References
    ----------
    Field and Welsh (2007), "Bootstrapping clustered data", JRSS B 69(3).
    """
    values = _resampled(counts, statistic, n_resamples, seed)
    return _ends(values, level)


def _resampled(
    counts: Sequence[Counts] | Counts,
    statistic: Callable[[Counts], float],
    n_resamples: int,
    seed: int,
) -> Counts:
    """Return the statistic of each resample of groups; nothing where there are fewer than two."""
    stacked = np.asarray(counts, dtype=np.float64)
    n_groups = len(stacked)
    if n_groups < 2:
        return np.zeros(0)
    generator = np.random.default_rng(seed)
    draws = generator.multinomial(n_groups, [1 / n_groups] * n_groups, size=n_resamples)
    sums = np.tensordot(draws.astype(np.float64), stacked, axes=1)
    return np.array([statistic(total) for total in sums], dtype=np.float64)


def _ends(values: Counts, level: float) -> tuple[float, float]:
    if not len(values):
        return float("nan"), float("nan")
    low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def paired_difference(
    first: Sequence[Counts] | Counts,
    second: Sequence[Counts] | Counts,
    statistic: Callable[[Counts], float],
    *,
    level: float = 0.95,
    n_resamples: int = 1000,
    seed: int = 0,
) -> dict[str, float]:
    """Compare two systems on the same groups.

    Parameters
    ----------
    first, second : sequence of ndarray
        Each system's counts by group, in the same order of groups.
    statistic : callable
        From summed counts to a figure.
    level, n_resamples, seed
        As in :func:`bootstrap_interval`.

    Returns
    -------
    dict
        ``difference`` (first minus second), ``low`` and ``high`` of its interval, and ``p``, how
        probable a difference so far from zero is by chance (two-sided): twice the share of
        resamples on the other side of zero. NaN where there are fewer than two groups.

    References
    ----------
    Berg-Kirkpatrick, Burkett and Klein (2012), "An empirical investigation of statistical
    significance in NLP", EMNLP; Davison and Hinkley (1997), "Bootstrap methods and their
    application", section 4.4.
    """
    both = np.stack([np.asarray(first, float), np.asarray(second, float)], axis=1)
    values = _resampled(
        both, lambda total: statistic(total[0]) - statistic(total[1]), n_resamples, seed
    )
    low, high = _ends(values, level)
    p = float("nan")
    if len(values):
        # The one that is added counts the data as they are, so that p is never zero.
        tail = 1 + min(int((values <= 0).sum()), int((values >= 0).sum()))
        p = min(1.0, 2 * tail / (1 + len(values)))
    total = both.sum(axis=0)
    return {
        "difference": statistic(total[0]) - statistic(total[1]),
        "low": low,
        "high": high,
        "p": p,
    }


def token_overlap(first: str, second: str) -> float:
    """Return the intersection over union of two texts' words, with their counts, in lower case."""
    left = Counter(_WORD.findall(first.lower()))
    right = Counter(_WORD.findall(second.lower()))
    union = sum((left | right).values())
    return sum((left & right).values()) / union if union else 0.0


def score_labels(
    gold: Sequence[Mapping[str, Any]],
    predicted: Sequence[Mapping[str, Any]],
    *,
    scheme: StanceScheme = DIPLOMACY,
    groups: Sequence[str] | None = None,
    n_resamples: int = 1000,
) -> dict[str, Any]:
    """Score statements that were classified alone.

    Parameters
    ----------
    gold : sequence of mapping
        ``id`` and ``label``; optional ``accept`` (other labels that count as right when scored
        leniently) and ``conditions``.
    predicted : sequence of mapping
        ``id`` and ``label``; optional ``probabilities``, ``label_set`` and ``conditions``. Order
        is free; a gold statement that is missing here, or whose label is None, counts as wrong.
    scheme : StanceScheme
    groups : sequence of str, optional
        Topic or document of each gold statement: what the interval resamples. Without it, each
        statement is a group of its own.
    n_resamples : int

    Returns
    -------
    dict
        ``n``, ``missing``, ``accuracy``, ``macro_f1``, ``macro_f1_interval``, ``f1`` by label, the
        same two leniently, ``confusion``; ``condition_f1`` where gold has conditions.
        Where predictions abstain (their label is None), ``answered``: number, coverage, accuracy
        and macro-F1 of the others. Where they have probabilities, ``ece`` (ten bins of equal
        width, acceptable labels count as right), ``calibration`` of `calibration_report` and
        ``risk_coverage`` of :class:`~stancekit.evaluation.uncertainty.RiskCoverage`. Where they
        have label sets, ``set_coverage`` by label and ``set_size``.

    Raises
    ------
    RecordError
        If a gold label isn't in the scheme.
    """
    for record in gold:
        scheme.check(record["label"], where=str(record["id"]))
    by_id = {record["id"]: record for record in predicted}
    pairs = [(record, by_id.get(record["id"])) for record in gold]
    true = [str(record["label"]) for record in gold]
    strict = [
        None if found is None or found["label"] is None else str(found["label"])
        for _, found in pairs
    ]
    lenient = [
        label if guess in (record.get("accept") or ()) else guess
        for record, label, guess in zip(gold, true, strict, strict=True)
    ]
    names = list(range(len(gold))) if groups is None else list(groups)
    report: dict[str, Any] = {
        "n": len(gold),
        "missing": sum(found is None for _, found in pairs),
        "accuracy": _share(a == b for a, b in zip(true, strict, strict=True)),
        **_f1_with_interval(names, true, strict, scheme.labels, n_resamples),
        "lenient_accuracy": _share(a == b for a, b in zip(true, lenient, strict=True)),
        "lenient_macro_f1": macro_f1(true, lenient, scheme.labels),
        "confusion": {
            f"{label}>{guess}": number
            for (label, guess), number in sorted(
                Counter(zip(true, map(_shown, strict, pairs), strict=True)).items()
            )
            if label != guess
        },
    }
    with_terms = [(record, found or {}) for record, found in pairs if "conditions" in record]
    if any(record["conditions"] for record, _ in with_terms):
        report["condition_f1"] = _condition_f1(with_terms)
    answered = [k for k, guess in enumerate(strict) if guess is not None]
    if len(answered) + report["missing"] < len(gold):
        report["answered"] = {
            "n": len(answered),
            "coverage": len(answered) / len(gold),
            "accuracy": _share(true[k] == strict[k] for k in answered),
            **_f1_with_interval(
                [names[k] for k in answered],
                [true[k] for k in answered],
                [strict[k] for k in answered],
                scheme.labels,
                n_resamples,
            ),
        }
    return report | _doubt([(record, found) for record, found in pairs if found], scheme)


def _f1_with_interval(
    groups: Sequence[Any],
    true: Sequence[str],
    guesses: Sequence[str | None],
    labels: Sequence[str],
    n_resamples: int,
) -> dict[str, Any]:
    order = {name: number for number, name in enumerate(dict.fromkeys(groups))}
    counts = np.zeros((len(order), len(labels), len(labels) + 1))
    for name, label, guess in zip(groups, true, guesses, strict=True):
        counts[order[name]] += confusion_matrix([label], [guess], labels)
    per_label = f1_of_counts(counts.sum(axis=0)) if len(true) else np.zeros(len(labels))
    return {
        "macro_f1": float(per_label.mean()),
        "macro_f1_interval": bootstrap_interval(
            counts, lambda total: float(f1_of_counts(total).mean()), n_resamples=n_resamples
        ),
        "f1": dict(zip(labels, per_label.tolist(), strict=True)),
    }


def _shown(guess: str | None, pair: tuple[Any, Mapping[str, Any] | None]) -> str:
    return guess or ("(missing)" if pair[1] is None else "(abstained)")


def _has_probabilities(found: Mapping[str, Any]) -> bool:
    """Tell whether a prediction has probabilities that are numbers: NaN is null in JSON."""
    given = (found.get("probabilities") or {}).values()
    return bool(given) and all(isinstance(p, Real) and math.isfinite(p) for p in given)


def _doubt(
    pairs: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]], scheme: StanceScheme
) -> dict[str, Any]:
    """Score probabilities and label sets, of those predictions that have them."""
    report: dict[str, Any] = {}
    judged = [(record, found) for record, found in pairs if _has_probabilities(found)]
    if judged:
        tops = [max(found["probabilities"], key=found["probabilities"].get) for _, found in judged]
        sure = [found["probabilities"][top] for (_, found), top in zip(judged, tops, strict=True)]
        right = [top == record["label"] for (record, _), top in zip(judged, tops, strict=True)]
        acceptable = [
            hit or top in (record.get("accept") or ())
            for hit, (record, _), top in zip(right, judged, tops, strict=True)
        ]
        report["ece"] = expected_calibration_error(sure, acceptable)
        report["calibration"] = calibration_report(sure, right)
        report["risk_coverage"] = risk_coverage(sure, right).to_record()
    with_set = [(record, found["label_set"]) for record, found in pairs if found.get("label_set")]
    if with_set:
        held: dict[str, list[bool]] = {label: [] for label in scheme.labels}
        for record, labels in with_set:
            held[record["label"]].append(record["label"] in labels)
        report["set_coverage"] = {label: _share(hits) for label, hits in held.items() if hits}
        report["set_size"] = sum(len(labels) for _, labels in with_set) / len(with_set)
    return report


def _share(outcomes: Any) -> float:
    values = list(outcomes)
    return sum(values) / len(values) if values else float("nan")


def _condition_f1(pairs: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> float:
    hits = n_gold = n_found = 0
    for record, found in pairs:
        wanted = [item["text"] for item in record["conditions"]]
        given = [item["text"] for item in found.get("conditions") or ()]
        n_gold += len(wanted)
        n_found += len(given)
        free = dict(enumerate(given))
        for text in wanted:
            match = next(
                (j for j, other in free.items() if token_overlap(text, other) >= 0.5), None
            )
            if match is not None:
                del free[match]
                hits += 1
    return 2 * hits / (n_gold + n_found)
