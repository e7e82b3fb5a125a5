"""The labelled data of a run: the shipped seeds, a folder in their format, or what is read into it.

An adapter is a function from a path to records: those of ``statements.jsonl``, of
``documents.jsonl``, which have ``statements``, or of ``attributions.jsonl``, which have
``attributions`` (see `benchmarks.attribution.corpus`). They are checked as the files would be.
Other than those in `benchmarks.adapters`, a plugin may register one for the hook
``stancekit_benchmarks``, under a name that begins with ``data:``; ``--data NAME=PATH`` uses it.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.adapters import find_adapter
from benchmarks.attribution.corpus import ROLES, Record, as_corpus, read_attributions
from stancekit.cli.labelled import labelled_data
from stancekit.errors import FAULTS, PluginError, RecordError, StancekitError, reason_of
from stancekit.evaluation.gold import SeedDocument, SeedStatement
from stancekit.evaluation.seeds import load_documents, load_statements, seeds_path
from stancekit.evaluation.splits import group_labels
from stancekit.modelling.training import data_hash
from stancekit.plugin import Registry
from stancekit.stance import StanceScheme

__all__ = ["Data", "load_data"]

_ATTRIBUTIONS = "attributions.jsonl"


@dataclass(frozen=True)
class Data:
    """Labelled statements, documents kept for testing, and attributions in texts.

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
    attributions : sequence of dict
        A corpus of sources, cues and contents without stances, for testing (see
        `benchmarks.attribution.corpus.checked`).
    note : str
        What a reader of figures on these data must know.
    test_only : bool
        Whether the labels are too coarse to learn from: systems learn from the seeds then.
    """

    name: str
    scheme: StanceScheme
    statements: Sequence[SeedStatement]
    documents: Sequence[SeedDocument]
    sha256: str
    shipped: bool = False
    attributions: Sequence[Record] = ()
    note: str = ""
    test_only: bool = False

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

    @functools.cached_property
    def corpus(self) -> Sequence[Record]:
        """The attributions; those of the documents where there are no others."""
        return self.attributions or as_corpus(self.documents, self.scheme.null_label)

    def where(self, chosen: Sequence[bool]) -> Data:
        """Return some of the statements."""
        kept = [item for item, wanted in zip(self.statements, chosen, strict=True) if wanted]
        return replace(self, statements=kept)

    def topics(self, most: int, seed: int) -> Data:
        """Return whole topics, drawn by lot, of some `most` statements together."""
        if not self.statements:
            return self
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
        A folder in the seeds' format, a file of labelled statements as ``stancekit evaluate`` takes
        it, or ``NAME=PATH`` for what an adapter reads; the shipped seeds where it is left out.
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
        return _adapted(name, Path(path), scheme, registry)
    with labelled_data(given) as place:
        return _folder(place, Path(given).name, scheme)


def _adapted(name: str, path: Path, scheme: StanceScheme, registry: Registry) -> Data:
    adapter = find_adapter(name, registry)
    with tempfile.TemporaryDirectory() as place:
        try:
            count = _write(adapter.read(path), Path(place), name)
        except StancekitError:
            raise
        except FAULTS as error:  # a plugin's adapter may raise anything
            message = f"data set adapter {name!r} failed on {path}: {reason_of(error)}"
            raise PluginError(message) from error
        if not count:
            raise RecordError(f"the adapter {name!r} finds no records in it", where=str(path))
        try:
            data = _folder(Path(place), f"{name} {path.name}", scheme, every=True)
        except RecordError as error:
            # Named as what the user gave, not as where it was put for the check.
            raise RecordError(str(error).replace(f"{place}{os.sep}", f"{path}: ")) from None
    return replace(data, note=adapter.note, test_only=adapter.test_only)


def _folder(place: Path | None, name: str, scheme: StanceScheme, *, every: bool = False) -> Data:
    """Read a folder; `every` document of it, or those kept for testing."""
    is_file = place is not None and place.is_file()
    folder = seeds_path() if place is None else place.parent if is_file else place
    kinds = ("statements", "documents", "attributions")
    has = {what: (folder / f"{what}.jsonl").is_file() for what in kinds}
    if not is_file and not any(has.values()):
        raise RecordError(
            "holds neither statements.jsonl nor documents.jsonl; seeds/README.md describes them",
            where=str(folder),
        )
    split = "all" if every else "locked"
    attributions: Sequence[Record] = ()
    if has["attributions"] and not is_file:
        attributions = read_attributions(folder / _ATTRIBUTIONS)
    return Data(
        name=name,
        scheme=scheme,
        statements=load_statements(place, scheme=scheme) if is_file or has["statements"] else [],
        documents=load_documents(folder, split=split, scheme=scheme)  # type: ignore[arg-type]  # mypy takes the conditional for str
        if has["documents"] and not is_file
        else [],
        attributions=attributions,
        sha256=_hash(place if is_file else folder, attributions),
        shipped=place is None,
    )


def _hash(place: Path | None, attributions: Sequence[Record]) -> str:
    if not attributions:
        return data_hash(place)  # as models name what they learned from
    digest = hashlib.sha256(data_hash(place).encode())
    for record in attributions:
        # Without the classes of cues, which aren't the data's.
        parts = [{role: item[role] for role in ROLES} for item in record["attributions"]]
        digest.update(json.dumps([record["doc"], record["text"], parts]).encode())
    return digest.hexdigest()


def _write(records: Any, folder: Path, adapter: str) -> int:
    """Write what an adapter gives as a folder in the seeds' format, so that it is checked alike."""
    files: dict[str, list[str]] = {}
    for number, record in enumerate(records, start=1):
        if not isinstance(record, dict):
            raise PluginError(
                f"data set adapter {adapter!r} gives no dictionary as record {number}, but "
                f"{record!r:.60}; let it yield records as in statements.jsonl"
            )
        kind = next((kind for kind, field in _FIELDS if field in record), "statements")
        files.setdefault(kind, []).append(json.dumps(record) + "\n")
    for kind, lines in files.items():
        (folder / f"{kind}.jsonl").write_text("".join(lines), encoding="utf-8")
    return sum(map(len, files.values()))


# The field that tells a record's kind.
_FIELDS = (("attributions", "attributions"), ("documents", "statements"))
