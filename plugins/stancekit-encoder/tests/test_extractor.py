"""The outputs of an encoder as features of any stancekit model."""

import copy
import pickle
import subprocess
import sys
from pathlib import Path

import joblib
import numpy as np
import pytest
from scipy import sparse
from sklearn.base import clone
from stancekit_encoder import models
from stancekit_encoder.encoder import CONFIG, GRAPH, Encoded, Encoder
from stancekit_encoder.extractor import EncoderFeatures, encoder_large, encoder_small

from stancekit.errors import ModelError
from stancekit.modelling.classifier import StanceClassifier
from stancekit.statement import Statement

TEXTS = [
    "The talks will go on.",
    "We reject any deal",
    "",
    "if sanctions are lifted first, the minister said",
    "The talks will go on.",
]


@pytest.fixture
def features(tiny_encoder):
    return EncoderFeatures(str(tiny_encoder))


@pytest.fixture
def encoded(monkeypatch):
    """Texts that encoders were asked for, in order."""
    asked = []
    encode = Encoder.encode

    def count(self, texts):
        asked.extend(texts)
        return encode(self, texts)

    monkeypatch.setattr(Encoder, "encode", count)
    return asked


@pytest.mark.parametrize(("output", "width"), [("embedding", 64), ("scores", 4)])
def test_columns(features, output, width):
    features.set_params(output=output)
    matrix = features.transform(TEXTS)
    assert sparse.issparse(matrix)
    assert (matrix.format, matrix.dtype, matrix.shape) == ("csr", np.float64, (5, width))
    assert np.isfinite(matrix.data).all()
    names = features.get_feature_names_out()
    assert (names.dtype, len(names), len(set(names))) == (object, width, width)
    assert features.transform([]).shape == (0, width)


def test_columns_are_the_encoders(features, tiny_encoder):
    encoded = Encoder(tiny_encoder).encode(["Arcadia reject any deal."])
    matrix = features.transform(["The Zuranians reject any deal."])
    assert np.array_equal(matrix.toarray(), encoded.embedding.astype(float))
    scores = EncoderFeatures(str(tiny_encoder), "scores")
    assert np.array_equal(
        scores.transform(["The Zuranians reject any deal."]).toarray(),
        encoded.scores.astype(float),
    )
    assert scores.get_feature_names_out().tolist() == [
        "pro-diplomacy",
        "rejection",
        "conditional",
        "no-stance",
    ]


def test_the_batch_changes_nothing(features):
    whole = features.transform(TEXTS).toarray()
    for row, text in enumerate(TEXTS):
        assert np.array_equal(features.transform([text]).toarray()[0], whole[row])
    back = features.transform(TEXTS[::-1]).toarray()
    assert np.array_equal(back[::-1], whole)
    # What was fitted on is taken from memory, beside what wasn't.
    other = EncoderFeatures(features.encoder, threads=1).fit(TEXTS[1:3])
    assert np.array_equal(other.transform(TEXTS).toarray(), whole)


def test_actors_change_nothing(features):
    rows = features.transform(
        ["Ada Lorn said the Velk will go on.", "Ministers said France will go on."]
    ).toarray()
    assert np.array_equal(*rows)


def test_statements_and_arrays_are_texts(features):
    expected = features.transform(TEXTS).toarray()
    statements = [Statement(7, 7 + len(text), text) for text in TEXTS]
    for given in (statements, tuple(TEXTS), np.array(TEXTS), np.array(TEXTS, dtype=object)):
        assert np.array_equal(features.transform(given).toarray(), expected)


@pytest.mark.parametrize("given", ["a text", [["a"], ["b"]], np.array([["a"]]), {"a": 1}, [1]])
def test_what_is_no_list_of_texts_is_refused(features, given):
    for method in (features.fit, features.transform):
        with pytest.raises((TypeError, ValueError)):
            method(given)


def test_wrong_parameters_are_refused(tiny_encoder):
    with pytest.raises(ValueError, match="'embedding' or 'scores', not 'both'"):
        EncoderFeatures(str(tiny_encoder), "both").fit(TEXTS)
    with pytest.raises(ValueError, match="threads must be at least 1"):
        EncoderFeatures(str(tiny_encoder), threads=0).fit(TEXTS)
    with pytest.raises(TypeError, match=r"a name or a path, as str, not .*Path"):
        EncoderFeatures(tiny_encoder).fit(TEXTS)
    with pytest.raises(ModelError, match="no encoder 'larg': neither large nor small nor a folder"):
        EncoderFeatures("larg").fit(TEXTS)


def test_missing_weights_are_one_line(monkeypatch, tmp_path):
    monkeypatch.setattr(models, "_HERE", tmp_path)
    for make, name in ((encoder_large, "large"), (encoder_small, "small")):
        with pytest.raises(ModelError, match=f"lacks the weights of the encoder '{name}'; .*pip"):
            make().transform(TEXTS)


def test_copies(features):
    expected = features.fit(TEXTS).transform(TEXTS).toarray()
    for other in (
        copy.deepcopy(features),
        pickle.loads(pickle.dumps(features)),  # noqa: S301 - our own
        clone(features),
    ):
        assert repr(other) == repr(features)
        assert np.array_equal(other.transform(TEXTS).toarray(), expected)
    assert not hasattr(clone(features), "sha256_")
    assert len(pickle.dumps(features)) < 1000  # no weights travel with it


def test_other_processes_give_the_same(features):
    expected = features.fit(TEXTS).transform(TEXTS).toarray()
    jobs = [joblib.delayed(features.transform)([text]) for text in TEXTS[:2]]
    for row, found in enumerate(joblib.Parallel(n_jobs=2)(jobs)):
        assert np.array_equal(found.toarray()[0], expected[row])


def test_encoders_are_opened_once(features, write_encoder, tmp_path, monkeypatch):
    opened = []
    files = Encoder.__init__
    monkeypatch.setattr(
        Encoder, "__init__", lambda self, *args: (opened.append(args), files(self, *args))[1]
    )
    folder = str(write_encoder(tmp_path / "one"))
    for output in ("embedding", "scores"):
        EncoderFeatures(folder, output).fit(TEXTS).transform(TEXTS)
    assert len(opened) == 1


def test_what_was_fitted_on_is_encoded_once(write_encoder, tmp_path, encoded):
    folder = str(write_encoder(tmp_path / "one"))
    texts = [f"the talks will go on {n}" for n in range(24)]
    classifier = StanceClassifier(EncoderFeatures(folder), n_folds=3, coverage=0.5)
    classifier.fit(texts, ["yes", "no"] * 12)
    assert sorted(encoded) == sorted(texts)
    classifier.predict(["new"])
    classifier.predict(["new"])
    assert encoded[24:] == ["new", "new"]  # what is only read isn't kept


def test_what_is_kept_is_bounded(write_encoder, tmp_path, encoded, monkeypatch):
    monkeypatch.setattr("stancekit_encoder.extractor._KEPT", 3 * 4)  # three rows of scores
    features = EncoderFeatures(str(write_encoder(tmp_path / "one")), "scores")
    features.fit(TEXTS)
    assert encoded == []  # four are too many: it would be done twice
    features.fit(TEXTS[:2]).fit(TEXTS[2:4])
    assert len(encoded) == 4
    features.transform(TEXTS)
    assert encoded[4:] == [TEXTS[0]]  # the oldest was let go


def test_the_state_is_the_hash_of_the_encoder(features, tiny_encoder):
    state = features.get_state()
    assert state == features.fit(TEXTS).get_state() == {"sha256": Encoder(tiny_encoder).sha256}
    again = EncoderFeatures(str(tiny_encoder)).set_state(state)
    assert np.array_equal(again.transform(TEXTS).toarray(), features.transform(TEXTS).toarray())


def test_another_encoder_is_refused(features, write_encoder, tmp_path):
    state = features.get_state()
    other = str(write_encoder(tmp_path / "other", seed=1))
    complaint = r"another one \(sha256 [0-9a-f]{12}…\).*install the .*, or train the model again$"
    with pytest.raises(ModelError, match=complaint):
        EncoderFeatures(other).set_state(state)
    features.fit(TEXTS).set_params(encoder=other)
    with pytest.raises(ModelError, match=complaint):
        features.transform(TEXTS)
    features.fit(TEXTS).transform(TEXTS)  # to fit it is to take the other one


def test_an_encoder_written_anew_is_another_one(write_encoder, tmp_path):
    folder = tmp_path / "one"
    features = EncoderFeatures(str(write_encoder(folder))).fit(TEXTS)
    features.transform(TEXTS)
    folder.rename(tmp_path / "old")
    write_encoder(folder, seed=1)
    with pytest.raises(ModelError, match="another one"):
        features.transform(TEXTS)


def test_an_altered_graph_is_refused(write_encoder, tmp_path):
    folder = write_encoder(tmp_path / "one")
    (folder / GRAPH).write_bytes(b"")
    with pytest.raises(ModelError, match=GRAPH):
        EncoderFeatures(str(folder)).transform(TEXTS)
    (folder / CONFIG).unlink()
    with pytest.raises(ModelError, match=CONFIG):
        EncoderFeatures(str(folder)).get_feature_names_out()


def test_values_that_are_not_finite_are_refused(features, monkeypatch):
    broken = Encoded(*(np.full((1, width), np.nan, dtype=np.float32) for width in (64, 4)))
    monkeypatch.setattr(Encoder, "encode", lambda *_: broken)
    with pytest.raises(ModelError, match="isn't finite"):
        features.transform(["never seen"])


@pytest.mark.parametrize("module", ["stancekit_encoder", "stancekit_encoder.extractor"])
def test_importing_is_cheap(module):
    heavy = ["onnx", "onnxruntime", "sklearn", "tokenizers", "torch", "transformers"]
    if module == "stancekit_encoder":
        heavy += ["numpy", "scipy", "stancekit_encoder.extractor", "stancekit_encoder.models"]
    code = f"import sys, {module}; print(sorted(set({heavy}) & set(sys.modules)))"
    path = str(Path(__file__).parents[1])
    answer = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {path!r}); {code}"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.strip() == "[]"
