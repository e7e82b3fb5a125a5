"""Documents of an attribution corpus: their records checked, or made of annotated documents."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from benchmarks.adapters.files import rows_of
from benchmarks.attribution.scope import cue_class, cue_text
from stancekit.document import check_encodable
from stancekit.errors import RecordError
from stancekit.evaluation.gold import SeedDocument

__all__ = ["ROLES", "as_corpus", "checked", "read_attributions"]

Record = dict[str, Any]

ROLES = ("source", "cue", "content")


def read_attributions(file: Path) -> list[Record]:
    """Read a corpus from JSONL, a document a line.

    Raises
    ------
    RecordError
        If a record is wrong, or two have one name.
    """
    expected = "a document a line, with 'id', 'text' and 'attributions'"
    found = []
    seen: dict[str, int] = {}
    for line, row in rows_of(file, expected):
        record = checked(row, where=str(file), line=line)
        if record["doc"] in seen:
            message = f"{record['doc']!r} is the name of line {seen[record['doc']]}, too"
            raise RecordError(message, where=str(file), line=line)
        seen[record["doc"]] = line
        found.append(record)
    return found


def checked(record: Mapping[str, Any], where: str, line: int | None = None) -> Record:
    """Return a document as scores take it, each attribution with the class of its cue.

    Parameters
    ----------
    record : mapping
        ``id`` (or ``doc``), ``text`` and ``attributions``: each with lists ``source``, ``cue`` and
        ``content`` of ``{"spans": [[start, end], …]}``, code points into the text. A part that is
        left out, or null, is empty.
    where : str
    line : int, optional

    Raises
    ------
    RecordError
        If a field is missing or of another form, or a span doesn't lie in the text.
    """
    name = record.get("id", record.get("doc"))

    def problem(message: str) -> RecordError:
        named = f"document {name!r}: " if isinstance(name, str) else ""
        return RecordError(named + message, where=where, line=line)

    if not isinstance(name, str) or not name:
        raise problem("'id' must be a name")
    text, attributions = record.get("text"), record.get("attributions")
    if not isinstance(text, str):
        raise problem("'text' must be a string")
    if not isinstance(attributions, list):
        raise problem("'attributions' must be a list")
    try:
        check_encodable(text)
    except RecordError as error:
        raise problem(str(error)) from None
    kept = []
    for number, item in enumerate(attributions, start=1):
        if not isinstance(item, Mapping):
            raise problem(f"attribution {number} must be an object with {', '.join(ROLES)}")
        parts = {role: _parts(item, role, text, number, problem) for role in ROLES}
        kept.append({**parts, "class": cue_class(cue_text(text, parts))})
    return {"doc": name, "text": text, "attributions": kept}


def _parts(
    item: Mapping[str, Any], role: str, text: str, number: int, problem: Any
) -> list[dict[str, list[list[int]]]]:
    def bad(what: str) -> Any:
        return problem(f"attribution {number}: {role!r} {what}")

    value = item.get(role) or []
    if not isinstance(value, list):
        raise bad('must be a list of {"spans": [[start, end], …]}')
    found = []
    for part in value:
        spans = part.get("spans") if isinstance(part, Mapping) else None
        if not isinstance(spans, list) or not spans:
            raise bad('must be a list of {"spans": [[start, end], …]}')
        for span in spans:
            whole = isinstance(span, (list, tuple)) and [type(end) for end in span] == [int, int]
            if not whole or not 0 <= span[0] < span[1] <= len(text):
                raise bad(f"has the span {json.dumps(span, default=str)}, outside the text")
        found.append({"spans": [list(span) for span in spans]})
    return found


def as_corpus(documents: Iterable[SeedDocument], null_label: str | None = None) -> list[Record]:
    """Return annotated documents as a corpus of attributions.

    Parameters
    ----------
    documents : iterable of SeedDocument
    null_label : str, optional
        Acts and narration with this label are ``optional``: neither a hit nor a miss, as where
        documents are scored.

    Returns
    -------
    list of dict
    """
    corpus = []
    for gold in documents:
        attributions, optional = [], []
        for item in gold.statements:
            spoken = item.statement
            optional.append(spoken.kind in ("act", "narration") and item.label == null_label)
            spans = {
                "source": [spoken.mention] if spoken.mention else [],
                "cue": [spoken.cue] if spoken.cue else [],
                "content": spoken.content,
            }
            attributions.append(
                {
                    role: [{"spans": [[span.start, span.end] for span in found]}] if found else []
                    for role, found in spans.items()
                }
            )
        record = {"id": gold.id, "text": gold.document.text, "attributions": attributions}
        found = checked(record, where=gold.id)
        for item, may_be_left_out in zip(found["attributions"], optional, strict=True):
            item["optional"] = may_be_left_out
        corpus.append(found)
    return corpus
