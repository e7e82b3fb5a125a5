"""Plots as inline SVG: lines, bars, points with intervals, matrices of counts.

Every plot is drawn for one width at which its text is still read on a phone; wide screens put two
beside each other. Colours are classes of the page's style sheet, so that they follow light and
dark; series differ in marks and dashes too, not in colour alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.report.axes import Scale, number
from benchmarks.report.markup import Markup, join, tag

__all__ = ["draw"]

Record = Mapping[str, Any]

WIDTH = 400
_LEFT, _RIGHT, _TOP = 44, 14, 8
_LINE_HEIGHT = 17  # of the legend, and of labels
# About what a character of the plots' text takes at most, for what must fit a width.
_CHARACTER = 6.3


def draw(plot: Record, identity: str) -> Markup:
    """Return a plot of a section as an ``svg`` element.

    Parameters
    ----------
    plot : mapping
        As it stands in ``report.json``.
    identity : str
        Unique on the page; names its title and description for those who can't see it.
    """
    height, marks = _KINDS[plot["kind"]](plot)
    return tag(
        "svg",
        tag("title", plot["title"], id=f"{identity}-title"),
        tag("desc", plot["alt"], id=f"{identity}-desc"),
        marks,
        id=identity,
        role="img",
        aria_labelledby=f"{identity}-title {identity}-desc",
        viewBox=f"0 0 {WIDTH} {height}",
        class_=f"plot {plot['kind']}",
    )


def _text(x: float, y: float, content: object, anchor: str = "start", **more: object) -> Markup:
    return tag("text", content, x=x, y=y, text_anchor=anchor, **more)


def _shortened(text: str, width: float) -> str:
    most = int(width / _CHARACTER)
    return text if len(text) <= most else text[: most - 1] + "…"


def _x_axis(axis: Record, scale: Scale, top: float, bottom: float) -> Markup:
    parts = []
    for value in scale.ticks():
        place = scale(value)
        parts.append(tag("line", x1=place, x2=place, y1=top, y2=bottom, class_="grid"))
        # What a tick at an end says stays inside the drawing.
        at, anchor = place, "middle"
        if place > WIDTH - 30:
            at, anchor = WIDTH - 2, "end"
        elif place < 30:
            at, anchor = 2, "start"
        parts.append(_text(at, bottom + 16, number(value), anchor))
    title = axis["title"] + (" (log)" if axis["log"] else "")
    middle = (scale.start + scale.end) / 2
    parts.append(_text(middle, bottom + 34, title, "middle", class_="axis"))
    return join(parts)


def _y_axis(axis: Record, scale: Scale) -> Markup:
    parts = []
    for value in scale.ticks():
        place = scale(value)
        parts.append(tag("line", x1=_LEFT, x2=WIDTH - _RIGHT, y1=place, y2=place, class_="grid"))
        parts.append(_text(_LEFT - 6, place + 4, number(value), "end"))
    title = axis["title"] + (" (log)" if axis["log"] else "")
    parts.append(_text(0, _TOP + 8, title, class_="axis"))
    return join(parts)


def _stroke(number_: int) -> str:
    """Return the classes of a line: six colours, and with each round of them other dashes."""
    return f"stroke s{number_ % 6} d{(number_ + number_ // 6) % 6}"


def _mark(number_: int, x: float, y: float) -> Markup:
    """Return the mark of a series: circle, square, diamond, triangle, in turn."""
    classes = f"mark s{number_ % 6}"
    kind = number_ % 4
    if kind == 0:
        return tag("circle", cx=x, cy=y, r=4, class_=classes)
    if kind == 1:
        return tag("rect", x=x - 3.5, y=y - 3.5, width=7, height=7, class_=classes)
    if kind == 2:
        shape = f"M{x:.1f} {y - 5:.1f}l5 5l-5 5l-5 -5z"
    else:
        shape = f"M{x:.1f} {y - 5:.1f}l5 9h-10z"
    return tag("path", d=shape, class_=classes)


def _legend(series: Sequence[tuple[int, str, str]], top: float) -> tuple[float, Markup]:
    """Return a line for each series: its number (-1 for a guide), name and style."""
    parts = []
    for row, (number_, name, style) in enumerate(series):
        y = top + row * _LINE_HEIGHT + 10
        stroke = "guide" if number_ < 0 else _stroke(number_)
        if style != "marks":
            parts.append(tag("line", x1=_LEFT, x2=_LEFT + 26, y1=y, y2=y, class_=stroke))
        if style in ("marks", "both"):
            parts.append(_mark(number_, _LEFT + 13, y))
        parts.append(_text(_LEFT + 34, y + 4, _shortened(name, WIDTH - _LEFT - 40)))
    return len(series) * _LINE_HEIGHT, join(parts)


def _lines(plot: Record) -> tuple[int, Markup]:
    series = plot["series"]
    points = [point for one in series for point in one["points"]]
    top, bottom = _TOP + 20, 250
    x = Scale.fitting(plot["x"], (p["x"] for p in points), _LEFT, WIDTH - _RIGHT)
    ends = (p.get(end) for p in points for end in ("y", "low", "high"))
    y = Scale.fitting(plot["y"], ends, bottom, top)
    parts: list[Markup] = [_y_axis(plot["y"], y), _x_axis(plot["x"], x, top, bottom)]
    legend = []
    drawn = 0
    for one in series:
        guide = one["style"] == "guide"
        number_ = -1 if guide else drawn
        drawn += not guide
        legend.append((number_, one["name"], one["style"]))
        parts.append(_series(one, number_, x, y))
    height, names = _legend(legend, bottom + 42)
    return int(bottom + 46 + height), join([*parts, names])


def _series(one: Record, number_: int, x: Scale, y: Scale) -> Markup:
    known = [p for p in one["points"] if p["y"] is not None]
    places = [(x(p["x"]), y(p["y"])) for p in known]
    parts = []
    bounded = [p for p in known if p.get("low") is not None]
    if one["style"] == "line" and len(bounded) > 1:
        edge = [(x(p["x"]), y(p["high"])) for p in bounded]
        edge += [(x(p["x"]), y(p["low"])) for p in reversed(bounded)]
        parts.append(tag("path", d=_path(edge) + "z", class_=f"band s{number_ % 6}"))
    elif one["style"] != "guide":
        for p in bounded:
            place = x(p["x"])
            ends = {"x1": place, "x2": place, "y1": y(p["low"]), "y2": y(p["high"])}
            parts.append(tag("line", **ends, class_=f"whisker s{number_ % 6}"))
    if one["style"] == "guide":
        parts.append(tag("path", d=_path(places), class_="guide"))
    elif one["style"] != "marks":
        parts.append(tag("path", d=_path(places), class_=_stroke(number_)))
    if one["style"] in ("marks", "both") or (one["style"] == "line" and len(places) == 1):
        parts += [_mark(number_, *place) for place in places]
    return join(parts)


def _path(places: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in places)


def _ranges(plot: Record) -> tuple[int, Markup]:
    """Draw bars, or points with intervals: a label, then a row for each system beneath it."""
    rows = plot["rows"]
    bars = plot["kind"] == "bars"
    names = list(dict.fromkeys(row["series"] for row in rows))
    ends = [row.get(end) for row in rows for end in ("value", "low", "high")]
    x = Scale.fitting(plot["x"], [*ends, 0.0] if bars else ends, 8, WIDTH - _RIGHT)
    parts: list[Markup] = []
    y = _TOP
    for label in dict.fromkeys(row["label"] for row in rows):
        y += _LINE_HEIGHT
        parts.append(_text(8, y - 3, _shortened(label, WIDTH - 20), class_="label"))
        for row in rows:
            if row["label"] == label:
                parts.append(_range(row, names.index(row["series"]), x, y + 7, bars=bars))
                y += 16
        y += 4
    axis = _x_axis(plot["x"], x, _TOP, y)
    height = y + 42
    if names != [""]:
        extra, legend = _legend([(k, name, "marks") for k, name in enumerate(names)], height)
        parts.append(legend)
        height += int(extra) + 4
    return height, join([axis, *parts])


def _range(row: Record, number_: int, x: Scale, y: float, *, bars: bool) -> Markup:
    place = x(row["value"])
    parts = []
    if bars:
        zero = x(0.0)
        left, width = min(zero, place), max(abs(place - zero), 1.0)
        parts.append(
            tag("rect", x=left, y=y - 5, width=width, height=10, class_=f"bar s{number_ % 6}")
        )
    if row.get("low") is not None and row.get("high") is not None:
        ends = {"x1": x(row["low"]), "x2": x(row["high"]), "y1": y, "y2": y}
        parts.append(
            tag("line", **ends, class_="whisker ink" if bars else f"whisker s{number_ % 6}")
        )
    if not bars:
        parts.append(_mark(number_, place, y))
    return join(parts)


def _matrix(plot: Record) -> tuple[int, Markup]:
    counts, columns = plot["counts"], plot["columns"]
    left, top, height = 92, 44, 40
    width = (WIDTH - left - 4) / len(columns)
    parts = [_text(left, 14, "given", class_="axis"), _text(0, top - 6, "right", class_="axis")]
    for j, name in enumerate(columns):
        place = left + (j + 0.5) * width
        parts.append(_text(place, top - 6, _shortened(name, width + 12), "middle"))
    for i, (name, row) in enumerate(zip(plot["rows"], counts, strict=True)):
        y = top + i * height
        parts.append(_text(0, y + height / 2 + 4, _shortened(name, left - 6)))
        total = sum(row) or 1
        for j, count in enumerate(row):
            share = count / total
            cell = {"x": left + j * width, "y": y, "width": width - 2, "height": height - 2}
            right = name == columns[j]
            # Dark enough to see, light enough to read on.
            opacity = f"{0.05 + 0.5 * share:.2f}"
            parts.append(
                tag("rect", **cell, class_=f"cell {'s0' if right else 's1'}", fill_opacity=opacity)
            )
            middle = left + (j + 0.5) * width - 1
            parts.append(_text(middle, y + 17, f"{count:,}", "middle"))
            parts.append(_text(middle, y + 32, f"{share:.0%}", "middle", class_="small"))
    return top + len(counts) * height + 6, join(parts)


_KINDS = {"lines": _lines, "bars": _ranges, "forest": _ranges, "matrix": _matrix}
