"""Statements and sources: what extractors find of the attributions in texts, and where they err."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.attribution.errors import Error, find_errors
from benchmarks.attribution.extraction import Found
from benchmarks.attribution.scope import CLASSES, IN_SCOPE
from benchmarks.context import Context
from benchmarks.measures import difference
from benchmarks.section import Axis, Column, Section, point
from stancekit.evaluation.attributions import (
    COUNTS,
    FIGURES,
    annotated,
    attribution_figure,
    count_attributions,
)
from stancekit.evaluation.metrics import bootstrap_interval

__all__ = ["run"]

Row = dict[str, Any]
Table = NDArray[np.float64]

_TITLES = {
    "overlap.precision": "contents, precision",
    "overlap.recall": "contents, recall",
    "overlap.f1": "contents, F1",
    "exact.precision": "exact, precision",
    "exact.recall": "exact, recall",
    "exact.f1": "exact, F1",
    "recall_quoted": "quoted, recall",
    "recall_unquoted": "unquoted, recall",
    "source_recall": "sources, end to end",
}
_SHOWN = ("overlap.f1", "recall_quoted", "recall_unquoted", "source_recall")
_TESTED = ("overlap.f1", "exact.f1", "source_recall")
_EVERY, _SCOPE = "all", "in scope"
_LARGEST, _QUICK_LARGEST = 15, 8
_EXAMPLES, _QUICK_EXAMPLES = 5, 1
_AROUND = 60


def run(context: Context) -> Section:
    """Score every extractor that is installed."""
    section = Section("quotations", "Statements and sources")
    corpus = context.corpus
    if not corpus:
        section.text.append("The data hold neither attributions nor documents kept for testing.")
        return section
    section.text += list(_introduction(context))
    _extractors(section, context.extractions)
    tables: dict[str, dict[str, Table]] = {}
    ready = []
    for found in context.extractions:
        section.failures += found.told()
        if found.statements:
            ready.append(found)
            tables[found.extractor.name] = {
                scope: _counts(corpus, found, counted) for scope, counted in _SCOPES.items()
            }
    _figures(section, tables)
    section.differences(
        "pairs",
        "Differences on the same documents",
        (row for a, b in itertools.combinations(tables, 2) for row in _pair(tables, a, b)),
        "documents",
    )
    _classes(section, tables)
    context.log("quotations: classes of error")
    errors = {
        found.extractor.name: _errors(corpus, found) for found in ready if found.extractor.own
    }
    _error_classes(section, errors, _QUICK_LARGEST if context.quick else _LARGEST)
    _examples(section, corpus, errors, _QUICK_EXAMPLES if context.quick else _EXAMPLES)
    return section


def _asks(*classes: str) -> Callable[[Mapping[str, Any]], bool]:
    return lambda item: item["class"] in classes and not item.get("optional")


# Which attributions are asked for.
_SCOPES = {
    _EVERY: _asks(*CLASSES),
    _SCOPE: _asks(*IN_SCOPE),
    **{name: _asks(name) for name in CLASSES},
}


def _introduction(context: Context) -> Sequence[str]:
    data, corpus = context.data, context.corpus
    n = sum(len(document["attributions"]) for document in corpus)
    origin = "an attribution corpus" if data.attributions else "documents kept for testing"
    text = [
        f"{len(corpus):,} texts with {n:,} attributions, from {origin}. A content is found where "
        "it shares half of its characters with one given (intersection over union), exactly where "
        "the words are the same; a content is quoted where it holds a double quotation mark. A "
        "source counts end to end where its content is found and the mention given shares a "
        "character with it. “In scope” asks only for what a cue of speech, or none, introduces, "
        "as our codebook does: thoughts, evidence and deeds are neither hits nor misses then. "
        "Intervals (95 %) and tests resample texts."
    ]
    if len(corpus) < len(data.corpus):
        text.append(f"Quick: {len(corpus):,} of the {len(data.corpus):,} texts, drawn by lot.")
    if not data.attributions:
        text.append(
            "In these documents a statement is a sentence: a unit of all that one attribution "
            "carries is at a disadvantage. Their quotation marks stand outside of contents, so "
            "that few count as quoted. Acts and narration without a stance are neither hits nor "
            "misses."
        )
    return text


def _extractors(section: Section, found: Sequence[Found]) -> None:
    section.table(
        "extractors",
        "Extractors",
        [
            Column("system", "extractor", "text", key=True),
            Column("version", "version", "text"),
            Column("note", "note", "text"),
        ],
        (
            {
                "system": one.extractor.name,
                "version": "" if one.extractor.missing else one.extractor.version(),
                "note": one.extractor.missing or one.extractor.note,
            }
            for one in found
        ),
    )


def _counts(
    corpus: Sequence[Row], found: Found, counted: Callable[[Mapping[str, Any]], bool]
) -> Table:
    rows = []
    for document, statements in zip(corpus, found.statements, strict=True):
        count = count_attributions(document, statements, counted)
        rows.append([count[name] for name in COUNTS])
    return np.array(rows, dtype=np.float64)


def _statistic(name: str) -> Callable[[Table], float]:
    return lambda sums: attribution_figure(name, sums)


def _cell(table: Table, name: str) -> Row:
    above, below = table.sum(axis=0), _statistic(name)
    if not sum(above[COUNTS.index(count)] for count in FIGURES[name][1]):
        return {"value": None, "interval": None}  # nothing was asked for
    return {"value": below(above), "interval": bootstrap_interval(table, below)}


def _figures(section: Section, tables: Mapping[str, Mapping[str, Table]]) -> None:
    rows: list[Row] = []
    for scope in (_EVERY, _SCOPE):
        for system, each in tables.items():
            sums = dict(zip(COUNTS, each[scope].sum(axis=0).astype(int), strict=True))
            cells = {name: _cell(each[scope], name) for name in FIGURES}
            rows.append({"system": system, "scope": scope, **sums, **cells})
    key = [
        Column("system", "extractor", "text", key=True),
        Column("scope", "asked for", "text", key=True),
    ]
    exact = [name for name in FIGURES if name.startswith("exact.")]
    section.table(
        "figures",
        "Figures by extractor",
        [
            *key,
            Column("gold", "contents", "count"),
            Column("found", "given", "count"),
            *(Column(x, _TITLES[x], better="higher") for x in FIGURES if x not in exact),
        ],
        rows,
    )
    section.table(
        "exact",
        "Exact contents, and sources",
        [
            *key,
            *(Column(name, _TITLES[name], better="higher") for name in exact),
            Column("source_right", "sources right", "count"),
            Column("source_wrong", "wrong", "count"),
            Column("source_unknown", "none given", "count"),
        ],
        rows,
        note="Sources of the contents found.",
    )
    shown = [row for row in rows if row["scope"] == _EVERY]
    points = [
        point(_TITLES[name], row["system"], row[name])
        for name in _SHOWN
        for row in shown
        if row[name]["interval"] is not None
    ]
    section.ranges(
        "forest",
        "figures",
        "Main figures by extractor, with 95 % intervals",
        "; ".join(f"{one['series']}: {one['label']} {one['value']:.2f}" for one in points),
        Axis("score"),
        points,
    )


def _pair(tables: Mapping[str, Mapping[str, Table]], first: str, second: str) -> list[Row]:
    rows = []
    for name in _TESTED:
        gap = difference(tables[first][_EVERY], tables[second][_EVERY], _statistic(name))
        rows.append({"first": first, "second": second, "figure": _TITLES[name]} | gap)
    return rows


def _classes(section: Section, tables: Mapping[str, Mapping[str, Table]]) -> None:
    rows = []
    for name in CLASSES:
        for system, each in tables.items():
            gold = int(each[name].sum(axis=0)[COUNTS.index("gold")])
            cells = {
                figure: _cell(each[name], figure) for figure in ("overlap.recall", "source_recall")
            }
            if gold:
                rows.append({"class": name, "system": system, "gold": gold, **cells})
    section.table(
        "classes",
        "Recall by class of cue",
        [
            Column("class", "cue", "text", key=True),
            Column("system", "extractor", "text", key=True),
            Column("gold", "contents", "count"),
            Column("overlap.recall", "contents, recall", better="higher"),
            Column("source_recall", "sources, end to end", better="higher"),
        ],
        rows,
        note="said: a word of speech; thought: of thinking, feeling, wanting; shown: evidence; "
        "done: anything else; no cue: none, or marks and function words alone.",
    )


def _errors(corpus: Sequence[Row], found: Found) -> list[Error]:
    predicted = [
        {"id": document["doc"], "statements": statements}
        for document, statements in zip(corpus, found.statements, strict=True)
    ]
    optional = {
        (document["doc"], min(content), max(content) + 1)
        for document in corpus
        for item in document["attributions"]
        if item.get("optional") and (content := annotated(item["content"]))
    }
    errors = find_errors(corpus, predicted, found.extract)  # type: ignore[arg-type]  # made where it has statements
    return [
        error
        for error in errors
        if error.kind != "misses" or (error.document, error.start, error.end) not in optional
    ]


def _error_classes(section: Section, errors: Mapping[str, Sequence[Error]], most: int) -> None:
    counts = {
        system: Counter((error.kind, error.name) for error in found)
        for system, found in errors.items()
    }
    for kind, title in (("misses", "Contents missed"), ("false", "Contents given that are false")):
        total: Counter[str] = Counter()
        for each in counts.values():
            total.update({name: n for (of, name), n in each.items() if of == kind})
        largest = [name for name, _ in sorted(total.items(), key=lambda x: (-x[1], x[0]))[:most]]
        rows: list[Row] = [
            {"class": name, **{system: each[kind, name] for system, each in counts.items()}}
            for name in largest
        ]
        rest = {
            system: sum(n for (of, name), n in each.items() if of == kind and name not in largest)
            for system, each in counts.items()
        }
        if any(rest.values()):
            rows.append({"class": "all others", **rest})
        section.table(
            kind,
            f"{title}, by class",
            [
                Column("class", "class", "text", key=True),
                *(Column(system, system, "count") for system in counts),
            ],
            rows,
            note=f"The {most} largest classes; benchmarks/attribution/errors.py has their rules.",
        )


def _examples(
    section: Section,
    corpus: Sequence[Row],
    errors: Mapping[str, Sequence[Error]],
    most: int,
) -> None:
    """List the first errors of each class, by the extractor that makes more of them."""
    texts = {document["doc"]: document["text"] for document in corpus}
    named = {(error.kind, error.name) for found in errors.values() for error in found}
    classes = sorted(named, key=lambda one: (one[0] != "misses", one[1]))
    rows = []
    for kind, name in classes:
        of = {
            system: [error for error in found if (error.kind, error.name) == (kind, name)]
            for system, found in errors.items()
        }
        system = max(of, key=lambda one: len(of[one]))
        for error in of[system][:most]:
            text = texts[error.document]
            before = text[max(0, error.start - _AROUND) : error.start]
            after = text[error.end : error.end + _AROUND]
            said = f"{before}⟦{text[error.start : error.end]}⟧{after}"
            rows.append(
                {
                    "kind": "missed" if kind == "misses" else "false",
                    "class": name,
                    "system": system,
                    "place": f"{error.document} {error.start}..{error.end}",
                    "cue": error.cue,
                    "text": " ".join(said.split()),
                }
            )
    section.table(
        "examples",
        "Errors to look at",
        [
            Column("kind", "error", "text", key=True),
            Column("class", "class", "text", key=True),
            Column("system", "extractor", "text", key=True),
            Column("place", "where", "text", key=True),
            Column("cue", "cue", "text"),
            Column("text", "text", "text"),
        ],
        rows,
        note=f"Up to {most} of each class; ⟦…⟧ is the content.",
    )
