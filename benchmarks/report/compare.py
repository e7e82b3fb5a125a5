"""How a report differs from an earlier one, figure by figure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from stancekit.errors import RecordError

__all__ = ["FORMAT", "FORMAT_VERSION", "compare", "read_report"]

FORMAT, FORMAT_VERSION = "stancekit-benchmarks", 1

Record = Mapping[str, Any]


def read_report(path: Path) -> dict[str, Any]:
    """Read an earlier ``report.json``.

    Raises
    ------
    RecordError
        If it isn't one, or is of another version of the format.
    """
    try:
        report = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise RecordError(f"can't be read: {error.strerror}", where=str(path)) from None
    except ValueError as error:
        raise RecordError(f"isn't valid JSON: {error}", where=str(path)) from None
    if not isinstance(report, dict) or report.get("format") != FORMAT:
        raise RecordError("isn't a report of python -m benchmarks", where=str(path))
    if report.get("format_version") != FORMAT_VERSION:
        raise RecordError(
            f"is of format version {report.get('format_version')!r}, and this reads "
            f"{FORMAT_VERSION}; run the earlier stancekit's benchmarks anew",
            where=str(path),
        )
    return report


def compare(report: Record, earlier: Record, name: str) -> dict[str, Any]:
    """Hold every figure against the earlier one.

    A figure is outside where neither of the two values lies within the other's interval; where
    neither has an interval, where they differ at all. Timings are left out: they are the machine's.

    Parameters
    ----------
    report, earlier : mapping
        As they stand in ``report.json``.
    name : str
        What the earlier one is called.

    Returns
    -------
    dict
        ``earlier``, ``compared``, ``warnings``, and ``rows``, those outside: ``where``,
        ``before``, ``now``, ``difference`` and ``verdict``, which is ``better``, ``worse`` or
        ``different``.
    """
    before, now = dict(_figures(earlier)), dict(_figures(report))
    shared = [where for where in now if where in before]
    rows = []
    for where in shared:
        new, better = now[where]
        old, _ = before[where]
        if new["value"] is None or old["value"] is None or _inside(new, old):
            continue
        difference = new["value"] - old["value"]
        good = {"higher": difference > 0, "lower": difference < 0}.get(better)
        verdict = "different" if good is None else "better" if good else "worse"
        rows.append(
            {
                "where": where,
                "before": old,
                "now": new,
                "difference": round(difference, 4),
                "verdict": verdict,
            }
        )
    return {
        "earlier": name,
        "compared": len(shared),
        "warnings": list(_warnings(report, earlier, before, now)),
        "rows": rows,
    }


def _figures(report: Record) -> Iterator[tuple[str, tuple[dict[str, Any], str]]]:
    """Yield each number of each table: where it stands, the cell, and which way is better."""
    for section in report["sections"]:
        for table in section["tables"]:
            keys = [column["name"] for column in table["columns"] if column["key"]]
            for row in table["rows"]:
                place = [section["title"], table["title"], *(str(row.get(key)) for key in keys)]
                for column in table["columns"]:
                    cell = row.get(column["name"])
                    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
                        cell = {"value": cell, "interval": None}
                    # Which single statements are worst isn't a figure.
                    if isinstance(cell, dict) and not table["name"].startswith("worst-"):
                        yield " / ".join([*place, column["title"]]), (cell, column["better"])


def _inside(new: Record, old: Record) -> bool:
    """Tell whether either value lies within the other's interval; equal ones always do.

    The interval of a skewed figure needn't hold its own value.
    """
    checks = [
        interval[0] <= value <= interval[1]
        for value, interval in ((new["value"], old["interval"]), (old["value"], new["interval"]))
        if interval and None not in interval
    ]
    return bool(new["value"] == old["value"]) or any(checks)


def _warnings(report: Record, earlier: Record, before: Any, now: Any) -> Iterator[str]:
    if report["data"]["sha256"] != earlier["data"]["sha256"]:
        yield "The data differ, so the figures are of different questions."
    for what in ("quick", "seed"):
        if report["run"][what] != earlier["run"][what]:
            yield f"The two runs differ in {what!r}: {earlier['run'][what]} before."
    if gone := len(before.keys() - now.keys()):
        yield f"{gone:,} figures of the earlier report aren't in this one."
