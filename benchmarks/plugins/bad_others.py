"""Bad components of the other kinds."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from benchmarks.plugins.registered import add_plugin, bad, hooks_in
from stancekit.document import Document
from stancekit.plugin import Component
from stancekit.stance import DIPLOMACY, Prediction
from stancekit.statement import Statement

HOOKS = hooks_in(__name__)


@bad("counts offsets in a stripped text", "offsets", "statement_extractors")
class Strips:
    def extract(self, document: Document) -> list[Statement]:
        text = document.text.strip().replace("\r\n", "\n")
        ends = list(itertools.accumulate(map(len, text.splitlines(keepends=True))))
        pairs = zip([0, *ends], ends, strict=False)
        return [Statement(a, b, text[a:b], rule="line") for a, b in pairs]


@bad("remembers speakers of earlier documents", "documents_apart", "statement_extractors")
class Remembers:
    def __init__(self) -> None:
        self.speakers: list[str] = []

    def extract(self, document: Document) -> list[Statement]:
        self.speakers += [document.author] if document.author else []
        if not document.text.strip():
            return []
        who = self.speakers[-1] if self.speakers else None
        return [Statement(0, len(document.text), document.text, speaker=who, rule="all")]


@bad("gives tuples", "gives_statements", "statement_extractors")
class Tuples:
    def extract(self, document: Document) -> list[Any]:
        return [(0, len(document.text))]


@bad("fails on what isn't UTF-8", "broken_files", "readers", name=".note")
def strict_reader(source: Any) -> Iterable[Document]:
    yield Document(source.name, source.read().decode("utf-8"))


class _Model:
    """Says no-stance of everything; nothing is wrong with it."""

    name, version, sha256, scheme = "plain", "1", "00", DIPLOMACY
    shares = (0.1, 0.1, 0.1, 0.7)

    def predict(self, X: Any) -> list[str]:
        return [str(item.label) for item in self.predictions(X)]

    def predictions(self, X: Any, evidence: bool = True) -> list[Prediction]:
        from stancekit.features.base import as_statements

        shares = dict(zip(DIPLOMACY.labels, self.shares, strict=True))
        return [Prediction("no-stance", shares, ("no-stance",)) for _ in as_statements(X)]


class _TooSure(_Model):
    name, shares = "too-sure", (0.9, 0.9, 0.9, 0.9)


class _Undecided(_Model):
    name = "undecided"

    def predictions(self, X: Any, evidence: bool = True) -> list[Prediction]:
        found = super().predictions(X)
        return [
            Prediction("maybe" if number else "no-stance", item.probabilities, item.label_set)
            for number, item in enumerate(found)
        ]


class _ByBatch(_Model):
    name = "by-batch"

    def predictions(self, X: Any, evidence: bool = True) -> list[Prediction]:
        self.shares = (0.1, 0.1, 0.8, 0.0) if len(X) > 1 else (0.1, 0.8, 0.1, 0.0)
        return super().predictions(X)


@bad("has probabilities that sum to 3.6", "predictions", "models", name="too-sure")
def too_sure() -> _Model:
    return _TooSure()


@bad("gives a label that isn't in its scheme", "predictions", "models", name="undecided")
def undecided() -> _Model:
    return _Undecided()


@bad("decides by the size of the batch", "batch_equals_single", "models", name="by-batch")
def by_batch() -> _Model:
    return _ByBatch()


LABELS = {"labels": ["for", "against"]}
ALIASES = {"United States": "US", "Ruritania": ["RU"]}
TWO_MEANINGS = {"Ada Lorn": ["the president"], "Duro Velk": ["The President"]}

for _name, _fault, _check, _hook, _target in (
    ("dict-scheme", "is a dict", "is_a_scheme", "schemes", "LABELS"),
    ("letters", "has a text for a list of aliases", "is_a_mapping", "alias_tables", "ALIASES"),
    (
        "two-meanings",
        "has an alias of two names",
        "each_alias_has_one_meaning",
        "alias_tables",
        "TWO_MEANINGS",
    ),
):
    _component = Component(_name, f"{__name__}:{_target}", _fault)
    add_plugin(_name, _fault, _check, f"stancekit_{_hook}", _component)


@bad("writes another path", "writes_its_path", "exporters", name=".lines")
def adds_suffix(analyses: Iterable[Any], path: Path) -> None:
    path.with_suffix(".lines").write_text("\n".join(item.document.id for item in analyses))


@bad("adds to a file", "replaces", "exporters", name=".log")
def appends(analyses: Iterable[Any], path: Path) -> None:
    with path.open("a", encoding="utf-8") as stream:
        stream.writelines(json.dumps(item.to_record()) + "\n" for item in analyses)


@bad("stops at the first error", "goes_through_once", "exporters", name=".short")
def stops(analyses: Iterable[Any], path: Path) -> None:
    good = itertools.takewhile(lambda item: item.error is None, analyses)
    path.write_text(json.dumps([item.to_record() for item in good]), encoding="utf-8")


@bad("is a plain function", "is_a_command", "commands", name="plain")
def plain_command() -> None:
    """Do nothing."""


@click.command()
@click.option("--much", is_flag=True)
def unhelpful(much: bool) -> None:
    pass


add_plugin(
    "unhelpful",
    "says nothing in its help",
    "helps",
    "stancekit_commands",
    Component("unhelpful", f"{__name__}:unhelpful", "a command"),
)
