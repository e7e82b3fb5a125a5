"""How fast extractors read, on one core."""

from __future__ import annotations

from benchmarks.context import Context
from benchmarks.section import Column, Section

__all__ = ["run"]


def run(context: Context) -> Section:
    """Give the speed of every extractor over the texts of the run."""
    section = Section("extraction", "Speed of extraction", timed=True)
    if not context.corpus:
        section.text.append("The data hold neither attributions nor documents kept for testing.")
        return section
    for found in context.extractions:
        section.failures += found.told()
    size = sum(len(document["text"].encode()) for document in context.corpus) / 1e6
    section.text.append(
        f"Statements and sources alone, without stances, from {size:.2f} MB of text; processor "
        "time, after everything is loaded. What failed on a text isn't timed."
    )
    section.table(
        "speed",
        "Speed by extractor",
        [
            Column("system", "extractor", "text", key=True),
            Column("speed", "MB/s", "number", better="higher"),
            Column("seconds", "seconds", "number", better="lower"),
        ],
        (
            {
                "system": found.extractor.name,
                "speed": size / found.seconds,
                "seconds": found.seconds,
            }
            for found in context.extractions
            if found.seconds and not found.failures
        ),
    )
    return section
