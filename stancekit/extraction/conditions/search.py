"""Finding the terms that a statement puts on talks."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from stancekit.extraction.conditions.clauses import Words, word_set, words_of
from stancekit.extraction.conditions.constructions import constructions
from stancekit.extraction.conditions.restrictions import restrictions
from stancekit.extraction.conditions.sentence import Candidate, Form, Sentence, obligations
from stancekit.extraction.conditions.types import condition_type
from stancekit.reading.plain import make_plain
from stancekit.statement import Condition

__all__ = ["find_conditions"]

# No link after these words: "even if", "a day after", "with or without".
_NO_LINK = {
    "if": ("even", "neither", "nor", "ask", "asks", "asked", "wonder", "wonders", "know", "knows"),
    "when": ("even", "neither", "nor"),
    "without": ("or",),
    "after": (
        "day",
        "days",
        "week",
        "weeks",
        "hours",
        "months",
        "month",
        "shortly",
        "soon",
        "years",
    ),
}
_TIMES = frozenset({"morning", "night", "week", "month", "year", "hour", "minute"})
# Added to the rank of what the rest of its sentence does not bear out: it counts where a term is
# known to be set and nothing better shows it.
_DOUBTFUL = 4
# Obligations looked at in a sentence.
_MOST = 16
_PRONOUNS = frozenset({"it", "this", "them", "him", "her", "us", "me", "which", "whom"})
_DETERMINERS = frozenset({"the", "a", "an", "our", "its", "their", "his", "her", "my", "all"})


def find_conditions(text: str, *, expected: bool = False) -> tuple[Condition, ...]:
    """Find the terms that the words of a statement put on talks.

    These are candidates: whether the statement is about talks at all is the classifier's question,
    and its label decides which of them count.

    Parameters
    ----------
    text : str
        One statement with its attribution, as a rule one sentence.
    expected : bool
        The statement is known to set a term. Where no connective shows it, the restriction that
        comes next is taken: how talks are to be held, or which ones are refused.

    Returns
    -------
    tuple of Condition
        In order and without overlap; offsets are relative to `text`.

    Examples
    --------
    >>> [c.text for c in find_conditions("We will talk if the shelling stops, the minister said.")]
    ['the shelling stops']
    >>> find_conditions("No talks under threat, she said.")[0].polarity
    'forbidden'
    """
    made = make_plain(text)
    if made is not None:
        found = _search(made.text, expected=expected)
        return tuple(made.condition(one, text) for one in found)
    return _search(text, expected=expected)


def _search(text: str, *, expected: bool) -> tuple[Condition, ...]:
    words = Words(text)
    sentences = [Sentence(words, low, high) for low, high in words.sentences()]
    chosen: list[Candidate] = []
    doubtful: list[Candidate] = []
    for sentence in sentences:
        ranked = sorted(_candidates(sentence), key=lambda item: (item.rank, item.start))
        kept: list[Candidate] = []
        for item in ranked:
            if item.rank >= _DOUBTFUL:
                doubtful.append(item)
            elif not (item.rank == 3 and kept) and all(
                item.end <= other.start or other.end <= item.start for other in kept
            ):
                kept.append(item)
        chosen += kept
    if expected and not chosen:
        for sentence in sentences:
            doubtful += restrictions(sentence)
        chosen = sorted(doubtful, key=lambda item: (item.rank, item.start))[:1]
    chosen.sort(key=lambda item: item.start)
    conditions = []
    for item in chosen:
        start, end = words.starts[item.start], words.ends[item.end - 1]
        low, high = item.link
        connective = text[words.starts[low] : words.ends[high - 1]] if high > low else ""
        term = text[start:end]
        conditions.append(
            Condition(start, end, term, connective, item.polarity, condition_type(term, connective))
        )
    return tuple(conditions)


def _candidates(sentence: Sentence) -> Iterator[Candidate]:
    """Yield every term of a sentence, overlapping ones too."""
    for index, form in sentence.matches:
        yield from _from_connective(sentence, index, form)
    yield from _from_obligations(sentence)
    yield from constructions(sentence)


def _from_connective(sentence: Sentence, index: int, form: Form) -> Iterator[Candidate]:
    """Yield the terms that a connective introduces."""
    begin = index + len(form.words)
    polarity = form.polarity
    link = (index, begin)
    if form.polarity == "follows" and begin < sentence.high and sentence.lower[begin] == "not":
        # "as long as not under fire": what must not hold is named.
        begin += 1
        link = (index, begin)
        polarity = "forbidden"
    fronted = sentence.fronted(index)
    start, end = sentence.term(sentence.announced(begin), form.frame, fronted=fronted)
    if end <= start:
        return
    rank = form.rank if sentence.passes(form.gate, index, end) else form.rank + _DOUBTFUL
    if sentence.lower[start] in word_set("never_term") or sentence.lower[end - 1] in (
        "preconditions",
        "precondition",
        "delay",
    ):
        return
    if _is_phrase_of_time(sentence, index, form, end):
        return
    previous = sentence.lower[index - 1] if index > sentence.low else ""
    if previous in _NO_LINK.get(form.words[-1], ()):
        return
    if form.words == ("given",) and previous not in ("", ",", '"', "“"):
        if previous in word_set("finite"):
            return
        rank += _DOUBTFUL
    if form.words[-1] == "after" and sentence.lower[start] in ("that", "this", "which"):
        return
    if end == start + 1 and sentence.lower[start] in _PRONOUNS:
        return
    if form.words[-1] in ("need", "needs") and sentence.lower[start] == "to":
        return
    if form.words[-1] == "while" and sentence.lower[start].endswith("ing"):
        # "Talking while bombing Keld | will not work"
        end = sentence.words.phrase_end(start, end)
    if form.words[-1] in ("without", "after", "before") and sentence.opens_with_gerund(start, end):
        return
    if form.words == ("if",) and sentence.lower[start] in ("at", "any"):
        return
    if form.words == ("while",) and fronted and sentence.words.has_talk(start, end):
        # "While she supports talks, …" concedes.
        return
    if form.words[-1] in ("until", "till") and word_set("time").issuperset(
        sentence.lower[start:end]
    ):
        return
    if form.words == ("if",) and _comments(sentence.lower[start:end]):
        # "If this is their intention …" comments on what is; it asks for nothing.
        return
    if form.words == ("if",) and fronted and sentence.words.has_talk(start, end):
        # "If they want talks, they must leave first": what is owed is the term.
        main = end + (sentence.word(end) == ",")
        _, last = sentence.term(main, "clause", fronted=False)
        owed = -1 if sentence.words.has_talk(main, last) else sentence.owed(main, last)
        if owed >= 0:
            yield Candidate(rank, owed, last, link)
            return
    if form.words[0] in ("in", "against", "if"):
        demand = sentence.demanded(index)
        if demand >= 0 and sentence.words.has_talk(start, end):
            yield Candidate(rank, demand, index, link)
            return
    if polarity in ("follows", "contrary"):
        refused = sentence.refused(sentence.asserted(index, end))
        # "Without X, …" opens a sentence that says what will not come about.
        refused = refused or (fronted and polarity == "contrary")
        described = polarity == "contrary" and form.frame == "phrase" and not refused
        if described and not sentence.looks_ahead(sentence.asserted(index, end)):
            # "A court without a law book" describes; "will meet without mediators" sets a term.
            rank += _DOUBTFUL
        polarity = "forbidden" if refused == (polarity == "follows") else "required"
    if form.frame == "phrase":
        if "before" in sentence.lower[start + 1 : end]:
            end = sentence.lower.index("before", start + 1, end)
        again = _repeated(sentence, start, end, form.words[-1])
        if again:
            yield Candidate(rank, again + 2, end, link, polarity)
            end = again
    yield Candidate(rank, start, end, link, polarity)
    if (
        form.frame == "clause"
        and not fronted
        and end + 2 < sentence.high
        and sentence.lower[end] == "and"
        and sentence.lower[end + 1] in _DETERMINERS
    ):
        # "if the raids stop and the airport is reopened": the second clause is another term.
        second = sentence.term(end + 1, "clause", fronted=False)
        if second[0] < second[1]:
            yield Candidate(rank, *second, (end, end + 1), polarity)


def _comments(term: list[str]) -> bool:
    """Tell whether a clause is about what somebody means: "this is", "the aim is to"."""
    return term[0] == "this" or (
        "is" in term and not word_set("intention").isdisjoint(term[: term.index("is")])
    )


def _is_phrase_of_time(sentence: Sentence, index: int, form: Form, end: int) -> bool:
    """Tell whether "the morning" or "when" is no link: "the morning train", "when asked"."""
    start = index + len(form.words)
    term = sentence.lower[start:end]
    if "asked" in term or "pressed" in term:
        return form.words == ("when",)
    if "the" not in form.words[:2] or form.words[-1] not in _TIMES:
        return False
    finite = words_of("finite", "modal")
    return (
        finite.isdisjoint(term)
        and term[0] not in _DETERMINERS
        and term[0] not in word_set("pronoun")
        and not sentence.words.capital(start)
        and not term[0].endswith("s")
    )


def _repeated(sentence: Sentence, start: int, end: int, preposition: str) -> int:
    """Return where "and" repeats the preposition ("on A and on B"), or 0."""
    for at in range(start + 1, end - 2):
        if sentence.lower[at] == "and" and sentence.lower[at + 1] == preposition:
            return at
    return 0


def _from_obligations(sentence: Sentence) -> Iterator[Candidate]:
    """Yield what talks are obliged to be: "must be genuine"."""
    for index, form in itertools.islice(sentence.scan(obligations()), _MOST):
        begin = index + len(form.words)
        if sentence.word(begin) in word_set("remark"):
            continue
        start, end = sentence.term(begin, "clause", fronted=False)
        if "before" in sentence.lower[start:end]:
            end = sentence.lower.index("before", start, end)
        if end <= start:
            continue
        rank = form.rank
        if not sentence.passes("talk", index, end):
            # "They must meet as equals": the predicate names talking. "Must first" speaks of what
            # the rest names.
            first = "first" in form.words and sentence.words.has_talk(sentence.low, sentence.high)
            rank = 2 if first else 3
            if not first and not sentence.words.has_talk(start, min(end, start + 3)):
                rank += _DOUBTFUL
        if sentence.lower[start:end] == ["come"] and sentence.word(end) == "before":
            # "A truce must come before talks": what must come is the term.
            continue
        clause = sentence.clause_start(index)
        if form.words[-2:] == ("first", "be") and clause < index:
            # "The siege must first be lifted": the subject is what must come about.
            yield Candidate(rank, clause, index, (index, end), form.polarity)
        else:
            yield Candidate(rank, start, end, (index, begin), form.polarity)
