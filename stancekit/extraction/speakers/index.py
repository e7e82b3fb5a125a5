"""The people and bodies of one document, with the roles that the text binds to them."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence

from stancekit.document import Document, Span
from stancekit.extraction.speakers.acronyms import find_acronyms
from stancekit.extraction.speakers.descriptions import (
    describe,
    is_apposed,
    is_called,
    joined_title,
)
from stancekit.extraction.speakers.entities import (
    NAMESAKES,
    Entity,
    is_fuller,
    is_part,
    is_same_person,
    key_of,
    keys_of,
    nearest,
)
from stancekit.extraction.speakers.names import (
    NameGroup,
    fold,
    groups_of,
    is_body,
    is_title_case,
    name_runs,
    places,
    words,
)
from stancekit.extraction.speakers.roles import Role, read_role
from stancekit.reading.layout import Layout

__all__ = ["EntityIndex"]

# What a name that is an office ends with: "the Town Crier".
_AGENTS = ("er", "or", "ant", "ist", "man", "ent", "general")
# "the|a|an|his|her|their|its|'s noun"; starts with a set of letters, as is several times as fast.
_NOUN = re.compile(
    r"[Ttahi’'](?:(?<!\w.)(?:(?<=[Tt])he|(?<=t)heir|(?<=a)n?|(?<=h)(?:is|er)|(?<=i)ts)|(?<=\w[’'])s)"
    r" ([a-z]{5,20})\b"
)


class EntityIndex:
    """Finds the people and bodies of a document once, then looks them up.

    Parameters
    ----------
    document : Document
    layout : Layout
    runs : sequence of (int, int), optional
        Where the document's capitalised words lie (see `name_runs`).
    """

    def __init__(
        self,
        document: Document,
        layout: Layout,
        runs: Sequence[tuple[int, int]] | None = None,
    ) -> None:
        self.text = document.text
        self.entities: list[Entity] = []
        self.by_surname: dict[str, list[Entity]] = {}
        self.by_word: dict[str, list[Entity]] = {}
        self.by_role: dict[str, dict[Entity, None]] = {}
        self.at: list[tuple[int, int, Entity]] = []
        self._later: list[tuple[int, int, Entity]] = []
        self.acronyms = find_acronyms(document.text)
        self._loose: dict[str, list[NameGroup]] = {}
        self._nouns: frozenset[str] | None = None
        self._titled: tuple[NameGroup, list[str]] | None = None
        self._build(layout, name_runs(document.text) if runs is None else runs)

    def _build(self, layout: Layout, runs: Sequence[tuple[int, int]]) -> None:
        text = self.text
        dateline = layout.dateline
        groups: list[NameGroup] = []
        for paragraph in layout.paragraphs:
            # Capitals mark no names in a headline or cross-heading that capitalises all words.
            if len(paragraph) < 250 and self._is_heading(paragraph, layout):
                continue
            first = bisect.bisect_left(runs, (paragraph.start,))
            last = bisect.bisect_left(runs, (paragraph.end,), first)
            for group in groups_of(text, runs[first:last]):
                if dateline is not None and dateline.start <= group.start < dateline.end:
                    continue
                if group.name:
                    groups.append(group)
        marks: list[tuple[int, int, Entity]] = []
        single: list[NameGroup] = []
        for group in groups:
            if len(group.name) < 2:
                single.append(group)
            elif places().state(group.text) is None:
                entity = self._named(group)
                self._observe(entity, group)
                marks.append((group.group_start, group.end, entity))
        # "Mrs Lorn" tells two Lorns apart, so that "President Lorn" and "Lorn" come after it.
        single.sort(key=lambda group: (group.gender is None, not group.is_titled))
        for group in single:
            if places().any(group.text) is not None:
                continue
            known = self._bearer(group)
            if known is None and (
                group.is_titled or is_called(text, group.group_start) or is_apposed(text, group)
            ):
                known = self._add(Entity(group.text, "person", keys_of(group.name), certain=True))
            if known is None:
                self._loose.setdefault(key_of(group.name[0]), []).append(group)
                continue
            # Who is called by the surname alone is a person.
            known.certain = known.certain or known.kind == "person"
            if known.name.isupper() and known.keys == keys_of(group.name):
                # A transcript's label in capitals, a name everywhere else.
                known.name = group.text
            self._observe(known, group)
            marks.append((group.group_start, group.end, known))
        marks.sort(key=lambda mark: mark[0])
        self.at = marks

    def _is_heading(self, paragraph: Span, layout: Layout) -> bool:
        last = self.text[paragraph.end - 1]
        if last == "." or (paragraph != layout.paragraphs[0] and last in '!?:”"'):
            return False
        return is_title_case(paragraph.of(self.text))

    def _bearer(self, group: NameGroup) -> Entity | None:
        """Return who a single name with or without a title means."""
        gender = group.gender
        namesakes = self.by_surname.get(key_of(group.name[0]), [])
        if group.is_titled and gender is None and len(namesakes) > 1:
            offices = set(group.titles) & words().offices
            fitting = [one for one in namesakes if one.heads & offices]
            fitting = fitting or [one for one in namesakes if len(one.keys) == 1]
            if fitting:
                return fitting[0]
        return self.find_word(group.name[0], group.start, gender)

    def _add(self, entity: Entity) -> Entity:
        self.entities.append(entity)
        if entity.keys:
            self.by_surname.setdefault(entity.keys[-1], []).append(entity)
            for key in dict.fromkeys(entity.keys) if entity.kind == "person" else ():
                self.by_word.setdefault(key, []).append(entity)
        return entity

    def _named(self, group: NameGroup) -> Entity:
        if len(group.name) < 3 or not self._is_office(group.name):
            return self._bearing(group)
        # "Harbourmaster Otto Quill", whom the text calls "the harbourmaster"
        office = fold(group.name[0])
        start = group.start + len(group.name[0]) + 1
        titles = (*group.titles, office)
        entity = self._bearing(
            NameGroup(start, group.end, group.name[1:], titles, group.group_start)
        )
        self.add_role(entity, Role(frozenset({office})))
        return entity

    def _bearing(self, group: NameGroup) -> Entity:
        """Return whose name a group of two words or more is."""
        keys = keys_of(group.name)
        for entity in self.by_surname.get(keys[-1], ())[-NAMESAKES:]:
            if is_same_person(entity.keys, keys):
                if is_fuller(keys, entity.keys):
                    self._rename(entity, group)
                return entity
        if not is_body(group.name):
            for entity in self.by_word.get(keys[0], ())[-NAMESAKES:]:
                # "Abdul Rahman" of "Abdul Rahman Abu Salim", "Ádám Nagy" of "Nagy Ádám"
                if len(entity.keys) > 1 and is_part(entity.keys, keys):
                    if len(keys) > len(entity.keys):
                        self._rename(entity, group)
                    return entity
        body = is_body(group.name) or self._has_article(group)
        kind = "body" if body and not group.is_titled else "person"
        name = group.text
        if kind == "person" and all(len(word) > 2 and word.isupper() for word in group.name):
            # Records of meetings set names in capitals.
            name = name.title()
        return self._add(Entity(name, kind, keys))

    def _has_article(self, group: NameGroup) -> bool:
        """Tell whether an article stands before a name that is no office: no person's has one."""
        start = group.group_start
        if start != group.start or not self.text.startswith(("the ", "The "), start - 4):
            return False
        last = fold(group.name[-1])
        return last not in words().roles and not last.endswith(_AGENTS)

    def _is_office(self, name: tuple[str, ...]) -> bool:
        """Tell whether the text uses the first word of a name as a noun elsewhere."""
        if is_body(name) or fold(name[0]) in words().given:
            return False
        if self._nouns is None:
            self._nouns = frozenset(_NOUN.findall(self.text))
        return name[0].lower() in self._nouns

    def _rename(self, entity: Entity, group: NameGroup) -> None:
        entity.keys, entity.name = keys_of(group.name), group.text
        for key in entity.keys:
            _append(self.by_word, key, entity)
        _append(self.by_surname, entity.keys[-1], entity)

    def _observe(self, entity: Entity, group: NameGroup) -> None:
        bisect.insort(entity.mentions, group.start)
        if entity.kind == "body":
            return
        if len(entity.keys) > 1 and entity.given_gender is None:
            entity.given_gender = words().given.get(entity.keys[0])
            entity.certain = entity.certain or entity.given_gender is not None
        found = describe(self.text, group)
        entity.gender = found.gender or entity.gender
        entity.certain = entity.certain or found.is_person
        entity.name = found.full_name or entity.name
        entity.actor = entity.actor or found.body
        phrases = found.phrases
        if not phrases and self._titled is not None:
            before, titles = self._titled
            if joined_title(self.text, before, group):
                phrases = titles
        self._titled = (group, phrases) if phrases else None
        for phrase in phrases:
            self.bind(entity, phrase)
        if entity.heads:
            for role in found.roles:
                entity.bind(role)
        if found.side is not None:
            entity.bind(Role(states=frozenset({found.side}), actor=found.side))

    def bind(self, entity: Entity, phrase: str) -> None:
        """Bind what a phrase says of an entity to it."""
        role = read_role(phrase)
        if not role.heads:
            if role.states and len(phrase) < 40:
                entity.states |= role.states
            return
        entity.certain = True
        self.add_role(entity, role)

    def add_role(self, entity: Entity, role: Role) -> None:
        """Bind a role to an entity, which can then be found by it."""
        entity.bind(role)
        for head in role.heads:
            self.by_role.setdefault(head, {})[entity] = None

    def loose_name(self, key: str) -> str | None:
        """Return the single capitalised word, no person's name, whose folded form is `key`."""
        found = self._loose.get(key)
        return found[0].text if found else None

    def find_word(self, word: str, position: int, gender: str | None = None) -> Entity | None:
        """Return who a single name means at a position: by surname first, then by any name."""
        key = key_of(word)
        for index in (self.by_surname, self.by_word):
            found = index.get(key, [])
            if gender is not None:
                found = [one for one in found if one.sex in (None, gender)]
            if found:
                return nearest(found, position)
        return None

    def find_name(self, group: NameGroup) -> Entity:
        """Return the entity of a name that a source is given by; it is made where it is new."""
        if len(group.name) == 1:
            known = self._bearer(group)
            if known is not None:
                return known
            kind = "person" if not is_body(group.name) else "body"
            entity = Entity(group.text, kind, keys_of(group.name), certain=True)
            self._add(entity)
            for other in self._loose.pop(key_of(group.name[0]), ()):
                self._observe(entity, other)
                self._insert(other.group_start, other.end, entity)
            return entity
        entity = self._named(group)
        if not entity.mentions:
            self._observe(entity, group)
            self._insert(group.group_start, group.end, entity)
        return entity

    def add_described(self, name: str, span: Span, role: Role, kind: str) -> Entity:
        """Add a source that the text describes and doesn't name."""
        entity = self._add(Entity(name, kind))
        self.add_role(entity, role)
        bisect.insort(entity.mentions, span.start)
        self._insert(span.start, span.end, entity)
        return entity

    def _insert(self, start: int, end: int, entity: Entity) -> None:
        # Sources arrive nearly in order, so that this list grows at its end.
        bisect.insort(self._later, (start, end, entity), key=lambda mark: mark[0])

    def before(
        self, position: int, *, reach: int = 1500, most: int = 40
    ) -> Iterator[tuple[int, int, Entity]]:
        """Yield the mentions before a position, nearest first."""
        found: list[tuple[int, int, Entity]] = []
        for marks in (self.at, self._later):
            # No mark is less than the start alone that it has.
            at = bisect.bisect_left(marks, (position,))
            first = bisect.bisect_left(marks, (position - reach,), max(0, at - most), at)
            found += marks[first:at]
        found.sort(key=lambda mark: mark[0], reverse=True)
        return iter(found[:most])

    def after(self, position: int, *, reach: int) -> Iterator[tuple[int, int, Entity]]:
        """Yield the names after a position, nearest first."""
        for at in range(bisect.bisect_left(self.at, (position,)), len(self.at)):
            if self.at[at][0] > position + reach:
                return
            yield self.at[at]


def _append(found: dict[str, list[Entity]], key: str, entity: Entity) -> None:
    bucket = found.setdefault(key, [])
    if entity not in bucket:
        bucket.append(entity)
