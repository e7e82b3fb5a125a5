"""CAMEO and PLOVER event codes for stancekit: written, read, and compared with stances.

`stancekit_plover.mapping` is the mapping, both ways.
"""

from __future__ import annotations

from collections.abc import Sequence

from stancekit.plugin import Component, hookimpl

__all__: list[str] = []


@hookimpl
def stancekit_exporters() -> Sequence[Component]:
    """Return the exporters, by suffix."""
    return (
        Component(
            ".plover.jsonl",
            "stancekit_plover.exporters:write_plover",
            "one PLOVER event a statement with a stance",
        ),
        Component(
            ".cameo.csv",
            "stancekit_plover.exporters:write_cameo",
            "one CAMEO event a statement, with GDELT's column names",
        ),
    )


@hookimpl
def stancekit_readers() -> Sequence[Component]:
    """Return the readers, by suffix."""
    return (
        Component(".plover.jsonl", "stancekit_plover.readers:read_events", "one text an event"),
        Component(".cameo.csv", "stancekit_plover.readers:read_events", "one text an event"),
    )


@hookimpl
def stancekit_schemes() -> Sequence[Component]:
    """Return the scheme of PLOVER's quad categories."""
    return (
        Component(
            "plover",
            "stancekit_plover.ontology:QUADS",
            "verbal and material cooperation and conflict, no event",
        ),
    )


@hookimpl
def stancekit_commands() -> Sequence[Component]:
    """Return the command ``stancekit plover``."""
    return (
        Component(
            "plover",
            "stancekit_plover.commands:plover",
            "Event codes: show the mapping, compare with stances.",
        ),
    )
