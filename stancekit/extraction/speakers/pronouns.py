"""Whom or what a pronoun takes up."""

from __future__ import annotations

import re

from stancekit.document import Span
from stancekit.extraction.speakers.entities import Entity
from stancekit.extraction.speakers.index import EntityIndex
from stancekit.extraction.speakers.names import fold, places, strip_article, words
from stancekit.extraction.speakers.roles import Role
from stancekit.extraction.speakers.surroundings import Surroundings
from stancekit.extraction.speakers.turns import NO_PERSON, NOBODY, Source, Turns
from stancekit.statement import Statement

__all__ = ["FRONTED", "GENDERS", "Pronouns"]

GENDERS = {
    "he": "male",
    "him": "male",
    "his": "male",
    "she": "female",
    "her": "female",
    "hers": "female",
}
FRONTED = re.compile(r"(?:when|as|after|before|while|asked|although|if|since)\b", re.IGNORECASE)
# "The [woman in the green veil] has written it down. Then she talks."
_DESCRIBED = re.compile(
    r"\b(?:[Tt]he|[Aa]n?|[Oo]ne) (?P<name>(?:[a-z-]+ ){0,2}?"
    rf"(?P<noun>{'|'.join(sorted(noun for noun in words().gender if noun.isalpha()))})\b"
    r"(?: (?:in|with|behind|at|from) (?:(?:the|an?|his|her) )?(?:[a-z-]+ ){0,2}?[a-z-]+"
    r"(?= (?:is|who|[a-z]+(?:s|d))\b|[,.;:\n]))?)"
)
# "By his [own account, ]Lorn has never been there."
_VIEW = re.compile(r" (?:own )?(?:[a-z-]+ ){0,2}[a-z-]+, (?=[A-Z])")
_LONGEST_VIEW = 60
_NEAR = 900
# "… . One [Velmish delegate] sounded upbeat."
_SUBJECT = re.compile(
    r"(?:^|(?<=[.!?…] )|(?<=[.!?…][\"”’] ))(?:An?|One|Another|The(?=(?: [\w-]+){1,4} who\b)) "
    r"(?P<name>(?:[\w-]+ ){0,3}?(?P<noun>[a-z-]+))"
    r"(?=, (?!who\b)[a-z]| who\b|(?: (?:in|from|at|of) [\w ]{3,30})? [a-z]+(?:ed|d|s)\b)"
    r"(?!,? [A-Z])",
    re.MULTILINE,
)
_ENDS = re.compile(r"[.!?…][\"”’]? +[\"“‘]?[A-Z]")
_REACH = 300
_OF_THIS_GENDER = 0.3
# What it costs to be named in another item of a round-up.
_OTHER_ITEM = 5.0
# A candidate scores this much at least.
_PLAUSIBLE = -1.5
# How sure the best candidate is, by its lead over the next one.
_CLEAR = 2.0
_BY_LEAD = ((_CLEAR, 0.95), (1.0, 0.9), (0.5, 0.8), (float("-inf"), 0.65))


class Pronouns:
    """Finds antecedents among those who spoke and those who are named.

    Parameters
    ----------
    text : str
    turns : Turns
        Who has spoken so far.
    around : Surroundings
    """

    def __init__(self, text: str, turns: Turns, around: Surroundings) -> None:
        self.text = text
        self.turns = turns
        self.index: EntityIndex = turns.index
        self.around = around

    def pronoun(
        self, statement: Statement, mention: Span, gender: str, without: Entity | None = None
    ) -> Source:
        """Return whom "he" or "she" means; hardly who says so in their own voice."""
        found = self._named_after(mention, gender)
        if found is None:
            found = self.person(mention, gender, statement, without)
        entity = found.entity
        if entity is not None and entity.gender is None and entity.kind != "group":
            entity.gender = gender
        return found

    def _named_after(self, mention: Span, gender: str) -> Source | None:
        """Return who follows: "By his own account, Lorn"."""
        view = _VIEW.match(self.text, mention.end)
        if view is None:
            return None
        for start, _, entity in self.index.after(mention.end, reach=_LONGEST_VIEW):
            fits = entity.kind == "person" and entity.certain and entity.sex in (None, gender)
            return Source(entity, 0.9) if fits and start == view.end() else None
        return None

    def person(
        self,
        mention: Span,
        gender: str | None,
        statement: Statement | None,
        without: Entity | None = None,
    ) -> Source:
        """Return the person whom a pronoun at `mention` takes up, if anybody is plausible.

        Who is named within what `statement` says is hardly its own source.
        """
        position = mention.start
        scores: dict[int, tuple[float, Entity]] = {}

        def offer(entity: Entity, score: float) -> None:
            known = scores.get(id(entity))
            if known is None or known[0] < score:
                scores[id(entity)] = (score, entity)

        paragraph, section = self.around.line(position), self.around.section(position)
        last_turn = self.turns.history[-1][0] if self.turns.history else -1
        for at, entity in self.turns.history[-4:]:
            gap = position - at
            if 0 <= gap <= 2500:
                newest = entity is self.turns.history[-1][1]
                near = 0.8 if at >= paragraph else 0.0
                near -= _OTHER_ITEM if at < section else 0.0
                offer(entity, (2.6 if newest else 1.2) + near - gap / 900)
        for start, end, entity in self.index.before(position):
            if entity.kind in NO_PERSON:
                continue
            score = 1.2 - (position - start) / 400
            if not entity.certain and not self.turns.has_spoken(entity):
                # Capitalised words that nothing shows to be a person's name.
                if start < paragraph:
                    continue
                score -= 1
            if self.turns.has_spoken(entity):
                score += 0.8
            if self.around.is_subject(start):
                score += 1.4 if position - start < 450 else 0.6
            if start >= paragraph:
                # Who opens the paragraph is what it is about, until somebody speaks.
                score += 1.4 if start == paragraph and last_turn < paragraph else 0.8
            elif start < section:
                score -= _OTHER_ITEM
            if self.text.startswith(("'s", "’s"), end):
                score -= 0.8
            if self.around.in_quote(start):
                score -= 2.5
            if statement is not None:
                if any(span.start <= start < span.end for span in statement.content):
                    # "Ada Lorn, the envoy, is “hopeful”, she writes": named first here.
                    new = len(entity.keys) > 1 and entity.mentions[0] == start
                    score -= 0 if new and self.around.opens_paragraph(start) else 3
                elif statement.start <= start and not FRONTED.match(self.text, statement.start):
                    score -= 1
            offer(entity, score)
        fitting: list[tuple[float, Entity]] = []
        for score, entity in scores.values():
            if entity.kind in NO_PERSON or entity is without:
                continue
            if gender is not None and entity.sex is not None:
                if entity.sex != gender:
                    continue
                score += _OF_THIS_GENDER
            if score >= _PLAUSIBLE:
                fitting.append((score, entity))
        if not fitting:
            return self._described(mention, gender)
        fitting.sort(key=lambda one: one[0], reverse=True)
        if gender is not None:
            gap = fitting[0][1].gap(position) or _REACH
            begin = max(paragraph, position - min(gap, _REACH))
            newcomer = self._newcomer(begin, position, gender)
            if newcomer is not None:
                return Source(newcomer, 0.8)
        lead = fitting[0][0] - fitting[1][0] if len(fitting) > 1 else _CLEAR
        confidence = next(sure for least, sure in _BY_LEAD if lead >= least)
        return Source(fitting[0][1], confidence)

    def _newcomer(self, begin: int, position: int, gender: str) -> Entity | None:
        """Return who is described and not named as the subject of the sentence before.

        "One Velmish delegate sounded upbeat. “We even laughed,” he said."
        """
        found = None
        for one in _SUBJECT.finditer(self.text, begin, position):
            found = one
        if found is None or len(_ENDS.findall(self.text, found.end(), position)) > 1:
            return None
        head = fold(found["noun"])
        role = Role(frozenset({head}), gender=words().gender.get(head))
        if head not in words().roles or role.gender not in (None, gender):
            return None
        span = Span(*found.span("name"))
        return self.turns.describe(found["name"], span, role, "described")

    def _described(self, mention: Span, gender: str | None) -> Source:
        """Return the woman or man whom the text describes and doesn't name before a pronoun."""
        if gender is None:
            return NOBODY
        begin = max(0, mention.start - _NEAR)
        found = None
        for one in _DESCRIBED.finditer(self.text, begin, mention.start):
            if words().gender[one["noun"]] == gender:
                found = one
        if found is None:
            return NOBODY
        name, span = found["name"], Span(*found.span("name"))
        role = Role(frozenset({found["noun"]}), gender=gender)
        return Source(self.turns.describe(name, span, role, "described"), 0.65)

    def antecedent(self, mention: Span) -> Source:
        """Return what a relative pronoun follows."""
        for _, end, entity in self.index.before(mention.start, reach=160, most=3):
            if mention.start - end <= 60 and "." not in self.text[end : mention.start]:
                return Source(entity, 0.7)
            break
        return NOBODY

    def plural(self, mention: Span) -> Source:
        """Return the body or group that "it" or "they" takes up."""
        return self.group(mention, fold(mention.of(self.text)))

    def group(self, mention: Span, pronoun: str) -> Source:
        """Return the body or group that a pronoun ("its", "they") takes up."""
        single = pronoun in ("it", "its")
        subject = self.around.body_before(mention.start) if single else None
        for at, entity in reversed(self.turns.history[-4:]):
            if mention.start - at > 2500 or (subject is not None and at < subject.start):
                break
            if entity.kind in NO_PERSON and entity.kind != ("group" if single else "thing"):
                return Source(entity, 0.8)
        if subject is not None:
            name = strip_article(subject.of(self.text))
            name = places().state(name) or self.index.acronyms.get(name, name)
            return Source(self.turns.describe(name, subject, Role(), "body"), 0.6)
        for at, entity in reversed(self.turns.history[-4:]):
            if entity.kind == "group" and mention.start - at <= 2500:
                return Source(entity, 0.6)
        paragraph = self.around.line(mention.start)
        for start, _, entity in self.index.before(mention.start, reach=800):
            if entity.kind in ("body", "group") and start >= paragraph:
                return Source(entity, 0.6)
        if not single and self.turns.history and mention.start - self.turns.history[-1][0] < 800:
            return Source(self.turns.history[-1][1], 0.5)
        return NOBODY
