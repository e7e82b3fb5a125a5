"""Word lists and constructions of the extraction."""

from __future__ import annotations

from typing import Any

from stancekit.resources import read_lexicon

__all__ = ["load_lexicon"]


def load_lexicon(name: str, language: str = "en") -> dict[str, Any]:
    """Return one of the extraction's lexicons; see :func:`~stancekit.resources.read_lexicon`."""
    return read_lexicon("extraction", name, language)
