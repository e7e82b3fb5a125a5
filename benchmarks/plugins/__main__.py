"""Check bad plugins, each of which a check must catch, and good ones, which must all pass.

python -m benchmarks.plugins [NAME ...]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from benchmarks.plugins import bad_conduct, bad_features, bad_others  # noqa: F401 - imported, they are in BAD
from benchmarks.plugins.bad_imports import MODULES, write_modules
from benchmarks.plugins.registered import BAD, BadPlugin
from stancekit.plugin import installed_plugins
from stancekit.testing.conformance import Result, check_component, check_plugin

# One of them never ends.
_SECONDS_BAD = 5.0


def check_bad(bad: BadPlugin) -> list[Result]:
    """Return what failed, of the check that must fail and of those that must pass before it.

    Parameters
    ----------
    bad : BadPlugin
    """
    only = [bad.caught_by]
    if bad.name in MODULES:
        results = list(check_plugin(bad.plugin, only=only, seconds=_SECONDS_BAD))
    else:
        (subject,) = bad.plugin.subjects()
        results = list(check_component(subject, only=only, seconds=_SECONDS_BAD))
    return [result for result in results if result.outcome == "failed"]


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.plugins",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", help="bad plugins; default all, and the good ones")
    names = parser.parse_args(arguments).names
    if unknown := [name for name in names if name not in BAD and name not in MODULES]:
        parser.error(f"there is no bad plugin {unknown[0]!r}")
    with tempfile.TemporaryDirectory() as folder:
        sys.path.insert(0, folder)
        plugins = [*write_modules(Path(folder)), *BAD.values()]
        caught = _bad_table([bad for bad in plugins if not names or bad.name in names])
    alarms = 0 if names else _good_table()
    return 0 if caught and not alarms else 1


def _bad_table(plugins: list[BadPlugin]) -> bool:
    caught = 0
    print(f"{'plugin':<20}{'fault':<46}{'caught by':<26}said")
    for bad in plugins:
        failed = check_bad(bad)
        names = [result.check.name for result in failed]
        right = names == [bad.caught_by]
        caught += right
        said = failed[0].message if failed else ""
        shown = bad.caught_by if right else f"MISSED ({', '.join(names)})"
        print(f"{bad.name:<20}{bad.fault:<46}{shown:<26}{said}", flush=True)
    print(f"{caught} of {len(plugins)} bad plugins caught by the right check\n")
    return caught == len(plugins)


def _good_table() -> int:
    """Print the false alarms on the built-in components and on the plugins installed."""
    alarms = 0
    names: Iterable[str] = dict.fromkeys(item.distribution for item in installed_plugins())
    for name in ("stancekit", *names):
        start = time.perf_counter()
        results = list(check_plugin(name))
        failed = [result for result in results if result.outcome == "failed"]
        alarms += len(failed)
        components = len({result.subject for result in results}) - 1
        print(
            f"{name}: {len(results)} checks of {components} components, {len(failed)} failed "
            f"({time.perf_counter() - start:.0f} s)"
        )
        for result in failed:
            print(f"  {result}")
    return alarms


if __name__ == "__main__":
    sys.exit(main())
