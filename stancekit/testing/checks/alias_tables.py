"""Checks of alias tables."""

from __future__ import annotations

from collections.abc import Mapping

from stancekit.errors import RecordError
from stancekit.extraction.aliases.tables import AliasTable
from stancekit.testing.checks.conduct import check_can_be_imported, pickles
from stancekit.testing.faults import Fault
from stancekit.testing.subjects import Subject

__all__ = ["FIRST", "THEN", "exercise"]


def exercise(subject: Subject) -> object:
    """Build the table, and return every name in it with what it stands for."""
    aliases = subject.load()
    table = AliasTable(aliases)
    return [
        (name, other, table.canonical(other))
        for name, others in aliases.items()
        for other in (name, *others)
    ]


def check_is_a_mapping(subject: Subject) -> None:
    """Check that it is a mapping of canonical name to a list of other names."""
    found = subject.load()
    mend = "register a dict such as {'United States': ['US', 'Washington']}"
    if not isinstance(found, Mapping):
        raise Fault(f"{subject.target} is {found!r:.60}", mend)
    if not found:
        raise Fault("it is empty", mend)
    for name, others in found.items():
        if not isinstance(name, str):
            raise Fault(f"its name {name!r} is no text", mend)
        if isinstance(others, str):
            raise Fault(f"the aliases of {name!r} are one text, read letter by letter", mend)
        if odd := [other for other in others if not isinstance(other, str)]:
            raise Fault(f"{name!r} has the alias {odd[0]!r}, which is no text", mend)


def check_each_alias_has_one_meaning(subject: Subject) -> None:
    """Check that no alias is empty or stands for two names, whatever its case."""
    try:
        AliasTable(subject.load())
    except RecordError as error:
        raise Fault(str(error), "name each person or body once") from error


def check_can_be_read_twice(subject: Subject) -> None:
    """Check that aliases are lists, not generators that are used up, and are left as they are."""
    if exercise(subject) != exercise(subject):
        raise Fault("the second time it holds other aliases", "use lists or tuples")
    pickles(subject.load())


FIRST = (check_can_be_imported, check_is_a_mapping)
THEN = (check_each_alias_has_one_meaning, check_can_be_read_twice)
