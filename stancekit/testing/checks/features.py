"""Checks of feature extractors: how they are made, and how `fit` and `transform` are called."""

from __future__ import annotations

import inspect
import itertools
from typing import Any

from scipy import sparse

from stancekit.errors import FAULTS, reason_of
from stancekit.modelling.trial import mend_of
from stancekit.plugin import Registry
from stancekit.testing.checks.conduct import check_can_be_imported, check_works_offline
from stancekit.testing.faults import Fault, NotRun
from stancekit.testing.samples import LABELS, ODD, OTHERS, TEXTS
from stancekit.testing.subjects import Subject
from stancekit.testing.watch import shown, stopwatch, watching

__all__ = [
    "FIRST",
    "PARAMETERS",
    "TRAINING",
    "TRAINING_LABELS",
    "exercise",
    "first_difference",
    "fitted",
]

_METHODS = (
    *("fit", "transform", "fit_transform", "get_feature_names_out", "get_params", "set_params"),
    *("get_state", "set_state", "locate"),
)
_SECONDS = 0.5
_ROUNDING = 1e-6

# Extractors leave out what is rare, so each sample comes several times.
TRAINING = TEXTS * 6
TRAINING_LABELS = LABELS * 6
_ANOTHER = OTHERS * 18
_ANOTHER_LABELS = LABELS[:4] * 18
_NUMBERS = itertools.count(1001)


def fitted(subject: Subject) -> Any:
    """Return a fresh extractor, fitted on the samples."""
    return subject.make().fit(list(TRAINING), list(TRAINING_LABELS))


def exercise(subject: Subject) -> object:
    """Fit and transform, and return all that came out."""
    extractor = fitted(subject)
    texts = [*TEXTS, *OTHERS, *ODD]
    matrix = sparse.csr_array(extractor.transform(texts))
    places = [extractor.locate(text) for text in texts]
    names = list(map(str, extractor.get_feature_names_out()))
    return _plain(matrix), names, places


def _plain(matrix: Any) -> tuple[Any, ...]:
    matrix = sparse.csr_array(matrix)
    matrix.sum_duplicates()
    return (matrix.shape, *(part.tolist() for part in (matrix.indptr, matrix.indices, matrix.data)))


def first_difference(one: Any, other: Any, names: Any = ()) -> str:
    """Say where two matrices differ by more than rounding, or nothing."""
    if one.shape != other.shape:
        return f"a matrix of shape {one.shape} is one of {other.shape}"
    if not one.shape[0] or not one.shape[1]:
        return ""
    one, other = sparse.csr_array(one, dtype=float), sparse.csr_array(other, dtype=float)
    difference = sparse.coo_array(abs(one - other) > _ROUNDING * (1 + abs(one).max()))
    if not difference.nnz:
        return ""
    row, column = int(difference.coords[0][0]), int(difference.coords[1][0])
    name = str(names[column]) if column < len(names) else str(column)
    values = f"{one[row, column]:.6g}, then {other[row, column]:.6g}"
    return f"row {row}, feature {name!r}: {values}"


def check_can_be_made(subject: Subject) -> None:
    """Check that it can be made without arguments, and has an extractor's methods."""
    if not callable(subject.load()):
        raise Fault(
            f"{subject.target} is no class but {subject.load()!r:.60}",
            "register the class, or a function that gives an extractor",
        )
    try:
        extractor = subject.make()
    except TypeError as error:
        raise Fault(
            f"it can't be made without arguments: {error}",
            "give every parameter a default, or write a classmethod example_params() that gives "
            "values for the checks",
        ) from error
    missing = [name for name in _METHODS if not callable(getattr(extractor, name, None))]
    if missing:
        raise Fault(
            f"it lacks {', '.join(missing)}",
            "derive it from stancekit.features.base.FeatureExtractor",
        )


def check_transforms(subject: Subject) -> None:
    """Check that its `fit` and `transform` work on ordinary statements."""
    with watching() as watch:
        try:
            extractor = subject.make()
            if extractor.fit(list(TRAINING), list(TRAINING_LABELS)) is not extractor:
                raise Fault("its fit doesn't return the extractor", "end fit with 'return self'")
            extractor.transform(list(TEXTS))
        except Fault:
            raise
        except FAULTS as error:
            if not watch.network:  # which is blocked, and another check's to tell
                raise Fault(f"it failed: {reason_of(error)}", mend_of(error)) from error


def check_name(subject: Subject) -> None:
    """Check that its `name` is the one it is registered by, and `version` a text."""
    extractor = subject.make()
    # A function may give an extractor of a class that the plugin registers as well.
    classes = {component.name: component for component in subject.plugin.load()[subject.hook]}
    own = classes.get(getattr(extractor, "name", ""))
    if own is None or (own.name != subject.name and Registry.load(own) is not type(extractor)):
        raise Fault(
            f"its name is {getattr(extractor, 'name', None)!r}, and it is registered as "
            f"{subject.name!r}",
            "use one name: a saved model looks the extractor up by it",
        )
    if not isinstance(extractor.version, str) or not extractor.version:
        raise Fault(f"its version is {extractor.version!r}", "make it a text, such as '1'")


def check_init_only_keeps(subject: Subject) -> None:
    """Check that its ``__init__`` keeps each argument under its own name, and does nothing else."""
    factory = type(subject.make())
    if factory.__init__ is not object.__init__:
        for parameter in list(inspect.signature(factory.__init__).parameters.values())[1:]:
            if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
                raise Fault(
                    f"its __init__ takes {parameter}", "name each parameter, so that clones have it"
                )
    given = subject.make().get_params(deep=False)
    with watching() as watch, stopwatch() as timed:
        extractor = factory(**given)
    mend = "keep the arguments as they are, and do the work in fit or transform"
    for name, value in given.items():
        if getattr(extractor, name, watch) is not value:
            raise Fault(f"its __init__ doesn't keep {name!r} as it was given", mend)
    more = sorted(name for name in set(vars(extractor)) - set(given) if not name.startswith("__"))
    if more:
        raise Fault(f"its __init__ sets {', '.join(more)}", mend)
    if watch.reads or watch.writes:
        raise Fault(f"its __init__ opens {shown(watch.reads + watch.writes)}", mend)
    if timed.seconds > _SECONDS:
        raise Fault(f"its __init__ takes {timed.seconds:.1f} s", mend)


def check_params(subject: Subject) -> None:
    """Check that its `get_params` gives what `set_params` and the class take."""
    extractor = subject.make()
    params = extractor.get_params(deep=False)
    again = type(extractor)(**params)
    mend = "leave get_params and set_params to FeatureExtractor"
    if type(extractor).__init__ is not object.__init__:
        taken = list(inspect.signature(type(extractor).__init__).parameters)[1:]
        if lacking := [name for name in taken if name not in params]:
            raise Fault(f"its get_params lacks {', '.join(lacking)}, which __init__ takes", mend)
    if again.get_params(deep=False) != params:
        raise Fault("made anew from its get_params it has other parameters", mend)
    if extractor.set_params(**params) is not extractor:
        raise Fault("its set_params doesn't return the extractor", mend)
    if extractor.get_params(deep=False) != params:
        raise Fault("its set_params sets something else than get_params gives", mend)
    try:
        extractor.set_params(no_such_parameter=1)
    except ValueError:
        return
    raise Fault("its set_params takes a parameter that isn't there", mend)


def check_clones(subject: Subject) -> None:
    """Check that a copy by scikit-learn's `clone` has its parameters, and learns apart."""
    from sklearn.base import clone

    extractor = fitted(subject)
    copy = clone(extractor)
    if repr(copy.get_params(deep=False)) != repr(extractor.get_params(deep=False)):
        raise Fault("its clone has other parameters", "keep parameters as they were given")
    # Statements that nothing in this process has been fitted on.
    number = next(_NUMBERS)
    fresh = [f"{text} That was said {number} times." for text in OTHERS]
    before = extractor.transform(fresh)
    copy.fit(fresh * 18, list(_ANOTHER_LABELS))
    if found := first_difference(before, extractor.transform(fresh)):
        raise Fault(
            f"what its clone learns changes the first: {found}",
            "keep what is learnt in the object, not in its class or module",
        )


def check_works_in_a_pipeline(subject: Subject) -> None:
    """Check that it is a step of scikit-learn's `Pipeline`, before a classifier."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    if not len(fitted(subject).get_feature_names_out()):
        raise NotRun("it finds no feature in the samples, and a classifier needs one")
    pipeline = make_pipeline(subject.make(), LogisticRegression(max_iter=10))
    pipeline.fit(list(TRAINING), list(TRAINING_LABELS))
    labels = pipeline.predict(list(OTHERS))
    if len(labels) != len(OTHERS):
        raise Fault("a pipeline with it gives another number of labels", "give a row a statement")


def check_fit(subject: Subject) -> None:
    """Check that `fit` returns the extractor, keeps parameters and forgets an earlier fit."""
    extractor = subject.make()
    params = repr(extractor.get_params(deep=False))
    if extractor.fit(list(_ANOTHER), list(_ANOTHER_LABELS)) is not extractor:
        raise Fault("its fit doesn't return the extractor", "end fit with 'return self'")
    if repr(extractor.get_params(deep=False)) != params:
        raise Fault(
            "its fit changes its parameters", "keep what is learnt under names that end in '_'"
        )
    twice = extractor.fit(list(TRAINING), list(TRAINING_LABELS)).transform(list(OTHERS))
    if found := first_difference(fitted(subject).transform(list(OTHERS)), twice):
        raise Fault(f"a second fit remembers the first: {found}", "let fit begin from nothing")
    both = subject.make().fit_transform(list(TRAINING), list(TRAINING_LABELS))
    if found := first_difference(fitted(subject).transform(list(TRAINING)), both):
        raise Fault(
            f"fit_transform isn't fit, then transform: {found}",
            "leave fit_transform to FeatureExtractor",
        )


FIRST = (check_can_be_imported, check_can_be_made, check_transforms, check_works_offline)
PARAMETERS = (
    check_name,
    check_init_only_keeps,
    check_params,
    check_clones,
    check_works_in_a_pipeline,
    check_fit,
)
