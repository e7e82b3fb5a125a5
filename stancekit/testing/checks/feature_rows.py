"""Checks of the rows that a feature extractor gives: shape, names, and what they may depend on."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import sparse

from stancekit.errors import reason_of
from stancekit.features.base import as_statements
from stancekit.modelling.trial import mend_of
from stancekit.testing.checks.features import (
    TRAINING,
    TRAINING_LABELS,
    first_difference,
    fitted,
)
from stancekit.testing.faults import Fault
from stancekit.testing.samples import LONG, ODD, OTHERS, TEXTS
from stancekit.testing.subjects import Subject
from stancekit.testing.watch import stopwatch

__all__ = ["FIRST", "ROWS"]

_SECONDS_A_TEXT = 0.5
_SECONDS_LONG = 20.0


def check_matrix(subject: Subject) -> None:
    """Check that its `transform` gives a finite CSR matrix, one row a statement."""
    matrix = fitted(subject).transform(list(TEXTS))
    mend = "return scipy.sparse.csr_array(rows) of one row a statement"
    if not sparse.issparse(matrix) or matrix.format != "csr":
        raise Fault(f"its transform gives {type(matrix).__name__}, no CSR matrix", mend)
    if matrix.ndim != 2 or matrix.shape[0] != len(TEXTS):
        raise Fault(f"its transform gives shape {matrix.shape} for {len(TEXTS)} statements", mend)
    if matrix.dtype.kind not in "fiub":
        raise Fault(f"its transform gives values of type {matrix.dtype}", "give real numbers")
    if not np.isfinite(matrix.data).all():
        row = (
            int(
                np.searchsorted(
                    matrix.indptr, np.flatnonzero(~np.isfinite(matrix.data))[0], "right"
                )
            )
            - 1
        )
        raise Fault(
            f"its transform gives NaN or infinity for {TEXTS[row]!r:.50}",
            "give 0 where there is nothing to count or divide by",
        )


def check_width(subject: Subject) -> None:
    """Check that its rows have as many columns as there are names, always."""
    extractor = fitted(subject)
    width = len(extractor.get_feature_names_out())
    for texts in (list(TEXTS), list(OTHERS), [TEXTS[0]], []):
        try:
            shape = extractor.transform(texts).shape
        except Exception as error:
            if texts:
                raise
            raise Fault(
                f"an empty list makes it raise {reason_of(error)}",
                f"give no rows for it: sparse.csr_array((0, {width}))",
            ) from error
        if shape != (len(texts), width):
            raise Fault(
                f"its transform gives shape {shape} for {len(texts)} statements, and there are "
                f"{width} names",
                "give a column for each name"
                + ("" if texts else f", for an empty list too: sparse.csr_array((0, {width}))"),
            )


def check_names(subject: Subject) -> None:
    """Check that its columns have names, each once."""
    try:
        given = fitted(subject).get_feature_names_out(None)
    except Exception as error:
        raise Fault(f"its names can't be had: {reason_of(error)}", mend_of(error)) from error
    mend = "give each column a name of its own"
    if given is None:
        raise Fault("its get_feature_names_out gives None", "return np.array([…], dtype=object)")
    names = list(given)
    odd = [name for name in names if not isinstance(name, str) or not name]
    if odd:
        raise Fault(f"its column is named {odd[0]!r}", mend)
    if len(set(names)) != len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise Fault(f"two of its columns are named {twice!r}", mend)


def check_batch_equals_single(subject: Subject) -> None:
    """Check that a statement alone gets the row that it gets among others."""
    extractor = fitted(subject)
    texts = [*TEXTS, *OTHERS]
    together = extractor.transform(texts)
    names = extractor.get_feature_names_out()
    for row, text in enumerate(texts):
        alone = extractor.transform([text])
        if found := first_difference(together[[row]], alone, names):
            raise Fault(
                f"{text[:40]!r} gets other features alone than among others: {found}",
                "compute each row from its own statement, and what fit learnt, alone",
            )


def check_order_does_not_count(subject: Subject) -> None:
    """Check that statements in another order get the same rows, in that order."""
    extractor = fitted(subject)
    texts = [*TEXTS, *OTHERS]
    matrix, back = extractor.transform(texts), extractor.transform(texts[::-1])
    if found := first_difference(matrix, back[::-1], extractor.get_feature_names_out()):
        raise Fault(
            f"the order of the statements changes their features: {found}",
            "carry nothing over from one row to the next",
        )


def check_transform_learns_nothing(subject: Subject) -> None:
    """Check that its `transform` changes nothing that a later one sees."""
    extractor = fitted(subject)
    before = extractor.transform(list(TEXTS))
    state = repr(extractor.get_state())
    extractor.transform([*OTHERS, *ODD])
    if repr(extractor.get_state()) != state:
        raise Fault("its transform changes its state", "learn in fit alone")
    if found := first_difference(before, extractor.transform(list(TEXTS))):
        raise Fault(f"its second transform differs from the first: {found}", "learn in fit alone")


def check_input_unchanged(subject: Subject) -> None:
    """Check that it leaves the statements and labels that it is given as they are."""
    texts, labels = [*TRAINING], [*TRAINING_LABELS]
    array = np.array(TRAINING, dtype=object)
    extractor = subject.make().fit(texts, labels)
    extractor.transform(texts)
    extractor.transform(array)
    kept = (list(TRAINING), list(TRAINING_LABELS), list(TRAINING))
    if (texts, labels, array.tolist()) != kept:
        raise Fault("it changes the list that it is given", "work on a copy: list(X)")


def check_kinds_of_input(subject: Subject) -> None:
    """Check that lists, arrays and Statements give the same; a string or table is refused."""
    extractor = fitted(subject)
    matrix = extractor.transform(list(TEXTS))
    for what, given in (
        ("a tuple", TEXTS),
        ("an array", np.array(TEXTS, dtype=object)),
        ("a list of Statement", as_statements(TEXTS)),
    ):
        if found := first_difference(matrix, extractor.transform(given)):
            raise Fault(
                f"{what} gives other features than a list of str: {found}",
                "begin transform with 'for statement in as_statements(X)'",
            )
    for what, wrong in (("a bare string", TEXTS[0]), ("a table", np.array([TEXTS, TEXTS]))):
        try:
            extractor.transform(wrong)
        except (TypeError, ValueError):
            continue
        raise Fault(
            f"it takes {what} for statements",
            "begin transform with as_statements(X), which refuses it",
        )


def check_odd_texts(subject: Subject) -> None:
    """Check that empty texts, emoji, other scripts and long words get finite rows."""
    extractor = fitted(subject)
    for text in ODD:
        try:
            matrix = sparse.csr_array(extractor.transform([text]))
            extractor.locate(text)
        except Exception as error:
            raise Fault(
                f"the text {text[:30]!r} makes it raise {reason_of(error)}",
                "give a row of zeros where there is nothing to find",
            ) from error
        if not np.isfinite(matrix.data).all():
            raise Fault(
                f"the text {text[:30]!r} gets NaN or infinity",
                "give 0 where there is nothing to count or divide by",
            )


def check_speed(subject: Subject) -> None:
    """Check that it takes less than half a second a statement."""
    extractor = fitted(subject)
    seconds = _seconds(extractor, TEXTS[:4]) / 4
    if seconds > _SECONDS_A_TEXT:  # perhaps of what is set up on first use
        seconds = _seconds(extractor, TEXTS[:4]) / 4
    if seconds > _SECONDS_A_TEXT:
        raise Fault(
            f"it takes {seconds:.1f} s a statement, the limit is {_SECONDS_A_TEXT:g} s",
            "do what is the same for all statements once, in fit or on first use",
        )


def check_long_texts(subject: Subject) -> None:
    """Check that a text of 100,000 characters takes what its length asks for."""
    extractor = fitted(subject)
    whole = _seconds(extractor, [LONG])
    if whole > _SECONDS_LONG:
        raise Fault(f"a text of {len(LONG):,} characters takes {whole:.1f} s", _CUT)
    if whole > 1.0:
        part = _seconds(extractor, [LONG[: len(LONG) // 4]])
        if whole > 10 * part:
            raise Fault(
                f"a text four times as long takes {whole / part:.0f} times as long "
                f"({whole:.1f} s for {len(LONG):,} characters)",
                _CUT,
            )


_CUT = "look for loops in loops and repeats in regular expressions, or cut the text"


def _seconds(extractor: Any, texts: Any) -> float:
    with stopwatch() as timed:
        extractor.transform(list(texts))
    return timed.seconds


# What the other checks compare rests on these, and takes too long where the first fails.
FIRST = (check_speed, check_matrix, check_names, check_width, check_odd_texts)
ROWS = (
    check_batch_equals_single,
    check_order_does_not_count,
    check_transform_learns_nothing,
    check_input_unchanged,
    check_kinds_of_input,
    check_long_texts,
)
