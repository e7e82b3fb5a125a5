"""CofeNet's files of tags (github.com/cofe-ai/CofeNet, ``res``): PolNeAR and RiQuA as BIO.

PATH is a file such as ``res/riqua/test.txt``: a JSON object a line, with ``tokens``, ``labels``
(``B-source``, ``I-cue``, ``O``, …) and an ``id`` that the lines of one document share. The text is
rebuilt from the tokens, a paragraph a line.

Tags don't say what belongs together. A content and a source are given to the nearest cue in their
line, one in the same sentence before all others; contents with one cue are one attribution, and
its source is the nearest of the cue's. On PolNeAR's development part (``res/polnear/valid.txt``),
against that corpus' own relations, 96 % of contents get their cue, 92 % of the sources given are
right while 5 % of the contents with a source get none, and 85 % of the contents that are joined
belong together.

References
----------
Wang et al. (2022), "CofeNet: context and former-label enhanced net for complicated quotation
extraction", COLING.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.adapters.files import files_of, rows_of
from benchmarks.adapters.tokens import PARAGRAPH, joined, rebuild
from stancekit.errors import RecordError

__all__ = ["NOTE", "read"]

NOTE = (
    "CofeNet's tags don't say which source belongs to which content: the nearest cue decides, and "
    "about one source in twelve is wrong for it. The text is rebuilt from tokens."
)

_EXPECTED = "a file of CofeNet such as res/polnear/test.txt: lines with 'tokens' and 'labels'"
_ROLES = ("source", "cue", "content")
# What may follow the full stop of a sentence.
_CLOSING = frozenset(["''", "'", '"', "”", "’", ")", "-RRB-"])


class _Run(NamedTuple):
    role: str
    start: int
    end: int


def read(path: Path) -> Iterator[dict[str, Any]]:
    """Give a record of each document.

    Raises
    ------
    RecordError
        If the lines aren't CofeNet's.
    """
    if path.is_dir():
        names = ", ".join(file.name for file in files_of(path, (".txt",), _EXPECTED))
        raise RecordError(f"is a folder with {names}; name one file", where=str(path))
    (file,) = files_of(path, (".txt",), _EXPECTED)
    lines = (_line(row, file, number) for number, row in rows_of(file, _EXPECTED))
    for name, group in itertools.groupby(lines, key=lambda line: line[0]):
        yield _document(name, [line[1:] for line in group])


def _line(row: dict[str, Any], file: Path, number: int) -> tuple[str, list[str], list[_Run]]:
    tokens, labels = row.get("tokens"), row.get("labels")
    for name, value in (("tokens", tokens), ("labels", labels)):
        if not isinstance(value, list) or not all(isinstance(x, str) and x for x in value):
            message = f"{name!r} is no list of words; expected {_EXPECTED}"
            raise RecordError(message, where=str(file), line=number)
    if len(tokens) != len(labels):
        message = f"has {len(tokens)} tokens, but {len(labels)} labels"
        raise RecordError(message, where=str(file), line=number)
    for label in labels:
        if label != "O" and (label[:2] not in ("B-", "I-") or label[2:] not in _ROLES):
            message = f"has the label {label!r}; labels are O, and B- or I- with {_ROLES}"
            raise RecordError(message, where=str(file), line=number)
    name = row.get("id") or f"line {number}"
    return str(name).removesuffix(".ann"), tokens, _runs(labels)


def _runs(labels: Sequence[str]) -> list[_Run]:
    """Return the runs of tags; an ``I-`` without its ``B-`` begins one."""
    found: list[_Run] = []
    for place, label in enumerate(labels):
        goes_on = label.startswith("I-") and found and found[-1].end == place
        if goes_on and found[-1].role == label[2:]:
            found[-1] = found[-1]._replace(end=place + 1)
        elif label != "O":
            found.append(_Run(label[2:], place, place + 1))
    return found


def _document(name: str, lines: Sequence[tuple[list[str], list[_Run]]]) -> dict[str, Any]:
    starts = list(itertools.accumulate((len(tokens) for tokens, _ in lines), initial=0))
    text, spans = rebuild(
        [token for tokens, _ in lines for token in tokens],
        {start: PARAGRAPH for start, (tokens, _) in zip(starts, lines, strict=False) if start},
    )
    attributions = []
    for start, (tokens, runs) in zip(starts, lines, strict=False):
        for parts in _relations(tokens, runs):
            record: dict[str, Any] = {role: [] for role in _ROLES}
            for run in parts:
                places = range(start + run.start, start + run.end)
                record[run.role].append({"spans": joined(places, spans)})
            attributions.append(record)
    return {"id": name, "text": text, "attributions": attributions}


def _relations(tokens: Sequence[str], runs: Sequence[_Run]) -> Iterator[list[_Run]]:
    """Give the runs of a line that belong together; each content is in one."""

    def distance(a: _Run, b: _Run) -> tuple[bool, int]:
        first, second = sorted((a, b), key=lambda run: run.start)
        end = first.end
        while end > first.start and tokens[end - 1] in _CLOSING:
            end -= 1
        parted = "." in tokens[max(first.start, end - 1) : second.start]
        return parted, second.start - first.end

    of = {role: [run for run in runs if run.role == role] for role in _ROLES}
    if not of["cue"]:
        yield from ([run] for run in of["content"])
        return
    near: dict[_Run, dict[str, list[_Run]]] = {
        cue: {"content": [], "source": []} for cue in of["cue"]
    }
    for run in (*of["content"], *of["source"]):
        near[min(of["cue"], key=functools.partial(distance, run))][run.role].append(run)
    for cue, its in near.items():
        if its["content"]:
            sources = sorted(its["source"], key=functools.partial(distance, cue))[:1]
            yield [*sources, cue, *its["content"]]
