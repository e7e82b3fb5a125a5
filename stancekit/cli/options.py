"""Options that several commands share, and what they build."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import click

from stancekit.cli.group import tell_failures
from stancekit.plugin import Registry, get_registry

if TYPE_CHECKING:
    from stancekit.analyzer import Analyzer
    from stancekit.reading import Reader

__all__ = [
    "analyzer_for",
    "model_option",
    "output_option",
    "plugin_options",
    "readers_of",
    "registry_for",
]

_Command = TypeVar("_Command", bound=Callable[..., Any])

DEFAULT_MODEL = "diplomacy-base"

model_option = click.option(
    "--model",
    "-m",
    default=DEFAULT_MODEL,
    show_default=True,
    metavar="NAME|FOLDER",
    help="A model's name, or its folder.",
)

output_option = click.option(
    "-o",
    "--output",
    metavar="FILE",
    help="Write to a .jsonl, .csv or .parquet file; it appears when it is whole.",
)


def plugin_options(command: _Command) -> _Command:
    """Add ``--plugin`` and ``--block``."""
    for option in (
        click.option(
            "--block",
            multiple=True,
            metavar="NAME",
            help="Leave out a plugin, or a distribution's plugins, before any is imported.",
        ),
        click.option(
            "--plugin",
            multiple=True,
            type=click.Path(),
            metavar="FILE.py",
            help="Register a script's hooks for this run.",
        ),
    ):
        command = option(command)
    return command


def registry_for(block: tuple[str, ...], plugin: tuple[str, ...]) -> Registry:
    """Return the registry for a run, with the options of ``stancekit`` itself joined in."""
    context = click.get_current_context()
    above: Mapping[str, Any] = context.parent.params if context.parent else {}
    registry = get_registry(
        block=(*above.get("block", ()), *block), scripts=(*above.get("plugin", ()), *plugin)
    )
    tell_failures(registry)
    return registry


def analyzer_for(
    registry: Registry, model: str, *, extractor: str = "rules", aliases: str | None = None
) -> Analyzer:
    """Load the analyzer that the options name."""
    from stancekit.analyzer import load

    return load(model, extractor=extractor, aliases=aliases, registry=registry)


def readers_of(registry: Registry) -> dict[str, Reader]:
    """Return the readers by suffix; each is imported when a file needs it."""
    return registry.all_of("stancekit_readers")
