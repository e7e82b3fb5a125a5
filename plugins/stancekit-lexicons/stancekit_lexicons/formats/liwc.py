"""LIWC's dictionaries of 2001 to 2015, ``.dic``."""

from __future__ import annotations

import re

from stancekit_lexicons.formats.source import Found, Source
from stancekit_lexicons.lexicon import Entry
from stancekit_lexicons.patterns import escape

__all__ = ["read_liwc"]

_CATEGORY = re.compile(r"\s*(\d+)\s+(\S.*)")

# "like (02 134)125/464 (02 134)126": another category behind other words.
_CONDITION = re.compile(r"\s(?:\([\d\s]*\)[\d/]*|\d+/\d+)")
_OTHER_WORD = re.compile(r"<\w+>")
_CODE = re.compile(r"\d+\Z")


def read_liwc(source: Source) -> Found:
    """Read categories by number between two lines of ``%``, then entries with their numbers.

    Only ``*`` is a wildcard. What depends on other words (``<of>``, numbers in parentheses) can't
    be kept, and is noted.

    Raises
    ------
    RecordError
        If there are no categories, or an entry has none.
    """
    lines = source.lines()
    bounds = [place for place, (_, line) in enumerate(lines) if line.strip() == "%"]
    if len(bounds) < 2:
        raise source.error(
            "isn't a LIWC dictionary: the categories stand between two lines of %; is it an "
            "encrypted file, or saved by a word processor?",
            lines[0][0] if lines else None,
        )
    names: dict[str, str] = {}
    for place, line in lines[bounds[0] + 1 : bounds[1]]:
        match = _CATEGORY.match(line)
        if match is None:
            raise source.error("isn't a category's number and name", place)
        code, name = match[1].lstrip("0") or "0", match[2]
        if code in names:
            raise source.error(f"category number {match[1]} stands here twice", place)
        if name in names.values():
            raise source.error(f"category {name!r:.60} stands here twice; rename one", place)
        names[code] = name
    entries: list[Entry] = []
    for place, line in lines[bounds[1] + 1 :]:
        entries += _entries(source, place, line, names)
    return Found(entries, source.notes)


def _entries(source: Source, place: int, line: str, names: dict[str, str]) -> list[Entry]:
    word = re.split(r"\t|\s+(?=[\d(])", line.strip(), maxsplit=1)[0].strip()
    rest = line.strip()[len(word) :]
    if _OTHER_WORD.search(line):
        source.note(f"{word!r:.60} depends on other words, and is left out", place)
        return []
    plain = _CONDITION.sub(" ", rest)
    if plain != rest:
        source.note(f"{word!r:.60} has categories that depend on other words; left out", place)
    codes = plain.split()
    if wrong := [code for code in codes if not _CODE.match(code)]:
        raise source.error(f"{wrong[0]!r:.60} is no category's number; write one a tab", place)
    if not codes and plain == rest:
        raise source.error(f"{word!r:.60} has no category's number; add one, or take it out", place)
    found = []
    for code in codes:
        name = names.get(code.lstrip("0") or "0")
        if name is None:
            source.note(f"{word!r:.60} has the category {code}, which there isn't", place)
        else:
            text = escape(word)
            found.append(Entry(text, name, 1.0, place))
    return found
