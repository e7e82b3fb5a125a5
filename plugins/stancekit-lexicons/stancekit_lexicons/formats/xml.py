"""Yoshikoder's ``.ykd`` and Lexicoder 2's ``.lcd``: XML of categories and patterns."""

from __future__ import annotations

from xml.parsers import expat

from stancekit.errors import RecordError
from stancekit_lexicons.formats.source import Found, Source, number
from stancekit_lexicons.lexicon import Entry
from stancekit_lexicons.patterns import escape

__all__ = ["read_xml"]


def read_xml(source: Source) -> Found:
    """Read ``cnode`` elements, which are categories, and the ``pnode`` elements in them.

    A lone outermost category is the dictionary's title. Only ``*`` is a wildcard.

    Raises
    ------
    RecordError
        If it isn't such a file, or its patterns are regular expressions.
    """
    reader = _Reader(source)
    try:
        reader.parser.Parse(source.raw, True)
    except expat.ExpatError as error:
        reason = expat.errors.messages[error.code]
        raise source.error(f"isn't XML: {reason}", error.lineno) from None
    entries = reader.entries
    tops = {path[0] for path, _ in entries}
    skip = int(len(tops) == 1 and all(len(path) > 1 for path, _ in entries))
    return Found(
        [Entry(e.text, ".".join(path[skip:]), e.weight, e.line) for path, e in entries],
        source.notes,
    )


class _Reader:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.entries: list[tuple[tuple[str, ...], Entry]] = []
        self._path: list[str] = []
        self._inside = False
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._doctype

    def _error(self, message: str) -> RecordError:
        return self.source.error(message, self.parser.CurrentLineNumber)

    def _doctype(self, *_: object) -> None:
        raise self._error("declares a document type, which no word list needs; take it out")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if not self._inside and tag != "dictionary":
            raise self._error(f"isn't a Yoshikoder dictionary: it begins with <{tag}>")
        self._inside = True
        if tag == "dictionary" and attributes.get("patternengine", "").startswith("reg"):
            raise self._error(
                "its patterns are regular expressions; write them as entries with *, and set "
                'patternengine="substring"'
            )
        name = attributes.get("name", "")
        if tag == "cnode":
            self._path.append(name or "unnamed")
        elif tag == "pnode":
            if not self._path:
                raise self._error(f"the pattern {name!r:.60} stands in no cnode; put it in one")
            given = attributes.get("score", "")
            weight = number(given) if given.strip() else 1.0
            if weight is None:
                raise self._error(f"the score {given!r:.60} is no number")
            text = escape(name)
            line = self.parser.CurrentLineNumber
            self.entries.append((tuple(self._path), Entry(text, "", weight, line)))

    def _end(self, tag: str) -> None:
        if tag == "cnode":
            self._path.pop()
