"""What comes with this distribution: encoders, models made of them, and all models in turn."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stancekit.errors import ModelError
from stancekit.stance import Prediction, StanceScheme

if TYPE_CHECKING:
    from stancekit.modelling.base import StanceModel
    from stancekit.modelling.cascade import Cascade

__all__ = ["ENCODERS", "auto", "diplomacy_large", "diplomacy_small", "encoder_folder"]

ENCODERS = ("large", "small")

_HERE = Path(__file__).parent
# Kept for the process: joblib hands its workers a copy of an analyzer with every task.
_LOADED: dict[tuple[Path, str], StanceModel] = {}

_AGAIN = "install it again: pip install --force-reinstall --no-deps stancekit-encoder"


def encoder_folder(encoder: str) -> Path:
    """Return the folder of an encoder.

    Parameters
    ----------
    encoder : str
        One of :data:`ENCODERS`, or a path.

    Raises
    ------
    ModelError
        If there is no such encoder.
    TypeError
        If `encoder` isn't a str: a model file couldn't keep it.
    """
    if not isinstance(encoder, str):
        raise TypeError(f"encoder is a name or a path, as str, not {type(encoder).__name__}")
    if encoder in ENCODERS:
        folder = _HERE / "encoders" / encoder
        if not folder.is_dir():
            raise ModelError(
                f"this installation of stancekit-encoder lacks the weights of the encoder "
                f"{encoder!r}; {_AGAIN}"
            )
        return folder
    if not Path(encoder).is_dir():
        raise ModelError(f"no encoder {encoder!r}: neither {' nor '.join(ENCODERS)} nor a folder")
    return Path(encoder).absolute()


def diplomacy_large() -> Path:
    """Return the folder of the model ``diplomacy-large``.

    Raises
    ------
    ModelError
        If this installation doesn't have it.
    """
    return _model("diplomacy-large", "large")


def diplomacy_small() -> Path:
    """Return the folder of the model ``diplomacy-small``.

    Raises
    ------
    ModelError
        If this installation doesn't have it.
    """
    return _model("diplomacy-small", "small")


def _model(name: str, encoder: str) -> Path:
    encoder_folder(encoder)
    folder = _HERE / "models" / name
    if not folder.is_dir():
        raise ModelError(
            f"this installation of stancekit-encoder lacks the model {name!r}; {_AGAIN}"
        )
    return folder


def auto(load: Callable[[Path], StanceModel]) -> Cascade:
    """Return the shipped models in turn, from the fastest to the most accurate.

    ``cascade.json`` says which, and when the answer of each stands. A model is loaded when the
    first statement reaches it.

    Parameters
    ----------
    load : callable
        Loads a model from its folder.

    Raises
    ------
    ModelError
        If this installation lacks one of them.
    """
    from stancekit.modelling.cascade import Cascade
    from stancekit.modelling.shipped import diplomacy_base

    folders = {
        "diplomacy-base": diplomacy_base,
        "diplomacy-small": diplomacy_small,
        "diplomacy-large": diplomacy_large,
    }
    record = json.loads((_HERE / "cascade.json").read_text(encoding="utf-8"))
    return Cascade(
        name="auto",
        version=record["version"],
        members=[LazyModel(folders[name](), load) for name in record["members"]],
        thresholds=record["thresholds"],
    )


class LazyModel:
    """A model that is loaded when the first statement comes; till then its manifest speaks for it.

    Parameters
    ----------
    folder : Path
        The model's folder.
    load : callable
        Loads it.

    Raises
    ------
    ModelError
        If there is no manifest, or it isn't one; at the first statement, whatever else hinders
        loading.
    """

    def __init__(self, folder: Path, load: Callable[[Path], StanceModel]) -> None:
        from stancekit.modelling.folder import read_manifest

        manifest = read_manifest(folder)
        self.name: str = manifest["name"]
        self.version: str = manifest["version"]
        self.sha256: str = manifest["sha256"]
        self.scheme = StanceScheme.from_record(manifest["scheme"])
        self._folder = folder
        self._load = load

    @property
    def _model(self) -> StanceModel:
        key = self._folder, self.sha256
        if key not in _LOADED:
            _LOADED[key] = self._load(self._folder)
        return _LOADED[key]

    def predict(self, X: Any) -> list[str]:
        """Return one label a statement.

        Parameters
        ----------
        X : sequence of str or Statement
            Statements.
        """
        return self._model.predict(X)

    def predictions(self, X: Any, evidence: bool = True) -> list[Prediction]:
        """Return label, probabilities, label set and, where wanted, evidence of each statement.

        Parameters
        ----------
        X : sequence of str or Statement
            Statements.
        evidence : bool
            Whether to say which stretches of text spoke for the label, where the model can.
        """
        return self._model.predictions(X, evidence)
