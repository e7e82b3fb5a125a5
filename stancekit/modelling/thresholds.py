"""How sure each model of a cascade must be: the least cost for as good labels as the last one's."""

from __future__ import annotations

import math
import operator
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stancekit.evaluation.metrics import f1_of_counts, macro_f1
from stancekit.modelling.cascade import stands
from stancekit.stance import Prediction

__all__ = ["Bargain", "choose_thresholds", "measure_thresholds"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
Place = tuple[int, ...]

# Thresholds are round numbers, finer where calibrated probabilities crowd. The last position is
# beyond all of them: never.
_STEPS: FloatArray = np.concatenate([np.arange(0, 99) / 100, np.arange(990, 1000) / 1000])
_NEVER = len(_STEPS)

# What one point of macro-F1 is worth, in shares of what it costs to ask all models: from next to
# nothing to more than everything.
_WORTHS: FloatArray = np.geomspace(10.0, 1e-3, 33)
_SWEEPS = 20

# Sums of floating point may miss a bound that they meet.
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Bargain:
    """What a cascade costs, and how good its labels are, on some statements.

    Parameters
    ----------
    thresholds : tuple of mapping of str to float
        For each model but the last, as `Cascade` takes them: a label that is left out never
        stands.
    cost : float
        Mean over the statements of what it costs to ask the models that are asked.
    macro_f1, accuracy : float
        Of the cascade.
    last_macro_f1, last_accuracy : float
        Of the last model by itself.
    decided : tuple of float
        Share of the statements that each model decides.
    """

    thresholds: tuple[Mapping[str, float], ...]
    cost: float
    macro_f1: float
    accuracy: float
    last_macro_f1: float
    last_accuracy: float
    decided: tuple[float, ...]


def measure_thresholds(
    predictions: Sequence[Sequence[Prediction]],
    gold: Sequence[str],
    costs: Sequence[float],
    thresholds: Sequence[Mapping[str, float]],
    *,
    labels: Sequence[str],
) -> Bargain:
    """Return what a cascade with these thresholds costs, and how good its labels are.

    Parameters
    ----------
    predictions, gold, costs, labels
        As for `choose_thresholds`.
    thresholds : sequence of mapping of str to float
        For each model but the last.

    Returns
    -------
    Bargain
    """
    total, decided, out = 0.0, [0] * len(predictions), []
    for answers in zip(*predictions, strict=True):
        k = 0
        while k < len(thresholds) and not stands(answers[k], thresholds[k]):
            k += 1
        total += sum(costs[: k + 1])
        decided[k] += 1
        out.append(answers[k].label)
    last = [answer.label for answer in predictions[-1]]
    return Bargain(
        thresholds=tuple(thresholds),
        cost=total / len(gold),
        macro_f1=macro_f1(gold, out, labels),
        accuracy=sum(map(operator.eq, out, gold)) / len(gold),
        last_macro_f1=macro_f1(gold, last, labels),
        last_accuracy=sum(map(operator.eq, last, gold)) / len(gold),
        decided=tuple(number / len(gold) for number in decided),
    )


def choose_thresholds(
    predictions: Sequence[Sequence[Prediction]],
    gold: Sequence[str],
    costs: Sequence[float],
    *,
    labels: Sequence[str],
    tolerance: float = 0.01,
) -> Bargain:
    """Choose the thresholds with which a cascade costs least and labels nearly as well.

    For each worth of accuracy on a scale, the thresholds are improved one by one, each to the
    best of all its values while the others stand, until none moves. Of everything that is seen on
    the way, the cheapest is returned whose macro-F1 falls short of the last model's by
    `tolerance` at most.

    Parameters
    ----------
    predictions : sequence of sequence of Prediction
        For each model of the cascade, in order, what it says of the same statements. None of the
        models may have been trained on them.
    gold : sequence of str
        Their right labels.
    costs : sequence of float
        What it costs to ask each model about one statement, such as seconds.
    labels : sequence of str
        Of the scheme.
    tolerance : float
        How much worse than the last model's the macro-F1 may be. It holds on these statements:
        on others as much may be lost and a little more, so choose on thousands, and see with
        `measure_thresholds` what becomes of it on statements that they weren't chosen on.

    Returns
    -------
    Bargain

    Raises
    ------
    ValueError
        If the arguments don't fit together, or there is nothing to choose on.
    """
    if len(predictions) < 2 or len(costs) != len(predictions):
        raise ValueError("a cascade needs predictions and costs of the same two or more models")
    if not len(gold) or any(len(own) != len(gold) for own in predictions):
        raise ValueError("each model needs one prediction for each statement, of one or more")
    if not tolerance >= 0 or not all(cost >= 0 for cost in costs):
        raise ValueError("tolerance and costs are not negative")
    search = _Search(predictions, gold, costs, labels)
    best = search.nothing
    best_cost, last_macro_f1 = search.measure(best)
    floor = last_macro_f1 - tolerance - _ROUNDING
    for positions, threshold, cost, macro in search.lines():
        place = _last_lowest(np.where(macro >= floor, cost, np.inf))
        if macro[place] >= floor and cost[place] < best_cost - _ROUNDING:
            best, best_cost = _moved(positions, threshold, place), float(cost[place])
    thresholds = search.thresholds(best)
    return measure_thresholds(predictions, gold, costs, thresholds, labels=labels)


class _Search:
    """The thresholds as positions in `_STEPS`, an array of shape (n_models - 1, n_labels)."""

    def __init__(
        self,
        predictions: Sequence[Sequence[Prediction]],
        gold: Sequence[str],
        costs: Sequence[float],
        labels: Sequence[str],
    ) -> None:
        self.labels = tuple(labels)
        code = {label: number for number, label in enumerate(self.labels)}
        try:
            self.y: IntArray = np.array([code[label] for label in gold])
            self.said: IntArray = np.array(
                [[code[str(p.label)] for p in own] for own in predictions]
            )
        except KeyError as error:
            raise ValueError(f"{error} is none of the labels {', '.join(labels)}") from None
        self.costs: FloatArray = np.array(costs, dtype=np.float64)
        probability = np.array([[p.probability for p in own] for own in predictions[:-1]])
        single = np.array([[p.label_set == (p.label,) for p in own] for own in predictions[:-1]])
        # The highest step that the probability reaches; -1 where the answer can't stand at all.
        reached = np.searchsorted(_STEPS, np.nan_to_num(probability, nan=-1.0), side="right") - 1
        self.level: IntArray = np.where(single, reached, -1)
        self.nothing: IntArray = np.full((len(predictions) - 1, len(self.labels)), _NEVER)

    def stands(self, positions: IntArray) -> NDArray[np.bool_]:
        """Tell which answers of each model but the last would stand."""
        needed = np.take_along_axis(positions, self.said[:-1], axis=1)
        return np.asarray((self.level >= needed) & (self.level >= 0))

    def follow(self, positions: IntArray) -> tuple[IntArray, FloatArray, NDArray[np.bool_]]:
        """Return what comes out from each model on, what that costs, and what reaches it."""
        stands = self.stands(positions)
        out, cost = self.said.copy(), np.repeat(self.costs[:, None], len(self.y), axis=1)
        for k in reversed(range(len(stands))):
            out[k] = np.where(stands[k], self.said[k], out[k + 1])
            cost[k] += np.where(stands[k], 0.0, cost[k + 1])
        reaches = np.ones(self.said.shape, dtype=bool)
        reaches[1:] = ~np.logical_or.accumulate(stands, axis=0)
        return out, cost, reaches

    def counts(self, out: IntArray) -> FloatArray:
        """Return the confusion matrix, with a column for no answer, as `f1_of_counts` takes it."""
        n = len(self.labels)
        return _tally((n, n + 1), self.y, out)

    def measure(self, positions: IntArray) -> tuple[float, float]:
        """Return the mean cost, and macro-F1."""
        out, cost, _ = self.follow(positions)
        return float(cost[0].mean()), float(f1_of_counts(self.counts(out[0])).mean())

    def line(self, positions: IntArray, threshold: Place) -> tuple[FloatArray, FloatArray]:
        """Return cost and macro-F1 for every position of one threshold, the others as they are."""
        k, label = threshold
        out, cost, reaches = self.follow(_moved(positions, threshold, _NEVER))
        own = np.flatnonzero(reaches[k] & (self.said[k] == label) & (self.level[k] >= 0))
        level, y, n = self.level[k, own], self.y[own], len(self.labels)
        # What changes where the answers of each step stand, then of that step and all above.
        shape = (_NEVER + 1, n, n + 1)
        moved = _tally(shape, level, y, np.full_like(y, label))
        moved -= _tally(shape, level, y, out[k + 1, own])
        saved = np.bincount(level, weights=cost[k + 1, own], minlength=_NEVER + 1)
        moved = np.cumsum(moved[::-1], axis=0)[::-1]
        saved = np.cumsum(saved[::-1])[::-1]
        macro = f1_of_counts(self.counts(out[0]) + moved).mean(axis=-1)
        return cost[0].mean() - saved / len(self.y), macro

    def lines(self) -> Iterator[tuple[IntArray, Place, FloatArray, FloatArray]]:
        """Yield each line that is searched: where, along which threshold, its costs, its F1."""
        positions = self.nothing
        everything = float(self.costs.sum()) or 1.0
        for worth in _WORTHS:
            for _ in range(_SWEEPS):
                before = positions
                for threshold in np.ndindex(*positions.shape):
                    cost, macro = self.line(positions, threshold)
                    yield positions, threshold, cost, macro
                    place = _last_lowest(cost / everything - worth * 100 * macro)
                    positions = _moved(positions, threshold, place)
                if (positions == before).all():
                    break

    def thresholds(self, positions: IntArray) -> list[dict[str, float]]:
        """Return the thresholds by label."""
        return [
            {
                label: float(_STEPS[place])
                for label, place in zip(self.labels, row, strict=True)
                if place < _NEVER
            }
            for row in positions.tolist()
        ]


def _moved(positions: IntArray, threshold: Place, place: int) -> IntArray:
    positions = positions.copy()
    positions[threshold] = place
    return positions


def _last_lowest(values: FloatArray) -> int:
    """Return the highest of equally good positions: it rests on the most certain answers."""
    return len(values) - 1 - int(np.argmin(values[::-1]))


def _tally(shape: tuple[int, ...], *places: IntArray) -> FloatArray:
    """Count how often each place of an array occurs."""
    flat = np.ravel_multi_index(places, shape)
    return np.bincount(flat, minlength=math.prod(shape)).reshape(shape).astype(np.float64)
