"""The seeds' own standoff gold, joined to texts that the user holds.

PATH is the folder with the texts; a ``gold.json`` in it counts before the one that comes with the
seeds, so that articles of one's own can be annotated in the same way.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from stancekit.errors import RecordError
from stancekit.evaluation.seeds import load_standoff, seeds_path

__all__ = ["NOTE", "read"]

NOTE = ""

_GOLD = "gold.json"


def read(path: Path) -> Iterator[dict[str, Any]]:
    """Give a record of each document.

    Raises
    ------
    RecordError
        If a text is missing or isn't the one that was annotated.
    """
    if not path.is_dir():
        raise RecordError("isn't a folder; expected the one that holds the texts", where=str(path))
    own = path / _GOLD
    for document in load_standoff(own if own.is_file() else seeds_path() / _GOLD, path):
        yield document.to_record()
