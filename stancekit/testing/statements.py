"""What must hold for the statements of any extractor, built-in or a plugin's."""

from __future__ import annotations

from collections.abc import Sequence

from stancekit.document import Document, Span
from stancekit.statement import Statement

__all__ = ["check_statements"]


def check_statements(document: Document, statements: Sequence[Statement]) -> None:
    """Check that statements stand where they say, in order, and nest without a circle.

    Parameters
    ----------
    document : Document
        What the statements were found in.
    statements : sequence of Statement
        As an extractor, or an analysis, gives them.

    Raises
    ------
    AssertionError
        With the first statement that breaks a rule, and the rule.

    Examples
    --------
    >>> document = Document("a", "“We stay,” she said.")
    >>> check_statements(document, [Statement(0, 20, document.text, content=(Span(1, 9),))])
    >>> check_statements(document, [Statement(0, 20, document.text, content=(Span(1, 30),))])
    Traceback (most recent call last):
    AssertionError: statement 0, 0..20: its content 1..30 lies outside
    """
    text, whole = document.text, Span(0, len(document.text))
    for index, statement in enumerate(statements):
        here = f"statement {index}, {statement.start}..{statement.end}"
        assert 0 <= statement.start < statement.end <= len(text), f"{here}: is no part of the text"
        assert text[statement.start : statement.end] == statement.text, f"{here}: another text"
        if index:
            assert statements[index - 1].start <= statement.start, f"{here}: out of order"
        assert 0 <= statement.confidence <= 1, f"{here}: confidence {statement.confidence}"
        assert statement.rule, f"{here}: names no rule"
        for name, span, around in (
            *(("content", span, statement.span) for span in statement.content),
            ("cue", statement.cue, whole),
            ("mention", statement.mention, whole),
        ):
            if span is not None:
                place = f"{here}: its {name} {span.start}..{span.end}"
                assert around.contains(span), f"{place} lies outside"
                assert len(span) > 0, f"{place} is empty"
        for one in statement.conditions:
            place = f"{here}: its condition {one.start}..{one.end}"
            assert statement.start <= one.start < one.end <= statement.end, f"{place} lies outside"
            assert text[one.start : one.end] == one.text, f"{place} has another text"
        for item in () if statement.prediction is None else statement.prediction.evidence:
            place = f"{here}: its evidence {item.start}..{item.end}"
            assert statement.start <= item.start <= item.end <= statement.end, (
                f"{place} lies outside"
            )
        _check_ancestors(statements, index, here)


def _check_ancestors(statements: Sequence[Statement], index: int, here: str) -> None:
    seen = {index}
    above = statements[index].parent
    while above is not None:
        assert 0 <= above < len(statements), f"{here}: there is no statement {above} to nest in"
        assert above not in seen, f"{here}: is nested in itself"
        seen.add(above)
        above = statements[above].parent
