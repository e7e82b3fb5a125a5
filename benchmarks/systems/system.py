"""The one protocol of all systems: trained anew where that can be done, or run as they are."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from stancekit import StanceClassifier
from stancekit.analyzer import Analyzer
from stancekit.errors import ModelError
from stancekit.modelling.base import StanceModel
from stancekit.modelling.training import train
from stancekit.stance import Prediction, StanceScheme

__all__ = ["EstimatorModel", "Peer", "System", "not_installed"]


def not_installed(needs: Mapping[str, str]) -> str:
    """Say what to install; empty where all is there.

    Parameters
    ----------
    needs : mapping of str to str
        Modules, and what to install for each; any of several, parted by ``|``.
    """
    absent = [
        install
        for modules, install in needs.items()
        if all(importlib.util.find_spec(name) is None for name in modules.split("|"))
    ]
    return f"not installed; pip install {' '.join(absent)}" if absent else ""


@dataclass(frozen=True)
class Peer:
    """A classifier of others, beside which ours are measured.

    Parameters
    ----------
    name : str
        As tables show it.
    make : callable
        Returns it unfitted, in scikit-learn's manner (see `benchmarks.systems`).
    needs : mapping of str to str
        Modules that it imports, as `not_installed` takes them.
    note : str
        What a reader of its figures must know.
    suits : callable, optional
        Says why it can't take part under a scheme of labels; empty where it can.
    slow : bool
        Whether training takes a minute or more: left out by ``--quick``.
    fixed : str
        Why more statements to learn from change nothing, so that it has no learning curve; empty
        where they may.
    """

    name: str
    make: Callable[[], Any]
    needs: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    suits: Callable[[StanceScheme], str] | None = None
    slow: bool = False
    fixed: str = ""


@dataclass(frozen=True)
class System:
    """Something that is measured.

    Parameters
    ----------
    name : str
        As tables show it.
    kind : {"model", "peer"}
    make : callable, optional
        Returns an unfitted classifier; None where it can't be trained anew.
    analyzer : Analyzer, optional
        It as it is, trained on all that it ever saw; None for what has to be trained first.
    note : str
        What a reader of its figures must know.
    missing : str
        Why it takes no part and how to mend that; empty where it does.
    version, sha256 : str
        Of what is run as it is.
    given : str
        The name or folder that it was loaded by, for processes of its own.
    slow : bool
    fixed : str
        See `Peer`.
    """

    name: str
    kind: Literal["model", "peer"]
    make: Callable[[], Any] | None = None
    analyzer: Analyzer | None = None
    note: str = ""
    missing: str = ""
    version: str = ""
    sha256: str = ""
    given: str = ""
    slow: bool = False
    fixed: str = ""

    def fit(
        self,
        texts: Sequence[Any],
        labels: Sequence[str],
        groups: Sequence[str],
        scheme: StanceScheme,
        *,
        calibrate: bool = True,
    ) -> StanceModel:
        """Train it anew.

        Parameters
        ----------
        texts : sequence of str or Statement
        labels, groups : sequence of str
        scheme : StanceScheme
        calibrate : bool
            Whether its probabilities are wanted; ours train several times faster without.

        Raises
        ------
        ModelError
            If it can't be trained anew.
        """
        if self.make is None:
            raise ModelError(f"{self.name} can't be trained anew: {self.note}")
        found = self.make()
        if not isinstance(found, StanceClassifier):
            return EstimatorModel(self.name, found, scheme).fit(texts, labels)
        if not calibrate:
            found.set_params(calibrate=None)
        return train(texts, labels, scheme=scheme, name="fold", classifier=found, groups=groups)

    def to_record(self) -> dict[str, Any]:
        """Return what the report says of it."""
        return {
            "name": self.name,
            "kind": self.kind,
            "version": self.version,
            "sha256": self.sha256,
            "trained_anew": self.make is not None,
            "note": self.note,
            "missing": self.missing,
        }


class EstimatorModel:
    """A classifier in scikit-learn's manner as a `StanceModel`.

    Parameters
    ----------
    name : str
    estimator : object
        With ``fit`` and ``predict``, and perhaps ``predict_proba`` and ``classes_``.
    scheme : StanceScheme
        Its labels are those that the estimator may give.
    """

    version, sha256 = "", ""

    def __init__(self, name: str, estimator: Any, scheme: StanceScheme) -> None:
        self.name, self.estimator, self.scheme = name, estimator, scheme

    def fit(self, X: Sequence[Any], labels: Sequence[str]) -> EstimatorModel:
        """Train it on texts, or statements of which it sees the text."""
        self.estimator.fit(_texts(X), list(labels))
        return self

    def predict(self, X: Any) -> list[str]:
        """Return one label a statement."""
        return [str(label) for label in self.estimator.predict(_texts(X))]

    def predictions(self, X: Any, evidence: bool = True) -> list[Prediction]:  # noqa: ARG002 - of the protocol; it has none
        """Return label and, where the estimator knows them, probabilities."""
        texts = _texts(X)
        if not hasattr(self.estimator, "predict_proba") or not texts:
            return [Prediction(label) for label in self.predict(texts)]
        table = np.asarray(self.estimator.predict_proba(texts), dtype=np.float64)
        names = [str(label) for label in self.estimator.classes_]
        absent = dict.fromkeys(self.scheme.labels, 0.0)
        return [
            Prediction(
                names[int(row.argmax())], absent | dict(zip(names, row.tolist(), strict=True))
            )
            for row in table
        ]


def _texts(X: Any) -> list[str]:
    return [item if isinstance(item, str) else item.text for item in X]
