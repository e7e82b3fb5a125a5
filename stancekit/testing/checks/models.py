"""Checks of models: what they say of themselves and what they predict."""

from __future__ import annotations

import functools
import math
import os
from typing import Any

from stancekit.features.base import as_statements
from stancekit.loading import load, takes_load
from stancekit.modelling.base import StanceModel
from stancekit.modelling.folder import load_model, verify_model
from stancekit.plugin import Registry
from stancekit.stance import Prediction, StanceScheme
from stancekit.testing.checks.conduct import check_can_be_imported, check_works_offline, pickles
from stancekit.testing.faults import Fault, NotRun
from stancekit.testing.samples import ODD, OTHERS, TEXTS
from stancekit.testing.subjects import Subject

__all__ = ["FIRST", "THEN", "exercise"]

_ALL = (*TEXTS, *OTHERS, *ODD)
_ROUNDING = 1e-6


def made(subject: Subject) -> Any:
    """Return the model, read from its folder where it has one."""
    found = _given(subject)
    if not isinstance(found, (str, os.PathLike)):
        return found
    hook = "stancekit_feature_extractors"
    factories = dict(subject.plugin.registry().all_of(hook))
    for component in subject.plugin.load()[hook]:  # also of a plugin that isn't installed
        factories.setdefault(component.name, Registry.load(component))
    return load_model(found, factories)


def _given(subject: Subject) -> Any:
    """Return what the function gives; one that makes a model of others is given a loader."""
    factory = subject.load()
    if not takes_load(factory):
        return factory()
    registry = subject.plugin.registry()
    return factory(load=functools.partial(_loaded, registry=registry))


def _loaded(model: Any, registry: Registry) -> Any:
    # A function of the module, as a run gives: what a model keeps goes to other processes with it.
    return load(model, registry=registry).model


def exercise(subject: Subject) -> object:
    """Label the samples, and return all that the model says of them."""
    model = made(subject)
    return model.sha256, model.predict(list(_ALL)), model.predictions(list(_ALL))


def check_gives_a_model(subject: Subject) -> None:
    """Check that it is a function that gives a model's folder, or a model."""
    found = subject.load()
    if not callable(found):
        raise Fault(f"{subject.target} can't be called", "register a function without parameters")
    model = made(subject)
    if not isinstance(model, StanceModel):
        missing = [
            name
            for name in ("name", "version", "sha256", "scheme", "predict", "predictions")
            if not hasattr(model, name)
        ]
        raise Fault(
            f"it gives {type(model).__name__}, which lacks {', '.join(missing)}",
            "return the path of a model folder, or an object with the members of StanceModel",
        )


def check_folder(subject: Subject) -> None:
    """Check that its folder is whole: each file is the one that the manifest names."""
    found = _given(subject)
    if not isinstance(found, (str, os.PathLike)):
        raise NotRun("it gives a model, not a folder")
    verify_model(found)


def check_identity(subject: Subject) -> None:
    """Check that its name, version and hash are texts, the same each time, and it has a scheme."""
    one, other = made(subject), made(subject)
    for member in ("name", "version", "sha256"):
        value = getattr(one, member)
        if not isinstance(value, str) or not value:
            raise Fault(f"its {member} is {value!r}", "give a text: every analysis names it")
        if getattr(other, member) != value:
            raise Fault(
                f"its {member} is another each time", "derive it from what it predicts with"
            )
    if one.name != subject.name:
        raise Fault(
            f"its name is {one.name!r}, and it is registered as {subject.name!r}",
            "use one name: results name the model by it",
        )
    if not isinstance(one.scheme, StanceScheme):
        raise Fault(f"its scheme is {one.scheme!r:.60}", "give a StanceScheme")


def check_predictions(subject: Subject) -> None:
    """Check that each statement gets a label, and probabilities that sum to one."""
    model = made(subject)
    labels = model.scheme.labels
    found = model.predictions(list(_ALL))
    if len(found) != len(_ALL):
        raise Fault(f"it gives {len(found)} predictions for {len(_ALL)} statements", "one for each")
    for text, item in zip(_ALL, found, strict=True):
        here = f"its prediction for {text[:30]!r}"
        if not isinstance(item, Prediction):
            raise Fault(f"{here} is {item!r:.60}", "return Prediction objects")
        if item.label not in labels:
            raise Fault(f"{here} has the label {item.label!r}", "use a label of its scheme")
        if tuple(item.probabilities) != labels:
            raise Fault(
                f"{here} has probabilities of {', '.join(map(str, item.probabilities)) or 'none'}",
                "give one for each label, in the scheme's order",
            )
        shares = list(item.probabilities.values())
        total = math.fsum(shares)
        if not abs(total - 1) < _ROUNDING or min(shares) < 0:
            raise Fault(f"{here} has probabilities that sum to {total:.6g}", "let them sum to 1")
        if not set(item.label_set) <= set(labels) or item.label not in item.label_set:
            raise Fault(
                f"{here} has the label set {item.label_set}", "let it hold the label, and others"
            )


def check_evidence(subject: Subject) -> None:
    """Check that evidence lies inside the statement; without it the predictions are the same."""
    model = made(subject)
    found, bare = model.predictions(list(_ALL)), model.predictions(list(_ALL), evidence=False)
    for text, item, without in zip(_ALL, found, bare, strict=True):
        for piece in item.evidence:
            if not 0 <= piece.start <= piece.end <= len(text) or not math.isfinite(piece.weight):
                raise Fault(
                    f"its evidence {tuple(piece)} is not in a text of {len(text)} characters",
                    "count code points of the statement's own text, from 0, the end exclusive",
                )
        if (item.label, item.probabilities) != (without.label, without.probabilities):
            raise Fault(
                f"{text[:30]!r} gets another prediction without evidence", "let it change nothing"
            )


def check_predict(subject: Subject) -> None:
    """Check that its `predict` gives the labels of its `predictions`, as a list."""
    model = made(subject)
    labels = model.predict(list(_ALL))
    if list(labels) != [item.label for item in model.predictions(list(_ALL))]:
        raise Fault("its predict and its predictions differ", "let one call the other")


def check_batch_equals_single(subject: Subject) -> None:
    """Check that a statement gets the same alone, among others and in another order."""
    model = made(subject)
    texts = [*TEXTS, *OTHERS]
    together, back = model.predictions(texts), model.predictions(texts[::-1])[::-1]
    for text, one, other in zip(texts, together, back, strict=True):
        alone = model.predictions([text])[0]
        for what, again in (("alone", alone), ("in another order", other)):
            away = max(
                abs(share - again.probabilities[label])
                for label, share in one.probabilities.items()
            )
            if one.label != again.label or away > _ROUNDING:
                raise Fault(
                    f"{text[:40]!r} gets {again.label} {what}, {one.label} among others "
                    f"(probabilities differ by {away:.2g})",
                    "decide each statement from itself alone",
                )
    if model.predictions([]) or list(model.predict([])):
        raise Fault("it predicts something for no statements", "give an empty list")


def check_kinds_of_input(subject: Subject) -> None:
    """Check that statements get what their texts get; a bare string is refused."""
    model = made(subject)
    if model.predict(as_statements(TEXTS)) != model.predict(list(TEXTS)):
        raise Fault("Statement objects get other labels than their texts", "use statement.text")
    try:
        model.predict(TEXTS[0])
    except (TypeError, ValueError):
        return
    raise Fault("it takes a bare string for statements", "begin with as_statements(X)")


def check_input_unchanged(subject: Subject) -> None:
    """Check that it leaves the list that it is given as it is."""
    texts = [*TEXTS]
    model = made(subject)
    model.predict(texts)
    model.predictions(texts)
    if texts != list(TEXTS):
        raise Fault("it changes the list that it is given", "work on a copy: list(X)")


def check_pickles(subject: Subject) -> None:
    """Check that it can be sent to another process, as ``--jobs`` does."""
    model = made(subject)
    if pickles(model).predict(list(TEXTS)) != model.predict(list(TEXTS)):
        raise Fault(
            "sent to another process it gives other labels", "keep what it needs in its attributes"
        )


FIRST = (check_can_be_imported, check_works_offline, check_gives_a_model)
THEN = (
    check_folder,
    check_identity,
    check_predictions,
    check_evidence,
    check_predict,
    check_batch_equals_single,
    check_kinds_of_input,
    check_input_unchanged,
    check_pickles,
)
