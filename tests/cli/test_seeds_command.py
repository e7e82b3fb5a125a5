"""``stancekit seeds audit``."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]

WRONG = "for-3-Tarn"


@pytest.fixture
def doubtful(data: Path, tmp_path: Path) -> Path:
    """The labelled statements, one of them with a wrong label that its own record contradicts."""
    rows = [json.loads(line) for line in (data / "labelled.jsonl").read_text().splitlines()]
    for row in rows:
        if row["id"] == WRONG:
            row["label"], row["accept"] = "against", ["against"]
            row["conditions"] = [{"start": 0, "end": 3, "text": "The", "polarity": "required"}]
    path = tmp_path / "doubtful.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def audit(run: Run, data: Path, path: Path, *args: object) -> Any:
    return run("seeds", "audit", path, "--scheme", data / "bridge.json", "--folds", 2, *args)


def test_a_pipe_gets_every_statement_the_most_suspect_first(
    run: Run, data: Path, doubtful: Path
) -> None:
    result = audit(run, data, doubtful)
    assert (result.code, result.err) == (0, "")
    assert len(result.records) == len(doubtful.read_text().splitlines())
    assert [record["rank"] for record in result.records[:3]] == [1, 2, 3]
    first, second = result.records[:2]
    assert (first["id"], first["label"], first["suggested"]) == (WRONG, "against", "for")
    assert first["accept"] == []
    assert first["probability"] > 0.5 > second["probability"]


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".parquet"])
def test_files_hold_the_top(
    run: Run, data: Path, doubtful: Path, tmp_path: Path, suffix: str
) -> None:
    out = tmp_path / f"out{suffix}"
    result = audit(run, data, doubtful, "-o", out, "--top", 4)
    assert (result.code, result.out, result.err) == (0, "", "")
    assert not list(tmp_path.glob("*.partial"))
    if suffix == ".parquet":
        import pyarrow.parquet as pq

        rows = pq.read_table(out).to_pylist()
    elif suffix == ".csv":
        with out.open(newline="") as file:
            rows = list(csv.DictReader(file))
    else:
        rows = [json.loads(line) for line in out.read_text().splitlines()]
    assert [str(row["rank"]) for row in rows] == ["1", "2", "3", "4"]
    assert list(rows[0]) == ["rank", "id", "label", "accept", "suggested", "probability", "text"]
    assert rows[0]["id"] == WRONG


def test_a_table_for_people(run: Run, data: Path, doubtful: Path) -> None:
    result = audit(run, data, doubtful, "--format", "table", "--top", 2)
    assert result.code == 0
    lines = result.out.splitlines()
    assert WRONG in lines[1]
    assert "against" in lines[1]
    assert "The mayor" not in lines[1]
    assert "the 2 most suspect are shown" in lines[-1]


def test_a_csv_is_read_like_jsonl(run: Run, data: Path, doubtful: Path, tmp_path: Path) -> None:
    rows = [json.loads(line) for line in doubtful.read_text().splitlines()]
    path = tmp_path / "doubtful.csv"
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, ["id", "text", "label", "topic"], extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    assert audit(run, data, path, "--top", 1).records[0]["id"] == WRONG


def test_scripts_named_before_the_group_are_heard(
    run: Run, data: Path, doubtful: Path, tmp_path: Path
) -> None:
    result = run("--plugin", tmp_path / "none.py", "seeds", "audit", doubtful)
    assert result.code == 1
    assert "none.py" in result.err


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        (["--folds", "1"], 2, "--folds"),
        (["--top", "0"], 2, "--top"),
        (["-o", "out.txt"], 2, "the suffix must be one of .jsonl, .csv, .parquet"),
        (["-o", "given.jsonl"], 2, "would replace what is to be read"),
        (["--scheme", "magic"], 1, "no scheme is named 'magic'"),
        ([], 1, "all statements fall into one fold; it takes two or more groups; add data"),
    ],
)
def test_a_users_mistake_is_one_line(
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    args: list[str],
    code: int,
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    labels = ("pro-diplomacy", "rejection", "conditional", "no-stance")
    given = Path("given.jsonl")
    given.write_text(
        "".join(
            json.dumps({"id": label, "text": f"Text of {label}", "label": label, "topic": "one"})
            + "\n"
            for label in labels
        )
    )
    result = run("seeds", "audit", "given.jsonl", *args)
    assert (result.code, result.out) == (code, "")
    assert message in result.err
    assert result.err.count("\n") == 1


def test_nothing_labelled_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "none.jsonl").write_text("\n")
    result = run("seeds", "audit", tmp_path / "none.jsonl")
    assert result.code == 1
    assert "none.jsonl: holds no labelled statement" in result.err


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\n"
        "from stancekit.cli import main\n"
        "try: main(['seeds', 'audit', '--help'])\n"
        "except SystemExit as stop: assert stop.code == 0, stop.code\n"
        "assert not {'numpy', 'scipy', 'sklearn'} & set(sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "PATH is a folder with statements.jsonl" in done.stdout
