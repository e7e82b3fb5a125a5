"""Names made one placeholder, so that who speaks of whom can't sway an encoder.

What counts as a name was fixed when the shipped encoders were trained. A change here makes them
read other texts than those they learned from: train them anew after it.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from stancekit.features.folding import fold, fold_offsets
from stancekit.features.phrases import plural
from stancekit.features.tokens import normal_form, split
from stancekit.resources import read_lexicon

__all__ = ["PLACEHOLDER", "Masked", "NameMask", "known_words"]

# A made-up place reads as well where a state stood as where a person did, and the encoders' own
# tokenizers know it.
PLACEHOLDER = "Arcadia"

# The core's tokens (`stancekit.features.tokens`). Between them stand white space and underscores.
_TOKEN = re.compile(r"[^\W_]+(?:['-][^\W_]+)*|[^\w\s]")
_ENDING = re.compile(r"'(?:s|ll|re|ve|d|m)$")

# A word written in lower case less often than this, per capital, is a name for all that.
_LOWER = 0.05

# Part of the name that follows: "the Ruritanian minister".
_ARTICLES = frozenset({"the", "The", "THE"})
# Capitals that name no one, and change no stance.
_NO_NAMES = frozenset(
    "i monday tuesday wednesday thursday friday saturday sunday january february march april may "
    "june july august september october november december".split()
)

# What a token can be to a name.
_OTHER, _ARTICLE, _SIDE, _NAME = range(4)
# How far the last name or article is from a token: right before it, or with a full stop between,
# or further off.
_NEXT, _STOP, _FAR = range(3)


class _Sides(NamedTuple):
    nouns: frozenset[str]
    places: frozenset[str]


@functools.cache
def _sides() -> _Sides:
    """Return the words that stand for sides and places, as the core's own features mask them."""
    lexicon = read_lexicon("features", "actors")
    nouns = [*lexicon["nouns"], *map(plural, lexicon["nouns"]), *lexicon["adjectives"]]
    places: list[str] = []
    for country in read_lexicon("extraction", "places")["country"]:
        called = (country.get(field, ()) for field in ("seats", "adjectives", "also"))
        words = " ".join([country["name"], *itertools.chain(*called)]).split()
        places += split(" ".join(word for word in words if word[0].isupper()))
    return _Sides(frozenset(map(normal_form, nouns)), frozenset(places))


def known_words(texts: Iterable[str]) -> list[str]:
    """Return the words of a corpus that are no names: those written in lower case often enough.

    Parameters
    ----------
    texts : iterable of str
        What an encoder is to be trained on.

    Returns
    -------
    list of str
        Normal forms (see `stancekit.features.tokens.normal_form`), sorted.

    Examples
    --------
    >>> known_words(["Talks with Velk failed.", "New talks look near."])
    ['failed', 'look', 'near', 'talks', 'with']
    """
    lower: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    for text in texts:
        for word in _TOKEN.findall(fold(text)):
            (capital if word[0].isupper() else lower)[normal_form(word)] += 1
    return sorted(f for f in lower if f[0].isalpha() and lower[f] >= _LOWER * capital[f])


@dataclass(frozen=True, slots=True)
class Masked:
    """A masked text, and where each of its characters comes from.

    Parameters
    ----------
    text : str
        Folded, with the placeholder where names stood.
    starts, ends : list of int
        For each character of `text` the stretch of the original text that it stands for, in code
        points; each character of a placeholder stands for the whole name.
    """

    text: str
    starts: list[int]
    ends: list[int]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return the stretch of the original text that a stretch of `text` stands for.

        Parameters
        ----------
        start, end : int
            Offsets into `text`, end exclusive; the stretch isn't empty.

        Raises
        ------
        ValueError
            If the stretch is empty or reaches out of the text.
        """
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"{start}..{end} is no stretch of {len(self.text)} characters")
        return self.starts[start], self.ends[end - 1]


class NameMask:
    """Folds a text and puts :data:`PLACEHOLDER` for each name.

    A name is a run of words next to each other: capitalised words that aren't known in lower
    case, places, and words for sides ("minister", "rebels"). It begins with a capitalised word
    or an article, and keeps its possessive or verb ending. Initials run on over their full stops.
    The pronoun I, days and months are no names. Time grows in proportion to the text.

    Parameters
    ----------
    words : iterable of str
        Known words, from :func:`known_words`.

    Examples
    --------
    >>> mask = NameMask(["envoy", "refuses", "talks"])
    >>> mask("The Ruritanian foreign minister’s envoy, Ada Lorn, refuses talks.")
    "Arcadia's envoy, Arcadia, refuses talks."
    >>> mask.masked("Ada Lorn’s envoy").original(0, 7)
    (0, 8)
    """

    def __init__(self, words: Iterable[str]) -> None:
        self.words = frozenset(words)

    def __call__(self, text: str) -> str:
        """Return the masked text."""
        folded = fold(text)
        parts: list[str] = []
        done = 0
        for start, end, ending in self._names(folded):
            parts += (folded[done:start], PLACEHOLDER, ending)
            done = end
        parts.append(folded[done:])
        return "".join(parts)

    def masked(self, text: str) -> Masked:
        """Return the masked text with the origin of each of its characters."""
        folded = fold(text)
        offsets = fold_offsets(text)
        parts: list[str] = []
        starts: list[int] = []
        ends: list[int] = []

        def keep(first: int, stop: int) -> None:
            parts.append(folded[first:stop])
            starts.extend(offsets[first:stop])
            # A character's end, not the next one's start: unseen characters may stand between.
            ends.extend(offset + 1 for offset in offsets[first:stop])

        done = 0
        for start, end, ending in self._names(folded):
            keep(done, start)
            stop = end - len(ending)
            parts.append(PLACEHOLDER)
            starts += [offsets[start]] * len(PLACEHOLDER)
            ends += [offsets[stop - 1] + 1] * len(PLACEHOLDER)
            keep(stop, end)
            done = end
        keep(done, len(folded))
        return Masked("".join(parts), starts, ends)

    def _names(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield start, end and ending of each name in a folded text, in order."""
        start = end = 0  # of the last name or article
        last = ""  # its last word
        named = False  # whether it is a name
        gap = _FAR
        previous = 0
        for match in _TOKEN.finditer(text):
            word, (first, stop) = match[0], match.span()
            if gap != _FAR and text[previous:first].strip():  # an underscore
                gap = _FAR
            previous = stop
            kind = self._kind(word)
            joins = kind in (_SIDE, _NAME) and (
                gap == _NEXT or (gap == _STOP and named and _are_initials(last, word))
            )
            if joins:
                end, last, named, gap = stop, word, True, _NEXT
            elif kind in (_ARTICLE, _NAME):
                if named:
                    yield start, end, _ending(last)
                start, end, last, named, gap = first, stop, word, kind == _NAME, _NEXT
            else:
                gap = _STOP if gap == _NEXT and word == "." else _FAR
        if named:
            yield start, end, _ending(last)

    def _kind(self, word: str) -> int:
        if word in _ARTICLES:
            return _ARTICLE
        form = normal_form(word)
        if not word[0].isalpha() or form in _NO_NAMES:
            return _OTHER
        nouns, places = _sides()
        side = form in nouns
        if word[0].isupper() and (side or form in places or form not in self.words):
            return _NAME
        return _SIDE if side else _OTHER


def _are_initials(before: str, after: str) -> bool:
    return len(before.partition("'")[0]) == 1 and len(normal_form(after)) == 1


def _ending(word: str) -> str:
    match = _ENDING.search(word)
    return match[0] if match else ""
