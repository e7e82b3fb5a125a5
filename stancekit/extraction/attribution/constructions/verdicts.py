"""What a noun of saying, thinking or wanting gives its owner: "…, was the mayor's reply"."""

from __future__ import annotations

import functools

from stancekit.extraction.attribution.constructions.nominals import owner_of
from stancekit.extraction.attribution.grammar.adverbials import is_adverb, verb_group_start
from stancekit.extraction.attribution.grammar.clauses import (
    clause_end,
    has_clause,
    quote_ends_speech,
)
from stancekit.extraction.attribution.grammar.cues import cue_table, noun_table, words
from stancekit.extraction.attribution.grammar.finite import is_finite
from stancekit.extraction.attribution.grammar.nouns import (
    HARD,
    POSSESSIVE,
    NounPhrase,
    is_party,
    is_person_noun,
)
from stancekit.extraction.attribution.grammar.phrases import noun_phrase_after
from stancekit.extraction.attribution.grammar.sentences import QUOTE
from stancekit.extraction.attribution.grammar.subject_phrases import subject_before
from stancekit.extraction.attribution.grammar.verbs import inflect
from stancekit.extraction.attribution.grammar.zero_clauses import zero_clause
from stancekit.extraction.attribution.quoting.interruptions import left_content
from stancekit.extraction.attribution.scan import Attribution, Scan
from stancekit.extraction.lexicon import load_lexicon

__all__ = ["take_verdict"]

_W = words()
_RULE = "verdict"
_COPULAS = frozenset("is was are were remains remained be been".split())
# "“…,” ran the refrain"
_LINKS = _COPULAS | frozenset("runs ran goes went comes came".split())
_AUTHORS = frozenset("of from by among".split())
_CAME = frozenset({"came", "comes"})
_OWN = frozenset("hers his theirs mine ours".split())
_SPEAKERS_OWN = frozenset("my our your".split())
_PUT_IT = ["put", "it"]
_ARTICLES = frozenset("a an the no yes never not nothing".split())
_AFTER_NOUN = HARD | _W.prepositions | {"and"}
_STOPS = HARD | _W.auxiliaries | {"that", "and"}
_LONGEST_PHRASE = 10
_LONGEST_STATE = 4
_CLEFTS = frozenset({"what", "all"})
_IS = frozenset({"is", "was"})
_ANYONE = frozenset("nobody none no everybody everyone anybody anyone one we you i".split())
_LONGEST_CLEFT = 14
_LONGEST_LABEL = 9
_IT = "it"


@functools.cache
def _sayings() -> frozenset[str]:
    """Return the nouns for what somebody says, thinks or wants."""
    that = frozenset(noun for noun, joints in noun_table().items() if "that" in joints)
    return _W.utterances | that


@functools.cache
def _no_sayings() -> frozenset[str]:
    """Return the nouns that attribute nothing even before "is that"."""
    return frozenset(load_lexicon("cues")["open"]["circumstances"].split())


@functools.cache
def _receiving() -> frozenset[str]:
    """Return the finite forms of the verbs whose subject hears what the noun says."""
    verbs = load_lexicon("cues")["open"]["receiving"].split()
    return frozenset(
        word for form in map(inflect, verbs) for name in ("s", "past") for word in form[name]
    )


def take_verdict(scan: Scan) -> None:
    """Take what such a noun attributes, where nothing else in the sentence does."""
    if scan.tokens.headline or scan.found:
        return
    low = scan.low
    if low[scan.left] in _CLEFTS and _take_cleft(scan):
        return
    for at in range(scan.left + 1, scan.last):
        word = low[at]
        if word in _LINKS:
            if low[at - 1] in (",", QUOTE) and _take_behind(scan, at):
                return
            if word in _COPULAS and _take_subject(scan, at):
                return
        elif word == ":":
            if _take_before_colon(scan, at):
                return
        elif word == "," and low[at + 1 : at + 2] == ["that"] and _take_appositive(scan, at):
            return


def _take_behind(scan: Scan, link: int) -> bool:
    # "“No,” was her reply", "The road was shut, ran the mayor's refrain"
    low = scan.low
    before = link - 1
    quote = before if low[before] == QUOTE else before - 1 if low[before - 1] == QUOTE else -1
    if quote < scan.left:
        quote = -1
    source, noun, end = _possessed_after(scan, link + 1)
    if source is None and low[link + 1 : link + 2] == ["how"]:
        # "“…” was how the ministry put it"
        for put in range(link + 3, min(link + _LONGEST_PHRASE, scan.last)):
            if low[put : put + 2] == _PUT_IT:
                source, noun, end = NounPhrase(link + 2, put, put), link + 1, put + 2
                break
    if source is None or not (end >= scan.last or low[end] in _AFTER_NOUN):
        return False
    if quote < 0:
        said = low[noun] in _sayings() and low[before] == "," and _may_be_said(scan, before)
    else:
        owned = noun == end - 1 and not _is_person(low[noun])
        said = low[noun] in _sayings() or low[noun] == "how" or owned
        said = said and quote_ends_speech(scan, quote)
    return said and _add_left(scan, link, noun, source, before, quote)


def _may_be_said(scan: Scan, comma: int) -> bool:
    # No relative clause or apposition ends at the comma: its subject would wait for the verb.
    inside = scan.low[scan.left : comma]
    relative = not {"who", "which", "whose", "where"}.isdisjoint(inside)
    return not relative and ("," not in inside or has_clause(scan, scan.left, inside.index(",")))


def _add_left(
    scan: Scan, link: int, noun: int, source: NounPhrase, before: int, quote: int
) -> bool:
    found = Attribution(
        scan.left,
        scan.size,
        [],
        (link, link + 1) if scan.low[noun] == "how" else (noun, noun + 1),
        (source.start, source.head_end),
        _RULE,
    )
    left_content(scan, found, quote if quote >= 0 else before, quoted=quote >= 0)
    scan.found.append(found)
    return True


def _take_cleft(scan: Scan) -> bool:
    # "What the mayor wants is a truce", "All she asks is that the guns fall silent"
    low = scan.low
    for verb in range(scan.left + 2, min(scan.left + _LONGEST_CLEFT, scan.last - 2)):
        if low[verb] in HARD:
            return False
        cue = cue_table().get(low[verb])
        if cue is None or low[verb + 1] not in _IS or cue.form not in ("s", "past", "base"):
            continue
        start, _ = verb_group_start(scan.tokens, verb)
        phrase = NounPhrase(scan.left + 1, start, start)
        if not cue.groups or start <= scan.left + 1 or low[phrase.start] in _ANYONE:
            return False
        if not is_party(scan.tokens, phrase):
            return False
        begin = verb + 2 + (low[verb + 2] == "that")
        mention = (phrase.start, phrase.end)
        found = Attribution(scan.left, scan.size, [], (verb, verb + 1), mention, _RULE)
        found.open_from = begin
        scan.found.append(found)
        scan.finish()
        return bool(scan.found)
    return False


def _take_subject(scan: Scan, copula: int) -> bool:
    # "Her line is that …", "It was the paper's verdict that …", "Keld's condition is plain: …"
    low = scan.low
    after = copula + 1
    while after < scan.last and is_adverb(low[after]):
        after += 1
    if after + 1 >= scan.last:
        return False
    if low[copula - 1] == _IT and not any(
        is_finite(scan.tokens, at) for at in range(scan.left, copula - 1)
    ):
        source, noun, end = _possessed_after(scan, after)
        if source is None or low[end : end + 1] != ["that"] or low[noun] not in _sayings():
            return False
        return _add_right(scan, source, noun, end + 1)
    source, noun = _subject(scan, copula)
    if source is None:
        return False
    if low[after] == "that":
        begins = after + 1 < scan.last and zero_clause(scan, after + 1)
        if begins and low[noun] not in _no_sayings() and not _is_person(low[noun]):
            return _add_right(scan, source, noun, after + 1)
        return False
    if low[noun] not in _sayings():
        return False
    colon = next(
        (c for c in range(after, min(after + _LONGEST_STATE, scan.last)) if low[c] == ":"), 0
    )
    if colon:
        return _add_right(scan, source, noun, colon + 1)
    clause = (low[after] in _W.determiners or low[after] in _W.pronouns) and zero_clause(
        scan, after
    )
    if clause or (low[after] in _ARTICLES and low[noun] not in _W.texts):
        return _add_right(scan, source, noun, after)
    return False


def _subject(scan: Scan, copula: int) -> tuple[NounPhrase | None, int]:
    # The owner and the noun of a subject "X's reply (to Y)", "the reply of X (to Y)".
    low = scan.low
    for noun in range(scan.left, copula):
        if noun > scan.left and (is_finite(scan.tokens, noun) or low[noun] in (";", ":", QUOTE)):
            break
        if low[noun] in _W.prepositions and low[noun] != "of":
            break
        ends = noun + 1 == copula or low[noun + 1] == "," or low[noun + 1] in _W.prepositions
        if not ends or not low[noun][0].isalpha() or scan.tokens.is_capital(noun):
            continue
        source = owner_of(scan, noun)
        if source is not None and low[source.start] in _SPEAKERS_OWN:
            return None, 0
        if source is None and low[noun + 1] in _AUTHORS and low[noun] in _sayings():
            source = noun_phrase_after(scan.tokens, noun + 2, appositive=False)
            if source is not None and not is_party(scan.tokens, source):
                source = None
        if source is not None and (source.start <= scan.left + 1 or low[noun + 1] in _AUTHORS):
            # "Her advice, set out in a letter, is"
            rest = clause_end(scan, noun + 2) if low[noun + 1] == "," else noun + 1
            verbs = any(is_finite(scan.tokens, at) for at in range(rest, copula))
            return (None, 0) if verbs else (source, noun)
    return None, 0


def _possessed_after(scan: Scan, start: int) -> tuple[NounPhrase | None, int, int]:
    # "the mayor's dry reply", "a conviction of hers", "the answer of the mayor": the owner, the
    # noun, and the token after the phrase.
    low = scan.low
    end = start
    while end < min(start + _LONGEST_PHRASE, scan.last):
        if low[end] in _STOPS and low[end] not in POSSESSIVE:
            break
        end += 1
        if low[end - 1] in _AUTHORS and end - start > 1:
            break
    if end == start:
        return None, 0, 0
    if low[end - 1] in _AUTHORS:
        noun = end - 2
        if noun < start or not low[noun][0].isalpha():
            return None, 0, 0
        if low[end : end + 1] and low[end] in _OWN:
            return NounPhrase(end, end + 1, end + 1), noun, end + 1
        source = noun_phrase_after(scan.tokens, end)
        if source is None or not (low[end] in ("a", "an") or is_party(scan.tokens, source)):
            return None, 0, 0
        return source, noun, source.end
    noun = end - 1
    mark = next((at for at in range(noun - 1, start - 1, -1) if low[at] in POSSESSIVE), -1)
    if mark > start:
        owner = NounPhrase(start, mark, mark)
        known = low[start] in _W.determiners and low[noun] in _sayings()
        return (owner if known or is_party(scan.tokens, owner) else None), noun, end
    owned = low[start] in _W.possessives and noun > start
    return (NounPhrase(start, start + 1, start + 1) if owned else None), noun, end


def _take_before_colon(scan: Scan, colon: int) -> bool:
    # "The mayor named his price: …", "The line from the palace since then: …"
    low = scan.low
    if colon + 2 >= scan.last:
        return False
    for noun in range(colon - 1, max(scan.left, colon - _LONGEST_LABEL) - 1, -1):
        if low[noun] in (",", QUOTE) or (noun < colon - 1 and is_finite(scan.tokens, noun + 1)):
            return False
        if low[noun] not in _sayings():
            continue
        source = owner_of(scan, noun)
        if source is None and low[noun + 1] in _AUTHORS:
            source = noun_phrase_after(scan.tokens, noun + 2, appositive=False)
        if source is None and low[scan.left] == "from" and low[noun - 1] not in _W.prepositions:
            # "From Keld came a cooler answer: …"
            came = next((at for at in range(scan.left + 2, noun) if low[at] in _CAME), 0)
            if not came:
                return False
            source = NounPhrase(scan.left + 1, came, came)
        if source is None:
            source = _giver(scan, noun)
        if source is None:
            return False
        if low[source.start] in _W.possessives:
            source = _named_before(scan, source)
        if not is_party(scan.tokens, source) and low[source.start] not in _W.possessives:
            return False
        return _add_right(scan, source, noun, colon + 1)
    return False


def _giver(scan: Scan, noun: int) -> NounPhrase | None:
    # "The mayor drew a line: …": who does, unless it is who hears it.
    low = scan.low
    for verb in range(noun - 1, max(scan.left, noun - _LONGEST_STATE - 1), -1):
        if low[verb] in _W.prepositions:
            return None
        if is_finite(scan.tokens, verb):
            if low[verb] in _receiving() or low[verb] in _COPULAS:
                return None
            return subject_before(scan.tokens, verb)
    return None


def _named_before(scan: Scan, owner: NounPhrase) -> NounPhrase:
    # "The mayor named his price": the mayor's.
    for verb in range(owner.start - 1, scan.left, -1):
        if is_finite(scan.tokens, verb):
            subject = subject_before(scan.tokens, verb)
            named = subject is not None and is_party(scan.tokens, subject)
            return subject if named and subject is not None else owner
    return owner


def _take_appositive(scan: Scan, comma: int) -> bool:
    # "Her charge against the union, that it had never met, was unjust."
    low = scan.low
    closing = clause_end(scan, comma + 1)
    if closing >= scan.last or not zero_clause(scan, comma + 2):
        return False
    if not is_finite(scan.tokens, closing + 1):
        return False
    source, noun = _subject(scan, comma)
    if source is None or _is_person(low[noun]):
        return False
    mention = (source.start, source.head_end)
    content = [(comma + 2, closing)]
    scan.found.append(Attribution(scan.left, scan.size, content, (noun, noun + 1), mention, _RULE))
    return True


def _is_person(word: str) -> bool:
    return word in _W.parties or is_person_noun(word)


def _add_right(scan: Scan, source: NounPhrase, noun: int, start: int) -> bool:
    mention = (source.start, source.head_end)
    found = Attribution(scan.left, scan.size, [], (noun, noun + 1), mention, _RULE, open_from=start)
    scan.found.append(found)
    scan.claimed.update(at for at in range(start, scan.last) if scan.low[at] == QUOTE)
    scan.finish()
    return bool(scan.found)
