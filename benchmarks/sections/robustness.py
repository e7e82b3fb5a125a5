"""What changes of a text do to a system: behaviour lists, and noise that leaves the meaning."""

from __future__ import annotations

from typing import Any

from benchmarks.context import Context
from benchmarks.noise import KINDS
from benchmarks.section import Axis, Column, Section, figure
from benchmarks.sections.noise_documents import add_documents
from benchmarks.sections.noise_labels import KIND, add_labels
from stancekit.evaluation.behaviour import check_behaviour, load_behaviour
from stancekit.modelling.base import StanceModel

__all__ = ["run"]

_SHOWN, _QUICK_SHOWN = 5, 2


def run(context: Context) -> Section:
    """Run every system over lists and noise; peers are trained on the labelled statements first."""
    section = Section("robustness", "Robustness")
    models: dict[str, StanceModel] = {}
    _add_behaviour(section, context, models)
    section.table(
        "noise-kinds",
        "Kinds of noise",
        [KIND, Column("about", "what it does", "text")],
        ({"kind": kind.title, "about": kind.about} for kind in KINDS),
    )
    add_labels(section, context, models)
    add_documents(section, context)
    return section


def _add_behaviour(section: Section, context: Context, models: dict[str, StanceModel]) -> None:
    """Run every system over the lists; put the models that were run or trained into `models`."""
    lists = load_behaviour(scheme=context.data.scheme)
    section.text.append(
        "Behaviour lists after CheckList: how often a system gives another label than the "
        "codebook, or, where only names, marks or side remarks change, another than before. No "
        "sentence of theirs is ever trained on. Intervals are Wilson's, on the number of "
        "independent cases that a list's frames come to."
    )
    rows: list[dict[str, Any]] = []
    bars: list[dict[str, Any]] = []
    failures: list[dict[str, Any]] = []
    for system in context.runnable:
        with section.guard(system.name):
            context.log(f"robustness: {system.name}")
            if system.analyzer is not None:
                model = system.analyzer.model
            else:
                model = context.trained(system).model
            models[system.name] = model
            for item in check_behaviour(model.predict, lists):
                low, high = item["interval"]
                rows.append(
                    {
                        **item,
                        "system": system.name,
                        "list": item["title"],
                        "rate": figure(item["rate"], (low, high)),
                    }
                )
                bar = {"label": item["title"], "series": system.name, "value": item["rate"]}
                bars.append(bar | {"low": low, "high": high})
                if system.kind == "model":
                    most = _QUICK_SHOWN if context.quick else _SHOWN
                    failures += [
                        {**failure, "system": system.name, "list": item["title"]}
                        for failure in item["failures"][:most]
                    ]
    key = [Column("system", "system", "text", key=True), Column("list", "list", "text", key=True)]
    section.ranges(
        "bars",
        "behaviour",
        "Share of cases that fail, by list",
        "Bars by behaviour list and system; shorter is better, with 95 % intervals.",
        Axis("share of cases that fail"),
        bars,
    )
    section.table(
        "behaviour",
        "Behaviour lists",
        [
            *key,
            Column("cases", "cases", "count"),
            Column("frames", "frames", "count"),
            Column("rate", "share that fails", better="lower"),
            Column("right", "right", better="higher"),
            Column("both_right", "right with the original", better="higher"),
        ],
        rows,
    )
    section.table(
        "worst-behaviour",
        "Some that fail",
        [
            *key,
            Column("text", "text", "text"),
            Column("label", "right", "text"),
            Column("given", "given", "text"),
            Column("original_given", "given to the original", "text"),
        ],
        failures,
    )
