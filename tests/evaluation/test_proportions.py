"""Intervals of shares whose cases come in groups."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from stancekit.evaluation.proportions import proportion_interval

GROUPS = st.lists(
    st.integers(1, 9).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=1
)


@given(st.lists(st.booleans(), min_size=2, max_size=60))
def test_single_cases_give_wilsons_interval(outcomes: list[bool]) -> None:
    n, hits = len(outcomes), sum(outcomes)
    expected = binomtest(hits, n).proportion_ci(method="wilson")
    found = proportion_interval([int(x) for x in outcomes], [1] * n)
    assert found == pytest.approx((expected.low, expected.high), abs=1e-9)


@given(GROUPS)
def test_an_interval_holds_its_share_and_lies_within_bounds(groups: list[tuple[int, int]]) -> None:
    hits, sizes = [x for x, _ in groups], [n for _, n in groups]
    low, high = proportion_interval(hits, sizes)
    assert 0 <= low <= sum(hits) / sum(sizes) <= high <= 1
    assert low < high


@given(GROUPS)
def test_grouping_never_narrows_an_interval(groups: list[tuple[int, int]]) -> None:
    hits, sizes = [x for x, _ in groups], [n for _, n in groups]
    low, high = proportion_interval(hits, sizes)
    alone = binomtest(sum(hits), sum(sizes)).proportion_ci(method="wilson")
    assert high - low >= alone.high - alone.low - 1e-9


def test_groups_that_hit_as_one_count_once() -> None:
    whole = proportion_interval([10, 10, 0, 0, 0, 0], [10] * 6)
    assert whole == pytest.approx(proportion_interval([1, 1, 0, 0, 0, 0], [1] * 6))


def test_no_case_has_no_interval() -> None:
    assert all(math.isnan(end) for end in proportion_interval([], []))


def test_a_higher_level_is_wider() -> None:
    narrow = proportion_interval([1, 0, 3], [4, 4, 4], level=0.5)
    wide = proportion_interval([1, 0, 3], [4, 4, 4], level=0.99)
    assert wide[0] < narrow[0] < narrow[1] < wide[1]
