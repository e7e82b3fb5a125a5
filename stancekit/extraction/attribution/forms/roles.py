"""What a paragraph is in a text that somebody speaks or writes in their own voice."""

from __future__ import annotations

from dataclasses import dataclass

from stancekit.document import Span

__all__ = ["Role"]


@dataclass(frozen=True, slots=True)
class Role:
    """What a paragraph is in a text that is spoken.

    Parameters
    ----------
    speaks : bool
        Whether the paragraph is in a source's own voice; a question isn't.
    start : int
        Where it begins after its label.
    mention : Span, optional
        Where the source is named.
    rule : str
        Name of the rule.
    """

    speaks: bool
    start: int
    mention: Span | None
    rule: str
