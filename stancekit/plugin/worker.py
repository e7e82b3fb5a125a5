"""A process of its own for one object of a plugin's, whose calls then have a time limit."""

from __future__ import annotations

import contextlib
import importlib
import sys
from collections.abc import Callable
from typing import Any

from stancekit.errors import PluginError, keep_place
from stancekit.plugin.hooks import SCRIPT_PREFIX

__all__ = ["LostCallError", "TimeLimitError", "Worker", "share_scripts"]

# Starting a process and importing a plugin's libraries is no call of the plugin's, but must end.
_START_SECONDS = 120.0


class LostCallError(PluginError):
    """A call of a plugin's that ended its process, or had to be ended with it."""


class TimeLimitError(LostCallError):
    """A call of a plugin's that took longer than the limit."""


class Worker:
    """Makes an object in another process, calls its methods there, and waits only so long.

    A process that exceeds the limit, or dies, is killed with all it has started; the next call
    starts another. It is started when it is first needed. A copy, such as one that goes to
    another process by pickling, starts a process of its own.

    Parameters
    ----------
    what : str
        What to call it in errors, such as ``"feature extractor 'hedges' of acme"``.
    make : callable
        Makes the object; it must be possible to pickle it.
    seconds : float
        What one call may take.
    """

    def __init__(self, what: str, make: Callable[[], Any], seconds: float) -> None:
        if not seconds > 0.0:
            raise ValueError(f"a time limit is a number of seconds above 0, not {seconds!r}")
        self.what = what
        self.seconds = seconds
        self._make = make
        self._setup: list[tuple[str, tuple[Any, ...]]] = []
        self._pool: Any = None

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"_pool": None}

    def set_up(self, method: str, *arguments: Any) -> None:
        """Call a method now, and again in each process that has to be started later."""
        self.call(method, *arguments)
        self._setup.append((method, arguments))

    def call(self, method: str, *arguments: Any) -> Any:
        """Call a method of the object, or get an attribute that is no method.

        Raises
        ------
        TimeLimitError
            If it takes too long.
        LostCallError
            If the process dies.
        Exception
            What the method raises.
        """
        for _ in range(2):
            if self._pool is None:
                self._start()
            known, result = self._ask(self.seconds, _call, method, arguments)
            if known:
                return result
            self._stop()  # the process was replaced meanwhile, as loky does where memory grows
        raise LostCallError(f"{self.what}: its process ended between two calls, twice")

    def _start(self) -> None:
        share_scripts()
        self._pool = _process_pool()
        # joblib's own context doesn't run the user's main script anew, so it needs no guard.
        self._ask(_START_SECONDS, _hold, self._make, self._setup)

    def _ask(self, seconds: float, function: Callable[..., Any], *arguments: Any) -> Any:
        future = self._pool.submit(function, *arguments)
        try:
            return future.result(seconds)
        except BaseException as error:  # the user's interruption too
            if not future.done():
                self._stop()
                if isinstance(error, TimeoutError):
                    raise TimeLimitError(
                        f"{self.what} took longer than {seconds:g} seconds; raise "
                        "--plugin-timeout, or leave it out"
                    ) from None
            elif _is_broken(error):
                self._stop()
                raise LostCallError(
                    f"{self.what} ended its process, or used up the memory; leave it out"
                ) from None
            elif isinstance(error, SystemExit):
                raise PluginError(f"{self.what} called for the program's end") from None
            raise

    def _stop(self) -> None:
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=True, kill_workers=True)

    def __del__(self) -> None:
        with contextlib.suppress(Exception):  # the interpreter may be ending
            self._stop()


def share_scripts() -> None:
    """Send what scripts define to other processes whole: these can't import the scripts."""
    scripts = [m for name, m in list(sys.modules.items()) if name.startswith(SCRIPT_PREFIX)]
    if not scripts:
        return
    try:  # joblib before 1.6 brings its own
        cloudpickle = importlib.import_module("joblib.externals.cloudpickle")
    except ImportError:
        cloudpickle = importlib.import_module("cloudpickle")
    for module in scripts:
        cloudpickle.register_pickle_by_value(module)


def _process_pool() -> Any:
    try:  # joblib brings it
        loky = importlib.import_module("joblib.externals.loky")
    except ImportError:
        loky = importlib.import_module("loky")
    return loky.ProcessPoolExecutor(max_workers=1, timeout=None)


def _is_broken(error: BaseException) -> bool:
    # loky's errors of a pool that lost its process are children of this one.
    from concurrent.futures import BrokenExecutor

    return isinstance(error, BrokenExecutor)


# What follows runs in the other process.

_HELD: list[Any] = []


def _hold(make: Callable[[], Any], setup: list[tuple[str, tuple[Any, ...]]]) -> None:
    sys.stdout = sys.stderr  # standard output may carry the run's records
    _HELD[:] = [make()]
    for method, arguments in setup:
        getattr(_HELD[0], method)(*arguments)


def _call(method: str, arguments: tuple[Any, ...]) -> tuple[bool, Any]:
    if not _HELD:
        return False, None
    try:
        found = getattr(_HELD[0], method)
        return True, found(*arguments) if callable(found) else found
    except BaseException as error:  # whatever a plugin does
        keep_place(error)
        raise
