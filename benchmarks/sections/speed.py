"""Speed, start-up and memory, and how time grows with the data."""

from __future__ import annotations

import functools
import itertools
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.context import Context
from benchmarks.section import Axis, Column, Section
from stancekit.evaluation.seeds import load_documents
from stancekit.modelling.base import StanceModel

__all__ = ["exponent", "run"]

_TIMES, _QUICK_TIMES = (1, 10, 100), (1, 10)
_STATEMENTS, _CHARACTERS = 400, 30_000  # at ×1
_RUNS = 3


def run(context: Context) -> Section:
    """Time what users wait for."""
    section = Section("speed", "Speed and memory", timed=True)
    section.text.append(
        "Fastest of three runs, by the clock, the first not counted; the texts are those of the "
        "data, repeated to size. An exponent of 1 means time grows as the data do."
    )
    times = _QUICK_TIMES if context.quick else _TIMES
    labelling: list[dict[str, Any]] = []
    reading: list[dict[str, Any]] = []
    for system in context.present:
        with section.guard(system.name):
            context.log(f"speed: {system.name}")
            labelling.append(_labelling(context, system, times))
            if system.analyzer is not None:
                reading.append(_reading(context, system.analyzer, times))
                reading[-1]["system"] = system.name
    for name, what, unit, rows in (
        ("labelling", "Labels of statements", "statements", labelling),
        ("reading", "Analysis of documents", "MB", reading),
    ):
        _growth(section, name, what, unit, rows)
    with section.guard("command line"):
        _command_line(section, context)
    return section


def fastest(job: Callable[[], object]) -> float:
    """Return the seconds of the fastest of some runs, after one that isn't counted."""
    job()
    seconds = []
    for _ in range(_RUNS):
        start = time.perf_counter()
        job()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def exponent(sizes: Sequence[float], seconds: Sequence[float]) -> float:
    """Return the exponent of growth, by least squares of the logarithms.

    Examples
    --------
    >>> round(exponent([1, 10, 100], [2.0, 20.0, 200.0]), 3)
    1.0
    """
    return float(np.polyfit(np.log(sizes), np.log(seconds), 1)[0])


def _labelling(context: Context, system: Any, times: Sequence[int]) -> dict[str, Any]:
    data = context.lessons
    model: StanceModel
    if system.analyzer is not None:
        model = system.analyzer.model
    else:
        model = system.fit(data.texts, data.labels, data.groups, data.scheme)
    sizes = [_STATEMENTS * k for k in times]
    seconds = []
    for size in sizes:
        texts = list(itertools.islice(itertools.cycle(data.texts), size))
        seconds.append(fastest(functools.partial(model.predict, texts)))
    return {"system": system.name, "sizes": sizes, "seconds": seconds}


def _reading(context: Context, analyzer: Any, times: Sequence[int]) -> dict[str, Any]:
    given = context.data.documents or load_documents(split="dev")
    sizes, seconds = [], []
    two: float | None = None
    for k in times:
        documents, size = [], 0
        for item in itertools.cycle(given):
            if size >= _CHARACTERS * k:
                break
            documents.append(item.document)
            size += len(item.document.text.encode())
        sizes.append(size / 1e6)
        seconds.append(fastest(lambda d=documents: sum(1 for _ in analyzer.analyze_many(d))))  # type: ignore[misc]  # mypy infers no lambda with a default
        if k == times[-1] and not context.quick:
            two = fastest(
                lambda d=documents: sum(1 for _ in analyzer.analyze_many(d, n_jobs=2))  # type: ignore[misc]  # as above
            )
    return {"sizes": sizes, "seconds": seconds, "two": two and sizes[-1] / two}


def _growth(section: Section, name: str, what: str, unit: str, rows: Sequence[Any]) -> None:
    series: list[dict[str, Any]] = []
    table = []
    for row in rows:
        grown = exponent(row["sizes"], row["seconds"])
        points = [{"x": x, "y": y} for x, y in zip(row["sizes"], row["seconds"], strict=True)]
        series.append({"name": f"{row['system']}: exponent {grown:.2f}", "style": "both"})
        series[-1]["points"] = points
        rate = row["sizes"][-1] / row["seconds"][-1]
        table.append(
            {"system": row["system"], "rate": rate, "two": row.get("two"), "exponent": grown}
        )
    if series:
        first = series[0]["points"]
        guide = [
            {"x": p["x"], "y": first[0]["y"] * p["x"] / first[0]["x"]}
            for p in (first[0], first[-1])
        ]
        series.append({"name": "exponent 1", "style": "guide", "points": guide})
    section.lines(
        name,
        f"{what}: growth",
        f"Seconds against {unit}, both logarithmic, by system, with the fitted exponent.",
        Axis(unit, log=True),
        Axis("seconds", log=True),
        series,
    )
    columns = [
        Column("system", "system", "text", key=True),
        Column("rate", f"{unit} a second", "number", better="higher"),
        Column("exponent", "exponent", "number", better="lower"),
    ]
    if any(row["two"] for row in table):
        columns.insert(2, Column("two", "with two workers", "number", better="higher"))
    section.table(name, what, columns, table, note="At the largest size.")


def _command_line(section: Section, context: Context) -> None:
    """Time the command line from start to end, and take its peak memory."""
    context.log("speed: command line")
    given = context.data.documents or load_documents(split="dev")
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        article = Path(folder, "article.txt")
        article.write_text(given[0].document.text, encoding="utf-8")
        for title, arguments in (
            ("--help", ["--help"]),
            ("one article, start to end", ["analyze", str(article)]),
        ):
            found = [
                _started([sys.executable, "-m", "stancekit", *arguments]) for _ in range(_RUNS)
            ]
            peaks = [peak for _, peak in found if peak is not None]
            rows.append(
                {
                    "command": title,
                    "seconds": min(seconds for seconds, _ in found),
                    "megabytes": max(peaks) if peaks else None,
                }
            )
    section.table(
        "commands",
        "Command line",
        [
            Column("command", "command", "text", key=True),
            Column("seconds", "seconds", "number", better="lower"),
            Column("megabytes", "peak memory, MB", "count", better="lower"),
        ],
        rows,
    )


# A process counts the memory of the one that started it as its own peak, so a small one starts it.
_STARTER = """
import subprocess, sys, time
start = time.perf_counter()
status = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
print(status, time.perf_counter() - start)
try:
    import resource
except ImportError:
    print("unknown")
else:
    print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def _started(command: Sequence[str]) -> tuple[float, float | None]:
    """Run a command; return its seconds and, where the system tells, its peak memory in MB."""
    starter = [sys.executable, "-S", "-c", _STARTER, *command]
    done = subprocess.run(starter, capture_output=True, text=True, check=True)
    status, seconds, peak = done.stdout.split()
    if status != "0":
        raise RuntimeError(f"{' '.join(command[1:4])} fails: {done.stderr.strip()[-200:]}")
    # Kilobytes on Linux, bytes on macOS.
    unit = 1e6 if sys.platform == "darwin" else 1e3
    return float(seconds), None if peak == "unknown" else float(peak) / unit
