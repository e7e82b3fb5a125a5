"""Which words attribute: stancekit's English lexicon, or lemmas of one's own."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import NamedTuple

from stancekit.extraction.attribution.grammar.cues import (
    act_table,
    cue_table,
    noun_table,
    words,
)
from stancekit.extraction.lexicon import load_lexicon
from stancekit_spacy.parses import Parse

__all__ = ["ACCORDING", "Cues", "Found"]

# "according to", and what other languages say for it.
ACCORDING = frozenset(
    {"according", "per", "laut", "zufolge", "selon", "según", "secondo", "volgens"}
)

_ALL = frozenset({"say", "manner", "tell", "think", "infinitive", "directive", "object"})
_OWN = frozenset({"say"})
_NOTHING: frozenset[str] = frozenset()


class Found(NamedTuple):
    """A cue at a verb: its frames, and the index of the last token of it."""

    frames: frozenset[str]
    last: int


class Cues:
    """Tells which verbs and nouns attribute.

    Parameters
    ----------
    lemmas : sequence of str
        Lemmas of verbs of saying, which then count instead of the English lexicon.
    """

    def __init__(self, lemmas: Sequence[str] = ()) -> None:
        self._lemmas = frozenset(lemma.lower() for lemma in lemmas)

    def verb(self, parse: Parse, i: int) -> Found | None:
        """Return what follows a verb that attributes; frames are those of the lexicon."""
        token = parse.tokens[i]
        if self._lemmas:
            return Found(_OWN, i) if token.lemma in self._lemmas else None
        cue = cue_table().get(token.low)
        if cue is None:
            return None
        low = [one.low for one in parse.tokens[i + 1 : i + 4]]
        for particles in cue.particles_at(low, 0):
            # "ruled out", "called for", "made it clear"
            return Found(_ALL - {"manner"}, i + len(particles))
        return Found(cue.groups, i) if cue.groups else None

    def act(self, parse: Parse, i: int) -> int | None:
        """Return the last token of a verb for an act towards talks; None where it is none."""
        cue = None if self._lemmas else act_table().get(parse.tokens[i].low)
        if cue is None:
            return None
        low = [one.low for one in parse.tokens[i + 1 : i + 4]]
        for particles in cue.particles_at(low, 0):
            return i + len(particles)
        return i if cue.groups else None

    def noun(self, parse: Parse, i: int) -> bool:
        """Tell whether a noun can hold what somebody says: "claim" in "its claim that"."""
        if self._lemmas:
            return False
        return bool(noun_table().get(parse.tokens[i].low, _NOTHING) & {"that", "to"})

    def view(self, parse: Parse, i: int, before: int) -> bool:
        """Tell whether a noun is a view that something holds by: "view" in "in her view"."""
        nouns = {} if self._lemmas else _views()
        return parse.tokens[i].low in nouns.get(parse.tokens[before].low, _NOTHING)

    @functools.cached_property
    def talk(self) -> frozenset[str]:
        """Nouns for talking and settling."""
        return _NOTHING if self._lemmas else words().talk

    @functools.cached_property
    def parties(self) -> frozenset[str]:
        """Nouns for people and bodies that can hold a view."""
        return _NOTHING if self._lemmas else words().parties


@functools.cache
def _views() -> dict[str, frozenset[str]]:
    listed = load_lexicon("cues")["according"]["nouns"]
    return {before: frozenset(nouns.split()) for before, nouns in listed.items()}
