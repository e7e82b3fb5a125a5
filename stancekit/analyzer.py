"""The whole path for a document: extract, classify, aggregate."""

from __future__ import annotations

import gc
import inspect
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from stancekit.aggregation import aggregate
from stancekit.analysis import Analysis, AnalysisError
from stancekit.document import Document
from stancekit.errors import ModelError, PluginError, StancekitError
from stancekit.extraction.aliases.tables import AliasTable
from stancekit.extraction.conditions.search import find_conditions
from stancekit.modelling.folder import load_model
from stancekit.plugin import Registry, get_registry
from stancekit.reading import RecordFailure
from stancekit.stance import POLARITIES, Prediction, StanceScheme
from stancekit.statement import Condition, Statement

if TYPE_CHECKING:
    from stancekit.modelling.base import StanceModel

__all__ = ["Analyzer", "StatementExtractor", "load"]

# The model is called once a shard. A task for another process carries many documents, so that the
# copy of the model that goes with it is cheap beside the work.
_SHARD_CHARACTERS = 200_000
_TASK_CHARACTERS = 500_000


# Below this a label that asks for a term is wrong too often to take a weak one for it.
_SURE = 0.6


class StatementExtractor(Protocol):
    """What finds the statements of a document."""

    def extract(self, document: Document) -> Sequence[Statement]:
        """Return the statements in the order of their start."""


class Analyzer:
    """Reads statements and stances out of documents.

    Parameters
    ----------
    model : StanceModel
        Decides the stances.
    extractor : StatementExtractor
        Finds statements, their speakers and counterparts.
    plugins : mapping of str to str, optional
        Version of each distribution that takes part; reported with every analysis.

    See Also
    --------
    stancekit.load : Builds one from names.
    """

    def __init__(
        self,
        model: StanceModel,
        extractor: StatementExtractor,
        *,
        plugins: Mapping[str, str] | None = None,
    ) -> None:
        self.model = model
        self.extractor = extractor
        self.plugins = dict(plugins or {})

    def __repr__(self) -> str:
        extractor = type(self.extractor).__name__
        return f"<Analyzer with model {self.model.name!r} {self.model.version}, {extractor}>"

    @property
    def scheme(self) -> StanceScheme:
        """The model's stance scheme."""
        return self.model.scheme

    def analyze(self, document: Document | str, *, evidence: bool = True) -> Analysis:
        """Analyze one document.

        Parameters
        ----------
        document : Document or str
            A bare text gets the id ``"text"``.
        evidence : bool
            Also say which stretches of text spoke for each label.

        Returns
        -------
        Analysis

        Raises
        ------
        StancekitError
            If the document can't be processed.
        """
        if isinstance(document, str):
            document = Document("text", document)
        if not isinstance(document, Document):
            raise TypeError(f"analyze takes a Document or a text, not {type(document).__name__}")
        return self.analyze_statements(document, self._extract(document), evidence=evidence)

    def analyze_statements(
        self, document: Document, statements: Sequence[Statement], *, evidence: bool = True
    ) -> Analysis:
        """Decide the stances of statements that the user brings, and sum them up.

        Parameters
        ----------
        document : Document
            What the statements' offsets point into.
        statements : sequence of Statement
            With their speakers; taken as they are.
        evidence : bool

        Returns
        -------
        Analysis
        """
        return self._analysis(document, self._decide(statements, evidence))

    def analyze_many(
        self,
        documents: Iterable[Document | str | RecordFailure],
        *,
        n_jobs: int = 1,
        evidence: bool = True,
    ) -> Iterator[Analysis]:
        """Analyze documents as they come, in their order, with bounded memory.

        Parameters
        ----------
        documents : iterable of Document, str or RecordFailure
            What :func:`stancekit.read` gives. A failure passes through as an analysis with its
            error.
        n_jobs : int
            Processes; -1 for one a core.
        evidence : bool

        Yields
        ------
        Analysis
            A document that can't be processed gives one with `error` set; the rest goes on.
        """
        if n_jobs == 1:
            for shard in _shards(documents, _SHARD_CHARACTERS):
                yield from self._analyze_shard(shard, evidence)
            return
        import joblib

        # "generator" keeps the order; pre_dispatch bounds how far reading runs ahead.
        results = joblib.Parallel(n_jobs=n_jobs, return_as="generator", pre_dispatch="2*n_jobs")(
            joblib.delayed(self._analyze_shard)(shard, evidence)
            for shard in _shards(documents, _TASK_CHARACTERS)
        )
        for result in results:
            yield from result

    def classify(
        self, statements: Sequence[Statement | str], *, evidence: bool = True
    ) -> list[Statement]:
        """Decide the stance of statements given alone.

        Parameters
        ----------
        statements : sequence of Statement or str
        evidence : bool

        Returns
        -------
        list of Statement
            The same, in order, with `prediction` and `conditions`.
        """
        if isinstance(statements, str):
            raise TypeError("classify takes a list of statements; put the one text into a list")
        whole = [
            item if isinstance(item, Statement) else Statement.from_text(item)
            for item in statements
        ]
        return self._decide(whole, evidence)

    def _extract(self, document: Document) -> list[Statement]:
        statements = list(self.extractor.extract(document))
        for statement in statements:
            if document.text[statement.start : statement.end] != statement.text:
                raise StancekitError(
                    f"{document.id}: {type(self.extractor).__name__} gave a statement whose text "
                    f"isn't what stands at {statement.start}..{statement.end}"
                )
        return statements

    def _decide(self, statements: Sequence[Statement], evidence: bool) -> list[Statement]:
        if not statements:
            return []
        predictions = self.model.predictions(statements, evidence=evidence)
        return [
            self._decided(statement, prediction)
            for statement, prediction in zip(statements, predictions, strict=True)
        ]

    def _decided(self, statement: Statement, prediction: Prediction) -> Statement:
        # Only some labels carry terms, each its polarities; others aren't searched for them.
        polarities = self.scheme.condition_polarities.get(prediction.label, ())
        conditions: Sequence[Condition] = statement.conditions
        if polarities and not conditions:
            # What may require and forbid is a stance on terms: where it is sure, there must be one.
            expected = set(polarities) == set(POLARITIES) and prediction.probability >= _SURE
            found = find_conditions(statement.text, expected=expected)
            conditions = [one.shift(statement.start) for one in found]
        counting = tuple([one for one in conditions if one.polarity in polarities])
        return statement.decided(prediction.shift(statement.start), counting)

    def _analysis(self, document: Document, decided: Sequence[Statement]) -> Analysis:
        return Analysis(
            document=document,
            statements=tuple(decided),
            stances=aggregate(document, decided, self.scheme),
            model={
                "name": self.model.name,
                "version": self.model.version,
                "sha256": self.model.sha256,
            },
            plugins=self.plugins,
        )

    def _analyze_shard(
        self, shard: Sequence[Document | RecordFailure], evidence: bool
    ) -> list[Analysis]:
        """Analyze several documents with one call of the model; no document's fault spreads."""
        # The collector would only look through the records time and again: they hold no cycles.
        running = gc.isenabled()
        gc.disable()
        try:
            return self._analyze_together(shard, evidence)
        finally:
            if running:
                gc.enable()

    def _analyze_together(
        self, shard: Sequence[Document | RecordFailure], evidence: bool
    ) -> list[Analysis]:
        done: dict[int, Analysis] = {}
        extracted: dict[int, tuple[Document, list[Statement]]] = {}
        for number, item in enumerate(shard):
            if isinstance(item, RecordFailure):
                done[number] = _failed(item.id, item.error)
                continue
            try:
                extracted[number] = item, self._extract(item)
            except Exception as error:  # a plugin may raise anything; the rest goes on
                done[number] = _failed(item.id, error)
        together = [s for _, statements in extracted.values() for s in statements]
        try:
            decided = iter(self._decide(together, evidence))
        except Exception:  # one document's fault: found by taking each alone
            decided = None
        for number, (document, statements) in extracted.items():
            try:
                mine = (
                    self._decide(statements, evidence)
                    if decided is None
                    else [next(decided) for _ in statements]
                )
                done[number] = self._analysis(document, mine)
            except Exception as error:  # as above
                done[number] = _failed(document.id, error)
        return [done[number] for number in range(len(shard))]


def _shards(
    documents: Iterable[Document | str | RecordFailure], characters: int
) -> Iterator[list[Document | RecordFailure]]:
    if isinstance(documents, str):
        raise TypeError("analyze_many takes documents; for one text there is analyze")
    shard: list[Document | RecordFailure] = []
    size = 0
    for number, item in enumerate(documents, start=1):
        if isinstance(item, str):
            item = Document(f"text-{number}", item)
        elif not isinstance(item, (Document, RecordFailure)):
            raise TypeError(f"analyze_many takes Documents or texts, not {type(item).__name__}")
        shard.append(item)
        # The constant bounds how many short or failed records a shard collects.
        size += 1000 + (len(item.text) if isinstance(item, Document) else 0)
        if size >= characters:
            yield shard
            shard, size = [], 0
    if shard:
        yield shard


def _failed(identity: str, error: Exception) -> Analysis:
    return Analysis(Document(identity, ""), error=AnalysisError.of(error))


def load(
    model: str | os.PathLike[str] | StanceModel = "diplomacy-base",
    *,
    extractor: str | StatementExtractor = "rules",
    aliases: AliasTable | Mapping[str, Iterable[str]] | str | os.PathLike[str] | None = None,
    unit: str | None = None,
    registry: Registry | None = None,
) -> Analyzer:
    """Build an analyzer. Works offline; nothing that is loaded runs code of its own.

    Parameters
    ----------
    model : str, path-like or StanceModel
        Name of a shipped or registered model, a model folder, or a model in memory.
    extractor : str or StatementExtractor
        Name of a registered statement extractor, or one in memory.
    aliases : AliasTable, mapping or path-like, optional
        Canonical names and their aliases, or a JSON, TOML or CSV file of them.
    unit : {"sentence", "quotation"}, optional
        What the extractor takes for one statement: a sentence, as is its default, or all that one
        attribution carries (see `RuleExtractor`).
    registry : Registry, optional
        The plugins that take part; all that are installed when not given.

    Returns
    -------
    Analyzer

    Raises
    ------
    ModelError
        If there is no such model, or it can't be used.
    PluginError
        If there is no such extractor, or it takes no alias table, or no unit.
    RecordError
        If the alias table can't be read.

    Examples
    --------
    >>> load().scheme.name
    'diplomacy'
    """
    registry = registry or get_registry()
    if isinstance(extractor, str):
        table = _alias_table(aliases, registry)
        extractor = _make_extractor(extractor, registry, aliases=table, unit=unit)
    elif aliases is not None or unit is not None:
        what = "an alias table" if aliases is not None else "the unit"
        raise PluginError(f"give {what} to the extractor itself, or name an extractor")
    if isinstance(model, (str, os.PathLike)):
        model = _find_model(model, registry)
    return Analyzer(model, extractor, plugins=registry.versions())


def _alias_table(
    aliases: AliasTable | Mapping[str, Iterable[str]] | str | os.PathLike[str] | None,
    registry: Registry,
) -> AliasTable | None:
    if aliases is None or isinstance(aliases, AliasTable):
        return aliases
    if isinstance(aliases, Mapping):
        return AliasTable(aliases)
    names = [entry.name for entry in registry.components("stancekit_alias_tables")]
    if isinstance(aliases, str) and aliases in names:
        return AliasTable(registry.get("stancekit_alias_tables", aliases))
    return AliasTable.load(Path(aliases))


def _make_extractor(name: str, registry: Registry, **options: object) -> StatementExtractor:
    factory = registry.get("stancekit_statement_extractors", name)
    given = {option: value for option, value in options.items() if value is not None}
    if given:
        known = inspect.signature(factory).parameters
        for option in given:
            if option not in known:
                what = {"aliases": "alias table"}.get(option, option)
                raise PluginError(f"statement extractor {name!r} takes no {what}; leave it out")
    made: StatementExtractor = factory(**given)
    return made


def _find_model(model: str | os.PathLike[str], registry: Registry) -> StanceModel:
    names = [entry.name for entry in registry.components("stancekit_models")]
    if model in names:
        found = registry.get("stancekit_models", str(model))()
    elif Path(model).is_dir():
        found = Path(model)
    else:
        raise ModelError(
            f"no model {os.fspath(model)!r}: neither a folder nor one of {', '.join(names)}"
        )
    if isinstance(found, (str, os.PathLike)):
        return load_model(found, registry.all_of("stancekit_feature_extractors"))
    loaded: StanceModel = found
    return loaded
