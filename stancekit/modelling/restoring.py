"""A model's feature extractors, set up again from its manifest and arrays."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from typing import Any

from stancekit.errors import FAULTS, ModelError
from stancekit.features import default_features
from stancekit.features.base import FeatureExtractor, FeatureSet
from stancekit.modelling.arrays import Arrays, decode_state
from stancekit.modelling.origins import Origin, origin_of

__all__ = ["Factories", "restore_features", "width_of"]

Factories = Mapping[str, Callable[..., FeatureExtractor]]

# Has a bit of everything: names, negation, quotation marks, figures, letters beyond ASCII.
_PROBE = "“We won’t talk,” Zoë Lind of Ruritania said in 2020, unless they agree."


def restore_features(
    manifest: Mapping[str, Any],
    extractors: Factories | None,
    arrays: Arrays,
    absences: Mapping[str, str],
) -> FeatureSet:
    """Build a model's feature extractors from what its manifest says of them.

    Parameters
    ----------
    manifest : mapping
    extractors : mapping of str to callable, optional
        What makes each extractor; by default the built-in ones.
    arrays : dict
        The model's; those of the extractors are taken out.
    absences : mapping of str to str
        Why a distribution's plugins take no part, though they are installed.

    Raises
    ------
    ModelError
        If an extractor isn't there, is another distribution's, or can't be set up.

    Warns
    -----
    UserWarning
        If an extractor, or its distribution, has another version than in training.
    """
    if extractors is None:
        extractors = {member.name: type(member) for _, member in default_features().extractors}
    members = []
    for entry in manifest["extractors"]:
        name, wanted = entry["name"], entry["extractor"]
        origin = Origin.from_record(entry["origin"])
        lacks = f"needs the feature extractor {wanted!r}"
        if wanted not in extractors:
            raise ModelError(f"{lacks}, which isn't available; {origin.remedy_given(absences)}")
        state = decode_state(entry["state"], arrays)
        try:
            member = extractors[wanted](**entry["params"])
        except FAULTS as error:  # a plugin may raise anything
            raise _unusable(f"extractor {name!r}", error) from None
        here = origin_of(member)
        if origin.is_other(here):
            raise ModelError(
                f"{lacks} of {origin.distribution}, and the one here is of {here.distribution}; "
                f"{origin.remedy}, and leave the other out with --block {here.distribution}"
            )
        try:
            member.set_state(state)
        except FAULTS as error:  # as above
            raise _unusable(f"extractor {name!r}", error) from None
        if member.version != entry["version"]:
            was, now = entry["version"], member.version
            difference = f"version {was} of the feature extractor {wanted!r}, and {now} is here"
        else:
            difference = origin.difference(here) or ""
        if difference:
            warnings.warn(
                f"model {manifest['name']!r} was trained with {difference}; its predictions may "
                "differ from the published ones",
                UserWarning,
                stacklevel=4,
            )
        members.append((name, member))
    return FeatureSet(members)


def width_of(features: FeatureSet) -> int:
    """Return the number of columns, and thereby try out that the extractors work."""
    try:
        features.locate(_PROBE)
        return int(features.transform([_PROBE]).shape[1])
    except FAULTS as error:  # a plugin may raise anything
        raise _unusable("the set of extractors", error) from None


def _unusable(what: str, error: BaseException) -> ModelError:
    reason = " ".join(str(error).split())
    return ModelError(
        f"{what} can't be set up from the model's data: {type(error).__name__}: {reason}"
    )
