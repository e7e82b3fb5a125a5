"""Names in running text: capitalised word groups, and what titles, places and bodies they hold."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from stancekit.extraction.lexicon import load_lexicon
from stancekit.extraction.speakers.vocabulary import fold, strip_article, words

__all__ = [
    "NameGroup",
    "Places",
    "fold",
    "groups_of",
    "is_body",
    "is_title_case",
    "iter_name_groups",
    "name_runs",
    "parse_group",
    "places",
    "strip_article",
    "words",
]

_UPPER = "".join(
    chr(code)
    for code in (*range(0x41, 0x250), *range(0x370, 0x530), *range(0x1E00, 0x1F00))
    if chr(code).isupper()
)
_ABBREVIATED = "Mr|Mrs|Ms|Dr|Prof|Gen|Sen|Rep|Gov|Lt|Col|Maj|Capt|Adm|Brig|Sgt|Hon|Rev|St|Cmdr|Mme"
_JOINED = r"(?:['’](?!s\b)|[-‑&])\w+"
_WORD = (
    rf"(?:(?:[{_UPPER}]\.)+|(?:[Aa]l|[Ee]l|[Aa]n|[Aa]s|[Aa]sh|[Aa]r|[Aa]d|[Aa]t|[Uu]l)[-‑][{_UPPER}]\w*"
    rf"|(?:{_ABBREVIATED})\.|[{_UPPER}]\w*(?:{_JOINED})*)"
)


def _group_pattern() -> re.Pattern[str]:
    particles = "|".join(sorted(load_lexicon("names")["particles"], key=len, reverse=True))
    # The first word is spelt out from its first letter on: a search that starts with a set of
    # letters skips all others, which takes half the time.
    abbreviated = "|".join(f"(?<={word[0]}){word[1:]}" for word in _ABBREVIATED.split("|"))
    first = (
        rf"[{_UPPER}aeu](?<![\w'’‑-].)(?:(?<=[{_UPPER}])\.(?:[{_UPPER}]\.)*"
        rf"|(?:(?<=[AEUaeu])l|(?<=[Aa])(?:n|sh?|r|d|t))[-‑][{_UPPER}]\w*"
        rf"|(?:{abbreviated})\.|(?<=[{_UPPER}])\w*(?:{_JOINED})*)"
    )
    return re.compile(
        rf"{first}(?:[ \u00a0](?:(?:{particles})[ \u00a0]){{0,2}}{_WORD}){{0,9}}", re.S
    )


_GROUP = _group_pattern()
_TOKEN = re.compile(r"[^ \u00a0]+")
_FULL_NAME = 2
# What the field of an office follows.
_FIELD = ("for ", " of ")


class Places:
    """Which state a name, a seat of government or an adjective of nationality stands for."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._adjectives: dict[str, str] = {}
        lexicon = load_lexicon("places")
        for entry in lexicon["country"]:
            country = entry["name"]
            for form in (country, *entry.get("seats", ()), *entry.get("also", ())):
                self._names.setdefault(fold(strip_article(form)), country)
            for form in entry.get("adjectives", ()):
                self._adjectives.setdefault(fold(form), country)
        self.bodies: dict[str, str] = {
            fold(body): country for body, country in lexicon["bodies"].items()
        }
        # The first words of all forms, so that most words of a text need one look-up.
        forms = (*self._names, *self._adjectives, *self.bodies)
        self._first = frozenset(form.split()[0] for form in forms)
        self._parts = frozenset(part for name in self._names for part in name.split())
        self.organisations = frozenset(fold(name) for name in lexicon["organisations"]["names"])

    @functools.lru_cache(maxsize=1 << 14)  # noqa: B019 - the one instance lives as long as the process
    def state(self, name: str) -> str | None:
        """Return the state that a name or seat of government stands for ("the Kremlin")."""
        return self._names.get(fold(strip_article(name)))

    def nationality(self, word: str) -> str | None:
        """Return the state of an adjective or of a people ("Omani", "Iranians")."""
        key = fold(word)
        found = self._adjectives.get(key)
        if found is None and key.endswith("s"):
            found = self._adjectives.get(key[:-1])
        return found

    @functools.lru_cache(maxsize=1 << 14)  # noqa: B019 - as above
    def any(self, name: str) -> str | None:
        """Return the state of a name, seat, government building or adjective."""
        found = self.state(name) or self.nationality(strip_article(name))
        return found or self.bodies.get(fold(strip_article(name)))

    def mentioned(self, phrase: str) -> list[str]:
        """Return the states that a phrase names in whatever form, in order."""
        return [state for group in _GROUP.findall(phrase) for state in self._within(group)]

    def begins(self, word: str) -> bool:
        """Tell whether a word is part of a state's name: "Korea", "Arab"."""
        return fold(word) in self._parts

    def located(self, text: str, runs: Iterable[tuple[int, int]]) -> Iterator[tuple[int, str]]:
        """Yield the states that runs of capitalised words name in whatever form, and where."""
        for start, end in runs:
            for state in self._within(text[start:end]):
                yield start, state

    @functools.lru_cache(maxsize=1 << 14)  # noqa: B019 - as above
    def _within(self, group: str) -> tuple[str, ...]:
        found: list[str] = []
        tokens = _TOKEN.findall(group)
        at = 0
        while at < len(tokens):
            key = fold(tokens[at])
            if key not in self._first and key[:-1] not in self._first:
                at += 1
                continue
            for size in (4, 3, 2, 1):
                state = self.any(" ".join(tokens[at : at + size]))
                if state is not None and at + size <= len(tokens):
                    found.append(state)
                    at += size - 1
                    break
            at += 1
        return tuple(found)


@functools.cache
def places() -> Places:
    """Return the shipped gazetteer of states."""
    return Places()


# Not frozen: many are made, and a frozen one takes three times as long to make.
@dataclass(slots=True)
class NameGroup:
    """A run of capitalised words, split into titles and name.

    Parameters
    ----------
    start, end : int
        Offsets of the name proper; of the whole group where it holds titles alone.
    name : tuple of str
        The words of the name; empty for titles alone ("Parliament Speaker").
    titles : tuple of str
        Folded words before the name ("u", "deputy", "foreign", "minister").
    group_start : int
        Where the group starts, titles included.
    """

    start: int
    end: int
    name: tuple[str, ...]
    titles: tuple[str, ...]
    group_start: int

    @property
    def text(self) -> str:
        """The name, its words joined by single spaces."""
        return " ".join(self.name)

    @property
    def gender(self) -> str | None:
        """The gender that a courtesy title gives away."""
        if not self.titles:
            return None
        courtesy = words().courtesy
        return next((courtesy[title] for title in self.titles if courtesy.get(title)), None)

    @property
    def is_titled(self) -> bool:
        """Whether an office or a courtesy title stands before the name."""
        if not self.titles:
            return False
        lexicon = words()
        return any(t in lexicon.offices or t in lexicon.courtesy for t in self.titles)


def parse_group(text: str, start: int, end: int) -> NameGroup | None:
    """Split a run of capitalised words into titles and name.

    Returns
    -------
    NameGroup or None
        None where nothing but sentence openers, days and the like is left.
    """
    group = _parse(text[start:end])
    if group is None:
        return None
    return NameGroup(
        start + group.start, start + group.end, group.name, group.titles, start + group.group_start
    )


# A text repeats its names.
@functools.lru_cache(maxsize=1 << 14)
def _parse(run: str) -> NameGroup | None:
    lexicon = words()
    tokens = [(found[0], found.start(), found.end()) for found in _TOKEN.finditer(run)]
    keys = [fold(token[0]) for token in tokens]
    first, last = 0, len(tokens)
    while first < last and keys[first] in lexicon.not_names and not _is_initial(tokens[first][0]):
        if _is_family_name(tokens[first][0], keys[first + 1 : last]):
            break
        first += 1
    while last > first and (
        (keys[last - 1] in lexicon.not_names and not _is_initial(tokens[last - 1][0]))
        or (keys[last - 1] in lexicon.particles and tokens[last - 1][0].islower())
    ):
        last -= 1
    if first >= last:
        return None
    begin = first
    title_at = -1
    for at in range(first, last):
        if keys[at] in lexicon.offices or keys[at] in lexicon.courtesy:
            title_at = at
    if title_at == last - 1 and last - first >= 2 and _is_surname_here(keys, first, last):
        courtesy = keys[last - 2] in lexicon.courtesy
        title_at = last - 2 if courtesy else -1
    if title_at > first and _is_second_name(keys, tokens[title_at - 1][0], title_at):
        title_at = next(
            (at for at in range(title_at - 1, first - 1, -1) if keys[at] in lexicon.courtesy), -1
        )
    if title_at >= 0:
        first = title_at + 1
    # "Deputy Minister of [Trade Ada Lorn]", "Secretary of [State Ada Lorn]", "[Omani Ada Lorn]"
    body = title_at < 0 and is_body([token[0] for token in tokens[first:last]])
    while (
        not body
        and last - first >= 2
        and (
            (
                (keys[first] in lexicon.modifiers and keys[first] not in lexicon.given)
                and (title_at >= 0 or last - first >= 3)
            )
            or (
                places().nationality(tokens[first][0]) is not None
                and places().state(" ".join(token[0] for token in tokens[first:last])) is None
            )
        )
    ):
        first += 1
    if first >= last:
        return NameGroup(
            tokens[begin][1], tokens[last - 1][2], (), tuple(keys[begin:last]), tokens[begin][1]
        )
    end = tokens[last - 1][2]
    if run[end - 1] == "." and not _is_initial(tokens[last - 1][0]):
        end -= 1
    name = tuple(token[0] for token in tokens[first:last])
    return NameGroup(tokens[first][1], end, name, tuple(keys[begin:first]), tokens[begin][1])


def _is_second_name(keys: list[str], before: str, at: int) -> bool:
    # "Martin Luther King Orr", "Ada Sultan Lorn": a title after a first name is none.
    lexicon = words()
    return (
        keys[at] in _NAMES_TOO
        and keys[at - 1] in lexicon.given
        and places().nationality(before) is None
    )


# Titles that many bear as names.
_NAMES_TOO = frozenset("sultan king prince duke baron sheikh sheikha begum pasha major".split())


def name_runs(text: str) -> list[tuple[int, int]]:
    """Return where the runs of capitalised words of a text lie, in order."""
    return [found.span() for found in _GROUP.finditer(text)]


def iter_name_groups(text: str, start: int = 0, end: int | None = None) -> Iterator[NameGroup]:
    """Yield the capitalised word groups of a text, in order."""
    found = _GROUP.finditer(text, start, len(text) if end is None else end)
    return groups_of(text, (run.span() for run in found))


def groups_of(text: str, runs: Iterable[tuple[int, int]]) -> Iterator[NameGroup]:
    """Yield the word groups that runs of capitalised words hold, in order."""
    for start, end in runs:
        group = parse_group(text, start, end)
        if group is not None:
            if len(group.name) > _FULL_NAME and text.startswith(_FIELD, group.group_start - 4):
                group = _without_field(text, group)
            yield group


def _without_field(text: str, group: NameGroup) -> NameGroup:
    """Return the name after the field of an office: "minister for [Legal Affairs] Ada Lorn"."""
    lexicon = words()
    before = text[max(0, group.group_start - 40) : group.group_start].split()
    office = fold(before[-2]) if len(before) > 1 else ""
    if group.titles or office not in lexicon.offices or is_body(group.name):
        return group
    last = fold(group.name[-1])
    if last in lexicon.modifiers or places().any(group.text) is not None:
        return group
    name = group.name[-_FULL_NAME:]
    start = text.rfind(name[0], group.start, group.end - len(name[1]))
    return NameGroup(start, group.end, name, group.titles, start)


def is_title_case(line: str) -> bool:
    """Tell whether a headline capitalises its words, so that capitals mark no names."""
    tokens = [token for token in line.split() if len(token) > 4 and token[0].isalpha()]
    capitals = sum(token[0].isupper() for token in tokens)
    return len(tokens) >= 4 and capitals >= 0.9 * len(tokens)


def is_body(name: Sequence[str]) -> bool:
    """Tell whether a name is that of a body: a council, a ministry, a newspaper."""
    return _is_body(tuple(name))


# A text repeats its names.
@functools.lru_cache(maxsize=1 << 14)
def _is_body(name: tuple[str, ...]) -> bool:
    lexicon = words()
    keys = [fold(word) for word in name]
    return (
        (any(key in lexicon.bodies for key in keys) and not _is_surnamed(name, keys))
        or bool(keys and keys[-1] in lexicon.plural)
        or " ".join(keys) in places().organisations
    )


def _is_surnamed(name: Sequence[str], keys: Sequence[str]) -> bool:
    # "Ada West", "Park Ji-won": a given name stands beside the noun of a body.
    lexicon = words()
    if len(keys) < 2 or not all(k in lexicon.surnames for k in keys if k in lexicon.bodies):
        return False
    _, hyphen, second = name[1].partition("-")
    return (keys[0] in lexicon.surnames and hyphen == "-" and second[:1].islower()) or (
        keys[-1] in lexicon.surnames and keys[0] in lexicon.given
    )


def _is_family_name(word: str, after: Sequence[str]) -> bool:
    # "[He Lifeng] said": no name follows the pronoun, days aside.
    return word == "He" and len(after) == 1 and after[0] not in words().not_names


def _is_initial(token: str) -> bool:
    return len(token) >= 2 and token.endswith(".") and token[0].isupper()


def _is_surname_here(keys: Sequence[str], first: int, last: int) -> bool:
    # "Martin King" is a name, "Parliament Speaker" an office.
    before = keys[last - 2]
    return keys[last - 1] in _AMBIGUOUS and (
        keys[first] in words().given or before in ("mr", "mrs", "ms")
    )


_AMBIGUOUS = frozenset(
    "king prince bishop major judge marshal pope justice chief page dean sheriff lord priest"
    " mayor father duke head general brother chancellor".split()
)
