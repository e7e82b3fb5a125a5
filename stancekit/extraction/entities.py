"""The people and bodies of one document, with the roles that the text binds to them."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from stancekit.document import Document, Span
from stancekit.extraction.names import (
    NameGroup,
    fold,
    is_body,
    is_title_case,
    iter_name_groups,
    places,
    strip_article,
    words,
)
from stancekit.reading.layout import Layout

__all__ = ["Entity", "EntityIndex", "Role", "read_role"]

_WORD = re.compile(r"[^\W\d_][\w'’‑-]*")
# What stands before a name on its own line: "the retired judge [Ada Lorn]", "Oman's envoy, [..]".
_BREAK = re.compile(r"[.;:!?\n\r“”\"()]")
_AFTER = re.compile(
    r"(?:,? (?:\(?(?P<age>\d{2})\)?,? ?))?"
    r"(?:, (?P<apposition>(?:who |which )?[^,.;:\n\r“”\"()]{3,110})"
    r"|(?: has| had)? (?P<verb>(?:leads|led|heads|headed|chairs|chaired) [^,.;:\n\r“”\"()]{3,60})"
    r"| (?:is|was|became|has been) (?P<copula>(?:an?|the) [^,.;:\n\r“”\"()]{3,90})"
    r"| of (?P<of>(?:the )?[^,.;:\n\r“”\"()a-z][^,.;:\n\r“”\"()]{2,60}))"
)
_ACRONYM = re.compile(r" \(([A-Z][A-Za-z]{1,8})\)")
_CALLED = re.compile(
    r"(?:named|known (?:only )?as|(?:first )?name (?:only )?(?:as|of)|only as)\s+$"
)
_VERB_ROLES = {
    "chairs": "chairman",
    "chaired": "chairman",
    "heads": "head",
    "headed": "head",
    "heading": "head",
    "leads": "leader",
    "led": "leader",
    "leading": "leader",
    "mediates": "mediator",
    "represents": "representative",
    "commands": "commander",
    "rules": "ruler",
    "presides": "president",
}
_FOR = re.compile(
    r"\b(?:spoke\w+|representing|represents|speaking|speaks|negotiator|envoy|ambassador|adviser|advisor"
    r"|aide|representative)\b[^,]{0,30}?\b(?:for|of|to)\s+"
    r"(?P<body>(?:the )?[\w'’.-]+(?: (?!who\b|said\b|told\b|in\b|on\b|at\b|has\b|is\b)[\w'’.-]+){0,5})"
)
_OF = re.compile(
    r"\b(?P<head>\w+) (?:of|for) (?P<body>(?:the )?[\w'’.-]+"
    r"(?: (?!who\b|said\b|told\b|in\b|on\b|at\b|has\b|is\b)[\w'’.-]+){0,5})"
)
_OWNER = re.compile(r"^(?:the )?(?P<owner>[^,]{2,50}?)['’](?:s\b|(?= ))")
_OFFICE_BODY = re.compile(
    r"^(?:an? |the )?((?:[\w-]+ ){0,3}(?:[Mm]inistry|[Dd]epartment|[Pp]arliament|[Aa]rmy|[Cc]ouncil"
    r"|[Gg]overnment|[Aa]gency|[Cc]ommission)) (?:spoke\w+|official|adviser|advisor|source|chief|head)"
)
_OWN = frozenset({"its", "his", "her", "their", "my", "our", "your", "whose"})


@dataclass(frozen=True, slots=True)
class Role:
    """What a noun phrase says about its bearer."""

    heads: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()
    gender: str | None = None
    actor: str | None = None
    portfolio: frozenset[str] = frozenset()


@dataclass(slots=True, eq=False)
class Entity:
    """A person, body or described source of one document."""

    name: str
    kind: str
    keys: tuple[str, ...] = ()
    heads: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    states: set[str] = field(default_factory=set)
    portfolio: set[str] = field(default_factory=set)
    gender: str | None = None
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


_STOP = frozenset(
    "the a an of for to in on at by with and or who which that is was has had been his her its their"
    " our your my from as s since after before while when".split()
)
_RANKS = frozenset(
    "acting deputy vice assistant former ex late interim senior chief special prime first top lead"
    " general high permanent supreme".split()
)


def read_role(phrase: str) -> Role:
    """Read offices, nationality, gender and the body spoken for from a noun phrase."""
    lexicon = words()
    found = [fold(word) for word in _WORD.findall(phrase)]
    heads: set[str] = set()
    content: set[str] = set()
    gender = None
    portfolio = set()
    for word in found:
        base = word[:-2] if word.endswith(("'s", "s'")) else word
        if base in _STOP:
            continue
        for part in {base, *base.split("-")} if "-" in base else (base,):
            if part in lexicon.roles or part in lexicon.offices:
                heads.add(part)
            gender = gender or lexicon.gender.get(part) or lexicon.courtesy.get(part)
        if base in _VERB_ROLES:
            heads.add(_VERB_ROLES[base])
        if base in lexicon.modifiers and base not in _RANKS and base not in heads:
            portfolio.add(base)
        content.add(base)
    states = places().mentioned(phrase)
    return Role(
        frozenset(heads),
        frozenset(content - heads),
        frozenset(states),
        gender,
        _actor(phrase, states) if heads else None,
        frozenset(portfolio),
    )


def _actor(phrase: str, states: list[str]) -> str | None:
    """Return the state or body that the bearer of an office speaks for."""
    lexicon = words()
    for pattern, name in ((_FOR, "body"), (_OWNER, "owner"), (_OF, "body")):
        found = pattern.search(phrase)
        if found is None or (pattern is _OF and fold(found["head"]) not in lexicon.roles):
            continue
        body = strip_article(found[name]).strip()
        key = fold(body.split()[0]) if body else ""
        if not body or key in _OWN or key in _PORTFOLIO_NAMES or len(body) > 60:
            continue
        state = places().state(body)
        if state is not None:
            return state
        if is_body(body.split()[-1:]) or is_body(body.split()[:1]) or body.isupper():
            return body
        if pattern is not _OF and body[0].isupper():
            return body
    if states:
        return states[0]
    office = _OFFICE_BODY.search(phrase)
    return strip_article(office[1]) if office is not None else None


_PORTFOLIO_NAMES = frozenset(
    "state foreign defence defense trade commerce interior finance staff".split()
)


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
        self.by_role: dict[str, list[Entity]] = {}
        self.starts: list[int] = []
        self.at: list[tuple[int, int, Entity]] = []
        self.acronyms = _acronyms(document.text)
        self._loose: dict[str, list[NameGroup]] = {}
        self._build(layout)

    def _build(self, layout: Layout) -> None:
        text = self.text
        dateline = layout.dateline
        groups: list[NameGroup] = []
        for paragraph in layout.paragraphs:
            # Capitals mark no names in a headline or cross-heading that capitalises all words.
            if len(paragraph) < 250 and is_title_case(paragraph.of(text)):
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
        single.sort(key=lambda group: (_title_gender(group) is None, not group.is_titled))
        for group in single:
            if places().any(group.text) is not None:
                continue
            known = self._bearer(group)
            if known is None and (group.is_titled or self._is_called(group)):
                known = self._add(Entity(group.text, "person", _keys(group.name), certain=True))
            if known is None:
                self._loose.setdefault(fold(group.name[0]), []).append(group)
                continue
            self._observe(known, group)
            marks.append((group.group_start, group.end, known))
        marks.sort(key=lambda mark: mark[0])
        self.at = marks
        self.starts = [mark[0] for mark in marks]

    def _bearer(self, group: NameGroup) -> Entity | None:
        """Return who a single name with or without a title means."""
        gender = _title_gender(group)
        namesakes = self.by_surname.get(fold(group.name[0]), [])
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
        for entity in self.by_surname.get(keys[-1], ()):
            if _same_person(entity.keys, keys):
                if self._is_fuller(keys, entity.keys):
                    for key in keys:
                        bucket = self.by_word.setdefault(key, [])
                        if entity not in bucket:
                            bucket.append(entity)
                    entity.keys, entity.name = keys, group.text
                return entity
        kind = "body" if is_body(group.name) and not group.is_titled else "person"
        return self._add(Entity(group.text, kind, keys))

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
        entity.mentions.append(group.start)
        lexicon = words()
        if entity.kind == "body":
            return
        if entity.gender is None:
            entity.gender = lexicon.given.get(entity.keys[0]) if len(entity.keys) > 1 else None
        if entity.gender is not None and len(entity.keys) > 1:
            entity.certain = True
        for title in group.titles:
            gender = lexicon.courtesy.get(title)
            if gender is not None:
                entity.gender = gender
        if group.titles:
            self.bind(entity, self.text[group.group_start : group.start])
        for before in self._before(group.group_start):
            self.bind(entity, before)
        found = _AFTER.match(self.text, group.end)
        if found is None:
            return
        if found["age"]:
            entity.certain = True
        phrase = found["apposition"] or found["copula"]
        if found["verb"]:
            self.bind(entity, found["verb"])
        elif phrase and _is_description(phrase):
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
            direct = _title_phrase(tail)
            if direct is None:
                return []
            found.append(direct)
            if direct != tail:
                return found
        if parts:
            candidate = parts[-1].strip()
            if read_role(candidate).heads and _is_description(candidate):
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
        entity.bind(role)
        for head in role.heads:
            bucket = self.by_role.setdefault(head, [])
            if entity not in bucket:
                bucket.append(entity)

    def find_word(self, word: str, position: int, gender: str | None = None) -> Entity | None:
        """Return who a single name means at a position: by surname first, then any of their names."""
        key = fold(word)
        for index in (self.by_surname, self.by_word):
            found = index.get(key, [])
            if gender is not None:
                found = [one for one in found if one.gender in (None, gender)]
            if found:
                return _nearest(found, position)
        return None

    def find_name(self, group: NameGroup) -> Entity:
        """Return the entity of a name that a source is given by; it is made where it is new."""
        if len(group.name) == 1:
            known = self._bearer(group)
            if known is not None:
                return known
            kind = "person" if places().bodies.get(fold(group.text)) is None else "body"
            entity = Entity(group.text, kind, _keys(group.name), certain=True)
            self._add(entity)
            for other in self._loose.pop(fold(group.name[0]), ()):
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
        entity.bind(role)
        entity.mentions.append(span.start)
        self._insert(span.start, span.end, entity)
        for head in role.heads:
            self.by_role.setdefault(head, []).append(entity)
        return entity

    def _insert(self, start: int, end: int, entity: Entity) -> None:
        where = bisect.bisect(self.starts, start)
        self.starts.insert(where, start)
        self.at.insert(where, (start, end, entity))

    def before(
        self, position: int, *, reach: int = 1500, most: int = 40
    ) -> Iterable[tuple[int, int, Entity]]:
        """Yield the mentions before a position, nearest first."""
        at = bisect.bisect_left(self.starts, position)
        for where in range(at - 1, max(-1, at - 1 - most), -1):
            if self.starts[where] < position - reach:
                return
            yield self.at[where]


def _acronyms(text: str) -> dict[str, str]:
    """Return the names that brackets shorten: "the International River Commission (IRC)"."""
    found: dict[str, str] = {}
    for match in _ACRONYM.finditer(text):
        letters = [char.lower() for char in match[1] if char.isupper()]
        before = _BREAK.split(text[max(0, match.start() - 110) : match.start()])[-1].split()
        rest = list(letters)
        for at in range(len(before) - 1, -1, -1):
            if not before[at][0].isupper():
                continue
            if fold(before[at])[:1] != rest[-1]:
                break
            rest.pop()
            if not rest:
                found.setdefault(match[1], " ".join(before[at:]))
                break
    return found


def _title_phrase(text: str) -> str | None:
    """Return the office at the end of `text`, back to its article; None where there is none."""
    lexicon = words()
    tail = text.split(" ")[-7:]
    if fold(tail[-1]) not in lexicon.roles:
        return None
    begin = len(tail) - 1
    for at in range(len(tail) - 1, -1, -1):
        word = fold(tail[at])
        if word in _DETERMINERS:
            return " ".join(tail[at:])
        if word in _STOP or (word.endswith("ed") and word not in _PARTICIPLES):
            break
        begin = at
    return " ".join(tail[begin:])


_DETERMINERS = frozenset("the a an his her its their our your my whose".split())
_PARTICIPLES = frozenset("retired appointed disgraced respected exiled jailed ousted".split())


def _keys(name: Iterable[str]) -> tuple[str, ...]:
    return tuple(fold(word) for word in name)


def _title_gender(group: NameGroup) -> str | None:
    courtesy = words().courtesy
    return next((courtesy[t] for t in group.titles if courtesy.get(t)), None)


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
    for entity in found:
        at = bisect.bisect_right(entity.mentions, position)
        if at:
            gap = float(position - entity.mentions[at - 1])
            if gap < distance:
                best, distance = entity, gap
    return best


def _is_description(phrase: str) -> bool:
    """Tell whether a phrase beside a name describes its bearer.

    In "On Mr Lorn, the envoy said" the phrase after the comma is the subject of a verb instead.
    """
    lexicon = words()
    found = [_bare(word) for word in _WORD.findall(phrase)]
    if not found:
        return False
    if found[0] in {"who", "which"}:
        return any(word in _VERB_ROLES or word in lexicon.roles for word in found[1:6])
    if found[0] in _NO_APPOSITION:
        return False
    for at, word in enumerate(found[:12]):
        if word not in lexicon.roles:
            continue
        after = found[at + 1] if at + 1 < len(found) else ""
        if not after or after in _AFTER_HEAD:
            return True
        if after not in lexicon.roles and after not in lexicon.modifiers and after in _SPEECH:
            return False
        if after not in lexicon.roles and after not in lexicon.modifiers:
            return at + 2 >= len(found) and not after.endswith("ed")
    return False


def _bare(word: str) -> str:
    return fold(word.removesuffix("'s").removesuffix("’s"))


_NO_APPOSITION = frozenset(
    "and but with in on at as when while after before he she they it we i because so then if"
    " according that there".split()
)
_AFTER_HEAD = frozenset(
    "of for in to at on from who whose which that under since and with during by turned until"
    " named known called now then".split()
)
_SPEECH = frozenset(
    "said says say told tells added adds warned stressed noted announced declared argued claimed"
    " insisted rejected accused called wrote replied stated asked urged has had was is would".split()
)
