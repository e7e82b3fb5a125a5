from __future__ import annotations

import io
import json
import sys
import time
from pathlib import Path

import click
import pytest

from stancekit.cli.exporters import to_line
from stancekit.cli.output import ErrorCount, Progress, suffix_of, whole_file


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("with_rich", [True, False])
def test_progress_shows_on_a_terminal(monkeypatch: pytest.MonkeyPatch, with_rich: bool) -> None:
    if with_rich:
        pytest.importorskip("rich")
    else:
        monkeypatch.setitem(sys.modules, "rich.console", None)
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    clock = iter(range(1000))
    monkeypatch.setattr(time, "monotonic", lambda: float(next(clock)))
    with Progress("documents") as progress:
        progress.add(1200)
    assert "1,200 documents" in screen.getvalue()


@pytest.mark.parametrize("shown", [True, False])
def test_progress_is_silent_elsewhere(monkeypatch: pytest.MonkeyPatch, shown: bool) -> None:
    screen = io.StringIO() if shown else Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    with Progress("documents", shown=shown) as progress:
        progress.add(5)
    assert screen.getvalue() == ""
    assert progress.count == 5


def test_errors_are_told_singly_then_counted(capsys: pytest.CaptureFixture[str]) -> None:
    errors = ErrorCount("documents")
    errors.add()
    for number in range(15):
        errors.add(f"d{number}", "is empty")
    assert errors.exit_code() == 1
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "stancekit: error: d0: is empty"
    assert len(lines) == 11
    assert lines[-1] == "stancekit: error: 15 of 16 documents could not be processed"


def test_what_was_written_is_told_on_a_terminal_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    errors = ErrorCount("documents")
    errors.add()
    assert errors.exit_code(written="out.csv") == 0
    assert capsys.readouterr().err == ""
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    assert errors.exit_code(written="out.csv") == 0
    assert screen.getvalue() == "stancekit: 1 document written to out.csv\n"


def test_a_file_is_replaced_only_when_whole(tmp_path: Path) -> None:
    out = tmp_path / "out.txt"
    out.write_text("old")
    with pytest.raises(RuntimeError), whole_file(str(out)) as path:
        path.write_text("half")
        raise RuntimeError
    assert out.read_text() == "old"
    with whole_file(str(out)) as path:
        path.write_text("new")
    assert [file.name for file in tmp_path.iterdir()] == ["out.txt"]
    assert out.read_text() == "new"


def test_lines_are_json_whatever_they_hold() -> None:
    record = {"p": float("nan"), "q": [1.5, float("inf")], "name": "caf\u00e9 \udce9"}
    line = to_line(record)
    assert line.endswith(b"\n")
    assert json.loads(line) == {"p": None, "q": [1.5, None], "name": "caf\u00e9 \udce9"}
    assert "é".encode() in line


def test_the_longest_suffix_that_is_known_decides_the_format(tmp_path: Path) -> None:
    known = [".jsonl", ".csv", ".events.jsonl"]
    for name, suffix in (
        ("a.events.jsonl", ".events.jsonl"),
        ("a.Events.JSONL", ".events.jsonl"),
        ("a.other.jsonl", ".jsonl"),
        ("a.csv", ".csv"),
    ):
        assert suffix_of(str(tmp_path / name), known) == suffix
    with pytest.raises(click.UsageError, match="must be one of"):
        suffix_of(str(tmp_path / ".events.jsonl"), [".events.jsonl"])  # a name without a suffix
