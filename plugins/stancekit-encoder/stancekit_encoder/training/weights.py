"""Weights in files: published bases, trained states, and states of a run under way.

All are safetensors: nothing in them can be executed. What belongs to the numbers (shape, labels,
run) stands in the file's own header, so that a file is whole or not there at all.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path

from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from stancekit.errors import ModelError
from stancekit_encoder.training.network import NetworkConfig, StanceNetwork

__all__ = [
    "load_base",
    "load_state",
    "read_tensors",
    "save_state",
    "state_labels",
    "weights_hash",
    "write_tensors",
]

_LAYER = "encoder.layer."
_HEADER = "stancekit"


def load_base(folder: Path, n_labels: int, *, layers: Sequence[int] | None = None) -> StanceNetwork:
    """Return a network whose encoder has published weights; its scores are random.

    Parameters
    ----------
    folder : Path
        With ``config.json`` and ``model.safetensors``.
    n_labels : int
        Number of scores.
    layers : sequence of int, optional
        The layers to keep, counted from 0, for a smaller network; all where it is left out.

    Raises
    ------
    ModelError
        If a file is missing, or the weights don't fit the shape.
    """
    try:
        config = NetworkConfig.from_json((folder / "config.json").read_text("utf-8"))
    except OSError as error:
        raise ModelError(
            f"{folder}: no base to start from ({error.strerror}); get one with the command fetch"
        ) from None
    tensors, _ = read_tensors(folder / "model.safetensors")
    if layers is not None:
        tensors, config = _keep_layers(tensors, config, layers)
    network = StanceNetwork(config, n_labels)
    # The pooler and the numbers of positions are no part of this network.
    wanted = network.encoder.state_dict()
    try:
        network.encoder.load_state_dict({k: v for k, v in tensors.items() if k in wanted})
    except RuntimeError as error:
        raise _misfit(folder / "model.safetensors", error) from None
    return network


def _keep_layers(
    tensors: Mapping[str, Tensor], config: NetworkConfig, layers: Sequence[int]
) -> tuple[dict[str, Tensor], NetworkConfig]:
    count = config.num_hidden_layers
    if not layers or not set(layers) <= set(range(count)):
        raise ModelError(f"the base has layers 0 to {count - 1}, not {list(layers)}")
    kept = {name: value for name, value in tensors.items() if not name.startswith(_LAYER)}
    for new, old in enumerate(layers):
        start = f"{_LAYER}{old}."
        for name, value in tensors.items():
            if name.startswith(start):
                kept[f"{_LAYER}{new}.{name.removeprefix(start)}"] = value
    return kept, replace(config, num_hidden_layers=len(layers))


def save_state(
    network: StanceNetwork, path: Path, labels: Sequence[str], notes: Mapping[str, str]
) -> None:
    """Write a trained network.

    Parameters
    ----------
    network : StanceNetwork
        Its encoder's parameters are stored under ``encoder.`` and their published names, its head
        as ``scores.weight`` and ``scores.bias``.
    path : Path
        The file.
    labels : sequence of str
        What the scores stand for.
    notes : mapping of str to str
        More for the header, such as which run it comes from.
    """
    header = {
        "labels": json.dumps(list(labels)),
        "network": json.dumps(asdict(network.config), sort_keys=True),
    }
    write_tensors(network.state_dict(), path, {**notes, **header})


def load_state(path: Path) -> StanceNetwork:
    """Return a trained network, ready to predict.

    Raises
    ------
    ModelError
        If the file is missing, damaged or holds something else.
    """
    tensors, header = read_tensors(path)
    network = StanceNetwork(
        NetworkConfig.from_json(header.get("network", "null")), len(_labels(path, header))
    )
    try:
        network.load_state_dict(tensors)
    except RuntimeError as error:
        raise _misfit(path, error) from None
    return network.eval()


def state_labels(path: Path) -> list[str]:
    """Return what the scores of a trained network stand for, in order.

    Raises
    ------
    ModelError
        If the file is missing, damaged or holds something else.
    """
    return _labels(path, read_header(path))


def _labels(path: Path, header: Mapping[str, str]) -> list[str]:
    try:
        return [str(label) for label in json.loads(header["labels"])]
    except (KeyError, ValueError):
        raise ModelError(f"{path}: these weights don't say what labels they score") from None


def write_tensors(tensors: Mapping[str, Tensor], path: Path, header: Mapping[str, str]) -> None:
    """Write tensors and a header of strings to a file, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    os.close(handle)
    try:
        # Under one key, as several come out in any order: the same state gives the same bytes.
        notes = {_HEADER: json.dumps(dict(header), sort_keys=True)}
        save_file({k: v.contiguous() for k, v in tensors.items()}, name, notes)
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)


def read_header(path: Path) -> dict[str, str]:
    """Return the header that `write_tensors` wrote.

    Raises
    ------
    ModelError
        If the file is missing or damaged.
    """
    try:
        with safe_open(path, framework="pt") as file:
            return dict(json.loads((file.metadata() or {}).get(_HEADER, "{}")))
    except (OSError, ValueError, SafetensorError) as error:
        raise ModelError(f"{path}: no weights to read ({error})") from None


def read_tensors(path: Path) -> tuple[dict[str, Tensor], dict[str, str]]:
    """Return what `write_tensors` wrote: tensors by name, and the header.

    Raises
    ------
    ModelError
        If the file is missing or damaged.
    """
    header = read_header(path)
    with safe_open(path, framework="pt") as file:
        names = list(file.keys())
        return {name: file.get_tensor(name) for name in names}, header


def weights_hash(network: StanceNetwork) -> str:
    """Return a hash of all parameters, by name and value."""
    digest = hashlib.sha256()
    for name, value in sorted(network.state_dict().items()):
        digest.update(f"{name} {tuple(value.shape)} {value.dtype}\n".encode())
        digest.update(value.detach().contiguous().numpy().tobytes())
    return digest.hexdigest()


def _misfit(path: Path, error: Exception) -> ModelError:
    line = " ".join(str(error).split())
    return ModelError(f"{path}: the weights don't fit the network: {line:.200}")
