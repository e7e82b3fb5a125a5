"""Where clauses begin and end, and where what is said stands beside a cue."""

from __future__ import annotations

import re

from stancekit.extraction.attribution.grammar.adverbials import is_participle
from stancekit.extraction.attribution.grammar.cues import Cue, cue_table, words
from stancekit.extraction.attribution.grammar.finite import is_finite
from stancekit.extraction.attribution.grammar.nouns import DASHES, POSSESSIVE
from stancekit.extraction.attribution.grammar.objects import object_start
from stancekit.extraction.attribution.grammar.phrases import noun_phrase_after, skip_adverbials
from stancekit.extraction.attribution.grammar.sentences import QUOTE
from stancekit.extraction.attribution.grammar.verbs import verb_forms
from stancekit.extraction.attribution.scan import SAME_SOURCE, SPEAKING, Attribution, Scan

__all__ = [
    "SUBORDINATE",
    "clause_end",
    "content_after",
    "directive_start",
    "follows_speech",
    "has_clause",
    "is_adjunct",
    "is_position",
    "nothing_after_comma",
    "nothing_said_after",
    "opens_adjunct",
    "quote_ends_speech",
]

_W = words()
_BASES = verb_forms().bases
_FORMS = verb_forms()
_NAMED_LIKE = frozenset({"will", "may", "can"})
# "tells so many lies that …": a result, not what is told.
_DEGREES = frozenset({"so", "such"})
# "Everything she says is a lie", "who said and did the same"
_NO_SUBJECTS = frozenset("and or is are was were has have had did does".split())
_BEFORE_HEARER = frozenset("to in at on during through by via from for before after of".split())
_HEARER_PRONOUNS = frozenset("him her them me us it you".split())
SUBORDINATE = frozenset(
    "while although though if as because when after since whereas before".split()
)

# What begins the narrator's background to a statement.
_BACKGROUND = ("because", "as", "when", "while", "after", "before", "since", "amid")

_QUESTION_WORDS = frozenset("whether how why what who where which".split())
_ASKED = frozenset({"ask", "asks", "asked", "asking"})
_ASKS = frozenset("ask wonder inquire enquire know see question doubt".split())

_LONGEST_NAME = 6
_LONGEST_ADDRESSEE = 24
_CLOSING = " '’”\"\u00a0"


def clause_end(scan: Scan, start: int) -> int:
    """Return roughly where an embedded clause that begins at `start` ends: a comma, or the end."""
    for at in range(start, scan.last):
        if scan.low[at] in (",", ";") or scan.low[at] in DASHES:
            return at
    return scan.last


def quote_ends_speech(scan: Scan, index: int) -> bool:
    """Tell whether a quotation ends as reported speech does before its attribution."""
    span = scan.tokens.quotes[index]
    inner = scan.tokens.text[span.start : span.end].rstrip(_CLOSING)
    if _is_name(scan, index):
        return False
    if inner[-1:] in ",.?!…—-–":
        return True
    if index + 1 < scan.size and scan.low[index + 1] == ",":
        return True
    return (index == scan.left or scan.low[index - 1] in (":", ",")) and inner.count(" ") >= 2


def follows_speech(scan: Scan, start: int) -> bool:
    """Tell whether a whole quotation, still without a source, stands right before a token."""
    return (
        start > scan.left
        and scan.low[start - 1] == QUOTE
        and start - 1 not in scan.claimed
        and quote_ends_speech(scan, start - 1)
    )


def _is_name(scan: Scan, index: int) -> bool:
    inner = scan.tokens.quotes[index].of(scan.tokens.text)
    # A programme or a book within a phrase ("on this week's “Face to Face,” the minister said").
    return (
        index > scan.left
        and (scan.low[index - 1][0].isalnum() or scan.low[index - 1] in POSSESSIVE)
        and all(word[0].isupper() for word in inner.split() if len(word) > 3)
        and inner.count(" ") < _LONGEST_NAME
    )


def opens_adjunct(scan: Scan, start: int) -> bool:
    """Tell whether a phrase such as "in Tehran" or "speaking to reporters" begins here."""
    word = scan.low[start]
    return word in _W.prepositions or word in ("as", "asked") or is_participle(word)


def nothing_after_comma(scan: Scan, at: int) -> bool:
    """Tell whether the sentence is over after the comma at `at`."""
    return scan.last - at <= 2 and scan.low[at + 1 : at + 2] != [QUOTE]


def has_clause(scan: Scan, start: int, end: int) -> bool:
    """Tell whether a finite verb, or a quotation, stands between two tokens."""
    low = scan.low
    if any(
        low[at] == QUOTE
        or (is_finite(scan.tokens, at) and (at > start or low[at] in _W.auxiliaries))
        for at in range(start, end)
    ):
        return True
    return end - start >= 7 and low[start] not in _W.prepositions and not is_participle(low[start])


def is_adjunct(scan: Scan, start: int, end: int) -> bool:
    """Tell whether tokens are no clause: "Speaking in Tehran", "On Monday", "Asked about it"."""
    low = scan.low
    if start >= end:
        return True
    word = low[start]
    if is_participle(word) or word in ("asked", "pressed", "questioned"):
        return True
    if word in _W.prepositions:
        return not any(w in _W.auxiliaries and w not in ("'s", "’s") for w in low[start:end])
    if word in ("when", "while", "if", "although", "though", "because", "as", "since"):
        return False
    return not has_clause(scan, start, end)


def is_position(scan: Scan, attribution: Attribution) -> bool:
    """Tell whether an attribution reports an attitude or an act in words, rather than speech."""
    if attribution.mention is None:
        return True
    if attribution.cue is None or attribution.parent is not None:
        return False
    cue = cue_table().get(scan.low[attribution.cue[0]])
    if cue is None or attribution.content:
        return False
    return attribution.rule in ("object", "infinitive") or not cue.groups & SPEAKING


def nothing_said_after(scan: Scan, after: int, cue: Cue) -> bool:
    """Tell whether only hearers, places and times follow a cue, up to the end or a comma."""
    low = scan.low
    at = skip_adverbials(scan.tokens, after)
    if at >= scan.last:
        return True
    if low[at] in (",", ";") or low[at] in DASHES:
        return True
    right = content_after(scan, after, cue)
    if right is None:
        return True
    if right[1] in ("that", "quote", "colon"):
        return False
    if low[at] == "to" and "infinitive" in cue.groups:
        return False
    stop = at
    while stop < scan.last and low[stop] not in (",", ";", QUOTE, *_BACKGROUND):
        stop += 1
    tellers = "tell" in cue.groups
    if tellers or low[at] in _W.prepositions:
        # A finite verb in what follows means a clause ("told them it was over").
        for index in range(at + 1, stop):
            word = low[index]
            if word in _W.auxiliaries and word not in ("'s", "’s"):
                return False
            if word in SAME_SOURCE:
                return False
            if (
                tellers
                and word == "to"
                and index > at + 1
                and low[index + 1 : index + 2]
                and low[index + 1] not in _W.determiners
                and not scan.tokens.is_capital(index + 1)
            ):
                return True
        return True
    return False


def _marked(scan: Scan, at: int) -> tuple[int, str] | None:
    """Return the content that a colon or a quotation begins."""
    if scan.low[at] == QUOTE:
        return at, "quote"
    return (at + 1, "colon") if at + 1 < scan.last else None


def content_after(scan: Scan, after: int, cue: Cue) -> tuple[int, str] | None:
    """Return where the content after a cue begins, and what it is."""
    low = scan.low
    size = scan.last
    at = after
    if at >= size:
        return None
    if low[at] in (":", QUOTE):
        return _marked(scan, at)
    if low[at] == "that":
        if at + 2 == size and low[at + 1] in _W.particles:
            # "shrugged that off"
            return None
        if not _opens_relative(scan, at):
            return at + 1, "that"
        # "said that would do", but no "rules that would do"
        return (at, "zero") if "say" in cue.groups else None
    at = skip_adverbials(scan.tokens, at)
    if at >= size:
        return None
    if _opens_question(scan, at, cue):
        return at, "wh"
    if low[at] == "," and at + 1 < size and (low[at + 1] == QUOTE):
        return at + 1, "quote"
    if low[at] == "," and at + 1 < size and low[at + 1] in ("however", "too", "though"):
        at += 3
        if at >= size:
            return None
    if low[at] in (":", QUOTE):
        return _marked(scan, at)
    if low[at] == "that":
        return None if _is_demonstrative(scan, at, cue) else (at + 1, "that")
    if low[at] == "to" and "infinitive" in cue.groups and _infinitive(scan, at + 1):
        return at, "object"
    if "tell" in cue.groups or low[at] in _BEFORE_HEARER:
        return _past_hearer(scan, at, cue)
    if low[at] == ",":
        # "Experts cautioned, as did the ministry, that …"
        for index in range(at + 2, min(at + 12, size - 1)):
            if low[index] == "," and low[index + 1] == "that":
                return index + 2, "that"
    if low[at] in (",", ";") or low[at] in DASHES or low[at] in _NO_SUBJECTS:
        return None
    return at, "zero"


def _past_hearer(scan: Scan, at: int, cue: Cue) -> tuple[int, str] | None:
    """Return what `content_after` does where a hearer, or a place, stands before the content."""
    low, size = scan.low, scan.last
    for index in range(at, min(at + 18, size)):
        word = low[index]
        if (
            word == "that"
            and index > at
            and _DEGREES.isdisjoint(low[at:index])
            and low[index - 1] not in _W.prepositions
            and not _opens_relative(scan, index)
        ):
            return index + 1, "that"
        if word in (":", QUOTE) or (word == "," and low[index + 1 : index + 2] == [QUOTE]):
            scare = word == QUOTE and index > at and low[index - 1] not in (",", ":")
            # "told them it was “dead on arrival” by May": part of a clause
            inside = scare and not _W.auxiliaries.isdisjoint(low[at + 1 : index])
            if scare and (inside or not scan.speech_like(index) or _is_name(scan, index)):
                continue
            return index + (word != QUOTE), "quote" if word != ":" else "colon"
        if word == ";" or (word == "," and index > at + 8):
            break
        if word == "to" and index > at and _infinitive(scan, index + 1):
            if any(is_finite(scan.tokens, i) for i in range(at + 2, index)):
                # "told the council his country stood ready to talk"
                break
            # "warned them to leave the land that they hold"
            return (at, "object") if "object" in cue.groups else (index, "object")
    if "tell" in cue.groups:
        return _after_hearer(scan, at, size)
    # "said on the radio the talks were off" has no border to find; "said of talks" has none.
    if low[at] in ("of", "for", "to", "by"):
        return at, "object"
    phrase = noun_phrase_after(scan.tokens, at + 1, appositive=False)
    if (
        phrase is not None
        and phrase.end < size
        and (
            low[phrase.end] in _W.determiners
            or low[phrase.end] in _W.pronouns
            or (scan.tokens.is_capital(phrase.end) and not scan.tokens.headline)
        )
    ):
        return phrase.end, "zero"
    return (at, "adverbial")


def _opens_question(scan: Scan, at: int, cue: Cue) -> bool:
    # "did not say why", "asked if": a question as the object.
    word = scan.low[at]
    return word in _QUESTION_WORDS or (word == "if" and cue.base in _ASKS)


def _is_demonstrative(scan: Scan, that: int, cue: Cue) -> bool:
    # "rejected that argument": no verb follows.
    follows = scan.low[that + 1] if that + 1 < scan.last else "."
    return (
        "object" in cue.groups
        and follows not in _W.determiners
        and follows not in _W.pronouns
        and QUOTE not in scan.low[that : that + 6]
        and not has_clause(scan, that + 1, clause_end(scan, that + 1))
    )


def _opens_relative(scan: Scan, that: int) -> bool:
    # "the meeting that was held": no subject follows.
    if that + 1 >= scan.size:
        return False
    follows = scan.low[that + 1]
    if follows in _W.auxiliaries:
        return follows not in _NAMED_LIKE
    after = scan.low[that + 2] if that + 2 < scan.size else "."
    # "that led to war", but "that advanced economies grow"
    return (
        follows in _FORMS.pasts
        and follows not in _FORMS.nouns
        and (after in _W.determiners or after in _W.prepositions)
    )


def _infinitive(scan: Scan, index: int) -> bool:
    low = scan.low
    return (
        index < scan.last
        and low[index] not in _W.determiners
        and low[index] not in _HEARER_PRONOUNS
        and low[index] != QUOTE
        and not scan.tokens.is_capital(index)
        and (low[index] in _BASES or not low[index].endswith("s"))
    )


def _after_hearer(scan: Scan, at: int, size: int) -> tuple[int, str] | None:
    # "told lawmakers the plan was dead": past the hearer; None where nothing follows it.
    low = scan.low
    phrase = noun_phrase_after(scan.tokens, at, appositive=False)
    end = phrase.end if phrase is not None else at + 1
    if low[at] in ("him", "her", "them", "me", "us", "it", "you"):
        end = at + 1
    start = skip_adverbials(scan.tokens, end)
    if start >= size or low[start] in (",", ";", "."):
        if start + 1 < size and low[start] == "," and low[start + 1] == QUOTE:
            return start + 1, "quote"
        return None
    if low[start] == "to":
        return (start, "object")
    if low[start] in _W.prepositions:
        nxt = noun_phrase_after(scan.tokens, start + 1, appositive=False)
        if nxt is None or nxt.end >= size:
            return None
        start = skip_adverbials(scan.tokens, nxt.end)
        if start >= size or low[start] in _W.prepositions or low[start] in (",", ";"):
            return None
    return start, "zero"


_OPENS_INFINITIVE = re.compile(r"(?:not |never )?to [a-z]")


def directive_start(scan: Scan, after: int) -> int | None:
    """Return where "the council to meet" begins after "asked"; None where no infinitive follows."""
    start = object_start(scan.tokens, after, scan.last)
    if start is None:
        return None
    low = scan.low
    for at in range(start + 1, min(start + _LONGEST_ADDRESSEE, scan.last)):
        word = low[at]
        if word == QUOTE and _OPENS_INFINITIVE.match(scan.tokens.quotes[at].of(scan.tokens.text)):
            # "begged both sides “not to leave”"
            return start
        if word in ("that", ":", ";", QUOTE) or is_finite(scan.tokens, at):
            return None
        if (word == "to" and _infinitive(scan, at + 1)) or (
            word == "about" and scan.low[after - 1] in _ASKED
        ):
            return start
    return None
