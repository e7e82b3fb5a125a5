"""``stancekit aliases propose``."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from stancekit.extraction.aliases.tables import AliasTable

Run = Callable[..., Any]


@pytest.fixture
def analyses(tmp_path: Path) -> Path:
    path = tmp_path / "out.jsonl"
    speakers = {"a,1": ["Mohammad Galibov", "Ada Lorn"], "b": ["Muhammad Qalibov"], "c": ["Velk"]}
    records = [
        {"id": where, "statements": [{"speaker": name} for name in names]}
        for where, names in speakers.items()
    ]
    records.append({"id": "d", "error": {"type": "x", "message": "y", "line": None}})
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


@pytest.mark.parametrize("suffix", [".csv", ".toml", ".json"])
def test_the_table_can_be_handed_back(
    run: Run, analyses: Path, tmp_path: Path, suffix: str
) -> None:
    table = tmp_path / f"aliases{suffix}"
    result = run("aliases", "propose", analyses, "-o", table)
    assert result.code == 0
    assert "1 proposal written" in result.err
    found = AliasTable.load(table)
    assert list(found) == ["Mohammad Galibov"]
    assert found.canonical("Muhammad Qalibov") == "Mohammad Galibov"
    assert ("a,1" in table.read_text()) == (suffix != ".json")


def test_a_table_for_people(run: Run, analyses: Path) -> None:
    result = run("aliases", "propose", analyses)
    assert result.code == 0
    assert "Muhammad Qalibov" in result.out
    assert "a,1, b" in result.out
    none = run("aliases", "propose", analyses, "--least", "1")
    assert (none.out, none.code) == ("", 0)
    assert "no two names" in none.err


def test_standard_input(
    run: Run, analyses: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(analyses.read_bytes())))
    result = run("aliases", "propose", "-")
    assert "Muhammad Qalibov" in result.out


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", r"x.jsonl:1: isn't valid JSON"),
        ('{"id": "a", "statements": []}\n{"id": "b"}', "x.jsonl:2: b: has no list of 'statements'"),
        ('{"id": "a", "statements": [{"speaker": 1}]}', "'speaker' is a string or null"),
        ("[]", "x.jsonl:1"),
    ],
)
def test_broken_input_is_told_in_one_line(
    run: Run, tmp_path: Path, content: str, message: str
) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(content)
    result = run("aliases", "propose", path, "-o", tmp_path / "y.csv")
    assert result.code == 1
    assert result.out == ""
    assert message in result.err
    assert len(result.err.splitlines()) == 1
    assert not (tmp_path / "y.csv").exists()


def test_wrong_calls(run: Run, analyses: Path, tmp_path: Path) -> None:
    assert run("aliases", "propose").code == 2
    assert run("aliases", "propose", tmp_path / "none.jsonl").code == 1
    wrong = run("aliases", "propose", analyses, "-o", tmp_path / "a.txt")
    assert wrong.code == 2
    assert ".csv" in wrong.err
    assert run("aliases", "propose", analyses, "--least", "2").code == 2
