"""The labelled data of a run: the shipped seeds, a folder in their format, or what is read into it.

An adapter is a function from a path to records: those of ``statements.jsonl`` and
``documents.jsonl``, the latter having ``statements``. They are checked as the files would be. Other
than here, a plugin may register one for the hook ``stancekit_benchmarks``, under a name that begins
with ``data:``; ``--data NAME=PATH`` uses it.
"""

from __future__ import annotations

import functools
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from stancekit.errors import RecordError
from stancekit.evaluation.gold import SeedDocument, SeedStatement
from stancekit.evaluation.seeds import load_documents, load_statements, seeds_hash, seeds_path
from stancekit.evaluation.splits import group_labels
from stancekit.plugin import Registry
from stancekit.stance import StanceScheme

__all__ = ["Data", "load_data"]

HOOK, PREFIX = "stancekit_benchmarks", "data:"


@dataclass(frozen=True)
class Data:
    """Labelled statements, and documents kept for testing.

    Parameters
    ----------
    name : str
        As the report calls it.
    scheme : StanceScheme
        The labels.
    statements : sequence of SeedStatement
    documents : sequence of SeedDocument
        Those that no model may learn from.
    sha256 : str
        Of the records.
    shipped : bool
        Whether it is the seeds that come with stancekit.
    """

    name: str
    scheme: StanceScheme
    statements: Sequence[SeedStatement]
    documents: Sequence[SeedDocument]
    sha256: str
    shipped: bool = False

    @functools.cached_property
    def texts(self) -> list[str]:
        """The statements' words."""
        return [item.text for item in self.statements]

    @functools.cached_property
    def labels(self) -> list[str]:
        """The statements' labels."""
        return [item.label for item in self.statements]

    @functools.cached_property
    def groups(self) -> list[str]:
        """What ties statements together: topics and contrast sets."""
        return group_labels(self.statements)

    def where(self, chosen: Sequence[bool]) -> Data:
        """Return some of the statements."""
        kept = [item for item, wanted in zip(self.statements, chosen, strict=True) if wanted]
        return replace(self, statements=kept)

    def topics(self, most: int, seed: int) -> Data:
        """Return whole topics, drawn by lot, of some `most` statements together."""
        names, sizes = np.unique(self.groups, return_counts=True)
        order = np.random.default_rng(seed).permutation(len(names))
        before = np.concatenate([[0], np.cumsum(sizes[order])[:-1]])
        chosen = set(names[order[before < most]].tolist())
        return self.where([group in chosen for group in self.groups])


def load_data(given: str | None, scheme: StanceScheme, registry: Registry) -> Data:
    """Read the data of a run.

    Parameters
    ----------
    given : str, optional
        A folder in the seeds' format, a JSONL file of labelled statements, or ``NAME=PATH`` for
        what an adapter reads; the shipped seeds where it is left out.
    scheme : StanceScheme
        The labels that the records may carry.
    registry : Registry
        Where adapters are registered.

    Raises
    ------
    RecordError, PluginError
        If the data, or the adapter, can't be used.
    """
    if given is None:
        return _folder(None, "the seeds of stancekit", scheme)
    name, separator, path = given.partition("=")
    if separator and not Path(given).exists():
        records = registry.get(HOOK, PREFIX + name)(Path(path))
        with tempfile.TemporaryDirectory() as place:
            _write(records, Path(place))
            return _folder(Path(place), f"{name} {Path(path).name}", scheme, every=True)
    return _folder(Path(given), Path(given).name, scheme)


def _folder(place: Path | None, name: str, scheme: StanceScheme, *, every: bool = False) -> Data:
    """Read a folder; `every` document of it, or those kept for testing."""
    is_file = place is not None and place.suffix == ".jsonl" and place.is_file()
    folder = seeds_path() if place is None else place.parent if is_file else place
    has = {what: (folder / f"{what}.jsonl").is_file() for what in ("statements", "documents")}
    if not is_file and not any(has.values()):
        raise RecordError(
            "holds neither statements.jsonl nor documents.jsonl; seeds/README.md describes them",
            where=str(folder),
        )
    split = "all" if every else "locked"
    return Data(
        name=name,
        scheme=scheme,
        statements=load_statements(place, scheme=scheme) if is_file or has["statements"] else [],
        documents=load_documents(folder, split=split, scheme=scheme)  # type: ignore[arg-type]  # mypy takes the conditional for str
        if has["documents"] and not is_file
        else [],
        sha256=seeds_hash(folder),
        shipped=place is None,
    )


def _write(records: Any, folder: Path) -> None:
    """Write what an adapter gives as a folder in the seeds' format, so that it is checked alike."""
    with (
        (folder / "statements.jsonl").open("w", encoding="utf-8") as statements,
        (folder / "documents.jsonl").open("w", encoding="utf-8") as documents,
    ):
        for record in records:
            file = documents if "statements" in record else statements
            file.write(json.dumps(record) + "\n")
