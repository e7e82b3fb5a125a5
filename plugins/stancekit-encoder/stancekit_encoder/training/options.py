"""Options that steps of training share, and the run that they describe."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from stancekit_encoder.training.finetune import Recipe, Run

__all__ = ["PRESENT", "SEEDS", "THREADS", "TRAINING", "run_of", "tell"]

PRESENT = click.Path(path_type=Path, exists=True, file_okay=False)


def tell(line: str) -> None:
    """Print a line of progress on standard error."""
    click.echo(line, err=True)


def _options(*options: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def add(command: Any) -> Any:
        for option in reversed(options):
            command = option(command)
        return command

    return add


SEEDS = click.option("--seeds", type=PRESENT, help="Folder of seeds.  [default: the shipped]")
THREADS = click.option("--threads", type=click.IntRange(1), default=2, show_default=True)

TRAINING = _options(
    SEEDS,
    click.option(
        "--test-batch",
        "test_batches",
        multiple=True,
        default=("idiomatic", "newswire"),
        show_default=True,
        help="Batches of statements that folds are tested on.",
    ),
    click.option(
        "--fold",
        "folds",
        multiple=True,
        type=click.IntRange(0, 4),
        default=(0, 1, 2, 3, 4),
        show_default=True,
        help="Folds to measure.",
    ),
    click.option("--whole/--no-whole", default=True, help="Train what is shipped, too."),
    click.option("--epochs", type=float, default=1.0, show_default=True, help="First stage."),
    click.option("--second-epochs", type=float, default=1.0, show_default=True),
    click.option("--rate", type=float, default=4e-5, show_default=True, help="First stage."),
    click.option("--rate-end", type=float, default=1e-5, show_default=True),
    click.option("--second-rate", type=float, default=2e-5, show_default=True),
    click.option("--batch", type=click.IntRange(1), default=24, show_default=True),
    click.option(
        "--replay",
        type=click.FloatRange(0),
        default=1.0,
        show_default=True,
        help="Far examples for each near one in the second stage.",
    ),
    click.option(
        "--frozen",
        type=click.IntRange(-1),
        default=4,
        show_default=True,
        help="Lowest layers that don't learn, with the embeddings; -1: all learn.",
    ),
    click.option("--half/--no-half", default=True, help="Products in bfloat16."),
    click.option("--seed", type=click.IntRange(0), default=0, show_default=True),
    click.option("--limit", type=click.IntRange(1), help="So many examples, for a trial."),
    THREADS,
)


def _recipe(given: dict[str, Any]) -> Recipe:
    from stancekit_encoder.training.finetune import Recipe
    from stancekit_encoder.training.fitting import Schedule

    common = {"frozen": given["frozen"], "seed": given["seed"], "half": given["half"]}
    return Recipe(
        Schedule(given["rate"], given["rate_end"], **common),
        Schedule(given["second_rate"], 0.0, **common),
        given["epochs"],
        given["second_epochs"],
        given["batch"],
        given["replay"],
        given["seed"],
    )


def run_of(base: Path, folder: Path, given: dict[str, Any], **more: Any) -> Run:
    """Return the run that the options of `TRAINING` describe.

    Parameters
    ----------
    base, folder : Path
        What it begins with, and where it goes.
    given : dict of str to object
        The options.
    **more : object
        ``words`` and ``layers`` where they are the teacher's, and ``texts``, files without labels.
    """
    import random

    import torch

    from stancekit.stance import DIPLOMACY
    from stancekit_encoder.training.data import load_samples, read_texts
    from stancekit_encoder.training.finetune import Run

    torch.set_num_threads(given["threads"])
    torch.set_flush_denormal(True)  # they are slow, and far too small to matter
    samples, words = load_samples(
        given["seeds"], test_batches=given["test_batches"], words=more.get("words")
    )
    if given["limit"] and given["limit"] < len(samples):
        samples = random.Random(given["seed"]).sample(samples, given["limit"])  # noqa: S311 - not for secrets
    for file in more.get("texts", ()):
        samples += read_texts(file, words)
    recipe = _recipe(given)
    layers = more.get("layers") or None
    return Run(samples, words, base, folder, DIPLOMACY.labels, recipe, layers, tell)
