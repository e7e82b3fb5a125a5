"""The noun phrase before a verb that is its subject, found without a parser."""

from __future__ import annotations

from stancekit.extraction.attribution.grammar.adverbials import (
    is_adverb,
    is_participle,
    skip_back_adverbials,
)
from stancekit.extraction.attribution.grammar.appositions import before_age, interruption_start
from stancekit.extraction.attribution.grammar.cues import cue_table, words
from stancekit.extraction.attribution.grammar.finite import is_finite
from stancekit.extraction.attribution.grammar.nouns import (
    DASHES,
    HARD,
    NO_HEAD,
    NUMERALS,
    POSSESSIVE,
    PUNCTUATION,
    TEMPORAL,
    NounPhrase,
    is_party,
)
from stancekit.extraction.attribution.grammar.phrases import LONGEST_PHRASE, joins_nouns
from stancekit.extraction.attribution.grammar.sentences import QUOTE, Tokens

__all__ = ["subject_before"]

_W = words()
_SPEECH = frozenset(
    """said says told added insisted argued warned stressed denied wrote believes thinks
    claimed""".split()
)
_NAMES_TOO = frozenset({"may", "will"})
_QUESTIONED = frozenset({"asked", "questioned", "pressed"})
_TIME_CLAUSE = frozenset({"after", "before", "since", "until"})
_LONGEST_PLACE = 4
_LONGEST_BRACKET = 8
_REFLEXIVES = frozenset("himself herself itself themselves".split())
_HERE = frozenset({"here", "there", "abroad"})
_AFTER_NAME = _REFLEXIVES | _HERE
# What else than a name begins what commas set off between a subject and its verb.
_ASIDES = frozenset("who which whose speaking citing asked while when referring quoting".split())
_WHICH = frozenset({"last", "next", "this", "earlier", "late", "early"})
_LONGEST_LIST = 24
# What may stand before a fronted phrase.
_OPENERS = frozenset("and or but only even just not already still".split())
# Words that "to" makes a preposition of.
_TO_PREPOSITIONS = frozenset("contrary according owing due thanks prior close next".split())


def subject_before(tokens: Tokens, verb_start: int) -> NounPhrase | None:
    """Return the noun phrase that a verb group beginning at `verb_start` has as its subject."""
    low = tokens.low
    last = verb_start - 1
    if last < 0:
        return None
    last = skip_back_adverbials(tokens, last)
    if last < 0:
        return None
    if low[last] in _AFTER_NAME and last > 0:
        # "The minister himself said", "Officials here see it as …"
        last -= 1
    end = last + 1
    if low[last] in (",", ")") or low[last] in DASHES:
        opened = interruption_start(tokens, last)
        if opened is None:
            return None
        opened = before_age(tokens, opened)
        last = skip_back_adverbials(tokens, opened - 1)
        last -= low[last] in _HERE and last > 0
        if last > 0 and low[last] == ")":
            # "Ada Lorn (left), the envoy, said"
            last = _opening(low, last) - 1
        if last < 0:
            return None
        found = _walk_back(tokens, last)
        if found is None:
            return None
        found = _with_name_before(tokens, found)
        # Adverbials set off by commas ("however", "on Monday") are no part of the mention.
        words_between = low[opened + 1 : end - 1]
        table = cue_table()
        adverbial = any(
            w in table and table[w].form in ("s", "past") and "say" in table[w].groups
            for w in words_between
        ) or (
            not words_between
            or words_between[0] in _W.prepositions
            or (
                len(words_between) < 4
                and all(is_adverb(w) or w in TEMPORAL or w in ("so", "far") for w in words_between)
            )
            or words_between[0] in _ASIDES
        )
        if low[end - 1] == ")":
            return NounPhrase(found, last + 1, end)
        return NounPhrase(found, last + 1, last + 1 if adverbial else end - 1)
    whose = low[last] == "whom" and low[last - 1] == "of" and last > 1
    if (low[last] in ("who", "which", "that") or whose) and last > 0:
        # "the rebels, many of whom say"
        before = last - 3 if whose else last - 1
        if low[before] == "," or low[before] in DASHES:
            before -= 1
        if before < 0:
            return None
        noun = NounPhrase(before, before + 1, before + 1)
        if low[last] == "that" and low[last - 1] != "," and not is_party(tokens, noun):
            return None
        found = _walk_back(tokens, before)
        if found is None:
            return None
        found = _after_verb(tokens, found, before)
        if low[last] == "who":
            found = _person_before(tokens, found, before)
            if (
                found > 1
                and low[found - 1] in _W.prepositions
                and not is_party(tokens, NounPhrase(found, before + 1, before + 1))
            ):
                # "with an announcer in a pink jacket, who said"
                outer = _walk_back(tokens, found - 2)
                found = found if outer is None else outer
        return NounPhrase(found, before + 1, before + 1)
    found = _walk_back(tokens, last)
    if found is None:
        return None
    return NounPhrase(found, last + 1, last + 1)


def _after_verb(tokens: Tokens, start: int, last: int) -> int:
    # "The move angered Valdor, which said": the source is the verb's object.
    low = tokens.low
    for at in range(last - 1, start - 1, -1):
        if is_finite(tokens, at):
            return at + 2 if low[at + 1] in _W.prepositions and at + 1 < last else at + 1
    return start


def _person_before(tokens: Tokens, start: int, last: int) -> int:
    # "a change of tone for the old lawmaker, who": the person is the first noun that
    # can be one.
    low = tokens.low
    segment = start
    for at in range(start + 1, last):
        if low[at] in _W.prepositions:
            fronted = low[segment] in _QUESTIONED or is_participle(low[segment])
            if not fronted and is_party(tokens, NounPhrase(segment, at, at)):
                break
            segment = at + 1
    return segment


def _with_name_before(tokens: Tokens, start: int) -> int:
    # "John Dorn, the head of Ora (a film company), said": the name is the source.
    low = tokens.low
    if start < 2 or low[start - 1] != ",":
        return start
    owned = POSSESSIVE.isdisjoint(low[start : start + _LONGEST_PLACE])
    if low[start] not in _W.determiners and owned:
        return start
    if not tokens.is_capital(start - 2) or low[start - 2] in TEMPORAL:
        return start
    name = _walk_back(tokens, start - 2)
    if name is None or (name > 0 and low[name - 1] not in PUNCTUATION | {"and", "but", QUOTE}):
        return start
    return name


def _walk_back(tokens: Tokens, last: int) -> int | None:
    """Return where the noun phrase begins whose last token is `last`."""
    low = tokens.low
    table = cue_table()
    word = low[last]
    if word in _W.pronouns or (
        word in _W.other_pronouns and not (last > 1 and low[last - 1] == "of")
    ):
        return last
    known = table.get(word)
    if (
        known is not None
        and known.form == "past"
        and last > 0
        and low[last - 1] not in _W.determiners
        and low[last - 1] not in _W.prepositions
        and not tokens.is_capital(last)
    ):
        # "denied reports", "rejected claims": no noun ends here, so no verb follows.
        return None
    no_head = word in HARD or word in NO_HEAD or word in ("and", "or")
    if word in _NAMES_TOO and tokens.is_capital(last):
        no_head = False
    if no_head and word not in _W.other_pronouns and word not in NUMERALS:
        return None
    start = last
    lowest = max(0, last - LONGEST_PHRASE)
    while start > lowest:
        before = low[start - 1]
        current = low[start]
        if before in HARD:
            if before in ("'", "’"):
                start -= 1
                continue
            opened = _opening(low, start - 1) if current in _W.prepositions else 0
            if opened:
                # "the ministry (MoD) during a briefing"
                start = opened
                continue
            listed = _list_start(tokens, start, last) if before == "," else None
            if listed is not None:
                start = listed
                continue
            break
        if before in POSSESSIVE:
            start -= 1
            continue
        if before in ("and", "or"):
            if not (joins_nouns(tokens, start - 1) or _joins_places(low, start - 1)):
                break
            start -= 1
            continue
        if (
            (before in _W.auxiliaries and not tokens.is_capital(start - 1))
            or (before in _W.pronouns and not _is_family_name(tokens, start - 1))
            or before in _SPEECH
        ):
            break
        if before in _TIME_CLAUSE:
            # "a day after Keld said": a clause begins.
            break
        if before == "by" and start > 1 and low[start - 2].endswith("ed"):
            break
        if current in _W.determiners and not current[0].isdigit():
            if before in _W.prepositions or before in _W.determiners:
                start -= 1
                continue
            break
        inside = start > 1 and (low[start - 2] in _W.determiners or low[start - 2] in POSSESSIVE)
        if is_adverb(before) and not before.endswith("ly") and not inside:
            break
        known = table.get(before)
        if (
            known is not None
            and known.form in ("past", "participle")
            and current not in _W.prepositions
            and not tokens.is_capital(start - 1)
            and not (start > 1 and low[start - 2] in _W.determiners)
            and not (start > 1 and low[start - 2].endswith("ly") and is_adverb(low[start - 2]))
        ):
            break
        if before.endswith("ed") and current in _W.determiners and not tokens.is_capital(start - 1):
            break
        start -= 1
    # A relative clause without commas: "a driver who gave his name as X".
    if start > 1 and low[start - 1] not in (",", ".", QUOTE):
        for index in range(start - 1, max(0, start - 10), -1):
            if low[index] in (",", QUOTE, ";", ":", "said"):
                break
            if _opens_relative(tokens, index, start):
                head = _walk_back(tokens, index - 1)
                if head is not None:
                    return head
                break
    while start < last and low[start] in _OPENERS:
        # "Only in May Keld's chief said"
        start += 1
    if low[start] in _TO_PREPOSITIONS and low[start + 1 : start + 2] == ["to"]:
        # "insists, contrary to [press reports], that …"
        return None
    if low[start] in _W.prepositions and start < last:
        start = _after_fronted_phrase(tokens, start, last)
    while start < last and is_adverb(low[start]) and not tokens.is_capital(start):
        start += 1
    if start + 1 < last and low[start] in _WHICH and low[start + 1] in TEMPORAL:
        # "Last year Valdor opened talks"
        start += 2
    if start > last or (low[last] in TEMPORAL and start == last):
        return None
    if start > 0 and low[start - 1] == "that" and _is_demonstrative(tokens, start - 1):
        return start - 1
    return start


def _is_family_name(tokens: Tokens, at: int) -> bool:
    # "“No,” He Lifeng said"
    return (
        tokens.word(at) == "He" and tokens.is_capital(at + 1) and tokens.low[at + 1] not in TEMPORAL
    )


def _is_demonstrative(tokens: Tokens, that: int) -> bool:
    # "“No,” that official said"
    low = tokens.low
    after = low[that + 1]
    return (
        (that == 0 or low[that - 1] in (QUOTE, ";") or low[max(0, that - 2) : that] == [QUOTE, ","])
        and after in _W.parties
        and not after.endswith("s")
        and not tokens.is_capital(that + 1)
    )


def _joins_places(low: list[str], conjunction: int) -> bool:
    # "observers in the capital and around the country"
    before = low[max(0, conjunction - _LONGEST_PLACE) : conjunction]
    return low[conjunction + 1] in _W.prepositions and not _W.prepositions.isdisjoint(before)


def _opens_relative(tokens: Tokens, pronoun: int, start: int) -> bool:
    # "a driver who gave his name", "a study that appeared in May", up to `start`
    low = tokens.low
    if pronoun == 0 or low[pronoun - 1] in HARD:
        return False
    if low[pronoun] == "who":
        return True
    return (
        low[pronoun] in ("that", "which")
        and HARD.isdisjoint(low[pronoun + 1 : start])
        and not is_finite(tokens, pronoun - 1)
        and is_finite(tokens, pronoun + 1)
    )


def _list_start(tokens: Tokens, start: int, last: int) -> int | None:
    # "envoys of [Norway], Sweden and Spain": where the names before a comma begin.
    low = tokens.low
    if not tokens.is_capital(start) or "and" not in low[start : last + 1]:
        return None
    first = None
    at = start - 1
    while at > max(0, start - _LONGEST_LIST):
        if low[at] != "," or not tokens.is_capital(at - 1) or low[at - 1] in TEMPORAL:
            break
        at -= 1
        while at > 0 and tokens.is_capital(at - 1) and low[at - 1] not in HARD:
            at -= 1
        first = at
        at -= 1
    if first is None:
        return None
    begin = first
    while begin > 0 and low[begin - 1] not in HARD:
        begin -= 1
    # "In a letter to Norway, Sweden and Spain said": the comma ends a fronted phrase.
    fronted = low[begin] in _W.prepositions or low[begin].endswith(("ing", "ed"))
    return None if fronted or low[begin] in _W.conjunctions else first


def _opening(low: list[str], closing: int) -> int:
    # The bracket that opens what the one at `closing` ends; 0 where there is none near.
    if low[closing] != ")":
        return 0
    for at in range(closing - 1, max(0, closing - _LONGEST_BRACKET), -1):
        if low[at] == "(":
            return at
    return 0


def _after_fronted_phrase(tokens: Tokens, start: int, last: int) -> int:
    # "In Tehran officials said", "On Monday the minister said": the subject follows the phrase.
    low = tokens.low
    for index in range(last, start, -1):
        if (
            low[index] in _W.determiners
            and low[index - 1] not in _W.prepositions
            and low[index - 1] not in POSSESSIVE
        ):
            return index
    index = last
    while index > start + 1 and (
        tokens.is_capital(index - 1) == tokens.is_capital(last)
        and low[index - 1] not in _W.prepositions
    ):
        index -= 1
    while low[index] in POSSESSIVE and index > start + 1:
        # "In May Keld's chief said": the owner belongs to the subject.
        index -= 1
        while tokens.is_capital(index - 1) and index > start + 1 and low[index - 1] not in TEMPORAL:
            index -= 1
    return index
