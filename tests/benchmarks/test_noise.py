"""Noise: edits and where spans come to lie, what each kind does, and its part of the report."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import benchmarks
from benchmarks.context import Context
from benchmarks.data import load_data
from benchmarks.noise import KINDS, Changed, Edit, with_gold, with_original_names
from benchmarks.noise.translated import load_table, markers, translated
from benchmarks.run import run as run_sections
from benchmarks.sections import noise_documents
from benchmarks.systems import model_system, peer_systems
from stancekit import DIPLOMACY
from stancekit.evaluation.seeds import load_documents
from stancekit.plugin import get_registry
from tests.benchmarks.conftest import statements

BY_NAME = {kind.name: kind for kind in KINDS}
DOCUMENTS = load_documents(split="dev")[:40]
STATEMENTS = [
    (f"{document.id} {gold.statement.start}", gold.statement.text)
    for document in DOCUMENTS
    for gold in document.statements
]
WORDS = (
    "The envoy said on Monday that talks with Iran would not resume unless “the siege” ends, but"
    " he's ready — if the minister of Varenia discussed the plan; officials café 🕊 &amp; <b>"
).split()
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=200),
    st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join),
    st.lists(st.sampled_from(WORDS), max_size=60).map("\n".join),
    st.sampled_from(["", " ", "\n\n", "🕊", "🕊🕊 🕊", "é", "a", "word " * 20_000]),
)


@st.composite
def edited(draw):
    """A text with edits that don't overlap."""
    text = draw(st.text("ab “é🕊", max_size=30))
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    return text, [Edit(a, b, draw(st.text("xyz", max_size=4))) for a, b in pairs]


@given(edited())
def test_a_span_that_no_edit_touches_keeps_its_text(case):
    text, edits = case
    changed = Changed(text, edits)
    for start in range(len(text)):
        for end in range(start + 1, len(text) + 1):
            if not any(edit.start < end and start < edit.end for edit in edits) and not any(
                start < edit.start < end for edit in edits
            ):
                assert changed.text[slice(*changed.span(start, end))] == text[start:end]


@given(edited())
def test_spans_stay_in_order_and_in_bounds(case):
    text, edits = case
    changed = Changed(text, edits)
    for start in range(len(text) + 1):
        for end in range(start, len(text) + 1):
            span = changed.span(start, end)
            if span is not None:
                assert 0 <= span[0] <= span[1] <= len(changed.text)
                assert span[0] < span[1] or start == end
            outer = changed.span(0, len(text))
            if span is not None and start < end:
                assert outer is not None
                assert outer[0] <= span[0] <= span[1] <= outer[1]


@given(edited())
def test_edits_lead_back(case):
    text, edits = case
    changed = Changed(text, edits)
    assert changed.inverse.text == text
    assert changed.inverse.inverse.text == changed.text


@pytest.mark.parametrize(
    "edits", [[Edit(0, 3, ""), Edit(2, 4, "")], [Edit(3, 2, "")], [Edit(0, 9, "")]]
)
def test_edits_that_overlap_or_lie_outside_are_refused(edits):
    with pytest.raises(ValueError, match="overlaps another or is out of bounds"):
        Changed("12345", edits)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@settings(max_examples=40, deadline=None)
@given(text=TEXTS, seed=st.integers(0, 3))
def test_every_kind_takes_any_text(kind, text, seed):
    changed = kind.change(text, "one", seed)  # refuses edits that overlap or lie outside
    assert changed == kind.change(text, "one", seed)
    assert changed.inverse.text == text
    changed.text.encode("utf-8")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_kind_changes_most_texts(kind):
    for document in DOCUMENTS[:3]:
        text = document.document.text
        assert kind.change(text, "a", 0) == kind.change(text, "a", 0)
    changed = [kind.change(d.document.text, d.id, 0) for d in DOCUMENTS]
    assert np.mean([one.text != one.original for one in changed]) > 0.8
    # Enough of a document for something to be measured.
    assert np.mean([len(one.edits) for one in changed]) > 1.5


def test_what_is_drawn_depends_on_the_text_and_the_seed():
    text = DOCUMENTS[0].document.text
    drawn = {BY_NAME["typos"].change(text, name, seed).text for name in "ab" for seed in (0, 1)}
    assert len(drawn) == 4


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("lower", "The UN said so.", "the un said so."),
        ("upper", "The straße said so.", "THE STRASSE SAID SO."),
        ("title-case", "the envoy's “open” door", "The Envoy's “Open” Door"),
        ("unpunctuated", '"Yes," he said, at last.', '"Yes" he said at last'),
        ("cut", "one two three four five six seven eight", "one two three four five six"),
    ],
)
def test_what_a_kind_does(name, text, expected):
    found = BY_NAME[name].change(text, "x", 0).text
    assert found.startswith(expected) if name == "cut" else found == expected


def test_pages_leave_what_browsers_would_show():
    text = "“Yes,” she said & left."
    entities = BY_NAME["entities"].change(text, "x", 0).text
    assert entities.startswith("&ldquo;Yes,&rdquo;")
    assert "&amp;" in entities
    assert "&nbsp;" in entities
    misread = BY_NAME["mojibake"].change(text, "x", 0).text
    assert misread.startswith("â€œYes,â€\x9d")
    assert "Â\u00a0" in misread
    for line in BY_NAME["tags"].change("One left. Two stayed.\nThree", "x", 0).text.split("\n"):
        assert line.startswith("<p>")
        assert line.endswith("</p>")


def test_quotation_marks_change_their_style_throughout():
    text = "“Yes,” he said. “No,” she said."
    styles = {BY_NAME["quotes"].change(text, str(k), 0).text[0] for k in range(40)}
    assert styles == set('"«„‘')


def test_lines_are_broken_as_in_mail():
    text = "word " * 60 + "end\nSecond."
    found = BY_NAME["wrapped"].change(text, "x", 0).text
    assert max(map(len, found.split("\n"))) <= 76
    assert found.endswith("end\n\nSecond.")
    assert found.replace("\n\n", "|").replace("\n", " ").replace("|", "\n") == text
    parted = BY_NAME["hyphenated"].change("considerations " * 20 + "end", "x", 0).text
    assert parted.replace("-\n", "").replace("\n", " ") == "considerations " * 20 + "end"


RULES = [rule for group in load_table().values() for rule in group.rules]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.example)
def test_every_edit_of_the_table_does_what_its_example_shows(rule):
    found = translated([rule], 1.0)(rule.example, np.random.default_rng(0))
    assert Changed(rule.example, found).text == rule.gives
    assert markers(rule.example) == markers(rule.gives)


@pytest.mark.parametrize("name", [name for name in BY_NAME if name.startswith("translated")])
def test_translated_english_keeps_negation_modality_and_conditions(name):
    for identity, text in STATEMENTS:
        assert markers(BY_NAME[name].change(text, identity, 0).text) == markers(text)


@given(st.lists(st.sampled_from([*WORDS, "a few", "has", "to", "the", "no", "in", "case"])))
def test_translated_english_keeps_them_in_any_order(words):
    text = " ".join(words)
    assert markers(BY_NAME["translated"].change(text, "x", 0).text) == markers(text)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_gold_moves_with_the_text(kind):
    for document in DOCUMENTS[:6]:
        record = document.to_record()
        changed = kind.change(record["text"], document.id, 0)
        moved = with_gold(record, changed)
        assert moved["text"] == changed.text
        for item in moved["statements"]:
            before = record["statements"][item["place"]]
            assert item["label"] == before["label"]
            for start, end in [(item["start"], item["end"]), *item["content"]]:
                assert 0 <= start < end <= len(changed.text)
            # The words are those of before, up to what the kind does to them.
            if kind.name == "lower":
                text = record["text"][before["start"] : before["end"]]
                assert changed.text[item["start"] : item["end"]] == text.lower()
            for condition in item["conditions"]:
                at = slice(condition["start"], condition["end"])
                assert condition["text"] == changed.text[at]
            if item["parent"] is not None:
                parent = moved["statements"][item["parent"]]
                assert parent["place"] == before["parent"]
        if kind.statements and kind.name != "cut":
            assert len(moved["statements"]) == len(record["statements"])


def test_statements_that_are_cut_away_are_not_asked_for():
    text = "“Yes,” he said. “No,” she said."
    items = [
        {"start": 0, "end": 15, "label": "a", "mention": [7, 9], "parent": None, "content": []},
        {"start": 16, "end": 31, "label": "b", "mention": [22, 25], "parent": 0, "content": []},
    ]
    record = {"id": "x", "text": text, "title": "“Yes,”", "statements": items}
    moved = with_gold(record, Changed(text, [Edit(2, 15, "")]))
    (kept,) = moved["statements"]
    assert (kept["place"], kept["parent"], kept["label"]) == (1, None, "b")
    assert kept["mention"] == "she"
    assert moved["title"] == "“Y"


def test_names_are_right_as_the_changed_text_has_them():
    changed = Changed("Ada Lorn left, Lorn said.", [Edit(5, 7, "ro")])
    assert changed.text == "Ada Lron left, Lorn said."
    found = {"statements": [{"speaker": "Ada Lron"}, {"speaker": "Bo"}, {"speaker": None}]}
    named = with_original_names(found, changed)
    assert [item["speaker"] for item in named["statements"]] == ["Ada Lorn", "Bo", None]


def robustness(context: Context) -> dict:
    report = run_sections(context, ["robustness"], [])
    assert not report["failures"]
    schema = json.loads((Path(benchmarks.__file__).parent / "report.schema.json").read_text())
    jsonschema.validate(report, schema)
    (section,) = report["sections"]
    return section


def rows_of(section, name):
    return next((t["rows"] for t in section["tables"] if t["name"] == name), [])


def test_the_report_has_labels_and_documents_under_every_kind(report):
    (section,) = [one for one in report["sections"] if one["name"] == "robustness"]
    own = {kind.title for kind in KINDS}
    documents = rows_of(section, "noise-documents")
    assert {row["kind"] for row in documents} == own | {"none"}
    labels = [row for row in rows_of(section, "noise-labels") if row["system"] == "diplomacy-base"]
    assert {row["kind"] for row in labels} == {k.title for k in KINDS if k.statements} | {"none"}
    plain = labels[0]["macro_f1"]["value"]
    for row in labels[1:]:
        assert row["lost"]["value"] == pytest.approx(plain - row["macro_f1"]["value"], abs=2e-4)
        assert 0 <= row["flips"]["value"] <= 1
    # Letters that look alike are folded by the features: no label turns.
    by_kind = {row["kind"]: row for row in labels}
    assert by_kind[BY_NAME["homoglyphs"].title]["flips"]["value"] == 0
    assert by_kind[BY_NAME["many-typos"].title]["flips"]["value"] > 0
    assert {plot["name"] for plot in section["plots"]} >= {
        "noise-labels",
        "noise-documents-diplomacy-base",
    }


def test_without_documents_systems_are_trained_anew_and_tested_on_a_fold(tmp_path):
    lines = "".join(json.dumps(record) + "\n" for record in statements())
    (tmp_path / "statements.jsonl").write_text(lines)
    registry = get_registry()
    data = load_data(str(tmp_path), DIPLOMACY, registry)
    systems = [model_system("diplomacy-base", registry), *peer_systems(registry, DIPLOMACY)]
    context = Context(systems, data, registry, quick=True)
    section = robustness(context)
    assert any("without one fold in 3" in text for text in section["text"])
    rows = rows_of(section, "noise-labels")
    tested = rows[0]["n"]
    assert 0 < tested < len(data.statements)
    # Wordings recur over topics, so the tiny data are learned by heart.
    assert rows[0]["macro_f1"]["value"] == 1
    assert not rows_of(section, "noise-documents")
    again = robustness(Context(systems, data, registry, quick=True))
    assert again == section


def test_a_document_that_cannot_be_read_is_named(folder, monkeypatch):
    registry = get_registry()
    data = load_data(str(folder), DIPLOMACY, registry)
    system = model_system("diplomacy-base", registry)
    context = Context([system], data, registry, quick=True)
    extract = type(system.analyzer.extractor).extract

    def fails_on_capitals(self, document):
        if document.text.isupper():
            raise ZeroDivisionError("capitals")
        return extract(self, document)

    monkeypatch.setattr(type(system.analyzer.extractor), "extract", fails_on_capitals)
    section = noise_documents.Section("robustness", "Robustness")
    noise_documents.add_documents(section, context)
    assert {f["system"].split(", ")[-1] for f in section.failures} == {"upper case"}
    assert len(section.failures) == len(data.documents)
    (row,) = [row for row in section.tables[0]["rows"] if row["kind"] == "upper case"]
    assert row["statements"]["value"] == 0
