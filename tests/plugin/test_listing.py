"""``stancekit plugins``: what is installed, what is wrong with it, and what to pin."""

from __future__ import annotations

import json

import pytest

from stancekit import __version__
from stancekit.cli import main
from stancekit.plugin import installed_plugins

SCHEME = """
from stancekit.plugin import Component, hookimpl

@hookimpl
def stancekit_schemes():
    return [Component("{name}", "stancekit.stance:DIPLOMACY", "a scheme")]
"""
NEVER = "raise AssertionError('imported')"


@pytest.fixture
def listed(capfd):
    """Return code, lines for people and errors of a call; rows of what else is here left out."""
    others = [plugin.distribution for plugin in installed_plugins()]

    def call(*arguments):
        with pytest.raises(SystemExit) as ended:
            main(["plugins", *arguments])
        out, error = capfd.readouterr()
        kept = [line for line in out.splitlines() if not any(name in line for name in others)]
        return ended.value.code, "\n".join(kept), error

    return call


def test_what_cannot_take_part_is_told_without_importing_anything(install, site, listed):
    install("acme-old", NEVER, requires=("stancekit<0.0.1",))
    install("acme-gone", NEVER)
    install("acme-fit", NEVER, requires=("stancekit>=0.0.1",))
    (site / "acme_gone_module.py").unlink()
    code, out, error = listed()
    assert (code, error) == (0, "")
    rows = {line.split()[0]: line for line in out.splitlines() if line.startswith("  acme")}
    assert ["left out" in rows[name] for name in ("acme-old", "acme-gone", "acme-fit")] == [
        True,
        True,
        False,
    ]
    assert (
        f"acme-old is left out: acme-old 1.2 requires stancekit<0.0.1, and {__version__} runs; "
        "pip install --upgrade acme-old stancekit"
    ) in out
    assert "acme-gone is left out: acme-gone 1.2 names the module 'acme_gone_module', and" in out
    _, out, _ = listed("--block", "acme-old", "--block", "acme-gone")
    assert "is left out" not in out  # it isn't to take part
    assert out.count("blocked") >= 2


def test_the_check_tells_of_names_taken_twice_and_of_a_built_ins(install, listed):
    install("acme-one", SCHEME.format(name="same"))
    install("acme-two", SCHEME.format(name="same"))
    install("acme-three", SCHEME.format(name="diplomacy"))
    code, out, _ = listed("--check", "--json")
    found = json.loads(out)
    assert code == 1
    assert found["conflicts"] == [
        "two schemes are named 'same', by plugin 'acme-one' of acme-one and by plugin 'acme-two' "
        "of acme-two; leave one out with --block"
    ]
    (failure,) = found["failures"]
    assert failure["plugin"] == "acme-three"
    assert "stancekit has one of that name; it must take another" in failure["reason"]
    assert "--block acme-three" in failure["mend"]
    code, _, error = listed("--check")
    assert code == 1
    assert error.count("two schemes are named 'same'") == 1
    assert listed("--check", "--block", "acme-two", "--block", "acme-three")[0] == 0


def test_requirements_are_what_pip_takes(install, listed):
    install("acme-one", NEVER, version="2.1", first="a", second="b")
    install("acme-two", NEVER)
    assert listed("--requirements") == (
        0,
        f"stancekit=={__version__}\nacme-one==2.1\nacme-two==1.2",
        "",
    )
    assert "acme-two" not in listed("--requirements", "--block", "acme-two")[1]
    assert listed("--requirements", "--json")[0] == 2
