"""Resolve the source of each statement to one canonical name per person or body."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from stancekit.document import Document, Span
from stancekit.extraction.aliases import AliasTable
from stancekit.extraction.entities import Entity, EntityIndex, Role, read_role
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
from stancekit.statement import Statement

__all__ = ["resolve_speakers"]

_GENDER = {
    "he": "male",
    "him": "male",
    "his": "male",
    "she": "female",
    "her": "female",
    "hers": "female",
}
_SINGULAR = frozenset(_GENDER)
_BODIES = frozenset({"body", "state", "group", "thing"})
_ANYBODY = frozenset({"you", "your", "one", "everyone", "nobody", "anyone", "someone", "this"})
_RELATIVES = frozenset({"who", "which", "whom", "that"})
_PLURAL = frozenset({"they", "them", "their", "it", "its", "both"})
_FIRST = frozenset({"i", "we", "me", "us", "my", "our"})
_QUOTED = re.compile(r"“[^”\n]{1,2000}”?|\"[^\"\n]{1,2000}\"|«[^»\n]{1,2000}»?")
_RELATIVE = re.compile(
    r",|\s(?:who|whose|which|that|speaking|said|says|told|asked|requesting|familiar|close)\b|\s[–—-]\s|\s\("
)
_CALLED = re.compile(r"\b(?:named|known (?:only )?as|name (?:only )?as|name of|called)\s+")
_CALLED_LATER = re.compile(
    r",? [^,.;:\n“”\"]{0,60}?\b(?:named|known (?:only )?as|name (?:only )?as|name of) "
)
_SUBJECT = re.compile(
    r"(?:^|[.!?]['’”\"]? )((?:The |[A-Z][\w-]*['’]s )?(?:[\w-]+ ){0,3}?[\w-]+)"
    r"(?=, | (?:said|says|has|had|was|is|will|did|rejected|called|sent|told|agreed|accused)\b)",
    re.MULTILINE,
)
_ITS = re.compile(r"\b(?:its|their)\b", re.IGNORECASE)
_BRACKETED = re.compile(r"\(([A-Z][A-Za-z]{1,8})\)")
_OWN = re.compile(r"(?:his|her|its|their)\b\s*", re.IGNORECASE)
_INDEFINITE = re.compile(
    r"(?:an?|one|another|some|several|many|two|three|unnamed|anonymous)\b", re.IGNORECASE
)
_DEFINITE = re.compile(r"(?:the|this|that)\s", re.IGNORECASE)
_COMPLEMENT = re.compile(r"\s(?:of|for|in|at|from|to|on|with|near|within)\s")
_FRONTED = re.compile(r"(?:when|as|after|before|while|asked|although|if|since)\b", re.IGNORECASE)
_ANSWER = re.compile(r"A(?:nswer)?\s?[:.]\s")
_ENOUGH = 3.0


def resolve_speakers(
    document: Document,
    statements: Sequence[Statement],
    layout: Layout,
    *,
    aliases: AliasTable | None = None,
) -> list[Statement]:
    """Set the canonical speaker and the actor of each statement.

    Parameters
    ----------
    document : Document
        Its `author` speaks where the text is in the first person.
    statements : sequence of Statement
        With `mention` set to the source as the text names it there.
    layout : Layout
        Headline, dateline and paragraphs of the document.
    aliases : AliasTable, optional
        Maps canonical names on to the user's own.

    Returns
    -------
    list of Statement
        In the order given. A speaker stays None where nobody plausible is meant; a guess lowers
        `confidence`.
    """
    resolver = _Resolver(document, statements, layout)
    found = resolver.run()
    resolved = []
    for statement, one in zip(statements, found, strict=True):
        speaker, actor = one.name, one.actor
        if aliases is not None:
            speaker = (speaker and aliases.canonical(speaker)) or speaker
            actor = (actor and aliases.canonical(actor)) or actor
        resolved.append(
            replace(
                statement,
                speaker=speaker,
                actor=None if actor == speaker else actor,
                confidence=round(statement.confidence * one.confidence, 4),
            )
        )
    return resolved


@dataclass(frozen=True, slots=True)
class _Found:
    entity: Entity | None = None
    confidence: float = 1.0
    text: str | None = None

    @property
    def name(self) -> str | None:
        return self.entity.name if self.entity is not None else self.text

    @property
    def actor(self) -> str | None:
        return self.entity.actor if self.entity is not None else None


_NOBODY = _Found()


class _Resolver:
    def __init__(self, document: Document, statements: Sequence[Statement], layout: Layout) -> None:
        self.document = document
        self.text = document.text
        self.statements = statements
        self.layout = layout
        self.index = EntityIndex(document, layout)
        self.described: dict[str, Entity] = {}
        self.history: list[tuple[int, Entity]] = []
        self.last_end = 0
        self.spoke: set[int] = set()
        self.quotes = [found.span() for found in _QUOTED.finditer(self.text)]
        self.quote_starts = [start for start, _ in self.quotes]

    def run(self) -> list[_Found]:
        order = sorted(range(len(self.statements)), key=self._position)
        headline = self.layout.headline
        found: list[_Found] = [_NOBODY] * len(self.statements)
        late: list[int] = []
        # Names first: a role may be bound to its bearer only further down.
        for number in order:
            mention = self.statements[number].mention
            if mention is not None and self._names_person(mention):
                self._named_in(mention)
        last = _NOBODY
        for number in order:
            statement = self.statements[number]
            if headline is not None and headline.contains(statement.span):
                late.append(number)
                continue
            one = self._resolve(statement, last)
            found[number] = one
            if one.entity is not None:
                self.history.append((self._position(number), one.entity))
                self.spoke.add(id(one.entity))
            last = one
            self.last_end = statement.end
        last = _NOBODY
        for number in late:
            found[number] = last = self._resolve(self.statements[number], last, headline=True)
        return found

    def _position(self, number: int) -> int:
        statement = self.statements[number]
        if statement.mention is not None and statement.span.contains(statement.mention):
            return statement.mention.start
        return statement.start

    def _names_person(self, mention: Span) -> bool:
        return any(char.isupper() for char in mention.of(self.text))

    def _resolve(self, statement: Statement, last: _Found, *, headline: bool = False) -> _Found:
        mention = statement.mention
        if mention is None:
            return self._without_mention(statement, last)
        phrase = mention.of(self.text).strip()
        key = fold(strip_article(phrase)).rstrip(".,:")
        if not key:
            return _NOBODY
        if key in _FIRST:
            if self.document.author:
                return _Found(text=self.document.author)
            quoted = statement.kind == "direct" or self._in_quote(mention.start)
            return replace(last, confidence=0.7) if quoted and last.name else _NOBODY
        if key in _ANYBODY:
            return _NOBODY
        if key in _SINGULAR:
            return self._pronoun(statement, mention, _GENDER[key])
        if key in _RELATIVES:
            return self._antecedent(mention)
        if key in _PLURAL:
            return self._plural(mention)
        named = self._named_in(mention)
        if named is not None:
            if named.actor is None and _ITS.search(phrase):
                named.actor = self._subject_body(statement)
            return _Found(named)
        state = self._state(phrase)
        if state is not None:
            return _Found(self._describe(state, mention, Role(), "state"))
        return self._description(mention, headline=headline)

    def _subject_body(self, statement: Statement) -> str | None:
        """Return the state or body that opens a statement: whose "its delegation" is."""
        start = statement.content[0].start if statement.content else statement.start
        for group in iter_name_groups(self.text, start, min(start + 60, statement.end)):
            if group.group_start - start > 4 or not group.name:
                break
            if places().state(group.text) is not None or is_body(group.name):
                return places().state(group.text) or group.text
            break
        return None

    # Statements without a source of their own -------------------------------------------------

    def _without_mention(self, statement: Statement, last: _Found) -> _Found:
        if statement.kind not in ("direct", "mixed", None):
            return _NOBODY
        if self._is_answer(statement):
            return self._interviewee()
        if self.document.author:
            return _Found(text=self.document.author)
        # A quotation that runs on over several sentences or paragraphs.
        if last.name is not None and self.text.count("\n", self.last_end, statement.start) <= 2:
            return replace(last, confidence=0.8)
        return _NOBODY

    def _is_answer(self, statement: Statement) -> bool:
        line = self.text.rfind("\n", 0, statement.start + 1) + 1
        return _ANSWER.match(self.text, line) is not None

    def _interviewee(self) -> _Found:
        """Return who answers the questions: the author, or the first person that the text names."""
        if self.document.author:
            return _Found(text=self.document.author)
        for _, _, entity in self.index.at:
            if entity.kind == "person" and entity.certain:
                return _Found(entity, 0.7)
        return _NOBODY

    # Names ------------------------------------------------------------------------------------

    def _named_in(self, mention: Span) -> Entity | None:
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
                    self.index.bind(entity, text[begin : segment.start].strip(" ,"))
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
        lexicon = words()
        for group in groups:
            if places().any(group.text) is not None or not self._can_name(group):
                continue
            head = text[segment.start : group.group_start].strip()
            tail = text[group.end : segment.end].strip()
            if tail.startswith(("'s", "’s")) and tail[2:].strip():
                continue
            if tail and not re.match(
                r"['’]|(?:of|from|who|in|at|on|himself|herself|said|[-–—(])", tail
            ):
                continue
            if is_body(group.name) and not group.is_titled:
                continue
            if head and not _leads_to_name(head, group):
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

    def _bearer_of(self, group: NameGroup) -> Entity:
        """Return whose name it is; of two with one surname, the one who spoke last."""
        if len(group.name) == 1 and not group.is_titled:
            namesakes = self.index.by_surname.get(fold(group.name[0]), ())
            if len(namesakes) > 1:
                for _, entity in reversed(self.history[-8:]):
                    if entity in namesakes:
                        return entity
                return max(namesakes, key=lambda entity: len(entity.mentions))
        return self.index.find_name(group)

    def _can_name(self, group: NameGroup) -> bool:
        if group.is_titled or len(group.name) > 1:
            return True
        if fold(group.name[0]) in words().roles:
            return False
        if self.index.find_word(group.name[0], group.start) is not None:
            return True
        if group.text in self.index.acronyms or (group.text.isupper() and len(group.text) <= 6):
            return False
        key = fold(group.name[0])
        lexicon = words()
        return not (is_body(group.name) or key in lexicon.plural or key in lexicon.roles)

    def _state(self, phrase: str) -> str | None:
        plain = strip_article(phrase)
        parts = [part.strip() for part in re.split(r"\s+and\s+|,\s*", plain) if part.strip()]
        states = [places().state(part) or _people(part) for part in parts[:6]]
        if not states or any(state is None for state in states):
            return None
        return " and ".join(state for state in states if state)

    # Descriptions -----------------------------------------------------------------------------

    def _describe(self, name: str, mention: Span, role: Role, kind: str) -> Entity:
        entity = self.described.get(fold(name))
        if entity is None:
            entity = self.described[fold(name)] = self.index.add_described(
                name, mention, role, kind
            )
        return entity

    def _description(self, mention: Span, *, headline: bool) -> _Found:
        text = self.text
        phrase = mention.of(text).strip()
        cut = _RELATIVE.search(phrase)
        short = phrase[: cut.start()] if cut and cut.start() > 3 else phrase
        name = strip_article(short).strip(" ,;:")
        name = re.sub(r"['’]s?$", "", name) or phrase
        if bracket := _BRACKETED.search(phrase):
            name = name if bracket[1] not in self.index.acronyms else name.split(" (")[0]
        name = self.index.acronyms.get(name, name)
        plain = _DEFINITE.match(phrase) is not None or headline or bool(_OWN.match(phrase))
        complement = _COMPLEMENT.search(" " + name)
        core = name[: max(0, complement.start() - 1)] if complement else name
        own = re.split(r"['’]s? ", core)[-1]
        role = read_role(own)
        full = read_role(name)
        last_word = fold(core.split()[-1]) if core.split() else ""
        plural = last_word in words().plural or (
            last_word.endswith("s") and last_word[:-1] in words().roles
        )
        called = _CALLED_LATER.match(text, mention.end)
        if called is not None and not plural:
            for group in iter_name_groups(text, called.end(), called.end() + 60):
                if group.group_start == called.end() and group.name:
                    entity = self.index.find_name(group)
                    self.index.bind(entity, name)
                    return _Found(entity, 0.9)
                break
        known = self.described.get(fold(name))
        if known is not None and not plural and not _INDEFINITE.match(phrase):
            return _Found(known)
        owner = _OWN.match(phrase)
        possessor = None
        if owner is not None:
            possessor = self._pronoun_entity(mention, _GENDER.get(fold(owner[0].strip())), None)
        if not plural and not _INDEFINITE.match(phrase) and last_word not in words().bodies:
            bare = not plain and not headline
            best = self._bearer(
                role, full, last_word, mention, complement is not None, headline=headline, bare=bare
            )
            if best is not None and (possessor is None or best.entity is not possessor):
                return best
        if last_word in words().bodies and plain:
            body = self._body(core, mention)
            if body is not None:
                return _Found(body, 0.9)
        if owner is not None:
            rest = name[owner.end() :].strip() if _OWN.match(name) else name
            if possessor is not None and rest:
                entity = self._describe(f"{possessor.name}'s {rest}", mention, full, "described")
                return _Found(entity, 0.8)
        lexicon = words()
        single = last_word in lexicon.roles or last_word in lexicon.offices
        kind = "described" if single and not plural else "thing"
        if plural or last_word in lexicon.bodies:
            kind = "group"
        return _Found(self._describe(name, mention, replace(full, heads=role.heads), kind))

    def _bearer(
        self,
        role: Role,
        full: Role,
        head: str,
        mention: Span,
        has_complement: bool,
        *,
        headline: bool,
        bare: bool,
    ) -> _Found | None:
        """Return the person whom a role or epithet means."""
        lexicon = words()
        aged = bool(re.search(r"\d{2}-year-old", mention.of(self.text)))
        if head not in lexicon.roles and head not in lexicon.offices and not aged:
            return None
        generic = head in lexicon.generic or aged
        candidates: dict[int, Entity] = {}
        for _, entity in self.history[-6:]:
            candidates[id(entity)] = entity
        for _, _, entity in self.index.before(mention.start):
            candidates.setdefault(id(entity), entity)
        for word in {head, *role.heads, *lexicon.same.get(head, ())}:
            for entity in self.index.by_role.get(word, ())[:20]:
                candidates.setdefault(id(entity), entity)
        previous = self.history[-1][1] if self.history else None
        best: tuple[float, Entity] | None = None
        for entity in candidates.values():
            score = self._fit(entity, role, full, head, generic, has_complement)
            if score is None or (bare and score < 4):
                continue
            gap = self._gap(entity, mention.start)
            if entity is previous:
                score += 2
            elif id(entity) in self.spoke:
                score += 1
            if gap is not None:
                score += 1.5 if gap < 400 else 0.75 if gap < 1500 else 0
            else:
                score -= 0 if headline else 1
            if best is None or score > best[0]:
                best = (score, entity)
        if best is None and headline and self.history and not has_complement:
            entity = self.history[0][1]
            if entity.kind == "person" and not entity.heads and not bare:
                return _Found(entity, 0.6)
        if best is None or best[0] < _ENOUGH:
            return None
        entity = best[1]
        entity.bind(Role(role.heads, frozenset(), role.states, role.gender))
        for word in role.heads:
            bucket = self.index.by_role.setdefault(word, [])
            if entity not in bucket:
                bucket.append(entity)
        return _Found(entity, 0.95 if best[0] >= 6 else 0.8)

    def _fit(
        self, entity: Entity, role: Role, full: Role, head: str, generic: bool, complement: bool
    ) -> float | None:
        """Score how well a role fits a person; None where the two contradict."""
        if entity.kind in _BODIES:
            return None
        if role.gender and entity.gender and role.gender != entity.gender:
            return None
        if full.states and entity.states and not full.states & entity.states:
            return None
        parties = _parties(full.words | full.heads)
        if parties and not parties & (_parties(entity.words | entity.heads) or parties):
            return None
        if full.portfolio and entity.portfolio and not full.portfolio & entity.portfolio:
            return None
        lexicon = words()
        row = lexicon.same.get(head, frozenset())
        if head in entity.heads:
            score = 5.0
        elif row & entity.heads or (row - {"press"}) & entity.words:
            score = 3.0
        elif generic and (entity.certain or id(entity) in self.spoke):
            score = 2.0 if id(entity) in self.spoke else 0.5
        elif not entity.heads and id(entity) in self.spoke:
            score = 1.0
        else:
            return None
        shared = len((full.words - lexicon.modifiers) & entity.words) + len(
            full.portfolio & entity.portfolio
        )
        if full.states & entity.states:
            shared += 1
        if complement and not shared:
            return None
        return score + min(shared, 3)

    def _gap(self, entity: Entity, position: int) -> int | None:
        gaps = [position - at for at in entity.mentions[:200] if at < position]
        return min(gaps) if gaps else None

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
        return None

    # Pronouns ---------------------------------------------------------------------------------

    def _pronoun(self, statement: Statement, mention: Span, gender: str) -> _Found:
        entity = self._pronoun_entity(mention, gender, statement)
        if entity is None:
            return _NOBODY
        if entity.gender is None and entity.kind != "group":
            entity.gender = gender
        return _Found(entity, 0.9)

    def _pronoun_entity(
        self, mention: Span, gender: str | None, statement: Statement | None
    ) -> Entity | None:
        position = mention.start
        scores: dict[int, tuple[float, Entity]] = {}

        def offer(entity: Entity, score: float) -> None:
            known = scores.get(id(entity))
            if known is None or known[0] < score:
                scores[id(entity)] = (score, entity)

        paragraph = self.text.rfind("\n", 0, position) + 1
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
            if self._is_subject(start):
                score += 1.4 if position - start < 450 else 0.6
            if start >= paragraph:
                score += 0.8
            if self.text.startswith(("'s", "’s"), end):
                score -= 0.8
            if self._in_quote(start):
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
            if gender is not None and entity.gender is not None:
                if entity.gender != gender:
                    continue
                score += 0.3
            if best is None or score > best[0]:
                best = (score, entity)
        if best is None or best[0] < -1.5:
            return None
        return best[1]

    def _is_subject(self, start: int) -> bool:
        """Tell whether a mention opens its sentence, titles and fronted phrases aside."""
        before = self.text[max(0, start - 60) : start]
        clause = re.split(r"[.!?\n”\"]\s*", before)[-1].strip()
        return len(clause.split()) <= 3 or clause.endswith(",")

    def _in_quote(self, position: int) -> bool:
        at = bisect.bisect_right(self.quote_starts, position) - 1
        return at >= 0 and self.quotes[at][0] < position < self.quotes[at][1]

    def _antecedent(self, mention: Span) -> _Found:
        """Return what a relative pronoun follows."""
        for _, end, entity in self.index.before(mention.start, reach=160, most=3):
            if mention.start - end <= 60 and "." not in self.text[end : mention.start]:
                return _Found(entity, 0.7)
            break
        return _NOBODY

    def _plural(self, mention: Span) -> _Found:
        """Return the body or group that "it" or "they" takes up."""
        single = fold(mention.of(self.text)) in ("it", "its")
        subject = self._body_before(mention.start) if single else None
        for at, entity in reversed(self.history[-4:]):
            if mention.start - at > 2500 or (subject is not None and at < subject.start):
                break
            if entity.kind in _BODIES and entity.kind != ("group" if single else "thing"):
                return _Found(entity, 0.8)
        if subject is not None:
            name = strip_article(subject.of(self.text))
            name = places().state(name) or name
            return _Found(self._describe(name, subject, Role(), "body"), 0.6)
        for at, entity in reversed(self.history[-4:]):
            if entity.kind == "group" and mention.start - at <= 2500:
                return _Found(entity, 0.6)
        paragraph = self.text.rfind("\n", 0, mention.start)
        for start, _, entity in self.index.before(mention.start, reach=800):
            if entity.kind in ("body", "group") and start > paragraph:
                return _Found(entity, 0.6)
        if not single and self.history and mention.start - self.history[-1][0] < 800:
            return _Found(self.history[-1][1], 0.5)
        return _NOBODY

    def _body_before(self, position: int) -> Span | None:
        """Return the body that is the subject of an earlier sentence of the paragraph."""
        begin = max(self.text.rfind("\n", 0, position) + 1, position - 500)
        last = None
        for found in _SUBJECT.finditer(self.text, begin, position):
            span = Span(*found.span(1))
            if _OWN.match(found[1]):
                continue
            name = strip_article(found[1])
            if is_body(name.split()[-1:]) or places().state(name) is not None:
                last = span
        return last


def _leads_to_name(head: str, group: NameGroup) -> bool:
    """Tell whether the words before a name in one phrase say what its bearer is."""
    lexicon = words()
    keys = [fold(word) for word in strip_article(head + " ").split()]
    if not keys or all(key in lexicon.not_names for key in keys):
        return True
    last = keys[-1]
    if last in lexicon.roles or last in lexicon.offices or last in lexicon.courtesy:
        return True
    # "Deputy Minister of [Trade] Ada Lorn", "Speaker of parliament Ada Lorn"
    if any(key in lexicon.roles for key in keys):
        if last in ("of", "for"):
            return bool(group.titles)
        return last in lexicon.bodies or last in lexicon.modifiers
    return False


def _parties(found: Iterable[str]) -> set[str]:
    party = words().party
    return {party[word] for word in found if word in party}


def _people(phrase: str) -> str | None:
    """Return the state of "the Russians" or "the Israelis"."""
    plain = strip_article(phrase)
    if " " not in plain and plain.endswith("s"):
        return places().nationality(plain)
    return None
