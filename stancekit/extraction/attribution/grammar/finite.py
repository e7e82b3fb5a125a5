"""Whether a word is a finite verb where it stands, without a parser."""

from __future__ import annotations

from stancekit.extraction.attribution.grammar.adverbials import is_adverb
from stancekit.extraction.attribution.grammar.cues import words
from stancekit.extraction.attribution.grammar.nouns import NO_HEAD, POSSESSIVE, PUNCTUATION
from stancekit.extraction.attribution.grammar.sentences import QUOTE, Tokens
from stancekit.extraction.attribution.grammar.verbs import verb_forms

__all__ = ["is_finite"]

_W = words()
_FORMS = verb_forms()
_S = frozenset({"'s", "’s"})
# Determiners that stand alone as subjects too.
_ALONE = frozenset("this that these those all some both many several most few none each".split())
_SINGULAR = frozenset("he she it who which that this".split())
_PLURAL = frozenset("they we i you who which that people these those many some both most".split())
_OBJECTS = (_W.determiners | _W.pronouns | {"him", "me", "us", "them", "himself", "herself"}) | {
    "itself",
    "themselves",
    QUOTE,
    "how",
    "whether",
    "why",
    "what",
}


def is_finite(tokens: Tokens, at: int) -> bool:
    """Tell whether the word at a place is a finite verb, an auxiliary included.

    Parameters
    ----------
    tokens : Tokens
        The sentence.
    at : int
        The word; past the last there is none.
    """
    low = tokens.low
    if at >= len(low):
        return False
    word = low[at]
    before = low[at - 1] if at else ""
    if word in _W.auxiliaries:
        return word not in _S or before in _W.pronouns
    past = word in _FORMS.pasts or (word.endswith("ed") and word not in _FORMS.bases)
    third, base = word in _FORMS.thirds, word in _FORMS.bases
    if not (past or third or base) or (tokens.is_capital(at) and not tokens.headline):
        return False
    if (
        (before in _W.determiners and before not in _ALONE)
        or before in POSSESSIVE
        or before in _W.prepositions
    ):
        return False
    if past and word not in _FORMS.nouns:
        if is_adverb(before) and at > 1 and low[at - 2] in _W.determiners:
            # "the newly elected council"
            return False
        if before in _ALONE and _is_noun(tokens, at + 1):
            # "some pointed advice", but "some said it was late"
            return False
        # "the men killed by the flood", but "she began by saying"
        simple = word in _FORMS.pasts and word not in _FORMS.participles
        return simple or low[at + 1 : at + 2] != ["by"]
    subject = at - 1
    while subject > 0 and is_adverb(low[subject]):
        subject -= 1
    if subject < 0 or not _agrees(tokens, subject, third=third, past=past):
        return False
    return word not in _FORMS.nouns or _has_object(tokens, at + 1)


def _is_noun(tokens: Tokens, at: int) -> bool:
    # A word that no clause or phrase begins with.
    low = tokens.low
    if at >= len(low) or tokens.is_capital(at) or not low[at][0].isalpha():
        return False
    closed = (
        low[at] in _OBJECTS
        or low[at] in _W.prepositions
        or low[at] in _W.conjunctions
        or low[at] in _W.auxiliaries
    )
    return not closed and not is_adverb(low[at]) and not low[at].endswith("ing")


def _agrees(tokens: Tokens, subject: int, *, third: bool, past: bool) -> bool:
    # Whether a noun phrase that ends at `subject` can be the subject of the form.
    word = tokens.low[subject]
    if word in _PLURAL or word in _SINGULAR:
        return past or word in (_SINGULAR if third else _PLURAL)
    if word in NO_HEAD or word in PUNCTUATION or word in _W.conjunctions or word == QUOTE:
        return False
    plural = word.endswith("s") and not word.endswith(("ss", "us", "is"))
    return past or tokens.is_capital(subject) or plural != third


def _has_object(tokens: Tokens, after: int) -> bool:
    # What follows a verb, and seldom a noun that looks like it.
    low = tokens.low
    if after >= len(low):
        return False
    word = low[after]
    if word == "to":
        return after + 1 < len(low) and low[after + 1] in _FORMS.bases
    return word in _OBJECTS or (is_adverb(word) and word.endswith("ly"))
