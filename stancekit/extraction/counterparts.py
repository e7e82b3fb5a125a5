"""Find the other side of the talks that a statement is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from stancekit.document import Document
from stancekit.extraction.names import fold, iter_name_groups, places, strip_article
from stancekit.statement import Statement

__all__ = ["find_counterparts"]

_TALKS = (
    r"(?:talks?|negotiations?|negotiating|negotiate[sd]?|dialogue|diplomacy|deal|agreement|truce|ceasefire"
    r"|cease-fire|meetings?|meet|met|contacts?|discussions?|summit|settlement|relations|peace|engage(?:ment)?"
    r"|compromise|talking|speak|speaking|sit(?: down)?|sitting down|bargain|accord|round|exchange)"
)
_SIDE = r"(?P<side>(?:the |its |their )?[^,.;:!?\n“”\"()]{2,60})"
_WITH = re.compile(rf"\b{_TALKS}\b(?:[^.;!?\n]{{0,40}}?)\b(?:with|to|and)\s+{_SIDE}", re.IGNORECASE)
_TOWARD = re.compile(
    r"\b(?:invit(?:e[sd]?|ing)|urg(?:e[sd]?|ing)|call(?:s|ed|ing)? on|offer(?:s|ed|ing)?|ask(?:s|ed|ing)?|receiv(?:e[sd]?|ing)"
    rf"|told|tell|assured?|summon(?:s|ed)|approach(?:es|ed)?)\s+{_SIDE}",
    re.IGNORECASE,
)
_OWNED = re.compile(
    r"(?P<side>(?:the )?[^\s,.;:!?\n“”\"()]+(?: [A-Z][^\s,.;:!?\n“”\"()]*){0,4})['’]s? "
    r"(?:[\w-]+ ){0,2}(?:offer|proposals?|invitation|overtures?|plan|demands?|conditions|call|letter|initiative|terms)\b"
)


def find_counterparts(document: Document, statements: Sequence[Statement]) -> list[Statement]:
    """Set the counterpart of each statement: the other side of the talks, where it is named.

    Parameters
    ----------
    document : Document
    statements : sequence of Statement
        With `speaker` and `actor` resolved.

    Returns
    -------
    list of Statement
        In the order given. The counterpart is never the speaker or the actor spoken for.
    """
    return [
        replace(statement, counterpart=_counterpart(document.text, statement))
        for statement in statements
    ]


def _counterpart(text: str, statement: Statement) -> str | None:
    own = {fold(name) for name in (statement.speaker, statement.actor) if name}
    for pattern in (_WITH, _OWNED, _TOWARD):
        for found in pattern.finditer(text, statement.start, statement.end):
            name = _side(found["side"])
            if name is not None and fold(name) not in own:
                return name
    return None


def _side(phrase: str) -> str | None:
    """Return the state or named actor at the head of a phrase."""
    plain = strip_article(phrase)
    for group in iter_name_groups(plain):
        if group.group_start > 0:
            return None
        if not group.name:
            continue
        for size in range(len(group.name), 0, -1):
            state = places().state(" ".join(group.name[:size]))
            if state is not None:
                return state
        return places().nationality(group.name[0]) or group.text
    return None
