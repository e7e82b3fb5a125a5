"""Events read as documents, whose texts can then be analyzed."""

from __future__ import annotations

from collections.abc import Iterator

from stancekit.document import Document
from stancekit.errors import RecordError
from stancekit.reading import RecordFailure, Source
from stancekit_plover.events import Event, events_of

__all__ = ["document_of", "read_events"]


def read_events(source: Source) -> Iterator[Document | RecordFailure]:
    """Read a file of events, each with a text, as documents; the codes go into ``meta``.

    Parameters
    ----------
    source : Source

    Raises
    ------
    RecordError
        If the file can't be read at all.
    """
    seen: set[str] = set()
    found = False
    for line, item in events_of(source):
        found = True
        if isinstance(item, RecordError):
            name = source.name if line is None else f"{source.name}:{line}"
            yield RecordFailure(name, item)
            continue
        try:
            if item.id in seen:
                raise RecordError(f"the id {item.id!r} was used before; give each its own")
            yield document_of(item)
            seen.add(item.id)
        except RecordError as error:
            yield RecordFailure(item.id, RecordError(error.message, where=str(source), line=line))
    if not found:
        raise RecordError("holds no event", where=str(source))


def document_of(event: Event) -> Document:
    """Return an event's text as a document.

    Raises
    ------
    RecordError
        If it has none.
    """
    if event.text is None or not event.text.strip():
        raise RecordError(
            "the event has no text; GDELT and ICEWS publish codes alone: add a column 'text'"
        )
    codes = {"cameo": event.cameo, "plover": event.plover.type, "mode": event.plover.mode}
    sides = {
        "source": event.source.name,
        "source_code": event.source.code,
        "target": event.target.name,
        "target_code": event.target.code,
        "document": event.document,
    }
    meta = {name: value for name, value in (codes | sides).items() if value is not None}
    return Document(event.id, event.text, date=event.date, meta={"event": meta})
