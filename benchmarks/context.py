"""What every section is given: systems, data, and how thorough to be."""

from __future__ import annotations

import functools
import sys
import time
from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from benchmarks.data import Data
from benchmarks.systems import System
from stancekit.evaluation.splits import fold_numbers
from stancekit.modelling.base import StanceModel
from stancekit.modelling.training import cross_validate
from stancekit.plugin import Registry
from stancekit.stance import Prediction

__all__ = ["Context"]

_FOLDS, _QUICK_FOLDS = 5, 3
# A quick run takes whole topics up to so many statements.
_QUICK_STATEMENTS = 4000


@dataclass
class Context:
    """What a run is about.

    Parameters
    ----------
    systems : sequence of System
        Models first, then peers; some may be missing.
    data : Data
        All of it.
    registry : Registry
        Plugins that take part.
    quick : bool
        Fewer statements, folds and repetitions.
    seed : int
        Of whatever is drawn.
    """

    systems: Sequence[System]
    data: Data
    registry: Registry
    quick: bool = False
    seed: int = 0
    _held_out: dict[str, list[Prediction] | Exception] = field(default_factory=dict)
    _start: float = field(default_factory=time.perf_counter)

    def log(self, message: str) -> None:
        """Tell of progress on standard error."""
        seconds = time.perf_counter() - self._start
        print(f"[{seconds:5.0f} s] {message}", file=sys.stderr, flush=True)

    @property
    def present(self) -> list[System]:
        """The systems that can be run here."""
        return [system for system in self.systems if not system.missing]

    @property
    def trainable(self) -> list[System]:
        """Those that can be trained anew."""
        return [system for system in self.present if system.make is not None]

    @property
    def folds(self) -> int:
        """Number of folds."""
        return _QUICK_FOLDS if self.quick else _FOLDS

    @functools.cached_property
    def tested(self) -> Data:
        """The data that systems are trained anew on: all, or whole topics of it when quick."""
        return self.data.topics(_QUICK_STATEMENTS, self.seed) if self.quick else self.data

    def held_out(self, system: System) -> list[Prediction]:
        """Return what a system says of each statement of `tested`, never trained on its topic.

        Computed once a run; what it raised then it raises again.

        Raises
        ------
        ModelError
            If it can't be trained anew.
        """
        if system.name not in self._held_out:
            try:
                self._held_out[system.name] = self.cross_validate(system, self.tested)
            except Exception as error:  # whatever a system raises
                self._held_out[system.name] = error
        found = self._held_out[system.name]
        if isinstance(found, Exception):
            raise found
        return found

    def cross_validate(
        self,
        system: System,
        data: Data,
        *,
        calibrate: bool = True,
        known: Container[str] | None = None,
    ) -> list[Prediction]:
        """Predict each statement with the system trained on the other folds; topics stay whole.

        Parameters
        ----------
        system : System
        data : Data
        calibrate : bool
            See `System.fit`.
        known : container of str, optional
            The topics that may be trained on; all when left out.
        """

        def fit(texts: list[Any], labels: list[str], groups: list[str]) -> StanceModel:
            kept = [k for k, group in enumerate(groups) if known is None or group in known]
            chosen = ([part[k] for k in kept] for part in (texts, labels, groups))
            return system.fit(*chosen, data.scheme, calibrate=calibrate)

        return cross_validate(
            data.texts,
            data.labels,
            scheme=data.scheme,
            groups=data.groups,
            folds=fold_numbers(data.statements, self.folds),
            fit=fit,
            progress=lambda done, total: self.log(f"{system.name}: fold {done} of {total}"),
        )

    def generator(self) -> np.random.Generator:
        """Return a new random generator; each section draws the same whatever ran before it."""
        return np.random.default_rng(self.seed)
