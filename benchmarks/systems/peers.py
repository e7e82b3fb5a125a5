"""The peers that take part, and those that don't, with what to install."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

from benchmarks.adapters import HOOK
from benchmarks.systems.system import Peer, System, not_installed
from stancekit.errors import PluginError
from stancekit.plugin import Registry
from stancekit.stance import StanceScheme

__all__ = ["PEER_PREFIX", "peer_systems"]

PEER_PREFIX = "peer:"

# What a peer may say of itself beside its name.
_SAID = ("needs", "note", "suits", "slow", "fixed")

# Modules of this package, each with a `PEER`, and what else one may hold.
_OWN = ("tfidf:PEER", "fasttext:DEFAULTS", "fasttext:PEER", "vader:PEER", "setfit:PEER")


def peer_systems(registry: Registry, scheme: StanceScheme, *, quick: bool = False) -> list[System]:
    """Return our own peers, then those of plugins; those that can't take part say why.

    Parameters
    ----------
    registry : Registry
    scheme : StanceScheme
        The labels of the run.
    quick : bool
        Whether slow ones stay out.
    """
    systems = [_system(peer, scheme, quick) for peer in _own()]
    for entry in registry.components(HOOK):
        if entry.name.startswith(PEER_PREFIX):
            name = entry.name.removeprefix(PEER_PREFIX)
            try:
                make = registry.get(HOOK, entry.name)
            except PluginError as error:
                systems.append(System(name, "peer", missing=str(error)))
            else:
                peer = _of_plugin(name, make, entry.component.summary)
                systems.append(_system(peer, scheme, quick))
    return systems


def _of_plugin(name: str, make: Callable[[], Any], summary: str) -> Peer:
    """Return a plugin's peer, which says by attributes what a `Peer` of ours does."""
    said = {field: getattr(make, field) for field in _SAID if hasattr(make, field)}
    return Peer(name, make, **{"note": summary, **said})


def _own() -> list[Peer]:
    peers = []
    for name in _OWN:
        module, _, what = name.partition(":")
        peers.append(getattr(importlib.import_module(f"benchmarks.systems.{module}"), what))
    return peers


def _system(peer: Peer, scheme: StanceScheme, quick: bool) -> System:
    missing = _missing(peer, scheme, quick)
    return System(
        peer.name,
        "peer",
        None if missing else peer.make,
        note=peer.note,
        missing=missing,
        slow=peer.slow,
        fixed=peer.fixed,
    )


def _missing(peer: Peer, scheme: StanceScheme, quick: bool) -> str:
    if peer.suits and (reason := peer.suits(scheme)):
        return reason
    if absent := not_installed(peer.needs):
        return absent
    return "left out by --quick: training takes minutes" if peer.slow and quick else ""
