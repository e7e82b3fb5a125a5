"""How time is taken: turns, growth within a budget, processes of their own."""

from __future__ import annotations

import os
import sys
import time

import pytest

from benchmarks.section import Section
from benchmarks.sections import speed
from benchmarks.timing import Point, exponent, fastest, grow, in_turns, one_core, started


def test_systems_take_turns_and_the_first_is_not_counted():
    calls: list[str] = []
    jobs = {name: (10_000, lambda name=name: calls.append(name)) for name in ("a", "b")}
    rates = in_turns(jobs, turns=3)
    assert calls == ["a", "b"] * 4
    assert [len(values) for values in rates.values()] == [3, 3]
    assert all(rate > 0 for values in rates.values() for rate in values)


def test_what_fails_in_a_turn_stops_no_other():
    section = Section("speed", "Speed")
    calls = iter((None, None))  # the third is one too many
    rates = in_turns({"fair": (5, int), "weak": (5, lambda: next(calls))}, 3, section.guard)
    assert list(rates) == ["fair"]
    assert len(rates["fair"]) == 3
    (failure,) = section.failures
    assert failure["system"] == "weak"
    assert failure["reason"].startswith("StopIteration")


@pytest.mark.parametrize("power", [0.5, 1.0, 2.0])
def test_the_exponent_is_that_of_the_growth(power):
    points = [Point(size, 3 * size**power) for size in (10, 100, 1000)]
    assert exponent(points) == pytest.approx(power)
    assert exponent(points[:1]) is None


def sleeping(wanted: float) -> tuple[float, object]:
    """Make a job of a thousandth of a second a unit."""
    return int(wanted), lambda: time.sleep(int(wanted) / 1000)


def test_growth_that_fits_is_measured_to_the_end():
    points = grow(sleeping, [2, 20], budget=10)
    assert [point.size for point in points] == [2, 20]
    assert all(point.seconds >= point.size / 1000 for point in points)


def test_a_size_that_takes_too_long_is_cut_to_what_fits():
    start = time.perf_counter()
    points = grow(sleeping, [10, 100, 1_000_000], budget=0.5)
    assert time.perf_counter() - start < 10
    assert [point.size for point in points[:2]] == [10, 100]
    assert 200 <= points[-1].size <= 500
    # Where hardly more fits than was measured, nothing more is.
    assert len(grow(sleeping, [100, 1_000_000], budget=0.15)) == 1


def test_the_first_run_counts_only_where_no_other_fits():
    seconds = iter([0.05, 0.001, 0.001, 0.001])
    assert fastest(lambda: time.sleep(next(seconds))) < 0.05
    assert fastest(lambda: time.sleep(0.05), budget=0.06) >= 0.05


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="the system has no such call")
def test_the_cores_are_given_back():
    before = os.sched_getaffinity(0)
    with pytest.raises(KeyError), one_core():
        assert len(os.sched_getaffinity(0)) == 1
        raise KeyError
    assert os.sched_getaffinity(0) == before


def test_a_process_is_timed_with_its_memory_and_output():
    code = "x = b'x' * 60_000_000; print('done')"
    small, large = (started([sys.executable, "-S", "-c", given]) for given in ("1", code))
    assert large.output.split() == ["done"]
    assert large.seconds > 0
    if large.megabytes is not None:
        assert 50 < large.megabytes - small.megabytes < 90


def test_a_process_that_fails_is_told():
    with pytest.raises(RuntimeError, match="exit code 3"):
        started([sys.executable, "-S", "-c", "raise SystemExit(3)"])


class Model:
    """Counts the calls that it has had."""

    calls = 0

    def predict(self, texts):
        Model.calls += 1
        self.known = getattr(self, "known", 0) + 1
        return self.known


def test_a_first_call_knows_nothing_of_the_calls_before():
    first = speed.first_call(Model())
    assert [first(["a"]), first(["b"])] == [1, 1]
    assert Model.calls == 2


def test_a_slow_system_labels_fewer_in_its_turn():
    def slow(texts):
        end = time.process_time() + len(texts) / 1000
        while time.process_time() < end:
            pass

    texts = ["x"] * 10_000
    assert 400 <= speed._fitting(slow, texts, 1.0) <= 1000
    assert speed._fitting(len, texts, 1.0) == len(texts)
    assert speed._fitting(slow, texts, 0.001) == 128


def test_a_table_says_what_was_cut():
    section = Section("speed", "Speed", timed=True)
    rows = [
        {"system": "quick", "wanted": [1, 10], "points": [Point(1, 1.0), Point(10, 10.0)]},
        {"system": "slow", "wanted": [1, 10], "points": [Point(1, 5.0), Point(4, 20.0)]},
        {"system": "once", "wanted": [10], "points": [Point(10, 4.0)]},
        {"system": "fixed", "wanted": [10], "points": [Point(10, 4.0)], "rate": None},
    ]
    speed._growth(section, "labelling", "Labels", "statements", rows)
    (table,) = section.tables
    assert [(row["rate"], row["exponent"], row["cut"]) for row in table["rows"]] == [
        (1.0, pytest.approx(1.0), ""),
        (0.2, pytest.approx(1.0), "yes"),
        (2.5, None, ""),
        (None, None, ""),
    ]
    (plot,) = section.plots
    assert [one["name"] for one in plot["series"]] == [
        "quick: exponent 1.00",
        "slow: exponent 1.00",
        "exponent 1",
    ]
