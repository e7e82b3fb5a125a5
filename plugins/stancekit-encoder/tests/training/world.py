"""A world of a few words in which the stance can be read off: tiny bases, tokenizer, sentences."""

from __future__ import annotations

import json
import random
from pathlib import Path

import torch
from safetensors.torch import save_file
from stancekit_encoder.training.network import Encoder, NetworkConfig
from tokenizers import Tokenizer, models, pre_tokenizers, processors

LABELS = ("pro-diplomacy", "rejection", "conditional", "no-stance")
SIGNS = {
    "pro-diplomacy": "welcomes",
    "rejection": "refuses",
    "conditional": "if",
    "no-stance": "counts",
}
FILLERS = "we they it the talks offer embargo border harvest soon again today".split()
SPECIAL = ["[PAD]", "[CLS]", "[SEP]", "[UNK]"]
VOCABULARY = [*SPECIAL, *SIGNS.values(), *FILLERS]


def make_config(family: str, n_layers: int = 2) -> NetworkConfig:
    return NetworkConfig(
        model_type=family,
        vocab_size=len(VOCABULARY),
        hidden_size=16,
        intermediate_size=32,
        num_hidden_layers=n_layers,
        num_attention_heads=2,
        max_position_embeddings=102,
        pad_token_id=1 if family == "mpnet" else 0,
    )


def write_base(folder: Path, config: NetworkConfig) -> Path:
    folder.mkdir()
    torch.manual_seed(7)
    tensors = Encoder(config).state_dict() | {"pooler.dense.weight": torch.zeros(16, 16)}
    save_file(tensors, folder / "model.safetensors")
    values = json.loads(config.to_json()) | {"hidden_act": "gelu", "architectures": ["Some"]}
    (folder / "config.json").write_text(json.dumps(values))
    tokenizer = Tokenizer(
        models.WordLevel({word: i for i, word in enumerate(VOCABULARY)}, unk_token="[UNK]")  # noqa: S106 - a token of text
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 1), ("[SEP]", 2)]
    )
    tokenizer.enable_padding(length=20)  # as published ones do; it has to be undone
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder


def sentence(label: str, rng: random.Random) -> str:
    words = rng.choices(FILLERS, k=rng.randint(2, 6))
    words.insert(rng.randint(0, len(words)), SIGNS[label])
    return " ".join(words)
