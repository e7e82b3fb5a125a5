"""The people and bodies of one document, with the roles that the text binds to them."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from stancekit.document import Document, Span
from stancekit.extraction.speakers.names import (
    NameGroup,
    find_acronyms,
    fold,
    is_body,
    is_title_case,
    iter_name_groups,
    places,
    words,
)
from stancekit.extraction.speakers.roles import Role, is_description, read_role, title_phrase
from stancekit.reading.layout import Layout

__all__ = ["Entity", "EntityIndex"]

# What stands before a name on its own line: "the retired judge [Ada Lorn]", "Oman's envoy, [..]".
_BREAK = re.compile(r"[.;:!?\n\r“”\"()]")
_AFTER = re.compile(
    r"(?:,? (?:\(?(?P<age>\d{2})\)?,? ?))?"
    r"(?:, (?P<apposition>(?:who |which )?[^,.;:\n\r“”\"()]{3,110})"
    r"|(?: has| had)? (?P<verb>(?:leads|led|heads|headed|chairs|chaired) [^,.;:\n\r“”\"()]{3,60})"
    r"| (?:is|was|became|has been) (?P<copula>(?:an?|the) [^,.;:\n\r“”\"()]{3,90})"
    r"| for (?P<side>(?:the )?[A-Z][\w'’.-]*(?: [A-Z][\w'’.-]*){0,3})"
    r"| of (?P<of>(?:the )?[^,.;:\n\r“”\"()a-z][^,.;:\n\r“”\"()]{2,60}))"
)
_TITLE_FRONT = re.compile(
    r"(?:(?:[A-Z][\w.’'-]* ){1,4}(?:of|and|for) |[A-Z][\w.]*(?: [A-Z][\w.]*)?['’]s )$"
)
# Bounds the search among people of one surname, for texts that are lists of names.
_NAMESAKES = 50
_CALLED = re.compile(r"(?:named|known (?:only )?as|(?:first )?name (?:only )?(?:as|of)|only as) $")


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


class EntityIndex:
    """Finds the people and bodies of a document once, then looks them up.

    Parameters
    ----------
    document : Document
    layout : Layout
    """

    def __init__(self, document: Document, layout: Layout) -> None:
        self.text = document.text
        self.entities: list[Entity] = []
        self.by_surname: dict[str, list[Entity]] = {}
        self.by_word: dict[str, list[Entity]] = {}
        self.by_role: dict[str, dict[Entity, None]] = {}
        self.at: list[tuple[int, int, Entity]] = []
        self._later: list[tuple[int, int, Entity]] = []
        self.acronyms = find_acronyms(document.text)
        self._loose: dict[str, list[NameGroup]] = {}
        self._build(layout)

    def _build(self, layout: Layout) -> None:
        text = self.text
        dateline = layout.dateline
        groups: list[NameGroup] = []
        for paragraph in layout.paragraphs:
            # Capitals mark no names in a headline or cross-heading that capitalises all words.
            if len(paragraph) < 250 and self._is_heading(paragraph, layout):
                continue
            for group in iter_name_groups(text, paragraph.start, paragraph.end):
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
            if known is None and (group.is_titled or self._is_called(group)):
                known = self._add(Entity(group.text, "person", _keys(group.name), certain=True))
            if known is None:
                self._loose.setdefault(_key(group.name[0]), []).append(group)
                continue
            # Who is called by the surname alone is a person.
            known.certain = known.certain or known.kind == "person"
            self._observe(known, group)
            marks.append((group.group_start, group.end, known))
        marks.sort(key=lambda mark: mark[0])
        self.at = marks

    def _is_heading(self, paragraph: Span, layout: Layout) -> bool:
        if paragraph != layout.paragraphs[0] and self.text[paragraph.end - 1] in '.!?:”"':
            return False
        return is_title_case(paragraph.of(self.text))

    def _bearer(self, group: NameGroup) -> Entity | None:
        """Return who a single name with or without a title means."""
        gender = group.gender
        namesakes = self.by_surname.get(_key(group.name[0]), [])
        if group.is_titled and gender is None and len(namesakes) > 1:
            offices = set(group.titles) & words().offices
            fitting = [one for one in namesakes if one.heads & offices]
            fitting = fitting or [one for one in namesakes if len(one.keys) == 1]
            if fitting:
                return fitting[0]
        return self.find_word(group.name[0], group.start, gender)

    def _is_called(self, group: NameGroup) -> bool:
        before = self.text[max(0, group.group_start - 30) : group.group_start]
        return _CALLED.search(before) is not None

    def _add(self, entity: Entity) -> Entity:
        self.entities.append(entity)
        if entity.keys:
            self.by_surname.setdefault(entity.keys[-1], []).append(entity)
            for key in dict.fromkeys(entity.keys) if entity.kind == "person" else ():
                self.by_word.setdefault(key, []).append(entity)
        return entity

    def _named(self, group: NameGroup) -> Entity:
        keys = _keys(group.name)
        for entity in self.by_surname.get(keys[-1], ())[-_NAMESAKES:]:
            if _same_person(entity.keys, keys):
                if self._is_fuller(keys, entity.keys):
                    for key in keys:
                        bucket = self.by_word.setdefault(key, [])
                        if entity not in bucket:
                            bucket.append(entity)
                    entity.keys, entity.name = keys, group.text
                return entity
        kind = "body" if is_body(group.name) and not group.is_titled else "person"
        name = group.text
        if kind == "person" and all(len(word) > 2 and word.isupper() for word in group.name):
            # Records of meetings set names in capitals.
            name = name.title()
        return self._add(Entity(name, kind, keys))

    def _is_fuller(self, new: tuple[str, ...], old: tuple[str, ...]) -> bool:
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

    def _observe(self, entity: Entity, group: NameGroup) -> None:
        bisect.insort(entity.mentions, group.start)
        lexicon = words()
        if entity.kind == "body":
            return
        if len(entity.keys) > 1 and entity.given_gender is None:
            entity.given_gender = lexicon.given.get(entity.keys[0])
            entity.certain = entity.certain or entity.given_gender is not None
        for title in group.titles:
            gender = lexicon.courtesy.get(title)
            if gender is not None:
                entity.gender = gender
        if group.titles:
            # "Secretary of [State Ada Lorn]", "Norway's [Foreign Minister Ada Lorn]"
            window = self.text[max(0, group.group_start - 60) : group.group_start]
            front = _TITLE_FRONT.search(window)
            begin = group.group_start - (len(front[0]) if front else 0)
            self.bind(entity, self.text[begin : group.start])
        for before in self._before(group.group_start):
            self.bind(entity, before)
        found = _AFTER.match(self.text, group.end)
        if found is None:
            return
        if found["age"]:
            entity.certain = True
        if found["side"]:
            state = places().state(found["side"])
            if state is not None:
                entity.bind(Role(states=frozenset({state}), actor=state))
            return
        phrase = found["apposition"] or found["copula"]
        if found["verb"]:
            self.bind(entity, found["verb"])
        elif phrase and is_description(phrase):
            self.bind(entity, phrase)
        elif found["of"] and entity.heads:
            entity.bind(Role(words=read_role(found["of"]).words))

    def _before(self, start: int) -> list[str]:
        """Return the noun phrases that a name directly follows, with or without a comma."""
        window = self.text[max(0, start - 130) : start]
        phrase = _BREAK.split(window)[-1]
        if not phrase.strip() or phrase[-1] != " ":
            return []
        if called := _CALLED.search(phrase):
            parts = [part.strip() for part in phrase[: called.start()].split(",") if part.strip()]
            return parts[-2:]
        found: list[str] = []
        parts = phrase.rstrip().split(",")
        tail = parts.pop().strip()
        if tail:
            direct = title_phrase(tail)
            if direct is None:
                return []
            found.append(direct)
            if direct != tail:
                return found
        if parts:
            candidate = parts[-1].strip()
            if read_role(candidate).heads and is_description(candidate):
                found.append(candidate)
        return found

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

    def find_word(self, word: str, position: int, gender: str | None = None) -> Entity | None:
        """Return who a single name means at a position: by surname first, then by any name."""
        key = _key(word)
        for index in (self.by_surname, self.by_word):
            found = index.get(key, [])
            if gender is not None:
                found = [one for one in found if one.sex in (None, gender)]
            if found:
                return _nearest(found, position)
        return None

    def find_name(self, group: NameGroup) -> Entity:
        """Return the entity of a name that a source is given by; it is made where it is new."""
        if len(group.name) == 1:
            known = self._bearer(group)
            if known is not None:
                return known
            kind = "person" if not is_body(group.name) else "body"
            entity = Entity(group.text, kind, _keys(group.name), certain=True)
            self._add(entity)
            for other in self._loose.pop(_key(group.name[0]), ()):
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


def _keys(name: Iterable[str]) -> tuple[str, ...]:
    return tuple(_key(word) for word in name)


def _key(word: str) -> str:
    # "al-Rad" is taken up as "Rad".
    key = fold(word)
    return key[3:] if key[:3] in ("al-", "el-") else key


def _same_person(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
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
    return set(one) <= set(other) or set(other) <= set(one)


def _nearest(found: list[Entity], position: int) -> Entity:
    if len(found) == 1:
        return found[0]
    best, distance = found[0], float("inf")
    for entity in found[-_NAMESAKES:]:
        gap = entity.gap(position + 1)
        if gap is not None and gap < distance:
            best, distance = entity, gap
    return best
