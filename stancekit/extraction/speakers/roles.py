"""What a noun phrase says about its bearer: office, nationality, gender, body spoken for."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass

from stancekit.extraction.speakers.names import (
    NameGroup,
    fold,
    is_body,
    places,
    strip_article,
    words,
)
from stancekit.frozen import quick

__all__ = [
    "CALLED",
    "Role",
    "is_description",
    "leads_to_name",
    "parties",
    "read_compounds",
    "read_role",
    "title_phrase",
]

# What a name follows that says whose it is: "a man known only as Old Piet".
CALLED = (
    r"(?:named|known (?:only |to \w+ )?as|name (?:only )?as|name of|nom de guerre"
    r"|goes by(?: the name(?: of)?)?"
    r"|(?:call|style|sign)s? (?:him|her|them)sel(?:f|ves)|identified (?:only )?as)"
)
_WORD = re.compile(r"[^\W\d_][\w'’‑-]*")
_VERB_ROLES = {
    "chairs": "chairman",
    "chaired": "chairman",
    "heads": "head",
    "headed": "head",
    "heading": "head",
    "leads": "leader",
    "led": "leader",
    "leading": "leader",
    "mediates": "mediator",
    "represents": "representative",
    "commands": "commander",
    "rules": "ruler",
    "presides": "president",
}
_COMPOUND = re.compile(rf"\b(?:{'|'.join(map(re.escape, words().compounds))})\b", re.IGNORECASE)
# The words of a body's name, up to the verb or adverbial after it.
_BODY_NAME = (
    r"(?P<body>(?:the )?[\w'’.-]+"
    r"(?: (?!(?:who|said|told|in|on|at|has|is|called)\b)[\w'’.-]+){0,5})"
)
_FOR = re.compile(
    r"\b(?:(?:spoke\w+|representing|represents|speaking|speaks|negotiator|envoy|representative)"
    r"\b[^,]{0,30}?\bfor|(?:advis[eo]r|aide)\b[^,]{0,30}?\b(?:to|for))\s+" + _BODY_NAME
)
_OF = re.compile(r"\b(?P<head>\w+) (?:of|for) " + _BODY_NAME)
_OWNER = re.compile(r"^(?:(?:But|And|Yet|So|Nor) )?(?:the )?(?P<body>[^,]{2,50}?)['’](?:s\b|(?= ))")
_OFFICE_BODY = re.compile(
    r"^(?:an? |the )?((?:[\w-]+ ){0,3}(?:[Mm]inistry|[Dd]epartment|[Pp]arliament|[Aa]rmy|[Cc]ouncil"
    r"|[Gg]overnment|[Aa]gency|[Cc]ommission)) "
    r"(?:spoke\w+|official|adviser|advisor|source|chief|head)"
)
# "Delta Front commander", "the Green Alliance leader"
_LED = re.compile(
    r"^(?:(?:[Tt]he|[Aa]n?) )?((?:[A-Z][\w'’.-]*)(?: (?:of (?:the )?)?[A-Z][\w'’.-]*){0,5})"
    r" (?:[a-z-]+ )?"
    r"(?:spoke\w+|director|head|chief|leader|chair\w*|commander|founder|official|president)$"
)
_ABROAD = re.compile(r"\s(?:to|in|on|with|against|near|about|at|over)\s")
_DESCRIBED = re.compile(r"(?!\w+ (?:of|for|in)\b)(?:[a-z][\w-]* ){1,3}(?=[A-Z][\w-]+ [A-Z])")
_OWN = frozenset({"its", "his", "her", "their", "my", "our", "your", "whose"})
# Who speaks for whatever stands after "of", a state that no gazetteer knows included.
_SENT = frozenset(
    "representative delegate ambassador envoy president premier king queen emir sultan spokesman"
    " spokeswoman spokesperson".split()
)
_PORTFOLIO_NAMES = frozenset(
    "state foreign defence defense trade commerce interior finance staff".split()
)
# "Both [Oman and Iran]"
_BOTH = re.compile(r"[Bb]oth\s")
_BELONGS = frozenset({"of", "for", "to"})
_STOP = frozenset(
    "the a an of for to in on at by with and or who which that is was has had been his her its"
    " their our your my from as s since after before while when".split()
)
_FUNCTION_WORDS = frozenset(
    "about against among around because behind beside between but de despite during even if"
    " including into like near nor not only or over per so than then through to toward towards"
    " under upon versus via within without".split()
)
_RANKS = frozenset(
    "acting deputy vice assistant former ex late interim senior chief special prime first top lead"
    " general high permanent supreme".split()
)


_DETERMINERS = frozenset("the a an his her its their our your my whose".split())
_PARTICIPLES = frozenset("retired appointed disgraced respected exiled jailed ousted".split())
_NO_APPOSITION = frozenset(
    "and but with in on at as when while after before he she they it we i because so then if"
    " according that there".split()
)
_AFTER_HEAD = frozenset(
    "of for in to at on from who whose which that under since and with during by turned until"
    " named known called now then".split()
)
_SPEECH = frozenset(
    "said says say told tells added adds warned stressed noted announced declared argued claimed"
    " insisted rejected accused called wrote replied stated asked urged has had was is"
    " would".split()
)


_AGE = re.compile(r"\d{1,3}-year-old")
_LIST = re.compile(r"\s+and\s+|,\s*")


@quick
@dataclass(frozen=True, slots=True)
class Role:
    """What a noun phrase says about its bearer.

    Parameters
    ----------
    heads : frozenset of str
        Offices and trades ("minister", "judge"), folded.
    words : frozenset of str
        The other content words.
    states : frozenset of str
        States that the bearer belongs to.
    gender : {"male", "female"}, optional
    actor : str, optional
        State or body that the bearer speaks for.
    portfolio : frozenset of str
        What tells offices of one kind apart ("foreign", "trade").
    """

    heads: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()
    gender: str | None = None
    actor: str | None = None
    portfolio: frozenset[str] = frozenset()


@functools.lru_cache(maxsize=1 << 12)
def read_compounds(phrase: str) -> str:
    """Return a phrase with "prime minister" and the like as one word each."""
    lowered = phrase.lower()
    if not any(compound in lowered for compound in words().compounds):
        return phrase
    return _COMPOUND.sub(lambda found: words().compounds[found[0].lower()], phrase)


@functools.lru_cache(maxsize=1 << 12)
def read_role(phrase: str) -> Role:
    """Read offices, nationality, gender and the body spoken for from a noun phrase."""
    lexicon = words()
    found = [fold(word) for word in _WORD.findall(read_compounds(phrase))]
    heads: set[str] = set()
    content: set[str] = set()
    gender = None
    portfolio = set()
    for word in found:
        base = word[:-2] if word.endswith(("'s", "s'")) else word
        if base in _STOP:
            continue
        for part in {base, *base.split("-")} if "-" in base else (base,):
            if part in lexicon.roles or part in lexicon.offices:
                heads.add(part)
            gender = gender or lexicon.gender.get(part) or lexicon.courtesy.get(part)
        if base in _VERB_ROLES:
            heads.add(_VERB_ROLES[base])
        if base in lexicon.modifiers and base not in _RANKS and base not in heads:
            portfolio.add(base)
        content.add(base)
    # "ambassador to Norway", "talks with Norway" say nothing of the bearer's own state.
    abroad = _ABROAD.search(phrase)
    states = places().mentioned(phrase[: abroad.start()] if abroad else phrase)
    return Role(
        frozenset(heads),
        frozenset(content - heads),
        frozenset(states),
        gender,
        _actor(phrase, states) if heads else None,
        frozenset(portfolio),
    )


def _actor(phrase: str, states: list[str]) -> str | None:
    """Return the state or body that the bearer of an office speaks for."""
    lexicon = words()
    for pattern in (_FOR, _OWNER, _OF):
        found = pattern.search(phrase)
        if found is None or (pattern is _OF and fold(found["head"]) not in lexicon.roles):
            continue
        body = found["body"]
        head, of, owner = body.partition(" of ")
        if pattern is _OWNER and of and fold(head.rpartition(" ")[2]) in lexicon.roles:
            body = owner  # "the speaker of Norway's assembly"
        body = _proper(strip_article(body).strip())
        key = fold(body.split()[0]) if body else ""
        if not body or key in _OWN or key in _PORTFOLIO_NAMES or len(body) > 60:
            continue
        state = places().state(body)
        if state is not None:
            return state
        if is_body(body.split()[-1:]) or is_body(body.split()[:1]) or body.isupper():
            return body
        if body[0].isupper() and (pattern is not _OF or fold(found["head"]) in _SENT):
            return body
    if states:
        return states[0]
    led = _LED.match(phrase)
    if led is not None and (is_body(led[1].split()) or " " in led[1]):
        return led[1]
    first = phrase.split(" ", 1)[0]
    if fold(first) in places().organisations or (first.isupper() and 2 < len(first) <= 6):
        return first
    office = _OFFICE_BODY.search(phrase)
    return strip_article(office[1]) if office is not None else None


def _proper(body: str) -> str:
    """Return a body's name without what describes it: "the rebel Free Front"."""
    found = _DESCRIBED.match(body)
    return body if found is None else body[found.end() :]


@functools.lru_cache(maxsize=1 << 12)
def read_states(phrase: str) -> str | None:
    """Return the states that a phrase names and nothing else: "Oman", "Norway and the Russians"."""
    plain = _BOTH.sub("", strip_article(phrase))
    parts = [part.strip() for part in _LIST.split(plain) if part.strip()]
    states = [places().state(part) or _people(part) for part in parts[:6]]
    if not states or any(state is None for state in states):
        return None
    *first, last = [state for state in states if state]
    return " and ".join([", ".join(first), last] if first else [last])


def _people(phrase: str) -> str | None:
    """Return the state of "the Russians" or "the Israelis"."""
    plain = strip_article(phrase)
    if " " not in plain and plain.endswith("s"):
        return places().nationality(plain)
    return None


@functools.lru_cache(maxsize=1 << 12)
def title_phrase(text: str) -> str | None:
    """Return the office at the end of `text`, back to its article; None where there is none."""
    lexicon = words()
    tail = text.split(" ")[-7:]
    if fold(tail[-1]) not in lexicon.roles:
        return None
    begin = len(tail) - 1
    for at in range(len(tail) - 1, -1, -1):
        word = fold(tail[at])
        if word in _DETERMINERS:
            return " ".join(tail[at:])
        if word == "and" and at and fold(tail[at - 1]) in lexicon.roles:
            continue
        if word in _STOP or (word.endswith("ed") and word not in _PARTICIPLES):
            break
        begin = at
    return " ".join(tail[begin:])


@functools.lru_cache(maxsize=1 << 12)
def is_description(phrase: str) -> bool:
    """Tell whether a phrase beside a name describes its bearer.

    In "On Mr Lorn, the envoy said" the phrase after the comma is the subject of a verb instead.
    """
    lexicon = words()
    found = [_bare(word) for word in _WORD.findall(phrase)]
    if not found:
        return False
    if found[0] in {"who", "which"}:
        return any(word in _VERB_ROLES or word in lexicon.roles for word in found[1:6])
    if found[0] in _NO_APPOSITION:
        return False
    for at, word in enumerate(found[:12]):
        if word not in lexicon.roles:
            continue
        after = found[at + 1] if at + 1 < len(found) else ""
        if not after or after in _AFTER_HEAD:
            return True
        if after in _SPEECH:
            return False
        if after not in lexicon.roles and after not in lexicon.modifiers:
            return at + 2 >= len(found) and not after.endswith("ed")
    return False


def _bare(word: str) -> str:
    return fold(word.removesuffix("'s").removesuffix("’s"))


def parties(found: Iterable[str]) -> set[str]:
    """Return the political parties that some folded words name."""
    party = words().party
    return {party[word] for word in found if word in party}


def leads_to_name(head: str, group: NameGroup) -> bool:
    """Tell whether the words before a name in one phrase say what its bearer is."""
    lexicon = words()
    keys = [fold(word) for word in strip_article(head + " ").split()]
    if not keys or all(key in lexicon.not_names for key in keys):
        return True
    last = keys[-1]
    if _AGE.fullmatch(last):
        return True
    if last.endswith("'s"):
        # "Norway's Foreign Minister Ada Lorn", "Norway's Lorn", "the IRC's Ada Lorn"
        key = fold(group.name[-1])
        office = key.endswith("s") and key[:-1] in lexicon.roles
        full = len(group.name) > 1 and head.rpartition(" ")[2][:1].isupper() and not office
        return full or group.is_titled or places().state(last[:-2]) is not None
    if last in lexicon.roles or last in lexicon.offices or last in lexicon.courtesy:
        return not _of_another(keys)
    # "Deputy Minister of [Trade] Ada Lorn", "Speaker of parliament Ada Lorn"
    if any(key in lexicon.roles for key in keys):
        if last in ("of", "for", "and"):
            # "Minister of [Trade] Ada Lorn", but "the spokesman of [President Ada Lorn]"
            first = next((title for title in group.titles if title not in _RANKS), "")
            return bool(group.titles) and (last == "and" or first not in lexicon.roles)
        if last in lexicon.bodies or last in lexicon.modifiers:
            return True
    return _is_noun(last) and (len(group.name) > 1 or group.is_titled)


def _of_another(keys: list[str]) -> bool:
    # "the sister of opposition leader [Ada Lorn]", "the lawyer for Velm's president [Ada Lorn]"
    lexicon = words()
    nouns = lexicon.roles | lexicon.bodies
    at = next((at for at in range(len(keys) - 2, 0, -1) if keys[at] in _BELONGS), 0)
    if not at or keys[at - 1] not in nouns:
        return False
    between = [key for key in keys[at + 1 : -1] if key not in _DETERMINERS]
    if keys[at - 1] in lexicon.kin or not between:
        return True
    # "head of the army general [Ada Lorn]", "leader of the party chairman [Ada Lorn]"
    return keys[-1] not in lexicon.ranks and lexicon.bodies.isdisjoint(between)


def _is_noun(word: str) -> bool:
    # "presidential hopeful [Ada Lorn]", "the union stalwart [Tom Velk]": whatever noun it is.
    return (
        word.replace("-", "").isalpha()
        and word not in _STOP
        and word not in _FUNCTION_WORDS
        and not word.endswith(("ing", "ed", "ly"))
    )
