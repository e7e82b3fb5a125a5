"""Attributions by a label: "Minister: no talks", "“No talks” – minister"."""

from __future__ import annotations

from stancekit.extraction.attribution.grammar.cues import cue_table, noun_table, words
from stancekit.extraction.attribution.grammar.finite import is_finite
from stancekit.extraction.attribution.grammar.nouns import (
    DASHES,
    NounPhrase,
    is_messenger,
    is_party,
)
from stancekit.extraction.attribution.grammar.phrases import noun_phrase_after
from stancekit.extraction.attribution.grammar.sentences import QUOTE, Tokens
from stancekit.extraction.attribution.grammar.subjects import sentence_subject
from stancekit.extraction.attribution.grammar.verbs import verb_forms
from stancekit.extraction.attribution.scan import Attribution, Scan
from stancekit.extraction.lexicon import load_lexicon

__all__ = ["dash_label", "take_announced", "take_colon", "take_dash"]

_W = words()

_LONGEST_TRAILING_SOURCE = 4
_DEICTICS = frozenset({"here", "this", "that", "there"})
_COPULAS = frozenset("is was came comes were are".split())
_THEN = frozenset("and but then next now so first last finally".split())
_SHORT_TITLE = 5
_FROM = frozenset({"from", "by"})
_OUTSPOKEN = frozenset(load_lexicon("cues")["announcing"]["outspoken"].split())
_LONGEST_LABEL = 8
_FARTHEST_COLON = 40
_LONGEST_DETAILS = 12
_SHORTEST_CLAUSE = 3
_POSSESSIVE_PRONOUNS = frozenset({"his", "her", "their"})


def take_colon(scan: Scan) -> bool:
    """Take "Minister: no talks" and "'No talks': minister"; tell whether it was one."""
    low = scan.low
    colon = low.index(":") if ":" in low else _FARTHEST_COLON
    if colon >= _FARTHEST_COLON:
        return False
    if colon == 0 or colon + 1 >= scan.last:
        return False
    headline = scan.tokens.headline
    if low[0] == QUOTE and colon == 1 and headline:
        phrase = noun_phrase_after(scan.tokens, 2)
        if phrase is not None and is_party(scan.tokens, phrase):
            # "“No”: Ada Lorn | outlines her terms"
            verbs = (
                at
                for at in range(phrase.start + 1, phrase.end)
                if is_finite(scan.tokens, at) or (at + 1 < phrase.end and _is_verb_in_s(scan, at))
            )
            end = next(verbs, phrase.end)
            phrase = NounPhrase(phrase.start, end, end)
            scan.found.append(
                Attribution(
                    0,
                    scan.size,
                    [(0, 1)],
                    None,
                    (phrase.start, phrase.end),
                    "headline-colon",
                )
            )
            return True
    if "|" in low[:colon]:
        # "Press release | Date: 14 March"
        return False
    if headline and _trailing_colon(scan):
        return True
    if QUOTE in low[:colon] or any(_is_cue(scan, at) for at in range(colon)):
        return False
    whole_quote = low[colon + 1] == QUOTE and colon + 2 >= scan.last
    if not (headline or whole_quote):
        return False
    if headline and low[colon + 1 : scan.last] == ["as", "it", "happened"]:
        return False
    topic = low[0] in _W.sections or low[colon - 1] in _W.sections
    if topic or (headline and _reports(scan, colon + 1)):
        # "Strait crisis LIVE: …", "Islands: envoy says talks are off"
        scan.left = colon + 1
        return False
    end = colon
    if "," in low[:colon]:
        # "Ana Paz, 41, baker, Lima: “…”"
        end = low.index(",")
        if not whole_quote or not scan.tokens.is_capital(0) or colon - end > _LONGEST_DETAILS:
            return False
    start = 0
    if whole_quote and "," in low[:colon] and _opens_adverbial(low[0]):
        # "Then, from the back of the hall, Ana Paz: “…”"
        start, end = colon - low[:colon][::-1].index(","), colon
    if _opens_adverbial(low[start]) or end - start > _LONGEST_LABEL or start == end:
        return False
    phrase = NounPhrase(start, end, end)
    if not headline and any(is_finite(scan.tokens, at) for at in range(start + 1, end)):
        # "He shook his head: “No.”": no label, but a sentence.
        return False
    if not is_party(scan.tokens, phrase) or any(w in _W.auxiliaries for w in low[:colon]):
        return False
    scan.found.append(
        Attribution(0, scan.size, [(colon + 1, scan.last)], None, (start, end), "colon")
    )
    return True


def _is_cue(scan: Scan, at: int) -> bool:
    cue = cue_table().get(scan.low[at])
    if cue is None or scan.tokens.is_capital(at):
        return False
    # "press secretary" is no verb and its object.
    return cue.form != "base" or scan.low[at + 1] not in _W.parties


def _opens_adverbial(word: str) -> bool:
    return word in _W.prepositions or word in _W.conjunctions or word in _W.adverbs


def _is_verb_in_s(scan: Scan, at: int) -> bool:
    return scan.low[at] in verb_forms().thirds and not scan.tokens.is_capital(at)


def _reports(scan: Scan, start: int) -> bool:
    return any(
        (cue := cue_table().get(scan.low[at])) is not None
        and cue.form == "s"
        and cue.base in ("say", "tell", "warn")
        for at in range(start + 1, scan.last)
    )


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
    scan.found.append(Attribution(0, scan.size, [(0, colon)], None, mention, "headline-colon"))
    return True


def dash_label(tokens: Tokens, start: int = 0) -> NounPhrase | None:
    """Return the source that a dash and nothing but a name gives: "— Ana Paz, baker"."""
    low = tokens.low
    end = len(low)
    if start + 1 >= end or low[start] not in DASHES or end - start > _LONGEST_DETAILS + 2:
        return None
    phrase = noun_phrase_after(tokens, start + 1)
    if phrase is None or not is_party(tokens, phrase):
        return None
    if not all(
        word == "," or word in ".)" or word[0].isalnum() or word in ("(", "'s", "’s")
        for word in low[start + 1 :]
    ) or any(
        (word in _W.auxiliaries and word not in ("'s", "’s"))
        or (word in cue_table() and not tokens.is_capital(at) and word not in _W.parties)
        for at, word in enumerate(low[start + 1 :], start + 1)
    ):
        return None
    return phrase


def take_dash(scan: Scan) -> bool:
    """Take "“No talks” – minister" and, in a headline, "No talks – minister"."""
    low = scan.low
    if DASHES.isdisjoint(low):
        return False
    dash = next((at for at in range(scan.last - 1, 0, -1) if low[at] in DASHES), 0)
    if not dash:
        return False
    quoted = all(word == QUOTE for word in low[:dash])
    phrase = dash_label(scan.tokens, dash)
    if phrase is None or not (quoted or scan.tokens.headline):
        return False
    mention = (phrase.start, phrase.end)
    if not quoted and (
        dash < _SHORTEST_CLAUSE
        or scan.last - dash - 1 > _LONGEST_TRAILING_SOURCE
        or _W.parties.isdisjoint(low[dash + 1 : scan.last])
        or (is_messenger(scan.tokens, *mention) and scan.tokens.is_capital(dash + 1))
    ):
        # "Truce holds - Radio Velm": an outlet.
        return False
    scan.claimed.update(range(dash))
    scan.found.append(Attribution(0, scan.size, [(0, dash)], None, mention, "dash"))
    return True


def take_announced(scan: Scan) -> None:
    """Take "The premier was blunt: “Never.”", "His answer was clear: no", "“No,” was his reply"."""
    low = scan.low
    if ":" not in low:
        _take_predicate(scan)
        return
    colon = next((at for at in range(scan.last - 1, 1, -1) if low[at] == ":"), 0)
    if not colon or colon + 1 >= scan.last or scan.tokens.headline:
        return
    quoted = all(word == QUOTE for word in low[colon + 1 : scan.last])
    subject = sentence_subject(scan, colon)
    if subject is None and low[colon - 1] in _W.utterances and colon - scan.left <= _SHORT_TITLE:
        # "His words: “…”"
        subject = NounPhrase(scan.left, colon, colon)
    phrase: NounPhrase | None
    says = subject is not None and low[subject.head_end - 1] in _W.utterances
    presented = _presented(scan, colon) if quoted else None
    if presented is not None:
        phrase = presented
    elif subject is None:
        phrase = _author(scan, colon)
    elif low[subject.start] in _DEICTICS:
        # "Here is the statement by the union in full: …"
        phrase = _author_between(scan, subject.start + 1, colon)
    elif not says and (
        _is_outspoken(scan, subject, colon) or (quoted and scan.speech_like(colon + 1))
    ):
        phrase = subject
    else:
        phrase = _owner(scan, subject) if says else _author(scan, colon)
    if phrase is None:
        return
    mention = (phrase.start, phrase.end)
    scan.claimed.update(range(colon + 1, scan.last))
    scan.found.append(
        Attribution(scan.left, scan.size, [(colon + 1, scan.last)], None, mention, "announced")
    )


def _presented(scan: Scan, colon: int) -> NounPhrase | None:
    # "Here is Ana Paz, the envoy, on the truce: “…”", "And this from Ana Paz: “…”"
    low = scan.low
    at = scan.left
    while at < colon and low[at] in _THEN:
        at += 1
    at += low[at] in ("here", "this", "that")
    at += low[at] in _COPULAS or low[at] in _FROM
    if at == scan.left or low[at - 1] not in _COPULAS | _FROM:
        return None
    if not scan.tokens.is_capital(at) and low[at] != "the":
        return None
    phrase = noun_phrase_after(scan.tokens, at, appositive=False)
    if phrase is None or phrase.end > colon or not scan.tokens.is_capital(phrase.end - 1):
        return None
    return phrase if is_party(scan.tokens, phrase) else None


def _is_outspoken(scan: Scan, subject: NounPhrase, colon: int) -> bool:
    # "The envoy was blunter: there would be no talks."
    low = scan.low
    adjective = low[colon - 1]
    if adjective not in _OUTSPOKEN and adjective.removesuffix("er") not in _OUTSPOKEN:
        return False
    return is_party(scan.tokens, subject) and low[subject.end] in _COPULAS


def _author(scan: Scan, colon: int) -> NounPhrase | None:
    # "A denial from the palace: nobody had resigned."
    low = scan.low
    for at in range(scan.left, min(scan.left + _SHORT_TITLE, colon)):
        if low[at] in noun_table() or low[at] in _W.utterances:
            source = noun_phrase_after(scan.tokens, at + 2) if low[at + 1] in _FROM else None
            if source is not None and source.end == colon and is_party(scan.tokens, source):
                return source
            return None
        if is_finite(scan.tokens, at):
            return None
    return None


def _take_predicate(scan: Scan) -> None:
    # "“Never,” was her reply", "“Never” is the answer of the union"
    low = scan.low
    quotes = 0
    while quotes < scan.last and low[quotes] in (QUOTE, ","):
        quotes += 1
    rest = next((at for at in range(quotes + 1, scan.last) if low[at] == QUOTE), scan.last)
    if not quotes or low[0] != QUOTE or quotes >= scan.last or low[quotes] not in _COPULAS:
        return
    said = noun_phrase_after(scan.tokens, quotes + 1, appositive=False)
    if said is None:
        return
    noun = next((at for at in range(said.start, said.end) if low[at] in _W.utterances), -1)
    if noun < 0:
        return
    phrase = _owner(scan, NounPhrase(said.start, noun + 1, noun + 1))
    if phrase is None and low[noun + 1 : noun + 2] in (["of"], ["from"]):
        phrase = noun_phrase_after(scan.tokens, noun + 2)
    if phrase is None:
        return
    mention = (phrase.start, phrase.end)
    content = [(at, at + 1) for at in range(quotes) if low[at] == QUOTE]
    if rest < scan.last and low[rest - 1] == ",":
        content.append((rest, rest + 1))
    scan.claimed.update(at for at, _ in content)
    scan.found.append(Attribution(0, scan.size, content, None, mention, "announced"))


def _author_between(scan: Scan, start: int, end: int) -> NounPhrase | None:
    # "is the statement by the union", "is the union's statement": the union
    low = scan.low
    for at in range(start, end):
        if low[at] in _W.utterances or low[at] in _W.texts:
            if low[at + 1] in ("by", "from", "of"):
                found = noun_phrase_after(scan.tokens, at + 2, appositive=False)
                if found is None:
                    return None
                # "in full" is no part of the name.
                stops = (i for i in range(found.start, found.end) if low[i] == "in")
                stop = next(stops, found.end)
                return NounPhrase(found.start, stop, stop)
            begin = start + 1 if low[start] in _COPULAS else start
            return _owner(scan, NounPhrase(begin, at + 1, at + 1))
    return None


def _owner(scan: Scan, subject: NounPhrase) -> NounPhrase | None:
    # "The premier's answer", "his message": the premier.
    low = scan.low
    if low[subject.start] in _POSSESSIVE_PRONOUNS:
        return NounPhrase(subject.start, subject.start + 1, subject.start + 1)
    for at in range(subject.start + 1, subject.head_end):
        if low[at] in ("'s", "’s", "'", "’"):
            owner = NounPhrase(subject.start, at, at)
            return owner if is_party(scan.tokens, owner) else None
    return None
