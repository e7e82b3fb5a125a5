"""Where results go: a file that appears when it is whole, a pipe, a terminal; and the count."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

import click

from stancekit.cli.group import tell
from stancekit.errors import FAULTS, PluginError, RecordError, StancekitError, reason_of
from stancekit.plugin import Registry
from stancekit.suffixes import suffix_among

if TYPE_CHECKING:
    from stancekit.statement import Statement

__all__ = [
    "DeciderCount",
    "ErrorCount",
    "Progress",
    "own_files",
    "quietly",
    "suffix_of",
    "whole_file",
]

_Item = TypeVar("_Item")

_TOLD_SINGLY = 10
_PARTIAL = ".partial"


class ErrorCount:
    """Tells the first errors of a run one by one, and how many there were at the end.

    Parameters
    ----------
    what : str
        What is counted, such as ``"documents"``.
    """

    def __init__(self, what: str) -> None:
        self.what = what
        self.total = 0
        self.failed = 0

    def add(self, where: str | None = None, message: str | None = None) -> None:
        """Count one, as failed where there is a message."""
        self.total += 1
        if message is None:
            return
        self.failed += 1
        if self.failed <= _TOLD_SINGLY:
            tell(f"error: {where}: {message}" if where else f"error: {message}")

    def exit_code(self, *, written: str | None = None) -> int:
        """Tell the count, on a terminal also what was written, and return the run's exit code."""
        if written is not None and sys.stderr.isatty():  # scripts want silence
            number = self.total - self.failed
            what = self.what.removesuffix("s") if number == 1 else self.what
            tell(f"{number:,} {what} written to {written}")
        if not self.failed:
            return 0
        tell(f"error: {self.failed:,} of {self.total:,} {self.what} could not be processed")
        return 1


class DeciderCount:
    """Counts which model decided each statement, where several take turns.

    Parameters
    ----------
    model : str
        What they are called together.
    """

    def __init__(self, model: str) -> None:
        self.model = model
        self.decided: Counter[str] = Counter()

    def add(self, statement: Statement) -> None:
        """Count a statement, if it says who decided it."""
        if statement.prediction is not None and statement.prediction.decided_by is not None:
            self.decided[statement.prediction.decided_by] += 1

    def tell(self) -> None:
        """Tell the shares on stderr where that is a terminal; scripts find them in the records."""
        if self.decided and sys.stderr.isatty():
            total = self.decided.total()
            shares = [f"{n / total:.0%} by {name}" for name, n in self.decided.most_common()]
            tell(f"{self.model}: {total:,} statements decided, {', '.join(shares)}")


def suffix_of(output: str, known: Iterable[str]) -> str:
    """Return the suffix that decides the format of `output`.

    Raises
    ------
    click.UsageError
        If nothing writes such files, or it is a folder or in none.
    """
    path, known = Path(output), list(known)
    suffix = suffix_among(path, known)
    if suffix not in known:
        raise click.UsageError(f"-o {output}: the suffix must be one of {', '.join(known)}")
    if path.is_dir():
        raise click.UsageError(f"-o {output}: is a folder; name a file in it")
    if not path.parent.is_dir():
        raise click.UsageError(f"-o {output}: there is no folder {path.parent}")
    return suffix


def own_files(output: str | None, paths: Iterable[str]) -> list[Path]:
    """Return the files that a run writes, which it must not read from a folder.

    Raises
    ------
    click.UsageError
        If the output would replace one of the inputs.
    """
    if output is None or output == "-":
        return []
    path = Path(output)
    if any(item != "-" and Path(item).resolve() == path.resolve() for item in paths):
        raise click.UsageError(f"-o {output}: would replace what is to be read; name another file")
    return [path, path.with_name(path.name + _PARTIAL)]


@contextmanager
def whole_file(output: str) -> Iterator[Path]:
    """Give a path beside `output` to write, and rename it when all went well.

    What an interrupted run, or one that filled the disk, has written stays as ``.partial``.

    Raises
    ------
    RecordError
        If the file can't be written.
    """
    path = Path(output)
    partial = path.with_name(path.name + _PARTIAL)
    try:
        yield partial
        partial.replace(path)
    except BrokenPipeError:
        raise
    except KeyboardInterrupt:
        if _holds_something(partial):
            tell(f"stopped; what was written is in {partial}")
        raise
    except OSError as error:
        if error.filename not in (None, str(partial)) or partial.is_dir():
            raise  # of another file, or of a folder in the way
        reason = f"can't be written: {error.strerror or error}"
        if _holds_something(partial):
            reason += f"; what was written is in {partial}"
        raise RecordError(reason, where=output) from None


def _holds_something(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > 0


@contextmanager
def exporting(registry: Registry, suffix: str, path: Path) -> Iterator[None]:
    """Name a plugin's exporter where it fails, or writes nothing.

    Parameters
    ----------
    registry : Registry
    suffix : str
        The exporter's name.
    path : Path
        Where it must write.

    Raises
    ------
    PluginError
        As said. Errors of the system and of stancekit's own are passed on.
    """
    hook = "stancekit_exporters"
    own, what = registry.is_built_in(hook, suffix), registry.describe(hook, suffix)
    try:
        yield
    except FAULTS as error:  # a plugin may raise anything
        if own or isinstance(error, (StancekitError, OSError, MemoryError)):
            raise
        raise PluginError(f"{what} failed: {reason_of(error)}") from error
    if not path.exists():
        raise PluginError(f"{what} wrote nothing; let it write to the path that it is given")


def quietly(items: Iterable[_Item]) -> Iterator[_Item]:
    """Pass on what `items` gives; what plugins print on the way goes to standard error.

    Standard output may carry the records themselves, which a stray line would spoil.
    """
    remaining = iter(items)
    while True:
        with redirect_stdout(sys.stderr):
            try:
                item = next(remaining)
            except StopIteration:
                return
        yield item


class Progress:
    """Counts on stderr, where that is a terminal; says nothing elsewhere.

    Parameters
    ----------
    what : str
        What is counted.
    shown : bool
        Whether it may show at all; a table on the same terminal says enough.
    """

    def __init__(self, what: str, *, shown: bool = True) -> None:
        self.what = what
        self.count = 0
        self._bar: Any = None
        self._task: Any = None
        self._start = self._last = time.monotonic()
        self._plain = shown and sys.stderr.isatty()

    def __enter__(self) -> Self:
        if self._plain:
            try:
                from rich.console import Console
                from rich.progress import (
                    Progress as Bar,
                )
                from rich.progress import (
                    SpinnerColumn,
                    TextColumn,
                    TimeElapsedColumn,
                )
            except ImportError:
                return self  # the plain counter serves
            self._plain = False
            self._bar = Bar(
                SpinnerColumn(),
                TextColumn("{task.completed:,} " + self.what),
                TimeElapsedColumn(),
                console=Console(stderr=True),
                transient=True,
            )
            self._task = self._bar.add_task(self.what, total=None)
            self._bar.start()
        return self

    def add(self, number: int = 1) -> None:
        """Count on."""
        self.count += number
        if self._bar is not None:
            self._bar.update(self._task, completed=self.count)
        elif self._plain and time.monotonic() - self._last > 0.2:
            self._last = time.monotonic()
            click.echo(f"\r{self.count:,} {self.what}", err=True, nl=False)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.stop()
        elif self._plain and self._last != self._start:
            click.echo("\r\x1b[K", err=True, nl=False)
