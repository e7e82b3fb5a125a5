"""Codes of the states that sources speak for."""

from __future__ import annotations

import functools
import importlib.resources
import tomllib

from stancekit.extraction.speakers.names import is_body, places

__all__ = ["country_code", "same_actor"]

# Codes of CAMEO's dictionaries, and earlier ones of ISO, that differ from PLOVER's.
_VARIANTS = {"ROM": "ROU", "ZAR": "COD", "TMP": "TLS", "XKX": "KOS", "KSV": "KOS", "EEC": "EUR"}


@functools.cache
def _codes() -> dict[str, str]:
    file = importlib.resources.files("stancekit_plover") / "countries.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def country_code(name: str | None) -> str | None:
    """Return the three letters of the state that a name stands for.

    Seats of government, nationalities and bodies that name one state stand for it; persons don't.

    Examples
    --------
    >>> country_code("the Kremlin"), country_code("Omani foreign ministry")
    ('RUS', 'OMN')
    >>> country_code("Ada Lorn") is None
    True
    """
    if name is None:
        return None
    state = places().any(name)
    if state is None and is_body(name.split()):
        named = dict.fromkeys(places().mentioned(name))
        state = next(iter(named)) if len(named) == 1 else None
    return None if state is None else _codes().get(state)


def same_actor(name: str | None, code: str | None, other: str | None, of: str | None) -> bool:
    """Tell whether an event's actor may be a statement's source.

    Parameters
    ----------
    name, code : str, optional
        The event's: a name, and a country's code, which may be longer ("IRNGOV").
    other, of : str, optional
        The statement's speaker, and the actor that he speaks for.
    """
    ours = country_code(of) or country_code(other)
    theirs = country_code(name)
    if code is not None:
        theirs = _VARIANTS.get(code[:3].upper(), code[:3].upper())
    if ours is not None and theirs is not None:
        return ours == theirs
    if name is None or other is None:
        return False
    one, two = name.casefold(), other.casefold()
    return one in two or two in one
