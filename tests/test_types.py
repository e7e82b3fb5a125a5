"""Documents, spans, statements, schemes and analyses: what they refuse, and lossless records."""

import json

import pytest
from hypothesis import given

from stancekit import (
    DIPLOMACY,
    Analysis,
    Document,
    Prediction,
    RecordError,
    SchemeError,
    Span,
    StanceScheme,
    Statement,
)
from stancekit.analysis import AnalysisError
from stancekit.testing.strategies import analyses, documents


@given(documents())
def test_documents_survive_json(document):
    assert Document.from_record(json.loads(json.dumps(document.to_record()))) == document


@given(analyses())
def test_analyses_survive_json(analysis):
    record = json.loads(json.dumps(analysis.to_record(with_text=True)))
    assert Analysis.from_record(record) == analysis


def test_an_error_survives_json():
    failed = Analysis(Document("d", ""), error=AnalysisError("RecordError", "no text", 3))
    record = json.loads(json.dumps(failed.to_record()))
    assert record == {
        "id": "d",
        "error": {"type": "RecordError", "message": "no text", "line": 3},
    }
    assert Analysis.from_record(record) == failed


def test_schemes_survive_json():
    assert StanceScheme.from_record(json.loads(json.dumps(DIPLOMACY.to_record()))) == DIPLOMACY


def test_a_document_keeps_fields_it_does_not_know():
    record = {"id": "a", "text": "b", "url": "u", "meta": {"x": 1}}
    assert Document.from_record(record).meta == {"url": "u", "x": 1}


@pytest.mark.parametrize(
    ("record", "part"),
    [
        ([], "JSON object"),
        ({"id": "a"}, "'text'"),
        ({"text": "a"}, "'id'"),
        ({}, "'id' and 'text'"),
        ({"id": "", "text": "a"}, "non-empty"),
        ({"id": 3, "text": "a"}, "non-empty string"),
        ({"id": "a", "text": 3}, "int"),
        ({"id": "a", "text": "x\ud800y"}, "U+D800 at offset 1"),
        ({"id": "a", "text": "b", "date": "9 March"}, "ISO 8601"),
        ({"id": "a", "text": "b", "title": 1}, "'title'"),
        ({"id": "a", "text": "b", "meta": 1}, "'meta'"),
    ],
)
def test_bad_documents_are_refused_in_one_line(record, part):
    with pytest.raises(RecordError) as caught:
        Document.from_record(record)
    assert part in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("record", "part"),
    [
        ("text", "JSON object"),
        ({"id": "a"}, "a: a statement needs the field 'text'"),
        ({"text": None}, "NoneType"),
        ({"text": "a", "kind": "shouted"}, "unknown kind"),
        ({"text": "abc", "start": 1, "end": 3}, "length"),
        ({"text": "abc", "start": 3, "end": 1}, "start <= end"),
        ({"text": "abc", "speaker": 4}, "'speaker'"),
        ({"text": "abc", "cue": [1]}, "span"),
        ({"text": "abc", "conditions": [{"start": 0, "end": 1}]}, "'text'"),
        (
            {"text": "a", "conditions": [{"start": 0, "end": 1, "text": "a", "type": "x"}]},
            "condition type",
        ),
        (
            {"text": "a", "conditions": [{"start": 0, "end": 1, "text": "a", "polarity": "no"}]},
            "polarity",
        ),
        ({"text": "\udfff"}, "U+DFFF"),
    ],
)
def test_bad_statements_are_refused_in_one_line(record, part):
    with pytest.raises(RecordError) as caught:
        Statement.from_record(record)
    assert part in str(caught.value)


@pytest.mark.parametrize(
    ("fields", "part"),
    [
        ({"labels": ["a"]}, "two or more"),
        ({"labels": ["a", "a"]}, "each once"),
        ({"labels": ["a", ""]}, "non-empty"),
        ({"null_label": "c"}, "'c'"),
        ({"precedence": ["c"]}, "'c'"),
        ({"condition_polarities": {"c": ["required"]}}, "'c'"),
        ({"condition_polarities": {"a": ["maybe"]}}, "polarities"),
        ({"colour": 1}, "'colour'"),
        ({"labels": "ab"}, "list"),
    ],
)
def test_schemes_that_contradict_themselves_are_refused(fields, part):
    record = {"name": "s", "labels": ["a", "b"], "null_label": "b"} | fields
    with pytest.raises(SchemeError, match=part):
        StanceScheme.from_record(record)


def test_a_scheme_may_have_no_null_label():
    record = {"name": "vote", "labels": ["yes", "no"], "null_label": None}
    scheme = StanceScheme.from_record(record)
    assert scheme.precedence == ("yes", "no")
    assert StanceScheme.from_record(scheme.to_record()) == scheme


def test_a_scheme_needs_its_fields():
    with pytest.raises(SchemeError, match="'null_label'"):
        StanceScheme.from_record({"name": "s", "labels": ["a", "b"]})


def test_precedence_is_completed_in_label_order():
    scheme = StanceScheme("s", ["a", "b", "c"], "a", precedence=["c"])
    assert scheme.precedence == ("c", "a", "b")


@pytest.mark.parametrize("bad", [(-1, 2), (3, 2)])
def test_spans_refuse_impossible_offsets(bad):
    with pytest.raises(ValueError, match="start <= end"):
        Span(*bad)


def test_flat_rows_carry_every_probability():
    prediction = Prediction("a", {"a": 0.75, "b": 0.25}, ("a",))
    statement = Statement.from_text("Yes.", prediction=prediction)
    (row,) = Analysis(Document("d", "Yes.", date="2025-01-02"), (statement,)).to_records()
    assert row["p_a"] == row["probability"] == 0.75
    assert (row["document"], row["date"], row["text"], row["label"]) == (
        "d",
        "2025-01-02",
        "Yes.",
        "a",
    )
