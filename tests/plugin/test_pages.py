"""The tutorial and the page of hooks, followed to the letter."""

from __future__ import annotations

import re

import pytest

from stancekit.plugin import HOOKS
from tests.plugin.walkthrough import CHECKOUT, compare, follow

TUTORIAL, PAGE = (CHECKOUT / "plugins" / name for name in ("TUTORIAL.md", "HOOKS.md"))


def test_the_tutorial_ends_with_an_article_read_by_a_model_that_needs_the_plugin(tmp_path):
    commands = follow(TUTORIAL, tmp_path)
    verbs = [" ".join(command.split()[:2]) for command in commands]
    assert verbs == [
        "stancekit plugins", "pip install", "stancekit plugins", "stancekit plugins",
        "python -m", "stancekit train", "stancekit analyze", "stancekit analyze", "grep -o",
        "stancekit analyze",
    ]  # fmt: skip


def test_the_example_of_every_hook_gives_what_is_shown(tmp_path):
    # Each script that the page shows takes part in a run.
    commands = follow(PAGE, tmp_path)
    given = {word for command in commands for word in command.split() if word.endswith(".py")}
    assert given == {path.name for path in tmp_path.glob("*.py")}


@pytest.mark.parametrize("hook", HOOKS)
def test_every_hook_has_an_example_and_is_read_somewhere(hook):
    (section,) = re.findall(rf"^## `{hook}`: .*?(?=^## |\Z)", PAGE.read_text(), re.M | re.DOTALL)
    assert f"@hookimpl\ndef {hook}():" in section
    sources = [*(CHECKOUT / "stancekit").rglob("*.py"), *(CHECKOUT / "benchmarks").rglob("*.py")]
    readers = [
        path
        for path in sources
        if path.name not in ("spec.py", "builtin.py")
        and "testing" not in path.parts
        and f'"{hook}"' in path.read_text(encoding="utf-8")
    ]
    assert readers, f"nothing ever asks for the components of {hook}"


def test_what_a_command_prints_is_compared_to_the_letter():
    compare("x", "a … c\n", "a b c  \n")
    for expected in ("a", "a b", "a … d", ""):
        with pytest.raises(AssertionError, match=r"\$ x"):
            compare("x", expected, "a b c")
