"""What commas, dashes or brackets set off between a subject and its verb."""

from __future__ import annotations

from stancekit.extraction.attribution.grammar.adverbials import is_participle
from stancekit.extraction.attribution.grammar.cues import words
from stancekit.extraction.attribution.grammar.nouns import HARD, NO_HEAD, NUMERALS, TEMPORAL
from stancekit.extraction.attribution.grammar.sentences import QUOTE, Tokens

__all__ = ["before_age", "interruption_start"]

_W = words()
_LONGEST_PLACE = 4
_LONGEST_DETAILS = 10
_DIGITS_OF_AN_AGE = 3
_LONGEST_INTERRUPTION = 40
# What a name in quotation marks follows: "known as “Owl”".
_NAMING = frozenset("as called dubbed named nicknamed titled entitled alias aka".split())


def interruption_start(tokens: Tokens, closing: int) -> int | None:
    """Return the mark that opens what the one at `closing` ends: ", the envoy of Norway,"."""
    low = tokens.low
    mark = "(" if low[closing] == ")" else low[closing]
    best: int | None = None
    for index in range(closing - 1, max(0, closing - _LONGEST_INTERRUPTION) - 1, -1):
        word = low[index]
        if word in ";:" or (word == QUOTE and low[index - 1] not in _NAMING):
            break
        if word != mark or index == 0:
            continue
        after = low[index + 1]
        before = low[index - 1]
        bracketed = before == ")" and mark == ","
        headless = before in NO_HEAD and before not in NUMERALS
        if (before in HARD and not bracketed) or headless or index + 1 == closing:
            continue
        if after in ("who", "which", "whose", "whom"):
            return index
        if (
            after in ("and", "or", "but", "that", "because", "if", "while", "as", "when")
            and best is None
        ):
            # "Orr, while speaking in the house, said"
            speaking = after in ("while", "when") and is_participle(low[index + 2])
            return index if after == "as" or speaking else None
        if best is None:
            best = index
            # A bare place or number may be the tail of a longer interruption: look on.
            if not (tokens.is_capital(index + 1) and closing - index <= 3):
                best_head = low[index + 1]
                if best_head in _W.determiners or closing - index > 3 or best_head[:1].isdigit():
                    continue
        elif after in ("a", "an", "who", "the"):
            named = tokens.is_capital(index - 1) and not _is_fronted(tokens, index - 1)
            return index if named else best
    return best


def before_age(tokens: Tokens, opened: int) -> int:
    """Return the comma before an age: "Ana Paz, 59, of Lima, who …"; else `opened`."""
    low = tokens.low
    for at in range(opened - 2, max(0, opened - _LONGEST_DETAILS), -1):
        if low[at] == QUOTE:
            break
        aged = low[at] == "," and low[at + 1].isdigit() and len(low[at + 1]) <= _DIGITS_OF_AN_AGE
        if (
            aged
            and low[at + 2] == ","
            and tokens.is_capital(at - 1)
            and low[at - 1] not in TEMPORAL
        ):
            return at
    return opened


def _is_fronted(tokens: Tokens, last: int) -> bool:
    # "In Lima, the head of the union, Ana Paz, said": the place is no name for the head.
    low = tokens.low
    if low[last] in TEMPORAL:
        return True
    start = last
    while start > 0 and last - start < _LONGEST_PLACE and tokens.is_capital(start - 1):
        start -= 1
    return low[start] in _W.prepositions or (start > 0 and low[start - 1] in _W.prepositions)
