"""The errors that stancekit raises on purpose: one line says what is wrong, where, and the mend."""

from __future__ import annotations

import contextlib
import importlib
import os
import traceback
from pathlib import Path

__all__ = [
    "FAULTS",
    "ModelError",
    "PluginError",
    "RecordError",
    "SchemeError",
    "StancekitError",
    "keep_place",
    "reason_of",
]

_PLACE = "_stancekit_place"

# Where frames lie that say nothing of who raised: this library's, and those of imports.
_PASSED_ON = (
    str(Path(__file__).parent) + os.sep,
    str(Path(importlib.__file__).parent) + os.sep,
    "<frozen ",
)


class StancekitError(Exception):
    """Base of every error that a user's input, model or plugin can cause.

    The message is one line, complete in itself: the command line prints it as it stands and exits
    with 1, without a traceback.
    """


class RecordError(StancekitError):
    """A document or statement that can't be read or used.

    Parameters
    ----------
    message : str
        What is wrong and what would mend it.
    where : str, optional
        The file, and the record in it, that the message is about.
    line : int, optional
        One-based line of the record in its file.
    """

    def __init__(self, message: str, *, where: str | None = None, line: int | None = None) -> None:
        self.message = message
        self.where = where
        self.line = line
        place = ":".join(str(part) for part in (where, line) if part is not None)
        super().__init__(f"{place}: {message}" if place else message)


class SchemeError(StancekitError):
    """A stance scheme that contradicts itself, or a label that it doesn't have."""


class ModelError(StancekitError):
    """A model folder that is missing, damaged or altered, or that needs a plugin not installed."""


class PluginError(StancekitError):
    """A plugin that can't be imported, registers wrongly, or clashes with another by name."""


# What code of a plugin may raise that must not end a run. Ctrl-C and the like do end it.
FAULTS = (Exception, SystemExit)


def reason_of(error: BaseException) -> str:
    """Return what went wrong in code that isn't ours, in one line: what was raised, and where.

    Parameters
    ----------
    error : BaseException
        As it was caught. An error of stancekit's own is complete in itself.

    Examples
    --------
    >>> reason_of(KeyError("mood"))
    "KeyError: 'mood'"
    """
    if isinstance(error, SystemExit):
        return f"it ends the program (SystemExit: {error.code}){_place_of(error)}"
    try:
        text = " ".join(str(error).split())
    except Exception:  # an error of a plugin's own, whose text it writes itself
        text = "(its message can't be read)"
    if isinstance(error, StancekitError):
        return text
    name = type(error).__name__
    place = "" if isinstance(error, SyntaxError) else _place_of(error)  # whose text has it
    return f"{name}: {text}{place}" if text else f"{name}{place}"


def keep_place(error: BaseException) -> None:
    """Note at an error where it was raised, for when it has gone to another process."""
    with contextlib.suppress(Exception):  # it may be of any make
        setattr(error, _PLACE, _place_of(error))


def _place_of(error: BaseException) -> str:
    """Say in which line of a plugin, or of what it calls, an error was raised."""
    place: str = getattr(error, _PLACE, "")
    for frame, line in () if place else traceback.walk_tb(error.__traceback__):
        file = frame.f_code.co_filename
        if not file.startswith(_PASSED_ON):
            place = f" ({Path(file).name}, line {line})"
    return place
