"""Acts that are a position on talking: inviting, accepting, resuming; refusing, leaving."""

from __future__ import annotations

from collections.abc import Sequence

from stancekit.extraction.attribution.acts.act_objects import (
    TALKING,
    clause_end,
    stands_alone,
    talks,
    talks_follow,
)
from stancekit.extraction.attribution.acts.constructions import (
    JOINTS,
    OWN_SUBJECTS,
    act_by_agent,
    act_of_antecedent,
    first_to,
    is_behind,
    part_acts,
    resumes,
)
from stancekit.extraction.attribution.acts.verbless import verbless_acts
from stancekit.extraction.attribution.grammar.adverbials import verb_group_start
from stancekit.extraction.attribution.grammar.cues import (
    Cue,
    act_table,
    cue_table,
    noun_table,
    words,
)
from stancekit.extraction.attribution.grammar.nouns import NounPhrase, is_messenger, is_party
from stancekit.extraction.attribution.grammar.sentences import QUOTE, Tokens
from stancekit.extraction.attribution.grammar.subject_phrases import subject_before
from stancekit.extraction.attribution.grammar.verb_phrases import (
    COPULAS,
    has_particle,
    skip_adverbs,
)
from stancekit.extraction.attribution.scan import Attribution

__all__ = ["find_acts", "is_act"]

_W = words()
_CAUSES = frozenset("help helps helped helping let lets letting make makes made".split())
# States that are a position by themselves.
_IDIOMS = frozenset({"door", "pass", "lapse", "expire"})
_SAYS_ALL = frozenset({"upbeat", "no", "yes"})
# One of these, a word of talks aside, must stand in a sentence for most verbs to be an act.
_ALONE = _IDIOMS | _SAYS_ALL
_UNREAL = frozenset("would could may might should must if whether unless".split())
# Acts whose object the sentence before has named: "Both were invited. Valdor accepted."
_ANSWERS = frozenset("accept decline refuse agree".split())
_ANSWERING = _ANSWERS | {"walk"}
# "According to Orr, Keld walked out of the talks"
_FRAMED = frozenset({"according-to", "possessed-view"})
# What somebody did or demanded; a relative clause within what they said is background.
_DEEDS = frozenset({"object", "infinitive"})
_ADVERB_BEFORE = (["to"], ["into"], ["from"], ["at"], ["in"], ["on"], ["with"])
_ANYBODY = frozenset("all everybody everyone nobody none".split())
_SUBORDINATE = frozenset("if whether unless until when because that while after before as".split())


def find_acts(
    tokens: Tokens, attributions: Sequence[Attribution], *, talks_before: bool = False
) -> list[Attribution]:
    """Return the acts that a sentence reports in the narrator's own voice.

    Parameters
    ----------
    tokens : Tokens
        The sentence.
    attributions : sequence of Attribution
        What is attributed in it; nothing inside them is an act of its own.
    talks_before : bool
        Whether the sentence before it spoke of talks, so that a bare "accepted" answers it.
    """
    low = tokens.low
    table = act_table()
    found: list[Attribution] = []
    on_talks = _may_be_on_talks(tokens)
    for index in [at for at, word in enumerate(low) if word in table]:
        verb = table[low[index]]
        if index == 0 and not tokens.headline:
            continue
        around = None
        for one in attributions:
            if one.start <= index < one.end:
                around = one
                break
        if around is not None and is_behind(tokens, index, around):
            around = None
        if not (on_talks or verb.base in TALKING or (talks_before and verb.base in _ANSWERING)):
            continue
        relative = act_of_antecedent(tokens, index, verb)
        background = None if around is None else _in_relative(tokens, index, verb, around)
        if background is not None:
            act: Attribution | None = background
        elif relative is not None:
            if around is not None and around.start < relative.start:
                relative.parent = attributions.index(around)
            act = relative
        elif around is not None:
            act = _reported(tokens, index, verb, around, attributions, talks_before=talks_before)
        else:
            act = act_by_agent(tokens, index, verb, attributions) or _act(
                tokens, index, verb, attributions, talks_before=talks_before
            )
        if act is None:
            continue
        last = found[-1] if found else None
        if last is not None and act.mention == last.mention and act.start < last.end:
            part_acts(tokens, last, act)
        if last is not None and index < last.end and not _cut_before(tokens, last, act):
            continue
        found.append(act)
    if tokens.headline and not attributions:
        found.extend(verbless_acts(tokens, found))
    return found


def _may_be_on_talks(tokens: Tokens) -> bool:
    # Without any of these, only talking itself and answers can be an act.
    low = tokens.low
    return (
        tokens.headline
        or not _W.talk.isdisjoint(low)
        or not _ALONE.isdisjoint(low)
        # "peace-talks"
        or any("-" in word for word in low)
    )


def _in_relative(tokens: Tokens, index: int, verb: Cue, around: Attribution) -> Attribution | None:
    """Return the act of a clause between a source and its verb, and end that before the verb.

    "Orra, which has brokered the talks, urged both sides to stay": a deed, and what Orra urged.
    """
    if around.mention is None or around.cue is None:
        return None
    if not around.mention[1] <= index < around.cue[0] or around.rule not in _DEEDS:
        return None
    start, _ = verb_group_start(tokens, index)
    low = tokens.low
    if low[start - 1] not in ("who", "which") or low[start - 2] != ",":
        return None
    close = next((at for at in range(around.cue[0] - 1, index, -1) if low[at] == ","), 0)
    act = _act(tokens, index, verb, ()) if close else None
    if act is None or not any(first < close for first, _ in act.content):
        return None
    act.start, act.end, act.mention = start - 1, close, around.mention
    act.content = [(first, min(end, close)) for first, end in act.content]
    around.start = verb_group_start(tokens, around.cue[0])[0]
    return act


def _cut_before(tokens: Tokens, last: Attribution, act: Attribution) -> bool:
    """End an act where another source's begins ("X left the talks, while Y accepted a truce")."""
    if act.mention is None or last.mention is None or last.parent is not None:
        return False
    start = act.mention[0]
    before = start - 1
    if tokens.low[before] not in JOINTS or start <= last.content[0][0]:
        return False
    if tokens.low[before] == "and" and tokens.low[before - 1] != ",":
        return False
    end = before
    while end > 0 and tokens.low[end - 1] in (",", ";"):
        end -= 1
    if end <= last.content[0][0]:
        return False
    last.end = end
    last.content = [(first, min(stop, end)) for first, stop in last.content]
    act.start = start
    return True


def is_act(tokens: Tokens, attribution: Attribution) -> bool:
    """Tell whether what reads as an attribution reports a deed: "rejects the truce offer"."""
    if attribution.cue is None or attribution.rule not in ("object", "infinitive", "passive"):
        return False
    verb = act_table().get(tokens.low[attribution.cue[0]])
    after = attribution.cue[0] + 1
    if verb is None or not (
        "plain" in verb.groups
        or any(verb.particles_at(tokens.low, after))
        or has_particle(tokens, after, verb)
    ):
        return False
    start, end = attribution.content[0]
    content = set(tokens.low[start:end])
    return QUOTE not in content and not _W.talk.isdisjoint(content)


def _reported(
    tokens: Tokens,
    index: int,
    verb: Cue,
    around: Attribution,
    attributions: Sequence[Attribution],
    *,
    talks_before: bool,
) -> Attribution | None:
    # "The mediator said the junta had refused a truce": the junta's act, whoever passes it on.
    if around.mention is None:
        return None
    framed = (
        around.rule in _FRAMED
        and around.cue is not None
        and around.cue[0] == around.start
        and "in_words" not in verb.groups
    )
    if not framed and not is_messenger(tokens, *around.mention):
        return None
    if not any(start <= index < end for start, end in around.content):
        return None
    act = _act(tokens, index, verb, (), reported=True, talks_before=talks_before and framed)
    if act is None or act.mention is None:
        return None
    if tokens.low[act.content[0][0]] == "to" and around.rule == "object":
        # "UN urges Keld, Velm to return to talks": nothing is done yet.
        return None
    source = tokens.low[act.mention[0]]
    if not any(start <= act.mention[0] < end for start, end in around.content):
        return None
    if source in OWN_SUBJECTS or any(a.parent is not None for a in attributions):
        return None
    ends = [end for start, end in around.content if start <= index < end]
    act.content = [(start, min(end, ends[0])) for start, end in act.content]
    start, end = act.content[-1]
    if framed:
        end = next((at for at in range(index + 1, end) if tokens.low[at] in _SUBORDINATE), end)
    act.start, act.end = act.mention[0], end
    act.content = [*act.content[:-1], (start, end)]
    act.parent = attributions.index(around)
    return act


def _act(
    tokens: Tokens,
    index: int,
    verb: Cue,
    attributions: Sequence[Attribution],
    *,
    reported: bool = False,
    talks_before: bool = False,
) -> Attribution | None:
    low = tokens.low
    after = index + 1
    if verb.base in COPULAS:
        after = skip_adverbs(low, after)
    particles = next(verb.particles_at(low, after), ())
    after += len(particles)
    if not verb.groups and not particles and not has_particle(tokens, after, verb):
        return None
    if low[index] == "back" and low[after : after + 1] in _ADVERB_BEFORE:
        # "bring the sides back to the table"
        return None
    start = _deed_start(tokens, index, verb)
    if start is None:
        return None
    answers = talks_before and (
        verb.base in _ANSWERS or (verb.base, particles) == ("walk", ("out",))
    )
    # "Premier shuts door on mediator": the idiom needs no word of talks where they are the topic.
    idiom = low[after - 1] in _IDIOMS and (talks_before or tokens.headline)
    if (
        not idiom
        and low[after - 1] not in _SAYS_ALL
        and not talks(tokens, after, verb)
        and not (answers and stands_alone(tokens, after))
        and not talks_follow(tokens, after, invitation=verb.base in ("invite", "summon"))
    ):
        return None
    phrase = _doer(tokens, start, index, verb)
    if phrase is None:
        return None
    before = low[phrase.start - 1] if phrase.start else ""
    if low[start - 1] in ("who", "which") and verb.form == "s" and start == index:
        # "Keld, which hosts the talks, said": what is so all along is background.
        return None
    if verb.form == "base" and not _CAUSES.isdisjoint(low[max(0, phrase.start - 6) : phrase.start]):
        # "meant to help the two sides reach a deal"
        return None
    contrast = before == "while" and low[phrase.start - 2] == ","
    # "It was the third time that Keld had left the talks"
    cleft = before == "that" and low[0] == "it" and "time" in low[2 : phrase.start]
    if (
        before in _SUBORDINATE - ({"that"} if reported else set())
        and not contrast
        and not cleft
        and not (tokens.headline and before in ("as", "after", "while"))
    ):
        return None
    if answers and not _ANYBODY.isdisjoint(low[phrase.start : phrase.head_end]):
        return None
    begin = phrase.start if before in ("and", "but", "while", "as", "who", "which", "after") else 0
    end = clause_end(tokens, after)
    if low[start - 1] in ("who", "which") and low[start - 2] == "," and not resumes(tokens, after):
        begin = start - 1
    for other in attributions:
        if other.start < end and begin < other.end:
            if other.start > index:
                end = min(end, other.start)
            else:
                begin = max(begin, min(other.end, phrase.start))
    content_end = end
    while content_end > after and low[content_end - 1] in (".", ",", ";", "!", "as", "and", "but"):
        content_end -= 1
    if content_end <= index:
        return None
    if content_end < end and end < len(low):
        end = content_end
    return Attribution(
        begin,
        end,
        [(start, content_end)],
        None,
        (phrase.start, phrase.end),
        "act",
        is_act=True,
    )


def _deed_start(tokens: Tokens, index: int, verb: Cue) -> int | None:
    """Return where a verb group begins that tells of a deed done; None where it tells of none."""
    low = tokens.low
    start, auxiliaries = verb_group_start(tokens, index)
    if ["yet", "to"] in (low[at : at + 2] for at in range(start, index)):
        # "have yet to accept the offer"
        return None
    passive = any(a in ("is", "was", "are", "were", "be", "been") for a in auxiliaries)
    if verb.form in ("past", "participle") and passive:
        return None
    if verb.form == "ing" and not passive:
        return None
    if verb.form == "participle" and not auxiliaries:
        return None
    if any(a in _UNREAL and not (a == "would" and tokens.headline) for a in auxiliaries):
        return None
    if start > 0 and low[start - 1] == "to":
        first = first_to(tokens, start - 1)
        if first:
            # "was the first to accept"
            start = first
        elif not tokens.headline or start == 1:
            return None
        else:
            start -= 1
    return start


def _doer(tokens: Tokens, start: int, index: int, verb: Cue) -> NounPhrase | None:
    """Return who does what the verb group at `start` tells; None where it has no such subject."""
    low = tokens.low
    phrase = subject_before(tokens, start)
    if phrase is None or not is_party(tokens, phrase):
        return None
    if low[max(0, phrase.start - 1)] == "nor":
        # "Neither Keld nor Velm has rejected the plan"
        return None
    head = low[phrase.head_end - 1]
    if low[phrase.start] == "by" and phrase.start + 1 < phrase.head_end:
        # "was hosted by Orra, which …"
        phrase = NounPhrase(phrase.start + 1, phrase.head_end, phrase.end)
    if head in noun_table() and head not in _W.parties and not tokens.headline:
        # "Word reached the envoys that"
        return None
    if tokens.headline and low[phrase.start] in cue_table() and low[phrase.start] not in _W.parties:
        # "calls on both sides to resume talks"
        return None
    if (head in _W.talk and head not in _W.parties) or head in ("it", "which", "that", "i", "you"):
        return None
    if (
        verb.form == "base"
        and start == index
        and not (
            head.endswith("s")
            or "and" in low[phrase.start : phrase.head_end]
            or "," in low[: phrase.start]
            or head in ("they", "we", "people", "who")
        )
    ):
        return None
    return phrase
