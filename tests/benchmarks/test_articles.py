"""Whole articles against gold whose texts users hold."""

from __future__ import annotations

import pytest

from benchmarks.articles import main


@pytest.mark.parametrize(
    ("given", "told"),
    [(["{folder}"], "put the file there"), (["--documents", "dev", "--model", "nope"], "'nope'")],
)
def test_what_is_not_there_is_told_without_a_traceback(given, told, tmp_path, capsys):
    assert main([part.format(folder=tmp_path) for part in given]) == 2
    error = capsys.readouterr().err
    assert error.startswith("Error: ")
    assert told in error
