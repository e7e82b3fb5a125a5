"""The part of a mention that names a source: not its text, nor what introduces it."""

from __future__ import annotations

import re

from stancekit.document import Span
from stancekit.extraction.attribution.grammar.adverbials import is_participle
from stancekit.extraction.attribution.grammar.cues import words
from stancekit.extraction.attribution.grammar.verbs import verb_forms

__all__ = ["source_of"]

_TEXTS = words().texts | words().utterances
_ISSUED = re.compile(
    r"(?:(?:an?|the|its|their)\s)?(?:[\w-]+\s){0,2}(?:statement|communique|communiqué|message|letter"
    r"|post|note|release|readout)s?\s(?:issued\s|released\s|published\s)?(?:from|by|of)\s",
    re.IGNORECASE,
)
# "a statement by the ministry[ after the meeting]"
_WHEN = re.compile(r"\s(?:after|before|during|following|ahead of|on|late|earlier)\s")
# "figures compiled by [the ministry]"
_MADE_BY = re.compile(
    rf"(?:(?:an?|the|its|their)\s)?(?:[\w-]+\s){{0,2}}(?:{'|'.join(sorted(words().texts))})\s"
    r"(?:[a-z-]+(?:ed|en|wn)\s)(?:up\s)?by\s"
)
_MAKER = re.compile(r"[^,.;:\n“”\"()]{2,60}")
# "Reached in Velm, [Ada Lorn]"
_INTRODUCED = re.compile(r"(?P<verb>[A-Z][a-z]+)\b (?=[a-z])[^,]{1,100}, (?=[A-Z]|the |an? )")
# "[Ada Lorn]'s letters", "[its] note verbale"
_TEXT = rf"(?:[\w-]+ ){{0,2}}(?:{'|'.join(sorted(_TEXTS))})(?: verbales?)?(?=$|,)"
_OWN_TEXT = re.compile(
    rf"(?P<owner>[^,]{{2,60}}?)['’]s? {_TEXT}|(?P<own>(?i:his|her|its|their)) {_TEXT}"
)
_OWNERS = ("his ", "her ", "its ", "their ")
# A source's name and description end within so many characters.
_LONGEST = 400


def source_of(text: str, mention: Span) -> Span:
    """Return who issued it where the source is a text: "a statement from the ministry".

    Parameters
    ----------
    text : str
    mention : Span
        The source as the text gives it: "Lorn's letter", "Reached in Velm, Ada Lorn".
    """
    mention = _shortened(mention)
    begins = _INTRODUCED.match(text, mention.start, mention.end)
    if begins is not None and _is_participle(begins["verb"].lower()):
        mention = Span(begins.end(), mention.end)
    found = _ISSUED.match(text, mention.start, mention.end)
    made = _MADE_BY.match(text, mention.start)
    if made is not None and (maker := _MAKER.match(text, made.end())) is not None:
        return _timeless(text, Span(*maker.span()))
    if found is not None:
        return _timeless(text, Span(found.end(), mention.end))
    phrase = mention.of(text)
    if not ("'" in phrase or "’" in phrase or phrase.lower().startswith(_OWNERS)):
        return mention
    own = _OWN_TEXT.match(text, mention.start, mention.end)
    return mention if own is None else Span(*own.span("own" if own["own"] else "owner"))


def _timeless(text: str, source: Span) -> Span:
    when = _WHEN.search(text, source.start, source.end)
    return source if when is None else Span(source.start, when.start())


def _is_participle(word: str) -> bool:
    return is_participle(word) or word in verb_forms().pasts


def _shortened(mention: Span) -> Span:
    """Return a mention without the tail of what can be no name any more."""
    if len(mention) <= _LONGEST:
        return mention
    return Span(mention.start, mention.start + _LONGEST)
