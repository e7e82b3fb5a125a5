"""Citron's annotation format and output (github.com/bbc/citron, docs/data_format.md).

PATH is a JSON file or a folder of them, each with ``text`` and ``quotes``, as Citron's annotator
and its extractor for PARC3 write them. What ``citron-extract`` writes has no text: ``NAME.txt``
beside ``NAME.json`` is read then.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.adapters.files import content_of, files_of, json_of, span_of
from stancekit.errors import RecordError

__all__ = ["NOTE", "read"]

NOTE = "What citron-extract found is no gold: figures on it say how far two systems agree."

_EXPECTED = "Citron's JSON with 'text' and 'quotes'"


def read(path: Path) -> Iterator[dict[str, Any]]:
    """Give a record of each file.

    Raises
    ------
    RecordError
        If a file isn't Citron's.
    """
    for file in files_of(path, (".json",), _EXPECTED):
        record = json_of(file, _EXPECTED)
        if not isinstance(record, dict) or not isinstance(record.get("quotes"), list):
            raise RecordError(f"has no list 'quotes'; expected {_EXPECTED}", where=str(file))
        text = record.get("text")
        if not isinstance(text, str):
            text = content_of(file.with_suffix(".txt"), f"the text of {file.name}, which has none")
        name = file.stem if path.is_file() else file.relative_to(path).with_suffix("").as_posix()
        quotes = [_quote(item, text, file, n) for n, item in enumerate(record["quotes"], start=1)]
        yield {"id": name, "text": text, "attributions": quotes}


def _quote(item: Any, text: str, file: Path, number: int) -> dict[str, Any]:
    def problem(message: str) -> RecordError:
        return RecordError(f"quote {number}: {message}", where=str(file))

    def part(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise problem(f"{value!r} is no span with 'start', 'end' and 'text'")
        start, end = value.get("start"), value.get("end")
        return {"spans": [span_of(text, start, end, value.get("text"), problem)]}

    if not isinstance(item, dict):
        raise problem("isn't an object with 'cue', 'sources' and 'contents'")
    for name in ("sources", "contents"):
        if not isinstance(item.get(name), list):
            raise problem(f"has no list {name!r}")
    return {
        "source": [part(value) for value in item["sources"]],
        "cue": [part(item["cue"])] if item.get("cue") else [],
        "content": [part(value) for value in item["contents"]],
    }
