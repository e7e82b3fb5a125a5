"""How varied texts are, and which of them repeat another.

Distinct-n (Li et al. 2016, "A diversity-promoting objective function", NAACL) is the share of word
sequences that are different, on samples of one size, since it falls with the size. Near-duplicates
are texts whose sets of word triples overlap by half (Jaccard).
"""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np

__all__ = ["distinct", "grams", "near_duplicates", "same_texts", "words"]

_WORD = re.compile(r"\w+")
_ALIKE = 0.5
_DRAWS = 20
# A triple that hundreds share ("the foreign minister") makes no double by itself.
_MOST_HOLDERS = 200


def words(text: str) -> list[str]:
    """Return the words of a text, in lower case."""
    return _WORD.findall(text.lower())


def grams(tokens: Sequence[str], n: int) -> list[tuple[str, ...]]:
    """Return the sequences of `n` words."""
    return list(zip(*(tokens[i:] for i in range(n)), strict=False))


def distinct(texts: Sequence[Sequence[str]], size: int, n: int, rng: np.random.Generator) -> float:
    """Return distinct-n, the mean over samples of about `size` words each."""
    shares = []
    for _ in range(_DRAWS):
        seen: Counter[tuple[str, ...]] = Counter()
        taken = 0
        for number in rng.permutation(len(texts)):
            if taken >= size:
                break
            seen.update(grams(texts[number], n))
            taken += len(texts[number])
        shares.append(len(seen) / max(1, sum(seen.values())))
    return float(np.mean(shares))


def same_texts(texts: Sequence[Sequence[str]]) -> list[tuple[int, int]]:
    """Return the pairs of texts of the same words."""
    holders: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, tokens in enumerate(texts):
        holders[tuple(tokens)].append(number)
    return [pair for held in holders.values() for pair in itertools.combinations(held, 2)]


def near_duplicates(texts: Sequence[Sequence[str]]) -> list[tuple[int, int, float]]:
    """Return the pairs of texts that are nearly each other's doubles, with their overlap."""
    triples = [set(grams(tokens, 3)) for tokens in texts]
    holders: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, held in enumerate(triples):
        for gram in held:
            holders[gram].append(number)
    common: Counter[tuple[int, int]] = Counter()
    for numbers in holders.values():
        if len(numbers) <= _MOST_HOLDERS:
            common.update(itertools.combinations(numbers, 2))
    return [
        (a, b, n / (len(triples[a]) + len(triples[b]) - n))
        for (a, b), n in common.items()
        if n >= _ALIKE * (len(triples[a]) + len(triples[b]) - n)
    ]
