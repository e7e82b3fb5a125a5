"""One run: systems, data and sections in, a report out."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Sequence
from dataclasses import replace
from importlib.metadata import version
from typing import Any

import stancekit
from benchmarks.context import Context
from benchmarks.data import Data, load_data
from benchmarks.report.compare import FORMAT, FORMAT_VERSION
from benchmarks.section import Section, plain
from benchmarks.sections import section
from benchmarks.systems import System, model_system, peer_systems
from stancekit import DIPLOMACY
from stancekit.errors import FAULTS, ModelError, StancekitError, reason_of
from stancekit.plugin import Registry

__all__ = ["make_context", "run"]

Failures = list[dict[str, str]]


def make_context(
    models: Sequence[str],
    data: str | None,
    registry: Registry,
    *,
    quick: bool = False,
    seed: int = 0,
    scripts: Sequence[str] = (),
    block: Sequence[str] = (),
) -> tuple[Context, Failures]:
    """Load what a run is about.

    Parameters
    ----------
    models : sequence of str
        Names or folders.
    data : str, optional
        See `load_data`.
    registry : Registry
    quick : bool
    seed : int
    scripts, block : sequence of str
        What the registry was made with, for processes that a section starts.

    Returns
    -------
    context : Context
    failures : list of dict
        Models that can't be used; the run goes on with the others.

    Raises
    ------
    ModelError
        If none can be used.
    RecordError, PluginError
        If the data can't.
    """
    systems: list[System] = []
    failures: Failures = []
    for name in models:
        try:
            systems.append(_distinct(model_system(name, registry), systems))
        except StancekitError as error:
            failures.append({"system": name, "reason": reason_of(error)})
    if not systems:
        raise ModelError("; ".join(failure["reason"] for failure in failures))
    scheme = systems[0].analyzer.scheme if systems[0].analyzer else DIPLOMACY
    for system in list(systems):
        if system.analyzer and system.analyzer.scheme.labels != scheme.labels:
            systems.remove(system)
            reason = f"has other labels than {systems[0].name}; run it by itself"
            failures.append({"system": system.name, "reason": reason})
    failures += [{"system": item.plugin, "reason": str(item)} for item in registry.failures]
    loaded = load_data(data, scheme, registry)
    systems += [_distinct(peer, systems) for peer in peer_systems(registry, scheme, quick=quick)]
    context = Context(
        systems, loaded, registry, quick=quick, seed=seed, scripts=scripts, block=block
    )
    for conflict in registry.conflicts:
        context.log(conflict)
    return context, failures


def _distinct(system: System, others: Sequence[System]) -> System:
    """Return the system under a name of its own: folders may hold models of one name."""
    taken = sum(other.name.partition(" #")[0] == system.name for other in others)
    return replace(system, name=f"{system.name} #{taken + 1}") if taken else system


def run(context: Context, names: Sequence[str], failures: Failures) -> dict[str, Any]:
    """Make the sections, each on its own: the failure of one is named and stops no other.

    Ctrl-C ends the run with the sections that are made.

    Returns
    -------
    dict
        The report, as `report.schema.json` describes it.
    """
    start = time.perf_counter()
    made: list[Section] = []
    seconds: dict[str, float] = {}
    for name in names:
        context.log(name)
        before = time.perf_counter()
        try:
            made.append(section(name)(context))
        except FAULTS as error:  # one section's fault is that section's
            failures.append({"system": f"section {name}", "reason": reason_of(error)})
        except KeyboardInterrupt:  # an hour's work isn't thrown away
            failures.append(
                {"system": f"section {name}", "reason": "interrupted; no section after"}
            )
            break
        seconds[name] = round(time.perf_counter() - before, 1)
    for one in made:
        for failure in one.failures:
            context.log(f"{one.name}: {failure['system']}: {failure['reason']}")
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "run": {
            "quick": context.quick,
            "seed": context.seed,
            "sections": list(names),
            "versions": _versions(context.registry),
        },
        "data": _about(context.data),
        "systems": [system.to_record() for system in context.systems],
        "failures": failures,
        "sections": [one.to_record() for one in made if not one.timed],
        "timings": {
            "machine": _machine(),
            "seconds": round(time.perf_counter() - start, 1),
            "by_section": seconds,
            "sections": [one.to_record() for one in made if one.timed],
        },
        "comparison": None,
    }


def _about(data: Data) -> dict[str, Any]:
    return {
        "name": data.name,
        "sha256": data.sha256,
        "scheme": data.scheme.name,
        "labels": list(data.scheme.labels),
        "statements": len(data.statements),
        "topics": len(set(data.groups)),
        "documents": len(data.documents),
        "attributions": sum(len(item["attributions"]) for item in data.attributions),
        "note": data.note,
    }


def _versions(registry: Registry) -> dict[str, str]:
    found = {"stancekit": stancekit.__version__, "python": platform.python_version()}
    found |= {name: version(name) for name in ("numpy", "scipy", "scikit-learn")}
    return found | registry.versions()


def _machine() -> dict[str, Any]:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    about = {
        "processor": platform.machine() or "unknown",
        "system": platform.system(),
        "cores": cores,
    }
    return dict(plain(about))
