"""Attributions by a noun: "X's claim that", "her refusal to", "warnings from X that"."""

from __future__ import annotations

from stancekit.extraction.attribution.constructions.nesting import enclosing
from stancekit.extraction.attribution.grammar.adverbials import is_adverb
from stancekit.extraction.attribution.grammar.cues import cue_table, noun_table, words
from stancekit.extraction.attribution.grammar.finite import is_finite
from stancekit.extraction.attribution.grammar.nouns import (
    DASHES,
    HARD,
    NO_HEAD,
    POSSESSIVE,
    NounPhrase,
    is_party,
)
from stancekit.extraction.attribution.grammar.phrases import noun_phrase_after
from stancekit.extraction.attribution.grammar.sentences import QUOTE
from stancekit.extraction.attribution.grammar.subject_phrases import subject_before
from stancekit.extraction.attribution.grammar.verbs import verb_forms
from stancekit.extraction.attribution.scan import Attribution, Scan
from stancekit.extraction.lexicon import load_lexicon

__all__ = ["owner_of", "take_intent", "take_nominal"]

_W = words()
_BEFORE_PHRASE = HARD | _W.prepositions | _W.conjunctions
_OWNERS = frozenset("his her their its my our".split())
_BASES, _PASTS = verb_forms().bases, verb_forms().pasts
_LONGEST_INTENT = 14
_IS = frozenset({"is", "was", "are", "were", "remains", "remained", "been"})
_MOST_ADJECTIVES = 3
_COMES = frozenset("came comes arrived emerged".split())
_HAS = frozenset({"has", "have", "had"})
_AUTHORS = frozenset({"by", "from", "among", "of", "in", "within"})
_LONGEST_INTERRUPTION = 20
# Who conveys another's view speaks for the other: one statement.
_CONVEYING = frozenset(load_lexicon("cues")["conveying"]["verbs"].split())
# After these, the clause has a verb without an ending: "the demand that Keld withdraw".
_DIRECTIVES = frozenset("demand insistence proposal recommendation request suggestion".split())
_ENDS = frozenset({",", ";", ":", "—", "–", "--", "("})


def take_nominal(scan: Scan, noun: int) -> int:
    """Take what a noun attributes to its owner or author; return the token to go on from."""
    low = scan.low
    current = scan.current()
    running = current is not None and (current.open_from is not None or current.end > noun)
    source = owner_of(scan, noun)
    at = noun + 1
    if source is None and low[at + 1 : at + 2] == ["from"] and low[at] in _COMES:
        # "Word came from the palace that talks had begun"
        at += 1
    if source is None and low[at : at + 1] and low[at] in _AUTHORS:
        source = noun_phrase_after(scan.tokens, at + 1, appositive=False)
        if source is None or not is_party(scan.tokens, source):
            return noun + 1
        source = _before_infinitive(scan, source)
        at = source.end
    joints = noun_table()[low[noun]]
    if source is None and "that" in joints and _copula(scan, at):
        # "The view, put to us by an envoy, is that"
        source = _put_by(scan, at)
    if source is None or at + 1 >= scan.last:
        return noun + 1
    copula = _copula(scan, at) if "that" in joints else 0
    if copula:
        # "Her view is that talks failed"
        source = _put_by(scan, at) or source
        at = copula
    elif low[at] not in joints and low[noun + 1] in _AUTHORS:
        at = _over_interruption(scan, at)
    if at + 1 >= scan.last or low[at] not in joints:
        return noun + 1
    joint = low[at]
    if joint == "to" and low[at + 1] not in _BASES:
        # "the threat to the town"
        return noun + 1
    start = at if joint == "to" else at + 1
    if joint == "that" and is_finite(scan.tokens, start) and low[start] in _W.auxiliaries:
        # "his statement that was read out"
        return noun + 1
    parent = None
    if running:
        if not _nests(scan, source, noun, joint):
            return noun + 1
        parent = enclosing(scan, noun)
    end = _end(scan, noun, start, clause=joint == "that", copular=bool(copula))
    if end - start < 1:
        return noun + 1
    begin = min(source.start, noun)
    if copula and parent is None:
        begin = _phrase_start(scan, begin)
    scan.found.append(
        Attribution(
            begin,
            end,
            [(start, end)],
            (noun, noun + 1),
            (source.start, source.head_end),
            "nominal",
            parent,
        )
    )
    return end


def _phrase_start(scan: Scan, at: int) -> int:
    # With the determiner and adjectives of its noun: "the growing fear among envoys is that"
    while at > scan.left and scan.low[at - 1] not in _BEFORE_PHRASE:
        at -= 1
    return at


def _before_infinitive(scan: Scan, source: NounPhrase) -> NounPhrase:
    # "the call by Keld to meet": the phrase ends where what the noun says begins.
    for at in range(source.start + 1, source.head_end):
        if scan.low[at] in ("to", "for") or (
            is_finite(scan.tokens, at) and scan.low[at] in cue_table()
        ):
            return NounPhrase(source.start, at, at)
    return source


def _copula(scan: Scan, at: int) -> int:
    # "Keld's position, restated by its envoy, is still that": the token of "that", or 0.
    low = scan.low
    at = _over_interruption(scan, at)
    if low[at : at + 1] and low[at] in _HAS:
        # "has always been that"
        at += 1
        while at < scan.last and is_adverb(low[at]):
            at += 1
    if at >= scan.last or low[at] not in _IS:
        return 0
    at += 1
    while at < scan.last and is_adverb(low[at]):
        at += 1
    return at if low[at : at + 1] == ["that"] else 0


def _put_by(scan: Scan, at: int) -> NounPhrase | None:
    # "Keld's position, restated by its envoy, is that", "the fear, as one envoy put it, is that"
    low = scan.low
    for opener in range(at + 1, _over_interruption(scan, at)):
        # "as relayed to the council" names nobody
        named = low[opener] == "as" and not _is_past(low[opener + 1])
        if low[opener] == "by" or (named and opener == at + 1):
            agent = noun_phrase_after(scan.tokens, opener + 1, appositive=False)
            if agent is None or not is_party(scan.tokens, agent):
                return None
            for end in range(agent.start + 1, agent.head_end):
                if low[opener] == "as" and low[end] in cue_table():
                    return NounPhrase(agent.start, end, end)
            return agent
    return None


def _is_past(word: str) -> bool:
    return word.endswith("ed") or word in _PASTS


def _over_interruption(scan: Scan, at: int) -> int:
    # Past what stands between two commas or dashes.
    low = scan.low
    if at < scan.last and (low[at] == "," or low[at] in DASHES):
        for closing in range(at + 2, min(at + _LONGEST_INTERRUPTION, scan.last)):
            if low[closing] == low[at]:
                return closing + 1
    return at


def _nests(scan: Scan, source: NounPhrase, noun: int, joint: str) -> bool:
    # "deny findings by the monitors that …", "rejected Keld's claim that …": what another says,
    # within what the source of the sentence holds of it.
    current = scan.current()
    return (
        current is not None
        and current.open_from is not None
        and current.open_from <= min(source.start, noun)
        and current.is_object
        and current.cue is not None
        and cue_table()[scan.low[current.cue[0]]].base not in _CONVEYING
        and joint in ("that", "to")
        and scan.low[source.start] not in _OWNERS
    )


def owner_of(scan: Scan, noun: int) -> NounPhrase | None:
    """Return whose a noun is: "X's (recent) claim", "his (own) claim".

    Parameters
    ----------
    scan : Scan
    noun : int
        Its token.
    """
    low = scan.low
    for at in range(noun - 1, max(-1, noun - 2 - _MOST_ADJECTIVES), -1):
        word = low[at]
        if word in _OWNERS:
            return NounPhrase(at, at + 1, at + 1)
        if word in POSSESSIVE:
            return _possessor(scan, at)
        if word in HARD or word in _W.determiners or word in _W.prepositions:
            return None
    return None


def _possessor(scan: Scan, mark: int) -> NounPhrase | None:
    low = scan.low
    owner = subject_before(scan.tokens, mark)
    if owner is None or owner.end != mark:
        return None
    start = owner.start
    for at in range(mark - 1, owner.start, -1):
        # "little doubt about Orr's claim": the owner begins after the preposition, or the verb.
        before = low[at - 1]
        if (before in _W.prepositions and before != "of") or (
            scan.tokens.is_capital(at)
            and not scan.tokens.is_capital(at - 1)
            and before not in _W.determiners
            and before not in ("of", "and", "&")
        ):
            start = at
            break
    owner = NounPhrase(start, mark, mark)
    return owner if is_party(scan.tokens, owner) else None


def _end(scan: Scan, noun: int, start: int, *, clause: bool, copular: bool) -> int:
    # A noun before the verb of its sentence ends where that verb begins.
    low = scan.low
    subject = not (copular or any(is_finite(scan.tokens, at) for at in range(scan.left, noun)))
    verbs = 0 if clause else 1
    for at in range(start, scan.last):
        if (
            subject
            and not verbs
            and low[noun] in _DIRECTIVES
            and low[at] in _BASES
            and low[at - 1] not in NO_HEAD
            and low[at - 1] not in POSSESSIVE
            and at > start
        ):
            verbs = 1
            continue
        if low[at] in _ENDS:
            return at
        if subject and low[at] != QUOTE and is_finite(scan.tokens, at):
            if is_finite(scan.tokens, at - 1):
                continue
            verbs += 1
            if verbs > 1:
                return at
    return scan.last


def take_intent(scan: Scan, index: int) -> int:
    """Take "Valdor's refusal to talk angered the envoys"; return the token to go on from.

    Parameters
    ----------
    scan : Scan
    index : int
        The mark of the possessive, before a noun that reports a position on talking.
    """
    low = scan.low
    noun = index + 1
    current = scan.current()
    if current is not None and current.end > index:
        return noun
    stop = noun + 1
    while stop < scan.last and stop - noun < _LONGEST_INTENT and low[stop] not in _ENDS | {QUOTE}:
        cue = cue_table().get(low[stop])
        finite = cue is not None and cue.form in ("s", "past") and low[stop] not in _W.talk
        if finite or low[stop] in _W.auxiliaries or low[stop] in _PASTS:
            break
        stop += 1
    owner = subject_before(scan.tokens, index)
    if (
        low[noun + 1 : noun + 2] not in (["to"], ["for"], ["of"])
        or owner is None
        or owner.start != scan.left
        or not is_party(scan.tokens, owner)
        or _W.talk.isdisjoint(low[noun + 1 : stop])
    ):
        return noun
    mention = (owner.start, index)
    scan.found.append(
        Attribution(scan.left, scan.size, [(noun, stop)], None, mention, "nominal-act", is_act=True)
    )
    return stop
