"""The encoder in a folder: the same numbers however it is asked, and clear words when it can't."""

import json
import pickle

import numpy as np
import pytest
from stancekit_encoder.encoder import Encoder

from stancekit.errors import ModelError

TEXTS = [
    "The talks will go on.",
    "",
    "We reject any deal",
    "if sanctions are lifted first, the minister said",
    "no " * 500,
    "</s> [SEP] <pad>",
    "The talks will go on.",
    "a lone surrogate \ud800 and a letter ß",
]


def same(first, second):
    return np.array_equal(first.embedding, second.embedding) and np.array_equal(
        first.scores, second.scores
    )


@pytest.fixture(scope="module", params=["bert", "mpnet"])
def folder(request, write_encoder, tmp_path_factory):
    return write_encoder(tmp_path_factory.mktemp("encoder") / request.param, request.param)


def test_the_batch_the_order_and_the_threads_change_nothing(folder):
    whole = Encoder(folder, threads=1).encode(TEXTS)
    assert whole.embedding.shape == (len(TEXTS), 64)
    assert whole.scores.shape == (len(TEXTS), 4)
    assert same(Encoder(folder, threads=2).encode(TEXTS), whole)
    single = Encoder(folder)
    for row, text in enumerate(TEXTS):
        alone = single.encode([text])
        assert np.array_equal(alone.scores[0], whole.scores[row])
        assert np.array_equal(alone.embedding[0], whole.embedding[row])
    order = np.random.default_rng(0).permutation(len(TEXTS))
    shuffled = single.encode([TEXTS[i] for i in order])
    assert np.array_equal(shuffled.scores, whole.scores[order])


def test_texts_differ_and_what_is_beyond_the_last_token_is_not_looked_at(tiny_encoder):
    encoder = Encoder(tiny_encoder)
    scores = encoder.encode(["the talks", "no talks", "no " * 200, "no " * 200 + "deal"]).scores
    assert not np.allclose(scores[0], scores[1])
    assert np.array_equal(scores[2], scores[3])


def test_no_texts_give_no_rows_without_a_session(tiny_encoder):
    encoder = Encoder(tiny_encoder)
    assert encoder.encode([]).embedding.shape == (0, 64)
    assert "_files" not in vars(encoder)


def test_special_tokens_in_a_text_are_plain_characters(folder):
    last = "</s>" if folder.name == "mpnet" else "[SEP]"
    spaced = "< / s >" if folder.name == "mpnet" else "[ SEP ]"
    encoder = Encoder(folder)
    assert same(encoder.encode([f"go {last} on"]), encoder.encode([f"go {spaced} on"]))


def test_it_pickles_as_its_path(tiny_encoder, monkeypatch):
    encoder = Encoder(tiny_encoder, threads=2)
    before = encoder.encode(TEXTS)
    data = pickle.dumps(encoder)
    assert len(data) < 1000
    monkeypatch.chdir("/")
    again = pickle.loads(data)  # noqa: S301 - made a line above
    assert again.threads == 2
    assert same(again.encode(TEXTS), before)


def test_a_relative_folder_survives_a_change_of_directory(tiny_encoder, monkeypatch):
    monkeypatch.chdir(tiny_encoder.parent)
    encoder = Encoder(tiny_encoder.name)
    monkeypatch.chdir("/")
    assert encoder.encode(["talks"]).scores.shape == (1, 4)


def test_it_says_what_it_is_before_anything_is_loaded(tiny_encoder):
    encoder = Encoder(tiny_encoder)
    assert encoder.labels == ("pro-diplomacy", "rejection", "conditional", "no-stance")
    assert "talks" in encoder.words
    assert (encoder.hidden, encoder.max_length, len(encoder.sha256)) == (32, 96, 64)


def test_a_bare_string_and_no_threads_are_refused(tiny_encoder):
    with pytest.raises(TypeError, match="put it in a list"):
        Encoder(tiny_encoder).encode("talks")
    with pytest.raises(ValueError, match="at least 1"):
        Encoder(tiny_encoder, threads=0)


@pytest.mark.parametrize("name", ["encoder.onnx", "tokenizer.json"])
@pytest.mark.parametrize("fault", ["altered", "missing", "folder"])
def test_a_file_that_is_not_the_one_is_named(write_encoder, tmp_path, name, fault):
    folder = write_encoder(tmp_path / "encoder")
    file = folder / name
    data = file.read_bytes()
    file.unlink()
    if fault == "altered":
        file.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    elif fault == "folder":
        file.mkdir()
    encoder = Encoder(folder)
    with pytest.raises(ModelError, match=name) as caught:
        encoder.encode(["talks"])
    assert "\n" not in str(caught.value)


def change(**changes):
    return lambda config: json.dumps(config | changes)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda _: "{", "isn't JSON"),
        (lambda _: "[]", "isn't that of"),
        (change(format="other"), "isn't that of"),
        (change(version=2), "upgrade"),
        (change(labels=[]), "labels"),
        (change(labels="abc"), "labels"),
        (change(words=[1]), "words"),
        (change(hidden="32"), "hidden"),
        (change(max_length=True), "max_length"),
        (change(sha256={"encoder.onnx": "0", "../../other": "0"}), "sha256"),
    ],
)
def test_a_configuration_that_is_none_is_refused(write_encoder, tmp_path, make, message):
    folder = write_encoder(tmp_path / "encoder")
    config = folder / "config.json"
    config.write_text(make(json.loads(config.read_text())))
    with pytest.raises(ModelError, match=message):
        Encoder(folder)


def test_a_folder_without_an_encoder_is_refused(tmp_path):
    with pytest.raises(ModelError, match=r"no config\.json"):
        Encoder(tmp_path)


def test_a_graph_that_cannot_be_run_gives_one_line(write_encoder, tmp_path):
    import hashlib

    folder = write_encoder(tmp_path / "encoder")
    (folder / "encoder.onnx").write_bytes(b"none")
    config = json.loads((folder / "config.json").read_text())
    config["sha256"]["encoder.onnx"] = hashlib.sha256(b"none").hexdigest()
    (folder / "config.json").write_text(json.dumps(config))
    with pytest.raises(ModelError, match="onnxruntime") as caught:
        Encoder(folder).encode(["talks"])
    assert "\n" not in str(caught.value)
