"""Compare our classifier with TF-IDF and logistic regression, by grouped cross-validation.

    python -m benchmarks.stance

Ten folds; statements of one topic or one contrast set are never on both sides. Both systems see
the same folds in the same run; intervals, and that of the difference, resample topics.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from stancekit import DIPLOMACY, StanceClassifier
from stancekit.evaluation.metrics import (
    bootstrap_interval,
    confusion_matrix,
    f1_of_counts,
    paired_difference,
    score_labels,
)
from stancekit.evaluation.seeds import load_statements
from stancekit.evaluation.splits import fold_numbers, group_labels

LABELS = DIPLOMACY.labels


def baseline() -> Any:
    """Return word and word-pair TF-IDF with logistic regression, the usual first system."""
    return make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
        LogisticRegression(C=10, max_iter=2000),
    )


SYSTEMS: dict[str, Callable[[], Any]] = {
    "stancekit": lambda: StanceClassifier(calibrate=None),
    "TF-IDF(1,2) + LR": baseline,
}


def out_of_fold(
    system: Callable[[], Any], texts: Sequence[str], labels: Sequence[str], folds: NDArray[np.int64]
) -> list[str]:
    """Return each statement's label from a model that never saw its fold."""
    X, y = np.array(texts, dtype=object), np.array(labels, dtype=object)
    predicted = np.empty(len(X), dtype=object)
    for fold in np.unique(folds):
        test = folds == fold
        predicted[test] = system().fit(X[~test], y[~test]).predict(X[test])
    return [str(label) for label in predicted]


def by_group(gold: Sequence[str], predicted: Sequence[str], groups: Sequence[str]) -> Any:
    """Return the confusion matrix of each group."""
    return np.array(
        [
            confusion_matrix(
                [g for g, name in zip(gold, groups, strict=True) if name == group],
                [p for p, name in zip(predicted, groups, strict=True) if name == group],
                LABELS,
            )
            for group in sorted(set(groups))
        ]
    )


def mean_f1(counts: Any) -> float:
    """Return macro-F1 from summed counts."""
    return float(f1_of_counts(counts).mean())


def real_lines(path: Path) -> list[dict[str, Any]]:
    """Read lines that the user holds: a CSV with ``text`` and ``label`` (or ``stance``)."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        {"id": str(number), "text": row["text"], "label": row.get("label") or row["stance"]}
        for number, row in enumerate(rows)
    ]


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m benchmarks.stance")
    parser.add_argument("--folds", type=int, default=10)
    parser.add_argument("--lines", type=Path, help="CSV of real labelled lines to test on as well")
    options = parser.parse_args(arguments)
    seeds = load_statements()
    texts, labels = [item.text for item in seeds], [item.label for item in seeds]
    folds, groups = fold_numbers(seeds, options.folds), group_labels(seeds)
    batches = np.array([item.batch for item in seeds])
    counts = {}
    print(f"{'system':<18} {'macro-F1':>8}  95 % interval     " + "  ".join(LABELS), "  by batch")
    for name, system in SYSTEMS.items():
        predicted = out_of_fold(system, texts, labels, folds)
        counts[name] = by_group(labels, predicted, groups)
        low, high = bootstrap_interval(counts[name], mean_f1)
        total = counts[name].sum(axis=0)
        parts = []
        for batch in sorted(set(batches)):
            chosen = np.flatnonzero(batches == batch)
            matrix = confusion_matrix(
                [labels[i] for i in chosen], [predicted[i] for i in chosen], LABELS
            )
            parts.append(f"{batch} {mean_f1(matrix):.3f}")
        per_label = "  ".join(
            f"{value:>{len(label)}.3f}"
            for label, value in zip(LABELS, f1_of_counts(total), strict=True)
        )
        print(
            f"{name:<18} {mean_f1(total):>8.3f}  {low:.3f} to {high:.3f}    {per_label}   ", *parts
        )
    ours, theirs = (counts[name] for name in SYSTEMS)
    gap = paired_difference(ours, theirs, mean_f1)
    print(f"difference {gap['difference']:+.3f}  ({gap['low']:+.3f} to {gap['high']:+.3f})")
    if options.lines:
        rows = real_lines(options.lines)
        for name, system in SYSTEMS.items():
            found = system().fit(texts, labels).predict([row["text"] for row in rows])
            answers = [
                {"id": row["id"], "label": str(x)} for row, x in zip(rows, found, strict=True)
            ]
            report = score_labels(rows, answers)
            kept = ("n", "accuracy", "macro_f1", "macro_f1_interval", "f1", "confusion")
            print(name, json.dumps({key: report[key] for key in kept}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
