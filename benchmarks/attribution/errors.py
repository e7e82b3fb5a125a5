"""Classes of miss and of false content, decided by the gold, the text and what was found.

Every class is decided by a rule below, in the order in which the classes stand there, so that two
reports of the same corpus can be held against each other. The rules look at words and offsets
alone; "known" cues are found out by asking the extractor for plain sentences with them.

A miss is asked, in this order:

1. Does something found overlap it? Its sentences found one by one; the same content for another
   source; nested in what another cue attributes; bounds that differ (by the place of the surplus).
2. Has the gold no cue, or no source? Quotations without a cue stand apart.
3. Is the cue a noun, or a passive?
4. Is the cue unknown to the extractor? By the class of its cue (see `scope`).
5. The construction around a known cue: relative clause, infinitive, participle, quotation, content
   before the cue, infinitive or clause as content, phrase with a particle, the rest.

A false content is asked whether gold overlaps it and how; else by which rule it was found.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from benchmarks.attribution.scope import cue_class, cue_text
from stancekit.evaluation.attributions import (
    ContentPairs,
    annotated,
    is_quoted,
    pair_contents,
)

Record = Mapping[str, Any]

# Share of the smaller content that must lie in the larger for it to count as a part.
_PART = 0.8
_HALF = 0.5

_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*\s+(?=[\"'“‘(\[]*[A-Z0-9])|\n\s*\n")
_RELATIVE = re.compile(r"\b(?:who|whom|whose|which|that)\b[\s\w,]{0,40}$", re.IGNORECASE)
_PASSIVE = re.compile(
    r"(?:^|\s)(?:is|are|was|were|be|been|being|'s|’s|got|gets)\s(?:\w+ly\s)?\w+(?:ed|en|wn|ld|id|nt|de|rn)\b",
    re.IGNORECASE,
)
_AUXILIARY = re.compile(
    r"\b(?:is|are|was|were|be|been|being|am|'s|’s|'re|’re|'m|’m)\s+(?:\w+\s+){0,2}$", re.I
)
_PARTICIPLE = re.compile(r"^(?:\w+ly\s+|also\s+|even\s+|then\s+)?\w+ing\b", re.IGNORECASE)
_DETERMINED = re.compile(r"^(?:an?|the|his|her|its|their|our|my|any|no|some)\s", re.I)
_POSSESSED = re.compile(
    r"(?:['’]s|s['’]|\b(?:his|her|its|their|our|my|the|an?))\s+$", re.IGNORECASE
)
_NOUN = re.compile(r"(?:tion|sion|ness|ance|ence|ism|ity)(?:\s(?:of|that|to))?$", re.IGNORECASE)
_PARTICLE = re.compile(
    r"\s(?:about|against|at|down|for|from|in|into|of|off|on|onto|out|over|through|to|toward|"
    r"towards|up|upon|with|as)$",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"^(?:that|whether|if|how|why|what|when|where|who|which)\b", re.IGNORECASE)

_BREAK = re.compile(r"[\"'”’]*\s*[,;:(\[–—―-]")

# Plain sentences that a cue is put into to see whether the extractor knows it.
_CARRIERS = (
    "The minister {} that the talks would go on.",
    "The minister {} the talks.",
    "The minister {} to go on with the talks.",
    "The minister left, {} that the talks would go on.",
    "The minister left, {} the talks.",
    "“The talks will go on,” the minister {}.",
    "The talks will go on, {} the minister.",
    "The minister, who {} that the talks would go on, left.",
)


def knows(extract: Callable[[str], Iterable[Record]], cue: str) -> bool:
    """Tell whether an extractor takes a cue, put into one of several plain sentences, as one."""
    words = re.sub(r"^(?:to\s+|['’]\w+\s+)", "", cue)
    for carrier in _CARRIERS:
        start = carrier.index("{")
        for record in extract(carrier.format(words)):
            found = record.get("cue")
            if found and found[0] < start + len(words) and start < found[1]:
                return True
    return False


def classify_miss(
    text: str, number: int, contents: ContentPairs, known: Callable[[str], bool]
) -> str:
    """Return the class of a content that isn't found.

    Parameters
    ----------
    text : str
        The document.
    number : int
        Place of the content in ``contents.wanted``.
    contents : ContentPairs
    known : callable
        Tells whether the extractor knows a cue.
    """
    content, item = contents.wanted[number]
    if (place := _place(text, content, item, contents)) is not None:
        return place
    quoted = is_quoted(text, content)
    cue = cue_text(text, item)
    kind = cue_class(cue)
    if kind == "no cue":
        return "quotation without a cue" if quoted else "no cue and no quotation"
    if not item.get("source"):
        return "no source named"
    at = min(annotated(item["cue"]))
    before, source = text[max(0, at - 60) : at], annotated(item["source"])
    after_source = text[max(source) + 1 : at] if source and max(source) < at else ""
    participle = _PARTICIPLE.match(cue) is not None
    possessed = _POSSESSED.search(before) is not None and not participle
    if possessed or _DETERMINED.match(cue) or _NOUN.search(cue):
        return "nominal cue"
    if _PASSIVE.search(cue):
        return "passive cue"
    if not known(cue):
        return f"cue not known ({kind})"
    if source and (_RELATIVE.search(after_source) or _RELATIVE.search(text[min(source) : at])):
        return "source of a relative clause"
    if cue.lower().startswith("to ") or before.rstrip().lower().endswith(" to"):
        return "infinitive cue"
    if participle and not _AUXILIARY.search(before):
        return "participle cue"
    if quoted:
        return "quotation with a known cue"
    said = text[min(content) : max(content) + 1]
    if min(content) < at:
        return "known cue after its content"
    if said.lower().startswith("to "):
        return "infinitive as content"
    if _CLAUSE.match(said):
        return "that- or wh-clause after a known cue"
    if _PARTICLE.search(cue):
        return "phrase with a particle"
    return "bare clause or noun phrase after a known cue"


def _place(text: str, content: set[int], item: Record, contents: ContentPairs) -> str | None:
    """Return the class of a content that something found lies in or around; None for the rest."""
    near = [(other, record) for other, record in contents.found if not other.isdisjoint(content)]
    if not near:
        return None
    union = set().union(*(other for other, _ in near))
    sentences = len(_SENTENCE_END.findall(text[min(content) : max(content) + 1])) + 1
    if sentences > 1 and len(content & union) / len(content | union) >= _HALF:
        return "joined sentences: found one by one"
    if any(len(content & other) / len(content | other) >= _HALF for other, _ in near):
        return "the same content of another source"
    around = [
        (other, record) for other, record in near if len(content & other) >= _PART * len(content)
    ]
    if around:
        cue = annotated(item.get("cue"))
        for other, record in around:
            if record.get("cue") and not cue.isdisjoint(range(*record["cue"])):
                return _surplus(text, content, other)
        return "nested: only an outer content is found"
    if all(len(content & other) >= _PART * len(other) for other, _ in near):
        return "partial: too short"
    return "partial: other bounds"


def _surplus(text: str, content: set[int], other: set[int]) -> str:
    """Return where a content of the same cue takes in too much."""
    start, end = min(content), max(content) + 1
    if start - min(other) > max(other) + 1 - end:
        return "partial: begins too early"
    if _BREAK.match(text, end):
        return "partial: runs on over a comma, dash or bracket"
    return "partial: runs on"


def classify_false(text: str, number: int, contents: ContentPairs) -> str:
    """Return the class of a content that no gold is paired with.

    Parameters
    ----------
    text : str
        The document.
    number : int
        Place of the content in ``contents.found``.
    contents : ContentPairs
    """
    content, record = contents.found[number]
    near = [
        (other, i in contents.pairs)
        for i, (other, _) in enumerate(contents.wanted)
        if not other.isdisjoint(content)
    ]
    if not near:
        return f"nothing marked there ({record.get('rule') or 'no rule named'})"
    around = [(other, was) for other, was in near if len(content & other) >= _PART * len(content)]
    if any(len(content & other) / len(content | other) >= _HALF for other, _ in near):
        return "the same content of another source"
    if any(
        _SENTENCE_END.search(text[min(other) : max(other) + 1]) is not None for other, _ in around
    ):
        return "one of the sentences of a joined content"
    if around:
        if any(was for _, was in around):
            return "inside a content that is found"
        return "partial: too short"
    if any(len(content & other) >= _PART * len(other) for other, _ in near):
        return "partial: too long"
    return "partial: other bounds"


class Error(NamedTuple):
    """A content that is missed or false.

    Parameters
    ----------
    kind : {"misses", "false"}
    name : str
        Its class.
    document : str
    start, end : int
        From the content's first character to its last; its parts may leave something out.
    cue : str
        The gold's cue; empty for false contents.
    """

    kind: str
    name: str
    document: str
    start: int
    end: int
    cue: str = ""


def find_errors(
    gold: Sequence[Record],
    predicted: Sequence[Record],
    extract: Callable[[str], Iterable[Record]],
) -> Iterator[Error]:
    """Give every miss and every false content with its class.

    Parameters
    ----------
    gold, predicted : sequence of mapping
        As `stancekit.evaluation.attributions.score_attributions` takes them.
    extract : callable
        From a text to records of statements; asked for sentences with a cue.
    """
    by_id = {record["id"]: record for record in predicted}
    asked: dict[str, bool] = {}

    def known(cue: str) -> bool:
        if cue not in asked:
            asked[cue] = knows(extract, cue)
        return asked[cue]

    for document in gold:
        name, text = document["doc"], document["text"]
        contents = pair_contents(document, by_id.get(name, {}).get("statements") or ())
        taken = set(contents.pairs.values())
        for i, (content, item) in enumerate(contents.wanted):
            if i not in contents.pairs:
                kind = classify_miss(text, i, contents, known)
                cue = cue_text(text, item)
                yield Error("misses", kind, name, min(content), max(content) + 1, cue)
        for j, (content, _) in enumerate(contents.found):
            if j not in taken and content:
                kind = classify_false(text, j, contents)
                yield Error("false", kind, name, min(content), max(content) + 1)
