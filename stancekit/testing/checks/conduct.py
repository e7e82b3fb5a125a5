"""Checks that every kind shares: what a component does besides its work."""

from __future__ import annotations

import contextlib
import functools
import pickle
from collections.abc import Callable
from typing import Any

from stancekit.errors import FAULTS, reason_of
from stancekit.testing.apart import digest, outcome_apart
from stancekit.testing.faults import Fault
from stancekit.testing.subjects import Subject
from stancekit.testing.watch import Watch, shown, watching

__all__ = [
    "CONDUCT",
    "check_can_be_imported",
    "check_same_in_another_process",
    "check_works_offline",
    "pickles",
]


def check_can_be_imported(subject: Subject) -> None:
    """Check that what the registration names is there."""
    try:
        subject.load()
    except FAULTS as error:  # a plugin may do anything on import
        raise Fault(
            f"{subject.target!r} can't be imported: {reason_of(error)}",
            "name it as 'package.module:attribute', and make that module importable",
        ) from error


def check_works_offline(subject: Subject) -> None:
    """Check that it tries to reach no network."""
    network = _conduct(subject).network
    if network:
        raise Fault(
            f"it tries to reach {network[0]}",
            "bring data along in the distribution, or fetch it in a command of its own",
        )


def check_prints_nothing(subject: Subject) -> None:
    """Check that it prints nothing: stdout is for results alone."""
    printed = _conduct(subject).printed
    if printed:
        raise Fault(f"it prints {printed[:60]!r}", "take the print out, or warn or log instead")


def check_writes_nothing(subject: Subject) -> None:
    """Check that it writes no file, temporary ones apart."""
    writes = _conduct(subject).writes
    if writes:
        raise Fault(f"it writes {shown(writes)}", "use a temporary file, or keep it in memory")


def check_leaves_global_state(subject: Subject) -> None:
    """Check that it changes nothing that the whole process shares."""
    state = _conduct(subject).state
    if state:
        raise Fault(
            f"it changes {', '.join(state)}",
            "other plugins and the user's program share it: use a local object or context instead "
            "(np.random.default_rng, warnings.catch_warnings, …)",
        )


def check_is_deterministic(subject: Subject) -> None:
    """Check that twice the same work gives the same to the last bit."""
    exercise = _exercise(subject)
    if digest(exercise(subject)) != digest(exercise(subject)):
        raise Fault(
            "two runs on the same input differ",
            "seed what is random from a parameter, and iterate over nothing that is unordered",
        )


def check_same_in_another_process(subject: Subject) -> None:
    """Check that another process, where strings hash otherwise, gives the same to the last bit."""
    here = digest(_exercise(subject)(subject))
    if here != outcome_apart(subject):
        raise Fault(
            "another process gives something else",
            "sort what comes from a set, and don't use hash(), id(), the clock or the process's id",
        )


CONDUCT = (
    check_prints_nothing,
    check_writes_nothing,
    check_leaves_global_state,
    check_is_deterministic,
    check_same_in_another_process,
)


def pickles(found: Any) -> Any:
    """Return an object as another process would get it.

    Raises
    ------
    Fault
        If it can't be sent there.
    """
    try:
        return pickle.loads(pickle.dumps(found))  # noqa: S301 - of what was made just now
    except Exception as error:  # whatever __reduce__ does
        raise Fault(
            f"it can't be sent to another process: {reason_of(error)}",
            "keep open files, locks, lambdas and sessions out of its attributes, or drop them in "
            "__getstate__ and make them again on use",
        ) from error


def _exercise(subject: Subject) -> Callable[[Subject], object]:
    from stancekit.testing.conformance import KINDS  # it imports this module

    return KINDS[subject.hook].exercise


@functools.lru_cache(maxsize=64)
def _conduct(subject: Subject) -> Watch:
    """Watch the component at work.

    A package that is imported on first use may set up this and that for the process; what is
    put back and changed again is the component's own doing.
    """
    with watching(closely=True) as first, contextlib.suppress(Exception):
        _exercise(subject)(subject)
    if not first.state and not first.writes and not first.printed:
        return first
    with watching(closely=True) as second, contextlib.suppress(Exception):
        _exercise(subject)(subject)
    first.state = [name for name in second.state if name in first.state]
    return first
