"""Sentences in somebody's own voice: courtesies, and reports of what another says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from stancekit.extraction.attribution.attributions import find_attributions
from stancekit.extraction.attribution.grammar.cues import cue_table, words
from stancekit.extraction.attribution.grammar.nouns import NounPhrase, is_party, is_person_noun
from stancekit.extraction.attribution.grammar.sentences import Tokens
from stancekit.extraction.attribution.scan import SPEAKING, Attribution
from stancekit.extraction.lexicon import load_lexicon

__all__ = ["is_courtesy", "reported_others"]

_SPOKEN = load_lexicon("forms")["spoken"]
_COURTESIES = frozenset(tuple(line.split()) for line in _SPOKEN["courtesies"].strip().splitlines())
_TAILS = frozenset(_SPOKEN["courtesy_tails"].split())
_PARTICLES = frozenset(_SPOKEN["particles"].split())
_LONGEST_COURTESY = 9
_LONGEST_OPENING = 5

_NOBODY_ELSE = frozenset(
    """i we mine ours yours you us me nobody none everyone everybody anyone anybody one no this that
    there which who what""".split()
)
_CONTRACTED = ("i'", "i’", "we'", "we’", "you'", "you’")
_FIRST = frozenset({"i", "we"})
_WHEN = frozenset("before after when while because since until during".split())
_AHEAD = frozenset("will shall may might could should must ’ll 'll won’t won't".split())
# Deeds and attitudes of others: the voice tells of them.
_TOLD = frozenset(
    """act act-state nominal-act relative-clause participle wh-clause headline-mood
    headline-colon headline-quote colon quotation-continued""".split()
)
_TEXTS = words().texts
_OFFICES = frozenset(load_lexicon("titles")["roles"]["office"])
# "Keld, I hear, wants a truce"
_HEARERS = frozenset(_SPOKEN["hearers"].split())
_HEARS = frozenset(_SPOKEN["hears"].split())
_TOLD_OF = frozenset(_SPOKEN["told"].split())
_LONGEST_HEARSAY = 8
_OF_ATTITUDE = frozenset({"object", "infinitive"})
_PRETEND = frozenset("pretend pretends pretended pretending".split())
_OWN = frozenset({"our", "my"})
# Rules whose source is named by what belongs to it: "our view".
_POSSESSED = frozenset({"nominal", "possessed-view", "standpoint"})


def reported_others(tokens: Tokens) -> tuple[list[Attribution], bool]:
    """Return what a sentence in somebody's own voice reports of third parties.

    With it comes whether that is the point of the sentence, which then is no statement of the
    voice itself.

    Parameters
    ----------
    tokens : Tokens
        The sentence.
    """
    if tokens.low[-1] == "?":
        return [], False
    found = find_attributions(tokens)[0]
    others: list[Attribution] = []
    kept: dict[int, int] = {}
    for index, attribution in enumerate(found):
        nested = attribution.parent is not None
        if nested and attribution.parent not in kept:
            continue
        if not nested and not _is_of_another(tokens, attribution):
            continue
        kept[index] = len(others)
        parent = kept[attribution.parent] if attribution.parent is not None else None
        others.append(replace(attribution, parent=parent))
    covered = {at for a in others if a.parent is None for at in range(a.start, a.end)}
    others += [a for a in _by_hearsay(tokens) if a.start not in covered]
    covered = {at for a in others if a.parent is None for at in range(a.start, a.end)}
    return others, len(covered) * 2 >= len(tokens)


def _by_hearsay(tokens: Tokens) -> list[Attribution]:
    # "Keld, I'm given to understand, would come": the position is Keld's.
    low = tokens.low
    found: list[Attribution] = []
    for comma in (at for at, word in enumerate(low) if word == "," and at):
        if not _is_hearsay(low, comma + 1):
            continue
        end = comma + 2
        closing = next(
            (at for at in range(end, min(end + _LONGEST_HEARSAY, len(low))) if low[at] == ","), 0
        )
        start = comma
        while start and low[start - 1] not in (",", ";", "and", "but", "that", ":"):
            start -= 1
        subject = NounPhrase(start, comma, comma)
        if not closing or start == comma or not is_party(tokens, subject):
            continue
        if low[start] in _NOBODY_ELSE | _OWN:
            continue
        stop = next((at for at in range(closing, len(low)) if low[at] in (";", ".")), len(low))
        if stop <= closing + 1:
            continue
        found.append(
            Attribution(
                start,
                stop,
                [(closing + 1, stop)],
                None,
                (start, comma),
                "parenthetical",
            )
        )
    return found


def _is_hearsay(low: Sequence[str], at: int) -> bool:
    # "I hear", "so one reads", "we have been told"
    at += low[at : at + 1] == ["so"]
    if at + 1 >= len(low):
        return False
    who = low[at].replace("’", "'").partition("'")[0]
    if who not in _HEARERS:
        return False
    return low[at + 1] in _HEARS or not _TOLD_OF.isdisjoint(low[at + 1 : at + 4])


def _is_of_another(tokens: Tokens, attribution: Attribution) -> bool:
    if attribution.mention is None:
        return False
    head = tokens.low[attribution.mention[0]]
    if head in _NOBODY_ELSE or head.startswith(_CONTRACTED):
        return False
    if attribution.cue is not None and tokens.low[attribution.cue[0]] in _PRETEND:
        # "Our leaders pretend that it helps": the voice says that it doesn't.
        return False
    if attribution.rule in _TOLD or (attribution.rule in _POSSESSED and head in _OWN):
        return False
    if attribution.rule not in _OF_ATTITUDE:
        # "He said that before the war."
        said = tokens.low[attribution.content[0][0]] if attribution.content else ""
        return attribution.rule != "that-clause" or said not in _WHEN
    if attribution.rule == "infinitive" and tokens.low[attribution.mention[1] - 1] in _TEXTS:
        # "The union's letter vows to go on."
        return head not in _OWN
    if attribution.cue is None:
        return False
    if not _AHEAD.isdisjoint(tokens.low[attribution.mention[1] : attribution.cue[0]]):
        # "The guarantors will write to you": nothing is said yet.
        return False
    if attribution.rule == "object" and _is_person(tokens, attribution.mention):
        # "The minister promises it by autumn", "He called them frank."
        return True
    # Who "rejects the charge" may well be whom the voice speaks for; who "reports forty cases", or
    # is quoted, is not.
    cue = cue_table().get(tokens.low[attribution.cue[0]])
    if _goes_on_itself(tokens, attribution.cue[1]):
        return False
    # "Keld accuses us of delay"
    if attribution.cue[1] < len(tokens) and tokens.low[attribution.cue[1]] in ("us", "me", "our"):
        return True
    quoted = any(at in tokens.quotes for c in attribution.content for at in range(*c))
    return quoted or (cue is not None and bool(cue.groups & SPEAKING))


def _is_person(tokens: Tokens, mention: tuple[int, int]) -> bool:
    # One person of another side, by a pronoun or an office: no state, and none of ours.
    low = tokens.low
    if low[mention[0]] in ("he", "she"):
        return True
    return low[mention[0]] not in _OWN and any(
        low[at] in _OFFICES or is_person_noun(low[at]) for at in range(*mention)
    )


def _goes_on_itself(tokens: Tokens, after: int) -> bool:
    # "She asked me for a paper, and I shall bring one."
    low = tokens.low
    return any(
        low[at] in _FIRST and low[at - 1] in ("and", "but", "so", ";")
        for at in range(after + 1, len(low))
    )


def is_courtesy(tokens: Tokens) -> bool:
    """Tell whether a sentence is a greeting, a thanks or a word to the chair, and no more.

    Parameters
    ----------
    tokens : Tokens
        The sentence.
    """
    said = [at for at in range(len(tokens)) if tokens.low[at][0].isalnum()]
    if len(said) > _LONGEST_COURTESY:
        return False
    while len(said) > 1 and tokens.low[said[0]] in _PARTICLES:
        del said[0]
    opening = [tokens.low[at] for at in said[:_LONGEST_OPENING]]
    for size in range(len(opening), 0, -1):
        if tuple(opening[:size]) in _COURTESIES:
            return all(
                tokens.low[at] in _TAILS or (tokens.is_capital(at) and at > said[0])
                for at in said[size:]
            )
    return False
