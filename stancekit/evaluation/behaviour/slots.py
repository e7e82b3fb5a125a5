"""Slots in frames: actors in their places, with the verbs and pronouns that agree with them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["Actor", "fill", "read_pairs"]

_SLOT = re.compile(r"\{(\w+)('s|\.\w+|\|[^|{}]*\|[^|{}]*)?\}")


@dataclass(frozen=True, slots=True)
class Actor:
    """A side of a conflict, as a sentence needs it.

    Parameters
    ----------
    name : str
        As in running text, with its article.
    plural : bool
        Whether its verbs are.
    it, its : str
        Its pronouns.
    """

    name: str
    plural: bool = False
    it: str = "it"
    its: str = "its"

    def written(self, how: str) -> str:
        """Return what stands for a slot.

        Parameters
        ----------
        how : str
            What follows the slot's name: nothing, ``'s``, ``.it``, ``.its``, ``.bare`` (without
            article, for headlines) or ``|singular|plural``.

        Raises
        ------
        ValueError
            If it is anything else.
        """
        if how.startswith("|"):
            return how.split("|")[1 + self.plural]
        if how == "'s":
            return self.name + ("'" if self.name.endswith("s") else "'s")
        forms = {
            "": self.name,
            ".it": self.it,
            ".its": self.its,
            ".bare": self.name.removeprefix("the "),
        }
        if how not in forms:
            raise ValueError(f"an actor has no {how!r}; it has 's, .it, .its, .bare and |is|are")
        return forms[how]


def fill(frame: str, words: Mapping[str, Actor | str]) -> str:
    """Return a frame with its slots filled, its first letter in upper case.

    Parameters
    ----------
    frame : str
        Text with slots such as ``{A}``, ``{A's}``, ``{A.its}`` and ``{A|has|have}``.
    words : mapping
        What stands for each name.

    Raises
    ------
    ValueError
        If a slot can't be filled.

    Examples
    --------
    >>> fill("{A} {A|has|have} talked to {B's} envoys", {
    ...     "A": Actor("the Houthis", plural=True), "B": Actor("Oman")
    ... })
    "The Houthis have talked to Oman's envoys"
    """

    def written(slot: re.Match[str]) -> str:
        word = words.get(slot[1])
        if word is None:
            raise ValueError(f"nothing fills {slot[0]}; there are {', '.join(sorted(words))}")
        return word if isinstance(word, str) else word.written(slot[2] or "")

    text = _SLOT.sub(written, frame)
    if "{" in text or "}" in text:
        raise ValueError(f"a brace that belongs to no slot: {frame}")
    return re.sub(r"^([\"“‘«]?)(\w)", lambda m: m[1] + m[2].upper(), text)


def read_pairs(table: Mapping[str, Any]) -> list[dict[str, Actor]]:
    """Return the pairs of actors of an ``actors.toml``.

    Raises
    ------
    ValueError
        If a pair isn't two actors, or an actor has no name or an unknown field.
    """
    pairs = []
    for number, pair in enumerate(table.get("pair", ()), start=1):
        if not isinstance(pair, dict) or set(pair) != {"A", "B"}:
            raise ValueError(f"pair {number} must hold an A and a B")
        pairs.append({side: _actor(pair[side], f"pair {number}, {side}") for side in ("A", "B")})
    if len(pairs) < 2:
        raise ValueError("needs two [[pair]] or more")
    return pairs


def _actor(given: Any, where: str) -> Actor:
    if not isinstance(given, dict) or not isinstance(given.get("name"), str):
        raise ValueError(f"{where}: needs a string 'name'")
    if unknown := set(given) - {"name", "plural", "it", "its"}:
        raise ValueError(f"{where}: unknown field {min(unknown)!r}")
    if given.get("plural", False):
        given = {"it": "they", "its": "their", **given}
    return Actor(**given)
