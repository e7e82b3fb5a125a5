"""The network that is trained: a transformer encoder, mean and maximum pooled, and linear scores.

Two families are known: MPNet (Song et al. 2020, arXiv:2004.09297), whose positions also enter each
attention as a learned bias by distance, and BERT (Devlin et al. 2019, arXiv:1810.04805), of which
MiniLM is one. The parameters bear the names that the published weights give them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from stancekit.errors import ModelError

__all__ = ["NetworkConfig", "StanceNetwork"]

# Far below any score, and still a number in half precision.
_NEVER = -1e4

# Relative positions fall into 32 buckets: exact when near, logarithmic up to 128 tokens apart.
_BUCKETS = 32
_FARTHEST = 128


@dataclass(frozen=True, slots=True)
class NetworkConfig:
    """Shape of an encoder, under the names of the ``config.json`` that comes with its weights.

    Parameters
    ----------
    model_type : {"mpnet", "bert"}
        Family.
    vocab_size, max_position_embeddings, hidden_size, intermediate_size : int
        Widths.
    num_hidden_layers, num_attention_heads : int
        Numbers of layers and of heads in each.
    pad_token_id : int
        Number of the token for padding; MPNet counts positions from the one after it.
    layer_norm_eps : float
        What keeps the normalisation from dividing by zero.
    hidden_dropout_prob, attention_probs_dropout_prob : float
        Shares dropped in training.
    """

    model_type: str
    vocab_size: int
    hidden_size: int
    intermediate_size: int
    num_hidden_layers: int
    num_attention_heads: int
    max_position_embeddings: int = 512
    pad_token_id: int = 0
    layer_norm_eps: float = 1e-12
    hidden_dropout_prob: float = 0.1
    attention_probs_dropout_prob: float = 0.1

    def __post_init__(self) -> None:
        if self.model_type not in ("mpnet", "bert"):
            raise ModelError(f"an encoder is of the family mpnet or bert, not {self.model_type!r}")

    @classmethod
    def from_json(cls, text: str) -> NetworkConfig:
        """Return the shape that a ``config.json`` tells; what isn't needed is passed over.

        Raises
        ------
        ModelError
            If it isn't JSON, lacks a field or is of another family.
        """
        try:
            values: Mapping[str, Any] = json.loads(text)
            wanted = {field.name for field in fields(cls)}
            if values.get("hidden_act", "gelu") != "gelu":
                raise ValueError(f"its activation {values['hidden_act']!r} isn't known here")
            return cls(**{key: value for key, value in values.items() if key in wanted})
        except (AttributeError, TypeError, ValueError) as error:
            raise ModelError(f"no shape of an encoder: {error}") from None

    def to_json(self) -> str:
        """Return what `from_json` reads."""
        return json.dumps(asdict(self), sort_keys=True)


def _bert_attention(hidden: int, eps: float) -> nn.ModuleDict:
    return nn.ModuleDict(
        {
            "self": nn.ModuleDict(
                {k: nn.Linear(hidden, hidden) for k in ("query", "key", "value")}
            ),
            "output": _dense(hidden, hidden, eps),
        }
    )


def _mpnet_attention(hidden: int, eps: float) -> nn.ModuleDict:
    return nn.ModuleDict(
        {
            "attn": nn.ModuleDict({k: nn.Linear(hidden, hidden) for k in "qkvo"}),
            "LayerNorm": nn.LayerNorm(hidden, eps),
        }
    )


def _dense(inner: int, outer: int, eps: float) -> nn.ModuleDict:
    return nn.ModuleDict({"dense": nn.Linear(inner, outer), "LayerNorm": nn.LayerNorm(outer, eps)})


class _Layer(nn.Module):
    """Attention, then a feed-forward network; each added to its input and normalised."""

    def __init__(self, config: NetworkConfig) -> None:
        super().__init__()
        hidden, inner, eps = config.hidden_size, config.intermediate_size, config.layer_norm_eps
        mpnet = config.model_type == "mpnet"
        self.attention = (_mpnet_attention if mpnet else _bert_attention)(hidden, eps)
        self.intermediate = nn.ModuleDict({"dense": nn.Linear(hidden, inner)})
        self.output = _dense(inner, hidden, eps)
        self.n_heads = config.num_attention_heads
        self.dropout = nn.Dropout(config.hidden_dropout_prob)
        self.attention_dropout = nn.Dropout(config.attention_probs_dropout_prob)

    def _attention_parts(self) -> list[nn.Module]:
        found: Any = self.attention
        if "attn" in found:
            return [*found["attn"].values(), found["LayerNorm"]]
        return [*found["self"].values(), found["output"]["dense"], found["output"]["LayerNorm"]]

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """Return states of the shape of `x`; `bias` is added to the attention's scores."""
        batch, length, hidden = x.shape
        query, key, value, out, norm = self._attention_parts()
        q, k, v = (
            part(x).view(batch, length, self.n_heads, -1).transpose(1, 2)
            for part in (query, key, value)
        )
        scores = q @ k.transpose(2, 3) / math.sqrt(hidden // self.n_heads) + bias
        mixed = self.attention_dropout(scores.softmax(dim=3)) @ v
        mixed = mixed.transpose(1, 2).reshape(batch, length, hidden)
        x = norm(x + self.dropout(out(mixed)))
        inner = functional.gelu(self.intermediate["dense"](x))
        return self.output["LayerNorm"](x + self.dropout(self.output["dense"](inner)))


class Encoder(nn.Module):
    """Token numbers to the states of the last layer, without a head of its own."""

    def __init__(self, config: NetworkConfig) -> None:
        super().__init__()
        self.config = config
        hidden = config.hidden_size
        self.embeddings = nn.ModuleDict(
            {
                "word_embeddings": nn.Embedding(config.vocab_size, hidden),
                "position_embeddings": nn.Embedding(config.max_position_embeddings, hidden),
                "LayerNorm": nn.LayerNorm(hidden, config.layer_norm_eps),
            }
        )
        if config.model_type == "bert":
            self.embeddings["token_type_embeddings"] = nn.Embedding(2, hidden)
        self.encoder = nn.ModuleDict(
            {"layer": nn.ModuleList(_Layer(config) for _ in range(config.num_hidden_layers))}
        )
        if config.model_type == "mpnet":
            self.encoder["relative_attention_bias"] = nn.Embedding(
                _BUCKETS, config.num_attention_heads
            )
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """Return states of shape (batch, length, hidden).

        Parameters
        ----------
        input_ids, attention_mask : Tensor of int64, shape (batch, length)
            Token numbers, padded on the right; 1 where there is a token, 0 for padding.
        """
        positions = torch.arange(input_ids.shape[1], device=input_ids.device)
        bias = (1.0 - attention_mask[:, None, None, :].float()) * _NEVER
        x = self.embeddings["word_embeddings"](input_ids)
        if self.config.model_type == "mpnet":
            first = self.config.pad_token_id + 1
            x = x + self.embeddings["position_embeddings"](positions + first)
            buckets = _bucket(positions[None, :] - positions[:, None])
            bias = bias + self.encoder["relative_attention_bias"](buckets).permute(2, 0, 1)
        else:
            x = x + self.embeddings["position_embeddings"](positions)
            # A text is one segment, so all its tokens are of the first type.
            x = x + self.embeddings["token_type_embeddings"](torch.zeros_like(positions))
        x = self.dropout(self.embeddings["LayerNorm"](x))
        for layer in self.layers:
            x = layer(x, bias)
        return x

    @property
    def layers(self) -> nn.ModuleList:
        """The layers, the lowest first."""
        found = self.encoder["layer"]
        assert isinstance(found, nn.ModuleList)  # noqa: S101 - ModuleDict forgets the type
        return found


def _bucket(distance: Tensor) -> Tensor:
    half, exact = _BUCKETS // 2, _BUCKETS // 4
    steps = distance.abs()
    # The 1 stands for zero distance, whose logarithm isn't used.
    scale = torch.log(steps.clamp(min=1).float() / exact) / math.log(_FARTHEST / exact)
    far = (exact + (scale * (half - exact)).long()).clamp(max=half - 1)
    return torch.where(steps < exact, steps, far) + half * (distance > 0)


class StanceNetwork(nn.Module):
    """An encoder with a score for each label.

    Parameters
    ----------
    config : NetworkConfig
        Shape of the encoder.
    n_labels : int
        Number of scores.
    dropout : float
        Share of the pooled vector that is dropped in training.
    """

    def __init__(self, config: NetworkConfig, n_labels: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.config = config
        self.encoder = Encoder(config)
        self.scores = nn.Linear(2 * config.hidden_size, n_labels)
        self.dropout = nn.Dropout(dropout)

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor]:
        """Return the pooled vector, the mean beside the maximum over tokens, and the scores.

        Parameters
        ----------
        input_ids, attention_mask : Tensor of int64, shape (batch, length)
            Token numbers, padded on the right; 1 where there is a token, 0 for padding.

        Returns
        -------
        embedding : Tensor of shape (batch, 2 * hidden)
            Without dropout.
        scores : Tensor of shape (batch, n_labels)
            Before the softmax.
        """
        states = self.encoder(input_ids, attention_mask).float()
        mask = attention_mask[:, :, None].float()
        mean = (states * mask).sum(dim=1) / mask.sum(dim=1)
        highest = (states + (1.0 - mask) * _NEVER).amax(dim=1)
        embedding = torch.cat([mean, highest], dim=1)
        return embedding, self.scores(self.dropout(embedding))

    def freeze(self, n_layers: int) -> None:
        """Leave the embeddings and the lowest `n_layers` layers as they are in training."""
        self.encoder.embeddings.requires_grad_(False)
        for layer in self.encoder.layers[:n_layers]:
            layer.requires_grad_(False)
