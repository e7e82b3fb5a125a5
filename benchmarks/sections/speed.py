"""Speed, start-up and memory, and how time grows with the data."""

from __future__ import annotations

import functools
import itertools
import json
import pickle
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.context import Context
from benchmarks.section import Axis, Column, Section, figure
from benchmarks.systems import EstimatorModel, System
from benchmarks.timing import Point, Process, exponent, fastest, grow, in_turns, one_core, started
from stancekit.analyzer import Analyzer
from stancekit.document import Document
from stancekit.evaluation.seeds import load_documents
from stancekit.features.tokens import normal_form
from stancekit.modelling.linear import LinearModel

__all__ = ["run"]

Label = Callable[[list[str]], object]
Row = dict[str, Any]


class _Effort(NamedTuple):
    """How much is measured.

    Parameters
    ----------
    times : tuple of int
        Multiples of the smallest sizes.
    budget : float
        Seconds for a size of a system.
    turns, statements : int
        Turns, and most statements that are labelled in each.
    turn : float
        Seconds for a system's part of a turn.
    """

    times: tuple[int, ...]
    budget: float
    turns: int
    statements: int
    turn: float


_FULL = _Effort((1, 10, 100), budget=20, turns=7, statements=40_000, turn=2)
_QUICK = _Effort((1, 10), budget=3, turns=3, statements=10_000, turn=1)
_STATEMENTS, _CHARACTERS = 400, 30_000  # at ×1
_RUNS = 3
_FEW = 128  # statements that tell how fast a system is
_SHARED = 1.0  # MB that give two workers something to share
_SYSTEM = Column("system", "system", "text", key=True)


def run(context: Context) -> Section:
    """Time what users wait for."""
    section = Section("speed", "Speed and memory", timed=True)
    effort = _QUICK if context.quick else _FULL
    section.text.append(
        "The texts are those of the data, repeated to size. Growth: by the clock, the fastest of "
        f"three runs after one that isn't counted, or of fewer, in {effort.budget:g} seconds a "
        "size; where that is too little for a size, it is cut to what fits. An exponent of 1 means "
        "that time grows as the data do."
    )
    labels: dict[str, Label] = {}
    for system in context.runnable:
        with section.guard(system.name):
            labels[system.name] = _labels_of(context, system)
    _turns(section, context, effort, labels)
    for failure in section.failures:  # what can't label is told once
        labels.pop(failure["system"], None)
    for name, what, unit, measure in (
        ("labelling", "Labels of statements", "statements", _labelling),
        ("reading", "Analysis of documents", "MB", _reading),
        ("training", "Training", "statements", _training),
    ):
        rows = []
        for system in context.runnable:
            if system.name in labels:
                with section.guard(system.name):
                    context.log(f"speed: {name}, {system.name}")
                    found = measure(context, effort, system, labels[system.name])
                    rows += [{"system": system.name, **found}] if found else []
        _growth(section, name, what, unit, rows)
    with section.guard("start-up"):
        _start_up(section, context)
    return section


def _labels_of(context: Context, system: System) -> Label:
    """Return the label-only prediction of a system, trained on the data where it has to be."""
    if system.analyzer is not None:
        return system.analyzer.model.predict
    model = context.trained(system).model
    predict: Label = model.estimator.predict if isinstance(model, EstimatorModel) else model.predict
    return predict


def _texts(context: Context, n: int) -> list[str]:
    data = context.lessons
    known = data.texts or [s.statement.text for d in data.documents for s in d.statements]
    return list(itertools.islice(itertools.cycle(known), n))


def first_call(model: Any) -> Label:
    """Return the prediction of a model that has labelled nothing yet, new at each call."""
    kept = pickle.dumps(model)  # without its tables

    def predict(texts: list[str]) -> object:
        normal_form.cache_clear()
        return pickle.loads(kept).predict(texts)  # noqa: S301 - made here

    return predict


def _turns(section: Section, context: Context, effort: _Effort, labels: dict[str, Label]) -> None:
    """Let all label on one core, turn by turn, and take ratios within each turn."""
    context.log("speed: turns")
    with one_core():
        jobs: dict[str, tuple[int, Callable[[], object]]] = {}
        for name, label in labels.items():
            with section.guard(name):
                size = _fitting(label, _texts(context, effort.statements), effort.turn)
                texts = _texts(context, size)
                jobs[name] = (size, functools.partial(label, texts))
                model = next(s.analyzer for s in context.runnable if s.name == name)
                # Only weights that are folded, for many statements, make a first call special.
                many = size == effort.statements
                if many and model is not None and isinstance(model.model, LinearModel):
                    first = functools.partial(first_call(model.model), texts)
                    jobs[f"{name}, first call"] = (size, first)
        rates = in_turns(jobs, effort.turns, section.guard)
    if not rates:
        return
    ours, *others = rates
    rows = []
    for name, values in rates.items():
        row: Row = {"system": name, "n": jobs[name][0], "rate": _spread(values)}
        if name != ours:
            row["ratio"] = _spread([a / b for a, b in zip(rates[ours], values, strict=True)])
        if (first := f"{ours}, first call") in others and name not in (ours, first):
            row["first"] = _spread([a / b for a, b in zip(rates[first], values, strict=True)])
        rows.append(row)
    columns = [
        _SYSTEM,
        Column("n", "statements in a turn", "count"),
        Column("rate", "statements a second", "number", better="higher"),
        Column("ratio", f"{ours} is so many times as fast", "number", better="higher"),
    ]
    if any("first" in row for row in rows):
        columns.append(Column("first", "its first call", "number", better="higher"))
    section.table(
        "turns",
        "Labels of statements, turn by turn",
        columns,
        rows,
        note="On one core, by processor time, in the same run; median and range over "
        f"{effort.turns} turns, ratios within each turn. A slow system labels fewer statements in "
        "its part of a turn. First call: of a model just loaded, which prepares its tables.",
    )


def _fitting(label: Label, texts: Sequence[str], seconds: float) -> int:
    """Return how many of the texts can be labelled in so many seconds."""
    few = list(texts[:_FEW])
    label(few[:8])
    # As the turns are timed: another's work on the machine must not cut what ours label.
    start = time.process_time()
    label(few)
    fits = int(seconds / max(time.process_time() - start, 1e-9) * len(few))
    return max(min(_FEW, len(texts)), min(len(texts), fits))


def _spread(values: Sequence[float]) -> Row:
    return figure(statistics.median(values), (min(values), max(values)))


def _labelling(context: Context, effort: _Effort, system: System, label: Label) -> Row:  # noqa: ARG001 - as its like
    def make(wanted: float) -> tuple[float, Callable[[], object]]:
        texts = _texts(context, int(wanted))
        return len(texts), functools.partial(label, texts)

    sizes = [_STATEMENTS * k for k in effort.times]
    return {"wanted": sizes, "points": grow(make, sizes, effort.budget)}


def _reading(context: Context, effort: _Effort, system: System, label: Label) -> Row:  # noqa: ARG001 - as its like
    """Time the analysis of documents, with one worker and with two."""
    analyzer = system.analyzer
    if analyzer is None:
        return {}
    given = context.data.documents or load_documents(split="dev")

    def make(wanted: float, workers: int = 1) -> tuple[float, Callable[[], object]]:
        documents, size = [], 0
        for item in itertools.cycle(given):
            if size >= wanted * 1e6:
                break
            documents.append(item.document)
            size += len(item.document.text.encode())
        return size / 1e6, functools.partial(_read, analyzer, documents, workers)

    sizes = [_CHARACTERS * k / 1e6 for k in effort.times]
    points = grow(make, sizes, effort.budget)
    found: Row = {"wanted": sizes, "points": points}
    if points[-1].size >= _SHARED:
        make(sizes[0], 2)[1]()  # starts the workers, which takes seconds
        size, job = make(points[-1].size, 2)
        found["two"] = size / fastest(job, effort.budget)
    return found


def _read(analyzer: Analyzer, documents: Sequence[Document], workers: int) -> None:
    for analysis in analyzer.analyze_many(documents, n_jobs=workers):
        if analysis.error is not None:
            raise RuntimeError(f"{analysis.document.id}: {analysis.error}")


def _training(context: Context, effort: _Effort, system: System, label: Label) -> Row:  # noqa: ARG001 - as its like
    """Time training on shares of the data, each once; the whole is trained anyhow for peers."""
    data = context.lessons
    n = len(data.statements)
    if system.make is None or n < 10 * effort.times[-1]:
        return {}
    points = []
    # What learns the same from any share shows no growth.
    for k in () if system.fixed else reversed(effort.times[1:]):
        part = data.where([row % k == 0 for row in range(n)])
        start = time.perf_counter()
        system.fit(part.texts, part.labels, part.groups, data.scheme)
        points.append(Point(len(part.statements), time.perf_counter() - start))
    # Trained once, not several times as the others are run, so it may take longer.
    if not points or points[-1].seconds * n / points[-1].size < 5 * effort.budget:
        points.append(Point(n, context.trained(system).seconds))
    found: Row = {"wanted": [n], "points": points}
    return found | {"rate": None} if system.fixed else found


def _growth(section: Section, name: str, what: str, unit: str, rows: Sequence[Row]) -> None:
    series: list[Row] = []
    table: list[Row] = []
    for row in rows:
        points: list[Point] = row["points"]
        grown = exponent(points)
        last = points[-1]
        table.append(
            {
                "system": row["system"],
                "size": last.size,
                "seconds": last.seconds,
                "rate": row.get("rate", last.size / last.seconds),
                "two": row.get("two"),
                "exponent": grown,
                "cut": "yes" if last.size < 0.99 * row["wanted"][-1] else "",
            }
        )
        if grown is not None:
            shown = [{"x": point.size, "y": point.seconds} for point in points]
            title = f"{row['system']}: exponent {grown:.2f}"
            series.append({"name": title, "style": "both", "points": shown})
    if series:
        ends = series[0]["points"][0], max((one["points"][-1] for one in series), key=_x)
        scale = ends[0]["y"] / ends[0]["x"]
        guide = [{"x": end["x"], "y": scale * end["x"]} for end in ends]
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
        _SYSTEM,
        Column("size", unit, "number"),
        Column("seconds", "seconds", "number", better="lower"),
        Column("rate", f"{unit} a second", "number", better="higher"),
        Column("two", "with two workers", "number", better="higher"),
        Column("exponent", "exponent", "number", better="lower"),
        Column("cut", "cut to the time", "text"),
    ]
    used = [c for c in columns if any(row[c.name] not in (None, "") for row in table)]
    section.table(name, what, used, table, note="At the largest size.")


def _x(point: Row) -> float:
    return float(point["x"])


# Prints the seconds that it takes to import, to load a model and to analyze a first article.
_FIRST = """
import json, sys, time
name, article, scripts, block = json.loads(sys.argv[1])
times = [time.perf_counter()]
import stancekit
from stancekit.plugin import get_registry
registry = get_registry(scripts=scripts, block=block)
times.append(time.perf_counter())
analyzer = stancekit.load(name, registry=registry)
times.append(time.perf_counter())
analyzer.analyze(article)
times.append(time.perf_counter())
print(json.dumps([b - a for a, b in zip(times, times[1:])]))
"""


def _start_up(section: Section, context: Context) -> None:
    """Time processes of their own from start to end, and take their peak memory."""
    context.log("speed: start-up")
    given = context.data.documents or load_documents(split="dev")
    article = given[0].document.text
    rows: list[Row] = []
    for system in context.present:
        if system.analyzer is None:
            continue
        with section.guard(f"{system.name}, start-up"):
            asked = json.dumps([system.given, article, [*context.scripts], [*context.block]])
            found = _best([sys.executable, "-c", _FIRST, asked])
            parts = json.loads(found.output.splitlines()[-1])
            row = {"system": system.name, "seconds": found.seconds, "megabytes": found.megabytes}
            rows.append(row | dict(zip(("import", "load", "first"), parts, strict=True)))
    whole = [
        Column("seconds", "start to end, seconds", "number", better="lower"),
        Column("megabytes", "peak memory, MB", "count", better="lower"),
    ]
    section.table(
        "start-up",
        "Start-up and memory of a model",
        [
            _SYSTEM,
            Column("import", "import", "number", better="lower"),
            Column("load", "load", "number", better="lower"),
            Column("first", "first article", "number", better="lower"),
            *whole,
        ],
        rows,
        note=f"One article of {len(article):,} characters in a Python process of its own; the "
        f"fastest of {_RUNS}.",
    )
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "article.txt")
        file.write_text(article, encoding="utf-8")
        for title, arguments in (("--help", ["--help"]), ("analyze", ["analyze", str(file)])):
            found = _best([sys.executable, "-m", "stancekit", *arguments])
            rows.append({"command": title, "seconds": found.seconds, "megabytes": found.megabytes})
    section.table(
        "commands",
        "Command line",
        [Column("command", "stancekit", "text", key=True), *whole],
        rows,
        note="The default model on the same article.",
    )


def _best(command: Sequence[str]) -> Process:
    """Return the fastest of some runs of a command, with the most memory that any of them took."""
    found = [started(command) for _ in range(_RUNS)]
    peaks = [one.megabytes for one in found if one.megabytes is not None]
    return min(found, key=lambda one: one.seconds)._replace(megabytes=max(peaks, default=None))
