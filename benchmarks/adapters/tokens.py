"""A text rebuilt from the tokens of the Penn Treebank and CoreNLP, always the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

__all__ = ["PARAGRAPH", "joined", "rebuild", "surface"]

PARAGRAPH = "\n\n"

# What a text has where the tokens have an escape.
_ESCAPES = {
    "``": "“",
    "''": "”",
    "`": "‘",
    "'": "’",
    "'''": "’”",
    "```": "“‘",
    "-LRB-": "(",
    "-RRB-": ")",
    "-LSB-": "[",
    "-RSB-": "]",
    "-LCB-": "{",
    "-RCB-": "}",
}
_CLOSING = frozenset([*",.;:?!%)]}”’", "’”", "..."])
_OPENING = frozenset("$£€([{“‘#") | {"“‘"}
# The second halves of words that tokenizers part.
_PARTS = frozenset("'s 's 're 've 'd 'll 'm 't ’s ’re ’ve ’d ’ll ’m ’t n't n’t".split())


def surface(token: str) -> str:
    r"""Return a token as it stands in the text.

    Examples
    --------
    >>> [surface(token) for token in ("``", "-LRB-", "1\\/2", "it")]
    ['“', '(', '1/2', 'it']
    """
    return _ESCAPES.get(token) or token.replace("\\/", "/").replace("\\*", "*")


def rebuild(
    tokens: Sequence[str], before: Mapping[int, str] | None = None
) -> tuple[str, list[tuple[int, int]]]:
    """Join tokens to a text.

    Parameters
    ----------
    tokens : sequence of str
        None empty.
    before : mapping of int to str, optional
        What stands before some tokens, by place. Before the others there is a space, or nothing,
        as English is written: punctuation and quotation marks close up.

    Returns
    -------
    text : str
    spans : list of (int, int)
        Where each token stands, in code points of `text`, end exclusive.

    Examples
    --------
    >>> rebuild(["``", "It", "does", "n't", "hold", ",", "''", "she", "said", "."])[0]
    '“It doesn’t hold,” she said.'
    """
    before = before or {}
    parts: list[str] = []
    spans: list[tuple[int, int]] = []
    length, previous, quoted = 0, "", False
    for place, token in enumerate(tokens):
        word = surface(token).replace("'", "’") if token.lower() in _PARTS else surface(token)
        gap = before.get(place)
        if gap == PARAGRAPH:
            quoted = False
        if gap is None:
            closes = word in _CLOSING or token.lower() in _PARTS or (word == '"' and quoted)
            opens = previous in _OPENING or (previous == '"' and quoted)
            gap = "" if not place or closes or opens else " "
        if word == '"':
            quoted = not quoted
        parts += [gap, word]
        start = length + len(gap)
        length = start + len(word)
        spans.append((start, length))
        previous = word
    return "".join(parts), spans


def joined(places: Iterable[int], spans: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Return the spans of tokens given by place; those of neighbours are one.

    Examples
    --------
    >>> joined([0, 1, 3], [(0, 2), (3, 5), (6, 8), (9, 11)])
    [[0, 5], [9, 11]]
    """
    found: list[list[int]] = []
    last = -2
    for place in sorted(set(places)):
        start, end = spans[place]
        if place == last + 1:
            found[-1][1] = end
        else:
            found.append([start, end])
        last = place
    return found
