"""The loop that trains, and the scores of what it trained."""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from stancekit_encoder.training.network import StanceNetwork
from stancekit_encoder.training.weights import read_tensors, weights_hash, write_tensors

__all__ = ["Items", "Schedule", "fit", "padded", "run_hash", "score"]

_SAVE_EVERY = 200  # steps
_TELL_EVERY = 50


@dataclass(frozen=True, slots=True)
class Items:
    """Texts as the network reads them.

    Parameters
    ----------
    tokens : sequence of sequence of int
        Of each text.
    targets : ndarray of shape (n_texts, n_labels)
        How much each label is right; rows add up to one.
    """

    tokens: Sequence[Sequence[int]]
    targets: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Schedule:
    """How a network learns.

    Parameters
    ----------
    rate, end : float
        Learning rate of AdamW (Loshchilov and Hutter 2019) after the warm-up and at the end;
        it falls in a straight line.
    warmup : float
        Share of the steps during which the rate rises.
    decay : float
        Weight decay.
    clip : float
        Largest norm of a gradient.
    frozen : int
        Number of lowest layers that stay as they are, besides the embeddings; -1 lets both learn.
    seed : int
        Of dropout.
    half : bool
        Whether products are of half precision (bfloat16), twice as fast where the processor
        knows it.
    """

    rate: float
    end: float = 0.0
    warmup: float = 0.06
    decay: float = 0.01
    clip: float = 1.0
    frozen: int = 4
    seed: int = 0
    half: bool = True

    def at(self, step: int, steps: int) -> float:
        """Return the learning rate at a step, counted from 0."""
        rising = self.rate * (step + 1) / max(self.warmup * steps, 1.0)
        return min(rising, self.end + (self.rate - self.end) * (1 - step / steps))


def fit(
    network: StanceNetwork,
    items: Items,
    batches: Sequence[Sequence[int]],
    schedule: Schedule,
    *,
    checkpoint: Path | None = None,
    save_every: int = _SAVE_EVERY,
    tell: Callable[[str], object] | None = None,
) -> None:
    """Train a network, in place; it is left ready to predict.

    An interrupted run that is started again with the same arguments goes on where `checkpoint` was
    last written, and ends in the same weights as an uninterrupted one on the same machine and
    number of threads.

    Parameters
    ----------
    network : StanceNetwork
        To be trained.
    items : Items
        Texts and targets.
    batches : sequence of sequence of int
        Indices of `items`, a batch for each step.
    schedule : Schedule
        How.
    checkpoint : Path, optional
        File that keeps weights and optimiser's moments of a run under way; it is deleted at the
        end. One of another run is written over.
    save_every : int
        Steps between two writes.
    tell : callable, optional
        Called with a line on the progress now and then; standard error where it is left out.
    """
    identity = run_hash(network, items, batches, schedule)
    network.requires_grad_(True)
    if schedule.frozen >= 0:
        network.freeze(schedule.frozen)
    parameters = {name: p for name, p in network.named_parameters() if p.requires_grad}
    optimizer = torch.optim.AdamW(
        parameters.values(), schedule.rate, weight_decay=schedule.decay, fused=True
    )
    first = _resume(checkpoint, identity, parameters, optimizer) if checkpoint else 0
    progress = _Progress(len(batches), tell or _to_stderr)
    network.train()
    for step in range(first, len(batches)):
        # Each step has its own seed, so that a resumed run drops the same as an uninterrupted one.
        torch.manual_seed(schedule.seed * 1_000_003 + step)
        for group in optimizer.param_groups:
            group["lr"] = schedule.at(step, len(batches))
        tokens, mask = padded([items.tokens[i] for i in batches[step]])
        target = torch.from_numpy(items.targets[list(batches[step])])
        with torch.autocast("cpu", torch.bfloat16, enabled=schedule.half):
            scores = network(tokens, mask)[1]
        loss = -(target * functional.log_softmax(scores.float(), dim=1)).sum(dim=1).mean()
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(parameters.values(), schedule.clip)
        optimizer.step()
        progress.add(step, float(loss.detach()), len(batches[step]))
        if checkpoint and (step + 1) % save_every == 0:
            _save(checkpoint, identity, step + 1, parameters, optimizer)
    network.requires_grad_(True).eval()
    if checkpoint:
        checkpoint.unlink(missing_ok=True)


def score(
    network: StanceNetwork, tokens: Sequence[Sequence[int]], *, size: int = 32, half: bool = False
) -> NDArray[np.float32]:
    """Return scores of shape (n_texts, n_labels), in the order given.

    Parameters
    ----------
    network : StanceNetwork
        Trained.
    tokens : sequence of sequence of int
        Of each text.
    size : int
        Texts in a batch; scores are the same for any, up to rounding.
    half : bool
        Whether products are of half precision.
    """
    found = np.zeros((len(tokens), network.scores.out_features), dtype=np.float32)
    order = sorted(range(len(tokens)), key=lambda i: len(tokens[i]))
    network.eval()
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=half):
        for start in range(0, len(order), size):
            part = order[start : start + size]
            found[part] = network(*padded([tokens[i] for i in part]))[1].float().numpy()
    return found


def padded(tokens: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    """Return token numbers and mask of a batch, both int64 of shape (batch, length).

    Parameters
    ----------
    tokens : sequence of sequence of int
        Of each text; padding comes after them, as 0, which the mask hides whatever it stands for.
    """
    longest = max(map(len, tokens))
    ids = torch.zeros((len(tokens), longest), dtype=torch.int64)
    mask = torch.zeros_like(ids)
    for row, numbers in enumerate(tokens):
        ids[row, : len(numbers)] = torch.tensor(numbers, dtype=torch.int64)
        mask[row, : len(numbers)] = 1
    return ids, mask


def run_hash(
    network: StanceNetwork, items: Items, batches: Sequence[Sequence[int]], schedule: Schedule
) -> str:
    """Return a hash of all that decides what a run ends in, taken before it starts."""
    plan = [asdict(schedule), [[items.tokens[i] for i in batch] for batch in batches]]
    digest = hashlib.sha256(json.dumps(plan, sort_keys=True).encode())
    for batch in batches:
        digest.update(np.ascontiguousarray(items.targets[list(batch)]).tobytes())
    digest.update(weights_hash(network).encode())
    return digest.hexdigest()


def _save(
    path: Path,
    identity: str,
    step: int,
    parameters: dict[str, nn.Parameter],
    optimizer: torch.optim.Optimizer,
) -> None:
    tensors: dict[str, Tensor] = {}
    for name, parameter in parameters.items():
        tensors[f"value/{name}"] = parameter.detach()
        tensors |= {f"{key}/{name}": value for key, value in optimizer.state[parameter].items()}
    write_tensors(tensors, path, {"run": identity, "step": str(step)})


def _resume(
    path: Path,
    identity: str,
    parameters: dict[str, nn.Parameter],
    optimizer: torch.optim.Optimizer,
) -> int:
    if not path.is_file():
        return 0
    tensors, header = read_tensors(path)
    if header.get("run") != identity:
        return 0
    state: dict[int, dict[str, Any]] = {}
    for number, (name, parameter) in enumerate(parameters.items()):
        with torch.no_grad():
            parameter.copy_(tensors.pop(f"value/{name}"))
        keys = ("step", "exp_avg", "exp_avg_sq")
        state[number] = {key: tensors.pop(f"{key}/{name}") for key in keys}
    optimizer.load_state_dict({**optimizer.state_dict(), "state": state})
    return int(header["step"])


class _Progress:
    """Says now and then how far it is, how well it fits and how long it takes."""

    def __init__(self, steps: int, tell: Callable[[str], object]) -> None:
        self.steps = steps
        self.tell = tell
        self.start = time.monotonic()
        self.losses: list[float] = []
        self.texts = 0

    def add(self, step: int, loss: float, texts: int) -> None:
        self.losses.append(loss)
        self.texts += texts
        if (step + 1) % _TELL_EVERY and step + 1 != self.steps:
            return
        seconds = time.monotonic() - self.start
        left = seconds / len(self.losses) * (self.steps - step - 1)
        self.tell(
            f"step {step + 1:,} of {self.steps:,}, loss {np.mean(self.losses[-_TELL_EVERY:]):.3f}, "
            f"{self.texts / seconds:.1f} texts/s, {left / 60:.0f} min left"
        )


def _to_stderr(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201 - progress, on standard error
