"""What follows the verb of an act: its object, and where its clause ends."""

from __future__ import annotations

from stancekit.extraction.attribution.acts.constructions import BREAKS
from stancekit.extraction.attribution.grammar.cues import Cue, act_table, words
from stancekit.extraction.attribution.grammar.nouns import TEMPORAL
from stancekit.extraction.attribution.grammar.objects import narrator_goes_on
from stancekit.extraction.attribution.grammar.sentences import Tokens

__all__ = ["TALKING", "clause_end", "stands_alone", "talks", "talks_follow"]

_W = words()
_REACH = 14
_NO_OBJECT = BREAKS | _W.prepositions
_OBJECT_ENDS = frozenset(
    "that which who because after before during following amid despite since ahead".split()
)
_REACH_OF_INVITATION = 30
_SHORTEST_CLAUSE = 2
_AFTER_ANSWER = frozenset("after and as at but in on over when while within".split())
# These are talking by themselves, whatever it is about.
TALKING = frozenset({"negotiate", "mediate"})


def stands_alone(tokens: Tokens, after: int) -> bool:
    """Tell whether a verb has no object: the clause ends, or a time or an afterthought follows.

    Parameters
    ----------
    tokens : Tokens
        The sentence.
    after : int
        The token after the verb and its particles.
    """
    follows = tokens.low[after] if after < len(tokens) else "."
    return follows in BREAKS or follows in _AFTER_ANSWER or follows in TEMPORAL


def talks(tokens: Tokens, after: int, verb: Cue) -> bool:
    """Tell whether a verb is talking by itself, whatever about: "negotiated its return".

    In "has negotiated for Velm for years" it is an occupation.

    Parameters
    ----------
    tokens : Tokens
        The sentence.
    after : int
        The token after the verb and its particles.
    verb : Cue
        The verb.
    """
    if verb.base not in TALKING or verb.form == "ing" or after >= len(tokens):
        return False
    return tokens.low[after] not in _NO_OBJECT


def talks_follow(tokens: Tokens, after: int, *, invitation: bool = False) -> bool:
    """Tell whether the object of a verb speaks of talks.

    Parameters
    ----------
    tokens : Tokens
        The sentence.
    after : int
        The token after the verb and its particles.
    invitation : bool
        Whether it names guests before that.
    """
    low = tokens.low
    reach = _REACH_OF_INVITATION if invitation else _REACH
    for index in range(after, min(after + reach, len(low))):
        word = low[index]
        if word in BREAKS and not (word == "," and (index == after or invitation)):
            # "direct, high-level talks"
            if word == "," and any(w in _W.talk for w in low[index + 2 : index + 4]):
                continue
            return False
        if word in _W.talk:
            return True
        if "-" in word and word.rsplit("-", 1)[1] in _W.talk:
            return True
        if word in _OBJECT_ENDS and index > after:
            return False
    return False


def clause_end(tokens: Tokens, after: int) -> int:
    """Return where the clause of a deed ends.

    Parameters
    ----------
    tokens : Tokens
        The sentence.
    after : int
        The token after the verb and its particles.
    """
    low = tokens.low
    if tokens.headline:
        for index in range(after, len(low)):
            if (low[index] in ("as", ";", "while") and index + _SHORTEST_CLAUSE < len(low)) or (
                low[index] == "," and index + 2 < len(low) and _another_clause(tokens, index + 1)
            ):
                return index
        return len(low)
    return next((at for at in range(after, len(low) - 1) if narrator_goes_on(tokens, at)), len(low))


def _another_clause(tokens: Tokens, start: int) -> bool:
    table = act_table()
    return any(
        word in table and table[word].form in ("s", "base")
        for word in tokens.low[start + 1 : start + 6]
    )
