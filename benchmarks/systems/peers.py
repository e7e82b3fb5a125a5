"""The peers that take part, and those that don't, with what to install."""

from __future__ import annotations

import importlib
import importlib.util

from benchmarks.systems.system import Peer, System
from stancekit.errors import PluginError
from stancekit.plugin import Registry

__all__ = ["HOOK", "PEER_PREFIX", "peer_systems"]

HOOK, PEER_PREFIX = "stancekit_benchmarks", "peer:"

# Modules of this package, each with a `PEER`.
_OWN = ("tfidf",)


def peer_systems(registry: Registry) -> list[System]:
    """Return our own peers, then those of plugins."""
    own = [importlib.import_module(f"benchmarks.systems.{name}").PEER for name in _OWN]
    systems = [_system(peer) for peer in own]
    for entry in registry.components(HOOK):
        if entry.name.startswith(PEER_PREFIX):
            name = entry.name.removeprefix(PEER_PREFIX)
            try:
                make = registry.get(HOOK, entry.name)
            except PluginError as error:
                systems.append(System(name, "peer", missing=str(error)))
            else:
                systems.append(System(name, "peer", make, note=entry.component.summary))
    return systems


def _system(peer: Peer) -> System:
    absent = [
        install
        for module, install in peer.needs.items()
        if importlib.util.find_spec(module) is None
    ]
    missing = f"not installed; pip install {' '.join(absent)}" if absent else ""
    return System(peer.name, "peer", None if absent else peer.make, note=peer.note, missing=missing)
