"""The attribution benchmark: scope by cue, classes of error, the report, absent peers."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from benchmarks.attribution.__main__ import build_report, main, marked
from benchmarks.attribution.errors import count_errors, find_errors
from benchmarks.attribution.report import as_markdown
from benchmarks.attribution.scope import CLASSES, base_forms, cue_class
from benchmarks.attribution.systems import (
    SYSTEMS,
    MissingError,
    System,
    _quotation_record,
    _Shifted,
)

Record = dict[str, Any]
RULES = SYSTEMS[0]


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

    return marked(
        {
            "doc": "d",
            "text": text,
            "attributions": [
                dict(zip(("source", "cue", "content"), map(part, item), strict=True))
                for item in attributions
            ],
        }
    )


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

    return count_errors(find_errors([gold], [{"id": "d", "statements": found}], extract))


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
    (error,) = find_errors([gold], answers, RULES.make())
    assert not error.name.startswith("cue not known")


def absent() -> Any:
    raise MissingError("not installed; pip install it")


def test_a_report_with_an_absent_peer_and_an_earlier_one() -> None:
    text = "“The dam holds,” the mayor, Ada Lorn, said. Velk fears floods."
    corpus = {
        "made": [
            document(text, ("Ada Lorn", "said", "The dam holds"), ("Velk", "fears", "floods"))
            | {"doc": n}
            for n in "abc"
        ]
    }
    noted = RULES._replace(note="as it comes")
    report = build_report(corpus, (noted, System("peer", absent, note="never shown")))
    assert report["not_run"] == ["peer: not installed; pip install it"]
    found = report["corpora"]["made"]["systems"]["stancekit, sentences"]
    assert found["classes"]["said"] == {"gold": 3, "recall": 1.0, "source_recall": 1.0}
    assert found["in_scope"]["overlap"]["recall"] == 1.0
    assert found["whole"]["recall_quoted"] == 0.0  # the marks are outside the content
    assert found["mb_per_second"] > 0
    report = json.loads(json.dumps(report))
    earlier = json.loads(json.dumps(report))
    table = earlier["corpora"]["made"]["systems"]["stancekit, sentences"]["errors"]
    table["misses"] = {"gone": 7}
    earlier["corpora"]["made"]["systems"]["stancekit, sentences"]["whole"]["overlap"][
        "precision"
    ] = 0.5
    shown = as_markdown(report, earlier)
    assert "Not run: peer: not installed" in shown
    assert "stancekit, sentences: as it comes." in shown
    assert "never shown" not in shown
    assert "| gone | 7 | 0 |" in shown
    assert "| stancekit, sentences, before | 0.500 (" in shown
    assert "the mayor" not in shown  # figures only


def test_the_command_writes_both_forms(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corpus = tmp_path / "made.jsonl"
    text = "The dam holds, the mayor said."
    record = document(text, ("the mayor", "said", "The dam holds"))
    corpus.write_text(json.dumps(record) + "\n\n", encoding="utf-8")
    output = tmp_path / "report.json"
    assert main([str(corpus), "--output", str(output)]) == 0
    report = json.loads(output.read_text(encoding="utf-8"))
    assert (
        report["corpora"]["made"]["systems"]["stancekit, sentences"]["whole"]["overlap"]["f1"]
        == 1.0
    )
    assert capsys.readouterr().out.strip() == output.with_suffix(".md").read_text("utf-8").strip()


def test_a_peers_quotation_becomes_a_record_without_its_marks() -> None:
    class Token(str):
        idx = 0

    text = "x\n“It holds,” said Ada Lorn."
    said, ada, lorn = Token("said"), Token("Ada"), Token("Lorn")
    said.idx, ada.idx, lorn.idx = (text.index(word) - 2 for word in (said, ada, lorn))
    triple = SimpleNamespace(
        speaker=[ada, lorn], cue=[said], content=SimpleNamespace(start_char=0, end_char=11)
    )
    record = _quotation_record(text, _Shifted(triple, 2))
    assert [text[slice(*span)] for span in record["content"]] == ["It holds,"]
    assert text[slice(*record["mention"])] == "Ada Lorn"
    assert text[slice(*record["cue"])] == "said"
