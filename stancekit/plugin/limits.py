"""Plugins' objects with a time limit on each call: they stand in for what runs elsewhere."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from scipy import sparse

from stancekit.document import Document
from stancekit.features.base import FeatureExtractor, Location, as_statements
from stancekit.plugin.manager import Registry
from stancekit.plugin.worker import LostCallError, Worker
from stancekit.reading import Reader, RecordFailure, Source
from stancekit.stance import Prediction, StanceScheme
from stancekit.statement import Statement

__all__ = [
    "LimitedExtractor",
    "LimitedFeatures",
    "LimitedModel",
    "limited_features",
    "limited_model",
    "limited_readers",
]

_FEATURES, _READERS = "stancekit_feature_extractors", "stancekit_readers"

# What one call is given at most, so that its time doesn't depend on how a run batches.
_CHUNK = 32


class LimitedExtractor:
    """A statement extractor; one call is one document.

    Parameters
    ----------
    what : str
    make : callable
    seconds : float
        As for `Worker`.
    """

    def __init__(self, what: str, make: Callable[[], Any], seconds: float) -> None:
        self.what = what
        self._worker = Worker(what, make, seconds)

    def extract(self, document: Document) -> Sequence[Statement]:
        """Return the statements in the order of their start."""
        return list(self._worker.call("extract", document))


class _Chunked:
    """Calls on statements, some at a time; those whose call was lost aren't tried again."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker
        self._lost: dict[str, LostCallError] = {}

    def __call__(self, method: str, statements: Sequence[Statement], *rest: Any) -> list[Any]:
        for statement in statements:
            if statement.text in self._lost:
                raise self._lost[statement.text]
        parts: list[Any] = []
        for start in range(0, len(statements), _CHUNK):
            parts += self._chunk(method, list(statements[start : start + _CHUNK]), *rest)
        return parts

    def _chunk(self, method: str, chunk: list[Statement], *rest: Any) -> list[Any]:
        try:
            return [self._worker.call(method, chunk, *rest)]
        except LostCallError as error:
            if len(chunk) == 1:
                self._lost[chunk[0].text] = error
                raise
        # Whoever calls looks for the culprit by halves, which takes the whole limit each time; one
        # by one it takes it once. All may have been too many, and none a culprit.
        parts, lost = [], None
        for statement in chunk:
            try:
                parts += self._chunk(method, [statement], *rest)
            except LostCallError as error:
                lost = error
        if lost is not None:
            raise lost
        return parts


class LimitedFeatures(FeatureExtractor):
    """A feature extractor of a plugin's; one call is at most 32 statements.

    Parameters
    ----------
    what : str
    make : callable
    seconds : float
        As for `Worker`.
    """

    def __init__(self, what: str, make: Callable[[], FeatureExtractor], seconds: float) -> None:
        self._worker = Worker(what, make, seconds)
        self._chunked = _Chunked(self._worker)
        # Part of what is asked of any extractor, here as the plugin's own has it.
        self.name = self._worker.call("name")  # type: ignore[misc] # the base has it on the class
        self.version = self._worker.call("version")  # type: ignore[misc] # as above
        self.__module__ = self._worker.call("__module__")

    def get_params(self, deep: bool = True) -> dict[str, Any]:  # noqa: D102 - as the base
        params: dict[str, Any] = self._worker.call("get_params", deep)
        return params

    def transform(self, X: Any) -> sparse.csr_array:  # noqa: D102 - as the base
        statements = as_statements(X)
        if not statements:
            return sparse.csr_array(self._worker.call("transform", []))
        blocks = self._chunked("transform", statements)
        return sparse.csr_array(blocks[0] if len(blocks) == 1 else sparse.vstack(blocks, "csr"))

    def get_feature_names_out(  # noqa: D102 - as the base
        self, input_features: Any = None
    ) -> npt.NDArray[np.object_]:
        names: npt.NDArray[np.object_] = self._worker.call("get_feature_names_out", input_features)
        return names

    def get_state(self) -> dict[str, Any]:  # noqa: D102 - as the base
        state: dict[str, Any] = self._worker.call("get_state")
        return state

    def set_state(self, state: Mapping[str, Any]) -> Self:  # noqa: D102 - as the base
        self._worker.set_up("set_state", dict(state))
        return self

    def locate(self, statement: Statement | str) -> list[Location]:  # noqa: D102 - as the base
        return list(self._worker.call("locate", statement))


class LimitedModel:
    """A model of a plugin's own kind; one call is at most 32 statements.

    Parameters
    ----------
    worker : Worker
        Holds the model.
    """

    def __init__(self, worker: Worker) -> None:
        self._chunked = _Chunked(worker)
        self.name: str = worker.call("name")
        self.version: str = worker.call("version")
        self.sha256: str = worker.call("sha256")
        self.scheme: StanceScheme = worker.call("scheme")

    def predict(self, X: Any) -> list[str]:
        """Return one label a statement."""
        return [x for part in self._chunked("predict", as_statements(X)) for x in part]

    def predictions(self, X: Any, evidence: bool = True) -> list[Prediction]:
        """Return label, probabilities, label set and, where wanted, evidence of each statement."""
        statements = as_statements(X)
        return [x for part in self._chunked("predictions", statements, evidence) for x in part]


def limited_features(
    registry: Registry, seconds: float
) -> dict[str, Callable[..., FeatureExtractor]]:
    """Return what makes each feature extractor; those of plugins get a time limit.

    Parameters
    ----------
    registry : Registry
    seconds : float
        What one call may take.
    """

    def make(name: str, **params: Any) -> FeatureExtractor:
        found = functools.partial(registry.get(_FEATURES, name), **params)
        return LimitedFeatures(registry.describe(_FEATURES, name), found, seconds)

    return {
        name: factory if registry.is_built_in(_FEATURES, name) else functools.partial(make, name)
        for name, factory in registry.all_of(_FEATURES).items()
    }


def limited_model(
    what: str, make: Callable[[], Any], seconds: float
) -> str | os.PathLike[str] | LimitedModel:
    """Return a model with a time limit, or the folder that `make` gives in its place.

    Parameters
    ----------
    what : str
    make : callable
    seconds : float
        As for `Worker`.
    """
    worker = Worker(what, functools.partial(_Given, make), seconds)
    folder: str | None = worker.call("folder")
    return LimitedModel(worker) if folder is None else folder


class _Given:
    """What a plugin's function for a model gives: in the other process."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self._found = make()

    def folder(self) -> str | None:
        return os.fspath(self._found) if isinstance(self._found, (str, os.PathLike)) else None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._found, name)


def limited_readers(registry: Registry, seconds: float) -> dict[str, Reader]:
    """Return the readers by suffix; of those of plugins, each record has a time limit.

    Parameters
    ----------
    registry : Registry
    seconds : float
        What reading one document may take.
    """
    return {
        suffix: reader
        if registry.is_built_in(_READERS, suffix)
        else _LimitedReader(registry, suffix, seconds)
        for suffix, reader in registry.all_of(_READERS).items()
    }


class _LimitedReader:
    """A reader whose module is imported, and process started, when the first file needs it."""

    def __init__(self, registry: Registry, suffix: str, seconds: float) -> None:
        self._registry = registry
        self._suffix = suffix
        self._seconds = seconds
        self._worker: Worker | None = None

    def __call__(self, source: Source) -> Iterator[Document | RecordFailure]:
        if self._worker is None:
            make = functools.partial(_Reading, self._registry.get(_READERS, self._suffix))
            what = self._registry.describe(_READERS, self._suffix)
            self._worker = Worker(what, make, self._seconds)
        self._worker.call("start", source)
        while (item := self._worker.call("next")) is not None:
            yield item


class _Reading:
    """A reader, and the file that it reads: in the other process."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._documents: Iterator[Document | RecordFailure] | None = None

    def start(self, source: Source) -> None:
        self._documents = iter(self._reader(source))

    def next(self) -> Document | RecordFailure | None:
        if self._documents is None:
            raise RuntimeError("the process that read the file was lost")
        return next(self._documents, None)
