"""What a scikit-learn transformer has learned, as JSON values and arrays: no pickle, no code.

A record can only be read back beside a prototype, the unfitted transformer that a plugin or a
script makes. Whatever isn't data comes from there: functions and other objects among the
parameters, and the classes, which are those of the prototype's transformers and of transformers
that their own modules know by name. A record names them, but nothing is imported for it.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from stancekit.errors import ModelError

__all__ = ["decode_fitted", "encode_fitted"]

# The address of a list in memory, which would make each saved model another.
_LEFT_OUT = frozenset({"_stop_words_id"})

_SPARSE = {"csr_matrix", "csr_array", "csc_matrix", "csc_array"}
_STORED = frozenset(
    "bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float32 float64".split()
)
_SEQUENCES: dict[str, Any] = {
    "list": list,
    "tuple": tuple,
    "set": set,
    "frozenset": frozenset,
}


def encode_fitted(fitted: Any, prototype: Any) -> dict[str, Any]:
    """Return a fitted transformer as JSON values and numpy arrays.

    Parameters
    ----------
    fitted : transformer
        What `prototype`, or a clone of it, has become by fitting.
    prototype : transformer
        Unfitted.

    Raises
    ------
    ModelError
        If it holds anything but data and what `prototype` holds too.
    """
    record: dict[str, Any] = _Encoder(prototype).encode(fitted, type(fitted).__name__)
    return record


def decode_fitted(record: Mapping[str, Any], prototype: Any) -> Any:
    """Return the transformer that :func:`encode_fitted` was given.

    Parameters
    ----------
    record : mapping
    prototype : transformer
        Unfitted; made as it was then.

    Raises
    ------
    ModelError
        If the record is damaged, or made beside another prototype.
    """
    wanted, here = record.get("class"), _class_name(type(prototype))
    if wanted != here:
        raise ModelError(f"it was made with a {wanted}, and what is registered is a {here}")
    return _Decoder(prototype).decode(record)


class _Encoder:
    def __init__(self, prototype: Any) -> None:
        self._classes = _known_classes(prototype)
        self._given = _opaque_values(prototype)
        self._inside: set[int] = set()

    def encode(self, value: Any, where: str) -> Any:
        if value is None or type(value) in (bool, int, str):
            return value
        if type(value) is float:
            return value if math.isfinite(value) else {"kind": "float", "text": repr(value)}
        if id(value) in self._inside:
            raise ModelError(f"{where} holds itself, which a model can't keep")
        self._inside.add(id(value))
        try:
            return self._encode_object(value, where)
        finally:
            self._inside.discard(id(value))

    def _encode_object(self, value: Any, where: str) -> Any:
        kind = type(value).__name__
        if isinstance(value, np.ndarray):
            return self._array(value, where)
        if isinstance(value, np.generic):
            return {"kind": "scalar", "data": self._array(np.array([value]), where)}
        if isinstance(value, np.dtype):
            return {"kind": "dtype", "name": value.str}
        if isinstance(value, type) and issubclass(value, np.generic):
            return {"kind": "type", "name": np.dtype(value).str}
        if type(value) is dict:
            keys, values = list(value), list(value.values())
            return {
                "kind": "dict",
                "keys": self.encode(keys, f"{where}'s keys"),
                "values": self.encode(values, where),
            }
        if kind in _SEQUENCES and type(value) is _SEQUENCES[kind]:
            items = sorted(value, key=repr) if isinstance(value, (set, frozenset)) else list(value)
            return {"kind": kind, "items": self._items(items, where)}
        if type(value) in (slice, range):
            return {"kind": kind, "items": [value.start, value.stop, value.step]}
        if type(value) is np.random.RandomState and not self._is_given(value):
            return {"kind": "random", "items": self.encode(value.get_state(), where)}
        if sparse.issparse(value) and kind in _SPARSE:
            parts = {part: getattr(value, part) for part in ("data", "indices", "indptr")}
            arrays = {part: self._array(array, where) for part, array in parts.items()}
            return {"kind": "sparse", "type": kind, "shape": list(value.shape), **arrays}
        if _class_name(type(value)) in self._classes:
            return {
                "kind": "transformer",
                "class": _class_name(type(value)),
                "attributes": {
                    name: self.encode(item, f"{where}.{name}")
                    for name, item in vars(value).items()
                    if name not in _LEFT_OUT
                },
            }
        return {"kind": "given", "number": self._number(value, where), "type": kind}

    def _items(self, items: list[Any], where: str) -> Any:
        # Long lists of numbers, such as a vocabulary's columns, take little room as arrays.
        if len(items) >= 32 and all(type(x) is int and -(2**63) <= x < 2**63 for x in items):
            return {"kind": "ints", "data": np.array(items, dtype=np.int64)}
        same = len(items) >= 32 and all(type(x) is type(items[0]) for x in items)
        if same and isinstance(items[0], np.number):
            return {"kind": "numbers", "data": self._array(np.array(items), where)}
        return [self.encode(item, f"{where}[{i}]") for i, item in enumerate(items)]

    def _array(self, array: NDArray[Any], where: str) -> dict[str, Any]:
        if array.dtype == object:
            items = self._items(array.ravel().tolist(), where)
            return {"kind": "objects", "shape": list(array.shape), "items": items}
        # Products come out otherwise in the last digit where the order in memory is another.
        order = "F" if array.ndim > 1 and array.flags.f_contiguous else "C"
        if array.dtype.name in _STORED and (
            array.dtype.kind != "f" or bool(np.isfinite(array).all())
        ):
            return {"kind": "array", "order": order, "data": array}
        if array.dtype.kind not in "fcSUmM":
            raise ModelError(f"{where} is an array of {array.dtype}, which a model can't keep")
        data = np.frombuffer(np.ascontiguousarray(array).tobytes(), dtype=np.uint8)
        return {
            "kind": "bytes",
            "order": order,
            "dtype": array.dtype.str,
            "shape": list(array.shape),
            "data": data,
        }

    def _is_given(self, value: Any) -> bool:
        return any(type(given) is type(value) for given in self._given)

    def _number(self, value: Any, where: str) -> int:
        """Return which of the prototype's own objects `value` is, or is a copy of."""
        for number, given in enumerate(self._given):
            if given is value:
                return number
        alike = [n for n, given in enumerate(self._given) if type(given) is type(value)]
        if len(alike) == 1 and not callable(value):
            return alike[0]
        raise ModelError(
            f"{where} is a {type(value).__module__}.{type(value).__qualname__}, which a model "
            "can't keep: use a transformer whose fitted attributes are numbers, texts and arrays"
        )


class _Decoder:
    def __init__(self, prototype: Any) -> None:
        self._classes = _known_classes(prototype)
        self._given = _opaque_values(prototype)

    def decode(self, record: Any) -> Any:
        if isinstance(record, list):
            return [self.decode(item) for item in record]
        if not isinstance(record, Mapping):
            return record
        match record:
            case {"kind": "float", "text": str(text)} if text in ("nan", "inf", "-inf"):
                return float(text)
            case {"kind": "array" | "bytes" | "objects"}:
                return self._array(record)
            case {"kind": "scalar", "data": data}:
                return self._array(data)[0]
            case {"kind": "dtype", "name": str(name)}:
                return np.dtype(name)
            case {"kind": "type", "name": str(name)}:
                return np.dtype(name).type
            case {"kind": "dict", "keys": keys, "values": values}:
                return dict(zip(self.decode(keys), self.decode(values), strict=True))
            case {"kind": str(kind), "items": items} if kind in _SEQUENCES:
                return _SEQUENCES[kind](self.decode(items))
            case {"kind": "ints", "data": data}:
                return data.tolist()
            case {"kind": "numbers", "data": data}:
                return list(self._array(data))
            case {"kind": "slice", "items": [start, stop, step]}:
                return slice(start, stop, step)
            case {"kind": "range", "items": [start, stop, step]}:
                return range(start, stop, step)
            case {"kind": "random", "items": items}:
                numbers = np.random.RandomState()
                numbers.set_state(self.decode(items))
                return numbers
            case {"kind": "sparse", "type": str(name), "shape": shape} if name in _SPARSE:
                parts = tuple(self._array(record[part]) for part in ("data", "indices", "indptr"))
                return getattr(sparse, name)(parts, shape=tuple(shape))
            case {"kind": "transformer", "class": name, "attributes": dict(attributes)}:
                return self._transformer(name, attributes)
            case {"kind": "given", "number": int(number), "type": kind}:
                if 0 <= number < len(self._given):
                    given = self._given[number]
                    if type(given).__name__ == kind:
                        return given
                raise ModelError("it was made with other parameters than what is registered")
        raise ModelError(f"holds a value of an unknown kind: {record.get('kind')!r:.60}")

    def _array(self, record: Mapping[str, Any]) -> NDArray[Any]:
        match record:
            case {"kind": "objects", "shape": shape, "items": items}:
                values = self.decode(items)
                flat = np.empty(len(values), dtype=object)
                flat[:] = values
                return flat.reshape(shape)
            case {"kind": "bytes", "order": order, "dtype": str(dtype), "shape": shape}:
                kind = np.dtype(dtype)
                if kind.kind not in "fcSUmM":
                    raise ModelError(f"holds an array of {dtype!r:.20}, which models don't use")
                array = np.frombuffer(record["data"].tobytes(), dtype=kind).reshape(shape)
            case {"kind": "array", "order": order, "data": np.ndarray() as array}:
                pass
            case _:
                raise ModelError("holds an array of an unknown kind")
        # A copy: the model's arrays are views of its file, which can't be written to.
        return np.array(array, order="F" if order == "F" else "C")

    def _transformer(self, name: str, attributes: Mapping[str, Any]) -> Any:
        found = self._classes.get(name)
        if found is None:
            raise ModelError(f"needs a {name!r:.120}, which what is registered doesn't bring")
        made: Any = object.__new__(found)
        vars(made).update({key: self.decode(item) for key, item in attributes.items()})
        return made


def _class_name(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


def _is_transformer(value: object) -> bool:
    return hasattr(value, "get_params") and hasattr(value, "fit") and hasattr(value, "__dict__")


def _parts(value: Any) -> Iterator[Any]:
    """Go through a prototype: what it is made of, whatever is nested in whatever."""
    yield value
    if isinstance(value, type):
        return
    if _is_transformer(value):
        inner: Any = [item for _, item in sorted(value.get_params(deep=False).items())]
    elif isinstance(value, Mapping):
        inner = list(value.values())
    elif isinstance(value, (list, tuple)):
        inner = value
    else:
        return
    for item in inner:
        yield from _parts(item)


def _known_classes(prototype: Any) -> dict[str, type]:
    """Return the classes of a prototype's transformers, and those that their modules know."""
    known: dict[str, type] = {}
    for part in _parts(prototype):
        if not _is_transformer(part) or isinstance(part, type):
            continue
        modules = [sys.modules.get(parent.__module__) for parent in type(part).__mro__]
        for module in modules:
            for item in vars(module).values() if module else ():
                # Some are there as parts: a vectorizer of weights holds one of counts.
                if isinstance(item, type) and _is_transformer(item):
                    known.setdefault(_class_name(item), item)
        known[_class_name(type(part))] = type(part)
    return known


def _opaque_values(prototype: Any) -> list[Any]:
    """Return what a prototype holds that isn't data, in order: functions and objects."""
    plain = (type(None), bool, int, float, str, bytes, np.ndarray, np.generic, np.dtype, Mapping)
    return [
        part
        for part in _parts(prototype)
        if not isinstance(part, (*plain, list, tuple, set, frozenset, slice, range))
        and not (isinstance(part, type) and issubclass(part, np.generic))
        and not sparse.issparse(part)
        and not (_is_transformer(part) and not isinstance(part, type))
    ]
