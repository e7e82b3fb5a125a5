"""How well one name fits another: articles, titles and transliteration left aside."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

__all__ = ["PRONOUNS", "SAME_NAME", "name_score"]

# The score from which two names count as one.
SAME_NAME = 0.5

PRONOUNS = frozenset("he she they it i we his her their him them who".split())

_TITLES = frozenset(
    """mr mrs ms dr sir president prime minister foreign deputy speaker supreme leader ayatollah
    general gen secretary state spokesman spokesperson spokeswoman us u.s the of a an envoy
    ambassador king prince chancellor senator his her country government official officials
    representative delegate unnamed""".split()
)
_WORD = re.compile(r"\w+")
_BRACKETED = re.compile(r"\([^)\n]*\)")
_DOUBLED = re.compile(r"(.)\1+")
# Letters that romanisations of one name vary between, folded in this order.
_VARIANTS = (
    ("gh", "q"),
    ("kh", "k"),
    ("ph", "f"),
    ("ck", "k"),
    ("sch", "sh"),
    ("w", "v"),
    ("y", "i"),
    ("j", "i"),
)


def _skeleton(word: str) -> str:
    folded = unicodedata.normalize("NFKD", word.lower())
    folded = "".join(letter for letter in folded if letter.isalpha())
    for variant, plain in _VARIANTS:
        folded = folded.replace(variant, plain)
    if len(folded) > 3:
        folded = re.sub("[aeiou]", "", folded)
    return _DOUBLED.sub(r"\1", folded)


def _name_words(name: str) -> list[str]:
    words = [word for word in _WORD.findall(_BRACKETED.sub("", name).lower()) if word != "s"]
    return [word for word in words if word not in _TITLES] or words


def name_score(name: str | None, accepted: Iterable[str]) -> float:
    """Return how well `name` fits the best of `accepted`, 0..1.

    Words are compared by their consonant skeletons, without articles and titles; equal last words
    (surnames) give 0.6 at least. A score of `SAME_NAME` or more counts as the same name.

    Examples
    --------
    >>> name_score("Parliament Speaker Mohammad Ghalibaf", ["Mohammad Qalibaf"]) >= 0.5
    True
    >>> name_score("Ada Lorn", ["Ada Velk"]) >= 0.5
    False
    """
    words = _name_words(name) if name else []
    if not words:
        return 0.0
    skeletons = {_skeleton(word) for word in words}
    best = 0.0
    for other in accepted:
        other_words = _name_words(other)
        if not other_words:
            continue
        others = {_skeleton(word) for word in other_words}
        score = len(skeletons & others) / len(skeletons | others)
        last = _skeleton(words[-1])
        if last and last == _skeleton(other_words[-1]):
            score = max(score, 0.6)
        best = max(best, score)
    return best
