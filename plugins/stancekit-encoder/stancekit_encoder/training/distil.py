"""A small network learns what a large one thinks of each text (Hinton et al. 2015).

Student and teacher go through the same stages, and each stage has the teacher of the same name: the
teacher of a fold has seen nothing of it, so neither does its student hear of its labels.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from stancekit.errors import ModelError
from stancekit.modelling.calibration import softmax
from stancekit_encoder.training.data import tokenize
from stancekit_encoder.training.finetune import Run, label_targets
from stancekit_encoder.training.fitting import score
from stancekit_encoder.training.weights import (
    load_state,
    read_header,
    read_tensors,
    state_labels,
    write_tensors,
)

__all__ = ["distil", "mixed_targets"]


def distil(
    run: Run,
    teacher: Path,
    folds: Sequence[int],
    *,
    temperature: float = 1.0,
    share: float = 0.3,
    whole: bool = True,
) -> None:
    """Train a student on a teacher's probabilities; see :meth:`Run.train`.

    Parameters
    ----------
    run : Run
        The student: its base, its texts (those without a label learn from the teacher alone).
    teacher : Path
        Folder that `finetune` wrote, with the states of the same stages.
    folds : sequence of int
        Those to measure.
    temperature : float
        The teacher's scores are divided by it; above 1 its second thoughts count for more.
    share : float
        How much the label itself counts beside the teacher, from 0 to 1.
    whole : bool
        Whether to train the network that leaves out no fold.

    Raises
    ------
    ModelError
        If the teacher lacks a state, or scores other labels.
    """
    gold = label_targets(run.samples, run.labels)
    texts = [sample.text for sample in run.samples]
    tokens = tokenize(texts, teacher)

    def targets(stage: str, indices: Sequence[int]) -> NDArray[np.float32]:
        state = teacher / f"{stage}.safetensors"
        if (found := state_labels(state)) != list(run.labels):
            raise ModelError(f"{state} scores {', '.join(found)}, not {', '.join(run.labels)}")
        scores = _teacher_scores(run, stage, state, [tokens[i] for i in indices])
        return mixed_targets(scores, gold[list(indices)], temperature=temperature, share=share)

    run.train(targets, folds, whole=whole)


def mixed_targets(
    scores: NDArray[np.float32], gold: NDArray[np.float32], *, temperature: float, share: float
) -> NDArray[np.float32]:
    """Return a mean of the teacher's probabilities and the labels' targets.

    Parameters
    ----------
    scores : ndarray of shape (n_texts, n_labels)
        The teacher's.
    gold : ndarray of shape (n_texts, n_labels)
        From `label_targets`; a row of zeros leaves the text to the teacher.
    temperature : float
        Divides the scores.
    share : float
        Weight of `gold`.

    Raises
    ------
    ModelError
        If `temperature` or `share` is out of bounds.
    """
    if temperature <= 0.0 or not 0.0 <= share <= 1.0:
        raise ModelError("the temperature is above 0, and the labels' share from 0 to 1")
    probabilities = softmax(np.asarray(scores, dtype=np.float64) / temperature)
    weight = np.where(gold.any(axis=1, keepdims=True), share, 0.0)
    return np.asarray((1.0 - weight) * probabilities + weight * gold, dtype=np.float32)


def _teacher_scores(
    run: Run, stage: str, state: Path, tokens: Sequence[Sequence[int]]
) -> NDArray[np.float32]:
    """Score with the teacher; what was scored before is kept beside the student."""
    header = read_header(state)
    asked = json.dumps([header, list(map(list, tokens))], sort_keys=True).encode()
    identity = hashlib.sha256(asked).hexdigest()
    kept = run.folder / f"teacher-{stage}.safetensors"
    if kept.is_file() and read_header(kept).get("of") == identity:
        return np.asarray(read_tensors(kept)[0]["scores"].numpy(), dtype=np.float32)
    run.tell(f"{stage}: the teacher reads {len(tokens):,} texts")
    scores = score(load_state(state), tokens, half=run.recipe.first.half)
    write_tensors({"scores": torch.from_numpy(scores)}, kept, {"of": identity})
    return scores
