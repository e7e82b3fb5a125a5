"""Which versions of stancekit a distribution says it works with."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["fits", "stancekit_bounds"]


def stancekit_bounds(requirements: Iterable[str] | None) -> str:
    """Return the bounds in a distribution's ``Requires-Dist``; empty if it names none.

    What stands under a marker, such as an extra, is left alone: whether it holds was the
    installer's to decide. So is what can't be read.

    Examples
    --------
    >>> stancekit_bounds(["numpy>=1.26", "stancekit<0.2,>=0.1", "stancekit>9; extra == 'x'"])
    '<0.2,>=0.1'
    """
    lines = [line for line in requirements or () if line.lower().startswith("stancekit")]
    if not lines:
        return ""
    # Only where a plugin names bounds at all: it takes a good part of the time of a listing.
    from packaging.requirements import InvalidRequirement, Requirement

    found = []
    for line in lines:
        try:
            requirement = Requirement(line)
        except InvalidRequirement:
            continue
        if requirement.name.lower() == "stancekit" and requirement.marker is None:
            found.append(str(requirement.specifier))
    return ",".join(filter(None, found))


def fits(version: str, bounds: str) -> bool:
    """Tell whether `version` lies within `bounds`, as PEP 440 has it.

    An early release (``0.2rc1``) counts as one, whether or not the bounds mention one: it is
    installed already. Bounds that can't be read hold.

    Examples
    --------
    >>> fits("0.3.1", ">=0.2,<1"), fits("0.3.1", "~=0.2.4"), fits("0.3.1", "!=0.3.*")
    (True, False, False)
    """
    if not bounds:
        return True
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        return SpecifierSet(bounds).contains(version, prereleases=True)
    except InvalidSpecifier:
        return True
