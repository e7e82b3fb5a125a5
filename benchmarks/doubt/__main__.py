"""Measure how honest the default classifier is about its doubt.

    python -m benchmarks.doubt [--output report.json]

Every statement of the seeds is predicted by a classifier that has seen nothing of its topic; and
the later batches by one that has seen the first batch alone. Of these predictions: calibration
beside its floor and other ways to calibrate, coverage of the label sets with and without a shift
of topics, risk by coverage. Writes the figures as JSON and, beside it, as Markdown.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

import stancekit
from benchmarks.doubt.calibrators import CALIBRATORS, cross_fitted
from benchmarks.doubt.measures import Answers, calibration_row, measure, resplit
from benchmarks.doubt.report import as_markdown
from benchmarks.labelling import pin_to_one_core
from benchmarks.stance import FIRST_BATCH
from stancekit.evaluation.gold import SeedStatement
from stancekit.evaluation.seeds import load_statements
from stancekit.evaluation.splits import fold_numbers, group_labels
from stancekit.modelling.training import cross_validate, train

RESULTS = Path(__file__).parent.parent / "results" / "doubt.json"


def trained_on_first(first: Sequence[SeedStatement], later: Sequence[SeedStatement]) -> Answers:
    """Return what a classifier that knows the first batch alone makes of the later ones."""
    model = train(
        [item.text for item in first],
        [item.label for item in first],
        name="first",
        groups=group_labels(first),
    )
    predictions = model.predictions([item.text for item in later], evidence=False)
    return Answers.of(predictions, [item.label for item in later], group_labels(later))


def compare_calibrators(
    answers: Answers, seeds: Sequence[SeedStatement], folds: Any
) -> dict[str, dict[str, float]]:
    """Return the figures of the probabilities as they are and of every way to calibrate them."""
    logits = np.log(np.maximum(answers.probabilities, np.finfo(np.float64).tiny))
    lengths = np.array([max(1, len(item.text.split())) for item in seeds], dtype=np.float64)
    rows = {"as they come": calibration_row(answers.probabilities, answers.y)}
    for name, calibrator in CALIBRATORS.items():
        found = cross_fitted(calibrator, logits, answers.y, lengths, folds)
        rows[name] = calibration_row(found, answers.y)
    return rows


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m benchmarks.doubt")
    parser.add_argument("--folds", type=int, default=10)
    parser.add_argument("--resplits", type=int, default=200)
    parser.add_argument("--output", type=Path, default=RESULTS, help="JSON file")
    options = parser.parse_args(arguments)
    pin_to_one_core()
    start = time.perf_counter()

    seeds = load_statements()
    folds = fold_numbers(seeds, options.folds)
    labels, groups = [item.label for item in seeds], group_labels(seeds)
    predictions = cross_validate(
        [item.text for item in seeds],
        labels,
        groups=groups,
        folds=folds,
        progress=lambda done, total: print(f"fold {done} of {total}", file=sys.stderr),
    )
    answers = Answers.of(predictions, labels, groups)
    is_first = np.array([item.batch in FIRST_BATCH for item in seeds])
    first = [item for item in seeds if item.batch in FIRST_BATCH]
    later = [item for item in seeds if item.batch not in FIRST_BATCH]
    parts = {"all": answers, "first batch": answers.where(is_first)}
    if later:
        parts["later batches"] = answers.where(~is_first)
        parts["later batches, the first alone trains"] = trained_on_first(first, later)
    coverage = stancekit.StanceClassifier().coverage
    report = {
        "version": stancekit.__version__,
        "folds": options.folds,
        "coverage": coverage,
        "parts": {name: measure(part) for name, part in parts.items()},
        "calibrators": {
            "all": compare_calibrators(answers, seeds, folds),
            "first batch": compare_calibrators(parts["first batch"], first, folds[is_first]),
        },
        "resplits": {
            name: resplit(parts[name], coverage, options.resplits)
            for name in ("all", "first batch")
        },
    }
    report["seconds"] = round(time.perf_counter() - start)
    text = as_markdown(report)
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    options.output.with_suffix(".md").write_text(text, encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
