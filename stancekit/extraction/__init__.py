"""Finding statements, speakers, counterparts and conditions in a document.

`attribution` finds who is said to say what, `speakers` resolves who that is, `counterparts` finds
the other side of the talks, `conditions` the terms, and `aliases` makes one name of a speaker's
names in many documents; `extractor` runs them over a document. `lexicons` holds their words.
"""

from __future__ import annotations

from stancekit.extraction.aliases.tables import AliasTable
from stancekit.extraction.conditions.search import find_conditions
from stancekit.extraction.extractor import RuleExtractor

__all__ = ["AliasTable", "RuleExtractor", "find_conditions"]
