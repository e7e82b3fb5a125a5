"""Noise: named changes of a text that leave its meaning, or nearly, and the gold that goes with it.

A kind of noise is a function from a text and a random generator to edits; `Changed` applies them
and maps offsets. Libraries that make noise (nlpaug, TextFlint) don't say where the characters went,
which annotated spans need, so the edits are our own.
"""

from __future__ import annotations

from benchmarks.noise.gold import with_gold, with_original_names
from benchmarks.noise.kinds import KINDS, Kind
from stancekit.reading.edits import Changed, Edit

__all__ = ["KINDS", "Changed", "Edit", "Kind", "with_gold", "with_original_names"]
