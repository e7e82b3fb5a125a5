"""Propose which names of many documents are one person's or body's, for a user to confirm."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from stancekit.analysis import Analysis
from stancekit.errors import RecordError
from stancekit.extraction.aliases.tables import alias_key
from stancekit.extraction.aliases.transliteration import (
    SAME_WORD,
    block_key,
    block_keys,
    name_parts,
    name_similarity,
    word_similarity,
)
from stancekit.extraction.speakers.names import fold, is_body, places, strip_article, words

__all__ = ["Proposal", "propose_aliases", "speakers_of"]

# How sure a proposal is that rests on accents or case, an acronym, or a surname alone.
_SPELT_ALIKE, _ACRONYM, _SURNAME = 0.98, 0.85, 0.7
# Of a block of like names, each is compared with so many that stand next to it in order.
_WINDOW = 16
_LONGEST_ACRONYM = 8
_NOT_IN_ACRONYM = frozenset("of the and for in on to de la del du des der und".split())


@dataclass(frozen=True, slots=True)
class Proposal:
    """Names that are probably one person's or body's.

    Parameters
    ----------
    name : str
        The fullest of them.
    aliases : tuple of str
        The others.
    score : float
        How likely they are one, 0..1: that of the least likely alias.
    documents : tuple of str
        Ids of the documents in which they speak.
    """

    name: str
    aliases: tuple[str, ...]
    score: float
    documents: tuple[str, ...]


@dataclass(slots=True)
class _Group:
    name: str
    aliases: frozenset[str]
    score: float
    documents: frozenset[str]
    # In how many documents each name occurs.
    uses: Counter[str]

    def joined(self, other: _Group, score: float) -> _Group:
        """Return the group of the names of both."""
        uses = self.uses + other.uses
        names = {self.name, other.name, *self.aliases, *other.aliases}
        first = min((self.name, other.name), key=lambda name: _fullness(name, uses))
        return _Group(
            first,
            frozenset(names - {first}),
            min(self.score, other.score, score),
            self.documents | other.documents,
            uses,
        )


def _fullness(name: str, uses: Mapping[str, int]) -> tuple[int, int, int, str]:
    parts = name_parts(name)
    spelt_out = sum(len(part.strip(".")) > 1 for part in parts)
    return (-spelt_out, -uses[name], -len(name), name)


def speakers_of(analysis: Analysis | Mapping[str, Any]) -> tuple[str, frozenset[str]]:
    """Return a document's id and the names of those who speak in it.

    Parameters
    ----------
    analysis : Analysis or mapping
        Or its record, as ``stancekit analyze`` writes it.

    Raises
    ------
    RecordError
        If it is no analysis.
    """
    record = analysis.to_record() if isinstance(analysis, Analysis) else analysis
    where = record.get("id") if isinstance(record, Mapping) else None
    if not isinstance(where, str):
        raise RecordError("an analysis has an 'id', which is a string")
    statements = record.get("statements", () if "error" in record else None)
    if not isinstance(statements, Sequence) or isinstance(statements, str):
        raise RecordError(
            "has no list of 'statements'; give what 'stancekit analyze -o FILE.jsonl' wrote",
            where=where,
        )
    names = set()
    for statement in statements:
        name = statement.get("speaker") if isinstance(statement, Mapping) else 0
        if not isinstance(name, str | None):
            raise RecordError("a statement's 'speaker' is a string or null", where=where)
        if name:
            names.add(name)
    return where, frozenset(names)


def propose_aliases(
    analyses: Iterable[Analysis | Mapping[str, Any]], *, least: float = SAME_WORD
) -> list[Proposal]:
    """Propose which names of many documents are one person's or body's.

    Spellings of one name, initials, other orders of its words, acronyms, and surnames alone where
    a single full name fits. Two names that both speak in one document are never proposed to be
    one: there the text itself keeps them apart. The order of the documents doesn't matter, and
    documents renamed by the proposals give no new ones.

    Parameters
    ----------
    analyses : iterable of Analysis or mapping
        Gone through once; records are as ``stancekit analyze`` writes them.
    least : float
        Leave out what is less likely.

    Returns
    -------
    list of Proposal
        The most likely first. Nothing is merged: see `AliasTable`.

    Examples
    --------
    >>> said = [{"id": "a", "statements": [{"speaker": "Mohammad Galibov"}]},
    ...         {"id": "b", "statements": [{"speaker": "Muhammad Qalibov"}]}]
    >>> [(found.name, found.aliases) for found in propose_aliases(said)]
    [('Mohammad Galibov', ('Muhammad Qalibov',))]
    """
    groups = _by_spelling(analyses)
    # A round joins each name with one other at most, so that whatever is joined is alike by the
    # names that stand for it; the last round finds nothing to join.
    while merged := _round(groups, least):
        groups = merged
    return sorted(
        (
            Proposal(
                group.name,
                tuple(sorted(group.aliases)),
                round(group.score, 3),
                tuple(sorted(group.documents)),
            )
            for group in groups.values()
            if group.aliases
        ),
        key=lambda found: (-found.score, found.name),
    )


def _by_spelling(analyses: Iterable[Analysis | Mapping[str, Any]]) -> dict[str, _Group]:
    """Return a group for each name; case, accents and hyphens make no other name."""
    uses: dict[str, Counter[str]] = defaultdict(Counter)
    documents: dict[str, set[str]] = defaultdict(set)
    apart: set[str] = set()
    spoken: dict[str, set[str]] = defaultdict(set)
    for analysis in analyses:
        where, speakers = speakers_of(analysis)
        spoken[where] |= speakers
    for where, here in spoken.items():
        keys = Counter(map(alias_key, here))
        # A table can't tell apart what differs in accents alone; where a text does, leave it so.
        apart |= {key for key, number in keys.items() if number > 1}
        for name in filter(_is_name, here):
            uses[alias_key(name)][name] += 1
            documents[alias_key(name)].add(where)
    groups = {}
    for key, names in uses.items():
        if key and key not in apart:
            first = min(names, key=lambda name: _fullness(name, names))
            others = frozenset(names) - {first}
            score = _SPELT_ALIKE if others else 1.0
            groups[first] = _Group(first, others, score, frozenset(documents[key]), names)
    return groups


def _round(groups: dict[str, _Group], least: float) -> dict[str, _Group] | None:
    found: dict[tuple[str, str], float] = {}
    for one, other, score in _pairs(sorted(groups)):
        if score >= least and groups[one].documents.isdisjoint(groups[other].documents):
            found[min(one, other), max(one, other)] = score
    taken: set[str] = set()
    merged = dict(groups)
    for (one, other), score in sorted(found.items(), key=lambda item: (-item[1], item[0])):
        if one in taken or other in taken:
            continue
        taken |= {one, other}
        group = merged.pop(one).joined(merged.pop(other), score)
        merged[group.name] = group
    return merged if taken else None


def _is_name(name: str) -> bool:
    """Tell whether a speaker is named, not described: "Ada Lorn", not "senior official"."""
    particles = words().particles
    tokens = name.split()
    return (
        bool(name_parts(name))
        and all(
            token[:1].isupper()
            or not token[:1].isalpha()
            or fold(token) in _SMALL | particles
            # "al-Rad"
            or any(part[:1].isupper() for part in token.split("-"))
            for token in tokens
        )
    )


_SMALL = _NOT_IN_ACRONYM | {"’s", "'s"}


def _pairs(names: Sequence[str]) -> Iterator[tuple[str, str, float]]:
    """Yield names that may be one, with how likely they are; in time linear in their number."""
    bodies = [name for name in names if _is_body(name)]
    others = [name for name in names if not _is_body(name)]
    yield from _acronyms(names, bodies)
    yield from _surnames(others)
    blocks: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for name in others:
        for key in block_keys(name):
            blocks[key].append(name)
    # dict.fromkeys: two names may meet in several blocks, always in this order.
    for one, other in dict.fromkeys(pair for block in blocks.values() for pair in _near(block)):
        score = name_similarity(one, other)
        if score:
            yield one, other, score


def _is_body(name: str) -> bool:
    return (
        is_body(strip_article(name).split())
        or places().any(name) is not None
        or (name.isupper() and len(name) <= _LONGEST_ACRONYM)
    )


def _acronyms(names: Sequence[str], bodies: Sequence[str]) -> Iterator[tuple[str, str, float]]:
    full: dict[str, list[str]] = defaultdict(list)
    for name in bodies:
        found = strip_article(name).replace("-", " ").split()
        letters = "".join(word[0].upper() for word in found if fold(word) not in _NOT_IN_ACRONYM)
        if len(found) > 1:
            full[letters].append(name)
    for name in names:
        letters = strip_article(name).replace(".", "")
        spelt = full.get(letters, ()) if letters.isupper() else ()
        if len(spelt) == 1 and spelt[0] != name:
            yield name, spelt[0], _ACRONYM


def _surnames(names: Sequence[str]) -> Iterator[tuple[str, str, float]]:
    """Yield a surname alone with the one full name that has it, if no other could."""
    full: dict[str, list[tuple[str, str]]] = defaultdict(list)
    alone = []
    for name in names:
        parts = name_parts(name)
        if len(parts) == 1:
            alone.append((parts[0], name))
        else:
            full[block_key(parts[-1])].append((parts[-1], name))
    for surname, name in alone:
        fitting = [
            (alike, other)
            for last, other in full.get(block_key(surname), ())[: 4 * _WINDOW]
            if (alike := word_similarity(surname, last)) >= SAME_WORD
        ]
        # More than the window holds can't be told apart either.
        if len(fitting) == 1 and len(full[block_key(surname)]) <= 4 * _WINDOW:
            yield name, fitting[0][1], _SURNAME * fitting[0][0]


def _near(block: Sequence[str]) -> Iterator[tuple[str, str]]:
    for at, one in enumerate(block):
        for other in block[at + 1 : at + 1 + _WINDOW]:
            yield one, other
