"""Measure how well wrong labels are found: labels of the seeds are made wrong, then looked for.

    python -m benchmarks.audit [--shares 0.01 0.05 0.1] [--draws 5]

In each run a share of the labels is replaced, each by another one that is drawn evenly; what is
scored is the share of really replaced ones among the first k suspects, k being their number.
(Labels that were wrong before count as right, which costs the figure a little.) The same
out-of-fold scores are ranked by the usual simple scores as well. Intervals are over the draws.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from scipy import stats

from stancekit import DIPLOMACY
from stancekit.evaluation.seeds import load_statements
from stancekit.modelling.audit import fit_noise, out_of_fold_scores, rank_suspects
from stancekit.modelling.calibration import softmax
from stancekit.modelling.training import Example

LABELS = DIPLOMACY.labels


def with_flips(
    examples: Sequence[Example], share: float, seed: int
) -> tuple[list[Example], set[str]]:
    """Return the examples with a share of the labels replaced, and whose they are."""
    generator = np.random.default_rng(seed)
    chosen = generator.choice(len(examples), round(share * len(examples)), replace=False)
    changed = list(examples)
    for i in chosen:
        example = examples[i]
        others = [label for label in LABELS if label != example.label]
        changed[i] = replace(example, label=others[generator.integers(len(others))])
    return changed, {examples[i].id for i in chosen}


def self_confidence(probabilities: Any, codes: Any) -> Any:
    """Return the probability of each label given."""
    return probabilities[np.arange(len(codes)), codes]


def normalised_margin(probabilities: Any, codes: Any) -> Any:
    """Return how far each label given leads the best other one."""
    others = probabilities.copy()
    others[np.arange(len(codes)), codes] = -np.inf
    return self_confidence(probabilities, codes) - others.max(axis=1)


def weighted_entropy(probabilities: Any, codes: Any) -> Any:
    """Return the self-confidence over the entropy."""
    entropy = -(probabilities * np.log(probabilities)).sum(axis=1)
    return self_confidence(probabilities, codes) / entropy


def above_threshold(probabilities: Any, codes: Any) -> Any:
    """Return the margin after each label's mean self-confidence is taken off its column."""
    own = self_confidence(probabilities, codes)
    thresholds = [own[codes == code].mean() for code in range(probabilities.shape[1])]
    return normalised_margin(probabilities - np.array(thresholds), codes)


SIMPLE: dict[str, Callable[[Any, Any], Any]] = {
    "self-confidence": self_confidence,
    "normalised margin": normalised_margin,
    "confidence-weighted entropy": weighted_entropy,
    "margin over label thresholds": above_threshold,
}


def precisions(examples: Sequence[Example], flipped: set[str], n_folds: int) -> dict[str, float]:
    """Return the precision at k of each ranking, with the estimated share of wrong labels."""
    scores = out_of_fold_scores(examples, n_folds=n_folds)
    codes = np.array([LABELS.index(example.label) for example in examples])
    rankings = {
        name: [examples[i].id for i in np.argsort(score(softmax(scores), codes), kind="stable")]
        for name, score in SIMPLE.items()
    }
    alone = [replace(example, pair=None) for example in examples]
    for name, given in (("audit, without contrast sets", alone), ("audit", examples)):
        rankings[name] = [suspect.example.id for suspect in rank_suspects(given, scores)]
    k = len(flipped)
    found = {name: len(flipped & set(ids[:k])) / k for name, ids in rankings.items()}
    return found | {"share of wrong labels, estimated": fit_noise(scores, codes).rate}


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.audit",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    shares = [0.01, 0.05, 0.1]
    add = parser.add_argument
    add(
        "--shares",
        type=float,
        nargs="+",
        default=shares,
        help="of the labels; default: 1, 5, 10 %%",
    )
    add("--draws", type=int, default=5, help="default: %(default)s")
    add("--folds", type=int, default=5, help="default: %(default)s")
    options = parser.parse_args(arguments)
    if not all(0 < share < 1 for share in options.shares):
        parser.error("--shares lie between 0 and 1")
    if options.draws < 2 or options.folds < 2:
        parser.error("--draws and --folds are 2 or more: intervals are over the draws")
    examples = [Example.from_seed(item) for item in load_statements()]
    for share in options.shares:
        start = time.process_time()
        rows = [
            precisions(*with_flips(examples, share, seed), options.folds)
            for seed in range(options.draws)
        ]
        k = round(share * len(examples))
        seconds = (time.process_time() - start) / len(rows)
        print(f"\n{share:.0%} of {len(examples):,} labels made wrong: precision at {k:,}")
        print(f"{'':<33} mean  95 % interval  ({seconds:.0f} s a run)")
        for name in rows[0]:
            values = np.array([row[name] for row in rows])
            # Few draws: Student's t rather than a bootstrap.
            width = stats.t.ppf(0.975, max(1, len(values) - 1)) * stats.sem(values)
            low, high = values.mean() - width, values.mean() + width
            print(f"{name:<32} {values.mean():.3f}  {low:.3f} to {high:.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
