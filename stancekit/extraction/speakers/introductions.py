"""Who is meant by a description whose bearer the text names beside it, or in its headline."""

from __future__ import annotations

import re
from collections.abc import Sequence

from stancekit.document import Span
from stancekit.extraction.speakers.entities import Entity
from stancekit.extraction.speakers.index import EntityIndex
from stancekit.extraction.speakers.names import fold, words
from stancekit.extraction.speakers.pronouns import GENDERS
from stancekit.extraction.speakers.roles import read_role
from stancekit.extraction.speakers.surroundings import Surroundings
from stancekit.reading.layout import Layout
from stancekit.statement import Statement

__all__ = ["Introductions"]

# What says who else a person is: ", an analyst", " of the union", " (Norway)".
_APPOSED = re.compile(r" \(| of |,(?! [a-z]+ing\b)")
# ", who heads the team": what a chief negotiator does
_LEADS = re.compile(r", who (?:heads|leads|chairs|speaks for|is heading|is leading) (?:its|the)\b")
_DEFINED = re.compile(r"^[Tt]he\s|['’]s?\s")
_DEFINITE = re.compile(r"[Tt]he\b")
_LEADERS = frozenset({"head", "leader", "chair"})
_OPENING = 30
# How soon a bare name must follow a description to be its bearer's.
_SOON = 700


class Introductions:
    """Finds the names of sources that the text describes first.

    Parameters
    ----------
    statements : sequence of Statement
        Those of the document.
    named : sequence of Entity or None
        Whom the source of each statement names, filled in by the caller.
    layout : Layout
    index : EntityIndex
    around : Surroundings
    """

    def __init__(
        self,
        statements: Sequence[Statement],
        named: Sequence[Entity | None],
        layout: Layout,
        index: EntityIndex,
        around: Surroundings,
    ) -> None:
        self.statements = statements
        self.named = named
        self.layout = layout
        self.index = index
        self.around = around
        self.text = around.text

    def of(self, mention: Span, coming: Sequence[int]) -> Entity | None:
        """Return the person who is named bare soon after a description, hence the one described.

        "The chief negotiator said no. “We are tired,” Ada Lorn told reporters."

        Parameters
        ----------
        mention : Span
            The description.
        coming : sequence of int
            The next statements in the order of the text.
        """
        same, role = words().same, read_role(mention.of(self.text))
        heads = role.heads.union(*(same.get(head, ()) for head in role.heads))
        for number in coming:
            statement, entity = self.statements[number], self.named[number]
            # Whom the source itself tells of is somebody else.
            if statement.mention is None or statement.parent is not None:
                continue
            if entity is None:
                tail = statement.mention.of(self.text).rstrip().rpartition(" ")[2]
                if not tail or fold(tail) in GENDERS or tail.endswith("s") or fold(tail) in heads:
                    continue
                break
            start = entity.mentions[0] if entity.mentions else 0
            soon = _SOON if _DEFINITE.match(self.text, mention.start) else _SOON // 2
            full = entity.kind == "person" and len(entity.keys) > 1
            own = statement.mention
            leads = _LEADS.search(self.text, own.start, own.end + _OPENING)
            known = heads | _LEADERS if leads is not None else heads
            bare = full and (entity.heads <= words().ranks or entity.heads <= known)
            # "Ada Lorn, an analyst", "ADA LORN (Norway)" say who else it is.
            alone = _APPOSED.search(_LEADS.sub("", own.of(self.text))) is None
            alone = alone and (
                _APPOSED.match(self.text, own.end) is None
                or _LEADS.match(self.text, own.end) is not None
            )
            alone = alone and (not entity.states or entity.states <= role.states)
            near = mention.end < start < mention.end + soon
            if bare and alone and near:
                return entity
            break
        return self._named_next(mention) or self._headlined(mention)

    def _headlined(self, mention: Span) -> Entity | None:
        """Return the person whom the headline names and the lead describes.

        "Velm's Rosa Quill says no" above "The sister of Velm's president said …".
        """
        headline, lead = self.layout.headline, self.layout.lead
        if headline is None or lead is None or not lead.contains(mention):
            return None
        if not _DEFINITE.match(self.text, mention.start):
            return None
        people = {
            entity
            for entity, statement in zip(self.named, self.statements, strict=True)
            if entity is not None and headline.contains(statement.span) and entity.kind == "person"
        }
        person = people.pop() if len(people) == 1 else None
        if person is None or any(lead.start <= at < lead.end for at in person.mentions):
            return None
        return person

    def _named_next(self, mention: Span) -> Entity | None:
        """Return the person named for the first time where the next sentence begins.

        "Velm's president wants a truce. Ada Lorn made the request in a letter." "A spokesman said
        no. Spokesman Otto Quill made the remark in Keld."
        """
        phrase = mention.of(self.text)
        defined = _DEFINED.search(phrase) is not None
        lexicon, role = words(), read_role(phrase)
        field = role.words - lexicon.modifiers - lexicon.bodies
        for start, end, entity in self.index.after(mention.end, reach=_SOON // 2):
            opens = self.around.sentence(start) == start
            if entity.kind == "body" and not opens:
                continue
            if entity.kind != "person" or entity.mentions[0] < start or len(entity.keys) < 2:
                return None
            bare = defined and entity.heads <= lexicon.ranks
            if opens and bare and not _APPOSED.match(self.text, end):
                return entity
            same = role.heads and role.heads <= entity.heads and field <= entity.words
            return entity if opens and same else None
        return None
