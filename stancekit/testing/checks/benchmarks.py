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


def check_takes_an_analyzer(subject: Subject) -> None:
    """Check that it is a function that can be called with an `Analyzer` alone."""
    found = subject.load()
    mend = "register a function from an Analyzer to the rows of a table"
    if not callable(found):
        raise Fault(f"{subject.target} can't be called", mend)
    try:
        inspect.signature(found).bind(object())
    except TypeError as error:
        raise Fault(f"it can't be called with one argument: {error}", mend) from error


FIRST = (check_can_be_imported, check_takes_an_analyzer)
THEN = ()
