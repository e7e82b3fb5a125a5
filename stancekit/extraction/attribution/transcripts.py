"""Texts that are spoken: interviews and transcripts, in turns that labels or questions open."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from stancekit.document import Document, Span
from stancekit.extraction.attribution.cues import words
from stancekit.extraction.attribution.releases import (
    after_number,
    find_issuer,
    find_letter,
    find_posts,
    is_letter_title,
)
from stancekit.extraction.attribution.roles import Role
from stancekit.extraction.attribution.sentences import Tokens
from stancekit.extraction.lexicon import load_lexicon
from stancekit.reading.layout import Layout

__all__ = ["Role", "find_roles", "is_courtesy"]

# "Ana Paz:", "MR. PAZ:", "Ana Paz (Keld):", "**Ana Paz:**", "[00:12] Ana Paz:", "@paz:".
_LABEL = re.compile(
    r"[\"“]?(?:[\[(]?\d{1,2}[:.]\d{2}(?:[:.]\d{2})?[\])]?\s?(?:[-–—|]\s?)?)?(?:\*\*|__|\*)?"
    r"(?P<name>@?[A-Z\u00c0-\u00de][\w.’'\-]*(?: [\w.’'\-]+){0,5}|@\w{2,30})"
    r"(?:\s\((?P<person>[^()\r\n]{1,40})\)|,\s[^:\r\n]{1,40})?(?:\*\*|__|\*)?:(?:\*\*|__|\*)?(?:\s+|$)"
)
_SPOKEN = load_lexicon("forms")["spoken"]
_QUESTION_LABELS = frozenset(_SPOKEN["asks"].split())
_ANSWER_LABELS = frozenset(_SPOKEN["answers"].split())
_COURTESIES = frozenset(tuple(line.split()) for line in _SPOKEN["courtesies"].strip().splitlines())
_TAILS = frozenset(_SPOKEN["courtesy_tails"].split())
_LONGEST_COURTESY = 9
_LONGEST_OPENING = 5
_HONORIFIC = re.compile(r"(?:Mr|Mrs|Ms|Mx|Dr|Prof|Amb|Gen|Col|Hon|Sir|Dame)\b")
_INITIALS = re.compile(r"[A-Z]{2,4}")
_NAME = re.compile(
    r"(?:[A-Z][a-z]{0,3}\. )?(?:[A-Z][\w’'\-]+ ){0,3}"
    r"[A-Z][\w’'\-]+ (?:(?:de|van|von|al|bin|ben|el|da|di|du|der) )?[A-Z][\w’'\-]+"
)
_TALKED = re.compile(r"\b(?:spoke|speaks|talked|talks|told|sat down|answered|received)\b")
_FIRST_PERSON = re.compile(r"\b(?:I|[Ww]e|[Oo]ur|[Mm]y)\b")
_QUOTED = re.compile(r"[“\"«][^”\"»]{0,1000}+[”\"»]?")
# "(Applause.)", "[laughter]"
_ASIDE = re.compile(r"[\"“]?[(\[][^()\[\]\r\n]{1,80}[)\]][.\"”]{0,2}")
_LONGEST_LABEL = 100
_CLOSING = "”\"’')*"
_INTRODUCTION = 2000
_MOSTLY = 0.5


@dataclass(frozen=True, slots=True)
class _Turn:
    """A paragraph that a label opens."""

    key: str
    name: Span
    start: int
    asks: bool


def find_roles(document: Document, layout: Layout) -> list[Role | None] | None:
    """Return the role of each paragraph; None for a text that is reported throughout.

    Parameters
    ----------
    document : Document
        The text.
    layout : Layout
        Its paragraphs.
    """
    text, paragraphs = document.text, layout.paragraphs
    turns = [_turn(text, p) for p in paragraphs]
    counts = Counter(turn.key for turn in turns if turn)
    if sum(counts[name] for name in _ANSWER_LABELS) and sum(counts[n] for n in _QUESTION_LABELS):
        return _interview(text, layout, turns)
    repeated = {name for name, count in counts.items() if count >= 2}
    # A label on a line of its own stands above what is said.
    alone = sum(
        turn is not None and turn.start == p.end for turn, p in zip(turns, paragraphs, strict=True)
    )
    if repeated and counts.total() >= 3 and counts.total() * 5 >= 3 * (len(paragraphs) - alone):
        return _transcript(text, layout, turns, set(counts))
    if sum(counts[name] for name in repeated) >= 3 and len(repeated) >= 2:
        return _transcript(text, layout, turns, repeated)
    if "@" in text and (posts := find_posts(text, layout)) is not None:
        return posts
    asked = [
        text[p.end - 1] == "?" and p != layout.headline and text[p.start] not in '"“‘'
        for p in paragraphs
    ]
    if (
        sum(asked) >= 3
        and len(paragraphs) >= 2 * sum(asked)
        and _in_first_person(
            text, layout, [a and not b for a, b in zip([False, *asked], asked, strict=False)]
        )
    ):
        return _bare_questions(text, layout, asked)
    if not document.author and (letter := find_letter(text, layout)) is not None:
        return letter
    issuer = None if document.author else find_issuer(text, layout)
    if document.author or issuer is not None:
        return _own_voice(text, layout, issuer)
    return None


def _turn(text: str, paragraph: Span) -> _Turn | None:
    end = min(paragraph.end, paragraph.start + _LONGEST_LABEL)
    if text.find(":", paragraph.start, end) < 0:
        return None
    label = _LABEL.match(text, paragraph.start, end)
    if label is None or (label.end() == end < paragraph.end):
        return None
    asks = text[max(label.end(), paragraph.end - 3) : paragraph.end].rstrip(_CLOSING)[-1:] == "?"
    key = label["name"].lower().rstrip(" 0123456789")
    name = "person" if label["person"] and _gives_name(label["person"], key) else "name"
    return _Turn(key, Span(*label.span(name)), label.end(), asks)


def _gives_name(inside: str, key: str) -> bool:
    # "SPOKESWOMAN (Ms. Ana Paz):", but "Ana Paz (Keld):"
    if key in _QUESTION_LABELS:
        return False
    office = key.split()[-1] in words().parties
    return bool(_HONORIFIC.match(inside) or (office and _NAME.fullmatch(inside)))


def is_courtesy(tokens: Tokens) -> bool:
    """Tell whether a sentence is a greeting, a thanks or a word to the chair, and no more.

    Parameters
    ----------
    tokens : Tokens
        The sentence.
    """
    said = [at for at in range(len(tokens)) if tokens.low[at][0].isalnum()]
    if not 0 < len(said) <= _LONGEST_COURTESY:
        return False
    opening = [tokens.low[at] for at in said[:_LONGEST_OPENING]]
    for size in range(len(opening), 0, -1):
        if tuple(opening[:size]) in _COURTESIES:
            return all(
                tokens.low[at] in _TAILS or (tokens.is_capital(at) and at > said[0])
                for at in said[size:]
            )
    return False


def _interviewee(text: str, layout: Layout, before: int) -> Span | None:
    # The first full name of the introduction, at best the subject of a sentence on the talk.
    best: Span | None = None
    for paragraph in layout.paragraphs[:before]:
        if paragraph == layout.headline:
            continue
        names = list(
            _NAME.finditer(
                text, paragraph.start, min(paragraph.end, paragraph.start + _INTRODUCTION)
            )
        )
        for name in names:
            if best is None:
                best = Span(name.start(), name.end())
            talked = _TALKED.search(text, name.end(), min(paragraph.end, name.end() + 120))
            if talked and "." not in text[name.end() : talked.start()]:
                return Span(name.start(), name.end())
    return best


def _interview(text: str, layout: Layout, turns: Sequence[_Turn | None]) -> list[Role | None]:
    roles: list[Role | None] = []
    known = _QUESTION_LABELS | _ANSWER_LABELS
    first = next(i for i, turn in enumerate(turns) if turn and turn.key in known)
    mention = _interviewee(text, layout, first)
    answered = [bool(turn and turn.key in _ANSWER_LABELS) for turn in turns]
    # An outlet that answers its own questions speaks in the narrator's voice.
    explains = mention is None and not _in_first_person(text, layout, answered)
    current: Role | None = None
    for paragraph, turn in zip(layout.paragraphs, turns, strict=True):
        if turn and turn.key in known:
            speaks = turn.key in _ANSWER_LABELS and not explains
            rule = "interview-answer" if speaks else "question"
            current = Role(speaks, turn.start, mention if speaks else None, rule)
            roles.append(current)
        elif current is not None and _goes_on(text, paragraph):
            roles.append(Role(current.speaks, paragraph.start, current.mention, current.rule))
        else:
            current = None
            roles.append(None)
    return roles


def _goes_on(text: str, paragraph: Span) -> bool:
    # An answer of several paragraphs; an editor's note at the end has no first person.
    found = _FIRST_PERSON.search(text, paragraph.start, paragraph.end)
    return found is not None and text[paragraph.start] not in '"“‘'


def _transcript(
    text: str, layout: Layout, turns: Sequence[_Turn | None], names: set[str]
) -> list[Role | None]:
    roles: list[Role | None] = []
    asking = _who_asks([turn for turn in turns if turn and turn.key in names])
    known = _bearers(text, layout, [turn for turn in turns if turn and turn.key in names])
    current: Span | None = None
    # "Paz: No deal" above what PAZ says is a headline; the first of Paz's turns is none.
    again = Counter(turn.name.of(text) for turn in turns if turn)
    for paragraph, turn in zip(layout.paragraphs, turns, strict=True):
        if paragraph == layout.headline and not (turn and again[turn.name.of(text)] > 1):
            roles.append(None)
        elif turn and turn.key in names:
            asks = turn.key in asking
            current = None if asks else known.get(turn.key, turn.name)
            roles.append(Role(not asks, turn.start, current, "transcript"))
        elif _ASIDE.fullmatch(text, paragraph.start, paragraph.end):
            roles.append(Role(False, paragraph.end, None, "aside"))
        elif current is not None:
            start = paragraph.start + (text[paragraph.start] in '“"')
            roles.append(Role(True, min(start, paragraph.end), current, "transcript"))
        else:
            roles.append(None)
    return roles


def _bearers(text: str, layout: Layout, turns: Sequence[_Turn]) -> dict[str, Span]:
    """Return who is meant by labels that are no names: an office, or initials."""
    known: dict[str, Span] = {}
    for turn in turns:
        if turn.name.of(text).lower().rstrip(" 0123456789") != turn.key:
            # "SPOKESWOMAN (Ms. Ana Paz):", and later "SPOKESWOMAN:"
            known.setdefault(turn.key, turn.name)
    initials = {turn.key for turn in turns if _INITIALS.fullmatch(turn.name.of(text))}
    if not initials - known.keys():
        return known
    first = min(turn.start for turn in turns)
    for p in layout.paragraphs:
        if p.start >= first:
            break
        for name in _NAME.finditer(text, p.start, min(p.end, p.start + _INTRODUCTION)):
            capitals = [w[0] for w in re.split(r"[\s\-]+", name[0]) if w[:1].isupper()]
            key = "".join(capitals).lower()
            if key in initials:
                known.setdefault(key, Span(*name.span()))
    return known


def _who_asks(turns: Sequence[_Turn]) -> set[str]:
    # Who asks first, and asks most, leads the talk: the questions are no statements.
    asked: dict[str, list[bool]] = defaultdict(list)
    for turn in turns:
        asked[turn.key].append(turn.asks)
    rates = {key: sum(questions) / len(questions) for key, questions in asked.items()}
    # Of two, the outlet leads, whether or not it puts most of its questions as such.
    most = max(rates.values(), default=0.0)
    leads = len(rates) == 2 and min(rates.values()) < most
    asking = {
        key
        for key, questions in asked.items()
        if key in _QUESTION_LABELS
        or (questions[0] and len(questions) >= 2 and rates[key] >= (most if leads else _MOSTLY))
    }
    return asking if len(asking) < len(asked) else set()


def _in_first_person(text: str, layout: Layout, answered: Sequence[bool]) -> bool:
    answers = [p for p, answer in zip(layout.paragraphs, answered, strict=True) if answer]
    own = sum(bool(_FIRST_PERSON.search(text, p.start, p.end)) for p in answers)
    return own * 3 >= len(answers)


def _bare_questions(text: str, layout: Layout, asked: Sequence[bool]) -> list[Role | None]:
    roles: list[Role | None] = []
    first = asked.index(True)
    mention = _interviewee(text, layout, first)
    answering = False
    for index, paragraph in enumerate(layout.paragraphs):
        if asked[index]:
            answering = True
            roles.append(Role(False, paragraph.start, None, "question"))
        elif answering and (asked[index - 1] or _goes_on(text, paragraph)):
            roles.append(Role(True, paragraph.start, mention, "interview-answer"))
        else:
            answering = False
            roles.append(None)
    return roles


def _own_voice(text: str, layout: Layout, issuer: Span | None) -> list[Role | None] | None:
    body = [p for p in layout.paragraphs if p != layout.headline]
    # Quoted, "we" is somebody else.
    own = sum(bool(_FIRST_PERSON.search(_QUOTED.sub("", p.of(text)))) for p in body)
    if own * 3 < len(body):
        return None
    return [_own_role(text, p, issuer, headline=p == layout.headline) for p in layout.paragraphs]


def _own_role(text: str, p: Span, issuer: Span | None, *, headline: bool) -> Role | None:
    if headline:
        # "Why I left the table", "Open letter to the council: sit down"
        own = _FIRST_PERSON.search(text, p.start, p.end) or is_letter_title(text, p)
        return Role(True, p.start, issuer, "own-voice") if own and issuer is None else None
    if issuer is not None and p.contains(issuer):
        return None
    if len(p) < _LONGEST_LABEL and text[p.end - 1].isalnum():  # a date, a place, a signature
        return None
    return Role(True, after_number(text, p), issuer, "own-voice")
