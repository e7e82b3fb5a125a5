"""Attributions without a verb: "according to", "in X's view", "on X's showing"."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from stancekit.extraction.attribution.constructions.nesting import nest_running
from stancekit.extraction.attribution.constructions.nominals import take_intent
from stancekit.extraction.attribution.grammar.clauses import (
    clause_end,
    has_clause,
    is_adjunct,
    is_position,
)
from stancekit.extraction.attribution.grammar.cues import cue_table, words
from stancekit.extraction.attribution.grammar.finite import is_finite
from stancekit.extraction.attribution.grammar.nouns import (
    HARD,
    POSSESSIVE,
    NounPhrase,
    is_messenger,
    is_party,
)
from stancekit.extraction.attribution.grammar.phrases import noun_phrase_after
from stancekit.extraction.attribution.grammar.sentences import QUOTE
from stancekit.extraction.attribution.grammar.verbs import verb_forms
from stancekit.extraction.attribution.scan import CLAUSE_START, Attribution, Scan
from stancekit.extraction.lexicon import load_lexicon

__all__ = ["add_frame", "frame_openers", "take_frame"]

_W = words()
_FORMS = verb_forms()
_OPENERS = frozenset({"according", "in", "as", "by", "if", "per", "going", "judging"})
_BELIEVED = ["to", "be", "believed"]
_FARTHEST_OWNER = 4
_FARTHEST_PREPOSITION = 9
_LATE = ("to", "on", "from")
_JOINTS = frozenset({"and", "but"})
_OWN = frozenset("he she it they his her its their".split())
_LONGEST_POLL = 9


@functools.cache
def _phrases() -> dict[str, list[tuple[str, ...]]]:
    """Return the phrases by their first word, longest first."""
    table: dict[str, list[tuple[str, ...]]] = {}
    for phrase in load_lexicon("cues")["according"]["phrases"]:
        parts = tuple(phrase.split())
        table.setdefault(parts[0], []).append(parts)
    return {first: sorted(found, key=len, reverse=True) for first, found in table.items()}


@functools.cache
def _possessed_nouns(preposition: str) -> frozenset[str]:
    nouns = load_lexicon("cues")["according"]["nouns"]
    return frozenset(nouns.get(preposition, nouns["in"]).split())


@functools.cache
def _late() -> Mapping[str, str]:
    """Return the nouns that are met before their preposition is, with the preposition."""
    return {noun: preposition for preposition in _LATE for noun in _possessed_nouns(preposition)}


@functools.cache
def frame_openers() -> frozenset[str]:
    """Return the words at which an attribution without a verb may begin."""
    return _OPENERS.union(_late(), POSSESSIVE & {"'s", "’s"})


@functools.cache
def _anyone() -> frozenset[str]:
    return frozenset(load_lexicon("cues")["according"]["anyone"])


@functools.cache
def _polls() -> frozenset[str]:
    return frozenset(load_lexicon("cues")["according"]["polls"])


def take_frame(scan: Scan, index: int) -> int:
    """Take an attribution without a verb; return the token to go on from."""
    if scan.low[index] in _OPENERS:
        after = _take_according(scan, index)
        if after > index + 1 or scan.low[index] not in ("in", "by"):
            return after
    return _take_possessed(scan, index)


def _take_according(scan: Scan, index: int) -> int:
    """Take "according to X" and its like; return the token to go on from."""
    low = scan.low
    second = low[index + 1] if index + 1 < scan.size else ""
    for phrase_words in _phrases().get(low[index], ()):
        size = len(phrase_words)
        if size == 1 or (
            phrase_words[1] == second and tuple(low[index : index + size]) == phrase_words
        ):
            break
    else:
        return _take_believed(scan, index) if low[index] == "if" else index + 1
    phrase = noun_phrase_after(scan.tokens, index + size)
    if phrase is None:
        return index + size
    if size == 1 and not (index == scan.left and is_party(scan.tokens, phrase)):
        # "per head"
        return index + 1
    appositive = phrase.end > phrase.head_end and index == scan.left
    if appositive and (
        phrase.end >= scan.last or has_clause(scan, phrase.head_end + 1, phrase.end)
    ):
        # What looks like an appositive is the clause itself, where it comes after the source.
        phrase = NounPhrase(phrase.start, phrase.head_end, phrase.head_end)
    add_frame(scan, index, index + size, phrase, "according-to")
    return phrase.head_end


def _take_possessed(scan: Scan, index: int) -> int:
    """Take "by X's account", "in X's view" and "X's claim that"; return the token to go on from."""
    low = scan.low
    if low[index] == "in" and (poll := _poll_end(scan, index + 1)):
        phrase = NounPhrase(index + 1, poll, poll)
        add_frame(scan, index, index + 1, phrase, "according-to")
        return poll
    if low[index] == "by" and low[index + 1 : index + 2] and low[index + 1] in _anyone():
        reckoning = noun_phrase_after(scan.tokens, index + 1, appositive=False)
        if reckoning is not None and low[reckoning.end - 1] in _possessed_nouns("by"):
            # "by one estimate"
            add_frame(scan, index, index + 1, reckoning, "possessed-view")
            return reckoning.end
    noun = index + 1
    if low[index] in _late():
        # "to her mind", "on Keld's showing"
        preposition = _late()[low[index]]
        back = range(index - 2, max(-1, index - _FARTHEST_PREPOSITION), -1)
        opener = next((at for at in back if low[at] == preposition), -1)
        if opener >= scan.left:
            _take_owned(scan, opener)
        return noun
    if low[index] in ("by", "in"):
        return _take_owned(scan, index) or noun
    if low[index + 1 : index + 2] and low[index + 1] in _W.intents:
        return take_intent(scan, index)
    return index + 1


def _take_owned(scan: Scan, index: int) -> int:
    # "by Keld's own account", "in her oft-repeated phrase", "to the envoy's way of thinking":
    # the token after the noun; 0 where it is none.
    low = scan.low
    nouns = _possessed_nouns(low[index])
    if nouns.isdisjoint(low[index + 1 : index + _FARTHEST_PREPOSITION]):
        return 0
    if not _W.prepositions.isdisjoint(low[index + 1 : index + 2]):
        # "went in with her eyes open"
        return 0
    for at in range(index + 1, min(index + _FARTHEST_PREPOSITION, scan.size)):
        if low[at] in (",", ".", QUOTE, ";"):
            return 0
        if low[at] not in nouns:
            continue
        for mark in range(at - 1, max(index, at - _FARTHEST_OWNER), -1):
            owner = mark + 1 if low[mark] in _W.possessives else mark
            if owner > mark or low[mark] in POSSESSIVE:
                end = max(owner, index + 2)
                phrase = NounPhrase(index + 1, end, end)
                add_frame(scan, index, at + 1, phrase, "possessed-view")
                return at + 1
            if low[mark] in _W.determiners:
                break
    return 0


def _take_believed(scan: Scan, index: int) -> int:
    # "If the envoys are to be believed, …"
    low = scan.low
    for be in range(index + 2, min(index + _FARTHEST_PREPOSITION, scan.last)):
        if low[be] in HARD:
            break
        if low[be] in _W.auxiliaries:
            phrase = NounPhrase(index + 1, be, be)
            if low[be + 1 : be + 4] == _BELIEVED and is_party(scan.tokens, phrase):
                add_frame(scan, index, be + 4, phrase, "according-to")
                return be + 4
            break
    return index + 1


def _poll_end(scan: Scan, start: int) -> int:
    # "in a new poll of voters": up to what comes after the poll; 0 where it is none.
    low = scan.low
    if start >= scan.last or low[start] not in _W.determiners:
        return 0
    if _polls().isdisjoint(low[start + 1 : start + _LONGEST_POLL]):
        return 0
    if any("say" in cue_table()[word].groups for word in low[start:] if word in cue_table()):
        # "in a survey, most said": they are the source.
        return 0
    if start - 1 > scan.left and (low[start] == "the" or low[start - 2] in cue_table()):
        # "no faith in the polls", "said in a poll"
        return 0
    for at in range(start + 1, min(start + _LONGEST_POLL, scan.last)):
        if low[at] in _polls():
            phrase = noun_phrase_after(scan.tokens, at, appositive=False)
            return at + 1 if phrase is None else phrase.end
        if low[at] in HARD or low[at] in _W.prepositions or low[at] in _W.auxiliaries:
            return 0
    return 0


def _begins_predicate(scan: Scan, at: int) -> bool:
    word = scan.low[at]
    return (word in _W.auxiliaries and word not in POSSESSIVE) or (
        (word in _FORMS.pasts or word in _FORMS.thirds) and word not in _FORMS.nouns
    )


def add_frame(scan: Scan, start: int, end: int, phrase: NounPhrase, rule: str) -> None:
    """Add an attribution without a verb, with the content before or after it.

    Parameters
    ----------
    scan : Scan
    start, end : int
        The tokens of the phrase that attributes.
    phrase : NounPhrase
        The source.
    rule : str
        Name of the construction.
    """
    low = scan.low
    cue = (start, end)
    mention = (phrase.start, phrase.end)
    after = max(phrase.end, end)
    if after + 1 < scan.size and (low[after] == "," or low[after] == "who"):
        after += low[after] == ","
        if after < scan.size and (
            low[after] in ("who", "which", "whose")
            or (start == scan.left and low[after] in _FORMS.participles)
        ):
            # "According to X, who led the talks, …", "In a poll, taken in May, …"
            after = clause_end(scan, after) + 1
    current = scan.current()
    # "The army, according to a clerk, had no choice": the subject is cut off from its verb.
    parted = (
        start > scan.left + 1
        and low[start - 1] == ","
        and after < scan.last
        and low[after - 1] == ","
        and low[scan.left] not in _W.prepositions
        and _begins_predicate(scan, after)
    )
    fronted = not parted and (
        start == scan.left
        or (low[start - 1] in (",", ";") and is_adjunct(scan, scan.left, start))
        or low[start - 1] in CLAUSE_START
    )
    if fronted and after < scan.last:
        scan.finish_before(start)
        scan.found.append(
            Attribution(
                start if low[start - 1] in CLAUSE_START else scan.left,
                scan.size,
                [],
                cue,
                mention,
                rule,
                open_from=after,
            )
        )
        return
    if parted and (current is None or current.end <= scan.left):
        content = [(scan.left, start - 1)]
        found = Attribution(scan.left, scan.size, content, cue, mention, rule, open_from=after)
        scan.found.append(found)
        return
    if current is not None and current.end >= start:
        if current.open_from is None or low[start - 1] != ",":
            return
        if not is_position(scan, current):
            if _passes_on(scan, current, phrase):
                content = [(scan.left, start - 1)]
                outer = Attribution(scan.left, scan.size, content, cue, mention, rule)
                nest_running(scan, outer, start - 1)
            else:
                scan.finish_before(start)
            return
        named = phrase.end > phrase.start + 1
        if named and current.mention is not None and is_messenger(scan.tokens, *mention):
            content = [(scan.left, start - 1)]
            outer = Attribution(scan.left, scan.size, content, cue, mention, rule)
            nest_running(scan, outer, start - 1)
            return
        # "Valdor wants talks, according to its envoy": the position is the envoy's to state.
        scan.keep([a for a in scan.found if a.open_from is None])
    if start - scan.left < 2 and low[scan.left] != QUOTE:
        return
    if low[start - 1] == QUOTE:
        # "“We are ready,” according to the palace."
        scan.claimed.add(start - 1)
    content_end = start - 1 if low[start - 1] == "," else start
    if content_end == start:
        # "It began in May, and has killed 20,000 by their estimate": of the last clause alone.
        joint = next((at for at in range(start - 1, scan.left, -1) if low[at] in _JOINTS), 0)
        if joint and low[joint - 1] == "," and is_finite(scan.tokens, joint + 1):
            scan.left = joint + 1
    content = [(scan.left, content_end)]
    attribution = Attribution(scan.left, scan.size, content, cue, mention, rule)
    comma = low[max(phrase.end, end) : max(phrase.end, end) + 1] == [","]
    goes_on = comma and scan.last - after >= 3 and low[after] not in cue_table()
    if goes_on and low[after] not in ("who", "which", "and", "but"):
        attribution.open_from = after
    scan.found.append(attribution)


def _passes_on(scan: Scan, current: Attribution, phrase: NounPhrase) -> bool:
    # "Keld has told Velm that it is ready, according to two officials": persons, who report
    # what another said; a text or a medium is only where it was said.
    low = scan.low[phrase.start : phrase.head_end]
    return (
        current.parent is None
        and low[0] not in _OWN
        and is_party(scan.tokens, phrase)
        and _W.media.isdisjoint(low)
        and _W.texts.isdisjoint(low)
    )
