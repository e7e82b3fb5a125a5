"""Alias tables: one name for each actor, whatever the text calls it."""

from __future__ import annotations

import csv
import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from stancekit.errors import RecordError
from stancekit.extraction.aliases.transliteration import block_keys, name_similarity
from stancekit.extraction.speakers.names import fold, strip_article

__all__ = ["AliasTable", "alias_key"]

_NOT_WORD = re.compile(r"[^\w]+")


def alias_key(name: str) -> str:
    """Return what a table looks a name up by: case, accents and article don't count."""
    return " ".join(_NOT_WORD.sub(" ", fold(strip_article(name.strip()))).split())


class AliasTable:
    """A user's canonical names and the other names for the same person or body.

    Parameters
    ----------
    aliases : mapping of str to iterable of str
        Canonical name to its aliases.

    Raises
    ------
    RecordError
        If one alias stands for two canonical names.

    Examples
    --------
    >>> table = AliasTable({"United States": ["US", "Washington"]})
    >>> table.canonical("the US")
    'United States'
    """

    def __init__(self, aliases: Mapping[str, Iterable[str]] | None = None) -> None:
        self._canonical: dict[str, str] = {}
        self._spellings: dict[tuple[str, ...], dict[str, str]] = {}
        for name, others in (aliases or {}).items():
            if isinstance(others, str):
                raise RecordError(f"the aliases of {name!r} are a list of names, not one string")
            self._add(name, name)
            for other in others:
                self._add(name, other)

    def _add(
        self, name: str, alias: str, *, where: str | None = None, line: int | None = None
    ) -> None:
        key = alias_key(alias)
        if not key:
            raise RecordError(f"an alias of {name!r} is empty", where=where, line=line)
        known = self._canonical.setdefault(key, name)
        if known != name:
            raise RecordError(
                f"{alias!r} stands for both {known!r} and {name!r}; keep it under one of them",
                where=where,
                line=line,
            )
        for block in block_keys(alias):
            self._spellings.setdefault(block, {})[alias] = name

    def __len__(self) -> int:
        return len(set(self._canonical.values()))

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(self._canonical.values()))

    def canonical(self, name: str) -> str | None:
        """Return the canonical name for an exact alias; case, accents and article don't count."""
        return self._canonical.get(alias_key(name))

    def propose(self, name: str) -> str | None:
        """Return the canonical name that `name` probably transliterates, for a person to confirm.

        Nothing in the library merges two names on the strength of a proposal.
        """
        exact = self.canonical(name)
        if exact is not None:
            return exact
        scores: dict[str, float] = {}
        for block in block_keys(name):
            for alias, canonical in self._spellings.get(block, {}).items():
                alike = name_similarity(name, alias)
                scores[canonical] = max(alike, scores.get(canonical, 0.0))
        best = max(scores.values(), default=0.0)
        leading = [canonical for canonical, score in scores.items() if score == best]
        return leading[0] if best and len(leading) == 1 else None

    @classmethod
    def load(cls, path: str | Path) -> AliasTable:
        """Read a table from a JSON, TOML or CSV file.

        JSON and TOML hold an object of canonical name to list of aliases. CSV holds a row an
        actor, the canonical name first and its aliases in the cells after it; a row that begins
        with "#" is a note.

        Raises
        ------
        RecordError
            If the file can't be read or contradicts itself.
        """
        file = Path(path)
        readers = {".json": _read_json, ".toml": _read_toml, ".csv": _read_csv}
        reader = readers.get(file.suffix.lower())
        if reader is None:
            raise RecordError("an alias table is a .json, .toml or .csv file", where=str(file))
        try:
            text = file.read_text(encoding="utf-8-sig")
        except OSError as error:
            raise RecordError(f"can't be read: {error.strerror}", where=str(file)) from error
        except UnicodeDecodeError as error:
            raise RecordError("isn't UTF-8; re-save it as UTF-8", where=str(file)) from error
        table = cls()
        for line, name, others in reader(text, str(file)):
            for alias in (name, *others):
                table._add(name, alias, where=str(file), line=line)
        return table


_Rows = Iterator[tuple[int | None, str, list[str]]]


def _read_json(text: str, where: str) -> _Rows:
    try:
        record = json.loads(text)
    except json.JSONDecodeError as error:
        raise RecordError(f"isn't JSON: {error.msg}", where=where, line=error.lineno) from error
    yield from _read_mapping(record, text, where)


def _read_toml(text: str, where: str) -> _Rows:
    try:
        record = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found[1]) if found else None
        raise RecordError(f"isn't TOML: {error}", where=where, line=line) from error
    yield from _read_mapping(record, text, where)


def _read_mapping(record: Any, text: str, where: str) -> _Rows:
    if not isinstance(record, dict):
        raise RecordError(
            'an alias table is an object such as {"United States": ["US", "Washington"]}',
            where=where,
        )
    for name, others in record.items():
        line = _line_of(name, text)
        if not isinstance(others, list) or not all(isinstance(item, str) for item in others):
            raise RecordError(
                f"the aliases of {name!r} are a list of names", where=where, line=line
            )
        yield line, name, others


def _line_of(name: str, text: str) -> int | None:
    at = text.find(name)
    return None if at < 0 else text.count("\n", 0, at) + 1


def _read_csv(text: str, where: str) -> _Rows:
    # Spreadsheets write semicolons or tabs too.
    lines = text.splitlines()
    # A note may list documents with commas; it doesn't say what parts the cells.
    rows = "\n".join(line for line in lines if not line.lstrip(' "').startswith("#"))
    delimiter = max(",;\t", key=rows.count)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if not any(cells) or cells[0].startswith("#"):
                continue
            if not cells[0]:
                raise RecordError(
                    "the first cell of a row is the canonical name; it is empty",
                    where=where,
                    line=reader.line_num,
                )
            yield reader.line_num, cells[0], [cell for cell in cells[1:] if cell]
    except csv.Error as error:
        raise RecordError(f"isn't CSV: {error}", where=where, line=reader.line_num) from error
