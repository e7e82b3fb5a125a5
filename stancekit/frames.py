"""Analyses as a flat data frame, a row a statement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal

from stancekit.analysis import Analysis
from stancekit.document import Document
from stancekit.errors import StancekitError
from stancekit.statement import Statement

__all__ = ["arrow_schema", "column_names", "to_frame"]

_WHOLE_NUMBERS = ("start", "end", "statement", "parent", "rank")
_FRACTIONS = ("probability", "confidence")


def to_frame(
    analyses: Iterable[Analysis] | Analysis,
    backend: Literal["pandas", "polars", "pyarrow"] = "pandas",
) -> Any:
    """Return analyses as a data frame; needs the extra ``parquet`` and the backend itself.

    Parameters
    ----------
    analyses : iterable of Analysis, or Analysis
        Those with an error have no row.
    backend : {"pandas", "polars", "pyarrow"}
        Which library's frame.

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
    rows = [row for analysis in given for row in analysis.to_records()]
    names = list(rows[0]) if rows else column_names()
    table = pa.Table.from_pylist(rows, schema=arrow_schema(names))
    try:
        return nw.from_arrow(table, backend=backend).to_native()
    except ImportError:
        raise StancekitError(f"frames of {backend} need: pip install {backend}") from None


def column_names() -> list[str]:
    """Return the columns that there are without any statement."""
    nothing = Analysis(Document("none", "x"), (Statement.from_text("x"),))
    return list(nothing.to_records()[0])


def arrow_schema(names: Sequence[str]) -> Any:
    """Return the Arrow schema of the columns."""
    import pyarrow as pa

    return pa.schema([(name, _arrow_type(name, pa)) for name in names])


def _arrow_type(name: str, pa: Any) -> Any:
    if name in _WHOLE_NUMBERS:
        return pa.int64()
    return pa.float64() if name in _FRACTIONS or name.startswith("p_") else pa.string()
