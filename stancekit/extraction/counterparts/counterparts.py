"""Find the other side of the talks that a statement is about."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from stancekit.document import Document
from stancekit.extraction.counterparts.sides import (
    Polities,
    collective,
    form_set,
    is_movement,
    main_sides,
)
from stancekit.extraction.counterparts.talk_patterns import talk_patterns
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

_OWNER = re.compile(r" (?:of|in) (?:the )?[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)*")
_WORD = re.compile(r"\w+")
_APPOSITION_END = re.compile(r"[.,!?;\n“”\"(]")
# How far before and after a source's mention its state is looked for.
_TITLE = 60
_APPOSITION = 110
# A state that opens what is said is the speaker's own.
_OPENING = 30
_DUTY = re.compile(r"(?:[\w’'.]+\s+){1,3}?(?:must|should|has to|had to|needs to|ought)\b")
# Whom an interview is with reports on the talks.
_INTERVIEW = re.compile(r"\b(?:interview|conversation|call-in)s? with (?:the )?$")
_OBLIQUE = re.compile(r"\b(?:with|to|from|of|against|by|on|between|for|if|that|in|at)\s")
_BEFORE_PLACE = 14
# Rules whose content has no subject of its own.
_NO_CLAUSE = frozenset({"object", "infinitive", "act"})
# A party is a go-between where one in so many of its statements speaks of mediating.
_SHARE = 2
_PAIR = 2
_HEADLINE = 200
_OPPOSED = 3


def find_counterparts(
    document: Document,
    statements: Sequence[Statement],
    runs: Sequence[tuple[int, int]] | None = None,
) -> list[Statement]:
    """Set the counterpart of each statement: the other side of the talks, where it is named.

    Parameters
    ----------
    document : Document
    statements : sequence of Statement
        With `speaker` and `actor` resolved.
    runs : sequence of (int, int), optional
        Where the document's capitalised words lie (see `name_runs`).

    Returns
    -------
    list of Statement
        In the order given; a counterpart that is set stays. It is never the speaker or the
        actor spoken for; it is None where the text names no other side, or several.
    """
    talking = talk_patterns().talks
    cases = [_Case(one, talking.search(one.text.lower()) is not None) for one in statements]
    if not any(case.talks for case in cases):
        return list(statements)
    return _Frame(document.text, cases, runs).resolved()


@dataclass(slots=True)
class _Case:
    """A statement, with the party of its source and the sides that it names."""

    statement: Statement
    talks: bool
    # Whether it speaks of bringing others together.
    hosts: bool = False
    party: str | None = None
    # States that it names, those that are only its place or its mediator left out.
    states: dict[str, None] = field(default_factory=dict)
    # Whom its words name as the other side, plainest first.
    named: list[str] = field(default_factory=list)


class _Frame:
    """Who talks with whom in a document."""

    def __init__(
        self, text: str, cases: Sequence[_Case], runs: Sequence[tuple[int, int]] | None
    ) -> None:
        self.text = text
        self.cases = cases
        self.polities = Polities(text, [case.statement for case in cases], runs)
        parties: dict[str, str] = {}
        for case in self.cases:
            speaker = case.statement.speaker
            if speaker is not None and speaker not in parties:
                party = self._party(case.statement)
                if party is not None:
                    parties[speaker] = party
        for speaker, states in self._subjects(parties).items():
            if len(states) == 1:
                parties[speaker] = next(iter(states))
        for case in self.cases:
            case.party = parties.get(case.statement.speaker or "")
            case.states = self._states(case.statement)
            case.hosts = talk_patterns().speaks_of_hosting(case.statement.text)
            if case.talks:
                case.named = list(dict.fromkeys(self._named(case)))
        self.joined = self._joined()
        counts = self.polities.counts()
        voices = {case.party for case in self.cases if case.party is not None}
        counts.update(case.party for case in self.cases if case.party is not None)
        linked = self.joined.copy()
        for case in self.cases:
            if case.party is not None:
                for other in case.states:
                    if other != case.party:
                        linked[frozenset((case.party, other))] += 1
        headed = set(self._headed())
        if len(headed) == _PAIR:
            # "Keld says no as Velm insists"
            linked[frozenset(headed)] += _PAIR
            counts.update(headed)
        between = self._go_betweens(linked)
        for party in counts.keys() & between:
            del counts[party]
        self.sides = main_sides(counts, voices, linked)
        self._take_sides()

    def resolved(self) -> list[Statement]:
        """Return the statements with their counterparts."""
        found: list[Statement] = []
        for case in self.cases:
            decided = self._decided(case)
            if decided.counterpart is None and found and _goes_on(found[-1], decided):
                decided = decided.towards(found[-1].counterpart)
            found.append(decided)
        return found

    def _decided(self, case: _Case) -> Statement:
        if case.statement.counterpart is not None:
            return case.statement
        found = self._counterpart(case)
        if found is None or found in (case.statement.speaker, case.statement.actor):
            return case.statement
        return case.statement.towards(found)

    def _counterpart(self, case: _Case) -> str | None:
        if case.named:
            return case.named[0]
        if case.hosts:
            return None
        party = case.party
        if case.talks and party is None:
            party = self._opening(case.statement)
        if party is None:
            return None
        others = [state for state in case.states if state != party]
        if party in self.sides:
            (other,) = (side for side in self.sides if side != party)
            if case.talks or other in others:
                return other
        return None

    def _take_sides(self) -> None:
        """Count ministers and rebels without a state among a state's and a movement's own."""
        movements = [side for side in self.sides if is_movement(side)]
        if len(movements) != 1:
            return
        (state,) = (side for side in self.sides if side not in movements)
        known: dict[str, str] = {}
        for case in self.cases:
            mention, speaker = case.statement.mention, case.statement.speaker
            if case.party is None and mention is not None and speaker is not None:
                held = _words_in(mention.of(self.text))
                if not form_set("governing").isdisjoint(held):
                    known.setdefault(speaker, state)
                elif not form_set("fighting").isdisjoint(held):
                    known.setdefault(speaker, movements[0])
        for case in self.cases:
            case.party = case.party or known.get(case.statement.speaker or "")
            # "will not talk with the rebels"
            case.named = [
                movements[0] if form_set("fighting").intersection(name.split()) else name
                for name in case.named
            ]

    def _headed(self) -> Iterator[str]:
        """Yield the parties that the first line names, where it is set as a headline is."""
        first, _, rest = self.text.partition("\n")
        end = len(first.rstrip())
        if end <= _HEADLINE and rest.strip() and not first.rstrip().endswith("."):
            for _, state in self.polities.within(0, end):
                yield state

    def _go_betweens(self, linked: Counter[frozenset[str]]) -> set[str]:
        """Return the parties that host or speak of both sides rather than being one."""
        spoken: Counter[str] = Counter()
        between: Counter[str] = Counter()
        for case in self.cases:
            if case.party is not None:
                spoken[case.party] += 1
                between[case.party] += case.hosts
        # Who names one other party time and again is at odds with it.
        opposed = {party for pair, times in linked.items() if times >= _OPPOSED for party in pair}
        return {
            party
            for party, count in spoken.items()
            if _SHARE * between[party] >= count and party not in opposed
        }

    # The source's own side ---------------------------------------------------------------------

    def _party(self, statement: Statement) -> str | None:
        """Return the state or body that a statement's source stands for."""
        for name in (statement.actor, statement.speaker):
            state = self.polities.of(name)
            if state is not None:
                return state
        if statement.actor is not None and statement.actor[0].isupper():
            return statement.actor
        for name in (statement.actor, statement.speaker):
            # A body with a name of its own; descriptions say nothing of a side.
            if name is not None and name[0].isupper() and is_body(name.split()):
                return name
        return self._affiliation(statement)

    def _affiliation(self, statement: Statement) -> str | None:
        """Return the state in a source's title or apposition: "Keld's premier, Ada Lorn"."""
        mention = statement.mention
        if mention is None:
            return None
        text = self.text
        titles = list(self._belonging(mention.start, mention.end))
        if not titles and text[mention.start].isupper() and text.endswith(", ", 0, mention.start):
            # Before a name alone: "To Keld's premier, the envoy said" tells of the envoy nothing.
            before = max(0, mention.start - _TITLE)
            office = talk_patterns().office.search(text, before, mention.start)
            if office is not None:
                titles = list(self._belonging(office.start(), mention.start))
        if titles:
            return titles[0]
        if text[mention.end : mention.end + 1] != ",":
            return None
        limit = min(len(text), mention.end + _APPOSITION)
        stop = _APPOSITION_END.search(text, mention.end + 1, limit)
        return next(self._belonging(mention.end, stop.start() if stop else limit), None)

    def _belonging(self, start: int, end: int) -> Iterator[str]:
        """Yield the states named in a stretch, save for where something takes place."""
        for at, state in self.polities.within(start, end):
            if not talk_patterns().venue.search(self.text[max(0, at - _BEFORE_PLACE) : at]):
                yield state

    def _subjects(self, known: Mapping[str, str]) -> dict[str, set[str]]:
        """Return of which states those speak whose side nothing else tells."""
        found: dict[str, set[str]] = {}
        for case in self.cases:
            speaker = case.statement.speaker
            if speaker is not None and speaker not in known:
                state = self._opening(case.statement)
                if state is not None:
                    found.setdefault(speaker, set()).add(state)
        return found

    def _opening(self, statement: Statement) -> str | None:
        """Return the state that is the subject of what an unknown source says."""
        if statement.rule in _NO_CLAUSE:
            # "Ada Lorn rejects US talks"
            return None
        start = statement.content[0].start if statement.content else statement.start
        for at, state in self.polities.within(start, min(start + _OPENING, statement.end)):
            subject = _OBLIQUE.search(self.text, start, at) is None
            return state if subject and not _DUTY.match(self.text, at) else None
        return None

    # The other side ----------------------------------------------------------------------------

    def _states(self, statement: Statement) -> dict[str, None]:
        found: dict[str, None] = {}
        patterns = talk_patterns()
        for at, state in self.polities.within(statement.start, statement.end):
            before = self.text[max(statement.start, at - _BEFORE_PLACE) : at]
            wide = self.text[max(statement.start, at - 2 * _BEFORE_PLACE) : at]
            if not patterns.venue.search(before) and not patterns.mediating.search(wide):
                found[state] = None
        return found

    def _named(self, case: _Case) -> Iterator[str]:
        """Yield the sides that a statement's words show as the other one, plainest first."""
        statement = case.statement
        own = {fold(name) for name in (statement.speaker, statement.actor, case.party) if name}
        for found in talk_patterns().between.finditer(self.text, statement.start, statement.end):
            one, two = self._side(found["one"]), self._side(found["two"])
            if one is not None and two is not None and one != two:
                if case.party == one:
                    yield two
                elif case.party == two:
                    yield one
        held = _words_in(statement.text)
        for paired in talk_patterns().paired:
            if paired.words.isdisjoint(held):
                continue
            for found in paired.pattern.finditer(self.text, statement.start, statement.end):
                name = self._side(found["side"])
                at = found.start("side")
                told = _INTERVIEW.search(self.text, max(statement.start, at - _TITLE), at)
                if name is not None and told is None and not _is_own(name, own):
                    yield name
        for state_pattern in talk_patterns().of_states:
            if state_pattern.words.isdisjoint(held):
                continue
            for found in state_pattern.pattern.finditer(self.text, statement.start, statement.end):
                state = self.polities.of(found["side"])
                if state is not None and not _is_own(state, own):
                    yield state

    def _side(self, phrase: str) -> str | None:
        """Return the state or body at the head of a phrase; also "the rebels" and the like."""
        plain = strip_article(phrase)
        for group in iter_name_groups(plain):
            if group.group_start > 0:
                break
            state = self.polities.of(plain[: group.end])
            if state is not None:
                return state
            if not group.name or (group.text.isupper() and len(group.text) < 2):
                break
            if fold(group.name[0]) in words().offices:
                return None
            return group.text if is_body(group.name) or len(group.name) <= 2 else None
        found = collective(plain)
        if found is None:
            return None
        # "The premier of Keld" stands for Keld.
        owner = _OWNER.match(plain, plain.find(found) + len(found))
        return found if owner is None else self.polities.of(owner[0]) or found

    def _joined(self) -> Counter[frozenset[str]]:
        """Count how often two parties are said to talk with each other."""
        joined: Counter[frozenset[str]] = Counter()
        for found in talk_patterns().between.finditer(self.text):
            before = self.text[max(0, found.start() - 50) : found.start()].lower()
            if talk_patterns().talks.search(before) is not None:
                one, two = self._side(found["one"]), self._side(found["two"])
                if one is not None and two is not None:
                    joined[frozenset((one, two))] += 1
        for case in self.cases:
            if case.party is not None and case.named:
                joined[frozenset((case.party, case.named[0]))] += 1
        return joined


def _words_in(text: str) -> set[str]:
    """Return the words of a text in lower case; as a rule only some stand beside a mark."""
    parts = text.lower().split()
    marked = " ".join([part for part in parts if not part.isalnum()])
    return {*parts, *_WORD.findall(marked)}


def _goes_on(before: Statement, statement: Statement) -> bool:
    """Tell whether somebody speaks on in their own words, hence of the same other side."""
    return (
        statement.kind == "direct"
        and statement.speaker is not None
        and statement.speaker == before.speaker
        and before.kind != "act"
    )


def _is_own(name: str, own: set[str]) -> bool:
    key = fold(name)
    if key in own:
        return True
    # One word of a name may stand for it, but not "Sudan" for "South Sudan".
    return places().state(name) is None and any(key in one.split() for one in own)
