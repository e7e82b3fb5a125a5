"""Tables for people: who, which stance, how sure, towards whom, on which terms."""

from __future__ import annotations

import itertools
import math
import shutil
import textwrap
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from stancekit.aggregation import TimelineEntry
    from stancekit.analysis import Analysis
    from stancekit.modelling.audit import Suspect
    from stancekit.stance import Stance, StanceScheme
    from stancekit.statement import Condition, Statement

__all__ = [
    "LEGEND",
    "Column",
    "render_analysis",
    "render_statements",
    "render_suspects",
    "render_table",
    "render_timeline",
    "terminal_width",
]

# In the order of a scheme's labels, the null label left out; terminals' own colours.
_COLOURS = ("green", "red", "yellow", "cyan", "magenta", "blue")
_MARGIN = "  "
_INDENT, _LINES_BELOW = 4, 6
_LEAST_ROOM, _NARROWEST_COLUMN = 24, 8
_GAP = 2
_NARROWEST, _ROOMY, _WIDEST = 60, 110, 140
LEGEND = (
    "How sure: the probability that the model gives the stance. "
    "See #: the statements that it rests on."
)
_UNKNOWN = "(unknown)"
_ABSTAINED = "(in doubt)"
# After these what must hold reads as a refusal: "not until the siege ends".
_REFUSING = ("until", "till", "unless", "without", "before", "short of")
# These say already that what follows must not hold.
_EXCLUDING = ("unless", "except", "not", "no", "but not", "never")


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
    # Control characters in a text must not reach the terminal; soft hyphens cut no word there.
    seen = (c if c.isprintable() else "" if unicodedata.category(c) == "Cf" else " " for c in text)
    return " ".join("".join(seen).split())


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
    below: tuple[str, Sequence[str]] | None = None,
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
    below : tuple of str and sequence of str, optional
        A title, and for each row a longer text that is set under it over the whole width.

    Returns
    -------
    str
        Lines, the last one ended.
    """
    widths = _widths(columns, rows, width - len(_MARGIN) - _GAP * (len(columns) - 1))
    out = [_line([column.title for column in columns], columns, widths, ["dim"] * len(columns))]
    indent = _MARGIN + " " * (_INDENT if widths[0] > _INDENT else widths[0] + _GAP)
    if below is not None and below[0]:
        out.append(indent + click.style(below[0], dim=True) + "\n")
    for number, row in enumerate(rows):
        wrapped = [_wrap(cell, w, c.lines) for cell, w, c in zip(row, widths, columns, strict=True)]
        hues = colours[number] if colours else [None] * len(columns)
        out.extend(
            _line(cells, columns, widths, hues)
            for cells in itertools.zip_longest(*wrapped, fillvalue="")
        )
        if below is not None and below[1][number]:
            lines = _wrap(below[1][number], width - len(indent), _LINES_BELOW)
            out.extend(f"{indent}{line}\n" for line in lines)
    return "".join(out)


def _widths(columns: Sequence[Column], rows: Sequence[Sequence[str]], rest: int) -> list[int]:
    """Share `rest` cells out among the columns; the one without a limit takes what is left."""
    wanted = [
        max([1, _cells(column.title), *(_cells(_printable(row[i][:400])) for row in rows)])
        for i, column in enumerate(columns)
    ]
    fixed = {i: min(w, columns[i].widest) for i, w in enumerate(wanted) if columns[i].widest}
    words = {
        i: max(
            (_cells(word) for row in rows for word in row[i][:400].split()),
            default=_NARROWEST_COLUMN,
        )
        for i in fixed
    }
    room = min(_LEAST_ROOM, max([w for i, w in enumerate(wanted) if i not in fixed], default=0))
    # The widest of the others give way until the open one has its room; words are cut only
    # where it would have next to none.
    for least, floors in ((room, words), (min(room, _NARROWEST_COLUMN), {})):
        while sum(fixed.values()) > rest - least:
            slack = {i: w for i, w in fixed.items() if w > floors.get(i, _NARROWEST_COLUMN)}
            if not slack:
                break
            fixed[max(slack, key=lambda i: slack[i])] -= 1
    left = max(1, rest - sum(fixed.values()))
    return [fixed.get(i, left) for i in range(len(columns))]


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
    if math.isnan(probability):
        return "–"
    # No model is wholly sure.
    return ">99%" if probability >= 0.995 else f"{probability:.0%}"


def _terms(statements: Iterable[Statement]) -> str:
    found = {_term(c, statement): None for statement in statements for c in statement.conditions}
    return "; ".join(found)


def _term(condition: Condition, statement: Statement) -> str:
    """Word a condition so that it can be read without its sentence."""
    text, connective = condition.text, condition.connective
    words, low = f"{connective} {text}".strip(), connective.lower()
    start = max(0, condition.start - statement.start)
    before, after = statement.text[:start].lower(), statement.text[start + len(text) :].lower()
    follows = low not in before and low in after  # "lift the siege and we will talk"
    if condition.polarity == "forbidden":
        if low in _EXCLUDING and not follows:
            return words
        return f"not {text}" if follows or low == "but" else f"not {words}"
    if follows:
        return f"first: {text}"
    return f"not {words}" if low in _REFUSING else words


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
    # To the minute: "2031-05-14 10:00".
    date = document.date and document.date[:16].replace("T", " ")
    parts = [date, document.source, document.id if document.title else None]
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
    # Where there is no room for a column of terms, they stand under each stance.
    beside = width >= _ROOMY
    columns = [Column("Who", 28), Column("Stance", 16), Column("How sure", 8, right=True)]
    columns += [Column("Towards", 20)] if towards else []
    columns.append(Column("See #", 12) if beside else Column("See #"))
    columns += [Column("On which terms", lines=12)] if beside else []
    rows, hues, below = [], [], []
    for stance in stances:
        behind = _behind(stance, analysis)
        numbers = ", ".join(
            str(i + 1) for i in stance.statements if analysis.statements[i] in behind
        )
        row = [stance.speaker, stance.label, _percent(stance.probability)]
        row += [stance.counterpart or ""] if towards else []
        terms = _terms(behind)
        rows.append([*row, numbers, terms] if beside else [*row, numbers])
        below.append(terms)
        colour = _colour(stance.label, scheme)
        hues.append([None, colour, None, *([None] if towards else []), "dim"])
        hues[-1] += [None] if beside else []
    if beside:
        return render_table(columns, rows, width=width, colours=hues)
    under = ("On which terms", below) if any(below) else None
    return render_table(columns, rows, width=width, colours=hues, below=under)


def _statements(numbered: Sequence[tuple[int, Statement]], scheme: StanceScheme, width: int) -> str:
    columns = (
        Column("#", 4, right=True),
        Column("Speaker", 32),
        Column("Stance", 16),
        Column("How sure", 8, right=True),
        Column("On which terms", lines=6),
    )
    rows, hues = [], []
    for number, item in numbered:
        row = [str(number), item.speaker or _UNKNOWN, item.stance or _ABSTAINED]
        rows.append([*row, _percent(item.probability), _terms([item])])
        hue = _colour(item.stance, scheme)
        hues.append(["dim", None if item.speaker else "dim", hue, None, None])
    below = ("", [item.text for _, item in numbered])
    return render_table(columns, rows, width=width, colours=hues, below=below)


def render_statements(statements: Sequence[Statement], scheme: StanceScheme, *, width: int) -> str:
    """Set statements that were classified alone."""
    columns = (
        Column("Id", 24, lines=1),
        Column("Stance", 16),
        Column("How sure", 8, right=True),
        Column("On which terms", lines=6),
    )
    rows = [
        [item.id or "", item.stance or _ABSTAINED, _percent(item.probability), _terms([item])]
        for item in statements
    ]
    hues = [["dim", _colour(item.stance, scheme), None, None] for item in statements]
    below = ("", [item.text for item in statements])
    return render_table(columns, rows, width=width, colours=hues, below=below)


def render_suspects(suspects: Sequence[Suspect], scheme: StanceScheme, *, width: int) -> str:
    """Set labels that may be wrong, in the order given."""
    columns = (
        Column("#", 6, right=True),
        Column("Id", 24, lines=1),
        Column("Label given", 32),
        Column("Suggested", 16),
        Column("Wrong", 8, right=True),
        Column(""),
    )
    rows, hues = [], []
    for number, item in enumerate(suspects, 1):
        given = item.example
        row = [str(number), given.id, " or ".join((given.label, *given.accept)), item.suggested]
        rows.append([*row, _percent(item.probability), ""])
        colours = [_colour(label, scheme) for label in (given.label, item.suggested)]
        hues.append(["dim", "dim", *colours, None, None])
    below = ("", [item.example.text for item in suspects])
    return render_table(columns, rows, width=width, colours=hues, below=below)


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
        # Without a date nothing tells what came before.
        shift = entry.shift if entry.date else None
        towards = f"towards {entry.stance.counterpart}: " if entry.stance.counterpart else ""
        change = f"{towards}was {shift}" if shift else ""
        day = (entry.date or "")[:10]
        rows.append([entry.speaker, day, label, change, entry.document])
        hues.append([None, "dim", _colour(label, scheme), None, "dim"])
    return render_table(columns, rows, width=width, colours=hues)
