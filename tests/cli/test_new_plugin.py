"""What ``stancekit plugins new`` writes passes its checks as it stands."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from stancekit.cli.new_plugin import write_plugin
from stancekit.errors import PluginError

CHECKOUT = Path(__file__).parents[2]


def run(*command: str, path: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, "-m", *command],
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
        env=environment,
    )


def test_a_new_plugin_installs_and_passes(tmp_path):
    pytest.importorskip("hatchling")
    folder = write_plugin("my-hedges", tmp_path)
    assert folder == tmp_path / "stancekit-my-hedges"
    site = tmp_path / "site"
    pip = ("pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index")
    installed = run(*pip, "--target", str(site), str(folder), path="", cwd=tmp_path)
    assert installed.returncode == 0, installed.stderr
    path = f"{site}{os.pathsep}{CHECKOUT}"
    listed = run("stancekit", "plugins", path=path, cwd=tmp_path)
    assert "stancekit-my-hedges 0.1.0" in listed.stdout
    checked = run("stancekit", "plugins", "check", "stancekit-my-hedges", path=path, cwd=tmp_path)
    assert checked.returncode == 0, checked.stdout
    assert "feature extractor my-hedges: 29 passed\n" in checked.stdout
    # Its tests need no installation.
    tested = run("pytest", "-q", "-p", "no:cacheprovider", path=str(CHECKOUT), cwd=folder)
    assert tested.returncode == 0, tested.stdout
    assert " passed" in tested.stdout
    assert "skipped" not in tested.stdout


@pytest.mark.parametrize("name", ["Hedges", "my hedges", "../x", "9", "", "stancekit-", "a--b"])
def test_a_name_that_cannot_be_a_package_is_refused(name, tmp_path):
    with pytest.raises(PluginError, match="can't be named"):
        write_plugin(name, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_built_in_name_is_refused(tmp_path):
    with pytest.raises(PluginError, match="a feature extractor named 'words'"):
        write_plugin("words", tmp_path)


def test_nothing_is_written_over(tmp_path):
    (tmp_path / "stancekit-hedges").mkdir()
    with pytest.raises(PluginError, match="is there already"):
        write_plugin("stancekit-hedges", tmp_path)


def test_what_is_written_is_typed_and_tidy(tmp_path):
    folder = write_plugin("hedges", tmp_path)
    text = "".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.*"))
    assert "$" not in text.replace("$ ", "")
    assert (folder / "stancekit_hedges" / "py.typed").exists()
