"""Two stages of training, and folds that stay honest at a price one can pay.

The first stage learns from all far examples, once for all folds: they share no topic with what is
tested. The second goes on from there, for each fold by itself, with the near examples outside the
fold and a sample of the far ones again. One more second stage, which leaves out no fold, makes the
network that is shipped.
"""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from stancekit.errors import ModelError
from stancekit.evaluation.metrics import macro_f1
from stancekit_encoder.training.data import (
    Sample,
    second_stage,
    shuffled_batches,
    soft_target,
    tokenize,
)
from stancekit_encoder.training.files import write_text
from stancekit_encoder.training.fitting import Items, Schedule, fit, run_hash, score
from stancekit_encoder.training.network import StanceNetwork
from stancekit_encoder.training.weights import load_base, load_state, read_header, save_state

__all__ = ["FIRST", "WHOLE", "Recipe", "Run", "finetune", "fold_name", "label_targets"]

# Names of the states, and of the files that hold them; the folds' are fold-0 and so on.
FIRST, WHOLE = "first", "whole"

# For a stage and what it learns from, how much each label is right for each.
Targets = Callable[[str, Sequence[int]], NDArray[np.float32]]
Tell = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How both stages learn.

    Parameters
    ----------
    first, second : Schedule
        Learning rates and what goes with them.
    epochs, second_epochs : float
        How often each stage goes through its texts.
    batch : int
        Texts in a batch.
    replay : float
        Far examples in the second stage for each near one.
    seed : int
        Decides the first scores, the order and the sample.
    """

    first: Schedule
    second: Schedule
    epochs: float = 1.0
    second_epochs: float = 1.0
    batch: int = 24
    replay: float = 1.0
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Run:
    """What is trained: texts, start, recipe and the folder that all of it goes to.

    Parameters
    ----------
    samples : sequence of Sample
        All texts.
    words : sequence of str
        Known words that their names were masked with.
    base : Path
        Folder of the base, with its ``tokenizer.json``.
    folder : Path
        Where states, scores, tokenizer and known words go.
    labels : sequence of str
        What is scored.
    recipe : Recipe
        How.
    layers : tuple of int, optional
        Layers of the base to keep; all where it is left out.
    tell : callable
        Called with lines on the progress.
    """

    samples: Sequence[Sample]
    words: Sequence[str]
    base: Path
    folder: Path
    labels: Sequence[str]
    recipe: Recipe
    layers: tuple[int, ...] | None
    tell: Tell

    def train(self, targets: Targets, folds: Sequence[int], *, whole: bool = True) -> None:
        """Train all stages that aren't there yet, and score each fold.

        ``first.safetensors``, ``fold-0.safetensors`` and so on, and ``whole.safetensors`` are the
        states; ``fold-0.jsonl`` and so on hold the scores of each fold's tested statements.

        Parameters
        ----------
        targets : callable
            Given the name of a stage and the indices of the samples that it learns from, returns
            how much each label is right, of shape (n_indices, n_labels).
        folds : sequence of int
            Those to measure.
        whole : bool
            Whether to train the network that leaves out no fold.

        Raises
        ------
        ModelError
            If the folder holds states of another run.
        """
        torch.manual_seed(self.recipe.seed)  # for the first scores
        network = load_base(self.base, len(self.labels), layers=self.layers)
        tokens = tokenize([sample.text for sample in self.samples], self.base)
        self.folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(self.base / "tokenizer.json", self.folder / "tokenizer.json")
        (self.folder / "words.txt").write_text("\n".join([*self.words, ""]), "utf-8")
        far = [i for i, sample in enumerate(self.samples) if not sample.near]
        self._stage(FIRST, network, tokens, targets, far)
        stages: list[tuple[str, int | None]] = [(fold_name(fold), fold) for fold in folds]
        for name, fold in [*stages, *([(WHOLE, None)] if whole else [])]:
            network = load_state(self.folder / f"{FIRST}.safetensors")
            rng = random.Random(f"{self.recipe.seed} {name} replay")  # noqa: S311 - not for secrets
            indices = second_stage(self.samples, fold, replay=self.recipe.replay, rng=rng)
            network = self._stage(name, network, tokens, targets, indices)
            if fold is not None:
                self._score(name, fold, network, tokens)

    def _stage(
        self,
        name: str,
        network: StanceNetwork,
        tokens: Sequence[Sequence[int]],
        targets: Targets,
        indices: Sequence[int],
    ) -> StanceNetwork:
        recipe, path = self.recipe, self.folder / f"{name}.safetensors"
        schedule, epochs = (
            (recipe.first, recipe.epochs)
            if name == FIRST
            else (recipe.second, recipe.second_epochs)
        )
        if not indices:
            raise ModelError(f"stage {name!r} has nothing to learn from")
        items = Items([tokens[i] for i in indices], targets(name, indices))
        batches = shuffled_batches(
            range(len(indices)),
            [len(numbers) for numbers in items.tokens],
            epochs=epochs,
            size=recipe.batch,
            rng=random.Random(f"{recipe.seed} {name} order"),  # noqa: S311 - not for secrets
        )
        identity = run_hash(network, items, batches, schedule)
        if path.is_file():
            if read_header(path).get("run") != identity:
                raise ModelError(
                    f"{path} comes from other data or another recipe; move it away, or name "
                    "another folder"
                )
            self.tell(f"{name}: is there")
            return load_state(path)
        self.tell(f"{name}: {len(indices):,} texts, {len(batches):,} steps")
        fit(
            network,
            items,
            batches,
            schedule,
            checkpoint=self.folder / f"{name}.checkpoint",
            tell=lambda line: self.tell(f"{name}: {line}"),
        )
        save_state(network, path, self.labels, {"run": identity})
        return network

    def _score(
        self, name: str, fold: int, network: StanceNetwork, tokens: Sequence[Sequence[int]]
    ) -> None:
        tested = [
            i for i, sample in enumerate(self.samples) if sample.tested and sample.fold == fold
        ]
        scores = score(network, [tokens[i] for i in tested])
        lines = [
            json.dumps(
                {
                    "id": self.samples[i].id,
                    "fold": fold,
                    "scores": dict(zip(self.labels, row, strict=True)),
                }
            )
            for i, row in zip(tested, scores.tolist(), strict=True)
        ]
        write_text(self.folder / f"{name}.jsonl", "".join(f"{line}\n" for line in lines))
        gold = [self.samples[i].label or "" for i in tested]
        found = [self.labels[best] for best in scores.argmax(axis=1)] if tested else []
        measured = f", macro-F1 {macro_f1(gold, found, self.labels):.3f}" if tested else ""
        self.tell(f"{name}: tested on {len(tested):,} statements{measured}")


def finetune(run: Run, folds: Sequence[int], *, whole: bool = True) -> None:
    """Fine-tune a base on labelled examples; see :meth:`Run.train`.

    Parameters
    ----------
    run : Run
        What and how.
    folds : sequence of int
        Those to measure.
    whole : bool
        Whether to train the network that leaves out no fold.
    """
    table = label_targets(run.samples, run.labels)
    run.train(lambda _, indices: table[list(indices)], folds, whole=whole)


def label_targets(samples: Sequence[Sample], labels: Sequence[str]) -> NDArray[np.float32]:
    """Return how much each label is right for each labelled sample; zeros for the others.

    Parameters
    ----------
    samples : sequence of Sample
        With or without a label.
    labels : sequence of str
        All, in the order of the columns.
    """
    table = np.zeros((len(samples), len(labels)), dtype=np.float32)
    for row, sample in zip(table, samples, strict=True):
        if sample.label is not None:
            row[:] = soft_target(sample.label, sample.accept, labels)
    return table


def fold_name(fold: int) -> str:
    """Return how the state and scores of a fold are called."""
    return f"fold-{fold}"
