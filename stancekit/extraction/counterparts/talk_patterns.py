"""Patterns for who talks with whom, made from the lexicon's words."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from stancekit.extraction.counterparts.sides import forms, opening_pattern, word_pattern

__all__ = ["SidePattern", "TalkPatterns", "talk_patterns"]

_SIDE = r"(?P<side>[^,.;:!?\n“”\"()]{2,60})"
# Between a word of talking and the side: no mark that ends a clause, decimals aside.
_SPAN = r"(?:[^,.;:!?\n“”\"]|(?<=\d)\.(?=\d)){0,60}?"
# After "both" or "the two": who is brought together.
_TOGETHER = ("sides", "parties", "countries", "governments")
# A mediator's offer is none of the other side's.
_NO_MEDIATION = r"(?! (?:of mediation|to (?:mediate|host|broker)))"


@dataclass(frozen=True, slots=True)
class SidePattern:
    """A pattern for a side, and the words of which one must be there for it to match.

    To look the words up first is several times as fast as to search.

    Parameters
    ----------
    pattern : re.Pattern
        Its group ``side`` starts with the side.
    words : frozenset of str
        In lower case.
    """

    pattern: re.Pattern[str]
    words: frozenset[str]

    @classmethod
    def of(cls, pattern: str, *names: str) -> SidePattern:
        """Return a pattern that needs a word of one of the lexicon's lists."""
        listed = [form for name in names for form in forms(name)]
        if any("*" in form for form in listed):
            raise ValueError(f"the lists {', '.join(names)} take whole words, no stems with '*'")
        return cls(re.compile(pattern), frozenset(re.split(r"\W", form)[0] for form in listed))


@dataclass(frozen=True, slots=True)
class TalkPatterns:
    """What the words of the lexicon are searched with.

    Parameters
    ----------
    talks : re.Pattern
        A word of talking, in lower-cased text.
    paired : tuple of SidePattern
        Whom somebody talks with, asks or answers.
    of_states : tuple of SidePattern
        The same where only a state's name is plain enough.
    between : re.Pattern
        "between A and B".
    venue, mediating : re.Pattern
        What stands before a state that is a place, or brings others together.
    hosting : re.Pattern
        What who brings others together says.
    hosting_parts : tuple of str
        Of which it always holds one.
    office : re.Pattern
        An office with its state before the bearer's name.
    """

    talks: re.Pattern[str]
    paired: tuple[SidePattern, ...]
    of_states: tuple[SidePattern, ...]
    between: re.Pattern[str]
    venue: re.Pattern[str]
    mediating: re.Pattern[str]
    hosting: re.Pattern[str]
    hosting_parts: tuple[str, ...]
    office: re.Pattern[str]

    def speaks_of_hosting(self, text: str) -> bool:
        """Tell whether a statement speaks of bringing others together."""
        # To look for the parts takes half the time of a search.
        for part in self.hosting_parts:
            if part in text:
                return self.hosting.search(text) is not None
        return False


@functools.cache
def talk_patterns() -> TalkPatterns:
    """Return the patterns of the English lexicon."""
    made = word_pattern("made")
    return TalkPatterns(
        talks=re.compile(opening_pattern("talks", capitals=False)),
        paired=(
            SidePattern(re.compile(rf"[Ww](?<!\w.)ith\s+{_SIDE}"), frozenset({"with"})),
            SidePattern.of(rf"{opening_pattern('turning')}\s+{_SIDE}", "turning"),
            SidePattern.of(
                rf"(?P<side>\b(?:[Tt]he (?!(?:{word_pattern('persons')})\b)[a-z]+"
                rf"|[A-Z][\w.-]{{0,30}}(?: [A-Z][\w.-]{{0,30}}){{0,3}}))['’]s?"
                rf" (?:[\w-]+ ){{0,2}}(?:{made})\b{_NO_MEDIATION}",
                "made",
            ),
            SidePattern.of(
                rf"{opening_pattern('made', 'making', capitals=False)} (?:from|by)\s+{_SIDE}",
                "made",
                "making",
            ),
            SidePattern.of(rf"{opening_pattern('offering')}{_SPAN}\sto\s+{_SIDE}", "offering"),
        ),
        of_states=(
            SidePattern.of(
                rf"(?P<side>[A-Z](?<!\w.)[\w-]{{1,30}}) (?:[a-z-]+ ){{0,2}}"
                rf"(?:(?:{made})\b{_NO_MEDIATION}|(?:{word_pattern('acting')})\b)",
                "made",
                "acting",
            ),
            SidePattern.of(
                rf"{opening_pattern('setting', capitals=False)}\s+(?P<side>(?:the )?"
                r"[A-Z][\w’'-]*(?: [A-Z][\w’'-]*){0,3})",
                "setting",
            ),
        ),
        between=re.compile(
            r"between (?<=\bbetween )(?P<one>[^,.;:!?\n“”\"()]{2,40}?) and"
            r" (?P<two>[^,.;:!?\n“”\"()]{2,40})"
        ),
        venue=re.compile(rf"\b(?i:{word_pattern('venue')})\s(?:the\s)?(?:\w+\s)?$"),
        office=re.compile(
            rf"\b[Tt]he (?:[\w’'-]+ ){{0,4}}(?i:{word_pattern('polity')})(?: [\w-]+){{0,5}}, $"
        ),
        hosting=re.compile(
            rf"{opening_pattern('hosting')}"
            rf"|[BbTtAa](?<!\w.)(?:oth|wo|he|ll) (?:{'|'.join(_TOGETHER)})\b"
        ),
        hosting_parts=(*(form[1:].rstrip("*") for form in forms("hosting")), *_TOGETHER),
        mediating=re.compile(
            rf"\b(?:(?:{word_pattern('mediating')}) by|(?:{word_pattern('mediation')})"
            rf"(?: of| by| from)?)\s(?:the\s)?$"
        ),
    )
