"""PolNeAR: attributions in US political news (github.com/networkdynamics/PolNeAR, 1.0.0).

PATH is a compartment of the repository, such as ``data/dev``, with ``text/NAME.txt`` and brat's
standoff in ``attributions/NAME_ANNOTATOR.ann``; or a JSONL file of the same, with ``doc``, ``text``
and ``attributions``. Where several annotators read an article the first by name counts.

References
----------
Newell, Margolin and Ruths (2018), "An attribution relations corpus for political news", LREC.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.adapters.files import content_of, files_of, rows_of, span_of
from stancekit.errors import RecordError

__all__ = ["NOTE", "read"]

NOTE = "PolNeAR also marks what sources think, want and do; the rows “in scope” leave that out."

_EXPECTED = "a compartment of PolNeAR with the folders attributions and text, such as data/dev"
_LINES = "lines with 'doc', 'text' and 'attributions'"
_ROLES = {"Source": "source", "Cue": "cue", "Content": "content"}


def read(path: Path) -> Iterator[dict[str, Any]]:
    """Give a record of each article.

    Raises
    ------
    RecordError
        If the files aren't those of PolNeAR.
    """
    if path.is_file():
        for _, row in rows_of(path, _LINES):
            yield row
        return
    folder = path / "attributions"
    if not folder.is_dir():
        inside = sorted(item.parent for item in path.rglob("attributions") if item.is_dir())
        found = f"; name one of {', '.join(map(str, inside))}" if inside else ""
        absent = "" if path.exists() else "isn't there; "
        raise RecordError(f"{absent}expected {_EXPECTED}{found}", where=str(path))
    seen: set[str] = set()
    for file in files_of(folder, (".ann",), _EXPECTED):
        name = file.stem.rpartition("_")[0]
        if name not in seen:
            seen.add(name)
            text = content_of(path / "text" / f"{name}.txt", "the text of its annotation")
            yield {"id": name, "text": text, "attributions": _attributions(file, text)}


def _attributions(file: Path, text: str) -> list[dict[str, Any]]:
    parts: dict[str, tuple[str, dict[str, Any]]] = {}
    events: list[tuple[int, list[str]]] = []
    for number, line in enumerate(content_of(file).splitlines(), start=1):
        fields = line.split("\t")
        if line.startswith("T"):
            parts[fields[0]] = _part(fields, text, file, number)
        elif line.startswith("E"):
            events.append((number, fields[-1].split()))
    found = []
    for number, roles in events:
        record: dict[str, Any] = {name: [] for name in _ROLES.values()}
        for role in roles:
            kind, _, name = role.partition(":")
            # A second content of one attribution is "Content2".
            into = _ROLES.get(kind.rstrip("0123456789"))
            if into is not None:
                if name not in parts:
                    message = f"names {name!r}, which the file doesn't have"
                    raise RecordError(message, where=str(file), line=number)
                record[into].append(parts[name][1])
        found.append(record)
    return found


def _part(
    fields: list[str], text: str, file: Path, number: int
) -> tuple[str, dict[str, list[list[int]]]]:
    """Read ``T3<tab>Content 115 290;292 300<tab>the words``."""

    def problem(message: str) -> RecordError:
        return RecordError(message, where=str(file), line=number)

    try:
        kind, _, places = fields[1].partition(" ")
        ends = [[int(end) for end in place.split()] for place in places.split(";")]
        spans = [span_of(text, start, end, None, problem) for start, end in ends]
        words = fields[2]
    except (ValueError, IndexError):
        raise problem("isn't a span of brat's standoff: T3, Content 115 290, its words") from None
    if words.split() != " ".join(text[start:end] for start, end in spans).split():
        start, end = spans[0]
        span_of(text, start, end, words, problem)  # tells what stands there
    return kind, {"spans": spans}
