"""The sections of the report, in order: each a module with ``run(context) -> Section``."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the list of names imports nothing, for --help
    from benchmarks.context import Context
    from benchmarks.section import Section

__all__ = ["SECTIONS", "section"]

# Name, as --only takes it, and module.
SECTIONS = {
    "data": "benchmarks.sections.data",
    "statements": "benchmarks.sections.statements",
    "transfer": "benchmarks.sections.transfer",
    "doubt": "benchmarks.sections.doubt",
    "documents": "benchmarks.sections.documents",
    "quotations": "benchmarks.sections.quotations",
    "learning": "benchmarks.sections.learning",
    "robustness": "benchmarks.sections.robustness",
    "extraction": "benchmarks.sections.extraction",
    "speed": "benchmarks.sections.speed",
    "peers": "benchmarks.sections.peers",
    "plugins": "benchmarks.sections.plugins",
}


def section(name: str) -> Callable[[Context], Section]:
    """Return the function that makes a section."""
    run: Callable[[Context], Section] = importlib.import_module(SECTIONS[name]).run
    return run
