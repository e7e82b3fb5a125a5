"""Model folders: written whole or not at all, read back bit by bit or refused.

A folder holds ``manifest.json``, ``arrays.safetensors`` and ``README.md``. The manifest names the
hash of the other two; nothing in a folder is ever executed.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from stancekit.errors import ModelError
from stancekit.features.base import FeatureExtractor
from stancekit.modelling.adapters import TransformerFeatures
from stancekit.modelling.arrays import (
    Array,
    Arrays,
    encode_state,
    pack,
    shapes,
    unpack,
)
from stancekit.modelling.calibration import Calibration
from stancekit.modelling.card import model_card
from stancekit.modelling.linear import LinearModel
from stancekit.modelling.manifest import (
    ARRAYS,
    CARD,
    FORMAT,
    FORMAT_VERSION,
    MANIFEST,
    parse_manifest,
)
from stancekit.modelling.origins import Origin, feature_code_sha256, origin_of
from stancekit.modelling.restoring import Factories, restore_features, width_of
from stancekit.stance import StanceScheme

__all__ = [
    "check_place",
    "fingerprint",
    "load_model",
    "read_manifest",
    "save_model",
    "verify_model",
]

# Far above what models need; a folder beyond it is no model.
_LIMITS = {MANIFEST: 64 * 2**20, CARD: 4 * 2**20, ARRAYS: 4 * 2**30}


def save_model(model: LinearModel, path: str | os.PathLike[str]) -> None:
    """Write a model to a folder, which appears under its name only when it is whole.

    Parameters
    ----------
    model : LinearModel
        The model; the same model gives the same bytes.
    path : path-like
        The folder; a model that is there already is replaced.

    Raises
    ------
    ModelError
        If `path` holds something else, or the model holds what a file can't keep.
    """
    target = Path(path)
    check_place(target)
    files = _files(model)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(
            prefix=f".{target.name}-", dir=target.parent, ignore_cleanup_errors=True
        ) as scratch:
            fresh, old = Path(scratch, "new"), Path(scratch, "old")
            fresh.mkdir()
            for name, data in files.items():
                with (fresh / name).open("wb") as handle:
                    handle.write(data)
                    handle.flush()
                    os.fsync(handle.fileno())
            if target.is_dir():
                target.rename(old)
            try:
                fresh.rename(target)
            except OSError:
                if old.is_dir():
                    old.rename(target)
                raise
            shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        raise ModelError(f"{target}: can't be written: {error.strerror or error}") from None


def check_place(target: Path) -> None:
    """Refuse a place that holds something else than a model.

    Raises
    ------
    ModelError
        If it is a file, or a folder with other files.
    """
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise ModelError(f"{target}: is a file or link; a model needs a folder of its own")
    if target.is_dir() and any(target.iterdir()) and not (target / MANIFEST).is_file():
        raise ModelError(f"{target}: holds other files; a model needs a folder of its own")


def load_model(
    path: str | os.PathLike[str],
    extractors: Factories | None = None,
    *,
    absences: Mapping[str, str] | None = None,
) -> LinearModel:
    """Read a model from a folder.

    Parameters
    ----------
    path : path-like
        The folder.
    extractors : mapping of str to callable, optional
        What makes each feature extractor from its parameters; by default the built-in ones.
    absences : mapping of str to str, optional
        Why a distribution's plugins take no part though they are installed; for the error.

    Returns
    -------
    LinearModel
        It predicts as the one that was saved, to the bit.

    Raises
    ------
    ModelError
        If anything in the folder is missing, damaged or altered, or an extractor isn't available.

    Warns
    -----
    UserWarning
        If an extractor, or the distribution it comes from, has another version than the one that
        the model was trained with.
    """
    folder = Path(path)
    with _at(folder):
        manifest, data, arrays, card = _read(folder)
        features = restore_features(manifest, extractors, arrays, absences or {})
        weights = _part(arrays, "weights", "float32")
        bias, slope, offset = (_part(arrays, x, "float64") for x in ("bias", "slope", "offset"))
        coverage = manifest["coverage"]
        thresholds = None if coverage is None else _part(arrays, "thresholds", "float64")
        if arrays:
            raise ModelError(f"holds the array {min(arrays)!r}, which nothing uses")
        if weights.ndim != 2:
            raise ModelError(f"array 'model/weights' has {weights.ndim} dimensions, not 2")
        width = width_of(features)
        if width != len(weights):
            raise ModelError(
                f"has weights for {len(weights)} features, but its extractors give {width}: they "
                "aren't those that it was made with, so train it again"
            )
        model = LinearModel(
            name=manifest["name"],
            version=manifest["version"],
            scheme=StanceScheme.from_record(manifest["scheme"]),
            features=features,
            weights=weights,
            bias=bias,
            calibration=Calibration(slope, offset),
            thresholds=thresholds,
            coverage=coverage,
            training=manifest["training"],
            metrics=manifest["metrics"],
            card=card,
            feature_code=manifest["feature_code_sha256"],
            origins={
                entry["name"]: Origin.from_record(entry["origin"])
                for entry in manifest["extractors"]
            },
        )
    model.__dict__["sha256"] = hashlib.sha256(data).hexdigest()
    return model


def verify_model(path: str | os.PathLike[str]) -> dict[str, Any]:
    """Check everything in a model folder that can be checked without its extractors.

    Parameters
    ----------
    path : path-like
        The folder.

    Returns
    -------
    dict
        The manifest, with the model's own hash as ``sha256``.

    Raises
    ------
    ModelError
        If anything is missing, damaged or altered.
    """
    folder = Path(path)
    with _at(folder):
        manifest, data, _, _ = _read(folder)
    return manifest | {"sha256": hashlib.sha256(data).hexdigest()}


def read_manifest(path: str | os.PathLike[str]) -> dict[str, Any]:
    """Return a model folder's manifest without reading the rest: enough to list models.

    Parameters
    ----------
    path : path-like
        The folder.

    Raises
    ------
    ModelError
        If there is no manifest, or it isn't one.
    """
    folder = Path(path)
    with _at(folder):
        data = _read_file(folder / MANIFEST)
        return parse_manifest(data) | {"sha256": hashlib.sha256(data).hexdigest()}


def fingerprint(model: LinearModel) -> str:
    """Return the hash that the model's manifest has, or would have once saved."""
    return hashlib.sha256(_files(model)[MANIFEST]).hexdigest()


def _files(model: LinearModel) -> dict[str, bytes]:
    arrays: Arrays = {
        "model/weights": model.weights,
        "model/bias": model.bias,
        "model/slope": model.calibration.slope,
        "model/offset": model.calibration.offset,
    }
    if model.thresholds is not None:
        arrays["model/thresholds"] = model.thresholds
    entries = []
    for name, member in model.features.extractors:
        entries.append(
            {
                "name": name,
                "extractor": member.name,
                "version": member.version,
                "params": _plain(_parameters(member), f"parameters of {name!r}"),
                "origin": (model.origins.get(name) or origin_of(member)).to_record(),
                "state": encode_state(member.get_state(), f"features/{name}", arrays),
            }
        )
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "name": model.name,
        "version": model.version,
        "scheme": model.scheme.to_record(),
        "coverage": None if model.coverage is None else float(model.coverage),
        "extractors": entries,
        "arrays": shapes(arrays),
        "feature_code_sha256": model.feature_code or feature_code_sha256(),
        "training": _plain(model.training, "what is said about the training"),
        "metrics": _plain(model.metrics, "what is said about the metrics"),
    }
    card = model_card(manifest) if model.card is None else model.card
    files = {ARRAYS: pack(arrays), CARD: card.encode()}
    manifest["files"] = {
        name: {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for name, data in files.items()
    }
    text = json.dumps(manifest, ensure_ascii=False, allow_nan=False, indent=1)
    return {MANIFEST: text.encode() + b"\n", **files}


def _parameters(member: FeatureExtractor) -> dict[str, Any]:
    # A transformer's parameters stand in its state: what makes it anew is the plugin's own code.
    return {} if isinstance(member, TransformerFeatures) else member.get_params(deep=False)


def _plain(value: Any, what: str) -> Any:
    """Return `value` as it will come back from JSON, or refuse it."""
    try:
        # JSON has no NaN, which stands for a figure that could not be worked out.
        return json.loads(json.dumps(value), parse_constant=lambda _: None)
    except (TypeError, ValueError) as error:
        raise ModelError(f"{what} can't be kept in a model file: {error}") from None


@contextlib.contextmanager
def _at(folder: Path) -> Iterator[None]:
    """Say in which folder a fault was found, on one line whatever the folder holds."""
    try:
        yield
    except ModelError as error:
        raise ModelError(f"{folder}: {' '.join(str(error).splitlines())}") from None


def _read(folder: Path) -> tuple[dict[str, Any], bytes, Arrays, str]:
    data = _read_file(folder / MANIFEST)
    manifest = parse_manifest(data)
    for entry in folder.iterdir():
        if entry.name not in (MANIFEST, ARRAYS, CARD) and not entry.name.startswith("."):
            raise ModelError(f"holds {entry.name!r}, which is no part of a model")
    contents = {}
    for name, expected in manifest["files"].items():
        contents[name] = _read_file(folder / name, expected["size"])
        if hashlib.sha256(contents[name]).hexdigest() != expected["sha256"]:
            raise ModelError(
                f"{name} isn't the file that the manifest was written for; restore the model"
            )
    try:
        card = contents[CARD].decode()
    except UnicodeDecodeError:
        raise ModelError(f"{CARD} isn't UTF-8") from None
    try:
        arrays = unpack(contents[ARRAYS], manifest["arrays"])
    except ModelError as error:
        raise ModelError(f"{ARRAYS} {error}") from None
    return manifest, data, arrays, card


def _read_file(file: Path, size: int | None = None) -> bytes:
    """Return the bytes of a plain file, after its size has been checked."""
    try:
        status = file.lstat()
        if stat.S_ISLNK(status.st_mode):
            raise ModelError(f"{file.name} is a symbolic link; a model holds plain files only")
        if not stat.S_ISREG(status.st_mode):
            raise ModelError(f"{file.name} isn't a plain file")
        if size is not None and status.st_size != size:
            raise ModelError(
                f"{file.name} has {status.st_size} bytes, not {size} as the manifest says; "
                "restore the model"
            )
        if status.st_size > _LIMITS[file.name]:
            raise ModelError(f"{file.name} has {status.st_size} bytes, more than a model can have")
        return file.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        hint = "no model there, or not all of it"
        raise ModelError(f"has no {file.name}: {hint}") from None
    except OSError as error:
        raise ModelError(f"{file.name} can't be read: {error.strerror or error}") from None


def _part(arrays: Arrays, name: str, dtype: str) -> Array:
    array = arrays.pop(f"model/{name}", None)
    if array is None:
        raise ModelError(f"lacks the array 'model/{name}'")
    if array.dtype.name != dtype:
        raise ModelError(f"array 'model/{name}' is {array.dtype.name}, not {dtype}")
    return array
