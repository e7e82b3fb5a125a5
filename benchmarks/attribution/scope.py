"""Which attributions of a corpus our codebook asks for, decided by the gold's cue alone.

Attribution corpora mark whatever is ascribed to anybody: beliefs, intentions and expectations,
what a poll shows, whom a party supports. Our codebook's statement is what a source *says*; a
thought counts only where it is a position on talking, and that stands in the content, not in the
cue. So the cue's first word with a class decides (``cue_classes.toml``):

=========  ========================================================  ========
class      the cue                                                   in scope
=========  ========================================================  ========
said       a word of communicating, or "according to"                yes
no cue     none, marks alone (``:``, dashes), or function words       yes
thought    a word of thinking, perceiving, feeling, wanting          no
shown      evidence: a text, study or figure that shows something    no
done       anything else: acts and relations ("unleashed", "allows")  no
=========  ========================================================  ========

No cue is in scope since such contents are, as a rule, a quotation that goes on.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

CLASSES = ("said", "no cue", "thought", "shown", "done")
IN_SCOPE = ("said", "no cue")

_WORD = re.compile(r"[a-z]+(?:-[a-z]+)?")
_FUNCTION_WORDS = frozenset(
    "a an the this that these those of in on at by to for with from about as than into over under "
    "and or but so if when where how what who whom which whose is are was were be been being am "
    "has have had having do does did will would can could may might must shall should not n t s re "
    "ve ll d also then now just even still once again later he she it they we i you his her its "
    "their our my your him them us me there here".split()
)


@functools.cache
def _lexicon() -> tuple[dict[str, str], dict[str, str]]:
    tables = tomllib.loads(Path(__file__).with_name("cue_classes.toml").read_text(encoding="utf-8"))
    # Where a word stands in two classes the one that comes first counts.
    classes: dict[str, str] = {}
    for name in ("said", "thought", "shown"):
        for word in tables[name].split():
            classes.setdefault(word, name)
    return classes, tables["irregular"]


def base_forms(word: str) -> list[str]:
    """Return what may be the base form of an English word, likeliest first.

    Examples
    --------
    >>> base_forms("denies")
    ['denies', 'denie', 'deny', 'deni']
    """
    forms = [word]
    if word.endswith("s"):
        forms.append(word[:-1])
    for ending, others in (
        ("ies", ("y",)),
        ("es", ("",)),
        ("ied", ("y",)),
        ("ed", ("e", "")),
        ("ying", ("ie",)),
        ("ing", ("", "e")),
    ):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            stem = word.removesuffix(ending)
            new = [stem + other for other in others]
            if ending in ("ed", "ing") and stem[-1] == stem[-2]:  # planned
                new.append(stem[:-1])
            forms += [form for form in new if form not in forms]
    return forms


def cue_text(text: str, attribution: Mapping[str, Any]) -> str:
    """Return the words of an attribution's cue, those of several parts with a space between."""
    spans = sorted(tuple(span) for part in attribution.get("cue") or () for span in part["spans"])
    return " ".join(text[start:end] for start, end in spans).strip()


@functools.cache
def cue_class(cue: str) -> str:
    """Return the class of a cue.

    Examples
    --------
    >>> [cue_class(cue) for cue in ("has said", "wants to talk about", ":", "unleashed")]
    ['said', 'thought', 'no cue', 'done']
    """
    classes, irregular = _lexicon()
    words = _WORD.findall(cue.lower().replace("’", "'"))
    for word in words:
        for form in [irregular[word]] if word in irregular else base_forms(word):
            if form in classes and word not in _FUNCTION_WORDS:
                return classes[form]
    return "no cue" if all(word in _FUNCTION_WORDS for word in words) else "done"
