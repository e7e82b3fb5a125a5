"""HTML pages: the article text and what the page says about it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from stancekit.document import Document
from stancekit.errors import RecordError
from stancekit.reading.encoding import decode
from stancekit.reading.items import EMPTY, RecordFailure, Source

__all__ = ["read_html"]

# lxml gives back nothing, and no error, past either limit.
_LONGEST_PAGE = 10_000_000
_DEEPEST_PAGE = 256


def read_html(source: Source) -> Iterator[Document | RecordFailure]:
    """Extract the article of an HTML page; needs the extra ``html``.

    Parameters
    ----------
    source : Source
        The page.

    Yields
    ------
    Document or RecordFailure
        One document, whose `text` is the extracted article.
    """
    try:
        yield _article(source)
    except RecordError as error:
        yield RecordFailure(source.name, error)


def _article(source: Source) -> Document:
    where = str(source)
    data = source.read()
    if not data.strip():
        raise RecordError(EMPTY, where=where)
    try:
        import trafilatura
    except ImportError as error:
        reason = str(error).splitlines()[0]
        raise RecordError(
            f"needs HTML support: pip install 'stancekit[html]' ({reason})", where=where
        ) from None
    # The page may declare its own encoding, so only what isn't UTF-8 and declares none is guessed.
    page = _decode_page(data, where)
    if len(page) > _LONGEST_PAGE:
        raise RecordError(
            f"has {len(page):,} characters, past the {_LONGEST_PAGE:,} that a page may have; "
            "extract its text first",
            where=where,
        )
    page = _without_comments(page)
    try:
        found: Any = trafilatura.bare_extraction(
            page, with_metadata=True, include_comments=False, include_tables=False
        )
    except Exception as error:  # a third party's parser on anybody's page: any error can come
        raise RecordError(
            f"can't be parsed as HTML ({type(error).__name__}: {str(error)[:120]})", where=where
        ) from error
    text = getattr(found, "text", None) or ""
    if not text.strip():
        reason = "no article text was found in it; save the text alone as .txt"
        if page.count("<") > _DEEPEST_PAGE and _looks_deep(page):
            reason += f"; its tags may be nested deeper than the {_DEEPEST_PAGE} that can be read"
        raise RecordError(reason, where=where)
    return Document(
        source.name,
        text,
        title=found.title or None,
        date=_iso(found.date) or source.date,
        source=found.sitename or found.hostname or None,
        language=found.language or None,
        meta={"url": found.url} if found.url else {},
    )


def _decode_page(data: bytes, where: str) -> str:
    head = data[:2048].lower()
    at = head.find(b"charset=")
    if at >= 0:
        name = head[at + 8 : at + 48].lstrip(b"\"' ")
        for index, byte in enumerate(name):
            if byte in b"\"' />;":
                name = name[:index]
                break
        try:
            return data.decode(name.decode("ascii")).removeprefix("\ufeff")
        except (LookupError, UnicodeError, ValueError):
            pass  # declared wrongly, as happens; the bytes decide
    return decode(data, where)


def _without_comments(page: str) -> str:
    """Drop comments in one pass; parsers take quadratic time over many that never close."""
    parts, position = [], 0
    while (start := page.find("<!--", position)) >= 0:
        end = page.find("-->", start + 4)
        if end < 0:
            # Nothing closes any more: the openings go, what they would have hidden stays.
            parts.append(page[position:].replace("<!--", " "))
            return "".join(parts)
        parts.append(page[position:start])
        position = end + 3
    parts.append(page[position:])
    return "".join(parts)


def _looks_deep(page: str) -> bool:
    return page.count("<div") + page.count("<span") > page.count("</") + _DEEPEST_PAGE // 2


def _iso(date: str | None) -> str | None:
    if date is None:
        return None
    try:
        datetime.datetime.fromisoformat(date)
    except ValueError:
        return None
    return date
