"""A small folder of data, and one run over it that many tests look at."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from benchmarks.__main__ import main
from stancekit.evaluation.seeds import load_documents

_SAID = {
    "pro-diplomacy": ("{0} welcomed talks with {1}.", "{0} is ready to meet {1} again."),
    "rejection": ("{0} refused to talk to {1}.", "{0} will never sit down with {1}."),
    "conditional": ("{0} will talk if {1} leaves.", "{0} would meet {1} once the siege ends."),
    "no-stance": ("{0} counted the lorries of {1}.", "{0} wrote of the harvest in {1}."),
}
_SIDES = ("Ostmark", "Velia", "the rebels", "the council", "Norland", "the envoy")

PLUGIN = """
from stancekit.plugin import Component, hookimpl


def table(analyzer):
    return [{"case": "one", "score": {"value": 0.5, "interval": [0.4, 0.6]}, "n": 3}]


def broken(analyzer):
    raise ZeroDivisionError("no cases")


class Constant:
    def fit(self, texts, labels):
        return self

    def predict(self, texts):
        return ["rejection"] * len(texts)


class Faulty(Constant):
    def predict(self, texts):
        raise RuntimeError("lost its weights")


@hookimpl
def stancekit_benchmarks():
    return [
        Component("a-table", f"{__name__}:table", "one row"),
        Component("broken", f"{__name__}:broken", "always fails"),
        Component("peer:constant", f"{__name__}:Constant", "one label"),
        Component("peer:faulty", f"{__name__}:Faulty", "fails"),
        Component("peer:absent", "no_such_module:Peer", "isn't there"),
    ]
"""


def statements() -> list[dict[str, Any]]:
    """Labelled statements on six topics."""
    records = []
    for topic, (first, second) in enumerate(itertools.pairwise((*_SIDES, _SIDES[0]))):
        for label, wordings in _SAID.items():
            for number, wording in enumerate(wordings):
                for mark, said in enumerate(("", "Today ", "A spokesman said: ")):
                    text = said + wording.format(first, second)
                    at = text.find(" if ") if " if " in text else text.find(" once ")
                    terms = [{"start": at + 1, "end": len(text) - 1}]
                    records.append(
                        {
                            "id": f"{topic}-{label}-{number}-{mark}",
                            "text": text,
                            "label": label,
                            "accept": ["pro-diplomacy"] * (label == "conditional"),
                            "conditions": terms if label == "conditional" else [],
                            "topic": f"topic {topic}",
                            "batch": "small",
                        }
                    )
    return records


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in the seeds' format."""
    place = tmp_path_factory.mktemp("small")
    documents = [item.to_record() for item in load_documents(split="locked")[:3]]
    for name, records in (("statements", statements()), ("documents", documents)):
        lines = "".join(json.dumps(record) + "\n" for record in records)
        (place / f"{name}.jsonl").write_text(lines)
    sides = {record["id"]: "locked" for record in documents}
    (place / "splits.json").write_text(json.dumps({"documents": sides}))
    return place


class Spy:
    """A peer that notes what it was trained on and what it was then asked, of each fold."""

    seen: list[tuple[set[str], set[str]]]

    def fit(self, texts: Sequence[str], labels: Sequence[str]) -> Spy:
        self.known = set(texts)
        return self

    def predict(self, texts: Sequence[str]) -> list[str]:
        self.seen.append((self.known, set(texts)))
        return ["rejection"] * len(texts)


@pytest.fixture
def spy() -> type[Spy]:
    """A class of spies that have seen nothing yet."""
    return type("FreshSpy", (Spy,), {"seen": []})


@pytest.fixture(scope="session")
def plugin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A script with a benchmark, peers, and some that fail."""
    place = tmp_path_factory.mktemp("plugin") / "mixed.py"
    place.write_text(PLUGIN)
    return place


@pytest.fixture(scope="session")
def run(folder: Path, plugin: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a quick run of all sections, with systems that fail among the others."""
    place = tmp_path_factory.mktemp("run")
    given = ["--quick", "--data", str(folder), "--plugin", str(plugin), "-o", str(place)]
    assert main(given) == 1  # something failed, and is named
    return place


@pytest.fixture(scope="session")
def report(run: Path) -> dict[str, Any]:
    """Its report."""
    return json.loads((run / "report.json").read_text(encoding="utf-8"))
