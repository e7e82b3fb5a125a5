"""The labelled seeds: statements, documents and standoff gold, read with every record checked.

A folder of seeds holds ``statements.jsonl``, ``documents.jsonl`` or both, one JSON object a line;
``seeds/README.md`` describes the fields. The project ships one such folder, and a user's own, with
the labels of any :class:`~stancekit.stance.StanceScheme`, loads in the same way.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, TypeVar

from stancekit.errors import RecordError
from stancekit.evaluation._checks import RecordChecker, SeedError, read_document, read_statement
from stancekit.evaluation.gold import GoldStatement, SeedDocument, SeedStatement
from stancekit.resources import resource_path
from stancekit.stance import DIPLOMACY, StanceScheme

__all__ = [
    "GoldStatement",
    "SeedDocument",
    "SeedError",
    "SeedStatement",
    "document_side",
    "load_documents",
    "load_splits",
    "load_standoff",
    "load_statements",
    "seeds_hash",
    "seeds_path",
]

_STATEMENTS, _DOCUMENTS, _SPLITS = "statements.jsonl", "documents.jsonl", "splits.json"
_Item = TypeVar("_Item")
_LABELS = 10  # told of in one line


def seeds_path() -> Path:
    """Return the folder of the shipped seeds: in the installed package, else in the checkout.

    Raises
    ------
    RecordError
        If neither place has them.
    """
    try:
        return resource_path("seeds", _STATEMENTS).parent
    except FileNotFoundError:
        raise RecordError(
            "this installation has no seeds; reinstall stancekit, or name a folder"
        ) from None


def load_statements(
    path: str | Path | None = None,
    *,
    scheme: StanceScheme = DIPLOMACY,
    doubtful: bool = False,
) -> list[SeedStatement]:
    """Read labelled statements.

    Parameters
    ----------
    path : path-like, optional
        A folder of seeds, or a JSONL file; the shipped seeds where it is left out.
    scheme : StanceScheme
        The labels that the records may carry.
    doubtful : bool
        Whether a label may contradict the record's conditions and ``accept``, as a wrong one does;
        conditions are then left out.

    Returns
    -------
    list of SeedStatement
        In the order of the file.

    Raises
    ------
    SeedError
        If any record is wrong; the message names every one.
    RecordError
        If the file can't be read.

    Examples
    --------
    >>> len(load_statements())
    26462
    """
    file = _file(path, _STATEMENTS)
    found, problems = _read(file, scheme, _read_doubtful if doubtful else read_statement)
    _check_scheme({item.label for _, item in found}, scheme, file)
    members: dict[str, list[tuple[int, str]]] = {}
    for line, item in found:
        if item.pair is not None:
            members.setdefault(item.pair, []).append((line, item.id))
    for pair, records in members.items():
        if len(records) == 1:
            line, identity = records[0]
            problems.append(
                RecordError(
                    f"record {identity!r}: 'pair' {pair!r} has no other record; use null",
                    where=str(file),
                    line=line,
                )
            )
    return _settle(found, problems)


def _check_scheme(carried: set[str], scheme: StanceScheme, file: Path) -> None:
    """Say once, not for each record, that the labels are another scheme's."""
    carried -= {str(None)}  # a record without a label, which is told as that
    if not carried or carried & set(scheme.labels):
        return
    reason = (
        f"has the labels {', '.join(sorted(carried)[:_LABELS])}, but scheme {scheme.name!r} has "
        f"{', '.join(scheme.labels)}; name a scheme (--scheme) or a model (--model) with yours"
    )
    raise SeedError([RecordError(reason, where=str(file))])


def _read_doubtful(checker: RecordChecker) -> SeedStatement:
    record = {name: value for name, value in checker.record.items() if name != "conditions"}
    if isinstance(record.get("accept"), list):
        record["accept"] = [label for label in record["accept"] if label != record.get("label")]
    checker.record = record
    return read_statement(checker)


def load_documents(
    path: str | Path | None = None,
    *,
    split: Literal["dev", "locked", "all"] = "all",
    scheme: StanceScheme = DIPLOMACY,
) -> list[SeedDocument]:
    """Read annotated documents.

    Parameters
    ----------
    path : path-like, optional
        A folder of seeds, or a JSONL file; the shipped seeds where it is left out.
    split : {"dev", "locked", "all"}
        Those open to development, those kept for testing, or both.
    scheme : StanceScheme
        The labels that the records may carry.

    Returns
    -------
    list of SeedDocument
        In the order of the file.

    Raises
    ------
    SeedError
        If any record is wrong; the message names every one.
    RecordError
        If the file can't be read.

    Examples
    --------
    >>> [len(load_documents(split=split)) for split in ("dev", "locked")]
    [66, 50]
    """
    if split not in ("dev", "locked", "all"):
        raise ValueError(f"split is 'dev', 'locked' or 'all', not {split!r}")
    file = _file(path, _DOCUMENTS)
    documents = _settle(*_read(file, scheme, read_document))
    if split == "all":
        return documents
    table = load_splits(file.parent).get("documents", {})
    return [item for item in documents if document_side(item.id, table) == split]


def document_side(identity: str, table: Mapping[str, str] | None = None) -> str:
    """Tell whether a document is open to development or kept for testing.

    Parameters
    ----------
    identity : str
        The document's identifier.
    table : mapping of str to {"dev", "locked"}, optional
        Documents whose side is fixed; a hash of the identifier decides on the others.

    Returns
    -------
    {"dev", "locked"}

    Examples
    --------
    >>> document_side("a", {"a": "locked"})
    'locked'
    """
    fixed = (table or {}).get(identity)
    return fixed or ("dev", "locked")[stable_number(identity) % 2]


def stable_number(name: str) -> int:
    """Return a number that depends on nothing but `name`, on every machine."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")


def load_splits(folder: str | Path | None = None) -> dict[str, Any]:
    """Read ``splits.json`` of a folder of seeds; empty where it has none."""
    file = (seeds_path() if folder is None else Path(folder)) / _SPLITS
    if not file.is_file():
        return {}
    try:
        table = json.loads(_decoded(file))
    except (ValueError, RecursionError) as error:
        raise RecordError(
            f"isn't valid JSON ({error}); mend or remove it", where=str(file)
        ) from None
    for name in ("folds", "documents"):
        if not isinstance(table, dict) or not isinstance(table.get(name, {}), dict):
            raise RecordError(f"{name!r} must be an object in an object", where=str(file))
    if any(type(fold) is not int or fold < 0 for fold in table.get("folds", {}).values()):
        raise RecordError("a fold is a whole number from 0", where=str(file))
    if any(side not in ("dev", "locked") for side in table.get("documents", {}).values()):
        raise RecordError("a document is on the side 'dev' or 'locked'", where=str(file))
    splits: dict[str, Any] = table
    return splits


def seeds_hash(path: str | Path | None = None) -> str:
    """Return the SHA-256 of a folder's records and splits.

    It changes with any value and with the records' order, but not with white space, line ends or
    the order of fields.
    """
    folder = seeds_path() if path is None else Path(path)
    digest = hashlib.sha256()
    for name in (_STATEMENTS, _DOCUMENTS, _SPLITS):
        file = folder / name
        digest.update(f"{name}\n".encode())
        if not file.is_file():
            continue
        rows = [load_splits(folder)] if name == _SPLITS else [row for _, row in _rows(file, [])]
        for row in rows:
            canonical = json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
            digest.update(f"{canonical}\n".encode())
    return digest.hexdigest()


def load_standoff(
    gold: str | Path, texts: str | Path, *, scheme: StanceScheme = DIPLOMACY
) -> list[SeedDocument]:
    """Join standoff gold to the texts it annotates.

    Parameters
    ----------
    gold : path-like
        JSON file: ``documents``, each with ``file``, ``sha256``, ``statements`` and
        ``document_stance``, but without the text.
    texts : path-like
        Folder that holds the files.
    scheme : StanceScheme
        The labels that the records may carry.

    Returns
    -------
    list of SeedDocument
        Named by their file without its suffix; the words of conditions are read from the text.

    Raises
    ------
    SeedError
        If a text is missing or isn't the one that was annotated, or a record is wrong.
    RecordError
        If the gold itself can't be read.
    """
    file = Path(gold)
    try:
        record = json.loads(_decoded(file))
    except (ValueError, RecursionError) as error:
        raise RecordError(f"isn't valid JSON ({error})", where=str(file)) from None
    if not isinstance(record, dict) or not isinstance(record.get("documents"), list):
        raise RecordError("must hold an object with a list 'documents'", where=str(file))
    documents: list[tuple[int, SeedDocument]] = []
    problems: list[RecordError] = []
    for number, item in enumerate(record["documents"], start=1):
        checker = RecordChecker(
            item if isinstance(item, dict) else {},
            scheme,
            where=str(file),
            name=f"document {number}",
        )
        name = checker.string("file", required=True)
        if name is not None:
            checker.name = name
            text = _standoff_text(Path(texts) / Path(name).name, item.get("sha256"), checker)
            if text is not None:
                whole = {"id": Path(name).stem, "text": text, **item}
                checker.record = {k: v for k, v in whole.items() if k not in _STANDOFF}
                documents.append((number, read_document(checker)))
        problems += checker.problems
    return _settle(documents, problems)


_STANDOFF = ("file", "sha256", "length")


def _standoff_text(file: Path, expected: object, checker: RecordChecker) -> str | None:
    try:
        content = file.read_bytes()
    except OSError as error:
        checker.note(f"its text {file} can't be read ({error.strerror}); put the file there")
        return None
    if hashlib.sha256(content).hexdigest() != expected:
        checker.note(f"{file} isn't the text that was annotated: its SHA-256 differs")
        return None
    return content.decode("utf-8")


def _file(path: str | Path | None, name: str) -> Path:
    place = seeds_path() if path is None else Path(path)
    if place.is_file():
        return place
    return place if place.suffix == ".jsonl" and not place.is_dir() else place / name


def _decoded(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise RecordError(f"can't be read: {error.strerror}", where=str(file)) from None
    except UnicodeDecodeError as error:
        raise RecordError(
            f"isn't UTF-8 (byte {error.start}); save it as UTF-8",
            where=str(file),
            line=error.object.count(b"\n", 0, error.start) + 1,
        ) from None


def _rows(file: Path, problems: list[RecordError]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the objects of a JSONL file with their lines; blank lines are passed over."""
    for line, content in enumerate(_decoded(file).split("\n"), start=1):
        if not content.strip():
            continue
        try:
            row = json.loads(content)
        except (ValueError, RecursionError) as error:
            reason = f"not valid JSON: {error}"
            if isinstance(error, json.JSONDecodeError):  # its own words count lines from here
                reason = f"not valid JSON: {error.msg.removesuffix(' at')} at column {error.colno}"
            problems.append(RecordError(reason, where=str(file), line=line))
            continue
        if isinstance(row, dict):
            yield line, row
        else:
            found = type(row).__name__
            problems.append(
                RecordError(f"a record is a JSON object, not {found}", where=str(file), line=line)
            )


def _read(
    file: Path, scheme: StanceScheme, build: Callable[[RecordChecker], _Item]
) -> tuple[list[tuple[int, _Item]], list[RecordError]]:
    found: list[tuple[int, _Item]] = []
    problems: list[RecordError] = []
    first_lines: dict[str, int] = {}
    for line, row in _rows(file, problems):
        checker = RecordChecker(row, scheme, where=str(file), line=line)
        identity = checker.string("id", required=True)
        if identity is not None:
            checker.name = f"record {identity!r}"
            if identity in first_lines:
                checker.note(f"line {first_lines[identity]} has the same 'id'; give each its own")
            first_lines.setdefault(identity, line)
        item = build(checker)
        problems += checker.problems
        found.append((line, item))
    return found, problems


def _settle(found: list[tuple[int, _Item]], problems: list[RecordError]) -> list[_Item]:
    if problems:
        raise SeedError(sorted(problems, key=lambda problem: problem.line or 0))
    return [item for _, item in found]
