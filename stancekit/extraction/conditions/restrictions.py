"""Restrictions: what a statement keeps out of talks, or admits alone, without a connective.

"Open to talks but rejects any held under guard" names its term as what qualifies the talks that
are refused; "on the court's terms and no others" by a phrase that excludes the rest. Each function
looks at one word of a sentence and returns the term that hangs on it, or None.
"""

from __future__ import annotations

from collections.abc import Iterator

from stancekit.extraction.conditions.clauses import word_set, words_of
from stancekit.extraction.conditions.sentence import Candidate, Sentence

__all__ = ["accompanied", "pressed_talks", "restrictions"]

# Rank of what counts only where a term is known to be set.
_WEAK = 5
# How far after a refusal what it refuses is named, in words, and how far that may go on.
_NEAR = 9
_REACH = 14
# They stand for talks that were named before: "refused one run by the army".
_PROXIES = frozenset({"one", "ones", "it", "any", "those", "so", "them", "that"})
_FILLERS = frozenset({"out", "to", "at", "any", "all", "such", "be", "been", "in", "advance", "of"})
_DETERMINERS = frozenset({"the", "a", "an", "his", "her", "its", "their", "our", "my", "your"})
_NOT_PARTICIPLES = frozenset({"need", "indeed", "united", "speed", "hundred", "bed", "red", "seed"})
_PARTICIPLES = frozenset({"run", "set", "led", "held", "drawn", "drafted", "written", "made"})
_AGENTS = frozenset({"by", "in", "from", "under", "at", "on", "within", "with", "over", "as"})
_COPULAS = frozenset({"is", "are", "was", "were", "be"})
_AHEAD = frozenset({"will", "would", "can", "could"})
_WAYS = frozenset(
    {"way", "ways", "path", "road", "means", "manner", "method", "language", "recipe"}
)
_NEAR_WAY = 5
_LONGEST_MEANS = 6
_OPENS_CLAUSE = frozenset({"but", "that", "yet", "while", "though"})
_ELSE = frozenset({"else", "otherwise", "other", "others"})
_ALONE = frozenset({"only", "alone", "solely", "exclusively"})


def pressed_talks(sentence: Sentence, index: int) -> Candidate | None:
    """Find "will not negotiate under a flag of theirs": whatever talks are refused under."""
    if not sentence.words.has_talk(sentence.clause_start(index), index):
        return None
    start, end = sentence.term(index, "phrase", fronted=True)
    if end - start < 2 or _tells_time(sentence, index + 1):
        return None
    if not sentence.refused(sentence.asserted(start, end)):
        return None
    return Candidate(2, start, end, (start, start), "forbidden")


def accompanied(sentence: Sentence, index: int) -> Candidate | None:
    """Find "with their tanks outside the hall", "with a stopwatch running": a clause of its own."""
    fronted = sentence.fronted(index)
    before = sentence.word(index - 1)
    # "Talks with the group": who is met. "Talks with a stopwatch running": what goes on meanwhile.
    met = sentence.words.names_talk([before]) or before in word_set("meeting")
    if not fronted and not before.isalpha():
        return None
    begin = index + 1
    named = begin + (sentence.word(begin) in _DETERMINERS)
    if named >= sentence.high or sentence.lower[begin] in word_set("relative"):
        return None
    if not fronted and (sentence.words.capital(named) or sentence.words.opens_quote(begin)):
        return None
    start, end = sentence.term(index, "phrase", fronted=True)
    for at in range(begin + 1, min(end, begin + _NEAR)):
        word = sentence.lower[at]
        if word in word_set("relative"):
            return None
        if met and not fronted:
            if word.endswith("ing") and at > begin + 1 and sentence.words.closes_at(at + 1):
                break
            continue
        state = word in word_set("place") or (at > begin + 1 and word.endswith("ing"))
        state = state or (at > begin and word in word_set("state"))
        if state or (_is_participle(word) and sentence.words.closes_at(at + 1)):
            break
    else:
        return None
    if sentence.refused(sentence.rest(start, end)):
        return Candidate(2, start, end, (start, start), "forbidden")
    return Candidate(_WEAK, start, end, (start, start))


def restrictions(sentence: Sentence) -> Iterator[Candidate]:
    """Yield the restrictions of a sentence that is known to set a term."""
    refusing = words_of("refusing", "negation")
    for index in range(sentence.low, sentence.high):
        if sentence.masked(index):
            continue
        word = sentence.lower[index]
        found: Candidate | None = None
        if word in refusing and not _undone(sentence, index):
            found = (
                _no_way(sentence, index)
                or _excluded_at_end(sentence, index)
                or _refused(sentence, index)
            )
        elif word in _ALONE or word in _ELSE:
            found = _admitted_alone(sentence, index)
        elif word in word_set("manner"):
            found = _manner(sentence, index)
        if found is not None:
            yield found


def _undone(sentence: Sentence, index: int) -> bool:
    """Tell whether the refusal at `index` is none: "not opposed", "no objection"."""
    before = sentence.lower[max(sentence.low, index - 4) : index]
    word = sentence.lower[index]
    if word in word_set("parting") and sentence.following(index) not in word_set("particle"):
        return True
    if sentence.lower[index] not in word_set("negation"):
        return not word_set("negation").isdisjoint(before)
    after = sentence.lower[index + 1 : min(index + 4, sentence.high)]
    return not words_of("refusing", "obstacle").isdisjoint(after)


def _refused_talks(sentence: Sentence, index: int) -> int | None:
    """Return where the talks are named that the word at `index` refuses."""
    for at in range(index + 1, min(index + _NEAR, sentence.high)):
        word = sentence.lower[at]
        if sentence.words.is_boundary(at) and not sentence.words.opens_quote(at):
            return None
        if word in _PROXIES or sentence.words.has_talk(at, at + 1):
            # "peace talks", "truce deal": the last of several nouns.
            while at + 1 < sentence.high and sentence.words.has_talk(at + 1, at + 2):
                at += 1
            return at
    return None


def _qualifier(sentence: Sentence, begin: int, opening: frozenset[str]) -> int:
    """Return where a phrase starts that qualifies the talks named before `begin`, or 0."""
    lower = sentence.lower
    for at in range(begin, min(begin + _REACH, sentence.high)):
        word = lower[at]
        if sentence.words.opens_quote(at):
            continue
        if sentence.words.is_boundary(at) or word in word_set("stop"):
            return 0
        following = sentence.following(at)
        if word in opening and not _tells_time(sentence, at + 1):
            return at
        if word in ("that", "which", "who") and at > begin - 1 and lower[at - 1] not in opening:
            return at + 1
        if following in _AGENTS and _is_participle(word):
            return at
    return 0


def _is_participle(word: str) -> bool:
    return word in _PARTICIPLES or (
        word.endswith("ed") and len(word) > 4 and word not in _NOT_PARTICIPLES
    )


def _tells_time(sentence: Sentence, index: int) -> bool:
    """Tell whether the phrase is a date: "in July", "on Monday", "at this stage"."""
    near = sentence.lower[index : min(index + 4, sentence.high)]
    if near and near[0][0].isdigit():
        return True
    return not word_set("time").isdisjoint(near)


def _until_end(sentence: Sentence, start: int, rank: int = 3) -> Candidate | None:
    begin, end = sentence.term(start, "phrase", fronted=False)
    if end < begin + 2:
        return None
    return Candidate(rank, begin, end, (begin, begin), "forbidden")


def _refused(sentence: Sentence, index: int) -> Candidate | None:
    """Find what is refused beside openness: talks of one kind, or a topic, guest or place."""
    named = _refused_talks(sentence, index)
    if named is not None:
        start = _qualifier(sentence, named + 1, word_set("manner"))
        start = start or _qualifier(sentence, named + 1, word_set("relation"))
        if start:
            return _until_end(sentence, start, 4)
    if sentence.lower[index] in word_set("negation") and not (
        index == sentence.low
        or sentence.words.is_boundary(index - 1)
        or not word_set("turning").isdisjoint(
            sentence.lower[sentence.clause_start(index) - 1 : index]
        )
    ):
        return None
    begin = index + 1
    while begin < sentence.high and sentence.lower[begin] in _FILLERS:
        begin += 1
    start, end = sentence.term(begin, "clause", fronted=False)
    if end <= start:
        return None
    return Candidate(6, start, end, (index, begin), "forbidden")


def _no_way(sentence: Sentence, index: int) -> Candidate | None:
    """Find "ready to talk, but bombs are no way to begin", "but blackmail will not work"."""
    lower = sentence.lower
    end = index - 1
    if end <= sentence.low:
        return None
    if lower[end] in _COPULAS:
        after = lower[index + 1 : min(index + _NEAR_WAY, sentence.high)]
        end -= lower[end - 1] in _AHEAD
        named = not _WAYS.isdisjoint(after)
    else:
        named = lower[end] in _AHEAD and sentence.following(index) in ("work", "help")
    start = sentence.clause_start(index)
    joints = (at for at in range(end - 1, start - 1, -1) if lower[at] in _OPENS_CLAUSE)
    start = next(joints, start - 1) + 1
    if not named or not 0 < end - start <= _LONGEST_MEANS or lower[start] in _PROXIES | {"there"}:
        return None
    return Candidate(3, start, end, (start, start), "forbidden")


def _excluded_at_end(sentence: Sentence, index: int) -> Candidate | None:
    """Find "a general never", "in front of cameras, no"."""
    if sentence.lower[index] not in ("no", "never", "not"):
        return None
    if index + 1 < sentence.high and not sentence.words.is_boundary(index + 1):
        return None
    end = index
    while end > sentence.low and sentence.words.is_boundary(end - 1):
        end -= 1
    start = sentence.clause_start(end)
    if start >= end:
        return None
    return Candidate(4, start, end, (index, index + 1), "forbidden")


def _admitted_alone(sentence: Sentence, index: int) -> Candidate | None:
    """Find "through the bishop and nobody else", "as an observer only"."""
    after = index + 1
    if after < sentence.high and not sentence.words.is_boundary(after):
        return None
    start = 0
    for at in range(index - 1, max(sentence.low, index - _REACH) - 1, -1):
        if sentence.masked(at) or sentence.lower[at] in (";", ".", ":"):
            break
        if sentence.lower[at] in words_of("manner", "relation"):
            start = at
            if sentence.following(at) != "no":
                break
    if not start:
        return None
    if sentence.lower[index] in _ALONE:
        return Candidate(4, start, index, (index, after))
    return Candidate(4, start, after, (start, start))


def _manner(sentence: Sentence, index: int) -> Candidate | None:
    """Find "as equals" in "will meet him as equals": how talks are to be."""
    if _tells_time(sentence, index + 1) or sentence.following(index) in ("of", "any"):
        return None
    clause = sentence.low
    if not sentence.words.has_talk(clause, index) and not sentence.fronted(index):
        return None
    start, end = sentence.term(index, "phrase", fronted=sentence.fronted(index))
    if end - start < 2 or sentence.lower[end - 1].startswith("precondition"):
        return None
    refused = sentence.refused(sentence.asserted(index, end))
    set_off = index > sentence.low and sentence.words.is_boundary(index - 1)
    if not set_off and sentence.lower[index] not in word_set("basis"):
        return None
    rank = 5 if set_off else 7
    return Candidate(rank, start, end, (start, start), "forbidden" if refused else "required")
