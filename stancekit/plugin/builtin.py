"""What stancekit itself registers, through the same hooks as any plugin."""

from __future__ import annotations

from collections.abc import Sequence

from stancekit.plugin.spec import Component, hookimpl

__all__: list[str] = []


@hookimpl
def stancekit_feature_extractors() -> Sequence[Component]:
    """Return the extractors of the shipped model."""
    return (
        Component(
            "words",
            "stancekit.features:WordNgrams",
            "words and word sequences",
        ),
        Component(
            "stems",
            "stancekit.features:WordStems",
            "first letters of words, which join their forms",
        ),
        Component(
            "cues",
            "stancekit.features:CueLexicon",
            "the codebook's constructions, negated or not, and their sequences",
        ),
        Component(
            "form",
            "stancekit.features:StatementStructure",
            "length, mood, person, tense and connectives",
        ),
    )


@hookimpl
def stancekit_statement_extractors() -> Sequence[Component]:
    """Return the rule-based extractor."""
    return (
        Component(
            "rules",
            "stancekit.extraction:RuleExtractor",
            "quotations, reported speech and acts by named rules",
        ),
    )


@hookimpl
def stancekit_readers() -> Sequence[Component]:
    """Return the readers, by suffix."""
    text = [
        Component(suffix, "stancekit.reading:read_text", "one document a file")
        for suffix in (".txt", ".text")
    ]
    pages = [
        Component(suffix, "stancekit.reading:read_html", "the article of a web page (extra html)")
        for suffix in (".html", ".htm")
    ]
    records = [
        Component(suffix, "stancekit.reading:read_records", "one document a record")
        for suffix in (".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".parquet")
    ]
    return (*text, *pages, *records)


@hookimpl
def stancekit_models() -> Sequence[Component]:
    """Return the shipped model."""
    return (
        Component(
            "diplomacy-base",
            "stancekit.modelling.shipped:diplomacy_base",
            "stance towards talking, for English news and diplomatic texts",
        ),
    )


@hookimpl
def stancekit_schemes() -> Sequence[Component]:
    """Return the scheme of the shipped model."""
    return (
        Component(
            "diplomacy",
            "stancekit.stance:DIPLOMACY",
            "pro-diplomacy, rejection, conditional, no-stance",
        ),
    )


@hookimpl
def stancekit_exporters() -> Sequence[Component]:
    """Return the exporters, by suffix."""
    return (
        Component(".jsonl", "stancekit.cli.exporters:write_jsonl", "one record a document"),
        Component(".csv", "stancekit.cli.exporters:write_csv", "one row a statement"),
        Component(
            ".parquet",
            "stancekit.cli.exporters:write_parquet",
            "one row a statement (extra parquet)",
        ),
    )


@hookimpl
def stancekit_commands() -> Sequence[Component]:
    """Return the sub-commands of ``stancekit``."""
    return (
        Component(
            "analyze",
            "stancekit.cli.analyze:analyze",
            "Find who says what, their stances and terms, in documents.",
        ),
        Component(
            "classify",
            "stancekit.cli.classify:classify",
            "Decide the stance of statements given alone.",
        ),
        Component(
            "train",
            "stancekit.cli.train:train",
            "Train a model; without data, rebuild the shipped one.",
        ),
        Component(
            "evaluate",
            "stancekit.cli.evaluate:evaluate",
            "Score a model, or predictions, against labelled data.",
        ),
        Component(
            "aliases",
            "stancekit.cli.aliases:aliases",
            "Propose which speakers of many documents are one.",
        ),
        Component(
            "seeds",
            "stancekit.cli.seeds:seeds",
            "Look after labelled statements: find wrong labels.",
        ),
        Component(
            "plugins",
            "stancekit.cli.plugins:plugins",
            "List and check plugins; begin a new one.",
        ),
        Component("models", "stancekit.cli.models:models", "List, show and verify models."),
    )
