"""Noun phrases that describe a source, taken apart."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass

from stancekit.extraction.speakers.names import fold, strip_article, words
from stancekit.extraction.speakers.roles import Role, read_compounds, read_role

__all__ = ["Phrase"]

_RELATIVE = re.compile(
    r",|\s(?:who|whose|which|that|speaking|said|says|told|asked|requesting)\b|\s[–—-]\s|\s\("
)
_COMPLEMENT = re.compile(r"\s(?:of|for|in|at|from|to|on|with|near|within)\s")
# "of Algeria, Guyana and Mali": the comma belongs to the phrase.
_LISTED = re.compile(r",(?: [A-Z][\w-]+){1,3}(?:,(?: [A-Z][\w-]+){1,3})* and [A-Z]")
_POSSESSIVE_END = re.compile(r"['’]s?$")
_POSSESSIVE = re.compile(r"['’]s? ")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase that describes a source.

    Parameters
    ----------
    text : str
        The phrase as it stands.
    name : str
        Without article and relative clause; what the source is called if nobody is found.
    core, head : str
        The phrase up to its first preposition, and the last word of that, folded.
    role, full : Role
        Of the core after any possessor, and of the whole name.
    owner : str
        A capitalised possessor ("Tirvan" in "Tirvan's envoy").
    body : str
        The noun of a body as possessor ("army" in "the army's spokesman"), folded.
    complement : bool
        Whether a preposition follows the core.
    is_plural : bool
    """

    text: str
    name: str
    core: str
    head: str
    role: Role
    full: Role
    owner: str
    body: str
    complement: bool
    is_plural: bool

    @classmethod
    def read(cls, text: str, acronyms: Mapping[str, str]) -> Phrase:
        """Read the words of a source; `acronyms` are spelt out."""
        name = _name_in(text)
        return _read_phrase(text, acronyms.get(name, name))


def _name_in(text: str) -> str:
    """Return what a source is called: its words without article and relative clause."""
    cut = _RELATIVE.search(text)
    if cut is not None and _LISTED.match(text, cut.start()):
        cut = None
    short = text[: cut.start()] if cut and cut.start() > 3 else text
    name = strip_article(short).strip(" ,;:")
    return _POSSESSIVE_END.sub("", name) or text


# The same offices and bodies speak all over.
@functools.lru_cache(maxsize=1 << 12)
def _read_phrase(text: str, name: str) -> Phrase:
    lexicon = words()
    plain = read_compounds(name)
    found = _COMPLEMENT.search(plain)
    core = plain[: found.start()] if found else plain
    tokens = core.split()
    head = fold(tokens[-1]) if tokens else ""
    plural = head in lexicon.plural or (head.endswith("s") and head[:-1] in lexicon.roles)
    *owners, own = _POSSESSIVE.split(core)
    owner = owners[0] if owners and owners[0][:1].isupper() else ""
    possessor = fold(owners[0].split()[-1]) if owners and owners[0].strip() else ""
    body = possessor if possessor in lexicon.bodies else ""
    role, full = read_role(own), read_role(name)
    return Phrase(text, name, core, head, role, full, owner, body, found is not None, plural)
