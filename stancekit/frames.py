"""Data frames: documents out of one, analyses into one."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

from stancekit.analysis import Analysis, Rows
from stancekit.document import Document
from stancekit.errors import RecordError, StancekitError
from stancekit.reading.fields import check_fields
from stancekit.reading.fields import column_names as field_names
from stancekit.reading.files import DUPLICATE, document_of
from stancekit.reading.records import plain
from stancekit.stance import Stance
from stancekit.statement import Condition, Statement

__all__ = ["arrow_schema", "column_names", "from_frame", "to_frame"]

_WHOLE_NUMBERS = ("start", "end", "statement", "parent", "rank")
_FRACTIONS = ("probability", "confidence")


# What stands for nothing in pandas; neither can be compared.
_MISSING = ("NAType", "NaTType", "NoneType")


def from_frame(frame: Any, *, fields: Mapping[str, str] | None = None) -> Iterator[Document]:
    """Give the rows of a data frame as documents; needs narwhals (extra ``parquet``).

    Parameters
    ----------
    frame : data frame
        Of pandas, polars or pyarrow, with a column ``text``, and ``id``, ``title``, ``date``,
        ``source``, ``language`` and ``author`` where there are any. Other columns go into `meta`.
        Without ``id`` the rows are named by their number, from 0.
    fields : mapping of str to str, optional
        What a column is called where it isn't its name, such as ``{"text": "Body"}``.

    Yields
    ------
    Document
        In the order of the rows.

    Raises
    ------
    RecordError
        At a row that can't be a document, an id used before, or if there is no column of text.
    ValueError
        If `fields` names what is no field.
    StancekitError
        If narwhals isn't installed.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"Body": ["We will talk."], "date": [pd.Timestamp("2031-05-03")]})
    >>> (document,) = from_frame(frame, fields={"text": "Body"})
    >>> document.id, document.text, document.date
    ('row-0', 'We will talk.', '2031-05-03')
    """
    try:
        import narwhals as nw
    except ImportError:
        raise StancekitError("data frames need: pip install 'stancekit[parquet]'") from None
    fields = dict(fields or {})
    check_fields(fields)
    whole = nw.from_native(frame, eager_only=True)
    names = field_names([str(name) for name in whole.columns], fields, "the frame", None)
    seen: set[str] = set()
    for number, cells in enumerate(whole.iter_rows()):
        given = zip(names, cells, strict=True)
        row = {name: plain(cell) for name, cell in given if not _is_missing(cell)}
        row.setdefault("text", "")  # told as empty
        if "id" not in names:
            row["id"] = f"row-{number}"
        try:
            document = document_of(row)
            if document.id in seen:
                raise RecordError(DUPLICATE.format(document.id))
        except RecordError as error:
            raise RecordError(error.message, where=f"row {number} of the frame") from None
        seen.add(document.id)
        yield document


def _is_missing(cell: Any) -> bool:
    return type(cell).__name__ in _MISSING or (isinstance(cell, float) and math.isnan(cell))


def to_frame(
    analyses: Iterable[Analysis] | Analysis,
    backend: Literal["pandas", "polars", "pyarrow"] = "pandas",
    *,
    rows: Rows = "statements",
) -> Any:
    """Return analyses as a data frame; needs the extra ``parquet`` and the backend itself.

    Parameters
    ----------
    analyses : iterable of Analysis, or Analysis
        Those with an error have no row.
    backend : {"pandas", "polars", "pyarrow"}
        Which library's frame.
    rows : {"statements", "stances", "conditions"}
        What a row is (see :meth:`Analysis.to_records`).

    Returns
    -------
    data frame
        With the columns of the CSV and the Parquet file that ``stancekit analyze`` writes.

    Raises
    ------
    StancekitError
        If a library isn't installed.

    Examples
    --------
    >>> statement = Statement.from_text("We will talk.", speaker="Ada Lorn")
    >>> frame = to_frame(Analysis(Document("a", "We will talk."), (statement,)), "pyarrow")
    >>> frame.select(["document", "speaker", "text"]).to_pylist()
    [{'document': 'a', 'speaker': 'Ada Lorn', 'text': 'We will talk.'}]
    """
    try:
        import narwhals as nw
        import pyarrow as pa
    except ImportError:
        raise StancekitError("data frames need: pip install 'stancekit[parquet]'") from None
    given = [analyses] if isinstance(analyses, Analysis) else analyses
    records = [row for analysis in given for row in analysis.to_records(rows)]
    names = list(records[0]) if records else column_names(rows)
    table = pa.Table.from_pylist(records, schema=arrow_schema(names))
    try:
        return nw.from_arrow(table, backend=backend).to_native()
    except ImportError:
        raise StancekitError(f"frames of {backend} need: pip install {backend}") from None


def column_names(rows: Rows = "statements") -> list[str]:
    """Return the columns that there are without any statement."""
    condition = Condition(0, 1, "x")
    statement = Statement.from_text("x", conditions=(condition,))
    stance = Stance(speaker="x", label="x", probability=1.0, statements=(0,))
    nothing = Analysis(Document("none", "x"), (statement,), (stance,))
    return list(nothing.to_records(rows)[0])


def arrow_schema(names: Sequence[str]) -> Any:
    """Return the Arrow schema of the columns."""
    import pyarrow as pa

    return pa.schema([(name, _arrow_type(name, pa)) for name in names])


def _arrow_type(name: str, pa: Any) -> Any:
    if name in _WHOLE_NUMBERS:
        return pa.int64()
    return pa.float64() if name in _FRACTIONS or name.startswith("p_") else pa.string()
