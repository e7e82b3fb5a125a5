"""Options that several commands share, and what they build."""

from __future__ import annotations

import contextlib
import json
import math
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from stancekit.cli.group import tell_failures
from stancekit.errors import SchemeError
from stancekit.plugin import Registry, get_registry

if TYPE_CHECKING:
    from stancekit.analyzer import Analyzer
    from stancekit.reading import Reader
    from stancekit.stance import StanceScheme

__all__ = [
    "DEFAULT_MODEL",
    "abstain_option",
    "analyzer_for",
    "check_evidence",
    "evidence_options",
    "field_option",
    "format_option",
    "model_option",
    "output_option",
    "plugin_options",
    "plugin_timeout_option",
    "readers_of",
    "registry_for",
    "scheme_of",
    "scheme_option",
    "wants_table",
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


class _Probability(click.FloatRange):
    """A number from 0 to 1; click's own range lets NaN pass."""

    def __init__(self) -> None:
        super().__init__(0.0, 1.0)

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        number = float(super().convert(value, param, ctx))
        if math.isnan(number):
            self.fail(f"{value} is not a number", param, ctx)
        return number


abstain_option = click.option(
    "--abstain",
    type=_Probability(),
    default=0.0,
    metavar="PROBABILITY",
    help="Give no label where the most probable one is less probable than this, such as 0.7.",
)

scheme_option = click.option(
    "--scheme",
    default="diplomacy",
    show_default=True,
    metavar="NAME|FILE.json",
    help="The labels, and how they add up.",
)

format_option = click.option(
    "--format",
    "form",
    type=click.Choice(["table", "jsonl", "csv"]),
    help="Without -o: a table (on a terminal), JSONL (to a pipe) or CSV.",
)


def _fields(
    ctx: click.Context, param: click.Parameter, given: tuple[str, ...]
) -> Mapping[str, str]:
    from stancekit.reading.fields import check_fields

    fields: dict[str, str] = {}
    for item in given:
        name, equals, theirs = item.partition("=")
        if not (name and equals and theirs):
            raise click.BadParameter(f"{item!r} isn't of the form text=Body", ctx, param)
        if name in fields:
            raise click.BadParameter(f"{name!r} is given twice", ctx, param)
        fields[name] = theirs
    try:
        check_fields(fields)
    except ValueError as error:
        raise click.BadParameter(str(error), ctx, param) from None
    return fields


field_option = click.option(
    "--field",
    "fields",
    multiple=True,
    callback=_fields,
    metavar="FIELD=NAME",
    help="What records or a table call a field: --field text=Body --field date=Published.",
)

output_option = click.option(
    "-o",
    "--output",
    metavar="FILE",
    help="Write to a .jsonl, .csv or .parquet file; it appears when it is whole.",
)


def evidence_options(command: _Command) -> _Command:
    """Add ``--no-evidence`` and ``--occlusion``."""
    for option in (
        click.option(
            "--occlusion",
            is_flag=True,
            help="Find which words spoke for a label by leaving words out, whatever the model; "
            "some thirty times slower.",
        ),
        click.option(
            "--no-evidence", is_flag=True, help="Leave out which words spoke for a label."
        ),
    ):
        command = option(command)
    return command


def check_evidence(*, occlusion: bool, no_evidence: bool) -> None:
    """Refuse the two options together."""
    if occlusion and no_evidence:
        raise click.UsageError("--occlusion finds evidence, --no-evidence leaves it out: give one")


plugin_timeout_option = click.option(
    "--plugin-timeout",
    type=click.FloatRange(0.0, min_open=True),
    metavar="SECONDS",
    help="Run plugins in processes of their own, and give up on a document or statement where a "
    "call takes longer.",
)


def wants_table(output: str | None, form: str | None) -> bool:
    """Tell whether ``-o`` and ``--format`` ask for a table."""
    return output is None and (form == "table" or (form is None and sys.stdout.isatty()))


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
    context = click.get_current_context().parent
    while context is not None:  # a sub-command of a group has two above it
        block = (*context.params.get("block", ()), *block)
        plugin = (*context.params.get("plugin", ()), *plugin)
        context = context.parent
    registry = get_registry(block=block, scripts=plugin)
    tell_failures(registry)
    return registry


def analyzer_for(
    registry: Registry,
    model: str,
    *,
    extractor: str = "rules",
    aliases: str | None = None,
    unit: str | None = None,
    abstain: float = 0.0,
    occlusion: bool = False,
    plugin_timeout: float | None = None,
) -> Analyzer:
    """Load the analyzer that the options name."""
    from stancekit.loading import load

    # What plugins print meanwhile must not get into the records on standard output.
    with contextlib.redirect_stdout(sys.stderr):
        return load(
            model,
            extractor=extractor,
            aliases=aliases,
            unit=unit,
            abstain=abstain,
            occlusion=occlusion,
            plugin_timeout=plugin_timeout,
            registry=registry,
        )


def readers_of(registry: Registry, plugin_timeout: float | None = None) -> dict[str, Reader]:
    """Return the readers by suffix; each is imported when a file needs it."""
    if plugin_timeout is not None:
        from stancekit.plugin.limits import limited_readers

        return limited_readers(registry, plugin_timeout)
    return registry.all_of("stancekit_readers")


def scheme_of(scheme: str, registry: Registry) -> StanceScheme:
    """Return the stance scheme that a name, or a JSON file, stands for."""
    from stancekit.stance import StanceScheme

    if not scheme.endswith(".json"):
        found = registry.get("stancekit_schemes", scheme)
        if not isinstance(found, StanceScheme):
            what = registry.describe("stancekit_schemes", scheme)
            raise SchemeError(
                f"{what} is no StanceScheme but {found!r:.60}; register a StanceScheme object"
            )
        return found
    try:
        record = json.loads(Path(scheme).read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise SchemeError(f"{scheme}: can't be read: {error.strerror or error}") from None
    except ValueError as error:  # not UTF-8, or not JSON
        raise SchemeError(f"{scheme}: isn't valid JSON in UTF-8: {error}") from None
    try:
        return StanceScheme.from_record(record)
    except SchemeError as error:
        raise SchemeError(f"{scheme}: {error}") from None
