"""Labels that open a speaker's turn: "Ana Paz:", "Q:", "SPOKESMAN (Mr. Paz):"."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from stancekit.document import Span
from stancekit.extraction.attribution.grammar.cues import words
from stancekit.extraction.lexicon import load_lexicon
from stancekit.reading.layout import Layout

__all__ = [
    "ANSWER_LABELS",
    "FULL_NAME",
    "PERSON",
    "QUESTION_LABELS",
    "Turn",
    "bearers",
    "find_labels",
    "who_asks",
]

# "Ana Paz:", "MR. PAZ:", "Ana Paz (Keld):", "**Ana Paz:**", "[00:12] Ana Paz:", "@paz:".
_LABEL = re.compile(
    r"[\"“]?(?:[\[(]?\d{1,2}[:.]\d{2}(?:[:.]\d{2})?[\])]?\s?(?:[-–—|]\s?)?)?(?:\*\*|__|\*)?"
    r"(?P<name>@?[A-Z\u00c0-\u00de][\w.’'\-]*(?: [\w.’'\-]+){0,5}|@\w{2,30})"
    r"(?:\s\((?P<person>[^()\r\n]{1,60})\)(?P<more>(?:\s\([^()\r\n]{1,40}\)){0,2})|,\s[^:\r\n]{1,40})?"
    r"(?:\*\*|__|\*)?:(?:\*\*|__|\*)?(?:\s+|$)"
)
# "The Minister of State for Trade and the Islands (Mr Paz):"; no place is so long.
_OFFICE = re.compile(
    r"(?P<name>The(?: [\w.’'\-]+){1,14})\s\((?P<person>[^()\r\n]{1,60})\)"
    r"(?P<more>(?:\s\([^()\r\n]{1,40}\)){0,2}):(?:\s+|$)"
)
_SPOKEN = load_lexicon("forms")["spoken"]
QUESTION_LABELS = frozenset(_SPOKEN["asks"].split())
ANSWER_LABELS = frozenset(_SPOKEN["answers"].split())
_HEADERS = frozenset(_SPOKEN["headers"].split())
_HONORIFIC = re.compile(
    r"(?:Mr|Mrs|Ms|Mx|Dr|Prof|Amb|Gen|Col|(?:Rt )?Hon|Sir|Dame|Lord|Lady|Baroness|Senator)\b\.? ?"
)
_INITIALS = re.compile(r"[A-Z]{2,4}")
FULL_NAME = re.compile(
    r"(?:[A-Z][a-z]{0,3}\. )?(?:[A-Z][\w’'\-]+ ){0,3}"
    r"[A-Z][\w’'\-]+ (?:(?:de|van|von|al|bin|ben|el|da|di|du|der) )?[A-Z][\w’'\-]+"
)
# "Ana Paz", "Ms Paz", "The Chair": more than the name of a place or an outlet.
PERSON = re.compile(
    r"(?:Mr|Mrs|Ms|Mx|Dr|Prof|Amb|Gen|Col|Hon|Sir|Dame|The|THE|MR|MRS|MS)\b"
    r"|[A-Z][\w.’'\-]+ [A-Z][\w’'\-]+(?: [A-Z][\w’'\-]+)?$"
)
# "Q. Will you come?", "A — If we may."
_QUESTION_OR_ANSWER = re.compile(r"(?P<name>Q|A|Question|QUESTION|Answer|ANSWER)\s?[.—–-]\s+(?=\S)")
# Who is spoken of so sits in a chamber: "my hon. Friend", "the noble Lord", "Madam Speaker".
_IN_CHAMBER = re.compile(
    r"\b[Hh]on\. (?:and |Friend|Member|Gentle|Lad)|\bnoble (?:Lord|Lady|Baroness|Earl|Viscount)"
    r"|\b(?:Mr\.?|Madam) (?:Deputy )?Speaker\b|\bMy Lords,"
)
_LONGEST_LABEL = 160
_COMPLEMENT = re.compile(r" (?:of|for|to|and) ")
_CLOSING = "”\"’')*"
_INTRODUCTION = 2000
_MOSTLY = 0.5


@dataclass(frozen=True, slots=True)
class Turn:
    """A paragraph that a label opens.

    Parameters
    ----------
    key : str
        The label without case and number.
    name : Span
        Who speaks, as the label names them.
    start : int
        Where what is said begins.
    asks : bool
        Whether it ends in a question.
    seat : bool
        Whether the label gives a seat and a party: "Ana Paz (Velm East) (Ind):".
    """

    key: str
    name: Span
    start: int
    asks: bool
    seat: bool = False


def find_labels(text: str, layout: Layout) -> list[Turn | None]:
    """Return the turn that each paragraph opens, None where it opens none.

    Parameters
    ----------
    text : str
        The whole document.
    layout : Layout
        Its paragraphs.
    """
    turns = [_turn(text, p) for p in layout.paragraphs]
    keys = dict.fromkeys(turn.key for turn in turns if turn)
    short: dict[str, str] = {}
    for key in keys:
        names = key.split()
        if " " in _without_honorific(key.title()):
            # "Ana Paz:" speaks first, "AP:" or "Paz:" later.
            short.setdefault("".join(name[0] for name in names), key)
            short.setdefault(names[-1], key)
    for turn in turns:
        named = turn.name.of(text) if turn else ""
        bare = _without_honorific(named)
        if turn is None or " " not in bare:
            continue
        first, last = named[: -len(bare)], bare.rpartition(" ")[2]
        # "Mr Otto Paz:" speaks first, "Mr Paz:" later.
        forms = [first + last] if first else []
        if named.lower() != turn.key:
            # "The Minister (Mr Otto Paz):" first, "Mr Paz:" or "Otto Paz:" later
            forms += [named, bare, last]
        for form in forms:
            short.setdefault(form.lower(), short.get(turn.key, turn.key))
    return [_known_by(turn, short) for turn in turns]


def _known_by(turn: Turn | None, short: dict[str, str]) -> Turn | None:
    if turn is None:
        return None
    key = short.get(turn.key) or short.get(_without_honorific(turn.key.title()).lower())
    return turn if key is None else replace(turn, key=key)


def _without_honorific(name: str) -> str:
    bare = name
    while (titled := _HONORIFIC.match(bare)) is not None and titled.end() < len(bare):
        bare = bare[titled.end() :]
    return bare


def _turn(text: str, paragraph: Span) -> Turn | None:
    end = min(paragraph.end, paragraph.start + _LONGEST_LABEL)
    if text[paragraph.start] in "QA" and (
        found := _QUESTION_OR_ANSWER.match(text, paragraph.start, end)
    ):
        asks = found["name"][0] == "Q"
        return Turn(found["name"].lower(), Span(*found.span("name")), found.end(), asks)
    if text.find(":", paragraph.start, end) < 0:
        return None
    label = _LABEL.match(text, paragraph.start, end) or _OFFICE.match(text, paragraph.start, end)
    if label is None or (label.end() == end < paragraph.end):
        return None
    asks = text[max(label.end(), paragraph.end - 3) : paragraph.end].rstrip(_CLOSING)[-1:] == "?"
    key = label["name"].lower().rstrip(" 0123456789")
    if key in _HEADERS:
        return None
    name = "person" if label["person"] and _gives_name(label["person"], key) else "name"
    return Turn(key, Span(*label.span(name)), label.end(), asks, seat=bool(label["more"]))


def _gives_name(inside: str, key: str) -> bool:
    # "SPOKESWOMAN (Ms. Ana Paz):", but "Ana Paz (Keld):"
    if key in QUESTION_LABELS:
        return False
    office = _COMPLEMENT.split(key)[0].split()[-1] in words().parties
    return bool(_HONORIFIC.match(inside) or (office and FULL_NAME.fullmatch(inside)))


def bearers(text: str, layout: Layout, turns: Sequence[Turn]) -> dict[str, Span]:
    """Return who is meant by labels that are no names: an office, or initials.

    Parameters
    ----------
    text : str
        The whole document.
    layout : Layout
        Its paragraphs, those before the first turn among them.
    turns : sequence of Turn
    """
    known: dict[str, Span] = {}
    for turn in turns:
        if turn.name.of(text).lower().rstrip(" 0123456789") != turn.key and " " in turn.name.of(
            text
        ):
            # "SPOKESWOMAN (Ms. Ana Paz):", and later "SPOKESWOMAN:"
            known.setdefault(turn.key, turn.name)
        elif turn.key.count(" "):
            known.setdefault(turn.key, turn.name)
    initials = {turn.key for turn in turns if _INITIALS.fullmatch(turn.name.of(text))}
    if not initials - known.keys():
        return known
    first = min(turn.start for turn in turns)
    for p in layout.paragraphs:
        if p.start >= first:
            break
        for name in FULL_NAME.finditer(text, p.start, min(p.end, p.start + _INTRODUCTION)):
            capitals = [w[0] for w in re.split(r"[\s\-]+", name[0]) if w[:1].isupper()]
            key = "".join(capitals).lower()
            if key in initials:
                known.setdefault(key, Span(*name.span()))
    return known


def who_asks(text: str, turns: Sequence[Turn]) -> set[str]:
    """Return the labels of those whose turns are questions.

    Parameters
    ----------
    text : str
        The whole document.
    turns : sequence of Turn
        Those of a transcript, in order.
    """
    if any(turn.seat for turn in turns) or _IN_CHAMBER.search(text) is not None:
        # Members who put a question to a minister take a side, too.
        return {turn.key for turn in turns} & QUESTION_LABELS
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
        if key in QUESTION_LABELS
        or (questions[0] and len(questions) >= 2 and rates[key] >= (most if leads else _MOSTLY))
    }
    # Reporters who ask once each, of whoever has most of the other turns.
    main = max(
        (key for key in asked if key not in asking), key=lambda key: len(asked[key]), default=""
    )
    if main and len(asked[main]) >= 2 and rates[main] < _MOSTLY:
        asking |= {key for key, each in asked.items() if key != main and all(each)}
    return asking if len(asking) < len(asked) else set()
