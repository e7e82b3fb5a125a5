"""Checks of exporters: they write the file that they are given, and nothing else."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from stancekit.analysis import Analysis
from stancekit.testing.checks.conduct import check_can_be_imported, check_works_offline, pickles
from stancekit.testing.faults import Fault, NotRun
from stancekit.testing.samples import analyses
from stancekit.testing.subjects import Subject

__all__ = ["FIRST", "THEN", "exercise"]


def exercise(subject: Subject) -> object:
    """Write analyses, and none, and return the bytes of each file."""
    return _write(subject, analyses()), _write(subject, [])


def _write(subject: Subject, results: list[Analysis]) -> bytes:
    # A generator, as in a run: it can be gone through once.
    with tempfile.TemporaryDirectory() as folder:
        path = _partial(subject, folder)
        subject.load()((item for item in results), path)
        return path.read_bytes()


def _partial(subject: Subject, folder: str) -> Path:
    """Return a path as the command line gives it: renamed only when all went well."""
    return Path(folder, f"out{subject.name}.partial")


def check_is_a_function(subject: Subject) -> None:
    """Check that it is a function."""
    if not callable(subject.load()):
        raise Fault(
            f"{subject.target} can't be called", "register a function of the analyses and a path"
        )


def check_writes_its_path(subject: Subject) -> None:
    """Check that it writes the very path that it is given, and nothing beside it."""
    with tempfile.TemporaryDirectory() as folder:
        path = _partial(subject, folder)
        subject.load()((item for item in analyses()), path)
        written = sorted(file.name for file in Path(folder).iterdir())
    mend = "write to the path as it is: it ends in .partial until the run is over"
    if path.name not in written:
        raise Fault(f"it doesn't write {path.name}, but {', '.join(written) or 'nothing'}", mend)
    if len(written) > 1:
        more = ", ".join(name for name in written if name != path.name)
        raise Fault(f"it also writes {more}", mend)


def check_replaces(subject: Subject) -> None:
    """Check that a file that is there already is replaced, not added to."""
    with tempfile.TemporaryDirectory() as folder:
        path = _partial(subject, folder)
        subject.load()(iter(analyses()), path)
        once = path.read_bytes()
        subject.load()(iter(analyses()), path)
        if len(path.read_bytes()) != len(once):
            raise Fault("it adds to a file that is there already", "open it for writing anew")


def check_nothing_to_write(subject: Subject) -> None:
    """Check that without any analysis there is a file all the same."""
    with tempfile.TemporaryDirectory() as folder:
        path = _partial(subject, folder)
        subject.load()(iter(()), path)
        if not path.is_file():
            raise Fault("it writes no file where there are no analyses", "write an empty one")


def check_goes_through_once(subject: Subject) -> None:
    """Check that it takes each analysis once, in order, and needs not know how many there are."""
    taken: list[int] = []

    def stream() -> Iterator[Analysis]:
        for number, item in enumerate(analyses() * 20):
            taken.append(number)
            yield item

    with tempfile.TemporaryDirectory() as folder:
        subject.load()(stream(), _partial(subject, folder))
    if taken != list(range(60)):
        raise Fault(
            f"of 60 analyses it takes {len(taken)}", "go through the iterable once, to its end"
        )


def check_input_unchanged(subject: Subject) -> None:
    """Check that it leaves the analyses as they are."""
    given = analyses()
    _write(subject, given)
    if repr([item.to_record(with_text=True) for item in given]) != repr(
        [item.to_record(with_text=True) for item in analyses()]
    ):
        raise Fault("it changes the analyses", "copy what you change")


def check_closes_its_file(subject: Subject) -> None:
    """Check that it closes what it opens."""
    if not Path("/proc/self/fd").is_dir():
        raise NotRun("open files can't be listed on this system")
    with tempfile.TemporaryDirectory() as folder:
        path = _partial(subject, folder)
        before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - counts, no paths
        subject.load()(iter(analyses()), path)
        if len(os.listdir("/proc/self/fd")) > before:  # noqa: PTH208 - as above
            raise Fault("it leaves its file open", "open it with 'with'")


def check_pickles(subject: Subject) -> None:
    """Check that it can be sent to another process."""
    pickles(subject.load())


FIRST = (check_can_be_imported, check_is_a_function, check_works_offline, check_writes_its_path)
THEN = (
    check_replaces,
    check_nothing_to_write,
    check_goes_through_once,
    check_input_unchanged,
    check_closes_its_file,
    check_pickles,
)
