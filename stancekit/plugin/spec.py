"""What a plugin can register: the hooks, and the component that each hook returns.

Hooks register, they don't compute: each returns :class:`Component` records that name an object by
import string. Nothing is imported until a run selects the component by its name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pluggy

__all__ = ["HOOKS", "Component", "hookimpl", "hookspec"]

PROJECT = "stancekit"
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@dataclass(frozen=True, slots=True)
class Component:
    """Something a plugin brings, by name.

    Parameters
    ----------
    name : str
        How users select it; one name is one component among those of its hook.
    target : str
        Import string, ``"package.module:attribute"``. A script given with ``--plugin`` names its
        own objects as ``f"{__name__}:attribute"``.
    summary : str
        One line for ``stancekit plugins``.
    """

    name: str
    target: str
    summary: str = ""


class Hooks:
    """The hooks; a plugin implements those it needs."""

    @hookspec
    def stancekit_feature_extractors(self) -> Sequence[Component]:
        """Return feature extractors: classes with the interface of `FeatureExtractor`."""
        return ()

    @hookspec
    def stancekit_statement_extractors(self) -> Sequence[Component]:
        """Return statement extractors: classes whose ``extract(document)`` gives statements."""
        return ()

    @hookspec
    def stancekit_readers(self) -> Sequence[Component]:
        """Return readers, named by file suffix (``".docx"``, or of several parts).

        Functions from a :class:`stancekit.reading.Source` to documents (or record failures).
        """
        return ()

    @hookspec
    def stancekit_models(self) -> Sequence[Component]:
        """Return models: functions that give a model folder's path, or a `StanceModel`.

        One with a parameter `load` is given a function that loads a model by its name or folder,
        to make a model of others.
        """
        return ()

    @hookspec
    def stancekit_schemes(self) -> Sequence[Component]:
        """Return stance schemes: `StanceScheme` objects."""
        return ()

    @hookspec
    def stancekit_alias_tables(self) -> Sequence[Component]:
        """Return alias tables: mappings of canonical name to its other names."""
        return ()

    @hookspec
    def stancekit_exporters(self) -> Sequence[Component]:
        """Return exporters, named by file suffix (``".parquet"``, or of several parts).

        Functions of the analyses, an iterable to be gone through once, and the path to write.
        """
        return ()

    @hookspec
    def stancekit_benchmarks(self) -> Sequence[Component]:
        """Return benchmarks: functions from an `Analyzer` to the rows of a table.

        One named ``peer:…`` is a function that returns an unfitted classifier in scikit-learn's
        manner, to be measured beside ours; one named ``data:…`` a function from a path to records,
        labelled or with attributions, to measure on.
        """
        return ()

    @hookspec
    def stancekit_commands(self) -> Sequence[Component]:
        """Return commands: click commands, added to ``stancekit``."""
        return ()


HOOKS = tuple(name for name in vars(Hooks) if name.startswith("stancekit_"))
