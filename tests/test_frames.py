from __future__ import annotations

import sys

import pytest

from stancekit import Analysis, Document, Prediction, StancekitError, Statement
from stancekit.frames import column_names, to_frame


def analysis(name: str) -> Analysis:
    prediction = Prediction("for", {"for": 0.75, "against": 0.25}, ("for",))
    statements = (
        Statement.from_text("Yes.", speaker="Ada Lorn", prediction=prediction),
        Statement.from_text("Indeed.", parent=0, prediction=prediction),
    )
    return Analysis(Document(name, "Yes.", date="2031-05-03"), statements)


@pytest.mark.parametrize("backend", ["pandas", "pyarrow", "polars"])
def test_a_row_a_statement(backend: str) -> None:
    pytest.importorskip("narwhals")
    pytest.importorskip(backend)
    import narwhals as nw

    frame = nw.from_native(to_frame([analysis("a"), analysis("b")], backend))
    assert frame.shape[0] == 4
    assert list(frame["document"]) == ["a", "a", "b", "b"]
    assert list(frame["p_for"]) == [0.75] * 4
    assert [value == 0 for value in frame["parent"]] == [False, True, False, True]
    assert list(frame.columns) == list(analysis("a").to_records()[0])


def test_without_statements_the_columns_stay() -> None:
    pandas = pytest.importorskip("pandas")
    frame = to_frame([])
    assert isinstance(frame, pandas.DataFrame)
    assert (len(frame), list(frame.columns)) == (0, column_names())


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("narwhals")
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(StancekitError, match="pip install pandas"):
        to_frame(analysis("a"))
    monkeypatch.setitem(sys.modules, "narwhals", None)
    with pytest.raises(StancekitError, match=r"stancekit\[parquet\]"):
        to_frame(analysis("a"))
