"""How honest probabilities are: calibration, label sets, risk by coverage."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.context import Context
from benchmarks.doubt.measures import BINS, Answers, measure
from benchmarks.section import Axis, Column, Section, figure
from stancekit.evaluation.proportions import proportion_interval
from stancekit.evaluation.uncertainty import risk_coverage

__all__ = ["run"]

_RESAMPLES, _QUICK_RESAMPLES = 200, 60
_COVERAGES = np.arange(2, 101, 2) / 100


def run(context: Context) -> Section:
    """Measure the probabilities of each system that gives them."""
    section = Section("doubt", "Probabilities, label sets and risk")
    data = context.tested
    if not data.statements:
        return section
    section.text.append(
        f"The same predictions as for the stance of statements. Calibration error is over {BINS} "
        "bins of equal mass; its excess is what is above the error that perfectly honest "
        "probabilities would show by chance. Risk is the share of wrong labels among the surest."
    )
    rows: list[dict[str, Any]] = []
    sets: list[dict[str, Any]] = []
    bins, curves = [], []
    for system in context.trainable:
        with section.guard(system.name):
            predictions = context.held_out(system)
            if not all(p.probabilities for p in predictions):
                section.text.append(f"{system.name} gives no probabilities.")
                continue
            context.log(f"doubt: {system.name}")
            answers = Answers.of(predictions, data.labels, data.groups, data.scheme.labels)
            n_resamples = _QUICK_RESAMPLES if context.quick else _RESAMPLES
            report = measure(answers, n_resamples, context.seed, data.scheme.labels)
            cells = {
                name: figure(item["value"], item["interval"])
                for name, item in report["figures"].items()
            }
            rows.append(
                {
                    "system": system.name,
                    "confidence": report["confidence"],
                    "accuracy": report["accuracy"],
                    "error": report["calibration"]["error"],
                    **cells,
                }
            )
            if all(p.label_set for p in predictions):
                sets.append({"system": system.name, **cells})
            bins.append({"name": system.name, "style": "marks", "points": _reliability(answers)})
            curve = risk_coverage(answers.sure, answers.right)
            points = [{"x": c, "y": curve.at(c)[0]} for c in _COVERAGES]
            curves.append({"name": system.name, "points": points})
    _tables(section, data.scheme.labels, rows, sets)
    diagonal = {"name": "honest", "style": "guide", "points": [{"x": v, "y": v} for v in (0, 1)]}
    section.lines(
        "reliability",
        "Reliability diagram",
        "Share of right labels against the mean probability of the label given, in bins of equal "
        "mass; honest probabilities lie on the diagonal.",
        Axis("probability of the label", range=(0, 1)),
        Axis("share right", range=(0, 1)),
        [diagonal, *bins],
    )
    section.lines(
        "risk-coverage",
        "Risk by coverage",
        "Share of wrong labels among the surest statements, against the share that gets a label.",
        Axis("share of statements labelled", range=(0, 1)),
        Axis("share wrong"),
        curves,
    )
    return section


def _tables(section: Section, labels: Any, rows: Any, sets: Any) -> None:
    system = Column("system", "system", "text", key=True)
    section.table(
        "figures",
        "Calibration and risk",
        [
            system,
            Column("confidence", "mean probability"),
            Column("accuracy", "accuracy", better="higher"),
            Column("error", "calibration error", better="lower"),
            Column("excess", "excess over chance", better="lower"),
            Column("log_loss", "log loss", better="lower"),
            Column("aurc", "area under risk", better="lower"),
            Column("error_at_0.8", "wrong, surest 80 %", better="lower"),
            Column("error_at_0.5", "wrong, surest 50 %", better="lower"),
        ],
        rows,
    )
    section.table(
        "sets",
        "Coverage of the label sets",
        [
            system,
            Column("set_size", "labels in a set", better="lower"),
            *(Column(f"set_holds_{x}", f"{x} held", better="higher") for x in labels),
        ],
        sets,
        note="How often the set of labels that aren't ruled out holds the right one, by label.",
    )


def _reliability(answers: Answers) -> list[dict[str, Any]]:
    """Return mean probability and share right of bins of equal mass, intervals by topics."""
    order = np.argsort(answers.sure, kind="stable")
    points = []
    for rows in np.array_split(order, min(BINS, len(order))):
        groups = answers.groups[rows]
        names, inverse = np.unique(groups, return_inverse=True)
        hits = np.bincount(inverse, weights=answers.right[rows], minlength=len(names))
        low, high = proportion_interval(hits, np.bincount(inverse))  # type: ignore[arg-type]  # arrays are sequences enough
        points.append(
            {
                "x": float(answers.sure[rows].mean()),
                "y": float(answers.right[rows].mean()),
                "low": low,
                "high": high,
            }
        )
    return points
