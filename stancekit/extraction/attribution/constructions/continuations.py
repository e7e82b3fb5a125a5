"""What a source goes on to say: "… and called for", ", adding that"."""

from __future__ import annotations

from stancekit.extraction.attribution.grammar.adverbials import is_adverb
from stancekit.extraction.attribution.grammar.clauses import clause_end, content_after
from stancekit.extraction.attribution.grammar.cues import Cue, words
from stancekit.extraction.attribution.grammar.finite import is_finite
from stancekit.extraction.attribution.grammar.nouns import DASHES, HARD, NounPhrase, is_party
from stancekit.extraction.attribution.grammar.objects import object_start
from stancekit.extraction.attribution.grammar.phrases import noun_phrase_after, skip_adverbials
from stancekit.extraction.attribution.grammar.subject_phrases import subject_before
from stancekit.extraction.attribution.grammar.subjects import sentence_subject
from stancekit.extraction.attribution.grammar.verbs import verb_forms
from stancekit.extraction.attribution.grammar.zero_clauses import zero_clause
from stancekit.extraction.attribution.scan import SAME_SOURCE, SPEAKING, Attribution, Scan

__all__ = ["take_afterword", "take_claim", "take_coordinated", "take_echo", "take_participle"]

_W = words()
_FORMS = verb_forms()
_MODALS = frozenset("would could might should will can must had".split())
_BY_SAYING = frozenset("by after before despite".split())
_REACH = 40
_CONTENT_FIRST = frozenset(
    "inverted-quotation inverted-clause quotation-first clause-first parenthetical".split()
)
_SHOWING = frozenset("show find indicate reveal depict document".split())
_LONGEST_SUMMARY = 5
_THOUGHTS = frozenset("believe consider fear feel hope know think".split())
# Participles that carry a statement of their own even without a comma before them.
_STRONG_PARTICIPLES = frozenset(
    "say argue claim urge warn emphasize emphasise stress insist state announce declare".split()
)
_MEANWHILE = frozenset("while when after before".split())
# With these the narrator compares what is said with something else.
_NARRATOR = frozenset("repeat echo refer allude cite mock invoke quote recall speak talk".split())


def take_coordinated(
    scan: Scan,
    current: Attribution,
    joint: int,
    after: int,
    cue: Cue,
    groups: frozenset[str],
    right: tuple[int, str] | None = None,
) -> int:
    """Add what a second verb of the same source carries."""
    found = right or (
        content_after(scan, after, cue) if groups & {"say", "tell", "think"} else None
    )
    start = found[0] if found is not None and found[1] != "adverbial" else None
    if start is None and groups & {"object", "infinitive"}:
        start = object_start(scan.tokens, after, scan.last)
    if start is None or start >= scan.last:
        return after
    if (
        cue.form == "base"
        and scan.low[joint] in ("and", "or")
        and not current.rule.startswith("zero")
    ):
        return after
    if right is None and _goes_with_clause(scan, current, joint, cue, found):
        return after
    scan.close(current, joint)
    current.end = scan.size
    current.further.append((joint + 1, after))
    scan.begin_content(current, start, found[1] if found is not None else "object")
    return max(after, start)


def take_afterword(
    scan: Scan,
    current: Attribution,
    cue_span: tuple[int, int],
    cue: Cue,
    groups: frozenset[str],
) -> int:
    """Take "…, said X, who also called for Y": a statement of its own; 0 where it isn't that.

    Parameters
    ----------
    scan : Scan
    current : Attribution
        What is attributed before.
    cue_span : (int, int)
        The verb of its clause.
    cue : Cue
    groups : frozenset of str
        What the lexicon says of the verb here.
    """
    verb, after = cue_span
    who = verb - 1
    while who > 0 and (is_adverb(scan.low[who]) or scan.low[who] in _W.auxiliaries):
        who -= 1
    if scan.low[who] not in ("who", "which") or "also" not in scan.low[who:verb]:
        return 0
    if current.cue is None or current.mention is None or current.mention[0] > who:
        return 0
    if current.rule not in _CONTENT_FIRST or current.open_from is not None:
        return 0
    right = content_after(scan, after, cue) if groups & {"say", "tell", "think"} else None
    start = right[0] if right is not None and right[1] != "adverbial" else None
    if start is None and groups & {"object", "infinitive"}:
        start = object_start(scan.tokens, after, scan.last)
    if start is None or start >= scan.last:
        return 0
    current.end = who - 1
    attribution = Attribution(who, scan.size, [], cue_span, current.mention, "afterword")
    scan.found.append(attribution)
    scan.begin_content(attribution, start, right[1] if right is not None else "object")
    return max(after, start)


def _goes_with_clause(
    scan: Scan, current: Attribution, joint: int, cue: Cue, found: tuple[int, str] | None
) -> bool:
    # "said the man had fled and refused to stop": the second verb has the tense of the clause.
    if current.open_from is None or current.is_object:
        return False
    if scan.low[joint + 1] in _MODALS:
        # "said the door was open but would not stay so"
        return True
    if found is not None and found[1] in ("that", "quote", "zero") and cue.groups & SPEAKING:
        return False
    for at in range(joint - 1, current.open_from, -1):
        if is_finite(scan.tokens, at):
            word = scan.low[at]
            if cue.form == "past":
                return word == "had" or (word in _FORMS.pasts and word not in _W.auxiliaries)
            return cue.form == "s" and word in _FORMS.thirds
    return False


def take_participle(scan: Scan, verb: int, after: int, cue: Cue, groups: frozenset[str]) -> int:
    """Take ", adding that …", of the source before it or of the sentence's subject."""
    low = scan.low
    if verb == 0 or not groups & {"say", "tell", "object", "think", "manner"}:
        return after
    before = low[verb - 1]
    joint = verb - 1
    while joint > 0 and is_adverb(low[joint]):
        joint -= 1
    before = low[joint]
    current = scan.current()
    # "sent a letter urging them to leave": what the letter does, its sender does.
    text = (
        before in _W.texts
        and joint == verb - 1
        and current is None
        and any(is_finite(scan.tokens, at) for at in range(max(scan.left, joint - _REACH), joint))
    )
    comma = before == "," or before in DASHES or text
    spoken = bool(groups & SPEAKING)
    clausal = groups & {"say", "tell", "think", "manner"}
    right = content_after(scan, after, cue) if clausal else None
    if "manner" in groups and right is not None and right[1] not in ("quote", "colon"):
        right = None
    clause = (
        right is not None
        and right[1] in ("that", "quote", "colon", "zero")
        and (right[1] != "zero" or cue.base in ("say", "add") or zero_clause(scan, right[0]))
    )
    if right is not None and right[1] == "quote" and not comma and _has_own_source(scan, verb):
        return _take_quoting(scan, verb, after, right[0]) or after
    if not comma and before != "and":
        other = _take_absolute(scan, verb, after, right)
        if other:
            return other
    if not clause and cue.base in _NARRATOR:
        if comma and current is not None and current.open_from is not None:
            # "said the ships had left, citing the ministry"
            scan.close(current, joint)
        return after
    if not clause:
        start = (
            object_start(scan.tokens, after, scan.last)
            if "object" in groups or "say" in groups
            else None
        )
        if start is None and "infinitive" in groups and low[after : after + 1] == ["to"]:
            start = after
        if start is None or not (comma or cue.base in _STRONG_PARTICIPLES):
            return after
        right = (start, "object")
    assert right is not None  # noqa: S101 - for the type checker: set on both branches
    if before in ("of", "for") and spoken and clause and current is not None and current.is_object:
        return _take_accused(scan, current, joint, (verb, after), right)
    if current is not None and _is_left_behind(scan, current, verb):
        current = None
    if current is not None:
        if current.parent is not None and current.open_from is None:
            return after
        if not comma and before != "and" and not (clause and spoken):
            return after
        scan.close(current, joint)
        current.end = scan.size
        if current.parent is not None:
            outer = scan.found[current.parent]
            if outer.open_from is not None and not outer.content:
                scan.close(outer, joint)
        current.further.append((verb, after))
        scan.begin_content(current, right[0], right[1])
        return max(after, right[0])
    if not spoken and not comma:
        return after
    by_saying = before in _BY_SAYING and clause and spoken
    if not (comma or by_saying or cue.base in _STRONG_PARTICIPLES):
        return after
    if (before in _W.prepositions and not by_saying) or before in _W.determiners or before == "to":
        return after
    phrase = sentence_subject(scan, verb)
    if text and (phrase is None or cue.base in _SHOWING):
        phrase = subject_before(scan.tokens, verb)
    if phrase is None:
        return after
    # "refused talks, believing that …": a thought leaves the deed before it to be told.
    begin = joint + 1 if comma and cue.base in _THOUGHTS else scan.left
    attribution = Attribution(
        begin, scan.size, [], (verb, after), (phrase.start, phrase.end), "participle"
    )
    scan.found.append(attribution)
    scan.begin_content(attribution, right[0], right[1])
    return max(after, right[0])


def _is_left_behind(scan: Scan, current: Attribution, verb: int) -> bool:
    # "X said it was late; Y disagreed, saying …": the participle is of the second clause.
    if current.open_from is None or ";" not in scan.low[current.open_from : verb]:
        return False
    left = scan.left
    scan.left = verb - scan.low[current.open_from : verb][::-1].index(";")
    phrase = sentence_subject(scan, verb)
    if phrase is None or scan.low[phrase.start] in SAME_SOURCE:
        scan.left = left
        return False
    scan.finish_before(scan.left)
    return True


def _take_absolute(scan: Scan, verb: int, after: int, right: tuple[int, str] | None) -> int:
    # "…, with the speaker of the house calling it a trap": a source of its own.
    low = scan.low
    start = next(
        (at + 2 for at in range(verb - 2, scan.left, -1) if low[at : at + 2] == [",", "with"]), 0
    )
    phrase = NounPhrase(start, verb, verb)
    if not start or not start < verb <= start + _REACH or not is_party(scan.tokens, phrase):
        return 0
    if any(low[at] in HARD or is_finite(scan.tokens, at) for at in range(start, verb)):
        return 0
    content = object_start(scan.tokens, after, scan.last) if right is None else right[0]
    if content is None:
        return 0
    scan.finish_before(start - 2)
    mention = (start, phrase.end)
    begin = start if scan.found else scan.left
    attribution = Attribution(begin, scan.size, [], (verb, after), mention, "participle")
    scan.found.append(attribution)
    scan.begin_content(attribution, content, "object" if right is None else right[1])
    return max(after, content)


def _take_accused(
    scan: Scan,
    outer: Attribution,
    joint: int,
    cue: tuple[int, int],
    right: tuple[int, str],
) -> int:
    # "Keld accused Valdor of saying that …", "mocked her for saying": the object says it.
    start = outer.open_from
    phrase = None if start is None else noun_phrase_after(scan.tokens, start, appositive=False)
    after = cue[1]
    if phrase is None or not phrase.start < joint <= phrase.head_end:
        return after
    if scan.low[phrase.start] in SAME_SOURCE:
        return after
    inner = Attribution(
        outer.start,
        scan.size,
        [],
        cue,
        (phrase.start, joint),
        "accused-of-saying",
        scan.found.index(outer),
    )
    scan.found.append(inner)
    scan.begin_content(inner, *right)
    return max(after, right[0])


def _has_own_source(scan: Scan, verb: int) -> bool:
    before = scan.low[verb - 1]
    if before in _MEANWHILE:
        return True
    return before not in _W.prepositions and before not in _W.conjunctions


def _take_quoting(scan: Scan, verb: int, after: int, quote: int) -> int:
    # "footage of the envoy saying, “Never”", "they marched while chanting, “Never”"
    low = scan.low
    current = scan.current()
    if quote in scan.claimed or not scan.speech_like(quote):
        return 0
    if current is not None and current.open_from is not None and not current.is_object:
        return 0
    phrase = None if low[verb - 1] in _MEANWHILE else _nearest(scan, verb)
    start = verb - 1 if low[verb - 1] in _MEANWHILE else verb
    if phrase is None:
        phrase = sentence_subject(scan, verb)
    else:
        start = phrase.start
    if phrase is None:
        return 0
    scan.finish_before(start)
    mention = (phrase.start, phrase.end)
    attribution = Attribution(start, scan.size, [], (verb, after), mention, "participle")
    scan.found.append(attribution)
    scan.begin_content(attribution, quote, "quote")
    return quote + 1


def _nearest(scan: Scan, verb: int) -> NounPhrase | None:
    # "footage of Ana Paz saying", "heard him muttering": who is named right before.
    if scan.low[verb - 1] in _W.object_pronouns:
        return NounPhrase(verb - 1, verb, verb)
    phrase = subject_before(scan.tokens, verb)
    if phrase is None:
        return None
    for at in range(verb - 1, phrase.start, -1):
        if scan.low[at] in _W.prepositions and scan.tokens.is_capital(at + 1):
            phrase = NounPhrase(at + 1, verb, verb)
            break
    return phrase if is_party(scan.tokens, phrase) else None


def take_claim(scan: Scan, phrase: NounPhrase, verb: int, after: int) -> int:
    """Take ", a claim X denied"; return the token to go on from, or 0 where it isn't that.

    Parameters
    ----------
    scan : Scan
    phrase : NounPhrase
        What stands before the verb.
    verb, after : int
        The verb, and the token after it.
    """
    low = scan.low
    # The source may begin with a determiner of its own ("a claim the ministry denied").
    noun = phrase.start + (1 if low[phrase.start] in ("a", "an") else -1)
    start = noun - 1
    if start <= scan.left or low[start - 1] != "," or low[start] not in ("a", "an"):
        return 0
    if low[phrase.start] in SAME_SOURCE and is_finite(scan.tokens, after):
        # "…, a gesture he said would help": what he said of it.
        scan.finish_before(start)
        mention = (phrase.start, phrase.end)
        claim = Attribution(
            start, scan.size, [(start, noun + 1)], (verb, after), mention, "echo", open_from=after
        )
        scan.found.append(claim)
        return after
    if low[noun] not in _W.summaries or noun + 1 >= phrase.head_end:
        return 0
    source = NounPhrase(noun + 1, phrase.head_end, phrase.end)
    over = skip_adverbials(scan.tokens, after)
    if not is_party(scan.tokens, source):
        return 0
    content = [(start, noun + 1)]
    if low[over : over + 1] == ["as"]:
        # "…, an idea Velm dismissed as theatre"
        content.append((over, clause_end(scan, over)))
        over = scan.size if content[1][1] == scan.last else content[1][1]
    elif over < scan.last and low[over] not in (",", ";"):
        return 0
    scan.finish_before(start)
    who = (source.start, source.end)
    scan.found.append(Attribution(start, over, content, (verb, after), who, "echo"))
    return after


def take_echo(scan: Scan, verb: int, after: int) -> int:
    """Take ", a view shared by X"; return the token to go on from, or 0 where it isn't that."""
    low = scan.low
    start = verb - 1
    if low[after : after + 1] != ["by"] or low[start] not in _W.summaries:
        return 0
    while start > scan.left and low[start - 1] not in (",", ";") and low[start - 1] not in DASHES:
        start -= 1
    source = noun_phrase_after(scan.tokens, after + 1)
    if verb - start > _LONGEST_SUMMARY or source is None or not is_party(scan.tokens, source):
        return 0
    scan.finish_before(start)
    mention = (source.start, source.end)
    attribution = Attribution(start, scan.size, [(start, verb)], (verb, after + 1), mention, "echo")
    scan.found.append(attribution)
    return source.head_end
