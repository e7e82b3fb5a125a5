"""Statements within statements: "the envoy said Valdor had refused"."""

from __future__ import annotations

import functools

from stancekit.extraction.attribution.constructions.relatives import has_relative_cue
from stancekit.extraction.attribution.grammar.cues import Cue, act_table, words
from stancekit.extraction.attribution.grammar.nouns import NounPhrase, is_party
from stancekit.extraction.attribution.grammar.sentences import QUOTE
from stancekit.extraction.attribution.grammar.verb_phrases import COPULAS
from stancekit.extraction.attribution.grammar.verbs import inflect
from stancekit.extraction.attribution.scan import SAME_SOURCE, SPEAKING, Attribution, Scan

__all__ = ["enclosing", "independent_from", "nest_running", "nests"]

_W = words()
_OWN = SAME_SOURCE | frozenset("my our your you".split())
_NOBODY = frozenset({"nobody", "none", "no", "neither"})
_SHOWS = frozenset("show indicate suggest reveal imply mean reflect prove demonstrate".split())
_DEEPEST = 3
_NEW_SOURCE = frozenset({";", "while", "whereas", "but", "although", "though"})


def enclosing(scan: Scan, start: int) -> int | None:
    """Return the index of the attribution whose running content a source at `start` stands in.

    In "the paper reported that the minister had said no and that Valdor had refused" the second
    "that" goes back to what the paper reported.

    Parameters
    ----------
    scan : Scan
    start : int
        First token of the inner source.
    """
    at = len(scan.found) - 1
    if start > 1 and scan.low[start - 1] == "that" and scan.low[start - 2] in ("and", "but"):
        inner = scan.found[at]
        if inner.parent is not None and inner.open_from is not None:
            scan.close(inner, start - 2)
            inner.end = start - 2
            return inner.parent
    return at


def independent_from(
    scan: Scan,
    current: Attribution,
    joint: int,
    phrase: NounPhrase,
    *,
    clausal: bool,
    groups: frozenset[str],
) -> int | None:
    """Return where the statement before ends, where another source begins one of its own.

    Parameters
    ----------
    scan : Scan
    current : Attribution
        The statement before.
    joint : int
        The token that joins the two.
    phrase : NounPhrase
        The second source.
    clausal : bool
        Whether what it says is a clause.
    groups : frozenset of str
        What the lexicon says of its cue.
    """
    low = scan.low
    if current.cue is not None and phrase.start < current.cue[0]:
        return None
    if current.open_from == phrase.start - 1:
        # "said that, while Keld agreed, it was late": the clause is all within what is said.
        return None
    spoken = bool(groups & SPEAKING)
    afterthought = scan.afterthought(phrase.start - 1) if spoken else 0
    word = low[joint] if phrase.start else ""
    independent = (
        afterthought > 0
        or (current.open_from is None and spoken and clausal)
        or word in _NEW_SOURCE
        or (
            word in ("and", "as", "yet")
            and phrase.start > 1
            and low[phrase.start - 2] in (",", ";", QUOTE)
        )
        or (scan.tokens.headline and word in ("as", ","))
        or (word in (",", QUOTE) and has_relative_cue(scan, current))
    )
    return (afterthought or phrase.start) if independent else None


@functools.cache
def _blaming() -> frozenset[str]:
    # Forms of the verbs that charge somebody with what the clause tells.
    verbs = "accuse allege charge claim complain deplore lament regret protest".split()
    return frozenset(form for verb in verbs for forms in inflect(verb).values() for form in forms)


def nests(
    scan: Scan,
    outer: Attribution,
    phrase: NounPhrase,
    cue: Cue,
    kind: str,
    groups: frozenset[str],
) -> bool:
    """Tell whether a source within what another source says has a statement of its own.

    Its speech always is one. What it has rejected, demanded or refused is one where it is the
    subject of the reported clause, and a party by name or by title. What it wants or expects is
    left to the outer source, who as a rule speaks for it.

    Parameters
    ----------
    scan : Scan
    outer : Attribution
        The statement around it.
    phrase : NounPhrase
        The inner source.
    cue : Cue
        Its verb.
    kind : str
        What its content is.
    groups : frozenset of str
        What the lexicon says of its cue.
    """
    low = scan.low
    if low[phrase.start] in _W.possessives and not _W.own_side.isdisjoint(
        low[phrase.start : phrase.head_end]
    ):
        return False
    if low[phrase.start] in _OWN or low[phrase.start] in _NOBODY or _depth(scan, outer) >= _DEEPEST:
        return False
    head = low[phrase.head_end - 1]
    if cue.base in _SHOWS and (head in _W.texts or not is_party(scan.tokens, phrase)):
        # "said the letter showed that it was late": evidence, and no voice of its own
        return False
    if groups & SPEAKING and kind not in ("object", "infinitive"):
        return True
    act = act_table().get(cue.base)
    attitude = groups & {"think", "infinitive"} and (act is None or "plain" not in act.groups)
    if attitude or cue.base in COPULAS or cue.form not in ("past", "participle"):
        return False
    blames = outer.cue is not None and scan.low[outer.cue[0]] in _blaming()
    if blames:
        # "regretted that Keld had spurned the offer": an opponent's charge is no deed of Keld's.
        return False
    begins = phrase.start == outer.open_from or low[phrase.start - 1] == "that"
    named = low[phrase.start] == "the" or any(
        scan.tokens.is_capital(at) for at in range(phrase.start, phrase.head_end)
    )
    return (
        begins
        and named
        and not outer.is_object
        and low[phrase.end] not in ("who", "which")
        and is_party(scan.tokens, phrase)
    )


def _depth(scan: Scan, attribution: Attribution) -> int:
    depth = 1
    while attribution.parent is not None:
        attribution = scan.found[attribution.parent]
        depth += 1
    return depth


def nest_running(scan: Scan, outer: Attribution, end: int) -> None:
    """Add a statement that ends the sentence, around the ones whose content still runs.

    "Valdor rejects the plan, the agency reported": the agency's statement is about Valdor's.

    Parameters
    ----------
    scan : Scan
    outer : Attribution
        The statement to add.
    end : int
        Where the contents within it end.
    """
    running = [a for a in scan.found if a.open_from is not None]
    place = scan.found.index(running[0])
    for attribution in scan.found:
        if attribution.parent is not None and attribution.parent >= place:
            attribution.parent += 1
    for attribution in running:
        scan.close(attribution, end)
        attribution.end = end
        if attribution.parent is None:
            attribution.parent = place
    scan.found.insert(place, outer)
