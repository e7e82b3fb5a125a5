"""Word lists of users' own, as features of stancekit's models."""

from __future__ import annotations

from collections.abc import Sequence

from stancekit.plugin import Component, hookimpl

__all__: list[str] = []


@hookimpl
def stancekit_feature_extractors() -> Sequence[Component]:
    """Return the extractor, which reads any word list."""
    return (
        Component(
            "lexicon",
            "stancekit_lexicons.features:LexiconFeatures",
            "counts of a word list: --features lexicon=FILE",
        ),
    )


@hookimpl
def stancekit_commands() -> Sequence[Component]:
    """Return the command that looks after word lists."""
    return (
        Component(
            "lexicons",
            "stancekit_lexicons.commands:lexicons",
            "Check word lists, convert them, and see what they find.",
        ),
    )
