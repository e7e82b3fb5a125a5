"""Words, sentences and clause bounds of one statement, as far as finding conditions needs them."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field

from stancekit.extraction.lexicon import load_lexicon

__all__ = ["Words", "word_set", "words_of"]

# No form starts with a space. Plain words come first: most are.
_TOKEN = re.compile(
    r"(?=\S)(?:[a-z]{2,}+(?![\w'’-])|(?:[A-Za-z]\.){2,6}|\d+(?:[.,]\d+)*|\w+(?:['’-]\w+)*"
    r"|[^\w\s])"
)
_OPENING = frozenset("“„«‘([")
_CLOSING = frozenset("”»)]")
_ENDS = frozenset(".!?;:…")
_STOPS = frozenset(".!?…")
_DASHES = frozenset("—–-")
_CONJUNCTIONS = frozenset(
    {"and", "or", ",", "then", "but", "nor", "which", "that", "who", "without", "with"}
)
_COORDINATING = frozenset({"and", "but", "while", "though", "although", "yet", "as", "or"})
# Words in a sentence; what goes on longer has lost its punctuation, and work per word is bounded.
_LONGEST = 150
# No list item of a term is longer than this many words.
_ITEM = 6


@functools.cache
def word_set(name: str) -> frozenset[str]:
    """Return one of the lexicon's word lists."""
    return frozenset(load_lexicon("conditions")["words"][name])


@functools.cache
def words_of(*names: str) -> frozenset[str]:
    """Return several of the lexicon's word lists as one."""
    return frozenset().union(*map(word_set, names))


@functools.cache
def _content_words() -> frozenset[str]:
    return word_set("modal") | {"if", "when", "once", "until", "unless", "that"}


@functools.cache
def _talk() -> tuple[str, ...]:
    return tuple(load_lexicon("conditions")["words"]["talk"])


@dataclass(slots=True)
class Words:
    """The words and marks of a text with their offsets.

    Parameters
    ----------
    text : str
        One statement.
    """

    text: str
    lower: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        matches = list(_TOKEN.finditer(self.text))
        self.lower = [match[0].lower() for match in matches]
        self.starts = list(map(re.Match.start, matches))
        self.ends = list(map(re.Match.end, matches))

    def __len__(self) -> int:
        return len(self.lower)

    def capital(self, index: int) -> bool:
        """Tell whether the word at `index` starts with a capital letter."""
        return self.text[self.starts[index]].isupper()

    def has_talk(self, start: int, end: int) -> bool:
        """Tell whether a word of the range names talking or settling."""
        return self.names_talk(self.lower[start:end])

    @staticmethod
    def names_talk(words: list[str]) -> bool:
        """Tell whether one of `words` names talking or settling."""
        talk, sitting = _talk(), word_set("sitting")
        return any(word.startswith(talk) or word in sitting for word in words)

    def opens_quote(self, index: int) -> bool:
        """Tell whether the mark at `index` opens a quotation."""
        mark = self.lower[index]
        if mark in _OPENING:
            return True
        if mark not in ('"', "'"):
            return False
        after = self.ends[index]
        before = self.starts[index] - 1
        return (
            after < len(self.text)
            and not self.text[after].isspace()
            and (before < 0 or self.text[before].isspace() or self.text[before] in "([—–")
        )

    def closes_quote(self, index: int) -> bool:
        """Tell whether the mark at `index` closes a quotation."""
        mark = self.lower[index]
        return mark in _CLOSING or (mark in ('"', "'", "’") and not self.opens_quote(index))

    def is_dash(self, index: int) -> bool:
        """Tell whether the mark at `index` is a dash between clauses, not a hyphen."""
        if self.lower[index] not in _DASHES:
            return False
        start, end = self.starts[index], self.ends[index]
        return self.lower[index] != "-" or (
            (start == 0 or self.text[start - 1].isspace())
            and (end == len(self.text) or self.text[end].isspace())
        )

    def is_boundary(self, index: int) -> bool:
        """Tell whether the mark at `index` bounds a clause; commas do."""
        word = self.lower[index]
        if word[0].isalnum():
            return False
        return (
            word == ","
            or word in _ENDS
            or self.is_dash(index)
            or self.opens_quote(index)
            or self.closes_quote(index)
        )

    def closes_at(self, index: int) -> bool:
        """Tell whether a clause ends before the word at `index`."""
        return index >= len(self) or self.is_boundary(index)

    def sentences(self) -> list[tuple[int, int]]:
        """Return the sentences as ranges of words; one without an end is cut into lengths."""
        abbreviation = word_set("abbreviation")
        ranges = []
        start = 0
        for index, word in enumerate(self.lower):
            after = index + 1
            if word in _STOPS:
                before = self.lower[index - 1] if index else ""
                if word == "." and (before in abbreviation or len(before) == 1):
                    continue
                while after < len(self) and after <= index + 2 and self.closes_quote(after):
                    after += 1
                if after < len(self) and self.text[self.starts[after]].islower():
                    continue
            elif after - start < _LONGEST:
                continue
            if after > start:
                ranges.append((start, after))
                start = after
        if start < len(self):
            ranges.append((start, len(self)))
        return ranges

    def attribution(self, low: int, high: int) -> bytearray:
        """Mark the words of a sentence that attribute it (index 0 is `low`)."""
        mask = bytearray(high - low)
        speech = word_set("speech")
        if speech.isdisjoint(self.lower[low:high]):
            return mask
        content = _content_words()
        covered = low
        for index in range(low, high):
            if self.lower[index] not in speech or index < covered:
                continue
            if index > low and self.lower[index - 1] in word_set("unspoken"):
                continue
            if self.lower[index] == "states" and self.lower[index + 1 : index + 2] != ["that"]:
                # "the United States", "member states"
                continue
            if (
                index + 1 < high
                and self.lower[index + 1] == "on"
                and (self.lower[index].startswith("insist"))
            ):
                continue
            left = index
            while left > covered and not (
                self.is_boundary(left - 1) and not self._is_genitive(left - 1)
            ):
                left -= 1
            opener = self.lower[left - 1] if left > low else ""
            if not content.isdisjoint(self.lower[left:index]) or opener == ";":
                continue
            right = index + 1
            while right < high and (not self.is_boundary(right) or self._is_genitive(right)):
                right += 1
            tail = self.lower[index + 1 : right]
            first = left == low or opener in _ENDS or opener in _DASHES
            coordinated = self.lower[left] in _COORDINATING
            apposed = not first and not coordinated and not self._has_verb(covered, left)
            if tail and (first or ((coordinated or apposed) and self._holds_clause(tail))):
                # "The minister (, Ada Lorn,) said (on Monday that) talks would …"
                right = index + 1
                near = tail[:8]
                if "that" in near:
                    right += near.index("that") + 1
                if apposed and opener == ",":
                    left = covered
            mask[left - low : right - low] = b"\1" * (right - left)
            covered = right
        return mask

    def _is_genitive(self, index: int) -> bool:
        """Tell whether the mark is the apostrophe of "traders' union"."""
        start = self.starts[index]
        return (
            self.lower[index] in ("'", "’")
            and start > 0
            and self.text[start - 1] == "s"
            and index + 1 < len(self)
            and self.text[self.ends[index]].isspace()
            and self.text[self.starts[index + 1]].islower()
        )

    def _has_verb(self, start: int, end: int) -> bool:
        """Tell whether the range holds the verb of a main clause."""
        verbal = words_of("modal", "finite", "infinite")
        relative = word_set("relative")
        within = False
        for word in self.lower[start:end]:
            if word in relative:
                within = True
            elif word in verbal:
                if not within:
                    return True
                within = False
        return False

    @staticmethod
    def _holds_clause(tail: list[str]) -> bool:
        """Tell whether what follows a verb of speech is said, not when, where or to whom."""
        if not tail or words_of("modal", "finite", "infinite").isdisjoint(tail):
            return False
        return tail[0] not in word_set("adjunct") or "that" in tail

    def clause_end(self, start: int, high: int, cuts: frozenset[int], *, fronted: bool) -> int:
        """Return where the term that starts at `start` ends (exclusive).

        Parameters
        ----------
        start, high : int
            The term's first word and the end of its sentence.
        cuts : frozenset of int
            Where other connectives start.
        fronted : bool
            The main clause is still to come, so that a comma ends the term.
        """
        stop = word_set("stop")
        quotes = 0
        index = start
        while index < high:
            word = self.lower[index]
            if index > start and (index in cuts or word in stop):
                break
            if word in _ENDS or self.is_dash(index):
                break
            if word == ",":
                after = self._list_end(index, high, cuts) if not fronted else 0
                if (
                    not fronted
                    and self.lower[index + 1 : index + 2]
                    and (self.lower[index + 1] in word_set("elaborating"))
                ):
                    after = index + 1
                if not after:
                    break
                index = after
                continue
            if self.opens_quote(index):
                quotes += 1
            elif self.closes_quote(index):
                if not quotes and word not in "’'":
                    break
                quotes = max(0, quotes - 1)
            elif (word == "and" and self._new_clause(start, index, high)) or (
                fronted and index > start and self._main_clause(start, index, high)
            ):
                break
            index += 1
        while index > start and (
            self.lower[index - 1] in _CONJUNCTIONS or self.opens_quote(index - 1)
        ):
            index -= 1
        return index

    def phrase_end(self, start: int, end: int) -> int:
        """Shorten a term that is a noun phrase: the main verb is not part of it."""
        modal, finite, relative = word_set("modal"), word_set("finite"), word_set("relative")
        open_relative = self.lower[start] in relative if start < end else False
        for index in range(start, end):
            word = self.lower[index]
            if word in relative:
                open_relative = True
            elif word in modal or word in finite:
                if not open_relative and index > start:
                    return index
                open_relative = word in modal
        return end

    def _list_end(self, comma: int, high: int, cuts: frozenset[int]) -> int:
        """Return where a list that goes on after `comma` reaches its last item, or 0."""
        banned = words_of("speech", "modal", "pronoun", "stop")
        count = 0
        index = comma + 1
        while index < high:
            word = self.lower[index]
            if word in ("and", "or"):
                following = self.lower[index + 1] if index + 1 < high else ""
                if index + 1 in cuts or following in banned or following in ("then", "not"):
                    return 0
                if count == 0 and index == comma + 1:
                    # ", and X": only the last item of a longer list.
                    return 0
                last = self.lower[index + 1 : min(high, index + 1 + _ITEM)]
                if "," in last:
                    last = last[: last.index(",")]
                return index + 1 if banned.isdisjoint(last) else 0
            if word in banned or index in cuts or word in word_set("finite"):
                return 0
            if word == ",":
                if count == 0:
                    return 0
                count = 0
                following = self.lower[index + 1] if index + 1 < high else ""
                if following in ("and", "or"):
                    last = self.lower[index + 2 : min(high, index + 4)]
                    return index + 2 if index + 2 not in cuts and banned.isdisjoint(last) else 0
            elif self.is_boundary(index):
                return 0
            else:
                count += 1
                if count > _ITEM:
                    return 0
            index += 1
        return 0

    def _main_clause(self, start: int, index: int, high: int) -> bool:
        """Tell whether a main clause starts here without a comma: "we will", "there is"."""
        word = self.lower[index]
        if index + 1 >= high:
            return False
        modal = word_set("modal")
        if word in ("nothing", "nobody", "none") and index > start:
            return True
        if word in ("no", "not"):
            near = self.lower[index + 1 : min(high, index + 6)]
            if "," in near:
                near = near[: near.index(",")]
            return not modal.isdisjoint(near)
        before = self.lower[start:index]
        if word in modal and word_set("relative").isdisjoint(before):
            # "Not before the last ship has left will we sign": verb before subject.
            return not word_set("finite").isdisjoint(before)
        pronoun, following = word_set("pronoun"), self.lower[index + 1]
        return (word in pronoun and following in modal) or (word in modal and following in pronoun)

    def _new_clause(self, start: int, conjunction: int, high: int) -> bool:
        """Tell whether a clause of its own follows "and": a subject and its verb."""
        if conjunction + 1 >= high:
            return True
        following = self.lower[conjunction + 1]
        if following in (
            "then",
            "that",
            "also",
            "not",
            "said",
            "only",
            "i",
            "we",
            "he",
            "she",
            "they",
        ):
            return True
        modal, finite = word_set("modal"), word_set("finite")
        if following in modal:
            return True
        before = self.lower[start:conjunction]
        verb = any(word in modal or word in finite or word.endswith("ed") for word in before)
        for offset, word in enumerate(self.lower[conjunction + 1 : min(high, conjunction + 7)]):
            if word == "," or word in _ENDS or word in word_set("relative"):
                return False
            if word in modal and offset:
                return True
            if word in finite and offset and verb:
                return True
        return False
