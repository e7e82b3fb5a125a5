"""Which peers take part, and what to install for those that don't."""

from __future__ import annotations

from benchmarks.context import Context
from benchmarks.section import Column, Section

__all__ = ["run"]


def run(context: Context) -> Section:
    """List the peers; their figures stand beside ours in the other sections."""
    section = Section("peers", "Peers")
    section.text.append(
        "Peers are trained and measured on the same statements, in the same folds and the same run "
        "as ours; their figures stand beside ours. One that isn't installed is only listed."
    )
    section.table(
        "peers",
        "Peers",
        [
            Column("system", "peer", "text", key=True),
            Column("runs", "takes part", "text"),
            Column("note", "note", "text"),
        ],
        (
            {
                "system": system.name,
                "runs": "no" if system.missing else "yes",
                "note": system.missing or system.note,
            }
            for system in context.systems
            if system.kind == "peer"
        ),
    )
    return section
