"""Verbs whose subject is that of another: "forced her to admit", "Calling it a trick, she left"."""

from __future__ import annotations

from stancekit.extraction.attribution.grammar.adverbials import is_adverb
from stancekit.extraction.attribution.grammar.clauses import content_after
from stancekit.extraction.attribution.grammar.cues import act_table, cue_table, words
from stancekit.extraction.attribution.grammar.finite import is_finite
from stancekit.extraction.attribution.grammar.nouns import HARD, NounPhrase, is_party
from stancekit.extraction.attribution.grammar.objects import object_start
from stancekit.extraction.attribution.grammar.phrases import noun_phrase_after
from stancekit.extraction.attribution.grammar.sentences import QUOTE
from stancekit.extraction.attribution.grammar.subject_phrases import subject_before
from stancekit.extraction.attribution.grammar.verb_phrases import attributing_phrase
from stancekit.extraction.attribution.grammar.zero_clauses import zero_clause
from stancekit.extraction.attribution.scan import Attribution, Scan

__all__ = ["controller", "take_fronted"]

_W = words()
_LONGEST_OBJECT = 10
_LONGEST_FRONTED = 40
_MOST_ADVERBS = 4
_MOST_OPENERS = 2
_OPENERS = frozenset("while when after before by in without despite".split())
_CLAUSAL = frozenset({"say", "tell", "think"})
# "took to the radio to accuse", "used the speech to attack": the subject speaks.
_MEDIA = frozenset({"took", "takes", "used", "uses"})


def controller(scan: Scan, to: int) -> NounPhrase | None:
    """Return who says what an infinitive tells, where another verb brings it about.

    Parameters
    ----------
    scan : Scan
    to : int
        The token "to".
    """
    low = scan.low
    for at in range(to - 2, max(scan.left, to - _LONGEST_OBJECT), -1):
        word = low[at]
        if word in HARD:
            return None
        if word in _W.causatives:
            phrase = NounPhrase(at + 1, to, to)
            if low[at + 1] in _W.object_pronouns or is_party(scan.tokens, phrase):
                return phrase
            return None
        if word in _MEDIA:
            return (
                subject_before(scan.tokens, at) if word[0] == "u" or low[at + 1] == "to" else None
            )
    return None


def take_fronted(scan: Scan) -> None:
    """Take what a sentence without another attribution begins with: "Calling it a trick, she left".

    Parameters
    ----------
    scan : Scan
    """
    low = scan.low
    verb = scan.left
    while verb < scan.last and (low[verb] in _OPENERS or is_adverb(low[verb])):
        verb += 1
    cue = cue_table().get(low[verb]) if verb < scan.last else None
    if cue is None or cue.form != "ing" or verb - scan.left > _MOST_OPENERS:
        return
    if not (_W.talk.isdisjoint(low) or act_table().keys().isdisjoint(low[verb + 1 :])):
        # "Accusing Keld of lying, Velm left the talks": the deed is what counts.
        return
    after, groups = attributing_phrase(scan.tokens, verb, cue)
    right = content_after(scan, after, cue) if groups & _CLAUSAL else None
    if right is None or right[1] not in ("that", "wh", "quote"):
        clause = right is not None and right[1] == "zero" and zero_clause(scan, right[0])
        start = object_start(scan.tokens, after, scan.last) if groups & {"object"} else None
        if not clause and start is None:
            return
        right = right if clause else (start or after, "object")
    assert right is not None  # noqa: S101 - for the type checker: set on both branches
    for comma in range(right[0] + 1, min(right[0] + _LONGEST_FRONTED, scan.last - 1)):
        quoted = low[comma] == QUOTE and low[comma + 1] != ","
        if low[comma] != "," and not quoted:
            continue
        end = comma + 1 if quoted else comma
        phrase = noun_phrase_after(scan.tokens, comma + 1)
        if phrase is None or not is_party(scan.tokens, phrase):
            continue
        head = _until_verb(scan, phrase)
        if head is not None:
            mention = (head.start, head.end)
            scan.found.append(
                Attribution(scan.left, end, [(right[0], end)], (verb, after), mention, "participle")
            )
            return


def _until_verb(scan: Scan, phrase: NounPhrase) -> NounPhrase | None:
    # The phrase up to the finite verb that it is the subject of.
    for at in range(phrase.start + 1, min(phrase.end + _MOST_ADVERBS, scan.last)):
        if is_finite(scan.tokens, at):
            end = min(at, phrase.end)
            return NounPhrase(phrase.start, end, end)
    return None
