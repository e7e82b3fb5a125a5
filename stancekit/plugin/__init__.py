"""Plugins: what they can register, and how they are found and loaded."""

from __future__ import annotations

from stancekit.plugin.discovery import InstalledPlugin, installed_plugins
from stancekit.plugin.manager import Failure, Registered, Registry, get_registry
from stancekit.plugin.spec import HOOKS, Component, hookimpl

__all__ = [
    "HOOKS",
    "Component",
    "Failure",
    "InstalledPlugin",
    "Registered",
    "Registry",
    "get_registry",
    "hookimpl",
    "installed_plugins",
]
