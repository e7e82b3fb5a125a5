"""Resolve the source of each statement to one canonical name per person or body."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from stancekit.document import Document, Span
from stancekit.extraction.aliases.tables import AliasTable
from stancekit.extraction.attribution.forms.releases import find_columnist
from stancekit.extraction.speakers.actors import actor_of, state_after, voice_of
from stancekit.extraction.speakers.entities import Entity
from stancekit.extraction.speakers.index import EntityIndex
from stancekit.extraction.speakers.introductions import Introductions
from stancekit.extraction.speakers.names import (
    fold,
    is_body,
    iter_name_groups,
    strip_article,
)
from stancekit.extraction.speakers.naming import Naming
from stancekit.extraction.speakers.pronouns import GENDERS, Pronouns
from stancekit.extraction.speakers.protagonists import name_protagonist
from stancekit.extraction.speakers.references import References
from stancekit.extraction.speakers.roles import Role, read_role, read_states
from stancekit.extraction.speakers.sources import source_of
from stancekit.extraction.speakers.state_bodies import name_states, opening_body
from stancekit.extraction.speakers.surroundings import Surroundings
from stancekit.extraction.speakers.turns import NOBODY, Source, Turns
from stancekit.reading.layout import Layout
from stancekit.statement import Statement

__all__ = ["resolve_speakers"]


_ANYBODY = frozenset({"you", "your", "one", "everyone", "nobody", "anyone", "someone", "this"})
_RELATIVES = frozenset({"who", "which", "whom", "that"})
_PLURAL = frozenset({"they", "them", "their", "it", "its", "both"})
_FIRST = frozenset({"i", "we", "me", "us", "my", "our"})
_ITS = re.compile(r"\b(?:its|their)\b", re.IGNORECASE)
# "[The US] said": no pronoun.
_ACRONYM = re.compile(r"(?:[Tt]he )?(?:U\.?S\.?|WHO|IT)")
_PRONOUNS = _FIRST | _ANYBODY | _RELATIVES | _PLURAL | GENDERS.keys()
_ASIDE = re.compile(r",\s+(?=[a-z])")
_THROUGH = re.compile(
    r"(?: said| has said| announced)? (?:through|via) (?:(?:its|his|her|their|the|an?) )?"
    r"(?:[\w-]+ ){0,3}spokes(?:man|woman|person)(?: (?:on|for) [\w' ]{3,40})?,? "
)
_OWN_VOICE = frozenset({"transcript", "interview-answer", "own-voice", "post"})
_FULL_NAME = 2


def resolve_speakers(
    document: Document,
    statements: Sequence[Statement],
    layout: Layout,
    *,
    aliases: AliasTable | None = None,
    runs: Sequence[tuple[int, int]] | None = None,
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
    runs : sequence of (int, int), optional
        Where the document's capitalised words lie (see `name_runs`).

    Returns
    -------
    list of Statement
        In the order given; a speaker that is set stays. It remains None where nobody plausible
        is meant; a guess lowers `confidence`.
    """
    resolver = _Resolver(document, statements, layout, runs)
    found = resolver.run()
    resolved = []
    for statement, one in zip(statements, found, strict=True):
        speaker, confidence = one.name, one.confidence
        actor = actor_of(one.entity, resolver.index) or one.actor
        if statement.speaker is not None:
            speaker, actor, confidence = statement.speaker, statement.actor, 1.0
        if aliases is not None:
            speaker = (speaker and aliases.canonical(speaker)) or speaker
            actor = (actor and aliases.canonical(actor)) or actor
        resolved.append(
            statement.attributed(
                speaker,
                None if actor == speaker else actor,
                round(statement.confidence * confidence, 4),
            )
        )
    return resolved


class _Resolver:
    def __init__(
        self,
        document: Document,
        statements: Sequence[Statement],
        layout: Layout,
        runs: Sequence[tuple[int, int]] | None,
    ) -> None:
        self.document = document
        self.text = document.text
        self.statements = statements
        self.layout = layout
        self.index = EntityIndex(document, layout, runs)
        self.around = Surroundings(document.text, layout)
        self.turns = Turns(self.index)
        self.naming = Naming(document.text, layout, self.turns)
        self.pronouns = Pronouns(document.text, self.turns, self.around)
        self.references = References(document.text, self.turns, self.around, self.pronouns)
        # Sources as far as they can name somebody: "a statement from [the ministry]".
        self.sources = [
            None if s.mention is None else source_of(self.text, s.mention) for s in statements
        ]
        author = document.author
        self.author = (
            Source(text=author, actor=state_after(author, document.text)) if author else None
        )
        self.last_end = 0
        self.named: list[Entity | None] = [None] * len(statements)
        self.introductions = Introductions(statements, self.named, layout, self.index, self.around)
        self.coming: Sequence[int] = ()
        self.voices: dict[int, Entity] = {}

    def run(self) -> list[Source]:
        order = sorted(range(len(self.statements)), key=self._position)
        found: list[Source] = [NOBODY] * len(self.statements)
        # Names first: a role may be bound to its bearer only further down.
        for number in order:
            source = self.sources[number]
            if source is not None and fold(source.of(self.text)) not in _PRONOUNS:
                self.named[number] = self.naming.named_in(source)
        # Who speaks in their own voice in a paragraph is none of those whom they speak of.
        for named, statement in zip(self.named, self.statements, strict=True):
            if named is not None and statement.rule in _OWN_VOICE:
                self.voices[self.around.line(statement.start)] = named
        late: list[int] = []
        last = NOBODY
        meant: dict[Span, Source] = {}
        for at, number in enumerate(order):
            statement = self.statements[number]
            if self.around.is_heading(statement.span):
                late.append(number)
                continue
            self.coming = order[at + 1 : at + 5]
            # Whoever a mention means, it means for all the statements that it is the source of.
            known = meant.get(statement.mention) if statement.mention is not None else None
            one = self._resolve(number, last) if known is None else known
            found[number] = one
            if statement.mention is not None:
                meant[statement.mention] = one
            if one.entity is not None:
                nested = statement.parent is not None
                self.turns.note(self._position(number), one.entity, nested=nested)
            last = one
            self.last_end = statement.end
        # Headings sum up what comes after them.
        last = NOBODY
        self.coming = ()
        for number in late:
            found[number] = last = self._heading(number, last)
        name_states(self.text, self.layout, self.statements, found)
        return name_protagonist(self.text, self.statements, found, self.sources)

    def _heading(self, number: int, last: Source) -> Source:
        statement = self.statements[number]
        one = self._resolve(number, last, headline=True)
        spoken = [entity for _, entity in self.turns.history]
        if one.entity is None and statement.mention is not None:
            gender = GENDERS.get(fold(statement.mention.of(self.text)))
            fitting = (e for e in spoken if e.kind == "person" and e.sex in (None, gender))
            main = next(fitting, None) if gender is not None else None
            return one if main is None else Source(main, 0.6)
        if (
            one.entity is not None
            and one.entity.kind == "state"
            and one.entity not in spoken
            and self.layout.headline is not None
            and self.layout.headline.contains(statement.span)
        ):
            # "Ankara says no": whoever says so for Turkey further down, if it is one person.
            state = one.entity.name
            voice = voice_of(state, spoken)
            if voice is not None:
                return Source(voice, 0.7)
        return one

    def _position(self, number: int) -> int:
        statement = self.statements[number]
        mention = statement.mention
        if mention is None or mention.start < statement.start or mention.end > statement.end:
            return statement.start
        return mention.start

    def _resolve(self, number: int, last: Source, *, headline: bool = False) -> Source:
        statement = self.statements[number]
        mention = self.sources[number]
        if mention is None:
            return self._without_mention(statement, last)
        phrase = mention.of(self.text).strip()
        key = fold(strip_article(phrase)).rstrip(".,:")
        if not key:
            return NOBODY
        if _ACRONYM.fullmatch(phrase):
            key = phrase
        if key in _FIRST:
            if self.author is not None:
                return self.author
            quoted = statement.kind == "direct" or self.around.in_quote(mention.start)
            if not quoted:
                return self._columnist()
            return replace(last, confidence=0.7) if last.name else NOBODY
        if key in _ANYBODY:
            return NOBODY
        if key in GENDERS:
            voice = self.voices.get(self.around.line(statement.start))
            return self.pronouns.pronoun(statement, mention, GENDERS[key], voice)
        if key in _RELATIVES:
            return self.pronouns.antecedent(mention)
        if key in _PLURAL:
            return self.pronouns.plural(mention)
        named = self.named[number]
        if named is not None and any(
            len(self.naming.namesakes(key)) > 1 for key in {named.keys[0], named.keys[-1]}
        ):
            # Of two with one name, who spoke last is known only now.
            named = self.naming.named_in(mention)
        if named is not None:
            if named.actor is None and _ITS.search(phrase):
                named.actor = opening_body(self.text, statement) or self._body_of(mention)
            return Source(named)
        # "Oslo, wary of both,"
        state = read_states(phrase) or read_states(_ASIDE.split(phrase, maxsplit=1)[0])
        through = self._spokesperson(mention, state or strip_article(phrase))
        if through is not None:
            return Source(through)
        if state is not None:
            return Source(self.turns.describe(state, mention, Role(), "state"))
        apposed = self._apposed_after(mention, phrase)
        if apposed is not None:
            return Source(apposed)
        described = self.references.description(
            mention,
            headline=headline,
            introduced=lambda: self.introductions.of(mention, self.coming),
        )
        if described.entity is not None and described.entity is self.voices.get(
            self.around.line(statement.start)
        ):
            # "ANA PAZ: The envoy welcomes it."
            role = read_role(phrase)
            return Source(
                self.turns.describe(strip_article(phrase), mention, role, "described"), 0.8
            )
        return described

    def _apposed_after(self, mention: Span, phrase: str) -> Entity | None:
        """Return whose name commas set off after an office: "by their leader[, Ada Lorn,]"."""
        if not self.text.startswith(", ", mention.end) or not read_role(phrase).heads:
            return None
        begin = mention.end + 2
        group = next(iter_name_groups(self.text, begin, begin + 60), None)
        if group is None or group.group_start != begin or len(group.name) < _FULL_NAME:
            return None
        if is_body(group.name) or not self.text.startswith((",", ".", ";", ":"), group.end):
            return None
        entity = self.index.find_name(group)
        self.index.bind(entity, phrase)
        return entity

    def _spokesperson(self, mention: Span, body: str) -> Entity | None:
        """Return who speaks for a body: "said the ministry through its spokesman, Ada Lorn"."""
        found = _THROUGH.match(self.text, mention.end)
        if found is None:
            return None
        group = next(iter_name_groups(self.text, found.end(), found.end() + 60), None)
        if group is None or not group.name or group.group_start != found.end():
            return None
        entity = self.index.find_name(group)
        entity.actor = entity.actor or body
        return entity

    def _body_of(self, mention: Span) -> str | None:
        """Return the body whose "its commander, Ada Lorn" is."""
        body = self.pronouns.group(mention, "its").entity
        return body.name if body is not None and body.kind in ("body", "state") else None

    # Statements without a source of their own -------------------------------------------------

    def _without_mention(self, statement: Statement, last: Source) -> Source:
        if statement.kind not in ("direct", "mixed", None):
            return NOBODY
        if self.around.is_answer(statement.start):
            return self._interviewee()
        if self.author is not None:
            return self.author
        # A quotation that runs on over several sentences or paragraphs.
        if last.name is not None and self.text.count("\n", self.last_end, statement.start) <= 2:
            return replace(last, confidence=0.8)
        return NOBODY

    def _columnist(self) -> Source:
        """Return whose byline a column bears, who is its "I"."""
        byline = find_columnist(self.text, self.layout, lambda: False)
        if byline is None:
            return NOBODY
        entity = self.naming.named_in(byline)
        return Source(text=byline.of(self.text)) if entity is None else Source(entity)

    def _interviewee(self) -> Source:
        """Return who answers the questions: the author, or the first person that the text names."""
        if self.author is not None:
            return self.author
        for _, _, entity in islice(self.index.at, 50):
            if entity.kind == "person" and entity.certain:
                return Source(entity, 0.7)
        return NOBODY
