"""``stancekit plugins check``: a line a component, and a line a failure."""

from __future__ import annotations

import json

import pytest

from benchmarks.plugins.bad_imports import write_modules
from stancekit.plugin import HOOKS


@pytest.fixture
def script(tmp_path):
    write_modules(tmp_path)
    return str(tmp_path / "bad_silent.py")


def test_a_failure_is_one_line_with_the_mend(run, script):
    answer = run("plugins", "check", script)
    assert answer.code == 1
    lines = answer.out.splitlines()
    assert lines[0] == f"plugin bad_silent ({script}): 8 passed, 1 failed, 2 not run"
    (failure,) = (line for line in lines if line.startswith("  failed: "))
    assert failure.startswith("  failed: summaries: 'silent' of stancekit_schemes has the summary")
    assert failure.endswith("; say in one line what it is")
    assert lines[-1] == "scheme silent: 10 passed"
    assert answer.err == "stancekit: error: 1 of 21 checks failed\n"


def test_json_has_every_result(run, script):
    answer = run("plugins", "check", script, "--json", "--only", "summaries")
    found = json.loads(answer.out)
    assert found["failed"] == 1
    assert {(r["check"], r["outcome"]) for r in found["results"] if r["hook"] == "plugin"} >= {
        ("imports", "passed"),
        ("summaries", "failed"),
    }


def test_the_checks_are_listed_by_kind(run):
    listed = json.loads(run("plugins", "check", "--list", "--json").out)
    assert set(listed) == {"plugin", *HOOKS}
    text = run("plugins", "check", "--list").out
    assert "\nreaders\n" in text
    assert "  batch_equals_single: A statement alone gets the row that it gets among others" in text


def test_the_bare_command_still_lists(run):
    answer = run("plugins", "--json")
    assert answer.code == 0
    assert "plugins" in json.loads(answer.out)
