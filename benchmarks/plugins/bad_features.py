"""Bad feature extractors, each otherwise as good as `Words`."""

from __future__ import annotations

import contextlib
import os
import random
import socket
import time
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np
from scipy import sparse

from benchmarks.plugins.registered import bad, hooks_in, registering
from stancekit.features.base import FeatureExtractor, as_statements
from stancekit.plugin import Component
from stancekit.testing.subjects import Plugin

HOOKS = hooks_in(__name__)
_WORDS = ("talks", "not", "we", "the")


class Words(FeatureExtractor):
    """Counts four words; nothing is wrong with it."""

    name = "four-words"

    def transform(self, X: Any) -> sparse.csr_array:
        rows = [self.row(statement.text) for statement in as_statements(X)]
        return sparse.csr_array(np.array(rows, dtype=float).reshape(len(rows), len(_WORDS)))

    def row(self, text: str) -> list[float]:
        return [float(text.lower().count(word)) for word in _WORDS]

    def get_feature_names_out(self, input_features: Any = None) -> Any:
        return np.array(_WORDS, dtype=object)


GOOD = Plugin("four-words", "module", f"{__name__}:HOOKS.four_words")
HOOKS.four_words = registering(
    "stancekit_feature_extractors",
    Component("four-words", f"{__name__}:Words", "counts four words"),
)


@bad("is named otherwise than registered", "name")
class MisNamed(Words):
    name = "wrds"


@bad("has a parameter without default", "can_be_made")
class NoDefault(Words):
    def __init__(self, path: str) -> None:
        self.path = path


@bad("is no extractor", "can_be_made")
class NoExtractor:
    pass


@bad("raises in transform", "transforms")
class Raises(Words):
    def row(self, text: str) -> list[float]:
        raise KeyError(text)


@bad("ends the program in transform", "transforms")
class Exits(Words):
    def row(self, text: str) -> list[float]:
        raise SystemExit(text)


@bad("ends the process in transform", "transforms")
class Kills(Words):
    def row(self, text: str) -> list[float]:
        os._exit(3)


@bad("never ends", "transforms")
class Hangs(Words):
    def row(self, text: str) -> list[float]:
        while True:
            with contextlib.suppress(Exception):  # what would stop it
                len(text)


@bad("asks a server, and hides that it failed", "works_offline")
class Asks(Words):
    def row(self, text: str) -> list[float]:
        with contextlib.suppress(OSError):
            socket.create_connection(("192.0.2.1", 443), timeout=0.1)
        return super().row(text)


@bad("downloads its data, or fails", "works_offline")
class Downloads(Words):
    def fit(self, X: Any, y: Any = None) -> Self:
        socket.getaddrinfo("example.org", 443)
        return self


@bad("reads a file in __init__", "init_only_keeps")
class ReadsInInit(Words):
    def __init__(self, path: str = __file__) -> None:
        self.path = path
        Path(path).read_bytes()


@bad("changes its argument in __init__", "init_only_keeps")
class ConvertsInInit(Words):
    def __init__(self, words: Any = ("a", "b")) -> None:
        self.words = list(words)


@bad("takes any keyword", "init_only_keeps")
class AnyKeyword(Words):
    def __init__(self, **options: Any) -> None:
        pass

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        return {}


@bad("ignores set_params", "params")
class IgnoresParams(Words):
    def __init__(self, size: int = 2) -> None:
        self.size = size

    def set_params(self, **params: Any) -> Self:
        return self


@bad("keeps its parameters to itself", "params")
class HidesParams(Words):
    def __init__(self, size: int = 2) -> None:
        self.size = size

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        return {}


@bad("learns into its class", "clones")
class LearnsIntoClass(Words):
    seen: ClassVar[set[str]] = set()

    def fit(self, X: Any, y: Any = None) -> Self:
        self.seen.update(statement.text for statement in as_statements(X))
        return self

    def row(self, text: str) -> list[float]:
        return [*super().row(text)[:-1], float(text in self.seen)]


@bad("adds a second fit to the first", "fit")
class Accumulates(Words):
    def fit(self, X: Any, y: Any = None) -> Self:
        self.count_ = getattr(self, "count_", 0) + len(as_statements(X))
        return self

    def row(self, text: str) -> list[float]:
        return [*super().row(text)[:-1], float(self.count_)]

    def get_state(self) -> dict[str, Any]:
        return {"count": self.count_}

    def set_state(self, state: Any) -> Self:
        self.count_ = state["count"]
        return self


@bad("has a fit that returns nothing", "transforms")
class FitReturnsNothing(Words):
    def fit(self, X: Any, y: Any = None) -> Any:
        return None


@bad("gives a dense array", "matrix")
class Dense(Words):
    def transform(self, X: Any) -> Any:
        return super().transform(X).toarray()


@bad("gives a row too few", "matrix")
class RowTooFew(Words):
    def transform(self, X: Any) -> sparse.csr_array:
        return super().transform(X)[1:]


@bad("gives NaN where there is nothing to divide by", "matrix")
class NotANumber(Words):
    def row(self, text: str) -> list[float]:
        counts = np.array(super().row(text))
        with np.errstate(invalid="ignore"):
            shares: list[float] = (counts / counts.sum()).tolist()
        return shares


@bad("has as many columns as it finds words", "width")
class Growing(Words):
    def transform(self, X: Any) -> sparse.csr_array:
        matrix = super().transform(X)
        return matrix[:, np.flatnonzero(matrix.sum(axis=0))]


@bad("names two columns alike", "names")
class NamedAlike(Words):
    def get_feature_names_out(self, input_features: Any = None) -> Any:
        return np.array(["word"] * len(_WORDS), dtype=object)


@bad("has a name too many", "width")
class NameTooMany(Words):
    def get_feature_names_out(self, input_features: Any = None) -> Any:
        return np.array([*_WORDS, "more"], dtype=object)


@bad("scales by the largest of the batch", "batch_equals_single")
class ScalesByBatch(Words):
    def transform(self, X: Any) -> sparse.csr_array:
        matrix = super().transform(X)
        return sparse.csr_array(matrix / max(matrix.max(), 1.0)) if matrix.nnz else matrix


@bad("counts on from row to row", "order_does_not_count")
class CountsOn(Words):
    def transform(self, X: Any) -> sparse.csr_array:
        return sparse.csr_array(np.cumsum(super().transform(X).toarray(), axis=0))


@bad("learns in transform", "transform_learns_nothing")
class LearnsInTransform(Words):
    def fit(self, X: Any, y: Any = None) -> Self:
        self.longest_ = 0
        return self

    def row(self, text: str) -> list[float]:
        self.longest_ = max(self.longest_, len(text))
        return [*super().row(text)[:-1], float(self.longest_)]


@bad("sorts the list that it is given", "input_unchanged")
class SortsInput(Words):
    def fit(self, X: Any, y: Any = None) -> Self:
        X.sort()
        return self


@bad("takes a bare string for statements", "kinds_of_input")
class TakesString(Words):
    def transform(self, X: Any) -> sparse.csr_array:
        return super().transform(list(X) if isinstance(X, str) else X)


@bad("fails for texts without letters", "odd_texts")
class NoLetters(Words):
    def row(self, text: str) -> list[float]:
        letters = sum(character.isalpha() for character in text)
        return [count / letters for count in super().row(text)]


@bad("waits for each statement", "speed")
class Waits(Words):
    def row(self, text: str) -> list[float]:
        if len(text) == 53 and text.startswith("We are ready"):
            time.sleep(2.5)
        return super().row(text)


@bad("takes the square of a text's length", "long_texts")
class Quadratic(Words):
    def row(self, text: str) -> list[float]:
        most = max((text.count("a", 0, end) for end in range(len(text))), default=0)
        return [*super().row(text)[:-1], float(most)]


@bad("finds evidence beyond the text", "evidence")
class EvidenceBeyond(Words):
    def locate(self, statement: Any) -> list[tuple[int, int, int]]:
        text = statement if isinstance(statement, str) else statement.text
        place = text.lower().find("we")
        return [(2, place, len(text) + 1)] if place >= 0 else []


@bad("finds evidence that transform doesn't", "evidence")
class EvidenceElse(Words):
    def locate(self, statement: Any) -> list[tuple[int, int, int]]:
        text = statement if isinstance(statement, str) else statement.text
        return [(0, 0, 1)] if text else []


@bad("loses what it learnt", "saves")
class LosesState(Words):
    def fit(self, X: Any, y: Any = None) -> Self:
        self.mean_ = float(np.mean([len(statement.text) for statement in as_statements(X)]))
        return self

    def row(self, text: str) -> list[float]:
        return [*super().row(text)[:-1], len(text) / getattr(self, "mean_", 1.0)]


@bad("has a parameter that no file keeps", "saves")
class OddParameter(Words):
    def __init__(self, words: frozenset[str] = frozenset("ab")) -> None:
        self.words = words


@bad("keeps a lambda", "pickles")
class Unpicklable(Words):
    def fit(self, X: Any, y: Any = None) -> Self:
        self.fold_ = lambda text: text.lower()
        return self


@bad("divides by nothing: infinity", "matrix")
class Infinite(Words):
    def row(self, text: str) -> list[float]:
        return [*super().row(text)[:-1], float("inf") if "?" in text else 0.0]


@bad("gives lists", "matrix")
class Lists(Words):
    def transform(self, X: Any) -> Any:
        return super().transform(X).toarray().tolist()


@bad("has no names", "names")
class Nameless(Words):
    def get_feature_names_out(self, input_features: Any = None) -> Any:
        return None


@bad("draws at random", "is_deterministic")
class Random(Words):
    def row(self, text: str) -> list[float]:
        return [*super().row(text)[:-1], random.SystemRandom().random()]


@bad("takes the hash of a text", "same_in_another_process")
class Hashes(Words):
    def row(self, text: str) -> list[float]:
        return [*super().row(text)[:-1], float(hash(text) % 1000)]
