"""Attributions in one sentence: who says what, in which words, by which construction."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field

from stancekit.document import Span
from stancekit.extraction.cues import Cue, cue_table, words
from stancekit.extraction.lexicon import load_lexicon
from stancekit.extraction.phrases import (
    NounPhrase,
    is_adverb,
    is_party,
    noun_phrase_after,
    skip_adverbials,
    subject_before,
    verb_group_start,
)
from stancekit.extraction.sentences import QUOTE, Tokens

__all__ = ["Attribution", "find_attributions"]

_W = words()
_CLAUSE_START = frozenset(
    {
        "and",
        "but",
        "while",
        "whereas",
        "as",
        "because",
        "when",
        "that",
        "although",
        "though",
        "if",
        "where",
        "after",
        "before",
        "or",
    }
)
_SAME_SOURCE = frozenset({"he", "she", "it", "they", "we", "i"})
_STOPS = frozenset(".?!…")
_CLAUSAL = frozenset({"say", "tell", "think", "manner"})
_DASHES = frozenset("—–")
_ATTITUDES = frozenset({"think", "object", "infinitive"})
# What a text or a study does, as a person does.
_TEXTS_SAY = frozenset(
    "say tell read state show find suggest indicate report reveal conclude".split()
)
_NO_OBJECT_MARKS = frozenset(",;:)(")
_NO_OBJECT = frozenset("by if when while because and or but until since against to".split())
_NEW_SOURCE = frozenset({";", "while", "whereas", "but", "although", "though"})
_PLURALS = frozenset(
    "i you we they people police who many some others most both few men women".split()
)
_BEFORE_HEARER = frozenset("to in at on during through by via from for before after of".split())
_HEARER_PRONOUNS = frozenset("him her them me us it you".split())
_SUBORDINATE = frozenset("while although though if as because when after since whereas".split())
_PREFERENCES = frozenset(
    "prefer welcome accept oppose support like reject refuse favor favour".split()
)
_NOT_PARTICLES = frozenset("out off down up away back along into".split())
_HEDGED = frozenset("would could may might should must can if".split())
_SPEAKING = frozenset({"say", "tell", "manner"})
# Participles that carry a statement of their own even without a comma before them.
_STRONG_PARTICIPLES = frozenset(
    "say argue claim urge warn emphasize emphasise stress insist state announce declare".split()
)
_INVERTED_ONLY_AFTER_QUOTE = frozenset(
    "continue smile laugh sigh shrug joke read go put call ask".split()
)


@dataclass(slots=True)
class Attribution:
    """One attribution, in token indices of its sentence.

    Parameters
    ----------
    start, end : int
        The tokens it covers, attribution and content.
    content : list of (int, int)
        Token ranges of what is said.
    cue : (int, int) or None
        Tokens of the verb or phrase.
    mention : (int, int) or None
        Tokens of the source.
    rule : str
        Name of the construction.
    confidence : float
        Between 0 and 1.
    parent : int or None
        Index of the attribution that this one is nested in.
    """

    start: int
    end: int
    content: list[tuple[int, int]]
    cue: tuple[int, int] | None
    mention: tuple[int, int] | None
    rule: str
    confidence: float = 0.8
    parent: int | None = None
    is_act: bool = False
    open_from: int | None = field(default=None, repr=False)


@functools.cache
def _according() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(p.split()) for p in load_lexicon("cues")["according"]["phrases"])


@functools.cache
def _possessed() -> frozenset[str]:
    return frozenset(load_lexicon("cues")["according"]["possessed"])


@functools.cache
def _nouns() -> frozenset[str]:
    singular = load_lexicon("cues")["nouns"]["that"].split()
    plural = [w[:-1] + "ies" if w.endswith("y") else w + "s" for w in singular]
    return frozenset([*singular, *plural])


def find_attributions(tokens: Tokens) -> tuple[list[Attribution], NounPhrase | None]:
    """Return the attributions of a sentence, outer ones before those nested in them.

    With them comes the source of a quotation that the sentence announces without giving it.

    Parameters
    ----------
    tokens : Tokens
        The sentence, each quotation folded into one token.
    """
    finder = _Finder(tokens)
    finder.run()
    return finder.found, finder.introduced


class _Finder:
    """One pass over a sentence, from left to right."""

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self.low = tokens.low
        self.size = len(tokens.low)
        self.found: list[Attribution] = []
        self.left = 0  # where the next statement may begin
        last = self.size
        while last > 0 and self.low[last - 1] in _STOPS:
            last -= 1
        self.last = last  # first token of the final punctuation
        self.claimed: set[int] = set()
        # The source that the sentence announces a quotation of ("The agency quoted the minister.").
        self.introduced: NounPhrase | None = None

    # -- the pass ---------------------------------------------------------------------------

    def run(self) -> None:
        table = cue_table()
        low = self.low
        headline = self.tokens.headline
        index = 0
        if self._colon():
            return
        while index < self.size:
            word = low[index]
            if word == QUOTE:
                index += 1
                continue
            cue = table.get(word)
            if cue is not None and (headline or not self.tokens.is_capital(index)):
                index = self._verb(index, cue)
            elif word in ("according", "in", "as"):
                index = self._according(index)
            elif word == "by" or word in ("'s", "’s"):
                index = self._possessed(index)
            else:
                index += 1
        self._close_all()

    def _close_all(self) -> None:
        for attribution in self.found:
            if attribution.open_from is not None:
                attribution.end = self.size
                self._close(attribution, self.last)
        self.found = [a for a in self.found if a.content]

    def _close(self, attribution: Attribution, end: int) -> None:
        # End the content that runs at present; punctuation and conjunctions before `end` go.
        start = attribution.open_from
        attribution.open_from = None
        if start is None:
            return
        for at in range(start + 3, end - 1):
            # "— a scenario in which …": the narrator comments.
            if (
                self.low[at] in _DASHES
                and self.low[at + 1] in ("a", "an")
                and not any(word in _DASHES for word in self.low[at + 2 : end])
            ):
                end = at
                attribution.end = min(attribution.end, at)
                break
        while end > start and (
            self.low[end - 1] in (",", ";", "and", "but", "while", ":", "as", "yet")
            or self.low[end - 1] in _DASHES
        ):
            end -= 1
        if end > start:
            attribution.content.append((start, end))

    def _current(self) -> Attribution | None:
        return self.found[-1] if self.found else None

    # -- "Minister: no talks", "'No talks': minister" -------------------------------------------

    def _colon(self) -> bool:
        low = self.low
        try:
            colon = low.index(":", 0, 16)
        except ValueError:
            return False
        if colon == 0 or colon + 1 >= self.size:
            return False
        headline = self.tokens.headline
        if low[0] == QUOTE and colon == 1 and headline:
            phrase = noun_phrase_after(self.tokens, 2)
            if phrase is not None and is_party(self.tokens, phrase):
                self.found.append(
                    Attribution(
                        0,
                        self.size,
                        [(0, 1)],
                        None,
                        (phrase.start, phrase.end),
                        "headline-colon",
                        0.8,
                    )
                )
                return True
        if QUOTE in low[:colon] or any(
            w in cue_table() and not self.tokens.is_capital(i) for i, w in enumerate(low[:colon])
        ):
            return False
        whole_quote = low[colon + 1] == QUOTE and colon + 2 >= self.last
        if not (headline or whole_quote):
            return False
        if (
            "," in low[:colon]
            or low[0] in _W.prepositions
            or low[0] in _W.conjunctions
            or colon > 8
        ):
            return False
        phrase = NounPhrase(0, colon, colon)
        if not is_party(self.tokens, phrase) or any(w in _W.auxiliaries for w in low[:colon]):
            return False
        self.found.append(
            Attribution(0, self.size, [(colon + 1, self.last)], None, (0, colon), "colon", 0.7)
        )
        return True

    # -- "according to X" -----------------------------------------------------------------------

    def _according(self, index: int) -> int:
        low = self.low
        for phrase_words in _according():
            size = len(phrase_words)
            if tuple(low[index : index + size]) == phrase_words:
                break
        else:
            return index + 1
        phrase = noun_phrase_after(self.tokens, index + size)
        if phrase is None:
            return index + size
        self._frame(index, index + size, phrase, "according-to", 0.9)
        return phrase.head_end

    def _possessed(self, index: int) -> int:
        # "by the UN's estimate", "in the minister's view", "by his own account".
        low = self.low
        if low[index] == "by" or low[index] == "in":
            stop = min(index + 9, self.size)
            for at in range(index + 1, stop):
                if low[at] in _possessed() and (
                    low[at - 1] in ("'s", "’s", "'", "’", "own", "his", "her", "its", "their")
                ):
                    end = at - 1 if low[at - 1] != "own" else at - 2
                    if low[at - 1] in ("his", "her", "its", "their"):
                        end = at
                    phrase = NounPhrase(index + 1, max(end, index + 2), max(end, index + 2))
                    self._frame(index, at + 1, phrase, "possessed-view", 0.8)
                    return at + 1
                if low[at] in (",", ".", QUOTE, ";"):
                    break
            return index + 1
        # "X's claim that"
        if (
            index + 2 < self.size
            and low[index + 2] == "that"
            and low[index + 1] in _nouns()
            and index > 0
        ):
            current = self._current()
            if current is None or current.open_from is None:
                phrase = subject_before(self.tokens, index)
                if phrase is not None and is_party(self.tokens, phrase):
                    start = phrase.start
                    end = self._clause_end(index + 3)
                    self.found.append(
                        Attribution(
                            start,
                            end,
                            [(index + 3, end)],
                            (index + 1, index + 2),
                            (phrase.start, phrase.end),
                            "nominal",
                            0.6,
                        )
                    )
                    return end
        return index + 1

    def _clause_end(self, start: int) -> int:
        # Where an embedded clause that begins at `start` ends, roughly: a comma or the end.
        for at in range(start, self.last):
            if self.low[at] in (",", ";") or self.low[at] in _DASHES:
                return at
        return self.last

    def _frame(
        self, start: int, end: int, phrase: NounPhrase, rule: str, confidence: float
    ) -> None:
        low = self.low
        cue = (start, end)
        mention = (phrase.start, phrase.end)
        after = max(phrase.end, end)
        if after < self.size and low[after] == ",":
            after += 1
        current = self._current()
        fronted = (
            start == self.left
            or low[start - 1] in (",", ";")
            and self._is_adjunct(self.left, start)
            or low[start - 1] in _CLAUSE_START
        )
        if fronted and after < self.last:
            self._finish_before(start)
            self.found.append(
                Attribution(
                    start if low[start - 1] in _CLAUSE_START else self.left,
                    self.size,
                    [],
                    cue,
                    mention,
                    rule,
                    confidence,
                    open_from=after,
                )
            )
            return
        if current is not None and current.end >= start:
            return
        if start - self.left < 2:
            return
        content_end = start - 1 if low[start - 1] == "," else start
        content = [(self.left, content_end)]
        attribution = Attribution(self.left, self.size, content, cue, mention, rule, confidence)
        if low[max(phrase.end, end) : max(phrase.end, end) + 1] == [","] and self.last - after >= 3:
            if not (low[after] in ("who", "which", "and", "but") or low[after] in cue_table()):
                attribution.open_from = after
        self.found.append(attribution)

    # -- verbs ----------------------------------------------------------------------------------

    def _verb(self, verb: int, cue: Cue) -> int:
        low = self.low
        groups = cue.groups
        after = verb + 1
        phrase_used = False
        for particles in cue.particles:
            if low[after : after + len(particles)] == list(particles):
                after += len(particles)
                phrase_used = True
                break
        if not groups and not phrase_used:
            return verb + 1
        if phrase_used:
            groups = (
                frozenset({"object"})
                if low[after - 1]
                not in (
                    "out",
                    "clear",
                    "plain",
                    "known",
                    "know",
                    "case",
                    "point",
                    "view",
                    "that",
                    "position",
                    "hope",
                    "confidence",
                    "it",
                    "say",
                    "slip",
                    "argument",
                )
                else groups | {"object", "say"}
            )
        group_start, auxiliaries = verb_group_start(self.tokens, verb)
        be = any(
            a
            in (
                "is",
                "was",
                "are",
                "were",
                "be",
                "been",
                "being",
                "’s",
                "'s",
                "’re",
                "'re",
                "isn’t",
                "isn't",
            )
            for a in auxiliaries
        )
        if cue.form == "ing":
            if not be:
                return self._participle(verb, after, cue, groups)
        elif cue.form in ("past", "participle") and be:
            return self._passive(verb, after, cue)
        elif cue.form == "participle" and not auxiliaries:
            return after
        if (
            cue.form == "base"
            and auxiliaries == []
            and group_start > 0
            and low[group_start - 1] == "to"
        ):
            return after
        if not _HEDGED.isdisjoint(auxiliaries) and "not" not in low[group_start:verb]:
            if "would" not in auxiliaries or cue.base not in _PREFERENCES:
                return after
        if group_start == 0 and not self.tokens.headline:
            return after
        return self._finite(verb, group_start, after, cue, groups, phrase_used)

    def _passive(self, verb: int, after: int, cue: Cue) -> int:
        # "was quoted as saying that"; other passives name no source in subject position.
        low = self.low
        if cue.base in ("quote", "cite", "report") and low[after : after + 2] == ["as", "saying"]:
            group_start, _ = verb_group_start(self.tokens, verb)
            phrase = subject_before(self.tokens, group_start)
            if phrase is not None:
                return self._normal(
                    phrase,
                    (verb, after + 2),
                    after + 2,
                    cue,
                    frozenset({"say"}),
                    "quoted-as-saying",
                )
        return after

    def _finite(
        self,
        verb: int,
        group_start: int,
        after: int,
        cue: Cue,
        groups: frozenset[str],
        phrase_used: bool,
    ) -> int:
        low = self.low
        cue_span = (verb, after)
        before = low[group_start - 1] if group_start else ""
        spoken = bool(groups & _SPEAKING)
        # 1. "…", said X.  / … , said X.
        if spoken and group_start and not phrase_used:
            inverted = self._inverted(verb, group_start, after, cue)
            if inverted:
                return inverted
        # 2. coordinated with the cue before: "dismissed A and called for B".
        current = self._current()
        if current is not None and current.mention is not None:
            back = group_start - 1
            while back > 0 and is_adverb(low[back]):
                back -= 1
            if low[back] in ("and", "but", "or", ",") and not (
                low[back] == ","
                and before == ","
                and subject_before(self.tokens, group_start) is not None
            ):
                return self._continue(current, back, verb, after, cue, groups)
        phrase = subject_before(self.tokens, group_start)
        if phrase is None and group_start == 0 and self.tokens.headline:
            return after
        if phrase is None:
            return after
        if not self._plausible(phrase, verb, group_start, cue, groups, phrase_used):
            return after
        # "X quoted Y as saying": the source is Y.
        if cue.base in ("quote", "cite"):
            source = noun_phrase_after(self.tokens, after)
            if source is not None and low[source.end : source.end + 2] == ["as", "saying"]:
                return self._normal(
                    source,
                    (source.end + 1, source.end + 2),
                    source.end + 2,
                    cue,
                    frozenset({"say"}),
                    "quoted-as-saying",
                )
            if source is not None and is_party(self.tokens, source) and cue.base == "quote":
                rest = source.end
                if rest >= self.last:
                    self.introduced = source
                if rest < self.size and low[rest] in (":", ",", QUOTE):
                    return self._normal(source, cue_span, rest, cue, frozenset({"say"}), "quoted")
                return after
        # Left content: fronted or parenthetical.
        if spoken and not (phrase_used and cue.base not in ("point", "let", "make", "put", "go")):
            handled = self._trailing(phrase, verb, after, cue, cue_span)
            if handled:
                return handled
        return self._normal(phrase, cue_span, after, cue, groups, "")

    def _plausible(
        self,
        phrase: NounPhrase,
        verb: int,
        group_start: int,
        cue: Cue,
        groups: frozenset[str],
        phrase_used: bool,
    ) -> bool:
        low = self.low
        head = low[phrase.head_end - 1]
        party = is_party(self.tokens, phrase)
        if cue.form == "base" and group_start == verb:
            # A bare form needs a plural subject; otherwise it is a noun ("the peace offer").
            if head in ("he", "she", "it"):
                return False
            plural = any(self._is_plural_party(at) for at in self._heads(phrase))
            if not plural and not ("and" in low[phrase.start : phrase.head_end]):
                return False
            if not party:
                return False
        if cue.form == "s" and cue.base not in ("say", "tell"):
            if not party or head in ("peace", "talks"):
                return False
            # "the guarantor states," is a noun.
            follows = low[verb + 1] if verb + 1 < self.size else "."
            if (
                not follows[0].isalnum()
                and follows not in (":", QUOTE)
                and head not in _SAME_SOURCE
                and not self.tokens.is_capital(phrase.head_end - 1)
            ):
                return False
        if head == "you":
            return False
        clausal = low[verb + 1 : verb + 2] == ["that"]
        if not party and not clausal and (groups <= _ATTITUDES or cue.base not in _TEXTS_SAY):
            return False
        if "infinitive" in groups and phrase.start and low[phrase.start - 1] == "not":
            return False
        if low[verb - 1] in _W.determiners or low[verb - 1] in ("'s", "’s") and group_start == verb:
            return False
        return True

    def _is_plural_party(self, at: int) -> bool:
        word = self.low[at]
        if word in _PLURALS:
            return True
        return (
            word.endswith("s")
            and word not in ("'s", "’s")
            and is_party(self.tokens, NounPhrase(at, at + 1, at + 1))
        )

    def _heads(self, phrase: NounPhrase) -> list[int]:
        # The last noun, and those before a preposition ("critics in parliament").
        low = self.low
        return [
            at
            for at in range(phrase.start, phrase.head_end)
            if at + 1 == phrase.head_end or low[at + 1] in _W.prepositions
        ]

    # -- order: content first -----------------------------------------------------------------

    def _quote_ends_speech(self, index: int) -> bool:
        # Whether the quotation token ends as reported speech does before its attribution.
        span = self.tokens.quotes[index]
        inner = self.tokens.text[span.start : span.end]
        if inner[-1:] in ",.?!…—-–":
            return True
        if index + 1 < self.size and self.low[index + 1] == ",":
            return True
        return (index == self.left or self.low[index - 1] in (":", ",")) and inner.count(" ") >= 2

    def _inverted(self, verb: int, group_start: int, after: int, cue: Cue) -> int:
        low = self.low
        before = group_start - 1
        quote = (
            before
            if low[before] == QUOTE
            else before - 1
            if low[before] == "," and before and low[before - 1] == QUOTE
            else -1
        )
        if quote >= 0:
            if not self._quote_ends_speech(quote):
                return 0
        elif low[before] != "," or "manner" in cue.groups:
            return 0
        phrase = noun_phrase_after(self.tokens, after)
        if phrase is None or not is_party(self.tokens, phrase):
            return 0
        if low[phrase.start] in ("it", "him", "them", "me", "us"):
            return 0
        follows = low[phrase.end] if phrase.end < self.size else "."
        if quote < 0:
            if follows not in (",", ".", ";") and follows not in (
                "in",
                "on",
                "at",
                "during",
                "after",
            ):
                return 0
            if not self._has_clause(self.left, before):
                return 0
            # "X, the envoy, said talks." — a subject before the commas wins unless a clause ends here.
            subject = subject_before(self.tokens, group_start)
            if (
                subject is not None
                and subject.start <= self.left + 1
                and not any(w in _W.auxiliaries for w in low[subject.head_end : before])
            ):
                return 0
        attribution = Attribution(
            self.left,
            self.size,
            [],
            (verb, after),
            (phrase.start, phrase.end),
            "inverted-quotation" if quote >= 0 else "inverted-clause",
            0.95 if quote >= 0 else 0.8,
        )
        self._left_content(attribution, quote if quote >= 0 else before, quoted=quote >= 0)
        self.found.append(attribution)
        self._rest_after(attribution, phrase.end, quoted=quote >= 0)
        return phrase.end

    def _left_content(self, attribution: Attribution, at: int, *, quoted: bool) -> None:
        # `at` is the closing quotation, or the comma that ends the clause.
        low = self.low
        end = at + 1 if quoted else at
        start = self.left
        if quoted:
            # Only the quotation, where what stands before it belongs to something else.
            first = at
            while first > start and (low[first - 1] == QUOTE):
                first -= 1
            if (
                first > start
                and low[first - 1] in (":", ",")
                and not self._has_clause(start, first)
            ):
                start = first
            elif first == start:
                start = first
        while start < end and (
            low[start] in (",", ";", "and", "but") or low[start] in _DASHES or low[start] == "."
        ):
            start += 1
        if not quoted:
            for index in range(end - 1, start, -1):
                # "He corrected one detail: the next meeting, an aide said, …"
                if low[index] == ":" or (low[index] == ";" and attribution.rule == "parenthetical"):
                    start = index + 1
                    break
        for index in range(start, end):
            if low[index] == QUOTE:
                self.claimed.add(index)
        attribution.content.append((start, end))
        attribution.start = start

    def _rest_after(self, attribution: Attribution, at: int, *, quoted: bool) -> None:
        # What follows ", he said": a second part of the content, or nothing.
        low = self.low
        at = skip_adverbials(self.tokens, at)
        if quoted:
            for index in range(at, self.size):
                if low[index] == QUOTE:
                    if low[index - 1] in (",", ":", ".", "and", "but") or low[index - 1] in _DASHES:
                        attribution.content.append((index, index + 1))
                        self.claimed.add(index)
                    break
                if (
                    low[index] in cue_table()
                    and cue_table()[low[index]].groups & _SPEAKING
                    and low[index - 1] == ","
                ):
                    break
            return
        if at < self.last and low[at] in (",", *_DASHES) and self.last - at > 2:
            first = low[at + 1]
            table_cue = cue_table().get(first)
            if table_cue is not None and table_cue.form == "ing":
                return
            if (
                first.endswith("ing")
                and len(first) > 5
                or first
                in (
                    "and",
                    "who",
                    "which",
                    "whose",
                    "a",
                    "in",
                    "at",
                    "on",
                    "after",
                    "during",
                    "before",
                    "as",
                    "according",
                    "amid",
                    "citing",
                )
            ):
                if not (
                    self._left_is_short(attribution) and first not in ("and", "who", "which", "a")
                ):
                    return
            attribution.open_from = at + 1

    def _left_is_short(self, attribution: Attribution) -> bool:
        start, end = attribution.content[0]
        return not self._has_clause(start, end)

    def _trailing(
        self, phrase: NounPhrase, verb: int, after: int, cue: Cue, cue_span: tuple[int, int]
    ) -> int:
        low = self.low
        start = phrase.start
        if start <= self.left:
            return 0
        before = start - 1
        if low[before] == "as" and before > self.left and low[before - 1] == ",":
            before -= 1
        elif low[before] == "as" and before == self.left:
            return self._as_clause(phrase, verb, after)
        quote = (
            before
            if low[before] == QUOTE
            else before - 1
            if low[before] == "," and low[before - 1] == QUOTE and before
            else -1
        )
        if quote >= self.left and quote not in self.claimed and self._quote_ends_speech(quote):
            right = self._right(after, cue)
            current = self._current()
            if right is not None and right[1] == "that":
                return 0
            if (
                current is not None
                and current.open_from is not None
                and low[quote - 1] not in (",", ":")
            ):
                # "X called it 'absurd', the agency reported": the marks belong to X's words.
                self._finish_before(phrase.start)
                return after
            if current is not None and current.open_from is not None:
                # "said X, 'Q', she said": the clause before ends where the quotation begins.
                self._finish_before(quote)
            attribution = Attribution(
                self.left,
                self.size,
                [],
                cue_span,
                (phrase.start, phrase.end),
                "quotation-first",
                0.95,
            )
            self._left_content(attribution, quote, quoted=True)
            self.found.append(attribution)
            if right is not None and right[1] == "quote":
                attribution.content.append((right[0], right[0] + 1))
                self.claimed.add(right[0])
            else:
                self._rest_after(attribution, after, quoted=True)
            return after
        if (low[before] != "," and low[before] not in _DASHES) or "manner" in cue.groups:
            return 0
        region_start = self.left
        current = self._current()
        if current is not None and current.open_from is not None:
            region_start = current.open_from
            if low[phrase.start] in _SAME_SOURCE:
                # "X said A, he added, B": one source; the cue interrupts its content.
                return after
        for index in range(before - 1, region_start, -1):
            # "She corrected one detail: the next meeting, an aide said, …"
            if low[index] == ":":
                region_start = index + 1
                break
        if before - region_start < 2 and not (low[after : after + 1] == [","]):
            return 0
        at = skip_adverbials(self.tokens, after)
        if "tell" in cue.groups and at < self.last and low[at] != ",":
            # "Her fighters, she told him, would not stop."
            hearer = noun_phrase_after(self.tokens, at, appositive=False)
            if hearer is not None and low[hearer.end : hearer.end + 1] == [","]:
                at = hearer.end
        follows = low[at] if at < self.size else "."
        parenthetical = follows in (",", *_DASHES) and at < self.last
        if (
            parenthetical
            and self._nothing_after_comma(at)
            and not self._has_clause(region_start, before)
        ):
            return 0
        if not parenthetical and not self._right_is_empty(after, cue):
            return 0
        if not parenthetical and self._is_adjunct(region_start, before) and cue.base != "say":
            return 0
        if current is not None and current.open_from is not None:
            self._finish_before(phrase.start)
            current.end = min(current.end, phrase.start)
            return after
        attribution = Attribution(
            region_start,
            self.size,
            [],
            cue_span,
            (phrase.start, phrase.end),
            "parenthetical" if parenthetical else "clause-first",
            0.9,
        )
        if parenthetical and self._is_adjunct(region_start, before) and self._fronted(region_start):
            # "In the corridor, he said, the plan stands": the place is not what he said.
            self.found.append(attribution)
            if low[at + 1] == QUOTE:
                self._open(attribution, at + 1, "quote")
            else:
                attribution.open_from = at + 1
        else:
            self.left = region_start
            self._left_content(attribution, before, quoted=False)
            self.found.append(attribution)
            self._rest_after(attribution, at, quoted=False)
        if attribution.open_from is not None and low[attribution.open_from] in ("that",):
            attribution.open_from += 1
        return max(at, after)

    def _fronted(self, start: int) -> bool:
        word = self.low[start]
        return word in _W.prepositions or word in ("as", "asked") or word.endswith("ing")

    def _nothing_after_comma(self, at: int) -> bool:
        return self.last - at <= 2 and self.low[at + 1 : at + 2] != [QUOTE]

    def _as_clause(self, phrase: NounPhrase, verb: int, after: int) -> int:
        # "As the minister noted, talks are off."
        low = self.low
        comma = skip_adverbials(self.tokens, after)
        if comma < self.last and low[comma] == "," and self.last - comma > 2:
            self.found.append(
                Attribution(
                    self.left,
                    self.size,
                    [],
                    (verb, after),
                    (phrase.start, phrase.end),
                    "as-clause",
                    0.8,
                    open_from=comma + 1,
                )
            )
            return comma + 1
        return 0

    def _has_clause(self, start: int, end: int) -> bool:
        table = cue_table()
        low = self.low
        for index in range(start, end):
            word = low[index]
            if word in _W.auxiliaries and word not in ("'s", "’s") or word == QUOTE:
                return True
            if (
                index > start
                and word.endswith("ed")
                and not self.tokens.is_capital(index)
                and low[index - 1] not in _W.determiners
            ):
                return True
            if word in table and table[word].form in ("s", "past"):
                return True
        return (
            end - start >= 7
            and low[start] not in _W.prepositions
            and not low[start].endswith("ing")
        )

    def _is_adjunct(self, start: int, end: int) -> bool:
        # "Speaking in Tehran", "On Monday", "Asked about it": no clause of its own.
        low = self.low
        if start >= end:
            return True
        word = low[start]
        if word.endswith("ing") or word in ("asked", "pressed", "questioned"):
            return True
        if word in _W.prepositions:
            return not any(w in _W.auxiliaries and w not in ("'s", "’s") for w in low[start:end])
        if word in ("when", "while", "if", "although", "though", "because", "as", "since"):
            return False
        return not self._has_clause(start, end)

    def _right_is_empty(self, after: int, cue: Cue) -> bool:
        # Whether only hearers, places and times follow the cue, up to the end or a comma.
        low = self.low
        at = skip_adverbials(self.tokens, after)
        if at >= self.last:
            return True
        if low[at] in (",", ";") or low[at] in _DASHES:
            return True
        right = self._right(after, cue)
        if right is None:
            return True
        if right[1] in ("that", "quote", "colon"):
            return False
        stop = at
        while stop < self.last and low[stop] not in (",", ";", QUOTE):
            stop += 1
        tellers = "tell" in cue.groups
        if tellers or low[at] in _W.prepositions:
            # A finite verb in what follows means a clause ("told them it was over").
            for index in range(at + 1, stop):
                word = low[index]
                if word in _W.auxiliaries and word not in ("'s", "’s"):
                    return False
                if word in _SAME_SOURCE:
                    return False
                if (
                    tellers
                    and word == "to"
                    and index > at + 1
                    and low[index + 1 : index + 2]
                    and low[index + 1] not in _W.determiners
                    and not self.tokens.is_capital(index + 1)
                ):
                    return True
            return True
        return False

    # -- order: attribution first ---------------------------------------------------------------

    def _right(self, after: int, cue: Cue) -> tuple[int, str] | None:
        """Return where the content after a cue begins, and what it is."""
        low = self.low
        size = self.last
        at = after
        if at >= size:
            return None
        if low[at] == ":":
            return (at + 1, "colon") if at + 1 < size else None
        if low[at] == QUOTE:
            return at, "quote"
        if low[at] == "that":
            return at + 1, "that"
        at = skip_adverbials(self.tokens, at)
        if at >= size:
            return None
        if low[at] == "," and at + 1 < size and (low[at + 1] == QUOTE):
            return at + 1, "quote"
        if low[at] == "," and at + 1 < size and low[at + 1] in ("however", "too", "though"):
            at += 3
            if at >= size:
                return None
        if low[at] == ":":
            return (at + 1, "colon") if at + 1 < size else None
        if low[at] == QUOTE:
            return at, "quote"
        if low[at] == "that":
            return at + 1, "that"
        hearer = "tell" in cue.groups or low[at] in _BEFORE_HEARER
        if hearer:
            for index in range(at, min(at + 18, size)):
                word = low[index]
                if word == "that" and index > at and low[index - 1] not in _W.prepositions:
                    return index + 1, "that"
                if word in (":", QUOTE) or (word == "," and low[index + 1 : index + 2] == [QUOTE]):
                    if word == QUOTE and index > at and low[index - 1] not in (",", ":"):
                        if not self._speech_like(index):
                            continue
                    return index + (word != QUOTE), "quote" if word != ":" else "colon"
                if word == ";" or (word == "," and index > at + 8):
                    break
                if word == "to" and index > at and self._infinitive(index + 1):
                    # "warned them to leave the land that they hold"
                    return (at, "object") if "object" in cue.groups else (index, "object")
            if "tell" in cue.groups:
                return self._after_hearer(at, size)
            start = at
            # "said on the radio the talks were off" has no border to find; "said of talks" has none.
            if low[at] in ("of", "for", "to", "by"):
                return at, "object"
            phrase = noun_phrase_after(self.tokens, at + 1, appositive=False)
            if (
                phrase is not None
                and phrase.end < size
                and (
                    low[phrase.end] in _W.determiners
                    or low[phrase.end] in _W.pronouns
                    or (self.tokens.is_capital(phrase.end) and not self.tokens.headline)
                )
            ):
                return phrase.end, "zero"
            return (start, "adverbial")
        if low[at] in (",", ";") or low[at] in _DASHES:
            return None
        return at, "zero"

    def _infinitive(self, index: int) -> bool:
        low = self.low
        return (
            index < self.last
            and low[index] not in _W.determiners
            and low[index] not in _HEARER_PRONOUNS
            and low[index] != QUOTE
            and not self.tokens.is_capital(index)
            and not low[index].endswith("s")
        )

    def _speech_like(self, index: int) -> bool:
        span = self.tokens.quotes[index]
        inner = self.tokens.text[span.start : span.end]
        return inner[-1:] in ".,?!…" or inner.count(" ") >= 4

    def _after_hearer(self, at: int, size: int) -> tuple[int, str] | None:
        # "told lawmakers the plan was dead": past the hearer; None where nothing follows it.
        low = self.low
        phrase = noun_phrase_after(self.tokens, at, appositive=False)
        end = phrase.end if phrase is not None else at + 1
        if low[at] in ("him", "her", "them", "me", "us", "it", "you"):
            end = at + 1
        start = skip_adverbials(self.tokens, end)
        if start >= size or low[start] in (",", ";", "."):
            if start + 1 < size and low[start] == "," and low[start + 1] == QUOTE:
                return start + 1, "quote"
            return None
        if low[start] == "to":
            return (start, "object")
        if low[start] in _W.prepositions:
            nxt = noun_phrase_after(self.tokens, start + 1, appositive=False)
            if nxt is None or nxt.end >= size:
                return None
            start = skip_adverbials(self.tokens, nxt.end)
            if start >= size or low[start] in _W.prepositions or low[start] in (",", ";"):
                return None
        return start, "zero"

    def _normal(
        self,
        phrase: NounPhrase,
        cue_span: tuple[int, int],
        after: int,
        cue: Cue,
        groups: frozenset[str],
        rule: str,
    ) -> int:
        low = self.low
        right = self._right(after, cue) if groups & _CLAUSAL else None
        if right is not None and "manner" in groups and right[1] not in ("quote", "colon", "that"):
            right = None
        kind = right[1] if right is not None else ""
        if right is None or kind in ("zero", "adverbial", "object"):
            if kind == "zero" and groups & _SPEAKING and cue.base in ("say", "tell"):
                pass
            elif kind == "zero" and groups & {"say", "think"} and self._zero_clause(right[0]):  # type: ignore[index]  # kind is set only with right
                kind = "zero"
            elif "infinitive" in groups and low[after : after + 1] == ["to"]:
                right, kind = (after, "infinitive"), "infinitive"
            elif "object" in groups and (start := self._object_start(after)) is not None:
                right, kind = (start, "object"), "object"
            elif kind == "object" and "tell" in groups:
                pass
            elif kind == "object" and groups & {"say"}:
                pass
            else:
                self._announce(phrase, groups)
                return after
        if right is None or kind == "adverbial":
            self._announce(phrase, groups)
            return after
        start = right[0]
        if start >= self.last:
            return after
        relative = self._is_free_relative(phrase)
        if relative and QUOTE not in low[start : start + 6]:
            return after
        if kind in ("object", "infinitive") and self._in_relative_clause(phrase):
            return after
        rule = (
            rule
            or {
                "that": "that-clause",
                "quote": "quotation-last",
                "colon": "quotation-last",
                "zero": "zero-that",
                "object": "object",
                "infinitive": "infinitive",
            }[kind]
        )
        confidence = {
            "that": 0.95,
            "quote": 0.95,
            "colon": 0.9,
            "zero": 0.9,
            "object": 0.7,
            "infinitive": 0.6,
        }[kind]
        current = self._current()
        parent: int | None = None
        begin = self.left
        clause_start = low[phrase.start - 1] if phrase.start else ""
        if current is not None and (current.open_from is not None or current.end > phrase.start):
            nested = current.cue is not None and phrase.start < current.cue[0]
            independent = not nested and (
                clause_start in _NEW_SOURCE
                or (
                    clause_start in ("and", "as", "yet")
                    and phrase.start > 1
                    and low[phrase.start - 2] in (",", ";", QUOTE)
                )
                or (self.tokens.headline and clause_start in ("as", ","))
            )
            if independent:
                if low[phrase.start] in _SAME_SOURCE and current.mention is not None:
                    return self._continue(
                        current,
                        phrase.start - 1,
                        cue_span[0],
                        after,
                        cue,
                        groups,
                        right=(start, kind),
                    )
                self._finish_before(phrase.start)
                begin = phrase.start
            else:
                if (
                    relative
                    or low[phrase.start] in _SAME_SOURCE
                    or kind in ("object", "infinitive")
                    or not groups & _SPEAKING
                ):
                    return after
                if low[phrase.start] in ("his", "her", "its", "their", "my", "our"):
                    return after
                parent = len(self.found) - 1
                begin = current.start
        elif clause_start in _CLAUSE_START and phrase.start > self.left + 1:
            begin = phrase.start
        elif (
            self.tokens.headline
            and clause_start == ","
            and self._has_clause(self.left, phrase.start - 1)
        ):
            begin = phrase.start
        until = self._subordinate_end(phrase, start)
        attribution = Attribution(
            begin, self.size, [], cue_span, (phrase.start, phrase.end), rule, confidence, parent
        )
        self.found.append(attribution)
        self._open(attribution, start, kind)
        if until is not None and attribution.open_from is not None:
            self._close(attribution, until)
        return max(after, start if low[start] != QUOTE else start)

    def _announce(self, phrase: NounPhrase, groups: frozenset[str]) -> None:
        # "The minister told reporters:" at the end of a paragraph.
        if groups & _SPEAKING and self.introduced is None and self.low[-1] == ":":
            self.introduced = phrase

    def _in_relative_clause(self, phrase: NounPhrase) -> bool:
        # "the target it pledged to reach", "remarks in which he called"
        if self.low[phrase.start] not in _SAME_SOURCE or phrase.start == 0:
            return False
        before = self.low[phrase.start - 1]
        return before == "which" or (
            before[0].isalpha()
            and before not in _CLAUSE_START
            and before not in _W.days
            and before not in _W.months
            and not is_adverb(before)
        )

    def _subordinate_end(self, phrase: NounPhrase, start: int) -> int | None:
        # "While he admitted the talks were hard, the plan stands": only up to the comma.
        low = self.low
        if phrase.start != self.left + 1 or low[self.left] not in _SUBORDINATE:
            return None
        for at in range(start, self.last):
            if low[at] == ",":
                return at
        return None

    def _is_free_relative(self, phrase: NounPhrase) -> bool:
        return phrase.start > 0 and self.low[phrase.start - 1] in ("what", "that")

    def _open(self, attribution: Attribution, start: int, kind: str) -> None:
        low = self.low
        if (
            low[start] == QUOTE
            and kind in ("quote", "colon")
            and (self._speech_like(start) or kind == "colon" or low[start - 1] == ",")
        ):
            end = start + 1
            while end < self.size and low[end] == QUOTE:
                end += 1
            attribution.content.append((start, end))
            self.claimed.update(range(start, end))
            # "said, 'A' and 'B'": the next one in the same breath.
            if end + 1 < self.size and low[end] in ("and", ",", "but") and low[end + 1] == QUOTE:
                attribution.content.append((end + 1, end + 2))
                self.claimed.add(end + 1)
            elif (
                end < self.last
                and low[end] in ("and", "but", "or")
                and low[end + 1] not in cue_table()
            ):
                attribution.content.clear()
                attribution.open_from = start
            return
        attribution.open_from = start

    def _zero_clause(self, start: int) -> bool:
        """Tell whether a clause without "that" begins here: a subject, then a finite verb."""
        low = self.low
        for index in range(start + 1, min(start + 16, self.last)):
            word = low[index]
            if word in (",", ";", QUOTE, "that", "who", "which", "to"):
                return False
            if word in _W.auxiliaries and word not in ("'s", "’s"):
                return True
            if (
                word.endswith("ed")
                and low[index - 1] not in _W.determiners
                and not self.tokens.is_capital(index)
            ):
                return low[index + 1 : index + 2] != ["by"]
        return low[start] in _W.pronouns

    def _object_start(self, after: int) -> int | None:
        low = self.low
        at = skip_adverbials(self.tokens, after)
        if at >= self.last or low[at] in _NO_OBJECT_MARKS or low[at] in _DASHES:
            return None
        if low[at] in _NOT_PARTICLES:
            return None
        if low[at] in _NO_OBJECT and low[after - 1] not in ("against", "for", "to"):
            return None
        return at

    def _continue(
        self,
        current: Attribution,
        joint: int,
        verb: int,
        after: int,
        cue: Cue,
        groups: frozenset[str],
        right: tuple[int, str] | None = None,
    ) -> int:
        """Add what a second verb of the same source carries."""
        found = right or (self._right(after, cue) if groups & {"say", "tell", "think"} else None)
        start = found[0] if found is not None and found[1] != "adverbial" else None
        if start is None and groups & {"object", "infinitive"}:
            start = self._object_start(after)
        if start is None or start >= self.last:
            return after
        if (
            cue.form == "base"
            and self.low[joint] in ("and", "or")
            and not current.rule.startswith("zero")
        ):
            return after
        self._close(current, joint)
        current.end = self.size
        self._open(current, start, found[1] if found is not None else "object")
        return max(after, start)

    def _participle(self, verb: int, after: int, cue: Cue, groups: frozenset[str]) -> int:
        low = self.low
        if verb == 0 or not groups & {"say", "tell", "object", "think"}:
            return after
        before = low[verb - 1]
        joint = verb - 1
        while joint > 0 and is_adverb(low[joint]):
            joint -= 1
        before = low[joint]
        comma = before == "," or before in _DASHES
        current = self._current()
        spoken = bool(groups & _SPEAKING)
        right = self._right(after, cue) if groups & {"say", "tell", "think"} else None
        clause = (
            right is not None
            and right[1] in ("that", "quote", "colon", "zero")
            and (right[1] != "zero" or cue.base in ("say", "add") or self._zero_clause(right[0]))
        )
        if not clause:
            start = self._object_start(after) if "object" in groups or "say" in groups else None
            if start is None or not (comma or cue.base in _STRONG_PARTICIPLES):
                return after
            right = (start, "object")
        assert right is not None  # noqa: S101 - for the type checker: set on both branches
        if current is not None:
            if current.parent is not None and current.open_from is None:
                return after
            if not comma and before != "and" and not (clause and spoken):
                return after
            self._close(current, joint)
            current.end = self.size
            if current.parent is not None:
                outer = self.found[current.parent]
                if outer.open_from is not None and not outer.content:
                    self._close(outer, joint)
            self._open(current, right[0], right[1])
            return max(after, right[0])
        if not spoken and not comma:
            return after
        if not (comma or cue.base in _STRONG_PARTICIPLES):
            return after
        if before in _W.prepositions or before in _W.determiners or before == "to":
            return after
        phrase = self._sentence_subject(verb)
        if phrase is None:
            return after
        attribution = Attribution(
            self.left, self.size, [], (verb, after), (phrase.start, phrase.end), "participle", 0.7
        )
        self.found.append(attribution)
        self._open(attribution, right[0], right[1])
        return max(after, right[0])

    def _sentence_subject(self, before: int) -> NounPhrase | None:
        low = self.low
        start = self.left
        if start < before and (
            low[start] in _W.prepositions
            or low[start].endswith("ing")
            or low[start] in ("as", "when", "while", "after", "before", "asked")
        ):
            # A fronted phrase ends at its comma.
            while start < before and low[start] != ",":
                start += 1
            start += 1
        while start < before and (low[start] in ("and", "but", "however", "still", ",")):
            start += 1
        if start >= before:
            return None
        phrase = noun_phrase_after(self.tokens, start)
        if phrase is None or phrase.end > before or not is_party(self.tokens, phrase):
            return None
        # The phrase runs on over the verb where that isn't a known one: cut at a known form.
        for index in range(phrase.start + 1, phrase.head_end):
            word = low[index]
            if (
                (
                    word.endswith("ed")
                    or word in cue_table()
                    or word.endswith("s")
                    and self.tokens.is_capital(index - 1)
                    and not self.tokens.is_capital(index)
                )
                and not self.tokens.is_capital(index)
                and low[index - 1] not in _W.determiners
                and low[index] not in _W.parties
            ):
                return NounPhrase(phrase.start, index, index)
        return phrase

    def _finish_before(self, start: int) -> None:
        # A new statement begins at `start`: what runs ends there.
        end = start
        while end > 0 and self.low[end - 1] in (
            "and",
            "but",
            "while",
            "whereas",
            "as",
            ",",
            ";",
            "yet",
        ):
            end -= 1
        for attribution in self.found:
            if attribution.open_from is not None:
                self._close(attribution, end)
                attribution.end = min(
                    attribution.end,
                    max(end, attribution.content[-1][1] if attribution.content else end),
                )
            elif (
                attribution.end > end
                and attribution.content
                and max(b for _, b in attribution.content) <= end
            ):
                attribution.end = end
        self.left = start


def content_spans(tokens: Tokens, attribution: Attribution) -> tuple[Span, ...]:
    """Return the content of an attribution as spans of the document, outer marks left out."""
    spans: list[Span] = []
    for start, end in attribution.content:
        begin, finish = tokens.starts[start], tokens.ends[end - 1]
        if all(index in tokens.quotes for index in range(start, end)):
            for index in range(start, end):
                inner = tokens.quotes[index]
                if inner.end > inner.start:
                    spans.append(inner)
        elif finish > begin:
            spans.append(Span(begin, finish))
    return tuple(sorted(spans))
