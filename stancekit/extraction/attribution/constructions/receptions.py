"""How something is received: "the plan drew praise from the union"."""

from __future__ import annotations

import functools

from stancekit.extraction.attribution.grammar.adverbials import verb_group_start
from stancekit.extraction.attribution.grammar.nouns import HARD, POSSESSIVE, NounPhrase, is_party
from stancekit.extraction.attribution.grammar.phrases import noun_phrase_after
from stancekit.extraction.attribution.grammar.subject_phrases import subject_before
from stancekit.extraction.attribution.grammar.verbs import inflect
from stancekit.extraction.attribution.scan import Attribution, Scan
from stancekit.extraction.lexicon import load_lexicon

__all__ = ["reception_nouns", "take_reception"]

_LONGEST_RECEPTION = 5
_AID = frozenset({"support", "backing"})


@functools.cache
def reception_nouns() -> frozenset[str]:
    """Return the nouns for how something is received."""
    return frozenset(load_lexicon("cues")["receptions"]["nouns"].split())


@functools.cache
def _given() -> frozenset[str]:
    listed = load_lexicon("cues")["receptions"]["given"].split()
    return frozenset(word for verb in listed for forms in inflect(verb).values() for word in forms)


@functools.cache
def _verbs() -> frozenset[str]:
    listed = load_lexicon("cues")["receptions"]["verbs"].split()
    return frozenset(word for verb in listed for forms in inflect(verb).values() for word in forms)


def take_reception(scan: Scan, noun: int) -> int:
    """Take "the plan drew praise from the union"; return the token to go on from.

    Parameters
    ----------
    scan : Scan
    noun : int
        The noun for how it is received.
    """
    low = scan.low
    after = noun + 1
    current = scan.current()
    if current is not None and (current.open_from is not None or current.end > noun):
        return after
    if low[after : after + 1] not in (["from"], ["among"], ["by"]):
        return after
    verb = next(
        (
            at
            for at in range(noun - 1, max(scan.left, noun - _LONGEST_RECEPTION), -1)
            if low[at] in _verbs() or low[at] in HARD or low[at] in POSSESSIVE
        ),
        -1,
    )
    if verb < 0 or low[verb] not in _verbs():
        return after
    if low[noun] in _AID and low[verb] in _given():
        # "The rebels receive support from Keld" may be arms.
        return after
    source = noun_phrase_after(scan.tokens, after + 1, appositive=False)
    group_start, _ = verb_group_start(scan.tokens, verb)
    subject = subject_before(scan.tokens, group_start) if group_start else None
    if source is None or subject is None or not is_party(scan.tokens, source):
        return after
    for at in range(source.start + 1, source.end):
        # "criticism from the union for the fees"
        if low[at] == "for":
            source = NounPhrase(source.start, at, at)
            break
    scan.found.append(
        Attribution(
            scan.left,
            source.end,
            [(subject.start, subject.end)],
            (verb, after),
            (source.start, source.end),
            "passive",
        )
    )
    return source.end
