from __future__ import annotations

import copy
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from stancekit.document import Span
from stancekit.errors import RecordError
from stancekit.evaluation.seeds import (
    SeedError,
    load_documents,
    load_splits,
    load_statements,
    seeds_hash,
    seeds_path,
)
from stancekit.stance import DIPLOMACY, StanceScheme

TEXT = "The harbour guild will parley if the toll is lifted, its warden said."
STATEMENT: dict[str, Any] = {
    "id": "a",
    "text": TEXT,
    "label": "conditional",
    "accept": ["no-stance"],
    "kind": "indirect",
    "speaker": "its warden",
    "mention": [53, 63],
    "counterpart": None,
    "conditions": [
        {
            "start": 33,
            "end": 51,
            "text": "the toll is lifted",
            "connective": "if",
            "polarity": "required",
            "type": "economic-interest",
        }
    ],
    "topic": "harbours",
    "genre": "wire",
    "pair": None,
    "hard": False,
    "batch": None,
}
ARTICLE = "Guild open to talks\n\nThe guild's warden, Ada Lorn, said it would meet the port."
DOCUMENT: dict[str, Any] = {
    "id": "d",
    "title": "Guild open to talks",
    "date": "2031-02-03",
    "genre": "wire",
    "topic": "harbours",
    "text": ARTICLE,
    "statements": [
        {
            "start": 0,
            "end": 19,
            "kind": "indirect",
            "content": [[6, 19]],
            "cue": None,
            "mention": [0, 5],
            "speaker": "guild",
            "actor": None,
            "counterpart": None,
            "parent": None,
            "label": "pro-diplomacy",
            "accept": [],
            "conditions": [],
        },
        {
            "start": 21,
            "end": 79,
            "kind": "indirect",
            "content": [[56, 78]],
            "cue": [51, 55],
            "mention": [21, 49],
            "speaker": "Ada Lorn",
            "actor": "guild",
            "counterpart": "port",
            "parent": None,
            "label": "pro-diplomacy",
            "accept": [],
            "conditions": [],
        },
    ],
    "document_stance": {"guild": "pro-diplomacy", "Ada Lorn": "pro-diplomacy"},
}


def write(folder: Path, name: str, *records: object) -> Path:
    lines = (json.dumps(record, ensure_ascii=False) for record in records)
    (folder / name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return folder


def changed(record: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    """Return a copy of `record` with the field at a dotted `path` set."""
    result = copy.deepcopy(record)
    *parents, last = path.split(".")
    target: Any = result
    for step in parents:
        target = target[int(step) if step.isdigit() else step]
    target[last] = value
    return result


# The shipped seeds


def test_shipped_statements_are_valid_and_complete() -> None:
    statements = load_statements()
    assert len(statements) == 26462
    assert Counter(item.label for item in statements).keys() == set(DIPLOMACY.labels)
    for item in statements:
        spoken = item.statement
        assert bool(item.conditions) == (item.label == "conditional") or item.label == "rejection"
        assert (spoken.speaker is None) == (spoken.mention is None), item.id
        if spoken.mention is not None:
            named = spoken.mention.of(item.text)
            assert named.endswith(spoken.speaker or ""), item.id
        if spoken.kind == "narration":
            assert spoken.speaker is None, item.id
        for condition in item.conditions:
            assert condition.connective.casefold() in item.text.casefold(), item.id


def test_shipped_mentions_and_conditions_are_whole_words() -> None:
    cut = [
        (item.id, span.of(item.text))
        for item in load_statements()
        for span in [item.statement.mention, *(Span(c.start, c.end) for c in item.conditions)]
        if span is not None
        for edge in (span.start, span.end)
        if re.fullmatch(r"\w\w", item.text[max(edge - 1, 0) : edge + 1])
    ]
    assert not cut


def test_shipped_speakers_and_counterparts_carry_no_article() -> None:
    names = [
        name for s in load_statements() for name in (s.statement.speaker, s.statement.counterpart)
    ]
    names += [g.statement.speaker for d in load_documents(split="dev") for g in d.statements]
    with_article = {n for n in names if n and n.casefold().startswith(("the ", "a ", "an "))}
    assert not with_article


def test_no_bare_circumstance_has_its_preposition_in_the_connective() -> None:
    prepositions = {"under", "at", "amid", "with", "in", "on", "within", "over", "through"}
    wrong = [
        item.id
        for item in load_statements()
        for condition in item.conditions
        if condition.connective.casefold() in prepositions
    ]
    assert not wrong


def test_shipped_documents_stay_on_their_side() -> None:
    dev, locked = load_documents(split="dev"), load_documents(split="locked")
    assert {d.id for d in dev} == {
        *("c1-doc1", "c1-doc3", "c1-doc5", "c2-doc-1", "c2-doc-4", "c2-doc-6"),
        *("c3-doc-1", "c3-doc-3", "c3-doc-4", "c4-doc-2", "c4-doc-4", "c4-doc-6"),
        *("n1-doc1", "n1-doc2", "n1-doc3", "n1-doc4"),
        *(f"d3-{writer}0{number}" for writer in "ab" for number in range(1, 10)),
        *(f"d4-{writer}{number:02}" for writer in "cd" for number in range(1, 13)),
        *("n2-doc1", "n2-doc2", "n2-doc3", "n2-doc4", "n2-doc5", "n2-doc6", "n2-doc7", "n2-doc8"),
    }
    assert len(locked) == 50
    assert not {d.id for d in dev} & {d.id for d in locked}
    everything = load_documents()
    assert {d.id for d in everything} == {d.id for d in dev} | {d.id for d in locked}
    assert sum(len(d.statements) for d in everything) == 2463
    for document in everything:
        speakers = {gold.statement.speaker for gold in document.statements} - {None}
        assert document.document_stance.keys() == speakers


def test_shipped_records_survive_a_round_trip() -> None:
    lines = (seeds_path() / "statements.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == [s.to_record() for s in load_statements()]
    lines = (seeds_path() / "documents.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == [d.to_record() for d in load_documents()]


# A user's own folder


def test_a_folder_with_other_labels_loads(tmp_path: Path) -> None:
    scheme = StanceScheme("vaccines", ["for", "against", "none"], null_label="none")
    write(tmp_path, "statements.jsonl", {"id": "1", "text": "Ljósið kom aftur.", "label": "for"})
    (loaded,) = load_statements(tmp_path, scheme=scheme)
    assert (loaded.id, loaded.label, loaded.topic, loaded.conditions) == ("1", "for", None, ())
    with pytest.raises(SeedError, match="has the labels for, but scheme 'diplomacy' has"):
        load_statements(tmp_path)


def test_a_file_blank_lines_and_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    file = tmp_path / "mine.jsonl"
    file.write_text(f"\ufeff{json.dumps(STATEMENT)}\r\n\r\n", encoding="utf-8", newline="")
    assert load_statements(file)[0].to_record() == STATEMENT


def test_documents_of_another_folder_fall_by_a_hash_of_their_id(tmp_path: Path) -> None:
    records = [changed(DOCUMENT, "id", f"d{number}") for number in range(60)]
    write(tmp_path, "documents.jsonl", *records)
    dev = {d.id for d in load_documents(tmp_path, split="dev")}
    locked = {d.id for d in load_documents(tmp_path, split="locked")}
    assert dev | locked == {record["id"] for record in records}
    assert not dev & locked
    assert min(len(dev), len(locked)) > 15
    write(tmp_path, "documents.jsonl", *records[::-1][:10])
    assert {d.id for d in load_documents(tmp_path, split="dev")} <= dev


def test_an_unknown_split_is_refused() -> None:
    with pytest.raises(ValueError, match="'dev', 'locked' or 'all'"):
        load_documents(split="test")  # type: ignore[arg-type] # the point of the test


STATEMENT_FAULTS = [
    ("id", None, "'id' must be a non-empty string, but is missing"),
    ("id", 7, "'id' must be a non-empty string, but is 7"),
    ("text", "", "'text' must be a non-empty string, but is ''"),
    ("text", "half \ud83d", "lone surrogate"),
    ("label", "positive", "unknown label 'positive'; scheme 'diplomacy' has pro-diplomacy"),
    ("label", None, "has no 'label'; scheme 'diplomacy' has pro-diplomacy"),
    ("label", ["rejection"], "unknown label"),
    ("label", "no-stance", "label 'no-stance' carries no conditions"),
    ("label", "rejection", "polarity of a 'rejection' is forbidden, not 'required'"),
    ("accept", "no-stance", "'accept' must be a list"),
    ("accept", ["maybe"], "unknown label 'maybe' in 'accept'"),
    ("accept", ["conditional"], "'accept' repeats the label 'conditional'"),
    ("kind", "reported", "unknown kind 'reported'; it is one of direct, indirect"),
    ("topic", "half \ud83d", "'topic': the text holds a lone surrogate"),
    ("speaker", 3, "'speaker' must be a string, but is 3"),
    ("mention", [53, 90], r"'mention' \[53, 90\] lies outside 0..69"),
    ("mention", [5, 5], "'mention' .* is empty; use null"),
    ("mention", [9, 5], "'mention': a span is"),
    ("mention", "its warden", "'mention': a span is"),
    ("hard", "yes", "'hard' must be true or false"),
    ("conditions", {}, "'conditions' must be a list"),
    ("conditions", ["toll"], "condition 1 must be an object, not str"),
    ("conditions.0.text", "the toll is raised", "'text' is 'the toll is raised', but the offsets"),
    ("conditions.0.end", 500, "lies outside 0..69"),
    ("conditions.0.start", None, "condition 1: 'span': a span is"),
    ("conditions.0.polarity", "maybe", "polarity of a 'conditional' is required or forbidden"),
    ("conditions.0.type", "money", "condition 1: unknown type 'money'; it is one of"),
    ("conditions.0.connective", 1, "condition 1: 'connective' must be a string"),
    ("pair", "p1", "'pair' 'p1' has no other record; use null"),
]


@pytest.mark.parametrize(("path", "value", "message"), STATEMENT_FAULTS)
def test_a_broken_statement_is_named(
    tmp_path: Path, path: str, value: object, message: str
) -> None:
    # Escaped, because UTF-8 can't carry a lone surrogate; JSON can.
    record = changed(STATEMENT, path, value)
    if path == "text":
        record |= {"mention": None, "speaker": None, "conditions": []}
    if path == "label":
        record["accept"] = []
    lines = [STATEMENT | {"id": "fine"}, record]
    file = tmp_path / "statements.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    with pytest.raises(SeedError, match=message) as caught:
        load_statements(tmp_path)
    assert len(caught.value.problems) == 1
    place = f"{file}:2: record" + ("" if path == "id" else " 'a'")
    assert str(caught.value).startswith(place)
    assert "\n" not in str(caught.value)


DOCUMENT_FAULTS = [
    ("date", "3 February", "'date' must be ISO 8601"),
    ("title", 4, "'title' is a string or null"),
    ("statements", "none", "'statements' must be a list"),
    ("statements.1", None, "statement 2 must be an object"),
    ("statements.1.end", 400, r"statement 2: 'span' \[21, 400\] lies outside 0..79"),
    ("statements.1.content", [[0, 5]], r"statement 2: 'content' \[0, 5\] lies outside 21..79"),
    ("statements.1.cue", [0, 5], r"statement 2: 'cue' \[0, 5\] lies outside 21..79"),
    ("statements.1.label", "pro", "statement 2: unknown label 'pro'"),
    ("statements.1.parent", 1, "statement 2: 'parent' 1 isn't another statement"),
    ("statements.1.parent", 5, "statement 2: 'parent' 5 isn't another statement"),
    ("statements.1.parent", -1, "statement 2: 'parent' must be a whole number"),
    ("document_stance", ["guild"], "'document_stance' must be an object"),
    ("document_stance.port", "rejection", "names 'port', who speaks in no statement"),
    ("document_stance.guild", "pro", "of 'guild' has the unknown label 'pro'"),
]


@pytest.mark.parametrize(("path", "value", "message"), DOCUMENT_FAULTS)
def test_a_broken_document_is_named(tmp_path: Path, path: str, value: object, message: str) -> None:
    record = copy.deepcopy(DOCUMENT)
    if path == "statements.1":
        record["statements"][1] = value
        del record["document_stance"]["Ada Lorn"]
    elif path == "statements":
        record |= {"statements": value, "document_stance": {}}
    else:
        record = changed(DOCUMENT, path, value)
    write(tmp_path, "documents.jsonl", record)
    with pytest.raises(SeedError, match=message) as caught:
        load_documents(tmp_path)
    assert len(caught.value.problems) == 1
    assert "documents.jsonl:1: record 'd'" in str(caught.value)


def test_a_mention_may_lie_outside_its_statement(tmp_path: Path) -> None:
    record = changed(DOCUMENT, "statements.0.mention", [21, 49])
    assert load_documents(write(tmp_path, "documents.jsonl", record))[0].to_record() == record


def test_every_problem_is_told_in_the_order_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "statements.jsonl"
    lines = [
        json.dumps(STATEMENT | {"pair": "p"}),
        "{broken",
        "[1]",
        json.dumps(STATEMENT | {"label": "x", "kind": "y"}),
        json.dumps(STATEMENT),
    ]
    file.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(SeedError) as caught:
        load_statements(tmp_path)
    assert [problem.line for problem in caught.value.problems] == [1, 2, 3, 4, 4, 4, 5]
    told = str(caught.value).split("\n")
    assert len(told) == 7
    assert "not valid JSON" in told[1]
    assert "a record is a JSON object, not list" in told[2]
    assert "line 1 has the same 'id'; give each its own" in told[-1]


def test_a_flood_of_problems_is_cut_short_in_the_message_alone(tmp_path: Path) -> None:
    records = [{"id": str(number), "text": "x", "label": "x"} for number in range(50)]
    records.append({"id": "right", "text": "x", "label": "rejection"})
    with pytest.raises(SeedError) as caught:
        load_statements(write(tmp_path, "statements.jsonl", *records))
    assert len(caught.value.problems) == 50
    assert str(caught.value).splitlines()[20:] == ["... and 30 more problems"]


def test_a_line_that_is_nested_without_end_is_named(tmp_path: Path) -> None:
    (tmp_path / "statements.jsonl").write_text("[" * 200_000, encoding="utf-8")
    with pytest.raises(SeedError, match=r"statements.jsonl:1: not valid JSON"):
        load_statements(tmp_path)


def test_a_missing_or_wrongly_encoded_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match=r"statements.jsonl: can't be read: No such file"):
        load_statements(tmp_path)
    (tmp_path / "statements.jsonl").write_bytes(b'{"id": "\xff"}')
    with pytest.raises(RecordError, match=r"isn't UTF-8 \(byte 8\)"):
        load_statements(tmp_path)
    (tmp_path / "splits.json").write_text("{", encoding="utf-8")
    with pytest.raises(RecordError, match=r"splits.json: isn't valid JSON"):
        load_splits(tmp_path)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ([], "must be an object in an object"),
        ({"documents": ["d"]}, "'documents' must be an object"),
        ({"folds": {"harbours": "3"}}, "a fold is a whole number from 0"),
        ({"folds": {"harbours": -1}}, "a fold is a whole number from 0"),
        ({"documents": {"d": "test"}}, "on the side 'dev' or 'locked'"),
    ],
)
def test_a_broken_table_of_splits_is_named(tmp_path: Path, table: object, message: str) -> None:
    (tmp_path / "splits.json").write_text(json.dumps(table), encoding="utf-8")
    with pytest.raises(RecordError, match=f"splits.json: .*{message}"):
        load_splits(tmp_path)


# Hash


def test_the_hash_depends_on_content_alone(tmp_path: Path) -> None:
    write(tmp_path, "statements.jsonl", STATEMENT, STATEMENT | {"id": "b"})
    before = seeds_hash(tmp_path)
    lines = [json.dumps(dict(reversed(STATEMENT.items())), indent=None, separators=(",", ":"))]
    lines += ["", json.dumps(STATEMENT | {"id": "b"})]
    file = tmp_path / "statements.jsonl"
    file.write_text("\r\n".join(lines), encoding="utf-8", newline="")
    assert seeds_hash(tmp_path) == before
    write(tmp_path, "statements.jsonl", STATEMENT, STATEMENT | {"id": "b", "hard": True})
    assert seeds_hash(tmp_path) != before


def test_the_hash_covers_documents_and_splits(tmp_path: Path) -> None:
    hashes = [seeds_hash(write(tmp_path, "statements.jsonl", STATEMENT))]
    hashes.append(seeds_hash(write(tmp_path, "documents.jsonl", DOCUMENT)))
    hashes.append(seeds_hash(write(tmp_path, "splits.json", {"folds": {"harbours": 3}})))
    hashes.append(seeds_hash())
    assert len(set(hashes)) == 4
    assert seeds_hash(tmp_path) == hashes[2]
