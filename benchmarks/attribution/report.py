"""The report: one table of scores, recall by class of cue, and the classes of error."""

from __future__ import annotations

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
    for name, corpus in report["corpora"].items():
        before = (earlier or {}).get("corpora", {}).get(name, {})
        yield from ("", f"## {name}", "")
        yield (
            f"{corpus['documents']:,} documents, {corpus['characters']:,} characters. 95 % "
            "intervals resample documents. Sources: right/wrong/unknown among contents found."
        )
        yield from _scores(corpus)
        yield from _classes(corpus)
        for system, found in corpus["systems"].items():
            old = before.get("systems", {}).get(system, {}).get("errors")
            if "errors" in found:
                yield from _errors(system, found["errors"], old)


def _scores(corpus: Report) -> Iterator[str]:
    yield ""
    titles = [title for title, _ in _COLUMNS]
    yield from _header(["system", *titles, "sources", "MB/s"])
    for system, found in corpus["systems"].items():
        for title, scores in ((system, found["whole"]), (f"{system}, in scope", found["in_scope"])):
            cells = [_cell(scores, name) for _, name in _COLUMNS]
            sources = "/".join(f"{n}" for n in scores["sources"].values())
            speed = f"{found['mb_per_second']:.3g}" if scores is found["whole"] else ""
            yield _row([title, *cells, sources, speed])


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


def _errors(system: str, errors: Report, earlier: Report | None) -> Iterator[str]:
    for kind, title in (("misses", "misses"), ("false", "false contents")):
        counts: Mapping[str, int] = errors[kind]
        old: Mapping[str, int] = (earlier or {}).get(kind, {})
        yield ""
        yield (
            f"{system}: {sum(counts.values()):,} {title}"
            + (f", before {sum(old.values()):,}" if earlier else "")
            + f"; the {_LARGEST} largest classes"
            + (" before or now" if earlier else "")
            + ":"
        )
        yield ""
        yield from _header(["class", *(["before"] if earlier else []), "now"])
        largest = sorted(
            {**old, **counts}, key=lambda name: (-(old if earlier else counts).get(name, 0), name)
        )
        now = list(counts)[:_LARGEST]
        shown = [name for name in largest if name in largest[:_LARGEST] or name in now]
        for name in shown:
            cells = [str(old.get(name, 0))] if earlier else []
            yield _row([name, *cells, str(counts.get(name, 0))])
        rest = [name for name in largest if name not in shown]
        cells = [str(sum(old.get(name, 0) for name in rest))] if earlier else []
        yield _row(["all others", *cells, str(sum(counts.get(name, 0) for name in rest))])


def _header(titles: Sequence[str]) -> list[str]:
    return [_row(titles), _row(["---"] * len(titles))]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
