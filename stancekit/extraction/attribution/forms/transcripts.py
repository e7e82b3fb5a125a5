"""Texts that are spoken: interviews and transcripts, in turns that labels or questions open."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from stancekit.document import Document, Span
from stancekit.extraction.attribution.forms.releases import (
    after_number,
    find_columnist,
    find_issuer,
    find_letter,
    find_posts,
    is_about,
    is_letter_title,
)
from stancekit.extraction.attribution.forms.roles import Role
from stancekit.extraction.attribution.forms.turn_labels import (
    ANSWER_LABELS,
    FULL_NAME,
    PERSON,
    QUESTION_LABELS,
    Turn,
    bearers,
    find_labels,
    who_asks,
)
from stancekit.reading.layout import Layout

__all__ = ["Role", "find_roles"]

_TALKED = re.compile(r"\b(?:spoke|speaks|talked|talks|told|sat down|answered|received)\b")
# Starts with a set of letters, which makes a search several times as fast.
_FIRST_PERSON = re.compile(r"[IWwOoMm](?<!\w.)(?:(?<=I)|(?<=[Ww])e|(?<=[Oo])ur|(?<=[Mm])y)\b")
_QUOTED = re.compile(r"[“\"«][^”\"»]{0,1000}+[”\"»]?")
# "(Applause.)", "[laughter]"
# "The interview was conducted by Ana Paz. It has been edited for length."
_EDITED = re.compile(
    r"(?:The|This) (?:interview|conversation|transcript) (?:was|has been)\b"
    r"|(?:Interview|Edited|Translated|Transcribed|Interviewed) by\b"
)
_ASIDE = re.compile(r"[\"“]?[(\[][^()\[\]\r\n]{1,80}[)\]][.\"”]{0,2}")
# "Done at Keld on 4 May", below a declaration
_FORMULA = re.compile(r"(?:Done|Adopted|Signed|Issued|Given|Concluded)\s(?:at|in|on|this)\s")
_SHORT_LINE = 100
_MOSTLY = 0.6
_INTRODUCTION = 2000


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
    turns = find_labels(text, layout)
    counts = Counter(turn.key for turn in turns if turn)
    if sum(counts[name] for name in ANSWER_LABELS) and sum(counts[n] for n in QUESTION_LABELS):
        return _interview(text, layout, turns)
    repeated = {name for name, count in counts.items() if count >= 2}
    # A label on a line of its own stands above what is said.
    alone = sum(
        turn is not None and turn.start == p.end for turn, p in zip(turns, paragraphs, strict=True)
    )
    # Nor do the lines of a title block count.
    first = next((at for at, turn in enumerate(turns) if turn), 0)
    above = sum(_is_bare_line(text, p) for p in paragraphs[:first])
    body = len(paragraphs) - alone - above
    if repeated and counts.total() >= 3 and counts.total() * 5 >= 3 * body:
        return _transcript(text, layout, turns, set(counts))
    if sum(counts[name] for name in repeated) >= 3 and len(repeated) >= 2:
        return _transcript(text, layout, turns, repeated)
    if _is_round_table(text, layout, turns, alone):
        return _transcript(text, layout, turns, set(counts))
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
    issuer = None
    if not document.author:
        issuer = find_issuer(text, layout) or find_columnist(
            text, layout, lambda: _own_paragraphs(text, layout) >= _MOSTLY
        )
    if document.author or issuer is not None:
        return _own_voice(text, layout, issuer, document.author)
    return None


def _interviewee(text: str, layout: Layout, before: int) -> Span | None:
    # The first full name of the introduction, at best the subject of a sentence on the talk.
    best: Span | None = None
    for paragraph in layout.paragraphs[:before]:
        if paragraph == layout.headline:
            continue
        names = list(
            FULL_NAME.finditer(
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


def _interview(text: str, layout: Layout, turns: Sequence[Turn | None]) -> list[Role | None]:
    roles: list[Role | None] = []
    known = QUESTION_LABELS | ANSWER_LABELS
    first = next(i for i, turn in enumerate(turns) if turn and turn.key in known)
    mention = _interviewee(text, layout, first) or find_issuer(text, layout)
    answered = [bool(turn and turn.key in ANSWER_LABELS) for turn in turns]
    # An outlet that answers its own questions speaks in the narrator's voice.
    explains = mention is None and not _in_first_person(text, layout, answered)
    current: Role | None = None
    for paragraph, turn in zip(layout.paragraphs, turns, strict=True):
        if turn and turn.key in known:
            speaks = turn.key in ANSWER_LABELS and not explains
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
    text: str, layout: Layout, turns: Sequence[Turn | None], names: set[str]
) -> list[Role | None]:
    roles: list[Role | None] = []
    asking = who_asks(text, [turn for turn in turns if turn and turn.key in names])
    known = bearers(text, layout, [turn for turn in turns if turn and turn.key in names])
    current: Span | None = None
    opened = False
    # "Paz: No deal" above what PAZ says is a headline; the first of Paz's turns is none.
    again = Counter(turn.name.of(text) for turn in turns if turn)
    for paragraph, turn in zip(layout.paragraphs, turns, strict=True):
        known_turn = turn and (turn.seat or again[turn.name.of(text)] > 1)
        if paragraph == layout.headline and not known_turn:
            roles.append(None)
        elif turn and turn.key in names:
            asks, opened = turn.key in asking, True
            current = None if asks else known.get(turn.key, turn.name)
            roles.append(Role(not asks, turn.start, current, "transcript"))
        elif _ASIDE.fullmatch(text, paragraph.start, paragraph.end) or _EDITED.match(
            text, paragraph.start, paragraph.end
        ):
            roles.append(Role(False, paragraph.end, None, "aside"))
        elif current is not None:
            start = paragraph.start + (text[paragraph.start] in '“"')
            roles.append(Role(True, min(start, paragraph.end), current, "transcript"))
        elif not opened and paragraph != layout.headline and _is_bare_line(text, paragraph):
            roles.append(Role(False, paragraph.end, None, "aside"))  # "Index: the talks"
        else:
            roles.append(None)
    return roles


def _is_round_table(text: str, layout: Layout, turns: Sequence[Turn | None], alone: int) -> bool:
    # Each speaks once, in the first person: "Ms Paz (Keld): We …". Of a list of items none does.
    spoken = [turn is not None and bool(PERSON.match(turn.name.of(text))) for turn in turns]
    body = len(layout.paragraphs) - alone - (layout.headline is not None)
    return (
        sum(spoken) >= 3
        and sum(spoken) * 5 >= 4 * body
        and _in_first_person(text, layout, spoken, share=0.5)
    )


def _in_first_person(
    text: str, layout: Layout, answered: Sequence[bool], *, share: float = 1 / 3
) -> bool:
    answers = [p for p, answer in zip(layout.paragraphs, answered, strict=True) if answer]
    own = sum(bool(_FIRST_PERSON.search(text, p.start, p.end)) for p in answers)
    return own >= share * len(answers)


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


def _own_voice(
    text: str, layout: Layout, issuer: Span | None, author: str | None
) -> list[Role | None] | None:
    # "Ana Paz is a former envoy", below what she writes
    name = author or (issuer.of(text) if issuer is not None else "")
    if _own_paragraphs(text, layout, name) * 3 < 1:
        return None
    return [
        None
        if is_about(text, p, name)
        else _own_role(text, p, issuer, headline=p == layout.headline)
        for p in layout.paragraphs
    ]


def _own_paragraphs(text: str, layout: Layout, name: str | None = None) -> float:
    # The share of paragraphs in the first person. Quoted, "we" is somebody else.
    body = [p for p in layout.paragraphs if p != layout.headline]
    if name is not None:
        # Of a known writer: neither the line on who it is counts, nor others that are no sentence.
        body = [p for p in body if not _is_bare_line(text, p) and not is_about(text, p, name)]
    own = sum(
        _FIRST_PERSON.search(text, p.start, p.end) is not None
        and _FIRST_PERSON.search(_QUOTED.sub("", p.of(text))) is not None
        for p in body
    )
    return own / max(len(body), 1)


def _is_bare_line(text: str, p: Span) -> bool:
    # A date, a place, a signature.
    return len(p) < _SHORT_LINE and text[p.end - 1].isalnum()


def _own_role(text: str, p: Span, issuer: Span | None, *, headline: bool) -> Role | None:
    if headline:
        # "Why I left the table", "Open letter to the council: sit down"
        own = _FIRST_PERSON.search(text, p.start, p.end) or is_letter_title(text, p)
        return Role(True, p.start, issuer, "own-voice") if own else None
    if issuer is not None and p.contains(issuer) and not _FIRST_PERSON.match(text, p.start):
        return None
    if _is_bare_line(text, p) or _FORMULA.match(text, p.start, p.end):
        return None
    return Role(True, after_number(text, p), issuer, "own-voice")
