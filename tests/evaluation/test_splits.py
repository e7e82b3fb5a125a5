from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancekit.evaluation.seeds import load_documents, load_splits, load_statements
from stancekit.evaluation.splits import document_side, fold_numbers, fold_of, group_labels


@dataclass(frozen=True)
class Record:
    id: str
    topic: str | None = None
    pair: str | None = None


RECORDS = st.lists(
    st.builds(
        Record,
        id=st.uuids().map(str),
        topic=st.none() | st.sampled_from(["border-war", "reefs", "tolls", "wells", "ferries"]),
        pair=st.none() | st.sampled_from(["p", "q", "r"]),
    ),
    max_size=30,
)


def test_a_pair_across_topics_joins_them() -> None:
    records = [
        Record("1", "reefs", "p"),
        Record("2", "tolls", "p"),
        Record("3", "tolls", "q"),
        Record("4", "wells", "q"),
        Record("5", "ferries"),
        Record("6", None, "p"),
        Record("7", None, "s"),
        Record("8"),
        Record("9"),
    ]
    labels = group_labels(records)
    assert labels == ["reefs"] * 4 + ["ferries", "reefs", "s", "8", "9"]


@given(RECORDS, st.integers(2, 12))
def test_topics_and_pairs_are_never_on_two_sides(records: list[Record], k: int) -> None:
    folds = fold_numbers(records, k)
    assert folds.dtype == np.int64
    assert all(0 <= fold < k for fold in folds)
    sides: dict[tuple[str, str], set[int]] = defaultdict(set)
    for record, fold in zip(records, folds, strict=True):
        for name in ("topic", "pair"):
            value = getattr(record, name)
            if value is not None:
                sides[name, value].add(int(fold))
    assert all(len(side) == 1 for side in sides.values())


@given(RECORDS)
def test_the_order_of_records_does_not_matter(records: list[Record]) -> None:
    straight = dict(zip(records, fold_numbers(records), strict=True))
    back = dict(zip(records[::-1], fold_numbers(records[::-1]), strict=True))
    assert straight == back


def test_new_topics_move_no_other_and_stay_where_they_are() -> None:
    shipped = load_statements()
    before = fold_numbers(shipped)
    # The fold of a new topic is a promise to whoever compares two versions: it must not move.
    new = [Record("n1", "reefs"), Record("n2", "tolls")]
    after = fold_numbers([*new, *shipped])
    assert np.array_equal(before, after[2:])
    assert after[:2].tolist() == [fold_of("reefs"), fold_of("tolls")] == [6, 1]


def test_shipped_folds_hold_every_label_and_are_of_use() -> None:
    statements = load_statements()
    folds = fold_numbers(statements)
    assert set(folds.tolist()) == set(range(10))
    assert Counter(folds.tolist()).most_common()[-1][1] > 200
    for fold in range(10):
        assert len({s.label for s, f in zip(statements, folds, strict=True) if f == fold}) == 4
    assert set(fold_numbers(statements, 5).tolist()) == set(range(5))
    assert len(set(group_labels(statements))) == 532


def test_topics_of_later_batches_lie_where_a_hash_puts_them() -> None:
    first = {"idiomatic", "newswire"}
    statements = load_statements()
    later = {s.topic for s in statements if s.batch not in first}
    assert later.isdisjoint(s.topic for s in statements if s.batch in first)
    folds = load_splits()["folds"]
    assert {topic: folds[topic] for topic in later} == {
        topic: fold_of(topic, table={}) for topic in later
    }


def test_every_shipped_topic_and_document_is_in_the_table() -> None:
    table = load_splits()
    topics = {s.topic for s in load_statements()}
    assert topics == table["folds"].keys()
    documents = load_documents()
    assert {d.id for d in documents} == table["documents"].keys()
    assert {d.topic for d in documents} <= topics


def test_no_near_duplicates_across_folds() -> None:
    statements = load_statements()
    folds = fold_numbers(statements)
    words = [frozenset(re.findall(r"\w+", s.text.casefold())) for s in statements]
    frequency = Counter(word for found in words for word in found)
    holders: dict[str, list[int]] = defaultdict(list)
    close = []
    for number, found in enumerate(words):
        # Two texts that share 80 % of their words share one of the rarest fifth of either.
        rare = sorted(found, key=lambda word: (frequency[word], word))[: len(found) // 5 + 1]
        for other in {other for word in rare for other in holders[word]}:
            shared = len(found & words[other]) / len(found | words[other])
            if shared >= 0.8 and folds[number] != folds[other]:
                close.append((statements[other].id, statements[number].id))
        for word in rare:
            holders[word].append(number)
    assert not close


def test_foreign_data_is_dealt_out_evenly() -> None:
    records = [Record(f"{topic}{n}", topic) for topic in "abcdef" for n in range(10)]
    assert np.bincount(fold_numbers(records, 3)).tolist() == [20, 20, 20]
    assert sorted(np.bincount(fold_numbers(records[:20], 4), minlength=4)) == [0, 0, 10, 10]
    assert len(fold_numbers([], 4)) == 0


def test_a_table_of_ones_own_is_kept() -> None:
    records = [Record("1", "reefs"), Record("2", "tolls")]
    folds = fold_numbers(records, 4, table={"reefs": 2})
    assert folds[0] == 2
    assert folds[1] == fold_of("tolls", 4, table={})


def test_one_fold_is_no_split() -> None:
    with pytest.raises(ValueError, match="two folds or more, not 1"):
        fold_numbers([Record("1")], 1)
    with pytest.raises(ValueError, match="two folds or more, not 0"):
        fold_of("reefs", 0)


def test_a_document_keeps_its_side() -> None:
    assert document_side("x", {"x": "locked"}) == "locked"
    assert document_side("x", {"x": "dev"}) == "dev"
    # As with folds, these are promises.
    sides = [document_side(name) for name in ("reef", "dune", "well", "ford")]
    assert sides == ["dev", "dev", "locked", "locked"]
