"""Dependencies and entities for stancekit, from a spaCy pipeline.

`stancekit_spacy.features` has feature extractors, `stancekit_spacy.extractor` a statement
extractor.
"""

from __future__ import annotations

from collections.abc import Sequence

from stancekit.plugin import Component, hookimpl

__all__: list[str] = []


@hookimpl
def stancekit_feature_extractors() -> Sequence[Component]:
    """Return the feature extractors."""
    return (
        Component(
            "spacy-dependencies",
            "stancekit_spacy.features:DependencyFeatures",
            "what depends on what; negation, modals and tenses by the parse",
        ),
        Component(
            "spacy-entities",
            "stancekit_spacy.features:EntityFeatures",
            "types of named entities and their roles",
        ),
    )


@hookimpl
def stancekit_statement_extractors() -> Sequence[Component]:
    """Return the statement extractor."""
    return (
        Component(
            "spacy",
            "stancekit_spacy.extractor:SpacyExtractor",
            "attributed statements by the parse of each sentence",
        ),
    )
