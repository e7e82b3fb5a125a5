"""What finds statements in a text: our rules, extractors of plugins, and peers.

A peer is a module here with an `EXTRACTOR`; ours and those that plugins register for the hook
``stancekit_statement_extractors`` need none.
"""

from __future__ import annotations

import functools
import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import stancekit
from benchmarks.systems.system import not_installed
from stancekit import Document
from stancekit.extraction import RuleExtractor
from stancekit.plugin import Registry

__all__ = ["Extract", "Extractor", "statement_extractors"]

Extract = Callable[[str], list[dict[str, Any]]]

HOOK = "stancekit_statement_extractors"

# Modules of this package, each with an `EXTRACTOR`.
_PEERS = ("textacy",)


@dataclass(frozen=True)
class Extractor:
    """Something that finds statements.

    Parameters
    ----------
    name : str
        As tables show it.
    make : callable
        Returns the function from a text to records with ``start``, ``end``, ``content``, ``cue``
        and ``mention``, as ``stancekit analyze`` writes them.
    own : bool
        Whether it is ours: its errors are analysed.
    note : str
        What a reader of its figures must know.
    version : callable
        Returns the version of what is run.
    needs : mapping of str to str
        Modules that it imports, as `not_installed` takes them.
    """

    name: str
    make: Callable[[], Extract]
    own: bool = False
    note: str = ""
    version: Callable[[], str] = str
    needs: Mapping[str, str] = field(default_factory=dict)

    @functools.cached_property
    def missing(self) -> str:
        """Why it can't be run here, and how to mend that; empty where it can."""
        return not_installed(self.needs)


def statement_extractors(registry: Registry) -> list[Extractor]:
    """Return ours, in both units; those of plugins; peers."""
    ours = [
        Extractor(
            f"stancekit, {unit}s",
            functools.partial(_ours, unit),
            own=True,
            version=lambda: stancekit.__version__,
        )
        for unit in ("sentence", "quotation")
    ]
    plugins = [
        Extractor(
            f"{entry.name} ({entry.distribution})",
            functools.partial(_plugins, registry, entry.name),
            note=entry.component.summary,
            version=functools.partial(str, entry.version),
        )
        for entry in registry.components(HOOK)
        if not registry.is_built_in(HOOK, entry.name)
    ]
    peers = [importlib.import_module(f"benchmarks.systems.{name}").EXTRACTOR for name in _PEERS]
    return [*ours, *plugins, *peers]


def _ours(unit: str) -> Extract:
    return _records(RuleExtractor(unit=unit))


def _plugins(registry: Registry, name: str) -> Extract:
    return _records(registry.get(HOOK, name)())


def _records(extractor: Any) -> Extract:
    return lambda text: [item.to_record() for item in extractor.extract(Document("text", text))]
