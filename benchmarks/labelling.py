"""Time label-only prediction beside fastText, and TF-IDF with logistic regression.

    python -m benchmarks.labelling

All label the same statements on one core in one run, turn by turn, so that what else the machine
does meets all alike; a ratio is taken within each turn. The peers are trained on the seeds:
fastText (``fasttext-wheel``) with its default parameters, which has words alone; TF-IDF has words
and word pairs. "First call" is a model just loaded, with the folding of its weights included.
"""

from __future__ import annotations

import argparse
import importlib.util
import itertools
import os
import pickle
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import stancekit
from benchmarks.systems.tfidf import classifier as baseline
from stancekit.evaluation.seeds import load_statements
from stancekit.features.tokens import normal_form

Labeller = Callable[[list[str]], object]

OURS, FIRST = "stancekit", "stancekit, first call"
PEERS = {"fastText": ">= 3", "TF-IDF(1,2) + LR": ">= 8"}


def pin_to_one_core() -> None:
    """Keep this process, and those it starts, on one core where the system allows it."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def fast_text(texts: Sequence[str], labels: Sequence[str]) -> Labeller | None:
    """Return fastText's batch prediction after training; None where it isn't installed."""
    if importlib.util.find_spec("fasttext") is None:
        return None
    import fasttext

    with tempfile.TemporaryDirectory() as folder:
        lines = Path(folder, "train.txt")
        lines.write_text(
            "".join(f"__label__{y} {one_line(x)}\n" for x, y in zip(texts, labels, strict=True)),
            encoding="utf-8",
        )
        model: Any = fasttext.train_supervised(str(lines), thread=1, verbose=0)
    predict: Labeller = model.predict
    return predict


def one_line(text: str) -> str:
    """Return `text` as fastText takes it."""
    return " ".join(text.splitlines())


def first_call(model: Any) -> Labeller:
    """Return the prediction of a model that has labelled nothing yet, new at each call."""
    kept = pickle.dumps(model)  # without its tables

    def predict(texts: list[str]) -> object:
        normal_form.cache_clear()
        return pickle.loads(kept).predict(texts)  # noqa: S301 - made here

    return predict


def interleaved(
    systems: dict[str, Labeller], texts: list[str], turns: int
) -> dict[str, list[float]]:
    """Return the statements a second of each system in each turn."""
    rates: dict[str, list[float]] = {name: [] for name in systems}
    for turn, (name, label) in itertools.product(range(turns + 1), systems.items()):
        start = time.process_time()
        label(texts)
        if turn:  # the first is for warming up
            rates[name].append(len(texts) / (time.process_time() - start))
    return rates


def spread(values: Sequence[float], form: str) -> str:
    """Return the median of values with their range."""
    middle, low, high = (f"{f(values):{form}}" for f in (statistics.median, min, max))
    return f"{middle} ({low} to {high})"


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m benchmarks.labelling")
    parser.add_argument("--statements", type=int, default=40_000)
    parser.add_argument("--turns", type=int, default=7)
    parser.add_argument("--model", default="diplomacy-base")
    options = parser.parse_args(arguments)
    pin_to_one_core()
    seeds = load_statements()
    train, labels = [one_line(item.text) for item in seeds], [item.label for item in seeds]
    texts = list(itertools.islice(itertools.cycle(train), options.statements))
    model = stancekit.load(options.model).model

    systems = {OURS: model.predict, FIRST: first_call(model)}
    if fast := fast_text(train, labels):
        systems["fastText"] = fast
    systems["TF-IDF(1,2) + LR"] = baseline().fit(train, labels).predict
    rates = interleaved(systems, texts, options.turns)
    print(f"{len(texts):,} statements, {options.turns} turns; statements a second")
    for name, values in rates.items():
        print(f"{name:<28} {spread(values, ',.0f')}")
    for peer, aim in PEERS.items():
        if peer not in rates:
            print(f"{peer:<28} not installed")
            continue
        for name in (OURS, FIRST):
            ratios = [a / b for a, b in zip(rates[name], rates[peer], strict=True)]
            note = f"   aim {aim}" if name == OURS else ""
            print(f"{f'{name} / {peer}':<40} {spread(ratios, '.1f')}{note}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
