"""The command line."""

from __future__ import annotations

from stancekit.cli.group import main

__all__ = ["main"]
