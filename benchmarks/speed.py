"""Time the main jobs on one core: analysis, start-up, label-only prediction beside peers.

    python -m benchmarks.speed

The texts are the seeds' development documents and statements, repeated to size. Each figure is
the median of several runs, with the slowest and the fastest beside it. Analysis and prediction
are timed in processor time, so that what else the machine does hardly counts; commands by the
clock. For the peers see `benchmarks.labelling`.
"""

from __future__ import annotations

import argparse
import functools
import itertools
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import stancekit
from benchmarks import labelling
from benchmarks.labelling import pin_to_one_core
from stancekit.evaluation.seeds import load_documents

_RUNS = 5


def timed(job: Callable[[], object], clock: Callable[[], float] = time.process_time) -> list[float]:
    """Return the seconds that each of several runs takes, after one that isn't counted."""
    job()
    seconds = []
    for _ in range(_RUNS):
        start = clock()
        job()
        seconds.append(clock() - start)
    return seconds


def row(name: str, figures: list[float], unit: str, aim: str) -> None:
    """Print one line of the table."""
    print(
        f"{name:<28} {statistics.median(figures):>10.3g} {unit:<13}"
        f" ({min(figures):.3g} to {max(figures):.3g})   aim {aim}"
    )


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m benchmarks.speed")
    parser.add_argument("--megabytes", type=float, default=1.0, help="article text to analyze")
    parser.add_argument("--statements", type=int, default=40_000)
    parser.add_argument("--model", default="diplomacy-base")
    options = parser.parse_args(arguments)
    pin_to_one_core()
    analyzer = stancekit.load(options.model)

    seeds = itertools.cycle(item.document for item in load_documents(split="dev"))
    documents, size = [], 0
    while size < options.megabytes * 1e6:
        documents.append(next(seeds))
        size += len(documents[-1].text.encode())
    seconds = timed(lambda: sum(1 for _ in analyzer.analyze_many(documents)))
    row("analyze, all included", [size / 1e6 / s for s in seconds], "MB/s", ">= 0.5")

    with tempfile.TemporaryDirectory() as folder:
        article = Path(folder, "article.txt")
        article.write_text(documents[0].text, encoding="utf-8")
        for name, command, aim in (
            ("--help", ["--help"], "<= 0.3"),
            ("one article, start to end", ["analyze", str(article)], "<= 1"),
        ):
            whole = [sys.executable, "-m", "stancekit", *command]
            seconds = timed(
                functools.partial(subprocess.run, whole, check=True, capture_output=True),
                time.perf_counter,
            )
            row(name, seconds, "s", aim)
    print()
    return labelling.main(["--statements", str(options.statements), "--model", options.model])


if __name__ == "__main__":
    sys.exit(main())
