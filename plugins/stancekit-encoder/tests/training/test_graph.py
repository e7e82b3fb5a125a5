"""The graph computes what the network does, worked out here in plain numpy."""

import math

import numpy as np
import pytest

pytest.importorskip("onnx", reason="the graphs are built with it")

import onnxruntime
from stancekit_encoder.training.graph import build_graph


def norm(x, state, name, epsilon):
    centred = x - x.mean(-1, keepdims=True)
    scaled = centred / np.sqrt((centred**2).mean(-1, keepdims=True) + epsilon)
    return scaled * state[f"{name}.weight"] + state[f"{name}.bias"]


def bucket(distance):
    """Bucket of key minus query: 32 in all, half a side, exact below 8, logarithmic to 128."""
    side, size = (16 if distance > 0 else 0), abs(distance)
    if size < 8:
        return side + size
    return side + min(15, 8 + int(math.log(size / 8) / math.log(16) * 8))


def reference(state, config, ids):
    """Encode one text."""
    mpnet = config["model_type"] == "mpnet"
    epsilon = config["layer_norm_eps"]
    heads, size = config["num_attention_heads"], len(ids)
    embeddings = "encoder.embeddings."
    first = 2 if mpnet else 0
    x = state[f"{embeddings}word_embeddings.weight"][ids]
    x = x + state[f"{embeddings}position_embeddings.weight"][first : first + size]
    if not mpnet:
        x = x + state[f"{embeddings}token_type_embeddings.weight"][0]
    x = norm(x, state, f"{embeddings}LayerNorm", epsilon)
    bias = np.zeros((heads, size, size))
    if mpnet:
        table = state["encoder.encoder.relative_attention_bias.weight"]
        for query in range(size):
            for key in range(size):
                bias[:, query, key] = table[bucket(key - query)]
    names = (
        ("attn.q", "attn.k", "attn.v", "attn.o", "LayerNorm")
        if mpnet
        else ("self.query", "self.key", "self.value", "output.dense", "output.LayerNorm")
    )
    for layer in range(config["num_hidden_layers"]):
        prefix = f"encoder.encoder.layer.{layer}."

        def linear(x, name, prefix=prefix):
            return x @ state[f"{prefix}{name}.weight"].T + state[f"{prefix}{name}.bias"]

        q, k, v = (
            linear(x, f"attention.{name}").reshape(size, heads, -1).swapaxes(0, 1)
            for name in names[:3]
        )
        weights = np.exp(q @ k.swapaxes(1, 2) / math.sqrt(q.shape[2]) + bias)
        weights /= weights.sum(-1, keepdims=True)
        context = (weights @ v).swapaxes(0, 1).reshape(size, -1)
        x = norm(
            x + linear(context, f"attention.{names[3]}"),
            state,
            f"{prefix}attention.{names[4]}",
            epsilon,
        )
        wide = linear(x, "intermediate.dense")
        wide = wide * 0.5 * (1 + np.vectorize(math.erf)(wide / math.sqrt(2)))
        x = norm(x + linear(wide, "output.dense"), state, f"{prefix}output.LayerNorm", epsilon)
    embedding = np.concatenate([x.mean(0), x.max(0)])
    return embedding, embedding @ state["scores.weight"].T + state["scores.bias"]


@pytest.mark.parametrize("kind", ["bert", "mpnet"])
def test_the_graph_agrees_with_the_network_padded_or_not(kind, make_network):
    state, config = make_network(kind)
    session = onnxruntime.InferenceSession(
        build_graph(state, config).SerializeToString(), providers=["CPUExecutionProvider"]
    )
    random = np.random.default_rng(1)
    lengths = [96, 3, 40]  # distances on all sides of every bucket's borders
    ids = np.zeros((3, 96), dtype=np.int64)
    mask = np.zeros_like(ids)
    for row, length in enumerate(lengths):
        ids[row, :length] = random.integers(5, 200, length)
        mask[row, :length] = 1
    embedding, scores = session.run(None, {"input_ids": ids, "attention_mask": mask})
    for row, length in enumerate(lengths):
        expected = reference(state, config, ids[row, :length])
        np.testing.assert_allclose(embedding[row], expected[0], atol=2e-4)
        np.testing.assert_allclose(scores[row], expected[1], atol=1e-3)


def test_what_is_no_such_network_is_refused(make_network):
    state, config = make_network()
    with pytest.raises(ValueError, match="roberta"):
        build_graph(state, config | {"model_type": "roberta"})
    with pytest.raises(ValueError, match="hidden_act"):
        build_graph(state, config | {"hidden_act": "relu"})
    with pytest.raises(ValueError, match="positions"):
        build_graph(state, config, max_length=200)
    state.pop("encoder.encoder.layer.1.output.dense.bias")
    with pytest.raises(ValueError, match=r"layer\.1\.output\.dense\.bias"):
        build_graph(state, config)
