"""What holds for the analysis of any document, alone or among others, in any order."""

from __future__ import annotations

import dataclasses
import functools
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import stancekit
from stancekit import Analysis, Analyzer, Condition, Document, Evidence, Prediction, Span, Statement
from stancekit.extraction import RuleExtractor
from stancekit.testing.statements import check_statements
from stancekit.testing.strategies import articles, texts

LOOSE = settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])


@functools.cache
def analyzer(unit: str = "sentence") -> Analyzer:
    extractor = RuleExtractor(unit=unit)  # type: ignore[arg-type]  # the tests name the units
    return stancekit.load(extractor=extractor)


@functools.cache
def validator() -> Any:
    path = Path(stancekit.__file__).parent / "schemas" / "analysis.json"
    return jsonschema.Draft202012Validator(json.loads(path.read_text(encoding="utf-8")))


def check(document: Document, analysis: Analysis) -> None:
    assert analysis.error is None
    assert analysis.document == document
    check_statements(document, analysis.statements)
    polarities = stancekit.DIPLOMACY.condition_polarities
    for statement in analysis.statements:
        assert statement.prediction is not None
        allowed = polarities.get(statement.prediction.label, ())
        assert all(one.polarity in allowed for one in statement.conditions)
    behind = [index for stance in analysis.stances for index in stance.statements]
    assert all(0 <= index < len(analysis.statements) for index in behind)
    for stance in analysis.stances:
        assert {analysis.statements[i].speaker for i in stance.statements} <= {stance.speaker}
    record = json.loads(json.dumps(analysis.to_record()))
    validator().validate(record)
    for one in record["statements"]:
        assert document.text[one["start"] : one["end"]] == one["text"]


@pytest.mark.parametrize("unit", ["sentence", "quotation"])
def test_every_span_of_an_analysis_holds(unit: str) -> None:
    found = 0

    @LOOSE
    @given(articles())
    def holds(document: Document) -> None:
        nonlocal found
        analysis = analyzer(unit).analyze(document)
        check(document, analysis)
        found += len(analysis.statements)

    holds()
    assert found > 100  # else the documents would test nothing


@LOOSE
@given(texts(max_size=200))
def test_every_span_holds_for_any_text(text: str) -> None:
    document = Document("any", text)
    check(document, analyzer().analyze(document))


def named(documents: list[Document]) -> list[Document]:
    return [dataclasses.replace(one, id=str(number)) for number, one in enumerate(documents)]


MANY = st.lists(articles(), min_size=1, max_size=8).map(named)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(MANY, st.randoms(use_true_random=False))
def test_many_equal_single_in_any_order(documents: list[Document], random: Any) -> None:
    single = {one.id: analyzer().analyze(one) for one in documents}
    assert list(analyzer().analyze_many(documents)) == list(single.values())
    random.shuffle(documents)
    assert list(analyzer().analyze_many(documents)) == [single[one.id] for one in documents]


@settings(max_examples=5, suppress_health_check=[HealthCheck.too_slow])
@given(MANY)
def test_processes_change_nothing(documents: list[Document]) -> None:
    assume(documents)
    # A task for a process carries half a million characters: so that there are several.
    padded = [dataclasses.replace(one, text=one.text + "\n \n" * 60_000) for one in documents * 3]
    records = [one.to_record() for one in analyzer().analyze_many(padded)]
    assert [one.to_record() for one in analyzer().analyze_many(padded, n_jobs=2)] == records


TEXT = "“We stay,” she said. He agreed."
GOOD = Statement(0, 20, TEXT[:20], content=(Span(1, 8),), cue=Span(15, 19))
SECOND = Statement(21, 31, TEXT[21:], content=(Span(24, 30),))


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (dataclasses.replace(GOOD, end=40), "is no part of the text"),
        (dataclasses.replace(GOOD, start=1), "another text"),
        (dataclasses.replace(GOOD, cue=Span(15, 99)), "its cue 15..99 lies outside"),
        (dataclasses.replace(GOOD, mention=Span(3, 3)), "its mention 3..3 is empty"),
        (dataclasses.replace(GOOD, content=(Span(21, 23),)), "its content 21..23 lies outside"),
        (dataclasses.replace(GOOD, parent=0), "is nested in itself"),
        (dataclasses.replace(GOOD, parent=5), "there is no statement 5"),
        (dataclasses.replace(GOOD, confidence=2.0), "confidence 2.0"),
        (dataclasses.replace(GOOD, rule=""), "names no rule"),
        (dataclasses.replace(GOOD, conditions=(Condition(22, 24, "e "),)), "condition 22..24 lies"),
        (dataclasses.replace(GOOD, conditions=(Condition(1, 3, "xx"),)), "has another text"),
        (
            dataclasses.replace(
                GOOD, prediction=Prediction("a", {}, (), (Evidence(19, 22, "words:x", 1.0),))
            ),
            "evidence 19..22 lies outside",
        ),
    ],
)
def test_the_check_sees_each_fault(broken: Statement, message: str) -> None:
    document = Document("a", TEXT)
    check_statements(document, [GOOD, SECOND])
    with pytest.raises(AssertionError, match=message):
        check_statements(document, [broken, SECOND])


def test_the_check_sees_circles_and_disorder() -> None:
    document = Document("a", TEXT)
    circle = [dataclasses.replace(GOOD, parent=1), dataclasses.replace(SECOND, parent=0)]
    with pytest.raises(AssertionError, match="nested in itself"):
        check_statements(document, circle)
    with pytest.raises(AssertionError, match="out of order"):
        check_statements(document, [SECOND, GOOD])
