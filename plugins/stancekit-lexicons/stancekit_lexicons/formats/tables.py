"""Tables: CSV and its kin, long or wide, and LIWC-22's ``.dicx``."""

from __future__ import annotations

import csv
import io

from stancekit_lexicons.formats.source import Found, Source, number
from stancekit_lexicons.lexicon import Entry
from stancekit_lexicons.patterns import escape

__all__ = ["read_table"]

_ENTRY = "entry entries word words term terms token pattern phrase expression ngram dicterm".split()
_CATEGORY = "category class label key sentiment dimension group emotion affectcategory".split()
_WEIGHT = "weight score value valence polarity strength".split()
_IGNORED = "comment comments note notes source id".split()

_MARKS = {"x": 1.0, "": 0.0}


def read_table(source: Source) -> Found:
    """Read a table whose first line names the columns.

    Entry, category and weight; or the entry, and a column for each category, marked ``X`` or with
    a weight. A table of one column needs no first line.

    Raises
    ------
    RecordError
        If the columns aren't known, or a row doesn't fit them.
    """
    rows = _rows(source)
    if not rows:
        return Found([], source.notes)
    line, header = rows[0]
    names = [cell.strip().lower().replace(" ", "").replace("-", "") for cell in header]
    if not any(name in _ENTRY for name in names):
        if len(header) == 1:
            return Found([Entry(r[0], source.stem, 1.0, n) for n, r in rows], source.notes)
        known = ", ".join((_ENTRY[0], _CATEGORY[0], _WEIGHT[0]))
        raise source.error(
            f"no column is called 'entry'; begin with a line that names them: {known}", line
        )
    at = {
        kind: next((i for i, name in enumerate(names) if name in known), None)
        for kind, known in (("entry", _ENTRY), ("category", _CATEGORY), ("weight", _WEIGHT))
    }
    others = [
        i for i, name in enumerate(names) if i not in at.values() and name and name not in _IGNORED
    ]
    if others and at["category"] is not None:
        raise source.error(
            f"there is no use for the column {header[others[0]].strip()!r}; call it 'comment' to "
            "leave it out",
            line,
        )
    entries: list[Entry] = []
    liwc = "dicterm" in names
    for here, row in rows[1:]:
        if len(row) > len(header):
            raise source.error(
                f"has {len(row)} cells, and there are {len(header)} columns; put quotation marks "
                "around a cell with a comma in it",
                here,
            )
        row += [""] * (len(header) - len(row))
        text = row[at["entry"] or 0]
        if not text.strip():
            raise source.error("has no entry; fill it in, or take the line out", here)
        if liwc:
            text = escape(text)
        weight = 1.0
        if at["weight"] is not None and row[at["weight"]].strip():
            weight = _number(source, row[at["weight"]], here)
        if others:
            entries += [
                Entry(text, header[i].strip(), weight * _number(source, row[i], here), here)
                for i in others
            ]
        else:
            category = source.stem if at["category"] is None else row[at["category"]]
            entries.append(Entry(text, category, weight, here))
    # An empty cell of a wide table says that there is no entry, not that it weighs nothing.
    return Found([e for e in entries if e.weight or not others], source.notes)


def _number(source: Source, cell: str, line: int) -> float:
    found = _MARKS.get(cell.strip().lower())
    found = number(cell) if found is None else found
    if found is None:
        raise source.error(f"{cell.strip()!r:.60} is no number; give a weight", line)
    return found


def _rows(source: Source) -> list[tuple[int, list[str]]]:
    """Return the rows that aren't empty, each with the line that it ends in."""
    first = next((line for _, line in source.lines()), "")
    # Spreadsheets of many countries write semicolons.
    delimiter = max("\t,;", key=first.count)
    reader = csv.reader(io.StringIO(source.text, newline=""), delimiter=delimiter, strict=True)
    rows = []
    try:
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise source.error(
            f"isn't a table: {error}; look at its quotation marks", reader.line_num
        ) from None
    return rows
