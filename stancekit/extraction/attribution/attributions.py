"""Attributions in one sentence: who says what, in which words, by which construction."""

from __future__ import annotations

import functools

from stancekit.extraction.attribution.constructions.content_first import (
    cuts_clause,
    take_inverted,
    take_trailing,
)
from stancekit.extraction.attribution.constructions.continuations import (
    take_afterword,
    take_claim,
    take_coordinated,
    take_echo,
    take_participle,
)
from stancekit.extraction.attribution.constructions.frames import frame_openers, take_frame
from stancekit.extraction.attribution.constructions.nominals import take_nominal
from stancekit.extraction.attribution.constructions.open_frames import may_frame, take_open_frame
from stancekit.extraction.attribution.constructions.passives import saying, take_passive
from stancekit.extraction.attribution.constructions.receptions import (
    reception_nouns,
    take_reception,
)
from stancekit.extraction.attribution.constructions.standpoints import (
    opens_standpoint,
    take_standpoint,
)
from stancekit.extraction.attribution.constructions.subject_first import take_content_after
from stancekit.extraction.attribution.constructions.verdicts import take_verdict
from stancekit.extraction.attribution.forms.labels import take_announced, take_colon, take_dash
from stancekit.extraction.attribution.grammar.adverbials import is_adverb, verb_group_start
from stancekit.extraction.attribution.grammar.clauses import follows_speech
from stancekit.extraction.attribution.grammar.control import controller, take_fronted
from stancekit.extraction.attribution.grammar.cues import (
    Cue,
    cue_table,
    noun_table,
    words,
)
from stancekit.extraction.attribution.grammar.nouns import DASHES, POSSESSIVE, NounPhrase, is_party
from stancekit.extraction.attribution.grammar.phrases import noun_phrase_after
from stancekit.extraction.attribution.grammar.sentences import QUOTE, Tokens
from stancekit.extraction.attribution.grammar.subject_phrases import subject_before
from stancekit.extraction.attribution.grammar.subjects import (
    is_plausible,
    sentence_subject,
    text_subject,
)
from stancekit.extraction.attribution.grammar.verb_phrases import (
    attributing_phrase,
    is_hypothetical,
)
from stancekit.extraction.attribution.scan import SPEAKING, Attribution, Scan

__all__ = ["Attribution", "find_attributions"]

_W = words()
# More sources than any sentence has; noise may name one every other word.
_MOST_IN_A_SENTENCE = 16
_ASIDES = frozenset({"parenthetical", "open-parenthetical"})

_BE = frozenset("is was are were be been being ’s 's ’re 're isn’t isn't".split())
_NOT_DONE = ["yet", "to"]
_LONGEST_MANNER = 5
_QUESTIONS = (["why"], ["how"], ["what"], ["whether"], ["when"], ["where"], ["who"])
_IS_OR_HAS = frozenset({"'s", "’s"})
_ANONYMOUS = frozenset("named identified quoted anonymity anonymous".split())
# What stands before a noun that a source owns.
_OWNING = POSSESSIVE | frozenset("his her its their of own".split())
# Marks that may stand for a verb.
_MARKS = DASHES | {":"}


@functools.cache
def _triggers() -> frozenset[str]:
    """Return every word at which an attribution may begin."""
    return frame_openers().union(cue_table(), noun_table(), reception_nouns())


def find_attributions(tokens: Tokens) -> tuple[list[Attribution], NounPhrase | None]:
    """Return the attributions of a sentence, outer ones before those nested in them.

    With them comes the source of a quotation that the sentence announces without giving it.

    Parameters
    ----------
    tokens : Tokens
        The sentence, each quotation folded into one token.
    """
    if (
        _triggers().isdisjoint(tokens.low)
        and _MARKS.isdisjoint(tokens.low)
        and not opens_standpoint(tokens.low, 0)
    ):
        if not may_frame(tokens.low):
            return [], None
        scan = Scan(tokens)
    else:
        scan = Scan(tokens)
        _run(scan)
    if not scan.found:
        take_verdict(scan)
    if not scan.found:
        take_open_frame(scan)
    for attribution in scan.found:
        if attribution.parent is not None:
            _keep_within(attribution, scan.found[attribution.parent])
    return scan.found, scan.introduced


def _keep_within(inner: Attribution, outer: Attribution) -> None:
    # "On the third day, she swore, [the envoy had told them that …]": told within what is told.
    if inner.mention is None or inner.start != outer.start or outer.rule not in _ASIDES:
        return
    for start, end in outer.content:
        if start <= inner.mention[0] and inner.mention[1] <= end:
            inner.start = max(inner.start, start)
            if inner.content and inner.content[-1][1] <= end:
                inner.end = min(inner.end, end)


def _run(scan: Scan) -> None:
    table = cue_table()
    low = scan.low
    headline = scan.tokens.headline
    if take_colon(scan) or take_dash(scan):
        return
    index = take_standpoint(scan) if opens_standpoint(low, scan.left) else scan.left
    nouns, triggers = noun_table(), _triggers()
    received, openers = reception_nouns(), frame_openers()
    for at in [at for at, word in enumerate(low) if word in triggers]:
        if at < index:
            continue
        if len(scan.found) >= _MOST_IN_A_SENTENCE:
            break
        scan.reach(at)
        word = low[at]
        cue = table.get(word)
        if word in openers and cue is not None and low[at - 1] in _OWNING:
            # "on her showing": no verb
            count = len(scan.found)
            index = take_frame(scan, at)
            if len(scan.found) > count:
                continue
        if cue is not None and (headline or not scan.tokens.is_capital(at)):
            found = len(scan.found)
            index = _take_verb(scan, at, cue)
            if len(scan.found) == found:
                if "support" in cue.groups:
                    index = at + 1
                if word in nouns and index == at + 1:
                    index = take_nominal(scan, at)
                if word in received and index == at + 1:
                    index = take_reception(scan, at)
        elif word in nouns:
            index = take_nominal(scan, at)
            if index == at + 1 and word in received:
                index = take_reception(scan, at)
        elif word in received:
            index = take_reception(scan, at)
        elif word in openers:
            index = take_frame(scan, at)
    scan.finish()
    if not scan.found:
        take_announced(scan)
    if not scan.found:
        take_fronted(scan)


def _take_verb(scan: Scan, verb: int, cue: Cue) -> int:
    low = scan.low
    if low[verb] == "terms" and "in" in low[max(0, verb - _LONGEST_MANNER) : verb]:
        # "condemned in the strongest terms the raid": no verb
        return verb + 1
    after, groups = attributing_phrase(scan.tokens, verb, cue)
    phrase_used = after > verb + 1
    if not groups:
        return after
    group_start, auxiliaries = verb_group_start(scan.tokens, verb)
    undone = _NOT_DONE in (low[at : at + 2] for at in range(group_start, verb))
    if undone and low[after : after + 1] not in _QUESTIONS:
        # "has yet to comment on it"
        return after
    be = any(a in _BE for a in auxiliaries) and not (
        auxiliaries == [low[group_start]]
        and low[group_start] in _IS_OR_HAS
        and _is_perfect(scan, after)
    )
    if cue.form == "ing":
        if be and cue.base == "tell" and (after >= scan.last or low[after] in _W.prepositions):
            # "The timing was telling."
            return after
        if not be and _W.aspectuals.isdisjoint(auxiliaries):
            return take_participle(scan, verb, after, cue, groups)
    elif cue.form in ("past", "participle") and be:
        return _passive(scan, verb, after, cue)
    elif cue.form == "participle" and not auxiliaries:
        return after
    if (
        cue.form == "base"
        and auxiliaries == []
        and group_start > 0
        and low[group_start - 1] == "to"
    ):
        source = controller(scan, group_start - 1) if scan.current() is None else None
        if source is None:
            return after
        return take_content_after(scan, source, (verb, after), after, cue, groups, "")
    if is_hypothetical(low[group_start:verb], auxiliaries, cue, groups):
        return after
    if low[verb] == "accused" and low[after : after + 1] == ["of"]:
        # "fourteen people accused of complicity"
        return after
    if low[verb] == "states" and low[after : after + 1][0:1] not in (["that"], [QUOTE], [":"]):
        return after
    if group_start == 0 and not scan.tokens.headline:
        return after
    on_condition = low[after : after + 1] == ["on"] and bool(groups & SPEAKING)
    speaks = on_condition or cue.base == "say" or bool(groups & {"tell"})
    if not (speaks or _ANONYMOUS.isdisjoint(low[after : after + 5])):
        # "who asked not to be named"
        return after
    if cue.form in ("past", "participle") and not auxiliaries:
        second = cue_table().get(low[after]) if after < scan.size else None
        if second is not None and second.base == "say" and second.form == "past":
            # "those asked said it was late"
            return after
        echo = take_echo(scan, group_start, after)
        if echo:
            return echo
    return _finite(scan, verb, group_start, after, cue, groups, phrase_used)


def _passive(scan: Scan, verb: int, after: int, cue: Cue) -> int:
    # "was quoted as saying that": who is quoted is the source.
    begin = saying(scan, after, cue)
    if begin is not None:
        group_start, _ = verb_group_start(scan.tokens, verb)
        phrase = subject_before(scan.tokens, group_start)
        if phrase is not None:
            cue_span = (verb, begin)
            said = cue_table()["said"]
            return take_trailing(scan, phrase, verb, begin, said, cue_span) or take_content_after(
                scan,
                phrase,
                cue_span,
                begin,
                cue,
                frozenset({"say"}),
                "quoted-as-saying",
            )
    return take_passive(scan, verb, after, cue)


def _is_perfect(scan: Scan, after: int) -> bool:
    # "he's rejected the plan", "who's called for a truce": no passive has an object.
    follows = scan.low[after] if after < scan.last else "."
    return follows in _W.determiners or follows == "to" or scan.low[after - 1] == "for"


def _finite(
    scan: Scan,
    verb: int,
    group_start: int,
    after: int,
    cue: Cue,
    groups: frozenset[str],
    phrase_used: bool,
) -> int:
    low = scan.low
    cue_span = (verb, after)
    before = low[group_start - 1] if group_start else ""
    spoken = bool(groups & SPEAKING)
    if scan.current() is None and low[scan.left] != QUOTE:
        text = text_subject(scan, group_start, cue)
        if text is not None:
            return take_content_after(scan, text, cue_span, after, cue, groups, "")
    # 1. "…", said X.  / … , said X.
    if spoken and group_start and not phrase_used:
        inverted = take_inverted(scan, verb, group_start, after, cue)
        if inverted:
            return inverted
    # 2. coordinated with the cue before: "dismissed A and called for B".
    current = scan.current()
    if current is not None and (afterword := take_afterword(scan, current, cue_span, cue, groups)):
        return afterword
    if (
        current is not None
        and current.mention is not None
        and not (
            current.rule.startswith("inverted")
            and {"who", "which"} & set(low[current.mention[0] : group_start])
        )
    ):
        back = group_start - 1
        while back > 0 and is_adverb(low[back]):
            back -= 1
        if low[back] in ("and", "but", "or", "yet", ",") and not (
            low[back] == ","
            and before == ","
            and not (scan.tokens.headline and "," not in low[:back])
            and subject_before(scan.tokens, group_start) is not None
        ):
            return take_coordinated(scan, current, back, after, cue, groups)
    phrase = subject_before(scan.tokens, group_start)
    if phrase is None and current is None and before in ("and", "but"):
        # "The envoy met both sides and said that …"
        phrase = sentence_subject(scan, group_start - 1)
    if phrase is None:
        return after
    if not is_plausible(scan, phrase, verb, group_start, cue, groups):
        return after
    claim = take_claim(scan, phrase, verb, after)
    if claim:
        return claim
    if cue.base in ("quote", "cite"):
        quoted = _take_quoted(scan, after, cue, cue_span)
        if quoted is not None:
            return quoted
    # Left content: fronted or parenthetical.
    thought = "think" in groups and cuts_clause(scan, phrase, after)
    # "“First the keys, then the table,” she summed up": beside a quotation any phrase says it.
    beside = phrase_used and follows_speech(scan, phrase.start)
    if beside or (
        (spoken or thought)
        and not (phrase_used and cue.base not in ("point", "let", "make", "put", "go"))
    ):
        handled = take_trailing(scan, phrase, verb, after, cue, cue_span)
        if handled:
            return handled
    return take_content_after(scan, phrase, cue_span, after, cue, groups, "")


def _take_quoted(scan: Scan, after: int, cue: Cue, cue_span: tuple[int, int]) -> int | None:
    # "X quoted Y as saying", "X quoted Y: “…”": the source is Y; None where nobody is quoted.
    low = scan.low
    source = noun_phrase_after(scan.tokens, after)
    if source is not None and low[source.end : source.end + 2] == ["as", "saying"]:
        return take_content_after(
            scan,
            source,
            (source.end + 1, source.end + 2),
            source.end + 2,
            cue,
            frozenset({"say"}),
            "quoted-as-saying",
        )
    if source is not None and is_party(scan.tokens, source) and cue.base == "quote":
        rest = source.end
        if rest >= scan.last:
            scan.introduced = source
        if rest < scan.size and low[rest] in (":", ",", QUOTE):
            return take_content_after(
                scan, source, cue_span, rest, cue, frozenset({"say"}), "quoted"
            )
        return after
    return None
