"""Events as others write them: PLOVER records; tables of POLECAT, GDELT, ICEWS, or one's own."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from stancekit.errors import RecordError
from stancekit.reading import Source
from stancekit.reading.encoding import decode
from stancekit.reading.items import EMPTY
from stancekit.reading.records import rows_of_json, rows_of_jsonl
from stancekit_plover.actors import country_code
from stancekit_plover.mapping import Reading, reading_of
from stancekit_plover.ontology import Plover, known_code, known_type, plover_of, quad_of

__all__ = ["Actor", "Event", "event_of", "events_of"]

# Names of columns and fields, without what isn't a letter or digit, best first.
_ID = ("id", "globaleventid", "eventid")
_DATE = ("date", "sqldate", "day", "eventdate")
_TEXT = ("text", "sentence", "sentencetext", "eventsentence")
_DOCUMENT = ("document", "documentid", "docid", "storyid", "sourceurl", "url")
_CODE = ("cameo", "eventcode", "cameocode")
_ROOT = ("eventrootcode", "cameoroot", "rootcode")
_TYPE = ("event", "eventtype", "plover")
_MODE = ("mode", "eventmode", "modes")
_CONTEXT = ("context", "contexts")
_NAMES = (("actor1name", "sourcename", "actorname"), ("actor2name", "targetname", "recipientname"))
_COUNTRIES = (
    ("actor1countrycode", "actor1code", "actorcountry", "sourcecountry"),
    ("actor2countrycode", "actor2code", "recipientcountry", "targetcountry"),
)
_SIDES = (("actor", "source"), ("recipient", "target"))
# GDELT's daily files have no header: which of their columns are read, versions 1.0 and 2.0.
_GDELT = {
    0: "GLOBALEVENTID",
    1: "SQLDATE",
    5: "Actor1Code",
    6: "Actor1Name",
    7: "Actor1CountryCode",
    15: "Actor2Code",
    16: "Actor2Name",
    17: "Actor2CountryCode",
    26: "EventCode",
    28: "EventRootCode",
}
_GDELT_WIDTHS = (58, 61)
_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?!\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Actor:
    """One side of an event.

    Parameters
    ----------
    name : str, optional
    code : str, optional
        Three letters of a country, or more of CAMEO's.
    """

    name: str | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """A coded event.

    Parameters
    ----------
    id : str
    cameo : str, optional
        CAMEO code; None where the record has a PLOVER type alone.
    plover : Plover
        Type and mode.
    contexts : tuple of str
    date : str, optional
        ISO date.
    source, target : Actor
        Who did it, and to whom.
    text : str, optional
        What it was coded from; most published data leave it out.
    document : str, optional
        Which document that stands in.
    start, end : int, optional
        Code-point offsets of the text in the document.
    """

    id: str
    cameo: str | None
    plover: Plover
    contexts: tuple[str, ...] = ()
    date: str | None = None
    source: Actor = field(default_factory=Actor)
    target: Actor = field(default_factory=Actor)
    text: str | None = None
    document: str | None = None
    start: int | None = None
    end: int | None = None

    @property
    def reading(self) -> Reading:
        """The stance that its code tells of."""
        return reading_of(self.cameo, self.plover, self.contexts)

    @property
    def quad(self) -> int:
        """Its quad class: PLOVER's where it has a type of PLOVER alone, else CAMEO's."""
        return quad_of(self.cameo if self.cameo is not None else str(self.plover.type))


def events_of(source: Source) -> Iterator[tuple[int | None, Event | RecordError]]:
    """Read the events of a file, each with its line.

    Parameters
    ----------
    source : Source
        ``.json``, ``.jsonl`` and ``.ndjson`` by suffix, else a table, its columns parted by
        commas, semicolons or tabs; a daily file of GDELT needs no header.

    Raises
    ------
    RecordError
        If the file can't be read at all.
    """
    suffix = "" if source.path is None else source.path.suffix.lower()
    if suffix == ".json":
        rows = rows_of_json(source)
    elif source.is_jsonl:
        rows = rows_of_jsonl(source)
    else:
        rows = _rows_of_table(source)
    for line, row in rows:
        if isinstance(row, RecordError):
            yield line, row
            continue
        try:
            yield line, event_of(row, where=source.name, line=line)
        except RecordError as error:
            yield line, RecordError(error.message, where=str(source), line=line)


def _rows_of_table(source: Source) -> Iterator[tuple[int | None, Mapping[str, Any] | RecordError]]:
    where = str(source)
    text = decode(source.read(), where)
    if not text.strip():
        raise RecordError(EMPTY, where=where)
    head = text.split("\n", 1)[0]
    delimiter = max("\t,;", key=head.count)
    # GDELT and POLECAT quote nothing, and their texts hold single quotation marks.
    lines = io.StringIO(text, newline="")
    if delimiter == "\t":
        rows = csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE)
    else:
        rows = csv.reader(lines, delimiter=delimiter)
    names: Sequence[str] | None = None
    before = 0
    try:
        for cells in rows:
            line, before = before + 1, rows.line_num
            if not any(cells):
                continue
            if names is None:
                names = _gdelt_names(cells)
                if names is None:
                    names = cells
                    continue
            if len(cells) < len(names):
                reason = f"has {len(cells)} fields, the header {len(names)}; export it again"
                yield line, RecordError(reason, where=where, line=line)
                continue
            yield line, {n: cell for n, cell in zip(names, cells, strict=False) if cell != ""}
    except csv.Error as error:
        yield rows.line_num, RecordError(f"isn't a table ({error}); export it again", where=where)


def _gdelt_names(cells: Sequence[str]) -> list[str] | None:
    if len(cells) not in _GDELT_WIDTHS or not cells[0].isdigit():
        return None
    names = [_GDELT.get(number, f"column {number}") for number in range(len(cells))]
    return [*names[:-1], "SOURCEURL"]


def event_of(row: Mapping[str, Any], *, where: str = "event", line: int | None = None) -> Event:
    """Read an event from a record, whose fields may be named as in any of the known data sets.

    Parameters
    ----------
    row : mapping
    where, line : str and int
        Name it where it has no id.

    Raises
    ------
    RecordError
        If it has neither a CAMEO code nor a PLOVER type, or one that isn't known.
    """
    fields = {re.sub(r"[^a-z0-9]", "", str(name).lower()): value for name, value in row.items()}
    cameo = _cameo_of(fields)
    event = Plover(None) if cameo is None else plover_of(cameo)
    if cameo is None:
        names = _texts(fields, _TYPE)
        if not names:
            raise RecordError(
                "has no event code; name a column EventCode (CAMEO) or event (PLOVER)"
            )
        kind = known_type(names[0])
        if kind is None:
            raise RecordError(f"{names[0]!r:.40} is neither a CAMEO code nor a PLOVER event type")
        event = Plover(kind, next((mode.lower() for mode in _texts(fields, _MODE)), None))
    info = fields.get("textinfo")
    offsets = fields | (dict(info) if isinstance(info, Mapping) else {})
    cite = fields.get("citeinfo")
    cited = cite.get("citation") if isinstance(cite, Mapping) else None
    day = _DAY.match(_text(fields, _DATE) or "")
    return Event(
        id=_text(fields, _ID) or f"{where}:{line}",
        cameo=cameo,
        plover=event,
        contexts=tuple(context.lower() for context in _texts(fields, _CONTEXT)),
        date=None if day is None else "-".join(day.groups()),
        source=_actor_of(fields, 0),
        target=_actor_of(fields, 1),
        text=_text(fields, _TEXT),
        document=_text(fields, _DOCUMENT) or (None if cited is None else str(cited)),
        start=_offset(offsets.get("start")),
        end=_offset(offsets.get("end")),
    )


def _cameo_of(fields: Mapping[str, Any]) -> str | None:
    for names, padded in ((_CODE, True), (_ROOT, False), (_TYPE, False)):
        text = _text(fields, names)
        if text is None or (names is _TYPE and not text.strip().isdigit()):
            continue
        code = known_code(text, padded=padded)
        if code is None:
            raise RecordError(f"{text!r:.40} is no CAMEO code")
        return code
    return None


def _actor_of(fields: Mapping[str, Any], side: int) -> Actor:
    name, code = _text(fields, _NAMES[side]), _text(fields, _COUNTRIES[side])
    given = next((fields[one] for one in _SIDES[side] if fields.get(one)), None)
    if isinstance(given, Sequence) and not isinstance(given, str) and given:
        given = given[0]
    if isinstance(given, Mapping):
        name = name or _text(given, ("entity_text", "actorText", "entity_name", "raw_text"))
        code = code or _text(given, ("code", "country"))
    elif isinstance(given, str):
        name = name or given
    if code is not None and not (len(code) >= 3 and code.isupper()):
        code = country_code(code)  # ICEWS has the country's name there
    return Actor(name, code)


def _text(fields: Mapping[str, Any], names: Sequence[str]) -> str | None:
    return next(iter(_texts(fields, names)), None)


def _texts(fields: Mapping[str, Any], names: Sequence[str]) -> list[str]:
    """Return the values of the first field that there is; tables part several by semicolons."""
    for name in names:
        value = fields.get(name)
        if isinstance(value, str) and value.strip():
            listed = name in _CONTEXT or name in _MODE or name in _TYPE
            return [part.strip() for part in re.split(r"[;,|]", value)] if listed else [value]
        if isinstance(value, int) and not isinstance(value, bool):
            return [str(value)]
        if isinstance(value, float) and value.is_integer():
            return [str(int(value))]
        if isinstance(value, list) and value:
            return [str(part) for part in value]
    return []


def _offset(value: Any) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else None
