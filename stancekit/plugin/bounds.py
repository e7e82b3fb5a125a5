"""Which versions of stancekit a distribution says it works with."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["fits", "stancekit_bounds"]

# "stancekit>=0.2,<1" or "stancekit[html] (>=0.2)". What stands under a marker, such as an extra,
# is left alone: whether it holds was the installer's to decide.
_REQUIREMENT = re.compile(
    r"stancekit(?![\w.-])\s*(?:\[[^\]]*\])?\s*\(?\s*([^;()@]*?)\s*\)?\s*", re.IGNORECASE | re.ASCII
)
_CLAUSE = re.compile(r"(===|~=|==|!=|<=|>=|<|>)\s*v?(\d+(?:\.\d+)*)(\.\*)?(.*)", re.ASCII)
_VERSION = re.compile(
    r"v?(\d+(?:\.\d+)*)(?:[-_.]?(a|b|c|rc|alpha|beta|pre|preview)[-_.]?(\d*))?"
    r"(?:(\.post|-)(\d+))?(?:\.?(dev)(\d*))?(?:\+.*)?",
    re.IGNORECASE | re.ASCII,
)
_STAGES = {"a": 0, "alpha": 0, "b": 1, "beta": 1, "c": 2, "rc": 2, "pre": 2, "preview": 2}

_Key = tuple[tuple[int, ...], tuple[int, int], int, float]


def stancekit_bounds(requirements: Iterable[str] | None) -> str:
    """Return the bounds in a distribution's ``Requires-Dist``; empty if it names none.

    Examples
    --------
    >>> stancekit_bounds(["numpy>=1.26", "stancekit<0.2,>=0.1", "stancekit>9; extra == 'x'"])
    '<0.2,>=0.1'
    """
    found = (_REQUIREMENT.fullmatch(line) for line in requirements or ())
    return ",".join(match[1] for match in found if match and match[1])


def fits(version: str, bounds: str) -> bool:
    """Tell whether `version` lies within `bounds`, as PEP 440 has it.

    An early release (``0.2rc1``) counts as one, whether or not the bounds mention one: it is
    installed already. Clauses that can't be read hold.

    Examples
    --------
    >>> fits("0.3.1", ">=0.2,<1"), fits("0.3.1", "~=0.2.4"), fits("0.3.1", "!=0.3.*")
    (True, False, False)
    """
    return all(_holds(version, clause.strip()) for clause in bounds.split(",") if clause.strip())


def _holds(version: str, clause: str) -> bool:
    match = _CLAUSE.fullmatch(clause)
    key = _key(version)
    if not match or key is None:
        return True
    operator, digits, wild, rest = match.groups()
    release = tuple(int(part) for part in digits.split("."))
    if operator == "===":
        return version == clause[3:].strip()
    if wild:
        same = _padded(key[0], len(release)) == release
        return same if operator == "==" else not same if operator == "!=" else True
    wanted = _key(digits + rest)
    if wanted is None:
        return True
    early_or_late = key[0] == wanted[0] and key != wanted
    match operator:
        case "==":
            return key == wanted
        case "!=":
            return key != wanted
        case "<=":
            return key <= wanted
        case ">=":
            return key >= wanted
        case "<":  # not an early release of the very version that is shut out
            return key < wanted and not (early_or_late and _is_final(wanted) and not _is_final(key))
        case ">":  # nor a later repair of it
            return key > wanted and not (early_or_late and key[2] >= 0 > wanted[2])
        case _:  # "~="
            return key >= wanted and _padded(key[0], len(release) - 1) == release[:-1]


def _key(version: str) -> _Key | None:
    """Return what versions are ordered by: release, stage, repair, development."""
    match = _VERSION.fullmatch(version.strip())
    if not match:
        return None
    digits, stage, number, _, post, dev, dev_number = match.groups()
    release = tuple(int(part) for part in digits.split("."))
    while release and release[-1] == 0:
        release = release[:-1]
    if stage:
        rank = (_STAGES[stage.lower()], int(number or 0))
    else:
        rank = (-1, 0) if dev and not post else (3, 0)
    return (
        release,
        rank,
        int(post) if post else -1,
        int(dev_number or 0) if dev else float("inf"),
    )


def _is_final(key: _Key) -> bool:
    return key[1][0] == 3 and key[3] == float("inf")


def _padded(release: tuple[int, ...], length: int) -> tuple[int, ...]:
    return (release + (0,) * length)[:length]
