"""Finding statements, speakers, counterparts and conditions in a document."""

from __future__ import annotations

from stancekit.extraction.aliases import AliasTable
from stancekit.extraction.conditions import find_conditions
from stancekit.extraction.counterparts import find_counterparts
from stancekit.extraction.extractor import RuleExtractor, find_statements
from stancekit.extraction.speakers import resolve_speakers

__all__ = [
    "AliasTable",
    "RuleExtractor",
    "find_conditions",
    "find_counterparts",
    "find_statements",
    "resolve_speakers",
]
