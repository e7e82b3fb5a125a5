import json
import subprocess
import sys

import numpy as np
import pytest
from click.testing import CliRunner
from stancekit_encoder.training.__main__ import main
from stancekit_encoder.training.compare import Engine, Measured, compare, table

from stancekit.errors import ModelError

from .world import make_config, write_base

QUICK = ["--no-half", "--frozen", "-1", "--batch", "8", "--rate", "0.02", "--threads", "1"]


def run(*words):
    return CliRunner().invoke(main, [str(word) for word in words])


def test_help_lists_the_steps_in_order_and_imports_no_torch():
    code = (
        "import sys; from click.testing import CliRunner\n"
        "from stancekit_encoder.training.__main__ import main\n"
        "print(CliRunner().invoke(main, ['--help']).output)\n"
        "assert not {'torch', 'onnxruntime', 'sklearn'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    steps = [line.split()[0] for line in done.stdout.partition("Commands:")[2].split("\n") if line]
    assert steps == ["fetch", "finetune", "distil", "export", "head", "compare"]


@pytest.fixture(scope="module")
def trained(seeds, tmp_path_factory):
    place = tmp_path_factory.mktemp("commands")
    write_base(place / "base", make_config("bert"))
    found = run(
        "finetune",
        place / "base",
        place / "run",
        "--seeds",
        seeds,
        "--fold",
        0,
        "--epochs",
        0.5,
        *QUICK,
    )
    assert found.exit_code == 0, found.output
    return place


def test_finetune_then_distil(trained, seeds):
    assert (trained / "run" / "whole.safetensors").is_file()
    found = run(
        "distil", trained / "run", trained / "base", trained / "small", "--seeds", seeds,
        "--fold", 0, "--epochs", 0.5, "--layer", 1, "--no-whole", *QUICK,
    )  # fmt: skip
    assert found.exit_code == 0, found.output
    assert "teacher reads" in found.output
    assert len((trained / "small" / "fold-0.jsonl").read_text().splitlines()) > 10
    assert not (trained / "small" / "whole.safetensors").exists()


def test_what_a_user_gets_wrong_is_one_line(trained, seeds, tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()
    found = run("finetune", empty, tmp_path / "run", "--seeds", seeds)
    assert found.exit_code == 1
    assert found.output.startswith("Error: ")
    assert found.output.count("\n") == 1
    assert "fetch" in found.output
    found = run("distil", empty, trained / "base", tmp_path / "run", "--seeds", seeds)
    assert (found.exit_code, found.output.count("\n")) == (1, 1)
    assert "words.txt" in found.output


def test_a_missing_library_says_what_to_install(monkeypatch, trained, seeds, tmp_path):
    monkeypatch.setitem(sys.modules, "torch", None)
    found = run("finetune", trained / "base", tmp_path / "run", "--seeds", seeds)
    assert found.exit_code == 1
    assert found.output == ("Error: training needs torch: pip install 'stancekit-encoder[train]'\n")


def test_an_engine_that_fails_is_named(tmp_path):
    pytest.importorskip("onnxruntime", reason="the engine that fails")
    with pytest.raises(ModelError, match=r"^large: .*config\.json"):
        compare([Engine("large", "onnx", tmp_path)], ["it"])


def test_the_table_tells_labels_and_scores_apart():
    scores = np.array([[1.0, 0.0], [0.0, 1.0]], dtype=np.float32)
    other = np.array([[1.0, 0.5], [1.5, 1.0]], dtype=np.float32)
    rows = [
        Measured(Engine("torch", "torch", None), 1.0, 10.0, 100.0, scores),
        Measured(Engine("int8", "onnx", None), 0.5, 30.0, 50.0, other),
        Measured(Engine("peer", "sentence-transformers", None), 2.0, 9.0, 200.0, None),
    ]
    lines = [line.split() for line in table(rows).splitlines()]
    assert lines[1][4:] == ["100.00%", "0.0e+00"]
    assert lines[2] == ["int8", "0.50", "30.0", "50", "50.00%", "1.5e+00"]
    assert lines[3][4:] == ["-", "-"]
    assert len({len(line) for line in table(rows).splitlines()}) == 1


def test_what_is_exported_compares_with_what_was_trained(trained, seeds, tmp_path):
    pytest.importorskip("onnx", reason="needs onnx, which the extra train brings")
    encoder = tmp_path / "encoder"
    found = run("export", trained / "run", encoder)
    assert found.exit_code == 0, found.output
    assert json.loads((encoder / "config.json").read_text())["hidden"] == 16
    found = run("export", trained / "run", encoder)
    assert (found.exit_code, found.output.count("\n")) == (1, 1)
    assert "exists" in found.output

    texts = tmp_path / "texts.txt"
    texts.write_text("we refuses it\nthey welcomes talks\nit counts the harvest\n")
    found = run("compare", trained / "run", "--onnx", encoder, "--texts", texts, "--threads", 1)
    assert found.exit_code == 0, found.output
    rows = [line.split() for line in found.output.splitlines()]
    assert [row[0] for row in rows] == ["engine", "torch", "encoder"]
    for row in rows[1:]:
        assert all(float(value) > 0 for value in row[1:4])
        assert row[4] == "100.00%"
    assert float(rows[2][5]) < 1e-4
