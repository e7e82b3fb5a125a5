"""Sentences of a paragraph, and the tokens of a sentence with each quotation folded into one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import nupunkt

from stancekit.document import Span
from stancekit.extraction.attribution.quoting.quotations import Quotation

__all__ = ["QUOTE", "Tokens", "split_sentences", "tokenize"]

# Longer stretches without a sentence end are lists, tables or noise; they are cut at a space.
_LONGEST = 3000

_WORD = re.compile(
    # No form starts with a space. Most words are plain; they need no look at the others.
    r"(?=\S)(?:[a-z]{2,}+(?![\w&/'’-])|[A-Z][a-z]++(?![\w.&/'’-])|,"
    r"|(?:[^\W\d_]\.){2,}|[A-Z]\.(?=\s[A-Z])"
    r"|(?:Mrs?|Ms|Dr|Gen|Brig|Sen|Rep|Gov|Lt|Col|Maj|Capt|Sgt|St|Hon|Prof|Rev|Adm|Jr|Sr|Messrs)\."
    r"|[^\W_]+(?:(?:[-&/]|(?<=\d)[.,](?=\d)|['’](?![sS]\b))[^\W_]+)*"
    r"|['’][sS]\b|-{2,3}|\S)"
)

# Stands for a quotation among the lower-case tokens; no word can be equal to it.
QUOTE = '"Q"'


@dataclass(slots=True)
class Tokens:
    """The tokens of one sentence; a quotation is a single token.

    Parameters
    ----------
    text : str
        The whole document.
    start, end : int
        Where the sentence lies, without surrounding white space.
    low, starts, ends : list
        Lower-case form and offsets of each token.
    quotes : dict of int to Span
        What stands between the marks, for each token that is a quotation.
    headline : bool
        Whether the sentence is a headline, whose verbs may be capitalised or missing.
    """

    text: str
    start: int
    end: int
    low: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    quotes: dict[int, Span] = field(default_factory=dict)
    headline: bool = False

    def __len__(self) -> int:
        return len(self.low)

    def word(self, index: int) -> str:
        """Return a token as it is written."""
        return self.text[self.starts[index] : self.ends[index]]

    def is_capital(self, index: int) -> bool:
        """Tell whether a token begins with a capital letter."""
        return self.text[self.starts[index]].isupper() and index not in self.quotes


def split_sentences(text: str, paragraph: Span) -> list[Span]:
    """Return the sentences of a paragraph, without the white space between them.

    Parameters
    ----------
    text : str
        The whole document.
    paragraph : Span
        Where the paragraph lies.
    """
    sentences: list[Span] = []
    body = text[paragraph.start : paragraph.end]
    for begin, finish in _bounds(body):
        while begin < finish and body[begin].isspace():
            begin += 1
        while finish > begin and body[finish - 1].isspace():
            finish -= 1
        if begin == finish:
            continue
        # A sentence that opens in lower case goes on from the one before ("“Why?” he asked.").
        if (
            sentences
            and body[begin].islower()
            and finish + paragraph.start - sentences[-1].start <= _LONGEST
        ):
            sentences[-1] = Span(sentences[-1].start, paragraph.start + finish)
            continue
        while finish - begin > _LONGEST:
            cut = body.rfind(" ", begin + 1, begin + _LONGEST)
            cut = begin + _LONGEST if cut < 0 else cut
            sentences.append(Span(paragraph.start + begin, paragraph.start + cut))
            begin = cut
            while begin < finish and body[begin].isspace():
                begin += 1
        if begin < finish:
            sentences.append(Span(paragraph.start + begin, paragraph.start + finish))
    return sentences


# An ordinary word, a full stop and a capital: a sentence ends, even where an abbreviation could.
_PLAIN_END = re.compile(r"[.!?…][”\"’)]{0,2}\s{1,3}(?=[“\"‘(]?[A-Z][a-z’]*\b)")
_PLAIN_WORD = re.compile(
    r"[a-z]{3}[)”’\"]?\Z|\b(?:No|so|it|us|me|to|on|up|do|go|be|by|at|is|of|we|he)\Z|\bon X\Z"
)
_INITIALS = re.compile(r"(?:[^\W\d_]\.){2,}\s?")
_RANK = re.compile(r"\b(?:[Hh]on|Brig|Lt|Maj|Gen|Col|Capt|Sgt|Cmdr|Adm)\.\s*\Z")
_ABBREVIATIONS = re.compile(
    r"\b(?:etc|approx|dept|est|vol|fig|[Aa]ve|misc|incl|nos|min|max|Brig|Cmdr|Capt|Comm?)\."
)


# A paragraph of one sentence, as many are; the splitter takes far longer to say so.
_ONE_SENTENCE = re.compile(r"[^.!?…]*+(?:[.!?][”\"]?)?\s*+")


# No word: the splitter's time grows with the square of such a run.
_LONGEST_WORD = 300
_RUN = re.compile(rf"(?<!\S)\S{{{_LONGEST_WORD},}}")
_MARK = re.compile(r"[.!?…]")
_LAST_MARK = re.compile(r"[.!?][”\"]?\s*")


def _bounds(body: str) -> Iterator[tuple[int, int]]:
    if _ONE_SENTENCE.fullmatch(body):
        yield 0, len(body)
        return
    runs: list[tuple[int, int]] = []
    if len(body) >= _LONGEST_WORD and max(map(len, body.split()), default=0) >= _LONGEST_WORD:
        runs = [run.span() for run in _RUN.finditer(body)]
    position = 0
    for begin, finish in [*runs, (len(body), len(body))]:
        prose = body[position:begin]
        for start, stop in _plain_bounds(prose) or _prose_bounds(prose):
            yield position + start, position + stop
        if finish > begin:
            yield begin, finish
        position = finish


def _plain_bounds(body: str) -> list[tuple[int, int]]:
    """Return the sentences of prose whose marks all end one beyond doubt; none for any other.

    Most prose is like that, and the splitter takes several times as long to say the same.
    """
    bounds = []
    begin = 0
    for mark in _MARK.finditer(body):
        end = _PLAIN_END.match(body, mark.start())
        if end is not None and _is_plain_end(body, begin, end):
            bounds.append((begin, end.end()))
            begin = end.end()
        elif _LAST_MARK.fullmatch(body, mark.start()):
            break
        else:
            return []
    bounds.append((begin, len(body)))
    return bounds


def _is_plain_end(body: str, begin: int, end: re.Match[str]) -> bool:
    cut, stop = end.end(), end.start()
    return (
        (
            _PLAIN_WORD.search(body, max(begin, stop - 4), stop) is not None
            # No abbreviation stands before a quotation ("the minister quoted Orr. “No”").
            or (body[cut] in '“"' and body[max(begin, stop - 3) : stop].isalpha())
        )
        and not _ABBREVIATIONS.search(body, max(begin, stop - 6), stop + 1)
        and not _RANK.search(body, max(begin, cut - 8), cut)
    )


def _prose_bounds(body: str) -> Iterator[tuple[int, int]]:
    held = -1
    for begin, finish in nupunkt.sent_spans(body):
        if finish - begin <= 8 and finish < len(body) and _INITIALS.search(body, begin, finish):
            # "U.S. | officials": no sentence is made of initials alone.
            held = begin if held < 0 else held
            continue
        seen = begin
        if held >= 0:
            begin, held = held, -1
        # What was held has no end in it: each piece is searched once.
        for match in _PLAIN_END.finditer(body, seen, finish):
            if match.end() < finish and _is_plain_end(body, begin, match):
                yield begin, match.end()
                begin = match.end()
        if finish < len(body) and _RANK.search(body, max(begin, finish - 8), finish):
            # "Lt. | Col. Ada Lorn", "my hon. | Friend"
            held = begin
            continue
        yield begin, finish


def tokenize(
    text: str, sentence: Span, quotations: Sequence[Quotation] = (), *, headline: bool = False
) -> Tokens:
    """Return the tokens of a sentence.

    Parameters
    ----------
    text : str
        The whole document.
    sentence : Span
        Where the sentence lies.
    quotations : sequence of Quotation
        Those that overlap the sentence, in order and apart.
    headline : bool
        Whether the sentence is a headline.
    """
    tokens = Tokens(text, sentence.start, sentence.end, headline=headline)
    position = sentence.start
    for quotation in quotations:
        begin, finish = max(quotation.start, sentence.start), min(quotation.end, sentence.end)
        _append_words(tokens, position, begin)
        inner = (max(begin, quotation.inner_start), min(finish, quotation.inner_end))
        tokens.quotes[len(tokens.low)] = Span(inner[0], max(inner))
        tokens.low.append(QUOTE)
        tokens.starts.append(begin)
        tokens.ends.append(finish)
        position = finish
    _append_words(tokens, position, sentence.end)
    return tokens


# In lower case these would be pronouns.
_ACRONYMS = ("US", "WHO", "IT")
# All of it: typed for a match of text.
_WHOLE: Callable[[re.Match[str]], str] = re.Match.group


def _append_words(tokens: Tokens, start: int, end: int) -> None:
    matches = list(_WORD.finditer(tokens.text, start, end))
    first = len(tokens.low)
    tokens.low += map(str.lower, map(_WHOLE, matches))
    for acronym in _ACRONYMS:
        if tokens.text.find(acronym, start, end) >= 0:
            for at, match in enumerate(matches, first):
                if match[0] == acronym:
                    tokens.low[at] = ".".join(acronym.lower()) + "."
    tokens.starts += map(re.Match.start, matches)
    tokens.ends += map(re.Match.end, matches)
