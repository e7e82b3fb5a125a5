"""The list of bad plugins, which each registers one component."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, TypeVar

from stancekit.plugin import Component, hookimpl
from stancekit.testing.subjects import Plugin

__all__ = ["BAD", "BadPlugin", "bad", "registering"]

_Target = TypeVar("_Target")


@dataclass(frozen=True)
class BadPlugin:
    """A plugin with one fault.

    Parameters
    ----------
    name : str
    fault : str
        What is wrong with it.
    caught_by : str
        The check that must say so.
    plugin : Plugin
    """

    name: str
    fault: str
    caught_by: str
    plugin: Plugin


BAD: dict[str, BadPlugin] = {}
"""Bad plugins by name; those that are bad on import already are in `bad_imports`."""


def registering(hook: str, component: Component) -> SimpleNamespace:
    """Return an object that registers a component as a plugin's module does."""

    def hooks() -> list[Component]:
        return [component]

    return SimpleNamespace(**{hook: hookimpl(hooks)})


def bad(
    fault: str, caught_by: str, hook: str = "feature_extractors", name: str = ""
) -> Callable[[_Target], _Target]:
    """Register a class or function as the one component of a bad plugin."""

    def add(target: _Target) -> _Target:
        found: Any = target
        own = found.__name__.replace("_", "-").strip("-")
        component = Component(name or own, f"{found.__module__}:{found.__name__}", fault)
        if isinstance(found, type) and hook == "feature_extractors" and "name" not in vars(found):
            found.name = component.name  # type: ignore[attr-defined]  # as extractors have
        add_plugin(own, fault, caught_by, f"stancekit_{hook}", component)
        return target

    return add


def add_plugin(name: str, fault: str, caught_by: str, hook: str, component: Component) -> None:
    """Add a bad plugin; its hooks are an attribute of the module that it is written in."""
    module = component.target.partition(":")[0]
    plugin = Plugin(name, "module", f"{module}:HOOKS.{name.replace('-', '_')}")
    BAD[name] = BadPlugin(name, fault, caught_by, plugin)
    setattr(_namespace(module), name.replace("-", "_"), registering(hook, component))


_NAMESPACES: dict[str, SimpleNamespace] = {}


def _namespace(module: str) -> SimpleNamespace:
    return _NAMESPACES.setdefault(module, SimpleNamespace())


def hooks_in(module: str) -> SimpleNamespace:
    """Return what a module of bad plugins names HOOKS: an attribute for each of them."""
    return _namespace(module)
