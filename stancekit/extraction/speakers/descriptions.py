"""What the words around a name say of its bearer: titles, appositions, sides."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from stancekit.extraction.speakers.names import (
    NameGroup,
    fold,
    is_body,
    places,
    strip_article,
    words,
)
from stancekit.extraction.speakers.roles import Role, is_description, read_role, title_phrase

__all__ = ["Description", "describe", "is_apposed", "is_called", "joined_title"]

_BREAK = re.compile(r"[.;:!?\n\r“”\"()]")
_CAPITALS = r"(?:the )?[A-Z][\w'’.-]*(?: [A-Z][\w'’.-]*){0,3}"
_AFTER = re.compile(
    r"(?:,? (?:\(?(?P<age>\d{2})\)?,? ?))?"
    r"(?:, (?P<apposition>(?:who |which )?[^,.;:\n\r“”\"()]{3,110})"
    r"|(?: has| had)? (?P<verb>(?:leads|led|heads|headed|chairs|chaired) [^,.;:\n\r“”\"()]{3,60})"
    r"| (?:is|was|became|has been) (?P<copula>(?:an?|the) [^,.;:\n\r“”\"()]{3,90})"
    rf"| (?:for|of) (?P<side>{_CAPITALS})"
    r"| \((?P<state>[A-Z][\w.'’-]*(?: [\w.'’-]+){0,5})\)"
    r"| and (?P<whose>his|her) )"
)
_OF = re.compile(r" of (?P<of>(?:the )?[^,.;:\n\r“”\"()a-z][^,.;:\n\r“”\"()]{2,60})")
_PEERS = frozenset("lord lady baron baroness viscount viscountess earl marquess".split())
_TERRITORY = re.compile(r" of [A-Z][\w'’-]+")
_OWNER = re.compile(rf"(?<![\w'’-])(?P<body>{_CAPITALS})['’]s $")
# What these patterns end with is looked at first: most names follow none of it.
_OWNER_END = ("'s ", "’s ")
_FRONT_END = (" of ", " and ", " for ", *_OWNER_END)
_FORMERLY = re.compile(
    r", (?:formerly|previously|once|then|later|now|until|long|herself|himself)\b"
)
_TITLE_FRONT = re.compile(
    r"(?:(?:[A-Z][\w.’'-]* ){1,4}(?:of|and|for) |[A-Z][\w.]*(?: [A-Z][\w.]*)?['’]s )$"
)
_CALLED = re.compile(
    r"(?:named|known (?:only )?as|(?:first )?name (?:only )?(?:as|of)|only as|by the name) $"
)
_CALLED_END = ("named ", "as ", "of ", "name ")
_HELD_IN = re.compile(
    r"(?:[\w-]+ ){0,2}(?P<head>[\w-]+) (?:of|for) (?:the )?(?:[\w'’.-]+ ){0,3}?[\w-]+$"
)
# "Ministers [Ada Lorn] of Norway, [Tom Velk] and [Rosa Tinn] of Spain"
_JOINED = re.compile(rf"(?: of {_CAPITALS})?(?:, and|,| and) (?=[A-Z])")
# An apposition is closed on both sides: "the envoy, Ada Lorn, said", not "to the envoy, Lorn said".
_CLOSED = re.compile(r"\s*(?:[,.;:!?)\n\r]|$| (?:and|who)\b)")


# "[Her husband, ]Otto": whose name follows.
_BEARER = re.compile(
    r"\b(?:[Tt]he|[Hh]is|[Hh]er|[Tt]heir|[Aa]n?|['’]s)(?: [\w-]+){0,2} ([a-z-]+), $"
)


@dataclass(slots=True)
class Description:
    """What the words around one mention say of the bearer of a name.

    Parameters
    ----------
    phrases : list of str
        Noun phrases that describe the bearer.
    roles : list of Role
        What else the text says of a bearer who holds an office.
    side : str, optional
        State that the bearer belongs to.
    gender : {"male", "female"}, optional
    is_person : bool
        Whether an age or an earlier standing follows, as they do after a person's name.
    full_name : str, optional
        A peer's name with its territory ("Lord Lorn of Velm").
    body : str, optional
        Body whose name stands before as a possessor ("the IRC's Ada Lorn").
    """

    phrases: list[str] = field(default_factory=list)
    roles: list[Role] = field(default_factory=list)
    side: str | None = None
    gender: str | None = None
    is_person: bool = False
    full_name: str | None = None
    body: str | None = None


def is_called(text: str, start: int) -> bool:
    """Tell whether "named" or "known as" stands before a position."""
    if not text.endswith(_CALLED_END, 0, start):
        return False
    return _CALLED.search(text[max(0, start - 30) : start]) is not None


def is_apposed(text: str, group: NameGroup) -> bool:
    """Tell whether commas set a single name off after its bearer: "her husband, Otto,"."""
    start = group.group_start
    if text[group.end : group.end + 1] != "," or text[start - 2 : start] != ", ":
        return False
    before = _BEARER.search(text, max(0, start - 40), start)
    return before is not None and fold(before[1]) in words().roles and not is_body(group.name)


def describe(text: str, group: NameGroup) -> Description:
    """Return what stands around a name about its bearer."""
    found = Description()
    courtesy = words().courtesy
    for title in group.titles:
        found.gender = courtesy.get(title) or found.gender
    if group.titles:
        # "Secretary of [State Ada Lorn]", "Norway's [Foreign Minister Ada Lorn]"
        front = None
        if text.endswith(_FRONT_END, 0, group.group_start):
            front = _TITLE_FRONT.search(text[max(0, group.group_start - 60) : group.group_start])
        if front is not None and not _is_title(front[0]):
            front = None
        begin = group.group_start - (len(front[0]) if front else 0)
        found.phrases.append(_singular(text[begin : group.start].rstrip()))
    found.phrases += _before(text, group)
    owner = None
    if text.endswith(_OWNER_END, 0, group.group_start):
        owner = _OWNER.search(text, max(0, group.group_start - 60), group.group_start)
    if owner is not None:
        # "Norway's Ada Lorn", "the IRC's Otto Quill"
        body = strip_article(owner["body"])
        found.side = places().state(body)
        if found.side is None and (is_body(body.split()) or body.isupper()):
            found.body = body
    if group.titles and group.titles[-1] in _PEERS and (of := _TERRITORY.match(text, group.end)):
        found.full_name = f"{group.titles[-1].title()} {group.text}{of[0]}"
    after = _AFTER.match(text, group.end)
    if after is None:
        return found
    found.is_person = after["age"] is not None or _FORMERLY.match(text, group.end) is not None
    phrase = after["apposition"] or after["copula"]
    if after["side"]:
        found.side = found.side or places().state(after["side"])
        whole = _OF.match(text, group.end)
        if found.side is None and whole is not None:
            found.roles.append(Role(words=read_role(whole["of"]).words))
    elif after["state"]:
        found.side = places().state(after["state"])
    elif after["whose"]:
        found.gender = found.gender or ("male" if after["whose"] == "his" else "female")
    elif after["verb"]:
        found.phrases.append(after["verb"])
    elif phrase and is_description(phrase):
        found.phrases.append(phrase)
    return found


def _is_title(front: str) -> bool:
    # "Minister of Trade and [Energy ..]", but "President Ada Lorn and [President ..]"
    lexicon = words()
    if not front.endswith(" and "):
        return True
    return all(
        fold(word) in lexicon.modifiers or fold(word) in lexicon.offices or word in ("of", "and")
        for word in front.split()
    )


def _before(text: str, group: NameGroup) -> list[str]:
    """Return the noun phrases that a name directly follows, with or without a comma."""
    start = group.group_start
    phrase = _BREAK.split(text[max(0, start - 130) : start])[-1]
    if not phrase.strip() or phrase[-1] != " ":
        return []
    if phrase.endswith(_CALLED_END) and (called := _CALLED.search(phrase)):
        return [part.strip() for part in phrase[: called.start()].split(",") if part.strip()][-2:]
    found: list[str] = []
    parts = phrase.rstrip().split(",")
    tail = parts.pop().strip()
    if tail:
        direct = title_phrase(tail) or _shared_title(text, tail, group.end) or _office_of_body(tail)
        if direct is None:
            return []
        found.append(direct)
        if direct != tail:
            return found
    if parts:
        candidate = parts[-1].strip()
        if read_role(candidate).heads and is_description(candidate):
            found.append(candidate)
        elif _CLOSED.match(text, group.end) and (office := title_phrase(candidate)):
            found.append(office)
    return found


def _shared_title(text: str, tail: str, end: int) -> str | None:
    """Return the office of each of several: "foreign ministers [Ada Lorn] and Tom Velk"."""
    if not tail.endswith("s") or _JOINED.match(text, end) is None:
        return None
    return title_phrase(_singular(tail))


def _office_of_body(tail: str) -> str | None:
    """Return the office that ends with the body it is held in: "head of the mission [Ada Lorn]"."""
    if tail.rpartition(" ")[2] not in words().bodies:
        return None
    found = _HELD_IN.search(tail)
    return found[0] if found is not None and found["head"] in words().roles else None


def _singular(title: str) -> str:
    lexicon = words()
    last = title.rpartition(" ")[2].lower()
    if last.endswith("s") and last not in lexicon.roles and last[:-1] in lexicon.roles:
        return title[:-1]
    return title


def joined_title(text: str, first: NameGroup, second: NameGroup) -> bool:
    """Tell whether a name is joined to the one before it, so that both share a title."""
    joined = _JOINED.match(text, first.end)
    return joined is not None and joined.end() == second.group_start
