"""Records of a meeting, which report each speaker's turn in free indirect speech."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from stancekit.document import Span
from stancekit.extraction.attribution.grammar.cues import cue_table, words
from stancekit.extraction.attribution.grammar.finite import is_finite
from stancekit.extraction.attribution.grammar.sentences import Tokens
from stancekit.extraction.attribution.grammar.verbs import inflect, verb_forms
from stancekit.extraction.attribution.scan import SPEAKING, Attribution
from stancekit.extraction.attribution.statements import span_of
from stancekit.extraction.lexicon import load_lexicon
from stancekit.reading.layout import Layout

__all__ = ["Floor"]
_W = words()
_FORMS = verb_forms()
# "ANA PAZ (Keld)", "Ana Paz, Envoy to Velm,", "The representative of Keld", "Keld's delegate"
_UPPER = "A-Z\u00c0-\u00de"
_NAME = rf"[{_UPPER}][\w.’'\-]*(?: [\w.’'\-]+){{0,6}}"
_PLACE = rf"[{_UPPER}][\w’'\-]*(?: (?:(?:of|and|the|de|del) ){{0,2}}[{_UPPER}][\w’'\-]*){{0,5}}"
_LEXICON = load_lexicon("forms")["record"]
_DELEGATES = frozenset(_LEXICON["delegates"].split())
_TITLES = frozenset(_LEXICON["titles"].split())
_DELEGATE = (
    f"(?:{'|'.join(f'[{noun[0].upper()}{noun[0]}]{noun[1:]}' for noun in sorted(_DELEGATES))})"
)
_HONORIFICS = frozenset("mr mrs ms mx dr prof sir dame hon shri smt".split())
_HONORIFIC = f"(?:{'|'.join(sorted(word.capitalize() for word in _HONORIFICS))})"
_TITLE = f"(?:{'|'.join(sorted(title.capitalize() for title in _TITLES))})"
_FRONTED = (
    r"(?:\(?\d{1,3}[.)]\s+)?"
    # "Briefing the council, ANA PAZ, …", "Taking the floor again, the delegate of Keld …"
    r"(?:[A-Z][a-z]+(?:ing| up) [^.,;:\r\n]{0,100}, |[A-Z][a-z]+ing up, )?"
)
_SPEAKER = re.compile(
    rf"{_FRONTED}(?P<name>{_NAME}(?= \((?![DIR][-–.,])[{_UPPER}][^()\r\n]{{1,60}}\))"
    rf"|[{_UPPER}][{_UPPER}’'\-]+(?: [{_UPPER}.’'\-]{{2,}}){{1,6}}(?=,)"
    rf"|(?:[Tt]he |His |Her )?(?:[\w-]+ )?{_DELEGATE}s? (?:of|for|from) (?:the )?{_PLACE}"
    rf"|[Tt]he (?:[{_UPPER}][\w\-]* ){{1,3}}{_DELEGATE}\b"
    rf"|[{_UPPER}][\w\-]*(?: [{_UPPER}][\w\-]*){{0,3}}['’]s? {_DELEGATE})"
)
# "Judge Paz", "Mr Orr", behind whatever opens the sentence: somebody may as well be so called in
# the news.
_TITLED = re.compile(rf"\b(?:{_HONORIFIC}|{_TITLE})\.? [{_UPPER}][\w’'\-]+")
# "The witness deposed", "Counsel intervened"
_HEARING = re.compile(rf"(?i:\b(?:{'|'.join(sorted(_LEXICON['hearings'].split()))}))")
_HEAD = 120
_ARTICLE = 4
_OPENING = tuple(
    """adjourned rose sat opened began ended concluded closed resumed convened suspended called met
    heard took""".split()
)
_OPENS_OR_CLOSES = re.compile(
    r"\b(?:meeting|hearings?|sitting|session|debate|inquiry|(?i:house|chamber|court|committee"
    r"|council|assembly|senate|parliament|panel|commission|tribunal|jury|synod|congress|conference)"
    r"|Dáil|Bundestag|Knesset|Duma|Lok Sabha)\b"
    r"[^.\r\n]{0,120}?\b(?:adjourned|rose|sat|opened|began|ended|concluded|closed|resumed|convened"
    r"|suspended|called to order|met|(?:heard|took) (?:evidence|testimony|submissions))\b"
)
_FEWEST = 3
# Of the turns of a record at most so many hold a quotation of a sentence.
_MOST_QUOTING = 0.34
_QUOTED_SENTENCE = re.compile(r"[“\"][^”\"\r\n]{20,400}[.,!?][”\"]")
_MODALS = frozenset("would could should might must".split())
_PAST = _MODALS | frozenset(
    """was were had did wasn’t wasn't weren’t weren't hadn’t hadn't didn’t didn't wouldn’t wouldn't
    couldn’t couldn't""".split()
)
_FARTHEST_SUBJECT = 6
_FARTHEST_THAT = 20
_LONGEST_OPENING = 400
_CLAUSES = frozenset({"object", "infinitive", "zero-that", "that-clause", "wh-clause"})
_DEEDS = frozenset({"act", "act-state", "object", "infinitive"})
_OWN_SIDE = frozenset(
    "government delegation country people party group state ministry authorities nation".split()
)
_MANY = frozenset("several some many most others few members speakers delegates they".split())


class Floor:
    """Who has the floor in a record of a meeting; nobody in any other text.

    In a record the sentences after the one with the attribution go on in free indirect speech:
    "Ana Paz (Keld) said that talks were overdue. The border must be opened first."

    Parameters
    ----------
    text : str
        The whole document.
    layout : Layout
        Its paragraphs.
    """

    def __init__(self, text: str, layout: Layout) -> None:
        self._turns, self._strict = _find_turns(text, layout)
        self.is_record = False
        self._speaker: Span | None = None
        self._speaker_before: Span | None = None
        self._opened: Span | None = None

    def enter(self, number: int, *, headline: bool) -> None:
        """Begin a paragraph, by its number."""
        if self._turns is None:
            return
        self.is_record = not headline
        self._speaker_before, self._speaker = self._speaker, None
        self._opened = self._turns[number]

    def without_own(self, tokens: Tokens, found: list[Attribution]) -> list[Attribution]:
        """Return what a sentence attributes, without what the speaker ascribes to their own side.

        "The northern members would support any plan": a sentence of the turn.
        """
        if self._speaker is None:
            return found
        if self._strict:
            return [a for a in found if not _is_told(tokens, a)]
        return [a for a in found if not _is_own_attitude(tokens, a)]

    def take(self, tokens: Tokens, attribution: Attribution) -> None:
        """Give the floor to the source of a sentence."""
        if not self.is_record or attribution.mention is None or _is_many(tokens, attribution):
            return
        if self._speaker is None or _names_speaker(tokens, attribution):
            self._speaker = span_of(tokens, attribution.mention)
        self._speaker_before = None

    def go_on(self, tokens: Tokens) -> Span | None:
        """Return whose turn a sentence without an attribution goes on with, if it does."""
        if not self.is_record:
            return None
        if self._speaker is None and self._opened is not None:
            # "Ana Paz (Keld) turned to the dam. It was unsafe."
            self._speaker = self._opened
            # "Lady Orr rose to say that she would not."
            return self._speaker if "that" in tokens.low[:_FARTHEST_THAT] else None
        before, self._speaker_before = self._speaker_before, None
        if self._speaker is None and before is not None and _resumes_turn(tokens):
            self._speaker = before
        if not _is_back_shifted(tokens, strict=self._strict):
            return None
        if self._strict and (named := _titled_subject(tokens)) is not None:
            # "The chair asked whether they might. Mr Orr would not object."
            self._speaker = named
        return self._speaker


def _find_turns(text: str, layout: Layout) -> tuple[list[Span | None] | None, bool]:
    # Who is named at the head of each paragraph of a record; None for any other text. And whether
    # the narrator speaks in it too, as in a newspaper's report of a sitting.
    paragraphs = layout.paragraphs
    found = [
        None if p == layout.headline else _SPEAKER.match(text, p.start, p.end) for p in paragraphs
    ]
    named = sum(one is not None for one in found)
    # Asked first, as nearly all texts are neither.
    if named < _FEWEST and not _is_formal(text, paragraphs):
        return None, False
    turns: list[Span | None] = []
    quoting = titled = 0
    for p, one in zip(paragraphs, found, strict=True):
        if one is not None:
            turns.append(Span(*one.span("name")))
        else:
            head = min(p.end, p.start + _HEAD)
            name = _TITLED.search(text, p.start, head)
            opens = name is not None and name.start() - p.start <= _ARTICLE
            turns.append(Span(*name.span()) if name is not None and opens else None)
            if name is None and not _HEARING.search(text, p.start, head):
                continue
            titled += 1
        quoting += _QUOTED_SENTENCE.search(text, p.start, p.end) is not None
    if quoting > (named + titled) * _MOST_QUOTING or named + titled < _FEWEST:
        return None, False
    return turns, named < _FEWEST


def _is_formal(text: str, paragraphs: Sequence[Span]) -> bool:
    # "The sitting opened at nine."
    ends = (*paragraphs[:_FEWEST], *paragraphs[-1:])
    heads = [text[p.start : min(p.end, p.start + _LONGEST_OPENING)] for p in ends]
    # To look for the verbs takes far less time than a search.
    return any(
        any(verb in head for verb in _OPENING) and _OPENS_OR_CLOSES.search(head) for head in heads
    )


def _is_back_shifted(tokens: Tokens, *, strict: bool = False) -> bool:
    # Its verbs stand in the past or are modals, and it isn't on the proceedings. Where the narrator
    # speaks too, what somebody does is the narrator's: "She sat down."
    verbs = [at for at in range(len(tokens)) if is_finite(tokens, at)]
    if not verbs:
        return False
    word = tokens.low[verbs[0]]
    past = word in _PAST or word in _FORMS.pasts or word.endswith("ed")
    if strict and past and word not in _PAST and _MODALS.isdisjoint(tokens.low):
        return False
    return past and not _is_procedural(tokens, verbs[0])


def _titled_subject(tokens: Tokens) -> Span | None:
    low = tokens.low
    if low[0].rstrip(".") not in _HONORIFICS:
        return None
    end = 1
    while end < len(low) and (tokens.is_capital(end) or low[end] == "."):
        end += 1
    return span_of(tokens, (0, end)) if end > 1 and tokens.is_capital(end - 1) else None


def _resumes_turn(tokens: Tokens) -> bool:
    return _is_back_shifted(tokens) and not (_MODALS | {"had"}).isdisjoint(tokens.low)


def _is_many(tokens: Tokens, attribution: Attribution) -> bool:
    # Several speakers at large have no turn.
    if attribution.mention is None:
        return False
    return tokens.low[attribution.mention[0]] in _MANY


def _is_own_attitude(tokens: Tokens, attribution: Attribution) -> bool:
    if attribution.parent is not None:
        return False
    if attribution.is_act and not _names_speaker(tokens, attribution):
        return True
    if attribution.cue is None or attribution.mention is None:
        return False
    if tokens.low[attribution.mention[0] - 1] == "as" and attribution.mention[0] > 0:
        # "It had left the port, as the mission could confirm."
        return not _names_speaker(tokens, attribution)
    if attribution.rule not in _CLAUSES:
        return False
    low = tokens.low
    start, end = attribution.mention
    head = low[start]
    if head in ("it", "its") or (
        head in _W.possessives and not _OWN_SIDE.isdisjoint(low[start:end])
    ):
        return True
    if _names_speaker(tokens, attribution):
        return False
    cue = cue_table().get(low[attribution.cue[0]])
    if (
        cue is not None
        and cue.groups & SPEAKING
        and attribution.rule not in ("object", "infinitive")
    ):
        return False
    if head in _W.pronouns:
        # "…, and he wanted it": the rest is said too.
        return (attribution.end - attribution.start) * 2 < len(tokens)
    return True


def _is_told(tokens: Tokens, attribution: Attribution) -> bool:
    # "The rebels had broken the truce", in a turn: the speaker says so.
    if attribution.mention is None or attribution.parent is not None:
        return False
    if attribution.rule not in _DEEDS or _names_speaker(tokens, attribution):
        return False
    verb = attribution.mention[1] if attribution.cue is None else attribution.cue[0]
    return "had" in tokens.low[: verb + 1]


def _names_speaker(tokens: Tokens, attribution: Attribution) -> bool:
    # One who may have the floor: a delegate, or somebody by name.
    if attribution.mention is None:
        return False
    start, end = attribution.mention
    said = [word.rstrip(".") for word in tokens.low[start:end]]
    if not _DELEGATES.isdisjoint(said) or not _TITLES.isdisjoint(said):
        return True
    return "(" in said or any(word in _HONORIFICS for word in said)


@functools.cache
def _proceedings() -> tuple[frozenset[str], frozenset[str]]:
    # What a meeting is called, and the forms of what it does.
    verbs = _LEXICON["procedure"].split()
    forms = (word for verb in verbs for words_ in inflect(verb).values() for word in words_)
    return frozenset(_LEXICON["proceedings"].split()), frozenset(forms)


def _is_procedural(tokens: Tokens, verb: int) -> bool:
    # "The House adjourned at ten", "Laughter was heard", "There followed an exchange on fish"
    low = tokens.low
    subject = low[max(0, verb - _FARTHEST_SUBJECT) : verb]
    main = verb
    while main + 1 < len(low) and (low[main] in _W.auxiliaries or low[main] in _W.adverbs):
        main += 1
    meeting, procedure = _proceedings()
    there = subject == ["there"] and low[verb] not in _W.auxiliaries
    return low[main] in procedure and (there or not meeting.isdisjoint(subject))
