"""Whom the words of a source name: the person or body among titles, appositions and tails."""

from __future__ import annotations

import re
from collections.abc import Sequence

from stancekit.document import Span
from stancekit.extraction.speakers.entities import Entity
from stancekit.extraction.speakers.index import EntityIndex
from stancekit.extraction.speakers.names import (
    NameGroup,
    fold,
    is_body,
    is_title_case,
    iter_name_groups,
    places,
    words,
)
from stancekit.extraction.speakers.roles import CALLED, leads_to_name
from stancekit.extraction.speakers.turns import Turns
from stancekit.reading.layout import Layout

__all__ = ["Naming"]

_CALLED = re.compile(rf"\b(?:{CALLED}|called)\s+[“\"‘']?")
# What may follow a name within the phrase that it heads.
_TAIL = re.compile(r"['’]|(?:of|from|who|by name|in|at|on|himself|herself|said)\b|[-–—(]")


class Naming:
    """Reads the names that sources are given by.

    Parameters
    ----------
    text : str
    layout : Layout
    turns : Turns
        Who has spoken so far.
    """

    def __init__(self, text: str, layout: Layout, turns: Turns) -> None:
        self.text = text
        self.layout = layout
        self.turns = turns
        self.index: EntityIndex = turns.index

    def named_in(self, mention: Span) -> Entity | None:
        """Return the person or body that the mention itself names."""
        text = self.text
        groups = [
            group for group in iter_name_groups(text, mention.start, mention.end) if group.name
        ]
        if not groups:
            return None
        if self._shouts(mention):
            return None
        called = _CALLED.search(text, mention.start, mention.end)
        if called is not None:
            for group in groups:
                if group.group_start == called.end():
                    return self.index.find_name(group)
        begin = mention.start
        for segment in self._segments(mention):
            inside = [g for g in groups if segment.start <= g.start and g.end <= segment.end]
            entity = self._named_in_segment(segment, inside)
            if entity is not None:
                if segment.start > begin:
                    before = text[begin : segment.start].strip(" ,")
                    self.index.bind(entity, before)
                    if is_body(before.split()[-1:]) and not entity.heads:
                        # "The company, Norex,"
                        entity.kind = "body"
                return entity
        return None

    def _segments(self, mention: Span) -> list[Span]:
        segments, start = [], mention.start
        while True:
            at = self.text.find(",", start, mention.end)
            end = mention.end if at < 0 else at
            if end > start:
                segments.append(Span(start, end))
            if at < 0:
                return segments
            start = at + 1

    def _shouts(self, mention: Span) -> bool:
        headline = self.layout.headline
        return (
            headline is not None
            and headline.contains(mention)
            and is_title_case(headline.of(self.text))
            and mention.of(self.text).isupper()
        )

    def _named_in_segment(self, segment: Span, groups: list[NameGroup]) -> Entity | None:
        text = self.text
        for group in groups:
            if places().any(group.text) is not None or not self._can_name(group):
                continue
            head = text[segment.start : group.group_start].strip()
            tail = text[group.end : segment.end].strip()
            if tail.startswith(("'s", "’s")) and tail[2:].strip():
                continue
            if tail and not _TAIL.match(tail):
                continue
            if is_body(group.name) and not (group.is_titled or self._is_known(group)):
                continue
            if head and not leads_to_name(head, group):
                continue
            if (
                not head
                and tail.startswith("of ")
                and len(group.name) == 1
                and not group.is_titled
                and self.index.find_word(group.name[0], group.start) is None
            ):
                continue
            return self._bearer_of(group)
        return None

    def _is_known(self, group: NameGroup) -> bool:
        """Tell whether a noun of a body is a person's name here: "Park said" of Park Ji-won."""
        if len(group.name) > 1:
            return False
        known = self.index.find_word(group.name[0], group.start)
        return known is not None and known.kind == "person"

    def _bearer_of(self, group: NameGroup) -> Entity:
        """Return whose name it is; of two with one surname, the one who spoke last."""
        if len(group.name) == 1 and not group.is_titled:
            namesakes = self.namesakes(group.name[0])
            if len(namesakes) > 1:
                for _, entity in reversed(self.turns.history[-8:]):
                    if entity in namesakes:
                        return entity
                return max(namesakes, key=lambda entity: len(entity.mentions))
        return self.index.find_name(group)

    def namesakes(self, name: str) -> Sequence[Entity]:
        """Return who bears a name: as a surname, or else as any name ("Kim" of "Kim Yong Ho")."""
        key = fold(name)
        return self.index.by_surname.get(key) or self.index.by_word.get(key) or ()

    def _can_name(self, group: NameGroup) -> bool:
        if group.is_titled or len(group.name) > 1:
            return True
        if fold(group.name[0]) in words().roles:
            # "Baker" is a name where somebody is called so.
            return any(len(e.keys) > 1 for e in self.index.by_surname.get(fold(group.name[0]), ()))
        if self.index.find_word(group.name[0], group.start) is not None:
            return True
        if group.text in self.index.acronyms or (group.text.isupper() and len(group.text) <= 6):
            return False
        key = fold(group.name[0])
        lexicon = words()
        plural = key in lexicon.plural or key.removesuffix("s") in lexicon.roles
        return not (is_body(group.name) or plural or key in lexicon.roles)
