"""The model that comes with stancekit."""

from __future__ import annotations

from pathlib import Path

from stancekit.errors import ModelError
from stancekit.resources import resource_path

__all__ = ["diplomacy_base"]


def diplomacy_base() -> Path:
    """Return the folder of the shipped model ``diplomacy-base``.

    Raises
    ------
    ModelError
        If this installation doesn't have it.
    """
    try:
        return resource_path("models", "diplomacy-base")
    except FileNotFoundError:
        raise ModelError(
            "this installation has no model 'diplomacy-base'; reinstall stancekit, or rebuild the "
            "model with: stancekit train -o models/diplomacy-base"
        ) from None
