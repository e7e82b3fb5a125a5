"""From tokens to stretches of text, without the marks around them."""

from __future__ import annotations

from collections.abc import Iterable

from stancekit.document import Span
from stancekit_spacy.parses import Parse

__all__ = ["is_mark", "spans_of"]

_MARKS = frozenset("\"'“”‘’„«»,.;:-–—()[]`…")


def spans_of(parse: Parse, indices: Iterable[int]) -> list[Span]:
    """Return the stretches that tokens cover, without marks at either end.

    Parameters
    ----------
    parse : Parse
    indices : iterable of int
        In order; a gap begins a new stretch, unless only marks are left out.
    """
    runs: list[list[int]] = []
    last = -2
    for i in indices:
        between = range(last + 1, i)
        if runs and all(is_mark(parse, j) for j in between):
            runs[-1].append(i)
        else:
            runs.append([i])
        last = i
    spans = []
    for run in runs:
        while run and is_mark(parse, run[0]):
            run.pop(0)
        while run and is_mark(parse, run[-1]):
            run.pop()
        if run:
            spans.append(Span(parse.tokens[run[0]].start, parse.tokens[run[-1]].end))
    return spans


def is_mark(parse: Parse, i: int) -> bool:
    """Tell whether a token is a punctuation mark, or white space."""
    token = parse.tokens[i]
    return token.pos == "SPACE" or (token.pos == "PUNCT" and _MARKS.issuperset(token.low))
