"""Attributions after or inside what is said: "…", said X; …, X said; A, X said, B."""

from __future__ import annotations

from stancekit.extraction.attribution.constructions.nesting import nest_running
from stancekit.extraction.attribution.grammar.clauses import (
    content_after,
    has_clause,
    is_adjunct,
    is_position,
    nothing_after_comma,
    nothing_said_after,
    opens_adjunct,
    quote_ends_speech,
)
from stancekit.extraction.attribution.grammar.cues import Cue, words
from stancekit.extraction.attribution.grammar.finite import is_finite
from stancekit.extraction.attribution.grammar.nouns import (
    DASHES,
    NounPhrase,
    is_messenger,
    is_party,
)
from stancekit.extraction.attribution.grammar.phrases import noun_phrase_after, skip_adverbials
from stancekit.extraction.attribution.grammar.sentences import QUOTE
from stancekit.extraction.attribution.grammar.subject_phrases import subject_before
from stancekit.extraction.attribution.quoting.interruptions import (
    left_content,
    mark_further,
    rest_after,
)
from stancekit.extraction.attribution.scan import CLAUSE_START, SAME_SOURCE, Attribution, Scan

__all__ = ["cuts_clause", "take_inverted", "take_trailing"]

_W = words()
# Verbs that need no quotation where they interrupt a clause ("…, he continued, …").
_GOES_ON = frozenset("continue joke quip reason repeat".split())
_NEEDS_HEARER = frozenset("tell assure remind notify convince persuade brief".split())
_TEXTS = frozenset("statement communique letter note report message".split())
_WHERE_AND_WHEN = frozenset("in on at during after".split())


_SHORT_ADJUNCT = 8
_MEANWHILE = frozenset({"while", "when"})
_WITH_OBJECT = frozenset({"object", "infinitive"})
_WISHES = frozenset({"would", "will", "could", "'d", "’d"})
_NEAR_WHO = 3
_SHORTEST_CLAUSE = 3
# After these, "that" belongs to another verb, or to a noun ("told us after the talks that …").
_NO_HEARERS = _W.prepositions | {","}


def take_inverted(scan: Scan, verb: int, group_start: int, after: int, cue: Cue) -> int:
    """Take "…", said X. Return the token to go on from, or 0 where it isn't that."""
    low = scan.low
    if cue.base in _NEEDS_HEARER or (after < scan.size and low[after] in _W.prepositions):
        # What follows "…, X told" is a hearer; "…, X wrote on the radio's site, adding"
        return 0
    before = group_start - 1
    quote = (
        before
        if low[before] == QUOTE
        else before - 1
        if low[before] == "," and before and low[before - 1] == QUOTE
        else -1
    )
    if quote >= 0:
        if not quote_ends_speech(scan, quote):
            return 0
        if cue.base != "say" and not _W.auxiliaries.isdisjoint(low[group_start:verb]):
            # "…, has asked neither side": an auxiliary isn't inverted with the verb.
            return 0
    elif low[before] != "," or "manner" in cue.groups:
        return 0
    elif cue.form == "base" and not cue.groups.isdisjoint(_WITH_OBJECT):
        # "Rebels reject truce, demand pullout"
        return 0
    phrase = noun_phrase_after(scan.tokens, after)
    if phrase is None or low[phrase.start] in _W.prepositions:
        return 0
    # "“…,” said the ruling": beside a quotation, whatever says it is its source.
    says = quote >= 0 and cue.base in ("say", "read") and low[phrase.start] in _W.determiners
    if not (says or is_party(scan.tokens, phrase)):
        return 0
    if low[phrase.start] in ("it", "him", "them", "me", "us"):
        return 0
    if low[phrase.head_end - 1] in _TEXTS and low[phrase.end : phrase.end + 1] in (
        ["by"],
        ["from"],
    ):
        # "…, said a statement by the palace"
        author = noun_phrase_after(scan.tokens, phrase.end + 1)
        if author is not None:
            phrase = NounPhrase(phrase.start, author.head_end, author.end)
    follows = low[phrase.end] if phrase.end < scan.size else "."
    if quote < 0:
        if follows not in (",", ".", ";", "who") and follows not in _WHERE_AND_WHEN:
            return 0
        ends = follows == "." and cue.base == "say" and before - scan.left >= _SHORTEST_CLAUSE
        if not ends and not has_clause(scan, scan.left, before):
            return 0
        # "X, the envoy, said talks." — a subject before the commas wins unless a clause ends here.
        subject = subject_before(scan.tokens, group_start)
        if (
            subject is not None
            and subject.start <= scan.left + 1
            and (
                low[subject.head_end + 1] in ("who", "which")
                or not any(w in _W.auxiliaries for w in low[subject.head_end : before])
            )
        ):
            return 0
    attribution = Attribution(
        scan.left,
        scan.size,
        [],
        (verb, after),
        (phrase.start, phrase.end),
        "inverted-quotation" if quote >= 0 else "inverted-clause",
    )
    left_content(scan, attribution, quote if quote >= 0 else before, quoted=quote >= 0)
    scan.found.append(attribution)
    rest_after(scan, attribution, phrase.end, quoted=quote >= 0)
    return phrase.end


def take_trailing(
    scan: Scan, phrase: NounPhrase, verb: int, after: int, cue: Cue, cue_span: tuple[int, int]
) -> int:
    """Take "…", X said, and …, X said, … Return the token to go on from, or 0."""
    low = scan.low
    start = phrase.start
    if start <= scan.left or _is_relative(scan, phrase, verb):
        return 0
    if cue.base in _NEEDS_HEARER and low[after : after + 1] in (["on"], ["about"], ["of"], ["by"]):
        # "…, a diplomat briefed on the talks said": a participle
        return 0
    before = start - 1
    if low[before] == "as" and before > scan.left and low[before - 1] in (",", QUOTE):
        before -= 1
    elif low[before] == "as" and before == scan.left:
        return _take_as_clause(scan, phrase, verb, after)
    quote = (
        before
        if low[before] == QUOTE
        else before - 1
        if low[before] == "," and low[before - 1] == QUOTE and before
        else -1
    )
    current = scan.current()
    if current is not None and _is_wish(scan, current) and low[after : after + 1] == [","]:
        # "Its chief would welcome “any truce”, she added, so long as …": no words end there.
        quote = -1
    if quote >= scan.left and quote not in scan.claimed and quote_ends_speech(scan, quote):
        return _take_after_quotation(scan, phrase, quote, after, cue, cue_span)
    if low[before] != "," and low[before] not in DASHES:
        return 0
    if "manner" in cue.groups and cue.base not in _GOES_ON:
        return 0
    region_start = scan.left
    current = scan.current()
    if current is not None and current.open_from is not None:
        region_start = current.open_from
        if low[phrase.start] in SAME_SOURCE and not is_position(scan, current):
            # "X said A, he added, B": one source; the cue interrupts its content.
            return after
        for index in range(before - 1, region_start, -1):
            if low[index] == ";" and low[phrase.start] not in SAME_SOURCE:
                # "X called it a trick; the plan, she said, was sound": a clause of its own.
                scan.finish_before(index + 1)
                current, region_start = None, index + 1
                break
    for index in range(before - 1, region_start, -1):
        # "She corrected one detail: the next meeting, an aide said, …"
        if low[index] == ":":
            region_start = index + 1
            break
    if before - min(region_start, scan.left if current is None else current.start) < 2 and low[
        after : after + 1
    ] != [","]:
        return 0
    at = skip_adverbials(scan.tokens, after)
    if "tell" in cue.groups and at < scan.last and low[at] != ",":
        # "Her fighters, she told him, would not stop."
        hearer = noun_phrase_after(scan.tokens, at, appositive=False)
        if hearer is not None and low[hearer.end : hearer.end + 1] == [","]:
            at = hearer.end
    at = _over_adjunct(scan, region_start, before, at)
    follows = low[at] if at < scan.size else "."
    parenthetical = follows in (",", *DASHES) and at < scan.last
    if (
        parenthetical
        and low[at + 1 : at + 2] == [QUOTE]
        and (opens_adjunct(scan, region_start) or low[region_start] in CLAUSE_START)
    ):
        # "As a phone rang, she said, “Listen.”": the quotation is all she said.
        return 0
    if (
        parenthetical
        and nothing_after_comma(scan, at)
        and not has_clause(scan, region_start, before)
    ):
        return 0
    if not parenthetical and not nothing_said_after(scan, after, cue):
        return 0
    adjunct = is_adjunct(scan, region_start, before) and cue.base != "say"
    running = current is not None and current.open_from is not None
    if running or (scan.tokens.headline and not opens_adjunct(scan, region_start)):
        adjunct = False
    if not parenthetical and adjunct and before - region_start < _SHORT_ADJUNCT:
        return 0
    nested = False
    if running and current is not None:
        messenger = current.mention is not None and is_messenger(
            scan.tokens, phrase.start, phrase.end
        )
        nested = (
            not parenthetical
            and low[phrase.start] not in _W.possessives
            and (messenger or not is_position(scan, current))
        )
        wished = parenthetical and is_position(scan, current) and _is_wish(scan, current)
        if wished:
            # "The cabinet would welcome a truce, its chief added, if …": he says so.
            scan.keep([a for a in scan.found if a.open_from is None])
            region_start = scan.left
        elif not nested and (
            (parenthetical and not _of_the_party(scan, phrase, at))
            or messenger
            or not is_position(scan, current)
        ):
            scan.finish_before(phrase.start)
            current.end = scan.size if not parenthetical else min(current.end, phrase.start)
            return after
        # "Valdor rejects the plan, its ministry said": the position is the ministry's to state.
        elif not nested:
            scan.keep([a for a in scan.found if a.open_from is None])
            region_start = scan.left
        else:
            region_start = scan.left
    attribution = Attribution(
        region_start,
        scan.size,
        [],
        cue_span,
        (phrase.start, phrase.end),
        "parenthetical" if parenthetical else "clause-first",
    )
    if (
        parenthetical
        and low[region_start] != "to"
        and is_adjunct(scan, region_start, before)
        and opens_adjunct(scan, region_start)
    ):
        # "In the corridor, he said, the plan stands": the place is not what he said.
        scan.found.append(attribution)
        if low[at + 1 : at + 2] == [QUOTE]:
            scan.begin_content(attribution, at + 1, "quote")
        else:
            attribution.open_from = at + 1
    else:
        begin, scan.left = scan.left, region_start
        left_content(scan, attribution, before, quoted=False)
        if low[region_start - 1] == ":" and low[phrase.start] in SAME_SOURCE:
            # "An envoy was less sure: talks, he said, were a risk": what comes before is of him.
            attribution.start = begin
        if nested:
            nest_running(scan, attribution, before)
            return max(at, after)
        scan.found.append(attribution)
        rest_after(scan, attribution, at, quoted=False)
    rest = attribution.open_from
    if rest is not None and low[rest : rest + 1] == ["that"]:
        attribution.open_from = rest + 1
    return max(at, after)


def _take_after_quotation(
    scan: Scan, phrase: NounPhrase, quote: int, after: int, cue: Cue, cue_span: tuple[int, int]
) -> int:
    # "“…,” X said", with what else X says after it
    low = scan.low
    current = scan.current()
    right = content_after(scan, after, cue)
    between = low[after : right[0]] if right is not None else []
    if right is not None and right[1] == "that" and _NO_HEARERS.isdisjoint(between):
        return 0
    if current is not None and current.open_from is not None and low[quote - 1] not in (",", ":"):
        # "X called it 'absurd', the agency reported": the marks belong to X's words.
        scan.finish_before(phrase.start)
        return after
    if current is not None and current.open_from is not None:
        # "said X, 'Q', she said": the clause before ends where the quotation begins.
        scan.finish_before(quote)
    attribution = Attribution(
        scan.left,
        scan.size,
        [],
        cue_span,
        (phrase.start, phrase.end),
        "quotation-first",
    )
    left_content(scan, attribution, quote, quoted=True)
    scan.found.append(attribution)
    if right is not None and right[1] == "quote":
        attribution.content.append((right[0], right[0] + 1))
        scan.claimed.add(right[0])
        mark_further(scan, attribution, after, right[0])
    else:
        rest_after(scan, attribution, after, quoted=True)
    return after


def _of_the_party(scan: Scan, phrase: NounPhrase, comma: int) -> bool:
    # "Valdor rejects the plan, its envoy said on Monday, in a speech": an adjunct is all that
    # follows.
    return scan.low[phrase.start] in ("its", "their") and not has_clause(scan, comma + 1, scan.last)


def _is_wish(scan: Scan, attribution: Attribution) -> bool:
    # "would welcome a truce"
    cue = attribution.cue
    running = attribution.open_from is not None and cue is not None
    return running and cue is not None and scan.low[cue[0] - 1] in _WISHES


def cuts_clause(scan: Scan, phrase: NounPhrase, after: int) -> bool:
    """Tell whether "…, she decided, …" parts a subject from its predicate.

    Parameters
    ----------
    scan : Scan
    phrase : NounPhrase
        Who decided.
    after : int
        The token after the verb.
    """
    low = scan.low
    return (
        phrase.start > scan.left + 1
        and low[phrase.start - 1] == ","
        and low[after : after + 1] == [","]
        and is_finite(scan.tokens, after + 1)
        and not has_clause(scan, scan.left, phrase.start - 1)
    )


def _over_adjunct(scan: Scan, start: int, before: int, at: int) -> int:
    # "The talks, she said on leaving Keld, were warm": a subject waits for its predicate, so that
    # what follows the verb up to the next comma is the narrator's.
    low = scan.low
    joined = at < scan.last and (low[at] in _W.prepositions or low[at] in _MEANWHILE)
    if not joined or has_clause(scan, start, before):
        return at
    for comma in range(at + 1, min(at + _SHORT_ADJUNCT, scan.last - 1)):
        if low[comma] == ",":
            return comma if is_finite(scan.tokens, comma + 1) else at
        if low[comma] == QUOTE or is_finite(scan.tokens, comma):
            return at
    return at


def _is_relative(scan: Scan, phrase: NounPhrase, verb: int) -> bool:
    # "Ada Lorn, a lawyer who advised the court, sees …": no verb of the sentence.
    return scan.low[phrase.end : phrase.end + 1] == ["who"] and verb - phrase.end <= _NEAR_WHO


def _take_as_clause(scan: Scan, phrase: NounPhrase, verb: int, after: int) -> int:
    # "As the minister noted, talks are off."
    low = scan.low
    comma = skip_adverbials(scan.tokens, after)
    while comma < min(scan.last, after + 8) and low[comma] not in (",", "that", QUOTE):
        comma += 1
    if comma < scan.last and low[comma] == "," and scan.last - comma > 2:
        scan.found.append(
            Attribution(
                scan.left,
                scan.size,
                [],
                (verb, after),
                (phrase.start, phrase.end),
                "as-clause",
                open_from=comma + 1,
            )
        )
        return comma + 1
    return 0
