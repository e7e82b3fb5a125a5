"""Which suffix of a file's name decides its format."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath

__all__ = ["suffix_among"]


def suffix_among(path: PurePath, known: Iterable[str]) -> str:
    """Return a file's suffix in small letters: the longest that is known, else the last.

    Examples
    --------
    >>> suffix_among(PurePath("talks.plover.jsonl"), [".jsonl", ".plover.jsonl"])
    '.plover.jsonl'
    >>> suffix_among(PurePath("talks.2031.JSONL"), [".jsonl", ".plover.jsonl"])
    '.jsonl'
    """
    name = path.name.lower()
    # Those of one part are the path's own business: ".csv" alone is a name.
    longer = [s for s in known if s.count(".") > 1 and name.endswith(s) and name != s]
    return max(longer, key=len, default=path.suffix.lower())
