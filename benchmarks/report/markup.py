"""Elements of HTML and SVG as text, with everything escaped that isn't an element itself."""

from __future__ import annotations

import html
from collections.abc import Iterable

__all__ = ["Markup", "join", "tag"]

_VOID = frozenset({"br", "col", "hr", "meta"})
_SVG_LEAVES = frozenset({"circle", "line", "path", "polyline", "rect"})


class Markup(str):
    """Text that is markup already and must not be escaped again."""

    __slots__ = ()


def _escaped(part: object) -> str:
    return part if isinstance(part, Markup) else html.escape(str(part), quote=False)


def join(parts: Iterable[object], between: str = "") -> Markup:
    """Put elements and texts behind one another."""
    return Markup(between.join(_escaped(part) for part in parts))


def tag(name: str, /, *children: object, **attributes: object) -> Markup:
    """Return an element.

    Parameters
    ----------
    name : str
    *children : object
        Markup stays as it is; anything else is escaped.
    **attributes : object
        ``_`` stands for ``-`` and one at the end is dropped (``class_``); None leaves the attribute
        out; floats keep one decimal, enough for coordinates.

    Examples
    --------
    >>> str(tag("td", "a < b", class_="text", data_x=1.25))
    '<td class="text" data-x="1.2">a &lt; b</td>'
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{html.escape(_value(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in _SVG_LEAVES and not children:
        return Markup(f"<{name}{written}/>")
    if name in _VOID:
        return Markup(f"<{name}{written}>")
    return Markup(f"<{name}{written}>{join(children)}</{name}>")


def _value(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0")
    return str(value)
