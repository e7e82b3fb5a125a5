"""The fields of records: their names, which users may say are others, and dates as archives write.

Everything here works on records that are read already; the readers of files call it.
"""

from __future__ import annotations

import datetime
import email.utils
import re
from collections.abc import Mapping, Sequence
from typing import Any

from stancekit.errors import RecordError

__all__ = ["FIELDS", "check_fields", "check_needed", "column_names", "iso_date", "renamed"]

FIELDS = (
    *("id", "text", "title", "date", "source", "language", "author", "kind", "speaker", "actor"),
    *("counterpart", "label", "accept", "topic", "pair"),
)
"""What records of documents, of statements and of labelled statements may hold."""

_SHOWN = 200
_MONTHS = ("january february march april may june july august september october november").split()
_MONTHS.append("december")
_MONTH = r"(?P<month>[A-Za-z]{3,9})\.?"
_YEAR = r"(?P<year>[12][0-9]{3})(?![0-9])"
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_WEEKDAY = r"\s*(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\.?,?\s+)?"
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WRITTEN = tuple(
    re.compile(_WEEKDAY + form)
    for form in (
        rf"{_DAY}[\s-]+{_MONTH},?[\s-]+{_YEAR}",  # 14 May 2025
        rf"{_MONTH}\s+{_DAY},?\s+{_YEAR}",  # May 14, 2025
        r"(?P<year>[12][0-9]{3})[/.](?P<number>[0-9]{1,2})[/.](?P<day>[0-9]{1,2})(?![0-9])",
        # 14/05/2025, 05/14/2025: a number past 12 is no month. 05/04/2025 is anybody's guess.
        rf"(?P<day>1[3-9]|2[0-9]|3[01])[/.](?P<number>[0-9]{{1,2}})[/.]{_YEAR}",
        rf"(?P<number>[0-9]{{1,2}})[/.](?P<day>1[3-9]|2[0-9]|3[01])[/.]{_YEAR}",
    )
)


def check_fields(fields: Mapping[str, str]) -> None:
    """Refuse names of fields that no record has.

    Parameters
    ----------
    fields : mapping of str to str
        From the name of a field to what the user's records call it.

    Raises
    ------
    ValueError
        If a field is unknown, or two are to be read from one.
    """
    for name in fields:
        if name not in FIELDS:
            raise ValueError(f"no field is called {name!r}; there are {', '.join(FIELDS)}")
    if len(set(fields.values())) < len(fields):
        raise ValueError("two fields can't be read from one; name another for one of them")


def renamed(record: Mapping[str, Any], fields: Mapping[str, str]) -> Mapping[str, Any]:
    """Return the record with the names of fields that stancekit reads.

    Parameters
    ----------
    record : mapping
        As its file has it.
    fields : mapping of str to str
        From the name of a field to what `record` calls it. What else had that name gives way.
    """
    if not fields:
        return record
    ours = {theirs: name for name, theirs in fields.items()}
    kept = {key: value for key, value in record.items() if key not in ours and key not in fields}
    return {**{ours[key]: record[key] for key in record if key in ours}, **kept}


def check_needed(record: Mapping[str, Any], what: str) -> None:
    """Refuse a record without an id or a text, and name the fields that it has.

    Raises
    ------
    RecordError
        With `what` the record is.
    """
    missing = [name for name in ("id", "text") if name not in record]
    if not missing:
        return
    plural = "s" if len(missing) > 1 else ""
    reason = f"a {what} needs the field{plural} {' and '.join(map(repr, missing))}"
    if record:
        shown = ", ".join(map(str, record))[:_SHOWN]
        reason += f"; it has {shown}: rename one, or name it "
        reason += f"(--field {missing[-1]}=NAME, in Python fields=)"
    raise RecordError(reason)


def column_names(
    header: Sequence[str], fields: Mapping[str, str], where: str, line: int | None
) -> list[str]:
    """Return the names of a table's columns, those of known fields in small letters.

    Raises
    ------
    RecordError
        If no column holds the text, a column that `fields` names isn't there, or two are alike.
    """
    names = [name.strip() for name in header]
    shown = ", ".join(names)[:_SHOWN]
    for name, theirs in fields.items():
        if theirs not in names:
            reason = f"has no column {theirs!r} to read {name!r} from; it has {shown}"
            raise RecordError(reason, where=where, line=line)
    ours = {theirs: name for name, theirs in fields.items()}
    # What spreadsheets may capitalise: "ID", "Text".
    names = [
        ours.get(name)
        or (
            name.lower()
            if name.lower() in FIELDS and name.lower() not in names and name.lower() not in fields
            else f"{name} (not read)"
            if name in fields
            else name
        )
        for name in names
    ]
    if "text" not in names:
        raise RecordError(
            f"has no column 'text'; it has {shown}: rename the one that holds the text, "
            "or name it (--field text=COLUMN, in Python fields=)",
            where=where,
            line=line,
        )
    twice = [name for name in FIELDS if names.count(name) > 1]
    if twice:
        raise RecordError(
            f"has two columns {twice[0]!r}; rename one of them", where=where, line=line
        )
    return names


def iso_date(written: str) -> str | None:
    """Return a date as ISO 8601, from the forms that feeds and archives have.

    Parameters
    ----------
    written : str
        ISO 8601, ``14 May 2025``, ``May 14, 2025``, ``2025/05/14``, ``14/05/2025``, with or
        without a weekday and a time, or a feed's ``Wed, 14 May 2025 10:00:00 GMT``.

    Returns
    -------
    str or None
        ISO 8601 with hyphens as it is; otherwise the date, with the time where a feed gives one.
        None where it isn't plain which number is the day, as in ``05/04/2025``.

    Examples
    --------
    >>> iso_date("Wednesday, May 14, 2025")
    '2025-05-14'
    """
    written = written.strip()
    try:
        read = datetime.datetime.fromisoformat(written)
    except ValueError:
        pass
    else:  # with hyphens, without which dates don't sort
        if _ISO.match(written):
            return written
        return (read if "T" in written else read.date()).isoformat()
    try:
        return email.utils.parsedate_to_datetime(written).isoformat()
    except (ValueError, OverflowError):  # the latter of a year or hour of many digits
        pass
    for form in _WRITTEN:
        if found := form.match(written):
            break
    else:
        return None
    parts = found.groupdict()
    month = int(parts["number"]) if "number" in parts else _month(parts["month"])
    try:
        return datetime.date(int(parts["year"]), month, int(parts["day"])).isoformat()
    except ValueError:  # no such month or day
        return None


def _month(name: str) -> int:
    """Return a month's number, 0 for what is none; three letters, or "Sept", may stand for it."""
    name = name.lower()
    for number, month in enumerate(_MONTHS, 1):
        if name in (month, month[:3], month[:4]):
            return number
    return 0
