"""Verbs with their particles: "called for", "made it clear", "brushed the idea aside"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from stancekit.extraction.attribution.grammar.adverbials import is_adverb
from stancekit.extraction.attribution.grammar.cues import (
    COPULAS,
    Cue,
    noun_table,
    predicate_table,
    support_table,
    words,
)
from stancekit.extraction.attribution.grammar.nouns import HARD, POSSESSIVE, TEMPORAL
from stancekit.extraction.attribution.grammar.sentences import QUOTE, Tokens
from stancekit.extraction.attribution.grammar.verbs import verb_forms
from stancekit.extraction.lexicon import load_lexicon

__all__ = ["COPULAS", "attributing_phrase", "has_particle", "is_hypothetical", "skip_adverbs"]

_W = words()
# "is sure talks will go on"
_FEELINGS = frozenset(load_lexicon("cues")["adjectives"]["that"].split())
_PREFERENCES = frozenset(
    "prefer welcome accept oppose support like reject refuse favor favour".split()
)
_WISHED = frozenset({"would", "should", "can"})
_HEDGED = frozenset("would could may might should must can if".split())
# "made no mention of it"
_UNMODIFYING = _W.prepositions | _W.determiners | HARD
_MOST_ADVERBS = 3
_MOST_BEFORE_NOUN = 5
_TIMES = TEMPORAL | {"on", "late", "early"}
_DEGREES = frozenset("very more most less so quite extremely rather all as".split())
# Last words of the phrases that a clause can follow ("make it clear that").
_PHRASES_WITH_CLAUSE = frozenset(
    """out clear plain known know case point view that position hope confidence it say slip
    argument notice""".split()
)
# Nouns that a clause completes ("expressed hope that"); without one they are an object.
_THAT_NOUNS = frozenset(
    "hope concern concerns regret doubt doubts confidence optimism fears".split()
)
_NO_CLAUSE = frozenset("rule call turn lay hold hit lash set".split())
_SETS = frozenset({"put", "place", "set"})
_LONGEST_AMOUNT = 20
# Verbs that make somebody learn of it.
_CAUSING = {"give": ("to", "understand"), "let": ("know",)}
_LONGEST_OBJECT_WITHIN = 7
# No particle is farther from its verb, behind an object or adverbs of degree and time.
_FARTHEST_PARTICLE = max(_LONGEST_OBJECT_WITHIN, 2 * _MOST_ADVERBS + 1)


def attributing_phrase(tokens: Tokens, verb: int, cue: Cue) -> tuple[int, frozenset[str]]:
    """Return the token after a verb and its particles, and what the phrase says of its content.

    No groups come back where the verb needs particles that aren't there.

    Parameters
    ----------
    tokens : Tokens
        The sentence.
    verb : int
        The verb.
    cue : Cue
        What the lexicon says of it.
    """
    low = tokens.low
    after = verb + 1
    if cue.base in _SETS and _figure_follows(low, after):
        return after, frozenset({"object"})
    if cue.base in _CAUSING and (understood := _to_understand(low, after, cue.base)):
        return understood, frozenset({"say"})
    if not cue.particles and "support" not in cue.groups:
        return after, cue.groups
    near = not cue.particles.keys().isdisjoint(low[after : after + _FARTHEST_PARTICLE])
    if near and cue.base in COPULAS:
        after = skip_adverbs(low, after, _DEGREES)
    for start in _particle_places(low, after) if near else ():
        for particles in cue.particles_at(low, start):
            modified = start == after + 1 and not (is_adverb(low[after]) or low[after] in _TIMES)
            if modified and not _may_be_modified(particles):
                continue
            end = start + len(particles)
            if particles[-1] in _THAT_NOUNS and low[end : end + 1] != ["that"]:
                continue
            if particles[-1] == "on" and low[end : end + 1] and low[end] in TEMPORAL:
                continue
            if cue.base == "go" and particles == ("on",):
                # "went on, “…”", ", she went on, "
                if low[end : end + 1] == [","] and verb > 0:
                    return end, frozenset({"say"})
                continue
            if cue.base == "see" and particles != ("as",):
                # "sees no point in it": the whole object is the view.
                return start, frozenset({"object"})
            if particles[-1] == "that":
                return end - 1, frozenset({"think"})
            if particles[-1] in _FEELINGS and cue.base in COPULAS:
                if low[end : end + 1] == [":"]:
                    continue
                return end, frozenset({"think"})
            if particles[-1] == "to" and cue.base in COPULAS:
                return end - 1, frozenset({"infinitive"})
            if particles[-1] not in _PHRASES_WITH_CLAUSE or cue.base in _NO_CLAUSE:
                return end, frozenset({"object"})
            return end, cue.groups | {"object", "say"}
    after = verb + 1
    if near and has_particle(tokens, after, cue):
        return after, frozenset({"object"})
    if "support" in cue.groups or cue.base in COPULAS:
        found = _supported(tokens, after, predicate_table()) if cue.base in COPULAS else None
        if found is None and "support" in cue.groups:
            found = _supported(tokens, after, noun_table()) or _supported(
                tokens, after, support_table()
            )
        return found or (after, cue.groups - {"support"})
    return after, cue.groups


def _may_be_modified(particles: tuple[str, ...]) -> bool:
    # The noun of a phrase: "[strong] exception to".
    return len(particles) > 1 and particles[-1] in _W.prepositions


def _figure_follows(low: list[str], after: int) -> bool:
    # "put the number of the displaced at 740,000"
    for at in range(after, min(after + _LONGEST_AMOUNT, len(low) - 1)):
        if low[at] in HARD:
            return False
        if low[at] == "at":
            near = low[at + 1 : at + 6]
            figure = any(word[0].isdigit() or word == QUOTE for word in near)
            # "puts support for it at 71%": the measure says that it is an amount.
            amount = not _W.amounts.isdisjoint(low[after:at]) or not _W.units.isdisjoint(near)
            return figure and amount
    return False


def _to_understand(low: list[str], after: int, base: str) -> int:
    # "gave the envoys to understand that", "let her know that": the token after it, or 0
    words_ = _CAUSING[base]
    # "was given to understand" has no hearer behind the verb.
    first = after + (base == "let")
    for at in range(first, min(after + _MOST_BEFORE_NOUN, len(low) - 1)):
        if low[at] in HARD or low[at] == words_[0]:
            end = at + len(words_)
            return end if tuple(low[at:end]) == words_ else 0
    return 0


def _supported(
    tokens: Tokens, after: int, nouns: Mapping[str, frozenset[str]]
) -> tuple[int, frozenset[str]] | None:
    # "made a strong case for", "is a harsh critic of": a noun says what the verb doesn't.
    low = tokens.low
    if nouns.keys().isdisjoint(low[after : after + _MOST_BEFORE_NOUN]):
        return None
    for at in range(after, min(after + _MOST_BEFORE_NOUN, len(low) - 1)):
        word, joint = low[at], low[at + 1]
        if word in nouns and joint in nouns[word]:
            if joint == "that":
                return at + 1, frozenset({"think"})
            if joint == "to":
                goal = at + 2 < len(low) and low[at + 2] in verb_forms().bases
                return (at + 1, frozenset({"infinitive"})) if goal else None
            return at + 2, frozenset({"object"})
        if word in HARD or word in POSSESSIVE or word in _W.prepositions or word in _W.pronouns:
            return None
    return None


def _particle_places(low: list[str], after: int) -> list[int]:
    # "called for", "called on Friday for", "spoke movingly of"
    places = [after] if after < len(low) else []
    at = after
    while (
        at < len(low) and at - after < _MOST_ADVERBS and (is_adverb(low[at]) or low[at] in _TIMES)
    ):
        at += 1
    if at > after and at < len(low) and low[at] in _W.prepositions:
        places.append(at)
    elif at == after and at + 1 < len(low) and low[at] not in _UNMODIFYING:
        # "took strong exception to"
        places.append(at + 1)
    return places


def skip_adverbs(low: list[str], index: int, more: frozenset[str] = frozenset()) -> int:
    """Return the token after "not", "still" and the like ("is not yet ready")."""
    end = index
    while (
        end < len(low) and end - index < _MOST_ADVERBS and (is_adverb(low[end]) or low[end] in more)
    ):
        end += 1
    return end


def has_particle(tokens: Tokens, after: int, cue: Cue) -> bool:
    """Tell whether a verb's particle follows its object ("brushed the idea aside").

    Parameters
    ----------
    tokens : Tokens
        The sentence.
    after : int
        The token after the verb.
    cue : Cue
        The verb, with the particles that make it a phrase.
    """
    particles = cue.separable
    if not particles:
        return False
    low = tokens.low
    for index in range(after, min(after + _LONGEST_OBJECT_WITHIN, len(low))):
        word = low[index]
        if word in particles and index > after:
            if word == "for" and not _is_reason(low[index + 1 : index + 2]):
                # "attacked the town for weeks"
                return False
            if word == "as" and "for" in particles:
                # "attacked her as a fraud", but "attacked the town as guards slept"
                return low[index + 1 : index + 2] in (["a"], ["an"])
            # "saw him as he left": a clause follows.
            return index + 1 == len(low) or low[index + 1] not in _W.pronouns
        if word in POSSESSIVE or (word == "that" and index == after):
            continue
        if word in HARD or word in _W.auxiliaries or (word in _W.pronouns and index > after):
            return False
    return False


def _is_reason(follows: list[str]) -> bool:
    return bool(follows) and (follows[0].endswith("ing") or follows[0] in _W.possessives)


def is_hypothetical(
    group: Sequence[str], auxiliaries: Sequence[str], cue: Cue, frames: frozenset[str]
) -> bool:
    """Tell whether a verb group says what a source may do, rather than what it does.

    Parameters
    ----------
    group : sequence of str
        The words before the verb that belong to it.
    auxiliaries : sequence of str
        The auxiliaries among them.
    cue : Cue
        The verb.
    frames : frozenset of str
        What may follow it here.
    """
    if _HEDGED.isdisjoint(auxiliaries) or "not" in group:
        return False
    # "would prefer", "I would say"
    stated = cue.base in _PREFERENCES or not frames.isdisjoint(("say", "tell", "manner"))
    return not stated or _WISHED.isdisjoint(auxiliaries)
