from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancekit import __version__
from stancekit.plugin import Registry, installed_plugins
from stancekit.plugin.bounds import fits, stancekit_bounds

packaging = pytest.importorskip("packaging.specifiers")

NUMBER = st.integers(0, 3).map(str)
RELEASE = st.lists(NUMBER, min_size=1, max_size=3).map(".".join)
SUFFIX = st.sampled_from(["", "", "", "a1", "b2", "rc1", ".post1", ".dev0", "rc1.dev2"])
VERSION = st.tuples(RELEASE, SUFFIX).map("".join)
CLAUSE = st.one_of(
    st.tuples(st.sampled_from(["<=", ">=", "<", ">", "==", "!="]), VERSION).map("".join),
    st.tuples(st.sampled_from(["==", "!="]), RELEASE).map(lambda pair: "".join(pair) + ".*"),
    st.lists(NUMBER, min_size=2, max_size=3).map(lambda parts: "~=" + ".".join(parts)),
)


@given(VERSION, st.lists(CLAUSE, max_size=3).map(",".join))
def test_bounds_hold_as_the_standard_has_it(version: str, bounds: str) -> None:
    expected = packaging.SpecifierSet(bounds).contains(version, prereleases=True)
    assert fits(version, bounds) == expected


@pytest.mark.parametrize(
    ("requirement", "bounds"),
    [
        ("stancekit", ""),
        ("stancekit>=0.1", ">=0.1"),
        ("Stancekit[html,rich] >=0.1, <2", ">=0.1, <2"),
        ("stancekit (>=0.1)", ">=0.1"),
        ("stancekit-lexicons<0.1", ""),
        ("stancekit<0.1; extra == 'old'", ""),
        ("stancekit @ https://example.org/stancekit.whl", ""),
    ],
)
def test_bounds_are_read_from_what_a_distribution_requires(requirement: str, bounds: str) -> None:
    assert stancekit_bounds(["numpy<1", requirement]) == bounds


@pytest.mark.parametrize("bounds", ["nonsense", ">=not.a.number", "=>0.1"])
def test_what_cannot_be_read_shuts_nothing_out(bounds: str) -> None:
    assert fits("0.1.0", bounds)


def test_a_plugin_for_another_version_is_left_out_before_it_is_imported(install) -> None:  # type: ignore[no-untyped-def] # the fixture of conftest.py
    source = "raise AssertionError('imported')"
    install("acme-old", source, version="3.0", requires=(f"stancekit<{__version__}",))
    install("acme-fit", "", requires=(f"stancekit>={__version__}", "numpy"))
    registry = Registry()
    assert [str(failure) for failure in registry.failures] == [
        f"plugin 'acme-old' of acme-old was left out: acme-old 3.0 requires "
        f"stancekit<{__version__}, and {__version__} runs; "
        "pip install --upgrade acme-old stancekit"
    ]
    assert "acme_old_module" not in sys.modules
    assert "acme_fit_module" in sys.modules
    assert {p.name: p.bounds for p in installed_plugins() if p.name.startswith("acme")} == {
        "acme-fit": f">={__version__}",
        "acme-old": f"<{__version__}",
    }
