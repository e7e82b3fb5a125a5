from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]

SCRIPT = '''
import click
from stancekit.plugin import Component, hookimpl

@hookimpl
def stancekit_commands():
    return [Component("greet", f"{__name__}:greet", "Say hello.")]

@hookimpl
def stancekit_exporters():
    return [Component(".count", f"{__name__}:count", "how many statements")]

@hookimpl
def stancekit_readers():
    return [Component(".lines", f"{__name__}:lines", "a document a line")]

@click.command()
@click.argument("name")
def greet(name):
    """Say hello."""
    click.echo(f"hello {name}")

def count(analyses, path):
    path.write_text(str(sum(len(a.statements) for a in analyses)))

def lines(source):
    from stancekit import Document
    for n, line in enumerate(source.read().decode().splitlines()):
        yield Document(f"{source.name}-{n}", line)
'''


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "extra.py"
    path.write_text(SCRIPT)
    return path


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\n"
        "from stancekit.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit as stop: assert stop.code == 0\n"
        "heavy = {'numpy', 'scipy', 'sklearn', 'rich', 'pyarrow'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    for name in ("analyze", "classify", "train", "evaluate", "seeds", "plugins", "models"):
        assert name in done.stdout


@pytest.mark.parametrize("command", ["analyze", "classify"])
def test_analysis_imports_no_scikit_learn(model: Path, tmp_path: Path, command: str) -> None:
    (tmp_path / "a.txt").write_text("The mayor said that he welcomes the bridge.\n")
    code = (
        "import sys\n"
        "from stancekit.cli import main\n"
        f"try: main([{command!r}, {str(tmp_path / 'a.txt')!r}, '-m', {str(model)!r}])\n"
        "except SystemExit as stop: assert stop.code == 0, stop.code\n"
        "assert 'sklearn' not in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ([], None),
        (["analyse"], "No such command 'analyse'; there are analyze, classify"),
        (["analyze"], "Missing argument 'PATH...' (see 'stancekit analyze --help')"),
        (["analyze", "x", "--frmat"], "No such option"),
        (["analyze", "x", "-o", "out.docx"], "the suffix must be one of .jsonl, .csv, .parquet"),
        (["analyze", "x", "-o", "nowhere/out.csv"], "there is no folder nowhere"),
        (["analyze", "x", "-o", "out.csv", "--with-text"], "--with-text needs -o with a .jsonl"),
        (["analyze", "x", "--jobs", "0"], "--jobs 0"),
        (["classify", "x", "-o", "out.csv", "--keep"], "--keep needs"),
        (["evaluate", "x", "-m", "a", "--predictions", __file__], "exclude each other"),
        (["evaluate", "x", "--abstain", "0.7", "--predictions", __file__], "label of null"),
        (["classify", "x", "--abstain", "70"], "not in the range 0.0<=x<=1.0"),
        (["classify", "x", "--abstain", "nan"], "nan is not a number"),
        (["train", "-o", "x", "--folds", "1"], "--folds 1"),
        (["plugins", "--plugin", "x.py"], "needs --check"),
    ],
)
def test_a_wrong_call_is_one_line_and_2(
    run: Run, args: list[str], message: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*args)
    if message is None:
        assert (result.code, result.err) == (0, "")
        assert "Commands:" in result.out
        return
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("stancekit: error: ")
    assert result.err.count("\n") == 1
    assert message in result.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["analyze", "none.txt"], "none.txt: not found"),
        (["classify", "none.jsonl"], "none.jsonl: not found"),
        (["evaluate", "none.jsonl"], "none.jsonl: not found"),
        (["analyze", "x.txt", "-m", "nowhere"], "nowhere"),
        (["analyze", "x.txt", "--aliases", "none.json"], "none.json: can't be read"),
        (["analyze", "x.txt", "--plugin", "none.py"], "none.py: FileNotFoundError"),
        (["analyze", "x.txt", "--extractor", "magic"], "no statement extractor is named 'magic'"),
        (["train", "-o", "m", "--scheme", "magic"], "no scheme is named 'magic'"),
        (["train", "-o", "m", "--features", "magic"], "no feature extractor is named 'magic'"),
        (["train", "-o", "m", "--features", "magic=a"], "no feature extractor is named 'magic'"),
    ],
)
def test_a_users_mistake_is_told_without_a_traceback(
    run: Run,
    model: Path,
    args: list[str],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("x.txt").write_text("The mayor said that he welcomes the bridge.")
    if args[0] != "train" and "-m" not in args:
        args = [*args, "-m", str(model)]
    result = run(*args)
    assert result.code == 1
    assert message in result.err
    assert all(line.startswith("stancekit: ") for line in result.err.splitlines())


@pytest.mark.skipif(os.name == "nt", reason="pipes break otherwise there")
def test_a_closed_pipe_is_quiet(model: Path, tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    record = {"text": "The mayor said that he welcomes the bridge. " * 20}
    path.write_text("".join(json.dumps(record | {"id": str(n)}) + "\n" for n in range(200)))
    command = [sys.executable, "-m", "stancekit", "analyze", str(path), "-m", str(model)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 141


def test_plugins_lists_without_importing(run: Run) -> None:
    result = run("plugins", "--json")
    assert result.code == 0
    assert isinstance(json.loads(result.out)["plugins"], list)
    checked = json.loads(run("plugins", "--check", "--json").out)
    hooks = {(row["hook"], row["name"]) for row in checked["components"]}
    assert ("stancekit_commands", "analyze") in hooks
    assert ("stancekit_readers", ".csv") in hooks
    assert "No plugin" in run("plugins").out or "Module" in run("plugins").out


def test_a_script_brings_a_command(run: Run, script: Path) -> None:
    assert run("--plugin", script, "greet", "you") == (0, "hello you\n", "")
    assert "Say hello." in run("--plugin", script, "--help").out
    assert run("greet", "you").code == 2


def test_a_script_brings_an_exporter_and_a_reader(
    run: Run, script: Path, model: Path, tmp_path: Path
) -> None:
    (tmp_path / "a.lines").write_text(
        "The mayor said that it rains.\nThe guild said that it pours.\n"
    )
    out = tmp_path / "out.count"
    given = ("analyze", tmp_path / "a.lines", "-m", model, "--plugin", script)
    assert run(*given, "-o", out).code == 0
    assert out.read_text() == "2"
    assert [record["id"] for record in run(*given).records] == ["a-0", "a-1"]


def test_a_broken_plugin_is_named_and_the_run_goes_on(tmp_path: Path) -> None:
    info = tmp_path / "acme-2.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme\nVersion: 2.0\n")
    (info / "entry_points.txt").write_text("[stancekit]\ntables = acme_tables\n")
    (tmp_path / "acme_tables.py").write_text("print('imported')\nraise RuntimeError('no luck')\n")

    def run_apart(*args: str, **variables: str) -> subprocess.CompletedProcess[str]:
        path = os.pathsep.join([str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])])
        return subprocess.run(
            [sys.executable, "-m", "stancekit", *args],
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": path, **variables},
        )

    told = (
        "stancekit: warning: plugin 'tables' of acme was left out: RuntimeError: no luck "
        "(acme_tables.py, line 2); mend it ('stancekit plugins check tables' tells more), or leave "
        "it out with --block tables\n"
    )
    listed = run_apart("plugins", "--json")
    (row,) = (r for r in json.loads(listed.stdout)["plugins"] if r["distribution"] == "acme")
    assert (row["name"], row["version"], row["blocked"]) == ("tables", "2.0", False)
    assert listed.stderr == ""
    checked = run_apart("plugins", "--check")
    assert (checked.returncode, checked.stderr) == (1, "imported\n" + told)
    going_on = run_apart("models", "--json")
    assert "diplomacy-base" in [row["name"] for row in json.loads(going_on.stdout)["models"]]
    assert told in going_on.stderr
    for blocked in (
        run_apart("plugins", "--check", "--block", "acme"),
        run_apart("plugins", "--check", STANCEKIT_BLOCK="tables"),
        run_apart("--block", "tables", "plugins", "--check"),
    ):
        assert (blocked.returncode, blocked.stderr) == (0, "")


@pytest.mark.skipif(os.name == "nt", reason="no pseudo-terminals there")
@pytest.mark.parametrize("no_color", ["", "1"])
def test_colours_on_a_terminal_unless_they_are_unwanted(
    model: Path, tmp_path: Path, no_color: str
) -> None:
    import pty

    (tmp_path / "a.txt").write_text("Ada Lorn said that she welcomes the bridge plan.\n")
    upper, lower = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "stancekit", "analyze", str(tmp_path / "a.txt"), "-m", str(model)],
        stdin=subprocess.DEVNULL,
        stdout=lower,
        stderr=subprocess.PIPE,
        env={**os.environ, "NO_COLOR": no_color},
    )
    os.close(lower)
    shown = os.read(upper, 65536).decode()
    os.close(upper)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "On which terms" in shown  # a table, as it is a terminal
    assert ("\x1b[32mfor\x1b[0m" in shown) is not bool(no_color)
    assert ("\x1b" in shown) is not bool(no_color)


def test_letters_that_an_output_lacks_are_replaced(model: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Çağrı Öztürk said that she welcomes the bridge plan.\n")
    given = ["analyze", str(tmp_path / "a.txt"), "-m", str(model), "--format", "table"]
    done = subprocess.run(
        [sys.executable, "-m", "stancekit", *given],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "latin-1:strict", "PYTHONUTF8": "0"},
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert "Ça?r? Öztürk" in done.stdout.decode("latin-1")
