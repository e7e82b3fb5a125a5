"""Categories in categories: YAML as quanteda writes it, JSON, and TOML with settings."""

from __future__ import annotations

import dataclasses
import re
import tomllib
from collections.abc import Iterator
from typing import Any

import yaml

from stancekit_lexicons.formats.source import Found, Source, number
from stancekit_lexicons.lexicon import Entry, Settings

__all__ = ["read_toml", "read_yaml"]

# Every scalar is a text: "no" is no truth value, and 007 no number.
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

_DEEPEST = 20

# Where quanteda puts the entries of a category that has categories too.
_OWN = "__"


def read_yaml(source: Source) -> Found:
    """Read a mapping of categories to entries, or to further categories.

    ``entry: 2`` gives an entry a weight.

    Raises
    ------
    RecordError
        If it isn't one.
    """
    # Events, not nodes: the depth is ours to limit, which the C parser doesn't do.
    events = yaml.parse(source.text, Loader=_LOADER)
    try:
        next(events), next(events)
        first = next(events, None)
        if first is None or (isinstance(first, yaml.ScalarEvent) and not first.value):
            return Found([], source.notes)
        if not isinstance(first, yaml.MappingStartEvent):
            raise source.error(
                "isn't a mapping of categories to entries; write 'category:' and below it "
                "'- entry'",
                first.start_mark.line + 1,
            )
        entries = list(_walk(source, events, first, (), 0))
        next(events)
        if isinstance(more := next(events), yaml.DocumentStartEvent):
            raise source.error("begins another document; take '---' out", more.start_mark.line + 1)
    except StopIteration:
        return Found([], source.notes)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "can't be read"
        mend = "put quotation marks around an entry with : # * or a bracket in it"
        line = None if mark is None else mark.line + 1
        raise source.error(f"isn't YAML: {problem}; {mend}", line) from None
    return Found(entries, source.notes)


def _walk(
    source: Source, events: Iterator[Any], event: Any, path: tuple[str, ...], depth: int
) -> Iterator[Entry]:
    line = event.start_mark.line + 1
    category = ".".join(path)
    if isinstance(event, yaml.AliasEvent):
        raise source.error("uses an alias (*name); put quotation marks around an entry", line)
    if depth > _DEEPEST:
        raise source.error(f"has more than {_DEEPEST} lists in each other", line)
    if isinstance(event, yaml.ScalarEvent):
        if event.value:
            yield Entry(event.value, category, 1.0, line)
    elif isinstance(event, yaml.SequenceStartEvent):
        while not isinstance(item := next(events), yaml.SequenceEndEvent):
            if isinstance(item, yaml.SequenceStartEvent):
                raise source.error(
                    f"a list stands in the list of {category!r}; give it a name",
                    item.start_mark.line + 1,
                )
            yield from _walk(source, events, item, path, depth + 1)
    else:
        names: set[str] = set()
        while not isinstance(key := next(events), yaml.MappingEndEvent):
            here = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarEvent):
                mend = "put quotation marks around an entry with * or a bracket in it"
                raise source.error(f"a category's name is a text; {mend}", here)
            if key.value in names:
                raise source.error(f"{key.value!r:.60} stands here twice; join the two", here)
            names.add(key.value)
            value = next(events)
            weight = _weight(value)
            if weight is not None and path:
                yield Entry(key.value, category, weight, here)
            else:
                inner = path if key.value == _OWN else (*path, key.value)
                yield from _walk(source, events, value, inner, depth + 1)


def _weight(event: Any) -> float | None:
    plain = isinstance(event, yaml.ScalarEvent) and not event.style
    return number(event.value) if plain else None


def read_toml(source: Source) -> Found:
    """Read settings, categories under ``[categories]``, and the name of another ``file``.

    Raises
    ------
    RecordError
        If it holds anything else.
    """
    try:
        table = tomllib.loads(source.text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r" \(at line (\d+), column \d+\)$", str(error))
        line = int(place[1]) if place else None
        shown = str(error)[: place.start()] if place else str(error)
        raise source.error(f"isn't TOML: {shown}", line) from None
    except RecursionError:
        raise source.error("isn't a word list: too many lists in lists") from None
    file = table.pop("file", None)
    if file is not None and not isinstance(file, str):
        raise source.error(f"file is the name of a word list, not {file!r:.60}")
    categories = table.pop("categories", {})
    known = [field.name for field in dataclasses.fields(Settings)]
    if unknown := [name for name in table if name not in known]:
        raise source.error(
            f"{unknown[0]!r:.60} is no setting; categories stand under [categories], and the "
            f"settings are file, {', '.join(known)}"
        )
    if not isinstance(categories, dict):
        raise source.error("[categories] is a table: category = [entries]")
    entries = list(_branches(source, categories, ()))
    return Found(entries, source.notes, settings=table, file=file)


def _branches(source: Source, value: Any, path: tuple[str, ...]) -> Iterator[Entry]:
    category = ".".join(path)
    if isinstance(value, dict):
        for name, inner in value.items():
            if isinstance(inner, (int, float)) and not isinstance(inner, bool) and path:
                yield Entry(name, category, float(inner))
            else:
                yield from _branches(source, inner, path if name == _OWN else (*path, name))
    elif isinstance(value, list) and path:
        for item in value:
            if isinstance(item, dict):
                yield from _branches(source, item, path)
            else:
                yield _leaf(source, item, category)
    else:
        yield _leaf(source, value, category)


def _leaf(source: Source, value: Any, category: str) -> Entry:
    if not isinstance(value, str):
        raise source.error(
            f"category {category!r:.60} holds {value!r:.60}, which is no entry; put quotation "
            "marks around it"
        )
    return Entry(value, category)
