"""What every section is given: systems, data, and how thorough to be."""

from __future__ import annotations

import functools
import heapq
import sys
import time
from collections import Counter
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from benchmarks.attribution.corpus import Record
from benchmarks.attribution.extraction import Found, sample, search
from benchmarks.data import Data, load_data
from benchmarks.systems import System
from benchmarks.systems.extractors import statement_extractors
from stancekit import DIPLOMACY
from stancekit.errors import FAULTS
from stancekit.evaluation.splits import fold_numbers
from stancekit.modelling.base import StanceModel
from stancekit.modelling.training import cross_validate
from stancekit.plugin import Registry
from stancekit.stance import Prediction

__all__ = ["Context", "Trained", "batch_folds"]

T = TypeVar("T")

_FOLDS, _QUICK_FOLDS = 5, 3
# A quick run takes whole topics up to so many statements.
_QUICK_STATEMENTS = 4000
# And whole texts of a corpus: the slowest extractors read 20 kB a second.
_QUICK_CHARACTERS = 30_000


class Trained(NamedTuple):
    """A system trained on all of `Context.lessons`, and the seconds that took."""

    model: StanceModel
    seconds: float


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
    scripts, block : sequence of str
        What the registry was made with, for processes of their own.
    """

    systems: Sequence[System]
    data: Data
    registry: Registry
    quick: bool = False
    seed: int = 0
    scripts: Sequence[str] = ()
    block: Sequence[str] = ()
    _known: dict[tuple[str, str], Any] = field(default_factory=dict)
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
    def runnable(self) -> list[System]:
        """Those that can label texts: models as they are, others if there is what to learn from."""
        return [s for s in self.present if s.analyzer is not None or self.lessons.statements]

    @property
    def folds(self) -> int:
        """Number of folds."""
        return _QUICK_FOLDS if self.quick else _FOLDS

    @functools.cached_property
    def asked(self) -> Data:
        """The data of the run: all, or whole topics of them when quick."""
        return self.data.topics(_QUICK_STATEMENTS, self.seed) if self.quick else self.data

    @functools.cached_property
    def tested(self) -> Data:
        """What systems are trained anew on, in folds: `asked`, unless it is for testing only."""
        return replace(self.asked, statements=[]) if self.data.test_only else self.asked

    @functools.cached_property
    def lessons(self) -> Data:
        """What systems learn from outside of folds: `tested`; the seeds where it has nothing."""
        if self.tested.statements or self.data.scheme != DIPLOMACY:
            return self.tested
        seeds = load_data(None, self.data.scheme, self.registry)
        return seeds.topics(_QUICK_STATEMENTS, self.seed) if self.quick else seeds

    @functools.cached_property
    def corpus(self) -> Sequence[Record]:
        """The texts with attributions that extractors are run over: all, or a draw when quick."""
        corpus = self.data.corpus
        return sample(corpus, _QUICK_CHARACTERS, self.seed) if self.quick and corpus else corpus

    @functools.cached_property
    def extractions(self) -> list[Found]:
        """What every extractor finds in `corpus`; nothing where it isn't installed."""
        found = []
        for extractor in statement_extractors(self.registry):
            if extractor.missing:
                found.append(Found(extractor))
                continue
            self.log(f"extraction: {extractor.name}")
            found.append(search(extractor, self.corpus, timed=not self.quick))
        return found

    def held_out(self, system: System) -> list[Prediction]:
        """Return what a system says of each statement of `tested`, never trained on its topic.

        Computed once a run; what it raised then it raises again.

        Raises
        ------
        ModelError
            If it can't be trained anew.
        """
        return self._once(
            "topics", system, lambda: self.cross_validate(system, self.tested, calibrate=True)
        )

    def left_out(self, system: System) -> list[Prediction]:
        """Return what a system says of each statement of `tested`, never trained on its batch.

        Batches (statements of one time and style) are dealt to folds as wholes. What is left of a
        fold's topics in other batches isn't trained on either. Computed once a run, without
        calibration when quick; what it raised then it raises again.

        Raises
        ------
        ModelError
            If it can't be trained anew.
        """
        return self._once("batches", system, lambda: self._leave_out(system, self.tested))

    def trained(self, system: System) -> Trained:
        """Return a system trained on all of `lessons`.

        Computed once a run; what it raised then it raises again.

        Raises
        ------
        ModelError
            If it can't be trained anew.
        """
        return self._once("whole", system, lambda: self._train(system, self.lessons))

    def _train(self, system: System, data: Data) -> Trained:
        self.log(f"{system.name}: training on {len(data.statements):,} statements")
        start = time.perf_counter()
        model = system.fit(data.texts, data.labels, data.groups, data.scheme)
        return Trained(model, time.perf_counter() - start)

    def _once(self, what: str, system: System, job: Callable[[], T]) -> T:
        key = (what, system.name)
        if key not in self._known:
            try:
                self._known[key] = job()
            except FAULTS as error:  # whatever a system raises
                self._known[key] = error
        found: T | BaseException = self._known[key]
        if isinstance(found, BaseException):
            raise found
        return found

    def _leave_out(self, system: System, data: Data) -> list[Prediction]:
        folds = batch_folds([item.batch or "" for item in data.statements], self.folds)
        found: dict[int, Prediction] = {}
        for fold in np.unique(folds):
            self.log(f"{system.name}: batches, fold {fold + 1} of {folds.max() + 1}")
            rows = np.flatnonzero(folds == fold).tolist()
            topics = {data.groups[row] for row in rows}
            train = data.where([group not in topics for group in data.groups])
            model = system.fit(
                train.texts, train.labels, train.groups, data.scheme, calibrate=not self.quick
            )
            answers = model.predictions([data.texts[row] for row in rows], evidence=False)
            found.update(zip(rows, answers, strict=True))
        return [found[row] for row in range(len(folds))]

    def cross_validate(
        self,
        system: System,
        data: Data,
        *,
        calibrate: bool,
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


def batch_folds(batches: Sequence[str], most: int) -> NDArray[np.intp]:
    """Return a fold for each statement; batches stay whole, the largest are dealt out first.

    Examples
    --------
    >>> batch_folds(["a", "b", "b", "b", "c"], 2).tolist()
    [1, 0, 0, 0, 1]
    """
    sizes = sorted(Counter(batches).items(), key=lambda item: (-item[1], item[0]))
    heap = [(0, number) for number in range(min(most, len(sizes)))]
    dealt = {}
    for name, size in sizes:
        held, number = heapq.heappop(heap)
        dealt[name] = number
        heapq.heappush(heap, (held + size, number))
    return np.array([dealt[name] for name in batches], dtype=np.intp)
