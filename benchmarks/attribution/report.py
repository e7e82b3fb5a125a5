"""The report: one table of scores, recall by class of cue, and the classes of error."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Report = Mapping[str, Any]

# Column title and the figure's dotted name in a system's scores.
_COLUMNS = (
    ("overlap P", "overlap.precision"),
    ("R", "overlap.recall"),
    ("F1", "overlap.f1"),
    ("exact F1", "exact.f1"),
    ("R quoted", "recall_quoted"),
    ("R unquoted", "recall_unquoted"),
    ("source, end to end", "source_recall"),
)
_LARGEST = 10


def as_markdown(report: Report, earlier: Report | None = None) -> str:
    """Return a report as Markdown; with an earlier one, its error counts stand beside."""
    return "\n".join(_lines(report, earlier)) + "\n"


def _lines(report: Report, earlier: Report | None) -> Iterator[str]:
    yield "# Statements and sources against attribution corpora"
    yield ""
    yield "Versions: " + ", ".join(f"{name} {value}" for name, value in report["versions"].items())
    yield from (
        ("", *(f"Not run: {line}" for line in report["not_run"])) if report["not_run"] else ()
    )
    for system, note in report["notes"].items():
        yield from ("", f"{system}: {note}.")
    for name, corpus in report["corpora"].items():
        before = (earlier or {}).get("corpora", {}).get(name, {}).get("systems", {})
        yield from ("", f"## {name}", "")
        yield (
            f"{corpus['documents']:,} documents, {corpus['characters']:,} characters. 95 % "
            "intervals resample documents. Sources: right/wrong/unknown among contents found."
        )
        yield from _scores(corpus["systems"], before)
        yield from _classes(corpus)
        counts: dict[str, Mapping[str, Mapping[str, int]]] = {}
        for system, found in corpus["systems"].items():
            old = before.get(system, {})
            if "errors" in found:
                if "errors" in old:
                    counts[f"{system}, before"] = old["errors"]
                counts[system] = found["errors"]
        for kind, title in (("misses", "Misses"), ("false", "False contents")):
            yield from _errors(title, {system: each[kind] for system, each in counts.items()})


def _scores(systems: Report, before: Report) -> Iterator[str]:
    yield ""
    titles = [title for title, _ in _COLUMNS]
    yield from _header(["system", *titles, "sources", "MB/s"])
    for system, found in systems.items():
        # A peer doesn't change from one report to the next.
        if "errors" in found and system in before:
            yield _row(_score_cells(f"{system}, before", before[system]["whole"]))
        speed = f"{found['mb_per_second']:.3g}"
        yield _row(_score_cells(system, found["whole"], speed))
        yield _row(_score_cells(f"{system}, in scope", found["in_scope"]))


def _score_cells(title: str, scores: Report, speed: str = "") -> list[str]:
    sources = "/".join(str(number) for number in scores["sources"].values())
    return [title, *(_cell(scores, name) for _, name in _COLUMNS), sources, speed]


def _cell(scores: Report, name: str) -> str:
    head, _, tail = name.partition(".")
    value = scores[head][tail] if tail else scores[head]
    low, high = scores["intervals"][name]
    return f"{value:.3f} ({low:.3f} to {high:.3f})"


def _classes(corpus: Report) -> Iterator[str]:
    yield from ("", "Recall by class of the gold's cue (overlap; source end to end):", "")
    systems = corpus["systems"]
    yield from _header(["class", "gold", *systems])
    for name, gold in corpus["classes"].items():
        cells = [
            f"{found['classes'][name]['recall']:.3f}; {found['classes'][name]['source_recall']:.3f}"
            for found in systems.values()
        ]
        yield _row([name, str(gold), *cells])


def _errors(title: str, counts: Mapping[str, Mapping[str, int]]) -> Iterator[str]:
    """Give the classes that are among the largest of any column."""
    shown = {name for column in counts.values() for name in _largest(column)}
    everything: Counter[str] = Counter()
    for column in counts.values():
        everything.update(column)
    names = [name for name, _ in everything.most_common() if name in shown]
    yield from ("", f"{title}: the {_LARGEST} largest classes of each column", "")
    yield from _header([title.lower(), *counts])
    for name in names:
        yield _row([name, *(str(column.get(name, 0)) for column in counts.values())])
    rest = (
        sum(number for name, number in column.items() if name not in shown)
        for column in counts.values()
    )
    yield _row(["all others", *map(str, rest)])
    yield _row(["all", *(str(sum(column.values())) for column in counts.values())])


def _largest(column: Mapping[str, int]) -> list[str]:
    return sorted(column, key=lambda name: (-column[name], name))[:_LARGEST]


def _header(titles: Sequence[str]) -> list[str]:
    return [_row(titles), _row(["---"] * len(titles))]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
