"""How sure each model of a cascade must be: the least cost for as good labels as the last one's."""

from __future__ import annotations

import math
import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

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

# What one point of macro-F1 is worth, in shares of what it costs to ask all models: from more than
# everything to next to nothing.
_WORTHS: FloatArray = np.geomspace(4.0, 4e-3, 19)
_SWEEPS = 20

_FOLDS = 5

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
    best of all its values while the others stand, until none moves. Which worth keeps the labels
    good enough is told by five folds, each labelled with thresholds from the other four: by the
    statements that they were chosen on, thresholds look better than they are. Of those worths
    the one with the cheapest thresholds is taken.

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
        How much worse than the last model's the macro-F1 may be, over the folds and on all
        statements. What is measured on a few hundred is uncertain by more than a point.

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
    if len(gold) < _FOLDS or any(len(own) != len(gold) for own in predictions):
        raise ValueError(f"each model needs one prediction for each of {_FOLDS} or more statements")
    if not tolerance >= 0 or not all(cost >= 0 for cost in costs):
        raise ValueError("tolerance and costs are not negative")
    search = _Search.of(predictions, gold, costs, labels)
    path = search.path()
    fold = np.random.default_rng(0).permutation(len(gold)) % _FOLDS
    counts = np.zeros((len(path), len(labels), len(labels) + 1))
    for number in range(_FOLDS):
        others, held_out = search.part(fold != number), search.part(fold == number)
        counts += [held_out.counts(held_out.follow(found)[0][0]) for found in others.path()]
    over_folds = f1_of_counts(counts).mean(axis=-1).tolist()

    best = search.nothing
    best_cost, last_macro_f1 = search.measure(best)
    floor = last_macro_f1 - tolerance - _ROUNDING
    for positions, elsewhere in zip(path, over_folds, strict=True):
        cost, macro = search.measure(positions)
        if min(macro, elsewhere) >= floor and cost < best_cost:
            best, best_cost = positions, cost
    thresholds = search.thresholds(best)
    return measure_thresholds(predictions, gold, costs, thresholds, labels=labels)


@dataclass(frozen=True, slots=True)
class _Search:
    """Thresholds as positions in `_STEPS`, arrays of shape (n_models - 1, n_labels).

    `y` is the right label of each statement, `said` each model's label of it; `level` is the
    highest step that the probability of each model but the last reaches, -1 where its answer can't
    stand at all.
    """

    labels: tuple[str, ...]
    costs: FloatArray
    y: IntArray
    said: IntArray
    level: IntArray

    @classmethod
    def of(
        cls,
        predictions: Sequence[Sequence[Prediction]],
        gold: Sequence[str],
        costs: Sequence[float],
        labels: Sequence[str],
    ) -> _Search:
        code = {label: number for number, label in enumerate(labels)}
        try:
            y = np.array([code[label] for label in gold])
            said = np.array([[code[str(p.label)] for p in own] for own in predictions])
        except KeyError as error:
            raise ValueError(f"{error} is none of the labels {', '.join(labels)}") from None
        probability = np.array([[p.probability for p in own] for own in predictions[:-1]])
        single = np.array([[p.label_set == (p.label,) for p in own] for own in predictions[:-1]])
        reached = np.searchsorted(_STEPS, np.nan_to_num(probability, nan=-1.0), side="right") - 1
        level = np.where(single, reached, -1)
        return cls(tuple(labels), np.array(costs, dtype=np.float64), y, said, level)

    def part(self, mask: NDArray[np.bool_]) -> _Search:
        """Return the search over some of the statements."""
        return replace(self, y=self.y[mask], said=self.said[:, mask], level=self.level[:, mask])

    @property
    def nothing(self) -> IntArray:
        """Thresholds with which the last model decides everything."""
        return np.full((len(self.level), len(self.labels)), _NEVER)

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

    def path(self) -> list[IntArray]:
        """Return the best thresholds that are found for each worth."""
        positions, found = self.nothing, []
        everything = float(self.costs.sum()) or 1.0
        for worth in _WORTHS:
            for _ in range(_SWEEPS):
                before = positions
                for threshold in np.ndindex(*positions.shape):
                    cost, macro = self.line(positions, threshold)
                    place = _last_lowest(cost / everything - worth * 100 * macro)
                    positions = _moved(positions, threshold, place)
                if (positions == before).all():
                    break
            found.append(positions)
        return found

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
