"""How sure each rule is."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from stancekit.extraction.lexicon import load_lexicon

__all__ = ["confidence_of"]


@functools.cache
def _table() -> Mapping[str, float]:
    return dict(load_lexicon("rules")["confidence"])


def confidence_of(rule: str) -> float:
    """Return how sure what a rule finds is, between 0 and 1.

    Parameters
    ----------
    rule : str
        Its name; a rule that the lexicon doesn't list has the confidence of "other".
    """
    return _table().get(rule, _table()["other"])
