"""English that sounds translated, from a declared table of edits; the meaning stays.

References
----------
Volansky, Ordan and Wintner (2015), "On the features of translationese", DSH 30(1); Olohan and
Baker (2000), "Reporting that in translated English", Across Languages and Cultures 1(2); Gardner
(2016), "Misused English words and expressions in EU publications", European Court of Auditors;
Kortmann, Lunkenheimer and Ehret (2020), eds., "The electronic world atlas of varieties of English".
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.resources import files

from numpy.random import Generator

from stancekit.reading.edits import Edit, trimmed

__all__ = ["Group", "Rule", "load_table", "markers", "translated"]

# What turns a stance round: no edit may add, drop or move one. Longer ones first.
_MARKERS = re.compile(
    r"\b(?:as long as|so long as|in the event|in case|on the condition|on condition|on the basis"
    r"|in the absence|in return|in exchange|at the price|at the cost|for the sake"
    r"|(?:have|has|had) to|not|no|never|none|nobody|nothing|nowhere|neither|nor|without|cannot"
    r"|hardly|barely|scarcely|a few|a little|a lot|few|little|least|most|more|less|far|too|enough"
    r"|out of the question|need\w*|against|instead|rather|refus\w+|reject\w*|den(?:y|ies|ied)"
    r"|rul(?:e|es|ed|ing) out|halt\w*|will|would|shall|should|can|could|may|might|must|ought"
    r"|if|unless|until|till|only|provided|providing|once|before|after|when|whenever|while|first"
    r"|depend\w*|hinge\w*|condition\w*|precondition\w*|subject to|contingent)\b|n['’]t\b",
    re.IGNORECASE,
)


def markers(text: str) -> list[str]:
    """Return the words of negation, modality and condition of a text, in order, in lower case.

    Examples
    --------
    >>> markers("We won't talk unless they must.")
    ["n't", 'unless', 'must']
    """
    return [match[0].lower().replace("’", "'") for match in _MARKERS.finditer(text)]


@dataclass(frozen=True)
class Rule:
    """One edit of the table: what it finds and puts there, and a sentence that shows it."""

    find: re.Pattern[str]
    put: str
    example: str
    gives: str


@dataclass(frozen=True)
class Group:
    """Rules of one sort, with what they do and where that is described."""

    name: str
    title: str
    about: str
    source: str
    rules: Sequence[Rule]


@functools.cache
def load_table() -> dict[str, Group]:
    """Return the groups of ``translated.toml`` by name."""
    table = tomllib.loads(files(__package__).joinpath("translated.toml").read_text("utf-8"))
    lists = {
        "{country}": "|".join(table.pop("countries").split()),
        "{mass}": "|".join(table.pop("mass").split()),
    }

    def pattern(find: str) -> re.Pattern[str]:
        for name, words in lists.items():
            find = find.replace(name, words)
        return re.compile(find)

    return {
        name: Group(
            name=name,
            **{key: group[key] for key in ("title", "about", "source")},
            rules=[Rule(**{**rule, "find": pattern(rule["find"])}) for rule in group["rules"]],
        )
        for name, group in table.items()
    }


def translated(rules: Sequence[Rule], rate: float) -> Callable[[str, Generator], list[Edit]]:
    """Edits by rules of the table, each place with this probability; one at least.

    Where edits overlap, the one that begins first is made, then the longer one.
    """

    def make(text: str, rng: Generator) -> list[Edit]:
        protected = [match.span() for match in _MARKERS.finditer(text)]
        found = []
        for rule in rules:
            for match in rule.find.finditer(text):
                new = match.expand(rule.put)
                if _begins(text, match.start()):
                    new = new[:1].upper() + new[1:]
                edit = trimmed(text, Edit(match.start(), match.end(), new))
                if not markers(edit.new):
                    found.append((match.start(), -match.end(), edit))
        found = _apart(sorted(found, key=lambda one: one[:2]), protected)
        if not found:
            return []
        kept = [
            edit for edit, draw in zip(found, rng.random(len(found)), strict=True) if draw < rate
        ]
        return kept or [found[int(rng.integers(len(found)))]]

    return make


_HEAD = re.compile(r"(?:\A|[.!?:\r\n][\"“”’»)]*\s*|[\"“«(])\Z")


def _begins(text: str, at: int) -> bool:
    """Tell whether a sentence begins with the capital that stands there."""
    return text[at : at + 1].isupper() and _HEAD.search(text, max(0, at - 4), at) is not None


def _apart(
    found: Sequence[tuple[int, int, Edit]], protected: Sequence[tuple[int, int]]
) -> list[Edit]:
    """Return the edits whose matches overlap none before, nor cut into what is protected."""
    edits: list[Edit] = []
    last = number = 0
    for start, negative_end, edit in found:
        while number < len(protected) and protected[number][1] <= edit.start:
            number += 1
        inside = number < len(protected) and protected[number][0] < edit.end
        if start >= last and not inside and edit != Edit(edit.start, edit.start, ""):
            edits.append(edit)
            last = -negative_end
    return edits
