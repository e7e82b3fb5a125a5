"""A run of the benchmarks: what it writes, and what it does where something fails."""

from __future__ import annotations

import copy
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest

import benchmarks
from benchmarks.__main__ import main
from benchmarks.context import Context
from benchmarks.data import load_data
from benchmarks.measures import FIGURES, count, with_interval
from benchmarks.report.compare import compare
from benchmarks.run import make_context
from benchmarks.run import run as run_sections
from benchmarks.sections import SECTIONS, statements
from benchmarks.systems import System
from stancekit import DIPLOMACY
from stancekit.evaluation.metrics import score_labels
from stancekit.plugin import Failure, Registry, get_registry
from stancekit.stance import Prediction

SCHEMA = Path(benchmarks.__file__).parent / "report.schema.json"


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    schema = json.loads(SCHEMA.read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def table(report: dict[str, Any], section: str, name: str) -> list[dict[str, Any]]:
    """Return the rows of a table."""
    sections = [*report["sections"], *report["timings"]["sections"]]
    (found,) = [one for one in sections if one["name"] == section]
    (rows,) = [one["rows"] for one in found["tables"] if one["name"] == name]
    return rows


def test_the_report_keeps_to_its_schema(report, validator):
    validator.validate(report)
    made = [one["name"] for one in [*report["sections"], *report["timings"]["sections"]]]
    assert sorted(made) == sorted(SECTIONS)
    kinds = {plot["kind"] for one in report["sections"] for plot in one["plots"]}
    assert kinds == {"lines", "bars", "forest", "matrix"}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda r: r.update(format_version=2),
        lambda r: r.update(surprise=1),
        lambda r: r["data"].update(sha256="?"),
        lambda r: r["sections"][1]["plots"][0].update(kind="pie"),
        lambda r: r["sections"][1]["plots"][0].update(alt=""),
        lambda r: r["sections"][0]["tables"][0]["rows"][0].update(x=[1]),
        lambda r: r["sections"][0].pop("failures"),
    ],
)
def test_the_schema_refuses_what_is_not_in_it(report, validator, spoil):
    spoiled = copy.deepcopy(report)
    spoil(spoiled)
    assert not validator.is_valid(spoiled)


def test_what_fails_is_named_and_the_rest_goes_on(report):
    systems = {item["name"]: item for item in report["systems"]}
    assert "no_such_module" in systems["absent"]["missing"]
    assert not systems["constant"]["missing"]
    (statements,) = [one for one in report["sections"] if one["name"] == "statements"]
    (failure,) = statements["failures"]
    assert failure["system"] == "faulty"
    assert re.fullmatch(
        r"RuntimeError: lost its weights \(mixed\.py, line \d+\)", failure["reason"]
    )
    scored = [row["system"] for row in table(report, "statements", "figures")]
    optional = ("fastText", "fastText, word pairs", "VADER")  # as they are installed here, or not
    wanted = ["diplomacy-base", "TF-IDF(1,2) + LR", "constant"]
    assert [name for name in scored if name not in optional] == wanted
    assert table(report, "plugins", "a-table") == [
        {
            "system": "diplomacy-base",
            "case": "one",
            "score": {"value": 0.5, "interval": [0.4, 0.6]},
            "n": 3,
        }
    ]
    (plugins,) = [one for one in report["sections"] if one["name"] == "plugins"]
    (failure,) = plugins["failures"]
    assert failure["system"] == "broken, diplomacy-base"
    assert failure["reason"].startswith("ZeroDivisionError: no cases (mixed.py, line ")


def test_a_system_that_ends_the_program_ends_only_itself(folder, spy):
    class Rude(spy):
        def predict(self, texts):
            raise SystemExit("enough")

    data = load_data(str(folder), DIPLOMACY, get_registry())
    systems = [System("rude", "peer", Rude), System("spy", "peer", spy)]
    context = Context(systems, data, get_registry(), quick=True)
    made = run_sections(context, ["statements", "doubt"], [])
    for section in made["sections"]:
        (failure,) = section["failures"]
        assert failure["system"] == "rude"
        assert failure["reason"].startswith("it ends the program (SystemExit: enough) (test_run.py")
    assert [row["system"] for row in table(made, "statements", "figures")] == ["spy"]


def test_a_system_that_gives_one_label_gets_what_it_deserves(report):
    rows = {row["system"]: row for row in table(report, "statements", "figures")}
    assert rows["constant"]["accuracy"]["value"] == 0.25
    assert rows["diplomacy-base"]["accuracy"]["value"] > 0.8
    pairs = table(report, "statements", "pairs")
    (pair,) = [
        row
        for row in pairs
        if (row["first"], row["second"], row["figure"])
        == ("diplomacy-base", "constant", "macro-F1")
    ]
    assert pair["p"] < 0.01
    assert pair["difference"]["interval"][0] > 0.3


def test_no_topic_is_on_both_sides(folder, spy):
    registry = get_registry()
    data = load_data(str(folder), DIPLOMACY, registry)
    context = Context([System("spy", "peer", spy)], data, registry, quick=True)
    assert len(context.held_out(context.systems[0])) == len(data.statements)
    topic = dict(zip(data.texts, data.groups, strict=True))
    assert len(spy.seen) == context.folds
    for known, asked in spy.seen:
        assert known
        assert not {topic[text] for text in known} & {topic[text] for text in asked}


def test_figures_agree_with_the_evaluation(folder):
    data = load_data(str(folder), DIPLOMACY, get_registry())
    rng = np.random.default_rng(1)
    found = [Prediction(str(rng.choice(DIPLOMACY.labels))) for _ in data.statements]
    gold = [item.to_record() for item in data.statements]
    given = [{"id": g["id"], "label": p.label} for g, p in zip(gold, found, strict=True)]
    wanted = score_labels(gold, given, groups=data.groups)
    counts = count(data, found)
    for name in ("macro_f1", "accuracy", "lenient_macro_f1", "lenient_accuracy"):
        part, statistic = FIGURES[name]
        cell = with_interval(getattr(counts, part), statistic)
        assert cell["value"] == pytest.approx(wanted[name])
        if name == "macro_f1":
            assert cell["interval"] == pytest.approx(wanted["macro_f1_interval"])


def test_a_report_is_like_itself(report):
    found = compare(report, report, "itself")
    assert found["compared"] > 50
    assert not found["rows"]
    assert not found["warnings"]


def test_only_what_is_outside_its_interval_is_told(report):
    now = copy.deepcopy(report)
    row = table(now, "statements", "figures")[0]
    low, _ = row["accuracy"]["interval"]
    row["accuracy"] = {"value": low - 0.1, "interval": [low - 0.2, low - 0.05]}
    row["macro_f1"]["value"] -= 0.001
    found = compare(now, report, "before")
    (told,) = found["rows"]
    assert told["where"].endswith("diplomacy-base / accuracy")
    assert told["verdict"] == "worse"
    assert compare(report, now, "after")["rows"][0]["verdict"] == "better"
    now["data"]["sha256"] = "0" * 64
    assert "data differ" in compare(now, report, "before")["warnings"][0]


def test_a_worse_report_is_told_and_fails(folder, run, tmp_path, capsys, validator):
    earlier = json.loads((run / "report.json").read_text())
    table(earlier, "statements", "figures")[1]["accuracy"] = {"value": 2, "interval": [1.9, 2.1]}
    (tmp_path / "earlier.json").write_text(json.dumps(earlier))
    given = ["--quick", "--data", str(folder), "--only", "statements", "-o", str(tmp_path)]
    assert main([*given, "--compare", str(tmp_path / "earlier.json")]) == 1
    told = capsys.readouterr().err
    assert "worse: Stance of statements / Figures by system / TF-IDF(1,2) + LR / accuracy" in told
    now = json.loads((tmp_path / "report.json").read_text())
    validator.validate(now)
    assert "Comparison with an earlier report" in (tmp_path / "report.html").read_text()


def test_figures_are_the_same_every_time(folder, report, tmp_path):
    given = ["--quick", "--data", str(folder), "--only", "statements", "-o", str(tmp_path)]
    assert main(given) == 0
    again = json.loads((tmp_path / "report.json").read_text())
    both = [row for row in table(report, "statements", "figures") if row["system"] != "constant"]
    assert table(again, "statements", "figures") == both


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["--model", "nope"], "no model 'nope'"),
        (["--data", "nowhere"], "nowhere: not found"),
        (["--data", "."], "holds neither statements.jsonl nor documents.jsonl"),
        (["--data", "nowhere=there"], "no data set adapter is named 'nowhere'"),
        (["--compare", "none.json"], "none.json: can't be read"),
        (["--plugin", "none.py"], "plugin none.py"),
    ],
)
def test_mistakes_are_one_line(given, told, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main([*given, "--quick"]) == 2
    error = capsys.readouterr().err
    assert error.startswith("Error: ")
    assert told in error
    assert error.count("\n") == 1


def test_one_bad_model_of_two_is_named(folder, tmp_path, capsys):
    given = ["--quick", "--data", str(folder), "--only", "peers", "-o", str(tmp_path)]
    assert main([*given, "--model", "nope", "--model", "diplomacy-base"]) == 1
    assert "not measured: nope: no model 'nope'" in capsys.readouterr().err


def test_plugins_that_take_no_part_are_told_with_the_mend(folder, capsys):
    registry = Registry()
    registry.failures.append(Failure("own", "acme", "ImportError: x", "1.2", "install x"))
    registry.conflicts.append("two benchmarks are named 'peer:x'")
    _, failures = make_context(["diplomacy-base"], str(folder), registry, quick=True)
    told = {"system": "own", "reason": str(registry.failures[-1])}
    assert told in failures
    assert told["reason"].endswith("ImportError: x; install x")
    assert "two benchmarks are named 'peer:x'" in capsys.readouterr().err


def test_threads_are_set_before_numpy_is_there():
    asked = "import sys, benchmarks.__main__; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0


def test_an_interrupted_run_keeps_what_it_has(folder, tmp_path, monkeypatch, capsys):
    def interrupted(context):
        raise KeyboardInterrupt

    monkeypatch.setattr(statements, "run", interrupted)
    given = ["--quick", "--data", str(folder), "-o", str(tmp_path)]
    assert main([*given, "--only", "data", "--only", "statements", "--only", "peers"]) == 1
    report = json.loads((tmp_path / "report.json").read_text())
    assert [one["name"] for one in report["sections"]] == ["data"]
    assert "not measured: section statements: interrupted" in capsys.readouterr().err


def test_a_report_that_could_not_be_written_costs_no_run(folder, tmp_path, capsys):
    (tmp_path / "file").write_text("")
    assert main(["--quick", "--data", str(folder), "-o", str(tmp_path / "file")]) == 2
    told = capsys.readouterr().err
    assert told.startswith(f"Error: {tmp_path / 'file'}: can't be written to")
    assert told.count("\n") == 1
