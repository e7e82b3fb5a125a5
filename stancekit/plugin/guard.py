"""Running a plugin's imports so that what they do besides touches nothing else of the run."""

from __future__ import annotations

import contextlib
import difflib
import dis
import locale
import os
import random
import signal
import sys
import warnings
from collections.abc import Callable, Iterator
from typing import Any

from stancekit.plugin.definitions import definitions, restore_definitions

__all__ = ["contained", "is_interrupt", "mend_of", "mend_of_target"]

# numpy's own, for the case that a plugin is the first to import it.
_ERROR_STATE = {"divide": "warn", "over": "warn", "under": "ignore", "invalid": "warn"}


@contextlib.contextmanager
def contained() -> Iterator[None]:
    """Undo what an import changes for the whole process.

    Standard output (what is printed goes to standard error), warning filters, the working
    directory, the states of ``random`` and of ``numpy.random``, numpy's handling of errors, the
    locale, the limit of recursion, the handlers of signals, and the functions and classes of
    stancekit are as before afterwards. What was added to ``sys.path`` stays, as the plugin may
    need it, but comes last, where it can't stand in for another module.
    """
    path, folder, numbers = list(sys.path), os.getcwd(), random.getstate()  # noqa: PTH109 - for chdir
    restore_numpy, restore_process = _numpy_state(), _process_state()
    defined = definitions(())
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
        restore_process()
        restore_definitions(defined)


def _process_state() -> Callable[[], None]:
    """Return what puts back what the process has once."""
    limit, region = sys.getrecursionlimit(), locale.setlocale(locale.LC_ALL)
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def restore() -> None:
        if sys.getrecursionlimit() != limit:
            sys.setrecursionlimit(limit)
        if locale.setlocale(locale.LC_ALL) != region:
            locale.setlocale(locale.LC_ALL, region)
        for number, handler in handlers.items():
            # Others than the main thread may not set them, so nothing in one has.
            if handler is not None and signal.getsignal(number) is not handler:
                signal.signal(number, handler)

    return restore


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


def mend_of(error: BaseException, module: str = "") -> str:
    """Return what helps where a plugin, or what it registers, can't be imported; else nothing.

    Parameters
    ----------
    error : BaseException
        What its import raised.
    module : str
        Where it is said to be.
    """
    if not isinstance(error, ModuleNotFoundError) or not error.name:
        return ""
    lacks = error.name.partition(".")[0]
    if lacks == "stancekit":
        return "it is made for another version of stancekit: pip install --upgrade it and stancekit"
    if lacks == module.partition(".")[0]:
        return "install it again, from its folder if it is yours: pip install -e FOLDER"
    return f"install the package that brings {lacks!r}"


def mend_of_target(error: BaseException, target: str) -> str:
    """Return what helps where the object that a component names isn't there.

    Parameters
    ----------
    error : BaseException
        What loading it raised.
    target : str
        As it is registered.
    """
    module, _, attribute = target.partition(":")
    missing = getattr(error, "name", None)
    if isinstance(error, AttributeError) and missing in attribute.split("."):
        near = difflib.get_close_matches(attribute, vars(sys.modules.get(module, object)), 1)
        if near:
            return f"did you mean {near[0]}?"
        return "name what is there, as 'package.module:attribute'"
    if isinstance(error, ModuleNotFoundError) and f"{module}.".startswith(f"{missing}."):
        return (
            f"name its module, as 'package.module:{attribute}'; a script names its own objects "
            f'f"{{__name__}}:{attribute}"'
        )
    return mend_of(error) or "mend its module, or leave the plugin out with --block"
