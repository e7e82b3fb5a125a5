from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import stancekit
from stancekit.analyzer import Analyzer
from stancekit.statement import Statement

Run = Callable[..., Any]

ARTICLE = (
    "Town divided\n\n“The council refuses the bridge,” Ada Lorn said on Monday.\n\n"
    "The mayor said that he welcomes the bridge plan. A boat left the harbour.\n"
)


@pytest.fixture
def statements(tmp_path: Path) -> Path:
    path = tmp_path / "given.jsonl"
    path.write_text(
        '{"id": "a", "text": "The mayor welcomes the bridge.", "page": 3}\n'
        '{"id": "b", "text": "The guild refuses\n'
        '{"id": "c"}\n'
        '{"id": "a", "text": "Again."}\n'
        '{"id": "e", "text": "The guild refuses the bridge."}\n'
    )
    return path


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "town.txt"
    path.write_text(ARTICLE)
    return path


def schema(name: str) -> dict[str, object]:
    path = Path(stancekit.__file__).parent / "schemas" / f"{name}.json"
    loaded: dict[str, object] = json.loads(path.read_text())
    return loaded


def test_classify_answers_each_record_in_order(run: Run, model: Path, statements: Path) -> None:
    result = run("classify", statements, "--model", model, "--keep")
    assert result.code == 1
    assert [record["id"] for record in result.records] == ["a", "given:2", "c", "a", "e"]
    first, cut, without, twice, last = result.records
    assert (first["label"], last["label"]) == ("for", "against")
    assert sum(first["probabilities"].values()) == pytest.approx(1)
    assert first["label"] in first["label_set"]
    assert first["input"] == {"id": "a", "text": "The mayor welcomes the bridge.", "page": 3}
    for item in first["evidence"]:
        assert 0 <= item["start"] < item["end"] <= 30
    assert cut["error"]["line"] == 2
    assert "'text'" in without["error"]["message"]
    assert "used before" in twice["error"]["message"]
    assert result.err.splitlines()[-1] == (
        "stancekit: error: 3 of 5 statements could not be processed"
    )
    for record in result.records:
        jsonschema.validate(record, schema("classification"))


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".parquet"])
def test_classify_writes_files(run: Run, model: Path, statements: Path, suffix: str) -> None:
    out = statements.with_name("out" + suffix)
    result = run("classify", statements, "-m", model, "-o", out)
    assert (result.code, result.out) == (1, "")
    assert not list(out.parent.glob("*.partial"))
    rows = table(out)
    good = [row for row in rows if row.get("label")]
    assert [(row["id"], row["label"]) for row in good] == [("a", "for"), ("e", "against")]
    if suffix == ".csv":
        assert float(good[0]["p_for"]) > 0.5


def table(path: Path) -> list[dict[str, object]]:
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in path.read_text().splitlines()]
    if path.suffix == ".csv":
        with path.open(newline="") as stream:
            return list(csv.DictReader(stream))
    parquet = pytest.importorskip("pyarrow.parquet")
    rows: list[dict[str, object]] = parquet.read_table(path).to_pylist()
    return rows


def test_classify_reads_lines_from_standard_input(
    run: Run, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = io.TextIOWrapper(io.BytesIO(b"The mayor welcomes the bridge.\nThe guild refuses it.\n"))
    monkeypatch.setattr(sys, "stdin", given)
    result = run("classify", "-", "-m", model, "--no-evidence")
    assert result.code == 0
    assert [record["id"] for record in result.records] == ["1", "2"]
    assert result.records[0]["evidence"] == []


def test_one_statement_that_a_plugin_fails_on_costs_no_other(
    run: Run, model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "many.jsonl"
    texts = ["The guild explodes." if n in (0, 37, 38) else f"Bridge {n}." for n in range(60)]
    path.write_text(
        "".join(json.dumps({"id": str(n), "text": t}) + "\n" for n, t in enumerate(texts))
    )
    calm = run("classify", path, "-m", model).records
    decide = Analyzer.classify
    calls = []

    def touchy(self: Analyzer, statements: list[Statement], **options: bool) -> list[Statement]:
        calls.append(len(statements))
        if any("explodes" in statement.text for statement in statements):
            raise ValueError("cannot\nread this")
        return decide(self, statements, **options)

    monkeypatch.setattr(Analyzer, "classify", touchy)
    result = run("classify", path, "-m", model)
    assert result.code == 1
    error = {"type": "ValueError", "message": "ValueError: cannot read this", "line": None}
    for n, record in enumerate(result.records):
        expected = {"id": str(n), "error": error} if n in (0, 37, 38) else calm[n]
        assert record == expected
    assert result.err.splitlines() == [
        *(f"stancekit: error: {n}: ValueError: cannot read this" for n in (0, 37, 38)),
        "stancekit: error: 3 of 60 statements could not be processed",
    ]
    assert len(calls) < 40  # a fault is found by halves, not by taking all apart
    for form in (("-o", tmp_path / "out.csv"), ("--format", "table")):
        assert run("classify", path, "-m", model, *form).code == 1


def test_classify_table(run: Run, model: Path, statements: Path) -> None:
    result = run("classify", statements, "-m", model, "--format", "table")
    assert "How sure" in result.out
    assert "The mayor welcomes the bridge." in result.out
    assert "\x1b" not in result.out


def test_analyze_gives_a_record_a_document(run: Run, model: Path, article: Path) -> None:
    (article.parent / "empty.txt").write_text("")
    result = run("analyze", article.parent, "-m", model, "--with-text")
    assert result.code == 1
    empty, town = result.records
    assert empty["id"] == "empty"
    assert empty["error"]["message"].startswith("is empty")
    assert (town["id"], town["title"], town["text"]) == ("town", "Town divided", ARTICLE)
    assert town["model"]["name"] == "bridge-model"
    for statement in town["statements"]:
        assert ARTICLE[statement["start"] : statement["end"]] == statement["text"]
    labels = {statement["label"] for statement in town["statements"]}
    assert {"for", "against"} <= labels
    for record in result.records:
        jsonschema.validate(record, schema("analysis"))
    assert "1 of 2 documents could not be processed" in result.err


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".parquet"])
def test_analyze_writes_files_when_whole(run: Run, model: Path, article: Path, suffix: str) -> None:
    out = article.with_name("out" + suffix)
    assert run("analyze", article, "-m", model, "-o", out) == (0, "", "")
    rows = table(out)
    if suffix == ".jsonl":
        assert [row["id"] for row in rows] == ["town"]
    else:
        assert {row["document"] for row in rows} == {"town"}
        assert "for" in {row["label"] for row in rows}
    assert not list(out.parent.glob("*.partial"))


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".parquet"])
def test_no_statement_is_a_whole_file_too(
    run: Run, model: Path, tmp_path: Path, suffix: str
) -> None:
    (tmp_path / "still.txt").write_text("Rain fell over the hills and the river rose.\n")
    out = tmp_path / ("out" + suffix)
    assert run("analyze", tmp_path / "still.txt", "-m", model, "-o", out).code == 0
    assert out.exists()
    table(out)


def test_analyze_table(run: Run, model: Path, article: Path) -> None:
    result = run("analyze", article, "-m", model, "--format", "table")
    assert result.code == 0
    lines = result.out.splitlines()
    assert lines[0] == "Town divided"
    assert "On which terms" in result.out
    assert "against" in result.out
    assert "\x1b" not in result.out


def test_an_interrupted_run_leaves_the_last_output_alone(
    run: Run, model: Path, article: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = article.with_name("out.jsonl")
    out.write_text("before\n")

    def stopped(self: Analyzer, documents: object, **_: object) -> object:
        yield from ()
        raise KeyboardInterrupt

    monkeypatch.setattr(Analyzer, "analyze_many", stopped)
    result = run("analyze", article, "-m", model, "-o", out)
    assert (result.code, result.out, result.err.strip()) == (130, "", "")
    assert out.read_text() == "before\n"
    partial = article.with_name("out.jsonl.partial")
    assert partial.exists()

    def stopped_later(analyses: object, path: Path, **_: object) -> None:
        path.write_text("the first\n")
        raise KeyboardInterrupt

    monkeypatch.setattr("stancekit.cli.exporters.write_jsonl", stopped_later)
    result = run("analyze", article, "-m", model, "-o", out)
    assert result.code == 130
    assert result.err == f"stancekit: stopped; what was written is in {partial}\n"
    assert (out.read_text(), partial.read_text()) == ("before\n", "the first\n")


def test_notices_are_lines_on_stderr(run: Run, model: Path, tmp_path: Path) -> None:
    (tmp_path / "old.txt").write_bytes("The mayor said “no” to it all.".encode("cp1252"))
    (tmp_path / "page.docx").write_text("x")
    result = run("analyze", tmp_path, "-m", model)
    assert result.code == 0
    assert all(line.startswith("stancekit: warning: ") for line in result.err.splitlines())
    assert "read as cp1252" in result.err
    assert "passed over (1 × .docx)" in result.err


def test_aliases_and_language_are_passed_on(run: Run, model: Path, article: Path) -> None:
    table_file = article.with_name("names.json")
    table_file.write_text('{"City of Lorn": ["the mayor"]}')
    result = run("analyze", article, "-m", model, "--aliases", table_file, "--language", "en")
    assert result.code == 0
    assert result.records[0]["language"] == "en"
    table_file.write_text("{")
    broken = run("analyze", article, "-m", model, "--aliases", table_file)
    assert broken.code == 1
    assert broken.err.startswith("stancekit: error: ")
    assert "names.json" in broken.err


def test_the_unit_is_passed_on(run: Run, model: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("“We will talk. We will wait,” the mayor said.", encoding="utf-8")
    for unit, count in (("sentence", 2), ("quotation", 1)):
        (record,) = run("analyze", path, "-m", model, "--unit", unit).records
        assert len(record["statements"]) == count
    assert run("analyze", path, "-m", model, "--unit", "page").code == 2


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_alias_tables_as_spreadsheets_write_them(
    run: Run, model: Path, article: Path, delimiter: str
) -> None:
    table_file = article.with_name("names.csv")
    article.write_text(
        "Ada Lorn said that it rains.\n\nThe Ferry Guild said that it refuses the bridge.\n"
    )
    rows = [("Guild of Lorn", "the Ferry Guild", "the Guild"), ("Lorn, Ada", "Ada Lorn")]
    with table_file.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream, delimiter=delimiter).writerows(rows)
    (record,) = run("analyze", article, "-m", model, "--aliases", table_file).records
    assert {stance["speaker"] for stance in record["stances"]} == {"Guild of Lorn", "Lorn, Ada"}


def test_evaluate_a_model_and_its_output(run: Run, model: Path, data: Path, tmp_path: Path) -> None:
    labelled = data / "labelled.jsonl"
    result = run("evaluate", labelled, "-m", model, "--json")
    assert result.code == 0
    assert "trained on these statements" in result.err
    figures = json.loads(result.out)["statements"]
    assert figures["macro_f1"] > 0.9
    out = tmp_path / "out.jsonl"
    assert run("classify", labelled, "-m", model, "-o", out).code == 0
    given = run(
        "evaluate", labelled, "--predictions", out, "--scheme", data / "bridge.json", "--json"
    )
    again = json.loads(given.out)["statements"]
    assert again["macro_f1"] == figures["macro_f1"]
    assert given.err == ""
    shown = run("evaluate", labelled, "-m", model)
    assert "macro-F1" in shown.out
    assert "95 % interval" in shown.out


def limit_for_one(run: Run, model: Path, path: Path) -> str:
    """Return an ``--abstain`` that leaves just the least sure statement without a label."""
    records = run("classify", path, "-m", model).records
    least, next_one, *_ = sorted(max(record["probabilities"].values()) for record in records)
    return str((least + next_one) / 2)


def test_what_is_in_doubt_gets_no_label(
    run: Run, model: Path, statements: Path, article: Path, tmp_path: Path
) -> None:
    statements.write_text(
        '{"id": "a", "text": "The guild refuses the bridge."}\n'
        '{"id": "b", "text": "The guild refuses, welcomes the bridge."}\n'
    )
    limit = limit_for_one(run, model, statements)
    sure, vague = run("classify", statements, "-m", model, "--abstain", limit).records
    assert (sure["label"], vague["label"]) == ("against", None)
    for record in (sure, vague):
        jsonschema.validate(record, schema("classification"))
        assert sum(record["probabilities"].values()) == pytest.approx(1)
        assert record["label_set"]
    shown = run("classify", statements, "-m", model, "--abstain", limit, "--format", "table").out
    assert re.search(r"^ +b +\(in doubt\) +–\n", shown, re.MULTILINE)
    for suffix in (".csv", ".parquet"):
        out = tmp_path / f"out{suffix}"
        assert run("classify", statements, "-m", model, "--abstain", limit, "-o", out).code == 0
        assert [row["label"] or None for row in table(out)] == ["against", None]
    article.write_text(
        "“The council refuses the bridge,” Ada Lorn said. "
        "“The council refuses, welcomes the bridge,” Cal Tarn said.\n"
    )
    (record,) = run("analyze", article, "-m", model, "--abstain", limit).records
    jsonschema.validate(record, schema("analysis"))
    assert [item["label"] for item in record["statements"]] == ["against", None]
    assert [item["speaker"] for item in record["stances"]] == ["Ada Lorn"]
    shown = run("analyze", article, "-m", model, "--abstain", limit, "--format", "table").out
    assert re.search(r"2 +Cal Tarn +\(in doubt\) +–", shown)


def test_evaluate_tells_what_abstaining_costs_and_brings(
    run: Run, model: Path, data: Path, tmp_path: Path
) -> None:
    path, out = tmp_path / "gold.jsonl", tmp_path / "out.jsonl"
    records = [
        {"id": "a", "text": "The guild refuses the bridge.", "label": "against"},
        {"id": "b", "text": "The mayor welcomes the bridge.", "label": "for"},
        {"id": "c", "text": "The guild refuses, welcomes the bridge.", "label": "for"},
    ]
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    given = ("evaluate", path, "-m", model)
    limit = limit_for_one(run, model, path)
    plain, strict = (
        json.loads(run(*given, *more, "--json").out)["statements"]
        for more in ((), ("--abstain", limit))
    )
    assert "answered" not in plain
    assert strict["answered"]["coverage"] == pytest.approx(2 / 3)
    assert strict["answered"]["accuracy"] == 1
    assert strict["accuracy"] == pytest.approx(2 / 3)
    for name in ("calibration", "risk_coverage", "set_coverage"):
        assert strict[name] == plain[name]
    shown = run(*given, "--abstain", limit).out
    assert re.search(r"with a label +0\.667 .*\n +accuracy of those +1\.000\n", shown)
    assert re.search(r"calibration error +0\.\d+ +perfect probabilities would show", shown)
    told = re.search(r"errors at 70% coverage +0\.\d+ +--abstain (0\.\d+)\n", shown)
    assert told is not None
    points = {point["coverage"]: point for point in plain["risk_coverage"]["points"]}
    assert points[0.7]["probability"] - 0.001 < float(told[1]) <= points[0.7]["probability"]
    # The output carries its own abstentions.
    run("classify", path, "-m", model, "--abstain", limit, "-o", out)
    scheme = ("--scheme", data / "bridge.json")
    again = run("evaluate", path, "--predictions", out, *scheme, "--json").out
    assert json.loads(again)["statements"] == strict


def test_evaluate_documents(run: Run, model: Path, data: Path, tmp_path: Path) -> None:
    start = ARTICLE.index("“The council")
    gold = {
        "id": "town",
        "text": ARTICLE,
        "statements": [
            {
                "start": start,
                "end": ARTICLE.index("Monday.") + 7,
                "label": "against",
                "speaker": "Ada Lorn",
                "kind": "direct",
                "conditions": [],
            }
        ],
        "document_stance": {"Ada Lorn": "against"},
    }
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(gold))
    result = run("evaluate", path, "-m", model, "--json")
    assert result.code == 0, result.err
    figures = json.loads(result.out)["documents"]
    assert figures["statements"]["recall"] == 1
    assert figures["label_accuracy_matched"] == 1
    shown = run("evaluate", path, "-m", model).out
    assert "Documents: 1" in shown
    assert re.search(r"confidence 0\.\d to \d\.\d +1\.000   right, of 1\n", shown)
    # What nobody annotated is no score of nought.
    assert re.search(r"counterparts of those, F1 +– +none is annotated\n +labels", shown)
    assert re.search(r"conditions, F1 +– +none is annotated\n", shown)
    assert re.search(r"stances of speakers +1\.000", shown)
    assert figures["annotated"] == {"conditions": 0, "counterparts": 0, "stances": 1}


def test_train_tells_what_is_wrong(run: Run, data: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"id": "a", "text": "x", "label": "perhaps"}\n{"id": "b", "label": "for"}\n')
    out = tmp_path / "m"
    result = run("train", bad, "--scheme", data / "bridge.json", "-o", out)
    assert result.code == 1
    assert "'perhaps'" in result.err
    assert all(line.startswith("stancekit: error: ") for line in result.err.splitlines())
    assert not out.exists()
    (tmp_path / "s.json").write_text('{"name": "x", "labels": ["a"]}')
    for scheme, message in (("s.json", "null_label"), ("none.json", "can't be read")):
        result = run("train", bad, "--scheme", tmp_path / scheme, "-o", out)
        assert result.code == 1
        assert message in result.err
    text_file = tmp_path / "x.txt"
    text_file.write_text("id,text,label\n")
    assert "labelled data are a .jsonl, .csv" in run("train", text_file, "-o", out).err


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_labelled_tables_serve_as_well(
    run: Run, model: Path, data: Path, tmp_path: Path, suffix: str
) -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.read_json(data / "labelled.jsonl", lines=True)
    frame["note"] = "beside"
    path = tmp_path / f"labelled{suffix}"
    if suffix == ".csv":
        frame.rename(columns={"id": "ID", "label": "Label"}).to_csv(path, sep=";", index=False)
    else:
        frame.to_parquet(path)
    scheme = data / "bridge.json"
    made = tmp_path / "made"
    result = run("train", path, "--scheme", scheme, "-o", made, "--folds", "0")
    assert (result.code, result.err) == (0, "")
    # The same statements make the same model, whatever they are read from.
    arrays = [(folder / "arrays.safetensors").read_bytes() for folder in (made, model)]
    assert arrays[0] == arrays[1]
    scores = [
        json.loads(run("evaluate", file, "-m", model, "--json").out)
        for file in (path, data / "labelled.jsonl")
    ]
    assert scores[0] == scores[1]


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", "-", "- csv"])
def test_labelled_data_with_names_of_their_own(
    run: Run,
    model: Path,
    data: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    suffix: str,
) -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.read_json(data / "labelled.jsonl", lines=True)
    frame = frame.rename(columns={"text": "Tweet", "label": "Stance"})
    content = (
        frame.to_csv(index=False)
        if suffix.endswith("csv")
        else frame.to_json(orient="records", lines=True)
    ).encode()
    path: Path | str = tmp_path / f"mine{suffix}"
    if isinstance(path, Path) and not suffix.startswith("-"):
        path.write_bytes(content)
    else:
        path = "-"
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    names = ("--field", "text=Tweet", "--field", "label=Stance", "--scheme", data / "bridge.json")
    made = tmp_path / "made"
    result = run("train", path, *names, "-o", made, "--folds", "0")
    assert (result.code, result.err) == (0, "")
    arrays = [(folder / "arrays.safetensors").read_bytes() for folder in (made, model)]
    assert arrays[0] == arrays[1]
    if suffix == ".csv":  # the card names what the user gave
        assert "| data | mine.csv |" in run("models", "show", made).out


def test_a_wrong_scheme_is_told_once(run: Run, data: Path, tmp_path: Path) -> None:
    result = run("train", data / "labelled.jsonl", "-o", tmp_path / "m")
    (line,) = result.err.splitlines()
    assert "has the labels against, for, none, but scheme 'diplomacy' has pro-dip" in line
    assert "--scheme" in line


def test_rows_of_a_table(run: Run, model: Path, article: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    found = {}
    for rows in ("statements", "stances", "conditions"):
        assert run("analyze", article, "-m", model, "-o", out, "--rows", rows).code == 0
        found[rows] = list(csv.DictReader(io.StringIO(out.read_text())))
    (record,) = run("analyze", article, "-m", model).records
    for rows in ("statements", "stances"):
        assert [(row["speaker"], row["label"]) for row in found[rows]] == [
            (item["speaker"] or "", item["label"]) for item in record[rows]
        ]
    assert found["stances"]
    for rows in found:
        piped = run("analyze", article, "-m", model, "--format", "csv", "--rows", rows).out
        assert list(csv.DictReader(io.StringIO(piped))) == found[rows]
    wrong = run("analyze", article, "--format", "csv", "--with-text")
    assert (wrong.code, "--with-text needs --format jsonl" in wrong.err) == (2, True)
    assert "start" not in found["stances"][0]
    for output in ([], ["-o", tmp_path / "out.jsonl"]):
        result = run("analyze", article, "-m", model, "--rows", "stances", *output)
        assert result.code == 2
        assert "--rows needs -o with a .csv or .parquet file" in result.err


def test_csv_into_a_pipe(run: Run, model: Path, statements: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    run("classify", statements, "-m", model, "-o", out)
    for given in ([], ["-o", "-"]):
        piped = run("classify", statements, "-m", model, "--format", "csv", *given)
        assert piped.out.splitlines() == out.read_text().splitlines()
    wrong = run("classify", statements, "--format", "csv", "--keep")
    assert (wrong.code, "--keep needs JSONL" in wrong.err) == (2, True)


def test_a_table_where_records_are_needed(run: Run, data: Path, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("id,label\n")
    for given in (
        ("aliases", "propose", path),
        (
            "evaluate",
            data / "labelled.jsonl",
            "--predictions",
            path,
            "--scheme",
            data / "bridge.json",
        ),
    ):
        result = run(*given)
        assert result.code == 1
        assert "out.csv: is a table; write the output as JSONL (-o out.jsonl)" in result.err


def test_names_of_fields_on_the_command_line(run: Run, model: Path, tmp_path: Path) -> None:
    path = tmp_path / "archive.csv"
    path.write_text('No;Body;Day\n1;"Ada Lorn said she refuses the bridge.";May 3, 2031\n')
    names = ("--field", "id=No", "--field", "text=Body", "--field", "date=Day")
    result = run("analyze", path, "-m", model, *names)
    assert (result.code, result.err) == (0, "")
    assert [(r["id"], r["date"]) for r in result.records] == [("1", "2031-05-03")]
    (record,) = run("classify", path, "-m", model, *names[:4]).records
    assert (record["id"], record["label"]) == ("1", "against")
    for wrong, message in (
        ("body=Body", "no field is called 'body'; there are id, text,"),
        ("text", "'text' isn't of the form text=Body"),
        ("text=", "isn't of the form"),
    ):
        result = run("analyze", path, "--field", wrong)
        assert result.code == 2
        assert message in result.err
    twice = run("analyze", path, "--field", "text=a", "--field", "text=b")
    assert "'text' is given twice" in twice.err


def test_a_scheme_of_two_positions(run: Run, data: Path, tmp_path: Path) -> None:
    rows = [json.loads(line) for line in (data / "labelled.jsonl").read_text().splitlines()]
    path, scheme, made = tmp_path / "vote.jsonl", tmp_path / "vote.json", tmp_path / "vote"
    chosen = [json.dumps(row) for row in rows if row["label"] != "none"]
    path.write_text("\n".join(chosen))
    scheme.write_text('{"name": "vote", "labels": ["for", "against"], "null_label": null}')
    result = run("train", path, "--scheme", scheme, "-o", made, "--folds", "0")
    assert (result.code, result.err) == (0, "")
    assert "Every label is a position." in run("models", "show", made).out
    article = tmp_path / "a.txt"
    article.write_text("Ada Lorn said that she refuses the bridge plan.\n")
    shown = run("analyze", article, "-m", made, "--format", "table").out
    assert re.search(r"Ada Lorn +against", shown)
    assert "no position" not in shown
    assert run("evaluate", path, "-m", made, "--json").code == 0


def test_blanks_around_labels_of_a_table_dont_count(run: Run, data: Path, tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    rows = [json.loads(line) for line in (data / "labelled.jsonl").read_text().splitlines()]
    lines = [f'{number},"{row["text"]}",{row["label"]} ' for number, row in enumerate(rows)]
    path.write_text("\n".join(["id,text,label", *lines]))
    given = ("train", path, "--scheme", data / "bridge.json", "-o", tmp_path / "m")
    assert run(*given, "--folds", "0").code == 0


def test_faults_of_a_labelled_table_name_its_lines(run: Run, data: Path, tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text('id,text,label\na,"Yes,\nplease.",for\nb,No.,gainst\nb,No.,against\n')
    given = ("train", path, "--scheme", data / "bridge.json", "-o", tmp_path / "m")
    label, twice = run(*given).err.splitlines()
    assert label.startswith(f"stancekit: error: {path}:4: record 'b': unknown label 'gainst'")
    assert twice.startswith(f"stancekit: error: {path}:5: record 'b': line 4 has the same 'id'")
    path.write_text("id,text,label\na,b,c,d\n")
    (fields,) = run(*given).err.splitlines()
    assert fields.startswith(f"stancekit: error: {path}:2: has 4 fields")


def test_labelled_data_from_standard_input(
    run: Run, model: Path, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def give(content: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))

    content = (data / "labelled.jsonl").read_bytes()
    scheme = ("--scheme", data / "bridge.json")
    give(b"\xef\xbb\xbf" + content)
    result = run("train", "-", *scheme, "-o", tmp_path / "made", "--folds", "0")
    assert (result.code, result.err) == (0, "")
    arrays = [(folder / "arrays.safetensors").read_bytes() for folder in (tmp_path / "made", model)]
    assert arrays[0] == arrays[1]
    give(content)
    scored = json.loads(run("evaluate", "-", "-m", model, "--json").out)
    assert scored == json.loads(run("evaluate", data / "labelled.jsonl", "-m", model, "--json").out)
    for faulty, message in (
        (content + b'\n{"id": "b", "te', f":{len(content.splitlines()) + 2}: not valid JSON"),
        (b"The mayor waits.\n", ": labelled data on standard input are JSONL"),
        (b" \n", ": is empty"),
        (b'{"id": "a",\n"caf\xe9', ":2: isn't UTF-8"),
    ):
        give(faulty)
        result = run("train", "-", *scheme, "-o", tmp_path / "none")
        assert result.code == 1
        assert result.err.startswith(f"stancekit: error: <stdin>{message}"), result.err
        assert len(result.err.splitlines()) == 1


def test_models(run: Run, model: Path, tmp_path: Path) -> None:
    listed = json.loads(run("models", "--json").out)["models"]
    assert "diplomacy-base" in [row["name"] for row in listed]
    assert run("models", "verify", model).code == 0
    assert "bridge-model" in run("models", "show", model).out
    manifest = json.loads(run("models", "show", model, "--json").out)
    assert manifest["scheme"]["labels"] == ["for", "against", "none"]
    other = run("models", "verify", model, "--sources")
    assert other.code == 1
    assert "was made from other seeds than those at hand" in other.err
    missing = run("models", "show", "nowhere")
    assert missing.code == 1
    assert "no model 'nowhere'" in missing.err


def test_a_tampered_model_is_refused(run: Run, model: Path, article: Path, tmp_path: Path) -> None:
    import shutil

    copy = tmp_path / "copy"
    shutil.copytree(model, copy)
    arrays = copy / "arrays.safetensors"
    content = bytearray(arrays.read_bytes())
    content[-1] ^= 1
    arrays.write_bytes(bytes(content))
    for command in (["models", "verify", copy], ["analyze", article, "-m", copy]):
        result = run(*command)
        assert (result.code, result.out) == (1, "")
        assert result.err.count("\n") == 1
        assert result.err.startswith("stancekit: error: ")


def test_a_folder_with_its_own_output_is_read_without_it(
    run: Run, model: Path, article: Path
) -> None:
    out = article.with_name("out.jsonl")
    given = ("analyze", article.parent, "-m", model, "-o", out)
    assert run(*given) == (0, "", "")
    first = out.read_bytes()
    again = run(*given)
    assert again.code == 0
    told = f"stancekit: warning: {out}: is the output of this run, so it isn't read\n"
    assert again.err == told
    assert out.read_bytes() == first
    assert run("classify", article.parent, "-m", model, "-o", out).err == told


def test_an_output_never_replaces_the_input(run: Run, model: Path, statements: Path) -> None:
    before = statements.read_bytes()
    for command in ("analyze", "classify"):
        result = run(command, statements, "-m", model, "-o", statements)
        assert result.code == 2
        assert "would replace what is to be read" in result.err
    assert statements.read_bytes() == before
