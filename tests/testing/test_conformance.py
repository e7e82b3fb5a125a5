"""Every built-in component passes its checks, and every bad plugin fails the right one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.plugins import bad_features
from benchmarks.plugins.__main__ import check_bad
from benchmarks.plugins.bad_imports import MODULES, write_modules
from benchmarks.plugins.registered import BAD
from stancekit.errors import PluginError
from stancekit.plugin import HOOKS
from stancekit.testing import check_plugin, parametrize_plugin_checks
from stancekit.testing.conformance import KINDS, check_component
from stancekit.testing.subjects import find_plugins


@parametrize_plugin_checks("stancekit")
def test_built_in(component, check):
    check(component)


@pytest.mark.parametrize("name", [*BAD, *MODULES])
def test_a_bad_plugin_is_caught_by_the_right_check(name, tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    (bad,) = (item for item in (*BAD.values(), *write_modules(tmp_path)) if item.name == name)
    (failed,) = check_bad(bad)
    assert failed.check.name == bad.caught_by
    assert "\n" not in str(failed)
    assert "; " in failed.message  # what was seen, and the mend


def test_what_the_bad_features_are_made_from_is_good():
    failed = [r for r in check_plugin(bad_features.GOOD) if r.outcome != "passed"]
    assert failed == []


def test_there_are_checks_for_every_hook_and_each_says_what_must_hold():
    assert set(KINDS) == {"plugin", *HOOKS}
    for kind in KINDS.values():
        names = [check.name for check in kind.checks]
        assert len(set(names)) == len(names)
        for check in kind.checks:
            assert check.function.__doc__.startswith("Check that ")
            assert "\n" not in check.summary


def test_where_a_first_check_fails_the_rest_is_not_run():
    results = list(check_component(*BAD["NoExtractor"].plugin.subjects()))
    assert [r.check.name for r in results] == ["can_be_imported", "can_be_made"]


def test_a_reader_without_example_is_not_passed():
    results = check_component(*BAD["strict-reader"].plugin.subjects(), only=["broken_files"])
    (result,) = (r for r in results if r.check.name == "gives_documents")
    assert result.outcome == "not run"
    assert "--example" in result.message


def test_a_reader_is_tried_on_an_example(tmp_path):
    example = tmp_path / "sample.note"
    example.write_text("We will talk.", encoding="utf-8")
    results = {
        r.check.name: r.outcome
        for r in check_plugin(
            BAD["strict-reader"].plugin, examples=[str(example)], only=["input_unchanged"]
        )
    }
    assert results["gives_documents"] == "passed"
    assert results["input_unchanged"] == "passed"


def test_the_parquet_reader_is_tried_on_an_example(tmp_path):
    pa = pytest.importorskip("pyarrow")
    pq = pytest.importorskip("pyarrow.parquet")
    example = tmp_path / "sample.parquet"
    pq.write_table(pa.Table.from_pylist([{"id": "a", "text": "We will talk."}]), example)
    (plugin,) = find_plugins("stancekit")
    found = plugin.subjects((str(example),))
    (subject,) = (s for s in found if (s.kind, s.name) == ("reader", ".parquet"))
    for check in KINDS["stancekit_readers"].checks:
        if check.name != "same_in_another_process":
            check(subject)


@pytest.mark.parametrize(
    ("expected", "message"),
    [({"no_such": "x"}, "'no_such' is no check"), ({"words:nope": "x"}, "'words:nope'")],
)
def test_an_expected_failure_names_a_check(expected, message):
    with pytest.raises(PluginError, match=message):
        parametrize_plugin_checks("stancekit", expected_failed_checks=expected)


def test_an_expected_failure_is_marked_strictly():
    mark = parametrize_plugin_checks(
        "stancekit", expected_failed_checks={"words:clones": "known"}
    ).mark
    (param,) = (p for p in mark.args[1] if p.id == "feature-extractor-words-clones")
    assert param.marks[0].kwargs["reason"] == "known"
    assert param.marks[0].kwargs["strict"] is True
    assert not any(p.marks for p in mark.args[1] if p is not param)


@pytest.mark.parametrize("name", ["no-such-plugin", "no/such.py"])
def test_an_unknown_plugin_is_an_error(name):
    with pytest.raises((PluginError, FileNotFoundError), match="no"):
        parametrize_plugin_checks(name)


def test_an_unknown_check_is_an_error():
    with pytest.raises(PluginError, match=r"no check 'nope'; there are .*batch_equals_single"):
        list(check_plugin("stancekit", only=["nope"]))


def test_results_are_records(tmp_path: Path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    (bad,) = (item for item in write_modules(tmp_path) if item.name == "silent")
    records = [result.to_record() for result in check_plugin(bad.plugin)]
    assert json.loads(json.dumps(records)) == records
    assert {"summaries": "failed", "imports": "passed"}.items() <= {
        record["check"]: record["outcome"] for record in records
    }.items()
