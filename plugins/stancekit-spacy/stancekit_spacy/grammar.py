"""What a parse says of a word: negated or not, under which modal, in which tense, in which role.

Relations are named as in spaCy's English pipelines (ClearNLP) and as in Universal Dependencies,
which those of other languages use.
"""

from __future__ import annotations

from stancekit_spacy.parses import Parse

__all__ = ["OBJECTS", "SUBJECTS", "is_negated", "modal", "relation", "tense"]

SUBJECTS = ("nsubj", "nsubjpass", "csubj", "nsubj:pass", "csubj:pass", "expl")
OBJECTS = ("dobj", "obj", "iobj", "dative", "pobj", "obl")
AUXILIARIES = ("aux", "auxpass", "aux:pass", "cop")

_NEGATIONS = frozenset({"no", "not", "n't", "n’t", "never", "neither", "nor", "hardly", "without"})
_NEGATING = frozenset({"neg", "det", "advmod", "preconj", "cc:preconj"})
# What is denied with the word above it: "does not want | to talk", "sees no point | in talking".
_CARRIES = frozenset({"xcomp", "acomp", "attr", "dobj", "obj", "prep", "pcomp", "pobj", "conj"})
_CARRIED = 3
_MODALS = frozenset({"will", "would", "shall", "can", "could", "may", "might", "must", "should"})
_CONTRACTED = {"'ll": "will", "’ll": "will", "'d": "would", "’d": "would", "wo": "will"}
_CONTRACTED |= {"ca": "can", "sha": "shall"}
_FINITE = {"VBD": "past", "VBZ": "present", "VBP": "present", "VBG": "ing", "VBN": "participle"}


def is_negated(parse: Parse, i: int) -> bool:
    """Tell whether a word is denied, itself or with what it completes.

    Parameters
    ----------
    parse : Parse
    i : int
        Index of the token.
    """
    negated = False
    for _ in range(_CARRIED):
        token = parse.tokens[i]
        if token.low == "without" or any(
            parse.tokens[j].low in _NEGATIONS and parse.tokens[j].dep in _NEGATING
            for j in parse.children[i]
        ):
            negated = not negated
        if token.dep not in _CARRIES or token.head == i:
            break
        i = token.head
    return negated


def modal(parse: Parse, i: int) -> str:
    """Return the modal over a verb, or over the one that it completes; else nothing."""
    for j in parse.children[i]:
        if parse.tokens[j].dep in AUXILIARIES:
            low = parse.tokens[j].low
            word = _CONTRACTED.get(low, low)
            if word in _MODALS:
                return word
    head = parse.tokens[i].head
    if parse.tokens[i].dep in ("xcomp", "acomp", "conj") and head != i:
        subject = parse.child(i, *SUBJECTS)
        return modal(parse, head) if subject is None else ""
    return ""


def tense(parse: Parse, i: int) -> str:
    """Return tense and aspect of a verb by its form and its auxiliaries: "past perfect"."""
    token = parse.tokens[i]
    helpers = [parse.tokens[j] for j in parse.children[i] if parse.tokens[j].dep in AUXILIARIES]
    lemmas = {helper.lemma for helper in helpers}
    if any(helper.low == "to" for helper in helpers):
        return "infinitive"
    first = helpers[0].tag if helpers else token.tag
    time = "modal" if first == "MD" else _FINITE.get(first, "bare")
    perfect = "have" in lemmas and (token.tag == "VBN" or "be" in lemmas)
    aspect = " perfect" if perfect else " progressive" if helpers and token.tag == "VBG" else ""
    return f"{time}{aspect}"


def relation(parse: Parse, i: int) -> tuple[int, str]:
    """Return head and relation of a token, prepositions taken into the relation.

    Parameters
    ----------
    parse : Parse
    i : int

    Returns
    -------
    head : int
        Index of the head; `i` for a root.
    relation : str
        ``"nsubj"``, or ``"prep under"`` for "threat" in "talk under threat".
    """
    token = parse.tokens[i]
    head, name = token.head, token.dep
    if name in ("pobj", "pcomp") and parse.tokens[head].head != head:
        return parse.tokens[head].head, f"prep {parse.tokens[head].low}"
    if name == "obl" and (case := parse.child(i, "case")) is not None:
        return head, f"prep {parse.tokens[case].low}"
    return head, name
