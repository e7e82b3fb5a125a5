"""A cascade by name: made by a plugin, told about, and missed where the plugin is."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import stancekit
from stancekit.cli.output import DeciderCount
from stancekit.plugin import Registry
from stancekit.stance import Prediction
from stancekit.statement import Statement

Run = Callable[..., Any]

SCRIPT = """
from stancekit.modelling.cascade import Cascade
from stancekit.plugin import Component, hookimpl


class Dear:
    name, version, sha256 = "dear", "1", "d"

    def __init__(self, scheme):
        self.scheme = scheme

    def predict(self, X):
        return [one.label for one in self.predictions(X)]

    def predictions(self, X, evidence=True):
        from stancekit.stance import Prediction

        sure = [0.9 if "never" in item.text else 0.2 for item in X]
        return [Prediction("against", {"against": p}, ("against",)) for p in sure]


def turns(load):
    cheap = load(MODEL)
    return Cascade(
        name="turns", version="1", members=[cheap, Dear(cheap.scheme)], thresholds=[{"for": 0.5}]
    )


@hookimpl
def stancekit_models():
    return [Component("turns", f"{__name__}:turns", "two models in turn")]
"""


@pytest.fixture
def script(tmp_path: Path, model: Path) -> Path:
    path = tmp_path / "turns.py"
    path.write_text(SCRIPT.replace("MODEL", repr(str(model))))
    return path


def test_a_plugin_makes_a_model_of_others(run: Run, tmp_path: Path, script: Path) -> None:
    path = tmp_path / "given.jsonl"
    path.write_text(
        '{"id": "a", "text": "The mayor welcomes the bridge."}\n'
        '{"id": "b", "text": "The guild visited the market."}\n'
    )
    result = run("classify", path, "--model", "turns", "--plugin", script)
    assert (result.code, result.err) == (0, "")
    assert [(r["label"], r["decided_by"]) for r in result.records] == [
        ("for", "bridge-model"),
        ("against", "dear"),
    ]
    schemas = Path(stancekit.__file__).parent / "schemas"
    for record in result.records:
        jsonschema.validate(record, json.loads((schemas / "classification.json").read_text()))

    article = tmp_path / "town.txt"
    article.write_text("“We welcome the bridge,” Ada Lorn said. The guild said it had no boat.")
    (record,) = run("analyze", article, "-m", "turns", "--plugin", script).records
    assert record["model"]["name"] == "turns"
    deciders = [statement["decided_by"] for statement in record["statements"]]
    assert deciders == ["bridge-model", "dear"]
    jsonschema.validate(record, json.loads((schemas / "analysis.json").read_text()))


def test_evidence_is_found_by_leaving_words_out(run: Run, tmp_path: Path, script: Path) -> None:
    path = tmp_path / "town.txt"
    path.write_text("The guild said it would never row there.")
    for command in ("analyze", "classify"):
        call = (command, path, "-m", "turns", "--plugin", script)
        (bare,) = run(*call).records
        (record,) = run(*call, "--occlusion").records
        if command == "analyze":
            assert record["model"] == bare["model"]
            (bare,), (record,) = bare["statements"], record["statements"]
        assert (bare["decided_by"], bare["evidence"]) == ("dear", [])
        (found,) = record.pop("evidence")
        assert path.read_text()[found["start"] : found["end"]] == "never"
        assert (found["feature"], round(found["weight"], 9)) == ("occlusion:word", 0.7)
        bare.pop("evidence")
        assert record == bare
        both = run(*call, "--occlusion", "--no-evidence")
        assert both.code == 2
        assert "--no-evidence leaves it out: give one" in both.err


def test_a_model_made_of_others_is_listed_but_has_no_folder(run: Run, script: Path) -> None:
    result = run("models", "--json", "--plugin", script)
    assert (result.code, result.err) == (0, "")
    row = json.loads(result.out)["models"][-1]
    assert (row["name"], row["summary"]) == ("turns", "two models in turn")
    result = run("models", "show", "turns", "--plugin", script)
    assert result.code == 1
    assert "model 'turns' is computed by its plugin: it has no folder" in result.err


def test_who_decided_is_told_on_a_terminal_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    count = DeciderCount("auto")
    for name in ("base", "base", "large", None):
        count.add(Statement(0, 1, "a", prediction=Prediction("for", decided_by=name)))
    count.add(Statement(0, 1, "a"))
    count.tell()
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    count.tell()
    DeciderCount("one").tell()
    assert capsys.readouterr().err == (
        "stancekit: auto: 3 statements decided, 67% by base, 33% by large\n"
    )


@pytest.mark.parametrize("name", ["auto", "diplomacy-small", "diplomacy-large"])
def test_a_missing_plugin_is_named(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr("stancekit.loading.installed_plugins", list)
    monkeypatch.setattr("stancekit.plugin.manager.installed_plugins", list)
    path = tmp_path / "a.txt"
    path.write_text("No.")
    block = ("--block", "none")  # a registry of its own, not the one that is kept
    for call in (("analyze", path, "-m", name), ("models", "show", name)):
        result = run(*call, *block)
        assert result.code == 1
        assert result.err == (
            f"stancekit: error: no model {name!r}: it comes with a plugin: "
            "pip install stancekit-encoder\n"
        )


def test_a_plugin_that_is_there_but_left_out_is_not_to_be_installed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    info = tmp_path / "stancekit_encoder-1.2.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: stancekit-encoder\nVersion: 1.2\n")
    (info / "entry_points.txt").write_text("[stancekit]\nencoder = no_such_encoder_module\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(stancekit.ModelError, match="should bring it, but ModuleNotFoundError: No"):
        stancekit.load("auto", registry=Registry())
    with pytest.raises(stancekit.ModelError, match="should bring it, but it is blocked"):
        stancekit.load("auto", registry=Registry(block=["encoder"]))
