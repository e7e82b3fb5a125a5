"""Encoders of random weights, small enough to be built in a second."""

import json

import numpy as np
import pytest

LABELS = ("pro-diplomacy", "rejection", "conditional", "no-stance")
WORDS = """the talks will go on we reject any deal unless sanctions are lifted first said not never
no meeting minister open to dialogue ready return table if and or a of in is was there arcadia ."""


def network(kind="bert", *, vocabulary=200, hidden=32, layers=2, heads=4, labels=4, seed=0):
    """Return `(state, config)` of a random network with the names of Hugging Face's."""
    random = np.random.default_rng(seed)
    state = {}

    def linear(name, out, into):
        state[f"{name}.weight"] = random.normal(0, 2 / into**0.5, (out, into)).astype(np.float32)
        state[f"{name}.bias"] = random.normal(0, 0.1, out).astype(np.float32)

    def norm(name):
        state[f"{name}.weight"] = random.normal(1, 0.1, hidden).astype(np.float32)
        state[f"{name}.bias"] = random.normal(0, 0.1, hidden).astype(np.float32)

    def table(name, rows, columns=hidden):
        state[f"{name}.weight"] = random.normal(0, 1, (rows, columns)).astype(np.float32)

    mpnet = kind == "mpnet"
    table("encoder.embeddings.word_embeddings", vocabulary)
    table("encoder.embeddings.position_embeddings", 130)
    if mpnet:
        table("encoder.encoder.relative_attention_bias", 32, heads)
        attention = ("attn.q", "attn.k", "attn.v", "attn.o", "LayerNorm")
    else:
        table("encoder.embeddings.token_type_embeddings", 2)
        attention = ("self.query", "self.key", "self.value", "output.dense", "output.LayerNorm")
    norm("encoder.embeddings.LayerNorm")
    for layer in range(layers):
        prefix = f"encoder.encoder.layer.{layer}"
        for part in attention[:4]:
            linear(f"{prefix}.attention.{part}", hidden, hidden)
        norm(f"{prefix}.attention.{attention[4]}")
        linear(f"{prefix}.intermediate.dense", 4 * hidden, hidden)
        linear(f"{prefix}.output.dense", hidden, 4 * hidden)
        norm(f"{prefix}.output.LayerNorm")
    linear("scores", labels, 2 * hidden)
    config = {
        "model_type": kind,
        "hidden_size": hidden,
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "intermediate_size": 4 * hidden,
        "max_position_embeddings": 130,
        "vocab_size": vocabulary,
        "layer_norm_eps": 1e-5 if mpnet else 1e-12,
        "pad_token_id": 1 if mpnet else 0,
        "relative_attention_num_buckets": 32,
        "hidden_act": "gelu",
        "hidden_dropout_prob": 0.0,
        "attention_probs_dropout_prob": 0.0,
        "type_vocab_size": 2,
    }
    return state, config


def tokenizer_json(kind="bert", vocabulary=200):
    """Return the `tokenizer.json` of a word-piece vocabulary of `vocabulary` pieces."""
    special = (
        ["<s>", "<pad>", "</s>", "[UNK]", "<mask>"]
        if kind == "mpnet"
        else ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    )
    letters = "abcdefghijklmnopqrstuvwxyz'"
    pieces = [*special, *WORDS.split(), *letters, *(f"##{letter}" for letter in letters)]
    pieces = list(dict.fromkeys(pieces))
    pieces += [f"[unused{i}]" for i in range(vocabulary - len(pieces))]
    first, last = (special[0], special[2]) if kind == "mpnet" else (special[2], special[3])
    ids = {piece: i for i, piece in enumerate(pieces)}
    unknown = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False}
    return json.dumps(
        {
            "version": "1.0",
            "truncation": None,
            "padding": None,
            "added_tokens": [
                {"id": ids[piece], "content": piece, "special": True, **unknown}
                for piece in special
            ],
            "normalizer": {
                "type": "BertNormalizer",
                "clean_text": True,
                "handle_chinese_chars": True,
                "strip_accents": None,
                "lowercase": True,
            },
            "pre_tokenizer": {"type": "BertPreTokenizer"},
            "post_processor": {
                "type": "BertProcessing",
                "sep": [last, ids[last]],
                "cls": [first, ids[first]],
            },
            "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": True},
            "model": {
                "type": "WordPiece",
                "unk_token": "[UNK]",
                "continuing_subword_prefix": "##",
                "max_input_chars_per_word": 100,
                "vocab": ids,
            },
        }
    )


@pytest.fixture(scope="session")
def make_network():
    """Return the function `network`."""
    return network


@pytest.fixture(scope="session")
def make_tokenizer():
    """Return the function `tokenizer_json`."""
    return tokenizer_json


@pytest.fixture(scope="session")
def write_encoder():
    """Return a function that writes a tiny encoder to a folder and returns the folder."""
    pytest.importorskip("onnx", reason="tiny encoders are built with it")
    from stancekit_encoder.training.export import export_encoder

    def write(folder, kind="bert", *, labels=LABELS, bits=32, **options):
        state, config = network(kind, labels=len(labels), **options)
        tokenizer = tokenizer_json(kind, config["vocab_size"])
        export_encoder(state, config, tokenizer, labels, WORDS.split(), folder, bits)
        return folder

    return write


@pytest.fixture(scope="session")
def tiny_encoder(write_encoder, tmp_path_factory):
    """Return the folder of a tiny encoder of four labels, made once."""
    return write_encoder(tmp_path_factory.mktemp("encoders") / "tiny")
