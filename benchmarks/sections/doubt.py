"""How honest probabilities are: calibration, label sets, risk by coverage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from benchmarks.calibrators import CALIBRATORS, cross_fitted
from benchmarks.context import Context
from benchmarks.section import Axis, Column, Section, figure
from benchmarks.uncertainty import BINS, Answers, calibration_row, measure, resplit
from stancekit import StanceClassifier
from stancekit.evaluation.proportions import proportion_interval
from stancekit.evaluation.splits import fold_numbers
from stancekit.evaluation.uncertainty import risk_coverage

__all__ = ["run"]

_RESAMPLES, _QUICK_RESAMPLES = 200, 60
_HALVES, _QUICK_HALVES = 200, 40
_COVERAGES = np.arange(2, 101, 2) / 100
_TOPICS, _BATCHES = "topics", "topics and batches"
_SYSTEM = Column("system", "system", "text", key=True)
_UNSEEN = Column("unseen", "unseen", "text", key=True)

Row = dict[str, Any]


def run(context: Context) -> Section:
    """Measure the probabilities of each system that gives them."""
    section = Section("doubt", "Probabilities, label sets and risk")
    data = context.tested
    if not data.statements:
        section.text.append("The data hold no statements that systems are trained on.")
        return section
    section.text.append(
        "The same predictions as for the stance of statements and, except in a quick run, for new "
        f"collections. Calibration error is over {BINS} bins of equal mass; its excess is what is "
        "above the error that perfectly honest probabilities would show by chance. Risk is the "
        "share of wrong labels among the surest."
    )
    parts = {_TOPICS: context.held_out}
    if not context.quick and len({item.batch for item in data.statements}) > 1:
        parts[_BATCHES] = context.left_out
    rows: list[Row] = []
    sets: list[Row] = []
    honest: dict[str, Answers] = {}
    for system in context.trainable:
        for unseen, predict in parts.items():
            with section.guard(system.name):
                predictions = predict(system)
                if not all(p.probabilities for p in predictions):
                    section.text.append(f"{system.name} gives no probabilities.")
                    break
                context.log(f"doubt: {system.name}, unseen {unseen}")
                answers = Answers.of(predictions, data.labels, data.groups, data.scheme.labels)
                row = {"system": system.name, "unseen": unseen} | _figures(context, answers)
                rows.append(row)
                if all(p.label_set for p in predictions):
                    sets.append(row)
                if unseen == _TOPICS:
                    honest[system.name] = answers
    _tables(section, data.scheme.labels, rows, sets)
    halved = {row["system"]: honest[row["system"]] for row in sets if row["unseen"] == _TOPICS}
    _halves(section, context, halved)
    _plots(section, honest)
    if not context.quick:
        for system in context.trainable:
            if system.kind == "model" and system.name in honest:
                with section.guard(f"{system.name}, ways of calibration"):
                    _calibrators(section, context, system.name, honest[system.name])
    return section


def _figures(context: Context, answers: Answers) -> Row:
    n_resamples = _QUICK_RESAMPLES if context.quick else _RESAMPLES
    report = measure(answers, n_resamples, context.seed, context.data.scheme.labels)
    return {
        "confidence": report["confidence"],
        "accuracy": report["accuracy"],
        "error": report["calibration"]["error"],
        **{
            name: figure(item["value"], item["interval"])
            for name, item in report["figures"].items()
        },
    }


def _tables(
    section: Section, labels: Sequence[str], rows: Sequence[Row], sets: Sequence[Row]
) -> None:
    section.table(
        "figures",
        "Calibration and risk",
        [
            _SYSTEM,
            _UNSEEN,
            Column("confidence", "mean probability"),
            Column("accuracy", "accuracy", better="higher"),
            Column("error", "calibration error", better="lower"),
            Column("excess", "excess over chance", better="lower"),
            Column("log_loss", "log loss", better="lower"),
            Column("aurc", "area under risk", better="lower"),
            *(
                Column(f"error_at_{share:g}", f"wrong, surest {share:.0%}", better="lower")
                for share in (0.9, 0.8, 0.5)
            ),
        ],
        rows,
    )
    section.table(
        "sets",
        "Coverage of the label sets",
        [
            _SYSTEM,
            _UNSEEN,
            Column("set_size", "labels in a set", better="lower"),
            *(Column(f"set_holds_{x}", f"{x} held", better="higher") for x in labels),
        ],
        sets,
        note="How often the set of labels that aren't ruled out holds the right one, by label, as "
        "each model gives them.",
    )


def _halves(section: Section, context: Context, found: Mapping[str, Answers]) -> None:
    """Add the coverage of sets whose thresholds come from other topics alike."""
    n = _QUICK_HALVES if context.quick else _HALVES
    labels = context.data.scheme.labels
    rows = []
    for system, answers in found.items():
        given = resplit(answers, StanceClassifier().coverage, n, context.seed, labels)
        row: Row = {"system": system, "set_size": given["set_size"]}
        for label, item in given["coverage"].items():
            row[label] = figure(item["mean"], item["range"])
        rows.append(row)
    section.table(
        "halves",
        "Coverage over random halves of the topics",
        [
            _SYSTEM,
            Column("set_size", "labels in a set", better="lower"),
            *(Column(label, f"{label} held") for label in labels),
        ],
        rows,
        note=f"One half gives the thresholds for the other; mean and 95 % range over {n} draws. "
        f"The aim is {StanceClassifier().coverage:g} for each label.",
    )


def _calibrators(section: Section, context: Context, system: str, answers: Answers) -> None:
    """Compare ways to calibrate, each fitted on the predictions of the other folds."""
    data = context.tested
    logits = np.log(np.maximum(answers.probabilities, np.finfo(np.float64).tiny))
    lengths = np.array([max(1, len(text.split())) for text in data.texts], dtype=np.float64)
    folds = fold_numbers(data.statements, context.folds)
    found = {"as they come": answers.probabilities}
    for name, calibrator in CALIBRATORS.items():
        found[name] = cross_fitted(calibrator, logits, answers.y, lengths, folds)
    section.table(
        f"calibrators-{system}",
        f"Ways of calibration: {system}",
        [
            Column("way", "way", "text", key=True),
            Column("log_loss", "log loss", better="lower"),
            Column("error", "calibration error", better="lower"),
            Column("excess", "excess over chance", better="lower"),
        ],
        [{"way": way} | calibration_row(given, answers.y) for way, given in found.items()],
        note="Each is fitted on predictions of models that knew the fold's texts, which favours "
        "all ways alike.",
    )


def _plots(section: Section, found: Mapping[str, Answers]) -> None:
    diagonal = {"name": "honest", "style": "guide", "points": [{"x": v, "y": v} for v in (0, 1)]}
    section.lines(
        "reliability",
        "Reliability diagram",
        "Share of right labels against the mean probability of the label given, in bins of equal "
        "mass; honest probabilities lie on the diagonal.",
        Axis("probability of the label", range=(0, 1)),
        Axis("share right", range=(0, 1)),
        [
            diagonal,
            *(
                {"name": name, "style": "marks", "points": _reliability(answers)}
                for name, answers in found.items()
            ),
        ],
    )
    curves = {name: risk_coverage(each.sure, each.right) for name, each in found.items()}
    section.lines(
        "risk-coverage",
        "Risk by coverage",
        "Share of wrong labels among the surest statements, against the share that gets a label.",
        Axis("share of statements labelled", range=(0, 1)),
        Axis("share wrong"),
        [
            {"name": name, "points": [{"x": c, "y": curve.at(c)[0]} for c in _COVERAGES]}
            for name, curve in curves.items()
        ],
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
