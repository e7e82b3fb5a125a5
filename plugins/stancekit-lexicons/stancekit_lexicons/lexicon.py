"""What a word list is: entries, and settings that say how they are counted."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from stancekit.errors import RecordError
from stancekit.features.folding import fold
from stancekit_lexicons.patterns import entry_sequences

__all__ = ["Entry", "Lexicon", "Settings"]

_CHOICES = {
    "negation": ("apart", "turned", "off"),
    "counts": ("damped", "relative", "plain"),
    "columns": ("categories", "entries"),
    "overlaps": ("category", "list"),
}


@dataclass(frozen=True, slots=True)
class Settings:
    """How a word list is counted.

    Parameters
    ----------
    negation : {"apart", "turned", "off"}
        Negated finds are counted in columns of their own, or with the opposite sign, or like the
        others.
    scope : int or "clause"
        How far behind a negation word an entry is negated: so many words, or to the end of the
        clause, which ends it in any case.
    negators : tuple of str, optional
        The negation words; English ones by default.
    counts : {"damped", "relative", "plain"}
        Over the root of the statement's length in tokens plus three, as stancekit's own features;
        for each hundred words; or as they are.
    columns : {"categories", "entries"}
        A column a category, or a column an entry.
    overlaps : {"category", "list"}
        Of entries that overlap, the first and longest counts: among those of its category, or of
        the whole list.
    match_case : bool
        Tell capitals from small letters, as in "US" and "us".

    Raises
    ------
    ValueError
        If a value is none of these.
    """

    negation: str = "apart"
    scope: int | str = 5
    negators: tuple[str, ...] | None = None
    counts: str = "damped"
    columns: str = "categories"
    overlaps: str = "category"
    match_case: bool = False

    def __post_init__(self) -> None:
        for name, known in _CHOICES.items():
            value = getattr(self, name)
            if value not in known:
                shown = ", ".join(map(repr, known))
                raise ValueError(f"{name} is one of {shown}, not {value!r}")
        if self.scope != "clause" and (type(self.scope) is not int or self.scope < 1):
            raise ValueError(f"scope is a number of words or 'clause', not {self.scope!r}")
        if type(self.match_case) is not bool:
            raise ValueError(f"match_case is true or false, not {self.match_case!r}")
        if self.negators is not None:
            given = self.negators
            if isinstance(given, str) or not all(isinstance(word, str) for word in given):
                raise ValueError(f"negators is a list of words, not {given!r:.60}")
            if long := [word for word in given if len(entry_sequences(word)[0]) > 1]:
                raise ValueError(f"negators are single words, not {long[0]!r:.60}")
            object.__setattr__(self, "negators", tuple(given))

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Settings:
        """Return the settings in a mapping.

        Raises
        ------
        ValueError
            If there is no such setting, or a value is wrong.
        """
        known = [field.name for field in dataclasses.fields(cls)]
        for name in given:
            if name not in known:
                raise ValueError(f"there is no setting {name!r}; there are {', '.join(known)}")
        return cls(**given)

    def to_record(self) -> dict[str, Any]:
        """Return the settings as JSON values."""
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in dataclasses.asdict(self).items()
        }


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a word list.

    Parameters
    ----------
    text : str
        Words, with wildcards.
    category : str
    weight : float
    line : int, optional
        Where it stands in its file.
    """

    text: str
    category: str
    weight: float = 1.0
    line: int | None = None


@dataclass(frozen=True)
class Lexicon:
    """A word list.

    Parameters
    ----------
    name : str
        File or name that it comes from.
    entries : tuple of Entry
        In order; see :meth:`of` for what holds of them.
    settings : Settings
    notes : tuple of str
        What was left out, and why; a line each.
    """

    name: str
    entries: tuple[Entry, ...]
    settings: Settings = Settings()
    notes: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        name: str,
        entries: Iterable[Entry],
        settings: Settings | None = None,
        notes: Iterable[str] = (),
    ) -> Lexicon:
        """Check entries, and join those that stand twice.

        Raises
        ------
        RecordError
            If an entry can't be used, or stands twice with different weights, or there is none.
        """
        settings, notes = settings or Settings(), list(notes)
        kept: dict[tuple[str, str], Entry] = {}
        twice = zero = 0
        for found in entries:
            entry = _tidy(name, found)
            try:
                entry_sequences(entry.text, match_case=settings.match_case)
            except ValueError as error:
                raise RecordError(
                    f"the entry {entry.text!r:.60} {error}; mend it or take it out",
                    where=name,
                    line=entry.line,
                ) from None
            if not entry.weight:
                zero += 1
                continue
            shown = fold(entry.text)
            key = (shown if settings.match_case else shown.lower(), entry.category)
            first = kept.setdefault(key, entry)
            if first.weight != entry.weight:
                place = f" in line {first.line}" if first.line else " before"
                raise RecordError(
                    f"{entry.text!r:.60} weighs {entry.weight:g} in {entry.category!r:.60}, and "
                    f"{first.weight:g}{place}; keep one of them",
                    where=name,
                    line=entry.line,
                )
            twice += first is not entry
        if not kept:
            raise RecordError("holds no entry; write one a line", where=name)
        if twice:
            notes.append(f"{name}: {twice:,} entries stand twice; each counts once")
        if zero:
            notes.append(f"{name}: {zero:,} entries weigh 0 and are left out")
        lexicon = cls(name, tuple(kept.values()), settings, tuple(notes))
        columns = lexicon.columns
        if len(set(columns)) < len(columns):
            again = next(column for column in columns if columns.count(column) > 1)
            raise RecordError(
                f"two columns would be called {again!r}; rename that category", where=name
            )
        return lexicon

    @property
    def categories(self) -> list[str]:
        """Names of the categories, in the order in which they come first."""
        return list(dict.fromkeys(entry.category for entry in self.entries))

    @property
    def columns(self) -> list[str]:
        """Names of the columns; those of negated finds come last."""
        names = self.categories
        if self.settings.columns == "entries":
            names = [f"{entry.category}/{entry.text}" for entry in self.entries]
        if self.settings.negation == "apart":
            names = [*names, *(f"not {name}" for name in names)]
        return names

    @property
    def sha256(self) -> str:
        """Hash of the entries and settings; not of the name."""
        content = [[entry.text, entry.category, entry.weight] for entry in self.entries]
        record = json.dumps([content, self.settings.to_record()], sort_keys=True)
        return hashlib.sha256(record.encode()).hexdigest()


def _tidy(name: str, entry: Entry) -> Entry:
    text, category = (" ".join(part.split()) for part in (entry.text, entry.category))
    if not category:
        raise RecordError(
            f"the entry {text!r:.60} has no category; name one", where=name, line=entry.line
        )
    if not math.isfinite(entry.weight):
        raise RecordError(
            f"the entry {text!r:.60} weighs {entry.weight}; give a number",
            where=name,
            line=entry.line,
        )
    return Entry(text, category, float(entry.weight), entry.line)
