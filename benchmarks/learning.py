"""Measure what more statements, and what each family of features, are worth.

    python -m benchmarks.learning [--quick] [-o FOLDER]

Ten folds over all seeds, topics and contrast sets whole. The learning curve trains on a share of
the topics outside the fold, drawn several times; a draw's larger shares contain its smaller ones.
The ablation leaves each family of features out, then takes it alone. Both are scored on the first
batch and on the rest apart: the cue lexicon was widened with errors on the first batch in view.
Writes ``learning.md`` and ``learning.json``. Intervals resample topics.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.stance import FIRST_BATCH, SYSTEMS, counts_by, cross_validated, mean_f1
from stancekit import StanceClassifier
from stancekit.evaluation.gold import SeedStatement
from stancekit.evaluation.metrics import bootstrap_interval, paired_difference
from stancekit.evaluation.seeds import load_statements, seeds_hash
from stancekit.evaluation.splits import group_labels
from stancekit.features import default_features

Report = dict[str, Any]
Seeds = Sequence[SeedStatement]

RESULTS = Path(__file__).parent / "results"
SHARES = (0.1, 0.2, 0.4, 0.6, 0.8, 1.0)
DRAWS, FOLDS = 3, 10
# Enough to see that all runs, and which way a curve goes.
QUICK_SHARES, QUICK_DRAWS, QUICK_FOLDS = (0.2, 1.0), 1, 3
_ALL = "all"


def parts(seeds: Seeds) -> dict[str, list[bool]]:
    """Return which statements each part that is scored apart holds."""
    first = [item.batch in FIRST_BATCH for item in seeds]
    return {"first batch": first, "rest": [not inside for inside in first]}


def group_counts(seeds: Seeds, answers: Sequence[Sequence[str]], inside: Sequence[bool]) -> Any:
    """Return the confusion matrices of each group's statements inside, one for each draw."""
    groups = group_labels(seeds)
    kept = [i for i, held in enumerate(inside) if held]
    names, items = [groups[i] for i in kept], [seeds[i] for i in kept]
    draws = [counts_by(names, items, [found[i] for i in kept]) for found in answers]
    return np.array([[counts[name] for counts in draws] for name in sorted(set(names))])


def scores(counts: Any) -> Report:
    """Return macro-F1, the mean over the draws, with its interval."""
    low, high = bootstrap_interval(counts, mean_f1)
    by_draw = [mean_f1(total) for total in counts.sum(axis=0)]
    return {"macro_f1": float(np.mean(by_draw)), "low": low, "high": high, "draws": by_draw}


def learning_curve(seeds: Seeds, shares: Sequence[float], draws: int, folds: int) -> list[Report]:
    """Return the scores of both systems at each share of the training topics."""
    groups = sorted(set(group_labels(seeds)))
    orders = [np.random.default_rng(draw).permutation(groups).tolist() for draw in range(draws)]
    rows = []
    for share in shares:
        # All topics are the same in every draw.
        chosen = [set(order[: round(share * len(groups))]) for order in orders]
        chosen = chosen[:1] if share == 1 else chosen
        sizes = [sum(group in known for group in group_labels(seeds)) for known in chosen]
        row: Report = {"share": share, "topics": len(chosen[0]), "statements": np.mean(sizes)}
        for name, system in SYSTEMS.items():
            found = [cross_validated(system, seeds, [], folds, known=known) for known in chosen]
            row[name] = {
                part: scores(group_counts(seeds, found, inside))
                for part, inside in parts(seeds).items()
            }
        told(f"{share:.0%} of the topics", row["stancekit"])
        rows.append(row)
    return rows


def ablation(seeds: Seeds, folds: int) -> list[Report]:
    """Return the scores with all families of features, without each, and with each alone."""
    families = dict(default_features().extractors)
    variants = {_ALL: list(families)}
    variants |= {f"without {name}": [n for n in families if n != name] for name in families}
    variants |= {f"{name} alone": [name] for name in families}
    rows: list[Report] = []
    whole: dict[str, Any] = {}
    for title, names in variants.items():
        found = cross_validated(system_of(names), seeds, [], folds)
        row: Report = {"title": title, "families": names}
        for part, inside in parts(seeds).items():
            counts = group_counts(seeds, [found], inside)
            row[part] = scores(counts)
            if title == _ALL:
                whole[part] = counts
            else:
                row[part]["difference"] = paired_difference(counts, whole[part], mean_f1)
        told(title, row)
        rows.append(row)
    return rows


def system_of(names: Sequence[str]) -> Callable[[], StanceClassifier]:
    """Return what makes an unfitted classifier with some of the default families."""
    return lambda: StanceClassifier(
        [(name, member) for name, member in default_features().extractors if name in names],
        calibrate=None,
    )


def told(title: str, row: Report) -> None:
    """Print one line of progress."""
    figures = ", ".join(
        f"{part} {row[part]['macro_f1']:.3f}" for part in ("first batch", "rest") if part in row
    )
    print(f"{title:<20} {figures}", flush=True)


def as_markdown(report: Report) -> str:
    """Return the report for people."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    yield "# Learning curve and ablation"
    yield ""
    yield (
        f"{report['statements']:,} statements, {report['topics']} groups of topics, "
        f"{report['folds']} folds; macro-F1 with 95 % intervals, resampled over topics. First "
        f"batch: {', '.join(FIRST_BATCH)}."
    )
    yield ""
    yield "Versions: " + ", ".join(f"{name} {value}" for name, value in report["versions"].items())
    yield f"Seeds: {report['seeds']}. Time: {report['seconds'] / 60:.0f} minutes of one core."
    yield from ("", "## Share of the training topics", "")
    columns = [(name, part) for name in SYSTEMS for part in report["parts"]]
    yield from _header(["topics", "statements", *(f"{name}, {part}" for name, part in columns)])
    for row in report["curve"]:
        cells = [f"{row['share']:.0%}", f"{row['statements']:,.0f}"]
        yield _row([*cells, *(_cell(row[name][part]) for name, part in columns)])
    yield ""
    yield f"Means of {report['draws']} draws; statements are counted before a fold is taken out."
    yield from ("", "## Families of features", "")
    yield from _header(
        ["features", *(title for part in report["parts"] for title in (part, "difference"))]
    )
    for row in report["ablation"]:
        yield _row(
            [row["title"], *(f(row[part]) for part in report["parts"] for f in (_cell, _gap))]
        )


def _header(titles: Sequence[str]) -> list[str]:
    return [_row(titles), _row(["---"] * len(titles))]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(score: Mapping[str, Any]) -> str:
    return f"{score['macro_f1']:.3f} ({score['low']:.3f} to {score['high']:.3f})"


def _gap(score: Mapping[str, Any]) -> str:
    if "difference" not in score:
        return ""
    gap = score["difference"]
    return f"{gap['difference']:+.3f} ({gap['low']:+.3f} to {gap['high']:+.3f})"


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m benchmarks.learning")
    parser.add_argument("--quick", action="store_true", help="few folds, shares and draws")
    parser.add_argument("-o", "--output", type=Path, default=RESULTS, help="folder")
    options = parser.parse_args(arguments)
    seeds = load_statements()
    folds = QUICK_FOLDS if options.quick else FOLDS
    draws = QUICK_DRAWS if options.quick else DRAWS
    start = time.process_time()
    report: Report = {
        "versions": {
            "stancekit": version("stancekit"),
            "scikit-learn": version("scikit-learn"),
            "python": platform.python_version(),
        },
        "seeds": seeds_hash(),
        "statements": len(seeds),
        "topics": len(set(group_labels(seeds))),
        "parts": list(parts(seeds)),
        "folds": folds,
        "draws": draws,
        "curve": learning_curve(seeds, QUICK_SHARES if options.quick else SHARES, draws, folds),
        "ablation": ablation(seeds, folds),
    }
    report["seconds"] = time.process_time() - start
    options.output.mkdir(parents=True, exist_ok=True)
    for suffix, content in (
        ("json", json.dumps(report, indent=1) + "\n"),
        ("md", as_markdown(report)),
    ):
        place = options.output / f"learning.{suffix}"
        place.write_text(content, encoding="utf-8")
        print(place)
    return 0


if __name__ == "__main__":
    sys.exit(main())
