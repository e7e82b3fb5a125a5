"""``stancekit plugins new``: a distribution to start from, which passes its checks as it stands."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path
from string import Template

import click

from stancekit import __version__
from stancekit.errors import PluginError
from stancekit.plugin import get_registry

__all__ = ["new", "write_plugin"]

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_SUFFIX = ".template"


def write_plugin(name: str, into: Path) -> Path:
    """Write a plugin's distribution.

    Parameters
    ----------
    name : str
        What its feature extractor is called; small letters, digits and hyphens. A leading
        ``stancekit-``, which the distribution gets anyway, is taken off.
    into : Path
        The folder to write it in.

    Returns
    -------
    Path
        The new folder, ``into/stancekit-<name>``.

    Raises
    ------
    PluginError
        If the name can't be used, or the folder is there already.
    """
    name = name.removeprefix("stancekit-")
    if not _NAME.fullmatch(name):
        raise PluginError(
            f"a plugin can't be named {name!r}; use small letters, digits and hyphens, such as "
            "'hedges' or 'my-words'"
        )
    taken = get_registry().components("stancekit_feature_extractors")
    if name in [entry.name for entry in taken]:
        raise PluginError(f"there is a feature extractor named {name!r}; choose another name")
    folder = into / f"stancekit-{name}"
    if folder.exists():
        raise PluginError(f"{folder}: is there already; choose another name, or --into elsewhere")
    package = f"stancekit_{name.replace('-', '_')}"
    words = {
        "name": name,
        "package": package,
        "module": name.replace("-", "_"),
        "class_name": "".join(part.title() for part in name.split("-")) + "Features",
        "version": __version__,
    }
    templates = files("stancekit.cli") / "templates" / "plugin"
    for source, target in _FILES.items():
        text = (templates / f"{source}{_SUFFIX}").read_text(encoding="utf-8")
        path = folder / Template(target).substitute(words)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(Template(text).substitute(words), encoding="utf-8", newline="\n")
    (folder / package / "py.typed").touch()
    return folder


_FILES = {
    "pyproject.toml": "pyproject.toml",
    "README.md": "README.md",
    "hooks.py": "$package/__init__.py",
    "features.py": "$package/features.py",
    "tests.py": "tests/test_$module.py",
}


@click.command()
@click.argument("name")
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    metavar="DIR",
    help="Folder to write it in; the current one by default.",
)
def new(name: str, into: Path) -> None:
    """Write a working plugin: a feature extractor with its tests, to make your own."""
    folder = write_plugin(name, into)
    click.echo(f"{folder} is written. Next:")
    # In quotation marks, as some shells take the brackets for a pattern.
    click.echo(f'  pip install -e "{folder}[test]"')
    click.echo(f"  stancekit plugins check {folder.name}")
    click.echo(f"  python -m pytest {folder}")
