"""The words that attribute, with every inflected form, read from the lexicons."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from stancekit.extraction.attribution.grammar.verbs import inflect
from stancekit.extraction.lexicon import load_lexicon

__all__ = [
    "COPULAS",
    "Cue",
    "Words",
    "act_table",
    "cue_table",
    "noun_table",
    "predicate_table",
    "support_table",
    "words",
]

_CONTRACTED = {
    f"{word}n{mark}t": word for word in ("is", "are", "was", "were") for mark in ("'", "’")
} | {f"{mark}re": "are" for mark in ("'", "’")}
_SEPARABLE = frozenset({"aside", "away", "off", "down", "out", "as", "open", "alive"})
# What joins a reason to the object of the verbs under [reasoned].
_REASONS = frozenset({"for", "to"})
COPULAS = frozenset({"be", "remain", "stand", "feel", "seem", "sound", "appear", "grow", "become"})


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
    particles : mapping of str to tuple of tuple of str
        Particles that make it a phrase by the first of them, longest first.
    separable : frozenset of str
        Those of them that may also follow the object ("brushed the idea aside").
    """

    base: str
    form: str
    groups: frozenset[str]
    particles: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    separable: frozenset[str] = frozenset()

    def particles_at(self, low: Sequence[str], at: int) -> Iterator[tuple[str, ...]]:
        """Yield the particles that stand at a token, longest first."""
        if at < len(low):
            for particles in self.particles.get(low[at], ()):
                if tuple(low[at : at + len(particles)]) == particles:
                    yield particles


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
    channels: frozenset[str]
    parties: frozenset[str]
    talk: frozenset[str]
    sections: frozenset[str]
    messengers: frozenset[str]
    media: frozenset[str]
    nouns_in_ly: frozenset[str]
    nouns_in_ing: frozenset[str]
    utterances: frozenset[str]
    intents: frozenset[str]
    texts: frozenset[str]
    catenatives: frozenset[str]
    aspectuals: frozenset[str]
    causatives: frozenset[str]
    possessives: frozenset[str]
    object_pronouns: frozenset[str]
    particles: frozenset[str]
    no_persons: frozenset[str]
    own_side: frozenset[str]
    convened: frozenset[str]
    amounts: frozenset[str]
    units: frozenset[str]
    summaries: frozenset[str]


@functools.cache
def words() -> Words:
    """Return the closed classes of English."""
    lists = load_lexicon("words")
    sets = {name: frozenset(lists[name].split()) for name in Words.__dataclass_fields__}
    # "company" stands for "companies" too.
    plurals = (form for noun in sets["parties"] for form in inflect(noun)["s"])
    return Words(**sets | {"parties": sets["parties"].union(plurals)})


@functools.cache
def cue_table() -> Mapping[str, Cue]:
    """Return every form of every attributing verb."""
    lexicon = load_lexicon("cues")
    verbs: dict[str, list[str]] = {}
    for verb_class in lexicon["verbs"]:
        for frame in verb_class["frames"].split():
            verbs.setdefault(frame, []).append(verb_class["verbs"])
    phrases = dict(lexicon["phrases"])
    states = [
        f"{adjective} {joint}"
        for joint, adjectives in lexicon["adjectives"].items()
        for adjective in adjectives.split()
    ]
    # "is sure talks will go on"
    states += lexicon["adjectives"]["that"].split()
    for copula in COPULAS:
        phrases[copula] = [*phrases.get(copula, ()), *states]
    return _table({frame: " ".join(lists) for frame, lists in verbs.items()}, phrases)


@functools.cache
def act_table() -> Mapping[str, Cue]:
    """Return every form of every verb for an act that is a position on talking."""
    lexicon = load_lexicon("acts")
    return _table(lexicon["verbs"], lexicon["phrases"])


@functools.cache
def noun_table() -> Mapping[str, frozenset[str]]:
    """Return the words that complete each attributing noun, singular and plural."""
    return _completed("nouns")


@functools.cache
def predicate_table() -> Mapping[str, frozenset[str]]:
    """Return the words that complete each noun for who holds something: "a critic of"."""
    return _completed("predicates")


@functools.cache
def support_table() -> Mapping[str, frozenset[str]]:
    """Return the words that complete a noun for a stance, after "voiced", "threw" and the like."""
    return _completed("stances")


def _completed(section: str) -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for joint, listed in load_lexicon("cues")[section].items():
        for noun in listed.split():
            for form in (noun, *inflect(noun)["s"]):
                table.setdefault(form, set()).add(joint)
    return {noun: frozenset(joints) for noun, joints in table.items()}


def _table(verbs: Mapping[str, str], phrases: Mapping[str, list[str]]) -> dict[str, Cue]:
    groups: dict[str, set[str]] = {}
    for group, listed in verbs.items():
        for base in listed.split():
            groups.setdefault(base, set()).add(group)
    reasoned = load_lexicon("cues")["reasoned"]["verbs"].split()
    table: dict[str, Cue] = {}
    for base in [*groups, *(base for base in phrases if base not in groups)]:
        particles: dict[str, tuple[tuple[str, ...], ...]] = {}
        for phrase in sorted(map(str.split, phrases.get(base, ())), key=len, reverse=True):
            particles[phrase[0]] = (*particles.get(phrase[0], ()), tuple(phrase))
        apart = _SEPARABLE | _REASONS if base in reasoned else _SEPARABLE
        separable = frozenset(word for word in apart if (word,) in particles.get(word, ()))
        group_set = frozenset(groups.get(base, ()))
        # "past" comes before "participle": it stands for both where they look alike.
        for form, spellings in inflect(base).items():
            for word in spellings:
                table.setdefault(word, Cue(base, form, group_set, particles, separable))
        table.setdefault(base, Cue(base, "base", group_set, particles, separable))
    table.pop("be", None)
    for word, like in _CONTRACTED.items():
        if like in table:
            table[word] = table[like]
    return table
