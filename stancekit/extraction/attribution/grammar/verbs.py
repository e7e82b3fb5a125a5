"""Forms of English verbs, generated or read from the lexicon."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass

from stancekit.extraction.lexicon import load_lexicon

__all__ = ["VerbForms", "inflect", "verb_forms"]


@dataclass(frozen=True, slots=True)
class VerbForms:
    """Every form of the verbs that the lexicon lists.

    Parameters
    ----------
    pasts, participles, thirds, bases : frozenset of str
        Simple pasts, past participles, third persons and base forms.
    nouns : frozenset of str
        Those of them that are as often nouns.
    """

    pasts: frozenset[str]
    participles: frozenset[str]
    thirds: frozenset[str]
    bases: frozenset[str]
    nouns: frozenset[str]


@functools.cache
def verb_forms() -> VerbForms:
    """Return the forms of common verbs."""
    lexicon = load_lexicon("verbs")
    nouns_too = frozenset(lexicon["nouns_too"].split())
    listed = nouns_too.union(lexicon["verbs"].split(), lexicon["irregular"]) - {"be", "have", "do"}
    cues, acts = load_lexicon("cues"), load_lexicon("acts")
    lists = [*(verb_class["verbs"] for verb_class in cues["verbs"]), *acts["verbs"].values()]
    listed = listed.union(cues["phrases"], acts["phrases"], *(words.split() for words in lists))
    listed -= {"be"}
    forms = {base: inflect(base) for base in listed}
    return VerbForms(
        pasts=frozenset(word for form in forms.values() for word in form["past"]),
        participles=frozenset(word for form in forms.values() for word in form["participle"]),
        thirds=frozenset(word for form in forms.values() for word in form["s"]),
        bases=listed,
        nouns=nouns_too.union(*(forms[base]["s"] for base in nouns_too)),
    )


def inflect(base: str) -> dict[str, tuple[str, ...]]:
    """Return the forms of a verb: third person, past, participle and -ing, in every spelling.

    Parameters
    ----------
    base : str
        The dictionary form.

    Examples
    --------
    >>> inflect("deny")
    {'s': ('denies',), 'past': ('denied',), 'participle': ('denied',), 'ing': ('denying',)}
    >>> inflect("signal")["ing"]
    ('signaling', 'signalling')
    """
    if base == "be":
        return {
            "s": ("is", "are", "am"),
            "past": ("was", "were"),
            "participle": ("been",),
            "ing": ("being",),
        }
    stems = tuple(_stems(base))
    ing = tuple(
        stem[:-1] if stem.endswith("e") and not stem.endswith(("ee", "oe", "ye")) else stem
        for stem in stems
    )
    if base.endswith("ie"):
        ing = (base[:-2] + "y",)
    third = "has" if base == "have" else base + "s"
    past = tuple(stem + ("d" if stem.endswith("e") else "ed") for stem in stems)
    if base.endswith("y") and base[-2:-1] not in tuple("aeiou"):
        third, past = base[:-1] + "ies", (base[:-1] + "ied",)
    elif base.endswith(("s", "x", "z", "ch", "sh", "o")):
        third = base + "es"
    participle = past
    irregular = load_lexicon("verbs")["irregular"].get(base)
    if irregular is not None:
        spellings = irregular.split()
        past, participle = tuple(spellings[::2]), tuple(spellings[1::2])
    return {
        "s": (third,),
        "past": past,
        "participle": participle,
        "ing": tuple(stem + "ing" for stem in ing),
    }


def _stems(base: str) -> Iterator[str]:
    doubling, in_britain = _doubling()
    if base not in doubling:
        yield base
    if base in doubling or base in in_britain:
        yield base + base[-1]


@functools.cache
def _doubling() -> tuple[frozenset[str], frozenset[str]]:
    lexicon = load_lexicon("verbs")
    return (
        frozenset(lexicon["doubling"].split()),
        frozenset(lexicon["doubling_in_britain"].split()),
    )
