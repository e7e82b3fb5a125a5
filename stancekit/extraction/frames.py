"""Attributions without a verb: colons, "according to", "in X's view", "the claim that"."""

from __future__ import annotations

import functools

from stancekit.extraction.clauses import clause_end, has_clause, is_adjunct, is_position
from stancekit.extraction.cues import cue_table, words
from stancekit.extraction.lexicon import load_lexicon
from stancekit.extraction.nouns import NounPhrase, is_messenger, is_party
from stancekit.extraction.phrases import noun_phrase_after
from stancekit.extraction.scan import CLAUSE_START, Attribution, Scan
from stancekit.extraction.sentences import QUOTE
from stancekit.extraction.subject_phrases import subject_before

__all__ = ["take_according", "take_colon", "take_possessed"]

_W = words()

_LONGEST_TRAILING_SOURCE = 4


@functools.cache
def _phrases() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(p.split()) for p in load_lexicon("cues")["according"]["phrases"])


@functools.cache
def _possessed_nouns() -> frozenset[str]:
    return frozenset(load_lexicon("cues")["according"]["possessed"])


@functools.cache
def _nouns() -> frozenset[str]:
    singular = load_lexicon("cues")["nouns"]["that"].split()
    plural = [w[:-1] + "ies" if w.endswith("y") else w + "s" for w in singular]
    return frozenset([*singular, *plural])


def take_colon(scan: Scan) -> bool:
    """Take "Minister: no talks" and "'No talks': minister"; tell whether it was one."""
    low = scan.low
    try:
        colon = low.index(":", 0, 40)
    except ValueError:
        return False
    if colon == 0 or colon + 1 >= scan.last:
        return False
    headline = scan.tokens.headline
    if low[0] == QUOTE and colon == 1 and headline:
        phrase = noun_phrase_after(scan.tokens, 2)
        if phrase is not None and is_party(scan.tokens, phrase):
            scan.found.append(
                Attribution(
                    0,
                    scan.size,
                    [(0, 1)],
                    None,
                    (phrase.start, phrase.end),
                    "headline-colon",
                    0.8,
                )
            )
            return True
    if headline and _trailing_colon(scan):
        return True
    if QUOTE in low[:colon] or any(
        w in cue_table() and not scan.tokens.is_capital(i) for i, w in enumerate(low[:colon])
    ):
        return False
    whole_quote = low[colon + 1] == QUOTE and colon + 2 >= scan.last
    if not (headline or whole_quote):
        return False
    if "," in low[:colon] or low[0] in _W.prepositions or low[0] in _W.conjunctions or colon > 8:
        return False
    phrase = NounPhrase(0, colon, colon)
    if low[0] in _W.sections:
        return False
    if not is_party(scan.tokens, phrase) or any(w in _W.auxiliaries for w in low[:colon]):
        return False
    scan.found.append(
        Attribution(0, scan.size, [(colon + 1, scan.last)], None, (0, colon), "colon", 0.7)
    )
    return True


def _trailing_colon(scan: Scan) -> bool:
    # "Talks are off the table: ministry"
    low = scan.low
    colon = scan.size - 1 - low[::-1].index(":")
    if colon < 3 or not 1 <= scan.last - colon - 1 <= _LONGEST_TRAILING_SOURCE:
        return False
    phrase = NounPhrase(colon + 1, scan.last, scan.last)
    known = any(low[at] in _W.parties for at in range(colon + 1, scan.last))
    name = scan.last - colon == 2 and scan.tokens.word(colon + 1).isupper()
    if not (known or name) or any(word in cue_table() for word in low[colon + 1 : scan.last]):
        return False
    mention = (phrase.start, phrase.end)
    scan.found.append(Attribution(0, scan.size, [(0, colon)], None, mention, "headline-colon", 0.7))
    return True


def take_according(scan: Scan, index: int) -> int:
    """Take "according to X" and its like; return the token to go on from."""
    low = scan.low
    for phrase_words in _phrases():
        size = len(phrase_words)
        if tuple(low[index : index + size]) == phrase_words:
            break
    else:
        return index + 1
    phrase = noun_phrase_after(scan.tokens, index + size)
    if phrase is None:
        return index + size
    appositive = phrase.end > phrase.head_end and index == scan.left
    if appositive and (
        phrase.end >= scan.last or has_clause(scan, phrase.head_end + 1, phrase.end)
    ):
        # What looks like an appositive is the clause itself, where it comes after the source.
        phrase = NounPhrase(phrase.start, phrase.head_end, phrase.head_end)
    _add_frame(scan, index, index + size, phrase, "according-to", 0.9)
    return phrase.head_end


def take_possessed(scan: Scan, index: int) -> int:
    """Take "by X's account", "in X's view" and "X's claim that"; return the token to go on from."""
    low = scan.low
    if low[index] == "by" or low[index] == "in":
        stop = min(index + 9, scan.size)
        for at in range(index + 1, stop):
            if low[at] in _possessed_nouns() and (
                low[at - 1] in ("'s", "’s", "'", "’", "own", "his", "her", "its", "their")
            ):
                end = at - 1 if low[at - 1] != "own" else at - 2
                if low[at - 1] in ("his", "her", "its", "their"):
                    end = at
                phrase = NounPhrase(index + 1, max(end, index + 2), max(end, index + 2))
                _add_frame(scan, index, at + 1, phrase, "possessed-view", 0.8)
                return at + 1
            if low[at] in (",", ".", QUOTE, ";"):
                break
        return index + 1
    # "X's claim that"
    if (
        index + 2 < scan.size
        and low[index + 2] == "that"
        and low[index + 1] in _nouns()
        and index > 0
    ):
        current = scan.current()
        if current is None or current.open_from is None:
            owner = subject_before(scan.tokens, index)
            if owner is not None and is_party(scan.tokens, owner):
                start = owner.start
                end = clause_end(scan, index + 3)
                scan.found.append(
                    Attribution(
                        start,
                        end,
                        [(index + 3, end)],
                        (index + 1, index + 2),
                        (owner.start, owner.end),
                        "nominal",
                        0.6,
                    )
                )
                return end
    return index + 1


def _add_frame(
    scan: Scan, start: int, end: int, phrase: NounPhrase, rule: str, confidence: float
) -> None:
    low = scan.low
    cue = (start, end)
    mention = (phrase.start, phrase.end)
    after = max(phrase.end, end)
    if after < scan.size and low[after] == ",":
        after += 1
        if after < scan.size and low[after] in ("who", "which", "whose"):
            # "According to X, who led the talks, …"
            after = clause_end(scan, after) + 1
    current = scan.current()
    fronted = (
        start == scan.left
        or (low[start - 1] in (",", ";") and is_adjunct(scan, scan.left, start))
        or low[start - 1] in CLAUSE_START
    )
    if fronted and after < scan.last:
        scan.finish_before(start)
        scan.found.append(
            Attribution(
                start if low[start - 1] in CLAUSE_START else scan.left,
                scan.size,
                [],
                cue,
                mention,
                rule,
                confidence,
                open_from=after,
            )
        )
        return
    if current is not None and current.end >= start:
        if current.open_from is None or low[start - 1] != ",":
            return
        pronoun = phrase.end == phrase.start + 1
        if not is_position(scan, current) or (is_messenger(scan.tokens, *mention) and not pronoun):
            scan.finish_before(start)
            return
        # "Valdor wants talks, according to its envoy": the position is the envoy's to state.
        scan.keep([a for a in scan.found if a.open_from is None])
    if start - scan.left < 2:
        return
    content_end = start - 1 if low[start - 1] == "," else start
    content = [(scan.left, content_end)]
    attribution = Attribution(scan.left, scan.size, content, cue, mention, rule, confidence)
    comma = low[max(phrase.end, end) : max(phrase.end, end) + 1] == [","]
    goes_on = comma and scan.last - after >= 3 and low[after] not in cue_table()
    if goes_on and low[after] not in ("who", "which", "and", "but"):
        attribution.open_from = after
    scan.found.append(attribution)
