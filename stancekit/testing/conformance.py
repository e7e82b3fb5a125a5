"""The table of checks, and the three who use it: pytest, the command line and the docs."""

from __future__ import annotations

import inspect
import os
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING, Any

from stancekit.errors import PluginError, reason_of
from stancekit.plugin.guard import is_interrupt
from stancekit.testing.checks import (
    alias_tables,
    benchmarks,
    commands,
    conduct,
    exporters,
    feature_rows,
    features,
    model_features,
    models,
    readers,
    registration,
    schemes,
    statement_extractors,
)
from stancekit.testing.faults import Fault, NotRun, one_line
from stancekit.testing.subjects import Plugin, Subject, find_plugins
from stancekit.testing.watch import TimeLimit, time_limit, watching

if TYPE_CHECKING:
    import pytest

__all__ = [
    "KINDS",
    "Check",
    "Kind",
    "Result",
    "check_component",
    "check_plugin",
    "checks_of",
    "parametrize_plugin_checks",
]

SECONDS = 60.0
"""Longest that one check may compute; it may wait ten times as long."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check; called with what is checked, it raises a :class:`Fault` of one line, or not.

    Parameters
    ----------
    function : callable
        As it stands in the module of its kind.
    """

    function: Callable[[Any], None]

    @property
    def name(self) -> str:
        """Name in every report, and for ``--only`` and `expected_failed_checks`."""
        return self.function.__name__.removeprefix("check_")

    @property
    def summary(self) -> str:
        """What must hold, in one sentence."""
        text = " ".join((inspect.getdoc(self.function) or "").partition("\n\n")[0].split())
        text = text.removeprefix("Check that ").rstrip(".")
        return text[:1].upper() + text[1:]

    def __call__(self, subject: Plugin | Subject, *, seconds: float = SECONDS) -> None:
        """Check; without network, with a limit of time, and what is printed is dropped.

        Raises
        ------
        Fault
            With what was seen and how to mend it.
        NotRun
            If there is nothing to look at.
        """
        try:
            with watching(), time_limit(seconds):
                self.function(subject)
        except (Fault, NotRun):
            raise
        except TimeLimit:
            raise Fault(
                f"it was stopped after {seconds:g} s", "look for what loops, waits or grows"
            ) from None
        except BaseException as error:  # whatever a plugin does
            if is_interrupt(error):
                raise
            raise Fault(
                f"it failed: {reason_of(error)}", f"what must hold: {self.summary}"
            ) from error

    def __repr__(self) -> str:
        return f"<check {self.name}>"


@dataclass(frozen=True, slots=True)
class Kind:
    """The checks of one kind of component.

    Parameters
    ----------
    first : tuple of Check
        Where one of these fails the rest has nothing to go on, and isn't run.
    then : tuple of Check
    exercise : callable
        Does the component's work on the samples and returns what came out; it is told apart by
        its ``repr``.
    """

    first: tuple[Check, ...]
    then: tuple[Check, ...]
    exercise: Callable[[Any], object]

    @property
    def checks(self) -> tuple[Check, ...]:
        """All of them, in order."""
        return (*self.first, *self.then)


def _kind(
    first: Collection[Callable[[Any], None]],
    then: Collection[Callable[[Any], None]],
    exercise: Callable[[Any], object],
) -> Kind:
    return Kind(tuple(map(Check, first)), tuple(map(Check, then)), exercise)


_CONDUCT = tuple(check for check in conduct.CONDUCT if check is not conduct.check_is_deterministic)
Wanted = str | os.PathLike[str] | ModuleType | Plugin

KINDS: Mapping[str, Kind] = {
    "plugin": _kind(registration.FIRST, registration.THEN, repr),
    "stancekit_feature_extractors": _kind(
        (*features.FIRST, *feature_rows.FIRST, conduct.check_is_deterministic),
        (*features.PARAMETERS, *feature_rows.ROWS, *model_features.IN_A_MODEL, *_CONDUCT),
        features.exercise,
    ),
    **{
        f"stancekit_{name}": _kind(module.FIRST, (*module.THEN, *conduct.CONDUCT), module.exercise)
        for name, module in (
            ("statement_extractors", statement_extractors),
            ("readers", readers),
            ("models", models),
            ("schemes", schemes),
            ("alias_tables", alias_tables),
            ("exporters", exporters),
            ("benchmarks", benchmarks),
            ("commands", commands),
        )
    },
}
"""The checks of a plugin as a whole, and of the components of each hook."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one check.

    Parameters
    ----------
    subject : Plugin or Subject
    check : Check
    outcome : {"passed", "failed", "not run"}
    message : str
        One line, empty where it passed.
    seconds : float
    """

    subject: Plugin | Subject
    check: Check
    outcome: str
    message: str = ""
    seconds: float = 0.0

    def __str__(self) -> str:
        return f"{self.subject.title}: {self.check.name}: {self.message or self.outcome}"

    def to_record(self) -> dict[str, Any]:
        """Return the result as a JSON object."""
        return {
            "hook": self.subject.hook,
            "name": self.subject.name,
            "check": self.check.name,
            "outcome": self.outcome,
            "message": self.message,
            "seconds": round(self.seconds, 3),
        }


def checks_of(
    wanted: Wanted, *, examples: Collection[str] = ()
) -> Iterator[tuple[Plugin | Subject, Check]]:
    """Return what is checked of a plugin, with each of its checks.

    Raises
    ------
    PluginError
        If there is no such plugin, it can't be imported, or it registers nothing.
    """
    for plugin in find_plugins(wanted):
        for check in KINDS[plugin.hook].checks:
            yield plugin, check
        for subject in plugin.subjects(tuple(examples)):
            for check in KINDS[subject.hook].checks:
                yield subject, check


def check_plugin(
    wanted: Wanted,
    *,
    examples: Collection[str] = (),
    only: Collection[str] = (),
    seconds: float = SECONDS,
) -> Iterator[Result]:
    """Check a plugin and all that it registers.

    The plugin is imported in another process first; where that fails, it isn't imported here.

    Parameters
    ----------
    wanted : str, path-like, module or Plugin
        See :func:`stancekit.testing.subjects.find_plugins`.
    examples : collection of str
        Files for its readers, taken by their suffixes.
    only : collection of str
        Names of checks; all by default. Those that the others build on are run all the same.
    seconds : float
        Longest that one check may take.

    Yields
    ------
    Result
        As soon as it is there.

    Raises
    ------
    PluginError
        If there is no such plugin, or no such check.
    """
    _check_names(only)
    for plugin in find_plugins(wanted):
        yield from (results := _Run(plugin, only, seconds))
        if not results.broken:
            with watching():
                subjects = plugin.subjects(tuple(examples))
            for subject in subjects:
                yield from _Run(subject, only, seconds)


def check_component(
    subject: Subject, *, only: Collection[str] = (), seconds: float = SECONDS
) -> Iterator[Result]:
    """Check one component of a plugin that has been imported; see :func:`check_plugin`."""
    _check_names(only)
    yield from _Run(subject, only, seconds)


def _check_names(only: Collection[str]) -> None:
    known = {check.name for kind in KINDS.values() for check in kind.checks}
    for name in only:
        if name not in known:
            raise PluginError(f"there is no check {name!r}; there are {', '.join(sorted(known))}")


class _Run:
    """The checks of one plugin or component, in order."""

    def __init__(self, subject: Plugin | Subject, only: Collection[str], seconds: float) -> None:
        self.subject, self.only, self.seconds = subject, only, seconds
        self.broken = False

    def __iter__(self) -> Iterator[Result]:
        kind = KINDS[self.subject.hook]
        for check in kind.first:
            result = self._result(check)
            yield result
            if result.outcome == "failed":
                self.broken = True
                return
        for check in kind.then:
            if not self.only or check.name in self.only:
                yield self._result(check)

    def _result(self, check: Check) -> Result:
        start = time.perf_counter()
        outcome, message = "passed", ""
        try:
            check(self.subject, seconds=self.seconds)
        except Fault as fault:
            outcome, message = "failed", str(fault)
        except NotRun as reason:
            outcome, message = "not run", one_line(str(reason))
        return Result(self.subject, check, outcome, message, time.perf_counter() - start)


def parametrize_plugin_checks(
    wanted: Wanted,
    *,
    examples: Collection[str | os.PathLike[str]] = (),
    expected_failed_checks: Mapping[str, str] | None = None,
) -> pytest.MarkDecorator:
    """Run every check of a plugin, and of each component it registers, as a test of its own.

    The counterpart of scikit-learn's ``parametrize_with_checks``, which passes text by.

    Parameters
    ----------
    wanted : str, path-like, module or Plugin
        The module that holds the hooks, installed or not; or the name of an installed plugin or
        distribution; or a script.
    examples : collection of path
        Files for its readers, taken by their suffixes.
    expected_failed_checks : mapping of str to str, optional
        Name of a check, or ``"component:check"``, to the reason why it may fail. Where it passes,
        the test fails: the exception has had its day.

    Returns
    -------
    pytest.MarkDecorator

    Raises
    ------
    PluginError
        If there is no such plugin, it can't be imported, or a name in `expected_failed_checks`
        is none of a check of it.

    Examples
    --------
    In a plugin's tests::

        import stancekit_hedges
        from stancekit.testing import parametrize_plugin_checks

        @parametrize_plugin_checks(stancekit_hedges)
        def test_conforms(component, check):
            check(component)
    """
    import pytest

    expected = dict(expected_failed_checks or {})
    params, used = [], set()
    files = [os.fspath(example) for example in examples]
    for subject, check in checks_of(wanted, examples=files):
        names = {check.name, f"{subject.name}:{check.name}"}
        reasons = [expected[name] for name in names if name in expected]
        marks = [pytest.mark.xfail(reason=reasons[0], strict=True, raises=Fault)] if reasons else []
        identity = f"{subject.title.replace(' ', '-')}-{check.name}"
        params.append(pytest.param(subject, _Skipping(check), id=identity, marks=marks))
        used |= names
    if unknown := sorted(set(expected) - used):
        raise PluginError(f"expected_failed_checks: {unknown[0]!r} is no check of {wanted}")
    return pytest.mark.parametrize(("component", "check"), params)


@dataclass(frozen=True, slots=True)
class _Skipping:
    """A check for pytest, which shows what was not run, and why."""

    check: Check

    def __call__(self, subject: Plugin | Subject) -> None:
        import pytest

        try:
            self.check(subject)
        except NotRun as reason:
            pytest.skip(str(reason))
        except Fault as fault:
            # Without the chain of frames: the line says it all.
            raise Fault(fault.seen, fault.mend) from None
