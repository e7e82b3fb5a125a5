"""Where the shipped models and seeds lie: in the package, or in the checkout beside it."""

from __future__ import annotations

from pathlib import Path

__all__ = ["resource_path"]


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
