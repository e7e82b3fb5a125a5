"""Whom a story calls "the old woman" from its first lines on and names further down."""

from __future__ import annotations

from collections.abc import Sequence

from stancekit.document import Span
from stancekit.extraction.speakers.entities import Entity
from stancekit.extraction.speakers.turns import Source
from stancekit.statement import Statement

__all__ = ["name_protagonist"]

# Within so many characters a story brings its main person on.
_OPENING = 1000
_CONFIDENCE = 0.7
_LONGEST = 20
# Nouns that give no office.
_HUMAN = frozenset("man woman boy girl lady gentleman fellow youth widow widower".split())


def name_protagonist(
    text: str,
    statements: Sequence[Statement],
    found: Sequence[Source],
    mentions: Sequence[Span | None],
) -> list[Source]:
    """Return the sources, with the main person of a story under the name it gives at last.

    "The old man winds the clock. “They shoot at the bell,” he says. … “I would row them,” says
    Anton Grebe": nobody else is named for the first time behind words of their own.

    Parameters
    ----------
    text : str
        The whole document.
    statements : sequence of Statement
    found : sequence of Source
        Who makes each statement.
    mentions : sequence of Span or None
        How the text names the source there.
    """
    main: Entity | None = None
    name: Entity | None = None
    for statement, source, mention in zip(statements, found, mentions, strict=True):
        entity = source.entity
        if statement.kind != "direct" or entity is None or mention is None:
            continue
        if main is None:
            if not _is_unnamed(text, entity):
                return list(found)
            main = entity
        elif _is_named_here(entity, statement, mention) and entity.sex in (None, main.sex):
            name = entity
        elif entity is main and name is not None:
            # The unnamed one goes on beside the one named.
            name = None
    if main is None or name is None:
        return list(found)
    return [
        Source(name, _CONFIDENCE, actor=one.actor) if one.entity is main else one for one in found
    ]


def _is_unnamed(text: str, entity: Entity) -> bool:
    # "The old man", from the first: a story presents nobody as "a man" whom it is about.
    if entity.kind != "described" or entity.mentions[0] > _OPENING:
        return False
    start = entity.mentions[0]
    phrase = text[max(0, start - 4) : start + _LONGEST]
    return "The " in phrase[:8] and not _HUMAN.isdisjoint(entity.name.lower().split())


def _is_named_here(entity: Entity, statement: Statement, mention: Span) -> bool:
    # Behind the words themselves, for the first time, without a title.
    return (
        entity.kind == "person"
        and len(entity.keys) > 1
        and bool(entity.mentions)
        and statement.start <= entity.mentions[0] == mention.start
        and statement.content[0].start < mention.start
    )
