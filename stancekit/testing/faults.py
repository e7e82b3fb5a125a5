"""What a check says: one line with what was seen and how to mend it."""

from __future__ import annotations

__all__ = ["Fault", "NotRun", "one_line"]

_LONGEST = 400


def one_line(text: str) -> str:
    """Return a text as one line that a terminal can show whole."""
    joined = " ".join(text.split())
    shown = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in joined)
    return shown if len(shown) <= _LONGEST else shown[: _LONGEST - 1] + "…"


class Fault(AssertionError):  # noqa: N818 - a finding about a plugin, not an error of the library
    """A check that failed.

    Parameters
    ----------
    seen : str
        What the component did.
    mend : str
        What its author can do about it.
    """

    def __init__(self, seen: str, mend: str) -> None:
        self.seen = one_line(seen)
        self.mend = one_line(mend)
        super().__init__(f"{self.seen}; {self.mend}")


class NotRun(Exception):  # noqa: N818 - no error: the check says why it has nothing to look at
    """A check that has nothing to look at, with the reason; it is counted apart from the passed."""
