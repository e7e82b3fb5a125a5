"""Where what somebody demanded, rejected or praised begins and ends."""

from __future__ import annotations

from stancekit.extraction.attribution.grammar.adverbials import is_adverb, skip_back_adverbials
from stancekit.extraction.attribution.grammar.cues import words
from stancekit.extraction.attribution.grammar.finite import is_finite
from stancekit.extraction.attribution.grammar.nouns import DASHES
from stancekit.extraction.attribution.grammar.phrases import noun_phrase_after, skip_adverbials
from stancekit.extraction.attribution.grammar.sentences import QUOTE, Tokens
from stancekit.extraction.attribution.grammar.verbs import verb_forms

__all__ = ["narrator_goes_on", "object_end", "object_start"]

_W = words()
_FORMS = verb_forms()
_NO_OBJECT_MARKS = DASHES | frozenset(",;:)(")
_NO_OBJECT = frozenset(
    "by if when while because and or nor but until since against to than".split()
)
# "reported from the island", "debated on a boat": where, and no object.
_PLACES = frozenset("at from in into through via".split())
# "The others mock him.": what was said is not told.
_DEGREES = frozenset({"more", "most", "less", "rather"})
_ANAPHORS = frozenset("him her them us me you".split())
_TAKES_TO = frozenset("against for to ultimatum appeal call warning ready".split())
_CALLS = frozenset({"call", "calls", "called", "calling"})
# What begins the narrator's comment, after a comma.
_COMMENTS = frozenset(
    """which who whose whom another though although while whereas even so despite
    where""".split()
)
# Clauses of time and cause after an object are the narrator's: "praised it after she had left".
_CIRCUMSTANCES = frozenset("after before when while as because since although though so".split())
_TIMES = frozenset("after before when while since during".split())
_DEADLINES = frozenset({"by", "since", "next", "at", "this"})
# What a verb's second complement begins with ("accused Orr, who was away, of lying").
_COMPLEMENTS = frozenset({"of", "for", "as", "to"})
_BREAKS = frozenset({",", ";", ":", ".", QUOTE, "—", "–", "("})
# What begins the narrator's account of when and why, or of whom it concerned.
_WHEN = frozenset("after as when while since".split())
_RELATIVES = frozenset({"which", "who", "whose", "whom"})
_LONGEST_MEASURE = 6
_LONGEST_COMMENT = 25
_LONGEST_PLAIN = 40
_CLAUSES = frozenset("who whom whose which that what how where when why whether if".split())
_PERFECT = frozenset({"has", "have", "had"})


def object_start(tokens: Tokens, after: int, last: int) -> int | None:
    """Return where the object of a cue begins; None where it has none.

    Parameters
    ----------
    tokens : Tokens
        The sentence.
    after : int
        The token after the cue.
    last : int
        First token of the sentence's final punctuation.
    """
    low = tokens.low
    at = skip_adverbials(tokens, after)
    if low[after : after + 1] and low[after] in _DEGREES:
        # "put it more bluntly"
        at = max(at, skip_adverbials(tokens, after + 1)) if is_adverb(low[last - 1]) else at
    if at >= last or low[at] in _NO_OBJECT_MARKS or low[at] in _W.particles:
        return None
    if low[after - 1] in _CALLS and low[at] in ("a", "an", "another", "snap", "early"):
        # "called a vote", but "called the vote a farce"
        return None if not _W.convened.isdisjoint(low[at : at + 3]) else at
    if low[at] in _PLACES or (low[at] in _ANAPHORS and at + 1 == last):
        return None
    if low[at] in _NO_OBJECT and low[after - 1] not in _TAKES_TO:
        return None
    return at


def object_end(tokens: Tokens, start: int, end: int) -> int:
    """Return where an object ends: before the narrator's when, where, why and comments.

    Parameters
    ----------
    tokens : Tokens
        The sentence.
    start : int
        First token of the object.
    end : int
        The end of the sentence, without its punctuation.
    """
    low = tokens.low
    # "agreed to meet in May", "refused to talk before …": the time is part of what is undertaken.
    undertaken = "to" in low[start - 1 : start + 2]
    at = start + 1
    while at < end - 1:
        if low[at] == "," and low[at + 1] in _COMMENTS:
            resumed = _complement_after(tokens, at, end)
            if not resumed:
                end = at
                break
            at = resumed
        elif (
            not (undertaken and low[at] in _TIMES) and _ends_object(tokens, at, end)
        ) or _begins_second_verb(tokens, start, at):
            end = at + (at in tokens.quotes)
            break
        at += 1
    if undertaken or is_adverb(low[end - 1]):
        return end
    last = skip_back_adverbials(tokens, end - 1)
    # "demanded a truce by Monday": the day is part of the demand.
    return last + 1 if last >= start and _DEADLINES.isdisjoint(low[last + 1 : end]) else end


def _complement_after(tokens: Tokens, comma: int, end: int) -> int:
    # The token after the comma that ends a comment, where the verb's complement follows; or 0.
    for at in range(comma + 2, min(comma + _LONGEST_COMMENT, end - 1)):
        if tokens.low[at] == "," and tokens.low[at + 1] in _COMPLEMENTS:
            return at + 1
    return 0


def _ends_object(tokens: Tokens, at: int, end: int) -> bool:
    low = tokens.low
    word, follows = low[at], low[at + 1]
    if word in ("during", "while", "amid", ";"):
        return True
    if word == "because" and follows == "of":
        return True
    if word == "on" and follows in _W.days and low[at + 2 : at + 3] in ([","], [";"]):
        return True
    if word == "since" and low[at - 1] != "ever":
        return True
    if word in _CIRCUMSTANCES and (follows in _W.pronouns or _is_clause(tokens, at + 1, end)):
        return True
    if word == "," and follows.endswith("ing") and len(follows) > 5:
        # "praised the plan, thanking its authors", but "peace, including a truce, and trade"
        return follows not in _W.prepositions and not _lists_more(tokens, at + 1, end)
    if at in tokens.quotes and follows in ("and", "but"):
        # "called it “a trap,” and left"
        inner = tokens.quotes[at]
        return tokens.text[inner.end - 1 : inner.end] == ","
    if word == "," and follows in ("and", "so", "yet"):
        return _is_clause(tokens, skip_adverbials(tokens, at + 2), end)
    if word in DASHES:
        return DASHES.isdisjoint(low[at + 1 : end])
    return word == "but" and QUOTE not in low[at:end]


def _begins_second_verb(tokens: Tokens, start: int, joint: int) -> bool:
    # "championed the plan and has since paid for it": what the subject did besides.
    low = tokens.low
    if low[joint] not in ("and", "but") or low[joint - 1] in _NO_OBJECT_MARKS:
        return False
    at = joint + 1
    while at < len(low) and is_adverb(low[at]):
        at += 1
    if at >= len(low):
        return False
    word = low[at]
    if not (
        word in _PERFECT
        or (word in _FORMS.pasts and word not in _FORMS.nouns and is_finite(tokens, at))
    ):
        return False
    return not any(
        low[before] in _CLAUSES or is_finite(tokens, before)
        for before in range(max(start, joint - _LONGEST_PLAIN), joint)
    )


def _lists_more(tokens: Tokens, start: int, end: int) -> bool:
    # "lying, cheating and stealing": another of the kind follows.
    low = tokens.low
    return any(
        low[at] in (",", "and", "or") and low[at + 1].endswith("ing")
        for at in range(start + 1, end - 1)
    )


def _is_clause(tokens: Tokens, start: int, end: int) -> bool:
    # "…, and the council voted": a subject of its own, then a finite verb.
    subject = noun_phrase_after(tokens, start, appositive=False)
    return subject is not None and any(
        is_finite(tokens, at) for at in range(start + 1, min(subject.end + 1, end))
    )


def narrator_goes_on(tokens: Tokens, at: int) -> bool:
    """Tell whether what begins at a token is no part of the deed that it follows.

    "Velm left the talks | , a day after …", "| , which …", "| as Orra …"

    Parameters
    ----------
    tokens : Tokens
        The sentence.
    at : int
        The token.
    """
    low = tokens.low
    if low[at] == ";":
        return True
    joint = at
    if low[at] == ",":
        joint += 1
        if low[joint] in _RELATIVES or (
            low[joint] in _W.prepositions and low[joint + 1 : joint + 2] in (["which"], ["whom"])
        ):
            return True
        while joint < at + _LONGEST_MEASURE and low[joint] not in _WHEN:
            joint += 1
            if joint + 1 >= len(low) or low[joint] in _BREAKS:
                return False
    if joint + 2 >= len(low) or low[joint] not in _WHEN:
        return False
    return _is_clause(tokens, joint + 1, len(low))
