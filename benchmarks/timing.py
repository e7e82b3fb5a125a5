"""How time is taken: in turns on one core, as the data grow, and in processes of their own."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, NamedTuple

import numpy as np

__all__ = [
    "Point",
    "Process",
    "exponent",
    "fastest",
    "grow",
    "in_turns",
    "one_core",
    "started",
]

Job = Callable[[], object]

_RUNS = 3


class Point(NamedTuple):
    """How long a size took."""

    size: float
    seconds: float


class Process(NamedTuple):
    """Seconds of a process from start to end, peak memory where the system tells, and output."""

    seconds: float
    megabytes: float | None
    output: str


@contextlib.contextmanager
def one_core() -> Iterator[None]:
    """Keep this process on one core for a while, where the system allows it."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def in_turns(
    jobs: Mapping[str, tuple[int, Job]],
    turns: int,
    guard: Callable[[str], AbstractContextManager[object]] = contextlib.nullcontext,
) -> dict[str, list[float]]:
    """Run jobs turn by turn, so that what else the machine does meets all alike.

    Parameters
    ----------
    jobs : mapping of str to (int, callable)
        The size of each, and what is timed.
    turns : int
        After a first one that isn't counted.
    guard : callable
        What a job of a name is run in; one whose error that keeps back takes no further part.

    Returns
    -------
    dict of str to list of float
        Size by second of processor time, all threads together, one for each turn.
    """
    rates: dict[str, list[float]] = {name: [] for name in jobs}
    for turn in range(turns + 1):
        for name in list(rates):
            size, job = jobs[name]
            seconds = None
            with guard(name):
                start = time.process_time()
                job()
                seconds = time.process_time() - start
            if seconds is None:
                del rates[name]
            elif turn:
                # A clock of coarse ticks may show none.
                rates[name].append(size / max(seconds, 1e-9))
    return rates


def fastest(job: Job, budget: float = float("inf")) -> float:
    """Return the seconds of the fastest of three runs, after one that isn't counted.

    Where the `budget` in seconds allows fewer, the fastest of those; the first counts if it is all.
    """
    seconds: list[float] = []
    while len(seconds) <= _RUNS:
        start = time.perf_counter()
        job()
        seconds.append(time.perf_counter() - start)
        if sum(seconds) + seconds[-1] > budget:
            break
    return min(seconds[1:] or seconds)


def grow(
    make: Callable[[float], tuple[float, Job]], sizes: Sequence[float], budget: float
) -> list[Point]:
    """Time growing sizes; one that would not fit the budget is cut to what fits, and is the last.

    Parameters
    ----------
    make : callable
        From the size that is wanted to the size that there is, and the job.
    sizes : sequence of float
        Ascending. The first is run in any case.
    budget : float
        Seconds for all runs of one size.

    Returns
    -------
    list of Point
    """
    found: list[Point] = []
    for wanted in sizes:
        fits = budget * found[-1].size / found[-1].seconds if found else wanted
        if fits < wanted and fits < 2 * found[-1].size:
            break
        size, job = make(min(wanted, fits))
        found.append(Point(size, fastest(job, budget)))
        if fits < wanted:
            break
    return found


def exponent(points: Sequence[Point]) -> float | None:
    """Return the exponent of growth, by least squares of the logarithms; None from one point.

    Examples
    --------
    >>> round(exponent([Point(1, 2.0), Point(10, 20.0), Point(100, 200.0)]), 3)
    1.0
    """
    if len(points) < 2:
        return None
    sizes, seconds = zip(*points, strict=True)
    return float(np.polyfit(np.log(sizes), np.log(seconds), 1)[0])


# A process counts the memory of the one that started it as its own peak, so a small one starts it.
_STARTER = """
import json, subprocess, sys, time
start = time.perf_counter()
done = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE)
seconds = time.perf_counter() - start
try:
    import resource
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
except ImportError:
    peak = None
print(json.dumps([done.returncode, seconds, peak, done.stdout.decode("utf-8", "replace")]))
"""


def started(command: Sequence[str]) -> Process:
    """Run a command from start to end.

    Raises
    ------
    RuntimeError
        If it fails.
    """
    starter = [sys.executable, "-S", "-c", _STARTER, *command]
    done = subprocess.run(starter, capture_output=True, text=True, check=True)
    found: list[Any] = json.loads(done.stdout)
    status, seconds, peak, output = found
    if status != 0:
        said = (done.stderr.strip().splitlines() or [f"exit code {status}"])[-1]
        raise RuntimeError(f"{' '.join(command[1:4])} fails: {said[:200]}")
    # Kilobytes on Linux, bytes on macOS.
    unit = 1e6 if sys.platform == "darwin" else 1e3
    return Process(seconds, None if peak is None else peak / unit, output)
