"""The whole path: order, isolation of faults, parallel equals serial, any scheme."""

import subprocess
import sys

import pytest

import stancekit
from stancekit import (
    Analyzer,
    Document,
    ModelError,
    PluginError,
    Prediction,
    RecordError,
    Span,
    StanceScheme,
    Statement,
)
from stancekit.extraction import RuleExtractor
from stancekit.reading import RecordFailure

ARTICLE = (
    "Envoy sets terms for talks\n"
    "“We will talk if the siege ends,” the envoy, Ada Lorn, said on Monday. "
    "She added that Tarvia had never left the table.\n"
    "The marshal, Duro Velk, said there would be no negotiations under threat.\n"
)


class FixedModel:
    """Gives every statement one label; raises where the text says so."""

    name, version, sha256 = "fixed", "1", "0" * 64

    def __init__(self, label="conditional", scheme=stancekit.DIPLOMACY, probability=1.0):
        self.label, self.scheme, self.probability = label, scheme, probability

    def predict(self, X):
        return [self.label for _ in X]

    def predictions(self, X, *, evidence=True):
        if any("explode" in statement.text for statement in X):
            raise RuntimeError("model\nfault")
        evidence = (stancekit.Evidence(0, 2, "f", 1.0),) if evidence else ()
        given = {self.label: self.probability}
        return [Prediction(self.label, given, (self.label,), evidence) for _ in X]


class LineExtractor:
    """One statement a line; raises where the text says so."""

    def extract(self, document):
        if "broken" in document.text:
            raise ValueError("cannot read this")
        start, statements = 0, []
        for line in document.text.splitlines(keepends=True):
            statements.append(Statement(start, start + len(line), line, speaker="Ada", rule="line"))
            start += len(line)
        return statements


@pytest.fixture
def fixed():
    return Analyzer(FixedModel(), LineExtractor())


def test_offsets_of_evidence_and_conditions_point_into_the_document():
    analysis = Analyzer(FixedModel(), RuleExtractor()).analyze(ARTICLE)
    spoken = [s for s in analysis.statements if "siege" in s.text]
    assert [c.text for c in spoken[0].conditions] == ["the siege ends"]
    for statement in analysis.statements:
        assert ARTICLE[statement.start : statement.end] == statement.text
        for item in statement.conditions:
            assert ARTICLE[item.start : item.end] == item.text
        for item in statement.prediction.evidence:
            assert item.start == statement.start


def test_labels_without_terms_lose_their_conditions():
    for label, count in (("no-stance", 0), ("conditional", 1)):
        (statement,) = Analyzer(FixedModel(label), LineExtractor()).classify(
            ["We will talk if the siege ends."]
        )
        assert len(statement.conditions) == count


def test_a_rejection_keeps_only_what_must_not_hold():
    analyzer = Analyzer(FixedModel("rejection"), LineExtractor())
    kept = analyzer.classify(["There will be no talks under threat.", "No talks until they leave."])
    assert [[c.polarity for c in s.conditions] for s in kept] == [["forbidden"], []]


@pytest.mark.parametrize(
    ("label", "probability", "terms"),
    [("conditional", 0.9, ["chaired by Keld"]), ("conditional", 0.4, []), ("rejection", 0.9, [])],
)
def test_a_weak_term_counts_where_the_label_is_sure(label, probability, terms):
    analyzer = Analyzer(FixedModel(label, probability=probability), LineExtractor())
    (statement,) = analyzer.classify(["We are open to talks but reject any chaired by Keld."])
    assert [one.text for one in statement.conditions] == terms


def test_a_doubtful_label_is_not_given():
    text = "We will talk if the siege ends."
    for abstain, label in ((0.0, "conditional"), (0.6, "conditional"), (0.61, None), (1.0, None)):
        analyzer = Analyzer(FixedModel(probability=0.6), LineExtractor(), abstain=abstain)
        analysis = analyzer.analyze(text)
        (statement,) = analysis.statements
        assert statement.stance == label
        # What the model thought of it stays; terms belong to a label.
        assert statement.prediction.probabilities == {"conditional": 0.6}
        assert statement.prediction.label_set == ("conditional",)
        assert len(statement.conditions) == len(analysis.stances) == (label is not None)
        assert stancekit.Analysis.from_record(analysis.to_record()).statements == (statement,)


def test_abstaining_takes_probabilities():
    class Bare(FixedModel):
        def predictions(self, X, *, evidence=True):
            return [Prediction(self.label) for _ in X]

    assert Analyzer(Bare(), LineExtractor()).classify(["x"])[0].stance == "conditional"
    with pytest.raises(ModelError, match="'fixed' gives no probabilities"):
        Analyzer(Bare(), LineExtractor(), abstain=0.5).classify(["x"])
    for wrong in (-0.1, 1.5, float("nan")):
        with pytest.raises(ValueError, match="abstain is a probability"):
            stancekit.load(FixedModel(), abstain=wrong)


def test_statements_that_the_user_brings_are_taken_as_they_are(fixed):
    start = ARTICLE.index("“We")
    given = Statement(start, start + 33, ARTICLE[start : start + 33], speaker="My Ada")
    analysis = fixed.analyze_statements(Document("d", ARTICLE), [given])
    assert [s.speaker for s in analysis.statements] == ["My Ada"]
    assert [c.text for c in analysis.statements[0].conditions] == ["the siege ends"]
    assert analysis.stances[0].speaker == "My Ada"


def test_statements_without_offsets_are_looked_for(fixed):
    text = "Headline here\n\nYes. No. Yes. No.\n"
    document = Document("d", text)
    said = [Statement.from_text(words, speaker="Ada") for words in ("Yes.", "No.", "Yes.", "No.")]
    said.append(Statement(100, 113, "Headline here", content=(Span(100, 108),), speaker="Ada"))
    found = fixed.analyze_statements(document, said).statements
    assert [item.start for item in found] == [15, 20, 24, 29, 0]
    assert all(item.span.of(text) == item.text for item in found)
    assert found[-1].content == (Span(0, 8),)
    with pytest.raises(
        RecordError, match=r"d: statement 0, 'Never\.', isn't in the text; give its"
    ):
        fixed.analyze_statements(document, [Statement.from_text("Never.")])


def test_the_name_of_a_file_is_no_text(fixed, tmp_path):
    path = tmp_path / "news.txt"
    path.write_text("Talks are on.")
    with pytest.warns(UserWarning, match="is the name of a file; stancekit.read gives"):
        fixed.analyze(str(path))
    with pytest.raises(TypeError, match=r"not (Posix|Windows)Path; stancekit\.read reads"):
        fixed.analyze(path)
    for text in ("He said yes.", "a\0.txt", "x" * 900 + ".txt", str(tmp_path)):
        fixed.analyze(text)  # warnings are errors here


def test_one_bad_document_loses_nothing_else(fixed):
    items = [
        Document("a", "one\ntwo\n"),
        Document("b", "broken"),
        RecordFailure("c", RecordError("no text", line=3)),
        Document("d", "explode"),
        Document("e", "three"),
    ]
    results = list(fixed.analyze_many(items))
    assert [r.document.id for r in results] == ["a", "b", "c", "d", "e"]
    assert [len(r.statements) for r in results] == [2, 0, 0, 0, 1]
    errors = [r.error and r.error.message for r in results]
    assert errors[1].startswith("statement extractor ")
    assert " of test_analyzer.py failed: ValueError: cannot read this (test_a" in errors[1]
    assert [errors[0], *errors[2:]] == [None, "no text", "RuntimeError: model fault", None]
    assert results[2].error.line == 3


def test_an_extractor_that_shifts_offsets_is_told_of(fixed):
    class Shifting:
        def extract(self, document):
            return [Statement(1, 3, "ab")]

    with pytest.raises(stancekit.StancekitError, match=r"Shifting .* 1\.\.3"):
        Analyzer(FixedModel(), Shifting()).analyze("abc")


def test_many_equals_single_in_any_grouping(fixed):
    documents = [Document(str(n), "line\n" * n + "x" * (n * 4000)) for n in range(1, 30)]
    assert list(fixed.analyze_many(iter(documents))) == [fixed.analyze(d) for d in documents]


def test_workers_give_the_same_in_the_same_order():
    analyzer = stancekit.load()
    documents = [Document(str(n), ARTICLE * (1 + n % 3)) for n in range(40)]
    documents.insert(7, RecordFailure("bad", RecordError("no text")))
    serial = [a.to_record() for a in analyzer.analyze_many(documents)]
    parallel = [a.to_record() for a in analyzer.analyze_many(documents, n_jobs=2)]
    assert parallel == serial


def test_reading_ahead_is_bounded(fixed):
    drawn = []

    def endless():
        for number in range(10**9):
            drawn.append(number)
            yield Document(str(number), "x" * 1000)

    results = fixed.analyze_many(endless())
    next(results)
    assert len(drawn) < 1000


def test_bare_texts_get_an_id(fixed):
    assert fixed.analyze("one").document.id == "text"
    assert [a.document.id for a in fixed.analyze_many(["one", "two"])] == ["text-1", "text-2"]


def test_another_scheme_goes_through():
    scheme = StanceScheme("vaccines", ["for", "against", "none"], "none")
    analysis = Analyzer(FixedModel("against", scheme), LineExtractor()).analyze("No.\nNever.\n")
    assert analysis.stances[0].label == "against"
    assert analysis.statements[0].conditions == ()


@pytest.mark.parametrize(
    ("arguments", "error", "part"),
    [
        ({"model": "no-such-model"}, ModelError, "neither a folder nor one of diplomacy-base"),
        ({"extractor": "no-such"}, PluginError, "rules"),
        ({"aliases": "no-such.json"}, RecordError, "no-such.json"),
        (
            {"extractor": LineExtractor(), "aliases": {"Ada Lorn": ["Lorn"]}},
            PluginError,
            "alias table",
        ),
        ({"extractor": LineExtractor(), "unit": "quotation"}, PluginError, "give the unit to the"),
        ({"unit": "page"}, ValueError, "unit is one of 'sentence', 'quotation', not 'page'"),
    ],
)
def test_load_says_what_is_missing(arguments, error, part):
    with pytest.raises(error, match=part) as caught:
        stancekit.load(**arguments)
    assert "\n" not in str(caught.value)


def test_an_alias_table_names_the_speakers():
    analyzer = stancekit.load(FixedModel(), aliases={"A. Lorn (Tarvia)": ["Ada Lorn"]})
    speakers = {s.speaker for s in analyzer.analyze(ARTICLE).statements}
    assert "A. Lorn (Tarvia)" in speakers
    assert "Ada Lorn" not in speakers


def test_the_unit_of_statements_is_the_extractors():
    text = "“We will talk. We will wait,” the envoy said."
    counts = [
        len(stancekit.load(FixedModel(), unit=u).analyze(text).statements)
        for u in (None, "sentence", "quotation")
    ]
    assert counts == [2, 2, 1]


def test_analysis_imports_no_scikit_learn():
    code = (
        "import sys, stancekit\n"
        f"stancekit.load().analyze({ARTICLE!r})\n"
        "stancekit.load().classify(['We refuse to talk.'])\n"
        "assert not [m for m in sys.modules if m.split('.')[0] in ('sklearn', 'joblib')]\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    ("call", "part"),
    [
        (lambda a: a.classify("a text"), "into a list"),
        (lambda a: a.analyze(5), "not int"),
        (lambda a: list(a.analyze_many("a text")), "there is analyze"),
        (lambda a: list(a.analyze_many([5])), "not int"),
    ],
)
def test_what_is_no_document_is_refused(fixed, call, part):
    with pytest.raises(TypeError, match=part):
        call(fixed)


def test_representations_are_one_short_line(fixed):
    assert repr(fixed) == "<Analyzer with model 'fixed' 1, LineExtractor>"
    assert repr(fixed.analyze("one\n")) == "<Analysis of 'text': 1 statements, 1 stances>"
