"""Scores of whole documents: statements found, speakers, labels, conditions, document stances."""

from __future__ import annotations

import bisect
import functools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stancekit.evaluation.metrics import bootstrap_interval, f1_of_counts
from stancekit.evaluation.names import PRONOUNS, SAME_NAME, name_score
from stancekit.stance import DIPLOMACY, StanceScheme

__all__ = [
    "DocumentMetrics",
    "count_documents",
    "document_figure",
    "match_statements",
    "score_documents",
]

_OVERLAP = 0.5
_OPTIONAL_KINDS = ("act", "narration")

# Bands of confidence that speakers are counted in, by their lower ends.
_BANDS = (0.0, 0.5, 0.7, 0.8, 0.9)
_BAND_COUNTS = tuple(
    f"{what}_{band}" for band in range(len(_BANDS)) for what in ("matched", "speaker", "unknown")
)

# What one document adds; figures are ratios of sums, so that documents can be resampled.
_COUNTS = (
    "gold",
    "found",
    "matched",
    "stance_gold",
    "stance_matched",
    "speaker",
    "unknown",
    "answered",
    "label",
    "lenient",
    "end_to_end",
    "condition_gold",
    "condition_found",
    "condition_hit",
    "counterpart_gold",
    "counterpart_found",
    "counterpart_both",
    "counterpart_hit",
    "stances",
    "stances_right",
    "bad_offsets",
    *_BAND_COUNTS,
)
_POSITION = {name: number for number, name in enumerate(_COUNTS)}


def _overlap(first: Mapping[str, Any], second: Mapping[str, Any]) -> float:
    shared = max(0, min(first["end"], second["end"]) - max(first["start"], second["start"]))
    union = (first["end"] - first["start"]) + (second["end"] - second["start"]) - shared
    return shared / union if union else 0.0


def match_statements(
    gold: Sequence[Mapping[str, Any]], found: Sequence[Mapping[str, Any]]
) -> dict[int, int]:
    """Pair gold statements with found ones, best overlap first.

    Parameters
    ----------
    gold, found : sequence of mapping
        With ``start`` and ``end``.

    Returns
    -------
    dict of int to int
        Index of the gold statement to index of the found one; pairs share at least half of the
        characters that the two cover together.
    """
    candidates = sorted(
        (
            (overlap, i, j)
            for i, wanted in enumerate(gold)
            for j, given in enumerate(found)
            if (overlap := _overlap(wanted, given)) >= _OVERLAP
        ),
        reverse=True,
    )
    pairs: dict[int, int] = {}
    used: set[int] = set()
    for _, i, j in candidates:
        if i not in pairs and j not in used:
            pairs[i] = j
            used.add(j)
    return pairs


def _mention_text(statement: Mapping[str, Any], text: str) -> str | None:
    mention = statement.get("mention")
    if mention is None or isinstance(mention, str):
        return mention
    return text[mention[0] : mention[1]]


@dataclass(frozen=True, slots=True)
class DocumentMetrics:
    """Summed counts of a set of documents.

    Parameters
    ----------
    counts : ndarray of shape (n_counts,)
        Sums over documents.
    confusion : ndarray of shape (n_labels, n_labels + 1)
        Labels of matched statements.
    """

    counts: NDArray[np.float64]
    confusion: NDArray[np.float64]

    @classmethod
    def of(cls, sums: NDArray[np.float64], scheme: StanceScheme) -> DocumentMetrics:
        """Read summed rows of :func:`count_documents`."""
        n_labels = len(scheme.labels)
        return cls(sums[: len(_COUNTS)], sums[len(_COUNTS) :].reshape(n_labels, n_labels + 1))

    def _of(self, name: str) -> float:
        return float(self.counts[_POSITION[name]])

    def _ratio(self, part: str, whole: str) -> float:
        return self._of(part) / max(1.0, self._of(whole))

    def _prf(self, hits: str, gold: str, found: str) -> dict[str, float]:
        hit, wanted, given = self._of(hits), self._of(gold), self._of(found)
        return {
            "precision": hit / given if given else 0.0,
            "recall": hit / wanted if wanted else 0.0,
            "f1": 2 * hit / (wanted + given) if hit else 0.0,
        }

    def _wrong(self, band: str = "") -> float:
        return self._of("matched" + band) - self._of("speaker" + band) - self._of("unknown" + band)

    def _by_confidence(self) -> list[dict[str, float]]:
        """Return right, wrong and unknown speakers of matched statements by their confidence."""
        rows = []
        for band, lowest in enumerate(_BANDS):
            n = self._of(f"matched_{band}")
            if n:
                right, unknown = self._of(f"speaker_{band}"), self._of(f"unknown_{band}")
                rows.append(
                    {
                        "from": lowest,
                        "to": (*_BANDS[1:], 1.0)[band],
                        "n": int(n),
                        "right": right / n,
                        "wrong": self._wrong(f"_{band}") / n,
                        "unknown": unknown / n,
                    }
                )
        return rows

    def figures(self) -> dict[str, Any]:
        """Return every figure by name."""
        return {
            "statements": self._prf("matched", "gold", "found"),
            "stance_statement_recall": self._ratio("stance_matched", "stance_gold"),
            "speaker_accuracy_matched": self._ratio("speaker", "matched"),
            "speaker_unknown_matched": self._ratio("unknown", "matched"),
            "speaker_wrong_matched": self._wrong() / max(1.0, self._of("matched")),
            "speaker_by_confidence": self._by_confidence(),
            "speaker_end_to_end": self._ratio("speaker", "gold"),
            "label_accuracy_matched": self._ratio("label", "matched"),
            "label_lenient_matched": self._ratio("lenient", "matched"),
            # Where a model abstains, some have no label: wrong above, left out here.
            "label_coverage_matched": self._ratio("answered", "matched"),
            "label_lenient_answered": self._ratio("lenient", "answered"),
            "macro_f1_matched": float(f1_of_counts(self.confusion).mean()),
            "end_to_end": self._prf("end_to_end", "gold", "found"),
            "conditions": self._prf("condition_hit", "condition_gold", "condition_found"),
            "counterparts_matched": self._prf(
                "counterpart_hit", "counterpart_gold", "counterpart_found"
            ),
            # Of those for which both name one: annotators leave many unnamed that are plain.
            "counterpart_accuracy_named": self._ratio("counterpart_hit", "counterpart_both"),
            "document_stance_accuracy": self._ratio("stances_right", "stances"),
            # Where annotators marked none, the figure above is 0 and says nothing.
            "annotated": {
                "conditions": int(self._of("condition_gold")),
                "counterparts": int(self._of("counterpart_gold")),
                "stances": int(self._of("stances")),
            },
            "bad_offsets": int(self._of("bad_offsets")),
        }


def _accepted_names(statements: Iterable[Mapping[str, Any]], text: str) -> dict[Any, set[str]]:
    names: dict[Any, set[str]] = defaultdict(set)
    for statement in statements:
        speaker = statement["speaker"]
        if speaker:
            names[speaker].add(speaker)
        mention = _mention_text(statement, text)
        if mention and mention.lower() not in PRONOUNS:
            names[speaker].add(mention)
    return names


def _conditions_hit(gold: Sequence[Mapping[str, Any]], found: Sequence[Mapping[str, Any]]) -> int:
    free = list(found)
    hits = 0
    for wanted in gold:
        match = next((item for item in free if _overlap(wanted, item) >= _OVERLAP), None)
        if match is not None:
            free.remove(match)
            hits += 1
    return hits


def _score_one(
    gold: Mapping[str, Any], found: Mapping[str, Any], scheme: StanceScheme
) -> DocumentMetrics:
    text = gold["text"]
    wanted, given = gold["statements"], found.get("statements") or []
    tally = dict.fromkeys(_COUNTS, 0.0)
    confusion = np.zeros((len(scheme.labels), len(scheme.labels) + 1))
    column = {label: number for number, label in enumerate(scheme.labels)}
    names = _accepted_names(wanted, text)
    pairs = match_statements(wanted, given)
    # An act that takes no position is no statement by the codebook: finding it is neither
    # right nor wrong.
    optional = {
        i
        for i, item in enumerate(wanted)
        if item["kind"] in _OPTIONAL_KINDS and item["label"] == scheme.null_label
    }
    tally["gold"] = len(wanted) - len(optional)
    tally["found"] = len(given) - sum(i in optional for i in pairs)
    tally["matched"] = sum(i not in optional for i in pairs)
    tally["condition_found"] = sum(len(item.get("conditions") or ()) for item in given)
    for item in given:
        here = text[item["start"] : item["end"]]
        tally["bad_offsets"] += item.get("text", here) != here
    for i, item in enumerate(wanted):
        takes_stance = item["label"] != scheme.null_label
        tally["stance_gold"] += takes_stance
        tally["stance_matched"] += takes_stance and i in pairs
        tally["condition_gold"] += len(item.get("conditions") or ())
        if i not in pairs or i in optional:
            continue
        match = given[pairs[i]]
        speaker, label = match.get("speaker"), match.get("label")
        right = name_score(speaker, names[item["speaker"]]) >= SAME_NAME
        lenient = label == item["label"] or label in (item.get("accept") or ())
        tally["speaker"] += right
        tally["unknown"] += not speaker
        band = max(bisect.bisect(_BANDS, match.get("confidence") or 0.0) - 1, 0)
        tally[f"matched_{band}"] += 1
        tally[f"speaker_{band}"] += right
        tally[f"unknown_{band}"] += not speaker
        tally["answered"] += label is not None
        tally["label"] += label == item["label"]
        tally["lenient"] += lenient
        tally["end_to_end"] += right and lenient
        tally["counterpart_found"] += bool(match.get("counterpart"))
        if item.get("counterpart"):
            tally["counterpart_gold"] += 1
            tally["counterpart_both"] += bool(match.get("counterpart"))
            tally["counterpart_hit"] += (
                name_score(match.get("counterpart"), {item["counterpart"]}) >= SAME_NAME
            )
        tally["condition_hit"] += _conditions_hit(
            item.get("conditions") or (), match.get("conditions") or ()
        )
        confusion[column[item["label"]], column.get(label, len(column))] += 1
    for speaker, label in (gold.get("document_stance") or {}).items():
        if label == scheme.null_label:
            continue
        tally["stances"] += 1
        tally["stances_right"] += _stance_right(
            label, names.get(speaker, set()) | {speaker}, found.get("stances") or ()
        )
    return DocumentMetrics(np.array([tally[name] for name in _COUNTS]), confusion)


def _stance_right(label: str, names: set[str], stances: Sequence[Mapping[str, Any]]) -> bool:
    scored = [(name_score(stance["speaker"], names), stance["label"]) for stance in stances]
    best = max((score for score, _ in scored), default=0.0)
    if best < SAME_NAME:
        return False
    # A speaker may hold two stances, towards two counterparts; naming every label is no answer.
    labels = {given for score, given in scored if score == best}
    return label in labels and len(labels) <= 2


def count_documents(
    gold: Sequence[Mapping[str, Any]],
    predicted: Sequence[Mapping[str, Any]],
    *,
    scheme: StanceScheme = DIPLOMACY,
) -> NDArray[np.float64]:
    """Count what each document adds to the figures, for intervals and tests of one's own.

    Parameters
    ----------
    gold, predicted, scheme
        As for :func:`score_documents`.

    Returns
    -------
    ndarray of shape (n_documents, n_counts + n_labels * (n_labels + 1))
        A row a document; :meth:`DocumentMetrics.of` reads the sum of some.
    """
    by_id = {record["id"]: record for record in predicted}
    scores = [_score_one(document, by_id.get(document["id"], {}), scheme) for document in gold]
    n_labels = len(scheme.labels)
    return np.array(
        [np.concatenate([score.counts, score.confusion.ravel()]) for score in scores]
    ).reshape(len(scores), len(_COUNTS) + n_labels * (n_labels + 1))


def score_documents(
    gold: Sequence[Mapping[str, Any]],
    predicted: Sequence[Mapping[str, Any]],
    *,
    scheme: StanceScheme = DIPLOMACY,
    n_resamples: int = 1000,
) -> dict[str, Any]:
    """Score analyses of whole documents against annotated ones.

    Parameters
    ----------
    gold : sequence of mapping
        ``id``, ``text``, ``statements`` (``start``, ``end``, ``speaker``, ``mention``, ``kind``,
        ``label``, ``accept``, ``conditions``) and ``document_stance``.
    predicted : sequence of mapping
        As ``stancekit analyze`` writes them.
    scheme : StanceScheme
    n_resamples : int
        For the intervals, which resample documents.

    Returns
    -------
    dict
        ``documents``, then the figures of :meth:`DocumentMetrics.figures`, and ``intervals`` for
        the main ones (dotted names).
    """
    stacked = count_documents(gold, predicted, scheme=scheme)
    total = DocumentMetrics.of(stacked.sum(axis=0), scheme)
    report: dict[str, Any] = {"documents": len(gold), **total.figures()}
    report["intervals"] = {
        name: bootstrap_interval(
            stacked,
            functools.partial(document_figure, name, scheme=scheme),
            n_resamples=n_resamples,
        )
        for name in (
            "statements.f1",
            "speaker_accuracy_matched",
            "speaker_end_to_end",
            "label_lenient_matched",
            "macro_f1_matched",
            "conditions.f1",
            "document_stance_accuracy",
        )
    }
    return report


def document_figure(
    name: str, sums: NDArray[np.float64], *, scheme: StanceScheme = DIPLOMACY
) -> float:
    """Return a figure from counts summed over documents.

    Parameters
    ----------
    name : str
        One of :meth:`DocumentMetrics.figures`, dotted where that has parts, as ``statements.f1``.
    sums : ndarray of shape (n_counts,)
        Rows of `count_documents`, added up.
    scheme : StanceScheme
    """
    head, _, tail = name.partition(".")
    found = DocumentMetrics.of(sums, scheme).figures()[head]
    return float(found[tail] if tail else found)
