"""What more topics bring, and what each family of features is worth."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from sklearn.base import clone

from benchmarks.context import Context
from benchmarks.data import Data
from benchmarks.measures import compare, count, macro_f1, with_interval
from benchmarks.section import Axis, Column, Section, point
from benchmarks.systems import System
from stancekit import StanceClassifier
from stancekit.features.base import FeatureSet
from stancekit.stance import Prediction

__all__ = ["run"]

_SHARES, _QUICK_SHARES = (0.1, 0.2, 0.4, 0.7), (0.3,)


def run(context: Context) -> Section:
    """Train every system on shares of the topics, and our models on some of their features."""
    section = Section("learning", "Learning curve and ablation")
    data = context.tested
    if not data.statements:
        section.text.append("The data hold no statements that systems are trained on.")
        return section
    section.text.append(
        "The same folds as for the stance of statements. The learning curve trains on a share of "
        "the topics outside the fold; larger shares contain the smaller ones. The ablation leaves "
        "each family of features out, then takes it alone."
    )
    for system in context.trainable:
        if system.fixed:
            section.text.append(f"{system.name} has no learning curve: it {system.fixed}.")
    curves = []
    rows: list[dict[str, Any]] = []
    for system in context.trainable:
        if system.fixed:
            continue
        with section.guard(system.name):
            points = _curve(context, system, data)
            curves.append({"name": system.name, "style": "both", "points": points})
            rows += [{"system": system.name, **point["row"]} for point in points]
    for curve in curves:
        for one in curve["points"]:
            del one["row"]
    section.lines(
        "curve",
        "Learning curve",
        "Macro-F1 against the number of statements that are trained on, by system.",
        Axis("statements trained on", log=True),
        Axis("macro-F1"),
        curves,
    )
    section.table(
        "curve",
        "Learning curve",
        [
            Column("system", "system", "text", key=True),
            Column("share", "share of topics", "text", key=True),
            Column("n", "statements", "count"),
            Column("macro_f1", "macro-F1", better="higher"),
        ],
        rows,
        note="Statements are counted before a fold is taken out.",
    )
    for system in context.trainable:
        if system.kind != "model":
            continue
        with section.guard(f"{system.name}, ablation"):
            _ablation(section, context, system, data)
    return section


def _curve(context: Context, system: System, data: Data) -> list[dict[str, Any]]:
    names = sorted(set(data.groups))
    order = [names[k] for k in context.generator().permutation(len(names))]
    points = []
    for share in (*(_QUICK_SHARES if context.quick else _SHARES), 1.0):
        known = set(order[: max(2, round(share * len(order)))])
        # Calibration moves no label, so the predictions with all topics are at hand.
        found: Sequence[Prediction] = (
            context.held_out(system)
            if share == 1.0
            else context.cross_validate(system, data, calibrate=False, known=known)
        )
        cell = with_interval(count(data, found, conditions=False).strict, macro_f1)
        n = sum(group in known for group in data.groups) if share < 1 else len(data.groups)
        low, high = cell["interval"]
        points.append(
            {
                "x": n,
                "y": cell["value"],
                "low": low,
                "high": high,
                "row": {"share": f"{share:.0%}", "n": n, "macro_f1": cell},
            }
        )
    return points


def _some_features(system: System, names: Sequence[str]) -> StanceClassifier:
    """Return the system's unfitted classifier with some of its extractors."""
    whole: StanceClassifier = system.make()  # type: ignore[misc]  # only asked where there is one
    kept = [(name, clone(member)) for name, member in whole.extractors.extractors if name in names]
    return whole.set_params(extractors=FeatureSet(kept))


def _ablation(section: Section, context: Context, system: System, data: Data) -> None:
    made = system.make() if system.make else None
    members = getattr(getattr(made, "extractors", None), "extractors", ())
    names = [name for name, _ in members]
    if not isinstance(made, StanceClassifier) or len(names) < 2:
        return
    whole = count(data, context.held_out(system), conditions=False)
    variants: Mapping[str, list[str]] = {
        f"without {name}": [n for n in names if n != name] for name in names
    }
    if not context.quick:
        variants = {**variants, **{f"{name} alone": [name] for name in names}}
    rows = [{"features": "all", "macro_f1": with_interval(whole.strict, macro_f1)}]
    for title, kept in variants.items():
        context.log(f"learning: {system.name} {title}")
        part = replace(system, make=functools.partial(_some_features, system, kept))
        found = context.cross_validate(part, data, calibrate=False)
        counts = count(data, found, conditions=False)
        gap = compare(counts, whole, "macro_f1")["difference"]
        cell = with_interval(counts.strict, macro_f1)
        rows.append({"features": title, "macro_f1": cell, "difference": gap})
    section.table(
        f"ablation-{system.name}",
        f"Families of features: {system.name}",
        [
            Column("features", "features", "text", key=True),
            Column("macro_f1", "macro-F1", better="higher"),
            Column("difference", "difference to all"),
        ],
        rows,
    )
    differences = [
        point(row["features"], "", row["difference"])
        for row in rows[1:]
        if np.isfinite(row["difference"]["value"])
    ]
    section.ranges(
        "forest",
        f"ablation-{system.name}",
        f"Macro-F1 lost: {system.name}",
        "Difference of macro-F1 to all features, by what is left out or taken alone.",
        Axis("difference of macro-F1"),
        differences,
    )
