"""Finding statements, speakers, counterparts and conditions in a document.

`attribution` finds who is said to say what, `speakers` resolves who that is and to whom they
speak, `conditions` on which terms; `extractor` runs them over a document.
"""

from __future__ import annotations

from stancekit.extraction.aliases.tables import AliasTable
from stancekit.extraction.conditions.search import find_conditions
from stancekit.extraction.extractor import RuleExtractor

__all__ = ["AliasTable", "RuleExtractor", "find_conditions"]
