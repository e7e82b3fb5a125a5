"""Whole documents kept for testing: statements found, speakers, labels, conditions, stances."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.context import Context
from benchmarks.measures import difference, with_interval
from benchmarks.section import Axis, Column, Section, point
from stancekit.analyzer import Analyzer
from stancekit.evaluation.documents import (
    DocumentMetrics,
    count_documents,
    document_figure,
    match_statements,
)
from stancekit.stance import StanceScheme

__all__ = ["run"]

Row = dict[str, Any]
FloatArray = NDArray[np.float64]

# Dotted names of `DocumentMetrics.figures`, and what readers call them.
_FIGURES = {
    "statements.precision": "statements, precision",
    "statements.recall": "statements, recall",
    "statements.f1": "statements, F1",
    "speaker_accuracy_matched": "speakers, of those found",
    "speaker_end_to_end": "speakers, end to end",
    "label_accuracy_matched": "labels, of those found",
    "label_lenient_matched": "labels, lenient",
    "macro_f1_matched": "labels, macro-F1",
    "conditions.f1": "conditions, F1",
    "document_stance_accuracy": "stance of a speaker",
}
_TESTED = ("macro_f1_matched", "document_stance_accuracy")
_WORST, _QUICK_WORST = 20, 8


def run(context: Context) -> Section:
    """Run every model as it is, and peers behind our extraction, over the documents."""
    section = Section("documents", "Whole documents")
    data = context.data
    if not data.documents:
        section.text.append("The data hold no documents that are kept for testing.")
        return section
    n = sum(len(document.statements) for document in data.documents)
    section.text.append(
        f"{len(data.documents):,} annotated documents with {n:,} statements that no model may "
        "learn from. Models run as they are; a peer that labels statements stands behind our "
        "extraction, trained on the labelled statements. Intervals and tests resample documents."
    )
    if context.quick and any(s.kind == "peer" for s in context.trainable):
        section.text.append("Quick: peers are left out here.")
    gold = [document.to_record() for document in data.documents]
    counts: dict[str, FloatArray] = {}
    records: dict[str, list[Row]] = {}
    for system in context.runnable:
        if system.analyzer is None and context.quick:
            continue
        with section.guard(system.name):
            context.log(f"documents: {system.name}")
            analyzer = system.analyzer
            if analyzer is None:
                ours = next(s.analyzer for s in context.present if s.analyzer is not None)
                analyzer = Analyzer(context.trained(system).model, ours.extractor)
            documents = [document.document for document in data.documents]
            found = [a.to_record() for a in analyzer.analyze_many(documents, evidence=False)]
            for record in found:
                if "error" in record:
                    reason = record["error"]["message"]
                    what = f"{system.name}, {record['id']}"
                    section.failures.append({"system": what, "reason": reason})
            counts[system.name] = count_documents(gold, found, scheme=data.scheme)
            records[system.name] = found
    _figures(section, data.scheme, counts)
    _differences(section, data.scheme, counts)
    for system, each in counts.items():
        metrics = DocumentMetrics.of(each.sum(axis=0), data.scheme)
        _speakers(section, system, metrics)
        section.matrix(
            f"confusion-{system}",
            f"Confusion over statements found: {system}",
            "Rows are the right labels, columns those given.",
            list(data.scheme.labels),
            list(data.scheme.labels),
            metrics.confusion[:, :-1].astype(int),
        )
    most = _QUICK_WORST if context.quick else _WORST
    for system, found in records.items():
        _worst(section, system, gold, found, most)
    return section


def _figures(section: Section, scheme: StanceScheme, counts: Mapping[str, FloatArray]) -> None:
    rows: list[Row] = [
        {
            "system": system,
            **{
                name: with_interval(each, functools.partial(document_figure, name, scheme=scheme))
                for name in _FIGURES
            },
        }
        for system, each in counts.items()
    ]
    section.table(
        "figures",
        "Figures by system",
        [
            Column("system", "system", "text", key=True),
            *(Column(name, title, better="higher") for name, title in _FIGURES.items()),
        ],
        rows,
    )
    shown = ("statements.f1", "speaker_end_to_end", "macro_f1_matched", "document_stance_accuracy")
    section.ranges(
        "forest",
        "figures",
        "Main figures by system, with 95 % intervals",
        "; ".join(
            f"{row['system']}: {_FIGURES[name]} {row[name]['value']:.2f}"
            for row in rows
            for name in shown
        ),
        Axis("score"),
        [point(_FIGURES[name], row["system"], row[name]) for name in shown for row in rows],
    )


def _differences(section: Section, scheme: StanceScheme, counts: Mapping[str, FloatArray]) -> None:
    rows = (
        {"first": a, "second": b, "figure": _FIGURES[name]}
        | difference(counts[a], counts[b], functools.partial(document_figure, name, scheme=scheme))
        for a, b in itertools.combinations(counts, 2)
        for name in _TESTED
    )
    section.differences("pairs", "Differences on the same documents", rows, "documents")


def _speakers(section: Section, system: str, metrics: DocumentMetrics) -> None:
    section.table(
        f"speakers-{system}",
        f"Speakers by the confidence of the extraction: {system}",
        [
            Column("band", "confidence", "text", key=True),
            Column("n", "statements", "count"),
            Column("right", "right", better="higher"),
            Column("wrong", "wrong", better="lower"),
            Column("unknown", "unknown"),
        ],
        (
            {"band": f"{row['from']:g} to {row['to']:g}", **row}
            for row in metrics.figures()["speaker_by_confidence"]
        ),
    )


def _worst(
    section: Section, system: str, gold: Sequence[Row], found: Sequence[Row], most: int
) -> None:
    """List statements with a wrong label, surest first, and with a wrong speaker."""
    labels, speakers = [], []
    for wanted, given in zip(gold, found, strict=True):
        if "error" in given:
            continue
        for i, j in match_statements(wanted["statements"], given["statements"]).items():
            right, one = wanted["statements"][i], given["statements"][j]
            row = {"id": f"{wanted['id']} {one['start']}", "text": one["text"]}
            sure = (one["probabilities"] or {}).get(one["label"], 0.0)
            if one["label"] not in (right["label"], *right["accept"]):
                row |= {"right": right["label"], "given": one["label"], "sure": sure}
                labels.append(row)
            elif right["speaker"] and one["speaker"] and right["speaker"] != one["speaker"]:
                row |= {"right": right["speaker"], "given": one["speaker"]}
                speakers.append(row | {"sure": one["confidence"]})
    for name, what, rows in (("labels", "labels", labels), ("speakers", "speakers", speakers)):
        rows.sort(key=lambda row: (-row["sure"], row["id"]))
        section.table(
            f"worst-{name}-{system}",
            f"Worst {what}: {system}",
            [
                Column("id", "document", "text", key=True),
                Column("text", "text", "text"),
                Column("right", "right", "text"),
                Column("given", "given", "text"),
                Column("sure", "how sure"),
            ],
            rows[:most],
            note="Names may be the same person's under two spellings."
            if name == "speakers"
            else "Wrong even leniently, the surest first.",
        )
