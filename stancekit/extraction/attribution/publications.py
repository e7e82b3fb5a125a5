"""Texts made public: "the union released a letter on the talks"."""

from __future__ import annotations

from stancekit.extraction.attribution.adverbials import verb_group_start
from stancekit.extraction.attribution.cues import words
from stancekit.extraction.attribution.nouns import HARD, POSSESSIVE, PUNCTUATION, is_party
from stancekit.extraction.attribution.scan import Attribution, Scan
from stancekit.extraction.attribution.subject_phrases import subject_before

__all__ = ["take_publication"]

_W = words()
# "sent the letter" tells of one that was told of before.
_KNOWN = frozenset("the this that these those".split())
# What a text that is sent is followed by where another verb tells what it says.
_TOLD_ELSEWHERE = frozenset({"that", "which", "in", "to", "from"})
_BE = frozenset("is are was were be been".split())
_LONGEST_TEXT = 5


def take_publication(scan: Scan, verb: int) -> int:
    """Take a text that somebody makes public; return the token to go on from.

    Parameters
    ----------
    scan : Scan
    verb : int
        A verb for making public, in a finite form or a participle like it.
    """
    low = scan.low
    after = verb + 1
    current = scan.current()
    running = current is not None and (current.open_from is not None or current.end > verb)
    if running or not _is_text(scan, after):
        return after
    group_start, auxiliaries = verb_group_start(scan.tokens, verb)
    phrase = subject_before(scan.tokens, group_start) if group_start else None
    if phrase is None or not _BE.isdisjoint(auxiliaries) or not is_party(scan.tokens, phrase):
        return after
    if not _W.texts.isdisjoint(low[phrase.head_end - 1 : phrase.head_end]):
        # "a report published an hour later"
        return after
    attribution = Attribution(
        scan.left, scan.size, [], (verb, after), (phrase.start, phrase.end), "object"
    )
    scan.found.append(attribution)
    scan.begin_content(attribution, after, "object")
    return after


def _is_text(scan: Scan, start: int) -> bool:
    # "a stern letter on the talks"; what "a letter urging them to talk" does, "urging" tells.
    low = scan.low
    if start >= scan.last or low[start] not in _W.determiners - _KNOWN:
        return False
    for at in range(start + 1, min(start + _LONGEST_TEXT, scan.last)):
        word, follows = low[at], low[at + 1] if at + 1 < scan.last else "."
        if word in _W.texts and follows not in _W.texts:
            return not (
                follows in _TOLD_ELSEWHERE or follows in PUNCTUATION or follows.endswith("ing")
            )
        if word in HARD or word in POSSESSIVE or word in _W.prepositions or word in _W.pronouns:
            return False
    return False
