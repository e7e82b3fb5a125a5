"""The sides of a document: its states, known or only named there, and its two camps."""

from __future__ import annotations

import bisect
import functools
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from stancekit.extraction.lexicon import load_lexicon
from stancekit.extraction.speakers.names import fold, is_body, name_runs, places, words
from stancekit.statement import Statement

__all__ = [
    "Polities",
    "collective",
    "form_set",
    "is_movement",
    "main_sides",
    "opening_pattern",
    "word_pattern",
]

_CLAUSES = frozenset(
    "what whatever how why who whom which that discuss send be have not no".split()
)
_DETERMINERS = frozenset("its his her their our my your both any such each all".split())
# A name is a polity's where the text owns offices to it and names it so often.
_OFTEN = 3
_MOST = 12
# With more, a search that starts with a set of letters stops at most words all the same.
_FEW_LETTERS = 8
# How adjectives of an invented state are made: Karvenia, Karvenian.
_SUFFIX = r"(?:i?ans?|ese|is?|ish|ers?|ns?)"
_VOWELS = "aeiouy"
# A side counts where so many statements name or voice it, and none but the two do so as often.
_LEAST = 2
_MARGIN = 1.4
# Two that name each other so often are fully tied.
_TIED = 3
# Hosts of talks far more often than a side of them.
_GO_BETWEENS = frozenset({"United Nations", "European Union", "African Union"})


@functools.cache
def forms(name: str) -> tuple[str, ...]:
    """Return one of the lexicon's word lists."""
    return tuple(word.replace("_", " ") for word in load_lexicon("counterparts")[name].split())


@functools.cache
def form_set(name: str) -> frozenset[str]:
    """Return one of the lexicon's word lists as a set."""
    return frozenset(forms(name))


def word_pattern(*names: str) -> str:
    """Return a pattern for the words of some lists; "*" stands for the rest of a word."""
    words = sorted({form for name in names for form in forms(name)}, key=lambda word: -len(word))
    return "|".join(re.escape(word).replace(r"\*", r"\w*") for word in words)


def opening_pattern(*names: str, capitals: bool = True) -> str:
    r"""Return a pattern for the words of some lists, to start a longer one with.

    It starts with the set of their first letters, if these are few. A search skips all other
    letters then, which makes it several times as fast.
    """
    rests: dict[str, list[str]] = {}
    for name in names:
        for form in forms(name):
            rests.setdefault(form[0], []).append(re.escape(form[1:]).replace(r"\*", r"\w*"))
    first = "".join(sorted(rests))
    if capitals:
        first += first.upper()
    branches = []
    for letter, rest in sorted(rests.items()):
        either = f"[{letter}{letter.upper()}]" if capitals else letter
        longest = sorted(set(rest), key=lambda form: (-len(form), form))
        branches.append((either, f"(?:{'|'.join(longest)})"))
    if len(rests) > _FEW_LETTERS:
        return rf"\b(?:{'|'.join(either + rest for either, rest in branches)})\b"
    return rf"[{first}](?<!\w.)(?:{'|'.join(f'(?<={e}){rest}' for e, rest in branches)})\b"


# Both start with plain letters, which makes a search several times as fast.
_OWNED = re.compile(r"['’]s? ((?:[\w-]+ ){0,2}[\w-]+)")
_OF = re.compile(r" of ([A-Z][a-z]{3,20})\b")
_OWNER = re.compile(r"(?<![\w.])[A-Z][a-z]{3,20}$")
_LAST = re.compile(r"[\w-]+$")
# No name or office is longer, in letters.
_WORD = 22


def _owners(text: str) -> Iterator[str]:
    """Yield the names that offices of a state are owned by: "Keld's premier", "army of Keld"."""
    offices = form_set("polity")
    for found in _OWNED.finditer(text):
        if not offices.isdisjoint(found[1].lower().split()):
            owner = _OWNER.search(text[max(0, found.start() - _WORD) : found.start()])
            if owner is not None:
                yield owner[0]
    for found in _OF.finditer(text):
        office = _LAST.search(text[max(0, found.start() - _WORD) : found.start()])
        if office is not None and office[0].lower() in offices:
            yield found[1]


@functools.cache
def _movements() -> tuple[dict[str, str], re.Pattern[str]]:
    """Return the name of each form of a side that is no state, and a pattern for the forms."""
    table = load_lexicon("counterparts")["movements"]
    names = {form: name for name, others in table.items() for form in (name, *others)}
    longest = sorted(names, key=len, reverse=True)
    return names, re.compile(rf"(?<!\w)({'|'.join(map(re.escape, longest))})s?\b")


def is_movement(name: str) -> bool:
    """Tell whether a side is a movement that the lexicon names, no state."""
    return name in load_lexicon("counterparts")["movements"]


# A text repeats its names.
@functools.lru_cache(maxsize=1 << 14)
def _movements_in(run: str) -> tuple[tuple[int, str], ...]:
    """Return the movements that a run of capitalised words names, and where."""
    names, pattern = _movements()
    return tuple((found.start(), names[found[1]]) for found in pattern.finditer(run))


class Polities:
    """The states that a document names, each by one name.

    Parameters
    ----------
    text : str
        The document.
    statements : sequence of Statement
        With `speaker` and `actor` resolved.
    runs : sequence of (int, int), optional
        Where its capitalised words lie (see `name_runs`).
    """

    def __init__(
        self,
        text: str,
        statements: Sequence[Statement],
        runs: Sequence[tuple[int, int]] | None = None,
    ) -> None:
        speakers = {statement.speaker for statement in statements if statement.speaker}
        people = {
            fold(word)
            for speaker in speakers
            if " " in speaker and _is_person(speaker)
            for word in speaker.split()
        }
        actors = {statement.actor for statement in statements}
        owners = Counter(_owners(text))
        counts = owners.copy()
        for statement in statements:
            for name in (statement.actor, statement.speaker):
                if name and name.isalpha() and name[0].isupper():
                    counts[name] += 1
        names = [
            name
            for name, _ in counts.most_common(_MOST)
            if fold(name) not in people
            and _may_be_state(name)
            # A name alone that speaks may be a surname; a state owns offices or is spoken for.
            and (name in actors or (name in owners and text.count(name) >= _OFTEN))
        ]
        self._invented: dict[str, str] = {}
        branches = []
        for name in names:
            stem = name.rstrip(_VOWELS) if len(name.rstrip(_VOWELS)) > 2 else name
            either = rf"{re.escape(name[1:])}|{re.escape(stem[1:])}i?{_SUFFIX}"
            branches.append(rf"(?<={re.escape(name[0])})(?:{either})")
            self._invented[stem] = name
        self._pattern = None
        if branches:
            # Starts with a set of letters, as `opening_pattern` does.
            first = re.escape("".join(sorted({name[0] for name in names})))
            self._pattern = re.compile(rf"[{first}](?<!\w.)(?:{'|'.join(branches)})\b")
        self._of: dict[str, str | None] = {}
        self._at: list[int] = []
        self._states: list[str] = []
        runs = name_runs(text) if runs is None else runs
        found_all = list(places().located(text, runs))
        if self._pattern is not None:
            found_all += [(m.start(), self._own_name(m[0])) for m in self._pattern.finditer(text)]
        for start, end in runs:
            for at, movement in _movements_in(text[start:end]):
                found_all.append((start + at, movement))
        found_all.sort()
        for at, state in found_all:
            self._at.append(at)
            self._states.append(state)

    def _own_name(self, form: str) -> str:
        stems = [stem for stem in self._invented if form.startswith(stem)]
        return self._invented[max(stems, key=len)]

    def within(self, start: int, end: int) -> Iterator[tuple[int, str]]:
        """Yield the states named in a stretch of the document, with the offsets."""
        first = bisect.bisect_left(self._at, start)
        for index in range(first, bisect.bisect_left(self._at, end)):
            yield self._at[index], self._states[index]

    def counts(self) -> Counter[str]:
        """Return how often each state is named."""
        return Counter(self._states)

    def of(self, name: str | None) -> str | None:
        """Return the state that a name or description belongs to: the first one it names."""
        if not name:
            return None
        if name not in self._of:
            self._of[name] = self._found_in(name)
        return self._of[name]

    def _found_in(self, name: str) -> str | None:
        state = places().any(name)
        if state is None and self._pattern is not None:
            found = self._pattern.search(name)
            state = None if found is None else self._own_name(found[0])
        if state is not None:
            return state
        movements = _movements_in(name)
        if not movements:
            return next(iter(places().mentioned(name)), None)
        return min([*places().located(name, name_runs(name)), *movements])[1]


def _is_person(name: str) -> bool:
    parts = name.split()
    return not is_body(parts) and all(part[0].isupper() for part in parts)


def _may_be_state(name: str) -> bool:
    lexicon = words()
    key = fold(name)
    return (
        places().any(name) is None
        and not _movements_in(name)
        and not places().begins(name)
        and not is_body([name])
        and not any(
            key in known
            for known in (lexicon.offices, lexicon.not_names, lexicon.roles, lexicon.modifiers)
        )
    )


def main_sides(
    counts: Counter[str], voices: Collection[str], linked: Counter[frozenset[str]]
) -> tuple[str, ...]:
    """Return the two sides that a document is about; nothing where two don't stand out.

    Parameters
    ----------
    counts : Counter of str
        How often each party is named or speaks.
    voices : collection of str
        The parties that speak.
    linked : Counter of frozenset
        How often one of two parties names the other.
    """
    ranked = [
        name
        for name, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        if name not in _GO_BETWEENS
    ][:6]
    scores = sorted(
        (
            (min(counts[one], counts[two]) * _ties(linked[frozenset((one, two))]), one, two)
            for at, one in enumerate(ranked)
            for two in ranked[at + 1 :]
            if one in voices or two in voices
        ),
        key=lambda item: (-item[0], item[1:]),
    )
    if not scores or scores[0][0] < _LEAST:
        return ()
    if len(scores) > 1 and scores[0][0] < _MARGIN * scores[1][0]:
        return ()
    return scores[0][1:]


def _ties(links: int) -> float:
    """Return how much more two parties weigh together for naming each other."""
    return min(links + 1, _TIED) / _TIED


@functools.lru_cache(maxsize=1 << 12)
def collective(phrase: str) -> str | None:
    """Return the noun phrase of a side that has no name: "the armed opposition in the east"."""
    tokens = phrase.split()
    if tokens and tokens[0].lower() in form_set("both"):
        for at, token in enumerate(tokens[1:4], start=1):
            if token in form_set("sides"):
                return " ".join(tokens[: at + 1])
        return None
    ends, heads = form_set("ends"), form_set("collective")
    if not tokens or tokens[0].lower() in _CLAUSES:
        return None
    head = -1
    for at, token in enumerate(tokens[:5]):
        if token.lower() in ends or token[:1].isupper():
            break
        if token in heads:
            head = at
        elif head >= 0:
            break
    if head < 0:
        return None
    start = 1 if tokens[0].lower() in _DETERMINERS else 0
    return " ".join(tokens[start : head + 1]) or None
