"""What a check says: one line with what was seen and how to mend it."""

from __future__ import annotations

import traceback

from stancekit.errors import StancekitError
from stancekit.plugin import guard

__all__ = ["Fault", "NotRun", "one_line", "reason_of"]

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


def reason_of(error: BaseException) -> str:
    """Return what was raised, and where."""
    if isinstance(error, SystemExit):
        return f"it ends the program (SystemExit: {error.code})"
    what = guard.reason_of(error)
    frames = traceback.extract_tb(error.__traceback__)
    if not frames or isinstance(error, StancekitError):  # whose message is complete
        return what
    last = frames[-1]
    return f"{what} ({last.filename.replace(chr(92), '/').rpartition('/')[2]}, line {last.lineno})"
