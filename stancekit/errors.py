"""The errors that stancekit raises on purpose: one line says what is wrong, where, and the mend."""

from __future__ import annotations

__all__ = ["FAULTS", "ModelError", "PluginError", "RecordError", "SchemeError", "StancekitError"]


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
