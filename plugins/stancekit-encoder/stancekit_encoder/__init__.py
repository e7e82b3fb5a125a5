"""Fine-tuned sentence encoders for stancekit, as feature extractors and as models.

`stancekit_encoder.extractor.EncoderFeatures` brings an encoder into any stancekit model;
`stancekit_encoder.encoder.Encoder` runs one by itself.
"""

from __future__ import annotations

from collections.abc import Sequence

from stancekit.plugin import Component, hookimpl

__all__: list[str] = []


@hookimpl
def stancekit_feature_extractors() -> Sequence[Component]:
    """Return the extractors; model files name the first, whichever encoder it runs."""
    return (
        Component(
            "encoder",
            "stancekit_encoder.extractor:EncoderFeatures",
            "outputs of a sentence encoder; from Python, of any",
        ),
        Component(
            "encoder-large",
            "stancekit_encoder.extractor:encoder_large",
            "the large encoder: accurate",
        ),
        Component(
            "encoder-small",
            "stancekit_encoder.extractor:encoder_small",
            "the small encoder: several times faster",
        ),
    )


@hookimpl
def stancekit_models() -> Sequence[Component]:
    """Return the shipped models."""
    return (
        Component(
            "diplomacy-large",
            "stancekit_encoder.models:diplomacy_large",
            "as diplomacy-base; the most accurate",
        ),
        Component(
            "diplomacy-small",
            "stancekit_encoder.models:diplomacy_small",
            "as diplomacy-base; more accurate, slower",
        ),
        Component(
            "auto",
            "stancekit_encoder.models:auto",
            "these three in turn: each decides what it is sure of",
        ),
    )
