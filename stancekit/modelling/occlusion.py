"""Evidence for any model: leave words out, and see how far the label's probability falls.

Occlusion, or erasure, asks the model alone, whatever it computes with (Zeiler and Fergus 2014,
"Visualizing and understanding convolutional networks", ECCV; Li, Monroe and Jurafsky 2016,
"Understanding neural networks through representation erasure", arXiv:1612.08220). A word that
others say again shows little: leaving out one of them changes nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from stancekit.document import Span
from stancekit.errors import ModelError
from stancekit.features.base import check_items
from stancekit.features.tokens import Tokens
from stancekit.modelling.base import StanceModel
from stancekit.modelling.cascade import Cascade
from stancekit.modelling.evidence import MAX_EVIDENCE
from stancekit.stance import Evidence, Prediction, StanceScheme
from stancekit.statement import Statement

__all__ = ["Occlusion", "occlusion_evidence"]

# Bounds what is asked about one statement, however long: so many phrases, and so many words, of
# those phrases that matter most.
MAX_PHRASES = 32
MAX_WORDS = 48

# Bounds memory: each statement is asked about in some thirty versions.
SHARD = 256

# Words that begin a phrase; marks end one, save those that join or count.
_OPENERS = frozenset(
    "after although and as because before but by for from if in into of on once or over provided "
    "since so than that though to towards unless until when where whether which while who with "
    "without".split()
)
_JOINING = frozenset("'%$&/+#@*")

# A phrase is evidence as a whole where none of its words alone tells so much of it.
_WORD_TELLS = 0.5

# What lowers the probability by less than this share of the strongest, or than a hundredth of a
# point, says nothing.
_LEAST_SHARE = 0.05
_LEAST_FALL = 1e-4


class Occlusion:
    """A model whose evidence is found by occlusion; all else it says is the same.

    It takes some thirty times as long for each statement that it finds evidence for.

    Parameters
    ----------
    model : StanceModel
        It must give probabilities. Where it is a `Cascade`, the member that decided a statement is
        asked about it.
    """

    def __init__(self, model: StanceModel) -> None:
        self.model = model

    @property
    def name(self) -> str:
        """The model's own."""
        return self.model.name

    @property
    def version(self) -> str:
        """The model's own."""
        return self.model.version

    @property
    def sha256(self) -> str:
        """The model's own: labels, probabilities and label sets are."""
        return self.model.sha256

    @property
    def scheme(self) -> StanceScheme:
        """The model's own."""
        return self.model.scheme

    def predict(self, X: Any) -> list[str]:
        """Return one label a statement, as the model does.

        Parameters
        ----------
        X : sequence of str or Statement
            Statements.
        """
        return self.model.predict(X)

    def predictions(self, X: Any, evidence: bool = True) -> list[Prediction]:
        """Return the model's predictions, each with evidence where that is wanted.

        Parameters
        ----------
        X : sequence of str or Statement
            Statements.
        evidence : bool
            Whether to say which stretches of text spoke for the label.
        """
        items = check_items(X)
        found = list(self.model.predictions(items, evidence=False))
        if not evidence:
            return found
        stretches = occlusion_evidence(self.model, items, found)
        return [replace(one, evidence=own) for one, own in zip(found, stretches, strict=True)]

    def __repr__(self) -> str:
        return f"Occlusion({self.model!r})"


class _Part(NamedTuple):
    """A stretch of a statement's text that is left out; `words` are those inside a phrase."""

    start: int
    end: int
    words: tuple[_Part, ...] = ()


def occlusion_evidence(
    model: StanceModel, X: Any, predictions: Sequence[Prediction]
) -> list[tuple[Evidence, ...]]:
    """Return what spoke for each statement's label: that without which it is less probable.

    Phrases are left out one by one, then words one by one. Where a word alone tells half of what
    its phrase tells, the phrase's words are the evidence, otherwise the whole phrase. The model is
    called twice for many statements.

    Parameters
    ----------
    model : StanceModel
        The model that gave `predictions`.
    X : sequence of str or Statement
        Statements.
    predictions : sequence of Prediction
        What the model says of them.

    Returns
    -------
    list of tuple of Evidence
        Strongest first, at most `MAX_EVIDENCE`, none overlapping another; offsets count from the
        start of each statement's own text. `weight` is how far the label's probability falls,
        `feature` is ``"occlusion:word"`` or ``"occlusion:phrase"``.

    Raises
    ------
    ModelError
        If the model gives no probabilities.
    """
    items = check_items(X)
    deciders = {one.name: one for one in model.members} if isinstance(model, Cascade) else {}
    found: list[tuple[Evidence, ...]] = [()] * len(items)
    # By name, in order of appearance: a model sees all its statements at once.
    groups: dict[str | None, list[int]] = {}
    for i, prediction in enumerate(predictions):
        groups.setdefault(prediction.decided_by, []).append(i)
    for name, members in groups.items():
        for start in range(0, len(members), SHARD):
            shard = members[start : start + SHARD]
            stretches = _find(
                deciders.get(name or "", model),
                [items[i] for i in shard],
                [predictions[i] for i in shard],
            )
            for i, spoken in zip(shard, stretches, strict=True):
                found[i] = spoken
    return found


def _find(
    model: StanceModel, items: Sequence[str | Statement], predictions: Sequence[Prediction]
) -> Iterator[tuple[Evidence, ...]]:
    phrases = _phrases(items)
    of_phrases = _falls(model, items, predictions, phrases)
    words = []
    for parts, falls in zip(phrases, of_phrases, strict=True):
        chosen: list[_Part] = []
        for part in sorted(parts, key=lambda part: -falls[part]):
            chosen += part.words
        words.append(chosen[:MAX_WORDS])
    of_words = _falls(model, items, predictions, words)
    for parts, falls, inner in zip(phrases, of_phrases, of_words, strict=True):
        yield _strongest(parts, falls, inner)


def _strongest(
    phrases: Iterable[_Part], of_phrases: dict[_Part, float], of_words: dict[_Part, float]
) -> tuple[Evidence, ...]:
    found: list[Evidence] = []
    for phrase in phrases:
        fall = of_phrases[phrase]
        inner = [(word, of_words[word]) for word in phrase.words if word in of_words]
        if max([own for _, own in inner], default=0.0) >= _WORD_TELLS * fall:
            found += [Evidence(word.start, word.end, "occlusion:word", own) for word, own in inner]
        else:
            found.append(Evidence(phrase.start, phrase.end, "occlusion:phrase", fall))
    found.sort(key=lambda one: (-one.weight, one.start))
    least = max([_LEAST_FALL, *(_LEAST_SHARE * one.weight for one in found)])
    return tuple([one for one in found[:MAX_EVIDENCE] if one.weight >= least])


def _falls(
    model: StanceModel,
    items: Sequence[str | Statement],
    predictions: Sequence[Prediction],
    parts: Sequence[Sequence[_Part]],
) -> list[dict[_Part, float]]:
    """Return how far the probability of each statement's label falls without each part of it."""
    versions = [
        without(item, part.start, part.end)
        for item, own in zip(items, parts, strict=True)
        for part in own
    ]
    answers = iter(model.predictions(versions, evidence=False) if versions else ())
    falls = []
    for prediction, own in zip(predictions, parts, strict=True):
        label, before = prediction.label, prediction.probability
        after = {part: next(answers).probabilities for part in own}
        if label is None or math.isnan(before) or any(label not in one for one in after.values()):
            raise ModelError(
                f"model {model.name!r} gives no probabilities, so leaving words out shows nothing"
            )
        falls.append({part: before - one[label] for part, one in after.items()})
    return falls


def _phrases(items: Sequence[str | Statement]) -> list[list[_Part]]:
    """Split statements into phrases: at marks, and before words that begin one."""
    tokens = Tokens(items)
    found = []
    for row in range(len(tokens)):
        groups: list[list[_Part]] = [[]]
        forms = [tokens.types[i] for i in tokens.ids[tokens.starts[row] : tokens.starts[row + 1]]]
        for form, (start, end) in zip(forms, tokens.spans(row), strict=True):
            if form[0].isalnum():
                if form.lower() in _OPENERS:
                    groups.append([])
                groups[-1].append(_Part(start, end))
            elif form not in _JOINING:
                groups.append([])
        groups = [group for group in groups if group]
        together = -(-len(groups) // MAX_PHRASES) or 1
        joined = [
            [word for group in groups[i : i + together] for word in group]
            for i in range(0, len(groups), together)
        ]
        found.append([_Part(g[0].start, g[-1].end, tuple(g)) for g in joined])
    return found


def without(item: str | Statement, start: int, end: int) -> str | Statement:
    """Return a statement without a stretch of its text; what points into the text moves along.

    Parameters
    ----------
    item : str or Statement
    start, end : int
        Offsets into the statement's own text.

    Examples
    --------
    >>> without("We will not talk.", 8, 11)
    'We will talk.'
    """
    text = item if isinstance(item, str) else item.text
    # One of the two spaces around goes too.
    if start == 0 or text[start - 1].isspace():
        while end < len(text) and text[end].isspace():
            end += 1
    left = text[:start] + text[end:]
    if isinstance(item, str):
        return left
    first, last = item.start + start, item.start + end

    def moved(offset: int) -> int:
        return offset - max(0, min(offset, last) - first)

    def moved_span(span: Span | None) -> Span | None:
        return None if span is None else Span(moved(span.start), moved(span.end))

    content = [Span(moved(span.start), moved(span.end)) for span in item.content]
    return replace(
        item,
        end=moved(item.end),
        text=left,
        content=tuple(span for span in content if len(span)),
        cue=moved_span(item.cue),
        mention=moved_span(item.mention),
        conditions=(),
    )
