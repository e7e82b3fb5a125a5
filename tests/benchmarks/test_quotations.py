"""Statements and sources: scope by cue, classes of error, extractors, the section."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jsonschema
import pytest

import benchmarks
from benchmarks.__main__ import main
from benchmarks.attribution.corpus import as_corpus, checked
from benchmarks.attribution.errors import find_errors
from benchmarks.attribution.extraction import sample, search
from benchmarks.attribution.scope import CLASSES, base_forms, cue_class
from benchmarks.context import Context
from benchmarks.data import Data
from benchmarks.sections import extraction, quotations
from benchmarks.systems.extractors import Extractor, statement_extractors
from benchmarks.systems.textacy import quotation_record
from stancekit import DIPLOMACY
from stancekit.evaluation.attributions import score_attributions
from stancekit.evaluation.seeds import load_documents
from stancekit.plugin import get_registry

Record = dict[str, Any]
OURS = statement_extractors(get_registry())[0]
TEXT = "“The dam holds,” the mayor, Ada Lorn, said. Velk fears floods."


@pytest.mark.parametrize(
    ("cue", "expected"),
    [
        ("has also said", "said"),
        ("denies", "said"),
        ("according to", "said"),
        ("isn’t saying", "said"),
        ("released a letter that says", "said"),
        ("wants to talk about", "thought"),
        ("was planning", "thought"),
        ("belief that", "thought"),
        ("Polls have shown", "shown"),
        ("finds", "shown"),
        ("unleashed", "done"),
        (":", "no cue"),
        ("―", "no cue"),
        ("in", "no cue"),
        ("", "no cue"),
    ],
)
def test_the_first_word_with_a_class_decides(cue: str, expected: str) -> None:
    assert cue_class(cue) == expected
    assert expected in CLASSES


@pytest.mark.parametrize(
    ("word", "base"),
    [
        ("plans", "plan"),
        ("planning", "plan"),
        ("noted", "note"),
        ("denied", "deny"),
        ("lied", "lie"),
    ],
)
def test_base_forms(word: str, base: str) -> None:
    assert base in base_forms(word)


def document(text: str, *attributions: tuple[str, str, str]) -> Record:
    """Return a document whose attributions are given as source, cue and content."""

    def part(words: str) -> list[Record]:
        if not words:
            return []
        start = text.index(words)
        return [{"spans": [[start, start + len(words)]]}]

    record = {
        "id": "d",
        "text": text,
        "attributions": [
            dict(zip(("source", "cue", "content"), map(part, item), strict=True))
            for item in attributions
        ],
    }
    return checked(record, where="here")


def statement(text: str, content: str, cue: str = "") -> Record:
    start = text.index(content)
    at = text.index(cue)
    return {
        "start": start,
        "end": start + len(content),
        "content": [[start, start + len(content)]],
        "cue": [at, at + len(cue)] if cue else None,
        "mention": None,
        "rule": "made",
    }


def errors(gold: Record, *found: Record) -> dict[str, dict[str, int]]:
    """Return the classes of error of an answer, asked of an extractor that knows "said"."""

    def extract(text: str) -> list[Record]:
        return [statement(text, text, "said")] if "said" in text else []

    counts: dict[str, dict[str, int]] = {"misses": {}, "false": {}}
    for one in find_errors([gold], [{"id": "d", "statements": found}], extract):
        of = counts[one.kind]
        of[one.name] = of.get(one.name, 0) + 1
    return counts


@pytest.mark.parametrize(
    ("text", "attribution", "expected"),
    [
        ("“It holds.”", ("", "", "“It holds.”"), "quotation without a cue"),
        ("Ada Lorn: it holds.", ("Ada Lorn", ":", "it holds"), "no cue and no quotation"),
        ("It is said to hold.", ("", "is said", "to hold"), "no source named"),
        ("Ada Lorn's claim that it holds", ("Ada Lorn's", "claim", "that it holds"), "nominal cue"),
        ("The guild grumbles it leaks.", ("The guild", "grumbles", "it leaks"), "not known (said)"),
        ("The guild fears it leaks.", ("The guild", "fears", "it leaks"), "not known (thought)"),
        ("The dam was praised by all.", ("all", "was praised", "The dam"), "passive cue"),
        ("Velk, who said it holds, left.", ("Velk", "said", "it holds"), "relative clause"),
        ("It holds, Velk said.", ("Velk", "said", "It holds"), "known cue after its content"),
        ("Velk said “it holds”.", ("Velk", "said", "“it holds”"), "quotation with a known cue"),
        ("Velk said that it holds.", ("Velk", "said", "that it holds"), "that- or wh-clause"),
        ("Velk said it holds.", ("Velk", "said", "it holds"), "bare clause"),
    ],
)
def test_classes_of_miss_where_nothing_is_found(
    text: str, attribution: tuple[str, str, str], expected: str
) -> None:
    found = errors(document(text, attribution))
    assert found["false"] == {}
    ((name, count),) = found["misses"].items()
    assert expected in name
    assert count == 1


def test_classes_of_miss_and_false_content_where_bounds_differ() -> None:
    text = "Velk said that it holds and that the ferry, the guild says, is late again."
    gold = document(text, ("Velk", "said", "that it holds"))
    whole = statement(text, "that it holds and that the ferry, the guild says, is late", "said")
    assert errors(gold, whole) == {
        "misses": {"partial: runs on": 1},
        "false": {"partial: too long": 1},
    }
    first = document(text, ("Velk", "said", "is late again"))
    assert errors(first, statement(text, text[20:-1], "said"))["misses"] == {
        "partial: begins too early": 1
    }
    aside = document(text, ("Velk", "said", "that the ferry"))
    assert errors(aside, statement(text, text[text.index("that the") :], "said"))["misses"] == {
        "partial: runs on over a comma, dash or bracket": 1
    }
    other = {**whole, "cue": statement(text, text, "says")["cue"]}
    assert errors(gold, other)["misses"] == {"nested: only an outer content is found": 1}
    short = statement(text, "it", "said")
    assert errors(gold, short) == {
        "misses": {"partial: too short": 1},
        "false": {"partial: too short": 1},
    }
    apart = statement(text, "is late again")
    assert errors(gold, apart)["false"] == {"nothing marked there (made)": 1}


def test_sentences_of_one_quotation_have_a_class_of_their_own() -> None:
    text = "“It will hold on. We looked at it,” Velk said."
    gold = document(text, ("Velk", "said", "“It will hold on. We looked at it,”"))
    found = errors(gold, statement(text, "It will hold"), statement(text, "We looked at"))
    assert found == {
        "misses": {"joined sentences: found one by one": 1},
        "false": {"one of the sentences of a joined content": 2},
    }


def test_the_real_extractor_is_asked_which_cues_it_knows() -> None:
    text = "The weather it was, that Velk said nothing of."
    gold = document(text, ("Velk", "said", "The weather it was"))
    answers = [{"id": "d", "statements": []}]
    (error,) = find_errors([gold], answers, OURS.make())
    assert not error.name.startswith("cue not known")


def corpus(n: int = 3) -> list[Record]:
    """Return documents of one text, with one attribution in scope and one that isn't."""
    one = document(TEXT, ("Ada Lorn", "said", "The dam holds"), ("Velk", "fears", "floods"))
    return [one | {"doc": f"d{k}"} for k in range(n)]


def context(monkeypatch, found: list[Extractor], texts: list[Record], **options: Any) -> Context:
    monkeypatch.setattr("benchmarks.context.statement_extractors", lambda _: found)
    data = Data("made", DIPLOMACY, [], [], "0" * 64, attributions=texts)
    return Context([], data, get_registry(), **options)


def rows(section, name: str) -> list[Record]:
    (found,) = [table["rows"] for table in section.tables if table["name"] == name]
    return found


def answering(name: str, *found: Record, own: bool = False) -> Extractor:
    """Return an extractor that always finds the same."""
    return Extractor(name, lambda: lambda _: list(found), own=own)


def test_figures_are_those_of_the_evaluation(monkeypatch):
    texts = corpus()
    made = context(monkeypatch, [OURS], texts)
    section = quotations.run(made)
    assert not section.failures
    extract = OURS.make()
    predicted = [{"id": item["doc"], "statements": extract(item["text"])} for item in texts]
    everything, in_scope = (
        figures | exact
        for figures, exact in zip(rows(section, "figures"), rows(section, "exact"), strict=True)
    )
    for row, counted in (
        (everything, None),
        (in_scope, lambda item: item["class"] in ("said", "no cue")),
    ):
        wanted = score_attributions(texts, predicted, counted=counted)
        assert (row["gold"], row["found"]) == (wanted["gold"], wanted["found"])
        assert row["source_right"] == wanted["sources"]["right"]
        for name in ("overlap.f1", "exact.precision", "recall_unquoted", "source_recall"):
            head, _, part = name.partition(".")
            value = wanted[head][part] if part else wanted[head]
            assert row[name]["value"] == pytest.approx(value, abs=1e-4)
            assert row[name]["interval"] == pytest.approx(wanted["intervals"][name], abs=1e-4)
    assert everything["recall_quoted"]["value"] is None  # the marks stand outside
    assert in_scope["overlap.recall"]["value"] == 1
    classes = {row["class"]: row["gold"] for row in rows(section, "classes")}
    assert classes == {"said": 3, "thought": 3}


def test_differences_errors_and_examples(monkeypatch):
    right = statement(TEXT, "The dam holds", "said") | {"mention": [27, 35]}
    false = statement(TEXT, "Velk") | {"rule": "made"}
    made = context(
        monkeypatch,
        [answering("one", right, own=True), answering("two", right, false, own=True)],
        corpus(),
    )
    section = quotations.run(made)
    pairs = {row["figure"]: row["difference"]["value"] for row in rows(section, "pairs")}
    assert pairs["contents, F1"] == pytest.approx(2 / 3 - 2 / 4, abs=1e-4)
    assert pairs["sources, end to end"] == 0
    assert rows(section, "false") == [
        {"class": "nothing marked there (made)", "one": 0, "two": 3},
    ]
    (missed,) = rows(section, "misses")
    assert (missed["one"], missed["two"]) == (3, 3)
    examples = rows(section, "examples")
    texts = {(row["kind"], row["place"]): row for row in examples}
    assert len(texts) == 6
    told = texts["missed", f"d0 {TEXT.index('floods')}..{TEXT.index('floods.') + 6}"]
    assert "Velk fears ⟦floods⟧." in told["text"]
    assert told["cue"] == "fears"
    assert texts["false", f"d0 {TEXT.index('Velk')}..{TEXT.index('Velk') + 4}"]["system"] == "two"


def test_what_is_absent_or_fails_is_named_and_the_rest_is_measured(monkeypatch):
    def refuses() -> Any:
        raise RuntimeError("no weights")

    def stumbles() -> Any:
        def extract(text: str) -> list[Record]:
            if text.startswith("x"):
                raise ValueError("odd number of marks")
            return [statement(text, "The dam holds")] if "dam" in text else []

        return extract

    texts = [*corpus(2), document("xThe dam holds, Velk said.", ("Velk", "said", "The dam holds"))]
    texts[-1]["doc"] = "odd"
    absent = Extractor("absent", refuses, note="never shown", needs={"no_such": "no-such"})
    found = [absent, Extractor("broken", refuses), Extractor("fair", stumbles)]
    made = context(monkeypatch, found, texts)
    section = quotations.run(made)
    notes = {row["system"]: row["note"] for row in rows(section, "extractors")}
    assert notes["absent"] == "not installed; pip install no-such"
    told = [(one["system"], one["reason"].partition(" (")[0]) for one in section.failures]
    assert told == [
        ("broken", "RuntimeError: no weights"),
        ("fair, odd", "ValueError: odd number of marks"),
    ]
    every, _ = rows(section, "figures")
    assert every["system"] == "fair"
    assert every["overlap.recall"]["value"] == pytest.approx(2 / 5)
    assert {table["name"] for table in section.tables} == {
        "extractors",
        "figures",
        "exact",
        "classes",
    }
    timed = extraction.run(made)
    assert not timed.tables  # what failed somewhere isn't timed, and is named there too
    assert timed.failures == section.failures


def test_speed_is_told_apart_from_what_is_the_same_everywhere(monkeypatch):
    section = extraction.run(context(monkeypatch, [OURS], corpus(), quick=True))
    assert section.timed
    (row,) = rows(section, "speed")
    assert row["seconds"] > 0
    assert row["speed"] == pytest.approx(3 * len(TEXT.encode()) / 1e6 / row["seconds"], rel=0.1)


def test_data_without_texts_are_said_to_have_none(monkeypatch):
    made = context(monkeypatch, [OURS], [])
    for section in (quotations.run(made), extraction.run(made)):
        assert "neither attributions nor documents" in section.text[0]
        assert not section.tables


def test_a_quick_run_draws_whole_texts(monkeypatch):
    texts = corpus(40)
    drawn = sample(texts, 10 * len(TEXT), seed=1)
    assert len(drawn) == 10
    assert drawn == sample(texts, 10 * len(TEXT), seed=1) != sample(texts, 10 * len(TEXT), seed=2)
    assert [item for item in texts if item in drawn] == drawn
    assert len(sample(texts, 1, seed=0)) == 1
    monkeypatch.setattr("benchmarks.context._QUICK_CHARACTERS", 5 * len(TEXT))
    section = quotations.run(context(monkeypatch, [OURS], texts, quick=True))
    assert "Quick: 5 of the 40 texts, drawn by lot." in section.text


def test_acts_and_narration_without_a_stance_are_neither_hits_nor_misses(monkeypatch):
    documents = load_documents(split="dev")
    texts = as_corpus(documents, "no-stance")
    optional = [item for one in texts for item in one["attributions"] if item["optional"]]
    wanted = [
        gold
        for one in documents
        for gold in one.statements
        if gold.statement.kind in ("act", "narration") and gold.label == "no-stance"
    ]
    assert len(optional) == len(wanted) > 0
    (text,) = [one for one in texts if optional[0] in one["attributions"]][:1]
    only = text | {"attributions": [optional[0]]}
    (span,) = optional[0]["content"][0]["spans"][:1]
    given = {"start": span[0], "end": span[1], "content": optional[0]["content"][0]["spans"]}
    section = quotations.run(context(monkeypatch, [answering("it", given, own=True)], [only]))
    every, _ = rows(section, "figures")
    assert (every["gold"], every["found"]) == (0, 0)
    section = quotations.run(context(monkeypatch, [answering("nothing", own=True)], [only]))
    assert not {"misses", "examples"} & {table["name"] for table in section.tables}


def test_extractors_of_plugins_take_part(tmp_path):
    script = tmp_path / "turns.py"
    script.write_text(
        "from stancekit import Statement\n"
        "from stancekit.plugin import Component, hookimpl\n\n"
        "class Turns:\n"
        "    def extract(self, document):\n"
        "        return [Statement(0, 4, document.text[:4], rule='turn')]\n\n"
        "@hookimpl\ndef stancekit_statement_extractors():\n"
        "    return [Component('turns', f'{__name__}:Turns', 'turns of minutes')]\n"
    )
    found = statement_extractors(get_registry(scripts=[str(script)]))
    (turns,) = [one for one in found if one.name.startswith("turns (")]
    assert not turns.own
    assert turns.note == "turns of minutes"
    (answers,) = search(turns, corpus(1)).statements
    assert [(one["start"], one["end"]) for one in answers] == [(0, 4)]
    assert [one.name for one in found][:2] == ["stancekit, sentences", "stancekit, quotations"]
    assert found[-1].name == "textacy + spaCy"


def test_the_command_measures_a_corpus_that_the_user_holds(tmp_path, capsys):
    file = tmp_path / "made.jsonl"
    file.write_text("".join(json.dumps(item) + "\n" for item in corpus()), encoding="utf-8")
    given = ["--quick", "--data", f"polnear={file}", "-o", str(tmp_path / "out")]
    assert main([*given, "--only", "data", "--only", "quotations", "--only", "extraction"]) == 0
    report = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    schema = json.loads((Path(benchmarks.__file__).parent / "report.schema.json").read_text())
    jsonschema.Draft202012Validator(schema).validate(report)
    assert report["data"]["name"] == "polnear made.jsonl"
    assert (report["data"]["attributions"], report["data"]["documents"]) == (6, 0)
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert report["data"]["note"] in page
    assert "6 attributions" in page
    (section,) = [one for one in report["sections"] if one["name"] == "quotations"]
    (extractors,) = [t["rows"] for t in section["tables"] if t["name"] == "extractors"]
    assert extractors[0]["system"] == "stancekit, sentences"
    (timed,) = report["timings"]["sections"]
    assert timed["name"] == "extraction"


def test_the_peer_finds_direct_quotations_where_it_is_installed():
    peer = statement_extractors(get_registry())[-1]
    if peer.missing:
        assert "pip install" in peer.missing
        pytest.skip(peer.missing)
    found = search(peer, corpus(1), timed=False)
    assert not found.failures
    assert "textacy" in peer.version()
    ((record,),) = found.statements
    assert TEXT[slice(*record["content"][0])] == "The dam holds,"
    assert TEXT[slice(*record["cue"])] == "said"


def test_a_peers_quotation_becomes_a_record_without_its_marks() -> None:
    class Token(str):
        idx = 0

    text = "x\n“It holds,” said Ada Lorn."
    said, ada, lorn = Token("said"), Token("Ada"), Token("Lorn")
    said.idx, ada.idx, lorn.idx = (text.index(word) - 2 for word in (said, ada, lorn))
    triple = SimpleNamespace(
        speaker=[ada, lorn], cue=[said], content=SimpleNamespace(start_char=0, end_char=11)
    )
    record = quotation_record(text, triple, 2)
    assert [text[slice(*span)] for span in record["content"]] == ["It holds,"]
    assert text[slice(*record["mention"])] == "Ada Lorn"
    assert text[slice(*record["cue"])] == "said"
