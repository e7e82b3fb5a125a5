"""What one pass over a sentence has found so far."""

from __future__ import annotations

from dataclasses import dataclass, field

from stancekit.document import Span
from stancekit.extraction.attribution.grammar.adverbials import skip_back_adverbials
from stancekit.extraction.attribution.grammar.cues import cue_table
from stancekit.extraction.attribution.grammar.finite import is_finite
from stancekit.extraction.attribution.grammar.nouns import DASHES, NounPhrase
from stancekit.extraction.attribution.grammar.objects import object_end
from stancekit.extraction.attribution.grammar.sentences import QUOTE, Tokens

__all__ = [
    "CLAUSE_START",
    "SAME_SOURCE",
    "SPEAKING",
    "Attribution",
    "Scan",
    "content_spans",
]

CLAUSE_START = frozenset(
    "and but while whereas as because when that although though if where after before or".split()
)
SAME_SOURCE = frozenset({"he", "she", "it", "they", "we", "i"})
_AGO = frozenset({"after", "before"})
_LONGEST_TIME = 6
_SHORTEST_COMMENT = 4
_CLAUSES = frozenset({"zero-that", "that-clause"})
_MEASURES = frozenset(
    "minutes hours hour day days week weeks month months year years shortly soon just".split()
)
_STOPS = frozenset(".?!…")
_TRAILING_WORDS = frozenset("and but while whereas as , ; yet".split())
SPEAKING = frozenset({"say", "tell", "manner"})


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
    parent : int or None
        Index of the attribution that this one is nested in.
    further : list of (int, int)
        Tokens of the source's later verbs, each with content of its own: "…, adding that …".
    """

    start: int
    end: int
    content: list[tuple[int, int]]
    cue: tuple[int, int] | None
    mention: tuple[int, int] | None
    rule: str
    parent: int | None = None
    further: list[tuple[int, int]] = field(default_factory=list)
    is_act: bool = False
    open_from: int | None = field(default=None, repr=False)
    is_object: bool = field(default=False, repr=False)
    # Where the clause ends that it stands in ("While he said …, …").
    limit: int | None = field(default=None, repr=False)


class Scan:
    """One pass over a sentence, from left to right.

    Parameters
    ----------
    tokens : Tokens
        The sentence.
    """

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

    def finish(self) -> None:
        """End what runs at the end of the sentence, and drop what carries no content."""
        for attribution in self.found:
            if attribution.open_from is not None:
                attribution.end = self.size
                self.close(attribution, self.last)
        self.keep([a for a in self.found if a.content])

    def keep(self, kept: list[Attribution]) -> None:
        """Leave only some of the attributions; one whose parent goes stands by itself."""
        places = {id(attribution): place for place, attribution in enumerate(kept)}
        for attribution in kept:
            if attribution.parent is not None:
                attribution.parent = places.get(id(self.found[attribution.parent]))
        self.found = kept

    def reach(self, at: int) -> None:
        """End what runs only to a token before `at`."""
        for attribution in self.found:
            if attribution.limit is not None and attribution.limit < at:
                self.close(attribution, attribution.limit)

    def close(self, attribution: Attribution, end: int) -> None:
        """End the content that runs at present; punctuation and conjunctions before `end` go."""
        start = attribution.open_from
        attribution.open_from = None
        if start is None:
            return
        if attribution.limit is not None:
            end = min(end, attribution.limit)
            attribution.end = min(attribution.end, attribution.limit)
        dashed = not DASHES.isdisjoint(self.low[start + 3 : end])
        for at in range(start + 3, end - 1) if dashed else ():
            # "— a scenario in which …": the narrator comments.
            if (
                self.low[at] in DASHES
                and self.low[at + 1] in ("a", "an")
                and not any(word in DASHES for word in self.low[at + 2 : end])
            ):
                end = at
                attribution.end = min(attribution.end, at)
                break
        if ")" in self.low[start:end]:
            end = self._before_aside(start, end)
        while end > start and (
            self.low[end - 1] in (",", ";", "and", "but", "while", ":", "as", "yet")
            or self.low[end - 1] in DASHES
        ):
            end -= 1
        ago = not _AGO.isdisjoint(self.low[start + 3 : end])
        for at in range(start + 3, end - 3) if ago else ():
            if self.low[at] in _AGO and (comma := self.afterthought(at)):
                end = max(comma, start + 1)
                break
        if not attribution.is_object and attribution.rule in _CLAUSES:
            comment = self._before_comment(start, end)
            if comment < end:
                end = comment
                attribution.end = min(attribution.end, end)
        if attribution.is_object:
            end = object_end(self.tokens, start, end)
            while end > start and self.low[end - 1] == ",":
                end -= 1
        if end > start:
            attribution.content.append((start, end))

    def _before_comment(self, start: int, end: int) -> int:
        # "says the army has gained ground, which brought down a cabinet": the narrator adds.
        for at in range(end - _SHORTEST_COMMENT, start + 3, -1):
            if self.low[at] == ",":
                which = self.low[at + 1] == "which" and is_finite(self.tokens, at + 2)
                return at if which and QUOTE not in self.low[at:end] else end
        return end

    def _before_aside(self, start: int, end: int) -> int:
        # "wants a truce (it has never had one)": the narrator adds. A bracket that closes what
        # opened before the content ends it.
        low = self.low
        opened = 0
        for at in range(start, end):
            if low[at] == "(":
                opened = at
            elif low[at] == ")":
                if not opened:
                    return at
                last = at + 1 == end
                if last and any(is_finite(self.tokens, word) for word in range(opened + 2, at)):
                    return opened
                opened = 0
        return end

    def current(self) -> Attribution | None:
        """Return the attribution found last."""
        return self.found[-1] if self.found else None

    def begin_content(self, attribution: Attribution, start: int, kind: str) -> None:
        """Let the content of an attribution begin at a token; a quotation ends by itself."""
        low = self.low
        while start < self.last and low[start] == ",":
            # "added that, if the truce held, …"
            start += 1
        if start >= self.last:
            return
        if (
            low[start] == QUOTE
            and kind in ("quote", "colon")
            and (self.speech_like(start) or kind == "colon" or low[start - 1] == ",")
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
                end < min(self.last, self.size - 1)
                and low[end] in ("and", "but", "or")
                and low[end + 1] not in cue_table()
                and not is_finite(self.tokens, end + 1)
            ):
                attribution.content.clear()
                attribution.open_from = start
            return
        attribution.open_from = start
        attribution.is_object = kind in ("object", "infinitive")

    def finish_before(self, start: int) -> None:
        """End what runs before `start`, where a statement of another source begins."""
        end = start
        time = skip_back_adverbials(self.tokens, start - 1) + 1 if start else 0
        if 1 < time < start and self.low[time - 1] in _TRAILING_WORDS:
            # "…, and on Tuesday the embassy said": the time is the next statement's.
            end = time
        while end > 0 and self.low[end - 1] in _TRAILING_WORDS:
            end -= 1
        for attribution in self.found:
            if attribution.open_from is not None:
                self.close(attribution, end)
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

    def afterthought(self, at: int) -> int:
        """Return the comma before the narrator's time, where one ends at `at`; else 0.

        In "said he would go, hours after Keld had said no" the time is not what he said.
        """
        if at < 1 or self.low[at] not in _AGO:
            return 0
        for comma in range(at - 1, max(0, at - _LONGEST_TIME), -1):
            if self.low[comma] == ",":
                return comma if not _MEASURES.isdisjoint(self.low[comma + 1 : at]) else 0
        return 0

    def speech_like(self, index: int) -> bool:
        """Tell whether a quotation reads as speech, not as a quoted word or two."""
        span = self.tokens.quotes[index]
        inner = self.tokens.text[span.start : span.end]
        return inner[-1:] in ".,?!…" or inner.count(" ") >= 4


def content_spans(tokens: Tokens, attribution: Attribution) -> tuple[Span, ...]:
    """Return the content of an attribution as spans of the document, outer marks left out."""
    spans: list[Span] = []
    for start, end in attribution.content:
        begin, finish = tokens.starts[start], tokens.ends[end - 1]
        if tokens.quotes and all(index in tokens.quotes for index in range(start, end)):
            for index in range(start, end):
                inner = tokens.quotes[index]
                if inner.end > inner.start:
                    spans.append(inner)
        elif finish > begin:
            spans.append(Span(begin, finish))
    return tuple(sorted(spans))
