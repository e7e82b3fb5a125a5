"""From an attribution, in tokens of its sentence, to a statement in offsets of the document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from stancekit.document import Span
from stancekit.extraction.attribution.acts.acts import is_act
from stancekit.extraction.attribution.grammar.objects import narrator_goes_on
from stancekit.extraction.attribution.grammar.sentences import Tokens
from stancekit.extraction.attribution.rules import confidence_of
from stancekit.extraction.attribution.scan import Attribution, content_spans
from stancekit.statement import Kind, Statement

__all__ = ["renumber_parents", "span_of", "to_statement"]

_BEFORE = frozenset({",", ";", "-", "—", "–", ".", "and", "but", ")", "•", "*"})
_AFTER = frozenset({",", "and", "but", "while", "as", "—", "–"})


def span_of(tokens: Tokens, ends: tuple[int, int]) -> Span:
    """Return the stretch of the document that a range of tokens covers."""
    return Span(tokens.starts[ends[0]], tokens.ends[ends[1] - 1])


def renumber_parents(statements: Iterable[Statement], places: Mapping[int, int]) -> list[Statement]:
    """Return statements that were moved, each pointing to where its parent is now.

    Parameters
    ----------
    statements : iterable of Statement
        In their new order; each `parent` is still a place in the old one.
    places : mapping of int to int
        New place by old place; where a parent has none, the statement stands by itself.
    """
    return [
        one if one.parent is None else replace(one, parent=places.get(one.parent))
        for one in statements
    ]


def to_statement(tokens: Tokens, attribution: Attribution) -> Statement:
    """Return the statement that an attribution makes, its speaker still unresolved.

    Parameters
    ----------
    tokens : Tokens
        The sentence.
    attribution : Attribution
        What was found in it.
    """
    low = tokens.low
    start, end = attribution.start, attribution.end
    while start < end - 1 and low[start] in _BEFORE:
        if low[start] in ("and", "but") and start == 0:
            break
        start += 1
    while end > start + 1 and end < len(low) and low[end - 1] in _AFTER:
        end -= 1
    deed = attribution.is_act or is_act(tokens, attribution)
    if deed and attribution.rule == "object":
        # "proposed talks in May | after the siege had ended"
        last = attribution.content[-1][1]
        end = next((at for at in range(last, end - 1) if narrator_goes_on(tokens, at)), end)
    content = content_spans(tokens, attribution)
    begin = tokens.starts[start]
    finish = tokens.ends[end - 1]
    if content:
        begin, finish = min(begin, content[0].start), max(finish, content[-1].end)
    return Statement(
        begin,
        finish,
        tokens.text[begin:finish],
        kind="act" if deed else _kind(tokens, content),
        content=content,
        cue=span_of(tokens, attribution.cue) if attribution.cue else None,
        mention=span_of(tokens, attribution.mention) if attribution.mention else None,
        confidence=confidence_of(attribution.rule),
        rule=attribution.rule,
    )


def _kind(tokens: Tokens, content: Sequence[Span]) -> Kind:
    if not tokens.quotes:
        return "indirect"
    quoted = outside = False
    for span in content:
        position = span.start
        for inner in tokens.quotes.values():
            if inner.start < span.end and span.start < inner.end:
                quoted = True
                outside = outside or any(c.isalnum() for c in tokens.text[position : inner.start])
                position = max(position, inner.end)
        outside = outside or any(c.isalnum() for c in tokens.text[position : span.end])
    return "indirect" if not quoted else "mixed" if outside else "direct"
