"""The word lists that names are read with, and words as they are looked up there."""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass

from stancekit.extraction.lexicon import load_lexicon

__all__ = ["Words", "fold", "strip_article", "words"]

# "Your president", said to whoever is asked, is a president too.
_ARTICLE = re.compile(r"(?:the|an?|our|your)\s+", re.IGNORECASE)


@functools.lru_cache(maxsize=1 << 16)
def fold(word: str) -> str:
    """Return a word in lower case without accents, dots and typographic variants."""
    if word.isascii():
        return word.lower().replace(".", "")
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return plain.replace(".", "").replace("’", "'").replace("‑", "-")


def strip_article(name: str) -> str:
    """Return a noun phrase without its article, or the possessive of who speaks or is spoken to."""
    if name[:1] not in "TtAaOoYy":
        return name
    found = _ARTICLE.match(name)
    return name[found.end() :] if found else name


@dataclass(frozen=True, slots=True)
class Words:
    """The word lists that names are read with, folded."""

    courtesy: dict[str, str | None]
    offices: frozenset[str]
    modifiers: frozenset[str]
    roles: frozenset[str]
    generic: frozenset[str]
    kin: frozenset[str]
    plural: frozenset[str]
    gender: dict[str, str]
    same: dict[str, frozenset[str]]
    particles: frozenset[str]
    bodies: frozenset[str]
    surnames: frozenset[str]
    not_names: frozenset[str]
    given: dict[str, str]
    party: dict[str, str]
    compounds: dict[str, str]
    armed: frozenset[str]
    ranks: frozenset[str]
    body_kinds: dict[str, frozenset[str]]


@functools.cache
def words() -> Words:
    """Return the word lists of the English lexicons."""
    titles, names = load_lexicon("titles"), load_lexicon("names")
    courtesy: dict[str, str | None] = {}
    for gender, entries in titles["courtesy"].items():
        for entry in entries:
            courtesy[fold(entry)] = None if gender == "any" else gender
    roles = titles["roles"]
    same: dict[str, set[str]] = {}
    for row in titles["same"]["rows"]:
        for word in row:
            same.setdefault(word, set()).update(row)
    gender_of = {word: gender for gender in ("male", "female") for word in roles[gender]}
    given = {fold(name): gender for gender in ("male", "female") for name in names["given"][gender]}
    party = {form: name for name, forms in names["party"].items() for form in (name, *forms)}
    return Words(
        courtesy=courtesy,
        offices=frozenset(titles["offices"]["words"]),
        modifiers=frozenset(titles["offices"]["modifiers"]),
        roles=frozenset(roles["office"]) | gender_of.keys() | frozenset(roles["generic"]),
        generic=frozenset(roles["generic"]),
        kin=frozenset(roles["kin"]),
        plural=frozenset(roles["plural"]),
        gender=gender_of,
        same={word: frozenset(row) for word, row in same.items()},
        particles=frozenset(names["particles"]),
        bodies=frozenset(names["bodies"]),
        surnames=frozenset(names["surnames"]),
        not_names=frozenset(names["not_names"]),
        given=given,
        party=party,
        compounds=titles["compounds"],
        armed=frozenset(titles["armed"]["words"]),
        ranks=frozenset(titles["armed"]["ranks"]),
        body_kinds={noun: frozenset(kinds) for noun, kinds in names["body_kinds"].items()},
    )
