"""Scores against attribution corpora that mark source, cue and content (PolNeAR, PARC3)."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from stancekit.evaluation.metrics import bootstrap_interval

__all__ = [
    "COUNTS",
    "FIGURES",
    "ContentPairs",
    "attribution_figure",
    "count_attributions",
    "pair_contents",
    "score_attributions",
]

Record = Mapping[str, Any]

_QUOTATION_MARK = re.compile('["“”]')
_WORD = re.compile(r"\w+")
_OVERLAP = 0.5

COUNTS = (
    *("gold", "found", "matched", "exact"),
    *("quoted", "quoted_matched", "unquoted", "unquoted_matched"),
    *("sourced", "source_right", "source_wrong", "source_unknown"),
)
"""What is counted in each document; every figure is a quotient of sums of these."""


class ContentPairs(NamedTuple):
    """The contents of one document, as sets of offsets, and which belong together.

    Parameters
    ----------
    wanted, found : list of (set of int, mapping)
        Contents of the gold and of the statements found, each with its record. Gold without a
        content is left out.
    pairs : dict of int to int
        Places in `wanted` and `found` of contents that are the same: best overlap first, at an
        intersection over union of one half or more.
    """

    wanted: list[tuple[set[int], Record]]
    found: list[tuple[set[int], Record]]
    pairs: dict[int, int]


def offsets(spans: Iterable[Sequence[int]]) -> set[int]:
    """Return the offsets that lie in any of the spans."""
    return {offset for start, end in spans for offset in range(start, end)}


def annotated(parts: Iterable[Record] | None) -> set[int]:
    """Return the offsets of a source, cue or content as the corpus marks it."""
    return offsets(span for part in parts or () for span in part["spans"])


def is_quoted(text: str, content: Iterable[int]) -> bool:
    """Tell whether a content, given by its offsets, holds a quotation mark."""
    return any(_QUOTATION_MARK.match(text[k]) for k in content)


def pair_contents(document: Record, statements: Iterable[Record]) -> ContentPairs:
    """Pair the contents of a document's gold with those of the statements found.

    Parameters
    ----------
    document : mapping
        ``text`` and ``attributions``, as `score_attributions` takes them.
    statements : iterable of mapping
        Records of statements.

    Returns
    -------
    ContentPairs
    """
    found = [
        (offsets(item.get("content") or [(item["start"], item["end"])]), item)
        for item in statements
    ]
    wanted = [
        (content, item)
        for item in document["attributions"]
        if (content := annotated(item.get("content")))
    ]
    candidates = sorted(
        (
            (len(a & b) / len(a | b), i, j)
            for i, (a, _) in enumerate(wanted)
            for j, (b, _) in enumerate(found)
            if not a.isdisjoint(b)
        ),
        reverse=True,
    )
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for overlap, i, j in candidates:
        if overlap >= _OVERLAP and i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return ContentPairs(wanted, found, pairs)


def count_attributions(
    document: Record,
    statements: Iterable[Record],
    counted: Callable[[Record], bool] | None = None,
) -> dict[str, int]:
    """Count what the figures of one document are made of.

    Parameters
    ----------
    document : mapping
        As for `pair_contents`.
    statements : iterable of mapping
    counted : callable, optional
        Tells of an attribution whether it is asked for. One that isn't is neither a hit nor a
        miss, and a statement that is paired with it is no false one. All count by default.

    Returns
    -------
    dict of str to int
        A source is right where the mention shares a character with it, wrong where it doesn't,
        unknown where the statement has no mention; only contents that are found are asked.
    """
    text = document["text"]
    wanted, found, pairs = pair_contents(document, statements)
    count = dict.fromkeys(COUNTS, 0)
    count["found"] = len(found)
    for i, (content, item) in enumerate(wanted):
        if counted is not None and not counted(item):
            count["found"] -= i in pairs
            continue
        form = "quoted" if is_quoted(text, content) else "unquoted"
        count["gold"] += 1
        count[form] += 1
        count["sourced"] += bool(item.get("source"))
        if i not in pairs:
            continue
        other, statement = found[pairs[i]]
        count["matched"] += 1
        count[f"{form}_matched"] += 1
        count["exact"] += _words(text, content) == _words(text, other)
        if source := annotated(item.get("source")):
            mention = statement.get("mention")
            if not mention:
                answer = "unknown"
            elif source.isdisjoint(range(*mention)):
                answer = "wrong"
            else:
                answer = "right"
            count[f"source_{answer}"] += 1
    return count


def score_attributions(
    gold: Sequence[Record],
    predicted: Sequence[Record],
    *,
    counted: Callable[[Record], bool] | None = None,
) -> dict[str, Any]:
    """Score contents and sources against a corpus of attributions.

    Parameters
    ----------
    gold : sequence of mapping
        ``doc`` (id), ``text`` and ``attributions``: lists of ``{"source": [{"spans"}], "content":
        [{"spans"}]}``.
    predicted : sequence of mapping
        As ``stancekit analyze`` writes them; ``content`` and ``mention`` of each statement count.
    counted : callable, optional
        Tells of an attribution whether it is asked for; see `count_attributions`.

    Returns
    -------
    dict
        ``overlap`` and ``exact`` (precision, recall, F1 of contents, paired best overlap first at
        an intersection over union of one half), ``recall_quoted``, ``recall_unquoted`` and
        ``source_recall``: the share of attributions with a source whose content is found and
        whose source shares a character with the mention. ``sources`` counts the right, wrong and
        unknown ones among the contents found; ``intervals`` has, by the figure's dotted name, 95 %
        intervals by resampling documents.
    """
    by_id = {record["id"]: record for record in predicted}
    counts = [
        count_attributions(
            document, by_id.get(document["doc"], {}).get("statements") or (), counted
        )
        for document in gold
    ]
    table = np.array([[count[name] for name in COUNTS] for count in counts], dtype=np.float64)
    total = table.reshape(-1, len(COUNTS)).sum(axis=0)
    by_name = dict(zip(COUNTS, (int(value) for value in total), strict=True))
    statistics = {name: functools.partial(attribution_figure, name) for name in FIGURES}
    figures: dict[str, Any] = {}
    for name in FIGURES:
        head, _, tail = name.partition(".")
        value = attribution_figure(name, total)
        if tail:
            figures.setdefault(head, {})[tail] = value
        else:
            figures[head] = value
    return {
        "documents": len(gold),
        "gold": by_name["gold"],
        "found": by_name["found"],
        **figures,
        "sources": {name: by_name[f"source_{name}"] for name in ("right", "wrong", "unknown")},
        "intervals": {
            name: list(bootstrap_interval(table, statistic))
            for name, statistic in statistics.items()
        },
    }


FIGURES: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "overlap.precision": (("matched",), ("found",)),
    "overlap.recall": (("matched",), ("gold",)),
    "overlap.f1": (("matched", "matched"), ("gold", "found")),
    "exact.precision": (("exact",), ("found",)),
    "exact.recall": (("exact",), ("gold",)),
    "exact.f1": (("exact", "exact"), ("gold", "found")),
    "recall_quoted": (("quoted_matched",), ("quoted",)),
    "recall_unquoted": (("unquoted_matched",), ("unquoted",)),
    "source_recall": (("source_right",), ("sourced",)),
}
"""Each figure, by its dotted name: a sum of counts over a sum of counts."""


def attribution_figure(name: str, sums: NDArray[np.float64]) -> float:
    """Return a figure from counts summed over documents.

    Parameters
    ----------
    name : str
        One of `FIGURES`.
    sums : ndarray of shape (n_counts,)
        In the order of `COUNTS`.

    Returns
    -------
    float
        0 where there is nothing to divide by.
    """
    above, below = (
        sum(float(sums[COUNTS.index(count)]) for count in counts) for counts in FIGURES[name]
    )
    return above / below if below else 0.0


def _words(text: str, content: set[int]) -> str:
    return "".join(_WORD.findall("".join(text[k] for k in sorted(content)))).lower()
