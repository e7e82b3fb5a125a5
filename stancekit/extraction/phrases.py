"""Noun phrases and adverbials around a verb, found without a parser."""

from __future__ import annotations

from stancekit.extraction.adverbials import WHEN, is_adverb, skip_back_adverbials
from stancekit.extraction.cues import cue_table, words
from stancekit.extraction.nouns import (
    HARD,
    NO_HEAD,
    POSSESSIVE,
    PUNCTUATION,
    TEMPORAL,
    NounPhrase,
)
from stancekit.extraction.sentences import QUOTE, Tokens

__all__ = ["noun_phrase_after", "skip_adverbials", "subject_before"]

_W = words()
_DASH = frozenset({"—", "–", "-", "--"})
_SPEECH = frozenset(
    """said says told added insisted argued warned stressed denied wrote believes thinks
    claimed""".split()
)
_NAMES_TOO = frozenset({"may", "will"})
_NUMERALS = frozenset({"one", "two", "three", "all", "some"})
_LONGEST = 30
_LONGEST_INTERRUPTION = 40


def subject_before(tokens: Tokens, verb_start: int) -> NounPhrase | None:
    """Return the noun phrase that a verb group beginning at `verb_start` has as its subject."""
    low = tokens.low
    last = verb_start - 1
    if last < 0:
        return None
    last = skip_back_adverbials(tokens, last)
    if last < 0:
        return None
    end = last + 1
    if low[last] in (",", ")") or low[last] in _DASH:
        opened = _interruption_start(tokens, last)
        if opened is None:
            return None
        last = skip_back_adverbials(tokens, opened - 1)
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
                len(words_between) < 4 and all(is_adverb(w) or w in TEMPORAL for w in words_between)
            )
            or words_between[0]
            in ("who", "which", "whose", "speaking", "citing", "asked", "referring", "quoting")
        )
        if low[end - 1] == ")":
            return NounPhrase(found, last + 1, end)
        return NounPhrase(found, last + 1, last + 1 if adverbial else end - 1)
    if low[last] in ("who", "which", "that") and last > 0:
        before = last - 1
        if low[before] == ",":
            before -= 1
        if before < 0:
            return None
        if low[last] == "that" and low[last - 1] != ",":
            return None
        found = _walk_back(tokens, before)
        return None if found is None else NounPhrase(found, before + 1, before + 1)
    found = _walk_back(tokens, last)
    if found is None:
        return None
    return NounPhrase(found, last + 1, last + 1)


def _with_name_before(tokens: Tokens, start: int) -> int:
    # "John Dorn, the head of Ora (a film company), said": the name is the source.
    low = tokens.low
    if start < 2 or low[start - 1] != "," or low[start] not in _W.determiners:
        return start
    if not tokens.is_capital(start - 2) or low[start - 2] in TEMPORAL:
        return start
    name = _walk_back(tokens, start - 2)
    if name is None or (name > 0 and low[name - 1] not in PUNCTUATION | {"and", "but", QUOTE}):
        return start
    return name


def _interruption_start(tokens: Tokens, closing: int) -> int | None:
    # The comma that opens what the comma at `closing` ends.
    low = tokens.low
    mark = "(" if low[closing] == ")" else low[closing]
    best: int | None = None
    for index in range(closing - 1, max(0, closing - _LONGEST_INTERRUPTION) - 1, -1):
        word = low[index]
        if word == QUOTE or word in ";:":
            break
        if word != mark or index == 0:
            continue
        after = low[index + 1]
        before = low[index - 1]
        if before in HARD or before in NO_HEAD or index + 1 == closing:
            continue
        if after in ("who", "which", "whose", "whom"):
            return index
        if (
            after in ("and", "or", "but", "that", "because", "if", "while", "as", "when")
            and best is None
        ):
            return None if after != "as" else index
        if best is None:
            best = index
            # A bare place or number may be the tail of a longer interruption: look on.
            if not (tokens.is_capital(index + 1) and closing - index <= 3):
                best_head = low[index + 1]
                if best_head in _W.determiners or closing - index > 3 or best_head[:1].isdigit():
                    continue
        elif after in ("a", "an", "who", "the"):
            return index if tokens.is_capital(index - 1) else best
    return best


def _walk_back(tokens: Tokens, last: int) -> int | None:
    """Return where the noun phrase begins whose last token is `last`."""
    low = tokens.low
    table = cue_table()
    word = low[last]
    if word in _W.pronouns or (
        word in _W.other_pronouns and not (last > 1 and low[last - 1] == "of")
    ):
        return last
    no_head = word in HARD or word in NO_HEAD or word in ("and", "or")
    if word in _NAMES_TOO and tokens.is_capital(last):
        no_head = False
    if no_head and word not in _W.other_pronouns and word not in _NUMERALS:
        return None
    start = last
    lowest = max(0, last - _LONGEST)
    while start > lowest:
        before = low[start - 1]
        current = low[start]
        if before in HARD:
            if before in ("'", "’"):
                start -= 1
                continue
            break
        if before in POSSESSIVE:
            start -= 1
            continue
        if before in ("and", "or"):
            if not _joins_nouns(tokens, start - 1):
                break
            start -= 1
            continue
        if (
            (before in _W.auxiliaries and not tokens.is_capital(start - 1))
            or before in _W.pronouns
            or before in _SPEECH
        ):
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
            if low[index] == "who" and index > 0 and low[index - 1] not in HARD:
                head = _walk_back(tokens, index - 1)
                if head is not None:
                    return head
                break
    if low[start] in ("and", "or", "but"):
        start += 1
    if low[start] in _W.prepositions and start < last:
        start = _after_fronted_phrase(tokens, start, last)
    while start < last and is_adverb(low[start]) and not tokens.is_capital(start):
        start += 1
    if start > last or (low[last] in TEMPORAL and start == last):
        return None
    return start


def _joins_nouns(tokens: Tokens, conjunction: int) -> bool:
    if conjunction == 0 or conjunction + 1 >= len(tokens):
        return False
    before, after = tokens.low[conjunction - 1], tokens.low[conjunction + 1]
    if before in HARD or before in NO_HEAD:
        return False
    if tokens.is_capital(conjunction - 1) and tokens.is_capital(conjunction + 1):
        return True
    if after in _W.determiners:
        return before in _W.parties and _begins_clause(tokens, conjunction - 1)
    if after in _W.pronouns:
        return False
    return (before.endswith("s") and after.endswith("s")) or before in _W.parties


def _begins_clause(tokens: Tokens, index: int) -> bool:
    # Whether only a noun phrase lies between the beginning of the clause and `index`.
    low = tokens.low
    table = cue_table()
    for at in range(index, max(-1, index - 6), -1):
        word = low[at]
        if word in PUNCTUATION or word in _W.conjunctions:
            return True
        if word in _W.auxiliaries or (word in table and word not in _W.parties):
            return False
        if word.endswith("ed") or (word in _W.prepositions and word != "of"):
            return False
    return index < 6


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
    return index


def noun_phrase_after(tokens: Tokens, start: int, *, appositive: bool = True) -> NounPhrase | None:
    """Return the noun phrase that begins at `start`.

    Parameters
    ----------
    tokens : Tokens
        The sentence.
    start : int
        Its first token.
    appositive : bool
        Whether ", the envoy of Y," belongs to it.
    """
    low = tokens.low
    size = len(low)
    if start >= size:
        return None
    if low[start] in _W.pronouns or (
        low[start] in ("him", "her", "them", "me", "us")
        and (start + 1 == size or low[start + 1] in PUNCTUATION)
    ):
        return NounPhrase(start, start + 1, start + 1)
    end = start
    while end < size and end - start < _LONGEST:
        word = low[end]
        if word in ("and", "or") and end > start and _joins_nouns(tokens, end):
            end += 1
            continue
        if word in HARD and word not in ("'", "’"):
            break
        if end > start and word in _W.pronouns:
            break
        if word in _W.conjunctions or (word in _W.auxiliaries and word not in POSSESSIVE):
            break
        if word in _W.prepositions and end > start:
            if word not in ("of", "for", "from", "with") and (
                tokens.is_capital(end - 1) or word not in ("in", "at", "to")
            ):
                break
            if (
                end + 1 < size
                and (low[end + 1] in TEMPORAL or low[end + 1] in ("a", "an"))
                and word != "of"
            ):
                break
            end += 1
            continue
        if word in TEMPORAL and end > start and low[end - 1] not in _W.determiners:
            break
        if (
            word in _W.determiners
            and end > start
            and low[end - 1] not in _W.prepositions
            and low[end - 1] not in _W.determiners
            and low[end - 1] not in POSSESSIVE
        ):
            break
        if is_adverb(word) and end > start:
            break
        end += 1
    while end > start and (low[end - 1] in _W.prepositions or low[end - 1] in ("and", "or")):
        end -= 1
    if end == start:
        return None
    bare = end == start + 1 and (low[start] in NO_HEAD or low[start] in TEMPORAL)
    if bare and low[start] not in _W.other_pronouns:
        return None
    full = end
    if appositive and end + 1 < size and low[end] == ",":
        after = low[end + 1]
        if (
            after[0].isdigit()
            or after in ("a", "an", "the", "his", "her", "its", "their", "who")
            or tokens.is_capital(end + 1)
        ):
            stop = end + 1
            while (
                stop < size
                and low[stop] not in (",", ".", ";", QUOTE, ":")
                and stop - end < _LONGEST
            ):
                stop += 1
            if after != "who" and (stop == size or low[stop] in (",", ".")):
                full = stop
    return NounPhrase(start, end, full)


def skip_adverbials(tokens: Tokens, index: int) -> int:
    """Return the first token after "on Tuesday", "in a statement", "however" and the like."""
    low = tokens.low
    size = len(low)
    while index < size:
        word = low[index]
        if (
            word in TEMPORAL
            or is_adverb(word)
            or (
                word in WHEN
                and index + 1 < size
                and (low[index + 1] in TEMPORAL or low[index + 1] in WHEN)
            )
            or (word.isdigit() and index > 0 and low[index - 1] in _W.months)
        ):
            index += 1
        elif word in ("in", "during", "at", "through", "via", "on") and (
            stop := _occasion_end(tokens, index)
        ):
            index = stop
        else:
            return index
    return index


def _occasion_end(tokens: Tokens, index: int) -> int:
    # "in a televised speech", "in an interview with the BBC": up to the noun, and its "with X".
    low = tokens.low
    if low[index : index + 4] == ["on", "condition", "of", "anonymity"]:
        return index + 4
    for at in range(index + 1, min(index + 6, len(low))):
        if low[at] in HARD:
            return 0
        if low[at] in _W.occasions:
            after = at + 1
            if (
                after + 1 < len(low)
                and low[after] in ("with", "to", "by", "from", "of")
                and low[at] != "note"
            ):
                phrase = noun_phrase_after(tokens, after + 1, appositive=False)
                if phrase is not None:
                    return phrase.end
            return after
    return 0
