"""Running behaviour lists: how often a model doesn't do what it must."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from stancekit.evaluation.behaviour.lists import BehaviourCase, BehaviourList
from stancekit.evaluation.proportions import proportion_interval

__all__ = ["check_behaviour", "failure_line"]


def check_behaviour(
    predict: Callable[[list[str]], Iterable[str]], lists: Sequence[BehaviourList]
) -> list[dict[str, Any]]:
    """Run a model over behaviour lists.

    Parameters
    ----------
    predict : callable
        From texts to a label each; such as a model's `predict`.
    lists : sequence of BehaviourList

    Returns
    -------
    list of dict
        For each list ``name``, ``title``, ``tests``, ``expectation``; ``cases`` and ``frames``,
        their numbers; ``failed``, ``rate`` and its 95 % ``interval``; ``right``, the share of texts
        that get their label or an acceptable one, and ``both_right``, the share of cases with an
        original where that does too (None without any); ``failures``, records of the cases that
        failed, with the labels given.

    Notes
    -----
    The cases of a frame aren't independent: see
    :func:`~stancekit.evaluation.proportions.proportion_interval`.

    Examples
    --------
    >>> from stancekit.evaluation.behaviour import load_behaviour
    >>> found = check_behaviour(lambda texts: ["no-stance"] * len(texts), load_behaviour())
    >>> found[0]["name"], found[0]["failed"]
    ('actor-swap', 0)
    """
    cases = [case for item in lists for case in item.cases]
    texts = list(
        dict.fromkeys(text for case in cases for text in (case.text, case.original or case.text))
    )
    labels = dict(zip(texts, map(str, predict(texts)), strict=True))
    return [_report(item, labels) for item in lists]


def _report(item: BehaviourList, labels: dict[str, str]) -> dict[str, Any]:
    by_frame: defaultdict[str, list[bool]] = defaultdict(list)
    failures, right, both = [], 0, []
    for case in item.cases:
        given = labels[case.text]
        original = None if case.original is None else labels[case.original]
        is_right = given in (case.label, *case.accept)
        right += is_right
        if original is not None:
            both.append(is_right and original == case.original_label)
        failed = given != original if item.expectation == "unchanged" else not is_right
        by_frame[case.frame].append(failed)
        if failed:
            failures.append(_failure(case, given, original))
    failed_by_frame = [sum(outcomes) for outcomes in by_frame.values()]
    sizes = [len(outcomes) for outcomes in by_frame.values()]
    return {
        "name": item.name,
        "title": item.title,
        "tests": item.tests,
        "expectation": item.expectation,
        "cases": len(item.cases),
        "frames": len(by_frame),
        "failed": len(failures),
        "rate": len(failures) / len(item.cases),
        "interval": proportion_interval(failed_by_frame, sizes),
        "right": right / len(item.cases),
        "both_right": sum(both) / len(both) if both else None,
        "failures": failures,
    }


def _failure(case: BehaviourCase, given: str, original: str | None) -> dict[str, Any]:
    return {
        "id": case.id,
        "text": case.text,
        "label": case.label,
        "given": given,
        "original": case.original,
        "original_label": case.original_label,
        "original_given": original,
    }


def failure_line(failure: Mapping[str, Any]) -> str:
    """Return one of the ``failures`` of :func:`check_behaviour` as a line for readers."""
    right = "" if failure["given"] == failure["label"] else f", not {failure['label']}"
    line = f"{failure['id']}: {failure['given']}{right}: {failure['text']}"
    if failure["original"] is None:
        return line
    return f"{line} [{failure['original_given']}: {failure['original']}]"
