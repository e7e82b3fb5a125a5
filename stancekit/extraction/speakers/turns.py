"""Who a statement is attributed to, and who has spoken so far."""

from __future__ import annotations

from dataclasses import dataclass

from stancekit.document import Span
from stancekit.extraction.speakers.entities import Entity
from stancekit.extraction.speakers.index import EntityIndex
from stancekit.extraction.speakers.names import fold, places
from stancekit.extraction.speakers.roles import Role
from stancekit.frozen import quick

__all__ = ["NOBODY", "NO_PERSON", "Source", "Turns"]

# Kinds of entity that no pronoun of a person takes up.
NO_PERSON = frozenset({"body", "state", "group", "thing"})


@quick
@dataclass(frozen=True, slots=True)
class Source:
    """Who a statement is attributed to, how sure that is, and for whom they speak."""

    entity: Entity | None = None
    confidence: float = 1.0
    text: str | None = None
    actor: str | None = None

    @property
    def name(self) -> str | None:
        """Canonical name; None where nobody is known."""
        return self.entity.name if self.entity is not None else self.text


NOBODY = Source()


class Turns:
    """Who has spoken so far in a text, the latest last.

    Parameters
    ----------
    index : EntityIndex
        The people and bodies of the text; described sources are added to it.
    """

    def __init__(self, index: EntityIndex) -> None:
        self.index = index
        self.described: dict[str, Entity] = {}
        self.history: list[tuple[int, Entity]] = []
        self.spoke: set[int] = set()

    def note(self, position: int, entity: Entity, *, nested: bool = False) -> None:
        """Remember that an entity speaks at a position, or another says so (`nested`)."""
        if nested and self.history:
            # "The envoy said Keld had refused. He added …": who says so goes on speaking.
            self.history.insert(-1, (position, entity))
        else:
            self.history.append((position, entity))
        self.spoke.add(id(entity))

    @property
    def previous(self) -> Entity | None:
        """Who spoke last."""
        return self.history[-1][1] if self.history else None

    def has_spoken(self, entity: Entity) -> bool:
        """Tell whether an entity spoke before."""
        return id(entity) in self.spoke

    def describe(self, name: str, mention: Span, role: Role, kind: str) -> Entity:
        """Return the source that the text calls `name` and nothing better."""
        entity = self.described.get(fold(name))
        if entity is None:
            entity = self.described[fold(name)] = self.index.add_described(
                name, mention, role, kind
            )
            entity.actor = entity.actor or places().bodies.get(fold(name))
        return entity
