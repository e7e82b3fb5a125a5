from __future__ import annotations

import sys

import pytest

from stancekit import __version__
from stancekit.plugin import Registry, installed_plugins
from stancekit.plugin.bounds import fits, stancekit_bounds


@pytest.mark.parametrize(
    ("requirement", "bounds"),
    [
        ("stancekit", ""),
        ("stancekit>=0.1", ">=0.1"),
        ("Stancekit[html,rich] >=0.1, <2", "<2,>=0.1"),
        ("stancekit (>=0.1)", ">=0.1"),
        ("stancekit-lexicons<0.1", ""),
        ("stancekit<0.1; extra == 'old'", ""),
        ("stancekit @ https://example.org/stancekit.whl", ""),
        ("stancekit=>0.1", ""),
    ],
)
def test_bounds_are_read_from_what_a_distribution_requires(requirement: str, bounds: str) -> None:
    assert stancekit_bounds(["numpy<1", requirement]) == bounds


@pytest.mark.parametrize(
    ("version", "bounds", "fitting"),
    [
        ("0.2.0", "<0.3,>=0.1", True),
        ("0.3.0", "<0.3,>=0.1", False),
        ("0.3.0rc1", ">=0.2", True),  # an early release is installed already
        ("0.3.0rc1", "<0.3", False),
        ("0.3.0", "", True),
    ],
)
def test_bounds_hold_as_the_standard_has_it(version: str, bounds: str, fitting: bool) -> None:
    assert fits(version, bounds) is fitting


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
