"""Passives: "was rejected by the rebels", "is believed to have left", "was accused of lying"."""

from __future__ import annotations

import functools

from stancekit.extraction.attribution.adverbials import verb_group_start
from stancekit.extraction.attribution.cues import Cue, words
from stancekit.extraction.attribution.nouns import NounPhrase, is_party
from stancekit.extraction.attribution.phrases import noun_phrase_after, skip_adverbials
from stancekit.extraction.attribution.scan import CLAUSE_START, Attribution, Scan
from stancekit.extraction.attribution.subject_phrases import subject_before
from stancekit.extraction.lexicon import load_lexicon

__all__ = ["saying", "take_passive"]

_W = words()
_IT = "it"


@functools.cache
def _complements() -> dict[str, frozenset[str]]:
    """Return the verbs whose passive attributes, by the word that opens their complement."""
    return {
        joint: frozenset(verbs.split()) for joint, verbs in load_lexicon("cues")["passives"].items()
    }


def saying(scan: Scan, after: int, cue: Cue) -> int | None:
    """Return where "was quoted (by the daily) as saying" ends, after the verb."""
    low = scan.low
    if cue.base not in ("quote", "cite", "report"):
        return None
    if low[after : after + 1] == ["by"]:
        agent = noun_phrase_after(scan.tokens, after + 1, appositive=False)
        after = after if agent is None else agent.end
    return after + 2 if low[after : after + 2] == ["as", "saying"] else None


def take_passive(scan: Scan, verb: int, after: int, cue: Cue) -> int:
    """Take a passive; return the token to go on from."""
    low = scan.low
    current = scan.current()
    if current is not None and current.open_from is not None:
        return after
    group_start, _ = verb_group_start(scan.tokens, verb)
    if group_start <= scan.left:
        return after
    source: NounPhrase | None = None
    at = after
    if low[at : at + 1] == ["by"]:
        source = noun_phrase_after(scan.tokens, at + 1)
        if source is None or not is_party(scan.tokens, source):
            return after
        source = _before_complement(scan, source, cue)
        at = source.head_end
    at = skip_adverbials(scan.tokens, at)
    joint = low[at] if at < scan.last else ""
    if joint == "that":
        joint_verbs = _complements()["to"]
    else:
        joint_verbs = _complements().get(joint, frozenset())
    bare = group_start == scan.left + 1 and low[scan.left] in _W.pronouns
    if cue.base not in joint_verbs:
        if source is None or "object" not in cue.groups or bare:
            return after
        patient = subject_before(scan.tokens, group_start)
        content = [(scan.left if patient is None else patient.start, group_start)]
        end = source.head_end
        open_from = None
        rule = "passive"
    else:
        impersonal = low[group_start - 1] == _IT
        if joint == "that" and not impersonal:
            return after
        subject = subject_before(scan.tokens, group_start)
        if subject is None:
            return after
        content = [] if impersonal and joint == "that" else [(subject.start, subject.end)]
        open_from = at if joint in ("to", "as") else at + 1
        end = open_from
        rule = "passive-report"
    mention = (source.start, source.end) if source is not None else None
    start = scan.left
    if (
        content
        and low[content[0][0] - 1 : content[0][0]]
        and low[content[0][0] - 1] in CLAUSE_START
    ):
        start = content[0][0]
    scan.found.append(
        Attribution(
            start,
            scan.size,
            content,
            (verb, at if source is None else after + 1),
            mention,
            rule,
            open_from=open_from,
        )
    )
    return max(end, after)


def _before_complement(scan: Scan, source: NounPhrase, cue: Cue) -> NounPhrase:
    # "accused by the mayor of hiding the ledger": the phrase ends before the last "of".
    for at in range(source.head_end - 1, source.start, -1):
        if cue.base in _complements().get(scan.low[at], frozenset()):
            return NounPhrase(source.start, at, at)
    return source
