"""The main figures of a report in one table, for readers who read no further."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

__all__ = ["glance"]

Record = Mapping[str, Any]


class _Pick(NamedTuple):
    """A cell to show for each system: where it stands, which rows count, and what it is called."""

    section: str
    table: str
    column: str
    title: str
    rows: Mapping[str, str] = {}


_PICKS = (
    _Pick("statements", "figures", "macro_f1", "stance, macro-F1: unseen topics"),
    _Pick("transfer", "batches", "macro_f1", "unseen collections"),
    _Pick("transfer", "as-they-are", "macro_f1", "these data, as it is"),
    _Pick("documents", "figures", "statements.f1", "documents: statements, F1"),
    _Pick("documents", "figures", "speaker_end_to_end", "speakers, end to end"),
    _Pick("documents", "figures", "label_lenient_matched", "labels, lenient"),
    _Pick("documents", "figures", "conditions.f1", "conditions, F1"),
    _Pick("documents", "figures", "document_stance_accuracy", "stance of a speaker"),
    _Pick("doubt", "figures", "excess", "calibration error over chance", {"unseen": "topics"}),
    _Pick("speed", "labelling", "rate", "statements a second"),
    _Pick("speed", "reading", "rate", "MB a second"),
)


def glance(report: Record) -> dict[str, Any] | None:
    """Return a table of the main figures, a row a system; None where the report has none of them.

    Parameters
    ----------
    report : mapping
        As it stands in ``report.json``.
    """
    sections = [*report["sections"], *report["timings"]["sections"]]
    tables = {(one["name"], table["name"]): table for one in sections for table in one["tables"]}
    names = [system["name"] for system in report["systems"] if not system["missing"]]
    columns = [{"name": "system", "title": "system", "form": "text", "key": True}]
    rows: dict[str, dict[str, Any]] = {name: {"system": name} for name in names}
    for pick in _PICKS:
        table = tables.get((pick.section, pick.table))
        form = {one["name"]: one["form"] for one in table["columns"]} if table else {}
        found = {
            row["system"]: row[pick.column]
            for row in (table["rows"] if table else ())
            if all(row.get(key) == value for key, value in pick.rows.items())
            and row.get(pick.column) is not None
            and row.get("system") in rows
        }
        if found:
            key = f"{pick.section}.{pick.table}.{pick.column}"
            columns.append(
                {"name": key, "title": pick.title, "form": form[pick.column], "key": False}
            )
            for system, cell in found.items():
                rows[system][key] = cell
    if len(columns) == 1:
        return None
    return {
        "title": "At a glance",
        "note": "Each column with its terms, tests and errors in its section below.",
        "columns": columns,
        "rows": [row for row in rows.values() if len(row) > 1],
    }
