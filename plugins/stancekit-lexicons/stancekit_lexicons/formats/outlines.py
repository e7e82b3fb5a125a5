"""Lists by line: plain text, Lexicoder's ``.lc3`` and WordStat's ``.cat``."""

from __future__ import annotations

import re

from stancekit_lexicons.formats.source import Found, Source, number
from stancekit_lexicons.lexicon import Entry
from stancekit_lexicons.patterns import escape

__all__ = ["read_lexicoder", "read_text", "read_wordstat"]

_SECTION = re.compile(r"\[(.+)\]")
_WEIGHTED = re.compile(r"(.*\S)\s*\(\s*(-?[\d.,]+)\s*\)")


def read_text(source: Source) -> Found:
    """Read an entry a line, its weight behind a tab; ``[category]`` begins one, ``#`` a comment.

    Raises
    ------
    RecordError
        If what stands behind a tab is no number.
    """
    category, entries = source.stem, []
    for place, line in source.lines():
        text = line.strip()
        section = _SECTION.fullmatch(text)
        if text.startswith("#"):
            continue
        if section:
            category = section[1]
            continue
        text, tab, behind = text.partition("\t")
        weight = number(behind) if tab else 1.0
        if weight is None:
            raise source.error(f"{behind.strip()!r:.60} behind the tab is no weight", place)
        entries.append(Entry(text, category, weight, place))
    return Found(entries, source.notes)


def read_lexicoder(source: Source) -> Found:
    """Read categories marked by ``+``, each with its entries below; only ``*`` is a wildcard.

    Raises
    ------
    RecordError
        If an entry stands before the first category.
    """
    path: list[str] = []
    entries = []
    for place, line in source.lines():
        text = line.strip()
        if text.startswith("+"):
            name = text.lstrip("+").strip()
            if not name:
                raise source.error("has no name behind the +", place)
            path[len(text) - len(text.lstrip("+")) - 1 :] = [name]
        elif not path:
            raise source.error("stands before the first category, a line such as '+threat'", place)
        else:
            entries.append(Entry(escape(text), ".".join(path), 1.0, place))
    return Found(entries, source.notes)


def read_wordstat(source: Source) -> Found:
    """Read an outline by tabs: categories, and entries with their weight in parentheses.

    Proximity rules (``@…``) can't be kept, and are noted.

    Raises
    ------
    RecordError
        If an entry stands before the first category, or its weight is no number.
    """
    path: list[str] = []
    entries: list[Entry] = []
    for place, line in source.lines():
        indent = line[: len(line) - len(line.lstrip())]
        text = line.strip()
        # Some editors put spaces before the tabs.
        depth = indent.count("\t")
        match = _WEIGHTED.fullmatch(text)
        if text.startswith("@"):
            source.note(f"the proximity rule {text!r:.60} is left out", place)
        elif match is None:
            path[depth:] = [text]
        elif not path[:depth]:
            raise source.error("stands before the first category, a line without a weight", place)
        else:
            weight = number(match[2])
            if weight is None:
                raise source.error(f"{match[2]!r} is no weight", place)
            entries.append(Entry(match[1], ".".join(path[:depth]), weight, place))
    return Found(entries, source.notes)
