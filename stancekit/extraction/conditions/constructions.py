"""Constructions that put a term on talks without an ordinary connective.

Each function looks at one word of a sentence and returns the term that hangs on it, or None.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator

from stancekit.extraction.conditions import order as order
from stancekit.extraction.conditions.clauses import word_set
from stancekit.extraction.conditions.restrictions import accompanied, pressed_talks
from stancekit.extraction.conditions.sentence import Candidate, Sentence, condition_lexicon

__all__ = ["constructions"]

# "Raids and talks do not …"
_PARTINGS = (["go", "together"], ["go", "hand"], ["mix"], ["coexist"], ["share"], ["both"])
_TIES = frozenset(
    {"tie", "ties", "tying", "link", "links", "linking", "linked", "tied", "conditions"}
)
# What follows the verb of a command that the lexicon doesn't list.
_OBJECTS = frozenset({"the", "them", "us", "your", "our", "those", "these", "me", "back"})
# The infinitive of "were the army to leave" is no further than this many words.
_INFINITIVE = 9
_WERE = frozenset({"were", "should"})
_INNER = frozenset({"before", "if", "when", "until", "and", "but"})
_LINKING = frozenset(
    {"is", "are", "was", "were", "stays", "stay", "remain", "remains", "be", "not"}
)


@functools.cache
def _nouns() -> frozenset[str]:
    return frozenset(condition_lexicon()["nouns"]["words"] + condition_lexicon()["nouns"]["door"])


@functools.cache
def _pressing() -> dict[str, frozenset[str]]:
    return {name: frozenset(nouns) for name, nouns in condition_lexicon()["circumstance"].items()}


def _incompatible(sentence: Sentence, index: int) -> Candidate | None:
    """Find "terror and talks cannot go together", "dialogue and raids are incompatible"."""
    refusing = sentence.lower[index] in ("cannot", "not")
    if refusing and not any(
        sentence.lower[index + 1 : index + 1 + len(words)] == words for words in _PARTINGS
    ):
        return None
    clause = sentence.clause_start(index)
    for at in range(clause + 1, index - 1):
        if sentence.lower[at] != "and":
            continue
        end = index
        while end > at and sentence.lower[end - 1] in (*_LINKING, "do", "does", "can", "will"):
            end -= 1
        first = sentence.words.has_talk(clause, at)
        if first == sentence.words.has_talk(at + 1, end) or end <= at + 1:
            return None
        start, end = (at + 1, end) if first else (clause, at)
        return Candidate(1, start, end, (index, index + 1), "forbidden")
    return None


@functools.cache
def _exclusions() -> tuple[list[str], ...]:
    return tuple(pattern.split() for pattern in condition_lexicon()["nouns"]["excluded"])


def _excluded(sentence: Sentence, index: int) -> Candidate | None:
    """Find "missiles are off the table"."""
    for words in _exclusions():
        if sentence.lower[index : index + len(words)] == words:
            end = index
            start = sentence.clause_start(index)
            while end > start and sentence.lower[end - 1] in _LINKING:
                end -= 1
            while start < end and sentence.lower[start] in word_set("stop"):
                start += 1
            if start < end and _INNER.isdisjoint(sentence.lower[start:end]):
                after = index + len(words)
                # Alone it refuses a topic; beside openness it limits the agenda.
                open_too = sentence.looks_ahead(sentence.rest(start, after))
                return Candidate(2 if open_too else 6, start, end, (end, after), "forbidden")
    return None


def _noun(sentence: Sentence, index: int) -> Candidate | None:
    """Find "our condition is X", "price for talks: X", "X is a precondition for"."""
    following = sentence.following(index)
    back = index
    while back > sentence.low and sentence.lower[back - 1] in (
        "a",
        "the",
        "one",
        "its",
        "sole",
        "main",
    ):
        back -= 1
    verb = sentence.lower[back - 1] if back > sentence.low else ""
    if following in ("for", "of", "to") and verb in ("is", "are", "was", "as", "be"):
        clause = sentence.clause_start(back - 1)
        if verb == "as":
            for at in range(back - 2, clause, -1):
                if sentence.lower[at] in (
                    "sets",
                    "set",
                    "makes",
                    "names",
                    "demands",
                    "demanded",
                    "named",
                    "made",
                    "demand",
                    "sees",
                    "wants",
                    "cites",
                ):
                    clause = at + 1
                    break
        if clause < back - 1:
            return Candidate(1, clause, back - 1, (back - 1, index + 2))
    only = sentence.word(index - 1) in ("only", "sole", "single", "one")
    if sentence.lower[index] in condition_lexicon()["nouns"]["door"] and not only:
        return None
    if following == "," and sentence.word(index - 1) in ("a", "one", "two", "three", "with"):
        begin = index + 2
        if sentence.lower[begin : begin + 1] == ["namely"]:
            begin += 1
        elif sentence.lower[begin : begin + 3] == ["chief", "among", "them"]:
            begin += 3
        start, end = sentence.term(begin, "clause", fronted=False)
        if end > start and word_set("speech").isdisjoint(sentence.lower[start:end]):
            return Candidate(1, start, end, (index, begin))
    for at in range(index + 1, min(index + 20, sentence.high)):
        word = sentence.lower[at]
        if word in ("is", "are", "was", "were", ":"):
            begin = sentence.announced(at + 1)
            if begin < sentence.high and sentence.lower[begin] == "that":
                begin += 1
            start, end = sentence.term(begin, "clause", fronted=False)
            if end > start and sentence.lower[end - 1] == "first":
                end -= 1
            if end > start:
                return Candidate(1, start, end, (index, begin))
            break
        if sentence.masked(at) or (word == "," and sentence.masked(min(at + 1, sentence.high - 1))):
            continue
        if sentence.words.is_boundary(at) and sentence.masked(at - 1):
            continue
        if sentence.words.is_boundary(at) or word in word_set("relative") or word in _INNER:
            break
    return None


def _inverted(sentence: Sentence, index: int) -> Candidate | None:
    """Find "were the embargo to lapse", "should the army leave"."""
    were = sentence.lower[index] == "were"
    opens = (
        index == sentence.low
        or sentence.lower[index - 1] in (",", "and")
        or sentence.words.opens_quote(index - 1)
    )
    before = sentence.lower[sentence.clause_start(index) : index]
    inside = were and not word_set("modal").isdisjoint(before)
    if not opens and not inside:
        return None
    start, end = sentence.term(index + 1, "clause", fronted=sentence.fronted(index))
    term = sentence.lower[start:end]
    if were and "to" not in term and not any(word.endswith(("ed", "en", "wn")) for word in term):
        return None
    if inside and "to" not in term[1:_INFINITIVE]:
        return None
    if end - start < 2 or not sentence.passes("ahead", index, end):
        return None
    refused = sentence.refused(sentence.asserted(index, end))
    return Candidate(1, start, end, (index, index + 1), "forbidden" if refused else "required")


def _circumstances(sentence: Sentence, index: int) -> Candidate | None:
    """Find "under threat", "at gunpoint", "with a gun on the table"."""
    preposition = sentence.lower[index]
    nouns = _pressing()[preposition]
    if nouns.isdisjoint(sentence.lower[index + 1 : sentence.high]):
        return None
    # A list never goes on after a bare circumstance, so a comma ends it.
    start, end = sentence.term(index, "phrase", fronted=True)
    reach = 5 if preposition == "with" else 7
    for at in range(start + 1, end - 1):
        if sentence.lower[at] == "and" and sentence.lower[at + 1] in (*_pressing(), "in"):
            end = at
            break
    for at in range(start + 1, min(end, start + reach)):
        if sentence.lower[at] in nouns:
            break
        if sentence.lower[at] in _pressing() or sentence.lower[at] in ("while", "that", "who"):
            return None
    else:
        return None
    if preposition != "under" and not sentence.refused(sentence.rest(start, end)):
        return None
    return Candidate(1, start, end, (start, start), "forbidden")


def _refused_part(sentence: Sentence, index: int) -> Candidate | None:
    """Find "but will not share a room with them"."""
    for at in range(index + 1, min(index + 4, sentence.high)):
        word = sentence.lower[at]
        if word in ("won't", "won’t", "cannot") or (
            word == "not" and sentence.lower[at - 1] in word_set("modal")
        ):
            start, end = sentence.term(at + 1, "clause", fronted=False)
            if end > start and not word_set("prospect").isdisjoint(
                sentence.lower[sentence.low : index]
            ):
                return Candidate(3, start, end, (index, at + 1), "forbidden")
            return None
    return None


def _tied(sentence: Sentence, index: int) -> Candidate | None:
    """Find "links talks to the release of prisoners"."""
    if sentence.following(index) in ("with", "between"):
        return None
    target = "on" if sentence.lower[index] == "conditions" else "to"
    for at in range(index + 2, min(index + 12, sentence.high)):
        if sentence.lower[at] == target:
            start, end = sentence.term(at + 1, "phrase", fronted=False)
            if end > start:
                return Candidate(1, start, end, (index, index + 1))
            return None
        if sentence.words.is_boundary(at):
            return None
    return None


_Construction = Callable[[Sentence, int], Candidate | None]


@functools.cache
def _dispatch() -> dict[str, tuple[_Construction, ...]]:
    """Return the constructions that a word can open."""
    table: dict[str, tuple[_Construction, ...]] = {}
    for build, words in (
        (order.before, ("before", "ahead")),
        (order.enabling, ("for",)),
        (order.precedes, ("precede", "precedes")),
        (_incompatible, ("incompatible", "irreconcilable", "cannot", "not")),
        (order.then, ("then",)),
        (order.bargain, ("no",)),
        (order.only, ("only",)),
        (order.alternative, ("or", "otherwise")),
        (order.setting_aside, ("apart", "excepted", "excluded", "permitting")),
        (_excluded, ("off", "not", "non-negotiable", "cannot", "out", "no")),
        (order.first, ("first",)),
        (_noun, _nouns()),
        (_inverted, _WERE),
        (_circumstances, _pressing()),
        (pressed_talks, ("under", "amid")),
        (accompanied, ("with",)),
        (_refused_part, ("but",)),
        (_tied, _TIES),
        (order.command, word_set("imperative")),
    ):
        for word in words:
            table[word] = (*table.get(word, ()), build)
    return table


def constructions(sentence: Sentence) -> Iterator[Candidate]:
    """Yield every term that a construction of this module finds in `sentence`."""
    table = _dispatch()
    words = sentence.lower[sentence.low : sentence.high]
    commands = [at - 1 for at, word in enumerate(words) if word in _OBJECTS and at]
    opening = {at: table[word] for at, word in enumerate(words) if word in table}
    for at in sorted({*commands, *opening}):
        builds, index = opening.get(at, (order.command,)), sentence.low + at
        if not sentence.masked(index):
            for build in builds:
                found = build(sentence, index)
                if found is not None:
                    yield found
                    break
