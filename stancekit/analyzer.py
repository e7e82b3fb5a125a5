"""The whole path for a document: extract, classify, aggregate."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from stancekit.aggregation import aggregate
from stancekit.analysis import Analysis, AnalysisError
from stancekit.document import Document
from stancekit.errors import FAULTS, ModelError, PluginError, StancekitError, reason_of
from stancekit.extraction.conditions.search import find_conditions
from stancekit.extraction.given import placed
from stancekit.reading import RecordFailure
from stancekit.reading.plain import Source, make_plain
from stancekit.stance import POLARITIES, Prediction, StanceScheme
from stancekit.statement import Condition, Statement

if TYPE_CHECKING:
    from stancekit.modelling.base import StanceModel

__all__ = ["Analyzer", "StatementExtractor"]

# The model is called once a shard. A task for another process carries many documents, so that the
# copy of the model that goes with it is cheap beside the work.
_SHARD_CHARACTERS = 200_000
_TASK_CHARACTERS = 500_000
_LONGEST_PATH = 1000


# Below this a label that asks for a term is wrong too often to take a weak one for it.
_SURE = 0.6


class StatementExtractor(Protocol):
    """What finds the statements of a document."""

    def extract(self, document: Document) -> Sequence[Statement]:
        """Return the statements in the order of their start."""


class Analyzer:
    """Reads statements and stances out of documents.

    Extractor and model are given texts without what programs left in them (see
    `stancekit.reading.plain`); every offset that comes out counts the text as it is.

    Parameters
    ----------
    model : StanceModel
        Decides the stances.
    extractor : StatementExtractor
        Finds statements, their speakers and counterparts.
    plugins : mapping of str to str, optional
        Version of each distribution that takes part; reported with every analysis.
    abstain : float
        A statement gets no label where the most probable one is less probable than this: its
        `stance` is None, and it counts in no speaker's stance. By default all get one. Other
        values need a model that gives probabilities.

    Raises
    ------
    ValueError
        If `abstain` isn't a probability.

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
        abstain: float = 0.0,
    ) -> None:
        if not 0.0 <= abstain <= 1.0:
            raise ValueError(f"abstain is a probability, from 0 to 1, not {abstain!r}")
        self.model = model
        self.extractor = extractor
        self.plugins = dict(plugins or {})
        self.abstain = abstain

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

        Warns
        -----
        UserWarning
            If the text is the name of a file.
        """
        if isinstance(document, str):
            _check_no_path(document)
            document = Document("text", document)
        if not isinstance(document, Document):
            raise TypeError(
                f"analyze takes a Document or a text, not {type(document).__name__}; "
                "stancekit.read reads files"
            )
        source = Source.of(document)
        return self._analysis(source, self._decide(self._extract(source.plain), evidence))

    def analyze_statements(
        self, document: Document, statements: Sequence[Statement], *, evidence: bool = True
    ) -> Analysis:
        """Decide the stances of statements that the user brings, and sum them up.

        Parameters
        ----------
        document : Document
            What the statements' offsets point into.
        statements : sequence of Statement
            With their speakers, in the order in which they stand. One whose offsets don't point at
            its words is looked for in the text.
        evidence : bool

        Returns
        -------
        Analysis

        Raises
        ------
        RecordError
            If the words of a statement aren't in the text.
        """
        decided = self._decide_given(placed(document, statements), evidence)
        return self._analysis(Source(document, document, None), decided)

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
        return self._decide_given(whole, evidence)

    def _extract(self, document: Document) -> list[Statement]:
        try:
            found = self.extractor.extract(document)
            statements = [*found] if isinstance(found, Iterable) else [found]
        except FAULTS as error:
            if _is_own(self.extractor) or isinstance(error, (StancekitError, MemoryError)):
                raise
            raise PluginError(f"{_called(self.extractor)} failed: {reason_of(error)}") from error
        for statement in statements:
            if not isinstance(statement, Statement):
                raise PluginError(
                    f"{_called(self.extractor)} gives {type(statement).__name__}; let its extract "
                    "return a list of Statement(start, end, text)"
                )
            if document.text[statement.start : statement.end] != statement.text:
                raise PluginError(
                    f"{_called(self.extractor)} gives a statement whose text isn't what stands at "
                    f"{statement.start}..{statement.end}; let it count the code points of the "
                    "unchanged text"
                )
        return statements

    def _decide_given(self, statements: Sequence[Statement], evidence: bool) -> list[Statement]:
        """Decide statements that a user brings, whose texts are not plain yet."""
        made = [make_plain(item.text) for item in statements]
        asked = [
            item if plain is None else plain.given(item)
            for item, plain in zip(statements, made, strict=True)
        ]
        return [
            found if plain is None else plain.decided(item, found)
            for item, plain, found in zip(
                statements, made, self._decide(asked, evidence), strict=True
            )
        ]

    def _decide(self, statements: Sequence[Statement], evidence: bool) -> list[Statement]:
        if not statements:
            return []
        predictions = self.model.predictions(statements, evidence=evidence)
        return [
            self._decided(statement, prediction)
            for statement, prediction in zip(statements, predictions, strict=True)
        ]

    def _decided(self, statement: Statement, prediction: Prediction) -> Statement:
        if self.abstain:
            if not prediction.probabilities:
                raise ModelError(
                    f"model {self.model.name!r} gives no probabilities, so it can't abstain by them"
                )
            prediction = prediction.abstaining(self.abstain)
        label = prediction.label
        # Only some labels carry terms, each its polarities; others aren't searched for them.
        polarities = () if label is None else self.scheme.condition_polarities.get(label, ())
        conditions: Sequence[Condition] = statement.conditions
        if polarities and not conditions:
            # What may require and forbid is a stance on terms: where it is sure, there must be one.
            expected = set(polarities) == set(POLARITIES) and prediction.probability >= _SURE
            found = find_conditions(statement.text, expected=expected)
            conditions = [one.shift(statement.start) for one in found]
        counting = tuple([one for one in conditions if one.polarity in polarities])
        return statement.decided(prediction.shift(statement.start), counting)

    def _analysis(self, source: Source, decided: Sequence[Statement]) -> Analysis:
        return Analysis(
            document=source.document,
            statements=tuple(source.original(decided)),
            stances=aggregate(source.plain, decided, self.scheme),
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
        extracted: dict[int, tuple[Source, list[Statement]]] = {}
        for number, item in enumerate(shard):
            if isinstance(item, RecordFailure):
                done[number] = _failed(item.id, item.error)
                continue
            try:
                source = Source.of(item)
                extracted[number] = source, self._extract(source.plain)
            except FAULTS as error:  # a plugin may raise anything; the rest goes on
                done[number] = _failed(item.id, error)
        together = [s for _, statements in extracted.values() for s in statements]
        try:
            decided = iter(self._decide(together, evidence))
        except FAULTS:  # one document's fault: found by taking each alone
            decided = None
        for number, (source, statements) in extracted.items():
            try:
                mine = (
                    self._decide(statements, evidence)
                    if decided is None
                    else [next(decided) for _ in statements]
                )
                done[number] = self._analysis(source, mine)
            except FAULTS as error:  # as above
                done[number] = _failed(source.document.id, error)
        return [done[number] for number in range(len(shard))]


def _check_no_path(text: str) -> None:
    """Warn of the name of a file where its text is wanted."""
    if len(text) < _LONGEST_PATH and "\n" not in text and Path(text).suffix:
        try:
            is_path = Path(text).is_file()
        except (OSError, ValueError):  # too long for the system, or with a NUL
            return
        if is_path:
            warnings.warn(
                f"{text!r} is the name of a file; stancekit.read gives its documents",
                UserWarning,
                stacklevel=3,
            )


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


def _failed(identity: str, error: BaseException) -> Analysis:
    return Analysis(Document(identity, ""), error=AnalysisError.of(error))


def _is_own(extractor: StatementExtractor) -> bool:
    return f"{type(extractor).__module__}.".startswith("stancekit.extraction.")


def _called(extractor: StatementExtractor) -> str:
    """Return what errors call an extractor: its kind, and what brings it."""
    from stancekit.modelling.origins import origin_of

    registered: str | None = getattr(extractor, "what", None)
    return registered or f"statement extractor {type(extractor).__name__} of {origin_of(extractor)}"
