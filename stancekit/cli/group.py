"""The command ``stancekit``: its sub-commands are imported when they run, not before."""

from __future__ import annotations

import errno
import io
import os
import sys
import traceback
import warnings
from collections.abc import Sequence
from typing import Any

import click

from stancekit import __version__
from stancekit.errors import PluginError, StancekitError
from stancekit.plugin import Component, Registry, get_registry
from stancekit.plugin.builtin import stancekit_commands

__all__ = ["cli", "main"]

_INTERRUPTED = 130
_BROKEN_PIPE = 141
_MOST_LINES = 20
_TRACEBACK = "STANCEKIT_TRACEBACK"
_TOLD = "stancekit.cli.told"


# "\b" keeps click from joining the lines.
_HELP = """Who said what about talking to whom, and on which terms.

\b
stancekit analyze article.txt          a table: who, stance, how sure, which terms
stancekit analyze news/ -o out.jsonl   a whole corpus, one line a document
"""


class _Commands(click.Group):
    """Built-in commands, then those of plugins."""

    def _built_in(self) -> dict[str, Component]:
        return {component.name: component for component in stancekit_commands()}

    def _registry(self, ctx: click.Context) -> Registry:
        return get_registry(
            block=ctx.params.get("block") or (), scripts=ctx.params.get("plugin") or ()
        )

    def _components(self, ctx: click.Context) -> dict[str, Component]:
        entries = self._registry(ctx).components("stancekit_commands")
        return {entry.name: entry.component for entry in entries}

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self._components(ctx))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        # A built-in command loads no plugin here: its own --block must be heard before that.
        if cmd_name in self._built_in():
            command = Registry.load(self._built_in()[cmd_name])
        else:
            registry = self._registry(ctx)
            tell_failures(registry)
            if cmd_name not in self._components(ctx):
                return None
            command = registry.get("stancekit_commands", cmd_name)
        if not isinstance(command, click.Command):
            raise PluginError(
                f"command {cmd_name!r} is no click command but {command!r:.60}; decorate it with "
                "@click.command()"
            )
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            names = ", ".join(self.list_commands(ctx))
            raise click.UsageError(f"{error.message.rstrip('.')}; there are {names}", ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        # From the registrations alone: importing every command for its help would take seconds.
        try:
            components = self._components(ctx)
        except PluginError as error:
            tell(f"warning: {error}")
            components = self._built_in()
        with formatter.section("Commands"):
            formatter.write_dl([(name, item.summary) for name, item in components.items()])


@click.group(
    cls=_Commands,
    help=_HELP,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--block",
    multiple=True,
    is_eager=True,  # so that --help knows of it
    metavar="NAME",
    help="Leave out a plugin, or a distribution's plugins, before any is imported.",
)
@click.option(
    "--plugin",
    multiple=True,
    is_eager=True,  # as above
    type=click.Path(),
    metavar="FILE.py",
    help="Register a script's hooks for this run.",
)
@click.version_option(__version__, prog_name="stancekit")
def cli(**_: Any) -> None:
    """Take the options of ``stancekit`` itself; sub-commands read them."""


def tell(message: str) -> None:
    """Print one line on stderr, without what could move a terminal's cursor."""
    shown = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in message)
    click.echo(f"stancekit: {shown}", err=True)


def tell_failures(registry: Registry) -> None:
    """Name the plugins that were left out, and the names that are taken twice; each once a run."""
    context = click.get_current_context(silent=True)
    told: set[str] = set() if context is None else context.find_root().meta.setdefault(_TOLD, set())
    for message in [*map(str, registry.failures), *registry.conflicts]:
        if message not in told:
            told.add(message)
            tell(f"warning: {message}")


def _show_warning(message: Warning | str, *_: object, **__: object) -> None:
    tell(f"warning: {' '.join(str(message).split())}")


def main(args: Sequence[str] | None = None) -> None:
    """Run the command line; every error of the user's is one line and an exit code.

    Parameters
    ----------
    args : sequence of str, optional
        Instead of the process's own.

    Raises
    ------
    SystemExit
        Always: 0, or 1 after an error, 2 after a wrong call.
    """
    # A terminal, or a file that it is redirected to, may know fewer letters than a text has.
    if isinstance(sys.stdout, io.TextIOWrapper) and sys.stdout.errors == "strict":
        sys.stdout.reconfigure(errors="replace")
    with warnings.catch_warnings():
        warnings.simplefilter("always", UserWarning)
        warnings.showwarning = _show_warning
        sys.exit(_run(args))


def _run(args: Sequence[str] | None) -> int:
    try:
        # Not cli.main(): it has its own way with closed pipes and interrupts.
        given = list(sys.argv[1:] if args is None else args)
        colour = False if os.environ.get("NO_COLOR") else None
        with cli.make_context("stancekit", given, color=colour) as ctx:
            result = cli.invoke(ctx)
        sys.stdout.flush()
    except click.exceptions.Exit as finished:
        return finished.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return 0
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else "stancekit"
        message = " ".join(error.format_message().split()).rstrip(".")
        tell(f"error: {message} (see '{path} --help')")
        return error.exit_code
    except click.ClickException as error:
        tell(f"error: {error.format_message()}")
        return error.exit_code
    except StancekitError as error:
        if error.__cause__ is not None and os.environ.get(_TRACEBACK):
            raise  # of a plugin's error, as a rule
        # Errors of many records have a line each.
        lines = str(error).splitlines() or [type(error).__name__]
        for line in lines[:_MOST_LINES]:
            tell(f"error: {line}")
        if len(lines) > _MOST_LINES:
            tell(f"error: and {len(lines) - _MOST_LINES} more")
        return 1
    except BrokenPipeError:
        # Whoever read the output has seen enough. Nothing more may be written at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return _BROKEN_PIPE
    except (KeyboardInterrupt, click.Abort):
        return _INTERRUPTED
    except OSError as error:
        # Whoever writes a file names it; a full disk without a name is standard output's.
        place = error.filename or ("standard output" if error.errno == errno.ENOSPC else "")
        tell(f"error: {place}{': ' if place else ''}{error.strerror or error}")
        return 1
    except MemoryError:
        tell("error: out of memory; use fewer --jobs, or split the input")
        return 1
    except Exception as error:  # of a plugin, as a rule: it may raise anything
        if os.environ.get(_TRACEBACK):
            raise
        last = traceback.extract_tb(error.__traceback__)[-1]
        what = " ".join(f"{type(error).__name__}: {error}".split())
        place = f"{last.filename}, line {last.lineno}"
        tell(f"error: {what} ({place}; {_TRACEBACK}=1 shows how it came there)")
        return 1
    return result if isinstance(result, int) else 0
