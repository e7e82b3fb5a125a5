"""PARC 3.0: attributions in the Penn Treebank's Wall Street Journal, asked for from its author.

PATH is an XML file, or a folder of them such as ``PARC3_complete/test``: ``SENTENCE`` elements hold
the tree, its ``WORD`` leaves carry ``text`` and ``ByteCount``, and ``attribution`` elements in them
name the relation and the word's ``attributionRole`` in it. The text is rebuilt from the words: one
or more bytes between two are a space, and between sentences more than one a paragraph. Nested
relations are kept; ``supplement`` is no part of a source, cue or content.

References
----------
Pareti (2016), "PARC 3.0: a corpus of attribution relations", LREC.
"""

from __future__ import annotations

import itertools
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.adapters.files import files_of
from benchmarks.adapters.tokens import PARAGRAPH, joined, rebuild
from stancekit.errors import RecordError

__all__ = ["NOTE", "read"]

NOTE = "PARC3 also marks what sources think, want and do; the rows “in scope” leave that out."

_EXPECTED = "XML files of PARC3, such as PARC3_complete/test"
_ROLES = ("source", "cue", "content")


def read(path: Path) -> Iterator[dict[str, Any]]:
    """Give a record of each article.

    Raises
    ------
    RecordError
        If a file isn't one of PARC3.
    """
    for file in files_of(path, (".xml",), _EXPECTED):
        try:
            root = ET.parse(file).getroot()  # noqa: S314 - expat bounds entities since 2.4.1, and fetches nothing
        except ET.ParseError as error:
            raise RecordError(
                f"isn't XML ({error}); expected {_EXPECTED}", where=str(file)
            ) from None
        except (OSError, ValueError, LookupError) as error:  # unknown encodings among them
            message = f"can't be read ({error}); expected {_EXPECTED}"
            raise RecordError(message, where=str(file)) from None
        yield _document(root, file)


def _document(root: ET.Element, file: Path) -> dict[str, Any]:
    sentences = [list(_words(item)) for item in root.iter() if item.tag.lower() == "sentence"]
    words = list(itertools.chain.from_iterable(sentences))
    if not words:
        raise RecordError(f"has no SENTENCE with a WORD; expected {_EXPECTED}", where=str(file))
    tokens = [_attribute(word, "text") for word in words]
    if not all(tokens):
        raise RecordError("has a WORD without 'text'", where=str(file))
    starts = set(itertools.accumulate(len(sentence) for sentence in sentences))
    before: dict[int, str] = {}
    for place, (last, word) in enumerate(itertools.pairwise(words), start=1):
        gap = _gap(last, word)
        if gap is not None:
            before[place] = PARAGRAPH if place in starts and gap > 1 else " " if gap else ""
    text, spans = rebuild(tokens, before)
    relations: dict[str, dict[str, list[int]]] = defaultdict(lambda: {role: [] for role in _ROLES})
    for place, word in enumerate(words):
        for relation in (item for item in word if item.tag.lower() == "attribution"):
            parts = relations[_attribute(relation, "id")]
            for item in relation.iter():
                if item.tag.lower() == "attributionrole":
                    role = _attribute(item, "roleValue").lower()
                    if role in parts:
                        parts[role].append(place)
    attributions = [
        {role: [{"spans": joined(found, spans)}] if found else [] for role, found in each.items()}
        for each in relations.values()
    ]
    return {"id": file.stem, "text": text, "attributions": attributions}


def _words(node: ET.Element) -> Iterator[ET.Element]:
    """Give the words of a tree, without the traces of its analysis."""
    for child in node:
        if child.tag.lower() == "word":
            if _attribute(child, "pos") != "-NONE-":
                yield child
        elif child.tag.lower() != "none":
            yield from _words(child)


def _attribute(node: ET.Element, name: str) -> str:
    """Return an attribute, in whatever case its name is written; empty where there is none."""
    return next((value for key, value in node.items() if key.lower() == name.lower()), "")


def _gap(last: ET.Element, word: ET.Element) -> int | None:
    """Return how many bytes stand between two words; None where the file doesn't tell."""
    try:
        end = int(_attribute(last, "ByteCount").split(",")[1])
        start = int(_attribute(word, "ByteCount").split(",")[0])
    except (ValueError, IndexError):
        return None
    return start - end if start >= end else None
