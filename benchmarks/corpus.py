"""How varied the seeds are, and what they repeat.

    python -m benchmarks.corpus

For each batch of statements: distinct-n (Li et al. 2016, "A diversity-promoting objective
function", NAACL), the share of word sequences that are different, on samples of as many words as
the smallest batch has, since it falls with the size; and what statements share outside their
contrast set: runs of seven words, and near-duplicates, whose sets of word triples overlap by
half (Jaccard).
"""

from __future__ import annotations

import argparse
import itertools
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from stancekit.evaluation.gold import SeedStatement
from stancekit.evaluation.seeds import load_statements

_WORD = re.compile(r"\w+")
_RUN = 7
_ALIKE = 0.5
_DRAWS = 20


def words(text: str) -> list[str]:
    """Return the words of a text, in lower case."""
    return _WORD.findall(text.lower())


def grams(tokens: Sequence[str], n: int) -> list[tuple[str, ...]]:
    """Return the sequences of `n` words."""
    return list(zip(*(tokens[i:] for i in range(n)), strict=False))


def distinct(texts: Sequence[list[str]], size: int, n: int, rng: np.random.Generator) -> float:
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
        shares.append(len(seen) / sum(seen.values()))
    return float(np.mean(shares))


def _outside(pairs: Iterable[tuple[int, int]], seeds: Sequence[SeedStatement]) -> set[int]:
    """Return the statements that stand in a pair with one of no common contrast set."""
    return {
        number
        for a, b in pairs
        if seeds[a].pair is None or seeds[a].pair != seeds[b].pair
        for number in (a, b)
    }


def shared_runs(texts: Sequence[list[str]], seeds: Sequence[SeedStatement]) -> set[int]:
    """Return the statements that share a run of seven words outside their contrast set."""
    holders: defaultdict[tuple[str, ...], set[int]] = defaultdict(set)
    for number, tokens in enumerate(texts):
        for gram in grams(tokens, _RUN):
            holders[gram].add(number)
    return _outside(
        (pair for held in holders.values() for pair in itertools.combinations(sorted(held), 2)),
        seeds,
    )


def near_duplicates(texts: Sequence[list[str]], seeds: Sequence[SeedStatement]) -> set[int]:
    """Return the statements that are nearly another's double outside their contrast set."""
    triples = [set(grams(tokens, 3)) for tokens in texts]
    holders: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, held in enumerate(triples):
        for gram in held:
            holders[gram].append(number)
    common: Counter[tuple[int, int]] = Counter()
    for numbers in holders.values():
        # A triple that hundreds share ("the foreign minister") makes no double by itself.
        if len(numbers) <= 200:
            common.update(itertools.combinations(numbers, 2))
    alike = (
        (a, b)
        for (a, b), n in common.items()
        if n >= _ALIKE * (len(triples[a]) + len(triples[b]) - n)
    )
    return _outside(alike, seeds)


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m benchmarks.corpus")
    parser.parse_args(arguments)
    seeds = load_statements()
    texts = [words(seed.text) for seed in seeds]
    batches: defaultdict[str, list[int]] = defaultdict(list)
    for number, seed in enumerate(seeds):
        batches[seed.batch or "-"].append(number)
    size = min(sum(len(texts[i]) for i in numbers) for numbers in batches.values())
    runs, doubles = shared_runs(texts, seeds), near_duplicates(texts, seeds)
    rng = np.random.default_rng(0)
    print(f"{len(seeds):,} statements; distinct-n on samples of {size:,} words\n")
    columns = "statements  words  distinct-1  distinct-2  distinct-3  shared runs  near-duplicates"
    print(f"{'':<12}{columns}")
    everything = {**batches, "all": list(range(len(seeds)))}
    for name, numbers in everything.items():
        own = [texts[i] for i in numbers]
        shares = "  ".join(f"{distinct(own, size, n, rng):>10.3f}" for n in (1, 2, 3))
        mean = np.mean([len(tokens) for tokens in own])
        print(
            f"{name:<12}{len(own):>10,}  {mean:>5.1f}  {shares}"
            f"  {len(runs.intersection(numbers)):>11}  {len(doubles.intersection(numbers)):>15}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
