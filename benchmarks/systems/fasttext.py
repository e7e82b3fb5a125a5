"""fastText, trained on the statements: word vectors, averaged, under a softmax.

Joulin et al., "Bag of Tricks for Efficient Text Classification", EACL 2017. Two of it: as its
defaults are, which is what its speed is known for, and with what its tutorial goes on to: lower
case, punctuation apart, pairs of words, 25 epochs. With 200,000 buckets for the pairs, also the
tutorial's, it takes 80 MB instead of 800.
"""

from __future__ import annotations

import functools
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.systems.system import Peer

__all__ = ["DEFAULTS", "PEER", "FastText"]

_MARK = "__label__"
_APART = str.maketrans({mark: f" {mark} " for mark in "'\"“”‘’.,;:!?()[]/–—"})


def as_it_is(text: str) -> str:
    """Return a text as one line, without what fastText would take for a label."""
    return text.replace("\n", " ").replace(_MARK, "label")


def tutorial(text: str) -> str:
    """Return it in lower case with punctuation apart, too."""
    return as_it_is(text.lower().translate(_APART))


class FastText:
    """A supervised model in scikit-learn's manner: one thread, seeded.

    Parameters
    ----------
    prepare : callable
        What a text becomes before it is learned from, or labelled: one line.
    **parameters : object
        Of ``fasttext.train_supervised``.
    """

    def __init__(self, prepare: Callable[[str], str] = as_it_is, **parameters: Any) -> None:
        self.prepare, self.parameters = prepare, parameters

    def fit(self, texts: Sequence[str], labels: Sequence[str]) -> FastText:
        """Train it, from a file as it wants it."""
        import fasttext  # type: ignore[import-not-found,unused-ignore]  # optional

        shares = Counter(labels)
        self.classes_ = sorted(shares)
        # Labels may hold blanks, which the file can't.
        numbers = {label: f"{_MARK}{number}" for number, label in enumerate(self.classes_)}
        self._column = {mark: number for number, mark in enumerate(numbers.values())}
        self._usual = np.array([shares[label] / len(labels) for label in self.classes_])
        with tempfile.TemporaryDirectory() as folder:
            lines = Path(folder, "train.txt")
            lines.write_text(
                "".join(
                    f"{numbers[y]} {self.prepare(x)}\n" for x, y in zip(texts, labels, strict=True)
                ),
                encoding="utf-8",
            )
            self._model = fasttext.train_supervised(
                str(lines), thread=1, seed=0, verbose=0, **self.parameters
            )
        return self

    def predict(self, texts: Sequence[str]) -> list[str]:
        """Return one label a text; the most frequent one where it knows no word."""
        found, _ = self._model.predict([self.prepare(text) for text in texts])
        usual = self.classes_[int(self._usual.argmax())]
        return [self.classes_[self._column[given[0]]] if given else usual for given in found]

    def predict_proba(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Return the probabilities of all labels, which sum to 1."""
        table = np.tile(self._usual, (len(texts), 1))
        for row, text in enumerate(texts):
            # For a list, 0.9.2 repeats the first probability; for one text, it fails on NumPy 2.
            # What both call, doesn't.
            found = self._model.f.predict(f"{self.prepare(text)}\n", -1, 0.0, "strict")
            if found:
                table[row] = 0.0
                shares, marks = zip(*found, strict=True)
                table[row, [self._column[mark] for mark in marks]] = shares
        return np.asarray(table / table.sum(axis=1, keepdims=True), dtype=np.float64)


_NEEDS = {"fasttext": "fasttext-wheel"}
DEFAULTS = Peer("fastText", FastText, _NEEDS, note="as its defaults are: single words, 5 epochs")
PEER = Peer(
    "fastText, word pairs",
    functools.partial(FastText, tutorial, wordNgrams=2, epoch=25, bucket=200_000),
    _NEEDS,
    note="as in its tutorial: lower case, punctuation apart, word pairs, 25 epochs",
)
