"""Following a page of instructions: write its files, run its commands, compare what they give.

A fenced block is a file where the line before it ends in a colon and begins with the file's name;
it replaces a line where that paragraph says so. In a ``console`` block each line after ``$`` is
run, and what follows is what it must print; ``…`` stands for anything.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

from stancekit.plugin import installed_plugins

CHECKOUT = Path(__file__).parents[2]

_BLOCK = re.compile(
    r"(?P<before>[^\n]*(?:\n[^\n]+)*)\n\n```(?P<kind>\w*)\n(?P<body>.*?)```", re.DOTALL
)
_FILE = re.compile(r"`(?P<name>[^`]+)`:")
_LINE = re.compile(r"In `(?P<name>[^`]+)`, replace the line that begins with\s+`(?P<start>[^`]+)`")


def follow(page: Path, folder: Path) -> list[str]:
    """Follow a page in a folder; return the commands that were run."""
    commands = []
    for match in _BLOCK.finditer(page.read_text(encoding="utf-8")):
        before, kind, body = match["before"].strip(), match["kind"], match["body"]
        if kind == "console":
            for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
                command, _, expected = part.partition("\n")
                commands.append(command)
                compare(command, expected, run(command, folder))
        elif named := _FILE.fullmatch(before):
            path = folder / named["name"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(body, encoding="utf-8")
        elif changed := _LINE.match(before):
            path = folder / changed["name"]
            lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
            (at,) = [n for n, line in enumerate(lines) if line.startswith(changed["start"])]
            lines[at] = body
            path.write_text("".join(lines), encoding="utf-8")
    return commands


def run(command: str, folder: Path) -> str:
    """Run a command in a process of its own; return what it prints, errors last."""
    program, *arguments = shlex.split(command)
    if program == "pip":
        assert arguments[:2] == ["install", "-e"], command
        _install(folder / arguments[2].partition("[")[0], folder / "site")
        return ""
    own = {"stancekit": ["-m", "stancekit"], "python": []}
    started = [sys.executable, *own[program]] if program in own else [program]
    path = os.pathsep.join([str(folder / "site"), str(CHECKOUT), *_editable(folder / "site")])
    environment = {**os.environ, "PYTHONPATH": path, "COLUMNS": "100"}
    done = subprocess.run(
        [*started, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    # Of what is installed where the tests are run, the page knows nothing.
    others = tuple(f" {plugin.distribution} " for plugin in installed_plugins())
    lines = (done.stdout + done.stderr).splitlines(keepends=True)
    return "".join(line for line in lines if not any(other in line for other in others))


def _install(project: Path, site: Path) -> None:
    """Lay down what an installer would for an editable install: metadata, and where it is."""
    about = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    info = site / f"{about['name'].replace('-', '_')}-{about['version']}.dist-info"
    info.mkdir(parents=True)
    requires = "".join(f"Requires-Dist: {line}\n" for line in about["dependencies"])
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {about['name']}\nVersion: {about['version']}\n{requires}"
    )
    points = about["entry-points"]["stancekit"].items()
    lines = "".join(f"{name} = {target}\n" for name, target in points)
    (info / "entry_points.txt").write_text(f"[stancekit]\n{lines}")
    (site / f"{about['name']}.path").write_text(str(project))


def _editable(site: Path) -> list[str]:
    return [path.read_text() for path in sorted(site.glob("*.path"))]


def compare(command: str, expected: str, found: str) -> None:
    wanted, got = (
        [re.sub(" +", " ", line.rstrip()) for line in text.strip().splitlines()]
        for text in (expected, found)
    )
    pattern = ".*".join(re.escape(part) for part in "\n".join(wanted).split("…"))
    assert re.fullmatch(pattern, "\n".join(got), re.DOTALL), f"$ {command}\n{found}"
