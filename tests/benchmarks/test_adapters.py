"""Adapters for public sets, on files of our own in each set's format."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.__main__ import main
from benchmarks.adapters import ADAPTERS, cofenet, plover
from benchmarks.adapters.tokens import PARAGRAPH, joined, rebuild, surface
from benchmarks.data import Data, load_data
from stancekit import DIPLOMACY
from stancekit.errors import StancekitError
from stancekit.evaluation.seeds import load_documents
from stancekit.plugin import get_registry

TEXT = "The dam is safe, the mayor said.\n“It holds,” Ada Lörn told the guild, “for now.” 𝔘nd so.\n"


def load(name: str, path: Path) -> Data:
    return load_data(f"{name}={path}", DIPLOMACY, get_registry())


def read(data: Data) -> list[list[dict[str, list[str]]]]:
    """Return the words of every source, cue and content."""
    return [
        [
            {
                role: [
                    document["text"][start:end]
                    for part in item[role]
                    for start, end in part["spans"]
                ]
                for role in ("source", "cue", "content")
            }
            for item in document["attributions"]
        ]
        for document in data.attributions
    ]


def line(name: str, kind: str, *words: str) -> str:
    places = [(TEXT.index(word), TEXT.index(word) + len(word)) for word in words]
    spans = ";".join(f"{start} {end}" for start, end in places)
    return f"{name}\t{kind} {spans}\t{' '.join(words)}\n"


ANN = (
    line("T1", "Content", "The dam is safe")
    + line("T2", "Source", "the mayor")
    + line("T3", "Cue", "said")
    + line("T4", "Attribution", "said")
    + "E1\tAttribution:T4 Content:T1 Cue:T3 Source:T2\n"
    + line("T5", "Content", "“It holds,”")
    + line("T6", "Content", "“for", "now.”")
    + line("T7", "Source", "Ada Lörn")
    + line("T8", "Cue", "told")
    + "E2\tAttribution:T8 Source:T7 Cue:T8 Content:T5 Content2:T6\n"
    + "#1\tAnnotatorNotes T7\tno part of it\n"
    + line("T9", "Discuss", "𝔘nd so")
    + "E3\tAttribution-no-source:T9 \n"
)
FOUND = [
    {"source": ["the mayor"], "cue": ["said"], "content": ["The dam is safe"]},
    {"source": ["Ada Lörn"], "cue": ["told"], "content": ["“It holds,”", "“for", "now.”"]},
    {"source": [], "cue": [], "content": []},
]


@pytest.fixture
def polnear(tmp_path: Path) -> Path:
    """A compartment of PolNeAR with one article that two annotators read."""
    place = tmp_path / "data" / "dev"
    (place / "attributions").mkdir(parents=True)
    (place / "text").mkdir()
    (place / "attributions" / "news_2016-09-01_a-dam_ef2d.ann").write_text("", encoding="utf-8")
    (place / "attributions" / "news_2016-09-01_a-dam_4b22.ann").write_text(ANN, encoding="utf-8")
    (place / "text" / "news_2016-09-01_a-dam.txt").write_text(TEXT, encoding="utf-8")
    return place


def test_polnear_takes_the_first_annotator_and_all_parts(polnear):
    data = load("polnear", polnear)
    (document,) = data.attributions
    assert (document["doc"], document["text"]) == ("news_2016-09-01_a-dam", TEXT)
    assert read(data) == [FOUND]
    assert [item["class"] for item in document["attributions"]] == ["said", "said", "no cue"]
    assert "in scope" in data.note
    assert not data.statements
    assert data.corpus == data.attributions


def test_polnear_as_lines_is_the_same_data(polnear, tmp_path):
    data = load("polnear", polnear)
    file = tmp_path / "dev.jsonl"
    file.write_text("".join(json.dumps(item) + "\n\n" for item in data.attributions))
    again = load("polnear", file)
    assert again.attributions == data.attributions
    assert again.sha256 == data.sha256
    file.write_text(file.read_text().replace("said.", "says."))
    assert load("polnear", file).sha256 != data.sha256


def test_citron_reads_annotation_and_output_with_a_text_beside(tmp_path):
    def span(words: str) -> dict[str, Any]:
        start = TEXT.index(words)
        return {"start": start, "end": start + len(words), "text": words}

    quote = {
        "cue": span("told"),
        "sources": [span("Ada Lörn")],
        "contents": [span("“It holds,”"), span("“for now.”")],
        "coreferences": [],
        "confidence": 0.8,
    }
    record = {"text": TEXT, "quotes": [quote], "coreference_groups": []}
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a.json").write_text(json.dumps(record), encoding="utf-8")
    (tmp_path / "b.json").write_text(json.dumps({"quotes": [quote], "source": {}}))
    (tmp_path / "b.txt").write_text(TEXT, encoding="utf-8")
    data = load("citron", tmp_path)
    assert [document["doc"] for document in data.attributions] == ["b", "deep/a"]
    wanted = {"source": ["Ada Lörn"], "cue": ["told"], "content": ["“It holds,”", "“for now.”"]}
    assert read(data) == [[wanted], [wanted]]
    (tmp_path / "b.txt").unlink()
    with pytest.raises(StancekitError, match=r"b\.txt: can't be read .*the text of b\.json"):
        load("citron", tmp_path)


def tagged(text: str, name: str | None = "a.ann") -> dict[str, Any]:
    """Return a line of CofeNet's from ``word/S-B`` tokens: S, Q, C for source, cue, content."""
    roles = {"S": "source", "Q": "cue", "C": "content"}
    tokens, labels = [], []
    for item in text.split():
        token, _, tag = item.rpartition("|") if "|" in item else (item, "", "O")
        tokens.append(token)
        labels.append("O" if tag == "O" else f"{tag[0]}-{roles[tag[1]]}")
    return {"tokens": tokens, "labels": labels, **({"id": name} if name else {})}


def test_cofenet_rebuilds_the_text_and_gives_each_content_to_its_nearest_cue(tmp_path):
    lines = [
        tagged(
            "``|BC It|IC holds|IC ,|IC ''|IC Ada|BS Lorn|IS told|BQ us|O ,|O ``|BC for|IC now|IC "
            ".|IC ''|IC Velk|BS says|BQ he|BC does|IC n't|IC know|IC ."
        ),
        tagged("Nobody|O asked|O -LRB-|O it|BC leaks|IC -RRB-|O .|O"),
        tagged("Polls|BS show|BQ losses|IC .|O", "b"),
    ]
    file = tmp_path / "test.txt"
    file.write_text("".join(json.dumps(item) + "\n" for item in lines), encoding="utf-8")
    data = load("cofenet", file)
    assert [document["doc"] for document in data.attributions] == ["a", "b"]
    assert data.attributions[0]["text"] == (
        "“It holds,” Ada Lorn told us, “for now.” Velk says he doesn’t know.\n\n"
        "Nobody asked (it leaks)."
    )
    assert read(data) == [
        [
            {"source": ["Ada Lorn"], "cue": ["told"], "content": ["“It holds,”", "“for now.”"]},
            {"source": ["Velk"], "cue": ["says"], "content": ["he doesn’t know"]},
            {"source": [], "cue": [], "content": ["it leaks"]},
        ],
        [{"source": ["Polls"], "cue": ["show"], "content": ["losses"]}],
    ]


def word(token: str, place: str, *relations: tuple[str, str], pos: str = "NN") -> str:
    inside = "".join(
        f'<attribution id="{name}"><attributionRole roleValue="{role}"/></attribution>'
        for name, role in relations
    )
    return f'<WORD ByteCount="{place}" lemma="x" pos="{pos}" text="{token}">{inside}</WORD>'


def parc3(*sentences: str) -> str:
    inside = "".join(f'<SENTENCE gorn="{k}">{s}</SENTENCE>' for k, s in enumerate(sentences))
    return f'<?xml version="1.0" ?><root>{inside}</root>'


def test_parc3_rebuilds_the_text_and_joins_a_relation_over_sentences(tmp_path):
    a, b = "wsj_1_Attribution_relation_level.xml_set_1", "wsj_1_Nested_annotation_level.xml_set_2"
    first = (
        f"<S><NP>{word('``', '9,10', (a, 'content'))}{word('It', '10,12', (a, 'content'))}</NP>"
        f"<VP>{word('holds', '13,18', (a, 'content'))}{word('.', '18,19', (a, 'content'))}</VP>"
        f"<NONE>{word('*T*-1', '19,19', (a, 'content'))}</NONE></S>"
    )
    second = (
        f"<S>{word('We', '20,22', (a, 'content'), (b, 'source'))}"
        f"{word('know', '23,27', (a, 'content'), (b, 'cue'))}"
        f"{word('it', '28,30', (a, 'content'), (b, 'content'))}"
        f"{word('-RRB-', '30,31', (a, 'supplement'))}</S>"
    )
    third = (
        f"<S>{word('Ms.', '34,37', (a, 'source'))}{word('Lorn', '38,42', (a, 'source'))}"
        f"{word('said', '43,47', (a, 'cue'))}{word('.', '47,48')}</S>"
    )
    place = tmp_path / "test" / "00"
    place.mkdir(parents=True)
    (place / "wsj_0001.xml").write_text(parc3(first, second, third))
    data = load("parc3", tmp_path)
    (document,) = data.attributions
    assert document["doc"] == "wsj_0001"
    assert document["text"] == "“It holds. We know it)\n\nMs. Lorn said."
    assert read(data) == [
        [
            {"source": ["Ms. Lorn"], "cue": ["said"], "content": ["“It holds. We know it"]},
            {"source": ["We"], "cue": ["know"], "content": ["it"]},
        ]
    ]


def test_parc3_without_byte_counts_is_spaced_as_english_is(tmp_path):
    said = "".join(f'<WORD text="{token}"/>' for token in ("It", "holds", ",", "she", "said", "."))
    (tmp_path / "a.xml").write_text(parc3(f"<S>{said}</S>"))
    (document,) = load("parc3", tmp_path).attributions
    assert document["text"] == "It holds, she said."


GSR = [
    {"id": "GSR-0", "event": "DOCUMENT", "eventText": "about the file"},
    {"id": "GSR-1", "event": "AGREE", "context": "economic", "text": "Velia agreed to buy gas."},
    {
        "id": "GSR-2",
        "event": "AGREE",
        "context": "diplomatic, military",
        "text": "Velia will meet.",
    },
    {"id": "GSR-3", "event": "REJECT", "context": "", "text": "Velia refused."},
]


def test_plover_records_leave_open_what_their_types_do(tmp_path):
    (tmp_path / "gsr.txt").write_text(json.dumps(GSR))
    data = load("plover", tmp_path / "gsr.txt")
    assert [(item.id, item.label, set(item.accept)) for item in data.statements] == [
        ("gsr 2", "no-stance", {"pro-diplomacy", "conditional"}),
        ("gsr 3", "pro-diplomacy", {"no-stance", "conditional"}),
        ("gsr 4", "no-stance", {"rejection", "conditional"}),
    ]
    assert data.test_only
    assert "lenient" in data.note


def test_plover_tables_of_types_and_of_labels(tmp_path):
    tsv = tmp_path / "PLV_test.tsv"
    tsv.write_text(
        "uid\tgold_root\tsentence\ttarget\n"
        '0\tYIELD\t"Velia ""freed"" them."\tx\n'
        '1\tYIELD\t"Velia ""freed"" them."\ty\n'
        "2\tASSAULT\tVelia shelled the port.\tz\n"
    )
    found = [(s.text, s.label, s.accept) for s in load("plover", tsv).statements]
    assert found == [
        ('Velia "freed" them.', "no-stance", ("pro-diplomacy",)),
        ("Velia shelled the port.", "no-stance", ()),
    ]
    read_by_hand = tmp_path / "mine.csv"
    read_by_hand.write_text('id,text,label\n7,"Talks, now.",pro-diplomacy\n')
    (statement,) = load("plover", read_by_hand).statements
    assert (statement.text, statement.label) == ("Talks, now.", "pro-diplomacy")


def test_plover_types_are_read_as_the_plugin_reads_them():
    mapping = pytest.importorskip("stancekit_plover.mapping")
    ontology = pytest.importorskip("stancekit_plover.ontology")
    newer = {"DEMAND": "REQUEST", "DISAPPROVE": "ACCUSE", "YIELD": "CONCEDE", "FIGHT": "ASSAULT"}
    for name, reading in plover.READINGS.items():
        event = ontology.Plover(newer.get(name, name))
        assert tuple(mapping.reading_of(None, event)) == tuple(reading), name
    diplomatic = mapping.reading_of(None, ontology.Plover("AGREE"), ["diplomatic"])
    assert diplomatic.label == "pro-diplomacy"


def test_standoff_joins_texts_of_ones_own(tmp_path):
    import hashlib

    text = "We will talk if the siege ends, Ada Lorn said."
    (tmp_path / "a.txt").write_text(text)
    said = {
        "start": 0,
        "end": len(text),
        "kind": "indirect",
        "content": [[0, 30]],
        "cue": [42, 46],
        "mention": [32, 40],
        "speaker": "Ada Lorn",
        "label": "conditional",
        "accept": [],
        "conditions": [{"start": 13, "end": 30, "polarity": "required", "type": "other"}],
    }
    document = {
        "file": "a.txt",
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "length": len(text),
        "statements": [said],
        "document_stance": {"Ada Lorn": "conditional"},
    }
    (tmp_path / "gold.json").write_text(json.dumps({"documents": [document]}))
    data = load("standoff", tmp_path)
    (found,) = data.documents
    assert found.document.text == text
    (record,) = data.corpus
    assert record["attributions"][0]["source"] == [{"spans": [[32, 40]]}]
    assert record["attributions"][0]["optional"] is False
    (tmp_path / "a.txt").write_text(text + " ")
    with pytest.raises(StancekitError, match="isn't the text that was annotated"):
        load("standoff", tmp_path)


def test_documents_come_through_an_adapter_unchanged(tmp_path):
    script = tmp_path / "seeded.py"
    script.write_text(
        "from stancekit.evaluation.seeds import load_documents\n"
        "from stancekit.plugin import Component, hookimpl\n\n"
        "def read(path):\n"
        "    return [item.to_record() for item in load_documents(split='dev')[:2]]\n\n"
        "@hookimpl\ndef stancekit_benchmarks():\n"
        "    return [Component('data:seeded', f'{__name__}:read', 'two of them')]\n"
    )
    data = load_data("seeded=x", DIPLOMACY, get_registry(scripts=[str(script)]))
    assert list(data.documents) == load_documents(split="dev")[:2]


BAD = {
    "polnear": {
        "T1\tContent 0 x\tThe\n": "isn't a span of brat's standoff",
        "T1\tContent 0 9999\tThe\n": "doesn't lie in its text of",
        "T1\tContent 0 3\tAnd\n": "is 'The' in the text, not 'And'",
        "E1\tAttribution:T4 Cue:T3\n": "names 'T3', which the file doesn't have",
    },
    "citron": {
        "{": "isn't valid JSON",
        "[]": "has no list 'quotes'",
        '{"text": "a", "quotes": [1]}': "quote 1: isn't an object",
        '{"text": "a", "quotes": [{"sources": []}]}': "quote 1: has no list 'contents'",
        '{"text": "a", "quotes": [{"cue": 3, "sources": [], "contents": []}]}': "3 is no span",
        '{"text": "ab", "quotes": [{"cue": {"start": 0, "end": 1, "text": "b"},'
        ' "sources": [], "contents": []}]}': "is 'a' in the text, not 'b'",
    },
    "cofenet": {
        "O\nB-cue": "isn't valid JSON",
        "[]": "isn't a JSON object",
        '{"tokens": ["a", ""], "labels": ["O", "O"]}': "'tokens' is no list of words",
        '{"tokens": ["a"], "labels": ["O", "O"]}': "has 1 tokens, but 2 labels",
        '{"tokens": ["a"], "labels": ["B-verb"]}': "has the label 'B-verb'",
    },
    "parc3": {
        "<root>": "isn't XML",
        "<root/>": "has no SENTENCE with a WORD",
        "<root><SENTENCE><WORD/></SENTENCE></root>": "has a WORD without 'text'",
    },
    "plover": {
        "{}": "holds no JSON list",
        '[{"event": "AGREE"}]': "record 1 has no 'text'",
        '[{"event": "TALK", "text": "x"}]': "record 1: 'TALK' is no type of PLOVER's",
    },
    "standoff": {},
}
SUFFIX = {"citron": "json", "parc3": "xml"}


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [(name, content, told) for name, each in BAD.items() for content, told in each.items()],
)
def test_a_bad_file_is_one_line_that_names_it(name, content, told, polnear, tmp_path, capsys):
    path = tmp_path / f"bad.{SUFFIX.get(name, 'txt')}"
    if name == "polnear":
        path = polnear / "attributions" / "news_2016-09-01_a-dam_4b22.ann"
    path.write_text(content, encoding="utf-8")
    where = polnear if name == "polnear" else path
    assert main(["--data", f"{name}={where}", "-o", str(tmp_path / "out")]) == 2
    error = capsys.readouterr().err
    assert error.startswith(f"Error: {path}")
    assert told in error
    assert error.count("\n") == 1


@pytest.mark.parametrize("name", ADAPTERS)
def test_a_wrong_place_is_told_with_what_was_expected(name, tmp_path):
    for path in (tmp_path / "nowhere", tmp_path):
        with pytest.raises(StancekitError, match=f"{path}.*(expected|put the file there)") as told:
            load(name, path)
        assert name == "standoff" or "\n" not in str(told.value)


@pytest.mark.parametrize(("name", "suffix"), [("polnear", "jsonl"), ("plover", "csv")])
def test_another_encoding_is_told_with_its_line(name, suffix, tmp_path):
    path = tmp_path / f"latin.{suffix}"
    path.write_bytes('{"id": 1}\n{"text": "Lörn"}'.encode("latin-1"))
    with pytest.raises(StancekitError, match=rf"{path}:2: isn't UTF-8"):
        load(name, path)


def test_polnear_tells_which_compartments_there_are(polnear):
    with pytest.raises(StancekitError, match=rf"expected .*; name one of {polnear}"):
        load("polnear", polnear.parent)
    (polnear / "text" / "news_2016-09-01_a-dam.txt").unlink()
    with pytest.raises(StancekitError, match=r"a-dam\.txt: can't be read"):
        load("polnear", polnear)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"text": 3}, "document 'd': 'text' must be a string"),
        ({"id": 3}, "'id' must be a name"),
        ({"attributions": None}, "'attributions' must be a list"),
        ({"attributions": [3]}, "attribution 1 must be an object"),
        ({"attributions": [{"cue": 3}]}, "attribution 1: 'cue' must be a list"),
        ({"attributions": [{"cue": [{"spans": []}]}]}, "'cue' must be a list"),
        ({"attributions": [{"cue": [{"spans": [[0, 9]]}]}]}, "has the span [0, 9], outside"),
        ({"attributions": [{"cue": [{"spans": [[1, 1]]}]}]}, "has the span [1, 1], outside"),
        ({"text": "\ud800bc"}, "lone surrogate"),
    ],
)
def test_records_of_adapters_are_checked(change, told, tmp_path):
    record = {"id": "d", "text": "abc", "attributions": []} | change
    file = tmp_path / "d.jsonl"
    file.write_text(json.dumps(record))
    with pytest.raises(StancekitError) as error:
        load("polnear", file)
    assert told in str(error.value)
    assert str(error.value).startswith(f"{file}: attributions.jsonl:1: ")
    file.write_text((json.dumps({"id": "d", "text": "", "attributions": []}) + "\n") * 2)
    with pytest.raises(StancekitError, match="'d' is the name of line 1, too"):
        load("polnear", file)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("return [3]", "data set adapter 'own' gives no dictionary as record 1, but 3; let it"),
        ("return 1 / 0", "failed on x: ZeroDivisionError: division by zero (own.py, line 4)"),
        (
            "raise SystemExit(3)",
            "failed on x: it ends the program (SystemExit: 3) (own.py, line 4)",
        ),
        ("return []", "x: the adapter 'own' finds no records in it"),
        (
            "return [{'id': '1', 'text': 'a', 'label': 'maybe'}]",
            "x: statements.jsonl: has the labels maybe",
        ),
    ],
)
def test_an_adapter_of_a_plugin_that_fails_is_one_line(body, told, tmp_path):
    script = tmp_path / "own.py"
    script.write_text(
        "from stancekit.plugin import Component, hookimpl\n\n"
        f"def read(path):\n    {body}\n\n"
        "@hookimpl\ndef stancekit_benchmarks():\n"
        "    return [Component('data:own', f'{__name__}:read', 'own')]\n"
    )
    with pytest.raises(StancekitError) as error:
        load_data("own=x", DIPLOMACY, get_registry(scripts=[str(script)]))
    assert told in str(error.value)
    assert "\n" not in str(error.value)


TOKENS = st.lists(
    st.sampled_from(["``", "''", "`", "'", '"', "-LRB-", "-RRB-", ".", ",", "'s", "n't", "$", "--"])
    | st.text(st.characters(exclude_categories=["Cs", "Z", "Cc"]), min_size=1),
    max_size=30,
)


@given(tokens=TOKENS, data=st.data())
def test_every_token_stands_where_its_span_says(tokens, data):
    starts = data.draw(st.sets(st.integers(1, 29)))
    text, spans = rebuild(tokens, {start: PARAGRAPH for start in starts if start < len(tokens)})
    assert len(spans) == len(tokens)
    end = 0
    for place, (token, (start, stop)) in enumerate(zip(tokens, spans, strict=True)):
        assert text[start:stop].replace("’", "'") == surface(token).replace("’", "'")
        gaps = (PARAGRAPH,) if place in starts else ("", " ")
        assert text[end:start] in gaps
        end = stop
    assert end == len(text)
    assert rebuild(tokens, {s: PARAGRAPH for s in starts if s < len(tokens)})[0] == text


@given(tokens=TOKENS.filter(len), data=st.data())
def test_joined_spans_hold_their_tokens_and_no_others(tokens, data):
    places = data.draw(st.sets(st.integers(0, len(tokens) - 1)))
    _, spans = rebuild(tokens)
    found = joined(places, spans)
    held = {
        place
        for place, (start, end) in enumerate(spans)
        if any(first <= start and end <= last for first, last in found)
    }
    assert held == places
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(found))


@given(
    labels=st.lists(
        st.sampled_from(["O", *(f"{b}-{r}" for b in "BI" for r in ("source", "cue", "content"))])
    )
)
def test_runs_of_tags_part_what_is_tagged(labels):
    runs = cofenet._runs(labels)
    covered = [place for run in runs for place in range(run.start, run.end)]
    assert covered == [place for place, label in enumerate(labels) if label != "O"]
    for run in runs:
        assert {label[2:] for label in labels[run.start : run.end]} == {run.role}
        assert all(label.startswith("I-") for label in labels[run.start + 1 : run.end])
    relations = list(cofenet._relations(["."] * len(labels), runs))
    contents = [run for parts in relations for run in parts if run.role == "content"]
    assert sorted(contents) == sorted(run for run in runs if run.role == "content")
