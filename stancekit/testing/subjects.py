"""What is checked: a plugin, and each component that it registers."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from stancekit.errors import PluginError
from stancekit.plugin import Component, Registry, get_registry, installed_plugins
from stancekit.plugin import builtin as builtin_plugin
from stancekit.plugin.discovery import Blocked, normal_name
from stancekit.plugin.guard import contained
from stancekit.plugin.hooks import hooks_of, hooks_of_script

__all__ = ["Plugin", "Subject", "find_plugins"]

Components = Mapping[str, list[Component]]


@dataclass(frozen=True, slots=True)
class Plugin:
    """A plugin to check: nothing of it is imported before :meth:`load`.

    Parameters
    ----------
    name : str
        Its entry point, script or module.
    way : {"installed", "script", "module"}
        How it is found.
    where : str
        Its target, path or import name.
    distribution, version : str
        What installed it, if anything did.
    """

    name: str
    way: str
    where: str
    distribution: str = ""
    version: str = ""

    def __str__(self) -> str:
        return self.name

    @property
    def hook(self) -> str:
        """What it is in the table of checks, where components have their hook."""
        return "plugin"

    @property
    def title(self) -> str:
        """How people are told which plugin it is."""
        origin = f"{self.distribution} {self.version}".strip() or self.where
        return f"plugin {self.name} ({origin})"

    def load(self) -> Components:
        """Import the plugin and return what it registers, by hook.

        Raises
        ------
        PluginError
            If it registers wrongly. Whatever it raises on import is passed on.
        """
        if self.way == "script":
            return hooks_of_script(Path(self.where))
        module, _, attributes = self.where.partition(":")
        found: Any = importlib.import_module(module)
        for attribute in filter(None, attributes.split(".")):
            found = getattr(found, attribute)
        return hooks_of(found)

    def registry(self) -> Registry:
        """Return the components that a run with this plugin would have.

        Raises
        ------
        PluginError
            If a script can't be loaded.
        """
        return get_registry(scripts=[self.where] if self.way == "script" else ())

    def subjects(self, examples: tuple[str, ...] = ()) -> list[Subject]:
        """Return what it registers, as things to check.

        Parameters
        ----------
        examples : tuple of str
            Files for the readers, taken by their suffixes.
        """
        with contained():
            registered = self.load()
        return [
            Subject(self, hook, component.name, component.target, component.summary, examples)
            for hook, components in registered.items()
            for component in components
        ]


@dataclass(frozen=True, slots=True)
class Subject:
    """A component to check.

    Parameters
    ----------
    plugin : Plugin
        What registers it.
    hook, name, target, summary : str
        As registered.
    examples : tuple of str
        Files that its reader should be tried on.
    """

    plugin: Plugin
    hook: str
    name: str
    target: str
    summary: str = ""
    examples: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        """How people are told which component it is."""
        return f"{self.kind} {self.name}"

    @property
    def kind(self) -> str:
        """The hook in words, such as ``"feature extractor"``."""
        return self.hook.removeprefix("stancekit_").replace("_", " ").removesuffix("s")

    def load(self) -> Any:
        """Import what the target names; whatever its import raises is passed on."""
        return Registry.load(Component(self.name, self.target))

    def make(self) -> Any:
        """Return a fresh object of the class that the target names.

        A class whose parameters have no defaults has a classmethod ``example_params`` that gives
        some for the checks.
        """
        factory = self.load()
        example = getattr(factory, "example_params", None)
        return factory(**(example() if example is not None else {}))


def find_plugins(wanted: str | os.PathLike[str] | ModuleType | Plugin) -> list[Plugin]:
    """Find plugins without importing them.

    Parameters
    ----------
    wanted : str, path-like, module or Plugin
        Name of an entry point or distribution; ``"stancekit"`` for what the library itself
        registers; a script (``.py``); or a module that is on the import path, installed or not.

    Returns
    -------
    list of Plugin
        A distribution may have several.

    Raises
    ------
    PluginError
        If nothing has that name, or it is blocked.
    """
    if isinstance(wanted, Plugin):
        return [wanted]
    if isinstance(wanted, ModuleType):
        return [Plugin(wanted.__name__, "module", wanted.__name__)]
    text = os.fspath(wanted)
    if text.endswith(".py"):
        return [Plugin(Path(text).stem, "script", str(Path(text).absolute()))]
    if normal_name(text) in ("stancekit", "built-in"):
        return [Plugin("built-in", "module", builtin_plugin.__name__, "stancekit")]
    installed = installed_plugins()
    found = [
        item
        for item in installed
        if normal_name(text) in (normal_name(item.name), normal_name(item.distribution))
    ]
    if not found:
        known = ", ".join(dict.fromkeys(item.distribution for item in installed)) or "none"
        raise PluginError(
            f"no plugin {text!r} is installed here (there are: {known}); "
            f"'{sys.executable} -m pip install -e FOLDER' installs it, and a script is named with "
            "its .py"
        )
    blocked = Blocked.of(())
    for item in found:
        if item in blocked:
            raise PluginError(f"plugin {item} is blocked, and so never imported")
    return [
        Plugin(item.name, "installed", item.entry_point.value, item.distribution, item.version)
        for item in found
    ]
