"""The robustness section's part on noise in whole documents: statements, speakers, labels."""

from __future__ import annotations

import functools
import zlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.context import Context
from benchmarks.measures import difference, with_interval
from benchmarks.noise import KINDS, Changed, with_gold, with_original_names
from benchmarks.section import Axis, Column, Section
from benchmarks.sections.noise_labels import KIND, SYSTEM, is_slow, largest, points
from benchmarks.systems import System
from stancekit import Document
from stancekit.analyzer import Analyzer
from stancekit.evaluation.documents import count_documents, document_figure, match_statements
from stancekit.evaluation.names import SAME_NAME, name_score

__all__ = ["add_documents"]

Row = dict[str, Any]
FloatArray = NDArray[np.float64]
Statistic = Callable[[FloatArray], float]

_MOST_QUICK, _MOST_SLOW = 10, 10
_SHOWN, _SHOWN_QUICK = 3, 1
_RESAMPLES, _RESAMPLES_QUICK = 1000, 200

# Names of the columns, and of `document_figure`.
_FIGURES = {
    "statements": "statements.f1",
    "speakers": "speaker_end_to_end",
    "labels": "macro_f1_matched",
}
_TITLES = {
    "statements": "statements, F1",
    "speakers": "speakers, end to end",
    "labels": "labels, macro-F1",
}


def add_documents(section: Section, context: Context) -> None:
    """Measure what each kind of noise costs in documents, for every model with an extractor."""
    every = context.data.documents
    if not every:
        return
    order = np.random.default_rng(context.seed).permutation(len(every))
    rows: list[Row] = []
    lost: list[Row] = []
    used: dict[str, int] = {}
    for system in context.present:
        # A quick run leaves slow models to the full one.
        if system.analyzer is None or (context.quick and is_slow(system)):
            continue
        most = _MOST_QUICK if context.quick else _MOST_SLOW if is_slow(system) else len(every)
        records = [every[k].to_record() for k in sorted(order[:most])]
        with section.guard(f"{system.name}, noise in documents"):
            context.log(f"robustness: noise in documents, {system.name}")
            found, missed = _measure(section, context, system, records)
            rows += found
            lost += missed
            used[system.name] = len(records)
    if used:
        section.text.append(
            "Noise in documents: models as they are, with their extraction; the annotated spans "
            "move with the text, and a name is right as the changed text has it. "
            + ", ".join(f"{name}: {n} of {len(every)} documents" for name, n in used.items())
            + ", drawn by lot where not all. Intervals resample documents."
        )
        _report(section, rows, lost)


def _measure(
    section: Section, context: Context, system: System, records: Sequence[Row]
) -> tuple[list[Row], list[Row]]:
    """Return the rows of a system, and statements that it had and then misses."""
    assert system.analyzer is not None  # noqa: S101 - those without were left out
    scheme = context.data.scheme
    statistics = {
        name: functools.partial(document_figure, figure, scheme=scheme)
        for name, figure in _FIGURES.items()
    }
    n_resamples = _RESAMPLES_QUICK if context.quick else _RESAMPLES
    plain = _analyze(system.analyzer, records)
    unchanged = count_documents(records, plain, scheme=scheme)
    known = [_right(*pair) for pair in zip(records, plain, strict=True)]
    row: Row = {"system": system.name, "n": len(records)}
    rows = [row | {"kind": "none"} | _figures(statistics, unchanged, n_resamples)]
    lost: list[Row] = []
    for kind in KINDS:
        changes = [kind.change(one["text"], one["id"], context.seed) for one in records]
        gold = list(map(with_gold, records, changes))
        found = _analyze(system.analyzer, gold, changes)
        section.failures += [
            {
                "system": f"{system.name}, {one['id']}, {kind.title}",
                "reason": one["error"]["message"],
            }
            for one in found
            if "error" in one
        ]
        counts = count_documents(gold, found, scheme=scheme)
        made = _figures(statistics, counts, n_resamples)
        for name, statistic in statistics.items():
            gap = difference(unchanged, counts, statistic, n_resamples)
            made[f"{name}-lost"] = gap["difference"]
        rows.append(row | {"kind": kind.title} | made)
        missed = [one for three in zip(known, gold, found, strict=True) for one in _missed(*three)]
        missed.sort(key=lambda one: zlib.crc32(f"{one['id']} {one['text']}".encode()))
        most = _SHOWN_QUICK if context.quick else _SHOWN
        lost += [{"system": system.name, "kind": kind.title, **one} for one in missed[:most]]
    return rows, lost


def _analyze(
    analyzer: Analyzer, records: Sequence[Row], changes: Sequence[Changed] | None = None
) -> list[Row]:
    documents = [
        Document(one["id"], one["text"], title=one.get("title"), author=one.get("author"))
        for one in records
    ]
    found = [one.to_record() for one in analyzer.analyze_many(documents, evidence=False)]
    return found if changes is None else list(map(with_original_names, found, changes))


def _figures(
    statistics: Mapping[str, Statistic], counts: FloatArray, n_resamples: int
) -> dict[str, Any]:
    return {
        name: with_interval(counts, statistic, n_resamples)
        for name, statistic in statistics.items()
    }


def _speaker_is_right(text: str, wanted: Row, given: Row) -> bool:
    mention = wanted.get("mention")
    if isinstance(mention, list):
        mention = text[slice(*mention)]
    names = {wanted["speaker"] or "", mention or ""}
    return name_score(given.get("speaker"), names - {""}) >= SAME_NAME


def _right(gold: Row, found: Row) -> set[int]:
    """Return which annotated statements are found with their speaker."""
    statements = found.get("statements") or []
    return {
        i
        for i, j in match_statements(gold["statements"], statements).items()
        if _speaker_is_right(gold["text"], gold["statements"][i], statements[j])
    }


def _missed(known: set[int], gold: Row, found: Row) -> list[Row]:
    """Return statements that were found with their speaker before the change, and aren't now."""
    statements = found.get("statements") or []
    pairs = match_statements(gold["statements"], statements)
    rows = []
    for i, wanted in enumerate(gold["statements"]):
        if wanted["place"] not in known:
            continue
        if i not in pairs:
            what = "not found"
        elif not _speaker_is_right(gold["text"], wanted, statements[pairs[i]]):
            given = statements[pairs[i]].get("speaker") or "nobody"
            what = f"said by {given}, not {wanted['speaker'] or 'nobody'}"
        else:
            continue
        text = gold["text"][wanted["start"] : wanted["end"]]
        rows.append({"id": gold["id"], "text": text, "what": what})
    return rows


def _report(section: Section, rows: Sequence[Row], lost: Sequence[Row]) -> None:
    for system in dict.fromkeys(row["system"] for row in rows):
        own = [row for row in rows if row["system"] == system]
        section.ranges(
            "forest",
            f"noise-documents-{system}",
            f"Whole documents: lost to noise by {system}",
            "F1 of statements and share of speakers lost, with 95 % intervals; further left is "
            f"better. {largest(own, 'statements-lost')}",
            Axis("lost"),
            [
                point
                for name in ("statements", "speakers")
                for point in points(own, f"{name}-lost", _TITLES[name])
            ],
        )
    columns = [SYSTEM, KIND, Column("n", "documents", "count")]
    for name, title in _TITLES.items():
        columns.append(Column(name, title, better="higher"))
        columns.append(Column(f"{name}-lost", f"lost of {title.split(',')[0]}", better="lower"))
    section.table(
        "noise-documents",
        "Whole documents under noise",
        columns,
        rows,
        note="Lost: paired difference to the unchanged documents.",
    )
    section.table(
        "worst-noise-documents",
        "Some that are lost",
        [
            SYSTEM,
            KIND,
            Column("id", "document", "text"),
            Column("text", "statement", "text"),
            Column("what", "what goes wrong", "text"),
        ],
        lost,
    )
