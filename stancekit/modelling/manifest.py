"""The manifest of a model folder: what it must hold, checked field by field."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from stancekit.errors import ModelError, SchemeError
from stancekit.stance import StanceScheme

__all__ = ["ARRAYS", "CARD", "FORMAT", "FORMAT_VERSION", "MANIFEST", "check_name", "parse_manifest"]

FORMAT = "stancekit-model"
FORMAT_VERSION = 1
MANIFEST, ARRAYS, CARD = "manifest.json", "arrays.safetensors", "README.md"

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,99}")
_SHA256 = re.compile(r"[0-9a-f]{64}")

_FIELDS: dict[str, tuple[type, ...]] = {
    "format": (str,),
    "format_version": (int,),
    "name": (str,),
    "version": (str,),
    "scheme": (dict,),
    "coverage": (float, type(None)),
    "extractors": (list,),
    "arrays": (dict,),
    "feature_code_sha256": (str,),
    "training": (dict,),
    "metrics": (dict,),
    "files": (dict,),
}
_EXTRACTOR_FIELDS: dict[str, tuple[type, ...]] = {
    "name": (str,),
    "extractor": (str,),
    "version": (str,),
    "params": (dict,),
    "origin": (dict,),
    "state": (dict,),
}
_ARRAY_FIELDS: dict[str, tuple[type, ...]] = {"dtype": (str,), "shape": (list,)}
_FILE_FIELDS: dict[str, tuple[type, ...]] = {"size": (int,), "sha256": (str,)}


def check_name(what: str, value: object) -> None:
    """Refuse a name or version that isn't plain; models are found by it, in folders too.

    Raises
    ------
    ModelError
        If it is anything but 1 to 100 letters, digits, ``.``, ``_``, ``+`` or ``-``.
    """
    if not isinstance(value, str) or not _NAME.fullmatch(value):
        raise ModelError(
            f"a model's {what} has letters, digits, '.', '_', '+' and '-' only and starts with a "
            f"letter or digit; {value!r:.120} doesn't do"
        )


def parse_manifest(data: bytes) -> dict[str, Any]:
    """Return a manifest whose fields are all there, known, and of the right kind.

    Raises
    ------
    ModelError
        At the first fault.
    """
    try:
        manifest = json.loads(data, object_pairs_hook=_unique, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise ModelError(f"isn't valid JSON: {str(error) or 'nested too deep'}") from None
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise ModelError(f"isn't the manifest of a stancekit model: no format {FORMAT!r}")
    version = manifest.get("format_version")
    if version != FORMAT_VERSION or type(version) is not int:
        raise ModelError(
            f"has format version {version!r}; this stancekit reads version {FORMAT_VERSION}, "
            "so install the release that the model was made with, or a later one"
        )
    _check_fields(manifest, _FIELDS, "the manifest")
    check_name("name", manifest["name"])
    check_name("version", manifest["version"])
    _check_hash(manifest["feature_code_sha256"])
    coverage = manifest["coverage"]
    if coverage is not None and not 0.0 < coverage < 1.0:
        raise ModelError(f"has a coverage of {coverage!r}, which doesn't lie between 0 and 1")
    try:
        StanceScheme.from_record(manifest["scheme"])
    except (SchemeError, TypeError, ValueError, AttributeError) as error:
        raise ModelError(f"has a scheme that can't be used: {error}") from None
    names = set()
    for entry in manifest["extractors"]:
        _check_fields(entry, _EXTRACTOR_FIELDS, "an extractor")
        names.add(entry["name"])
    if len(names) != len(manifest["extractors"]) or not names:
        raise ModelError("names no extractor, or one of them twice")
    for name, entry in manifest["arrays"].items():
        _check_fields(entry, _ARRAY_FIELDS, f"array {name!r}")
    if set(manifest["files"]) != {ARRAYS, CARD}:
        listed = ", ".join(repr(name) for name in sorted(manifest["files"]))
        raise ModelError(f"lists the files {listed or 'none'}, not {ARRAYS!r} and {CARD!r}")
    for name, entry in manifest["files"].items():
        _check_fields(entry, _FILE_FIELDS, f"file {name!r}")
        _check_hash(entry["sha256"])
    return manifest


def _check_fields(record: Any, fields: Mapping[str, tuple[type, ...]], what: str) -> None:
    if not isinstance(record, dict):
        raise ModelError(f"{what} isn't an object")
    if unknown := sorted(set(record) - set(fields)):
        raise ModelError(f"{what} has the unknown field {unknown[0]!r}")
    for name, types in fields.items():
        if name not in record:
            raise ModelError(f"{what} lacks the field {name!r}")
        # bool is an int to isinstance, but not to a manifest.
        if type(record[name]) not in types:
            raise ModelError(f"{what} has a field {name!r} of the wrong type")


def _check_hash(value: str) -> None:
    if not _SHA256.fullmatch(value):
        raise ModelError(f"holds {value!r:.80} where a SHA-256 hash belongs")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) != len(pairs):
        raise ValueError("a field stands there twice")
    return record


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no number")
