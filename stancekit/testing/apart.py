"""The same work in a process of its own: what a plugin does on import, and whether results agree.

The other process starts with another seed for the hashes of strings, so that an order that comes
from a set shows.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from unittest import mock

from stancekit.errors import reason_of
from stancekit.plugin import hooks
from stancekit.plugin.guard import mend_of
from stancekit.testing.faults import Fault, one_line
from stancekit.testing.subjects import Plugin, Subject
from stancekit.testing.watch import stopwatch, watching

__all__ = ["HEAVY", "digest", "import_apart", "outcome_apart"]

HEAVY = (
    *("dask", "gensim", "jax", "keras", "matplotlib", "nltk", "numba", "onnxruntime", "pandas"),
    *("polars", "pyarrow", "sentence_transformers", "sklearn", "spacy", "tensorflow", "torch"),
    *("transformers", "xgboost"),
)
"""Packages that take so long to import that nobody should wait for them before they are needed."""

_SEED = "4711"
_PATIENCE = 120.0
_START = "from stancekit.testing.apart import main; main()"


def digest(value: object) -> str:
    """Return a hash of a value that is told apart by its ``repr``."""
    return hashlib.sha256(repr(value).encode("utf-8", "backslashreplace")).hexdigest()


def outcome_apart(subject: Subject) -> str:
    """Return the digest of what a component gives for the samples in another process.

    Raises
    ------
    Fault
        If it gives nothing there.
    """
    place = (subject.hook, subject.name)
    # One process does for all components of a plugin, unless it ends before it comes to this one.
    answer = _outcomes(subject.plugin, subject.examples).get(place)
    answer = answer or _ask({"task": "outcomes", **_job(subject.plugin, subject.examples, place)})
    if answer["reason"]:
        raise Fault(
            f"in another process it failed: {answer['reason']}",
            "let it depend on nothing that only this process has",
        )
    return str(answer["outcome"])


@functools.lru_cache(maxsize=64)
def _outcomes(plugin: Plugin, examples: tuple[str, ...]) -> dict[tuple[str, str], dict[str, Any]]:
    answers = _ask_all({"task": "outcomes", **_job(plugin, examples)})
    return {(item["hook"], item["name"]): item for item in answers if "hook" in item}


def _job(
    plugin: Plugin, examples: tuple[str, ...], place: tuple[str, str] | None = None
) -> dict[str, Any]:
    return {"plugin": dataclasses.asdict(plugin), "examples": examples, "only": place}


@functools.lru_cache(maxsize=64)
def import_apart(plugin: Plugin) -> dict[str, Any]:
    """Import a plugin in another process and return what that did.

    Returns
    -------
    dict
        ``reason`` (why it failed, with the mend, or empty), ``seconds`` (of its own work),
        ``heavy`` (names of packages), ``count`` (of components), and what
        :class:`stancekit.testing.watch.Watch` saw.
    """
    job = {"task": "import", "plugin": dataclasses.asdict(plugin)}
    return _ask(job)


def _ask(job: dict[str, Any]) -> dict[str, Any]:
    return _ask_all(job)[0]


def _ask_all(job: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the answers, and where the process came to no end, the reason as the last one."""
    environment = {
        **os.environ,
        "PYTHONHASHSEED": _SEED,
        "PYTHONPATH": os.pathsep.join(path or os.getcwd() for path in sys.path),  # noqa: PTH109 - as Python itself has it
    }
    try:
        answer = subprocess.run(  # noqa: S603 - this very Python, on our own module
            [sys.executable, "-c", _START],
            input=json.dumps(job),
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            env=environment,
            timeout=_PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return [{"reason": f"it was stopped after {_PATIENCE:g} s"}]
    found = []
    for line in answer.stdout.splitlines():
        with contextlib.suppress(ValueError):  # what a library prints at exit
            item = json.loads(line)
            found += [item] if isinstance(item, dict) else []
    if answer.returncode or not found:
        last = (answer.stderr.strip().splitlines() or ["no message"])[-1]
        code = answer.returncode
        found.append({"reason": f"the process ended without a result (exit code {code}: {last})"})
    return found


def main() -> None:
    """Read a job from stdin and print an answer a line, whatever the plugin prints meanwhile."""
    job = json.loads(sys.stdin.read())
    for answer in {"import": _import, "outcomes": _outcomes_here}[job["task"]](job):
        print(json.dumps(answer), flush=True)  # noqa: T201 - the answer


def _import(job: dict[str, Any]) -> Iterator[dict[str, Any]]:
    plugin, reason, count = Plugin(**job["plugin"]), "", 0
    # What a script's import changes is undone elsewhere; here it is to be seen.
    seen = mock.patch.object(hooks, "contained", contextlib.nullcontext)
    before = set(sys.modules)
    with watching(closely=True) as watch, stopwatch() as timed, seen:
        try:
            count = sum(len(components) for components in plugin.load().values())
        except BaseException as error:  # a plugin may do anything on import
            mend = mend_of(error, plugin.where.partition(":")[0])
            reason = one_line("; ".join(filter(None, (reason_of(error), mend))))
    state = watch.state
    if plugin.way == "script" and state and not reason:
        # It may import what it likes, which now has been; what changes again is its own doing.
        with watching(closely=True) as again, seen:
            plugin.load()
        state = [name for name in again.state if name in state]
    yield {
        "reason": reason,
        "count": count,
        "seconds": timed.seconds,
        "heavy": [name for name in HEAVY if name in sys.modules and name not in before],
        "network": watch.network,
        "writes": watch.writes,
        "printed": watch.printed,
        "state": state,
    }


def _outcomes_here(job: dict[str, Any]) -> Iterator[dict[str, Any]]:
    from stancekit.testing.conformance import KINDS  # it imports this module

    # A script is known by its name only once it has been run, as it is here.
    for subject in Plugin(**job["plugin"]).subjects(tuple(job["examples"])):
        if job["only"] and [subject.hook, subject.name] != job["only"]:
            continue
        answer = {"hook": subject.hook, "name": subject.name, "reason": "", "outcome": ""}
        with watching():
            try:
                answer["outcome"] = digest(KINDS[subject.hook].exercise(subject))
            except BaseException as error:  # a plugin may do anything
                answer["reason"] = " ".join(reason_of(error).split())
        yield answer
