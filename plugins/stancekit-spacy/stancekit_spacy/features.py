"""Dependencies and entities of statements, as features of any stancekit model."""

from __future__ import annotations

import itertools
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from scipy import sparse

from stancekit.errors import ModelError
from stancekit.features.base import FeatureExtractor, as_statements
from stancekit.statement import Statement
from stancekit_spacy.grammar import SUBJECTS, is_negated, modal, relation, tense
from stancekit_spacy.parses import Parse
from stancekit_spacy.pipelines import ACTORS, DEFAULT, Pipeline, get_pipeline

__all__ = ["DependencyFeatures", "EntityFeatures", "SyntaxFeatures"]

Found = tuple[str, int]
"""A feature, and the token that it stands at."""

_VERBS = frozenset({"VERB", "AUX"})
_CONTENT = frozenset({"VERB", "AUX", "NOUN", "ADJ", "PRON", "PROPN", "NUM", "ADV"})
_SKIPPED = frozenset({"punct", "det", "aux", "auxpass", "case", "neg", "prep", "mark", "cc"})
_CONNECTIVES = ("mark", "advmod")


class SyntaxFeatures(FeatureExtractor):
    """Base of the extractors over a spaCy pipeline: learns which features there are.

    A statement has each feature once, weighted by one over the root of its number of tokens. Names
    are replaced before the parse, so that none counts but by the type of entity it is; a change of
    actors changes nothing as long as the pipeline takes the new ones for the same type.

    Parameters
    ----------
    pipeline : str
        An installed spaCy pipeline with a parser, by package name or folder.
    min_df : int
        In how many statements a feature must occur to be learned.
    weight : float
        Factor on all values.

    Attributes
    ----------
    features_ : list of str
        The columns, sorted.
    pipeline_ : str
        Name and version of the pipeline that `fit` saw. Another one is refused from then on, and
        another version of it warned of.
    """

    def __init__(self, pipeline: str = DEFAULT, min_df: int = 3, weight: float = 0.3) -> None:
        self.pipeline = pipeline
        self.min_df = min_df
        self.weight = weight

    def _find(self, parse: Parse) -> Iterator[Found]:
        raise NotImplementedError

    def fit(self, X: Any, y: Any = None) -> Self:  # noqa: ARG002 - scikit-learn's signature
        """Learn the features that occur often enough.

        Parameters
        ----------
        X : sequence of str or Statement
            Statements.
        y : sequence, optional
            Not used.

        Raises
        ------
        PluginError
            If the pipeline isn't installed.
        """
        texts = [statement.text for statement in as_statements(X)]
        if self.min_df < 1:
            raise ValueError(f"min_df must be at least 1: {self!r}")
        pipeline = get_pipeline(self.pipeline)
        parses = pipeline.parses(texts, masked=True)
        counts = Counter(
            name for parse in parses for name in dict.fromkeys(n for n, _ in self._find(parse))
        )
        self.pipeline_ = pipeline.identity
        self._set([name for name, count in counts.items() if count >= self.min_df])
        return self

    def _set(self, features: list[str]) -> None:
        self.features_ = sorted(features)
        self._columns = {name: column for column, name in enumerate(self.features_)}

    def transform(self, X: Any) -> sparse.csr_array:
        """Return one row of features a statement, the same alone as among others.

        Parameters
        ----------
        X : sequence of str or Statement
            Statements.

        Raises
        ------
        PluginError
            If the pipeline isn't installed.
        ModelError
            If it is another one than was fitted with.
        """
        texts = [statement.text for statement in as_statements(X)]
        parses = self._pipeline().parses(texts, masked=True) if texts else []
        bounds, columns, values = [0], [], []
        for parse in parses:
            found = {self._columns.get(name, -1) for name, _ in self._find(parse)} - {-1}
            columns += sorted(found)
            values += [self.weight / np.sqrt(len(parse.tokens) + 3)] * len(found)
            bounds.append(len(columns))
        shape = (len(texts), len(self.features_))
        arrays = (np.array(values), np.array(columns, dtype=np.int32), np.array(bounds))
        return sparse.csr_array(arrays, shape=shape, dtype=np.float64)

    def locate(self, statement: Statement | str) -> list[tuple[int, int, int]]:  # noqa: D102 - as the base
        (one,) = as_statements([statement])
        (parse,) = self._pipeline().parses([one.text], masked=True)
        places = {
            (self._columns[name], parse.tokens[i].start, parse.tokens[i].end)
            for name, i in self._find(parse)
            if name in self._columns
        }
        return sorted(places)

    def get_feature_names_out(  # noqa: D102 - as the base
        self,
        input_features: Any = None,  # noqa: ARG002 - scikit-learn's signature
    ) -> npt.NDArray[np.object_]:
        self._check_fitted()
        return np.array(self.features_, dtype=object)

    def get_state(self) -> dict[str, Any]:  # noqa: D102 - as the base
        self._check_fitted()
        return {"features": list(self.features_), "pipeline": self.pipeline_}

    def set_state(self, state: Mapping[str, Any]) -> Self:  # noqa: D102 - as the base
        self.pipeline_ = str(state["pipeline"])
        self._set(list(map(str, state["features"])))
        return self

    def _pipeline(self) -> Pipeline:
        self._check_fitted()
        pipeline = get_pipeline(self.pipeline)
        if pipeline.identity != self.pipeline_:
            name, _, version = self.pipeline_.rpartition(" ")
            here, _, version_here = pipeline.identity.rpartition(" ")
            if here != name:
                raise ModelError(
                    f"spaCy pipeline {self.pipeline!r} is {pipeline.identity}, and the model was "
                    f"trained with {self.pipeline_}: install that, or train the model again"
                )
            warnings.warn(
                f"spaCy pipeline {self.pipeline!r} has version {version_here}, and the model was "
                f"trained with {version}: its features may differ",
                stacklevel=4,
            )
        return pipeline

    def _check_fitted(self) -> None:
        if not self.__sklearn_is_fitted__():
            raise ValueError(
                f"{type(self).__name__} has learned nothing yet; call fit or set_state first"
            )

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, "features_")


class DependencyFeatures(SyntaxFeatures):
    """What depends on what, and how each verb is said: denied, under a modal, in a tense, by whom.

    Features are triples ("talk prep under threat"), predicates with their polarity, modal, tense
    and kind of subject ("not meet", "we: will", "infinitive: resume"), and the connectives of
    clauses ("if: stop").

    Parameters
    ----------
    pipeline : str
        An installed spaCy pipeline with a parser, by package name or folder.
    min_df : int
        In how many statements a feature must occur to be learned.
    weight : float
        Factor on all values.
    """

    name = "spacy-dependencies"
    version = "1"

    def _find(self, parse: Parse) -> Iterator[Found]:
        for i, token in enumerate(parse.tokens):
            if token.pos not in _CONTENT:
                continue
            word = _word(parse, i)
            no = "not " if is_negated(parse, i) else ""
            yield f"{no}{word}", i
            if token.pos in _VERBS and token.dep not in ("aux", "auxpass"):
                yield from self._verb(parse, i, no, word)
            head, name = relation(parse, i)
            if head != i and name not in _SKIPPED and parse.tokens[head].pos in _CONTENT:
                above = _word(parse, head)
                denied = "not " if is_negated(parse, head) else ""
                yield f"{above} {name} {word}", i
                yield f"{denied}{above} {name}", i

    def _verb(self, parse: Parse, i: int, no: str, word: str) -> Iterator[Found]:
        how, when = modal(parse, i), tense(parse, i)
        subject = parse.child(i, *SUBJECTS)
        who = "nobody" if subject is None else _who(parse, subject)
        yield f"{when}: {word}", i
        yield f"{when} {parse.tokens[i].dep}", i
        yield f"{who}: {no}{how or when}", i
        yield f"{who}: {no}{word}", i
        if how:
            yield f"{no}{how} {word}", i
        for j in parse.children[i]:
            if parse.tokens[j].dep in _CONNECTIVES and parse.tokens[i].dep in ("advcl", "ccomp"):
                yield f"{parse.tokens[j].low}: {word}", j
                yield f"{parse.tokens[j].low}: {no}{when}", j


class EntityFeatures(SyntaxFeatures):
    """Which types of entities a statement names, and in which roles; never which entities.

    Features are the types ("GPE", "2 PERSON"), their relations to words ("GPE nsubj refuse",
    "PERSON prep with") and pairs of subject and object of one verb ("GPE … ORG").

    Parameters
    ----------
    pipeline : str
        An installed spaCy pipeline with a parser and an entity recogniser, by package name or
        folder.
    min_df : int
        In how many statements a feature must occur to be learned.
    weight : float
        Factor on all values.
    """

    name = "spacy-entities"
    version = "1"

    def _find(self, parse: Parse) -> Iterator[Found]:
        counts: Counter[str] = Counter()
        roles: dict[int, list[tuple[str, str]]] = {}
        for one in parse.entities:
            counts[one.label] += 1
            root = _root(parse, one.first, one.end)
            yield f"{min(counts[one.label], 3)} {one.label}", root
            head, name = relation(parse, root)
            yield f"{one.label} {name}", root
            if head != root:
                yield f"{one.label} {name} {_word(parse, head)}", root
                roles.setdefault(head, []).append((name, one.label))
        for head, filled in roles.items():
            subjects = [label for name, label in filled if name in SUBJECTS]
            others = [label for name, label in filled if name not in SUBJECTS]
            for one_label, other in itertools.product(subjects, others):
                yield f"{one_label} … {other}", head


def _root(parse: Parse, first: int, end: int) -> int:
    """Return the token of a stretch whose head lies outside."""
    for i in range(first, end):
        head = parse.tokens[i].head
        if head == i or not first <= head < end:
            return i
    return first


def _word(parse: Parse, i: int) -> str:
    """Return what a token counts as: its lemma, or for a name or number of what kind it is."""
    label, token = parse.kinds.get(i), parse.tokens[i]
    if label in ACTORS:
        return f"<{label}>"
    if token.pos == "PROPN":
        return "<name>"
    if token.pos == "NUM" or token.low[0].isdigit():
        return "<number>"
    return token.low if token.pos == "PRON" else token.lemma


def _who(parse: Parse, i: int) -> str:
    """Return what kind of subject a token is."""
    label, token = parse.kinds.get(i), parse.tokens[i]
    if label in ACTORS:
        return f"<{label}>"
    if token.pos == "PRON":
        return token.low
    return "<name>" if token.pos == "PROPN" else "<noun>"
