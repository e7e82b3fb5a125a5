"""From bytes to text: UTF-8 first, then a guess that is said aloud."""

from __future__ import annotations

import codecs
import io
import re
from typing import BinaryIO

from stancekit.errors import RecordError
from stancekit.reading.items import Source, say

__all__ = ["decode", "open_text"]

# UTF-32's little-endian mark begins with UTF-16's, so it is looked for first.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FORMATS = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"{\\rtf", "an RTF document"),
)
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]")
_CHUNK = 1 << 20
# Enough to tell an encoding by, few enough to keep detection quick on a file of any size.
_SAMPLE = 64 * 1024
# Bytes that Western text in Windows-1252 uses: quotation marks, dashes, Latin letters. A capital
# between small letters is another encoding's apostrophe.
_WESTERN = re.compile(
    rb"(?:[\x00-\x7f\x80\x82-\x85\x89\x8a\x8c\x8e\x91-\x97\x99\x9a\x9c\x9e-\xff])*"
)
_NOT_WESTERN = re.compile(rb"[a-z][\xc0-\xde][a-z]")


def _marked(head: bytes) -> str | None:
    return next((name for mark, name in _MARKS if head.startswith(mark)), None)


def _check_is_text(data: bytes, where: str) -> None:
    for magic, what in _FORMATS:
        if data.startswith(magic):
            raise RecordError(f"is {what}, not text; export it as text first", where=where)
    if (at := data.find(b"\0")) >= 0:
        head = data[:_SAMPLE]
        for order, first in (("little", 1), ("big", 0)):
            if len(head) > 3 and head[first::2].count(0) > 0.9 * len(head[first::2]):
                raise RecordError(
                    f"looks like UTF-16 ({order}-endian) without its mark; re-export it as UTF-8",
                    where=where,
                )
        raise RecordError(
            f"is a binary file, not text (a NUL byte at {at}); export it as text first", where=where
        )
    head = data[:_SAMPLE]
    if len(_CONTROL.findall(head)) > max(2, len(head) // 100):
        raise RecordError(
            "is a binary file, not text (full of control characters); export it as text first",
            where=where,
        )


def _guess(data: bytes, start: int, where: str) -> str:
    """Name the encoding of `data`, which stops being UTF-8 at `start`."""
    sample = data[max(0, start - _SAMPLE // 2) : start + _SAMPLE // 2]
    high = sum(byte > 0x7F for byte in sample)
    if (
        high < 0.2 * len(sample)
        and _WESTERN.fullmatch(sample)
        and not _NOT_WESTERN.search(sample)
        # A lone stray byte in what is otherwise UTF-8 is damage, not another encoding.
        and not _mostly_utf8(sample)
    ):
        encoding = "cp1252"
    elif _mostly_utf8(sample):
        raise RecordError(
            f"is damaged UTF-8 (byte 0x{data[start]:02x} at {start}); re-export it as UTF-8",
            where=where,
        )
    else:
        import charset_normalizer  # slow to import, and seldom needed

        best = charset_normalizer.from_bytes(sample).best()
        if best is None:
            raise RecordError(
                f"isn't UTF-8 (byte 0x{data[start]:02x} at {start}) nor any encoding that can be "
                "told; re-export it as UTF-8",
                where=where,
            )
        encoding = best.encoding
    say(f"{where}: not UTF-8 (byte 0x{data[start]:02x} at {start}); read as {encoding}")
    return encoding


def _mostly_utf8(sample: bytes) -> bool:
    """Tell whether more high bytes of `sample` fit UTF-8 than don't."""
    text = sample.decode("utf-8", "replace")
    bad = text.count("�")
    good = sum(character > "\x7f" for character in text) - bad
    return good > bad


def decode(data: bytes, where: str) -> str:
    r"""Decode a text file; newlines stay as they are, a leading byte-order mark is dropped.

    Parameters
    ----------
    data : bytes
        The whole file.
    where : str
        The file's name, for messages.

    Returns
    -------
    str

    Raises
    ------
    RecordError
        If the bytes aren't text, or in no encoding that can be told.

    Examples
    --------
    >>> decode(b"\xef\xbb\xbfTalks\r\n", "a.txt")
    'Talks\r\n'
    """
    encoding = _marked(data)
    if encoding is None:
        _check_is_text(data, where)
        encoding = "utf-8"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            raise RecordError(
                f"begins like {encoding} but breaks it at byte {error.start}; "
                "re-export it as UTF-8",
                where=where,
            ) from None
        encoding = _guess(data, error.start, where)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise RecordError(
            f"looked like {encoding} but isn't (byte 0x{data[error.start]:02x} at {error.start}); "
            "re-export it as UTF-8",
            where=where,
        ) from None


def open_text(stream: BinaryIO, source: Source) -> io.TextIOWrapper:
    """Wrap a seekable stream as text in the encoding that fits all of it.

    The stream is read through once, a chunk at a time, so that a file of any size needs little
    memory.

    Raises
    ------
    RecordError
        As for :func:`decode`.
    """
    where = str(source)
    chunk = stream.read(_CHUNK)
    marked = _marked(chunk)
    encoding = marked or "utf-8"
    decoder = codecs.getincrementaldecoder(encoding)()
    last = b""
    try:
        while chunk:
            if marked is None:
                _check_is_text(chunk, where)
            decoder.decode(chunk)
            last, chunk = chunk, stream.read(_CHUNK)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        if marked is not None:
            raise RecordError(
                f"begins like {encoding} but isn't all of it; re-export it as UTF-8", where=where
            ) from None
        # The last bytes of a file may also begin a character that never ends.
        start = min(error.start, len(chunk) - 1) if chunk else len(last) - 1
        encoding = _guess(chunk or last, start, where)
    stream.seek(0)
    return io.TextIOWrapper(stream, encoding=encoding, newline="")
