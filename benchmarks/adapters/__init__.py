"""Adapters for public sets that users hold themselves; none of them comes with the project.

An adapter is one module here with ``read(path)``, which gives records one at a time, ``NOTE``, what
a reader of the figures must know, and ``TEST_ONLY`` where the labels are too coarse to learn from.
A plugin's, registered for the hook ``stancekit_benchmarks`` under ``data:NAME``, is a function,
which may have the attributes ``note`` and ``test_only``. ``--data NAME=PATH`` uses either.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from stancekit.errors import PluginError
from stancekit.plugin import Registry

__all__ = ["ADAPTERS", "DATA_PREFIX", "HOOK", "Adapter", "find_adapter"]

ADAPTERS = ("citron", "cofenet", "parc3", "plover", "polnear", "standoff")

HOOK, DATA_PREFIX = "stancekit_benchmarks", "data:"


class Adapter(NamedTuple):
    """What reads a data set.

    Parameters
    ----------
    read : callable
        From a path to records, one at a time.
    note : str
        What a reader of the figures must know.
    test_only : bool
        Whether the labels are too coarse to learn from.
    """

    read: Callable[[Path], Iterable[dict[str, Any]]]
    note: str = ""
    test_only: bool = False


def find_adapter(name: str, registry: Registry) -> Adapter:
    """Return an adapter by its name.

    Parameters
    ----------
    name : str
        One of `ADAPTERS`, or a plugin's.
    registry : Registry

    Raises
    ------
    PluginError
        If there is none of that name, or it can't be loaded.
    """
    if name in ADAPTERS:
        module = importlib.import_module(f"benchmarks.adapters.{name}")
        return Adapter(module.read, module.NOTE, getattr(module, "TEST_ONLY", False))
    if all(entry.name != DATA_PREFIX + name for entry in registry.components(HOOK)):
        known = [
            entry.name.removeprefix(DATA_PREFIX)
            for entry in registry.components(HOOK)
            if entry.name.startswith(DATA_PREFIX)
        ]
        raise PluginError(
            f"no data set adapter is named {name!r}, and there is no file of the whole name; "
            f"there are: {', '.join([*ADAPTERS, *known])}"
        )
    read = registry.get(HOOK, DATA_PREFIX + name)
    return Adapter(read, getattr(read, "note", ""), getattr(read, "test_only", False))
