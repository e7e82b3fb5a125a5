"""Checks of feature extractors as parts of a model: its evidence, its folder, other processes."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse

from stancekit.errors import ModelError
from stancekit.features.base import FeatureSet, as_statements
from stancekit.modelling.folder import load_model, save_model
from stancekit.modelling.linear import LinearModel
from stancekit.plugin import Registry
from stancekit.stance import DIPLOMACY
from stancekit.testing.checks.conduct import pickles
from stancekit.testing.checks.features import first_difference, fitted
from stancekit.testing.faults import Fault
from stancekit.testing.samples import ODD, OTHERS, TEXTS
from stancekit.testing.subjects import Subject

__all__ = ["IN_A_MODEL"]


def check_evidence(subject: Subject) -> None:
    """Check that its `locate` gives places inside the text, of features that the text has."""
    extractor = fitted(subject)
    width = len(extractor.get_feature_names_out())
    for statement in as_statements([*TEXTS, *OTHERS, *ODD]):
        text = statement.text
        places = list(extractor.locate(statement))
        if not places:
            continue
        row = sparse.csr_array(extractor.transform([statement])).toarray()[0]
        for place in places:
            column, start, end = place
            if not 0 <= start < end <= len(text):
                raise Fault(
                    f"its locate gives {start}..{end} in a text of {len(text)} characters",
                    "count code points of the unchanged text, from 0, the end exclusive",
                )
            if not 0 <= column < width:
                raise Fault(
                    f"its locate names column {column}, and there are {width}",
                    "number columns as get_feature_names_out does",
                )
            if row[column] == 0:
                raise Fault(
                    f"its locate finds column {column} in {text[:40]!r}, and transform doesn't",
                    "let both find features in the same way",
                )


def check_saves(subject: Subject) -> None:
    """Check that saved and loaded in a model folder it gives the same to the last bit."""
    extractor = fitted(subject)
    width = len(extractor.get_feature_names_out())
    model = LinearModel(
        name="check",
        version="1",
        scheme=DIPLOMACY,
        features=FeatureSet([("part", extractor)]),
        weights=np.zeros((width, len(DIPLOMACY.labels))),
        bias=np.zeros(len(DIPLOMACY.labels)),
    )
    mend = (
        "give all that fit learns in get_state, as JSON values and numpy arrays, and take it up "
        "in set_state; parameters are JSON values too"
    )
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch, "model")
        try:
            save_model(model, folder)
            loaded = load_model(folder, {extractor.name: _factory(subject, extractor)})
        except ModelError as error:
            raise Fault(f"its model can't be saved and loaded: {error}", mend) from error
    texts = [*TEXTS, *OTHERS, *ODD]
    found = first_difference(model.features.transform(texts), loaded.features.transform(texts))
    if found:
        raise Fault(f"loaded from a model folder it gives other features: {found}", mend)
    if list(loaded.features.get_feature_names_out()) != list(
        model.features.get_feature_names_out()
    ):
        raise Fault("loaded from a model folder it names its columns otherwise", mend)
    _, again = loaded.features.extractors[0]
    if _plain(again.get_params(deep=False)) != _plain(extractor.get_params(deep=False)):
        raise Fault("loaded from a model folder it has other parameters", mend)


def _factory(subject: Subject, extractor: Any) -> Any:
    """Return what is registered by the extractor's name, as a run would look it up."""
    for component in subject.plugin.load()[subject.hook]:
        if component.name == extractor.name:
            return Registry.load(component)
    return type(extractor)


def _plain(params: dict[str, Any]) -> Any:
    """Return parameters as JSON has them, where tuples become lists, which is all the same."""
    return json.loads(json.dumps(params, default=repr))


def check_pickles(subject: Subject) -> None:
    """Check that it can be sent to another process, as ``--jobs`` does."""
    extractor = fitted(subject)
    copy = pickles(extractor)
    texts = [*TEXTS, *OTHERS]
    if found := first_difference(extractor.transform(texts), copy.transform(texts)):
        raise Fault(
            f"sent to another process it gives other features: {found}",
            "keep what it needs in its attributes, or restore it in __setstate__",
        )


IN_A_MODEL = (check_evidence, check_saves, check_pickles)
