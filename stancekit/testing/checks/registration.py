"""Checks of a plugin as a whole: what its import does, and what it registers."""

from __future__ import annotations

from stancekit import __version__
from stancekit.plugin import HOOKS, get_registry, installed_plugins
from stancekit.testing.apart import import_apart
from stancekit.testing.faults import Fault, NotRun
from stancekit.testing.subjects import Plugin
from stancekit.testing.watch import shown

__all__ = ["FIRST", "THEN"]

_SECONDS = 1.0


def check_fits_this_stancekit(plugin: Plugin) -> None:
    """Check that its distribution doesn't ask for another version of stancekit."""
    for item in installed_plugins():
        itself = (item.name, item.distribution) == (plugin.name, plugin.distribution)
        if itself and (misfit := item.misfit(__version__)) is not None:
            raise Fault(misfit, "install a version of one that fits the other")


def check_imports(plugin: Plugin) -> None:
    """Check that it can be imported, and its hooks are spelt right and return components."""
    reason = import_apart(plugin)["reason"].removeprefix(f"plugin {plugin.where}: ")
    if reason:
        seen, _, mend = reason.partition("; ")
        raise Fault(f"its import fails: {seen}", mend or "mend what runs on import")


def check_registers_something(plugin: Plugin) -> None:
    """Check that at least one hook returns a component."""
    if not import_apart(plugin)["count"]:
        raise Fault(
            "it registers nothing",
            f"write a function with @hookimpl that has the name of a hook, such as {HOOKS[0]}",
        )


def check_import_is_cheap(plugin: Plugin) -> None:
    """Check that its import takes no second: every run of every command waits for it."""
    _skip_scripts(plugin)
    seconds = import_apart(plugin)["seconds"]
    if seconds > _SECONDS:
        raise Fault(
            f"its import takes {seconds:.1f} s, the limit is {_SECONDS:g} s",
            "keep work out of the module that holds the hooks; do it where a component is used",
        )


def check_import_is_light(plugin: Plugin) -> None:
    """Check that its import loads none of the large packages."""
    _skip_scripts(plugin)
    heavy = import_apart(plugin)["heavy"]
    if heavy:
        raise Fault(
            f"its import loads {', '.join(heavy)}",
            "keep hooks in a small module and name components by import strings of another one",
        )


def _skip_scripts(plugin: Plugin) -> None:
    if plugin.way == "script":
        raise NotRun("a script is imported by those runs alone that ask for it")


def check_import_is_quiet(plugin: Plugin) -> None:
    """Check that its import prints nothing."""
    printed = import_apart(plugin)["printed"]
    if printed:
        raise Fault(f"its import prints {printed[:60]!r}", "take the print out, or log it")


def check_import_is_offline(plugin: Plugin) -> None:
    """Check that its import tries to reach no network."""
    network = import_apart(plugin)["network"]
    if network:
        raise Fault(
            f"its import tries to reach {network[0]}",
            "bring data along in the distribution, or fetch it in a command of its own",
        )


def check_import_writes_nothing(plugin: Plugin) -> None:
    """Check that its import writes no file."""
    writes = import_apart(plugin)["writes"]
    if writes:
        raise Fault(f"its import writes {shown(writes)}", "write files only when asked to")


def check_import_leaves_state(plugin: Plugin) -> None:
    """Check that its import changes nothing that the whole process shares."""
    state = import_apart(plugin)["state"]
    if state:
        raise Fault(
            f"its import changes {', '.join(state)}",
            "other plugins and the user's program share it: use a local object or context instead",
        )


def check_names_are_unique(plugin: Plugin) -> None:
    """Check that no component has the name of another, of this plugin or one beside it."""
    registry = get_registry()
    mend = "choose another name"
    itself = f"plugin {plugin.name!r} of {plugin.distribution}"
    for line in registry.conflicts:
        if itself in line:
            raise Fault(line, mend)
    for hook, components in plugin.load().items():
        own = {component.name: component.target for component in components}
        if len(own) < len(components):
            names = [component.name for component in components]
            twice = next(name for name in names if names.count(name) > 1)
            raise Fault(f"{hook} returns {twice!r} twice", "give each component its own name")
        for entry in registry.components(hook):
            if own.get(entry.name, entry.component.target) != entry.component.target:
                raise Fault(f"{entry.distribution} has a {entry.name!r} in {hook} too", mend)


def check_summaries(plugin: Plugin) -> None:
    """Check that each component has a summary of one line, for the list of plugins."""
    for hook, components in plugin.load().items():
        for component in components:
            if not component.summary.strip() or "\n" in component.summary:
                raise Fault(
                    f"{component.name!r} of {hook} has the summary {component.summary!r}",
                    "say in one line what it is",
                )


FIRST = (check_fits_this_stancekit, check_imports, check_registers_something)
THEN = (
    check_import_is_cheap,
    check_import_is_light,
    check_import_is_quiet,
    check_import_is_offline,
    check_import_writes_nothing,
    check_import_leaves_state,
    check_names_are_unique,
    check_summaries,
)
