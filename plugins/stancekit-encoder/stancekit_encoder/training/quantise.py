"""Smaller, faster encoders: weights and activations in 8 bits, a vocabulary cut to what is used.

Each column of a weight matrix and each token's activations have a scale of their own, worked out
anew for each token; so a token's numbers don't depend on what else is in the batch. Products are
summed as integers, exactly, whatever the order or the processor.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import numpy_helper

from stancekit_encoder.training.graph import MICROSOFT, WORDS, Graph

__all__ = [
    "activation_ranges",
    "cut_vocabulary",
    "quantise_columns",
    "quantise_graph",
    "token_ids",
]

# Weights have seven bits: on processors without VNNI onnxruntime sums pairs of products in 16 bits,
# and 255 * 63 * 2 still fits there, so that no sum is cut off.
_LARGEST = 63
# GELU is nowhere lower than -0.16998: raised by this, its results need no sign and use all 8 bits.
_RAISED = 0.17
# How much of the activations' unevenness the weights take over (alpha of SmoothQuant).
_TAKEN = 0.5


def quantise_columns(
    weight: npt.NDArray[np.float32], step: float
) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float32]]:
    """Quantise a matrix, each column with its own scale.

    A scale is as fine as seven bits allow, but not finer than `step` standard deviations of its
    column. Coarser codes repeat more, so that compression (of a wheel, say) gets more out of them.

    Parameters
    ----------
    weight : array of shape (n_inputs, n_outputs)
        The weights.
    step : float
        Least scale of a column, as a share of the standard deviation of its weights.

    Returns
    -------
    codes : array of int8, shape (n_inputs, n_outputs)
        Within -63 and 63; ``codes * scales`` approximates `weight`.
    scales : array of float32, shape (n_outputs,)
    """
    scales = np.maximum(np.abs(weight).max(0) / _LARGEST, step * weight.std(0))
    scales = np.where(scales > 0, scales, 1).astype(np.float32)
    return np.clip(np.rint(weight / scales), -_LARGEST, _LARGEST).astype(np.int8), scales


def activation_ranges(
    model: onnx.ModelProto, inputs: Iterable[npt.NDArray[np.int64]]
) -> dict[str, npt.NDArray[np.float32]]:
    """Return the largest size that each column of activations has, as a float graph runs.

    Parameters
    ----------
    model : ModelProto
        The graph of :func:`build_graph`.
    inputs : iterable of array of shape (1, length)
        Token numbers of some texts.

    Returns
    -------
    dict
        By the name of a product of the graph, an array of shape (n_inputs,).
    """
    import onnxruntime

    sources = {node.name: node.input[0] for node in model.graph.node if _is_product(node)}
    observed = sorted(set(sources.values()))
    probe = onnx.ModelProto()
    probe.CopyFrom(model)
    probe.graph.output.extend(onnx.ValueInfoProto(name=name) for name in observed)
    session = onnxruntime.InferenceSession(
        probe.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    largest: dict[str, Any] = {}
    for ids in inputs:
        feed = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        for name, value in zip(observed, session.run(observed, feed), strict=True):
            largest[name] = np.maximum(largest.get(name, 0), np.abs(value).max(0))
    return {name: largest[source] for name, source in sources.items()}


def token_ids(
    tokenizer_json: str, texts: Iterable[str], max_length: int
) -> list[npt.NDArray[np.int64]]:
    """Return the token numbers of each text, an array of shape (1, length) each."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_str(tokenizer_json)
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_length)
    return [np.array([tokenizer.encode(text).ids], dtype=np.int64) for text in texts]


def _is_product(node: onnx.NodeProto) -> bool:
    return node.op_type == "MatMul" and bool(node.name.endswith(".product"))


def quantise_graph(
    model: onnx.ModelProto,
    step: float = 0.1,
    ranges: Mapping[str, npt.NDArray[np.float32]] | None = None,
) -> onnx.ModelProto:
    """Return the graph of :func:`build_graph` with its weights and word embeddings in 8 bits.

    The head and the attention's own products stay floats.

    Parameters
    ----------
    model : ModelProto
        A float graph; it isn't changed.
    step : float
        Least scale of a weight (see :func:`quantise_columns`).
    ranges : dict, optional
        What :func:`activation_ranges` gave for `model`: then inputs are evened out, which makes
        the error about a third.
    """
    weights = {each.name: numpy_helper.to_array(each) for each in model.graph.initializer}
    graph = Graph(arrays=weights)
    graph.constant("codes.lowest", 1e-12)
    graph.constant("codes.signed", 1 / 127)
    graph.constant("codes.unsigned", 1 / 255)
    graph.constant("codes.middle", 128, np.uint8)
    graph.constant("codes.none", 0, np.uint8)
    graph.constant("codes.unit", 1.0)
    graph.constant("codes.column", [1], np.int64)
    graph.constant("raised", _RAISED)
    for node in model.graph.node:
        if node.op_type == "Gather" and node.input[0] == WORDS:
            _look_up(graph, node, step)
        elif _is_product(node):
            _multiply(graph, node, step, (ranges or {}).get(node.name))
        else:
            graph.nodes.append(node)
    small = onnx.ModelProto()
    small.CopyFrom(model)
    del small.graph.node[:], small.graph.initializer[:]
    small.graph.node.extend(graph.nodes)
    small.graph.initializer.extend(graph.initializers())
    return small


def _look_up(graph: Graph, node: onnx.NodeProto, step: float) -> None:
    """Take word embeddings from codes, with a scale for each word."""
    codes, scales = quantise_columns(graph.arrays.pop(WORDS).T, step)
    table = graph.constant(f"{WORDS}.codes", codes.T, np.int8)
    sizes = graph.constant(f"{WORDS}.scales", scales[:, None])
    found = graph.add("Gather", [table, node.input[1]], f"{WORDS}.found")
    levels = graph.add("Cast", [found], f"{WORDS}.levels", to=onnx.TensorProto.FLOAT)
    scale = graph.add("Gather", [sizes, node.input[1]], f"{WORDS}.scale")
    graph.add("Mul", [levels, scale], node.output[0])


def _multiply(
    graph: Graph, node: onnx.NodeProto, step: float, reach: npt.NDArray[np.float32] | None
) -> None:
    """Multiply by codes: rows (tokens) are quantised as they come, columns were before."""
    source, name = node.input[0], node.name
    raised = source.endswith(".gelu")
    weight = graph.arrays.pop(node.input[1])
    shift = np.full(len(weight), _RAISED if raised else 0.0)
    if raised:
        source = graph.add("Add", [source, "raised"], f"{source}.raised")
    if reach is not None:
        even = _evening(reach + shift, weight)
        weight, shift = weight * even[:, None], shift / even
        factors = graph.constant(f"{name}.evening", 1 / even)
        source = graph.add("Mul", [source, factors], f"{name}.evened")
    codes, scales = quantise_columns(weight, step)
    table = graph.constant(f"{name}.codes", codes, np.int8)
    sizes = graph.constant(f"{name}.scales", scales)
    size = source
    if raised:  # x W + b = (x + shift) W + (b - shift W)
        bias = name.removesuffix(".product") + ".bias"
        graph.constant(bias, graph.arrays[bias] - shift @ codes * scales)
    else:
        size = graph.add("Abs", [source], f"{name}.size")
    largest = graph.add("ReduceMax", [size], f"{name}.largest", axes=[1], keepdims=0)
    unit = "codes.unsigned" if raised else "codes.signed"
    scaled = graph.add("Mul", [largest, unit], f"{name}.scaled")
    scale = graph.add("Max", [scaled, "codes.lowest"], f"{name}.scale")
    zero = "codes.none" if raised else "codes.middle"
    count = graph.add("Shape", [scale], f"{name}.count")
    zeros = graph.add("Expand", [zero, count], f"{name}.zeros")
    rows = graph.add("QuantizeLinear", [source, scale, zeros], f"{name}.rows", axis=0)
    product = graph.add(
        "MatMulIntegerToFloat",
        [rows, table, "codes.unit", sizes, zero],
        f"{name}.levels",
        domain=MICROSOFT,
    )
    column = graph.add("Unsqueeze", [scale, "codes.column"], f"{name}.scale.column")
    graph.add("Mul", [product, column], node.output[0])


def _evening(
    reach: npt.NDArray[np.floating[Any]], weight: npt.NDArray[np.float32]
) -> npt.NDArray[np.float32]:
    """Return what to divide each input by, and to multiply its weights with.

    A few inputs are many times larger than all others, and would leave those few of the 8 bits
    (Xiao et al. 2023, SmoothQuant).
    """
    least = np.float32(1e-6)
    inputs, outputs = np.maximum(reach, least), np.maximum(np.abs(weight).max(1), least)
    even = inputs**_TAKEN / outputs ** (1 - _TAKEN)
    return np.asarray(even / np.exp(np.log(even).mean()), dtype=np.float32)


def cut_vocabulary(
    tokenizer_json: str, texts: Iterable[str], size: int
) -> tuple[str, npt.NDArray[np.int64]]:
    """Cut a word-piece vocabulary down; what is cut off is read as several shorter pieces.

    Special tokens, single characters and all pieces that continue a word stay; then the tokens
    of `texts`, the most frequent ones first; then those of lowest number, which in BERT's
    vocabulary are the most frequent words.

    Parameters
    ----------
    tokenizer_json : str
        Content of a ``tokenizer.json``.
    texts : iterable of str
        Texts of the kind the encoder will read.
    size : int
        Tokens to keep; more are kept where more have to stay.

    Returns
    -------
    tokenizer_json : str
        The new tokenizer, its tokens numbered anew in their old order.
    kept : array of int64
        Old numbers of the tokens, hence the rows of the word embeddings to keep.

    Raises
    ------
    ValueError
        If it isn't a word-piece tokenizer.
    """
    from tokenizers import Tokenizer

    record = json.loads(tokenizer_json)
    if record.get("model", {}).get("type") != "WordPiece":
        raise ValueError("the tokenizer's model isn't WordPiece")
    record["truncation"] = record["padding"] = None
    vocabulary: dict[str, int] = record["model"]["vocab"]
    prefix = record["model"]["continuing_subword_prefix"]
    special = {token["content"] for token in record["added_tokens"]}
    special.add(record["model"]["unk_token"])
    tokenizer = Tokenizer.from_str(json.dumps(record))
    used = Counter(token for text in texts for token in tokenizer.encode(text).tokens)
    kept = [
        token
        for token in vocabulary
        if token in special or token.startswith(prefix) or len(token) == 1
    ]
    rest = sorted(set(vocabulary) - set(kept), key=lambda token: (-used[token], vocabulary[token]))
    kept += rest[: max(0, size - len(kept))]
    kept.sort(key=vocabulary.__getitem__)
    number = {token: new for new, token in enumerate(kept)}
    old = np.array([vocabulary[token] for token in kept], dtype=np.int64)
    record["model"]["vocab"] = number
    for token in record["added_tokens"]:
        token["id"] = number[token["content"]]
    _renumber(record["post_processor"], number)
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")), old


def _renumber(processor: dict[str, Any] | None, number: dict[str, int]) -> None:
    """Renumber the tokens that are put before and after a text."""
    for key in ("cls", "sep"):
        if processor and key in processor:
            processor[key] = [processor[key][0], number[processor[key][0]]]
    for each in (processor or {}).get("special_tokens", {}).values():
        each["ids"] = [number[token] for token in each["tokens"]]
