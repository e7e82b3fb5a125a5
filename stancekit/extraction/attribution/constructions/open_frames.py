"""Attributions that their construction shows, whatever the verb: "…, the ferryman noticed, …".

They are looked for where no verb that the lexicon knows attributes anything in the sentence. What
never attributes in such a place is data.
"""

from __future__ import annotations

import functools

from stancekit.extraction.attribution.grammar.adverbials import (
    is_adverb,
    is_participle,
    verb_group_start,
)
from stancekit.extraction.attribution.grammar.clauses import (
    SUBORDINATE,
    has_clause,
    is_adjunct,
    quote_ends_speech,
)
from stancekit.extraction.attribution.grammar.cues import cue_table, words
from stancekit.extraction.attribution.grammar.finite import is_finite
from stancekit.extraction.attribution.grammar.nouns import (
    DASHES,
    HARD,
    POSSESSIVE,
    NounPhrase,
    is_party,
)
from stancekit.extraction.attribution.grammar.phrases import noun_phrase_after, skip_adverbials
from stancekit.extraction.attribution.grammar.sentences import QUOTE
from stancekit.extraction.attribution.grammar.subject_phrases import subject_before
from stancekit.extraction.attribution.grammar.verbs import inflect, verb_forms
from stancekit.extraction.attribution.grammar.zero_clauses import zero_clause
from stancekit.extraction.attribution.quoting.interruptions import left_content, rest_after
from stancekit.extraction.attribution.scan import Attribution, Scan
from stancekit.extraction.lexicon import load_lexicon

__all__ = ["may_frame", "take_open_frame"]

_W = words()
_FORMS = verb_forms()
_MARKS = frozenset({",", QUOTE, "that"})
_BE = frozenset("is are was were be been being am ’s 's".split())
_MINDS = frozenset({"say", "tell", "manner", "think"})
_NARRATOR = frozenset({"i", "we", "you", "it", "which", "that", "who"})
_OBJECT_PRONOUNS = frozenset("it him them me us".split())
_GOES_ON = frozenset("and but or nor yet so which who whose whom where when".split())
_PREDICATES = _FORMS.bases | _FORMS.thirds | _FORMS.pasts
_RELATIVES = frozenset({"which", "who", "whose", "whom"})
_INTERJECTIONS = frozenset("yes no not never nonsense rubbish hardly perhaps maybe".split())
_NO_MAIN_CLAUSE = SUBORDINATE | frozenset("unless until once lest had were should".split())
_COORDINATES = frozenset({"and", "but"})
_WHERE = frozenset("in on at during from inside outside through via without".split())
_LONGEST_PLACE = 9
_LONGEST_APPOSITION = 20
_SHORTEST_HEADLINE = 3
_AFTER_INVERTED = frozenset(", . ; who in on at during after".split())


@functools.cache
def _never() -> frozenset[str]:
    """Return the finite forms of the verbs that don't attribute before "that"."""
    return _finite_forms("that")


@functools.cache
def _no_comment() -> frozenset[str]:
    """Return the finite forms of the verbs that don't comment on the clause beside them."""
    return _finite_forms("beside")


@functools.cache
def _impersonal() -> frozenset[str]:
    return frozenset(load_lexicon("cues")["passives"]["it"].split())


@functools.cache
def _nouns() -> frozenset[str]:
    return frozenset(load_lexicon("cues")["open"]["nouns"].split())


def _finite_forms(section: str) -> frozenset[str]:
    verbs = load_lexicon("cues")["open"][section].split()
    return frozenset(
        word for form in map(inflect, verbs) for name in ("s", "past") for word in form[name]
    )


def may_frame(low: list[str]) -> bool:
    """Tell whether a sentence has a mark that an open frame needs."""
    return not _MARKS.isdisjoint(low)


def take_open_frame(scan: Scan) -> None:
    """Take the first attribution that its construction shows, if there is one."""
    low = scan.low
    if not may_frame(low):
        return
    if scan.tokens.headline:
        _take_headline(scan)
        return
    for verb in range(scan.left + 1, scan.last):
        if not _is_verb(scan, verb):
            continue
        if low[verb - 1] in (",", QUOTE) and _take_inverted(scan, verb):
            return
        that = low[verb + 1 : verb + 2] == ["that"]
        after = _over_adverbials(scan, verb + 1)
        ends = after >= scan.last or low[after] == "," or low[after] in DASHES
        quoted = QUOTE in low[scan.left : verb]
        if not (that or ends or quoted):
            continue
        if not (quoted or _speaks(low[verb]) or is_finite(scan.tokens, verb)):
            continue
        start, auxiliaries = verb_group_start(scan.tokens, verb)
        if not _BE.isdisjoint(auxiliaries):
            impersonal = start > scan.left + 1 and low[start - 1] == "it"
            if impersonal and ends and _take_impersonal(scan, start - 1, verb, after):
                return
            continue
        phrase = subject_before(scan.tokens, start)
        if phrase is None or low[phrase.start] in _NARRATOR:
            phrase = _between_marks(scan, start)
        if phrase is None or not _is_source(scan, phrase, verb):
            continue
        if _take_trailing(scan, phrase, verb, after) or (that and _take_that(scan, phrase, verb)):
            return


def _take_headline(scan: Scan) -> None:
    # "No talks before a truce, vows Velm"
    low = scan.low
    comma = next((at for at in range(scan.last - 2, scan.left, -1) if low[at] == ","), 0)
    verb = comma + 1
    if not comma or comma - scan.left < _SHORTEST_HEADLINE or scan.last - verb > _LONGEST_PLACE:
        return
    cue = cue_table().get(low[verb])
    phrase = noun_phrase_after(scan.tokens, verb + 1, appositive=False)
    if cue is None or cue.form != "s" or phrase is None or phrase.end != scan.last:
        return
    if cue.groups.isdisjoint(_MINDS | {"infinitive"}) or not _is_source(scan, phrase, verb):
        return
    content = [(scan.left, comma)]
    mention = (phrase.start, phrase.end)
    rule = "open-parenthetical"
    scan.found.append(Attribution(scan.left, scan.size, content, (verb, verb + 1), mention, rule))


def _is_verb(scan: Scan, at: int) -> bool:
    word = scan.low[at]
    form = (
        word in _FORMS.pasts
        or word in _FORMS.thirds
        # "locals grumble"
        or (word in _FORMS.bases and scan.low[at - 1].endswith("s") and _speaks(word))
        or (word.endswith(("ed", "s")) and len(word) > 3 and word not in _W.determiners)
    )
    return form and word not in _W.auxiliaries and not scan.tokens.is_capital(at)


def _take_inverted(scan: Scan, verb: int) -> bool:
    # "…, mooted the commission.", "By May, hazards the bishop, …", "“…,” spat the driver"
    low = scan.low
    if low[verb] in _no_comment() or not _OBJECT_PRONOUNS.isdisjoint(low[verb + 1 : verb + 2]):
        return False
    phrase = noun_phrase_after(scan.tokens, verb + 1)
    if phrase is None or not _is_source(scan, phrase, verb):
        return False
    before = verb - 1
    quote = before if low[before] == QUOTE else before - 1 if low[before - 1] == QUOTE else -1
    if quote >= scan.left:
        if not quote_ends_speech(scan, quote):
            return False
    else:
        follows = low[phrase.end] if phrase.end < scan.size else "."
        if follows not in _AFTER_INVERTED or not (
            low[phrase.start] in _W.determiners or scan.tokens.is_capital(phrase.start)
        ):
            return False
        if any(low[at] == "," and low[at + 1] in _RELATIVES for at in range(scan.left, before)):
            # "The rebels, who left in May, signed the pact": the subject waits for its verb.
            return False
        end = _over_apposition(scan, phrase.end)
        thirds = low[verb] in _FORMS.thirds and _speaks(low[verb])
        if not _is_remark(scan, before, end, spoken=_speaks(low[verb]), fragment=thirds):
            return False
        phrase = NounPhrase(phrase.start, phrase.head_end, end)
    _add(scan, (verb, verb + 1), phrase, before, quote, phrase.end)
    return True


def _between_marks(scan: Scan, verb: int) -> NounPhrase | None:
    # ", a person familiar with it said,": from the comma to the verb.
    low = scan.low
    for at in range(verb - 1, max(scan.left, verb - _LONGEST_PLACE), -1):
        if low[at] == "," or low[at] == QUOTE:
            named = low[at + 1] in _W.determiners or scan.tokens.is_capital(at + 1)
            return NounPhrase(at + 1, verb, verb) if named and verb - at > 1 else None
        if low[at] in HARD or is_finite(scan.tokens, at):
            return None
    return None


def _is_source(scan: Scan, phrase: NounPhrase, verb: int) -> bool:
    first = scan.low[phrase.start]
    if first in _NARRATOR or first in _W.prepositions:
        return False
    # Whoever "reckons" or "snorts" is somebody, though the noun be unknown.
    named = first in _W.determiners and _speaks(scan.low[verb])
    return named or is_party(scan.tokens, phrase)


def _speaks(word: str) -> bool:
    cue = cue_table().get(word)
    return cue is not None and not cue.groups.isdisjoint(_MINDS) and "object" not in cue.groups


def _over_adverbials(scan: Scan, at: int) -> int:
    # "in the same breath,": the token after a phrase that ends in a comma.
    low = scan.low
    at = skip_adverbials(scan.tokens, at)
    if at < scan.last and low[at] in _WHERE:
        for end in range(at + 1, min(at + _LONGEST_PLACE, scan.last)):
            if low[end] == ",":
                return end
            if low[end] in HARD or is_finite(scan.tokens, end):
                return at
    return at


def _over_apposition(scan: Scan, at: int) -> int:
    # ", who keeps its papers, can": the token of the second comma.
    low = scan.low
    if at < scan.last and low[at] == ",":
        for end in range(at + 2, min(at + _LONGEST_APPOSITION, scan.last - 1)):
            if low[end] == "," and _is_auxiliary(scan, end + 1):
                return end
    return at


def _is_auxiliary(scan: Scan, at: int) -> bool:
    word = scan.low[at]
    return word in _W.auxiliaries and word not in POSSESSIVE


def _take_trailing(scan: Scan, phrase: NounPhrase, verb: int, after: int) -> bool:
    # "…, the ferryman noticed, …", "“…,” the driver spat"
    low = scan.low
    before = phrase.start - 1
    if before < scan.left or low[verb] in _no_comment():
        return False
    if low[phrase.start] in ("a", "an") and low[verb] in _nouns():
        # "…, an outlet with a bent."
        return False
    quote = before if low[before] == QUOTE else before - 1 if low[before] == "," else -1
    if quote >= scan.left and low[quote] == QUOTE:
        if quote in scan.claimed or not quote_ends_speech(scan, quote):
            return False
    else:
        quote = -1
        if low[before] != "," and low[before] not in DASHES:
            return False
        if after < scan.last and low[after] != "," and low[after] not in DASHES:
            return False
        short = low[scan.left] in _INTERJECTIONS
        if not _is_remark(scan, before, after, spoken=_speaks(low[verb]), fragment=short):
            return False
    _add(scan, (verb, verb + 1), phrase, before, quote, after)
    return True


def _take_impersonal(scan: Scan, it: int, verb: int, after: int) -> bool:
    # "The road, it is understood, will stay open": nobody is named.
    cue = cue_table().get(scan.low[verb])
    before = it - 1
    if cue is None or cue.base not in _impersonal() or scan.low[before] != ",":
        return False
    if not _is_remark(scan, before, after, spoken=True):
        return False
    _add(scan, (verb, verb + 1), None, before, -1, after)
    return True


def _is_remark(
    scan: Scan, before: int, after: int, *, spoken: bool, fragment: bool = False
) -> bool:
    # Whether what stands on both sides of a remark is, without it, one clause; a fragment says
    # enough with a verb that can only be of speech.
    low = scan.low
    left = _region_start(scan, before)
    while left < before and low[left] in ("and", "but", "so", "yet"):
        left += 1
    if before - left < 1:
        return False
    adjunct = is_adjunct(scan, left, before)
    clause = not adjunct and low[left] not in _NO_MAIN_CLAUSE and has_clause(scan, left, before)
    right = after + 1
    if right >= scan.last - 1:
        if clause and not spoken and "," in low[left:before]:
            # "Talks failed, Keld invaded, Velm burned."
            comma = before - 1 - low[left:before][::-1].index(",")
            subordinate = low[comma + 1] in _NO_MAIN_CLAUSE
            clause = subordinate or not has_clause(scan, comma + 1, before)
        return clause or (fragment and low[left] not in _W.prepositions)
    if low[right] in _COORDINATES and (
        _is_auxiliary(scan, right + 1) or low[right + 1] in _FORMS.thirds | _FORMS.pasts
    ):
        return clause
    relative = not {"which", "whom"}.isdisjoint(low[right : right + 2])
    if relative or low[right] in _GOES_ON or is_participle(low[right]):
        return False
    finite = next((at for at in range(right, scan.last) if is_finite(scan.tokens, at)), -1)
    if not any(is_finite(scan.tokens, at) for at in range(left + 1, before)):
        # "The garden, its owner swears, has been watered", "By May, she hazards, they will talk"
        parted = right
        while parted < scan.last and is_adverb(low[parted]):
            parted += 1
        opens = low[left] in _W.prepositions
        predicate = _is_auxiliary(scan, parted) or (spoken and low[parted] in _PREDICATES)
        return (predicate and not opens) or (opens and finite > right)
    return clause and finite < 0


def _region_start(scan: Scan, before: int) -> int:
    # After the last semicolon or colon.
    marks = (at for at in range(before - 1, scan.left, -1) if scan.low[at] in (";", ":"))
    return next(marks, scan.left - 1) + 1


def _take_that(scan: Scan, phrase: NounPhrase, verb: int) -> bool:
    # "The office established that …"
    start = verb + 2
    if scan.low[verb] in _never() or scan.low[verb] in _FORMS.nouns:
        return False
    if phrase.start > scan.left + 1 and not _is_fronted(scan, phrase.start):
        return False
    if start >= scan.last or not zero_clause(scan, start):
        return False
    scan.found.append(
        Attribution(
            scan.left,
            scan.size,
            [],
            (verb, verb + 1),
            (phrase.start, phrase.end),
            "open-that",
            open_from=start,
        )
    )
    scan.finish()
    return True


def _is_fronted(scan: Scan, subject: int) -> bool:
    # "In its report, the panel …", "On Monday the panel …"
    comma = subject - (scan.low[subject - 1] == ",")
    opens = scan.low[scan.left] in _W.prepositions
    return opens and is_adjunct(scan, scan.left, comma)


def _add(
    scan: Scan,
    cue: tuple[int, int],
    phrase: NounPhrase | None,
    before: int,
    quote: int,
    after: int,
) -> None:
    quoted = quote >= 0
    if not quoted:
        scan.left = _region_start(scan, before)
    rule = "open-quotation" if quoted else "open-parenthetical"
    mention = (phrase.start, phrase.end) if phrase is not None else None
    found = Attribution(scan.left, scan.size, [], cue, mention, rule)
    left_content(scan, found, quote if quoted else before, quoted=quoted)
    scan.found.append(found)
    rest_after(scan, found, after, quoted=quoted)
    scan.finish()
