"""What the data hold, how varied they are, and what leaks from one side of a split to the other."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from benchmarks.context import Context
from benchmarks.data import Data
from benchmarks.likeness import distinct, near_duplicates, same_texts, words
from benchmarks.section import Column, Section
from stancekit.modelling.training import load_examples

__all__ = ["run"]

_SHOWN = 20


def run(context: Context) -> Section:
    """Count, measure variety, and look for doubles across topics and with the documents."""
    section = Section("data", "Data: composition, variety, leaks")
    data = context.asked
    if not context.tested.statements:
        section.text.append(
            "No system is trained on these data: what has to be trained is trained on the seeds of "
            "stancekit."
        )
    if not data.statements and not data.documents:
        return section
    if context.quick:
        section.text.append("Quick: only the statements of the run and the documents are searched.")
    _composition(section, data)
    _variety(section, data, context)
    context.log("data: looking for doubles")
    _leaks(section, data)
    if not data.shipped:
        _known(section, data)
    return section


def _composition(section: Section, data: Data) -> None:
    rows = []
    for title, labels in (
        ("statements", data.labels),
        ("in documents kept for testing", [s.label for d in data.documents for s in d.statements]),
    ):
        counts = Counter(labels)
        rows.append(
            {"part": title, "all": len(labels), **{x: counts[x] for x in data.scheme.labels}}
        )
    section.table(
        "labels",
        "Statements by label",
        [
            Column("part", "part", "text", key=True),
            *(Column(label, label, "count") for label in data.scheme.labels),
            Column("all", "all", "count"),
        ],
        rows,
    )


def _variety(section: Section, data: Data, context: Context) -> None:
    batches: defaultdict[str, list[list[str]]] = defaultdict(list)
    for item in data.statements:
        batches[item.batch or "–"].append(words(item.text))
    if not batches:
        return
    size = min(sum(map(len, texts)) for texts in batches.values())
    rng = context.generator()
    rows = []
    for name, texts in sorted(batches.items()):
        row: dict[str, Any] = {"batch": name, "n": len(texts)}
        row["words"] = sum(map(len, texts)) / len(texts)
        row |= {f"distinct{n}": distinct(texts, size, n, rng) for n in (1, 2, 3)}
        rows.append(row)
    section.table(
        "variety",
        "Variety by batch",
        [
            Column("batch", "batch", "text", key=True),
            Column("n", "statements", "count"),
            Column("words", "words a statement", "number"),
            *(Column(f"distinct{n}", f"distinct-{n}", better="higher") for n in (1, 2, 3)),
        ],
        rows,
        note=f"Share of different sequences of 1 to 3 words, on samples of {size:,} words.",
    )


def _known(section: Section, data: Data) -> None:
    """Say how much of documents of one's own the shipped models learned from."""
    learned = {tuple(words(example.text)) for example in load_examples()}
    texts = [s.statement.text for d in data.documents for s in d.statements]
    known = sum(tuple(words(text)) in learned for text in texts)
    if known:
        section.text.append(
            f"{known:,} of the {len(texts):,} statements in these documents stand in the seeds "
            "that the shipped models learned from: their figures over documents flatter them."
        )


def _leaks(section: Section, data: Data) -> None:
    inside = [(s.statement.text, s.label, d.id) for d in data.documents for s in d.statements]
    texts = [*data.texts, *(text for text, _, _ in inside)]
    labels = [*data.labels, *(label for _, label, _ in inside)]
    ids = [*(item.id for item in data.statements), *(name for _, _, name in inside)]
    groups = [*data.groups, *("document " + name for _, _, name in inside)]
    n = len(data.statements)
    tokens = [words(text) for text in texts]
    found = {(a, b): share for a, b, share in near_duplicates(tokens)}
    # Texts of one or two words have no triples: only the whole text tells.
    found |= dict.fromkeys(same_texts(tokens), 1.0)
    kinds: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for a, b in found:
        if groups[a] == groups[b]:
            kinds["inside a topic or document"].append((a, b))
        elif a >= n or b >= n:
            what = "two documents" if a >= n and b >= n else "a document kept for testing"
            kinds[f"with {what}"].append((a, b))
        else:
            kinds["across topics"].append((a, b))
    contradictory = [
        (a, b)
        for (a, b), share in found.items()
        # In a document a statement may hold another, and be the same words.
        if share == 1 and labels[a] != labels[b] and not (a >= n and groups[a] == groups[b])
    ]
    order = (
        ("inside a topic or document", "kept on one side of every split"),
        ("across topics", "may stand on both sides of a split"),
        ("with a document kept for testing", "a test that was learned from"),
        ("with two documents", "both are tests"),
    )
    rows = [{"kind": kind, "pairs": len(kinds[kind]), "meaning": said} for kind, said in order]
    said = "the same words under two labels"
    rows.append({"kind": "contradictory", "pairs": len(contradictory), "meaning": said})
    section.table(
        "leaks",
        "Near-duplicates",
        [
            Column("kind", "where", "text", key=True),
            Column("pairs", "pairs", "count", better="lower"),
            Column("meaning", "what it means", "text"),
        ],
        rows,
        note="Pairs of statements that share half of their sequences of three words, or all words.",
    )
    leaks = [*kinds["with a document kept for testing"], *kinds["across topics"], *contradictory]
    section.table(
        "worst-leaks",
        "Near-duplicates to look at",
        [
            Column("first", "first", "text", key=True),
            Column("second", "second", "text", key=True),
            Column("share", "overlap"),
            Column("text", "text of the first", "text"),
            Column("other", "text of the second", "text"),
        ],
        (
            {
                "first": ids[a],
                "second": ids[b],
                "share": found[a, b],
                "text": texts[a],
                "other": texts[b],
            }
            for a, b in sorted(set(leaks), key=lambda pair: (-found[pair], pair))[:_SHOWN]
        ),
    )
