"""Tables for people: who, which stance, how sure, towards whom, on which terms."""

from __future__ import annotations

import itertools
import math
import shutil
import textwrap
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import click

from stancekit.aggregation import TimelineEntry
from stancekit.analysis import Analysis
from stancekit.stance import Stance, StanceScheme
from stancekit.statement import Statement

__all__ = [
    "Column",
    "render_analysis",
    "render_statements",
    "render_table",
    "render_timeline",
    "terminal_width",
]

# In the order of a scheme's labels, the null label left out; terminals' own colours.
_COLOURS = ("green", "red", "yellow", "cyan", "magenta", "blue")
_MARGIN = "  "
_GAP = 2
_NARROWEST, _ROOMY, _WIDEST = 60, 100, 140


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Parameters
    ----------
    title : str
    widest : int
        It is never wider; 0 for the one column that takes what is left.
    right : bool
        Whether it is set flush right.
    lines : int
        After so many lines a cell ends in dots.
    """

    title: str
    widest: int = 0
    right: bool = False
    lines: int = 3


def terminal_width() -> int:
    """Return the width to fill."""
    return max(_NARROWEST, min(_WIDEST, shutil.get_terminal_size().columns))


def _cells(text: str) -> int:
    """Return how many cells of a terminal a text takes."""
    if text.isascii():
        return len(text)
    return sum(
        0
        if unicodedata.category(character) in ("Mn", "Me", "Cf")
        else 2
        if unicodedata.east_asian_width(character) in "WF"
        else 1
        for character in text
    )


def _printable(text: str) -> str:
    # Control characters in a text must not reach the terminal.
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _wrap(text: str, width: int, lines: int) -> list[str]:
    # A statement of megabytes is shown by its head alone.
    head = _printable(text[: width * (lines + 1) * 2])
    # Wide letters take two cells, which textwrap doesn't know.
    letters = max(2, width * len(head) // max(1, _cells(head)))
    return textwrap.wrap(head, min(width, letters), max_lines=lines, placeholder=" …") or [""]


def render_table(
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
    *,
    width: int,
    colours: Sequence[Sequence[str | None]] | None = None,
) -> str:
    """Set rows of text in columns.

    Parameters
    ----------
    columns : sequence of Column
    rows : sequence of sequence of str
        A cell for each column.
    width : int
        Of the whole table.
    colours : sequence of sequence of str or None, optional
        Colour of each cell; ``"dim"`` for a faint one.

    Returns
    -------
    str
        Lines, the last one ended.
    """
    widths = [
        min(
            column.widest or width,
            max(_cells(column.title), *(_cells(_printable(row[i][:400])) for row in rows), 1),
        )
        if rows
        else _cells(column.title)
        for i, column in enumerate(columns)
    ]
    rest = width - len(_MARGIN) - _GAP * (len(columns) - 1)
    for i, column in enumerate(columns):
        if not column.widest:
            widths[i] = max(20, rest - sum(w for j, w in enumerate(widths) if j != i))
    out = [_line([column.title for column in columns], columns, widths, ["dim"] * len(columns))]
    for number, row in enumerate(rows):
        wrapped = [_wrap(cell, w, c.lines) for cell, w, c in zip(row, widths, columns, strict=True)]
        hues = colours[number] if colours else [None] * len(columns)
        out.extend(
            _line(cells, columns, widths, hues)
            for cells in itertools.zip_longest(*wrapped, fillvalue="")
        )
    return "".join(out)


def _line(
    cells: Sequence[str],
    columns: Sequence[Column],
    widths: Sequence[int],
    hues: Sequence[str | None],
) -> str:
    parts = []
    for cell, column, width, hue in zip(cells, columns, widths, hues, strict=True):
        space = " " * (width - _cells(cell))
        styled = click.style(cell, dim=True) if hue == "dim" else click.style(cell, fg=hue)
        shown = styled if hue and cell else cell
        parts.append(space + shown if column.right else shown + space)
    return (_MARGIN + (" " * _GAP).join(parts)).rstrip() + "\n"


def _colour(label: str | None, scheme: StanceScheme) -> str | None:
    if label is None or label == scheme.null_label:
        return "dim"
    stances = [item for item in scheme.labels if item != scheme.null_label]
    return _COLOURS[stances.index(label) % len(_COLOURS)] if label in stances else None


def _percent(probability: float) -> str:
    return "–" if math.isnan(probability) else f"{probability:.0%}"


def _terms(statements: Iterable[Statement]) -> str:
    found: dict[str, None] = {}
    for statement in statements:
        for condition in statement.conditions:
            words = f"{condition.connective} {condition.text}".strip()
            found.setdefault(f"not {words}" if condition.polarity == "forbidden" else words)
    return "; ".join(found)


def _behind(stance: Stance, analysis: Analysis) -> list[Statement]:
    """Return the statements of a stance that carry its label."""
    members = [analysis.statements[i] for i in stance.statements if i < len(analysis.statements)]
    return [statement for statement in members if statement.stance == stance.label]


def render_analysis(
    analysis: Analysis, scheme: StanceScheme, *, width: int, every: bool = False
) -> str:
    """Set one document's analysis: its stances, then the statements behind them.

    Parameters
    ----------
    analysis : Analysis
    scheme : StanceScheme
        Of the model.
    width : int
    every : bool
        Also show the statements without a stance.

    Returns
    -------
    str
    """
    document = analysis.document
    title = _printable((document.title or document.id)[:400])
    parts = [document.date, document.source, document.id if document.title else None]
    under = " · ".join(_printable(part[:200]) for part in parts if part)
    out = [click.style(line, bold=True) + "\n" for line in _wrap(title, width, 3)]
    if under:
        out.append(click.style(under, dim=True) + "\n")
    if not analysis.statements:
        return "".join(out) + f"\n{_MARGIN}No statement that someone makes was found.\n"
    # Speakers without a stance would bury the others; they stay in the statements.
    stances = [s for s in analysis.stances if every or s.label != scheme.null_label]
    if stances:
        out.append("\n")
        out.append(_stances(stances, analysis, scheme, width))
    else:
        out.append(f"\n{_MARGIN}No speaker that is named takes a position.\n")
    numbered = [
        (number, statement)
        for number, statement in enumerate(analysis.statements, 1)
        if every or statement.stance != scheme.null_label
    ]
    if numbered:
        out.append("\n")
        out.append(_statements(numbered, scheme, width))
    hidden = len(analysis.statements) - len(numbered)
    if hidden:
        what = "statement takes" if hidden == 1 else "statements take"
        out.append(click.style(f"{_MARGIN}{hidden} more {what} no position (--all)\n", dim=True))
    return "".join(out)


def _stances(
    stances: Sequence[Stance], analysis: Analysis, scheme: StanceScheme, width: int
) -> str:
    towards = any(stance.counterpart for stance in stances)
    columns = [Column("Who", 28), Column("Stance", 16), Column("How sure", 8, right=True)]
    columns += [Column("Towards", 20)] if towards else []
    columns += [Column("Statements", 12, lines=1), Column("On which terms")]
    rows, hues = [], []
    for stance in stances:
        behind = _behind(stance, analysis)
        numbers = ", ".join(
            str(i + 1) for i in stance.statements if analysis.statements[i] in behind
        )
        row = [stance.speaker, stance.label, _percent(stance.probability)]
        row += [stance.counterpart or ""] if towards else []
        rows.append([*row, numbers, _terms(behind)])
        colour = _colour(stance.label, scheme)
        hues.append([None, colour, None, *([None] if towards else []), "dim", None])
    return render_table(columns, rows, width=width, colours=hues)


def _statements(numbered: Sequence[tuple[int, Statement]], scheme: StanceScheme, width: int) -> str:
    columns = [
        Column("#", 4, right=True),
        Column("Speaker", 24, lines=2),
        Column("Stance", 16),
        Column("Sure", 4, right=True),
    ]
    # On a narrow terminal the terms stand with the stances above, and the text needs the room.
    with_terms = width >= _ROOMY
    columns += [Column("On which terms", 28)] if with_terms else []
    columns.append(Column("In the text"))
    rows, hues = [], []
    for number, statement in numbered:
        row = [str(number), statement.speaker or "–", statement.stance or "–"]
        row.append(_percent(statement.probability))
        row += [_terms([statement])] if with_terms else []
        rows.append([*row, statement.text])
        hue = _colour(statement.stance, scheme)
        hues.append(["dim", None, hue, None, *([None] if with_terms else []), None])
    return render_table(columns, rows, width=width, colours=hues)


def render_statements(statements: Sequence[Statement], scheme: StanceScheme, *, width: int) -> str:
    """Set statements that were classified alone."""
    columns = (
        Column("Id", 16, lines=1),
        Column("Stance", 16),
        Column("How sure", 8, right=True),
        Column("On which terms", 36),
        Column("Statement"),
    )
    rows = [
        [
            item.id or "",
            item.stance or "–",
            _percent(item.probability),
            _terms([item]),
            item.text,
        ]
        for item in statements
    ]
    hues = [[None, _colour(item.stance, scheme), None, None, None] for item in statements]
    return render_table(columns, rows, width=width, colours=hues)


def render_timeline(entries: Sequence[TimelineEntry], scheme: StanceScheme, *, width: int) -> str:
    """Set the stances of those who speak in several documents, in order of date."""
    columns = (
        Column("Who", 28),
        Column("Date", 16),
        Column("Stance", 16),
        Column("Change", 24),
        Column("Document"),
    )
    rows, hues = [], []
    for entry in entries:
        label = entry.stance.label
        towards = f"towards {entry.stance.counterpart}: " if entry.stance.counterpart else ""
        change = f"{towards}was {entry.shift}" if entry.shift else ""
        rows.append([entry.speaker, entry.date or "", label, change, entry.document])
        hues.append([None, "dim", _colour(label, scheme), None, "dim"])
    return render_table(columns, rows, width=width, colours=hues)
