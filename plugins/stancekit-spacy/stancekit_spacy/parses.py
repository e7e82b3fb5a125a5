"""Parses as plain values: what is taken over from spaCy, with offsets into the text that was given.

Nothing of spaCy is kept: a parse is small, pickles, and can be written by hand in a test.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

__all__ = ["Entity", "Parse", "Token"]


class Token(NamedTuple):
    """One token of a parse.

    Parameters
    ----------
    start, end : int
        Code-point offsets into the text, end exclusive.
    low : str
        Its form in lower case; for a masked name that of the placeholder.
    lemma : str
        Its dictionary form in lower case; the form where the pipeline gives none.
    pos, tag : str
        Universal part of speech, and the pipeline's own.
    dep : str
        Relation to the head; "ROOT" for a root.
    head : int
        Index of the head; its own for a root.
    """

    start: int
    end: int
    low: str
    lemma: str
    pos: str
    tag: str
    dep: str
    head: int


class Entity(NamedTuple):
    """A named entity: tokens ``first:end`` and the pipeline's label for them."""

    first: int
    end: int
    label: str


@dataclass(frozen=True)
class Parse:
    """Tokens in order, each with its head, and the named entities.

    Parameters
    ----------
    tokens : tuple of Token
    entities : tuple of Entity

    Examples
    --------
    >>> he = Token(0, 2, "he", "he", "PRON", "PRP", "nsubj", 1)
    >>> parse = Parse((he, Token(3, 7, "said", "say", "VERB", "VBD", "ROOT", 1)))
    >>> parse.children[1], parse.subtree(1)
    ((0,), [0, 1])
    """

    tokens: tuple[Token, ...]
    entities: tuple[Entity, ...] = ()

    @functools.cached_property
    def children(self) -> tuple[tuple[int, ...], ...]:
        """Indices of each token's dependents, in order."""
        found: list[list[int]] = [[] for _ in self.tokens]
        for i, token in enumerate(self.tokens):
            if token.head != i:
                found[token.head].append(i)
        return tuple(map(tuple, found))

    @functools.cached_property
    def kinds(self) -> dict[int, str]:
        """Label of the entity that a token belongs to, by its index."""
        return {i: one.label for one in self.entities for i in range(one.first, one.end)}

    def child(self, head: int, *relations: str) -> int | None:
        """Return the first dependent in one of the relations."""
        for i in self.children[head]:
            if self.tokens[i].dep in relations:
                return i
        return None

    def subtree(self, root: int, without: frozenset[int] = frozenset()) -> list[int]:
        """Return a token and all that hangs on it, in order; but for the subtrees `without`."""
        found, waiting = [], [root]
        while waiting:
            one = waiting.pop()
            if one not in without:
                found.append(one)
                waiting += self.children[one]
        return sorted(found)

    def ancestors(self, i: int) -> Iterator[int]:
        """Yield the head of a token, the head's head, and so on up to the root."""
        while (head := self.tokens[i].head) != i:
            yield head
            i = head
