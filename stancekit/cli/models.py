"""``stancekit models``: list, show, verify and check models."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from stancekit.cli.check import check
from stancekit.cli.group import tell
from stancekit.cli.options import plugin_options, registry_for
from stancekit.errors import ModelError, StancekitError
from stancekit.plugin import Registry

__all__ = ["models"]

_HOOK = "stancekit_models"


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@plugin_options
@click.pass_context
def models(
    ctx: click.Context, as_json: bool, block: tuple[str, ...], plugin: tuple[str, ...]
) -> int:
    """List the models that can be named: the shipped ones and those of plugins."""
    if ctx.invoked_subcommand is not None:
        if as_json:
            raise click.UsageError("--json belongs after the sub-command")
        return 0
    from stancekit.modelling.folder import read_manifest

    registry = registry_for(block, plugin)
    found, broken = [], 0
    for entry in registry.components(_HOOK):
        row: dict[str, Any] = {
            "name": entry.name,
            "distribution": entry.distribution,
            "summary": entry.component.summary,
        }
        try:
            folder = _folder_of_named(entry.name, registry)
            if folder is not None:
                manifest = read_manifest(folder)
                row |= {
                    "version": manifest["version"],
                    "labels": manifest["scheme"]["labels"],
                    "path": str(folder),
                    "sha256": manifest["sha256"],
                }
        except StancekitError as error:
            tell(f"error: {error}")
            broken += 1
        found.append(row)
    if as_json:
        click.echo(json.dumps({"models": found}, indent=2, ensure_ascii=False))
    else:
        _print(found)
    return 1 if broken else 0


models.add_command(check)


def _print(found: list[dict[str, Any]]) -> None:
    from stancekit.cli.table import Column, render_table, terminal_width

    rows = [
        [
            row["name"],
            row.get("version", "–"),
            row["distribution"],
            ", ".join(row.get("labels", ())),
            row["summary"],
        ]
        for row in found
    ]
    columns = [
        Column("Model", 24),
        Column("Version", 10),
        Column("From", 20),
        Column("Labels", 30, lines=12),
        Column("For"),
    ]
    click.echo(render_table(columns, rows, width=terminal_width()), nl=False)


def folder_of(model: str, registry: Registry) -> Path:
    """Return the folder of a model given by name or by folder."""
    from stancekit.loading import no_such_model

    if Path(model).is_dir():
        return Path(model)
    if not any(entry.name == model for entry in registry.components(_HOOK)):
        raise no_such_model(model, registry)
    folder = _folder_of_named(model, registry)
    if folder is None:
        raise ModelError(
            f"model {model!r} is computed by its plugin: it has no folder to look into"
        )
    return folder


def _folder_of_named(name: str, registry: Registry) -> Path | None:
    """Return the folder of a registered model; None for one that has none."""
    from stancekit.loading import takes_load

    factory = registry.get(_HOOK, name)
    found = None if takes_load(factory) else factory()
    return Path(found) if isinstance(found, (str, os.PathLike)) else None


@models.command()
@click.argument("model", metavar="NAME|FOLDER")
@click.option("--json", "as_json", is_flag=True, help="The manifest as JSON.")
@plugin_options
def show(model: str, as_json: bool, block: tuple[str, ...], plugin: tuple[str, ...]) -> int:
    """Print a model's card: data, intended use, quality, limits."""
    from stancekit.modelling.folder import read_manifest

    folder = folder_of(model, registry_for(block, plugin))
    if as_json:
        click.echo(json.dumps(read_manifest(folder), indent=2, ensure_ascii=False))
        return 0
    read_manifest(folder)
    card = folder / "README.md"
    try:
        click.echo(card.read_text(encoding="utf-8").rstrip())
    except (OSError, UnicodeDecodeError):
        raise ModelError(f"{folder}: has no readable card (README.md)") from None
    return 0


@models.command()
@click.argument("model", metavar="NAME|FOLDER")
@click.option(
    "--sources", is_flag=True, help="Also check that it was made from the seeds and code at hand."
)
@plugin_options
def verify(model: str, sources: bool, block: tuple[str, ...], plugin: tuple[str, ...]) -> int:
    """Check every file of a model against its manifest."""
    from stancekit.modelling.folder import verify_model

    folder = folder_of(model, registry_for(block, plugin))
    manifest = verify_model(folder)
    if sources:
        _check_sources(folder, manifest)
    click.echo(
        f"{folder}: whole and unaltered: {manifest['name']} {manifest['version']}, "
        f"sha256 {manifest['sha256']}"
    )
    return 0


def _check_sources(folder: Path, manifest: Mapping[str, Any]) -> None:
    from stancekit.evaluation.seeds import seeds_hash
    from stancekit.modelling.origins import feature_code_sha256

    other = [
        what
        for what, recorded, here in (
            ("seeds", manifest["training"].get("sha256"), seeds_hash()),
            ("feature code", manifest["feature_code_sha256"], feature_code_sha256()),
        )
        if recorded != here
    ]
    if other:
        raise ModelError(
            f"{folder}: was made from other {' and other '.join(other)} than those at hand; "
            "rebuild it with 'stancekit train'"
        )
