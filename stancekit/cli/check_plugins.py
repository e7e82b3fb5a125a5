"""``stancekit plugins check``: whether plugins keep what runs rely on."""

from __future__ import annotations

import json
import sys
from collections import Counter
from typing import TYPE_CHECKING

import click

from stancekit.cli.group import tell

if TYPE_CHECKING:
    from stancekit.testing.conformance import Result

__all__ = ["NONE_INSTALLED", "check_command"]

# A plugin counts only in the environment that it was installed into.
NONE_INSTALLED = (
    "No plugin is installed besides the built-ins. What installs one for this stancekit: "
    f"{sys.executable} -m pip install NAME"
)


@click.command("check")
@click.argument("names", nargs=-1, metavar="[NAME|FILE.py]...")
@click.option(
    "--example",
    "examples",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False),
    metavar="FILE",
    help="A file for its reader of such files.",
)
@click.option("--only", multiple=True, metavar="CHECK", help="Run this check alone.")
@click.option("--list", "as_list", is_flag=True, help="Print the checks of each kind.")
@click.option(
    "--seconds",
    type=click.FloatRange(min=0.1),
    default=60.0,
    show_default=True,
    help="Longest that one check may take.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def check_command(
    names: tuple[str, ...],
    examples: tuple[str, ...],
    only: tuple[str, ...],
    as_list: bool,
    seconds: float,
    as_json: bool,
) -> int:
    """Check plugins, by name, distribution or script, and all that they register.

    Without a name, all that are installed; "stancekit" names the built-in components. A plugin is
    imported in a process of its own first. Each failure is one line: the check, what was seen,
    how to mend it.
    """
    if as_list:
        _print_checks(as_json)
        return 0
    from stancekit.plugin import installed_plugins
    from stancekit.testing.conformance import check_plugin

    if not names:
        names = tuple(dict.fromkeys(item.distribution for item in installed_plugins()))
        if not names:
            click.echo(NONE_INSTALLED)
            return 0
    results: list[Result] = []
    for name in names:
        found = check_plugin(name, examples=examples, only=only, seconds=seconds)
        group: list[Result] = []
        for result in found:
            if group and group[-1].subject != result.subject:
                _print_group(group, as_json)
                group = []
            group.append(result)
            results.append(result)
        _print_group(group, as_json)
    failed = sum(result.outcome == "failed" for result in results)
    if as_json:
        records = [result.to_record() for result in results]
        click.echo(json.dumps({"results": records, "failed": failed}, indent=2, ensure_ascii=False))
    if failed:
        tell(f"error: {failed:,} of {len(results):,} checks failed")
    return 1 if failed else 0


def _print_group(group: list[Result], as_json: bool) -> None:
    """Print what became of one component: a line, and one for each check that didn't pass."""
    if as_json or not group:
        return
    count = Counter(result.outcome for result in group)
    told = ", ".join(
        f"{count[what]} {what}" for what in ("passed", "failed", "not run") if count[what]
    )
    click.echo(f"{group[0].subject.title}: {told}")
    for result in group:
        if result.message:
            click.echo(f"  {result.outcome}: {result.check.name}: {result.message}")


def _print_checks(as_json: bool) -> None:
    from stancekit.testing.conformance import KINDS

    if as_json:
        listed = {
            hook: [{"name": check.name, "summary": check.summary} for check in kind.checks]
            for hook, kind in KINDS.items()
        }
        click.echo(json.dumps(listed, indent=2, ensure_ascii=False))
        return
    for hook, kind in KINDS.items():
        click.echo(hook.removeprefix("stancekit_").replace("_", " "))
        for check in kind.checks:
            click.echo(f"  {check.name}: {check.summary}")
