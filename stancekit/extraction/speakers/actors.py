"""The state or body that a source speaks for, where the text says so."""

from __future__ import annotations

import re
from collections.abc import Iterable

from stancekit.extraction.speakers.entities import Entity
from stancekit.extraction.speakers.index import EntityIndex
from stancekit.extraction.speakers.names import fold, is_body, places

__all__ = ["actor_of", "state_after", "voice_of"]

# Offices whose holders speak for their state, and those who do so before all others.
_OFFICIAL = frozenset(
    "president premier minister chancellor spokesman spokeswoman spokesperson negotiator envoy"
    " ambassador secretary king emir leader head chief".split()
)
_LEADING = frozenset("president premier chancellor king queen emir sultan".split())
# "Ruritanian" belongs to "Ruritania": what the ending of an adjective stands for.
_ENDINGS = {
    "ian": ("ia", "", "y", "e", "o", "a"),
    "an": ("a", "", "o"),
    "ese": ("", "a", "o", "e"),
    "ish": ("", "land", "ey", "e"),
    "i": ("", "a", "istan"),
    "ic": ("", "ia", "land"),
}
_SHORTEST = 4
_OF_STATE = (
    r",? of (?:the )?(?:Republic of |Kingdom of |State of )?"
    r"((?:the )?[A-Z][\w-]+(?: [A-Z][\w-]+)*)"
)
_SEAT = re.compile(r" in ([A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,2})$")


def actor_of(entity: Entity | None, index: EntityIndex) -> str | None:
    """Return the state or body that a source speaks for.

    What the text calls the source by decides, an adjective of a place that it names included; a
    ministry in a capital speaks for the state.
    """
    if entity is None:
        return None
    actor = entity.actor
    if actor is None and entity.heads:
        actor = _named_by_adjective(entity, index)
    if actor is None and entity.kind in ("body", "group"):
        seat = _SEAT.search(entity.name)
        body = seat is not None and is_body([entity.name[: seat.start()].rpartition(" ")[2]])
        actor = places().state(seat[1]) if seat is not None and body else None
    return None if actor is None else index.acronyms.get(actor, actor)


def _named_by_adjective(entity: Entity, index: EntityIndex) -> str | None:
    for word in sorted(entity.words):
        for ending, others in _ENDINGS.items():
            if not word.endswith(ending) or len(word) - len(ending) < _SHORTEST:
                continue
            for other in others:
                name = index.loose_name(word[: -len(ending)] + other)
                if name is not None and fold(name) != word:
                    return name
    return None


def state_after(body: str, text: str) -> str | None:
    """Return the state of a body where the text gives it: "Ministry of Trade of Norway"."""
    for found in re.finditer(re.escape(body) + _OF_STATE, text):
        state = places().state(found[1])
        if state is not None:
            return state
    return None


def voice_of(state: str, spoken: Iterable[Entity]) -> Entity | None:
    """Return the one among those who speak who speaks for a state; None where it is open."""
    voices = list(dict.fromkeys(entity for entity in spoken if _speaks_for(entity, state)))
    if len(voices) > 1:
        voices = [
            entity
            for entity in voices
            if entity.heads & _LEADING and "party" not in entity.portfolio
        ]
    return voices[0] if len(voices) == 1 else None


def _speaks_for(entity: Entity, state: str) -> bool:
    if entity.kind != "person" or not entity.heads & _OFFICIAL:
        return False
    return entity.actor == state or entity.states == {state}
