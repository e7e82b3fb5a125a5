from __future__ import annotations

import sys

import pytest

from stancekit import (
    Analysis,
    Condition,
    Document,
    Prediction,
    RecordError,
    Stance,
    StancekitError,
    Statement,
)
from stancekit.analysis import Rows
from stancekit.frames import column_names, from_frame, to_frame


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


def rich_analysis() -> Analysis:
    """Two statements of one speaker, who holds two stances; one condition is said twice."""
    siege = Condition(0, 3, "the siege ends", "if", "required", "cessation-of-force")
    oil = Condition(4, 7, "oil flows", "once", "required", "economic-interest")
    labels = ("for", "for", "against")
    statements = tuple(
        Statement.from_text(
            "x" * 9,
            speaker="Ada Lorn",
            actor="Lorna" if index else None,
            conditions=conditions,
            prediction=Prediction(label, {"for": 0.5, "against": 0.5}, ("for",)),
        )
        for index, (label, conditions) in enumerate(
            zip(labels, [(siege,), (siege, oil), (oil,)], strict=True)
        )
    )
    stances = (
        Stance("Ada Lorn", "for", 0.5, (0, 1), "Valdor"),
        Stance("Ada Lorn", "against", 0.5, (2,), "Marholm"),
    )
    return Analysis(Document("d", "x" * 9, date="2031-05-03"), statements, stances)


def test_a_row_a_stance() -> None:
    rows = rich_analysis().to_records("stances")
    assert [(row["speaker"], row["counterpart"], row["label"]) for row in rows] == [
        ("Ada Lorn", "Valdor", "for"),
        ("Ada Lorn", "Marholm", "against"),
    ]
    first = rows[0]
    assert (first["document"], first["date"], first["actor"]) == ("d", "2031-05-03", "Lorna")
    assert first["conditions"] == "the siege ends; oil flows"
    assert first["condition_types"] == "cessation-of-force; economic-interest"
    assert first["statements"] == "0; 1"


def test_a_row_a_condition() -> None:
    rows = rich_analysis().to_records("conditions")
    assert [(row["statement"], row["label"], row["condition"], row["type"]) for row in rows] == [
        (0, "for", "the siege ends", "cessation-of-force"),
        (1, "for", "the siege ends", "cessation-of-force"),
        (1, "for", "oil flows", "economic-interest"),
        (2, "against", "oil flows", "economic-interest"),
    ]
    assert {row["polarity"] for row in rows} == {"required"}


def test_rows_of_nothing_known_are_refused() -> None:
    with pytest.raises(ValueError, match="'statements', 'stances', 'conditions', not 'speakers'"):
        rich_analysis().to_records("speakers")  # type: ignore[arg-type]  # the point of the test


@pytest.mark.parametrize("rows", ["statements", "stances", "conditions"])
def test_frames_of_each_kind_of_row(rows: Rows) -> None:
    pytest.importorskip("pandas")
    given = rich_analysis()
    frame = to_frame(given, rows=rows)
    assert len(frame) == len(given.to_records(rows))
    empty = column_names(rows)
    assert list(frame.columns)[: len(empty)] == empty
    assert list(to_frame([], rows=rows).columns) == empty


@pytest.mark.parametrize("backend", ["pandas", "pyarrow", "polars"])
def test_documents_of_a_frame(backend: str) -> None:
    pytest.importorskip("narwhals")
    library = pytest.importorskip(backend)
    columns = {"ID": [7, 8], "Body": ["We will talk.", "No."], "date": ["3 May 2031", None]}
    frame = library.table(columns) if backend == "pyarrow" else library.DataFrame(columns)
    documents = list(from_frame(frame, fields={"text": "Body"}))
    assert [(d.id, d.text, d.date) for d in documents] == [
        ("7", "We will talk.", "2031-05-03"),
        ("8", "No.", None),
    ]


def test_documents_of_a_pandas_frame_with_gaps() -> None:
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame(
        {
            "text": ["We will talk.", "No."],
            "date": [pd.Timestamp("2031-05-03"), pd.NaT],
            "source": pd.array(["Wire", None], dtype="string"),
            "page": [3.0, float("nan")],
        }
    )
    first, second = from_frame(frame)
    assert (first.id, first.date, first.source, first.meta) == (
        "row-0",
        "2031-05-03",
        "Wire",
        {"page": 3.0},
    )
    assert (second.id, second.date, second.source, second.meta) == ("row-1", None, None, {})


def test_faults_of_a_frame_name_the_row(monkeypatch: pytest.MonkeyPatch) -> None:
    pd = pytest.importorskip("pandas")
    for columns, message in (
        ({"text": ["x", None]}, "row 1 of the frame: the text is empty"),
        ({"text": ["x", 5]}, "row 1 of the frame: a document's 'text' is a string, not int"),
        ({"text": ["x", "y"], "id": [1, 1]}, "row 1 of the frame: the id '1' was used before"),
        ({"text": ["x"], "date": ["3/5/2031"]}, "row 0 of the frame: 'date' must be ISO"),
        ({"Body": ["x"]}, "the frame: has no column 'text'; it has Body"),
    ):
        with pytest.raises(RecordError) as caught:
            list(from_frame(pd.DataFrame(columns)))
        assert str(caught.value).startswith(message)
    monkeypatch.setitem(sys.modules, "narwhals", None)
    with pytest.raises(StancekitError, match=r"stancekit\[parquet\]"):
        list(from_frame(pd.DataFrame({"text": ["x"]})))
