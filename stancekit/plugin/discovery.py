"""Finding plugins by their metadata, without importing any."""

from __future__ import annotations

import importlib.util
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from stancekit.plugin.bounds import fits, stancekit_bounds

__all__ = ["BLOCK_VARIABLE", "GROUP", "Blocked", "InstalledPlugin", "installed_plugins"]

GROUP = "stancekit"
BLOCK_VARIABLE = "STANCEKIT_BLOCK"


def normal_name(name: str) -> str:
    """Fold a distribution's or plugin's name as package indexes do."""
    return re.sub(r"[-_.]+", "-", name.strip()).lower()


@dataclass(frozen=True, slots=True)
class Blocked:
    """Names of plugins, or of whole distributions, that aren't to be imported.

    Parameters
    ----------
    names : frozenset of str
        Normalised; see :meth:`of`.
    """

    names: frozenset[str]

    @classmethod
    def of(cls, block: Iterable[str], environ: Mapping[str, str] | None = None) -> Blocked:
        """Join the names of an option with those of the environment variable."""
        environ = os.environ if environ is None else environ
        given = [*block, *environ.get(BLOCK_VARIABLE, "").split(",")]
        return cls(frozenset(normal_name(name) for name in given if name.strip()))

    def __contains__(self, plugin: object) -> bool:
        return isinstance(plugin, InstalledPlugin) and not self.names.isdisjoint(
            (normal_name(plugin.name), normal_name(plugin.distribution))
        )


@dataclass(frozen=True, slots=True)
class InstalledPlugin:
    """One entry point, as its distribution's metadata has it.

    Parameters
    ----------
    name : str
        Name of the entry point.
    distribution, version : str
        What installed it.
    entry_point : EntryPoint
    bounds : str
        Versions of stancekit that the distribution requires, such as ``">=0.1,<0.2"``.
    """

    name: str
    distribution: str
    version: str
    entry_point: EntryPoint
    bounds: str = ""

    def __str__(self) -> str:
        return f"{self.name} ({self.distribution} {self.version})"

    def misfit(self, running: str) -> str | None:
        """Say why the plugin isn't for the stancekit that runs, and the mend; None if it is."""
        if fits(running, self.bounds):
            return None
        return (
            f"{self.distribution} {self.version} requires stancekit{self.bounds}, and {running} "
            f"runs; pip install --upgrade {self.distribution} stancekit"
        )

    def problem(self, running: str) -> str | None:
        """Say why the plugin can't take part, as far as that shows without importing it."""
        if (misfit := self.misfit(running)) is not None:
            return misfit
        package = self.entry_point.module.partition(".")[0]
        try:
            missing = importlib.util.find_spec(package) is None
        except (ImportError, ValueError):  # a name that no module can have, such as one with "-"
            missing = True
        if not missing:
            return None
        return (
            f"{self.distribution} {self.version} names the module {self.entry_point.module!r}, and "
            f"there is no {package!r}; install it again, from its folder if it is yours: "
            "pip install -e FOLDER"
        )

    def to_record(self, blocked: Blocked, running: str) -> dict[str, Any]:
        """Return the plugin as a JSON object.

        Parameters
        ----------
        blocked : Blocked
        running : str
            The version of stancekit that runs.
        """
        return {
            "name": self.name,
            "distribution": self.distribution,
            "version": self.version,
            "requires": f"stancekit{self.bounds}",
            "target": self.entry_point.value,
            "blocked": self in blocked,
            "problem": self.problem(running),
        }


def installed_plugins() -> list[InstalledPlugin]:
    """Return what is installed, ordered by distribution and entry point."""
    found = []
    known: dict[int, tuple[str, str, str]] = {}
    for entry_point in entry_points(group=GROUP):
        distribution = entry_point.dist
        if distribution is None:
            found.append(InstalledPlugin(entry_point.name, "unknown", "", entry_point))
            continue
        # Each look at a distribution's metadata reads and parses its file, readme and all.
        if id(distribution) not in known:
            fields: Any = distribution.metadata  # an email.message.Message
            known[id(distribution)] = (
                fields.get("Name") or "unknown",
                fields.get("Version") or "",
                stancekit_bounds(fields.get_all("Requires-Dist")),
            )
        name, version, bounds = known[id(distribution)]
        found.append(InstalledPlugin(entry_point.name, name, version, entry_point, bounds))
    return sorted(found, key=lambda item: (normal_name(item.distribution), item.name))
