"""Finding wrong labels: those that all the other labels speak against.

In the manner of confident learning: each statement is judged by models that have not seen it, nor
anything of its topic or contrast set, and what they say is weighed against the label it was given.
`python -m benchmarks.audit` measures the ranking, beside simpler scores, on labels made wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.feature_extraction.text import TfidfVectorizer

from stancekit.evaluation.splits import fold_numbers, group_labels
from stancekit.modelling.calibration import negative_log_likelihood, softmax
from stancekit.modelling.classifier import StanceClassifier
from stancekit.modelling.head import LinearHead
from stancekit.modelling.training import Example, cross_validate
from stancekit.stance import DIPLOMACY, StanceScheme

__all__ = [
    "LabelNoise",
    "Suspect",
    "fit_noise",
    "label_posterior",
    "out_of_fold_scores",
    "rank_suspects",
    "suspects",
]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.intp]

# Keeps a probability of zero from ruling a label out for good.
_LEAST = 1e-9
# Logarithms of the slope, and log-odds of the rate, between which the fit stays; a rate of 1/2
# would say that labels tell next to nothing.
_SLOPES = (-2.0, 2.0)
_RATES = (-9.0, 0.0)
# The rate starts from what one wrong label among twenty would tell: where models are weak, as with
# few statements, most rates fit alike, and none at all would fit best.
_WRONG_BEFORE, _RIGHT_BEFORE = 1, 19
# However seldom two statements of a contrast set share a label, it may be right once.
_LEAST_SHARING = 0.01


@dataclass(frozen=True, slots=True)
class Suspect:
    """A statement with the doubt about its label.

    Parameters
    ----------
    example : Example
        The statement, and the label it was given.
    suggested : str
        The most probable of the labels that were neither given nor accepted.
    probability : float
        That none of the labels given and accepted is right, 0..1.
    """

    example: Example
    suggested: str
    probability: float

    def to_record(self) -> dict[str, Any]:
        """Return the suspect as a JSON object."""
        return {
            "id": self.example.id,
            "label": self.example.label,
            "accept": list(self.example.accept),
            "suggested": self.suggested,
            "probability": self.probability,
            "text": self.example.text,
        }


@dataclass(frozen=True, slots=True)
class LabelNoise:
    """How often labels are wrong, and how far scores must be stretched to say so.

    Parameters
    ----------
    rate : float
        Share of the labels that are wrong; each other label is then equally likely.
    slope : float
        What scores are multiplied by before the softmax.
    """

    rate: float
    slope: float


def suspects(
    examples: Sequence[Example],
    *,
    scheme: StanceScheme = DIPLOMACY,
    classifier: StanceClassifier | None = None,
    n_folds: int = 5,
    progress: Callable[[int, int], None] | None = None,
) -> list[Suspect]:
    """Rank labelled statements by how probably their label is wrong.

    Parameters
    ----------
    examples : sequence of Example
        Labelled statements; topics and contrast sets are kept whole.
    scheme : StanceScheme
        The labels; each must occur on both sides of every fold.
    classifier : StanceClassifier, optional
        One of the two models, unfitted; the default one where it is left out.
    n_folds : int
        Number of folds, two or more.
    progress : callable, optional
        Called with the number of fits done and of all.

    Returns
    -------
    list of Suspect
        Every statement, the most suspect first. The probabilities add up to the number of wrong
        labels to be expected.

    Raises
    ------
    RecordError
        If a label isn't in the scheme.
    SchemeError
        If a label occurs in one fold alone, or not at all.
    ValueError
        If all statements are of one topic or contrast set.

    Notes
    -----
    Two models of different kinds, :class:`StanceClassifier` and TF-IDF with logistic regression,
    score each statement out of fold; the geometric mean of their probabilities is taken. The share
    of wrong labels is fitted together with the slope of the scores (`fit_noise`), and gives the
    probability of each label with the given one known. Lastly, members of a contrast set speak
    against each other's labels (`label_posterior`). An accepted label counts as the given one does.

    References
    ----------
    Northcutt, Jiang and Chuang (2021), "Confident learning: estimating uncertainty in dataset
    labels", JAIR 70.
    """
    scores = out_of_fold_scores(
        examples, scheme=scheme, classifier=classifier, n_folds=n_folds, progress=progress
    )
    return rank_suspects(examples, scores, scheme=scheme)


def out_of_fold_scores(
    examples: Sequence[Example],
    *,
    scheme: StanceScheme = DIPLOMACY,
    classifier: StanceClassifier | None = None,
    n_folds: int = 5,
    progress: Callable[[int, int], None] | None = None,
) -> FloatArray:
    """Score each statement's labels with two models that have seen nothing of its fold.

    Parameters and errors are those of `suspects`.

    Returns
    -------
    ndarray of shape (n_statements, n_labels)
        Mean of the two models' logarithmic probabilities, one column a label of the scheme.
    """
    texts = [example.text for example in examples]
    folds = fold_numbers(examples, n_folds)
    present = np.unique(folds)
    fits = 2 * len(present)
    first = cross_validate(
        texts,
        [example.label for example in examples],
        scheme=scheme,
        # Calibration costs several fits a fold; `fit_noise` does it for all of them at once.
        classifier=StanceClassifier(calibrate=None) if classifier is None else classifier,
        groups=group_labels(examples),
        folds=folds,
        progress=None if progress is None else lambda done, _: progress(done, fits),
    )
    ours = np.array([[p.probabilities[label] for label in scheme.labels] for p in first])
    codes = _codes(examples, scheme)
    plain = np.empty_like(ours)
    for done, fold in enumerate(present, start=len(present) + 1):
        inside, outside = np.flatnonzero(folds == fold), np.flatnonzero(folds != fold)
        words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
        head = LinearHead(C=5.0).fit(
            words.fit_transform([texts[i] for i in outside]), codes[outside]
        )
        plain[inside] = head.predict_proba(words.transform([texts[i] for i in inside]))
        if progress is not None:
            progress(done, fits)
    return np.asarray(np.log(np.maximum(ours, _LEAST)) + np.log(np.maximum(plain, _LEAST))) / 2


def rank_suspects(
    examples: Sequence[Example], scores: FloatArray, *, scheme: StanceScheme = DIPLOMACY
) -> list[Suspect]:
    """Rank statements by scores that a model gave without having seen them.

    Parameters
    ----------
    examples : sequence of Example
        Labelled statements.
    scores : ndarray of shape (n_statements, n_labels)
        Logarithms of out-of-fold probabilities, one column a label of the scheme.
    scheme : StanceScheme
        The labels.

    Returns
    -------
    list of Suspect
        As `suspects` does.
    """
    codes = _codes(examples, scheme)
    posterior = label_posterior(
        scores, codes, fit_noise(scores, codes), [example.pair for example in examples]
    )
    found = []
    for example, row in zip(examples, posterior.tolist(), strict=True):
        others = {
            label: probability
            for label, probability in zip(scheme.labels, row, strict=True)
            if label != example.label and label not in example.accept
        }
        if others:  # else nothing could be wrong
            best = max(others, key=others.__getitem__)
            found.append(Suspect(example, best, min(1.0, sum(others.values()))))
    return sorted(found, key=lambda suspect: -suspect.probability)


def fit_noise(scores: FloatArray, codes: IntArray) -> LabelNoise:
    """Estimate the share of wrong labels, from the likelihood of the labels given.

    A label is right with the probability that the stretched scores give, or wrong and then any
    other one. Fitted without the wrong labels in view, the slope would make all scores timid to
    account for these. The mode of the posterior is taken, with a weak beta prior on the rate,
    worth twenty labels.

    Parameters
    ----------
    scores : ndarray of shape (n_statements, n_labels)
        Logarithms of out-of-fold probabilities.
    codes : ndarray of int
        Column of each label given.
    """

    def loss(parameters: FloatArray) -> float:
        rate = 1 / (1 + np.exp(-parameters[1]))
        probabilities = _observed(softmax(scores * np.exp(parameters[0])), rate)
        prior = _WRONG_BEFORE * np.log(rate) + _RIGHT_BEFORE * np.log1p(-rate)
        return negative_log_likelihood(probabilities, codes) - float(prior) / len(codes)

    found = minimize(loss, [0.0, -3.0], method="L-BFGS-B", bounds=[_SLOPES, _RATES]).x
    return LabelNoise(rate=float(1 / (1 + np.exp(-found[1]))), slope=float(np.exp(found[0])))


def label_posterior(
    scores: FloatArray, codes: IntArray, noise: LabelNoise, sets: Sequence[str | None]
) -> FloatArray:
    """Return how probable each label is, knowing the one given and those of the contrast set.

    Parameters
    ----------
    scores : ndarray of shape (n_statements, n_labels)
        Logarithms of out-of-fold probabilities.
    codes : ndarray of int
        Column of each label given.
    noise : LabelNoise
        From `fit_noise`.
    sets : sequence of str or None
        The contrast set of each statement. Its members are there to differ in their label; how
        far two of them do so is estimated from the labels given. Each speaks against a label by
        its own probability of having it.

    Returns
    -------
    ndarray of shape (n_statements, n_labels)
        Rows add up to one.
    """
    n_labels = scores.shape[1]
    channel = np.full((n_labels, n_labels), noise.rate / (n_labels - 1))
    np.fill_diagonal(channel, 1 - noise.rate)
    alone = softmax(scores * noise.slope) * channel[codes]
    alone /= alone.sum(axis=1, keepdims=True)
    names = {name: number for number, name in enumerate(dict.fromkeys(sets)) if name is not None}
    members = np.array([i for i, name in enumerate(sets) if name is not None], dtype=np.intp)
    if not len(members):
        return np.asarray(alone)
    number = np.array([names[sets[i]] for i in members], dtype=np.intp)
    sharing = _sharing(number, codes[members], noise.rate, n_labels)
    against = np.log1p(-(1 - sharing) * np.minimum(alone[members], 1 - _LEAST))
    total = np.zeros((number.max() + 1, n_labels))
    np.add.at(total, number, against)
    joint = alone.copy()
    joint[members] *= np.exp(total[number] - against)
    return np.asarray(joint / joint.sum(axis=1, keepdims=True))


def _sharing(number: IntArray, codes: IntArray, rate: float, n_labels: int) -> float:
    """Return how often members of a set share their true label, as a share of what chance gives."""
    table = np.zeros((number.max() + 1, n_labels))
    np.add.at(table, (number, codes), 1.0)
    size = table.sum(axis=1)
    pairs = float((size * (size - 1)).sum())
    if not pairs:
        return 1.0
    seen = float((table * (table - 1)).sum()) / pairs
    # Wrong labels alone make some members look the same, and some look different.
    other = n_labels - 1
    if_same = (1 - rate) ** 2 + rate**2 / other
    if_different = (1 - if_same) / other
    if if_same - if_different < _LEAST:  # labels given at random tell nothing
        return 1.0
    share = (seen - if_different) / (if_same - if_different)
    chance = float(((np.bincount(codes, minlength=n_labels) / len(codes)) ** 2).sum())
    return min(1.0, max(_LEAST_SHARING, share / chance))


def _observed(probabilities: FloatArray, rate: float) -> FloatArray:
    """Return the probability of each label being given, from that of its being right."""
    other = probabilities.shape[1] - 1
    return np.asarray((1 - rate) * probabilities + rate / other * (1 - probabilities))


def _codes(examples: Sequence[Example], scheme: StanceScheme) -> IntArray:
    order = {label: code for code, label in enumerate(scheme.labels)}
    return np.array([order[example.label] for example in examples], dtype=np.intp)
