"""Turning statements into named, sparse features.

An extractor gives one row of features a statement; :class:`FeatureSet` joins several.
"""

from __future__ import annotations

from stancekit.features.base import (
    FeatureExtractor,
    FeatureSet,
    TokenExtractor,
    as_statements,
)
from stancekit.features.cues import CueLexicon
from stancekit.features.structure import StatementStructure
from stancekit.features.tokens import Tokens
from stancekit.features.words import WordNgrams, WordStems

__all__ = [
    "CueLexicon",
    "FeatureExtractor",
    "FeatureSet",
    "StatementStructure",
    "TokenExtractor",
    "Tokens",
    "WordNgrams",
    "WordStems",
    "as_statements",
    "default_features",
]


def default_features() -> FeatureSet:
    """Return the built-in extractors, unfitted, as the shipped models use them."""
    return FeatureSet(
        [
            ("words", WordNgrams()),
            ("stems", WordStems()),
            ("cues", CueLexicon()),
            ("form", StatementStructure()),
        ]
    )
