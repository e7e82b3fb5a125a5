"""What a section of the report is made of: plain values, as they stand in ``report.json``.

A section has paragraphs, tables, plots and failures. A cell of a table is a string, a number, or
a figure with its interval; `figure` makes the last. Nothing here knows of HTML.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

import numpy as np

from stancekit.errors import FAULTS, reason_of

__all__ = ["Axis", "Column", "Section", "figure", "plain", "point"]

Form = Literal["share", "count", "number", "text"]
_DIGITS = 4  # enough to tell systems apart, few enough that machines agree on them


class Column(NamedTuple):
    """A column of a table.

    Parameters
    ----------
    name : str
        Key of its cells in the rows.
    title : str
        For readers.
    form : {"share", "count", "number", "text"}
        How its numbers are shown: with three decimals, as whole numbers, with three digits.
    better : {"higher", "lower", ""}
        Which way is good; says whether a difference to an earlier report is for the worse.
    key : bool
        Whether its cells tell the rows apart, also between two reports.
    """

    name: str
    title: str
    form: Form = "share"
    better: Literal["higher", "lower", ""] = ""
    key: bool = False


class Axis(NamedTuple):
    """An axis of a plot: its title, whether it is logarithmic, and its range (None: the data's)."""

    title: str
    log: bool = False
    range: tuple[float, float] | None = None

    def to_record(self) -> dict[str, Any]:
        """Return the axis as a JSON object."""
        return {"title": self.title, "log": self.log, "range": self.range and list(self.range)}


def figure(value: float | None, interval: Sequence[float] | None = None) -> dict[str, Any]:
    """Return a figure with its 95 % interval, as a cell."""
    return {"value": value, "interval": None if interval is None else list(interval)}


def point(label: str, series: str, cell: Mapping[str, Any]) -> dict[str, Any]:
    """Return a figure with its interval as a row of a plot of ranges."""
    low, high = cell["interval"]
    return {"label": label, "series": series, "value": cell["value"], "low": low, "high": high}


def plain(value: Any) -> Any:
    """Return a value as JSON has it: no NumPy, no tuple, NaN as null, floats rounded."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, (str, bool)) or value is None:
        return value
    if isinstance(value, Iterable):
        cells = [plain(item) for item in value]
        # An interval without ends is none.
        return None if len(cells) == 2 and cells == [None, None] else cells
    if isinstance(value, np.bool_):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    number = float(value)
    if not math.isfinite(number):
        return None
    # Small numbers keep their leading digits.
    return round(number, _DIGITS) if abs(number) >= 1e-3 else float(f"{number:.3g}")


@dataclass
class Section:
    """One part of the report, filled in by its module.

    Parameters
    ----------
    name : str
        How ``--only`` selects it.
    title : str
    timed : bool
        Whether its figures depend on the machine; such sections stand apart in the report.
    text : list of str
        Paragraphs.
    tables, plots : list of dict
        As the schema of the report has them.
    failures : list of dict
        ``system`` and ``reason`` of whatever could not be measured.
    """

    name: str
    title: str
    timed: bool = False
    text: list[str] = field(default_factory=list)
    tables: list[dict[str, Any]] = field(default_factory=list)
    plots: list[dict[str, Any]] = field(default_factory=list)
    failures: list[dict[str, str]] = field(default_factory=list)

    @contextlib.contextmanager
    def guard(self, what: str) -> Iterator[None]:
        """Note what goes wrong inside under the name of a system, and go on."""
        try:
            yield
        except FAULTS as error:  # a system may raise anything; the others are still measured
            self.failures.append({"system": what, "reason": reason_of(error)})

    def table(
        self,
        name: str,
        title: str,
        columns: Sequence[Column],
        rows: Iterable[Mapping[str, Any]],
        note: str = "",
    ) -> None:
        """Add a table; one without rows is left out."""
        records = [plain({column.name: row.get(column.name) for column in columns}) for row in rows]
        if records:
            described = [column._asdict() for column in columns]
            self.tables.append(
                {"name": name, "title": title, "note": note, "columns": described, "rows": records}
            )

    def differences(
        self, name: str, title: str, rows: Iterable[Mapping[str, Any]], resampled: str
    ) -> None:
        """Add a table of paired differences between systems.

        Parameters
        ----------
        name, title : str
        rows : iterable of mapping
            ``first``, ``second``, ``figure``, ``difference`` and ``p``.
        resampled : str
            What the test resamples.
        """
        self.table(
            name,
            title,
            [
                Column("first", "system", "text", key=True),
                Column("second", "less", "text", key=True),
                Column("figure", "figure", "text", key=True),
                Column("difference", "difference"),
                Column("p", "p", "number"),
            ],
            rows,
            note=f"Paired bootstrap over {resampled}, two-sided, 1,000 resamples.",
        )

    def lines(
        self,
        name: str,
        title: str,
        alt: str,
        x: Axis,
        y: Axis,
        series: Iterable[Mapping[str, Any]],
    ) -> None:
        """Add a plot of lines.

        Parameters
        ----------
        name, title : str
        alt : str
            What the plot shows, for those who can't see it.
        x, y : Axis
        series : iterable of mapping
            ``name``, ``points`` (``x``, ``y``, optional ``low`` and ``high``) and optional
            ``style``: ``"line"``, ``"marks"``, ``"both"`` or ``"guide"``, a dashed line that is
            there for the eye.
        """
        drawn = [{"style": "line", **one} for one in series]
        drawn = [one for one in drawn if one["points"]]
        if any(one["style"] != "guide" for one in drawn):
            self._plot("lines", name, title, alt, x=x.to_record(), y=y.to_record(), series=drawn)

    def ranges(
        self,
        kind: Literal["bars", "forest"],
        name: str,
        title: str,
        alt: str,
        x: Axis,
        rows: Iterable[Mapping[str, Any]],
    ) -> None:
        """Add a plot of bars from zero, or of points with intervals.

        Parameters
        ----------
        kind : {"bars", "forest"}
        name, title, alt : str
        x : Axis
        rows : iterable of mapping
            ``label``, ``series`` (which system), ``value``, optional ``low`` and ``high``.
        """
        kept = [row for row in rows if row["value"] is not None and math.isfinite(row["value"])]
        if kept:
            self._plot(kind, name, title, alt, x=x.to_record(), rows=kept)

    def matrix(
        self,
        name: str,
        title: str,
        alt: str,
        rows: Sequence[str],
        columns: Sequence[str],
        counts: Any,
    ) -> None:
        """Add a matrix of counts, such as a confusion matrix: `rows` are gold."""
        self._plot("matrix", name, title, alt, rows=rows, columns=columns, counts=counts)

    def _plot(self, kind: str, name: str, title: str, alt: str, **parts: Any) -> None:
        self.plots.append(plain({"kind": kind, "name": name, "title": title, "alt": alt, **parts}))

    def to_record(self) -> dict[str, Any]:
        """Return the section as it stands in ``report.json``."""
        return {
            "name": self.name,
            "title": self.title,
            "text": self.text,
            "tables": self.tables,
            "plots": self.plots,
            "failures": self.failures,
        }
