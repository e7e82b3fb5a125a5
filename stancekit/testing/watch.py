"""Watching what a piece of code does besides its work: output, network, files, global state."""

from __future__ import annotations

import contextlib
import decimal
import gc
import io
import locale
import logging
import os
import random
import signal
import socket
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np

from stancekit.plugin.definitions import definitions, restore_definitions

__all__ = ["Stopwatch", "TimeLimit", "Watch", "shown", "stopwatch", "time_limit", "watching"]

_NETWORK = (
    "socket.connect",
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "socket.gethostbyaddr",
    "socket.sendto",
)
_CHANGES = ("os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.symlink")
_NOTED = frozenset((*_NETWORK, *_CHANGES, "open"))
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC


# Other processes, which have a limit of their own, may be waited for so long.
_LEAST_WAIT = 150.0


class TimeLimit(BaseException):
    """Raised into code that takes too long; no ``except Exception`` of a plugin stops it."""


@dataclass(slots=True)
class Watch:
    """What was seen.

    Parameters
    ----------
    scratch : str
        Folder for temporary files; writing there is nobody's business.
    network : list of str
        What it tried to reach; every try is blocked.
    reads, writes : list of str
        Files that it opened, or altered, outside of `scratch`.
    printed : str
        What reached stdout or stderr, from Python or below it.
    state : list of str
        What it changed that the whole process shares.
    slept : float
        Seconds that it asked to sleep.
    """

    scratch: str
    network: list[str] = field(default_factory=list)
    reads: list[str] = field(default_factory=list)
    writes: list[str] = field(default_factory=list)
    printed: str = ""
    state: list[str] = field(default_factory=list)
    slept: float = 0.0

    def note(self, event: str, args: tuple[Any, ...]) -> None:
        """Take down an audit event, or raise to block it."""
        if event in _NETWORK:
            where = args[1] if event in ("socket.connect", "socket.sendto") else args[0]
            if isinstance(where, (str, bytes)) and event == "socket.connect":
                return  # a socket of this machine's file system
            if isinstance(where, tuple):
                where = ":".join(str(part) for part in where[:2])
            self.network.append(str(where))
            raise OSError(f"no network during checks: {where}")
        if event == "open":
            path, mode, flags = args
            if isinstance(path, (str, bytes, os.PathLike)):
                writes = bool(flags & _WRITES) or any(c in (mode or "") for c in "wax+")
                self._file(os.fsdecode(path), self.writes if writes else self.reads)
        elif event in _CHANGES and isinstance(args[0], (str, bytes, os.PathLike)):
            if isinstance(args[-1], int) and args[-1] >= 0:
                return  # relative to a folder that is open: the removal of a tree, file by file
            self._file(os.fsdecode(args[0]), self.writes)

    def _file(self, path: str, files: list[str]) -> None:
        path = os.path.abspath(path)  # noqa: PTH100 - Path.resolve would touch the file system
        # Python keeps compiled modules beside them; what is in /dev is no file.
        passed = path.startswith((self.scratch, "/dev/", "/proc/")) or "__pycache__" in path
        if not passed:
            files.append(path)


_watches: list[Watch] = []
_really_sleep = time.sleep


def _sleep(seconds: float) -> None:
    """Sleep, and note it; the audit event of the same name is Python 3.13's."""
    for watch in _watches:
        watch.slept += seconds
    _really_sleep(seconds)


_really_exit = os._exit
_process = os.getpid()


def _exit(code: int) -> None:
    """End a process that was forked meanwhile; in this one raise what ends a program."""
    if os.getpid() != _process:
        _really_exit(code)
    raise SystemExit(f"os._exit({code})")


_hooked = False


def _audit(event: str, args: tuple[Any, ...]) -> None:
    if _watches and event in _NOTED:
        _watches[-1].note(event, args)


def _restore_environment(kept: dict[str, str]) -> None:
    for name in set(os.environ) - set(kept):
        del os.environ[name]
    os.environ.update(kept)


def _restore_handlers(kept: tuple[int, list[logging.Handler]]) -> None:
    logging.root.setLevel(kept[0])
    logging.root.handlers[:] = kept[1]


def _set_filters(kept: list[Any]) -> None:
    warnings.filters[:] = kept  # type: ignore[index]  # a list at run time; typeshed says Sequence


def _numpy_seed() -> tuple[Any, ...]:
    # The array of the state is compared as bytes: arrays have no truth value.
    name, keys, *rest = np.random.get_state(legacy=True)
    return (name, np.asarray(keys).tobytes(), *rest)


def _set_numpy_seed(kept: tuple[Any, ...]) -> None:
    name, keys, *rest = kept
    np.random.set_state((name, np.frombuffer(keys, dtype=np.uint32), *rest))


def _handlers() -> list[Any]:
    return [signal.getsignal(number) for number in _SIGNALS]


def _restore_signals(kept: list[Any]) -> None:
    for number, handler in zip(_SIGNALS, kept, strict=True):
        if threading.current_thread() is threading.main_thread() and handler is not None:
            signal.signal(number, handler)


class _Threads(frozenset[threading.Thread]):
    """Threads; equal to those of before where none was added."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, frozenset) and self <= other

    __hash__ = frozenset.__hash__


_SIGNALS = (signal.SIGINT, signal.SIGTERM)

_State = tuple[str, Callable[[], Any], Callable[[Any], object]]
_STATE: tuple[_State, ...] = (
    ("numpy's global random state", _numpy_seed, _set_numpy_seed),
    ("random's global state", random.getstate, random.setstate),
    ("the warnings filters", lambda: list(warnings.filters), _set_filters),
    (
        "the locale",
        lambda: locale.setlocale(locale.LC_ALL),
        lambda kept: locale.setlocale(locale.LC_ALL, kept),
    ),
    ("os.environ", lambda: dict(os.environ), _restore_environment),
    ("the working folder", os.getcwd, os.chdir),
    ("sys.path", lambda: list(sys.path), lambda kept: sys.path.__setitem__(slice(None), kept)),
    ("numpy's error handling", np.geterr, lambda kept: np.seterr(**kept)),
    ("numpy's print options", np.get_printoptions, lambda kept: np.set_printoptions(**kept)),
    (
        "the root logger",
        lambda: (logging.root.level, list(logging.root.handlers)),
        _restore_handlers,
    ),
    ("the default timeout of sockets", socket.getdefaulttimeout, socket.setdefaulttimeout),
    ("the recursion limit", sys.getrecursionlimit, sys.setrecursionlimit),
    ("decimal's precision", lambda: decimal.getcontext().prec, lambda kept: _set_precision(kept)),
    ("the garbage collector", gc.isenabled, lambda kept: gc.enable() if kept else gc.disable()),
    ("sys.excepthook", lambda: sys.excepthook, lambda kept: setattr(sys, "excepthook", kept)),
    ("the handlers of signals", _handlers, _restore_signals),
    # A thread can't be ended from outside.
    ("which threads run", lambda: _Threads(threading.enumerate()), lambda _: None),
)


# Takes ten milliseconds to look at.
_CLOSELY: _State = ("what numpy, Python or stancekit define", definitions, restore_definitions)


def _set_precision(kept: int) -> None:
    decimal.getcontext().prec = kept


@contextlib.contextmanager
def watching(*, closely: bool = False) -> Iterator[Watch]:
    """Watch what is run inside; global state is put back afterwards.

    Parameters
    ----------
    closely : bool
        See also whether functions and classes that all share are replaced.

    Yields
    ------
    Watch
        `printed` and `state` are there once the block has been left.
    """
    global _hooked
    if not _hooked:
        sys.addaudithook(_audit)  # can't be taken off again; costs nothing where nobody watches
        _hooked = True
    with (
        warnings.catch_warnings(),
        mock.patch.object(time, "sleep", _sleep),
        mock.patch.object(os, "_exit", _exit),
        tempfile.TemporaryDirectory(
            prefix="stancekit-check-", ignore_cleanup_errors=True
        ) as scratch,
    ):
        # Not simplefilter("ignore"): the code may do just that, which would then change nothing.
        warnings.filterwarnings("ignore", message="(?s).*")
        watch = Watch(scratch)
        states = (*_STATE, _CLOSELY) if closely else _STATE
        before, temporary = [get() for _, get, _ in states], tempfile.tempdir
        tempfile.tempdir = scratch
        try:
            with _captured(watch):
                _watches.append(watch)
                try:
                    yield watch
                finally:
                    _watches.remove(watch)
        finally:
            tempfile.tempdir = temporary
            for (name, get, put), kept in zip(states, before, strict=True):
                try:
                    same = get() == kept
                except OSError:  # the working folder is gone
                    same = False
                if not same:
                    watch.state.append(name)
                    put(kept)


@contextlib.contextmanager
def _captured(watch: Watch) -> Iterator[None]:
    """Keep what is printed, also by libraries that write past Python's own streams."""
    text = io.StringIO()
    with tempfile.TemporaryFile() as file, contextlib.ExitStack() as kept:
        for number, stream in ((1, sys.stdout), (2, sys.stderr)):
            with contextlib.suppress(AttributeError, OSError, ValueError):
                stream.flush()
            copy = os.dup(number)
            kept.callback(os.close, copy)
            kept.callback(os.dup2, copy, number)
            os.dup2(file.fileno(), number)
        try:
            with contextlib.redirect_stdout(text), contextlib.redirect_stderr(text):
                yield
        finally:
            kept.close()
            file.seek(0)
            watch.printed += text.getvalue() + file.read().decode(errors="replace")


@dataclass(slots=True)
class Stopwatch:
    """How long something took.

    Parameters
    ----------
    seconds : float
        Of computing and sleeping; other programs on the machine don't count.
    """

    seconds: float = 0.0


@contextlib.contextmanager
def stopwatch() -> Iterator[Stopwatch]:
    """Time what is run inside; sleep counts where it is watched."""
    watch = _watches[-1] if _watches else Watch("")
    start, slept, timed = time.process_time(), watch.slept, Stopwatch()
    yield timed
    timed.seconds = time.process_time() - start + watch.slept - slept


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Stop what is run inside after a time; where the system can't, let it go on.

    Parameters
    ----------
    seconds : float
        Of computing; waiting is allowed ten times as much, and 150 s at least, as the machine
        may be busy.

    Raises
    ------
    TimeLimit
        If it took longer.
    """
    timer = getattr(signal, "setitimer", None)
    if timer is None or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: object) -> None:
        raise TimeLimit

    clocks = (
        (signal.SIGPROF, signal.ITIMER_PROF, seconds),
        (signal.SIGALRM, signal.ITIMER_REAL, max(10 * seconds, _LEAST_WAIT)),
    )
    before = [signal.signal(number, stop) for number, _, _ in clocks]
    try:
        for _, clock, limit in clocks:
            timer(clock, limit)
        yield
    finally:
        for (number, clock, _), handler in zip(clocks, before, strict=True):
            timer(clock, 0)
            signal.signal(number, handler)


def shown(files: list[str]) -> str:
    """Return a list of files, shortened."""
    names = list(dict.fromkeys(Path(file).name for file in files))
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
