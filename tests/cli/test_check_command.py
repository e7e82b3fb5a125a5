"""``stancekit models check``."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[..., Any]

OWN = """
title = "Bridges"
tests = "who builds doesn't decide"
expectation = "label"
vary = "actors"

[[frame]]
id = "bridge-1"
text = "{A} welcomes the bridge"
label = "for"

[[frame]]
id = "bridge-2"
text = "{A} refuses the bridge"
label = "none"
"""


def test_the_shipped_lists_run_on_the_shipped_model(run: Run) -> None:
    result = run("models", "check", "diplomacy-base", "--json")
    assert (result.code, result.err) == (0, "")
    found = json.loads(result.out)
    assert found["model"] == "diplomacy-base"
    assert len(found["lists"]) == 9
    table = run("models", "check", "diplomacy-base", "--show", "1").out
    for item in found["lists"]:
        assert item["title"] in table
        assert item["failed"] == len(item["failures"])
        assert all(failure["text"] in table for failure in item["failures"][:1])
        assert not any(failure["text"] in table for failure in item["failures"][1:])


def test_own_lists_run_on_an_own_model(run: Run, model: Path, tmp_path: Path) -> None:
    (tmp_path / "bridges.toml").write_text(OWN, encoding="utf-8")
    result = run("models", "check", model, "--lists", tmp_path, "--json")
    item = json.loads(result.out)["lists"][0]
    assert (item["name"], item["frames"], item["rate"]) == ("bridges", 2, 0.5)
    assert {failure["given"] for failure in item["failures"]} == {"against"}


PLUGIN = """
from stancekit.plugin import Component, hookimpl
from stancekit.stance import DIPLOMACY


class Silent:
    name, version, sha256, scheme = "silent", "1", "", DIPLOMACY

    def predict(self, X):
        return ["no-stance"] * len(X)

    def predictions(self, X, evidence=True):
        return []


@hookimpl
def stancekit_models():
    return [Component("silent", f"{__name__}:Silent", "says nothing")]
"""


def test_a_script_brings_a_model_wherever_it_is_named(run: Run, tmp_path: Path) -> None:
    script = tmp_path / "silent.py"
    script.write_text(PLUGIN, encoding="utf-8")
    named = ("--plugin", script)
    check = ("check", "silent", "--json")
    calls = [(*named, "models", *check), ("models", *named, *check), ("models", *check, *named)]
    first, *others = [run(*call).out for call in calls]
    assert json.loads(first)["model"] == "silent"
    assert others == [first] * 2
    for command in ("show", "verify"):
        assert "has no folder" in run("models", command, "silent", *named).err
    assert "no model 'silent'" in run("models", *check).err


def test_lists_of_another_scheme_are_refused(run: Run, model: Path) -> None:
    result = run("models", "check", model)
    assert result.code == 1
    assert result.err.count("\n") == 1
    assert "scheme 'bridge' has others: give lists of your own" in result.err
