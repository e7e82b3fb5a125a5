"""The words that attribute, with every inflected form, read from the lexicons."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from stancekit.extraction.lexicon import load_lexicon

__all__ = ["Cue", "Words", "act_table", "cue_table", "inflect", "words"]


@dataclass(frozen=True, slots=True)
class Cue:
    """One inflected form of a verb that attributes or acts.

    Parameters
    ----------
    base : str
        Its dictionary form.
    form : {"base", "s", "past", "participle", "ing"}
        Which form this is; "past" where past and participle look alike.
    groups : frozenset of str
        What the lexicon says about the verb alone; empty where it needs a particle.
    particles : tuple of tuple of str
        Particles that make it a phrase, longest first.
    """

    base: str
    form: str
    groups: frozenset[str]
    particles: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """Closed classes and noun lists."""

    determiners: frozenset[str]
    pronouns: frozenset[str]
    other_pronouns: frozenset[str]
    prepositions: frozenset[str]
    conjunctions: frozenset[str]
    auxiliaries: frozenset[str]
    adverbs: frozenset[str]
    days: frozenset[str]
    months: frozenset[str]
    occasions: frozenset[str]
    parties: frozenset[str]
    talk: frozenset[str]
    sections: frozenset[str]
    irregular_pasts: frozenset[str]
    messengers: frozenset[str]
    nouns_in_ly: frozenset[str]
    utterances: frozenset[str]
    intents: frozenset[str]


@functools.cache
def words() -> Words:
    """Return the closed classes of English."""
    lists = load_lexicon("words")
    return Words(**{name: frozenset(lists[name].split()) for name in Words.__dataclass_fields__})


@functools.cache
def cue_table() -> Mapping[str, Cue]:
    """Return every form of every attributing verb."""
    lexicon = load_lexicon("cues")
    return _table(lexicon["verbs"], lexicon["phrases"], lexicon["irregular"])


@functools.cache
def act_table() -> Mapping[str, Cue]:
    """Return every form of every verb for an act that is a position on talking."""
    lexicon = load_lexicon("acts")
    return _table(lexicon["verbs"], lexicon["phrases"], lexicon["irregular"])


def inflect(base: str, irregular: Mapping[str, Iterable[str]] | None = None) -> dict[str, str]:
    """Return the forms of a verb: third person, past, participle and -ing.

    Parameters
    ----------
    base : str
        The dictionary form.
    irregular : mapping, optional
        Four forms for each verb that the rules get wrong.

    Examples
    --------
    >>> inflect("deny")
    {'s': 'denies', 'past': 'denied', 'participle': 'denied', 'ing': 'denying'}
    """
    names = ("s", "past", "participle", "ing")
    if irregular and base in irregular:
        return dict(zip(names, irregular[base], strict=True))
    vowel_before_last = len(base) > 1 and base[-2] in "aeiou"
    if base.endswith("y") and not vowel_before_last:
        return dict(
            zip(names, (base[:-1] + "ies", *[base[:-1] + "ied"] * 2, base + "ing"), strict=True)
        )
    third = base + ("es" if base.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")
    if base.endswith("e"):
        stem = base if base.endswith("ee") else base[:-1]
        return dict(zip(names, (third, *[base + "d"] * 2, stem + "ing"), strict=True))
    return dict(zip(names, (third, *[base + "ed"] * 2, base + "ing"), strict=True))


def _table(
    verbs: Mapping[str, str], phrases: Mapping[str, list[str]], irregular: Mapping[str, Any]
) -> dict[str, Cue]:
    groups: dict[str, set[str]] = {}
    for group, listed in verbs.items():
        for base in listed.split():
            groups.setdefault(base, set()).add(group)
    table: dict[str, Cue] = {}
    for base in [*groups, *(base for base in phrases if base not in groups)]:
        particles = tuple(
            sorted(
                (tuple(phrase.split()) for phrase in phrases.get(base, ())), key=lambda p: -len(p)
            )
        )
        group_set = frozenset(groups.get(base, ()))
        forms = inflect(base, irregular)
        if forms["past"] == forms["participle"]:
            del forms["participle"]
        elif base in irregular and forms["participle"].endswith("ed"):
            # Two spellings of one form ("signalled", "signaled").
            table.setdefault(forms.pop("participle"), Cue(base, "past", group_set, particles))
        for form, word in forms.items():
            table.setdefault(word, Cue(base, form, group_set, particles))
        table.setdefault(base, Cue(base, "base", group_set, particles))
    table.pop("be", None)
    for word, like in (("are", "is"), ("am", "is"), ("were", "was")):
        if like in table:
            table[word] = table[like]
    return table
