"""Acts whose object is not behind their verb: passives, relative clauses, "was the first to"."""

from __future__ import annotations

from collections.abc import Sequence

from stancekit.extraction.attribution.grammar.adverbials import verb_group_start
from stancekit.extraction.attribution.grammar.cues import Cue, words
from stancekit.extraction.attribution.grammar.finite import is_finite
from stancekit.extraction.attribution.grammar.nouns import HARD, is_party
from stancekit.extraction.attribution.grammar.phrases import noun_phrase_after
from stancekit.extraction.attribution.grammar.sentences import QUOTE, Tokens
from stancekit.extraction.attribution.grammar.subject_phrases import subject_before
from stancekit.extraction.attribution.scan import Attribution

__all__ = [
    "BREAKS",
    "JOINTS",
    "OWN_SUBJECTS",
    "act_by_agent",
    "act_of_antecedent",
    "first_to",
    "is_behind",
    "part_acts",
    "resumes",
]

_W = words()
JOINTS = frozenset({"while", "but", "and", ";", "whereas", "as", "although"})
BREAKS = frozenset({",", ";", ":", ".", QUOTE, "—", "–", "("})
# Who is named before.
OWN_SUBJECTS = frozenset("he she it they we i you his her its their our my who which that".split())
_NO_AGENTS = OWN_SUBJECTS | _W.other_pronouns
_RANKS = frozenset("first second third last only next".split())
_WAS = frozenset("is was are were became".split())
_REACH_BACK = 8
_LONGEST_ADJUNCT = 14
_COMMENTS = frozenset("who which whose whom after as while when".split())


def is_behind(tokens: Tokens, index: int, around: Attribution) -> bool:
    """Tell whether a verb stands in a clause behind all that is attributed, and end that there.

    "Orra offered to host a round, and Velm accepted the offer."
    """
    if around.cue is None or around.mention is None:
        return False
    end = max([around.cue[1], *[end for _, end in around.content]])
    if end > index:
        return False
    low = tokens.low
    if low[end - 1] in (",", ";"):
        end -= 1
    if not (end < index and low[end] in (",", ";") and low[end + 1] in JOINTS):
        return False
    phrase = subject_before(tokens, verb_group_start(tokens, index)[0])
    if phrase is None or phrase.start != end + 2 or low[phrase.start] in OWN_SUBJECTS:
        return False
    around.end = end
    return True


def act_by_agent(
    tokens: Tokens, index: int, verb: Cue, attributions: Sequence[Attribution]
) -> Attribution | None:
    """Return the act of a passive's agent: "The talks were called off by Velm"."""
    low = tokens.low
    if verb.form not in ("past", "participle"):
        return None
    if "by" not in low:
        return None
    after = index + 1
    particles = next(verb.particles_at(low, after), ())
    after += len(particles)
    by = _by_after(tokens, after)
    if not (particles or "plain" in verb.groups) or not by:
        return None
    start, auxiliaries = verb_group_start(tokens, index)
    if {"is", "was", "are", "were", "been"}.isdisjoint(auxiliaries):
        return None
    patient = subject_before(tokens, start)
    agent = noun_phrase_after(tokens, by + 1)
    if patient is None or agent is None or not is_party(tokens, agent):
        return None
    if _W.talk.isdisjoint(low[patient.start : patient.end]) or low[agent.start] in _NO_AGENTS:
        return None
    end = len(low)
    after_agent = low[agent.end : agent.end + 2]
    if after_agent[:1] == [","] and not _COMMENTS.isdisjoint(after_agent[1:]):
        end = agent.end
    if any(a.start < end and patient.start < a.end for a in attributions):
        return None
    mention = (agent.start, agent.end)
    return Attribution(
        patient.start, end, [(patient.start, after)], None, mention, "act", is_act=True
    )


def _by_after(tokens: Tokens, after: int) -> int:
    # "was floated [last week] by", "was put forward [on Monday in Velm] by"; 0 without an agent
    low = tokens.low
    for at in range(after, min(after + _LONGEST_ADJUNCT, len(low) - 1)):
        if low[at] == "by":
            return at
        if (low[at] in HARD and low[at] not in "()") or is_finite(tokens, at):
            return 0
    return 0


def first_to(tokens: Tokens, to: int) -> int:
    """Return the copula of "was the first to", which ends at `to`; 0 where there is none."""
    low = tokens.low
    for at in range(to - 1, max(0, to - 4), -1):
        if low[at] in _RANKS and low[at - 1] == "the" and at > 1 and low[at - 2] in _WAS:
            return at - 2
    return 0


def act_of_antecedent(tokens: Tokens, index: int, verb: Cue) -> Attribution | None:
    """Return the act of a relative clause: "the talks on the dam, which it broke off in May"."""
    low = tokens.low
    if verb.form not in ("past", "participle") or "which" not in low[:index]:
        return None
    after = index + 1
    particles = next(verb.particles_at(low, after), ())
    if not (particles or "plain" in verb.groups):
        return None
    start, auxiliaries = verb_group_start(tokens, index)
    if not {"is", "was", "are", "were", "be", "been"}.isdisjoint(auxiliaries):
        return None
    phrase = subject_before(tokens, start)
    if phrase is None or phrase.end != start or phrase.start < 2 or not is_party(tokens, phrase):
        return None
    which = phrase.start - 1
    if low[which] != "which" or low[which - 1] != ",":
        return None
    if _W.talk.isdisjoint(low[max(0, which - _REACH_BACK) : which]):
        return None
    end = after + len(particles)
    while end < len(low) and low[end] not in BREAKS:
        end += 1
    mention = (phrase.start, phrase.end)
    return Attribution(which, end, [(start, end)], None, mention, "act", is_act=True)


def part_acts(tokens: Tokens, first: Attribution, second: Attribution) -> None:
    """Part two deeds of one source: "Orra, | which hosted a round in May, | accepted it".

    Parameters
    ----------
    tokens : Tokens
        The sentence.
    first, second : Attribution
        The deeds, in order.
    """
    begin, at = first.content[0][0], second.content[0][0]
    close = at - 1
    while close > begin and tokens.low[close] != ",":
        close -= 1
    if close <= begin or tokens.low[begin - 1] not in ("who", "which"):
        return
    first.start, first.end = begin - 1, close
    first.content = [(begin, close)]
    second.start = at


def resumes(tokens: Tokens, start: int) -> bool:
    """Tell whether the main clause goes on after a comma: "which hosted it, declined".

    Parameters
    ----------
    tokens : Tokens
        The sentence.
    start : int
        A token of the relative clause.
    """
    low = tokens.low
    return any(low[at] == "," and is_finite(tokens, at + 1) for at in range(start, len(low) - 2))
