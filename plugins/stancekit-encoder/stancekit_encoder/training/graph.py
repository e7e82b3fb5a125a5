"""The ONNX graph of a fine-tuned encoder, built from its arrays; needs `onnx`, not torch.

Two kinds of network are known: MPNet (Song et al. 2020, one bias per head and distance, shared by
all layers) and BERT (Devlin et al. 2019, which MiniLM is). Parameters carry the names that Hugging
Face's implementation gives them, below ``encoder.``, and the head is ``scores.``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

__all__ = ["MICROSOFT", "OPSET", "WORDS", "WORD_EMBEDDINGS", "Graph", "State", "build_graph"]

State = Mapping[str, npt.NDArray[Any]]

# 17 is the first with LayerNormalization; the fused operators are onnxruntime's own.
OPSET = 17
MICROSOFT = "com.microsoft"
WORDS = "words"  # the array of word embeddings
WORD_EMBEDDINGS = "encoder.embeddings.word_embeddings.weight"  # its name in the network
# MPNet's distances: exact up to a quarter of the buckets, logarithmic from there to this.
_FARTHEST = 128


@dataclass
class Graph:
    """A graph in the making: nodes and arrays by name."""

    nodes: list[onnx.NodeProto] = field(default_factory=list)
    arrays: dict[str, npt.NDArray[Any]] = field(default_factory=dict)

    def constant(self, name: str, value: npt.ArrayLike, dtype: npt.DTypeLike = np.float32) -> str:
        """Add an array and return its name."""
        self.arrays[name] = np.ascontiguousarray(value, dtype=dtype)
        return name

    def add(self, op: str, inputs: list[str], name: str, **attributes: Any) -> str:
        """Add a node of one result and return that one's name."""
        self.nodes.append(helper.make_node(op, inputs, [name], name=name, **attributes))
        return name

    def initializers(self) -> list[onnx.TensorProto]:
        """Return the arrays as the format has them."""
        return [numpy_helper.from_array(array, name) for name, array in self.arrays.items()]


def build_graph(state: State, config: Mapping[str, Any], max_length: int = 96) -> onnx.ModelProto:
    """Return the float graph of an encoder and its head.

    Inputs are ``input_ids`` and ``attention_mask``, int64 of shape (batch, length), padded on the
    right, length at most `max_length`. Outputs are ``embedding`` (batch, 2 * hidden), mean and
    maximum of the last hidden states where the mask is 1, and ``scores`` (batch, n_labels).

    Parameters
    ----------
    state : mapping of str to array
        Parameters of the network: ``encoder.*``, ``scores.weight`` and ``scores.bias``.
    config : mapping
        Hugging Face's ``config.json`` of the encoder.
    max_length : int
        Tokens that the graph has positions for.

    Raises
    ------
    ValueError
        If the network is neither MPNet nor BERT, a parameter is missing, or there are too few
        positions.
    """
    kind = config.get("model_type")
    if kind not in ("mpnet", "bert"):
        raise ValueError(f"model_type is {kind!r}; an encoder is 'mpnet' or 'bert'")
    if config.get("hidden_act", "gelu") != "gelu":
        raise ValueError(f"hidden_act is {config['hidden_act']!r}, not 'gelu'")
    graph = Graph()
    hidden = _embeddings(graph, state, config, max_length)
    bias = _attention_bias(graph, state, config)
    graph.add("Cast", ["attention_mask"], "mask", to=TensorProto.INT32)
    for layer in range(config["num_hidden_layers"]):
        hidden = _layer(graph, state, config, layer, hidden, bias)
    _pool(graph, state, graph.add("Reshape", [hidden, "shape.1"], "texts"))
    ids = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "length"])
        for name in ("input_ids", "attention_mask")
    ]
    n_labels, width = _get(state, "scores.weight").shape
    outputs = [
        helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["batch", width]),
        helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["batch", n_labels]),
    ]
    model = helper.make_model(
        helper.make_graph(graph.nodes, "encoder", ids, outputs, graph.initializers()),
        opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid(MICROSOFT, 1)],
        producer_name="stancekit-encoder",
    )
    model.ir_version = 8  # that of opset 17
    return model


def _get(state: State, name: str) -> npt.NDArray[np.float32]:
    try:
        return np.asarray(state[name], dtype=np.float32)
    except KeyError:
        raise ValueError(f"the network's parameters lack {name!r}") from None


def _embeddings(graph: Graph, state: State, config: Mapping[str, Any], max_length: int) -> str:
    prefix = "encoder.embeddings."
    positions = _get(state, prefix + "position_embeddings.weight")
    # MPNet counts positions from the one after its padding index.
    first = config["pad_token_id"] + 1 if config["model_type"] == "mpnet" else 0
    positions = positions[first : first + max_length]
    if len(positions) < max_length:
        raise ValueError(f"the network has {len(positions)} positions, not {max_length}")
    if config["model_type"] == "bert":  # a text is one segment, so its kind is always the first
        positions = positions + _get(state, prefix + "token_type_embeddings.weight")[0]
    table = _get(state, WORD_EMBEDDINGS)
    looked_up = graph.add("Gather", [graph.constant(WORDS, table), "input_ids"], "looked_up")
    length = graph.add("Shape", ["input_ids"], "length", start=1, end=2)
    zero = graph.constant("zero", [0], np.int64)
    places = graph.constant("positions", positions)
    placed = graph.add("Slice", [places, zero, length, zero], "placed")
    summed = graph.add("Add", [looked_up, placed], "embedded")
    normed = _norm(graph, state, config, prefix + "LayerNorm", summed, "embeddings")
    # From here on a row is a token; only attention and pooling look at texts.
    shape = graph.add("Shape", ["input_ids"], "shape")
    for times in (1, 3):
        width = graph.constant(f"width.{times}", [times * table.shape[1]], np.int64)
        graph.add("Concat", [shape, width], f"shape.{times}", axis=0)
    rows = graph.constant("shape.rows", [-1, table.shape[1]], np.int64)
    return graph.add("Reshape", [normed, rows], "tokens")


def _norm(
    graph: Graph, state: State, config: Mapping[str, Any], prefix: str, inputs: str, name: str
) -> str:
    scale = graph.constant(f"{name}.norm.scale", _get(state, prefix + ".weight"))
    shift = graph.constant(f"{name}.norm.shift", _get(state, prefix + ".bias"))
    epsilon = config["layer_norm_eps"]
    return graph.add(
        "LayerNormalization", [inputs, scale, shift], f"{name}.norm", axis=-1, epsilon=epsilon
    )


def _attention_bias(graph: Graph, state: State, config: Mapping[str, Any]) -> str:
    """Add MPNet's bias for each head and distance; BERT has none."""
    if config["model_type"] == "bert":
        return ""
    table = _get(state, "encoder.encoder.relative_attention_bias.weight")
    distances = np.arange(-_FARTHEST, _FARTHEST + 1)
    by_distance = table[_buckets(distances, config.get("relative_attention_num_buckets", 32))]
    weights = graph.constant("distances", by_distance.T)  # (heads, distance)
    start, step = graph.constant("start", 0, np.int64), graph.constant("step", 1, np.int64)
    length = graph.add("Squeeze", ["length"], "length.scalar")
    places = graph.add("Range", [start, length, step], "places")
    rows = graph.add("Unsqueeze", [places, graph.constant("rows", [1], np.int64)], "places.rows")
    apart = graph.add("Sub", [places, rows], "apart")  # key minus query
    ends = [
        graph.constant("nearest", -_FARTHEST, np.int64),
        graph.constant("farthest", _FARTHEST, np.int64),
    ]
    clipped = graph.add("Clip", [apart, *ends], "apart.clipped")
    index = graph.add("Add", [clipped, ends[1]], "apart.index")
    relative = graph.add("Gather", [weights, index], "bias.relative", axis=1)
    first = graph.constant("first", [0], np.int64)
    return graph.add("Unsqueeze", [relative, first], "bias")


def _buckets(distances: npt.NDArray[Any], n_buckets: int) -> npt.NDArray[np.int64]:
    """Return the bucket of each distance, key minus query (as MPNet and T5 number them)."""
    half = n_buckets // 2
    exact = half // 2
    size = np.abs(distances)
    # In single precision, as the network was trained: a border must not move by a rounding.
    ratio = np.log(np.maximum(size, 1).astype(np.float32) / np.float32(exact))
    far = exact + (
        ratio / np.float32(math.log(_FARTHEST / exact)) * np.float32(half - exact)
    ).astype(np.int64)
    bucket = np.where(size < exact, size, np.minimum(far, half - 1))
    return np.asarray(bucket + np.where(distances > 0, half, 0), dtype=np.int64)


def _layer(
    graph: Graph,
    state: State,
    config: Mapping[str, Any],
    layer: int,
    hidden: str,
    bias: str,
) -> str:
    prefix, name = f"encoder.encoder.layer.{layer}.", f"layer.{layer}"
    if config["model_type"] == "mpnet":
        q, k, v, o = (f"{prefix}attention.attn.{part}" for part in "qkvo")
        norm = prefix + "attention.LayerNorm"
    else:
        q, k, v = (f"{prefix}attention.self.{part}" for part in ("query", "key", "value"))
        o, norm = prefix + "attention.output.dense", prefix + "attention.output.LayerNorm"
    projected = _linear(graph, state, [q, k, v], hidden, f"{name}.qkv")
    projected = graph.add("Reshape", [projected, "shape.3"], f"{name}.qkv.texts")
    parts = [f"{name}.{part}" for part in ("query", "key", "value")]
    graph.nodes.append(helper.make_node("Split", [projected], parts, name=f"{name}.split", axis=-1))
    heads = config["num_attention_heads"]
    context = graph.add(
        "MultiHeadAttention",
        [*parts, "", "mask", bias],
        f"{name}.context",
        domain=MICROSOFT,
        num_heads=heads,
    )
    context = graph.add("Reshape", [context, "shape.rows"], f"{name}.context.rows")
    attended = _linear(graph, state, [o], context, f"{name}.attended")
    summed = graph.add("Add", [attended, hidden], f"{name}.attended.sum")
    hidden = _norm(graph, state, config, norm, summed, f"{name}.attended")
    wide = _linear(graph, state, [prefix + "intermediate.dense"], hidden, f"{name}.wide")
    active = graph.add("Gelu", [wide], f"{name}.gelu", domain=MICROSOFT)
    narrow = _linear(graph, state, [prefix + "output.dense"], active, f"{name}.narrow")
    summed = graph.add("Add", [narrow, hidden], f"{name}.sum")
    return _norm(graph, state, config, prefix + "output.LayerNorm", summed, name)


def _linear(graph: Graph, state: State, names: list[str], inputs: str, name: str) -> str:
    """Add one product for the linear maps `names`, side by side."""
    weight = np.concatenate([_get(state, each + ".weight") for each in names])
    bias = np.concatenate([_get(state, each + ".bias") for each in names])
    product = graph.add(
        "MatMul", [inputs, graph.constant(f"{name}.weight", weight.T)], f"{name}.product"
    )
    return graph.add("Add", [product, graph.constant(f"{name}.bias", bias)], name)


def _pool(graph: Graph, state: State, hidden: str) -> None:
    axis = graph.constant("axis.length", [1], np.int64)
    inside = graph.add("Cast", ["attention_mask"], "inside", to=TensorProto.FLOAT)
    column = graph.add("Unsqueeze", [inside, graph.constant("axis.last", [2], np.int64)], "column")
    kept = graph.add("Mul", [hidden, column], "kept")
    total = graph.add("ReduceSum", [kept, axis], "total", keepdims=0)
    mean = graph.add("Div", [total, graph.add("ReduceSum", [inside, axis], "count")], "mean")
    is_text = graph.add("Cast", [column], "is_text", to=TensorProto.BOOL)
    lowest = graph.constant("lowest", -1e4)
    lowered = graph.add("Where", [is_text, hidden, lowest], "lowered")
    highest = graph.add("ReduceMax", [lowered], "highest", axes=[1], keepdims=0)
    graph.add("Concat", [mean, highest], "embedding", axis=1)
    # Not a product of matrices: that adds up in another order when there is only one row.
    rows = graph.add("Unsqueeze", ["embedding", axis], "embedding.rows")
    weight = graph.constant("scores.weight", _get(state, "scores.weight"))
    terms = graph.add("Mul", [rows, weight], "scores.terms")
    product = graph.add("ReduceSum", [terms, "axis.last"], "scores.sum", keepdims=0)
    graph.add("Add", [product, graph.constant("scores.bias", _get(state, "scores.bias"))], "scores")
