from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stancekit.modelling.folds import group_names, grouped_folds
from stancekit.statement import Statement

rows_strategy = st.lists(st.tuples(st.text(max_size=2), st.integers(0, 2)), min_size=1, max_size=30)


@settings(deadline=None)
@given(rows_strategy, st.integers(2, 5), st.randoms())
def test_groups_stay_whole_whatever_the_order_or_repetition(rows, n_folds, random):
    groups, labels = zip(*rows, strict=True)
    folds = grouped_folds(groups, np.array(labels), n_folds)
    by_group = dict(zip(groups, folds.tolist(), strict=True))
    assert [by_group[group] for group in groups] == folds.tolist()
    assert len(set(folds.tolist())) == min(n_folds, len(set(groups)))
    doubled = [row for row in rows for _ in range(2)]
    random.shuffle(doubled)
    again = grouped_folds([g for g, _ in doubled], np.array([y for _, y in doubled]), n_folds)
    assert dict(zip([g for g, _ in doubled], again.tolist(), strict=True)) == by_group


def test_labels_are_spread_evenly():
    y = np.repeat([0, 1, 2], 20)
    folds = grouped_folds([str(i) for i in range(60)], y, 5)
    counts = np.zeros((5, 3), dtype=int)
    np.add.at(counts, (folds, y), 1)
    assert (counts == 4).all()


def test_same_text_is_a_group_by_default():
    items = ["a", Statement.from_text("a"), "b"]
    assert group_names(None, items) == ["a", "a", "b"]
    assert group_names(np.array([1, 2, 2]), items) == ["1", "2", "2"]
    with pytest.raises(ValueError, match="3 statements but 1 groups"):
        group_names(["x"], items)
