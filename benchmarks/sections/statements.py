"""Labels and conditions of statements, each predicted by what never saw its topic."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from benchmarks.context import Context
from benchmarks.data import Data
from benchmarks.measures import FIGURES, Counts, compare, count, macro_f1, with_interval
from benchmarks.section import Axis, Column, Section, point
from stancekit.evaluation.metrics import f1_of_counts
from stancekit.stance import Prediction

__all__ = ["TITLES", "differences", "run"]

Row = dict[str, Any]

TITLES = {
    "macro_f1": "macro-F1",
    "accuracy": "accuracy",
    "lenient_macro_f1": "macro-F1, lenient",
    "lenient_accuracy": "accuracy, lenient",
    "condition_f1": "conditions, F1",
}
_SYSTEM = Column("system", "system", "text", key=True)
_WORST, _QUICK_WORST = 30, 10


def run(context: Context) -> Section:
    """Score every system that can be trained anew."""
    section = Section("statements", "Stance of statements")
    data = context.tested
    if not data.statements:
        section.text.append("The data hold no statements that were labelled on their own.")
        return section
    section.text.append(
        f"{len(data.statements):,} statements on {len(set(data.groups)):,} topics, predicted in "
        f"{context.folds} folds; everything is fitted anew in each, and a topic or contrast set is "
        "never on both sides. Intervals (95 %) and tests resample topics. Lenient figures count a "
        "label that a fair reader may choose as right. Conditions count as found where half of "
        "their words are."
    )
    for system in context.present:
        if system.make is None:
            section.text.append(f"{system.name} isn't in this section: {system.note}.")
    found: dict[str, list[Prediction]] = {}
    counts: dict[str, Counts] = {}
    for system in context.trainable:
        with section.guard(system.name):
            predictions = context.held_out(system)
            counts[system.name] = count(data, predictions)
            found[system.name] = predictions
    _figures(section, data, counts)
    differences(section, "pairs", "Differences on the same statements", counts)
    _by_label(section, data, counts)
    _parts(section, data, found)
    for name, each in counts.items():
        _confusion(section, data, name, each)
    worst = _QUICK_WORST if context.quick else _WORST
    for name, predictions in found.items():
        _worst(section, data, name, predictions, worst)
    return section


def _figures(section: Section, data: Data, counts: Mapping[str, Counts]) -> None:
    has_conditions = any(item.conditions for item in data.statements)
    names = [name for name in FIGURES if has_conditions or name != "condition_f1"]
    rows: list[Row] = []
    for system, each in counts.items():
        row: Row = {"system": system, "n": len(data.statements)}
        for name in names:
            part, statistic = FIGURES[name]
            row[name] = with_interval(getattr(each, part), statistic)
        rows.append(row)
    section.table(
        "figures",
        "Figures by system",
        [
            _SYSTEM,
            Column("n", "statements", "count"),
            *(Column(name, TITLES[name], better="higher") for name in names),
        ],
        rows,
    )
    section.ranges(
        "forest",
        "macro_f1",
        "Macro-F1 by system, with 95 % intervals",
        "; ".join(f"{row['system']} {row['macro_f1']['value']:.3f}" for row in rows),
        Axis("macro-F1"),
        [point(row["system"], "", row["macro_f1"]) for row in rows],
    )


def differences(section: Section, name: str, title: str, counts: Mapping[str, Counts]) -> None:
    """Add the paired differences between systems on the same statements."""
    rows = (
        {"first": a, "second": b, "figure": TITLES[figure]} | compare(counts[a], counts[b], figure)
        for a, b in itertools.combinations(counts, 2)
        for figure in ("macro_f1", "lenient_accuracy")
    )
    section.differences(name, title, rows, "topics")


def _by_label(section: Section, data: Data, counts: Mapping[str, Counts]) -> None:
    rows = []
    for system, each in counts.items():
        for k, label in enumerate(data.scheme.labels):
            rows.append(
                {
                    "system": system,
                    "label": label,
                    "n": int(each.strict[:, k].sum()),
                    "f1": with_interval(each.strict, lambda m, k=k: float(f1_of_counts(m)[k])),
                    "precision": with_interval(
                        each.strict, lambda m, k=k: _share(m[k, k], m[:, k].sum())
                    ),
                    "recall": with_interval(
                        each.strict, lambda m, k=k: _share(m[k, k], m[k].sum())
                    ),
                }
            )
    section.table(
        "labels",
        "By label",
        [
            _SYSTEM,
            Column("label", "label", "text", key=True),
            Column("n", "statements", "count"),
            *(Column(name, name.capitalize(), better="higher") for name in ("precision", "recall")),
            Column("f1", "F1", better="higher"),
        ],
        rows,
    )


def _share(part: float, whole: float) -> float:
    return float(part / whole) if whole else float("nan")


def _slices(data: Data) -> Iterator[tuple[str, list[bool]]]:
    """Yield parts of the data that are worth a look of their own."""
    items = data.statements
    for what in ("batch", "genre"):
        values = [getattr(item, what) for item in items]
        for value in sorted({value for value in values if value is not None}):
            yield f"{what} {value}", [other == value for other in values]
    if any(item.hard for item in items):
        yield "marked as hard", [item.hard for item in items]
        yield "not marked as hard", [not item.hard for item in items]
    if any(item.pair for item in items):
        yield "in contrast sets", [item.pair is not None for item in items]


def _parts(section: Section, data: Data, found: Mapping[str, Sequence[Prediction]]) -> None:
    rows = []
    for title, chosen in _slices(data):
        if sum(chosen) < 50:  # too few for an interval to say anything
            continue
        row: Row = {"part": title, "n": sum(chosen)}
        for system, predictions in found.items():
            kept = [p for p, wanted in zip(predictions, chosen, strict=True) if wanted]
            inside = count(data.where(chosen), kept, conditions=False)
            row[system] = with_interval(inside.strict, macro_f1, 300)
        rows.append(row)
    section.table(
        "parts",
        "Macro-F1 by part of the data",
        [
            Column("part", "part", "text", key=True),
            Column("n", "statements", "count"),
            *(Column(system, system, better="higher") for system in found),
        ],
        rows,
        note="Parts of fewer than 50 statements are left out.",
    )


def _confusion(section: Section, data: Data, system: str, counts: Counts) -> None:
    total = counts.strict.sum(axis=0)
    columns = list(data.scheme.labels)
    if total[:, -1].any():
        columns.append("(none)")
    total = total[:, : len(columns)]
    wrong = total.copy()
    np.fill_diagonal(wrong, 0)
    i, j = np.unravel_index(wrong.argmax(), wrong.shape)
    section.matrix(
        f"confusion-{system}",
        f"Confusion: {system}",
        f"Rows are the right labels, columns those given. Most often {columns[i]} is taken for "
        f"{columns[j]}: {int(wrong[i, j])} of {int(total[i].sum())}.",
        list(data.scheme.labels),
        columns,
        total.astype(int),
    )


def _worst(
    section: Section, data: Data, system: str, predictions: Sequence[Prediction], most: int
) -> None:
    """List the labels that are wrong, even leniently, and that the system is surest of."""
    wrong = [
        (p.probability, item, p)
        for item, p in zip(data.statements, predictions, strict=True)
        if p.probabilities and p.label not in (item.label, *item.accept)
    ]
    wrong.sort(key=lambda one: (-one[0], one[1].id))
    section.table(
        f"worst-{system}",
        f"Worst errors: {system}",
        [
            Column("id", "statement", "text", key=True),
            Column("text", "text", "text"),
            Column("label", "right", "text"),
            Column("given", "given", "text"),
            Column("probability", "probability of it"),
        ],
        [
            {"id": i.id, "text": i.text, "label": i.label, "given": p.label, "probability": sure}
            for sure, i, p in wrong[:most]
        ],
        note="Wrong even leniently, the surest first.",
    )
