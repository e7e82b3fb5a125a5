"""Find the other side of the talks that a statement is about."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stancekit.document import Document
from stancekit.extraction.speakers.names import (
    fold,
    is_body,
    iter_name_groups,
    places,
    strip_article,
    words,
)
from stancekit.statement import Statement

__all__ = ["find_counterparts"]


def _opening(forms: str) -> str:
    r"""Return a pattern like ``\b(?:…|…)`` for forms apart by spaces, in whatever case.

    It starts with the set of their first letters. A search skips all other letters then, which
    makes it several times as fast; ``\x20`` stands for a space in a form.
    """
    rests: dict[str, list[str]] = {}
    for form in forms.split():
        rests.setdefault(form[0], []).append(form[1:])
    first = "".join(rests) + "".join(rests).upper()
    followed = "|".join(f"(?<={letter})(?:{'|'.join(rest)})" for letter, rest in rests.items())
    return rf"[{first}](?<!\w.)(?i:{followed})"


_TALKS = r"""
talks? talking negotiat\w+ dialogue diplomacy deals? agreements? truce cease-?fire armistice
meetings? meet met contacts? discussions? discuss summit settlement process relations engage\w*
compromise speak speaking sit(?:\x20down)? sitting(?:\x20down)? bargain accord rounds? exchange
table mediat\w+ proposals? offers? pause peace reconciliation rapprochement
"""
_JOINT = r"""
talks? talking negotiat\w+ dialogue diplomacy deals? agreements? truce cease-?fire armistice
meetings? meet met contacts? discussions? summit settlement relations engage\w* compromise
sit(?:\x20down)? sitting(?:\x20down)? bargain accord rounds? peace reconciliation rapprochement
together common\x20ground face\x20to\x20face
"""
_TURNS = r"""
invit(?:e[sd]?|ing) urg(?:e[sd]?|ing) call(?:s|ed|ing)?\x20(?:up)?on offer(?:s|ed|ing)?
summon(?:s|ed) approach(?:es|ed)? told tells? assure[sd]? propose[sd]?\x20to
"""
# Searched in lower-cased text: much faster than a search that ignores case.
_TALKING = re.compile(rf"\b(?:{'|'.join(_TALKS.split())})\b")
_SIDE = r"(?P<side>[^,.;:!?\n“”\"()]{2,60})"
_WITH = re.compile(rf"{_opening(_JOINT)}\b(?i:[^.;:!?\n“”\"]{{0,30}}?\swith\s+){_SIDE}")
_TOWARD = re.compile(
    rf"{_opening(_TURNS)}\s+(?i:(?:its |their |his |her )?(?:neighbour |neighbor |rival |foe )?)"
    rf"{_SIDE}"
)
# Searched first, because most statements hold no such verb.
_TURNING = "invit urg call offer summon approach tol tel assure propose".split()
_OWNED = re.compile(
    r"(?P<side>\b(?:[Tt]he [a-z]+|[A-Z][\w.-]*(?: [A-Z][\w.-]*){0,3}))['’]s? (?:[\w-]+ ){0,2}"
    r"(?:offer|proposals?|invitation|overtures?|plan|conditions|call|letter|initiative|terms)\b"
)
# A search that starts with plain letters is several times as fast.
_BETWEEN = re.compile(
    r"between (?<=\bbetween )(?P<one>[^,.;:!?\n“”\"()]{2,40}?) and (?P<two>[^,.;:!?\n“”\"()]{2,40})"
)
_HELD = re.compile(
    r"['’]s? (?:[\w-]+ ){0,2}"
    r"(?:offer|proposal|invitation|overture|plan|conditions|call|letter|initiative|terms)"
)
# Hosts of talks far more often than a side of them.
_GO_BETWEENS = ("United Nations",)
_MOST_PARTIES = 30
_OFTEN = 3
_COMMON_SIDES = frozenset(
    "rebels rebel insurgents militants separatists guerrillas opposition junta government regime"
    " army troika movement elders south north faction militia protesters strikers kidnappers"
    " coalition transition authorities parties fighters generals".split()
)


def find_counterparts(document: Document, statements: Sequence[Statement]) -> list[Statement]:
    """Set the counterpart of each statement: the other side of the talks, where it is named.

    Parameters
    ----------
    document : Document
    statements : sequence of Statement
        With `speaker` and `actor` resolved.

    Returns
    -------
    list of Statement
        In the order given; a counterpart that is set stays. It is never the speaker or the
        actor spoken for; it is None where the text names no other side, or several.
    """
    text = document.text
    cases = [_Case.read(text, statement) for statement in statements]
    if not any(case.talks for case in cases):
        return list(statements)
    pairs = _pairs(text, cases)
    sides = _main_sides(text, cases)
    return [case.decided(_counterpart(case, pairs, sides)) for case in cases]


# Not frozen, like NameGroup: there is one for every statement.
@dataclass(slots=True)
class _Case:
    """A statement, with the sides that it names."""

    statement: Statement
    party: str | None
    talks: bool
    states: dict[str, None]
    # Names in the order of how plainly they are a counterpart, and whether any name will do.
    named: list[tuple[str, bool]]

    @classmethod
    def read(cls, text: str, statement: Statement) -> _Case:
        lowered = statement.text.lower()
        talks = _TALKING.search(lowered) is not None
        patterns = []
        if talks:
            if " with " in statement.text:
                patterns.append(_WITH)
            if _HELD.search(statement.text):
                patterns.append(_OWNED)
            if any(map(lowered.__contains__, _TURNING)):
                patterns.append(_TOWARD)
        named = []
        own: set[str] = set()
        if patterns:
            own = {fold(name) for name in (statement.speaker, statement.actor) if name}
            own |= {fold(state) for state in places().mentioned(statement.actor or "")}
        for pattern in patterns:
            for found in pattern.finditer(text, statement.start, statement.end):
                name = _side(found["side"])
                if name is not None and not _is_own(name, own):
                    invited = found[0][:5].lower() == "invit"
                    named.append((name, pattern is not _TOWARD or invited))
        states = dict.fromkeys(places().mentioned(statement.text))
        return cls(statement, _party(statement), talks, states, named)

    def decided(self, counterpart: str | None) -> Statement:
        """Return the statement with its counterpart; one that it came with stays."""
        if counterpart is None or self.statement.counterpart is not None:
            return self.statement
        return self.statement.towards(counterpart)

    def names(self, side: str) -> bool:
        """Tell whether the statement names a side in whatever form."""
        return side in self.states or side in self.statement.text


def _counterpart(case: _Case, pairs: Mapping[str, set[str]], sides: tuple[str, ...]) -> str | None:
    for name, firm in case.named:
        if firm or _is_party(name, pairs):
            return name
    if case.party is None:
        return None
    others = pairs.get(case.party, set())
    named = [other for other in others if case.names(other)]
    if len(named) == 1:
        return named[0]
    if case.talks and len(others) == 1:
        return next(iter(others))
    if case.party in sides:
        (other,) = (one for one in sides if one != case.party)
        if case.talks or case.names(other):
            return other
    return None


def _main_sides(text: str, cases: Sequence[_Case]) -> tuple[str, ...]:
    """Return the two sides that a document is about; nothing where two don't stand out."""
    counts: Counter[str] = Counter()
    parties: set[str] = set()
    for case in cases:
        counts.update(case.states.keys())
        if case.party is not None and _is_name(case.party):
            parties.add(case.party)
            counts[case.party] += 1
    for party in sorted(parties)[:_MOST_PARTIES]:
        if places().any(party) is None:
            counts[party] += text.count(party)
    for go_between in _GO_BETWEENS:
        counts.pop(go_between, None)
    ranked = counts.most_common(3)
    if len(ranked) < 2 or ranked[1][1] < _OFTEN:
        return ()
    if len(ranked) == 3 and ranked[1][1] < 1.5 * ranked[2][1]:
        return ()
    return ranked[0][0], ranked[1][0]


def _is_party(name: str, pairs: Mapping[str, set[str]]) -> bool:
    # After "offered" and "called on" many a thing is named that is no side of talks.
    return name in pairs or places().state(name) is not None or name in _COMMON_SIDES


def _is_own(name: str, own: set[str]) -> bool:
    key = fold(name)
    return any(key == one or key in one.split() or one in key.split() for one in own)


def _party(statement: Statement) -> str | None:
    """Return the side of a statement's source: the state or body that it speaks for."""
    for name in (statement.actor, statement.speaker):
        if name is None:
            continue
        state = places().any(name)
        # A person without a known body is no side, nor is one of two names of a person.
        if state is not None or name is statement.actor or is_body(name.split()) or " " not in name:
            return state or name
    return None


def _is_name(party: str) -> bool:
    """Tell whether a side has a name of its own, rather than a description."""
    if places().state(party) is not None:
        return True
    return party[0].isupper() and len(party.split()) <= 2 and not is_body(party.split())


def _pairs(text: str, cases: Sequence[_Case]) -> dict[str, set[str]]:
    """Return for each side of the document whom it talks with, as far as the text says so."""
    pairs: dict[str, set[str]] = {}

    def join(one: str | None, two: str | None) -> None:
        if one is not None and two is not None and one != two:
            pairs.setdefault(one, set()).add(two)
            pairs.setdefault(two, set()).add(one)

    parties = {case.party for case in cases}
    for found in _BETWEEN.finditer(text):
        before = text[max(0, found.start() - 50) : found.start()]
        if _TALKING.search(before.lower()) is not None:
            join(_side(found["one"]), _side(found["two"]))
    for case in cases:
        for name, firm in case.named:
            if firm or name in parties or _is_party(name, pairs):
                join(case.party, name)
    return pairs


def _side(phrase: str) -> str | None:
    """Return the state or named actor at the head of a phrase; also "the rebels" and the like."""
    plain = strip_article(phrase)
    for group in iter_name_groups(plain):
        if group.group_start > 0 or not group.name:
            break
        for size in range(len(group.name), 0, -1):
            state = places().state(" ".join(group.name[:size]))
            if state is not None:
                return state
        people = places().nationality(group.name[0])
        if people is not None:
            return people
        if group.text.isupper() or fold(group.name[0]) in words().offices:
            return None
        return group.text if is_body(group.name) or len(group.name) <= 2 else None
    tokens = plain.split()[:2]
    for at, token in enumerate(tokens):
        if token in _COMMON_SIDES:
            return " ".join(tokens[: at + 1])
    return None
