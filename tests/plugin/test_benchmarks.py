"""A plugin's benchmark runs beside the checkout's own."""

import subprocess
import sys
from pathlib import Path

from benchmarks.__main__ import print_table

CHECKOUT = Path(__file__).parents[2]


def test_tables_have_a_column_for_every_name(capsys):
    print_table([{"system": "ours", "f1": 0.5}, {"system": "theirs", "note": "slow"}])
    assert capsys.readouterr().out.splitlines() == [
        "system  f1   note",
        "ours    0.5      ",
        "theirs       slow",
    ]


def test_an_unknown_benchmark_is_named():
    command = [sys.executable, "-m", "benchmarks", "nope"]
    answer = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert answer.returncode == 2
    assert "there is no benchmark 'nope'" in answer.stderr
