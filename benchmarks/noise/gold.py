"""Gold annotation carried onto a changed text, and found names carried back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stancekit.reading.edits import Changed

__all__ = ["with_gold", "with_original_names"]

Record = dict[str, Any]


def with_gold(record: Mapping[str, Any], changed: Changed) -> Record:
    """Return an annotated document with its text changed and every span mapped.

    Parameters
    ----------
    record : mapping
        As it stands in ``documents.jsonl``; its text is `changed.original`.
    changed : Changed

    Returns
    -------
    dict
        Statements of which less than half is left are dropped, and with them the stances of the
        document, which may rest on them; ``place`` is where a statement stood among all. A mention
        is its words before the change (see `with_original_names`). The title is changed where it
        heads the text.
    """
    kept: dict[int, Record] = {}
    for number, item in enumerate(record["statements"]):
        span = changed.span(item["start"], item["end"])
        if span is not None and span[1] - span[0] >= (item["end"] - item["start"]) / 2:
            kept[number] = {**_statement(item, span, changed), "place": number}
    place = {old: new for new, old in enumerate(kept)}
    for item in kept.values():
        if item.get("parent") is not None:
            item["parent"] = place.get(item["parent"])
    title = record.get("title")
    if title and changed.original.startswith(title):
        span = changed.span(0, len(title))
        title = changed.text[slice(*span)] if span else None
    return {
        **record,
        "title": title,
        "text": changed.text,
        "statements": list(kept.values()),
        "document_stance": {},
    }


def _statement(item: Mapping[str, Any], span: tuple[int, int], changed: Changed) -> Record:
    content = [changed.span(*part) for part in item.get("content") or ()]
    conditions = []
    for condition in item.get("conditions") or ():
        place = changed.span(condition["start"], condition["end"])
        if place is not None:
            text = changed.text[slice(*place)]
            conditions.append({**condition, "start": place[0], "end": place[1], "text": text})
    cue = changed.span(*item["cue"]) if item.get("cue") else None
    mention = item.get("mention")
    return {
        **item,
        "start": span[0],
        "end": span[1],
        "content": [list(part) for part in content if part is not None],
        "cue": None if cue is None else list(cue),
        "mention": mention and changed.original[slice(*mention)],
        "conditions": conditions,
    }


def with_original_names(found: Mapping[str, Any], changed: Changed) -> Record:
    """Return an analysis of the changed text with speakers named as before the change.

    The canonical speaker is the fullest name that the text gives, so where a slip of the keyboard
    changed that, the changed name is right. A name that doesn't stand in the text as it is given
    stays.
    """
    back = changed.inverse
    names: dict[str, str] = {}
    for item in found.get("statements") or ():
        name = item.get("speaker")
        if name and name not in names:
            at = changed.text.find(name)
            span = back.span(at, at + len(name)) if at >= 0 else None
            names[name] = changed.original[slice(*span)] if span else name
    statements = [
        {**item, "speaker": names.get(item.get("speaker"), item.get("speaker"))}
        for item in found.get("statements") or ()
    ]
    return {**found, "statements": statements}
