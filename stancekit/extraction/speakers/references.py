"""Take up persons and bodies named elsewhere: pronouns, offices and epithets."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

from stancekit.document import Span
from stancekit.extraction.speakers.entities import Entity
from stancekit.extraction.speakers.index import EntityIndex
from stancekit.extraction.speakers.names import (
    fold,
    is_body,
    iter_name_groups,
    places,
    strip_article,
    words,
)
from stancekit.extraction.speakers.roles import Phrase, Role, parties
from stancekit.extraction.speakers.surroundings import Surroundings
from stancekit.statement import Statement

__all__ = ["GENDERS", "NOBODY", "References", "Source"]

GENDERS = {
    "he": "male",
    "him": "male",
    "his": "male",
    "she": "female",
    "her": "female",
    "hers": "female",
}
_BODIES = frozenset({"body", "state", "group", "thing"})
_CALLED_LATER = re.compile(
    r",? [^,.;:\n“”\"]{0,60}?\b(?:named|known (?:only )?as|name (?:only )?as|name of) "
)
_OFFICIALS = frozenset(
    "officials authorities diplomats ministers negotiators lawmakers leaders forces troops".split()
)
_GROUPS = frozenset("group movement organisation organization militia faction alliance".split())
_OWN = re.compile(r"(?:his|her|its|their)\b\s*", re.IGNORECASE)
_INDEFINITE = re.compile(
    r"(?:an?|one|another|some|several|many|two|three|unnamed|anonymous)\b", re.IGNORECASE
)
_DEFINED = re.compile(r"^(?:the|this|that)\s|['’]s?\s", re.IGNORECASE)
_COMPLEMENT = re.compile(r"\s(?:of|for|in|at|from|to|on|with|near|within)\s")
_FRONTED = re.compile(r"(?:when|as|after|before|while|asked|although|if|since)\b", re.IGNORECASE)
_AGED = re.compile(r"\b\d{2}-year-old")
_ENOUGH = 3.0


@dataclass(frozen=True, slots=True)
class Source:
    """Who a statement is attributed to, and how sure that is."""

    entity: Entity | None = None
    confidence: float = 1.0
    text: str | None = None

    @property
    def name(self) -> str | None:
        """Canonical name; None where nobody is known."""
        return self.entity.name if self.entity is not None else self.text

    @property
    def actor(self) -> str | None:
        """State or body that the source speaks for."""
        return self.entity.actor if self.entity is not None else None


NOBODY = Source()


class References:
    """Who has spoken so far, and who is meant by what takes them up.

    Parameters
    ----------
    text : str
    index : EntityIndex
        The people and bodies of the text.
    around : Surroundings
    """

    def __init__(self, text: str, index: EntityIndex, around: Surroundings) -> None:
        self.text = text
        self.index = index
        self.described: dict[str, Entity] = {}
        self.history: list[tuple[int, Entity]] = []
        self.spoke: set[int] = set()
        self.around = around

    def note(self, position: int, entity: Entity) -> None:
        """Remember that an entity speaks at a position."""
        self.history.append((position, entity))
        self.spoke.add(id(entity))

    def describe(self, name: str, mention: Span, role: Role, kind: str) -> Entity:
        """Return the source that the text calls `name` and nothing better."""
        entity = self.described.get(fold(name))
        if entity is None:
            entity = self.described[fold(name)] = self.index.add_described(
                name, mention, role, kind
            )
            entity.actor = entity.actor or places().bodies.get(fold(name))
        return entity

    def description(
        self, mention: Span, *, headline: bool, introduced: Callable[[], Entity | None]
    ) -> Source:
        """Return who an office, epithet or body's noun means; at worst its own words.

        `introduced` gives the person whom the text names right after it, if anybody.
        """
        lexicon = words()
        phrase = Phrase.read(mention.of(self.text).strip(), self.index.acronyms)
        single = not phrase.is_plural and not _INDEFINITE.match(phrase.text)
        named = None if phrase.is_plural else self._named_later(mention, phrase)
        if named is not None:
            return Source(named, 0.9)
        known = self.described.get(fold(phrase.name))
        if known is not None and single:
            return Source(known)
        owner = _OWN.match(phrase.text)
        possessor = None
        if owner is not None:
            gender = GENDERS.get(fold(owner[0].strip()))
            if gender is None:
                possessor = self._plural_of(mention, fold(owner[0].strip())).entity
            else:
                possessor = self._pronoun_entity(mention, gender, None)
        definite = headline or owner is not None or _DEFINED.search(phrase.text) is not None
        is_body_noun = phrase.head in lexicon.bodies
        if single and not is_body_noun:
            best = self._bearer(phrase, mention, headline=headline, bare=not definite)
            if best is not None and (possessor is None or best.entity is not possessor):
                return best
        if is_body_noun and definite:
            body = self._body(phrase.core, mention)
            if body is not None:
                return Source(body, 0.9)
        if owner is not None and possessor is not None:
            rest = _OWN.sub("", phrase.name, count=1) if _OWN.match(phrase.name) else phrase.name
            name = f"{possessor.name}'s {rest}"
            return Source(self.describe(name, mention, phrase.full, "described"), 0.8)
        kind = "thing"
        if phrase.is_plural or is_body_noun:
            kind = "group" if phrase.is_plural else "body"
        elif phrase.head in lexicon.roles or phrase.head in lexicon.offices:
            kind = "described"
        full = phrase.full
        actor = full.actor
        if actor is None and (is_body_noun or phrase.head in _OFFICIALS):
            actor = min(full.states, default=None)
        role = Role(phrase.role.heads, full.words, full.states, full.gender, actor, full.portfolio)
        person = introduced() if kind == "described" else None
        if person is not None and role.gender in (None, person.sex or role.gender):
            self.index.add_role(person, role)
            return Source(person, 0.8)
        return Source(self.describe(phrase.name, mention, role, kind))

    def _named_later(self, mention: Span, phrase: Phrase) -> Entity | None:
        """Return who is named after a description: "the commander, a man known as Old Piet"."""
        called = _CALLED_LATER.match(self.text, mention.end)
        if called is None:
            return None
        for group in iter_name_groups(self.text, called.end(), called.end() + 60):
            if group.group_start == called.end() and group.name:
                entity = self.index.find_name(group)
                self.index.bind(entity, phrase.name)
                return entity
            break
        return None

    def _bearer(
        self, phrase: Phrase, mention: Span, *, headline: bool, bare: bool
    ) -> Source | None:
        """Return the person whom a role or epithet means."""
        lexicon = words()
        head, role = phrase.head, phrase.role
        aged = _AGED.search(phrase.text) is not None
        if head not in lexicon.roles and head not in lexicon.offices and not aged:
            return None
        candidates: dict[Entity, None] = dict.fromkeys(one for _, one in self.history[-6:])
        candidates.update(dict.fromkeys(one for _, _, one in self.index.before(mention.start)))
        for word in sorted({head, *role.heads, *lexicon.same.get(head, ())}):
            candidates.update(dict.fromkeys(islice(self.index.by_role.get(word, ()), 20)))
        previous = self.history[-1][1] if self.history else None
        # "On Mr Lorn, the envoy said": who is named in the same clause is somebody else.
        sentence = self.around.sentence(mention.start)
        if not _FRONTED.match(self.text, sentence):
            for start, _, entity in self.index.before(mention.start, reach=300, most=8):
                if start >= sentence:
                    candidates.pop(entity, None)
        best: tuple[float, Entity] | None = None
        for entity in candidates:
            score = self._fit(entity, phrase, is_generic=aged or head in lexicon.generic)
            if score is None or (bare and score < 4):
                continue
            if phrase.full.states and not entity.states and entity is not previous:
                score -= 3
            if entity is previous:
                score += 2
            elif id(entity) in self.spoke:
                score += 1
            gap = entity.gap(mention.start)
            if gap is None and headline:
                gap = entity.ahead(mention.end)
            if gap is not None:
                score += 1.5 if gap < 400 else 0.75 if gap < 1500 else 0
            elif not headline:
                score -= 1
            if best is None or score > best[0]:
                best = (score, entity)
        if best is None and headline and not bare and self.history and not phrase.complement:
            # A headline's office that the text never names again is its first speaker's.
            entity = self.history[0][1]
            if entity.kind == "person" and not entity.heads:
                return Source(entity, 0.6)
        if best is None or best[0] < _ENOUGH:
            return None
        entity = best[1]
        self.index.add_role(entity, Role(role.heads, frozenset(), role.states, role.gender))
        return Source(entity, 0.95 if best[0] >= 6 else 0.8)

    def _fit(self, entity: Entity, phrase: Phrase, *, is_generic: bool) -> float | None:
        """Score how well a role fits a person; None where the two contradict."""
        if entity.kind in _BODIES:
            return None
        role, full, head = phrase.role, phrase.full, phrase.head
        if role.gender and entity.sex and role.gender != entity.sex:
            return None
        if full.states and entity.states and not full.states & entity.states:
            return None
        if phrase.owner and not full.states and fold(phrase.owner) not in entity.words:
            return None
        party, other = parties(full.words | full.heads), parties(entity.words | entity.heads)
        if party and other and not party & other:
            return None
        if full.portfolio and entity.portfolio and not full.portfolio & entity.portfolio:
            return None
        lexicon = words()
        armed = (full.words & lexicon.armed) - entity.words
        if armed and entity.heads and not entity.heads & lexicon.ranks:
            return None
        if phrase.body and entity.actor and phrase.body not in fold(entity.actor).split():
            return None
        row = lexicon.same.get(head, frozenset())
        if head in entity.heads:
            score = 5.0
        elif row & entity.heads or (row - {"press"}) & entity.words:
            score = 3.0
        elif is_generic and (entity.certain or id(entity) in self.spoke):
            score = 2.0 if id(entity) in self.spoke else 0.5
        elif not entity.heads and id(entity) in self.spoke:
            score = 1.0
        else:
            return None
        shared = len((full.words - lexicon.modifiers) & entity.words) + len(
            full.portfolio & entity.portfolio
        )
        shared += len((full.heads - role.heads) & entity.heads)
        if full.states & entity.states:
            shared += 1
        if phrase.complement and not shared:
            return None
        return score + min(shared, 3)

    def _body(self, core: str, mention: Span) -> Entity | None:
        """Return the body that "the agency" or "the movement" takes up."""
        keys = [fold(word) for word in strip_article(core).split()]
        for _, _, entity in self.index.before(mention.start, reach=4000, most=200):
            if entity.kind in ("body", "group"):
                whole = _COMPLEMENT.split(entity.name)[0].split()
                known = [fold(word) for word in whole]
                if len(keys) < len(known) and known[-len(keys) :] == keys:
                    return entity
                if len(keys) == 1 and known[0] == keys[0] and entity.name[0].isupper():
                    return entity
        if len(keys) != 1 or keys[0] not in _GROUPS:
            return None
        # "The group" takes up a body whose name doesn't say what it is.
        for at, entity in reversed(self.history[-4:]):
            plain = not any(is_body([word]) for word in entity.name.split())
            named = entity.kind == "body" or fold(entity.name) in places().organisations
            if named and (plain or fold(entity.name) in places().organisations):
                return entity if mention.start - at < 2500 else None
        return None

    def pronoun(self, statement: Statement, mention: Span, gender: str) -> Source:
        """Return whom "he" or "she" means."""
        entity = self._pronoun_entity(mention, gender, statement)
        if entity is None:
            return NOBODY
        if entity.gender is None and entity.kind != "group":
            entity.gender = gender
        return Source(entity, 0.9)

    def _pronoun_entity(
        self, mention: Span, gender: str | None, statement: Statement | None
    ) -> Entity | None:
        position = mention.start
        scores: dict[int, tuple[float, Entity]] = {}

        def offer(entity: Entity, score: float) -> None:
            known = scores.get(id(entity))
            if known is None or known[0] < score:
                scores[id(entity)] = (score, entity)

        paragraph = self.around.line(position)
        for at, entity in self.history[-4:]:
            gap = position - at
            if 0 <= gap <= 2500:
                newest = entity is self.history[-1][1]
                near = 0.8 if at >= paragraph else 0.0
                offer(entity, (2.6 if newest else 1.2) + near - gap / 900)
        for start, end, entity in self.index.before(position):
            if entity.kind in _BODIES:
                continue
            if not entity.certain and id(entity) not in self.spoke:
                continue
            score = 1.2 - (position - start) / 400
            if id(entity) in self.spoke:
                score += 0.8
            if self.around.is_subject(start):
                score += 1.4 if position - start < 450 else 0.6
            if start >= paragraph:
                score += 0.8
            if self.text.startswith(("'s", "’s"), end):
                score -= 0.8
            if self.around.in_quote(start):
                score -= 2.5
            if statement is not None:
                if any(span.start <= start < span.end for span in statement.content):
                    score -= 3
                elif statement.start <= start and not _FRONTED.match(self.text, statement.start):
                    score -= 1
            offer(entity, score)
        best: tuple[float, Entity] | None = None
        for score, entity in scores.values():
            if entity.kind in _BODIES:
                continue
            if gender is not None and entity.sex is not None:
                if entity.sex != gender:
                    continue
                score += 0.3
            if best is None or score > best[0]:
                best = (score, entity)
        if best is None or best[0] < -1.5:
            return None
        return best[1]

    def antecedent(self, mention: Span) -> Source:
        """Return what a relative pronoun follows."""
        for _, end, entity in self.index.before(mention.start, reach=160, most=3):
            if mention.start - end <= 60 and "." not in self.text[end : mention.start]:
                return Source(entity, 0.7)
            break
        return NOBODY

    def plural(self, mention: Span) -> Source:
        """Return the body or group that "it" or "they" takes up."""
        return self._plural_of(mention, fold(mention.of(self.text)))

    def _plural_of(self, mention: Span, pronoun: str) -> Source:
        single = pronoun in ("it", "its")
        subject = self.around.body_before(mention.start) if single else None
        for at, entity in reversed(self.history[-4:]):
            if mention.start - at > 2500 or (subject is not None and at < subject.start):
                break
            if entity.kind in _BODIES and entity.kind != ("group" if single else "thing"):
                return Source(entity, 0.8)
        if subject is not None:
            name = strip_article(subject.of(self.text))
            name = places().state(name) or name
            return Source(self.describe(name, subject, Role(), "body"), 0.6)
        for at, entity in reversed(self.history[-4:]):
            if entity.kind == "group" and mention.start - at <= 2500:
                return Source(entity, 0.6)
        paragraph = self.around.line(mention.start)
        for start, _, entity in self.index.before(mention.start, reach=800):
            if entity.kind in ("body", "group") and start >= paragraph:
                return Source(entity, 0.6)
        if not single and self.history and mention.start - self.history[-1][0] < 800:
            return Source(self.history[-1][1], 0.5)
        return NOBODY
