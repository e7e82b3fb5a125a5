"""Statements that users bring: where they stand in their document."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from stancekit.document import Document
from stancekit.errors import RecordError
from stancekit.statement import Statement

__all__ = ["placed"]

_SHOWN = 60


def placed(document: Document, statements: Iterable[Statement]) -> list[Statement]:
    """Return statements with their offsets in the document.

    One whose offsets point at its words is taken as it is. Another, such as one without offsets, is
    looked for: after the start of the one before it, else in the whole text.

    Parameters
    ----------
    document : Document
        Its text holds the words of every statement.
    statements : iterable of Statement
        In the order in which they stand.

    Raises
    ------
    RecordError
        If the words of a statement aren't in the text.

    Examples
    --------
    >>> document = Document("a", "Ada Lorn: we refuse talks. Bo Ren: we want talks.")
    >>> said = [Statement.from_text("we refuse talks"), Statement.from_text("we want talks")]
    >>> [(one.start, one.end) for one in placed(document, said)]
    [(10, 25), (35, 48)]
    """
    found: list[Statement] = []
    after = 0
    for number, statement in enumerate(statements):
        text = statement.text
        if document.text[statement.start : statement.end] != text:
            start = document.text.find(text, after)
            start = document.text.find(text) if start < 0 else start
            if start < 0:
                shown = repr(text if len(text) <= _SHOWN else text[:_SHOWN] + "…")
                raise RecordError(
                    f"statement {number}, {shown}, isn't in the text; give its words as they "
                    "stand there",
                    where=document.id,
                )
            statement = _moved(statement, start - statement.start)
        after = statement.start + 1
        found.append(statement)
    return found


def _moved(statement: Statement, offset: int) -> Statement:
    cue, mention = statement.cue, statement.mention
    return replace(
        statement,
        start=statement.start + offset,
        end=statement.end + offset,
        content=tuple(span.shift(offset) for span in statement.content),
        cue=None if cue is None else cue.shift(offset),
        mention=None if mention is None else mention.shift(offset),
        conditions=tuple(condition.shift(offset) for condition in statement.conditions),
    )
