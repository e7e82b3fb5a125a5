"""Benchmarks that plugins register: each a function from an `Analyzer` to the rows of a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from benchmarks.adapters import DATA_PREFIX, HOOK
from benchmarks.context import Context
from benchmarks.section import Column, Section
from benchmarks.systems.peers import PEER_PREFIX

__all__ = ["run"]


def run(context: Context) -> Section:
    """Run every plugin's benchmark with every model that reads whole documents."""
    section = Section("plugins", "Benchmarks of plugins")
    entries = [
        entry
        for entry in context.registry.components(HOOK)
        if not entry.name.startswith((PEER_PREFIX, DATA_PREFIX))
    ]
    if not entries:
        section.text.append("No plugin that is installed, or given, registers one.")
    for entry in entries:
        rows: list[dict[str, Any]] = []
        for system in context.present:
            if system.analyzer is None:
                continue
            with section.guard(f"{entry.name}, {system.name}"):
                context.log(f"plugins: {entry.name}, {system.name}")
                benchmark = context.registry.get(HOOK, entry.name)
                rows += [
                    {"system": system.name, **row} for row in _rows(benchmark(system.analyzer))
                ]
        names = list(dict.fromkeys(name for row in rows for name in row))
        section.table(
            entry.name,
            entry.name,
            [Column(name, name, "number", key=_is_key(name, rows)) for name in names],
            rows,
            note=f"{entry.component.summary} ({entry.distribution} {entry.version})".strip(),
        )
    return section


def _rows(given: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [dict(row) for row in given]


def _is_key(name: str, rows: Iterable[Mapping[str, Any]]) -> bool:
    """Tell whether a column names its row: its cells are texts."""
    return all(isinstance(row.get(name, ""), str) for row in rows)
