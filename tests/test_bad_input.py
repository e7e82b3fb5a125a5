"""Every bad input, through the real command line: one clear line each, and nothing else lost."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema
import pytest

import stancekit
from stancekit.cli import main
from stancekit.errors import PluginError

GOOD = "The mayor of Lorn said that she was ready for talks with Vesk."
FIRST, LAST = {"id": "first", "text": GOOD}, {"id": "last", "text": GOOD}
_TRACEBACK = re.compile(r"Traceback|File \"|^ ", re.MULTILINE)


class Result(NamedTuple):
    code: int
    out: bytes
    err: str

    @property
    def records(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Result]


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Call the command line in this process, its output taken at the file descriptors."""

    def call(*args: object) -> Result:
        capfdbinary.readouterr()
        with pytest.raises(SystemExit) as caught:
            main([str(arg) for arg in args])
        out, err = capfdbinary.readouterr()
        assert isinstance(caught.value.code, int)
        return Result(caught.value.code, out, err.decode())

    return call


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small model of the shipped scheme: what it decides doesn't matter here."""
    folder = tmp_path_factory.mktemp("bad")
    phrases = {
        "pro-diplomacy": "welcomes talks with",
        "rejection": "refuses talks with",
        "conditional": "will talk only if the siege ends, it told",
        "no-stance": "opened a school near",
    }
    lines = [
        json.dumps({"id": f"{label}{n}", "text": f"{who} {words} Vesk.", "label": label})
        for label, words in phrases.items()
        for n, who in enumerate(("The mayor", "The guild", "Ada Lorn", "The council"))
    ]
    (folder / "labelled.jsonl").write_text("\n".join(lines))
    with pytest.raises(SystemExit) as caught:
        main(["train", str(folder / "labelled.jsonl"), "-o", str(folder / "m"), "--folds", "0"])
    assert caught.value.code == 0
    return folder / "m"


def schema(name: str) -> dict[str, Any]:
    path = Path(stancekit.__file__).parent / "schemas" / f"{name}.json"
    loaded: dict[str, Any] = json.loads(path.read_text())
    return loaded


def told(result: Result) -> list[str]:
    """Return the lines on stderr, each of which must be one of ours."""
    assert not _TRACEBACK.search(result.err)
    lines = result.err.splitlines()
    assert all(line.startswith(("stancekit: error: ", "stancekit: warning: ")) for line in lines)
    return lines


# A line of a JSONL file, between two good ones -> what is said of it.
LINES: dict[str, tuple[bytes, str]] = {
    "truncated": (b'{"id": "b", "text": "He sa', "isn't valid JSON (Unterminated string"),
    "no text": (b'{"id": "b"}', "record 'b': a {} needs the field 'text'"),
    "no id": (b'{"text": "He said so."}', "a {} needs the field 'id'"),
    "neither": (b"{}", "a {} needs the fields 'id' and 'text'"),
    "duplicate": (b'{"id": "first", "text": "Again."}', "the id 'first' was used before; give"),
    "surrogate": (b'{"id": "b", "text": "x \\ud800 y"}', r"holds a lone surrogate (\ud800); re-ex"),
    "surrogate id": (b'{"id": "\\udfff", "text": "x"}', r"holds a lone surrogate (\udfff); re-exp"),
    "NaN id": (b'{"id": NaN, "text": "x"}', "a {}'s 'id' is a non-empty string, not nan"),
    "fraction id": (b'{"id": 1.5, "text": "x"}', "a {}'s 'id' is a non-empty string, not 1.5"),
    "true id": (b'{"id": true, "text": "x"}', "a {}'s 'id' is a non-empty string, not True"),
    "null id": (b'{"id": null, "text": "x"}', "a {}'s 'id' is a non-empty string, not None"),
    "empty id": (b'{"id": "", "text": "x"}', "a {}'s 'id' is a non-empty string, not ''"),
    "NaN text": (b'{"id": "b", "text": NaN}', "record 'b': a {}'s 'text' is a string, not float"),
    "list text": (b'{"id": "b", "text": ["x"]}', "record 'b': a {}'s 'text' is a string, not list"),
    "blank text": (b'{"id": "b", "text": " "}', "record 'b': the text is empty; leave the record"),
    "list": (b"[1, 2]", "a record is a JSON object such as"),
    "string": (b'"talks"', "not a string"),
    "Latin-1": (b'{"id": "b", "text": "caf\xe9"}', "isn't UTF-8 (byte 0xe9 at 24 of the line); re"),
    "NUL": (b'{"id": "b", "text": "a\0"}', "is binary, not JSON (a NUL byte)"),
    "deep": (b'{"id": "b", "text": ' + b"[" * 100_000, "is nested too deeply"),
    "digits": (b'{"id": ' + b"9" * 5000 + b', "text": "x"}', "a number of thousands of digits"),
}
DOCUMENT_LINES: dict[str, tuple[bytes, str]] = {
    "date": (b'{"id": "b", "text": "x", "date": "3/5/2031"}', "record 'b': 'date' must be ISO"),
    "number date": (b'{"id": "b", "text": "x", "date": 2031}', "'date' is a string or null, not"),
    "meta": (b'{"id": "b", "text": "x", "meta": [1]}', "a document's 'meta' is an object"),
}


@pytest.mark.parametrize(
    ("command", "name"),
    [("analyze", name) for name in (*LINES, *DOCUMENT_LINES)]
    + [("classify", name) for name in LINES],
)
def test_a_bad_line_between_good_ones(
    run: Run, model: Path, tmp_path: Path, command: str, name: str
) -> None:
    content, message = (LINES | DOCUMENT_LINES)[name]
    path = tmp_path / "news.jsonl"
    path.write_bytes(b"\n".join([json.dumps(FIRST).encode(), content, json.dumps(LAST).encode()]))
    result = run(command, path, "-m", model)
    what = {"analyze": "document", "classify": "statement"}[command]
    error, count = told(result)
    assert result.code == 1
    assert error.startswith(f"stancekit: error: {path}:2: ")
    assert message.format(what) in error
    assert len(error) < 300 + len(str(path))
    assert count == f"stancekit: error: 1 of 3 {what}s could not be processed"
    first, bad, last = result.records
    assert (first["id"], last["id"]) == ("first", "last")
    assert bad["error"]["line"] == 2
    assert set(bad) == {"id", "error"}
    for record in result.records:
        jsonschema.validate(
            record, schema("analysis" if command == "analyze" else "classification")
        )
    # What surrounds it is the same as without it.
    path.write_bytes(b"\n".join([json.dumps(FIRST).encode(), json.dumps(LAST).encode()]))
    alone = run(command, path, "-m", model)
    assert alone.code == 0
    assert alone.records == [first, last]


# A file, beside good ones -> what is said of it.
FILES: dict[str, tuple[str, bytes, str]] = {
    "empty": ("m.txt", b"", "is empty; leave it out, or export it again"),
    "blank": ("m.txt", b" \r\n\t", "is empty"),
    "binary": ("m.txt", bytes(range(256)), "is a binary file, not text (a NUL byte at 0); export"),
    "PDF": ("m.txt", b"%PDF-1.7 x", "is a PDF file, not text; export it as text first"),
    "damaged": ("m.txt", "“Zoë” né".encode() + b"\xff said", "is damaged UTF-8 (byte 0xff at"),
    "cut UTF-16": ("m.txt", b"\xff\xfea\0b", "begins like utf-16 but breaks it at byte 4; re-ex"),
    "empty JSONL": ("m.jsonl", b"\n", "is empty"),
    "cut JSON": ("m.json", b'[{"id": "a", "te', "isn't valid JSON"),
    "empty CSV": ("m.csv", b"", "is empty"),
    "header alone": ("m.csv", b"id,text\n", "has a header but no row"),
    "no text column": ("m.csv", b"id,body\n1,x\n", "has no column 'text'; it has id, body: rename"),
    "wild header": ("m.csv", b"id\ta\x1b[2J\x0cb\n1\tx\n", r"it has id, a\x1b[2J\x0cb: rename"),
    "two text columns": ("m.csv", b"id,Text,text,text\n1,x,y,z\n", "has two columns 'text'"),
    "binary CSV": ("m.csv", b"id,text\n1,\0\n", "is a binary file"),
    "not Parquet": ("m.parquet", b"PAR1 no", "isn't a readable Parquet file"),
    "empty Parquet": ("m.parquet", b"", "isn't a readable Parquet file"),
    "empty page": ("m.html", b"", "is empty"),
    "bare page": ("m.html", b"<html><body></body></html>", "no article text was found in it; save"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_bad_file_beside_good_ones(run: Run, model: Path, tmp_path: Path, name: str) -> None:
    file, content, message = FILES[name]
    (tmp_path / "a.txt").write_text(GOOD)
    (tmp_path / file).write_bytes(content)
    (tmp_path / "z.jsonl").write_text(json.dumps(LAST))
    result = run("analyze", tmp_path, "-m", model)
    error, count = told(result)
    assert result.code == 1
    assert error.startswith(f"stancekit: error: {tmp_path / file}:")
    assert message in error
    assert count == "stancekit: error: 1 of 3 documents could not be processed"
    first, bad, last = result.records
    assert (first["id"], last["id"]) == ("a", "last")
    assert "error" in bad
    assert [item["text"] for item in first["statements"]] == [GOOD]
    for record in result.records:
        jsonschema.validate(record, schema("analysis"))


def test_what_is_named_but_cannot_be_read(run: Run, model: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(GOOD)
    (tmp_path / "b.docx").write_bytes(b"PK\3\4")
    (tmp_path / "bare").mkdir()
    (tmp_path / "bare" / "c.docx").write_bytes(b"x")
    names = ["none.txt", "a.txt", "b.docx", "bare"]
    result = run("analyze", *(tmp_path / name for name in names), "-m", model)
    passed, missing, suffix, bare, count = told(result)
    assert result.code == 1
    assert "files of other kinds were passed over (1 × .docx)" in passed
    assert missing == f"stancekit: error: {tmp_path / 'none.txt'}: not found; check the path"
    assert f"{tmp_path / 'b.docx'}: no reader for '.docx' files; convert it to one of" in suffix
    assert f"{tmp_path / 'bare'}: holds no file that can be read; there are readers for" in bare
    assert "3 of 4 documents" in count
    assert [record["id"] for record in result.records] == ["none", "a", "b", "bare"]


TABLE = """id,text,date
first,{good},2031-05-03
b,{good},03/05/2031
c,He said so, twice,2031-05-03
d,"He said so,2031-05-03
last,{good},
"""


def test_bad_rows_of_a_table(run: Run, model: Path, tmp_path: Path) -> None:
    path = tmp_path / "news.csv"
    path.write_text(TABLE.format(good=GOOD))
    result = run("analyze", path, "-m", model)
    date, fields, quote, count = told(result)
    assert f"{path}:3: record 'b': 'date' must be ISO 8601 such as 2025-03-09" in date
    assert f"{path}:4: has 4 fields, the header 3; put quotation marks around" in fields
    assert f"{path}:5: isn't a CSV row" in quote
    assert "mend its quotation marks" in quote
    assert "3 of 5 documents" in count
    assert [r["id"] for r in result.records if "error" not in r] == ["first", "last"]


def test_another_encoding_is_read_and_said_so(run: Run, model: Path, tmp_path: Path) -> None:
    path = tmp_path / "old.txt"
    path.write_bytes("The mayor said “no” to the café.".encode("cp1252"))
    result = run("analyze", path, "-m", model, "--with-text")
    assert result.code == 0
    assert told(result) == [
        f"stancekit: warning: {path}: not UTF-8 (byte 0x93 at 15); read as cp1252"
    ]
    assert result.records[0]["text"] == "The mayor said “no” to the café."


@pytest.mark.slow
@pytest.mark.parametrize("command", ["analyze", "classify"])
@pytest.mark.parametrize("readable", [True, False])
def test_a_line_of_50_megabytes(
    run: Run, model: Path, tmp_path: Path, command: str, readable: bool
) -> None:
    path = tmp_path / "long.jsonl"
    long = "x" * 52_000_000
    middle = json.dumps({"id": "long", "text": long}) if readable else long
    path.write_text("\n".join([json.dumps(FIRST), middle, json.dumps(LAST)]))
    result = run(command, path, "-m", model, "-o", tmp_path / "out.jsonl")
    records = [json.loads(line) for line in (tmp_path / "out.jsonl").read_bytes().splitlines()]
    assert len(records) == 3
    assert (records[0]["id"], records[2]["id"]) == ("first", "last")
    assert result.code == (0 if readable else 1)
    assert len(result.err) < 500 + 2 * len(str(path))
    told(result)


@pytest.mark.parametrize("command", ["train", "evaluate"])
def test_bad_labels(run: Run, model: Path, tmp_path: Path, command: str) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text(
        '{"id": "a", "text": "We will talk.", "label": "pro-diplomacy"}\n'
        '{"id": "b", "text": "We will see.", "label": "maybe"}\n'
        '{"id": "a", "text": "Never.", "label": "rejection"}\n'
        '{"id": "c", "te\n'
        '{"id": "d", "text": "No label."}\n'
    )
    given = ("-o", tmp_path / "made") if command == "train" else ("-m", model)
    result = run(command, path, *given)
    label, twice, cut, none = told(result)
    assert (result.code, result.out) == (1, b"")
    assert f"{path}:2: record 'b': unknown label 'maybe'; scheme 'diplomacy' has pro-" in label
    assert f"{path}:3: record 'a': line 1 has the same 'id'" in twice
    assert f"{path}:4: not valid JSON: Unterminated string starting at column 13" in cut
    assert f"{path}:5: record 'd': " in none
    assert not (tmp_path / "made").exists()


def test_one_label_is_too_few(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text('{"id": "a", "text": "We will talk.", "label": "pro-diplomacy"}\n')
    result = run("train", path, "-o", tmp_path / "made", "--folds", "0")
    assert result.code == 1
    assert told(result) == [
        "stancekit: error: all statements carry the label 'pro-diplomacy'; it takes two or more; "
        "add data"
    ]


@pytest.mark.parametrize("name", ["folder", "file.txt"])
def test_a_place_that_is_taken_is_refused_before_the_work(
    run: Run, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "notes.txt").write_text("mine")
    (tmp_path / "file.txt").write_text("mine")
    monkeypatch.setattr("stancekit.modelling.training.train_from_seeds", None)
    result = run("train", "-o", tmp_path / name)
    (line,) = told(result)
    assert result.code == 1
    assert line.startswith(f"stancekit: error: {tmp_path / name}: ")
    assert line.endswith("a model needs a folder of its own")
    assert (tmp_path / "folder" / "notes.txt").read_text() == "mine"


def tamper_bit(folder: Path) -> None:
    arrays = folder / "arrays.safetensors"
    content = bytearray(arrays.read_bytes())
    content[-1] ^= 1
    arrays.write_bytes(bytes(content))


def tamper_cut(folder: Path) -> None:
    arrays = folder / "arrays.safetensors"
    arrays.write_bytes(arrays.read_bytes()[:-100])


def tamper_missing(folder: Path) -> None:
    (folder / "arrays.safetensors").unlink()


def tamper_json(folder: Path) -> None:
    (folder / "manifest.json").write_text("{")


def tamper_label(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["scheme"]["labels"] = manifest["scheme"]["labels"][::-1][:-1]
    (folder / "manifest.json").write_text(json.dumps(manifest))


@pytest.mark.parametrize(
    "tamper", [tamper_bit, tamper_cut, tamper_missing, tamper_json, tamper_label]
)
def test_a_tampered_model(
    run: Run, model: Path, tmp_path: Path, tamper: Callable[[Path], None]
) -> None:
    copy, given = tmp_path / "copy", tmp_path / "a.txt"
    shutil.copytree(model, copy)
    tamper(copy)
    given.write_text(GOOD)
    out = tmp_path / "out.jsonl"
    out.write_text("before\n")
    for command in ("analyze", "classify"):
        result = run(command, given, "-m", copy, "-o", out)
        (line,) = told(result)
        assert (result.code, result.out) == (1, b"")
        assert str(copy) in line
        assert out.read_text() == "before\n"


PLUGINS: dict[str, tuple[str, str]] = {
    "import": ("import nowhere_at_all\n", "ModuleNotFoundError: No module named"),
    "syntax": ("def (\n", "SyntaxError"),
    "exit": ("raise SystemExit(3)\n", "it ends the program (SystemExit: 3)"),
    "misspelt": (
        "from stancekit.plugin import hookimpl\n\n@hookimpl\ndef stancekit_reader():\n    pass\n",
        "unknown hook 'stancekit_reader'; did you mean stancekit_readers?",
    ),
    "nothing": ("x = 1\n", "registers nothing; it needs a function with @hookimpl"),
}


@pytest.mark.parametrize("name", PLUGINS)
def test_a_broken_script(run: Run, model: Path, tmp_path: Path, name: str) -> None:
    content, message = PLUGINS[name]
    script, given = tmp_path / "extra.py", tmp_path / "a.txt"
    script.write_text(content)
    given.write_text(GOOD)
    result = run("analyze", given, "-m", model, "--plugin", script)
    (line,) = told(result)
    assert (result.code, result.out) == (1, b"")
    assert f"plugin {script}: " in line
    assert message in line


FAULTY = """
from stancekit.plugin import Component, hookimpl

@hookimpl
def stancekit_readers():
    return [Component(".gone", f"{__name__}:gone"), Component(".odd", f"{__name__}:odd")]

@hookimpl
def stancekit_statement_extractors():
    return [Component("touchy", f"{__name__}:Touchy")]

def odd(source):
    raise KeyError("no\\nluck")

class Touchy:
    def extract(self, document):
        if "Vesk" not in document.text:
            raise KeyError("no\\nluck")
        return []
"""


def test_a_plugin_that_fails_while_it_runs_costs_its_own_files_alone(
    run: Run, model: Path, tmp_path: Path
) -> None:
    script, folder = tmp_path / "faulty.py", tmp_path / "news"
    script.write_text(FAULTY)
    folder.mkdir()
    for name, text in {"a.gone": "x", "b.odd": "x", "c.txt": GOOD}.items():
        (folder / name).write_text(text)
    result = run("analyze", folder, "-m", model, "--plugin", script)
    gone, odd, count = told(result)
    assert result.code == 1
    assert f"{folder / 'a.gone'}: reader '.gone' of {script} can't be imported" in gone
    assert f"{folder / 'b.odd'}: the reader of '.odd' files failed: KeyError" in odd
    assert "2 of 3 documents" in count
    assert [r["id"] for r in result.records if "error" not in r] == ["c"]
    (folder / "b.txt").write_text("Nobody said so.")
    chosen = ("--plugin", script, "--extractor", "touchy")
    result = run("analyze", folder / "b.txt", folder / "c.txt", "-m", model, *chosen)
    failed, count = told(result)
    assert "b: statement extractor Touchy of faulty.py failed: KeyError: " in failed
    assert [("error" in r, r["id"]) for r in result.records] == [(True, "b"), (False, "c")]


@pytest.mark.parametrize(
    ("hook", "name", "args"),
    [
        ("exporters", ".bad", ("-o", "out.bad")),
        ("statement_extractors", "bad", ("--extractor", "bad")),
        ("alias_tables", "bad", ("--aliases", "bad")),
        ("models", "bad", ("-m", "bad")),
    ],
)
def test_a_plugin_that_fails_at_once_is_one_line_that_names_it(
    run: Run,
    model: Path,
    tmp_path: Path,
    hook: str,
    name: str,
    args: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("bad.py").write_text(
        "from stancekit.plugin import Component, hookimpl\n\n@hookimpl\n"
        f"def stancekit_{hook}():\n"
        f'    return [Component("{name}", f"{{__name__}}:bad")]\n\n'
        'def bad(*_, **__):\n    raise KeyError("no luck")\n\n'
        "bad.items = bad\n"
    )
    Path("a.txt").write_text(GOOD)
    given = args if "-m" in args else (*args, "-m", model)
    result = run("analyze", "a.txt", *given, "--plugin", "bad.py")
    (line,) = told(result)
    assert (result.code, result.out) == (1, b"")
    assert "KeyError: 'no luck'" in line or "alias" in line
    assert "bad" in line
    monkeypatch.setenv("STANCEKIT_TRACEBACK", "1")
    if "bad.py, line" in line:
        with pytest.raises((KeyError, PluginError)):
            main(["analyze", "a.txt", *map(str, given), "--plugin", "bad.py"])


BAD_CALLS: dict[str, tuple[list[str], int, str]] = {
    "missing folder": (["-o", "none/out.jsonl"], 2, "-o none/out.jsonl: there is no folder none"),
    "folder": (["-o", "."], 2, "the suffix must be one of .jsonl, .csv, .parquet"),
    "suffix": (["-o", "out.xlsx"], 2, "the suffix must be one of .jsonl, .csv, .parquet"),
    "own input": (["-o", "a.jsonl"], 2, "would replace what is to be read"),
    "taken": (["-o", "taken.jsonl"], 1, "taken.jsonl.partial: "),
    "cut aliases": (["--aliases", "cut.json"], 1, "cut.json:1: isn't JSON"),
    "list aliases": (["--aliases", "list.json"], 1, "list.json: an alias table is an object such"),
    "number aliases": (["--aliases", "five.json"], 1, "the aliases of 'Lorn' are a list of names"),
    "no aliases": (["--aliases", "none.json"], 1, "none.json: can't be read"),
    "aliases kind": (["--aliases", "a.txt"], 1, "a.txt: an alias table is a .json, .toml or .csv"),
    "no model": (["-m", "none"], 1, "no model 'none': neither a folder nor one of diplomacy-base"),
    "a file as model": (["-m", "cut.json"], 1, "no model 'cut.json'"),
    "a folder as model": (["-m", "bare"], 1, "bare: has no manifest.json"),
    "extractor": (["--extractor", "none"], 1, "no statement extractor is named 'none'"),
    "jobs": (["-j", "many"], 2, "'many' is not a valid integer"),
}


@pytest.mark.parametrize("name", BAD_CALLS)
def test_a_bad_call(
    run: Run, model: Path, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    args, code, message = BAD_CALLS[name]
    monkeypatch.chdir(tmp_path)
    Path("a.jsonl").write_text(json.dumps(FIRST))
    Path("a.txt").write_text(GOOD)
    Path("cut.json").write_text('{"Lorn": ["th')
    Path("list.json").write_text("[1]")
    Path("five.json").write_text('{"Lorn": 5}')
    Path("bare").mkdir()
    Path("taken.jsonl.partial").mkdir()
    before = sorted(Path().rglob("*"))
    given = args if "-m" in args else [*args, "-m", str(model)]
    result = run("analyze", "a.jsonl", *given)
    (line,) = told(result)
    assert (result.code, result.out) == (code, b"")
    assert message in line
    assert sorted(Path().rglob("*")) == before


SCHEMES: dict[str, tuple[str, str]] = {
    "cut": ('{"name"', "isn't valid JSON in UTF-8"),
    "field": ('{"name": "x", "labels": ["a", "b"], "null_label": "b", "nul": 1}', "no field 'nul'"),
    "twice": ('{"name": "x", "labels": ["a", "a"], "null_label": "a"}', "each once"),
    "no null": ('{"name": "x", "labels": ["a", "b"]}', "null_label"),
    "string": ('{"name": "x", "labels": "ab", "null_label": "a"}', "'labels' is a list"),
}


@pytest.mark.parametrize("name", SCHEMES)
def test_a_bad_scheme(run: Run, tmp_path: Path, name: str) -> None:
    content, message = SCHEMES[name]
    scheme, path = tmp_path / "scheme.json", tmp_path / "mine.jsonl"
    scheme.write_text(content)
    path.write_text('{"id": "a", "text": "x", "label": "a"}\n')
    result = run("train", path, "--scheme", scheme, "-o", tmp_path / "made")
    (line,) = told(result)
    assert (result.code, result.out) == (1, b"")
    assert line.startswith(f"stancekit: error: {scheme}: ")
    assert message in line


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk(model: Path, tmp_path: Path) -> None:
    given = tmp_path / "a.txt"
    given.write_text(GOOD)
    command = [sys.executable, "-m", "stancekit", "analyze", str(given), "-m", str(model)]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True)
    assert (done.returncode, done.stderr) == (
        1,
        "stancekit: error: standard output: No space left on device\n",
    )


def test_a_disk_that_fills_up(
    run: Run, model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given, out = tmp_path / "a.txt", tmp_path / "out.jsonl"
    given.write_text(GOOD)

    def fill(analyses: object, path: Path, **_: object) -> None:
        path.write_text("the first\n")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("stancekit.cli.exporters.write_jsonl", fill)
    result = run("analyze", given, "-m", model, "-o", out)
    (line,) = told(result)
    assert result.code == 1
    assert line == (
        f"stancekit: error: {out}: can't be written: No space left on device; "
        f"what was written is in {out}.partial"
    )
    assert not out.exists()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written(run: Run, model: Path, tmp_path: Path) -> None:
    given, folder = tmp_path / "a.txt", tmp_path / "shut"
    given.write_text(GOOD)
    folder.mkdir(mode=0o500)
    result = run("analyze", given, "-m", model, "-o", folder / "out.jsonl")
    (line,) = told(result)
    assert result.code == 1
    assert line.endswith("out.jsonl: can't be written: Permission denied")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".parquet"])
def test_a_file_name_in_another_encoding(
    run: Run, model: Path, tmp_path: Path, suffix: str
) -> None:
    folder, out = tmp_path / "news", tmp_path / f"out{suffix}"
    folder.mkdir()
    Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.txt")).write_text(GOOD)
    Path(os.fsdecode(os.fsencode(folder) + b"/empt\xe9.txt")).write_text("")
    Path(folder / "last.txt").write_text(GOOD)
    result = run("analyze", folder, "-m", model, "-o", out)
    assert result.code == 1
    assert len(told(result)) == 2
    assert "1 of 3 documents" in result.err
    assert b"caf\\xe9" in out.read_bytes().replace(b"\\\\", b"\\")
    assert b"last" in out.read_bytes()
