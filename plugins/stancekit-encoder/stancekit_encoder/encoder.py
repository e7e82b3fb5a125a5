"""A fine-tuned sentence encoder, run by onnxruntime on the CPU, offline.

An encoder is a folder of three plain files: ``encoder.onnx``, ``tokenizer.json`` and
``config.json``, which names the labels and the hashes of the other two.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from stancekit.errors import ModelError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

__all__ = ["CONFIG", "FORMAT", "GRAPH", "TOKENIZER", "VERSION", "Encoded", "Encoder"]

FORMAT, VERSION = "stancekit-encoder", 1
CONFIG, GRAPH, TOKENIZER = "config.json", "encoder.onnx", "tokenizer.json"

# Characters of a text that are looked at: far more than fill `max_length` tokens, and a bound on
# what a megabyte on one line can cost.
_CHARACTERS = 20_000

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Encoded:
    """What an encoder gives for some texts, a row each.

    Attributes
    ----------
    embedding : array of shape (n_texts, 2 * hidden)
        Mean and maximum of the last hidden states over the tokens.
    scores : array of shape (n_texts, n_labels)
        The head's scores, before any softmax.
    """

    embedding: Floats
    scores: Floats


class Encoder:
    """The encoder in a folder.

    The files are read and checked at the first use; making an encoder reads ``config.json`` only.
    Each text is worked out by one thread on its own, so neither what it is encoded with, nor the
    order, nor the number of threads changes its numbers. It pickles as its path.

    Parameters
    ----------
    folder : path-like
        Where ``encoder.onnx``, ``tokenizer.json`` and ``config.json`` lie.
    threads : int, optional
        Texts worked on at a time; when not given, ``OMP_NUM_THREADS`` if set (joblib sets it in
        its workers), else as many as there are CPUs to run on.

    Attributes
    ----------
    labels : tuple of str
        The labels of the scores' columns.
    words : frozenset of str
        Lower-case words that are no names.
    hidden : int
        Width of the hidden states; an embedding has twice as many columns.
    max_length : int
        Tokens of a text that are looked at; the rest is cut off.
    sha256 : str
        Hash of ``config.json``, which holds those of the other files: it stands for the encoder.

    Raises
    ------
    ModelError
        If ``config.json`` is missing or no encoder's; at the first use, if another file is missing
        or altered, or onnxruntime can't run the graph.
    """

    def __init__(self, folder: str | os.PathLike[str], threads: int | None = None) -> None:
        if threads is not None and threads < 1:
            raise ValueError(f"threads must be at least 1, not {threads}")
        self.folder = Path(folder).absolute()
        self.threads = threads
        data = _read(self.folder / CONFIG)
        config = _parse(data, self.folder)
        self.sha256 = hashlib.sha256(data).hexdigest()
        self.labels: tuple[str, ...] = tuple(config["labels"])
        self.words: frozenset[str] = frozenset(config["words"])
        self.hidden: int = config["hidden"]
        self.max_length: int = config["max_length"]
        self._hashes: dict[str, str] = config["sha256"]
        self._lock = threading.Lock()

    def __reduce__(self) -> tuple[Callable[..., Encoder], tuple[Any, ...]]:
        return Encoder, (self.folder, self.threads)

    def __repr__(self) -> str:
        return f"Encoder({str(self.folder)!r}, threads={self.threads})"

    def encode(self, texts: Sequence[str]) -> Encoded:
        """Encode texts; equal texts are worked out once.

        Parameters
        ----------
        texts : sequence of str
            Texts as the encoder was trained on them: folded, names masked.

        Returns
        -------
        Encoded
            Rows in the order of `texts`.

        Raises
        ------
        TypeError
            If `texts` is a bare string.
        ModelError
            If the encoder's files are missing, altered or can't be run.
        """
        if isinstance(texts, str):
            raise TypeError("expected a sequence of texts, got a single str; put it in a list")
        place: dict[str, int] = {}
        rows = np.array([place.setdefault(text, len(place)) for text in texts], dtype=np.intp)
        embedding = np.empty((len(place), 2 * self.hidden), dtype=np.float32)
        scores = np.empty((len(place), len(self.labels)), dtype=np.float32)
        if not place:
            return Encoded(embedding, scores)
        tokenizer, session = self._loaded

        def work(item: tuple[str, int]) -> None:
            text, row = item
            clean = text[:_CHARACTERS].encode(errors="replace").decode()  # lone surrogates
            ids = np.array([tokenizer.encode(clean).ids], dtype=np.int64)
            feed = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
            embedding[row], scores[row] = (part[0] for part in session.run(_OUTPUTS, feed))

        threads = min(self.threads or _available(), len(place))
        if threads == 1:
            for item in place.items():
                work(item)
        else:
            with ThreadPoolExecutor(threads) as pool:
                for _ in pool.map(work, place.items()):
                    pass
        if len(place) < len(rows):
            embedding, scores = embedding[rows], scores[rows]
        return Encoded(embedding, scores)

    @property
    def _loaded(self) -> tuple[Tokenizer, InferenceSession]:
        with self._lock:  # two threads that ask at once must not load twice
            return self._files

    @cached_property
    def _files(self) -> tuple[Tokenizer, InferenceSession]:
        # Imported here, so that listing models and plugins doesn't wait for them.
        import onnxruntime
        from tokenizers import Tokenizer

        for name, expected in self._hashes.items():
            if _sha256(self.folder / name) != expected:
                raise ModelError(
                    f"{self.folder}: {name} isn't the file that {CONFIG} was written for; "
                    "install the encoder again"
                )
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_mem_pattern = False  # every length has its own shapes
        options.log_severity_level = 3
        try:
            tokenizer = Tokenizer.from_file(str(self.folder / TOKENIZER))
            session = onnxruntime.InferenceSession(
                self.folder / GRAPH, options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # onnxruntime and tokenizers have no base for their errors
            raise ModelError(
                f"{self.folder}: the encoder can't be run by onnxruntime "
                f"{onnxruntime.__version__}: {' '.join(str(error).split())}"
            ) from None
        tokenizer.no_padding()
        tokenizer.enable_truncation(self.max_length)
        tokenizer.encode_special_tokens = True  # a text that holds "</s>" holds four characters
        return tokenizer, session


_OUTPUTS = ["embedding", "scores"]


def _available() -> int:
    limit = os.environ.get("OMP_NUM_THREADS", "")
    if limit.isdecimal() and int(limit):
        return int(limit)
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        raise ModelError(f"{file.parent}: no {file.name}: no encoder there, or not all") from None
    except OSError as error:
        raise ModelError(f"{file}: can't be read: {error.strerror or error}") from None


def _sha256(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except FileNotFoundError:
        raise ModelError(f"{file.parent}: no {file.name}: not all of the encoder") from None
    except OSError as error:
        raise ModelError(f"{file}: can't be read: {error.strerror or error}") from None


def _parse(data: bytes, folder: Path) -> dict[str, Any]:
    """Return the configuration, once it is known to have what an encoder needs."""
    try:
        config = json.loads(data)
    except ValueError:
        raise ModelError(f"{folder}: {CONFIG} isn't JSON") from None
    if not isinstance(config, dict) or config.get("format") != FORMAT:
        raise ModelError(f"{folder}: {CONFIG} isn't that of a {FORMAT}")
    if config.get("version") != VERSION:
        raise ModelError(
            f"{folder}: the encoder's format has version {config.get('version')!r}, and this "
            f"stancekit-encoder reads {VERSION}; upgrade it"
        )
    hashes = config.get("sha256")
    sound = {
        "labels": _texts(config.get("labels")) and bool(config["labels"]),
        "words": _texts(config.get("words")),
        "hidden": type(config.get("hidden")) is int and config["hidden"] > 0,
        "max_length": type(config.get("max_length")) is int and config["max_length"] > 2,
        "sha256": isinstance(hashes, dict)
        and set(hashes) == {GRAPH, TOKENIZER}
        and _texts(list(hashes.values())),
    }
    for key, fine in sound.items():
        if not fine:
            raise ModelError(f"{folder}: {CONFIG} has no proper {key!r}; install the encoder again")
    return config


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)
