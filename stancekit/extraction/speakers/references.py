"""Take up persons and bodies named elsewhere: by office, epithet or the noun of a body."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from itertools import islice

from stancekit.document import Span
from stancekit.extraction.attribution.grammar.nouns import is_person_noun
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
from stancekit.extraction.speakers.phrases import Phrase
from stancekit.extraction.speakers.pronouns import FRONTED, GENDERS, Pronouns
from stancekit.extraction.speakers.roles import CALLED, Role, parties
from stancekit.extraction.speakers.surroundings import Surroundings
from stancekit.extraction.speakers.turns import NO_PERSON, Source, Turns

__all__ = ["References"]

_CALLED_LATER = re.compile(rf",? [^,.;:\n“”\"]{{0,60}}?\b{CALLED} ")
_OFFICIALS = frozenset(
    "officials authorities diplomats ministers negotiators lawmakers leaders forces troops".split()
)
_OWN = re.compile(r"(?:his|her|its|their)\b\s*", re.IGNORECASE)
_INDEFINITE = re.compile(
    r"(?:an?|one|another|some|several|many|two|three|unnamed|anonymous)\b", re.IGNORECASE
)
_DEFINED = re.compile(r"^(?:the|this|that)\s|['’]s?\s", re.IGNORECASE)
_COMPLEMENT = re.compile(r"\s(?:of|for|in|at|from|to|on|with|near|within)\s")
_APPOSED = re.compile(
    r"(?:[\w-]+ ){0,3}?(?P<noun>[a-z][\w-]+) (?P<name>[A-Z][\w'’&.-]*(?: [A-Z][\w'’&.-]*){0,4})$"
)
# "a women's group[, Hands Across the Ford]"
_NAMED_SO = re.compile(
    r", (?:the )?(?P<name>[A-Z][\w'’&.-]*"
    r"(?: (?:(?:of|for|in|and|the|on|de|du) ){0,2}[A-Z][\w'’&.-]*){1,7})$"
)
_AGED = re.compile(r"\b\d{2}-year-old")
# "The speaker [asked her] to withdraw it": whoever spoke last is asked, and doesn't ask.
_TO_WHOM = re.compile(
    r" (?:[a-z]+ ){1,3}?(him|her)(?= (?:to|that|if|whether|for|of|about|not)\b|[.,;])"
)
_SAME = re.compile(r"(?:the|this|that) same ", re.IGNORECASE)
_ONE_OF = re.compile(r"(?:an)?(?:one|other) of ", re.IGNORECASE)
_TURNS = 8
_SOON = 500
_ENOUGH = 3.0
# What it is worth that the text gives a speaker no office at all.
_NO_OFFICE = 1.0
# A body is taken up by a noun of its kind within so many characters.
_RECENT = 2500


class References:
    """Finds who is meant by an office, an epithet or the noun of a body.

    Parameters
    ----------
    text : str
    turns : Turns
        Who has spoken so far.
    around : Surroundings
    pronouns : Pronouns
        For possessors: "her adviser".
    """

    def __init__(self, text: str, turns: Turns, around: Surroundings, pronouns: Pronouns) -> None:
        self.text = text
        self.turns = turns
        self.index: EntityIndex = turns.index
        self.around = around
        self.pronouns = pronouns

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
        known = self.turns.described.get(fold(phrase.name))
        if known is not None and single:
            return Source(known)
        if _SAME.match(phrase.text):
            same = self._spoken_as(phrase.head)
            if same is None:
                same = self.turns.describe(phrase.head, mention, phrase.full, "described")
            return Source(same, 0.9)
        owner = _OWN.match(phrase.text)
        possessor = None
        if owner is not None:
            gender = GENDERS.get(fold(owner[0].strip()))
            if gender is None:
                possessor = self.pronouns.group(mention, fold(owner[0].strip())).entity
            else:
                possessor = self.pronouns.person(mention, gender, None).entity
        definite = headline or owner is not None or _DEFINED.search(phrase.text) is not None
        is_body_noun = phrase.head in lexicon.bodies
        if single and not is_body_noun:
            next_named = introduced if _is_of_a_place(phrase.core) else _nobody
            best = self._bearer(phrase, mention, next_named, headline=headline, bare=not definite)
            if best is not None and (possessor is None or best.entity is not possessor):
                return best
        if is_body_noun and definite:
            body = self._body(phrase.core, mention)
            if body is not None:
                return Source(body, 0.9)
        if owner is not None and possessor is not None:
            person = introduced() if phrase.head in lexicon.roles else None
            if person is not None and possessor.kind in ("body", "state"):
                # "The union will not come, its delegate said. “We are tired,” Ada Lorn said."
                self.index.add_role(person, phrase.full)
                person.actor = person.actor or possessor.name
                return Source(person, 0.8)
            rest = _OWN.sub("", phrase.name, count=1) if _OWN.match(phrase.name) else phrase.name
            name = f"{possessor.name}'s {rest}"
            return Source(self.turns.describe(name, mention, phrase.full, "described"), 0.8)
        kind = "thing"
        if phrase.is_plural or is_body_noun:
            kind = "group" if phrase.is_plural else "body"
        elif (
            phrase.head in lexicon.roles
            or phrase.head in lexicon.offices
            or _ONE_OF.match(phrase.text)
            or is_person_noun(phrase.head)
        ):
            kind = "described"
        full = phrase.full
        actor = full.actor
        if actor is None and (is_body_noun or phrase.head in _OFFICIALS):
            actor = min(full.states, default=None)
        role = Role(phrase.role.heads, full.words, full.states, full.gender, actor, full.portfolio)
        person = introduced() if kind == "described" else None
        if (
            person is not None
            and role.gender in (None, person.sex or role.gender)
            and not (role.states and person.states and role.states.isdisjoint(person.states))
        ):
            self.index.add_role(person, role)
            return Source(person, 0.8)
        named_so = _NAMED_SO.search(phrase.text) if kind in ("body", "thing") else None
        if named_so is not None and phrase.name.islower():
            return Source(self.turns.describe(named_so["name"], mention, role, "body"))
        called = _APPOSED.match(phrase.name)
        if called is not None and called["noun"] in lexicon.bodies:
            # "the rights group Open Rivers", "the daily Aurora"
            return Source(self.turns.describe(called["name"], mention, role, "body"))
        return Source(self.turns.describe(phrase.name, mention, role, kind))

    def _spoken_as(self, head: str) -> Entity | None:
        """Return who spoke last of those whom the text calls so: "the same diplomat"."""
        for _, entity in reversed(self.turns.history[-_TURNS:]):
            if head in entity.heads or fold(entity.name).endswith(head):
                return entity
        return None

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
        self,
        phrase: Phrase,
        mention: Span,
        next_named: Callable[[], Entity | None],
        *,
        headline: bool,
        bare: bool,
    ) -> Source | None:
        """Return the person whom a role or epithet means."""
        lexicon = words()
        head, role = phrase.head, phrase.role
        aged = _AGED.search(phrase.text) is not None
        known = head in lexicon.roles or head in lexicon.offices or head in self.index.by_role
        if not known and not aged:
            return None
        candidates: dict[Entity, None] = dict.fromkeys(one for _, one in self.turns.history[-6:])
        candidates.update(dict.fromkeys(one for _, _, one in self.index.before(mention.start)))
        for word in sorted({head, *role.heads, *lexicon.same.get(head, ())}):
            candidates.update(dict.fromkeys(islice(self.index.by_role.get(word, ()), 20)))
        topic = self._topic(mention)
        previous = topic or self.turns.previous
        # "On Mr Lorn, the envoy said": who is named in the same clause is somebody else.
        sentence = self.around.sentence(mention.start)
        sentence = max(sentence, self.text.rfind("; ", sentence, mention.start))
        if not FRONTED.match(self.text, sentence):
            for start, _, entity in self.index.before(mention.start, reach=300, most=8):
                if start >= sentence:
                    candidates.pop(entity, None)
        to_whom = _TO_WHOM.match(self.text, mention.end)
        own_words = phrase.role.words - lexicon.modifiers
        best: tuple[float, Entity] | None = None
        for entity in candidates:
            generic = aged or head in lexicon.generic
            score = self._fit(entity, phrase, is_generic=generic)
            if score is None and entity is topic and not entity.heads:
                score = self._fit(entity, phrase, is_generic=True) and _NO_OFFICE
            # Whoever the text gives the office is meant rather than somebody without any.
            if score == _NO_OFFICE and (entity is not previous or head in self.index.by_role):
                score = None
            if score is None or (bare and score < 4):
                continue
            asked = to_whom is not None and entity.sex in (None, GENDERS[to_whom[1]])
            if asked and entity is self.turns.previous and head not in entity.heads:
                continue
            if phrase.full.states and not entity.states:
                # "Norway's delegate" is not whoever spoke last; "the Norwegian diplomat" may be.
                if phrase.owner and head not in entity.heads:
                    continue
                if entity is not previous:
                    score -= 3
            if entity is previous:
                score += 2
            elif self.turns.has_spoken(entity):
                score += 1
            gap = entity.gap(mention.start)
            if gap is None and headline:
                gap = entity.ahead(mention.end)
            if gap is not None:
                score += 1.5 if gap < 400 else 0.75 if gap < 1500 else 0
            elif not headline:
                # Nobody is taken up by an office before the text gives it to him.
                if own_words - entity.words:
                    continue
                score -= 1
            if best is None or score > best[0]:
                best = (score, entity)
        if best is None and headline and not bare and self.turns.history and not phrase.complement:
            # A headline's office that the text never names again is its first speaker's.
            entity = self.turns.history[0][1]
            if entity.kind == "person" and not entity.heads:
                return Source(entity, 0.6)
        if best is None or best[0] < _ENOUGH:
            return None
        entity = best[1]
        if not entity.heads:
            # "The Velmish envoy" is rather whom the text names next than whoever spoke last.
            entity = next_named() or entity
        if head not in entity.heads and entity is best[1] and not headline:
            other = self._first_described(head, mention)
            gap = entity.gap(mention.start)
            if other is not None and (gap is None or mention.start - other.start < gap):
                name = other.of(self.text)
                return Source(self.turns.describe(name, other, phrase.full, "described"), 0.8)
        self.index.add_role(entity, Role(role.heads, frozenset(), role.states, role.gender))
        return Source(entity, 0.95 if best[0] >= 6 else 0.8)

    def _topic(self, mention: Span) -> Entity | None:
        """Return the person whom the narrator turned to since somebody spoke last."""
        since = self.turns.history[-1][0] if self.turns.history else -1
        sentence = self.around.sentence(mention.start)
        for start, _, entity in self.index.before(mention.start, reach=_SOON, most=4):
            if start <= since:
                return None
            if start < sentence and entity.kind == "person" and self.around.is_subject(start):
                return entity if entity.certain else None
        return None

    def _first_described(self, head: str, mention: Span) -> Span | None:
        """Return the last "an old official" before "the official", who may not have spoken."""
        begin = max(0, mention.start - _SOON)
        found = list(_introduces(head).finditer(self.text, begin, mention.start))
        return Span(*found[-1].span(1)) if found else None

    def _fit(self, entity: Entity, phrase: Phrase, *, is_generic: bool) -> float | None:
        """Score how well a role fits a person; None where the two contradict."""
        if entity.kind in NO_PERSON:
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
        elif is_generic and (entity.certain or self.turns.has_spoken(entity)):
            score = 2.0 if self.turns.has_spoken(entity) else 0.5
        elif not entity.heads and self.turns.has_spoken(entity):
            score = _NO_OFFICE
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
        named = None
        for _, _, entity in self.index.before(mention.start, reach=4000, most=200):
            if entity.kind in ("body", "group"):
                whole = _COMPLEMENT.split(entity.name)[0].split()
                known = [fold(word) for word in whole]
                ends = len(keys) < len(known) and known[-len(keys) :] == keys
                if ends or (len(keys) == 1 and known[0] == keys[0] and entity.name[0].isupper()):
                    if self.turns.has_spoken(entity):
                        return entity
                    named = named or entity
        if named is not None:
            return named
        kinds = words().body_kinds.get(keys[0]) if len(keys) == 1 else None
        if kinds is None:
            return None
        # "The group" takes up a body whose name doesn't say what it is.
        for at, entity in reversed(self.turns.history[-4:]):
            if mention.start - at > _RECENT:
                return None
            if (
                entity.kind in (*NO_PERSON, "described")
                or fold(entity.name) in places().organisations
            ):
                # "a women's group, Hands Across the Ford": the text itself says of what kind it is.
                fits = keys[0] in entity.words or _is_of_kind(entity, kinds)
                return entity if fits else None
        return None


@functools.lru_cache(maxsize=256)
def _introduces(head: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:[Aa]n?|[Oo]ne|[Aa]nother) ((?:[\w-]+ ){{0,4}}{re.escape(head)})\b")


def _nobody() -> None:
    return None


def _is_of_a_place(core: str) -> bool:
    """Tell whether a description has a name in it that is no office: "the Velmish envoy"."""
    lexicon = words()
    return any(
        not (fold(word) in lexicon.modifiers or fold(word) in lexicon.roles)
        for word in core.split()[:-1]
        if word[0].isupper()
    )


def _is_of_kind(entity: Entity, kinds: frozenset[str]) -> bool:
    """Tell whether a body's name allows what a noun says that it is."""
    key = fold(entity.name)
    if key in places().organisations:
        return "" in kinds
    if not entity.name[:1].isupper():
        return False
    said = [fold(word) for word in entity.name.split() if is_body([word])]
    if entity.kind == "state" and not said:
        return False
    return any(word in kinds for word in said) if said else "" in kinds
