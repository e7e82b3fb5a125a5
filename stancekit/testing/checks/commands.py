"""Checks of commands; none is run, only asked for its help."""

from __future__ import annotations

import click

from stancekit.plugin import builtin
from stancekit.testing.checks.conduct import check_can_be_imported, check_works_offline
from stancekit.testing.faults import Fault
from stancekit.testing.subjects import Subject

__all__ = ["FIRST", "THEN", "exercise"]


def exercise(subject: Subject) -> object:
    """Print the help of the command and its sub-commands, and return what they take."""
    return _helps(subject.load(), subject.name)


def _helps(command: click.Command, name: str, parent: click.Context | None = None) -> list[object]:
    context = click.Context(command, info_name=name, parent=parent, terminal_width=80)
    command.get_help(context)
    options = [(param.opts, getattr(param, "help", None)) for param in command.params]
    found: list[object] = [(name, command.help, options)]
    if isinstance(command, click.Group):
        for inner in command.list_commands(context):
            inside = command.get_command(context, inner)
            if inside is not None:
                found += _helps(inside, inner, context)
    return found


def check_is_a_command(subject: Subject) -> None:
    """Check that it is a click command."""
    found = subject.load()
    if not isinstance(found, click.Command):
        raise Fault(
            f"{subject.target} is {found!r:.60}", "decorate the function with @click.command()"
        )


def check_name(subject: Subject) -> None:
    """Check that it has one word for a name, and none of the library's own commands."""
    name = subject.name
    if not name.replace("-", "").isalnum() or name != name.lower() or name.startswith("-"):
        raise Fault(f"it is registered as {name!r}", "use small letters, digits and hyphens")
    own = [component.name for component in builtin.stancekit_commands()]
    if subject.plugin.distribution != "stancekit" and name in own:
        raise Fault(f"{name!r} is a command of stancekit itself", "choose another name")


def check_helps(subject: Subject) -> None:
    """Check that it, and each of its sub-commands, says in its help what it does."""
    command = subject.load()
    exercise(subject)
    if not (command.help or "").strip():
        raise Fault("it has no help", "write a docstring: its first line is the summary")
    bare = [
        option.opts[0]
        for option in command.params
        if isinstance(option, click.Option) and not option.help and not option.hidden
    ]
    if bare:
        raise Fault(f"its option {bare[0]} has no help", "give each option a help text")


FIRST = (check_can_be_imported, check_is_a_command, check_works_offline)
THEN = (check_name, check_helps)
