"""The robustness section's part on noise in statements given alone: what becomes of labels."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.context import Context
from benchmarks.data import Data
from benchmarks.measures import Counts, count, difference, macro_f1, with_interval
from benchmarks.noise import KINDS, Kind
from benchmarks.section import Axis, Column, Section, point
from benchmarks.systems import System
from stancekit.evaluation.gold import SeedStatement
from stancekit.evaluation.splits import fold_numbers
from stancekit.modelling.base import StanceModel
from stancekit.stance import Prediction

__all__ = ["KIND", "SYSTEM", "add_labels", "is_slow", "largest", "points"]

Row = dict[str, Any]
FloatArray = NDArray[np.float64]

# So many statements at most, whole documents or topics.
_MOST, _MOST_QUICK = 2000, 1000
_MOST_SLOW, _MOST_SLOW_QUICK = 240, 40
_SHOWN, _SHOWN_QUICK = 3, 1
_RESAMPLES, _RESAMPLES_QUICK = 1000, 400

SYSTEM = Column("system", "system", "text", key=True)
KIND = Column("kind", "noise", "text", key=True)


class _Test(NamedTuple):
    """Statements to be labelled; and those to train on first, where systems aren't as they are."""

    data: Data
    train: Data | None


def is_slow(system: System) -> bool:
    """Tell whether a system gets fewer texts: an encoder is a thousand times slower."""
    return system.slow or (system.kind == "model" and system.make is None)


def add_labels(section: Section, context: Context, models: Mapping[str, StanceModel]) -> None:
    """Measure what each kind of noise does to the labels of statements.

    Parameters
    ----------
    section : Section
        Written to.
    context : Context
    models : mapping of str to StanceModel
        By name of their system: ours as they are, peers trained on the labelled statements.
    """
    test = _test(section, context)
    if test is None:
        return
    rows: list[Row] = []
    flips: list[Row] = []
    for system in context.present:
        with section.guard(f"{system.name}, noise"):
            model = models.get(system.name)
            if test.train is not None:
                model = None if system.make is None else _trained(system, test.train)
            if model is None:
                continue
            context.log(f"robustness: noise, {system.name}")
            data = test.data.topics(_most(context, system), context.seed)
            found, turned = _measure(context, system, model, data)
            rows += found
            flips += turned
    # A plot of every peer under every kind is too tall to read; the table has them all.
    drawn = {system.name for system in context.present if system.kind == "model"}
    _report(section, rows, [row for row in rows if row["system"] in drawn], flips)


def _most(context: Context, system: System) -> int:
    if is_slow(system):
        return _MOST_SLOW_QUICK if context.quick else _MOST_SLOW
    return _MOST_QUICK if context.quick else _MOST


def _trained(system: System, data: Data) -> StanceModel:
    return system.fit(data.texts, data.labels, data.groups, data.scheme, calibrate=False)


def _test(section: Section, context: Context) -> _Test | None:
    """Return what is tested, and say so in the section."""
    if not context.data.documents:
        return _fold(section, context)
    statements = [
        SeedStatement(
            replace(gold.statement, id=f"{document.id} {gold.statement.start}"),
            gold.label,
            gold.accept,
            topic=document.id,
        )
        for document in context.data.documents
        for gold in document.statements
    ]
    slow = [system for system in context.present if is_slow(system)]
    sampled = "".join(
        f" {system.name}, which is slow, is given about {_most(context, system)} of them, in whole "
        "documents drawn by lot."
        for system in slow
    )
    section.text.append(
        f"Noise in statements: the {len(statements):,} statements of the documents that no model "
        "may learn from, as texts of their own. Their labels were given with the context in view, "
        "so look at what is lost, not at the score. Models run as they are, peers are trained on "
        f"the labelled statements. Intervals and tests resample documents.{sampled}"
    )
    return _Test(replace(context.data, statements=statements), None)


def _fold(section: Section, context: Context) -> _Test | None:
    data = context.tested
    first = [number == 0 for number in fold_numbers(data.statements, context.folds)]
    if not 0 < sum(first) < len(first):
        return None
    section.text.append(
        "Noise in statements: the data hold no documents, so systems are trained anew without one "
        f"fold in {context.folds} and tested on that; those that can't be are left out. Intervals "
        "and tests resample topics."
    )
    return _Test(data.where(first), data.where([not inside for inside in first]))


def _measure(
    context: Context, system: System, model: StanceModel, data: Data
) -> tuple[list[Row], list[Row]]:
    """Return the rows of a system, and statements whose label turns wrong."""
    before = _labels(system, model, data.texts)
    unchanged = _counts(data, before)
    row: Row = {"system": system.name, "kind": "none", "n": len(before)}
    n_resamples = _RESAMPLES_QUICK if context.quick else _RESAMPLES
    rows = [row | {"macro_f1": with_interval(unchanged.strict, macro_f1, n_resamples)}]
    flips: list[Row] = []
    _, group = np.unique(data.groups, return_inverse=True)
    for kind in KINDS:
        if not kind.statements:
            continue
        texts = _noisy(kind, data, context.seed)
        changed = [k for k, text in enumerate(texts) if text != data.texts[k]]
        after = list(before)
        for k, label in zip(
            changed, _labels(system, model, [texts[k] for k in changed]), strict=True
        ):
            after[k] = label
        counts = _counts(data, after)
        gap = difference(unchanged.strict, counts.strict, macro_f1, n_resamples)
        flipped = np.zeros((group.max() + 1, 2))
        for k in changed:
            flipped[group[k]] += (after[k] != before[k], 1)
        rows.append(
            row
            | {
                "kind": kind.title,
                "changed": len(changed) / len(texts),
                "macro_f1": with_interval(counts.strict, macro_f1, n_resamples),
                "lost": gap["difference"],
                "p": gap["p"],
                "flips": with_interval(flipped, _share, n_resamples),
            }
        )
        wrong = [
            k
            for k in changed
            if before[k] == data.labels[k]
            and after[k] not in (data.labels[k], *data.statements[k].accept)
        ]
        if system.kind == "model":
            for k in _some(wrong, [item.id for item in data.statements], context):
                flip = {"text": texts[k], "label": data.labels[k], "given": after[k]}
                flips.append({"system": system.name, "kind": kind.title, **flip})
    return rows, flips


def _labels(system: System, model: StanceModel, texts: Sequence[str]) -> list[str | None]:
    """Return the labels; what is run as it is, is run as `stancekit classify` runs it."""
    if system.analyzer is None or system.analyzer.model is not model:
        return list(model.predict(texts))
    return [one.stance for one in system.analyzer.classify(texts, evidence=False)]


def _noisy(kind: Kind, data: Data, seed: int) -> list[str]:
    return [kind.change(item.text, item.id, seed).text for item in data.statements]


def _counts(data: Data, labels: Sequence[str | None]) -> Counts:
    return count(data, [Prediction(label) for label in labels], conditions=False)


def _share(sums: FloatArray) -> float:
    return float(sums[0] / max(1.0, sums[1]))


def _some(numbers: Sequence[int], ids: Sequence[str], context: Context) -> list[int]:
    """Return a few, as if drawn by lot."""
    most = _SHOWN_QUICK if context.quick else _SHOWN
    return sorted(numbers, key=lambda k: zlib.crc32(ids[k].encode()))[:most]


def largest(rows: Sequence[Row], name: str) -> str:
    """Return in words where most is lost."""
    lost = sorted((row for row in rows if row.get(name)), key=lambda row: -row[name]["value"])
    parts = (f"{row['system']}, {row['kind']}: {row[name]['value']:.2f}" for row in lost[:3])
    return "Most is lost by " + "; ".join(parts) + "."


def points(rows: Sequence[Row], name: str, series: str | None = None) -> list[Row]:
    """Return the rows of a forest plot, by kind and system, or by kind under one series."""
    return [point(row["kind"], series or row["system"], row[name]) for row in rows if row.get(name)]


def _report(
    section: Section, rows: Sequence[Row], drawn: Sequence[Row], flips: Sequence[Row]
) -> None:
    section.ranges(
        "forest",
        "noise-labels",
        "Labels of statements: macro-F1 lost to noise",
        f"Macro-F1 lost, with 95 % intervals; further left is better. {largest(drawn, 'lost')}",
        Axis("macro-F1 lost"),
        points(drawn, "lost"),
    )
    section.table(
        "noise-labels",
        "Labels of statements under noise",
        [
            SYSTEM,
            KIND,
            Column("n", "statements", "count"),
            Column("changed", "of them changed"),
            Column("macro_f1", "macro-F1", better="higher"),
            Column("lost", "lost", better="lower"),
            Column("p", "p", "number"),
            Column("flips", "labels that flip", better="lower"),
        ],
        rows,
        note="Lost: paired difference to the unchanged texts, with p two-sided. Labels that flip: "
        "share of the texts that the noise changes.",
    )
    section.table(
        "worst-noise-labels",
        "Some that flip",
        [
            SYSTEM,
            KIND,
            Column("text", "text", "text"),
            Column("label", "right, and given before", "text"),
            Column("given", "given now", "text"),
        ],
        flips,
    )
