"""Asking one plugin, or one script, what it registers."""

from __future__ import annotations

import difflib
import importlib.util
import itertools
import os
import re
import sys
import zlib
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

import pluggy

from stancekit.errors import PluginError, reason_of
from stancekit.plugin.guard import contained, is_interrupt, mend_of
from stancekit.plugin.spec import HOOKS, PROJECT, Component, Hooks

__all__ = ["SCRIPT_PREFIX", "hooks_of", "hooks_of_script"]

PREFIX = "stancekit_"
SCRIPT_PREFIX = "stancekit_script_"

_BY_SUFFIX = ("stancekit_readers", "stancekit_exporters")

# What may stand before the colon of a feature's name, the "__" of a parameter's and the "=" of a
# file on the command line.
_PART = re.compile(r"(?!.*__)[\w.-]+")

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
    for name in dir(plugin):
        function = getattr(plugin, name, None)
        if name not in HOOKS and hasattr(function, f"{PROJECT}_impl"):
            near = difflib.get_close_matches(name, HOOKS, 1)
            mend = f"did you mean {near[0]}?" if near else f"there are {', '.join(HOOKS)}"
            raise PluginError(f"unknown hook {name!r}; {mend}")
        if name in HOOKS and callable(function) and not hasattr(function, f"{PROJECT}_impl"):
            raise PluginError(f"{name} lacks the decorator @hookimpl; write it in the line above")
    try:
        manager.register(plugin)
    except pluggy.PluginValidationError as error:
        wrong = next((hook for hook in HOOKS if repr(hook) in str(error)), "a hook")
        if "Argument(s)" not in str(error):
            raise
        raise PluginError(
            f"{wrong} has a parameter, and hooks are given none: write def {wrong}():"
        ) from error
    manager.check_pending()  # what is registered under another name than its own
    found = {}
    for hook in HOOKS:
        components: list[Component] = []
        for result in getattr(manager.hook, hook)():
            if isinstance(result, (str, bytes)) or not isinstance(result, Iterable):
                raise PluginError(
                    f"{hook} returns a sequence of Component, not {type(result).__name__}; "
                    "write return [Component(…)]"
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
        raise PluginError(
            f"{hook} returns Component objects, not {component!r:.60}; write "
            "Component(name, 'package.module:attribute', summary)"
        )
    name, target, summary = component.name, component.target, component.summary
    if not isinstance(name, str) or not isinstance(target, str) or not isinstance(summary, str):
        raise PluginError(
            f"{hook}: a component's name, target and summary are strings, not {component!r:.120}; "
            "give the object's import string, 'package.module:attribute'"
        )
    if not name.strip() or target.count(":") != 1:
        raise PluginError(
            f"{hook}: component {name!r} needs a name and a target "
            f"'package.module:attribute', with a colon, not {target!r}"
        )
    if hook in _BY_SUFFIX and not re.fullmatch(r"(?:\.[^\s./A-Z]+)+", name):
        raise PluginError(
            f"{hook}: a component is named by the suffix of its files in small letters, such as "
            f"'.docx', not {name!r}"
        )
    if hook == "stancekit_feature_extractors" and not _PART.fullmatch(name):
        raise PluginError(
            f"{hook}: an extractor can't be named {name!r}, as it is part of its features' names "
            "and parameters; use letters, digits, '-' and '.', such as 'my-words'"
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
        mend = mend_of(error)
        raise PluginError(
            f"plugin {path}: {reason_of(error)}{'; ' if mend else ''}{mend}"
        ) from error
    if not any(found.values()):
        raise PluginError(
            f"plugin {path}: registers nothing; it needs a function with @hookimpl that has the "
            f"name of a hook, such as {HOOKS[0]}, and returns Components"
        )
    return found
