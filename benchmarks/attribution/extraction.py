"""What every extractor finds in the texts of a corpus, and how long it takes."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from benchmarks.systems.extractors import Extract, Extractor
from stancekit.errors import FAULTS, reason_of

__all__ = ["Found", "sample", "search"]

# A fast extractor is timed several times: the median counts.
_RUNS, _LONG = 5, 5.0


@dataclass
class Found:
    """What one extractor finds in a corpus.

    Parameters
    ----------
    extractor : Extractor
    statements : list of list of dict
        Of each document, in order; none where it failed.
    failures : dict of str to str
        Documents that it failed on, and why; under "" why it could not be made.
    seconds : float
        Of processor time, for the whole corpus.
    extract : callable, optional
        The function from a text to records; None where it could not be made.
    """

    extractor: Extractor
    statements: list[list[dict[str, Any]]] = field(default_factory=list)
    failures: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    extract: Extract | None = None

    def told(self) -> list[dict[str, str]]:
        """Return the failures as sections have them."""
        name = self.extractor.name
        return [
            {"system": f"{name}, {document}" if document else name, "reason": reason}
            for document, reason in self.failures.items()
        ]


def sample(corpus: Sequence[dict[str, Any]], most: int, seed: int) -> list[dict[str, Any]]:
    """Return documents drawn by lot, of some `most` characters together; one at least.

    They keep their order.
    """
    order = np.random.default_rng(seed).permutation(len(corpus))
    chosen, size = [], 0
    for place in order.tolist():
        size += len(corpus[place]["text"])
        if chosen and size > most:
            break
        chosen.append(place)
    return [corpus[place] for place in sorted(chosen)]


def search(extractor: Extractor, corpus: Sequence[dict[str, Any]], *, timed: bool = True) -> Found:
    """Run an extractor over a corpus.

    Parameters
    ----------
    extractor : Extractor
    corpus : sequence of dict
    timed : bool
        Whether a fast one is run several times.
    """
    found = Found(extractor)
    try:
        extract = found.extract = extractor.make()
        # What is loaded at first use isn't timed.
        extract("“Talks will go on,” the minister said.")
    except FAULTS as error:  # whatever a plugin or peer raises
        found.failures[""] = reason_of(error)
        return found
    seconds: list[float] = []
    while not seconds or (timed and len(seconds) < _RUNS and sum(seconds) < _LONG):
        start = time.process_time()
        found.statements = [_statements(extract, item, found.failures) for item in corpus]
        seconds.append(time.process_time() - start)
    found.seconds = statistics.median(seconds)
    return found


def _statements(
    extract: Extract, document: dict[str, Any], failures: dict[str, str]
) -> list[dict[str, Any]]:
    try:
        return extract(document["text"])
    except FAULTS as error:  # costs the document alone
        failures[document["doc"]] = reason_of(error)
        return []
