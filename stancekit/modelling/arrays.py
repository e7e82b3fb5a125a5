"""Arrays to safetensors bytes and back, checked before anything is allocated."""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stancekit.errors import ModelError

__all__ = ["decode_state", "encode_state", "pack", "shapes", "unpack"]

Array = NDArray[Any]
Arrays = dict[str, Array]

_CODES = {
    "bool": "BOOL",
    "int8": "I8",
    "int16": "I16",
    "int32": "I32",
    "int64": "I64",
    "uint8": "U8",
    "uint16": "U16",
    "uint32": "U32",
    "uint64": "U64",
    "float32": "F32",
    "float64": "F64",
}
_HEADER_LIMIT = 16 * 2**20

# Lists of strings shorter than this stay readable in the manifest.
_LONG = 32


def pack(arrays: Mapping[str, Array]) -> bytes:
    """Return `arrays` as a safetensors file; the same arrays give the same bytes."""
    from safetensors.numpy import save  # reading needs no more than the checks below

    plain = {
        name: np.asarray(arrays[name], dtype=arrays[name].dtype.newbyteorder("<"), order="C")
        for name in sorted(arrays)
    }
    return bytes(save(plain))


def shapes(arrays: Mapping[str, Array]) -> dict[str, dict[str, Any]]:
    """Return dtype and shape of each array, by name, for the manifest."""
    return {
        name: {"dtype": arrays[name].dtype.name, "shape": list(arrays[name].shape)}
        for name in sorted(arrays)
    }


def unpack(data: bytes, declared: Mapping[str, Mapping[str, Any]]) -> Arrays:
    """Return the arrays of a safetensors file as read-only views of `data`.

    Parameters
    ----------
    data : bytes
        The whole file.
    declared : mapping
        What :func:`shapes` gave: the file must hold exactly these arrays.

    Raises
    ------
    ModelError
        If the file is damaged, or not as declared.
    """
    header, body = _header(data)
    if unknown := sorted(set(header) - set(declared)):
        raise ModelError(f"holds the array {unknown[0]!r}, which the manifest doesn't name")
    if missing := sorted(set(declared) - set(header)):
        raise ModelError(f"lacks the array {missing[0]!r}, which the manifest names")
    arrays: Arrays = {}
    covered = 0
    for name in sorted(header, key=lambda key: _offsets(key, header[key])):
        entry, wanted = header[name], declared[name]
        dtype, shape = wanted["dtype"], wanted["shape"]
        if dtype not in _CODES:
            raise ModelError(f"array {name!r} has the type {dtype!r}, which models don't use")
        if entry.get("dtype") != _CODES[dtype] or entry.get("shape") != shape:
            raise ModelError(
                f"array {name!r} is {entry.get('dtype')} {entry.get('shape')}, not {dtype} {shape} "
                "as the manifest says"
            )
        if not all(type(size) is int and size >= 0 for size in shape):
            raise ModelError(f"array {name!r} has the impossible shape {shape}")
        begin, end = _offsets(name, entry)
        kind = np.dtype(dtype).newbyteorder("<")
        # Python's integers don't overflow, so no declared shape can wrap round to a small size.
        if end - begin != math.prod(shape) * kind.itemsize or begin != covered:
            raise ModelError(f"array {name!r} doesn't take up the bytes that its shape needs")
        covered = end
        if body + end > len(data):
            raise ModelError(f"array {name!r} reaches beyond the end of the file")
        flat = np.frombuffer(data, kind, math.prod(shape), body + begin)
        if kind.kind == "f" and not np.isfinite(flat).all():
            raise ModelError(f"array {name!r} holds a value that isn't finite")
        arrays[name] = flat.reshape(shape).astype(dtype, copy=False)
    if body + covered != len(data):
        raise ModelError("holds bytes that belong to no array")
    return arrays


def _header(data: bytes) -> tuple[dict[str, dict[str, Any]], int]:
    if len(data) < 8:
        raise ModelError("isn't a safetensors file")
    (size,) = struct.unpack_from("<Q", data)
    if size > min(_HEADER_LIMIT, len(data) - 8):
        raise ModelError("isn't a safetensors file: its header doesn't fit in it")
    try:
        header = json.loads(data[8 : 8 + size])
    except (ValueError, RecursionError):
        raise ModelError("isn't a safetensors file: its header isn't JSON") from None
    if not isinstance(header, dict) or not all(isinstance(x, dict) for x in header.values()):
        raise ModelError("isn't a safetensors file: its header isn't a table of arrays")
    return header, 8 + size


def _offsets(name: str, entry: Mapping[str, Any]) -> tuple[int, int]:
    offsets = entry.get("data_offsets")
    if (
        not isinstance(offsets, list)
        or len(offsets) != 2
        or not all(type(offset) is int for offset in offsets)
        or not 0 <= offsets[0] <= offsets[1]
    ):
        raise ModelError(f"array {name!r} has no valid offsets")
    return offsets[0], offsets[1]


def encode_state(value: Any, name: str, arrays: Arrays) -> Any:
    """Return `value` as JSON, its arrays and long lists of strings moved out to `arrays`.

    Parameters
    ----------
    value : object
        What an extractor's ``get_state`` gave.
    name : str
        Prefix of the names that arrays get.
    arrays : dict
        Filled with the arrays.

    Raises
    ------
    ModelError
        If `value` holds anything but JSON values and numeric arrays.
    """
    if isinstance(value, np.ndarray):
        if value.dtype.name not in _CODES:
            raise ModelError(f"{name!r} is an array of {value.dtype}, which a model can't keep")
        if value.dtype.kind == "f" and not np.isfinite(value).all():
            raise ModelError(f"{name!r} is an array with a value that isn't finite")
        arrays[name] = value
        return {"$array": name}
    if isinstance(value, np.generic):
        return encode_state(value.item(), name, arrays)
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) and not key.startswith("$") for key in value):
            raise ModelError(f"{name!r} has a key that isn't a string, or starts with '$'")
        return {key: encode_state(item, f"{name}/{key}", arrays) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        if len(value) >= _LONG and all(isinstance(x, str) and "\n" not in x for x in value):
            try:
                text = "\n".join(value).encode()
            except UnicodeEncodeError:
                raise ModelError(f"{name!r} holds a string that isn't valid Unicode") from None
            arrays[name] = np.frombuffer(text, dtype=np.uint8)
            return {"$strings": name, "count": len(value)}
        return [encode_state(item, f"{name}/{i}", arrays) for i, item in enumerate(value)]
    raise ModelError(f"{name!r} is of type {type(value).__name__}, which a model can't keep")


def decode_state(value: Any, arrays: Arrays) -> Any:
    """Undo :func:`encode_state`, taking each array out of `arrays`.

    Raises
    ------
    ModelError
        If an array isn't there, or isn't what it should be.
    """
    if isinstance(value, list):
        return [decode_state(item, arrays) for item in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"$array"}:
        return _take(value["$array"], arrays)
    if set(value) == {"$strings", "count"}:
        raw = _take(value["$strings"], arrays)
        try:
            strings = raw.tobytes().decode().split("\n")
        except UnicodeDecodeError:
            strings = []
        if raw.dtype != np.uint8 or len(strings) != value["count"]:
            raise ModelError(f"{value['$strings']!r} isn't a list of {value['count']!r} strings")
        return strings
    if any(key.startswith("$") for key in value):
        raise ModelError(f"has a state of an unknown kind: {', '.join(sorted(value))}")
    return {key: decode_state(item, arrays) for key, item in value.items()}


def _take(name: object, arrays: Arrays) -> Array:
    if not isinstance(name, str) or name not in arrays:
        raise ModelError(f"has no array {name!r} left for an extractor's state")
    return arrays.pop(name)
