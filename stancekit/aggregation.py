"""From statements to stances: per speaker and counterpart in a document, and over time."""

from __future__ import annotations

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from stancekit.analysis import Analysis
from stancekit.document import Document
from stancekit.evaluation.names import SAME_NAME, name_score
from stancekit.reading.layout import Layout, find_layout
from stancekit.stance import DIPLOMACY, Stance, StanceScheme
from stancekit.statement import Statement

__all__ = ["TimelineEntry", "aggregate", "timeline"]

_LEAD_WEIGHT = 2
_MOST = 0.8


def aggregate(
    document: Document,
    statements: Sequence[Statement],
    scheme: StanceScheme = DIPLOMACY,
    *,
    layout: Layout | None = None,
) -> tuple[Stance, ...]:
    """Sum classified statements up, per speaker.

    A headline that reports a position of the speaker decides. Otherwise the majority of the
    speaker's statements does, those of the lead paragraph counting twice; a tie goes by the
    scheme's precedence. The null label never outvotes another. A position that a speaker only
    passes on ("the envoy said Valdor had refused") is the inner source's alone. Where a
    speaker's positions towards different counterparts differ, each counterpart gets a stance of
    its own. Statements that were left without a label, for doubt, count in no stance.

    Parameters
    ----------
    document : Document
        What the statements' offsets point into.
    statements : sequence of Statement
        Classified, of this document. Those without a speaker belong to no stance.
    scheme : StanceScheme
    layout : Layout, optional
        Where headline and lead lie; found in the document when not given.

    Returns
    -------
    tuple of Stance
        In the order in which the speakers first appear.

    Raises
    ------
    ValueError
        If a statement isn't classified.
    """
    layout = layout or find_layout(document, whole=False)
    by_speaker: dict[str, list[int]] = defaultdict(list)
    passed_on = _passed_on(statements)
    for index, statement in enumerate(statements):
        if statement.prediction is None:
            raise ValueError(f"statement {index} of {document.id!r} isn't classified")
        if statement.stance is None:  # left without a label, for doubt
            continue
        messenger = index in passed_on and statement.stance != scheme.null_label
        if statement.speaker is not None and not messenger:
            by_speaker[statement.speaker].append(index)
    stances: list[Stance] = []
    for speaker, indices in by_speaker.items():
        parts = _by_counterpart(statements, indices, scheme, layout)
        for counterpart, members in parts.items():
            label = _decide([(i, statements[i]) for i in members], scheme, layout)
            stances.append(_stance(speaker, counterpart, label, members, statements))
    return tuple(stances)


def _passed_on(statements: Sequence[Statement]) -> set[int]:
    """Return the statements that hold little but what another speaker's statement in them says."""
    found: set[int] = set()
    for inner in statements:
        if inner.parent is None or inner.mention is None or not inner.content:
            continue
        if inner.parent >= len(statements):  # brought by a user without the outer one
            continue
        outer = statements[inner.parent]
        reported = inner.content[-1].end - min(inner.mention.start, inner.content[0].start)
        said = sum(len(span) for span in outer.content)
        if inner.speaker != outer.speaker and reported >= _MOST * said:
            found.add(inner.parent)
    return found


def _by_counterpart(
    statements: Sequence[Statement], indices: Sequence[int], scheme: StanceScheme, layout: Layout
) -> dict[str | None, list[int]]:
    """Split a speaker's statements by counterpart, but only if that tells positions apart."""
    towards: dict[str, list[int]] = defaultdict(list)
    for i in indices:
        counterpart = statements[i].counterpart
        if counterpart is not None and statements[i].stance != scheme.null_label:
            towards[counterpart].append(i)
    labels = {
        counterpart: _decide([(i, statements[i]) for i in members], scheme, layout)
        for counterpart, members in towards.items()
    }
    if len(set(labels.values())) < 2:
        named = next(iter(towards)) if len(towards) == 1 else None
        return {named: list(indices)}
    split: dict[str | None, list[int]] = dict(towards.items())
    rest = [i for i in indices if statements[i].counterpart not in towards]
    # What names nobody counts as a stance of its own only if it takes one.
    if any(statements[i].stance != scheme.null_label for i in rest):
        split[None] = rest
    return split


def _decide(members: Sequence[tuple[int, Statement]], scheme: StanceScheme, layout: Layout) -> str:
    votes: Counter[str] = Counter()
    headline: Counter[str] = Counter()
    for _, statement in members:
        label = statement.stance
        if label is None or label == scheme.null_label:
            continue
        span = statement.span
        in_lead = layout.lead is not None and layout.lead.overlaps(span)
        votes[label] += _LEAD_WEIGHT if in_lead else 1
        if layout.headline is not None and layout.headline.overlaps(span):
            headline[label] += 1
    deciding = headline or votes
    if not deciding and scheme.null_label is not None:
        return scheme.null_label
    return min(deciding, key=lambda label: (-deciding[label], scheme.precedence.index(label)))


def _stance(
    speaker: str,
    counterpart: str | None,
    label: str,
    members: Sequence[int],
    statements: Sequence[Statement],
) -> Stance:
    behind = [statements[i].probability for i in members if statements[i].stance == label]
    return Stance(
        speaker=speaker,
        label=label,
        probability=sum(behind) / len(behind),
        statements=tuple(members),
        counterpart=counterpart,
    )


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One speaker's stance in one document, placed in time.

    Parameters
    ----------
    speaker : str
        Canonical name.
    date : str, optional
        The document's date, ISO 8601.
    document : str
        The document's id.
    stance : Stance
    shift : str, optional
        The label that the speaker held before towards the same counterpart, where it differs;
        a stance without a counterpart is compared with any.
    """

    speaker: str
    date: str | None
    document: str
    stance: Stance
    shift: str | None = None

    def to_record(self) -> dict[str, Any]:
        """Return the entry as a flat JSON object."""
        return {
            "speaker": self.speaker,
            "date": self.date,
            "document": self.document,
            "counterpart": self.stance.counterpart,
            "label": self.stance.label,
            "probability": self.stance.probability,
            "shift_from": self.shift,
        }


def timeline(
    analyses: Iterable[Analysis], speaker: str | None = None, scheme: StanceScheme = DIPLOMACY
) -> list[TimelineEntry]:
    """Order the stances of speakers over several documents by date.

    Parameters
    ----------
    analyses : iterable of Analysis
        Those with an error are passed over.
    speaker : str, optional
        Only this speaker. In each document it is the one whose name fits best, articles, titles
        and transliteration left aside. Without it, documents are joined by equal names alone; an
        alias table given to the analyzer makes one name of different spellings.
    scheme : StanceScheme
        Its null label starts and ends no shift.

    Returns
    -------
    list of TimelineEntry
        By speaker, then date. Documents without a date come last, in the order given, and are
        no part of any shift.
    """
    entries: dict[str, list[TimelineEntry]] = defaultdict(list)
    for analysis in analyses:
        asked = None if speaker is None else _best_fit(speaker, analysis.stances)
        for stance in analysis.stances:
            if speaker is None or stance.speaker == asked:
                name = speaker or stance.speaker
                document = analysis.document
                entries[name].append(TimelineEntry(name, document.date, document.id, stance))
    ordered: list[TimelineEntry] = []
    for name in sorted(entries):
        earlier: list[Stance] = []
        for entry in sorted(entries[name], key=lambda e: (e.date is None, e.date or "")):
            if entry.date is not None and entry.stance.label != scheme.null_label:
                before = _last_comparable(earlier, entry.stance)
                if before is not None and before.label != entry.stance.label:
                    entry = dataclasses.replace(entry, shift=before.label)
                earlier.append(entry.stance)
            ordered.append(entry)
    return ordered


def _last_comparable(earlier: Sequence[Stance], stance: Stance) -> Stance | None:
    """Return the last stance towards the same counterpart; an unnamed one may be any."""
    for before in reversed(earlier):
        if None in (before.counterpart, stance.counterpart) or (
            before.counterpart == stance.counterpart
        ):
            return before
    return None


def _best_fit(speaker: str, stances: Sequence[Stance]) -> str | None:
    """Return the one name in a document that fits, so that two people there never merge."""
    scored = [(name_score(stance.speaker, [speaker]), stance.speaker) for stance in stances]
    score, name = max(scored, default=(0.0, None))
    return name if score >= SAME_NAME else None
