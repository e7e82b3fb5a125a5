"""The report as one HTML page that needs nothing else: no network, no file, no script."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.report.glance import glance
from benchmarks.report.markup import Markup, join, tag
from benchmarks.report.plots import draw

__all__ = ["page"]

Record = Mapping[str, Any]

# A cell of so many characters gets a wide column, and cards on a narrow screen.
_LONG = 36
# Nothing is fetched, whatever a text in the report may hold.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def page(report: Record) -> str:
    """Return the page of a report.

    Parameters
    ----------
    report : mapping
        As it stands in ``report.json``.
    """
    style = (Path(__file__).parent / "report.css").read_text(encoding="utf-8")
    sections = [*report["sections"], *report["timings"]["sections"]]
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        tag("title", "stancekit benchmarks"),
        tag("style", Markup(style)),
    )
    body = tag(
        "body",
        tag("header", *_top(report), _contents(sections, report["comparison"])),
        tag(
            "main",
            *([_comparison(report["comparison"])] if report["comparison"] else []),
            *(_section(section) for section in sections),
        ),
    )
    return f"<!doctype html>\n{tag('html', head, body, lang='en')}\n"


def _top(report: Record) -> Iterator[Markup]:
    run, data, machine = report["run"], report["data"], report["timings"]["machine"]
    yield tag("h1", "stancekit benchmarks")
    if run["quick"]:
        yield tag("p", "A quick run: part of the data, few folds. Its figures are rough.")
    versions = ", ".join(f"{name} {value}" for name, value in run["versions"].items())
    facts: dict[str, object] = {
        "data": f"{data['name']}: {data['statements']:,} statements on {data['topics']:,} topics, "
        f"{data['documents']:,} documents kept for testing"
        + (f", {data['attributions']:,} attributions" if data.get("attributions") else ""),
        **({"note": data["note"]} if data.get("note") else {}),
        "data, SHA-256": tag("code", data["sha256"]),
        "versions": versions,
        "seed": run["seed"],
        "time": f"{report['timings']['seconds']:,.0f} seconds on {machine['processor']}, "
        f"{machine['cores']} cores",
    }
    yield tag("dl", *(join([tag("dt", key), tag("dd", value)]) for key, value in facts.items()))
    columns = [
        {"name": "name", "title": "system", "form": "text", "key": True},
        {"name": "kind", "title": "kind", "form": "text", "key": False},
        {"name": "version", "title": "version", "form": "text", "key": False},
        {"name": "trained", "title": "trained anew in each fold", "form": "text", "key": False},
        {"name": "note", "title": "note", "form": "text", "key": False},
    ]
    rows = [
        {
            **system,
            "trained": "no" if system["missing"] or not system["trained_anew"] else "yes",
            "note": system["missing"] or system["note"],
        }
        for system in report["systems"]
    ]
    yield _table({"title": "Systems", "note": "", "columns": columns, "rows": rows})
    for failure in report["failures"]:
        yield _failure(failure)
    if (main := glance(report)) is not None:
        yield _table(main)


def _contents(sections: Sequence[Record], comparison: Record | None) -> Markup:
    links = [("comparison", "Comparison with an earlier report")] if comparison else []
    links += [(section["name"], section["title"]) for section in sections]
    items = [tag("li", tag("a", title, href=f"#{name}")) for name, title in links]
    return tag("nav", tag("ul", *items), aria_label="Sections")


def _failure(failure: Record) -> Markup:
    return tag("p", f"{failure['system']}: {failure['reason']}", class_="failure")


def _section(section: Record) -> Markup:
    plots = [
        _figure(plot, _identity(f"{section['name']}-{plot['name']}")) for plot in section["plots"]
    ]
    return tag(
        "section",
        tag("h2", section["title"], id=section["name"]),
        *(tag("p", text) for text in section["text"]),
        *(_failure(failure) for failure in section["failures"]),
        *([tag("div", *plots, class_="plots")] if plots else []),
        *(_table(table) for table in section["tables"]),
        aria_labelledby=section["name"],
    )


def _identity(name: str) -> str:
    return "plot-" + re.sub(r"[^A-Za-z0-9-]+", "-", name)


def _figure(plot: Record, identity: str) -> Markup:
    return tag(
        "figure",
        tag("figcaption", plot["title"]),
        draw(plot, identity),
        tag("details", tag("summary", "as numbers"), _numbers(plot)),
    )


def _numbers(plot: Record) -> Markup:
    """Return what a plot shows as a table."""
    if plot["kind"] == "matrix":
        titles = ["right", *plot["columns"]]
        rows = [[name, *row] for name, row in zip(plot["rows"], plot["counts"], strict=True)]
    elif plot["kind"] == "lines":
        titles = ["series", plot["x"]["title"], plot["y"]["title"], "from", "to"]
        rows = [
            [one["name"], *(point.get(key) for key in ("x", "y", "low", "high"))]
            for one in plot["series"]
            for point in one["points"]
        ]
    else:
        titles = ["", "system", plot["x"]["title"], "from", "to"]
        rows = [
            [row.get(key) for key in ("label", "series", "value", "low", "high")]
            for row in plot["rows"]
        ]
    cells = [[_shown(cell, "number") for cell in row] for row in rows]
    # A column that nothing stands in is of no use.
    used = [k for k in range(len(titles)) if any(row[k] for row in cells)]
    head = tag("tr", *(tag("th", titles[k], scope="col") for k in used))
    body = [tag("tr", *(tag("td", row[k]) for k in used)) for row in cells]
    caption = tag("caption", plot["title"])
    table = tag("table", caption, tag("thead", head), tag("tbody", *body))
    return tag("div", table, class_="scroll")


def _table(table: Record) -> Markup:
    columns, rows = table["columns"], table["rows"]
    long = {
        column["name"]
        for column in columns
        if any(len(str(row.get(column["name"]) or "")) > _LONG for row in rows)
        and column["form"] == "text"
    }
    caption: list[object] = [table["title"]]
    if table["note"]:
        caption.append(tag("small", table["note"]))
    head = [
        tag("th", c["title"], scope="col", class_="text" if c["form"] == "text" else None)
        for c in columns
    ]
    body = [
        tag(
            "tr",
            *(
                _cell(row.get(c["name"]), c, first=not k, long=c["name"] in long)
                for k, c in enumerate(columns)
            ),
        )
        for row in rows
    ]
    content = tag(
        "table",
        tag("caption", *caption),
        tag("thead", tag("tr", *head)),
        tag("tbody", *body),
        class_="texts" if long else None,
    )
    # What scrolls must be reached with the keyboard too.
    return tag(
        "div", content, class_="scroll", role="region", tabindex=0, aria_label=table["title"]
    )


def _cell(value: Any, column: Record, *, first: bool, long: bool) -> Markup:
    if first:
        return tag("th", _shown(value, column["form"]), scope="row")
    text = column["form"] == "text"
    classes = ["text"] * text + ["long" if long else "short"] * text
    content: Any = _shown(value, column["form"])
    if isinstance(value, Mapping):
        content = [_shown(value["value"], column["form"])]
        if value["interval"]:
            low, high = (_shown(end, column["form"]) for end in value["interval"])
            content.append(tag("span", f"{low} to {high}", class_="interval"))
        content = join(content)
    return tag("td", content, class_=" ".join(classes) or None, data_title=column["title"])


def _shown(value: Any, form: str) -> str:
    if value is None:
        return "–" if form != "text" else ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, (int, float)):
        return str(value)
    if form == "count" or isinstance(value, int):
        return f"{value:,.0f}"
    if form == "share":
        return f"{value:.3f}"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def _comparison(comparison: Record) -> Markup:
    text = [
        f"{comparison['compared']:,} figures of {comparison['earlier']} are here too. "
        f"{len(comparison['rows']):,} lie outside their intervals"
        + (":" if comparison["rows"] else ".")
    ]
    columns = [
        {"name": "where", "title": "figure", "form": "text", "key": True},
        {"name": "before", "title": "before", "form": "share", "key": False},
        {"name": "now", "title": "now", "form": "share", "key": False},
        {"name": "difference", "title": "difference", "form": "share", "key": False},
        {"name": "verdict", "title": "verdict", "form": "text", "key": False},
    ]
    parts: list[Markup] = [tag("p", one) for one in [*comparison["warnings"], *text]]
    if comparison["rows"]:
        parts.append(
            _table(
                {"title": "Differences", "note": "", "columns": columns, "rows": comparison["rows"]}
            )
        )
    return tag(
        "section",
        tag("h2", "Comparison with an earlier report", id="comparison"),
        *parts,
        aria_labelledby="comparison",
    )
