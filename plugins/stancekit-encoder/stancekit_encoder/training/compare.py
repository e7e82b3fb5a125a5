"""The same texts through torch, onnxruntime and sentence-transformers: labels, speed, memory.

Each engine runs in a process of its own, one after the other, so that neither memory nor threads of
one count for another.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from stancekit.errors import ModelError

__all__ = ["ENGINES", "Engine", "Measured", "compare", "measure", "table"]

Scores = NDArray[np.float32]

# What an engine can be: a state of torch, the folder of an encoder, the folder of a base.
ENGINES = ("torch", "onnx", "sentence-transformers")


@dataclass(frozen=True, slots=True)
class Engine:
    """What is measured.

    Parameters
    ----------
    title : str
        How the table calls it.
    kind : str
        One of `ENGINES`.
    place : Path
        State or folder.
    """

    title: str
    kind: str
    place: Path


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """What came out.

    Parameters
    ----------
    engine : Engine
        What was measured.
    start : float
        Seconds from the start of the process to the first text's result.
    speed : float
        Texts a second after that.
    memory : float
        Most memory that the process held, in MB.
    scores : ndarray of shape (n_texts, n_labels), optional
        None for an engine that has no head.
    """

    engine: Engine
    start: float
    speed: float
    memory: float
    scores: Scores | None


def compare(engines: Sequence[Engine], texts: Sequence[str], *, threads: int = 1) -> list[Measured]:
    """Run each engine over the same texts.

    Parameters
    ----------
    engines : sequence of Engine
        In the order of the table; sentence-transformers is left out where it isn't installed.
    texts : sequence of str
        With names masked.
    threads : int
        That each may use.

    Raises
    ------
    ModelError
        If one of them fails.
    """
    present = [engine for engine in engines if _installed(engine.kind)]
    return [_run(engine, texts, threads) for engine in present]


def table(measured: Sequence[Measured]) -> str:
    """Return a table with one row for each engine; labels are compared with the first row's.

    Parameters
    ----------
    measured : sequence of Measured
        At least one, the first with scores.
    """
    first = measured[0].scores
    columns = ("start s", 9), ("texts/s", 9), ("peak MB", 9), ("same label", 12), ("off by", 10)
    lines = [f"{'engine':<24}" + "".join(f"{name:>{width}}" for name, width in columns)]
    for one in measured:
        same, off = "-", "-"
        if one.scores is not None and first is not None:
            agreed = one.scores.argmax(axis=1) == first.argmax(axis=1)
            same, off = f"{agreed.mean():.2%}", f"{np.abs(one.scores - first).max():.1e}"
        lines.append(
            f"{one.engine.title:<24}{one.start:>9.2f}{one.speed:>9.1f}{one.memory:>9.0f}"
            f"{same:>12}{off:>10}"
        )
    return "\n".join(lines)


def _installed(kind: str) -> bool:
    module = {"sentence-transformers": "sentence_transformers", "onnx": "onnxruntime"}
    return importlib.util.find_spec(module.get(kind, kind)) is not None


def _run(engine: Engine, texts: Sequence[str], threads: int) -> Measured:
    with tempfile.TemporaryDirectory() as scratch:
        given, result = Path(scratch, "texts.json"), Path(scratch, "result")
        given.write_text(json.dumps(list(texts)), "utf-8")
        command = [sys.executable, "-m", "stancekit_encoder.training", "measure", engine.kind]
        command += [str(engine.place), str(given), str(result)]
        command += ["--threads", str(threads), "--started", repr(time.time())]
        environment = {**os.environ, "OMP_NUM_THREADS": str(threads)}
        done = subprocess.run(  # noqa: S603 - our own interpreter and command, without a shell
            command, capture_output=True, text=True, check=False, env=environment
        )
        if done.returncode:
            lines = done.stderr.strip().splitlines() or ["no reason given"]
            raise ModelError(f"{engine.title}: {lines[-1].removeprefix('Error: ')}")
        values = json.loads(result.with_suffix(".json").read_text("utf-8"))
        kept = result.with_suffix(".npy")
        scores = np.load(kept, allow_pickle=False) if kept.is_file() else None
    return Measured(engine, values["start"], values["speed"], values["memory"], scores)


def measure(
    kind: str, place: Path, texts: Sequence[str], result: Path, *, threads: int, started: float
) -> None:
    """Run one engine in this process and write what came out.

    Parameters
    ----------
    kind : str
        One of `ENGINES`.
    place : Path
        State or folder.
    texts : sequence of str
        With names masked.
    result : Path
        Gets the suffixes ``.json`` for figures and ``.npy`` for scores.
    threads : int
        That it may use.
    started : float
        When the process was started, as `time.time` tells it.
    """
    import resource  # not there on Windows, where nothing else is missing

    run = {"torch": _torch, "onnx": _onnx}.get(kind, _sentence_transformers)(place, threads)
    run(texts[:1])
    ready = time.time()
    scores = run(texts)
    seconds = time.time() - ready
    # Linux counts in KB, macOS in bytes.
    unit = 1 if sys.platform == "darwin" else 1024
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6
    figures = {"start": ready - started, "speed": len(texts) / seconds, "memory": memory}
    result.with_suffix(".json").write_text(json.dumps(figures), "utf-8")
    if scores is not None:
        np.save(result.with_suffix(".npy"), scores, allow_pickle=False)


def _torch(place: Path, threads: int) -> Callable[[Sequence[str]], Scores | None]:
    import torch

    from stancekit_encoder.training.data import tokenize
    from stancekit_encoder.training.fitting import score
    from stancekit_encoder.training.weights import load_state

    torch.set_num_threads(threads)
    network = load_state(place)
    return lambda texts: score(network, tokenize(texts, place.parent))


def _onnx(place: Path, threads: int) -> Callable[[Sequence[str]], Scores | None]:
    from stancekit_encoder.encoder import Encoder

    encoder = Encoder(place, threads=threads)
    return lambda texts: encoder.encode(texts).scores


def _sentence_transformers(place: Path, threads: int) -> Callable[[Sequence[str]], Scores | None]:
    import torch
    from sentence_transformers import SentenceTransformer

    torch.set_num_threads(threads)
    model = SentenceTransformer(str(place), device="cpu", local_files_only=True)
    model.max_seq_length = 96

    def run(texts: Sequence[str]) -> None:
        model.encode(list(texts), show_progress_bar=False)

    return run
