"""How likely two spellings are one name: romanisations, initials, order, joined parts.

Words are read as sounds, and compared by an edit distance in which sounds that romanisations
vary between ("gh" and "q", "ou" and "u", "e" and "i") cost little.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from stancekit.extraction.lexicon import load_lexicon
from stancekit.extraction.speakers.names import fold, strip_article, words

__all__ = [
    "SAME_WORD",
    "block_key",
    "block_keys",
    "name_parts",
    "name_similarity",
    "word_similarity",
]

# The similarity from which two words count as spellings of one.
SAME_WORD = 0.5

_SPECIAL = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ß": "ss"})
_NOT_LETTER = re.compile(r"[^\w]+|[\d_]+")
_DOUBLED = re.compile(r"(.)\1+")

# Sounds, by the letters that spell them; the longest spelling wins. Capitals are sounds that
# take two letters: C(ch), S(sh), Z(zh), X(kh), G(gh), D(dh), T(th), Q(ts).
_SOUNDS = {
    "tsch": "C",
    "tch": "C",
    "shch": "SC",
    "ksh": "kS",
    "sch": "S",
    "dzh": "j",
    "ch": "C",
    "cz": "C",
    "sh": "S",
    "zh": "Z",
    "kh": "X",
    "gh": "G",
    "ph": "f",
    "dh": "D",
    "th": "T",
    "ts": "Q",
    "tz": "Q",
    "dj": "j",
    "ck": "k",
    "qh": "G",
    "ou": "u",
    "oo": "u",
    "eu": "E",
    "ee": "i",
    "ie": "i",
    "yi": "i",
    "iy": "i",
    "ij": "i",
    "ei": "E",
    "ey": "E",
    "ay": "A",
    "ai": "A",
    "ae": "A",
    "aee": "A",
    "aa": "a",
    "y": "i",
    "x": "ks",
    "c": "k",
}
_SPELLING = re.compile("|".join(sorted(_SOUNDS, key=len, reverse=True)))
_VOWEL_SOUNDS = frozenset("aeiouEA")
_NEAR = {
    frozenset(pair): cost
    for cost, pairs in (
        (0.15, "ou eE iE kq gG gq GX kX AE QZ vw dD"),
        (0.25, "ei ae QC sS ZC jZ jC XC Qz DT Xh kG qG"),
        (0.35, "zs td tT TS Dz Ts eA aA oE ao bp gk vb ij Zs jg hC jQ vf wu iA uE"),
        (0.5, "uw hG eo qC Xg zZ zQ ji"),
        (0.7, "au eu uA rl"),
        (1.0, "ai oi"),
    )
    for pair in pairs.split()
}
_OTHER_VOWEL, _OTHER = 0.8, 1.5
_SHORT = 4
_LONGEST = 40
# What one mended sound may cost at most, by the number of sounds.
_TOLERANCE = 0.12
_TOLERANCE_SHORT = 0.2
# How much is known where a part of one name is missing from the other.
_ABBREVIATED, _MISSING, _REORDERED = 0.85, 0.95, 0.95
_ARTICLES = frozenset("al el ul ud ad ar as at an".split())


@functools.cache
def _spellings() -> dict[str, str]:
    """Return the words that rows of the lexicon hold for one, each with the first of its row."""
    rows = load_lexicon("names")["spellings"]["rows"]
    return {fold(word): fold(row[0]) for row in rows for word in row}


@functools.lru_cache(maxsize=1 << 14)
def _sounds(word: str) -> str:
    plain = _NOT_LETTER.sub("", fold(word).translate(_SPECIAL).replace("'", ""))[:_LONGEST]
    if len(plain) > _SHORT:
        plain = plain.replace("ue", "u").replace("oe", "o")
    initial = "z" if plain.startswith("x") else ""
    plain = _SPELLING.sub(lambda found: _SOUNDS[found[0]], plain.removeprefix("x"))
    return _DOUBLED.sub(r"\1", initial + plain)


@functools.lru_cache(maxsize=1 << 16)
def word_similarity(one: str, other: str) -> float:
    """Return how likely two words spell one name, 0..1; from `SAME_WORD` on they count as one.

    Examples
    --------
    >>> word_similarity("Ghalibaf", "Qālībāf") > word_similarity("Ghalibaf", "Ghaleb")
    True
    >>> word_similarity("Hassan", "Hussein") >= SAME_WORD
    False
    """
    first, second = fold(one), fold(other)
    if first == second:
        return 1.0
    known = _spellings()
    if known.get(first, first) == known.get(second, second):
        return 0.95
    a, b = _sounds(one), _sounds(other)
    if not a or not b:
        return 0.0
    if a == b:
        return 0.95
    size = max(len(a), len(b))
    allowed = _TOLERANCE_SHORT if size <= _SHORT else _TOLERANCE * size
    cost = _distance(a, b)
    # The allowed cost lies at SAME_WORD, no cost just under what equal sounds get.
    return max(0.0, 0.95 - (0.95 - SAME_WORD) * cost / allowed)


def _distance(a: str, b: str) -> float:
    row = [0.0]
    for at, sound in enumerate(b):
        row.append(row[-1] + _gap(b, at, sound))
    for i, x in enumerate(a):
        above, row = row, [row[0] + _gap(a, i, x)]
        for j, y in enumerate(b):
            row.append(
                min(
                    above[j] + (0.0 if x == y else _swap(x, y) * _weight(a, i, b, j)),
                    above[j + 1] + _gap(a, i, x),
                    row[j] + _gap(b, j, y),
                )
            )
    return row[-1]


def _swap(x: str, y: str) -> float:
    near = _NEAR.get(frozenset((x, y)))
    if near is not None:
        return near
    return _OTHER_VOWEL if x in _VOWEL_SOUNDS and y in _VOWEL_SOUNDS else _OTHER


def _weight(a: str, i: int, b: str, j: int) -> float:
    # The last vowel tells "Mario" from "Maria", the first one "Odessa" from "Edessa".
    edge = (i == len(a) - 1 and j == len(b) - 1) or i == j == 0
    return 2.0 if edge and a[i] in _VOWEL_SOUNDS and b[j] in _VOWEL_SOUNDS else 1.0


def _gap(word: str, at: int, sound: str) -> float:
    """Return what it costs that a sound is written in one spelling alone."""
    last = at == len(word) - 1
    beside = word[at - 1] if at else ""
    after = "" if last else word[at + 1]
    if sound == "h":
        return 0.2 if at else 0.5
    if sound == "i":
        # The glide of "Yeltsin", "Aliyev", "Zelenskyi"
        return 0.2 if beside in _VOWEL_SOUNDS or (not at and after in _VOWEL_SOUNDS) else 0.5
    if sound in _VOWEL_SOUNDS:
        # The last vowel tells "Jan" from "Jana".
        return 1.2 if last or not at else 0.45
    if sound == "C" and beside == "S":
        return 0.3
    return 1.0 if sound in "wG" else _OTHER


@functools.lru_cache(maxsize=1 << 15)
def name_parts(name: str) -> tuple[str, ...]:
    """Return the words of a person's name, without titles, articles and particles."""
    lexicon = words()
    parts: list[str] = []
    for token in strip_article(name.strip()).split():
        pieces = [piece for piece in re.split(r"[-‑]", token) if piece]
        while len(pieces) > 1 and fold(pieces[0]) in _ARTICLES:
            pieces = pieces[1:]
        joined = "".join(pieces).strip(".,'’") if len(pieces) != 1 else pieces[0].strip(",'’")
        key = fold(joined)
        if not key or key in lexicon.courtesy or (key in lexicon.particles and token.islower()):
            continue
        if key in ("abd", "abdel", "abdul", "abdal") and token.rstrip("-") == token:
            parts.append("Abdul+")
        elif parts and parts[-1] == "Abdul+":
            parts[-1] = "Abdul" + joined
        else:
            parts.append(joined)
    return tuple("Abdul" if part == "Abdul+" else part for part in parts)


def name_similarity(one: str, other: str) -> float:
    """Return how likely two persons' or places' names are spellings of one, 0..1.

    Surnames have to match, and given names, an initial for one included; a middle name may be
    missing, and the words of a name may stand in another order where all of them match. A
    surname alone is no spelling of a full name.

    Examples
    --------
    >>> name_similarity("Mohammad Bagher Qalibaf", "Mohammad-Baqer Ghalibaf") > 0.5
    True
    >>> name_similarity("Kim Jong-un", "Kim Jong-il") > 0.5
    False
    """
    a, b = name_parts(one), name_parts(other)
    if not a or not b:
        return 0.0
    if a == b:
        return 1.0
    best = _in_order(a, b)
    if best < SAME_WORD and len(a) != len(b):
        best = _joined(a, b)
    if best < SAME_WORD and len(a) == len(b) > 1:
        turned = (*b[1:], b[0]), (b[-1], *b[:-1])
        best = max(_REORDERED * _all_same(a, other_order) for other_order in turned)
    return best if best >= SAME_WORD else 0.0


def _in_order(a: Sequence[str], b: Sequence[str]) -> float:
    if (len(a) == 1) != (len(b) == 1):
        return 0.0
    if len(a) == len(b):
        return _all_same(a, b)
    short, long = sorted((a, b), key=len)
    ends = _all_same((short[0], short[-1]), (long[0], long[-1]))
    return _MISSING * ends if len(short) == 2 else 0.0


def _all_same(a: Sequence[str], b: Sequence[str]) -> float:
    score, last = 1.0, len(a) - 1
    for at, (x, y) in enumerate(zip(a, b, strict=True)):
        alike = word_similarity(x, y)
        if alike < SAME_WORD and at < last:
            alike = _ABBREVIATED if _is_initial_of(x, y) or _is_initial_of(y, x) else 0.0
        if alike < SAME_WORD:
            return 0.0
        score = min(score, alike)
    return score


def _is_initial_of(x: str, y: str) -> bool:
    return len(x.rstrip(".")) == 1 and len(y) > 1 and fold(x) == fold(y[0])


def _joined(a: Sequence[str], b: Sequence[str]) -> float:
    """Compare names of which one writes two words as one: "Jong Un", "Jongun"."""
    short, long = sorted((a, b), key=len)
    if len(long) - len(short) != 1 or len(short) < 2:
        return 0.0
    for at in range(len(short)):
        merged = (*long[:at], long[at] + long[at + 1].lower(), *long[at + 2 :])
        alike = _all_same(short, merged)
        if alike >= SAME_WORD:
            return alike
    return 0.0


# What block_key folds: the sounds that low costs connect.
_BLOCKS = str.maketrans(
    {
        **dict.fromkeys("kgqGXCQsSzZjTDtdc", "K"),
        **dict.fromkeys("bpvfw", "P"),
        **dict.fromkeys("rl", "R"),
        **dict.fromkeys("aeiouEAh", ""),
    }
)


@functools.lru_cache(maxsize=1 << 14)
def block_key(word: str) -> str:
    """Return what all spellings of a word share, so that only few words need be compared."""
    known = _spellings().get(fold(word))
    plain = _sounds(known or word).translate(_BLOCKS)
    return _DOUBLED.sub(r"\1", plain)[:4]


def block_keys(name: str) -> list[tuple[str, ...]]:
    """Return what all spellings of a name share, in whatever order its words stand.

    Names that share none of them aren't alike.
    """
    parts = name_parts(name)
    keys = [block_key(part) for part in parts]
    if len(parts) < 2:
        return [(key,) for key in keys]
    return [
        ("ends", keys[-1], keys[0]),
        ("joined", "".join(keys)),
        ("words", *sorted(keys)),
        # "M. Galibov": all that an initial shares with the name is its letter.
        ("initial", keys[-1], fold(parts[0])[:1]),
    ]
