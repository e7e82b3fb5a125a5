"""Texts that somebody issues: posts, and who signs a letter or heads a release."""

from __future__ import annotations

import re
from collections.abc import Callable

from stancekit.document import Span
from stancekit.extraction.attribution.forms.roles import Role
from stancekit.reading.layout import Layout

__all__ = [
    "after_number",
    "find_columnist",
    "find_issuer",
    "find_letter",
    "find_posts",
    "is_about",
    "is_letter_title",
]

_HANDLE = r"@\w{2,30}"
# "Ana Paz @paz · 5 May", "Ana Paz (@paz)", "@paz, May 5, 2031": a line above a post.
_POST_HEAD = re.compile(
    rf"(?P<name>[^\W\d_][^@:\r\n]{{1,50}}?)?\s?\(?(?P<handle>{_HANDLE})\)?"
    r"\s?(?:[·•|,–—-]\s?[^:\r\n]{0,40}(?:\d{1,2}:\d{2}[^:\r\n]{0,20})?)?"
)
# "Ana Paz (@paz): …", "@paz: …"
_POST_LABEL = re.compile(
    rf"(?:(?P<name>[^\W\d_][^@:\r\n]{{1,50}}?)\s\(?)?(?P<handle>{_HANDLE})\)?:\s+"
)
# "— Ana Paz (@paz) May 5, 2031", below a post
_POST_FOOT = re.compile(
    rf"[—–-]{{1,2}}\s?(?P<name>[^\W\d_][^@:\r\n]{{1,50}}?)\s\((?P<handle>{_HANDLE})\)[^:\r\n]{{0,40}}"
)
_LONGEST_LINE = 120

_TEXTS = (
    r"(?:(?:[Jj]oint|[Pp]ress|[Oo]fficial|[Pp]ublic|[Oo]pen|[Ff]inal|[Oo]pening|[Cc]losing)\s)?"
    r"(?:[Ss]tatement|STATEMENT|[Cc]ommuniqu[eé]|COMMUNIQU[EÉ]|[Dd]eclaration|[Mm]essage|[Ll]etter"
    r"|[Rr]emarks|[Ss]peech|[Aa]nswers|(?:[Rr]egular\s)?[Pp]ress\s[Cc]onference|[Aa]ddress|[Aa]ppeal|[Rr]elease)"
)
# "Joint statement by the ministers of Keld and Orsland on …"
_ISSUED_BY = re.compile(
    rf"\b{_TEXTS}\s(?:(?:issued|made|delivered|given)\s)?(?i:by|of|from)\s(?P<issuer>[^\r\n]{{3,160}})"
)
# "Council of Elders: statement on …", "Keld Foreign Ministry Statement on …"
_HEADS = re.compile(
    rf"(?P<issuer>[A-Z\u00c0-\u00de][^\r\n:.!?“\"]{{2,80}}?)(?:['’]s?|:)?\s{_TEXTS}"
    r"(?:\s(?:on|regarding|about|following|after|to|concerning)\b|\s*$)"
)
_ISSUER_END = re.compile(
    r"\s(?:on|regarding|about|concerning|following|after|at|to|in\s(?:response|reply)|before|with)\b"
    r"|[,:;(–—]|\s-\s|$"
)
_SALUTATION = re.compile(r"(?:Dear|To)\s[^\r\n]{2,80}[,:]$")
_ADDRESSED = re.compile(
    r"(?:(?:An?\s)?(?:[Oo]pen\s)?(?:[Ll]etter|[Aa]ppeal|[Mm]essage)\s)?[Tt]o\s[^\r\n:]{3,80}:\s"
)
_SIGNED = re.compile(
    r"(?:Yours|Sincerely|Respectfully|Faithfully|Regards|Signed|In solidarity"
    r"|With (?:best|kind|warm))[^\r\n]{0,40}$"
)
_CAPITALISED = r"[A-Z\u00c0-\u00de][\w.’'\-]*"
_SIGNATURE = re.compile(r"[A-Z\u00c0-\u00de][\w.’'\-]+(?: [\w.’'\-]+){0,7}")
# "We, the leaders of the Northern Council, met at …"
_WE = re.compile(r"We,\s(?P<issuer>(?:the|[A-Z])[^\r\n,;:.]{5,160}),")
_BYLINE = re.compile(
    r"(?:(?:Opinion|Comment|Commentary|Viewpoint|Analysis|Op-[Ee]d)\s[|:–—-]\s)?[Bb][Yy]\s"
    rf"(?P<name>{_CAPITALISED}(?: {_CAPITALISED}){{1,4}})(?:,[^\r\n]{{0,80}})?"
)
_OPINION = re.compile(
    r"(?:OPINION|Opinion|COMMENT|Comment|Commentary|VIEWPOINT|Viewpoint|OP-ED|Op-[Ee]d|COLUMN|Column"
    r"|Guest\s[Ee]ssay)\b(?:\s?[|:–—-]|\s*$)"
)
_THE_WRITER = re.compile(r"The\s(?:writer|author)s?\b")
_IS = re.compile(
    r"\s?(?:,[^\r\n,]{2,80},)?\s(?:is|was|has\sbeen|has\sserved|served|serves|teaches|writes|works|heads|leads"
    r"|chairs|directs)\b"
)
_NUMBER = re.compile(r"\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)]\s+(?=\S)")
_NEAR_THE_HEAD = 4
_NEAR_THE_END = 6


def find_posts(text: str, layout: Layout) -> list[Role | None] | None:
    """Return the role of each paragraph of a text that holds posts; None for any other.

    Parameters
    ----------
    text : str
        The whole document.
    layout : Layout
        Its paragraphs.
    """
    roles: list[Role | None] = []
    current: Span | None = None
    heads = 0
    for number, p in enumerate(layout.paragraphs):
        end = min(p.end, p.start + _LONGEST_LINE)
        if text.find("@", p.start, end) < 0:
            speaks = current is not None and p != layout.headline
            roles.append(Role(True, p.start, current, "post") if speaks else None)
            continue
        label = _POST_LABEL.match(text, p.start, end)
        foot = _POST_FOOT.fullmatch(text, p.start, p.end) if p.end == end else None
        head = _POST_HEAD.fullmatch(text, p.start, p.end) if p.end == end else None
        if foot is not None:
            if number and roles[-1] is None and text[p.start - 1] in "\r\n":
                above = layout.paragraphs[number - 1]
                roles[-1] = Role(True, above.start, _poster(foot), "post")
                heads += 1
            roles.append(Role(False, p.end, None, "post"))
        elif label is not None:
            heads += 1
            # What follows a post on its own line is the narrator's again.
            current = None
            roles.append(Role(True, label.end(), _poster(label), "post"))
        elif head is not None:
            heads += 1
            current = _poster(head)
            roles.append(Role(False, p.end, None, "post"))
        else:
            roles.append(Role(True, p.start, current, "post") if current is not None else None)
    return roles if heads else None


def _poster(found: re.Match[str]) -> Span:
    return Span(*found.span("name" if found["name"] else "handle"))


def find_issuer(text: str, layout: Layout) -> Span | None:
    """Return who is named in the head of a text as issuing it.

    Parameters
    ----------
    text : str
        The whole document.
    layout : Layout
        Its paragraphs.
    """
    head = layout.paragraphs[:_NEAR_THE_HEAD]
    for p in head:
        # Whoever says "we" first is meant, rather than the meeting in the title.
        we = _WE.match(text, p.start, min(p.end, p.start + 2 * _LONGEST_LINE))
        if we is not None:
            return Span(*we.span("issuer"))
    for p in head:
        if len(p) > 2 * _LONGEST_LINE or _ends_sentence(text, p):
            continue
        issued = _ISSUED_BY.search(text, p.start, p.end)
        if issued is not None:
            start = issued.start("issuer")
            stop = _ISSUER_END.search(text, start, p.end)
            return Span(start, stop.start() if stop else p.end)
        heads = _HEADS.match(text, p.start, p.end)
        if heads is not None:
            return Span(*heads.span("issuer"))
    return None


def find_columnist(text: str, layout: Layout, is_own: Callable[[], bool]) -> Span | None:
    """Return whose byline a column bears that ends with a line on its writer.

    Parameters
    ----------
    text : str
        The whole document.
    layout : Layout
        Its paragraphs.
    is_own : callable
        Tells whether the text is in the first person throughout, so that a byline is enough.
    """
    opinion = False
    for p in layout.paragraphs[:_NEAR_THE_HEAD]:
        opinion = opinion or _OPINION.match(text, p.start, p.end) is not None
        byline = _BYLINE.fullmatch(text, p.start, p.end) if len(p) <= _LONGEST_LINE else None
        if byline is not None:
            foot = layout.paragraphs[-_NEAR_THE_END // 2 :]
            about = any(is_about(text, below, byline["name"]) for below in foot)
            known = opinion or about or is_own()
            return Span(*byline.span("name")) if known else None
    return None


def is_about(text: str, paragraph: Span, name: str) -> bool:
    """Tell whether a paragraph says who somebody is: "Ana Paz is a former envoy".

    Parameters
    ----------
    text : str
        The whole document.
    paragraph : Span
    name : str
    """
    writer = _THE_WRITER.match(text, paragraph.start, paragraph.end)
    if writer is not None:
        after = writer.end()
    elif name and text.startswith(name, paragraph.start):
        after = paragraph.start + len(name)
    else:
        return False
    return _IS.match(text, after, min(paragraph.end, after + _LONGEST_LINE)) is not None


def after_number(text: str, paragraph: Span) -> int:
    """Return where a paragraph begins after its number: "12. We call on …"."""
    number = _NUMBER.match(text, paragraph.start, paragraph.end)
    return paragraph.start if number is None else number.end()


def is_letter_title(text: str, paragraph: Span) -> bool:
    """Tell whether a headline heads a letter: "Open letter to the council: sit down"."""
    return _ADDRESSED.match(text, paragraph.start, paragraph.end) is not None


def _ends_sentence(text: str, paragraph: Span) -> bool:
    return text[paragraph.end - 1] in ".?!…"


def find_letter(text: str, layout: Layout) -> list[Role | None] | None:
    """Return the role of each paragraph of a signed letter; None for any other text.

    Parameters
    ----------
    text : str
        The whole document.
    layout : Layout
        Its paragraphs.
    """
    paragraphs = layout.paragraphs
    head = paragraphs[:_NEAR_THE_HEAD]
    opens = (i for i, p in enumerate(head) if _SALUTATION.match(text, p.start, p.end))
    first = next(opens, -1)
    if first < 0:
        # "To the delegations: do not go home", and who signs it below
        if not head or not is_letter_title(text, head[0]):
            return None
        first = 0
    for number in range(max(first + 1, len(paragraphs) - _NEAR_THE_END), len(paragraphs) - 1):
        closing, below = paragraphs[number : number + 2]
        if len(closing) <= _LONGEST_LINE and _SIGNED.match(text, closing.start, closing.end):
            name = _SIGNATURE.match(text, below.start, min(below.end, below.start + _LONGEST_LINE))
            mention = Span(*name.span()) if name is not None else None
            return [
                Role(True, p.start, mention, "own-voice")
                if first < i < number or (p == layout.headline and is_letter_title(text, p))
                else None
                for i, p in enumerate(paragraphs)
            ]
    return None
