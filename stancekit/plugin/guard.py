"""Running a plugin's imports so that what they do besides touches nothing else of the run."""

from __future__ import annotations

import contextlib
import dis
import os
import random
import sys
import warnings
from collections.abc import Callable, Iterator
from typing import Any

from stancekit.errors import PluginError

__all__ = ["contained", "is_interrupt", "reason_of"]

# numpy's own, for the case that a plugin is the first to import it.
_ERROR_STATE = {"divide": "warn", "over": "warn", "under": "ignore", "invalid": "warn"}


@contextlib.contextmanager
def contained() -> Iterator[None]:
    """Undo what an import changes for the whole process.

    Standard output (what is printed goes to standard error), warning filters, the working
    directory, the states of ``random`` and of ``numpy.random``, and numpy's handling of errors
    are as before afterwards. What was added to ``sys.path`` stays, as the plugin may need it, but
    comes last, where it can't stand in for another module.
    """
    path, folder, numbers = list(sys.path), os.getcwd(), random.getstate()  # noqa: PTH109 - for chdir
    restore_numpy = _numpy_state()
    try:
        with (
            contextlib.redirect_stderr(sys.stderr),  # puts it back
            contextlib.redirect_stdout(sys.stderr),
            warnings.catch_warnings(),
        ):
            yield
    finally:
        if sys.path != path:
            sys.path[:] = path + [entry for entry in sys.path if entry not in path]
        with contextlib.suppress(OSError):  # it may have been removed
            os.chdir(folder)
        random.setstate(numbers)
        restore_numpy()


def _numpy_state() -> Callable[[], None]:
    """Return what puts numpy's state back; numpy isn't imported for it."""
    numpy: Any = sys.modules.get("numpy")
    errors = numpy.geterr() if hasattr(numpy, "geterr") else _ERROR_STATE
    drawn: Any = sys.modules.get("numpy.random")
    numbers: Any = drawn.get_state() if hasattr(drawn, "get_state") else None

    def restore() -> None:
        numpy: Any = sys.modules.get("numpy")
        if hasattr(numpy, "seterr"):
            numpy.seterr(**errors)
        if numbers is not None:
            numpy.random.set_state(numbers)

    return restore


def is_interrupt(error: BaseException) -> bool:
    """Tell whether `error` is the user's interruption, not one that code raised by itself.

    A signal strikes anywhere but at a ``raise`` statement.
    """
    trace = error.__traceback__
    if not isinstance(error, KeyboardInterrupt) or trace is None:
        return False
    while trace.tb_next is not None:
        trace = trace.tb_next
    return dis.opname[trace.tb_frame.f_code.co_code[trace.tb_lasti]] != "RAISE_VARARGS"


def reason_of(error: BaseException) -> str:
    """Return what went wrong in a plugin, in one line."""
    if isinstance(error, SystemExit):
        return f"it ends the program on import (SystemExit: {error.code})"
    # pluggy's messages run over several lines; the first says which hook of which plugin.
    try:
        text = " ".join(str(error).split())
    except Exception:  # an error of the plugin's own, whose text it writes itself
        text = "(its message can't be read)"
    name = type(error).__name__
    if isinstance(error, PluginError):
        return text
    return f"{name}: {text}" if text else name
