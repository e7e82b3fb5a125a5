from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from stancekit.cli import main

# A scheme of its own, so that the tests show that nothing is tied to the shipped one.
SCHEME = {
    "name": "bridge",
    "labels": ["for", "against", "none"],
    "null_label": "none",
    "target": "building the bridge",
    "condition_polarities": {"for": ["required"]},
}
_WORDS = {
    "for": ("welcomes the bridge", "will gladly build the bridge", "praises the bridge plan"),
    "against": ("refuses the bridge", "will never build the bridge", "condemns the bridge plan"),
    "none": ("opened a school", "visited the market", "read the weather report"),
}
_WHO = ("The mayor", "The council", "Ada Lorn", "The guild", "The ferry owner", "The governor")


class Result(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def records(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Result]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Call the command line in this process."""

    def call(*args: object) -> Result:
        capsys.readouterr()
        with pytest.raises(SystemExit) as caught:
            main([str(arg) for arg in args])
        code = caught.value.code
        out, err = capsys.readouterr()
        return Result(code if isinstance(code, int) else 1, out, err)

    return call


def labelled() -> list[dict[str, object]]:
    return [
        {
            "id": f"{label}-{number}-{place}",
            "text": f"{who} {words}, a reporter in {place} wrote.",
            "label": label,
            "topic": place,
        }
        for place in ("Lorna", "Vesk", "Tarn", "Quell")
        for label, phrases in _WORDS.items()
        for number, (who, words) in enumerate((w, p) for w in _WHO for p in phrases)
    ]


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with labelled statements, and the scheme beside them."""
    folder = tmp_path_factory.mktemp("data")
    lines = "".join(json.dumps(record) + "\n" for record in labelled())
    (folder / "labelled.jsonl").write_text(lines)
    (folder / "bridge.json").write_text(json.dumps(SCHEME))
    return folder


@pytest.fixture(scope="session")
def model(data: Path) -> Path:
    """A small model, trained through the command line."""
    folder = data / "bridge-model"
    command = ["train", data / "labelled.jsonl", "--scheme", data / "bridge.json", "-o", folder]
    with pytest.raises(SystemExit) as caught:
        main([*map(str, command), "--folds", "2"])
    assert caught.value.code == 0
    return folder
