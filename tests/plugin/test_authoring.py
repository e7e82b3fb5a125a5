"""The plugin that plugins/README.md shows is run as it stands there."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from stancekit.plugin import HOOKS

README = Path(__file__).parents[2] / "plugins" / "README.md"


@pytest.fixture
def script(tmp_path):
    (code,) = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    path = tmp_path / "hedges.py"
    path.write_text(code, encoding="utf-8")
    return path


def write_lines(path, records):
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return str(path)


def run(*arguments):
    command = [sys.executable, "-m", "stancekit", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_example_trains_saves_and_classifies(script, tmp_path):
    data = [
        {"id": f"{word}-{n}", "text": f"They {word} seek peace number {n}.", "label": label}
        for word, label in (("allegedly", "doubtful"), ("gladly", "certain"))
        for n in range(6)
    ]
    labelled = write_lines(tmp_path / "my.jsonl", data)
    model = str(tmp_path / "mymodel")
    scheme = {"name": "doubt", "labels": ["certain", "doubtful"], "null_label": "certain"}
    (tmp_path / "doubt.json").write_text(json.dumps(scheme), encoding="utf-8")
    features = (
        "--scheme",
        str(tmp_path / "doubt.json"),
        "--features",
        "words",
        "--features",
        "hedges",
    )
    trained = run(
        "train", labelled, "-o", model, *features, "--folds", "0", "--plugin", str(script)
    )
    assert trained.returncode == 0, trained.stderr
    new = write_lines(
        tmp_path / "new.jsonl", [{"id": "1", "text": "Velk allegedly wants to talk."}]
    )
    answer = run("classify", new, "--model", model, "--plugin", str(script))
    assert answer.returncode == 0, answer.stderr
    record = json.loads(answer.stdout)
    assert record["label"] == "doubtful"
    refused = run("classify", new, "--model", model)
    assert refused.returncode == 1
    assert "hedges" in refused.stderr
    assert "--plugin" in refused.stderr


def test_every_hook_is_documented():
    text = README.read_text(encoding="utf-8")
    assert [hook for hook in HOOKS if f"| `{hook}` |" not in text] == []
