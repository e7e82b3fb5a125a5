"""One person, body or described source of a document, and when two names can be one's."""

from __future__ import annotations

import bisect
from collections.abc import Iterable
from dataclasses import dataclass, field

from stancekit.extraction.speakers.names import fold, places, words
from stancekit.extraction.speakers.roles import Role

__all__ = [
    "NAMESAKES",
    "Entity",
    "is_fuller",
    "is_part",
    "is_same_person",
    "key_of",
    "keys_of",
    "nearest",
]

# Bounds the search among people of one surname, for texts that are lists of names.
NAMESAKES = 50


@dataclass(slots=True, eq=False)
class Entity:
    """A person, body or described source of one document.

    Parameters
    ----------
    name : str
        Canonical name.
    kind : {"person", "body", "state", "group", "described", "thing"}
    keys : tuple of str
        Folded words of a name; empty where there is only a description.
    heads, words, states, portfolio : set of str
        What the text says of it, as in `Role`.
    gender : {"male", "female"}, optional
        By title, role or pronoun.
    given_gender : {"male", "female"}, optional
        By given name.
    actor : str, optional
        State or body that it speaks for.
    certain : bool
        Whether the text shows that it is a person, not only a capitalised word group.
    mentions : list of int
        Offsets at which it is named, in order.
    """

    name: str
    kind: str
    keys: tuple[str, ...] = ()
    heads: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    states: set[str] = field(default_factory=set)
    portfolio: set[str] = field(default_factory=set)
    gender: str | None = None
    given_gender: str | None = None
    actor: str | None = None
    certain: bool = False
    mentions: list[int] = field(default_factory=list)

    def bind(self, role: Role) -> None:
        """Add what a role phrase says."""
        self.heads |= role.heads
        self.words |= role.words
        self.states |= role.states
        self.portfolio |= role.portfolio
        self.gender = self.gender or role.gender
        self.actor = self.actor or role.actor

    @property
    def sex(self) -> str | None:
        """Gender by title, role or pronoun, or else by given name; None where it is unknown."""
        return self.gender or self.given_gender

    def gap(self, position: int) -> int | None:
        """Return how far before a position the entity was last mentioned."""
        at = bisect.bisect_left(self.mentions, position)
        return position - self.mentions[at - 1] if at else None

    def ahead(self, position: int) -> int | None:
        """Return how far after a position the entity is next mentioned."""
        at = bisect.bisect_left(self.mentions, position)
        return self.mentions[at] - position if at < len(self.mentions) else None


def keys_of(name: Iterable[str]) -> tuple[str, ...]:
    """Return the folded words of a name, by which its bearer is found."""
    return tuple(key_of(word) for word in name)


def key_of(word: str) -> str:
    """Return a word of a name as it is looked up."""
    # "al-Rad" is taken up as "Rad".
    key = fold(word)
    return key[3:] if key[:3] in ("al-", "el-") else key


def is_same_person(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Tell whether two names with one surname can be one person's."""
    if one == other:
        return True
    if len(one) < 2 or len(other) < 2:
        return True
    first, second = one[0], other[0]
    if first == second:
        return True
    if len(first) == 1 or len(second) == 1:
        return first[0] == second[0]
    return is_part(one, other)


def is_part(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Tell whether one of two names holds all words of the other, in whatever order."""
    return set(one) <= set(other) or set(other) <= set(one)


def nearest(found: list[Entity], position: int) -> Entity:
    """Return whom of several the text mentioned last before a position."""
    if len(found) == 1:
        return found[0]
    best, distance = found[0], float("inf")
    for entity in found[-NAMESAKES:]:
        gap = entity.gap(position + 1)
        if gap is not None and gap < distance:
            best, distance = entity, gap
    return best


def is_fuller(new: tuple[str, ...], old: tuple[str, ...]) -> bool:
    """Tell whether a variant of a name is to be preferred as the name itself."""
    given = words().given
    if new == old[-len(new) :]:
        # "Honest Ada Lorn" was an epithet or a headline's verb before the name.
        return len(new) >= 2 and new[0] in given and old[0] not in given
    if old == new[-len(old) :] and len(old) >= 2:
        extra = new[: -len(old)]
        return old[0] not in given and not any(
            key in words().bodies
            or key in words().roles
            or key in words().plural
            or places().any(key) is not None
            for key in extra
        )
    return len(new) > len(old)
