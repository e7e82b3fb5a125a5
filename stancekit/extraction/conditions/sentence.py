"""One sentence of a statement: its attribution, its connectives, and what its clauses assert."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from stancekit.extraction.conditions.clauses import Words, word_set, words_of
from stancekit.extraction.lexicon import load_lexicon
from stancekit.frozen import quick

__all__ = ["Candidate", "Form", "Sentence", "condition_lexicon", "obligations"]

# Connectives looked at in a sentence; what has more of them is a list or noise.
_MOST = 16
# Where a sentence takes another course.
_TURNS = frozenset({"but", ";", "adding", "noting"})
# How far back a pronoun's referent is looked for, in words.
_REFERENT = 60
_SUBJECTS = frozenset({"i", "we", "he", "she", "they"})
# A verb of fewer words says nothing without its subject.
_PHRASE = 2
# With an object these are somebody's deed: "end the siege".
_ACTS = frozenset({"end", "stop", "cease", "change", "return"})
_ARTICLES = frozenset("the a an its their his her all any every".split())
# Words between "asked" and "to": whom.
_HEARER = 8
# A negation undoes a refusal this many words after it: "has not entirely ruled out".
_UNDOES = 6


@dataclass(frozen=True, slots=True)
class Form:
    """A connective: its words, what it takes, and what it says about the term."""

    words: tuple[str, ...]
    frame: str
    polarity: str
    rank: int
    gate: str


@quick
@dataclass(frozen=True, slots=True)
class Candidate:
    """A term and its connective as ranges of words; the lower rank wins where two overlap."""

    rank: int
    start: int
    end: int
    link: tuple[int, int]
    polarity: str = "required"


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
def condition_lexicon() -> dict[str, Any]:
    """Return the lexicon of constructions."""
    return load_lexicon("conditions")


def _index(forms: list[Form]) -> dict[str, list[Form]]:
    table: dict[str, list[Form]] = {}
    for form in forms:
        table.setdefault(form.words[0], []).append(form)
    for same in table.values():
        same.sort(key=lambda form: -len(form.words))
    return table


@functools.cache
def _connectives() -> dict[str, list[Form]]:
    return _index(
        [
            Form(words, entry["frame"], entry["polarity"], entry["rank"], entry.get("gate", ""))
            for entry in condition_lexicon()["connective"]
            for pattern in entry["forms"]
            for words in _expand(pattern)
        ]
    )


@functools.cache
def obligations() -> dict[str, list[Form]]:
    """Return the obligations on talks by their first word."""
    return _index(
        [
            Form(words, "clause", polarity, 3 if words[0] == "should" else 2, "talk")
            for polarity, patterns in condition_lexicon()["obligation"].items()
            for pattern in patterns
            for words in _expand(pattern)
        ]
    )


def _out_of_question(rest: list[str]) -> bool:
    return any(
        word == "question" and rest[max(0, at - 3) : at] == ["out", "of", "the"]
        for at, word in enumerate(rest)
    )


class Sentence:
    """One sentence of a statement, with its connectives found.

    Parameters
    ----------
    words : Words
        The statement.
    low, high : int
        The sentence's range of words.
    """

    def __init__(self, words: Words, low: int, high: int) -> None:
        self.words = words
        self.low = low
        self.high = high
        self.lower = words.lower
        self.matches = list(itertools.islice(self.scan(_connectives()), _MOST))
        self.cuts = frozenset(
            start
            for start, form in self.matches
            if (form.frame == "clause" and form.rank == 1)
            or (start > low and self.lower[start - 1] in ("and", "or", ","))
        )

    @functools.cached_property
    def mask(self) -> bytearray:
        """Marks the words that attribute; index 0 is `low`."""
        return self.words.attribution(self.low, self.high)

    def masked(self, index: int) -> bool:
        """Tell whether the word at `index` attributes."""
        return bool(self.mask[index - self.low])

    def scan(self, table: dict[str, list[Form]]) -> Iterator[tuple[int, Form]]:
        """Yield each form of `table` and where it starts, outside attribution."""
        lower, high = self.lower, self.high
        resume = self.low
        found = [index for index in range(self.low, high) if lower[index] in table]
        for index in found:
            if index < resume:
                continue
            second = lower[index + 1] if index + 1 < high else ""
            for form in table[lower[index]]:
                words = form.words
                end = index + len(words)
                if len(words) == 1 or (
                    words[1] == second and end <= high and tuple(lower[index:end]) == words
                ):
                    if not self.masked(index):
                        yield index, form
                    resume = end
                    break

    def word(self, index: int) -> str:
        """Return the word at `index`, or "" outside the sentence."""
        return self.lower[index] if self.low <= index < self.high else ""

    def following(self, index: int) -> str:
        """Return the word after `index`, or ""."""
        return self.word(index + 1)

    def rest(self, start: int, end: int) -> list[str]:
        """Return the words that are neither in the range nor attribution."""
        return self._unmasked((*range(self.low, start), *range(end, self.high)))

    def asserted(self, start: int, end: int) -> list[str]:
        """Return the words of the clause that the range depends on.

        It precedes, back to a "but" or semicolon; where no verb does, what follows belongs to it.
        """
        left = start
        while left > self.low and self.lower[left - 1] not in _TURNS:
            left -= 1
        before = self._unmasked(range(left, start))
        telling = ("modal", "finite", "negation", "refusal", "prospect")
        if any(not word_set(name).isdisjoint(before) for name in telling):
            return before
        right = end
        while right < self.high and self.lower[right] not in _TURNS:
            right += 1
        return before + self._unmasked(range(end, right))

    def _unmasked(self, indices: Iterable[int]) -> list[str]:
        mask, low = self.mask, self.low
        return [self.lower[index] for index in indices if not mask[index - low]]

    def refused(self, rest: list[str]) -> bool:
        """Tell whether the rest refuses: a negated refusal ("not ruled out") does not."""
        negations = [at for at, word in enumerate(rest) if word in word_set("negation")]
        for at, word in enumerate(rest):
            refuses = word in word_set("refusal") and (
                word not in word_set("parting")
                or not word_set("particle").isdisjoint(rest[at + 1 : at + 2])
            )
            if refuses or (
                word in word_set("ending") and self.words.names_talk(rest[at + 1 : at + 7])
            ):
                undone = next((before for before in negations if 0 < at - before <= _UNDOES), None)
                if undone is None:
                    return True
                negations.remove(undone)
        return bool(negations) or _out_of_question(rest)

    def passes(self, gate: str, start: int, end: int) -> bool:
        """Tell whether the rest of the sentence shows what `gate` asks for."""
        if not gate:
            return True
        if gate == "talk":
            clause = self.clause_start(start)
            subject = self.lower[clause:start]
            if subject and subject[0] in ("it", "they", "that", "this", "which"):
                clause = max(0, start - _REFERENT)
            return self.words.has_talk(clause, start)
        rest = self.rest(start, end)
        if gate == "refused":
            return self.refused(rest)
        if gate == "affirmed":
            return not self.refused(rest)
        if gate == "talks" and self.words.has_talk(self.low, start):
            return True
        return self.looks_ahead(rest) or self.refuses_anything(rest)

    @staticmethod
    def looks_ahead(rest: list[str]) -> bool:
        """Tell whether `rest` says what will, can or should be."""
        return not word_set("prospect").isdisjoint(rest)

    @staticmethod
    def refuses_anything(rest: list[str]) -> bool:
        """Tell whether `rest` negates or refuses, whatever else it says."""
        refuses = any(not word_set(name).isdisjoint(rest) for name in ("negation", "refusal"))
        return refuses or _out_of_question(rest)

    def clause_start(self, index: int) -> int:
        """Return where the clause before `index` starts."""
        start = index
        while start > self.low and not (
            self.words.is_boundary(start - 1)
            or self.masked(start - 1)
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

    def fronted(self, index: int) -> bool:
        """Tell whether nothing but marks or attribution precedes in the sentence."""
        before = index
        while before > self.low and (
            self.lower[before - 1] in ("and", "but", "that", "only", "even")
            or self.words.opens_quote(before - 1)
        ):
            before -= 1
        return before == self.low or self.masked(before - 1) or self.lower[before - 1] in ":;"

    def term(self, start: int, frame: str, *, fronted: bool) -> tuple[int, int]:
        """Return the range of the term that starts at `start`."""
        end = self.words.clause_end(start, self.high, self.cuts, fronted=fronted)
        if frame == "phrase" and self._in_subject(start):
            end = self.words.phrase_end(start, end)
        if frame == "phrase" and fronted:
            # "Under threat we discuss nothing": the subject of the main clause is no part of it.
            for at in range(start + 2, end):
                if self.lower[at] in _SUBJECTS and self.lower[at - 1] not in word_set("relative"):
                    return start, at
        return start, end

    def _in_subject(self, index: int) -> bool:
        """Tell whether the clause before `index` has no verb yet."""
        clause = self.clause_start(index)
        before = self.lower[clause:index]
        if clause > self.low and word_set("afterthought").issuperset(before):
            return False
        return word_set("modal").isdisjoint(before) and word_set("finite").isdisjoint(before)

    def opens_with_gerund(self, start: int, end: int) -> bool:
        """Tell whether the range is a phrase like "meeting them", rather than a clause."""
        verbal = words_of("modal", "finite")
        word = self.lower[start]
        return (
            word.endswith("ing")
            and word not in word_set("nominal")
            and verbal.isdisjoint(self.lower[start:end])
        )

    def subject_end(self, link: int, start: int, end: int) -> int:
        """Shorten a clause inside a subject: "talks before they leave [are a waste of time]"."""
        if not self._in_subject(link):
            return end
        verbal = words_of("modal", "finite")
        if not verbal.isdisjoint(self.lower[end : self.high]):
            return end
        verbs = [at for at in range(start + 2, end) if self.lower[at] in verbal]
        return verbs[-1] if verbs else end

    def announced(self, begin: int) -> int:
        """Skip "one thing:" and the like, which only announce the term."""
        if begin >= self.high:
            return begin
        if self.words.closes_quote(begin) and not self.words.opens_quote(begin):
            begin += 1
        if begin < self.high and self.word(begin) in (",", ":"):
            return begin + 1 + (self.following(begin) == "that")
        if self.lower[begin : begin + 2] == ["only", "one"]:
            begin += 1
        if self.word(begin) == "one" and self.following(begin) in (",", ":"):
            return begin + 2
        if self.word(begin) not in ("one", "two", "three") or self.following(begin) not in (
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
                return at + 1 + (self.following(at) == "is")
        return begin

    def demanded(self, index: int) -> int:
        """Return where the demand in the clause before `index` starts, or -1."""
        clause = self.clause_start(index)
        for at in range(clause, index - 1):
            if self.lower[at] in word_set("wanting"):
                return at + 1 + (self.lower[at + 1] == "that" and at + 2 < index)
            if self.lower[at] in word_set("directing"):
                # "asked the army to withdraw before any talks"
                near = self.lower[at + 1 : min(at + _HEARER, index - 1)]
                if "to" in near:
                    return at + 2 + near.index("to")
        if index - clause < 2 or self.words.has_talk(clause, index):
            return -1
        return self.owed(clause, index)

    def owed(self, start: int, end: int) -> int:
        """Return where what is owed starts in "the army must leave the valley", or -1.

        The subject belongs to it where the verb says nothing without it: "the siege must end".
        """
        for at in range(start, end - 1):
            if self.lower[at] in word_set("owing"):
                verb = at + 1
                while verb < end - 1 and self.lower[verb] in ("to", "first"):
                    verb += 1
                alone = end - verb - (self.lower[end - 1] == "first") < _PHRASE
                # "the siege must end", but "they must end the siege", "must stop shooting"
                follows = self.lower[verb + 1] if verb + 1 < end else ""
                acts = self.lower[verb] in _ACTS and (
                    follows in _ARTICLES or follows.endswith("ing")
                )
                with_subject = (self.lower[verb] in word_set("subject") and not acts) or (
                    alone and self.lower[verb] not in word_set("deed")
                )
                return start if with_subject else verb
        return -1
