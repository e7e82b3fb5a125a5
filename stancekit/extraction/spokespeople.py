"""Who speaks for a party when it tells what the party has done."""

from __future__ import annotations

from collections.abc import Sequence

from stancekit.extraction.attribution.statements import renumber_parents
from stancekit.statement import Statement

__all__ = ["merge_own_side"]


def merge_own_side(statements: Sequence[Statement]) -> list[Statement]:
    """Leave out what a source tells of the party that it speaks for.

    "A Valdorian envoy said Valdor had proposed talks" is the envoy's statement alone; what an
    envoy tells of another party is that party's too.

    Parameters
    ----------
    statements : sequence of Statement
        Those of a document, with their speakers and actors.
    """
    own = {
        place
        for place, statement in enumerate(statements)
        if statement.parent is not None
        and statement.kind == "act"
        and statement.speaker is not None
        and _is_own(statement, statements[statement.parent])
    }
    if not own:
        return list(statements)
    kept = [place for place in range(len(statements)) if place not in own]
    moved = {old: new for new, old in enumerate(kept)}
    return renumber_parents((statements[place] for place in kept), moved)


def _is_own(inner: Statement, outer: Statement) -> bool:
    if inner.speaker == outer.speaker:
        return outer.span.contains(inner.span)
    # "Valdor has proposed talks, a Valdorian diplomat said": who is named first states it.
    first = outer.mention is not None and outer.mention.start <= inner.start < outer.end
    return first and outer.actor == inner.speaker
