"""Passives: "was rejected by the rebels", "is believed to have left", "was accused of lying"."""

from __future__ import annotations

import functools
from collections.abc import Sequence

from stancekit.extraction.attribution.constructions.nesting import enclosing
from stancekit.extraction.attribution.grammar.adverbials import verb_group_start
from stancekit.extraction.attribution.grammar.cues import Cue, cue_table, noun_table, words
from stancekit.extraction.attribution.grammar.finite import is_finite
from stancekit.extraction.attribution.grammar.nouns import HARD, NounPhrase, is_party
from stancekit.extraction.attribution.grammar.phrases import noun_phrase_after, skip_adverbials
from stancekit.extraction.attribution.grammar.subject_phrases import subject_before
from stancekit.extraction.attribution.grammar.verbs import verb_forms
from stancekit.extraction.attribution.scan import CLAUSE_START, SPEAKING, Attribution, Scan
from stancekit.extraction.lexicon import load_lexicon

__all__ = ["saying", "take_passive"]

_W = words()
# What no name follows: "was described to".
_NO_NAME = _W.prepositions | {"as", ""}
_IT = "it"
_LONGEST_COMPLEMENT = 14
_NO_AGENTS = _W.pronouns | _W.other_pronouns | frozenset("him her them".split())
_PLACES = frozenset("in on at among within around across inside outside".split())
_TO_UNDERSTAND = ["to", "understand"]


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
    told = _take_told(scan, verb, after, cue)
    if told:
        return told
    current = scan.current()
    if current is not None and current.open_from is not None:
        return after
    group_start, _ = verb_group_start(scan.tokens, verb)
    if group_start <= scan.left:
        return after
    if low[group_start - 1] == _IT and cue.base in _complements()["it"]:
        that = _that_after_places(scan, after)
        if that:
            return _take_impersonal(scan, (verb, after), that)
    source: NounPhrase | None = None
    # The particle of "is seen as" is its complement's.
    at = after - (low[after - 1] == "as")
    if low[at : at + 1] == ["by"]:
        source = noun_phrase_after(scan.tokens, at + 1)
        if source is None or not is_party(scan.tokens, source):
            return after
        source = _before_complement(scan, source, cue)
        at = source.head_end
    agent = source
    at = skip_adverbials(scan.tokens, at)
    joint = low[at] if at < scan.last else ""
    if joint == "to" and low[at + 1 : at + 2] == ["have"] and _speaks(low[at + 2 : at + 3]):
        # "is reported to have told": the subject's own statement.
        return after
    if joint == "that":
        joint_verbs = _complements()["it"]
    else:
        joint_verbs = _complements().get(joint, frozenset())
    bare = group_start == scan.left + 1 and low[scan.left] in _W.pronouns
    named = cue.base in _complements()["name"] and joint not in _NO_NAME
    if source is None and (named or (joint in ("as", "for") and cue.base in joint_verbs)):
        late = _take_late_agent(scan, (verb, after), group_start, at)
        if late:
            return late
    if cue.base not in joint_verbs:
        if source is None or "object" not in cue.groups or bare:
            return after
        patient = subject_before(scan.tokens, group_start)
        begin = scan.left if patient is None else patient.start
        if any(low[i] in noun_table() and low[i + 1] == "that" for i in range(scan.left, begin)):
            # "Reports that Keld had left were denied by the palace"
            begin = scan.left
        content = [(begin, group_start)]
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
        if source is None and joint == "to" and _is_somebody(scan, subject):
            # "Keld is understood to want talks": what nobody named says of it is its position.
            source = NounPhrase(subject.start, subject.head_end, subject.end)
    mention = (source.start, source.end) if source is not None else None
    if mention is None and cue.base == "hear" and joint == "to" and content:
        # "was heard to complain": what others hear is the subject's own.
        mention = content[0]
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
            (verb, at if agent is None else after + 1),
            mention,
            rule,
            open_from=open_from,
        )
    )
    return max(end, after)


def _speaks(words_after: Sequence[str]) -> bool:
    cue = cue_table().get("".join(words_after))
    return cue is not None and not cue.groups.isdisjoint(SPEAKING)


def _is_somebody(scan: Scan, subject: NounPhrase) -> bool:
    return scan.low[subject.start] not in _NO_AGENTS and is_party(scan.tokens, subject)


def _take_late_agent(scan: Scan, cue: tuple[int, int], group_start: int, start: int) -> int:
    # "was called a trick by the union", "is seen as a trick by most": who comes last.
    low = scan.low
    subject = subject_before(scan.tokens, group_start)
    by = next(
        (
            at
            for at in range(start + 1, min(start + _LONGEST_COMPLEMENT, scan.last))
            if low[at] == "by" or low[at] in HARD or is_finite(scan.tokens, at)
        ),
        scan.last,
    )
    if subject is None or low[by : by + 1] != ["by"]:
        return 0
    source = noun_phrase_after(scan.tokens, by + 1, appositive=False)
    if source is None or not is_party(scan.tokens, source):
        return 0
    for at in range(source.start + 1, source.end):
        # "a liar by his deputies for what he wrote"
        if low[at] == "for":
            source = NounPhrase(source.start, at, at)
            break
    begin = subject.start if low[max(0, subject.start - 1)] in CLAUSE_START else scan.left
    content = [(subject.start, subject.end), (start, by)]
    mention = (source.start, source.end)
    scan.found.append(Attribution(begin, source.end, content, cue, mention, "passive-report"))
    return source.end


def _take_told(scan: Scan, verb: int, after: int, cue: Cue) -> int:
    # "was told by Keld that …", "had been asked by Keld to …": the agent says it to the subject.
    low = scan.low
    tells, directs = "tell" in cue.groups, "directive" in cue.groups
    understood = low[after - 2 : after] == _TO_UNDERSTAND
    if not (tells or directs or understood) or low[after : after + 1] != ["by"]:
        return 0
    source = noun_phrase_after(scan.tokens, after + 1, appositive=False)
    if source is None or not is_party(scan.tokens, source) or low[source.start] in _NO_AGENTS:
        return 0
    for at in range(source.start + 1, source.head_end):
        if low[at] in ("to", "that"):
            source = NounPhrase(source.start, at, at)
            break
    at = skip_adverbials(scan.tokens, source.head_end)
    joint = low[at] if at + 1 < scan.last else ""
    if joint == "that" and (tells or understood):
        at += 1
    elif not (joint == "to" and directs and low[at + 1] in verb_forms().bases):
        return 0
    outer = scan.current()
    parent = None
    begin = scan.left
    if outer is not None and outer.open_from is not None:
        parent, begin = enclosing(scan, verb), verb
    elif outer is not None:
        group_start, _ = verb_group_start(scan.tokens, verb)
        subject = subject_before(scan.tokens, group_start)
        begin = verb if subject is None else subject.start
    mention = (source.start, source.head_end)
    scan.found.append(
        Attribution(
            begin, scan.size, [], (verb, after + 1), mention, "passive", parent, open_from=at
        )
    )
    return at


def _that_after_places(scan: Scan, after: int) -> int:
    # "claimed on social media that", "said in the corridors of the palace that"; 0 without "that".
    low = scan.low
    at = skip_adverbials(scan.tokens, after)
    if at < scan.last and low[at] in _PLACES:
        place = noun_phrase_after(scan.tokens, at + 1, appositive=False)
        at = at if place is None else place.end
    return at if at + 1 < scan.last and low[at] == "that" else 0


def _take_impersonal(scan: Scan, cue: tuple[int, int], that: int) -> int:
    # "It is said that": nobody knows by whom.
    scan.found.append(
        Attribution(scan.left, scan.size, [], cue, None, "passive-report", open_from=that + 1)
    )
    return that + 1


def _before_complement(scan: Scan, source: NounPhrase, cue: Cue) -> NounPhrase:
    # "accused by the mayor of hiding the ledger": the phrase ends before the last "of".
    for at in range(source.head_end - 1, source.start, -1):
        if cue.base in _complements().get(scan.low[at], frozenset()):
            return NounPhrase(source.start, at, at)
    return source
