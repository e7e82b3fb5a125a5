"""Measure quality, robustness and speed of models and peers, on the same data in one run.

    python -m benchmarks [--quick] [--model NAME|FOLDER ...] [-o FOLDER]

Writes ``report.json`` (its schema lies beside this module) and ``report.html``, one page that needs
nothing else. Exits 1 where something could not be measured, or where a figure is worse than in the
report given with --compare and outside its interval.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

from benchmarks.adapters import ADAPTERS
from benchmarks.sections import SECTIONS
from stancekit.errors import RecordError, StancekitError


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--quick", action="store_true", help="part of the data, few folds: two minutes")
    add(
        "--model",
        action="append",
        metavar="NAME|FOLDER",
        help="may be given several times; default: diplomacy-base",
    )
    add("--plugin", action="append", default=[], metavar="FILE.py", help="a script with hooks")
    add("--block", action="append", default=[], metavar="NAME", help="leave a plugin out")
    add(
        "--data",
        metavar="PATH",
        help="labelled data: a folder in the seeds' format, a file as stancekit evaluate takes it, "
        "or ADAPTER=PATH, with the adapter of a plugin or "
        f"one of {', '.join(ADAPTERS)}",
    )
    add(
        "--only",
        action="append",
        choices=list(SECTIONS),
        metavar="SECTION",
        help=f"may be given several times; default: all of {', '.join(SECTIONS)}",
    )
    add(
        "-o",
        "--output",
        type=Path,
        default=Path("benchmark-report"),
        metavar="FOLDER",
        help="where the report goes; default: %(default)s",
    )
    add("--compare", type=Path, metavar="REPORT.json", help="tell what is better or worse")
    add("--seed", type=int, default=0, help="of whatever is drawn; default: %(default)s")
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line."""
    options = _parser().parse_args(arguments)
    # As many threads as the models were made with: sums, and so figures, depend on it.
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")

    from benchmarks.report.compare import compare, read_report
    from benchmarks.report.page import page
    from benchmarks.run import make_context, run
    from stancekit.plugin import get_registry

    try:
        _make_place(options.output)  # before the work, not after
        earlier = read_report(options.compare) if options.compare else None
        registry = get_registry(block=options.block, scripts=options.plugin)
        context, failures = make_context(
            options.model or ["diplomacy-base"],
            options.data,
            registry,
            quick=options.quick,
            seed=options.seed,
            scripts=options.plugin,
            block=options.block,
        )
    except StancekitError as error:
        print(f"Error: {error}", file=sys.stderr)
        return 2
    report = run(context, options.only or list(SECTIONS), failures)
    if earlier is not None:
        report["comparison"] = compare(report, earlier, options.compare.name)
    for name, content in (
        ("report.json", json.dumps(report, indent=1, ensure_ascii=False) + "\n"),
        ("report.html", page(report)),
    ):
        place = options.output / name
        place.write_text(content, encoding="utf-8")
        print(place)
    return _verdict(report)


def _make_place(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        reason = f"can't be written to: {error.strerror}; name another folder (-o)"
        raise RecordError(reason, where=str(folder)) from None


def _verdict(report: dict) -> int:  # type: ignore[type-arg]  # plain JSON
    """Print what went wrong or got worse; return the exit status."""
    sections = [*report["sections"], *report["timings"]["sections"]]
    failures = [*report["failures"], *(f for one in sections for f in one["failures"])]
    # What fails to learn fails in every section: it is told once.
    lines = list(dict.fromkeys(f"not measured: {f['system']}: {f['reason']}" for f in failures))
    comparison = report["comparison"] or {"rows": [], "warnings": []}
    lines += comparison["warnings"]
    lines += [
        f"{row['verdict']}: {row['where']}: {row['now']['value']}, before {row['before']['value']}"
        for row in comparison["rows"]
    ]
    for line in lines:
        print(line, file=sys.stderr)
    return int(bool(failures) or any(row["verdict"] == "worse" for row in comparison["rows"]))


if __name__ == "__main__":
    sys.exit(main())
