"""What a model is to the stages that use it."""

from __future__ import annotations

from typing import Any, Protocol, runtime_checkable

from stancekit.stance import Prediction, StanceScheme

__all__ = ["StanceModel"]


@runtime_checkable
class StanceModel(Protocol):
    """Decides the stance of statements.

    Anything with these members can stand in for the shipped model, whatever it computes with.
    """

    @property
    def name(self) -> str:
        """How users select the model."""

    @property
    def version(self) -> str:
        """Changes whenever a prediction can change."""

    @property
    def sha256(self) -> str:
        """Fingerprint of everything that decides its predictions."""

    @property
    def scheme(self) -> StanceScheme:
        """The labels that it decides between."""

    def predict(self, X: Any) -> list[str]:
        """Return one label a statement, as fast as the model can.

        Parameters
        ----------
        X : sequence of str or Statement
            Statements.
        """

    def predictions(
        self,
        X: Any,
        evidence: bool = True,
    ) -> list[Prediction]:
        """Return label, probabilities, label set and, where wanted, evidence of each statement.

        Parameters
        ----------
        X : sequence of str or Statement
            Statements.
        evidence : bool
            Whether to say which stretches of text spoke for the label; offsets count from the
            start of each statement's own text.
        """
