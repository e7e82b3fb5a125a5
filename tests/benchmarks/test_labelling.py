"""The comparison of speed: turns, ratios, absent peers."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from benchmarks import labelling
from stancekit import StanceClassifier
from stancekit.features import WordNgrams
from stancekit.modelling.folder import save_model


def test_systems_take_turns_and_the_first_is_not_counted() -> None:
    calls: list[str] = []
    systems = {"a": lambda _: calls.append("a"), "b": lambda _: calls.append("b")}
    rates = labelling.interleaved(systems, ["x"] * 10_000, turns=3)
    assert calls == ["a", "b"] * 4
    assert [len(values) for values in rates.values()] == [3, 3]
    assert all(rate > 0 for values in rates.values() for rate in values)


def test_spread_is_median_and_range() -> None:
    assert labelling.spread([3.0, 1.0, 2.06], ".1f") == "2.1 (1.0 to 3.0)"


def test_a_first_call_knows_nothing_of_the_calls_before() -> None:
    class Model:
        calls = 0

        def predict(self, texts: list[str]) -> int:
            Model.calls += 1
            self.known = getattr(self, "known", 0) + 1
            return self.known

    globals()["Model"] = Model
    Model.__qualname__ = "Model"  # pickle looks it up in this module
    first = labelling.first_call(Model())
    assert [first(["a"]), first(["b"])] == [1, 1]
    assert Model.calls == 2


def test_absent_fast_text_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    monkeypatch.setattr(labelling, "pin_to_one_core", lambda: None)
    seeds = labelling.load_statements()[::60]
    monkeypatch.setattr(labelling, "load_statements", lambda: seeds)
    classifier = StanceClassifier([("words", WordNgrams())], calibrate=None)
    classifier.fit([item.text for item in seeds], [item.label for item in seeds])
    save_model(classifier.to_model(name="small"), tmp_path / "small")
    assert (
        labelling.main(["--statements", "50", "--turns", "1", "--model", str(tmp_path / "small")])
        == 0
    )
    printed = capsys.readouterr().out
    assert "50 statements, 1 turns" in printed
    assert [line.split() for line in printed.splitlines() if "fastText" in line] == [
        ["fastText", "not", "installed"]
    ]
    assert "stancekit / TF-IDF(1,2) + LR" in printed


def test_lines_for_fast_text_have_no_breaks() -> None:
    assert labelling.one_line("no\ntalks\r\nnow\x0b") == "no talks now"
