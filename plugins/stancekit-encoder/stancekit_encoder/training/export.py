"""Writes an encoder's folder: the graph, the tokenizer and the configuration with their hashes."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from stancekit_encoder.encoder import CONFIG, FORMAT, GRAPH, TOKENIZER, VERSION
from stancekit_encoder.training.graph import WORD_EMBEDDINGS, State, build_graph
from stancekit_encoder.training.quantise import (
    activation_ranges,
    cut_vocabulary,
    quantise_graph,
    token_ids,
)

__all__ = ["export_encoder"]


# Texts whose activations are looked at: more of them change the ranges little.
_OBSERVED = 200


def export_encoder(
    state: State,
    config: Mapping[str, Any],
    tokenizer_json: str,
    labels: Sequence[str],
    words: Collection[str],
    folder: str | os.PathLike[str],
    bits: int = 32,
    *,
    step: float = 0.1,
    vocabulary: int | None = None,
    texts: Iterable[str] = (),
    max_length: int = 96,
) -> None:
    """Write the folder of an encoder, whole or not at all.

    Parameters
    ----------
    state : mapping of str to array
        Parameters of the network (see :func:`build_graph`).
    config : mapping
        Hugging Face's ``config.json`` of the encoder.
    tokenizer_json : str
        Content of its ``tokenizer.json``.
    labels : sequence of str
        Labels of the scores' columns.
    words : collection of str
        Lower-case words that are no names.
    folder : path-like
        The folder to write; it must not exist yet.
    bits : {8, 32}
        Bits that a weight is kept in; 32 are floats.
    step : float
        Least difference of two weights in 8 bits, as a share of their standard deviation: more
        makes a smaller wheel and a larger error (see :func:`quantise_columns`).
    vocabulary : int, optional
        Tokens to keep, the most frequent of `texts` first; all when not given (see
        :func:`cut_vocabulary`).
    texts : iterable of str
        Texts of the kind the encoder will read: they say which tokens and which range of
        activations matter. Without them activations in 8 bits are three times less exact.
    max_length : int
        Tokens of a text that are looked at.

    Raises
    ------
    FileExistsError
        If `folder` exists.
    ValueError
        If the network isn't one that can be exported, or doesn't fit the labels.
    """
    target = Path(folder)
    if target.exists():
        raise FileExistsError(f"{target} exists; remove it, or name another folder")
    if bits not in (8, 32):
        raise ValueError(f"bits must be 8 or 32, not {bits}")
    texts = list(texts)
    if vocabulary is not None:
        tokenizer_json, kept = cut_vocabulary(tokenizer_json, texts, vocabulary)
        state = {**state, WORD_EMBEDDINGS: state[WORD_EMBEDDINGS][kept]}
    model = build_graph(state, config, max_length)
    if bits == 8:
        inputs = token_ids(tokenizer_json, _spread(texts), max_length)
        model = quantise_graph(model, step, activation_ranges(model, inputs) if texts else None)
    if len(labels) != len(state["scores.bias"]):
        raise ValueError(f"{len(labels)} labels for {len(state['scores.bias'])} scores")
    files = {GRAPH: model.SerializeToString(), TOKENIZER: tokenizer_json.encode()}
    record = {
        "format": FORMAT,
        "version": VERSION,
        "labels": list(labels),
        "max_length": max_length,
        "hidden": config["hidden_size"],
        "sha256": {name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
        "words": sorted(words),
    }
    files[CONFIG] = json.dumps(record, ensure_ascii=False, indent=1).encode() + b"\n"
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        partial.chmod(0o755)
        for name, data in files.items():
            (partial / name).write_bytes(data)
        partial.rename(target)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise


def _spread(texts: list[str]) -> list[str]:
    """Return some of `texts`, evenly from first to last."""
    return texts[:: -(-len(texts) // _OBSERVED) or 1]
