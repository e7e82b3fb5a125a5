"""PLOVER's gold standard records and Zero-Shot-PLOVER's sentences, each with its event type.

PATH is ``PLOVER_GSR_CAMEO.txt`` of github.com/openeventdata/PLOVER (a JSON list with ``text``,
``event`` and ``context``), or a table of github.com/snowood1/Zero-Shot-PLOVER such as
``PLV_test.tsv`` (``sentence`` and ``gold_root``). A table whose lines somebody has read by the
codebook, with ``text`` and ``label``, is taken at its word.

PLOVER has no stances. A type says which ones a sentence can't have rather than the one it has: an
AGREE may be about talks or about embargoes, but hardly refuses talks. So a sentence is
``no-stance``, and the stances that its type leaves open are acceptable beside it. Lenient accuracy
then tells how seldom a stance is given that the type excludes; strict figures mean little.
`READINGS` has the types; plugins/stancekit-plover, which reads CAMEO's finer codes too, reads them
alike.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.adapters.files import content_of, files_of, json_of
from stancekit.errors import RecordError

__all__ = ["NOTE", "READINGS", "TEST_ONLY", "Reading", "read"]

NOTE = (
    "PLOVER has no stances: a sentence counts as no-stance, and the stances that its event type "
    "leaves open as acceptable. So lenient accuracy only tells how seldom a system gives a stance "
    "that the type excludes (one that never gives any has 1), and strict figures mean little; "
    "unless the table has labels that somebody gave by reading."
)

TEST_ONLY = True

_EXPECTED = (
    "PLOVER_GSR_CAMEO.txt, or a table with 'sentence' and 'gold_root', or 'text' and 'label'"
)
_PRO, _AGAINST, _TERMS, _NONE = "pro-diplomacy", "rejection", "conditional", "no-stance"


class Reading(NamedTuple):
    """What a type is read as: a label, and those that it may be as well."""

    label: str
    accept: tuple[str, ...] = ()


_BARE = Reading(_NONE)
# Names of version 0.5 (DEMAND, DISAPPROVE) and of Zero-Shot-PLOVER (YIELD) beside those of 0.8.
READINGS = {
    "AGREE": Reading(_NONE, (_PRO, _TERMS)),
    **dict.fromkeys(("CONSULT", "SUPPORT", "CONCEDE", "RETREAT", "YIELD"), Reading(_NONE, (_PRO,))),
    **dict.fromkeys(("REQUEST", "DEMAND"), Reading(_NONE, (_PRO, _TERMS))),
    **dict.fromkeys(("REJECT", "THREATEN"), Reading(_NONE, (_AGAINST, _TERMS))),
    **dict.fromkeys(("ACCUSE", "DISAPPROVE", "SANCTION"), Reading(_NONE, (_AGAINST,))),
    **dict.fromkeys(("COOPERATE", "AID", "INVESTIGATE", "PROTEST", "MOBILIZE"), _BARE),
    **dict.fromkeys(("COERCE", "FIGHT", "ASSAULT"), _BARE),
}
"""How each type is read where nothing more is known."""

_DIPLOMATIC_AGREE = Reading(_PRO, (_TERMS, _NONE))


def read(path: Path) -> Iterator[dict[str, Any]]:
    """Give a record of each sentence; the same one with the same type comes once.

    Raises
    ------
    RecordError
        If the file has none of these forms.
    """
    if path.is_dir():
        names = ", ".join(f.name for f in files_of(path, (".tsv", ".csv", ".txt"), _EXPECTED))
        raise RecordError(f"is a folder with {names}; name one file", where=str(path))
    (file,) = files_of(path, (), _EXPECTED)
    rows = _table(file) if file.suffix in (".tsv", ".csv") else _records(file)
    seen: set[tuple[str, Reading]] = set()
    for number, text, reading in rows:
        if (text, reading) not in seen:
            seen.add((text, reading))
            label, accept = reading
            yield {
                "id": f"{file.stem} {number}",
                "text": text,
                "label": label,
                "accept": list(accept),
            }


def _records(file: Path) -> Iterator[tuple[int, str, Reading]]:
    found = json_of(file, _EXPECTED)
    if not isinstance(found, list):
        raise RecordError(f"holds no JSON list; expected {_EXPECTED}", where=str(file))
    for number, item in enumerate(found, start=1):
        record = item if isinstance(item, dict) else {}
        if record.get("event") == "DOCUMENT":  # about the file itself
            continue
        text = record.get("text")
        if not isinstance(text, str) or not text:
            raise RecordError(f"record {number} has no 'text'", where=str(file))
        context = record.get("context")
        contexts = context if isinstance(context, list) else str(context).split(",")
        reading = _reading(record.get("event"), f"{file}: record {number}")
        if record["event"] == "AGREE" and "diplomatic" in [str(name).strip() for name in contexts]:
            reading = _DIPLOMATIC_AGREE
        yield number, text, reading


def _table(file: Path) -> Iterator[tuple[int, str, Reading]]:
    delimiter = "\t" if file.suffix == ".tsv" else ","
    rows = csv.DictReader(io.StringIO(content_of(file), newline=""), delimiter=delimiter)
    try:
        names = rows.fieldnames or []
        spoken = next((name for name in ("sentence", "text") if name in names), None)
        told = next((name for name in ("label", "gold_root") if name in names), None)
        if spoken is None or told is None:
            message = f"has the columns {', '.join(names) or '(none)'}; expected {_EXPECTED}"
            raise RecordError(message, where=str(file))
        for row in rows:
            text, value, line = row[spoken], row[told], rows.line_num
            if not text or not value:
                message = f"has no {told if text else spoken!r}"
                raise RecordError(message, where=str(file), line=line)
            is_label = told == "label"
            yield line, text, Reading(value) if is_label else _reading(value, f"{file}:{line}")
    except csv.Error as error:
        raise RecordError(f"isn't a table ({error})", where=str(file), line=rows.line_num) from None


def _reading(event: object, where: str) -> Reading:
    if not isinstance(event, str) or event.upper() not in READINGS:
        raise RecordError(f"{event!r} is no type of PLOVER's; they are {_TYPES}", where=where)
    return READINGS[event.upper()]


_TYPES = ", ".join(READINGS)
