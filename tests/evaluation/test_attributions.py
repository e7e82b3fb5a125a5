"""Scores against attribution corpora, on a small one of our own with figures counted by hand."""

from __future__ import annotations

from typing import Any

import pytest

from stancekit.evaluation.attributions import count_attributions, pair_contents, score_attributions

FIRST = (
    "The dam is safe, the mayor said. “It will hold. We checked it,” she added. "
    "Duro Velk hopes that it will hold. It held, the guild wrote."
)
SECOND = "According to Ada Lorn, the ferry is late."


def spans(text: str, *parts: str) -> list[list[int]]:
    return [[text.index(part), text.index(part) + len(part)] for part in parts]


def gold(text: str, source: str | None, cue: str, *content: str) -> dict[str, Any]:
    return {
        "source": [{"spans": spans(text, source)}] if source else [],
        "cue": [{"spans": spans(text, cue)}],
        "content": [{"spans": spans(text, *content)}] if content else [],
    }


def found(text: str, mention: str | None, *content: str) -> dict[str, Any]:
    places = spans(text, *content)
    return {
        "start": places[0][0],
        "end": places[-1][1],
        "content": places,
        "mention": spans(text, mention)[0] if mention else None,
    }


GOLD = [
    {
        "doc": "one",
        "text": FIRST,
        "attributions": [
            gold(FIRST, "the mayor", "said", "The dam is safe"),
            gold(FIRST, "she", "added", "“It will hold. We checked it,”"),
            gold(FIRST, "Duro Velk", "hopes", "that it will hold"),
            gold(FIRST, "the guild", "wrote", "It held"),
            gold(FIRST, "the guild", "wrote"),  # no content: nothing to find
        ],
    },
    {
        "doc": "two",
        "text": SECOND,
        "attributions": [gold(SECOND, None, "According to", "the ferry is late")],
    },
]
FOUND = [
    {
        "id": "one",
        "statements": [
            found(FIRST, "Duro Velk", "The dam is safe"),  # exact, another's source
            found(FIRST, "she", "It will hold"),  # the one half and the other of a joined content
            found(FIRST, "she", "We checked it"),
            found(FIRST, "Duro", "it will hold. "),  # overlaps, not exact: without "that"
            found(FIRST, None, "It held"),
        ],
    },
    {"id": "two", "statements": [found(SECOND, "Ada Lorn", "the ferry is late")]},
]


def test_figures_counted_by_hand() -> None:
    scores = score_attributions(GOLD, FOUND)
    assert (scores["documents"], scores["gold"], scores["found"]) == (2, 5, 6)
    assert scores["overlap"] == {"precision": 4 / 6, "recall": 4 / 5, "f1": 8 / 11}
    assert scores["exact"] == {"precision": 3 / 6, "recall": 3 / 5, "f1": 6 / 11}
    assert scores["recall_quoted"] == 0
    assert scores["recall_unquoted"] == 1
    # Of four attributions with a source and a content, Velk's alone has its source found.
    assert scores["source_recall"] == 1 / 4
    assert scores["sources"] == {"right": 1, "wrong": 1, "unknown": 1}


def test_what_isnt_asked_for_is_neither_hit_nor_miss_nor_false() -> None:
    hopes = GOLD[0]["attributions"][2]  # type: ignore[index]  # a plain record
    scores = score_attributions(GOLD, FOUND, counted=lambda item: item is not hopes)
    assert (scores["gold"], scores["found"]) == (4, 5)
    assert scores["overlap"]["precision"] == 3 / 5
    assert scores["sources"] == {"right": 0, "wrong": 1, "unknown": 1}


def test_an_empty_answer_scores_nothing() -> None:
    scores = score_attributions(GOLD, [])
    assert scores["overlap"] == {"precision": 0.0, "recall": 0.0, "f1": 0.0}
    assert scores["gold"] == 5


def test_best_overlap_pairs_first_and_nothing_pairs_twice() -> None:
    text = "The dam is safe and sound, the mayor said."
    document = {
        "text": text,
        "attributions": [gold(text, "the mayor", "said", "The dam is safe and sound")],
    }
    near, exact = (
        found(text, "the mayor", "The dam is safe and"),
        found(text, "the mayor", "The dam is safe and sound"),
    )
    assert pair_contents(document, [near, exact]).pairs == {0: 1}
    assert pair_contents(document, [exact, exact]).pairs in ({0: 0}, {0: 1})


def test_a_statement_without_content_counts_whole() -> None:
    text = "The dam is safe."
    document = {"text": text, "attributions": [gold(text, None, "is", text)]}
    count = count_attributions(document, [{"start": 0, "end": len(text)}])
    assert (count["matched"], count["exact"]) == (1, 1)


def test_intervals_resample_documents() -> None:
    scores = score_attributions(GOLD * 10, FOUND)
    low, high = scores["intervals"]["overlap.f1"]
    assert low < scores["overlap"]["f1"] < high
    # Documents that are all alike leave nothing to chance.
    low, high = score_attributions(GOLD[:1] * 10, FOUND)["intervals"]["overlap.f1"]
    assert low == pytest.approx(high)
