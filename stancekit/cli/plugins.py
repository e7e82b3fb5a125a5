"""``stancekit plugins``: what is installed, told from metadata alone; checks and a new one."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from stancekit import __version__
from stancekit.cli.check_plugins import NONE_INSTALLED, check_command
from stancekit.cli.new_plugin import new
from stancekit.cli.options import plugin_options, registry_for
from stancekit.plugin import HOOKS, Registry, installed_plugins
from stancekit.plugin.discovery import Blocked

__all__ = ["plugins"]


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option(
    "--check",
    is_flag=True,
    help="Load the plugins: what each registers, which fail, which names are taken twice.",
)
@click.option(
    "--requirements",
    is_flag=True,
    help="Print stancekit and the plugins with their versions, as pip install -r takes them.",
)
@plugin_options
@click.pass_context
def plugins(
    ctx: click.Context,
    as_json: bool,
    check: bool,
    requirements: bool,
    block: tuple[str, ...],
    plugin: tuple[str, ...],
) -> int:
    """List the plugins installed; none is imported unless --check asks for it."""
    if ctx.invoked_subcommand is not None:
        if as_json or check or requirements:
            raise click.UsageError(
                "--json, --check and --requirements belong to the list of plugins"
            )
        return 0
    if plugin and not check:
        raise click.UsageError("--plugin needs --check: a script must be loaded to be listed")
    if requirements and (as_json or check):
        raise click.UsageError("--requirements prints nothing else: leave out the other options")
    # The options of ``stancekit`` itself count too.
    blocked = Blocked.of((*ctx.find_root().params.get("block", ()), *block))
    installed = installed_plugins()
    if requirements:
        click.echo(f"stancekit=={__version__}")
        part = [item for item in installed if item.version and item not in blocked]
        for line in dict.fromkeys(f"{item.distribution}=={item.version}" for item in part):
            click.echo(line)
        return 0
    record: dict[str, Any] = {
        "plugins": [item.to_record(blocked, __version__) for item in installed]
    }
    code = 0
    if check:
        registry = registry_for(block, plugin)
        record["components"] = _components(registry)
        record["failures"] = [
            {
                "plugin": item.plugin,
                "distribution": item.distribution,
                "reason": item.reason,
                "mend": item.mend,
            }
            for item in registry.failures
        ]
        record["conflicts"] = registry.conflicts
        code = 1 if registry.failures or registry.conflicts else 0
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
            "blocked" if item["blocked"] else "left out" if item["problem"] else "",
            item["target"],
        ]
        for item in record["plugins"]
    ]
    if rows:
        columns = [
            Column("Plugin", 24),
            Column("Distribution", 32),
            Column("", 8),
            Column("Module"),
        ]
        click.echo(render_table(columns, rows, width=width), nl=False)
    else:
        click.echo(NONE_INSTALLED)
    if "components" not in record:
        for item in record["plugins"]:
            if item["problem"] and not item["blocked"]:
                click.echo(f"\n{item['name']} is left out: {item['problem']}")
    else:
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
