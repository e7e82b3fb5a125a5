"""Loading plugins, each on its own, and looking their components up by name."""

from __future__ import annotations

import contextlib
import difflib
import importlib
import importlib.util
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pluggy

from stancekit.errors import PluginError
from stancekit.plugin import builtin
from stancekit.plugin.discovery import Blocked, installed_plugins
from stancekit.plugin.spec import HOOKS, PROJECT, Component, Hooks

__all__ = ["Failure", "Registered", "Registry", "get_registry"]

PREFIX = "stancekit_"
SCRIPT_PREFIX = "stancekit_script_"


@dataclass(frozen=True, slots=True)
class Registered:
    """A component and where it comes from.

    Parameters
    ----------
    component : Component
    plugin : str
        Entry point, or script, that registered it.
    distribution, version : str
        What installed the plugin; the built-ins and scripts have no version of their own.
    """

    component: Component
    plugin: str
    distribution: str
    version: str

    @property
    def name(self) -> str:
        """Name of the component."""
        return self.component.name


@dataclass(frozen=True, slots=True)
class Failure:
    """A plugin that was left out.

    Parameters
    ----------
    plugin, distribution : str
    reason : str
        One line.
    """

    plugin: str
    distribution: str
    reason: str

    def __str__(self) -> str:
        return f"plugin {self.plugin!r} of {self.distribution} was left out: {self.reason}"


class Registry:
    """The components of the built-ins and of the plugins that loaded.

    Built-ins come first, then plugins by distribution and entry point, then scripts as given.

    Parameters
    ----------
    block : iterable of str
        Plugins, or distributions, that aren't imported; those that the environment variable
        ``STANCEKIT_BLOCK`` lists, with commas, are not either.
    scripts : iterable of path
        Python files whose hooks are registered too.

    Attributes
    ----------
    failures : list of Failure
        Plugins that were left out, and why.

    Raises
    ------
    PluginError
        If a script can't be loaded: it was asked for by name.

    Examples
    --------
    >>> registry = Registry()
    >>> [entry.name for entry in registry.components("stancekit_schemes")][:1]
    ['diplomacy']
    """

    def __init__(
        self, *, block: Iterable[str] = (), scripts: Iterable[str | os.PathLike[str]] = ()
    ) -> None:
        self.failures: list[Failure] = []
        self._components: dict[str, list[Registered]] = {hook: [] for hook in HOOKS}
        self._add(_hooks_of(builtin), "built-in", "stancekit", "")
        blocked = Blocked.of(block)
        for plugin in installed_plugins():
            if plugin in blocked:
                continue
            try:
                # What a plugin prints while it loads must not get into the output of a run.
                with contextlib.redirect_stdout(sys.stderr):
                    found = _hooks_of(plugin.entry_point.load())
            except (Exception, SystemExit) as error:  # a plugin may do anything; it alone pays
                self.failures.append(Failure(plugin.name, plugin.distribution, _reason(error)))
            else:
                self._add(found, plugin.name, plugin.distribution, plugin.version)
        for script in scripts:
            path = Path(script)
            self._add(_hooks_of_script(path), path.stem, str(path), "")

    def _add(
        self, found: Mapping[str, list[Component]], plugin: str, distribution: str, version: str
    ) -> None:
        for hook, components in found.items():
            self._components[hook].extend(
                Registered(component, plugin, distribution, version) for component in components
            )

    def components(self, hook: str) -> list[Registered]:
        """Return the components of a hook, in order.

        Parameters
        ----------
        hook : str
            Name of the hook, such as ``"stancekit_readers"``.

        Returns
        -------
        list of Registered

        Raises
        ------
        PluginError
            If two components have one name; the message names both plugins.
        """
        if hook not in self._components:
            raise PluginError(f"there is no hook {hook!r}; there are {', '.join(HOOKS)}")
        seen: dict[str, Registered] = {}
        for entry in self._components[hook]:
            other = seen.setdefault(entry.name, entry)
            if other is not entry:
                raise PluginError(
                    f"two {_kind(hook)} are named {entry.name!r}: one by plugin {other.plugin!r} "
                    f"of {other.distribution}, one by plugin {entry.plugin!r} of "
                    f"{entry.distribution}; leave one out with --block"
                )
        return list(seen.values())

    def find(self, hook: str, name: str) -> Registered:
        """Return a component's registration.

        Raises
        ------
        PluginError
            If nothing has that name; the message lists the names there are.
        """
        entries = self.components(hook)
        for entry in entries:
            if entry.name == name:
                return entry
        known = ", ".join(entry.name for entry in entries) or "none"
        left_out = "".join(f"; {failure}" for failure in self.failures)
        raise PluginError(f"no {_kind(hook, 1)} is named {name!r}; there are: {known}{left_out}")

    def get(self, hook: str, name: str) -> Any:
        """Import a component's object.

        Parameters
        ----------
        hook : str
            Name of the hook.
        name : str
            Name of the component.

        Returns
        -------
        object

        Raises
        ------
        PluginError
            If nothing has that name, or what has it can't be imported.
        """
        entry = self.find(hook, name)
        try:
            return self.load(entry.component)
        except (Exception, SystemExit) as error:  # whatever the plugin's import does
            raise PluginError(
                f"{_kind(hook, 1)} {name!r} of {entry.distribution} can't be imported from "
                f"{entry.component.target!r}: {_reason(error)}"
            ) from error

    @staticmethod
    def load(component: Component) -> Any:
        """Import the object that a component's target names; its errors are passed on."""
        module, _, attributes = component.target.partition(":")
        found: Any = importlib.import_module(module)
        for attribute in attributes.split("."):
            found = getattr(found, attribute)
        return found

    def all_of(self, hook: str) -> dict[str, Callable[..., Any]]:
        """Return functions by name that import their component when they are called first.

        A component that can't be imported is an error for what calls it, not for the others.
        """
        return {entry.name: _Deferred(self, hook, entry.name) for entry in self.components(hook)}

    def versions(self) -> dict[str, str]:
        """Return the version of each distribution, besides stancekit, that registered something."""
        entries = [entry for hook in HOOKS for entry in self._components[hook]]
        return {e.distribution: e.version for e in entries if e.distribution != "stancekit"}


@dataclass(frozen=True, slots=True)
class _Deferred:
    registry: Registry
    hook: str
    name: str

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.registry.get(self.hook, self.name)(*args, **kwargs)


def get_registry(
    *, block: Iterable[str] = (), scripts: Iterable[str | os.PathLike[str]] = ()
) -> Registry:
    """Return a registry of the built-ins and the plugins installed.

    Parameters
    ----------
    block : iterable of str
    scripts : iterable of path
        As for :class:`Registry`. Without either, the registry is made once and kept.

    Returns
    -------
    Registry
    """
    global _DEFAULT
    block, scripts = tuple(block), tuple(scripts)
    if block or scripts:
        return Registry(block=block, scripts=scripts)
    if _DEFAULT is None:
        _DEFAULT = Registry()
    return _DEFAULT


_DEFAULT: Registry | None = None


def _hooks_of(plugin: object) -> dict[str, list[Component]]:
    """Call the hooks of one plugin.

    Each plugin has a pluggy manager of its own, so that one which registers wrongly or raises
    can't touch the results of another, and wrappers reach no further than their own plugin.
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
            components.extend(result)
        for component in components:
            _check(component, hook)
        found[hook] = components
    return found


def _check(component: object, hook: str) -> None:
    if not isinstance(component, Component):
        raise PluginError(f"{hook} returns Component objects, not {component!r:.60}")
    target = component.target
    if not component.name or not isinstance(target, str) or target.count(":") != 1:
        raise PluginError(
            f"{hook}: component {component.name!r} needs a name and a target "
            f"'package.module:attribute', not {target!r}"
        )


def _hooks_of_script(path: Path) -> dict[str, list[Component]]:
    module_name = SCRIPT_PREFIX + "".join(c if c.isalnum() else "_" for c in path.stem)
    try:
        if not path.is_file():
            raise FileNotFoundError("no such file")
        spec = importlib.util.spec_from_file_location(module_name, path)
        if spec is None or spec.loader is None:
            raise ImportError("not a Python file (.py)")
        module: ModuleType = importlib.util.module_from_spec(spec)
        # Targets such as f"{__name__}:MyReader" are imported by this name.
        sys.modules[module_name] = module
        spec.loader.exec_module(module)
        found = _hooks_of(module)
    except (Exception, SystemExit) as error:  # whatever the script does
        sys.modules.pop(module_name, None)
        raise PluginError(f"plugin {path}: {_reason(error)}") from error
    if not any(found.values()):
        raise PluginError(
            f"plugin {path}: registers nothing; it needs functions named {PREFIX}… with @hookimpl"
        )
    return found


def _kind(hook: str, number: int = 2) -> str:
    words = hook.removeprefix(PREFIX).replace("_", " ")
    return words if number > 1 else words.removesuffix("s")


def _reason(error: BaseException) -> str:
    if isinstance(error, SystemExit):
        return f"it ends the program on import (SystemExit: {error.code})"
    # pluggy's messages run over several lines; the first says which hook of which plugin.
    text = " ".join(str(error).split())
    return text if isinstance(error, PluginError) else f"{type(error).__name__}: {text}"
