"""Our models, shipped, registered by a plugin or saved in a folder, as systems."""

from __future__ import annotations

import functools

from sklearn.base import clone

import stancekit
from benchmarks.systems.system import System
from stancekit import StanceClassifier
from stancekit.features.base import FeatureSet
from stancekit.modelling.base import StanceModel
from stancekit.modelling.linear import LinearModel
from stancekit.modelling.origins import origin_of
from stancekit.plugin import Registry

__all__ = ["model_system"]


def model_system(name: str, registry: Registry) -> System:
    """Load a model by name or folder.

    Raises
    ------
    ModelError
        If there is no such model, or it can't be used.
    """
    analyzer = stancekit.load(name, registry=registry)
    model = analyzer.model
    reason = _known(model)
    return System(
        name=model.name,
        kind="model",
        make=None if reason else functools.partial(_unfitted, model),
        analyzer=analyzer,
        note=reason,
        version=model.version,
        sha256=model.sha256,
        given=name,
    )


def _known(model: StanceModel) -> str:
    """Say why a model can't be trained anew for a test; empty where it can."""
    if not isinstance(model, LinearModel):
        return "it isn't made of features and weights, so only documents kept for testing tell"
    for _, member in model.features.extractors:
        # Trained anew on some folds, it would still know the statements of the others.
        if getattr(member, "knows_seeds", False):
            origin = origin_of(member).distribution
            return f"the features of {origin} know the seeds' labels, so only documents tell"
    return ""


def _unfitted(model: LinearModel) -> StanceClassifier:
    """Return a classifier that trains as the model was trained, having learned nothing yet."""
    members = [(name, clone(member)) for name, member in model.features.extractors]
    return StanceClassifier(FeatureSet(members), **model.training.get("parameters", {}))
