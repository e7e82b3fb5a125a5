"""``stancekit plugins``: what is installed, told from metadata alone; checks and a new one."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from stancekit.cli.check_plugins import check_command
from stancekit.cli.new_plugin import new
from stancekit.cli.options import plugin_options, registry_for
from stancekit.plugin import HOOKS, Registry, installed_plugins
from stancekit.plugin.discovery import Blocked

__all__ = ["plugins"]


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option("--check", is_flag=True, help="Load the plugins and name what each registers.")
@plugin_options
@click.pass_context
def plugins(
    ctx: click.Context,
    as_json: bool,
    check: bool,
    block: tuple[str, ...],
    plugin: tuple[str, ...],
) -> int:
    """List the plugins installed; none is imported unless --check asks for it."""
    if ctx.invoked_subcommand is not None:
        if as_json or check:
            raise click.UsageError("--json and --check belong to the list of plugins")
        return 0
    if plugin and not check:
        raise click.UsageError("--plugin needs --check: a script must be loaded to be listed")
    blocked = Blocked.of(block)
    record: dict[str, Any] = {"plugins": [item.to_record(blocked) for item in installed_plugins()]}
    code = 0
    if check:
        registry = registry_for(block, plugin)
        record["components"] = _components(registry)
        record["failures"] = [
            {"plugin": item.plugin, "distribution": item.distribution, "reason": item.reason}
            for item in registry.failures
        ]
        code = 1 if registry.failures else 0
    if as_json:
        click.echo(json.dumps(record, indent=2, ensure_ascii=False))
    else:
        _print(record)
    return code


plugins.add_command(check_command)
plugins.add_command(new)


def _components(registry: Registry) -> list[dict[str, Any]]:
    return [
        {
            "hook": hook,
            "name": entry.name,
            "plugin": entry.plugin,
            "distribution": entry.distribution,
            "target": entry.component.target,
            "summary": entry.component.summary,
        }
        for hook in HOOKS
        for entry in registry.components(hook)
    ]


def _print(record: dict[str, Any]) -> None:
    # Imported here, and not for --json: scripts read that one often.
    from stancekit.cli.table import Column, render_table, terminal_width

    width = terminal_width() if sys.stdout.isatty() else 100
    rows = [
        [
            item["name"],
            f"{item['distribution']} {item['version']}".strip(),
            "blocked" if item["blocked"] else "",
            item["target"],
        ]
        for item in record["plugins"]
    ]
    if rows:
        columns = [
            Column("Plugin", 24),
            Column("Distribution", 32),
            Column("", 7),
            Column("Module"),
        ]
        click.echo(render_table(columns, rows, width=width), nl=False)
    else:
        click.echo("No plugin is installed besides the built-ins.")
    if "components" in record:
        columns = [Column("Hook", 22), Column("Name", 20), Column("From", 24), Column("What")]
        rows = [
            [
                item["hook"].removeprefix("stancekit_").replace("_", " "),
                item["name"],
                item["distribution"],
                item["summary"],
            ]
            for item in record["components"]
        ]
        click.echo()
        click.echo(render_table(columns, rows, width=width), nl=False)
