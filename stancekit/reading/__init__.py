"""Reading files into documents and statements."""

from __future__ import annotations

from stancekit.reading.files import READERS, read, read_records, read_text
from stancekit.reading.items import Reader, ReadingWarning, RecordFailure, Source
from stancekit.reading.statements import GivenStatement, read_statements
from stancekit.reading.web import read_html

__all__ = [
    "READERS",
    "GivenStatement",
    "Reader",
    "ReadingWarning",
    "RecordFailure",
    "Source",
    "read",
    "read_html",
    "read_records",
    "read_statements",
    "read_text",
]
