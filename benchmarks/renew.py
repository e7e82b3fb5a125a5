"""Renew the reports in ``benchmarks/results``, after a change that is meant to move figures.

    python -m benchmarks.renew [quick] [full]

``quick.json`` is what ``.ci/run`` compares with: the default model beside the light peers.
``full.json`` and ``full.html`` are the whole run, with every model that stancekit and the installed
plugins bring, and every peer that is installed.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks.__main__ import main as run
from stancekit.plugin import get_registry

RESULTS = Path(__file__).parent / "results"
KEPT = {"quick": ("json",), "full": ("json", "html")}


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line; a report with anything that wasn't measured isn't kept."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.renew",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("which", nargs="*", metavar="quick|full", help="default: both")
    which = parser.parse_args(arguments).which or list(KEPT)
    if unknown := sorted({*which} - {*KEPT}):
        parser.error(f"no report is named {', '.join(unknown)}; there are {', '.join(KEPT)}")
    for name in which:
        with tempfile.TemporaryDirectory() as folder:
            status = run([*_options(name), "-o", folder])
            if status:
                return status
            for suffix in KEPT[name]:
                shutil.copyfile(Path(folder, f"report.{suffix}"), RESULTS / f"{name}.{suffix}")
    return 0


def _options(name: str) -> list[str]:
    if name == "quick":
        return ["--quick"]
    models = [entry.name for entry in get_registry().components("stancekit_models")]
    return [part for model in models for part in ("--model", model)]


if __name__ == "__main__":
    sys.exit(main())
