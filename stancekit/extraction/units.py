"""What counts as one statement: a sentence, or the whole quotation that it is part of."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal, get_args

from stancekit.document import Span
from stancekit.extraction.attribution.scan import Attribution
from stancekit.extraction.attribution.statements import renumber_parents
from stancekit.statement import Statement

__all__ = ["UNITS", "Unit", "join_quotations"]

Unit = Literal["sentence", "quotation"]
UNITS: tuple[str, ...] = get_args(Unit)

# Statements that nothing but the one before, or after, attributes.
_CONTINUED = frozenset({"quotation-continued"})
# Turns of a talk, which their label attributes as a whole.
_TURNS = frozenset({"transcript", "interview-answer", "post", "block-quotation"})
_CLOSING = frozenset("”\"’'»」』›")
_LINE_END = frozenset("\r\n")
_NOTHING_SAID = re.compile(r"[\W_]*")


def split_by_verb(found: Sequence[Attribution]) -> list[Attribution]:
    """Make an attribution of each verb that has content of its own.

    "He rejected the plan, adding that …" is one statement of its source, but two attributions.

    Parameters
    ----------
    found : sequence of Attribution
        The attributions of a sentence.
    """
    parts: list[Attribution] = []
    place: list[int] = []
    for whole in found:
        place.append(len(parts))
        parent = None if whole.parent is None else place[whole.parent]
        cues = [whole.cue, *whole.further]
        # Where each verb's part begins; the first has all that stands before the second verb.
        borders = [-1, *(start for start, _ in whole.further), sys.maxsize]
        for cue, begin, end in zip(cues, borders, borders[1:], strict=False):
            content = [c for c in whole.content if begin <= c[0] < end]
            if content:
                start, stop = max(whole.start, begin), min(whole.end, end)
                part = replace(whole, start=start, end=stop, cue=cue, content=content)
                parts.append(replace(part, parent=parent, further=[]))
    return parts


def join_quotations(text: str, statements: Sequence[Statement]) -> list[Statement]:
    """Make one statement of the sentences that one attribution carries.

    These are the sentences between one pair of quotation marks, those before and after an
    attribution in their midst, and those of one turn in a transcript.

    Parameters
    ----------
    text : str
        What the statements' offsets point into.
    statements : sequence of Statement
        One a sentence, in the order in which they begin.

    Returns
    -------
    list of Statement
        In the same order; the contents of those joined are kept apart where something other than
        white space stands between them.
    """
    groups: list[list[int]] = []
    for index, statement in enumerate(statements):
        if groups and _go_together(text, statements[groups[-1][-1]], statement):
            groups[-1].append(index)
        else:
            groups.append([index])
    place = {old: new for new, group in enumerate(groups) for old in group}
    joined = (_joined(text, [statements[i] for i in group]) for group in groups)
    return renumber_parents(joined, place)


def _go_together(text: str, last: Statement, following: Statement) -> bool:
    if last.mention != following.mention or last.parent is not None or following.parent is not None:
        return False
    if following.start < last.end or not _NOTHING_SAID.fullmatch(text, last.end, following.start):
        return False
    if following.rule in _CONTINUED and not _LINE_END.isdisjoint(text[last.end : following.start]):
        # Over paragraphs a quotation goes on only where its mark isn't closed.
        return text[last.end - 1] not in _CLOSING
    if following.rule in _TURNS:
        return last.rule == following.rule
    if following.rule in _CONTINUED:
        return last.kind in ("direct", "mixed")
    # "“It is late. Let us go,” she said.": the attribution follows what it is for.
    follows = following.cue is None or following.content[0].start < following.cue.start
    return last.rule in _CONTINUED and following.kind == "direct" and follows


def _joined(text: str, group: Sequence[Statement]) -> Statement:
    if len(group) == 1:
        return group[0]
    # The sentence with the attribution tells how all of it is attributed.
    chief = next((one for one in group if one.rule not in _CONTINUED), group[0])
    start, end = group[0].start, group[-1].end
    content: list[Span] = []
    for span in (span for one in group for span in one.content):
        if content and text[content[-1].end : span.start].isspace():
            content[-1] = Span(content[-1].start, span.end)
        else:
            content.append(span)
    return replace(
        chief,
        start=start,
        end=end,
        text=text[start:end],
        kind="direct" if all(one.kind == "direct" for one in group) else "mixed",
        content=tuple(content),
        confidence=min(one.confidence for one in group),
    )
