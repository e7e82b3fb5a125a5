"""Headlines: which paragraphs are set like one, and their clauses."""

from __future__ import annotations

import re
from collections.abc import Sequence

from stancekit.document import Span
from stancekit.extraction.attribution.grammar.cues import Cue, act_table, cue_table
from stancekit.extraction.attribution.grammar.sentences import split_sentences
from stancekit.extraction.attribution.grammar.verbs import verb_forms
from stancekit.extraction.attribution.quoting.quotations import Quotation
from stancekit.extraction.lexicon import load_lexicon

__all__ = ["MOODS", "headline_clauses", "is_cross_heading"]

# What a headline says of a source without a verb: "EU envoy optimistic".
MOODS = frozenset(load_lexicon("forms")["headline"]["moods"].split())


def is_cross_heading(text: str, paragraph: Span) -> bool:
    """Tell whether a paragraph within the text is a heading: short, and no sentence ends it."""
    if not _SHORTEST_HEADING <= len(paragraph) <= _LONGEST_HEADING:
        return False
    last, first = text[paragraph.end - 1], text[paragraph.start]
    if not (last.isalnum() or last in _QUOTE_ENDS) or first.islower():
        return False
    if last in _QUOTE_ENDS and text[paragraph.end - 2] in ".,?!…":
        return False
    return not _BYLINE.match(text, paragraph.start, paragraph.end)


_SHORTEST_HEADING = 12
_LONGEST_HEADING = 90
_QUOTE_ENDS = "’”'\""
_BYLINE = re.compile(r"(?:By|Reporting by|Photo|Image|Source|Related|Read)\b")
_LONGEST_HEADLINE = 200
# What agencies set before a headline: "EXCLUSIVE-", "UPDATE 2-", "(LEAD)", "BREAKING:".
_SLUG = re.compile(
    r"(?:\((?:\w{1,4} )?(?:LEAD|LD|UPDATE|URGENT)[^()]{0,12}\)"
    r"|[A-Z][A-Z-]{4,20}(?: [A-Z]{2,12})?(?: \d{1,2})?\s?(?:--|[-–—:])"
    r"(?=\s?(?:[“‘\"'A-Z][^A-Z]|U\.S|US)))\s*"
)
_HEADLINE_JOINT = re.compile(r"\s(?:[Aa]s|[Ww]hile)\s|;\s|,\s")
_VERB_WITHIN = 5


def headline_clauses(text: str, headline: Span, quotations: Sequence[Quotation] = ()) -> list[Span]:
    """Return the clauses of a headline.

    Parameters
    ----------
    text : str
        The whole document.
    headline : Span
    quotations : sequence of Quotation
        Those in the headline; none is parted.
    """
    # "A floats a truce as B demands refunds": two clauses, where both sides hold a verb.
    if len(headline) > 2 * _LONGEST_HEADLINE:
        return split_sentences(text, headline)
    clauses: list[Span] = []
    slug = _SLUG.match(text, headline.start, headline.end)
    start = headline.start if slug is None else slug.end()
    for joint in _HEADLINE_JOINT.finditer(text, start, headline.end):
        if any(one.start < joint.start() < one.end for one in quotations):
            continue
        left = text[start : joint.start()].lower().split()
        right = text[joint.end() : headline.end].lower().split()
        # "Keld ready for truce, premier says | as blackouts deepen"
        trailing = (
            joint[0].strip().lower() in ("as", "while")
            and left[-1:] in (["says"], ["say"])
            and "," in text[start : joint.start()]
        )
        if left and left[-1] in _NOT_A_SUBJECT and not trailing:
            continue  # "as long as"
        if text[joint.start()] == "," and _is_asked_with(text, start, joint, headline.end):
            continue
        if text[joint.start()] == "," and _says_it(right):
            continue  # "Keld ready for truce, premier says as blackouts deepen"
        if (
            len(left) < 2
            or len(right) < 3 - trailing
            or right[0] in _NOT_A_SUBJECT
            or not _has_verb(left)
        ):
            continue
        cue = cue_table().get(right[0])
        if right[0][0] in _QUOTES and right[-1][-1] in _QUOTES:
            continue  # "Envoy rules out talks while 'guns point at us'"
        if text[joint.start()] == "," and cue is not None and _goes_on(right, cue):
            continue  # "UN urges restraint, calls on both sides to talk", "…, warns war may spread"
        # After a comma, only a clause with its own object: "…, the street answers no".
        near = right[: min(_VERB_WITHIN, len(right) - 1)]
        if text[joint.start()] == "," and right[-1] not in MOODS and not _has_verb(near):
            continue
        clauses.append(Span(start, joint.start()))
        start = joint.end()
    clauses.append(Span(start, headline.end))
    return clauses


def _goes_on(right: list[str], cue: Cue) -> bool:
    # A verb without a subject of its own.
    verb = cue.form == "s" and right[0] not in verb_forms().nouns
    return verb or right[1] in cue.particles


# "Keld urges Velm, [Orra to] come back": who is asked, too.
_ASKED_TOO = re.compile(
    r"(?:the )?[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){0,2}(?: and (?:the )?[A-Z][\w.’'-]*)? [Tt]o (?=\w)"
)
_FARTHEST_ASKED = 4


def _is_asked_with(text: str, start: int, joint: re.Match[str], end: int) -> bool:
    if _ASKED_TOO.match(text, joint.end(), end) is None:
        return False
    before = text[start : joint.start()].split()
    for at in range(len(before) - 2, max(-1, len(before) - 2 - _FARTHEST_ASKED), -1):
        cue = cue_table().get(before[at].lower())
        if cue is not None and "directive" in cue.groups:
            return True
        if not before[at + 1][:1].isupper():
            return before[at + 1] == "on" and cue is not None and cue.base == "call"
    return False


def _says_it(right: list[str]) -> bool:
    # "[, the] deputy premier says as …"
    says = next((at for at, word in enumerate(right[:6]) if word in _SAYS), 0)
    return 0 < says < len(right) - 1 and right[says + 1] in ("as", "while", "after")


_SAYS = frozenset({"says", "say", "warns", "warn"})


def _has_verb(words: list[str]) -> bool:
    return not MOODS.isdisjoint(words[1:]) or any(
        (cue := table.get(word)) is not None and cue.form in ("s", "base", "past")
        for word in words[1:]
        if word != "talks"
        for table in (cue_table(), act_table())
    )


_QUOTES = "'\"‘’“”"
_NOT_A_SUBJECT = frozenset(
    "a an being if long part soon well much many far and but or who which says say".split()
)
