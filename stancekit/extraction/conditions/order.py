"""Constructions of order and bargain: what must come first, and what is given for what.

Each function looks at one word of a sentence and returns the term that hangs on it, or None.
"""

from __future__ import annotations

from stancekit.extraction.conditions.clauses import word_set, words_of
from stancekit.extraction.conditions.sentence import Candidate, Sentence

__all__ = [
    "alternative",
    "bargain",
    "before",
    "command",
    "enabling",
    "first",
    "only",
    "precedes",
    "setting_aside",
    "then",
]

_REFUSALS = frozenset({"not", "nothing", "stays", "stay", "else", "never", "no"})
# A word shorter than this (in letters), of unknown part of speech, is hardly the verb of a command.
_VERB = 4
# A clause without a verb ("guns back behind the river") is no longer than this many words.
_BRIEF = 10


def before(sentence: Sentence, index: int) -> Candidate | None:
    """Find "withdraw before any talks" and "no talks before the army withdraws"."""
    if sentence.lower[index] == "ahead" and sentence.following(index) != "of":
        return None
    begin = index + (2 if sentence.lower[index] == "ahead" else 1)
    start, end = sentence.term(begin, "clause", fronted=sentence.fronted(index))
    end = sentence.subject_end(index, start, end)
    if end <= start:
        return None
    if index > sentence.low and sentence.lower[index - 1] in ("come", "comes"):
        return precedes(sentence, index - 1, begin)
    if index > sentence.low and sentence.words.opens_quote(index - 1):
        index -= 1
    demand = sentence.demanded(index)
    clause = sentence.clause_start(index)
    if demand < 0 and index - clause > 1 and sentence.words.has_talk(start, end):
        ahead = word_set("modal").isdisjoint(sentence.lower[clause:index])
        demand = clause if ahead and not sentence.words.has_talk(clause, index) else -1
    if demand >= 0:
        # "Insists on a pardon before any talks".
        demand += sentence.lower[demand] == "on"
        return Candidate(1, demand, index, (index, begin)) if demand < index else None
    if sentence.lower[index] == "ahead" and not sentence.refused(sentence.rest(index, end)):
        return None
    if not sentence.passes("ahead", index, end):
        return None
    # A phrase may name a place or date: "before the court", "before Easter".
    clause_follows = not words_of("finite", "modal").isdisjoint(sentence.lower[start:end]) or any(
        word.endswith(("ed", "s")) for word in sentence.lower[start + 1 : end]
    )
    rank = 2 if clause_follows else 3
    if not sentence.refused(sentence.asserted(index, end)):
        # "Will sign before the ice melts" tells when; "won't sign before it melts" sets a term.
        rank += 4
    return Candidate(rank, start, end, (index, begin))


def enabling(sentence: Sentence, index: int) -> Candidate | None:
    """Find "the threat must go for talks to mean anything"."""
    clause = sentence.clause_start(index)
    near = range(index + 1, min(index + 8, sentence.high))
    goal = next((at for at in near if sentence.lower[at] == "to"), None)
    if goal is None or not sentence.words.has_talk(index + 1, goal):
        return None
    if "must" not in sentence.lower[clause:index] or sentence.words.has_talk(clause, index):
        return None
    start = max(clause, sentence.owed(clause, index))
    return Candidate(1, start, index, (index, index + 1))


def precedes(sentence: Sentence, index: int, begin: int = 0) -> Candidate | None:
    """Find "recognition must precede any talks", "must come before" them."""
    begin = begin or index + 1
    start = sentence.clause_start(index)
    end = index
    while end > start and sentence.lower[end - 1] in (
        "must",
        "should",
        "will",
        "to",
        "has",
        "have",
    ):
        end -= 1
    _, last = sentence.term(begin, "phrase", fronted=False)
    if end <= start or not sentence.words.has_talk(begin, last):
        return None
    return Candidate(1, start, end, (end, begin))


def then(sentence: Sentence, index: int) -> Candidate | None:
    """Find "guns back behind the river, and then a summit"."""
    end = index
    while end > sentence.low and sentence.lower[end - 1] in ("and", ","):
        end -= 1
    if end == index or end == sentence.low or index + 1 >= sentence.high:
        return None
    start = sentence.clause_start(end)
    for at in range(start, end - 1):
        if sentence.lower[at] in word_set("owing"):
            return Candidate(2, at + 1, end, (end, index + 1))
    clause = sentence.lower[start:end]
    if (
        not 1 < len(clause) <= _BRIEF
        or not word_set("modal").isdisjoint(clause)
        or not word_set("finite").isdisjoint(clause)
        or not word_set("pronoun").isdisjoint(clause)
        or not sentence.fronted(start)
    ):
        return None
    return Candidate(2, start, end, (end, index + 1))


def first(sentence: Sentence, index: int) -> Candidate | None:
    """Find "prisoners first, talks later" and "first the guns go quiet, then …"."""
    clause = sentence.clause_start(index)
    following = sentence.following(index)
    if not word_set("relative").isdisjoint(sentence.lower[clause:index]):
        return None
    ends = (
        index + 1 >= sentence.high
        or sentence.words.is_boundary(index + 1)
        or following in ("and", "then")
    )
    if clause < index and ends:
        if sentence.lower[index - 1] in ("the", "at", "its", "their", "a") or any(
            clause <= start < index for start, _ in sentence.matches
        ):
            return None
        clause = max(clause, sentence.demanded(index))
        return Candidate(1, clause, index, (index, index + 1))
    if clause == index and following not in ("of", "", ","):
        start, end = sentence.term(index + 1, "clause", fronted=True)
        rest = sentence.lower[end : sentence.high]
        if end > start and ("then" in rest or following == "let"):
            return Candidate(1, start, end, (index, index + 1))
    return None


def bargain(sentence: Sentence, index: int) -> Candidate | None:
    """Find "no prisoners, no pact" and "talks yes, troops no"."""
    ends = index + 1 >= sentence.high or sentence.words.is_boundary(index + 1)
    if ends and "yes" in sentence.lower[sentence.low : index]:
        start = sentence.clause_start(index)
        return (
            Candidate(1, start, index, (index, index + 1), "forbidden") if start < index else None
        )
    if not sentence.fronted(index):
        return None
    for at in range(index + 1, min(index + _BRIEF, sentence.high - 1)):
        if sentence.words.is_boundary(at):
            if (
                sentence.lower[at] == ","
                and sentence.following(at) == "no"
                and index + 1 < at < sentence.high - 2
                and sentence.words.has_talk(at + 2, min(at + 6, sentence.high))
            ):
                return Candidate(1, index + 1, at, (index, index + 1))
            return None
    return None


def only(sentence: Sentence, index: int) -> Candidate | None:
    """Find "only the lifting of the siege would bring us back"."""
    if sentence.following(index) not in ("a", "an", "the", "full", "complete") or (
        index > sentence.low and sentence.lower[index - 1] == "then"
    ):
        return None
    modal = word_set("modal")
    for at in range(index + 2, min(index + 20, sentence.high)):
        if sentence.lower[at] in modal:
            return Candidate(2, index + 1, at, (index, index + 1))
        if sentence.words.is_boundary(at):
            return None
    return None


def alternative(sentence: Sentence, index: int) -> Candidate | None:
    """Find "by referendum or not at all", "joint drills end or nothing begins"."""
    after = sentence.lower[index + 1 : min(index + 6, sentence.high)]
    if sentence.lower[index] == "otherwise":
        end = index + 1
        if sentence.word(index - 1) not in (",", ";"):
            return None
    elif after[:3] == ["not", "at", "all"]:
        end = index + 4
    elif not _REFUSALS.isdisjoint(after):
        end = index + 1
    else:
        return None
    last = index - 1 if index > sentence.low and sentence.lower[index - 1] in ",;" else index
    start = sentence.clause_start(last)
    start += sentence.word(start) == "either"
    # Where the clause before names talking, its manner is the term: "as two governments".
    otherwise = sentence.lower[index] == "otherwise"
    if otherwise or sentence.words.has_talk(start, last) or after[:1] == ["not"]:
        for at in range(last - 2, max(start, last - 12) - 1, -1):
            if sentence.lower[at] in ("by", "with", "through", "under", "in", "on", "as", "at"):
                return Candidate(1, at, last, (index, end))
        if not otherwise:
            return None
    if not 1 < last - start <= _BRIEF:
        return None
    return Candidate(3 if otherwise else 2, start, last, (index, end))


def setting_aside(sentence: Sentence, index: int) -> Candidate | None:
    """Find "fishing rights apart", "parliament permitting"."""
    start = sentence.clause_start(index)
    verbal = words_of("finite", "modal")
    if not verbal.isdisjoint(sentence.lower[start:index]):
        return None
    if (
        sentence.low < start < index
        and index - start <= _VERB
        and sentence.words.closes_at(index + 1)
    ):
        polarity = "required" if sentence.lower[index] == "permitting" else "forbidden"
        return Candidate(2, start, index, (index, index + 1), polarity)
    return None


def command(sentence: Sentence, index: int) -> Candidate | None:
    """Find "lift the siege and then we talk"."""
    known = sentence.lower[index] in word_set("imperative")
    if index > sentence.low and not (
        sentence.fronted(index) or (known and sentence.lower[index - 1] in (",", "so"))
    ):
        return None
    if not known and (
        len(sentence.lower[index]) < _VERB or sentence.lower[index].endswith(("ing", "ly", "s"))
    ):
        return None
    for at in range(index + 2, min(index + 30, sentence.high)):
        word = sentence.lower[at]
        if word in (";", ".", ":"):
            return None
        if word in ("and", "then", "after"):
            after = at + 1 + (sentence.following(at) in ("then", "that"))
            if not _promises(sentence, after, known=known):
                continue
            end = at
            while end > index + 1 and sentence.lower[end - 1] in (",", "first"):
                end -= 1
            return Candidate(1, index, end, (at, after))
    return None


def _promises(sentence: Sentence, index: int, *, known: bool) -> bool:
    """Tell whether a clause at `index` says what the speaker would then do."""
    near = sentence.lower[index : index + 7]
    if not near:
        return False
    modal = word_set("modal")
    if near[0] in word_set("pronoun"):
        return known or not modal.isdisjoint(near[:3])
    return (
        known and near[0] not in modal and (near[0] in ("our", "my") or not modal.isdisjoint(near))
    )
