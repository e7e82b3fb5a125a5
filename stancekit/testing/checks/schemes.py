"""Checks of stance schemes."""

from __future__ import annotations

import json

from stancekit.stance import StanceScheme
from stancekit.testing.checks.conduct import check_can_be_imported, pickles
from stancekit.testing.faults import Fault
from stancekit.testing.subjects import Subject

__all__ = ["FIRST", "THEN", "exercise"]


def exercise(subject: Subject) -> object:
    """Return the scheme as a record."""
    return subject.load().to_record()


def check_is_a_scheme(subject: Subject) -> None:
    """Check that it is a `StanceScheme`."""
    found = subject.load()
    if not isinstance(found, StanceScheme):
        raise Fault(
            f"{subject.target} is {found!r:.60}",
            "register a StanceScheme object, not a class, function or dict",
        )


def check_name(subject: Subject) -> None:
    """Check that its name is the one it is registered by."""
    if subject.load().name != subject.name:
        raise Fault(
            f"its name is {subject.load().name!r}, and it is registered as {subject.name!r}",
            "use one name: models name the scheme by it",
        )


def check_says_its_target(subject: Subject) -> None:
    """Check that it says what the stance is towards: labelled data can't be judged without."""
    if not subject.load().target.strip():
        raise Fault("it has no target", "say in a sentence what the stance is towards")


def check_saves(subject: Subject) -> None:
    """Check that as JSON, and in another process, it stays what it is."""
    scheme = subject.load()
    record = json.loads(json.dumps(scheme.to_record()))
    if StanceScheme.from_record(record) != scheme or pickles(scheme) != scheme:
        raise Fault("read back from JSON it is another", "use texts and lists in it alone")


FIRST = (check_can_be_imported, check_is_a_scheme)
THEN = (check_name, check_says_its_target, check_saves)
