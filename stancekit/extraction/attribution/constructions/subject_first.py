"""A subject, its verb, and what the subject says after it."""

from __future__ import annotations

from stancekit.extraction.attribution.constructions.continuations import take_coordinated
from stancekit.extraction.attribution.constructions.nesting import (
    enclosing,
    independent_from,
    nests,
)
from stancekit.extraction.attribution.constructions.relatives import (
    antecedent_start,
    has_main_cue,
    has_relative_cue,
    in_relative_clause,
    is_free_relative,
    restrictive_end,
    subordinate_end,
)
from stancekit.extraction.attribution.grammar.clauses import SUBORDINATE, clause_end, has_clause
from stancekit.extraction.attribution.grammar.complements import complement_after
from stancekit.extraction.attribution.grammar.cues import Cue, act_table, words
from stancekit.extraction.attribution.grammar.nouns import NounPhrase
from stancekit.extraction.attribution.grammar.sentences import QUOTE
from stancekit.extraction.attribution.grammar.verbs import verb_forms
from stancekit.extraction.attribution.scan import (
    CLAUSE_START,
    SAME_SOURCE,
    SPEAKING,
    Attribution,
    Scan,
)

__all__ = ["take_content_after"]

_W = words()

_CLAUSES = frozenset({"that", "zero", "quote", "colon", "wh"})
_FARTHEST_TO = 7
_FOCUS = frozenset({"even", "only", "also", "just"})
# Rule by what the content is.
_RULES = {
    "that": "that-clause",
    "quote": "quotation-last",
    "colon": "quotation-last",
    "zero": "zero-that",
    "wh": "wh-clause",
    "object": "object",
    "infinitive": "infinitive",
}


def take_content_after(
    scan: Scan,
    phrase: NounPhrase,
    cue_span: tuple[int, int],
    after: int,
    cue: Cue,
    groups: frozenset[str],
    rule: str,
) -> int:
    """Take what follows a verb as what its subject says; return the token to go on from.

    Parameters
    ----------
    scan : Scan
    phrase : NounPhrase
        The subject.
    cue_span : (int, int)
        Tokens of the verb, with its particles.
    after : int
        The token after them.
    cue : Cue
        The verb.
    groups : frozenset of str
        What the lexicon says of it here.
    rule : str
        Name of the construction; the content's kind gives it where it is empty.
    """
    low = scan.low
    right = complement_after(scan, phrase, after, cue, groups)
    if _is_antecedent_relative(scan, phrase) and groups & {"object"}:
        return _take_relative(scan, phrase, cue_span, after, right)
    if right is None or right[0] >= scan.last:
        _announce(scan, phrase, groups)
        return after
    start, kind = right
    relative = is_free_relative(scan, phrase)
    if relative and kind == "zero" and groups & SPEAKING and low[start] in SAME_SOURCE:
        antecedent = antecedent_start(scan, phrase.start - 1)
        if antecedent is not None:
            # "… a letter that the envoy says he sent": what is said is of the letter alone.
            claim = Attribution(
                antecedent,
                scan.size,
                [(antecedent, phrase.start - 1)],
                cue_span,
                (phrase.start, phrase.end),
                "relative-clause",
            )
            scan.found.append(claim)
            scan.begin_content(claim, start, kind)
            return start + 1
    if relative and QUOTE not in low[start : start + 6]:
        return after
    if kind in ("object", "infinitive") and (
        in_relative_clause(scan, phrase) or has_main_cue(scan, phrase, start)
    ):
        return after
    rule = rule or _RULES[kind]
    current = scan.current()
    parent: int | None = None
    begin = scan.left
    joint = phrase.start - 1
    while joint > scan.left and low[joint] in _FOCUS:
        joint -= 1
    clause_start = low[joint] if phrase.start else ""
    who = _closing_relative(scan, phrase, cue_span[0])
    if who and current is not None and current.open_from is not None and current.is_object:
        # "rejected the idea of Ada Lorn, | who had said that …"
        scan.finish_before(who)
        begin = who
    elif current is not None and (
        current.open_from is not None
        or (current.end > phrase.start and not has_relative_cue(scan, current))
    ):
        if (
            current.mention is not None
            and current.mention[0] == phrase.start
            and not has_relative_cue(scan, current)
        ):
            # "The envoy, rejecting the charge, said it was old": two verbs of one source.
            joint, right = cue_span[0] - 1, (start, kind)
            return take_coordinated(scan, current, joint, after, cue, groups, right)
        cut = independent_from(
            scan, current, joint, phrase, clausal=kind in _CLAUSES, groups=groups
        )
        if cut is not None:
            if low[phrase.start] in SAME_SOURCE and current.mention is not None:
                return take_coordinated(
                    scan,
                    current,
                    phrase.start - 1,
                    after,
                    cue,
                    groups,
                    right=(start, kind),
                )
            scan.finish_before(cut)
            begin = phrase.start
            if current.mention is not None and has_relative_cue(scan, current):
                current.start = current.mention[0]
        else:
            if relative or not nests(scan, current, phrase, cue, kind, groups):
                return after
            parent = enclosing(scan, phrase.start)
            begin = current.start
    elif who and current is None:
        begin = who
    elif (
        (clause_start in CLAUSE_START or clause_start == ";") and phrase.start > scan.left + 1
    ) or (
        scan.tokens.headline
        and clause_start == ","
        and has_clause(scan, scan.left, phrase.start - 1)
    ):
        begin = phrase.start
    until = subordinate_end(scan, phrase, start)
    if until is None and kind in ("object", "infinitive"):
        until = restrictive_end(scan, phrase, start)
    attribution = Attribution(
        begin, scan.size, [], cue_span, (phrase.start, phrase.end), rule, parent
    )
    scan.found.append(attribution)
    scan.begin_content(attribution, start, kind)
    if until is not None and attribution.open_from is not None:
        attribution.limit = until
        if low[begin] in SUBORDINATE:
            scan.left = until + 1
    if kind == "infinitive":
        # "declined to say": the second verb is what was declined.
        return after + 2
    return max(after, start)


def _closing_relative(scan: Scan, phrase: NounPhrase, verb: int) -> int:
    # "The move angered Ada Lorn, | who had called it a trap": where the clause begins; else 0
    low = scan.low
    who = phrase.end + 1
    if low[phrase.end : who + 1] not in ([",", "who"], [",", "which"]) or who > verb:
        return 0
    for at in range(phrase.start - 1, max(scan.left, phrase.start - _FARTHEST_TO), -1):
        if low[at] == "of":
            break
        if low[at] == "to" and low[at + 1] not in verb_forms().bases:
            # "It was sent to Ada Lorn, who replied that …": the occasion of what she said.
            return 0
    if QUOTE in low[phrase.start : verb] or "," in low[who:verb]:
        return 0
    return who if has_clause(scan, scan.left, phrase.start) else 0


def _is_antecedent_relative(scan: Scan, phrase: NounPhrase) -> bool:
    # "the fees, which the union called", but no "in which the union called"
    which = phrase.start - 1
    return (
        which > scan.left
        and scan.low[which] == "which"
        and scan.low[which - 1] not in _W.prepositions
    )


def _take_relative(
    scan: Scan,
    phrase: NounPhrase,
    cue_span: tuple[int, int],
    after: int,
    right: tuple[int, str] | None,
) -> int:
    # "the fees, which the union called a trick": "which", and what comes after the verb.
    low = scan.low
    pronoun = phrase.start - 1
    current = scan.current()
    if current is not None and (current.open_from is not None or current.end > pronoun):
        return after
    if right is not None and right[1] not in ("object", "infinitive"):
        return after
    deed = act_table().get(low[cue_span[0]])
    # "which Velm called unfair" is none: a deed would be "called off".
    act = (
        deed is not None
        and deed.form != "s"
        and (bool(deed.groups) or any(deed.particles_at(low, cue_span[0] + 1)))
    )
    if act and not _W.talk.isdisjoint(low[: cue_span[0]]):
        # "the plan, which Velm has rejected": an act
        return after
    content = [(pronoun, pronoun + 1)]
    end = min(clause_end(scan, after), scan.last)
    if right is not None and right[0] < end:
        content.append((right[0], end))
    mention = (phrase.start, phrase.end)
    scan.found.append(Attribution(pronoun, end, content, cue_span, mention, "relative-clause"))
    return max(after, end)


def _announce(scan: Scan, phrase: NounPhrase, groups: frozenset[str]) -> None:
    # "The minister told reporters:" at the end of a paragraph.
    if groups & SPEAKING and scan.introduced is None and scan.low[-1] == ":":
        scan.introduced = phrase
