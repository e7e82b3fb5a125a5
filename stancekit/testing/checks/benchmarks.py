"""Checks of benchmarks; none is run, as it may take hours."""

from __future__ import annotations

import inspect

from stancekit.testing.checks.conduct import check_can_be_imported
from stancekit.testing.faults import Fault
from stancekit.testing.subjects import Subject

__all__ = ["FIRST", "THEN", "exercise"]


def exercise(subject: Subject) -> object:
    """Return what the benchmark takes."""
    return str(inspect.signature(subject.load()))


_KINDS = {
    "peer": (0, "register a function that returns an unfitted classifier"),
    "data": (1, "register a function from a path to records"),
    "": (1, "register a function from an Analyzer to the rows of a table"),
}


def check_can_be_called(subject: Subject) -> None:
    """Check that it is a function of what its kind is given: an analyzer, a path, or nothing."""
    kind, separator, _ = subject.name.partition(":")
    n, mend = _KINDS.get(kind if separator else "", _KINDS[""])
    found = subject.load()
    if not callable(found):
        raise Fault(f"{subject.target} can't be called", mend)
    try:
        inspect.signature(found).bind(*[object()] * n)
    except TypeError as error:
        raise Fault(f"it can't be called with {n} arguments: {error}", mend) from error


FIRST = (check_can_be_imported, check_can_be_called)
THEN = ()
