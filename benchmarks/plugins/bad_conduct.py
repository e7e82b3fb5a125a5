"""Feature extractors that are bad for what they do besides their work."""

from __future__ import annotations

import locale
import os
import signal
import threading
import time
import warnings
from pathlib import Path
from typing import Any, Self

import numpy as np
from scipy import sparse

from benchmarks.plugins.bad_features import Words
from benchmarks.plugins.registered import bad, hooks_in
from stancekit.features.base import FeatureExtractor

HOOKS = hooks_in(__name__)


@bad("prints", "prints_nothing")
class Prints(Words):
    def row(self, text: str) -> list[float]:
        print("row", len(text))
        return super().row(text)


@bad("prints below Python's streams", "prints_nothing")
class PrintsBelow(Words):
    def row(self, text: str) -> list[float]:
        os.write(2, b"row\n")
        return super().row(text)


@bad("keeps a cache in the working folder", "writes_nothing")
class Caches(Words):
    def fit(self, X: Any, y: Any = None) -> Self:
        Path("words.cache").write_text("x", encoding="utf-8")
        Path("words.cache").unlink()
        return self


@bad("seeds numpy for all", "leaves_global_state")
class Seeds(Words):
    def fit(self, X: Any, y: Any = None) -> Self:
        np.random.seed(0)
        return self


@bad("sets an environment variable", "leaves_global_state")
class SetsEnvironment(Words):
    def fit(self, X: Any, y: Any = None) -> Self:
        os.environ["TOKENIZERS_PARALLELISM"] = "false"
        return self


@bad("goes to another folder", "leaves_global_state")
class ChangesFolder(Words):
    def row(self, text: str) -> list[float]:
        os.chdir("/")
        return super().row(text)


@bad("silences warnings for all", "leaves_global_state")
class Hushes(Words):
    def transform(self, X: Any) -> sparse.csr_array:
        warnings.simplefilter("ignore")
        return super().transform(X)


@bad("makes numpy raise for all", "leaves_global_state")
class SetsErrors(Words):
    def transform(self, X: Any) -> sparse.csr_array:
        np.seterr(all="raise")
        return super().transform(X)


@bad("sets the locale", "leaves_global_state")
class SetsLocale(Words):
    def fit(self, X: Any, y: Any = None) -> Self:
        locale.setlocale(locale.LC_ALL, "C")
        return self


@bad("is deaf to a request to end, from then on", "leaves_global_state")
class Deaf(Words):
    def fit(self, X: Any, y: Any = None) -> Self:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        return self


@bad("leaves a thread behind each time", "leaves_global_state")
class LeavesThread(Words):
    def fit(self, X: Any, y: Any = None) -> Self:
        threading.Thread(target=time.sleep, args=(20,), daemon=True).start()
        return self


@bad("puts a function of its own into numpy", "leaves_global_state")
class PatchesNumpy(Words):
    def fit(self, X: Any, y: Any = None) -> Self:
        kept = np.unique
        np.unique = lambda *given, **more: kept(*given, **more)  # type: ignore[assignment]  # so bad
        return self


@bad("puts a method of its own into stancekit", "leaves_global_state")
class PatchesStancekit(Words):
    def fit(self, X: Any, y: Any = None) -> Self:
        kept = FeatureExtractor.get_params
        FeatureExtractor.get_params = lambda self, deep=True: kept(self, deep)  # type: ignore[method-assign]  # so bad
        return self
