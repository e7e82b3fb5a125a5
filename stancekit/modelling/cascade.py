"""Several models in turn, from cheap to dear: each decides what it is sure of."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from stancekit.errors import ModelError
from stancekit.features.base import check_items
from stancekit.modelling.base import StanceModel
from stancekit.modelling.manifest import check_name
from stancekit.stance import Prediction, StanceScheme

__all__ = ["Cascade", "stands"]

Thresholds = Mapping[str, float]


def stands(prediction: Prediction, thresholds: Thresholds) -> bool:
    """Tell whether a model's answer is sure enough to ask no other model.

    It is where its label set holds its label alone, and the label's probability reaches the
    threshold.

    Parameters
    ----------
    prediction : Prediction
        What the model says.
    thresholds : mapping of str to float
        Least probability of each label; an answer with a label that is left out never stands.
    """
    label = prediction.label
    if label is None or prediction.label_set != (label,) or label not in thresholds:
        return False
    return prediction.probability >= thresholds[label]  # without a probability it is NaN: no


class Cascade:
    """A model made of several: statements that one leaves open go on to the next.

    What is said of a statement is wholly what the model said that decided it, whose name is the
    prediction's `decided_by`. The last one decides all that reaches it.

    Parameters
    ----------
    name, version : str
        How it is called; letters, digits, ``-``, ``_`` and ``.`` only.
    members : sequence of StanceModel
        From the cheapest to the dearest, at least two, all with one scheme.
    thresholds : sequence of mapping of str to float, or of float
        For each member but the last, the least probability with which its answer stands, if its
        label set is a single label: label by label (one that is left out never stands), or one
        for all. See `stancekit.modelling.thresholds.choose_thresholds`.

    Raises
    ------
    ModelError
        If the members don't fit together, or thresholds don't fit them.

    References
    ----------
    Viola and Jones (2001), "Rapid object detection using a boosted cascade of simple features",
    CVPR; Chen, Zaharia and Zou (2023), "FrugalGPT", arXiv:2305.05176: language models in turn.
    """

    def __init__(
        self,
        *,
        name: str,
        version: str,
        members: Sequence[StanceModel],
        thresholds: Sequence[Thresholds | float],
    ) -> None:
        check_name("name", name)
        check_name("version", version)
        self.name = name
        self.version = version
        self.members = tuple(members)
        if len(self.members) < 2 or len(thresholds) != len(self.members) - 1:
            raise ModelError(
                f"cascade {name!r}: needs two or more models, and thresholds for each but the "
                f"last, not {len(self.members)} and {len(thresholds)}"
            )
        names = [member.name for member in self.members]
        if len(set(names)) != len(names):
            raise ModelError(f"cascade {name!r}: two of its models are called the same: {names}")
        self.scheme: StanceScheme = self.members[0].scheme
        for member in self.members[1:]:
            if member.scheme != self.scheme:
                raise ModelError(
                    f"cascade {name!r}: model {member.name!r} has another scheme than {names[0]!r}"
                )
        self.thresholds = tuple([self._by_label(given) for given in thresholds])

    def _by_label(self, given: Thresholds | float) -> dict[str, float]:
        labels = self.scheme.labels
        by_label = dict(given) if isinstance(given, Mapping) else dict.fromkeys(labels, given)
        for label, threshold in by_label.items():
            if label not in labels:
                raise ModelError(f"cascade {self.name!r}: a threshold for no label: {label!r}")
            if not threshold >= 0.0:
                raise ModelError(
                    f"cascade {self.name!r}: {threshold!r} is no threshold for {label!r}"
                )
        return {label: float(by_label[label]) for label in labels if label in by_label}

    @functools.cached_property
    def sha256(self) -> str:
        """Hash of the members' own hashes, in order, and of the thresholds."""
        parts = [[member.sha256 for member in self.members], self.thresholds]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    def predict(self, X: Any) -> list[str]:
        """Return one label a statement.

        Parameters
        ----------
        X : sequence of str or Statement
            Statements.
        """
        # Whether a label stands takes its probability and label set; evidence is what is dear.
        return [str(prediction.label) for prediction in self.predictions(X, evidence=False)]

    def predictions(self, X: Any, evidence: bool = True) -> list[Prediction]:
        """Return what the model that decided it says of each statement.

        Parameters
        ----------
        X : sequence of str or Statement
            Statements.
        evidence : bool
            Whether to say which stretches of text spoke for the label, where the model can.
        """
        items = check_items(X)
        found: dict[int, Prediction] = {}
        left = list(range(len(items)))
        for member, thresholds in zip(self.members, (*self.thresholds, {}), strict=True):
            if not left:
                break
            answers = member.predictions([items[i] for i in left], evidence=evidence)
            found |= {
                i: replace(answer, decided_by=member.name)
                for i, answer in zip(left, answers, strict=True)
            }
            left = [i for i in left if not stands(found[i], thresholds)]
        return [found[i] for i in range(len(items))]

    def __repr__(self) -> str:
        names = [member.name for member in self.members]
        return f"Cascade({self.name!r}, version={self.version!r}, members={names})"
