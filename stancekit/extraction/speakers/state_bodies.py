"""Whose government or ministry it is, where its name doesn't say so."""

from __future__ import annotations

import re
from collections.abc import Sequence

from stancekit.document import Span
from stancekit.extraction.speakers.entities import Entity
from stancekit.extraction.speakers.names import fold, is_body, iter_name_groups, places
from stancekit.extraction.speakers.turns import Source
from stancekit.reading.layout import Layout
from stancekit.statement import Statement

__all__ = ["name_states", "opening_body"]

# Bodies that every state has, named without it.
_STATE_BODIES = frozenset({"government", "ministry", "cabinet", "presidency"})
_LONGEST_NAME = 4
_ITS = re.compile(r"(?:its|his|her|their)\b", re.IGNORECASE)
# How far before its ministry a state may speak.
_NEAR = 600
_OPENING = 60
_ARTICLE = 4


def name_states(
    text: str, layout: Layout, statements: Sequence[Statement], found: Sequence[Source]
) -> None:
    """Give those who speak for "the Foreign Ministry" the state whose it is.

    It is the state that the statement opens with ("Norway will come, a government spokesman
    said"), that spoke just before, or that the headline opens with and names alone. The dateline's
    is the last guess: talks have hosts.

    Parameters
    ----------
    text : str
    layout : Layout
    statements : sequence of Statement
    found : sequence of Source
        Of each statement; entities among them get their `actor`.
    """
    for number, source in enumerate(found):
        entity = source.entity
        if entity is None or not _is_open(entity):
            continue
        own = _ITS.match(entity.actor or entity.name) is not None
        state = _spoke_before(text, number, statements, found, apart=own)
        if not own:
            state = (
                _of_opening(text, statements[number])
                or state
                or _of_headline(text, layout)
                or _spoke_before(text, number, statements, found, apart=True)
            )
        if state is None and entity.actor in _STATE_BODIES:
            state = _of_dateline(text, layout)
        entity.actor = state or entity.actor


def _is_open(entity: Entity | None) -> bool:
    if entity is None:
        return False
    body = entity.actor
    if body is None and entity.kind == "body":
        body = entity.name
    if body is None or fold(body.rpartition(" ")[2]) not in _STATE_BODIES:
        return False
    return body.count(" ") < _LONGEST_NAME and not places().mentioned(body)


def opening_body(text: str, statement: Statement) -> str | None:
    """Return the state or body that opens what is said: whose "its delegation" is.

    Parameters
    ----------
    text : str
    statement : Statement
    """
    start = statement.content[0].start if statement.content else statement.start
    return _opening(text, Span(start, min(start + _OPENING, max(statement.end, start))))


def _opening(text: str, span: Span) -> str | None:
    for group in iter_name_groups(text, span.start, span.end):
        if group.group_start - span.start > _ARTICLE or not group.name:
            return None
        state = places().state(group.text)
        return state or (group.text if is_body(group.name) else None)
    return None


def _state(body: str | None) -> str | None:
    return None if body is None else places().state(body)


def _of_opening(text: str, statement: Statement) -> str | None:
    # Who opens a quotation may well be the other side.
    return None if statement.kind == "direct" else _state(opening_body(text, statement))


def _spoke_before(
    text: str,
    number: int,
    statements: Sequence[Statement],
    found: Sequence[Source],
    *,
    apart: bool,
) -> str | None:
    # `apart`: in the paragraph before, too
    start = statements[number].start
    for at in range(number - 1, -1, -1):
        end = statements[at].end
        if end < start - _NEAR or (not apart and text.find("\n", end, start) >= 0):
            return None
        entity = found[at].entity
        if entity is not None and entity is not found[number].entity:
            return places().state(entity.name) if entity.kind == "state" else None
    return None


def _of_headline(text: str, layout: Layout) -> str | None:
    if layout.headline is None:
        return None
    state = _state(_opening(text, layout.headline))
    return state if {state} == set(places().mentioned(layout.headline.of(text))) else None


def _of_dateline(text: str, layout: Layout) -> str | None:
    if layout.dateline is None:
        return None
    city = re.match(r"[^,(–—-]+", layout.dateline.of(text))
    return None if city is None else places().state(city[0].strip())
