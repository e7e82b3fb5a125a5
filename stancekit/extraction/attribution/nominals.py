"""Attributions by a noun: "X's claim that", "her refusal to", "warnings from X that"."""

from __future__ import annotations

from stancekit.extraction.attribution.cues import noun_table, words
from stancekit.extraction.attribution.finite import is_finite
from stancekit.extraction.attribution.nouns import HARD, POSSESSIVE, NounPhrase, is_party
from stancekit.extraction.attribution.phrases import noun_phrase_after
from stancekit.extraction.attribution.scan import Attribution, Scan
from stancekit.extraction.attribution.sentences import QUOTE
from stancekit.extraction.attribution.subject_phrases import subject_before
from stancekit.extraction.attribution.verbs import verb_forms

__all__ = ["take_nominal"]

_W = words()
_OWNERS = frozenset("his her their its my our".split())
_BASES = verb_forms().bases
_IS = frozenset({"is", "was", "are", "were", "remains", "remained"})
_MOST_ADJECTIVES = 3
_AUTHORS = frozenset({"by", "from", "among"})
_ENDS = frozenset({",", ";", ":", "—", "–", "--", "("})


def take_nominal(scan: Scan, noun: int) -> int:
    """Take what a noun attributes to its owner or author; return the token to go on from."""
    low = scan.low
    current = scan.current()
    if current is not None and (current.open_from is not None or current.end > noun):
        return noun + 1
    source = _owner(scan, noun)
    at = noun + 1
    if source is None and low[at : at + 1] and low[at] in _AUTHORS:
        source = noun_phrase_after(scan.tokens, at + 1, appositive=False)
        if source is None or not is_party(scan.tokens, source):
            return noun + 1
        at = source.end
    if source is not None and at == noun + 1 and low[at : at + 1] and low[at] in _IS:
        # "Her view is that talks failed"
        at += 1
    if source is None or at + 1 >= scan.last or low[at] not in noun_table()[low[noun]]:
        return noun + 1
    joint = low[at]
    if joint == "to" and low[at + 1] not in _BASES:
        # "the threat to the town"
        return noun + 1
    start = at if joint == "to" else at + 1
    if joint == "that" and is_finite(scan.tokens, start) and low[start] in _W.auxiliaries:
        # "his statement that was read out"
        return noun + 1
    end = _end(scan, noun, start, clause=joint == "that")
    if end - start < 1:
        return noun + 1
    begin = min(source.start, noun)
    scan.found.append(
        Attribution(
            begin,
            end,
            [(start, end)],
            (noun, noun + 1),
            (source.start, source.head_end),
            "nominal",
        )
    )
    return end


def _owner(scan: Scan, noun: int) -> NounPhrase | None:
    # "X's (recent) claim", "his (own) claim"
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


def _end(scan: Scan, noun: int, start: int, *, clause: bool) -> int:
    # A noun before the verb of its sentence ends where that verb begins.
    low = scan.low
    subject = not any(is_finite(scan.tokens, at) for at in range(scan.left, noun))
    verbs = 0 if clause else 1
    for at in range(start, scan.last):
        if low[at] in _ENDS:
            return at
        if subject and low[at] != QUOTE and is_finite(scan.tokens, at):
            if is_finite(scan.tokens, at - 1):
                continue
            verbs += 1
            if verbs > 1:
                return at
    return scan.last
