"""Loading plugins, each on its own, and looking their components up by name."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stancekit.errors import PluginError, reason_of
from stancekit.plugin import builtin
from stancekit.plugin.discovery import Blocked, installed_plugins, normal_name
from stancekit.plugin.guard import contained, is_interrupt, mend_of, mend_of_target
from stancekit.plugin.hooks import PREFIX, hooks_of, hooks_of_script
from stancekit.plugin.spec import HOOKS, Component

__all__ = ["Failure", "Registered", "Registry", "get_registry"]


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
    version : str
        Of the distribution.
    mend : str
        What helps, where the reason doesn't say it itself.
    """

    plugin: str
    distribution: str
    reason: str
    version: str = ""
    mend: str = ""

    def __str__(self) -> str:
        mend = f"; {self.mend}" if self.mend else ""
        return f"plugin {self.plugin!r} of {self.distribution} was left out: {self.reason}{mend}"


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
    conflicts : list of str
        Names that several plugins register, so that none can be selected; a line each.

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
        self.conflicts: list[str] = []
        self._blocked: set[str] = set()
        self._components: dict[str, dict[str, list[Registered]]] = {hook: {} for hook in HOOKS}
        self._add(hooks_of(builtin), "built-in", "stancekit", "")
        blocked = Blocked.of(block)
        # Imported it is, being the parent of this module, whose layer may not name it.
        running = sys.modules["stancekit"].__version__
        for plugin in installed_plugins():
            if plugin in blocked:
                self._blocked.add(normal_name(plugin.distribution))
                continue
            if (misfit := plugin.misfit(running)) is not None:
                self.failures.append(
                    Failure(plugin.name, plugin.distribution, misfit, plugin.version)
                )
                continue
            try:
                with contained():
                    found = hooks_of(plugin.entry_point.load())
                self._add(found, plugin.name, plugin.distribution, plugin.version)
            except BaseException as error:  # a plugin may do anything; it alone pays
                if is_interrupt(error):
                    raise
                mend = mend_of(error, plugin.entry_point.module) or (
                    "mend it ('stancekit plugins check "
                    f"{plugin.name}' tells more), or leave it out with --block {plugin.name}"
                )
                self.failures.append(
                    Failure(
                        plugin.name, plugin.distribution, reason_of(error), plugin.version, mend
                    )
                )
        for script in scripts:
            path = Path(script)
            found = hooks_of_script(path)
            try:
                self._add(found, path.stem, str(path), "")
            except PluginError as error:
                raise PluginError(f"plugin {path}: {error}") from None
        for hook, named in self._components.items():
            for name, entries in named.items():
                if len(entries) > 1:
                    self.conflicts.append(_conflict(hook, name, entries))

    def _add(
        self, found: Mapping[str, list[Component]], plugin: str, distribution: str, version: str
    ) -> None:
        for hook, components in found.items():
            names = [component.name for component in components]
            for name in names:
                if names.count(name) > 1:
                    raise PluginError(
                        f"it registers two {_kind(hook)} named {name!r}; give each its own name"
                    )
                for other in self._components[hook].get(name, ()):
                    if other.distribution == "stancekit":
                        raise PluginError(
                            f"it registers a {_kind(hook, 1)} {name!r}, and stancekit has one of "
                            "that name; it must take another"
                        )
        for hook, components in found.items():
            for component in components:
                entry = Registered(component, plugin, distribution, version)
                self._components[hook].setdefault(component.name, []).append(entry)

    def components(self, hook: str) -> list[Registered]:
        """Return the components of a hook, in order.

        Those that share their name are left out, as none of them can be selected by it; they are
        told of in `conflicts`.

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
            If there is no such hook.
        """
        return [entries[0] for entries in self._named(hook).values() if len(entries) == 1]

    def _named(self, hook: str) -> dict[str, list[Registered]]:
        if hook not in self._components:
            raise PluginError(f"there is no hook {hook!r}; there are {', '.join(HOOKS)}")
        return self._components[hook]

    def find(self, hook: str, name: str) -> Registered:
        """Return a component's registration.

        Raises
        ------
        PluginError
            If nothing has that name, in which case the message lists the names there are, or two
            have it, in which case it names both plugins.
        """
        entries = self._named(hook).get(name, [])
        if len(entries) == 1:
            return entries[0]
        if entries:
            raise PluginError(_conflict(hook, name, entries))
        known = ", ".join(entry.name for entry in self.components(hook)) or "none"
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
            with contained():
                return self.load(entry.component)
        except BaseException as error:  # whatever the plugin's import does
            if is_interrupt(error):
                raise
            raise PluginError(
                f"{_kind(hook, 1)} {name!r} of {entry.distribution} can't be imported from "
                f"{entry.component.target!r}: {reason_of(error)}; "
                f"{mend_of_target(error, entry.component.target)}"
            ) from error

    def is_built_in(self, hook: str, name: str) -> bool:
        """Tell whether a component is stancekit's own."""
        return self._named(hook)[name][0].distribution == "stancekit"

    def describe(self, hook: str, name: str) -> str:
        """Return how errors call a component, such as ``"reader '.docx' of acme 1.2"``."""
        entry = self.find(hook, name)
        return f"{_kind(hook, 1)} {name!r} of {entry.distribution} {entry.version}".rstrip()

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
        return {name: _Deferred(self, hook, name) for name in self._named(hook)}

    def absences(self) -> dict[str, str]:
        """Say of each distribution whose plugins take no part why that is, and the mend."""
        found = {normal_name(item.distribution): str(item) for item in self.failures}
        return found | {
            name: f"{name} is installed, but blocked; leave out --block" for name in self._blocked
        }

    def versions(self) -> dict[str, str]:
        """Return the version of each distribution, besides stancekit, that registered something."""
        return {
            entry.distribution: entry.version
            for named in self._components.values()
            for entries in named.values()
            for entry in entries
            if entry.distribution != "stancekit"
        }


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


def _kind(hook: str, number: int = 2) -> str:
    words = hook.removeprefix(PREFIX).replace("_", " ")
    return words if number > 1 else words.removesuffix("s")


def _conflict(hook: str, name: str, entries: Sequence[Registered]) -> str:
    sources = " and ".join(f"by plugin {e.plugin!r} of {e.distribution}" for e in entries)
    number = "two" if len(entries) == 2 else str(len(entries))
    return f"{number} {_kind(hook)} are named {name!r}, {sources}; leave one out with --block"
