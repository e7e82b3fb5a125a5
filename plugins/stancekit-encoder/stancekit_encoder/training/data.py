"""What the networks learn from: masked texts with soft targets, and who is tested on what.

Folds are measured on one collection of labelled statements, named by its batches. Its topics, with
all that shares a topic or contrast set with them, are *near*; all other examples are *far* and may
be learned from in every fold.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer

from stancekit.errors import ModelError, RecordError
from stancekit.evaluation.seeds import load_statements
from stancekit.evaluation.splits import fold_numbers, group_labels
from stancekit.modelling.training import load_examples
from stancekit.stance import DIPLOMACY, StanceScheme
from stancekit_encoder.names import NameMask, known_words

__all__ = [
    "MAX_LENGTH",
    "TEST_BATCHES",
    "Sample",
    "load_samples",
    "read_texts",
    "second_stage",
    "shuffled_batches",
    "soft_target",
    "tokenize",
]

# Tokens of a text; what is beyond is cut off.
MAX_LENGTH = 96

# The collection that folds are tested on.
TEST_BATCHES = ("idiomatic", "newswire")

# A target is never certain: each label keeps this much, and the labels that a fair reader may
# choose instead share that much.
_FLOOR = 0.02
_ACCEPTED = 0.25

# So many batches are cut from texts sorted by length, which spares padding, yet mixes well.
_SORTED_TOGETHER = 20


@dataclass(frozen=True, slots=True)
class Sample:
    """A text to learn from.

    Parameters
    ----------
    id : str
        Identifier.
    text : str
        With names masked.
    label : str, optional
        The stance; None where nobody has said.
    accept : tuple of str
        Other labels that a fair reader may choose.
    group : str
        From `group_labels`; a group is never on both sides of a split.
    fold : int
        Of its group; -1 for what is in no fold.
    near : bool
        Whether its group has a statement of the collection that folds are tested on.
    tested : bool
        Whether it belongs to that collection itself.
    """

    id: str
    text: str
    label: str | None
    accept: tuple[str, ...] = ()
    group: str = ""
    fold: int = -1
    near: bool = False
    tested: bool = False


def load_samples(
    path: Path | None = None,
    *,
    scheme: StanceScheme = DIPLOMACY,
    test_batches: Collection[str] = TEST_BATCHES,
    n_folds: int = 5,
    words: Sequence[str] | None = None,
) -> tuple[list[Sample], list[str]]:
    """Read labelled examples.

    Parameters
    ----------
    path : Path, optional
        A folder of seeds; the shipped ones where it is left out.
    scheme : StanceScheme
        The labels that the records may carry.
    test_batches : collection of str
        The batches of statements that folds are tested on.
    n_folds : int
        Number of folds.
    words : sequence of str, optional
        Known words, for the mask of names; those of the examples where it is left out. They come
        from all the examples: they tell how words are written, and nothing of labels.

    Returns
    -------
    samples, words
        In the order of the seeds; the known words that names were masked with.

    Raises
    ------
    RecordError
        If a record is wrong, or no statement is of these batches.
    """
    examples = load_examples(path, scheme=scheme)
    statements = load_statements(path, scheme=scheme)
    tested = {seed.id for seed in statements if seed.batch in set(test_batches)}
    if not tested:
        raise RecordError(
            f"no statement is of the batches {', '.join(test_batches)}; name others to test on"
        )
    groups = group_labels(examples)
    near = {g for g, example in zip(groups, examples, strict=True) if example.id in tested}
    folds = fold_numbers(examples, n_folds).tolist()
    known = known_words([example.text for example in examples]) if words is None else list(words)
    mask = NameMask(known)
    return [
        Sample(
            example.id,
            mask(example.text),
            example.label,
            tuple(example.accept),
            group,
            fold,
            group in near,
            example.id in tested,
        )
        for example, group, fold in zip(examples, groups, folds, strict=True)
    ], known


def read_texts(path: Path, words: Sequence[str]) -> list[Sample]:
    """Read unlabelled texts, one a line; empty lines and repetitions are left out.

    Parameters
    ----------
    path : Path
        UTF-8.
    words : sequence of str
        Known words, for the mask of names.

    Raises
    ------
    RecordError
        If the file can't be read.
    """
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise RecordError(f"can't be read as UTF-8 text: {error}", where=str(path)) from None
    mask = NameMask(words)
    texts = dict.fromkeys(mask(line.strip()) for line in lines if line.strip())
    return [Sample(f"{path.name}:{number}", text, None) for number, text in enumerate(texts)]


def second_stage(
    samples: Sequence[Sample], fold: int | None, *, replay: float, rng: random.Random
) -> list[int]:
    """Return what the second stage learns from, once: near examples, and some of the first stage.

    Parameters
    ----------
    samples : sequence of Sample
        All.
    fold : int, optional
        The fold that is left out; None for the network that is shipped, which leaves out none.
    replay : float
        Far examples for each near one. Without them the network forgets what it knew.
    rng : Random
        Draws them.

    Returns
    -------
    list of int
        Indices of `samples`.
    """
    near = [i for i, sample in enumerate(samples) if sample.near and sample.fold != fold]
    far = [i for i, sample in enumerate(samples) if not sample.near]
    return near + rng.sample(far, min(len(far), round(replay * len(near))))


def soft_target(label: str, accept: Collection[str], labels: Sequence[str]) -> list[float]:
    """Return how much each label is right; the sum is one.

    Parameters
    ----------
    label : str
        The stance.
    accept : collection of str
        Other labels that a fair reader may choose.
    labels : sequence of str
        All, in the order of the result.

    Examples
    --------
    >>> soft_target("b", ("c",), ("a", "b", "c", "d"))
    [0.02, 0.69, 0.27, 0.02]
    """
    if label not in labels:
        raise ModelError(f"label {label!r} isn't one of {', '.join(labels)}")
    others = [name for name in labels if name in accept and name != label]
    shared = _ACCEPTED if others else 0.0
    target = dict.fromkeys(labels, _FLOOR)
    target[label] += 1.0 - _FLOOR * len(labels) - shared
    for name in others:
        target[name] += shared / len(others)
    return [round(value, 9) for value in target.values()]


def tokenize(texts: Sequence[str], folder: Path) -> list[list[int]]:
    """Return the token numbers of each text, with those that open and close it.

    Parameters
    ----------
    texts : sequence of str
        With names masked.
    folder : Path
        With ``tokenizer.json``.

    Raises
    ------
    ModelError
        If there is no tokenizer there.
    """
    file = folder / "tokenizer.json"
    if not file.is_file():
        raise ModelError(f"{file}: no such file; get a base with the command fetch")
    tokenizer = Tokenizer.from_file(str(file))
    tokenizer.no_padding()  # published ones pad every text to 128
    tokenizer.enable_truncation(MAX_LENGTH)
    tokenizer.encode_special_tokens = True  # a text that holds "</s>" holds four characters
    return [encoding.ids for encoding in tokenizer.encode_batch(list(texts))]


def shuffled_batches(
    indices: Sequence[int],
    lengths: Sequence[int],
    *,
    epochs: float,
    size: int,
    rng: random.Random,
) -> list[list[int]]:
    """Return batches of texts of like length, in random order.

    Parameters
    ----------
    indices : sequence of int
        What one epoch goes through.
    lengths : sequence of int
        Of all texts, in tokens.
    epochs : float
        How often; half an epoch leaves out half of the texts.
    size : int
        Texts in a batch.
    rng : Random
        Decides the order.
    """
    order: list[int] = []
    total = round(epochs * len(indices))
    while len(order) < total:
        order += rng.sample(list(indices), len(indices))
    return list(_batches(order[:total], lengths, size, rng))


def _batches(
    order: Sequence[int], lengths: Sequence[int], size: int, rng: random.Random
) -> Iterator[list[int]]:
    for start in range(0, len(order), size * _SORTED_TOGETHER):
        part = sorted(order[start : start + size * _SORTED_TOGETHER], key=lambda i: lengths[i])
        batches = [part[i : i + size] for i in range(0, len(part), size)]
        yield from rng.sample(batches, len(batches))
