"""Labels on a collection that a system has learned nothing of: other writers, another style."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from benchmarks.context import Context
from benchmarks.data import Data
from benchmarks.likeness import near_duplicates, same_texts, words
from benchmarks.measures import FIGURES, Counts, count, with_interval
from benchmarks.section import Axis, Column, Section, point
from benchmarks.sections.statements import TITLES, differences
from benchmarks.systems import System
from stancekit import DIPLOMACY
from stancekit.modelling.training import load_examples

__all__ = ["run"]

_SHOWN = ("macro_f1", "lenient_accuracy")


def run(context: Context) -> Section:
    """Leave whole batches out; score systems on data of one's own as they are."""
    section = Section("transfer", "New collections")
    data = context.tested
    batches = {item.batch for item in data.statements}
    if len(batches) > 1:
        _left_out(section, context, data)
    if context.asked.statements and not data.shipped:
        _as_they_are(section, context, context.asked)
    if not section.tables and not section.failures:
        section.text.append("The data hold one batch of statements, or none.")
    return section


def _left_out(section: Section, context: Context, data: Data) -> None:
    """Predict each batch with systems that were trained on other batches, of other topics."""
    section.text.append(
        f"The statements come in {len({item.batch for item in data.statements})} batches: each was "
        "written at one time and in one style. They are dealt to folds as wholes, and topics that "
        "a fold's batches share with others are left out of its training, so a system has seen "
        "neither topic nor style. Intervals and tests resample topics."
    )
    counts: dict[str, Counts] = {}
    for system in context.trainable:
        with section.guard(system.name):
            found = context.left_out(system)
            counts[system.name] = count(data, found, conditions=False)
    _table(section, "batches", "Batches left out", len(data.statements), counts)


def _as_they_are(section: Section, context: Context, data: Data) -> None:
    """Score models as they are, and peers trained on the seeds, on data that aren't the seeds."""
    learned = load_examples() if data.scheme == DIPLOMACY else []
    known = known_texts(data.texts, [example.text for example in learned])
    kept = data.where([not here for here in known])
    if sum(known):
        section.text.append(
            f"{sum(known):,} of the statements stand in the seeds, or nearly: they are left out of "
            "what follows."
        )
    if not kept.statements:
        return
    # A scheme of the user's own has no seeds, and a quick run no time.
    peers = bool(learned) and not context.quick
    section.text.append(
        f"Models as they are, on the {len(kept.statements):,} statements of these data, "
        f"{'and peers trained on the seeds of stancekit' if peers else 'without peers'}. A model "
        "that learned from these data is flattered."
    )
    counts: dict[str, Counts] = {}
    for system in context.present:
        with section.guard(system.name):
            if system.analyzer is not None:
                model = system.analyzer.model
            elif peers:
                model = system.fit(
                    [example.text for example in learned],
                    [example.label for example in learned],
                    [example.topic or example.id for example in learned],
                    data.scheme,
                )
            else:
                continue
            context.log(f"transfer: {system.name}, as it is")
            found = model.predictions(kept.texts, evidence=False)
            counts[system.name] = count(kept, found)
            if _learned_from(system, data):
                section.text.append(f"{system.name} learned from these very data.")
    _table(section, "as-they-are", "As they are", len(kept.statements), counts)


def _learned_from(system: System, data: Data) -> bool:
    model = system.analyzer.model if system.analyzer else None
    training = getattr(model, "training", None) or {}
    return bool(training.get("sha256") == data.sha256)


def known_texts(texts: Sequence[str], learned: Sequence[str]) -> list[bool]:
    """Tell which texts stand among those that were learned from, to the word or nearly."""
    n = len(texts)
    tokens = [words(text) for text in (*texts, *learned)]
    known = [False] * n
    for a, b in [*same_texts(tokens), *((a, b) for a, b, _ in near_duplicates(tokens))]:
        low, high = sorted((a, b))
        if low < n <= high:
            known[low] = True
    return known


def _table(section: Section, name: str, title: str, n: int, counts: Mapping[str, Counts]) -> None:
    rows = [
        {"system": system, "n": n}
        | {
            figure: with_interval(getattr(each, part), statistic)
            for figure in _SHOWN
            for part, statistic in [FIGURES[figure]]
        }
        for system, each in counts.items()
    ]
    section.table(
        name,
        title,
        [
            Column("system", "system", "text", key=True),
            Column("n", "statements", "count"),
            *(Column(figure, TITLES[figure], better="higher") for figure in _SHOWN),
        ],
        rows,
    )
    section.ranges(
        "forest",
        name,
        f"{title}: macro-F1, with 95 % intervals",
        "; ".join(f"{row['system']} {row['macro_f1']['value']:.3f}" for row in rows),
        Axis("macro-F1"),
        [point(row["system"], "", row["macro_f1"]) for row in rows],
    )
    differences(section, f"{name}-pairs", f"{title}: differences", counts)
