"""What a cue bears on: talks or something else, negated or not, on which side of the talks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from stancekit.features.grams import Found
from stancekit.features.phrases import Matches
from stancekit.features.tokens import IntArray, Tokens

__all__ = ["ROLES", "ScopeFeatures"]

ROLES = ("target", "for", "against", "negation", "term", "contrast", "other")
_TARGET, _FOR, _AGAINST, _NEGATION, _TERM, _CONTRAST, _ = range(len(ROLES))

_NEGATION_REACH = 4  # tokens from a negation to what it negates
_OBJECT_REACH = 7  # tokens from a cue to the talks it governs
_SUBJECT_REACH = 6  # tokens from the talks to a cue that is said of them
_HYPOTHESIS_REACH = 4  # tokens from "if" to what it supposes
_SIGNS = ("for", "against", "not for", "not against")
# What a statement holds as a whole; "aside" is a cue that bears on no talks.
_FLAGS = ("talks", "for", "against", "terms", "aside", "but")
# Openness and refusal in one statement, without and with a word that sets them apart.
_MIXTURES = ["both signs", "both signs, but"]
_PLACES = ("alone", "before target", "after target")


class ScopeFeatures:
    """Features of cues in their scope, over a fixed set of columns.

    Parameters
    ----------
    names : sequence of str
        The classes of the lexicon.
    roles : sequence of str
        What each class does in a sentence, out of `ROLES`.
    """

    def __init__(self, names: Sequence[str], roles: Sequence[str]) -> None:
        self._roles = np.array([ROLES.index(role) for role in roles], dtype=np.int64)
        self._supposes = np.array([name == "if" for name in names])
        # Column of a class within the block of its role.
        self._within = np.zeros(len(names), dtype=np.int64)
        of_role = []
        for role in range(len(ROLES)):
            members = np.flatnonzero(self._roles == role)
            self._within[members] = np.arange(len(members))
            of_role.append(
                [name for name, its in zip(names, roles, strict=True) if its == ROLES[role]]
            )
        targets, signed = of_role[_TARGET], [*of_role[_FOR], *of_role[_AGAINST]]
        self._within[self._roles == _AGAINST] += len(of_role[_FOR])
        self._signed = len(signed)
        blocks = [
            [f"{sign} {place}" for place in _PLACES for sign in _SIGNS],
            [f"{sign} before {name}" for name in targets for sign in _SIGNS],
            [f"{sign} after {name}" for name in targets for sign in _SIGNS],
            [
                f"{neg}{name} {place}"
                for place in _PLACES
                for name in signed
                for neg in ("", "not ")
            ],
            [f"{neg}{name}" for name in targets for neg in ("", "not ")],
            [f"{name} {place}" for place in _PLACES for name in of_role[_TERM]],
            [f"signs {_describe(code)}" for code in range(2 ** len(_FLAGS))],
            _MIXTURES,
        ]
        self._terms = len(of_role[_TERM])
        self._offsets = np.cumsum([0, *map(len, blocks)])
        self.names = [f"scope {name}" for block in blocks for name in block]

    def find(self, tokens: Tokens, matches: Matches) -> Found:
        """Return the features that hold, with the tokens that they rest on."""
        roles, within = self._roles[matches.kinds], self._within[matches.kinds]
        first, last, rows = matches.first, matches.last, matches.rows
        sentence = _sentences(tokens)[first]
        negated = _negated(matches, roles, sentence)
        targets = np.flatnonzero(roles == _TARGET)
        after = _near(first[targets], sentence[targets], last, sentence, _OBJECT_REACH, ahead=True)
        before = _near(
            last[targets], sentence[targets], first, sentence, _SUBJECT_REACH, ahead=False
        )

        found: list[tuple[IntArray, IntArray, IntArray, IntArray]] = []

        def add(block: int, columns: IntArray, at: IntArray, to: IntArray) -> None:
            span = np.minimum(first[at], first[to]), np.maximum(last[at], last[to])
            found.append((columns + self._offsets[block], rows[at], *span))

        # "If they refuse talks" says nothing of the speaker's own position.
        opened = np.flatnonzero(self._supposes[matches.kinds])
        supposed = (
            _near(last[opened], sentence[opened], first, sentence, _HYPOTHESIS_REACH, ahead=False)
            >= 0
        )
        cues = np.flatnonzero(((roles == _FOR) | (roles == _AGAINST)) & ~supposed)
        sign = (roles[cues] == _AGAINST) + 2 * negated[cues]
        ahead, behind = after[cues] >= 0, (before[cues] >= 0) & (after[cues] < 0)
        place = np.where(ahead, 1, np.where(behind, 2, 0))
        goal = np.where(ahead, after[cues], np.where(behind, before[cues], 0))
        to = np.where(place > 0, targets[goal] if len(targets) else cues, cues)
        add(0, place * 4 + sign, cues, to)
        add(1, within[to[ahead]] * 4 + sign[ahead], cues[ahead], to[ahead])
        add(2, within[to[behind]] * 4 + sign[behind], cues[behind], to[behind])
        add(3, (place * self._signed + within[cues]) * 2 + negated[cues], cues, to)
        add(4, within[targets] * 2 + negated[targets], targets, targets)

        terms = np.flatnonzero(roles == _TERM)
        sides = _sides(first[targets], sentence[targets], first[terms], sentence[terms])
        add(5, sides * self._terms + within[terms], terms, terms)

        flags = np.zeros((len(_FLAGS), len(tokens)), dtype=np.bool_)
        flags[0, rows[targets]] = True
        flags[1, rows[cues[(place > 0) & ((sign == 0) | (sign == 3))]]] = True
        flags[2, rows[cues[(place > 0) & ((sign == 1) | (sign == 2))]]] = True
        flags[2, rows[targets[negated[targets] > 0]]] = True
        flags[3, rows[terms[sides > 0]]] = True
        flags[4, rows[cues[place == 0]]] = True
        flags[5, rows[roles == _CONTRAST]] = True
        code = (1 << np.arange(len(_FLAGS))) @ flags
        everywhere = np.arange(len(tokens))
        none = np.full(len(tokens), -1)
        found.append((code + self._offsets[6], everywhere, none, none))
        both = np.flatnonzero(flags[1] & flags[2])
        mixture = flags[5, both].astype(np.int64)
        found.append((mixture + self._offsets[7], both, none[both], none[both]))
        return Found(*(np.concatenate(parts) for parts in zip(*found, strict=True)))


def _describe(code: int) -> str:
    return "+".join(flag for i, flag in enumerate(_FLAGS) if code >> i & 1) or "none"


def _sentences(tokens: Tokens) -> IntArray:
    """Return a number for each token that is the same within a sentence and grows after it."""
    ends = tokens.of_types(frozenset(".;?!").__contains__, np.int64)
    return np.cumsum(ends) + tokens.rows


def _negated(matches: Matches, roles: IntArray, sentence: IntArray) -> IntArray:
    """Return 1 for matches with an odd number of negations, else 0.

    A negation bears on the first cue or target that follows within reach.
    """
    bearers = np.flatnonzero((roles == _FOR) | (roles == _AGAINST) | (roles == _TARGET))
    negations = np.flatnonzero(roles == _NEGATION)
    first = matches.first[bearers]
    at = matches.last[negations]
    index = _near(first, sentence[bearers], at, sentence[negations], _NEGATION_REACH, ahead=True)
    return np.bincount(bearers[index[index >= 0]], minlength=len(roles)) % 2


def _near(
    places: IntArray,
    groups: IntArray,
    at: IntArray,
    group: IntArray,
    reach: int,
    *,
    ahead: bool,
) -> IntArray:
    """Return the index of the next (or previous) place within reach in the same group, or -1."""
    if not len(places):
        return np.full(len(at), -1)
    index = np.searchsorted(places, at, side="right") if ahead else np.searchsorted(places, at) - 1
    clipped = np.clip(index, 0, len(places) - 1)
    distance = np.abs(places[clipped] - at)
    holds = (index == clipped) & (distance <= reach) & (groups[clipped] == group)
    return np.where(holds, clipped, -1)


def _sides(places: IntArray, groups: IntArray, at: IntArray, group: IntArray) -> IntArray:
    """Return 2 where the sentence has a place before `at`, 1 where only after, else 0."""
    before = _near(places, groups, at, group, np.iinfo(np.int64).max, ahead=False) >= 0
    after = _near(places, groups, at, group, np.iinfo(np.int64).max, ahead=True) >= 0
    return np.where(before, 2, np.where(after, 1, 0))
