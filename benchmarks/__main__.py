"""Run the benchmarks of the checkout, then those that plugins register.

    python -m benchmarks [NAME ...]

A plugin's benchmark (hook ``stancekit_benchmarks``) is a function that takes an `Analyzer` and
returns the rows of its table: mappings of column name to value.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import stancekit
from benchmarks import articles, audit, behaviour, corpus, learning, speed, stance
from benchmarks.attribution import __main__ as attribution
from benchmarks.doubt import __main__ as doubt
from stancekit.plugin import get_registry

OWN: dict[str, Callable[[], object]] = {
    "stance": lambda: stance.main([]),
    "behaviour": lambda: behaviour.main([]),
    "articles": lambda: articles.main(["--documents", "dev"]),
    "attribution": lambda: attribution.main([]),
    "corpus": lambda: corpus.main([]),
    "audit": lambda: audit.main([]),
    "learning": lambda: learning.main([]),
    "doubt": lambda: doubt.main([]),
    "speed": lambda: speed.main([]),
}


def print_table(rows: Iterable[Mapping[str, Any]]) -> None:
    """Print rows under the columns that they have."""
    table = list(rows)
    columns = list(dict.fromkeys(name for row in table for name in row))
    cells = [columns, *([str(row.get(name, "")) for name in columns] for row in table)]
    widths = [max(len(line[i]) for line in cells) for i in range(len(columns))]
    for line in cells:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)))


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m benchmarks")
    parser.add_argument(
        "--plugin", action="append", default=[], metavar="FILE.py", help="a script with benchmarks"
    )
    registry = get_registry(scripts=parser.parse_known_args(arguments)[0].plugin)
    plugins = {entry.name: entry for entry in registry.components("stancekit_benchmarks")}
    parser.add_argument("names", nargs="*", help=f"of {', '.join([*OWN, *plugins])}; default all")
    names = parser.parse_args(arguments).names or [*OWN, *plugins]
    if unknown := [name for name in names if name not in OWN and name not in plugins]:
        parser.error(f"there is no benchmark {unknown[0]!r}")
    for name in names:
        print(f"\n== {name}")
        if name in OWN:
            OWN[name]()
        else:
            print_table(registry.get("stancekit_benchmarks", name)(stancekit.load()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
