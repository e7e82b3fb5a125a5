"""Attributions that a question or exclamation mark parts from their quotation."""

from __future__ import annotations

from collections.abc import Sequence

from stancekit.document import Span
from stancekit.extraction.attribution.grammar.adverbials import is_adverb
from stancekit.extraction.attribution.grammar.cues import cue_table, words
from stancekit.extraction.attribution.grammar.phrases import noun_phrase_after
from stancekit.extraction.attribution.grammar.sentences import Tokens, tokenize
from stancekit.extraction.attribution.grammar.subject_phrases import subject_before
from stancekit.extraction.attribution.quoting.quotations import Quotation
from stancekit.extraction.attribution.scan import SPEAKING

__all__ = ["rejoin_attributions"]

_W = words()
_FARTHEST_VERB = 24
_LONGEST = 600
_GOES_ON = frozenset({".", ",", "!", "?", ";", "as", "when", "while", "to"}) | _W.prepositions


def rejoin_attributions(
    text: str, sentences: Sequence[Span], quotations: Sequence[Quotation]
) -> list[Span]:
    """Return the sentences of a paragraph, "“Who pays?” Ana Paz asked." as one.

    Parameters
    ----------
    text : str
        The whole document.
    sentences : sequence of Span
        As they were split; a capital after the closing mark looks like a new one.
    quotations : sequence of Quotation
        Those of the paragraph.
    """
    if not quotations:
        return list(sentences)
    ends = {quotation.end for quotation in quotations if quotation.closed}
    starts = sorted(quotation.start for quotation in quotations)
    whole: list[Span] = []
    first = 0
    for sentence in sentences:
        while first < len(starts) and starts[first] < sentence.start:
            first += 1
        head_end = min(sentence.end, sentence.start + _LONGEST)
        quote = starts[first] if first < len(starts) else sentence.end
        head = Span(sentence.start, max(sentence.start, min(head_end, quote)))
        # "“No.” Ana Paz said, “We stay.”" introduces the next; "…, “and when?”" goes on.
        introduces = quote < head_end and not text[quote + 1 : quote + 2].islower()
        if (
            whole
            and whole[-1].end in ends
            and len(head)
            and not (introduces and head.of(text).rstrip()[-1:] in (",", ":"))
            and _only_attributes(tokenize(text, head))
        ):
            whole[-1] = Span(whole[-1].start, sentence.end)
        else:
            whole.append(sentence)
    return whole


def _only_attributes(tokens: Tokens) -> bool:
    # "Ana Paz asked.", "Ana Paz, the envoy, told reporters on Monday.": nothing is said in it.
    low, table = tokens.low, cue_table()
    for verb in range(1, min(_FARTHEST_VERB, len(low))):
        cue = table.get(low[verb])
        if cue is None or not cue.groups & SPEAKING or tokens.is_capital(verb):
            continue
        if cue.form not in ("past", "s"):
            continue
        subject = subject_before(tokens, verb)
        if subject is None or subject.start != 0:
            return False
        after = verb + 1
        if "tell" in cue.groups:
            hearer = noun_phrase_after(tokens, after, appositive=False)
            after = hearer.end if hearer is not None else after
        follows = low[after] if after < len(low) else "."
        return follows in _GOES_ON or is_adverb(follows) or follows in _W.days
    return False
