"""Frozen dataclasses that are made by the thousand."""

from __future__ import annotations

import dataclasses
import functools
from typing import Any, TypeVar

__all__ = ["quick"]

T = TypeVar("T")


def quick(cls: type[T]) -> type[T]:
    """Give a frozen dataclass with slots a constructor that takes half the time.

    It does what its own does: that one looks up how to set an attribute for each field anew, this
    one holds each slot's own setter.

    Parameters
    ----------
    cls : type
        Decorated with ``dataclass(frozen=True, slots=True)``; its fields have no default factory.
    """
    names: dict[str, Any] = {}
    parameters, lines = [], []
    for field in dataclasses.fields(cls):  # type: ignore[arg-type]  # a dataclass, as required
        if field.default_factory is not dataclasses.MISSING or field.kw_only or not field.init:
            raise TypeError(f"{cls.__name__}.{field.name} takes a plain value, given by position")
        names[f"_set_{field.name}"] = cls.__dict__[field.name].__set__
        lines.append(f"_set_{field.name}(self, {field.name})")
        if field.default is dataclasses.MISSING:
            parameters.append(field.name)
        else:
            names[f"_default_{field.name}"] = field.default
            parameters.append(f"{field.name}=_default_{field.name}")
    if hasattr(cls, "__post_init__"):
        lines.append("self.__post_init__()")
    source = f"def __init__(self, {', '.join(parameters)}):\n " + "\n ".join(lines)
    exec(source, names)  # noqa: S102 - made of the names of fields alone, as dataclasses does too
    cls.__init__ = functools.wraps(cls.__init__)(names["__init__"])  # type: ignore[method-assign]  # on purpose
    return cls
