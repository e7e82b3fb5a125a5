"""``stancekit train``: labelled statements in, a model folder out."""

from __future__ import annotations

import inspect
import math
import re
import sys
from collections.abc import Mapping
from contextlib import nullcontext, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from stancekit.cli.group import tell
from stancekit.cli.labelled import labelled_data
from stancekit.cli.options import (
    field_option,
    plugin_options,
    registry_for,
    scheme_of,
    scheme_option,
)
from stancekit.cli.output import Progress
from stancekit.errors import PluginError, StancekitError

if TYPE_CHECKING:
    from stancekit.modelling.linear import LinearModel
    from stancekit.plugin import Registry

__all__ = ["train"]

_HOOK = "stancekit_feature_extractors"
# So many statements are decided again by the model that was saved.
_FEW = 50


@click.command()
@click.argument("data", required=False, metavar="[DATA]")
@field_option
@click.option(
    "-o", "--output", required=True, metavar="FOLDER", help="Where the model goes; it is replaced."
)
@click.option("--name", help="The model's name.  [default: that of the folder]")
@click.option("--version", default="1", show_default=True, help="The model's version.")
@scheme_option
@click.option(
    "--features",
    multiple=True,
    metavar="NAME[=FILE]",
    help="Feature extractors, in order; NAME=FILE for one that is made of a file.  [default: all "
    "of stancekit's own]",
)
@click.option(
    "--folds",
    type=click.IntRange(0),
    metavar="NUMBER",
    default=5,
    show_default=True,
    help="Folds of the cross-validation that measures the model; 0 leaves it out.",
)
@plugin_options
def train(
    data: str | None,
    fields: Mapping[str, str],
    output: str,
    name: str | None,
    version: str,
    scheme: str,
    features: tuple[str, ...],
    folds: int,
    block: tuple[str, ...],
    plugin: tuple[str, ...],
) -> int:
    """Train a model and measure it by cross-validation on the same data.

    DATA is a JSONL, CSV or Parquet file of statements (id, text, label; accept, topic and pair
    where there are any), a folder of seeds, or - for JSONL or CSV on standard input. Without it the
    shipped seeds are used: this rebuilds the shipped model.
    """
    if folds == 1:
        raise click.UsageError("--folds 1: it takes at least two, or 0 for none")
    registry = registry_for(block, plugin)
    stance_scheme = scheme_of(scheme, registry)

    # Imported only now: a wrong call is told without waiting for scikit-learn.
    from stancekit.modelling.classifier import StanceClassifier
    from stancekit.modelling.folder import check_place, save_model
    from stancekit.modelling.training import load_examples, train_from_seeds

    check_place(Path(output))  # before the work, not after
    classifier = StanceClassifier(_extractors(features, registry)) if features else None
    given = labelled_data(data, fields) if data is not None else nullcontext()
    # What plugins print meanwhile isn't this command's.
    quiet = redirect_stdout(sys.stderr)
    with given as path, quiet, Progress(f"of {folds} folds measured") as progress:
        try:
            model = train_from_seeds(
                path,
                scheme=stance_scheme,
                name=name or Path(output).resolve().name,
                version=version,
                classifier=classifier,
                n_folds=folds,
                progress=lambda *_: progress.add(),
            )
        except ValueError as error:  # too few statements, labels or groups to split
            mend = "; add data, or leave measuring out: --folds 0" if folds else "; add data"
            raise click.ClickException(f"{error}{mend}") from None
        save_model(model, output)
        if others := _of_plugins(features, registry):
            texts = [example.text for example in load_examples(path, scheme=stance_scheme)[:_FEW]]
            _check_saved(model, output, texts, others, registry)
    _report(model, output)
    return 0


def _of_plugins(features: tuple[str, ...], registry: Registry) -> list[str]:
    """Return how errors call those of the extractors that aren't stancekit's own."""
    names = dict.fromkeys(given.partition("=")[0] for given in features)
    return [
        registry.describe(_HOOK, name) for name in names if not registry.is_built_in(_HOOK, name)
    ]


def _check_saved(
    model: LinearModel, output: str, texts: list[str], others: list[str], registry: Registry
) -> None:
    """See that what plugins' extractors have learned was kept."""
    from stancekit.modelling.folder import load_model

    try:
        again = load_model(Path(output), registry.all_of(_HOOK))
        same = (again.predict_proba(texts) == model.predict_proba(texts)).all()
        what = "" if same else "loaded again it gives other probabilities"
    except StancekitError as error:
        what = f"it can't be loaded again ({error})"
    if what:
        raise PluginError(
            f"{output}: the model is saved, but {what}; {' or '.join(others)} must give all that "
            "fit learns in get_state, as JSON values and numpy arrays, and take it up in set_state"
        )


def _extractors(wanted: tuple[str, ...], registry: Registry) -> list[tuple[str, Any]]:
    """Return extractors with their names in the model, where a file's name tells two apart."""
    from stancekit.modelling.trial import made_extractor

    registered = [entry.name for entry in registry.components(_HOOK)]
    made: dict[str, Any] = {}
    for given in wanted:
        name, equals, value = given.partition("=")
        factory, what = registry.get(_HOOK, name), registry.describe(_HOOK, name)
        if equals:
            first = next(iter(inspect.signature(factory).parameters.values()), None)
            if first is None or not isinstance(first.default, str):
                raise click.UsageError(f"--features {given}: {name} takes no file; leave it out")
            stem = re.sub(r"[^\w.-]+|_{2,}", "-", Path(value).stem)
            name = f"{name}-{stem}"
        if name in made:
            raise click.UsageError(f"--features {given}: there is another {name!r}; rename one")
        made[name] = made_extractor(factory, what, registered, *([value] if equals else []))
    return list(made.items())


def _report(model: LinearModel, output: str) -> None:
    statements = model.training.get("statements", 0)
    click.echo(f"{output}: model {model.name!r}, trained on {statements:,} statements")
    metrics = model.metrics
    if "macro_f1" not in metrics:
        return
    low, high = metrics["macro_f1_interval"]
    interval = "" if math.isnan(low) else f" (95 % interval {low:.3f} to {high:.3f})"
    click.echo(f"macro-F1 {metrics['macro_f1']:.3f}{interval}: {metrics['method']}")
    for label, value in metrics["f1"].items():
        click.echo(f"  {label:<20} F1 {value:.3f}")
    if math.isnan(low):
        tell("warning: no interval: all statements are of one topic or pair")
