"""Finding the terms that a statement puts on talks."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from stancekit.extraction.condition_clauses import Words, word_set
from stancekit.extraction.condition_types import condition_type
from stancekit.extraction.lexicon import load_lexicon
from stancekit.statement import Condition

__all__ = ["find_conditions"]


@dataclass(frozen=True, slots=True)
class _Form:
    words: tuple[str, ...]
    frame: str
    polarity: str
    rank: int
    gate: str


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A term and its connective as ranges of words."""

    rank: int
    start: int
    end: int
    link: tuple[int, int]
    polarity: str


def _expand(pattern: str) -> Iterator[tuple[str, ...]]:
    """Spell out "a/b" and "(c)" in a form."""
    choices = []
    for part in pattern.split():
        optional = part.startswith("(")
        options = part.strip("()").split("/")
        choices.append([*options, ""] if optional else options)
    for words in itertools.product(*choices):
        yield tuple(word for word in words if word)


@functools.cache
def _lexicon() -> dict[str, Any]:
    return load_lexicon("conditions")


def _index(forms: list[_Form]) -> dict[str, list[_Form]]:
    table: dict[str, list[_Form]] = {}
    for form in forms:
        table.setdefault(form.words[0], []).append(form)
    for same in table.values():
        same.sort(key=lambda form: -len(form.words))
    return table


@functools.cache
def _connectives() -> dict[str, list[_Form]]:
    return _index(
        [
            _Form(words, entry["frame"], entry["polarity"], entry["rank"], entry.get("gate", ""))
            for entry in _lexicon()["connective"]
            for pattern in entry["forms"]
            for words in _expand(pattern)
        ]
    )


@functools.cache
def _obligations() -> dict[str, list[_Form]]:
    return _index(
        [
            _Form(words, "clause", polarity, 3 if words[0] == "should" else 2, "talk")
            for polarity, patterns in _lexicon()["obligation"].items()
            for pattern in patterns
            for words in _expand(pattern)
        ]
    )


@functools.cache
def _nouns() -> frozenset[str]:
    return frozenset(_lexicon()["nouns"]["words"] + _lexicon()["nouns"]["door"])


@functools.cache
def _circumstances() -> dict[str, frozenset[str]]:
    return {name: frozenset(nouns) for name, nouns in _lexicon()["circumstance"].items()}


_TIES = frozenset(
    {"tie", "ties", "tying", "link", "links", "linking", "linked", "tied", "conditions"}
)
# What follows the verb of a command that the lexicon doesn't list.
_OBJECTS = frozenset({"the", "them", "us", "your", "our", "those", "these", "me", "back"})
_DETERMINERS = frozenset({"the", "a", "an", "our", "its", "their", "his", "her", "my", "all"})
_WERE = frozenset({"were", "should"})
_INNER = frozenset({"before", "if", "when", "until", "and", "but"})
_LINKING = frozenset(
    {"is", "are", "was", "were", "stays", "stay", "remain", "remains", "be", "not"}
)
# A word shorter than this, of unknown part of speech, is hardly the verb of a command.
_VERB = 4
# A clause without a verb ("guns back behind the river") is no longer than this many words.
_BRIEF = 10


class _Sentence:
    """One sentence of a statement, searched for terms."""

    def __init__(self, words: Words, low: int, high: int) -> None:
        self.words = words
        self.low = low
        self.high = high
        self.mask = words.attribution(low, high)
        self.lower = words.lower
        self.matches = list(self._scan(_connectives()))
        self.cuts = frozenset(
            start
            for start, form in self.matches
            if (form.frame == "clause" and form.rank == 1)
            or (start > low and self.lower[start - 1] in ("and", "or", ","))
        )

    def _masked(self, index: int) -> bool:
        return bool(self.mask[index - self.low])

    def _scan(self, table: dict[str, list[_Form]]) -> Iterator[tuple[int, _Form]]:
        index = self.low
        while index < self.high:
            step = 1
            for form in table.get(self.lower[index], ()):
                length = len(form.words)
                if index + length <= self.high and (
                    length == 1 or tuple(self.lower[index : index + length]) == form.words
                ):
                    if not self._masked(index):
                        yield index, form
                    step = length
                    break
            index += step

    # -- what the rest of the sentence says

    def _rest(self, start: int, end: int) -> list[str]:
        """Return the words that are neither in the range nor attribution."""
        mask, low = self.mask, self.low
        return [
            self.lower[index]
            for index in (*range(low, start), *range(end, self.high))
            if not mask[index - low]
        ]

    @staticmethod
    def _refused(rest: list[str]) -> bool:
        """Tell whether the rest refuses: two negations cancel out."""
        negations = sum(word in word_set("negation") for word in rest)
        refusals = sum(word in word_set("refusal") for word in rest)
        if negations and refusals:
            return negations > 1
        return bool(negations or refusals)

    def _passes(self, gate: str, start: int, end: int) -> bool:
        if not gate:
            return True
        if gate == "talk":
            clause = self._clause_start(start)
            subject = self.lower[clause:start]
            if subject and subject[0] in ("it", "they", "that", "this", "which"):
                clause = 0
            return self.words.has_talk(clause, start)
        rest = self._rest(start, end)
        if gate == "refused":
            return self._refused(rest)
        if gate == "affirmed":
            return not self._refused(rest)
        return not word_set("prospect").isdisjoint(rest) or not word_set("negation").isdisjoint(
            rest
        )

    # -- bounds

    def _clause_start(self, index: int) -> int:
        """Return where the clause before `index` starts."""
        start = index
        while start > self.low and not (
            self.words.is_boundary(start - 1)
            or self._masked(start - 1)
            or self.lower[start - 1] in word_set("speech")
            or (self.lower[start - 1] == "that" and self._reports(start - 2))
        ):
            start -= 1
        while start < index and self.lower[start] in ("that", "and", "but"):
            start += 1
        return start

    def _reports(self, index: int) -> bool:
        """Tell whether the word before "that" reports: "arguing that"."""
        return index >= self.low and (
            self.lower[index] in word_set("speech") or self.lower[index].endswith("ing")
        )

    def _fronted(self, index: int) -> bool:
        """Tell whether nothing but marks or attribution precedes in the sentence."""
        before = index
        while before > self.low and (
            self.lower[before - 1] in ("and", "but", "that", "only", "even")
            or self.words.opens_quote(before - 1)
        ):
            before -= 1
        return before == self.low or self._masked(before - 1) or self.lower[before - 1] in ":;"

    def _term(self, start: int, frame: str, *, fronted: bool) -> tuple[int, int]:
        end = self.words.clause_end(start, self.high, self.cuts, fronted=fronted)
        if frame == "phrase" and self._in_subject(start):
            end = self.words.phrase_end(start, end)
        return start, end

    def _in_subject(self, index: int) -> bool:
        """Tell whether the clause before `index` has no verb yet."""
        before = self.lower[self._clause_start(index) : index]
        return word_set("modal").isdisjoint(before) and word_set("finite").isdisjoint(before)

    # -- constructions

    def candidates(self) -> Iterator[_Candidate]:
        """Yield every term, overlapping ones too."""
        for index, form in self.matches:
            yield from self._from_connective(index, form)
        yield from self._obligations()
        for index in range(self.low, self.high):
            word = self.lower[index]
            found = None
            if self._masked(index):
                continue
            if word == "before" or (word == "ahead" and self._next(index) == "of"):
                found = self._before(index)
            elif word == "then":
                found = self._then(index)
            elif word == "no":
                found = self._bargain(index)
            elif word == "only":
                found = self._only(index)
            elif word == "or":
                found = self._alternative(index)
            elif word in ("off", "not", "non-negotiable"):
                found = self._excluded(index)
            elif word == "first":
                found = self._first(index)
            elif word in _nouns():
                found = self._noun(index)
            elif word in _WERE:
                found = self._inverted(index)
            elif word in _circumstances():
                found = self._circumstances(index)
            elif word == "but":
                found = self._refused_part(index)
            if found is None and word in _TIES:
                found = self._tied(index)
            if found is None and (word in word_set("imperative") or self._next(index) in _OBJECTS):
                found = self._command(index)
            if found is not None:
                yield found

    def _next(self, index: int) -> str:
        return self.lower[index + 1] if index + 1 < self.high else ""

    def _from_connective(self, index: int, form: _Form) -> Iterator[_Candidate]:
        begin = index + len(form.words)
        polarity = form.polarity
        link = (index, begin)
        if form.polarity == "follows" and begin < self.high and self.lower[begin] == "not":
            # "as long as not under fire": what must not hold is named.
            begin += 1
            link = (index, begin)
            polarity = "forbidden"
        fronted = self._fronted(index)
        start, end = self._term(self._announced(begin), form.frame, fronted=fronted)
        if end <= start or not self._passes(form.gate, index, end):
            return
        if self.lower[start] in word_set("never_term") or self.lower[end - 1] in (
            "preconditions",
            "precondition",
            "delay",
        ):
            return
        if form.words[-1] in ("need", "needs") and self.lower[start] == "to":
            return
        if form.words[-1] in ("without", "after", "before") and self.lower[start].endswith("ing"):
            return
        if self.lower[start] == "this" and form.words == ("if",):
            # "If this is their intention …" comments on what is; it asks for nothing.
            return
        if form.words[0] in ("in", "against"):
            demand = self._demanded(index)
            if demand >= 0 and self.words.has_talk(start, end):
                yield _Candidate(form.rank, demand, index, link, polarity)
                return
        if polarity in ("follows", "contrary"):
            refused = self._refused(self._rest(index, end))
            polarity = "forbidden" if refused == (polarity == "follows") else "required"
        if form.frame == "phrase":
            again = self._repeated(start, end, form.words[-1])
            if again:
                yield _Candidate(form.rank, again + 2, end, link, polarity)
                end = again
        yield _Candidate(form.rank, start, end, link, polarity)
        if (
            form.frame == "clause"
            and not fronted
            and end + 2 < self.high
            and self.lower[end] == "and"
            and self.lower[end + 1] in _DETERMINERS
        ):
            # "if the raids stop and the airport is reopened": the second clause is another term.
            second = self._term(end + 1, "clause", fronted=False)
            yield _Candidate(form.rank, *second, (end, end + 1), polarity)

    def _announced(self, begin: int) -> int:
        """Skip "one thing:" and the like, which only announce the term."""
        if begin >= self.high:
            return begin
        if self.lower[begin] in (",", ":"):
            return begin + 1 + (self._next(begin) == "that")
        if self.lower[begin : begin + 2] == ["only", "one"]:
            begin += 1
        if self.lower[begin] == "one" and self._next(begin) in (",", ":"):
            return begin + 2
        if self.lower[begin] not in ("one", "two", "three") or self._next(begin) not in (
            "thing",
            "things",
            "condition",
            "conditions",
        ):
            return begin
        for at in range(begin + 2, min(begin + 16, self.high - 1)):
            if self.lower[at] == ":":
                return at + 1
            if self.lower[at] == "that":
                return at + 1 + (self._next(at) == "is")
        return begin

    def _repeated(self, start: int, end: int, preposition: str) -> int:
        """Return where "and" repeats the preposition ("on A and on B"), or 0."""
        for at in range(start + 1, end - 2):
            if self.lower[at] == "and" and self.lower[at + 1] == preposition:
                return at
        return 0

    def _obligations(self) -> Iterator[_Candidate]:
        for index, form in self._scan(_obligations()):
            begin = index + len(form.words)
            start, end = self._term(begin, "clause", fronted=False)
            if "before" in self.lower[start:end]:
                end = self.lower.index("before", start, end)
            if end <= start or not self._passes("talk", index, end):
                continue
            if form.words[-2:] == ("first", "be"):
                # "The siege must first be lifted": the subject is what must come about.
                clause = self._clause_start(index)
                yield _Candidate(form.rank, clause, index, (index, end), form.polarity)
            else:
                yield _Candidate(form.rank, start, end, (index, begin), form.polarity)

    def _demanded(self, index: int) -> int:
        """Return where the demand in the clause before `index` starts, or -1."""
        clause = self._clause_start(index)
        wanting = word_set("wanting")
        for at in range(clause, index - 1):
            if self.lower[at] in wanting:
                return at + 1
        owed = not word_set("owing").isdisjoint(self.lower[clause:index])
        if index - clause > 1 and not self.words.has_talk(clause, index) and owed:
            for at in range(clause, index - 1):
                if self.lower[at] == "must" and self.lower[at + 1] == "first":
                    return at + 2
            return clause
        return -1

    def _before(self, index: int) -> _Candidate | None:
        begin = index + (2 if self.lower[index] == "ahead" else 1)
        start, end = self._term(begin, "clause", fronted=self._fronted(index))
        if end <= start:
            return None
        demand = self._demanded(index)
        clause = self._clause_start(index)
        if demand < 0 and index - clause > 1 and self.words.has_talk(start, end):
            ahead = word_set("modal").isdisjoint(self.lower[clause:index])
            demand = clause if ahead and not self.words.has_talk(clause, index) else -1
        if demand >= 0:
            return _Candidate(1, demand, index, (index, begin), "required")
        if self.lower[index] == "ahead" and not self._refused(self._rest(index, end)):
            return None
        if not self._passes("ahead", index, end):
            return None
        return _Candidate(2, start, end, (index, begin), "required")

    def _then(self, index: int) -> _Candidate | None:
        """Find "guns back behind the river, and then a summit"."""
        end = index
        while end > self.low and self.lower[end - 1] in ("and", ","):
            end -= 1
        if end == index or end == self.low or index + 1 >= self.high:
            return None
        start = self._clause_start(end)
        for at in range(start, end - 1):
            if self.lower[at] in word_set("owing"):
                return _Candidate(2, at + 1, end, (end, index + 1), "required")
        clause = self.lower[start:end]
        if (
            not 1 < len(clause) <= _BRIEF
            or not word_set("modal").isdisjoint(clause)
            or not word_set("finite").isdisjoint(clause)
            or not word_set("pronoun").isdisjoint(clause)
            or not self._fronted(start)
        ):
            return None
        return _Candidate(2, start, end, (end, index + 1), "required")

    def _bargain(self, index: int) -> _Candidate | None:
        """Find "no prisoners, no pact"."""
        if not self._fronted(index):
            return None
        for at in range(index + 1, min(index + _BRIEF, self.high - 1)):
            if self.words.is_boundary(at):
                if self.lower[at] == "," and self._next(at) == "no" and at > index + 1:
                    return _Candidate(1, index + 1, at, (index, index + 1), "required")
                return None
        return None

    def _only(self, index: int) -> _Candidate | None:
        """Find "only the lifting of the siege would bring us back"."""
        if self._next(index) not in ("a", "an", "the", "full", "complete"):
            return None
        modal = word_set("modal")
        for at in range(index + 2, min(index + 20, self.high)):
            if self.lower[at] in modal:
                return _Candidate(2, index + 1, at, (index, index + 1), "required")
            if self.words.is_boundary(at):
                return None
        return None

    def _alternative(self, index: int) -> _Candidate | None:
        """Find "by referendum or not at all"."""
        if tuple(self.lower[index : index + 4]) != ("or", "not", "at", "all"):
            return None
        for at in range(index - 2, max(self.low, index - 14) - 1, -1):
            if self.words.is_boundary(at):
                break
            if self.lower[at] in ("by", "with", "through", "under", "in", "on", "as", "at"):
                return _Candidate(1, at, index, (index, index + 4), "required")
        return None

    def _excluded(self, index: int) -> _Candidate | None:
        """Find "missiles are off the table"."""
        for pattern in _lexicon()["nouns"]["excluded"]:
            words = pattern.split()
            if self.lower[index : index + len(words)] == words:
                end = index
                start = self._clause_start(index)
                while end > start and self.lower[end - 1] in _LINKING:
                    end -= 1
                while start < end and self.lower[start] in word_set("stop"):
                    start += 1
                if start < end < index:
                    return _Candidate(2, start, end, (end, index + len(words)), "forbidden")
        return None

    def _first(self, index: int) -> _Candidate | None:
        clause = self._clause_start(index)
        following = self._next(index)
        ends = (
            index + 1 >= self.high
            or self.words.is_boundary(index + 1)
            or following in ("and", "then")
        )
        if clause < index and ends:
            if self.lower[index - 1] in ("the", "at", "its", "their", "a") or any(
                clause <= start < index for start, _ in self.matches
            ):
                return None
            for at in range(clause, index - 1):
                if self.lower[at] in word_set("wanting"):
                    clause = at + 1
            return _Candidate(1, clause, index, (index, index + 1), "required")
        if clause == index and following not in ("of", "", ","):
            start, end = self._term(index + 1, "clause", fronted=True)
            rest = self.lower[end : self.high]
            if end > start and ("then" in rest or following == "let"):
                return _Candidate(1, start, end, (index, index + 1), "required")
        return None

    def _noun(self, index: int) -> _Candidate | None:
        """Find "our condition is X", "price for talks: X", "X is a precondition for"."""
        following = self._next(index)
        back = index
        while back > self.low and self.lower[back - 1] in (
            "a",
            "the",
            "one",
            "its",
            "sole",
            "main",
        ):
            back -= 1
        verb = self.lower[back - 1] if back > self.low else ""
        if following in ("for", "of", "to") and verb in ("is", "are", "was", "as", "be"):
            clause = self._clause_start(back - 1)
            if verb == "as":
                for at in range(back - 2, clause, -1):
                    if self.lower[at] in (
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
                return _Candidate(1, clause, back - 1, (back - 1, index + 2), "required")
        if self.lower[index] in _lexicon()["nouns"]["door"]:
            return None
        for at in range(index + 1, min(index + 12, self.high)):
            word = self.lower[at]
            if word in ("is", "are", "was", "were", ":"):
                begin = self._announced(at + 1)
                if begin < self.high and self.lower[begin] == "that":
                    begin += 1
                start, end = self._term(begin, "clause", fronted=False)
                if end > start and self.lower[end - 1] == "first":
                    end -= 1
                if end > start:
                    return _Candidate(1, start, end, (index, begin), "required")
                break
            if self.words.is_boundary(at) or word in word_set("relative") or word in _INNER:
                break
        return None

    def _inverted(self, index: int) -> _Candidate | None:
        """Find "were the embargo to lapse", "should the army leave"."""
        if not (
            index == self.low
            or self.lower[index - 1] in (",", "and")
            or self.words.opens_quote(index - 1)
        ):
            return None
        start, end = self._term(index + 1, "clause", fronted=self._fronted(index))
        if self.lower[index] == "were" and "to" not in self.lower[start:end]:
            return None
        if end - start < 2 or not self._passes("ahead", index, end):
            return None
        polarity = "forbidden" if self._refused(self._rest(index, end)) else "required"
        return _Candidate(2, start, end, (index, index + 1), polarity)

    def _circumstances(self, index: int) -> _Candidate | None:
        """Find "under threat", "at gunpoint", "with a gun on the table"."""
        preposition = self.lower[index]
        nouns = _circumstances()[preposition]
        start, end = self._term(index, "phrase", fronted=self._fronted(index))
        reach = 7 if preposition in ("under", "amid") else 5
        for at in range(start + 1, min(end, start + reach)):
            if self.lower[at] in nouns:
                break
            if self.lower[at] in _circumstances() or self.lower[at] in ("while", "that", "who"):
                return None
        else:
            return None
        if preposition != "under" and not self._refused(self._rest(start, end)):
            return None
        return _Candidate(2, start, end, (start, start), "forbidden")

    def _refused_part(self, index: int) -> _Candidate | None:
        """Find "but will not share a room with them"."""
        for at in range(index + 1, min(index + 4, self.high)):
            word = self.lower[at]
            if word in ("won't", "won’t", "cannot") or (
                word == "not" and self.lower[at - 1] in word_set("modal")
            ):
                start, end = self._term(at + 1, "clause", fronted=False)
                if end > start and not word_set("prospect").isdisjoint(
                    self.lower[self.low : index]
                ):
                    return _Candidate(3, start, end, (index, at + 1), "forbidden")
                return None
        return None

    def _tied(self, index: int) -> _Candidate | None:
        """Find "links talks to the release of prisoners"."""
        target = "on" if self.lower[index] == "conditions" else "to"
        for at in range(index + 2, min(index + 12, self.high)):
            if self.lower[at] == target:
                start, end = self._term(at + 1, "phrase", fronted=False)
                if end > start:
                    return _Candidate(1, start, end, (index, index + 1), "required")
                return None
            if self.words.is_boundary(at):
                return None
        return None

    def _command(self, index: int) -> _Candidate | None:
        """Find "lift the siege and then we talk"."""
        known = self.lower[index] in word_set("imperative")
        if index > self.low and not (
            self._fronted(index) or (known and self.lower[index - 1] in (",", "so"))
        ):
            return None
        if not known and (
            len(self.lower[index]) < _VERB or self.lower[index].endswith(("ing", "ly", "s"))
        ):
            return None
        for at in range(index + 2, min(index + 30, self.high)):
            word = self.lower[at]
            if word in (";", ".", ":"):
                return None
            if word in ("and", "then", "after"):
                after = at + 1 + (self._next(at) in ("then", "that"))
                if not self._promises(after, known=known):
                    continue
                end = at
                while end > index + 1 and self.lower[end - 1] in (",", "first"):
                    end -= 1
                return _Candidate(1, index, end, (at, after), "required")
        return None

    def _promises(self, index: int, *, known: bool) -> bool:
        """Tell whether a clause at `index` says what the speaker would then do."""
        near = self.lower[index : index + 7]
        if not near:
            return False
        modal = word_set("modal")
        if near[0] in word_set("pronoun"):
            return known or not modal.isdisjoint(near[:3])
        return (
            known
            and near[0] not in modal
            and (near[0] in ("our", "my") or not modal.isdisjoint(near))
        )


def find_conditions(text: str) -> tuple[Condition, ...]:
    """Find the terms that the words of a statement put on talks.

    These are candidates: whether the statement is about talks at all is the classifier's question,
    and its label decides which of them count.

    Parameters
    ----------
    text : str
        One statement with its attribution, as a rule one sentence.

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
    words = Words(text)
    chosen: list[_Candidate] = []
    for low, high in words.sentences():
        ranked = sorted(
            _Sentence(words, low, high).candidates(), key=lambda item: (item.rank, item.start)
        )
        kept: list[_Candidate] = []
        for item in ranked:
            if item.rank == 3 and kept:
                continue
            if all(item.end <= other.start or other.end <= item.start for other in kept):
                kept.append(item)
        chosen += kept
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
