"""Run the behaviour lists on the shipped model and on TF-IDF with logistic regression.

    python -m benchmarks.behaviour [--show N]

Both are told how often they fail: give another label than the codebook, or, where only names, marks
or side remarks change, another than before. Intervals are Wilson's, on the number of independent
cases that a list's frames come to: the cases of a frame resemble each other.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable
from typing import Any

import stancekit
from benchmarks.stance import baseline
from stancekit.evaluation.behaviour import check_behaviour, failure_line, load_behaviour
from stancekit.evaluation.seeds import load_statements


def systems(model: str) -> dict[str, Callable[[list[str]], Iterable[str]]]:
    """Return what is compared, by name: functions from texts to labels."""
    seeds = load_statements()
    peer = baseline().fit([item.text for item in seeds], [item.label for item in seeds])
    return {model: stancekit.load(model).model.predict, "TF-IDF(1,2) + LR": peer.predict}


def print_report(name: str, found: list[dict[str, Any]], show: int) -> None:
    """Print a system's table, and up to `show` failures of each list."""
    print(f"\n{name}")
    print(f"{'':<25} cases  frames  failed    rate  95 % interval     right  with original")
    for item in found:
        low, high = item["interval"]
        both = "–" if item["both_right"] is None else f"{item['both_right']:.3f}"
        print(
            f"{item['title']:<25} {item['cases']:>5}  {item['frames']:>6}  {item['failed']:>6}"
            f"   {item['rate']:.3f}  {low:.3f} to {high:.3f}    {item['right']:.3f}  {both:>13}"
        )
    for item in found if show else ():
        print(f"\n{item['title']}: {item['tests']}")
        for failure in item["failures"][:show]:
            print(f"  {failure_line(failure)}")


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m benchmarks.behaviour")
    parser.add_argument("--model", default="diplomacy-base", help="name or folder of a model")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="print N failures a list")
    options = parser.parse_args(arguments)
    lists = load_behaviour()
    for name, predict in systems(options.model).items():
        print_report(name, check_behaviour(predict, lists), options.show)
    return 0


if __name__ == "__main__":
    sys.exit(main())
