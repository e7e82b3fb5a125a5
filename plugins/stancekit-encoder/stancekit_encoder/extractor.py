"""What an encoder says of statements, as features."""

from __future__ import annotations

import functools
import os
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np
import numpy.typing as npt
from scipy import sparse

from stancekit.errors import ModelError
from stancekit.features.base import FeatureExtractor, check_items
from stancekit_encoder.encoder import CONFIG, Encoder
from stancekit_encoder.models import encoder_folder
from stancekit_encoder.names import NameMask

__all__ = ["EncoderFeatures", "encoder_large", "encoder_small"]

Output = Literal["embedding", "scores"]
Floats = npt.NDArray[np.float32]

# So many values are kept of what was fitted on: half a gigabyte, a quarter of what the matrix of so
# many rows takes.
_KEPT = 1 << 27


class EncoderFeatures(FeatureExtractor):
    """The outputs of a sentence encoder, a column each.

    Names are masked before the encoder reads a statement. What `fit` has encoded is kept for the
    process, so that a cross-validation encodes each statement once, not once a fold.

    Parameters
    ----------
    encoder : str
        ``"large"`` or ``"small"``, which come with this distribution, or the path of a folder
        that ``python -m stancekit_encoder.training export`` wrote. A model file keeps it as it
        is given here.
    output : {"embedding", "scores"}
        The pooled hidden states, or the score that the encoder itself gives each label it was
        trained on. Labels of your own take the embedding.
    threads : int, optional
        Statements worked on at a time; see :class:`Encoder`.

    Attributes
    ----------
    sha256_ : str
        Hash of the encoder that `fit` saw; another one is refused from then on.

    Examples
    --------
    >>> EncoderFeatures("small", output="scores")
    EncoderFeatures(encoder='small', output='scores', threads=None)
    """

    name = "encoder"
    version = "1"
    knows_seeds = True  # the encoders that come with it were fine-tuned on them

    def __init__(
        self, encoder: str = "large", output: Output = "embedding", threads: int | None = None
    ) -> None:
        self.encoder = encoder
        self.output = output
        self.threads = threads

    def fit(self, X: Any, y: Any = None) -> Self:  # noqa: ARG002 - scikit-learn's signature
        """Note which encoder it is; nothing else is learned.

        Parameters
        ----------
        X : sequence of str or Statement
            Statements.
        y : sequence, optional
            Not used.
        """
        texts = _texts(X)
        self.__dict__.pop("sha256_", None)
        reader = self._reader()
        reader.remember(texts, self.output)
        self.sha256_ = reader.encoder.sha256
        return self

    def transform(self, X: Any) -> sparse.csr_array:
        """Return one row of features a statement, the same alone as among others.

        Parameters
        ----------
        X : sequence of str or Statement
            Statements.

        Raises
        ------
        ModelError
            If the encoder is missing, damaged, or not the one that was fitted.
        """
        texts = _texts(X)
        rows = self._reader().rows(texts, self.output)
        if not np.isfinite(rows).all():
            raise ModelError(f"encoder {self.encoder!r}: gave a value that isn't finite")
        height, width = rows.shape
        columns = np.tile(np.arange(width, dtype=np.int32), height)
        bounds = np.arange(height + 1) * width
        data = rows.astype(np.float64).ravel()
        return sparse.csr_array((data, columns, bounds), shape=(height, width))

    def get_feature_names_out(  # noqa: D102 - as the base
        self,
        input_features: Any = None,  # noqa: ARG002 - scikit-learn's signature
    ) -> npt.NDArray[np.object_]:
        encoder = self._reader().encoder
        if self.output == "scores":
            return np.array(encoder.labels, dtype=object)
        pooled = [f"{how}{i}" for how in ("mean", "max") for i in range(encoder.hidden)]
        return np.array(pooled, dtype=object)

    def get_state(self) -> dict[str, Any]:  # noqa: D102 - as the base
        return {"sha256": self._reader().encoder.sha256}

    def set_state(self, state: Mapping[str, Any]) -> Self:
        """Take up what :meth:`get_state` gave.

        Raises
        ------
        ModelError
            If the encoder here is another one than the state's.
        """
        self.sha256_ = str(state["sha256"])
        self._reader()
        return self

    def _reader(self) -> _Reader:
        if self.output not in ("embedding", "scores"):
            raise ValueError(f"output is 'embedding' or 'scores', not {self.output!r}")
        folder = encoder_folder(self.encoder)
        reader = _open(folder, self.threads, _stamp(folder), os.getpid())
        fitted = getattr(self, "sha256_", reader.encoder.sha256)
        if reader.encoder.sha256 != fitted:
            raise ModelError(
                f"encoder {self.encoder!r} is another one (sha256 {reader.encoder.sha256:.12}…) "
                f"than the model was trained with ({fitted:.12}…): install the stancekit-encoder "
                "that the model's manifest names, or train the model again"
            )
        return reader


def encoder_large() -> EncoderFeatures:
    """Return the embedding of the large encoder."""
    return EncoderFeatures("large")


def encoder_small() -> EncoderFeatures:
    """Return the embedding of the small encoder."""
    return EncoderFeatures("small")


class _Reader:
    """An encoder with its mask, and the rows of what was fitted on."""

    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder
        self._mask = NameMask(encoder.words)
        self._kept: dict[Output, OrderedDict[str, Floats]] = {
            "embedding": OrderedDict(),
            "scores": OrderedDict(),
        }

    def remember(self, texts: Iterable[str], output: Output) -> None:
        """Encode texts and keep their rows; too many to be kept aren't encoded either."""
        kept = self._kept[output]
        missing = [text for text in dict.fromkeys(texts) if text not in kept]
        width = len(self.encoder.labels) if output == "scores" else 2 * self.encoder.hidden
        room = max(1, _KEPT // width)
        if len(missing) > room:
            return
        for text, row in zip(missing, self._encode(missing, output), strict=True):
            kept[text] = row.copy()  # a view would hold all rows
        while len(kept) > room:
            kept.popitem(last=False)

    def rows(self, texts: Sequence[str], output: Output) -> Floats:
        """Return a row for each text."""
        kept = self._kept[output]
        known = {text: row for text in texts if (row := kept.get(text)) is not None}
        if not known:
            return self._encode(texts, output)
        missing = [text for text in dict.fromkeys(texts) if text not in known]
        known |= zip(missing, self._encode(missing, output), strict=True)
        return np.stack([known[text] for text in texts])

    def _encode(self, texts: Sequence[str], output: Output) -> Floats:
        encoded = self.encoder.encode([self._mask(text) for text in texts])
        rows: Floats = getattr(encoded, output)
        return rows


@functools.lru_cache(maxsize=4)
def _open(
    folder: Path,
    threads: int | None,
    stamp: int,  # noqa: ARG001 - what is written anew is opened anew
    process: int,  # noqa: ARG001 - onnxruntime's threads don't survive a fork
) -> _Reader:
    return _Reader(Encoder(folder, threads))


def _stamp(folder: Path) -> int:
    try:
        return (folder / CONFIG).stat().st_mtime_ns
    except OSError:
        return 0  # the encoder itself says what is wrong


def _texts(X: Any) -> list[str]:
    return [item if isinstance(item, str) else item.text for item in check_items(X)]
