"""What ships with stancekit beside its code: models, seeds, lexicons."""

from __future__ import annotations

import functools
import importlib.resources
import tomllib
from pathlib import Path
from typing import Any

__all__ = ["read_lexicon", "resource_path"]


def resource_path(*parts: str) -> Path:
    """Return the path of a file or folder that ships with stancekit.

    A wheel carries them inside the package; an editable install leaves them where they stand in
    the checkout.

    Parameters
    ----------
    *parts : str
        Such as ``"models", "diplomacy-base"``.

    Raises
    ------
    FileNotFoundError
        If it is in neither place.
    """
    package = Path(__file__).parent
    for base in (package / "_data", package.parent):
        path = base.joinpath(*parts)
        if path.exists():
            return path
    raise FileNotFoundError(f"this installation of stancekit has no {'/'.join(parts)}")


@functools.cache
def read_lexicon(part: str, name: str, language: str = "en") -> dict[str, Any]:
    """Return a lexicon: a TOML file that a linguist can read and extend.

    Parameters
    ----------
    part : str
        Sub-package in whose folder ``lexicons`` it lies; it isn't imported.
    name : str
        File name without suffix, such as ``"cues"``.
    language : str
        Folder it lies in.

    Raises
    ------
    FileNotFoundError
        If the language has no such lexicon.
    """
    folder = importlib.resources.files("stancekit") / part / "lexicons" / language
    return tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))
