"""Asking one plugin, or one script, what it registers."""

from __future__ import annotations

import difflib
import importlib.util
import itertools
import os
import sys
import zlib
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

import pluggy

from stancekit.errors import PluginError
from stancekit.plugin.guard import contained, is_interrupt, reason_of
from stancekit.plugin.spec import HOOKS, PROJECT, Component, Hooks

__all__ = ["SCRIPT_PREFIX", "hooks_of", "hooks_of_script"]

PREFIX = "stancekit_"
SCRIPT_PREFIX = "stancekit_script_"

# Far above what a plugin registers; a hook may be a generator that never ends.
_MOST = 10_000


def hooks_of(plugin: object) -> dict[str, list[Component]]:
    """Call the hooks of one plugin.

    Each plugin has a pluggy manager of its own, so that one which registers wrongly or raises
    can't touch the results of another, and wrappers reach no further than their own plugin.

    Raises
    ------
    PluginError
        If a hook is misspelt, undecorated, or returns anything but components.
    """
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(Hooks)
    manager.register(plugin)
    for name in dir(plugin):
        function = getattr(plugin, name, None)
        if name not in HOOKS and hasattr(function, f"{PROJECT}_impl"):
            near = difflib.get_close_matches(name, HOOKS, 1)
            mend = f"did you mean {near[0]}?" if near else f"there are {', '.join(HOOKS)}"
            raise PluginError(f"unknown hook {name!r}; {mend}")
        if name in HOOKS and callable(function) and not hasattr(function, f"{PROJECT}_impl"):
            raise PluginError(f"{name} lacks the decorator @hookimpl")
    manager.check_pending()  # what is registered under another name than its own
    found = {}
    for hook in HOOKS:
        components: list[Component] = []
        for result in getattr(manager.hook, hook)():
            if isinstance(result, (str, bytes)) or not isinstance(result, Iterable):
                raise PluginError(
                    f"{hook} returns a sequence of Component, not {type(result).__name__}"
                )
            components.extend(itertools.islice(result, _MOST))
        for component in components:
            _check(component, hook)
        if len(components) >= _MOST:
            raise PluginError(f"{hook} returns {_MOST:,} components or more")
        found[hook] = components
    return found


def _check(component: object, hook: str) -> None:
    if not isinstance(component, Component):
        raise PluginError(f"{hook} returns Component objects, not {component!r:.60}")
    name, target, summary = component.name, component.target, component.summary
    if not isinstance(name, str) or not isinstance(target, str) or not isinstance(summary, str):
        raise PluginError(
            f"{hook}: a component's name, target and summary are strings, not {component!r:.120}"
        )
    if not name.strip() or target.count(":") != 1:
        raise PluginError(
            f"{hook}: component {name!r} needs a name and a target "
            f"'package.module:attribute', not {target!r}"
        )


def hooks_of_script(path: Path) -> dict[str, list[Component]]:
    """Run a script and call its hooks.

    Raises
    ------
    PluginError
        If it can't be run, or registers nothing or wrongly: it was asked for by name.
    """
    module_name = SCRIPT_PREFIX + "".join(c if c.isalnum() else "_" for c in path.stem)
    other = getattr(sys.modules.get(module_name), "__file__", None)
    if other is not None and Path(other).resolve() != path.resolve():  # another of that name
        module_name += f"_{zlib.crc32(os.fsencode(path.resolve())):08x}"
    try:
        if not path.is_file():
            raise FileNotFoundError("no such file")
        spec = importlib.util.spec_from_file_location(module_name, path)
        if spec is None or spec.loader is None:
            raise ImportError("not a Python file (.py)")
        module: ModuleType = importlib.util.module_from_spec(spec)
        # Targets such as f"{__name__}:MyReader" are imported by this name.
        sys.modules[module_name] = module
        with contained():
            spec.loader.exec_module(module)
            found = hooks_of(module)
    except BaseException as error:  # whatever the script does
        sys.modules.pop(module_name, None)
        if is_interrupt(error):
            raise
        raise PluginError(f"plugin {path}: {reason_of(error)}") from error
    if not any(found.values()):
        raise PluginError(
            f"plugin {path}: registers nothing; it needs functions named {PREFIX}… with @hookimpl"
        )
    return found
