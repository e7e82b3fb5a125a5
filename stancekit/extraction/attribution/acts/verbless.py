"""Headlines that say of a party without a verb where it stands: "Rebels ready for talks"."""

from __future__ import annotations

from collections.abc import Sequence

from stancekit.extraction.attribution.acts.act_objects import clause_end, talks_follow
from stancekit.extraction.attribution.forms.headlines import MOODS
from stancekit.extraction.attribution.grammar.cues import words
from stancekit.extraction.attribution.grammar.nouns import is_party
from stancekit.extraction.attribution.grammar.sentences import QUOTE, Tokens
from stancekit.extraction.attribution.grammar.subject_phrases import subject_before
from stancekit.extraction.attribution.scan import Attribution
from stancekit.extraction.lexicon import load_lexicon

__all__ = ["verbless_acts"]

_W = words()
_STATES = frozenset(load_lexicon("forms")["headline"]["ready"].split())
_AFTER_MOOD = frozenset("on about of over as ahead after despite that at – — : ;".split())


def verbless_acts(tokens: Tokens, found: Sequence[Attribution]) -> list[Attribution]:
    """Return what a headline says of a party without "is": "Envoy optimistic".

    Parameters
    ----------
    tokens : Tokens
        The headline.
    found : sequence of Attribution
        The acts found in it; nothing inside them is another.
    """
    low = tokens.low
    for index, word in enumerate(low):
        if index == 0 or any(a.start <= index < a.end for a in found):
            continue
        follows = low[index + 1] if index + 1 < len(low) else ":"
        ready = word in _STATES and follows in ("for", "to") and talks_follow(tokens, index + 1)
        mood = word in MOODS and follows in _AFTER_MOOD
        quoted = word == QUOTE and _in_lower_case(tokens.quotes[index].of(tokens.text))
        if not (ready or mood or quoted):
            continue
        phrase = subject_before(tokens, index)
        if phrase is None or not is_party(tokens, phrase) or phrase.end != index:
            continue
        if not ready and low[phrase.start] in _W.determiners:
            continue
        end = clause_end(tokens, index + 1)
        rule = "act-state" if ready else "headline-mood" if mood else "headline-quote"
        mention = (phrase.start, phrase.end)
        return [Attribution(phrase.start, end, [(index, end)], None, mention, rule, is_act=ready)]
    return []


def _in_lower_case(inner: str) -> bool:
    # "Valdor ‘ready to talk’", not a title.
    return " " in inner and inner[:1].islower()
