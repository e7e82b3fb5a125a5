"""Calls of plugins with a time limit: what hangs or dies costs its own record, and nothing else."""

from __future__ import annotations

import os
import pickle
import time

import numpy as np
import pytest

import stancekit
from stancekit.document import Document
from stancekit.errors import PluginError
from stancekit.modelling.classifier import StanceClassifier
from stancekit.modelling.folder import save_model
from stancekit.plugin import Registry
from stancekit.plugin.limits import limited_readers
from stancekit.plugin.worker import LostCallError, TimeLimitError, Worker
from stancekit.reading import RecordFailure, read

# Far above what a call takes on a busy machine, far below what the suite has time for.
SECONDS = 3.0

PLUGIN = """
import os, time
import numpy as np
from scipy import sparse
from stancekit import Document
from stancekit.extraction import RuleExtractor
from stancekit.features.base import FeatureExtractor, as_statements
from stancekit.plugin import Component, hookimpl

def stumble(text):
    if "hang" in text:
        time.sleep(600)
    if "die" in text:
        os._exit(7)
    if "leave" in text:
        raise SystemExit(3)
    if "fail" in text:
        raise KeyError("fail")

class Length(FeatureExtractor):
    name = "length"
    def fit(self, X, y=None):
        self.mean_ = float(np.mean([len(s.text) for s in as_statements(X)]))
        return self
    def transform(self, X):
        print("a line that no one asked for")
        texts = [s.text for s in as_statements(X)]
        for text in texts: stumble(text)
        rows = [[len(text) / self.mean_] for text in texts]
        return sparse.csr_array(np.array(rows, dtype=float).reshape(-1, 1))
    def get_feature_names_out(self, input_features=None):
        return np.array(["length"], dtype=object)
    def get_state(self):
        return {"mean": self.mean_}
    def set_state(self, state):
        self.mean_ = state["mean"]
        return self
    def locate(self, statement):
        return [(0, 0, len(getattr(statement, "text", statement)))]

class Rules(RuleExtractor):
    def extract(self, document):
        stumble(document.text)
        return super().extract(document)

def read_lines(source):
    for number, line in enumerate(source.path.read_text().splitlines()):
        stumble(line)
        yield Document(f"{source.name}-{number}", line)

class Constant:
    name, version, sha256 = "constant", "1", "0" * 64
    def __init__(self):
        from stancekit import DIPLOMACY
        self.scheme = DIPLOMACY
    def predict(self, X):
        for text in X: stumble(getattr(text, "text", text))
        return ["no-stance" for _ in X]
    def predictions(self, X, evidence=True):
        from stancekit import Prediction
        return [Prediction(label, {label: 1.0}, (label,)) for label in self.predict(X)]

@hookimpl
def stancekit_feature_extractors():
    return [Component("length", f"{__name__}:Length")]

@hookimpl
def stancekit_statement_extractors():
    return [Component("slow-rules", f"{__name__}:Rules")]

@hookimpl
def stancekit_readers():
    return [Component(".lines", f"{__name__}:read_lines")]

@hookimpl
def stancekit_models():
    return [Component("constant", f"{__name__}:Constant")]
"""


class Thing:
    """What a worker holds in these tests."""

    def __init__(self, start: int = 0) -> None:
        self.count = start

    def add(self, number: int) -> int:
        self.count += number
        return self.count

    def sleep(self) -> None:
        time.sleep(600)

    def exit(self) -> None:
        os._exit(1)

    def leave(self) -> None:
        raise SystemExit(2)

    def fail(self) -> None:
        raise KeyError("here")

    def time_out(self) -> None:
        raise TimeoutError("of its own")

    def process(self) -> int:
        return os.getpid()


@pytest.fixture(scope="module")
def plugin(tmp_path_factory):
    path = tmp_path_factory.mktemp("plugin") / "slow.py"
    path.write_text(PLUGIN)
    return path


@pytest.fixture(scope="module")
def registry(plugin):
    return Registry(scripts=[plugin])


def test_a_worker_answers_fails_and_starts_again():
    worker = Worker("counter", Thing, SECONDS)
    assert worker.call("count") == 0
    assert worker.call("process") != os.getpid()
    worker.set_up("add", 5)
    assert worker.call("add", 2) == 7
    with pytest.raises(KeyError, match="here"):
        worker.call("fail")
    with pytest.raises(TimeoutError, match="of its own"):
        worker.call("time_out")
    with pytest.raises(PluginError, match="counter called for the program's end"):
        worker.call("leave")
    assert worker.call("count") == 7  # none of that cost the process
    start = time.monotonic()
    with pytest.raises(TimeLimitError, match=r"counter took longer than 3 seconds; .*timeout"):
        worker.call("sleep")
    assert time.monotonic() - start < 10 * SECONDS
    assert worker.call("count") == 5  # a new process, set up as the first was
    with pytest.raises(LostCallError, match="counter ended its process"):
        worker.call("exit")
    copy = pickle.loads(pickle.dumps(worker))  # noqa: S301 - our own bytes
    assert copy.call("count") == 5


def test_a_limit_is_a_positive_number():
    for wrong in (0.0, -1.0, float("nan")):
        with pytest.raises(ValueError, match="number of seconds above 0"):
            Worker("x", Thing, wrong)


@pytest.fixture(scope="module")
def model(registry, tmp_path_factory):
    texts = [f"They {word} talks {n}." for word in ("welcome", "refuse") for n in range(6)]
    labels = ["open"] * 6 + ["shut"] * 6
    extractor = registry.get("stancekit_feature_extractors", "length")()
    fitted = StanceClassifier([("length", extractor), *_words()], calibrate=None).fit(texts, labels)
    scheme = stancekit.StanceScheme(name="door", labels=("open", "shut"), null_label="shut")
    folder = tmp_path_factory.mktemp("models") / "door"
    save_model(fitted.to_model(name="door", scheme=scheme), folder)
    return folder


@pytest.fixture(scope="module")
def limited(registry, model):
    return stancekit.load(model, extractor="slow-rules", registry=registry, plugin_timeout=SECONDS)


def _words():
    from stancekit.features import WordNgrams

    return [("words", WordNgrams(min_df=1))]


def test_answers_are_the_same_to_the_bit_and_a_hang_costs_its_document(
    registry, model, limited, capfd
):
    good = [
        Document(
            str(n), f"“We {'refuse' if n % 3 else 'welcome'} talks,” Ada Lorn said on day {n}."
        )
        for n in range(40)
    ]
    plain = stancekit.load(model, extractor="slow-rules", registry=registry)
    assert limited.model.sha256 == plain.model.sha256
    expected = [a.to_record() for a in plain.analyze_many(good)]
    assert any(record["statements"][0]["evidence"] for record in expected)
    capfd.readouterr()
    assert [a.to_record() for a in limited.analyze_many(good)] == expected
    assert capfd.readouterr().out == ""  # the plugin prints, elsewhere
    bad = {word: Document(word, f"“We {word},” Ada Lorn said.") for word in ("hang", "fail")}
    mixed = [*good[:20], *bad.values(), *good[20:]]
    found = [a.to_record() for a in limited.analyze_many(mixed)]
    errors = {r["id"]: r["error"]["message"] for r in found if "error" in r}
    assert [r for r in found if "error" not in r] == expected
    assert list(errors) == ["hang", "fail"]
    (script,) = registry.versions()
    extractor = f"statement extractor 'slow-rules' of {script}"
    assert f"{extractor} took longer" in errors["hang"]
    # Where it was raised is told, as it would be without a process between.
    assert errors["fail"].startswith(f"{extractor} failed: KeyError: 'fail' (slow.py, line ")


def test_a_statement_on_which_a_feature_extractor_hangs_is_found_in_one_go(limited):
    model = limited.model
    texts = [f"They welcome talks {n}." for n in range(70)]
    expected = np.array(model.predict_proba(texts))
    hung = [*texts[:40], "They hang.", *texts[40:]]
    start = time.monotonic()
    for _ in range(5):  # as whoever looks for the culprit by halves does
        with pytest.raises(TimeLimitError, match="feature extractor 'length' of"):
            model.predict(hung)
    # Once among others and once alone, each with a process to start; never again.
    assert time.monotonic() - start < 20 * SECONDS
    np.testing.assert_array_equal(model.predict_proba(texts), expected)


def test_a_reader_and_a_model_of_a_plugins_own_kind_are_limited_too(registry, tmp_path):
    (tmp_path / "a.lines").write_text("one\ntwo\nhang\nthree")
    (tmp_path / "b.lines").write_text("four")
    readers = limited_readers(registry, SECONDS)
    found = list(read(tmp_path, readers=readers, on_error="yield", language="en"))
    assert [item.id for item in found] == ["a-0", "a-1", "a", "b-0"]
    assert isinstance(found[2], RecordFailure)
    assert "reader '.lines'" in str(found[2].error)
    analyzer = stancekit.load("constant", registry=registry, plugin_timeout=SECONDS)
    decided = analyzer.classify(["We talk."] * 40)
    assert {statement.stance for statement in decided} == {"no-stance"}
    with pytest.raises(TimeLimitError, match="model 'constant'"):
        analyzer.classify(["We hang."])


def test_built_ins_need_no_other_process(monkeypatch):
    monkeypatch.setattr(Worker, "_start", lambda _: pytest.fail("a process was started"))
    analyzer = stancekit.load(plugin_timeout=SECONDS)
    assert analyzer.analyze("“We will talk,” Ada Lorn said.").statements


def test_a_plugin_that_ends_the_program_costs_its_document_alone(registry, model, tmp_path):
    analyzer = stancekit.load(model, extractor="slow-rules", registry=registry)
    texts = ["“We welcome talks,” Ada Lorn said.", "“We leave,” Ada Lorn said."]
    first, second = analyzer.analyze_many(texts)
    assert first.error is None
    assert second.error is not None
    assert "Rules of slow.py failed: it ends the program (SystemExit: 3)" in second.error.message
    (tmp_path / "a.lines").write_text("one\nleave")
    readers = registry.all_of("stancekit_readers")
    found = list(read(tmp_path, readers=readers, on_error="yield", language="en"))
    assert [item.id for item in found] == ["a-0", "a"]
