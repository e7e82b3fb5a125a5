"""The kinds of noise that the report measures, each with what it does and where it is described."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from benchmarks.noise import letters, marks, pages
from benchmarks.noise.translated import load_table, translated
from stancekit.reading.edits import Changed, Edit

__all__ = ["KINDS", "Kind"]


@dataclass(frozen=True)
class Kind:
    """One kind of noise.

    Parameters
    ----------
    name : str
    title : str
        As tables show it.
    about : str
        What it does, in a line, with its source where it has one.
    make : callable
        From a text and a random generator to edits; the same for the same state of the generator.
    statements : bool
        Whether it makes sense for a statement alone.
    """

    name: str
    title: str
    about: str
    make: Callable[[str, Generator], Sequence[Edit]]
    statements: bool = True

    def change(self, text: str, identity: str, seed: int) -> Changed:
        """Return a text changed; the same for the same identity and seed, whatever ran before."""
        drawn_from = [seed, zlib.crc32(self.name.encode()), zlib.crc32(identity.encode())]
        return Changed(text, self.make(text, np.random.default_rng(drawn_from)))


_LIGHT, _HEAVY = 0.1, 0.3
_BELINKOV = "Belinkov and Bisk 2018; Pruthi, Dhingra and Lipton 2019"
_BOUCHER = "Boucher, Shumailov, Anderson and Papernot 2022"


def _translated_kinds() -> list[Kind]:
    groups = load_table()
    kinds = [
        Kind(
            f"translated-{group.name}",
            f"translated: {group.title}",
            f"{group.about[0].upper()}{group.about[1:]}, at nine places in ten; {group.source}.",
            translated(group.rules, 0.9),
        )
        for group in groups.values()
    ]
    rules = [rule for group in groups.values() for rule in group.rules]
    about = "All four, at seven places in ten; negation, modality and conditions stay."
    return [*kinds, Kind("translated", "translated: all", about, translated(rules, 0.7))]


KINDS: Sequence[Kind] = (
    Kind(
        "typos",
        "typos, 1 word in 10",
        f"A neighbouring key, a swap, a letter dropped or doubled, in names too; {_BELINKOV}.",
        letters.typos(_LIGHT),
    ),
    Kind(
        "many-typos",
        "typos, 3 words in 10",
        "The same in three words of ten that have four letters or more.",
        letters.typos(_HEAVY),
    ),
    Kind(
        "scanned",
        "scanning errors",
        "Letters that look alike in print (rn and m, l and 1, e and c), one in twenty of those "
        "that can be mistaken; as OcrAug of nlpaug.",
        letters.scanned(0.05),
    ),
    Kind("lower", "lower case", "All letters small; TextFlint.", letters.cased(str.lower)),
    Kind("upper", "upper case", "All letters capitals; TextFlint.", letters.cased(str.upper)),
    Kind("title-case", "title case", "Every word with a capital, as headlines.", letters.titled),
    Kind(
        "homoglyphs",
        "Cyrillic look-alikes",
        f"A fifth of the letters that have a Cyrillic twin; {_BOUCHER}.",
        letters.homoglyphs(0.2),
    ),
    Kind(
        "invisible",
        "zero-width characters",
        f"One inside three words of ten; {_BOUCHER}.",
        letters.invisible(_HEAVY),
    ),
    Kind(
        "soft-hyphens",
        "soft hyphens",
        "In half of the words of six letters or more.",
        letters.soft_hyphens(0.5),
    ),
    Kind(
        "full-width",
        "full-width letters",
        "A fifth of the words in full-width letters.",
        letters.full_width(0.2),
    ),
    Kind(
        "odd-spaces",
        "odd spaces",
        "A quarter of the spaces no-break, thin, doubled or tabs.",
        letters.odd_spaces(0.25),
    ),
    Kind(
        "entities",
        "HTML entities",
        "Marks, accents and a twelfth of the spaces left as entities (&quot;, &nbsp;).",
        pages.entities,
    ),
    Kind(
        "tags",
        "HTML tags",
        "Paragraph tags left in, <br/> between sentences, links and bold around one word in 20.",
        pages.tags,
    ),
    Kind(
        "page-lines",
        "lines of the page",
        "Advertisements, share buttons, captions and scripts between paragraphs and sentences.",
        pages.page_lines,
    ),
    Kind(
        "mojibake",
        "wrong encoding",
        "UTF-8 read as Windows-1252 (â€œ for “); what ftfy mends (Speer 2019).",
        pages.mojibake,
    ),
    Kind(
        "cut",
        "last words cut off",
        "The last two words of a statement, or of a third of a document's lines, with or without "
        "an ellipsis. What is cut may be what decides.",
        marks.cut,
    ),
    Kind(
        "truncated",
        "paragraphs cut short",
        "Half of the long paragraphs end after three fifths; statements of which less than half "
        "is left aren't asked for.",
        marks.truncated,
        statements=False,
    ),
    Kind(
        "wrapped",
        "hard line breaks",
        "Lines broken at 50 to 76 columns, blank lines between paragraphs.",
        marks.wrapped,
    ),
    Kind(
        "hyphenated",
        "line breaks with hyphens",
        "Lines broken at 40 to 60 columns, words parted by hyphens.",
        marks.hyphenated,
    ),
    Kind(
        "quotes",
        "other quotation marks",
        "Quotation marks, apostrophes and dashes in another style: straight, curly, « », „ “, ‘ ’.",
        marks.quotes,
    ),
    Kind(
        "lost-quotes",
        "closing quotes lost",
        "A quarter of the closing quotation marks left out, one at least.",
        marks.lost_quotes,
    ),
    Kind(
        "unpunctuated",
        "no commas",
        "Commas, semicolons and the last full stop left out.",
        marks.unpunctuated,
    ),
    *_translated_kinds(),
)
