"""Word lists and constructions, kept as TOML files that a linguist can read and extend."""

from __future__ import annotations

import functools
import importlib.resources
import tomllib
from typing import Any

__all__ = ["load_lexicon"]


@functools.cache
def load_lexicon(name: str, language: str = "en") -> dict[str, Any]:
    """Return a lexicon that ships with the package.

    Parameters
    ----------
    name : str
        File name without suffix, such as ``"cues"``.
    language : str
        Folder it lies in.

    Raises
    ------
    FileNotFoundError
        If the language has no such lexicon.
    """
    folder = importlib.resources.files("stancekit.extraction") / "lexicons" / language
    return tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))
