"""When the answers of the faster models stand, so that `auto` needn't ask the large one.

The thresholds come from what all three say of statements that they were not trained on.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from stancekit.errors import ModelError
from stancekit.modelling.base import StanceModel
from stancekit.modelling.thresholds import Bargain, choose_thresholds
from stancekit.modelling.training import load_examples
from stancekit.stance import DIPLOMACY, Prediction
from stancekit_encoder.training.files import write_text
from stancekit_encoder.training.heads import ADDITIVE, HELD_OUT

__all__ = ["cascade_record", "choose_turns", "costs_of", "table", "write_record"]

MEMBERS = ("diplomacy-base", "diplomacy-small", "diplomacy-large")


def choose_turns(
    small: Path,
    large: Path,
    costs: Sequence[float],
    *,
    seeds: Path | None = None,
    tolerance: float = 0.005,
) -> Bargain:
    """Choose thresholds from what the models said when they were made.

    Parameters
    ----------
    small, large : Path
        Runs whose models were made with the additive model beside the encoder.
    costs : sequence of float
        Seconds a statement of the default, the small and the large model.
    seeds : Path, optional
        What the runs have learned from; the shipped seeds where it is left out.
    tolerance : float
        How much worse than the large model's the macro-F1 may be. New statements lose a little
        more than those that thresholds are chosen on.

    Raises
    ------
    ModelError
        If a run lacks what its model said, or the runs were measured on other statements.
    """
    gold = {example.id: example.label for example in load_examples(seeds)}
    said = {run: _held_out(run) for run in (small, large)}
    ids = list(said[large])
    if set(said[small]) != set(ids) or not set(ids) <= set(gold):
        raise ModelError(f"{small} and {large} were measured on other statements, or other seeds")
    record = json.loads(_read(large / ADDITIVE))
    additive = [Prediction.from_record(one) for one in record["predictions"]]
    return choose_thresholds(
        [additive, [said[small][i] for i in ids], list(said[large].values())],
        [gold[i] for i in ids],
        costs,
        labels=DIPLOMACY.labels,
        tolerance=tolerance,
    )


def costs_of(models: Sequence[StanceModel], texts: Sequence[str]) -> list[float]:
    """Return the seconds that each model takes for a statement, as it answers in a cascade.

    Parameters
    ----------
    models : sequence of StanceModel
    texts : sequence of str
        Statements to time it on; the first few warm it up.
    """
    costs = []
    for model in models:
        model.predictions(texts[:10], evidence=False)
        started = time.perf_counter()
        model.predictions(texts, evidence=False)
        costs.append((time.perf_counter() - started) / len(texts))
    return costs


def cascade_record(bargain: Bargain, costs: Sequence[float], version: str) -> dict[str, Any]:
    """Return what ``cascade.json`` holds.

    Parameters
    ----------
    bargain : Bargain
        Thresholds with what they cost and bring.
    costs : sequence of float
        Seconds a statement of each model.
    version : str
        Of the cascade.
    """
    return {
        "version": version,
        "members": list(MEMBERS),
        "thresholds": [dict(one) for one in bargain.thresholds],
        "measured": {
            "macro_f1": round(bargain.macro_f1, 4),
            "macro_f1_of_the_last": round(bargain.last_macro_f1, 4),
            "accuracy": round(bargain.accuracy, 4),
            "accuracy_of_the_last": round(bargain.last_accuracy, 4),
            "decided": {m: round(s, 4) for m, s in zip(MEMBERS, bargain.decided, strict=True)},
            "milliseconds": {m: round(1e3 * c, 3) for m, c in zip(MEMBERS, costs, strict=True)},
            "times_as_fast_as_the_last": round(costs[-1] / bargain.cost, 2),
        },
    }


def table(record: Mapping[str, Any]) -> str:
    """Return the cascade's cost and accuracy, to be printed."""
    found = record["measured"]
    lines = [f"{'':<18}{'decides':>9}{'ms each':>10}"]
    lines += [
        f"{member:<18}{found['decided'][member]:>9.1%}{found['milliseconds'][member]:>10.3f}"
        for member in MEMBERS
    ]
    lines.append(
        f"macro-F1 {found['macro_f1']:.3f}, {MEMBERS[-1]} alone "
        f"{found['macro_f1_of_the_last']:.3f}; {found['times_as_fast_as_the_last']:.1f} times as "
        "fast"
    )
    return "\n".join(lines)


def write_record(record: Mapping[str, Any], path: Path) -> None:
    """Write ``cascade.json``, whole or not at all."""
    write_text(path, json.dumps(record, indent=1) + "\n")


def _held_out(run: Path) -> dict[str, Prediction]:
    records = [json.loads(line) for line in _read(run / HELD_OUT).splitlines()]
    return {record["id"]: Prediction.from_record(record) for record in records}


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except OSError:
        raise ModelError(
            f"{file}: not there; make the run's model first: "
            "python -m stancekit_encoder.training head"
        ) from None
