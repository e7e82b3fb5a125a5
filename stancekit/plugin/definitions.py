"""What modules that all share define, so that it shows where a plugin puts its own in its place."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from types import FunctionType
from typing import Any

__all__ = ["definitions", "restore_definitions"]

_MODULES = ("builtins", "json", "math", "numpy", "os", "random", "re", "scipy.sparse")
_PACKAGE = "stancekit."
# The watching itself changes there.
_OURS = "stancekit.testing."

Definitions = list[tuple[Any, str, Any]]


def definitions(others: Sequence[str] = _MODULES) -> Definitions:
    """Return the functions and classes of the modules, and the functions of stancekit's classes.

    Parameters
    ----------
    others : sequence of str
        Modules to look at besides those of stancekit that are loaded.

    Returns
    -------
    list of (module or class, str, object)
        Two lists are equal where each name still stands for the same object.
    """
    found: Definitions = []
    for name, module in sorted(sys.modules.items()):
        own = name.startswith(_PACKAGE) and not name.startswith(_OURS)
        if module is None or not (own or name in others):
            continue
        for key, value in list(vars(module).items()):
            if callable(value):
                found.append((module, key, value))
                if own and isinstance(value, type) and value.__module__ == name:
                    found += [
                        (value, method, function)
                        for method, function in list(vars(value).items())
                        if isinstance(function, FunctionType)
                    ]
    return _Kept(found)


class _Kept(list[tuple[Any, str, Any]]):
    """Definitions; equal to earlier ones where none of those has been replaced."""

    def __eq__(self, other: object) -> bool:
        return not isinstance(other, list) or not _replaced(other)

    __hash__ = None


def _replaced(kept: Definitions) -> Definitions:
    return [entry for entry in kept if vars(entry[0]).get(entry[1]) is not entry[2]]


def restore_definitions(kept: Definitions) -> None:
    """Put back what was replaced.

    Parameters
    ----------
    kept : list
        What :func:`definitions` gave before.
    """
    for owner, name, value in _replaced(kept):
        setattr(owner, name, value)
