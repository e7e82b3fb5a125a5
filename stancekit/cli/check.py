"""``stancekit models check``: what a model does with behaviour lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import click

from stancekit.cli.options import analyzer_for, plugin_options, registry_for

__all__ = ["check"]


@click.command(short_help="Run behaviour lists on a model: negation, actor swap and others.")
@click.argument("model", metavar="NAME|FOLDER")
@click.option(
    "--lists",
    metavar="FILE.toml|FOLDER",
    type=click.Path(exists=True),
    help="Behaviour lists of your own.  [default: those that ship with stancekit]",
)
@click.option(
    "--show",
    metavar="N",
    type=click.IntRange(min=0),
    default=0,
    help="Also print up to N failures of each list.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object with every failure.")
@plugin_options
def check(
    model: str,
    lists: str | None,
    show: int,
    as_json: bool,
    block: tuple[str, ...],
    plugin: tuple[str, ...],
) -> int:
    """Run behaviour lists: negation, actor swap, scope of report and others.

    A list tests one thing with hand-written sentences; its failure rate says how often the model
    gives a wrong label, or another label where only the wording changed.
    """
    # Imported only now: a wrong call is told without waiting for numpy.
    from stancekit.evaluation.behaviour import check_behaviour, load_behaviour

    analyzer = analyzer_for(registry_for(block, plugin), model)
    found = check_behaviour(analyzer.model.predict, load_behaviour(lists, scheme=analyzer.scheme))
    if as_json:
        from stancekit.cli.exporters import to_line

        click.echo(to_line({"model": analyzer.model.name, "lists": found}).decode(), nl=False)
    else:
        _print(found, show)
    return 0


def _print(found: Sequence[Mapping[str, Any]], show: int) -> None:
    from stancekit.cli.table import Column, render_table, terminal_width
    from stancekit.evaluation.behaviour import failure_line

    rows = [
        [
            item["title"],
            str(item["cases"]),
            str(item["frames"]),
            str(item["failed"]),
            f"{item['rate']:.1%}",
            "{:.1%} to {:.1%}".format(*item["interval"]),
        ]
        for item in found
    ]
    columns = [
        Column("List", 28),
        Column("Cases", 6, right=True),
        Column("Frames", 6, right=True),
        Column("Failed", 6, right=True),
        Column("Rate", 6, right=True),
        Column("95 % interval"),
    ]
    click.echo(render_table(columns, rows, width=terminal_width()), nl=False)
    for item in found if show else ():
        click.echo(f"\n{item['title']}: {item['tests']}")
        for failure in item["failures"][:show]:
            click.echo(f"  {failure_line(failure)}")
