from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load as load_arrays

import stancekit
from stancekit.errors import ModelError
from stancekit.features import WordNgrams
from stancekit.modelling import folder as folder_module
from stancekit.modelling.arrays import pack, shapes
from stancekit.modelling.classifier import StanceClassifier
from stancekit.modelling.folder import load_model, read_manifest, save_model, verify_model
from stancekit.modelling.origins import Origin, _feature_files, feature_code_sha256
from stancekit.stance import StanceScheme


@pytest.fixture
def folder(model, tmp_path):
    path = tmp_path / "toy"
    save_model(model, path)
    return path


@pytest.fixture
def with_letters(corpus, letters_class):
    """A model whose second extractor comes from elsewhere."""
    extractors = [("words", WordNgrams(min_df=1)), ("mine", letters_class("xyz"))]
    texts, labels, groups = corpus
    return StanceClassifier(extractors, n_folds=3).fit(texts, labels, groups=groups)


def test_a_model_comes_back_to_the_bit(model, folder, corpus):
    loaded = load_model(folder)
    for name in ("name", "version", "scheme", "coverage", "training", "metrics", "sha256"):
        assert getattr(loaded, name) == getattr(model, name)
    assert loaded.weights.tobytes() == model.weights.tobytes()
    assert loaded.predictions(corpus[0]) == model.predictions(corpus[0])
    assert sorted(path.name for path in folder.iterdir()) == [
        "README.md",
        "arrays.safetensors",
        "manifest.json",
    ]


def test_the_same_model_gives_the_same_bytes(model, folder, tmp_path):
    save_model(load_model(folder), tmp_path / "again")
    save_model(model, tmp_path / "third")
    for name in ("README.md", "arrays.safetensors", "manifest.json"):
        data = (folder / name).read_bytes()
        assert (tmp_path / "again" / name).read_bytes() == data
        assert (tmp_path / "third" / name).read_bytes() == data


def test_the_manifest_says_what_the_model_is(model, folder):
    manifest = read_manifest(folder)
    assert manifest == verify_model(folder)
    assert manifest["sha256"] == model.sha256
    assert manifest["feature_code_sha256"] == feature_code_sha256()
    assert manifest["metrics"] == {"macro_f1": 0.5, "macro_f1_interval": [0.4, 0.6]}
    (entry,) = manifest["extractors"]
    assert entry["name"] == entry["extractor"] == "words"
    assert entry["params"]["min_df"] == 1
    assert entry["origin"]["distribution"] == "stancekit"
    card = (folder / "README.md").read_text()
    for expected in (
        "# toy 1.0",
        "misattribution",
        "Intended use",
        "0.400 to 0.600",
        "`rejection`",
    ):
        assert expected in card


def test_hash_of_the_features_covers_every_lexicon_that_they_read():
    root = Path(stancekit.__file__).parent
    covered = {file.relative_to(root).as_posix() for file in _feature_files(root)}
    assert "features/words.py" in covered
    assert "features/lexicons/en/stance_cues.toml" in covered
    assert "extraction/lexicons/en/places.toml" in covered
    assert "extraction/lexicons/en/counterparts.toml" not in covered


def test_a_card_of_ones_own_is_kept(classifier, tmp_path):
    save_model(classifier.to_model(name="own", card="# Mine – ours\n"), tmp_path / "own")
    assert load_model(tmp_path / "own").card == "# Mine – ours\n"


def test_a_figure_that_could_not_be_worked_out_is_null(classifier, tmp_path):
    model = classifier.to_model(name="x", metrics={"interval": [float("nan"), 1.0]})
    save_model(model, tmp_path / "x")
    assert load_model(tmp_path / "x").metrics == {"interval": [None, 1.0]}
    assert verify_model(tmp_path / "x")["sha256"] == model.sha256
    with pytest.raises(ModelError, match="what is said about the training can't be kept"):
        save_model(classifier.to_model(name="x", training={"when": object()}), tmp_path / "x")


def test_models_without_calibration_or_of_other_schemes(tmp_path):
    scheme = StanceScheme("zoll", ("dafür", "dagegen"), null_label="dagegen", target="Zölle")
    classifier = StanceClassifier([("words", WordNgrams(min_df=1))], calibrate=None)
    classifier.fit(["Zölle helfen", "Zölle schaden"] * 3, ["dafür", "dagegen"] * 3)
    model = classifier.to_model(name="zoll", scheme=scheme)
    save_model(model, tmp_path / "zoll")
    loaded = load_model(tmp_path / "zoll")
    assert loaded.scheme == scheme
    assert loaded.coverage is None
    assert loaded.thresholds is None
    assert loaded.predict(["helfen", "schaden"]) == ["dafür", "dagegen"]
    assert loaded.predictions(["helfen"])[0].label_set == ("dafür", "dagegen")


def test_files_are_plain_and_open_to_other_readers(folder, model):
    arrays = load_arrays((folder / "arrays.safetensors").read_bytes())
    np.testing.assert_array_equal(arrays["model/weights"], model.weights)
    json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


# Saving


def test_a_model_replaces_a_model_and_nothing_else(model, folder, tmp_path):
    model.training["statements"] = 73
    save_model(model, folder)
    assert read_manifest(folder)["training"]["statements"] == 73
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "thesis.txt").write_text("precious")
    (tmp_path / "file").write_text("precious")
    (tmp_path / "link").symlink_to(folder)
    for name in ("notes", "file", "link"):
        with pytest.raises(ModelError, match="a model needs a folder of its own"):
            save_model(model, tmp_path / name)
    assert (tmp_path / "notes" / "thesis.txt").read_text() == "precious"
    (tmp_path / "empty").mkdir()
    save_model(model, tmp_path / "empty")
    save_model(model, tmp_path / "new" / "place")
    assert load_model(tmp_path / "new" / "place").name == "toy"


def test_a_failed_save_leaves_the_old_model(model, folder, monkeypatch):
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    model.training["statements"] = 1
    with pytest.raises(ModelError, match="can't be written: No space left on device"):
        save_model(model, folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert [path.name for path in folder.parent.iterdir()] == ["toy"]


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ({"x": object()}, "is of type object, which a model can't keep"),
        ({"x": np.array(["a"])}, "is an array of <U1"),
        ({"x": np.array([np.nan])}, "a value that isn't finite"),
        ({"$x": 1}, r"starts with '\$'"),
        ({"x": float("inf")}, "is of type float, which"),
    ],
)
def test_states_that_cannot_be_kept_are_refused(with_letters, tmp_path, state, message):
    with_letters.features_.extractors[1][1].get_state = lambda: state
    model = with_letters.to_model(name="x")
    model.features.extractors[1][1].get_state = lambda: state
    with pytest.raises(ModelError, match=message):
        save_model(model, tmp_path / "x")
    assert not (tmp_path / "x").exists()


# Extractors from elsewhere


def test_own_extractors_come_back_with_their_state(with_letters, letters_class, corpus, tmp_path):
    model = with_letters.to_model(name="x")
    save_model(model, tmp_path / "x")
    known = {"words": WordNgrams, "letters": letters_class}
    loaded = load_model(tmp_path / "x", known)
    mine = loaded.features.extractors[1][1]
    assert mine.letters == "xyz"
    assert mine.seen_ == with_letters.features_.extractors[1][1].seen_
    assert loaded.predictions(corpus[0]) == model.predictions(corpus[0])


@pytest.mark.parametrize(
    ("origin", "message"),
    [
        (("stancekit-letters", "2.1", None), r"pip install stancekit-letters==2\.1$"),
        ((None, None, "mine.py"), r"option --plugin with the script mine\.py"),
        (("stancekit", "9.0", None), r"install stancekit 9\.0 or later"),
        ((None, None, None), "ask the model's author"),
    ],
)
def test_a_missing_extractor_is_named_with_the_remedy(with_letters, tmp_path, origin, message):
    model = with_letters.to_model(name="x", origins={"mine": Origin(*origin)})
    save_model(model, tmp_path / "x")
    with pytest.raises(ModelError, match=f"needs the feature extractor 'letters'.*{message}"):
        load_model(tmp_path / "x")
    assert verify_model(tmp_path / "x")["name"] == "x"


def test_where_an_extractor_comes_from_is_found_out(with_letters, tmp_path):
    save_model(with_letters.to_model(name="x"), tmp_path / "x")
    origins = [entry["origin"] for entry in read_manifest(tmp_path / "x")["extractors"]]
    assert origins[0]["distribution"] == "stancekit"
    assert origins[1] == {"distribution": None, "version": None, "script": "conftest.py"}


def test_another_version_of_an_extractor_is_told(with_letters, letters_class, tmp_path):
    class Newer(letters_class):
        version = "8"

    save_model(with_letters.to_model(name="x"), tmp_path / "x")
    with pytest.warns(UserWarning, match="version 7 of the feature extractor 'letters'"):
        load_model(tmp_path / "x", {"words": WordNgrams, "letters": Newer})


def test_a_failing_extractor_gives_one_line(with_letters, letters_class, tmp_path):
    class Broken(letters_class):
        def set_state(self, state):
            raise KeyError("no\nsuch thing")

    class Wide(letters_class):
        def transform(self, X):
            raise RuntimeError("out of letters")

    save_model(with_letters.to_model(name="x"), tmp_path / "x")
    for extractor, message in ((Broken, "'mine'.*KeyError"), (Wide, "out of letters")):
        with pytest.raises(ModelError, match=message) as caught:
            load_model(tmp_path / "x", {"words": WordNgrams, "letters": extractor})
        assert "\n" not in str(caught.value)


# Tampering


def arrays_of(folder):
    return dict(load_arrays((folder / "arrays.safetensors").read_bytes()))


def with_header(folder, change) -> bytes:
    """The arrays file with another header before the same bytes."""
    data = (folder / "arrays.safetensors").read_bytes()
    (size,) = struct.unpack_from("<Q", data)
    header = json.loads(data[8 : 8 + size])
    change(header)
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data[8 + size :]


def set_in(*path_and_value):
    *path, last, value = path_and_value

    def edit(record):
        for key in path:
            record = record[key]
        record[last] = value

    return edit


def remove(*path):
    def edit(record):
        for key in path[:-1]:
            record = record[key]
        del record[path[-1]]

    return edit


MANIFEST_EDITS = {
    "other format": (set_in("format", "pickle"), "isn't the manifest of a stancekit model"),
    "later version": (
        set_in("format_version", 2),
        "format version 2; this stancekit reads",
    ),
    "version as text": (set_in("format_version", "1"), "format version '1'"),
    "version true": (set_in("format_version", True), "format version True"),
    "extra field": (set_in("code", "import os"), "unknown field 'code'"),
    "missing field": (remove("scheme"), "lacks the field 'scheme'"),
    "wrong type": (set_in("arrays", []), "field 'arrays' of the wrong type"),
    "name climbs": (set_in("name", "../../etc"), "model's name has letters"),
    "name empty": (set_in("name", ""), "model's name has letters"),
    "file elsewhere": (
        set_in("files", "../secret", {"size": 1, "sha256": "0" * 64}),
        "lists the files",
    ),
    "file left out": (remove("files", "README.md"), "lists the files 'arrays.safetensors', not"),
    "no hash": (set_in("files", "README.md", "sha256", "none"), "where a SHA-256 hash belongs"),
    "other hash": (set_in("files", "README.md", "sha256", "0" * 64), "README.md isn't the file"),
    "other size": (set_in("files", "README.md", "size", 1), "README.md has .* bytes, not 1"),
    "size negative": (set_in("files", "README.md", "size", -1), "README.md has .* bytes, not -1"),
    "code hash": (set_in("feature_code_sha256", "x"), "where a SHA-256 hash belongs"),
    "scheme broken": (set_in("scheme", "labels", ["a"]), "scheme that can't be used"),
    "scheme shorter": (
        set_in("scheme", {"name": "s", "labels": ["a", "b"], "null_label": "a"}),
        "weights have shape",
    ),
    "coverage 2": (set_in("coverage", 2.0), "coverage of 2.0"),
    "coverage gone": (set_in("coverage", None), "array 'model/thresholds', which nothing uses"),
    "no extractor": (set_in("extractors", []), "names no extractor"),
    "extractor unknown": (
        set_in("extractors", 0, "extractor", "os.system"),
        "needs the feature extractor 'os.system'",
    ),
    "extractor extra": (set_in("extractors", 0, "x", 1), "unknown field 'x'"),
    "extractor a list": (set_in("extractors", 0, []), "an extractor isn't an object"),
    "parameter unknown": (set_in("extractors", 0, "params", "depth", 3), "can't be set up.*depth"),
    "origin odd": (set_in("extractors", 0, "origin", {"url": "x"}), "where an extractor comes"),
    "state of another array": (
        set_in("extractors", 0, "state", "idf", {"$array": "model/bias"}),
        "can't be set up|lacks the array 'model/bias'|no array",
    ),
    "state absent": (
        set_in("extractors", 0, "state", "idf", {"$array": "none"}),
        "no array 'none' left",
    ),
    "state odd": (set_in("extractors", 0, "state", "idf", {"$eval": "1"}), "unknown kind: \\$eval"),
    "strings miscounted": (
        set_in("extractors", 0, "state", "words", "count", 3),
        "isn't a list of 3 strings",
    ),
    "shape declared huge": (
        set_in("arrays", "model/weights", "shape", [2**62, 2**62]),
        r"'model/weights' is F32 .*, not float32 \[4611686018427387904",
    ),
    "dtype declared": (
        set_in("arrays", "model/weights", "dtype", "float64"),
        "is F32 .*, not float64",
    ),
    "dtype object": (set_in("arrays", "model/weights", "dtype", "object"), "type 'object'"),
    "array not declared": (
        remove("arrays", "model/bias"),
        "'model/bias', which the man",
    ),
    "array only declared": (
        set_in("arrays", "ghost", {"dtype": "int8", "shape": [1]}),
        "lacks the array 'ghost'",
    ),
}


@pytest.mark.parametrize("name", MANIFEST_EDITS)
def test_an_altered_manifest_is_refused(folder, rewrite, name):
    edit, message = MANIFEST_EDITS[name]
    rewrite(folder, edit)
    with pytest.raises(ModelError, match=message) as caught:
        load_model(folder)
    assert str(caught.value).startswith(f"{folder}: ")
    assert "\n" not in str(caught.value)


HEADER_EDITS = {
    "huge shape": set_in("model/bias", "shape", [2**40]),
    "overflowing shape": set_in("model/bias", "shape", [2**33, 2**31]),
    "negative shape": set_in("model/bias", "shape", [-4]),
    "offsets swapped": set_in("model/bias", "data_offsets", [32, 0]),
    "offsets beyond": set_in("model/bias", "data_offsets", [10**9, 10**9 + 32]),
    "offsets overlap": set_in("model/offset", "data_offsets", [0, 32]),
    "offsets text": set_in("model/bias", "data_offsets", "0:32"),
    "no offsets": remove("model/bias", "data_offsets"),
    "extra array": set_in("ghost", {"dtype": "I8", "shape": [0], "data_offsets": [0, 0]}),
    "metadata": set_in("__metadata__", {"x": "y"}),
    "not a table": set_in("model/bias", 3),
    "array gone": remove("model/bias"),
}


@pytest.mark.parametrize("name", HEADER_EDITS)
@pytest.mark.parametrize("declare", [False, True])
def test_an_altered_array_header_is_refused(folder, rewrite, name, declare):
    """Even where sizes, hashes and declared shapes were made to match."""
    data = with_header(folder, HEADER_EDITS[name])
    (size,) = struct.unpack_from("<Q", data)
    header = json.loads(data[8 : 8 + size])

    def edit(manifest):
        if declare:
            for key, entry in manifest["arrays"].items():
                if isinstance(header.get(key), dict):
                    entry["shape"] = header[key]["shape"]

    rewrite(folder, edit, arrays=data)
    with pytest.raises(ModelError) as caught:
        load_model(folder)
    assert "\n" not in str(caught.value)


def redeclared(arrays):
    """A change of the manifest that declares `arrays` as they are."""
    return set_in("arrays", shapes(arrays))


ARRAY_EDITS = {
    "weights NaN": ("model/weights", lambda a: a * np.nan, "value that isn't finite"),
    "bias infinite": ("model/bias", lambda a: a + np.inf, "value that isn't finite"),
    "weights double": ("model/weights", lambda a: a.astype(np.float64), "is float64, not float32"),
    "bias single": ("model/bias", lambda a: a.astype(np.float32), "is float32, not float64"),
    "bias whole": ("model/bias", lambda a: a.astype(np.int64), "is int64, not float64"),
    "weights flat": ("model/weights", lambda a: a.reshape(-1), "1 dimensions, not 2"),
    "weights too few": ("model/weights", lambda a: a[:-1], "its extractors give"),
    "labels too few": ("model/weights", lambda a: a[:, :-1], "have shape"),
    "bias too long": ("model/bias", lambda a: np.append(a, 0.0), "have shape"),
    "words cut": ("features/words/words", lambda a: a[:-40], "isn't a list of"),
    "words not UTF-8": ("features/words/words", lambda a: a | 0x80, "isn't a list of"),
    "words as numbers": ("features/words/words", lambda a: a.astype(np.int32), "isn't a list of"),
    "idf too short": ("features/words/idf", lambda a: a[:-1], "can't be set up"),
}


@pytest.mark.parametrize("name", ARRAY_EDITS)
def test_altered_arrays_are_refused(folder, rewrite, name):
    key, change, message = ARRAY_EDITS[name]
    arrays = arrays_of(folder)
    arrays[key] = change(arrays[key])
    rewrite(folder, redeclared(arrays), arrays=pack(arrays))
    with pytest.raises(ModelError, match=message) as caught:
        load_model(folder)
    assert "\n" not in str(caught.value)


def test_an_array_that_nothing_uses_is_refused(folder, rewrite):
    arrays = arrays_of(folder) | {"model/more": np.zeros(3)}
    rewrite(folder, redeclared(arrays), arrays=pack(arrays))
    with pytest.raises(ModelError, match="'model/more', which nothing uses"):
        load_model(folder)


@pytest.mark.parametrize("name", ["README.md", "arrays.safetensors", "manifest.json"])
def test_a_missing_file_is_named(folder, name):
    (folder / name).unlink()
    for use in (load_model, verify_model):
        with pytest.raises(ModelError, match=f"has no {name}"):
            use(folder)


@pytest.mark.parametrize("name", ["README.md", "arrays.safetensors"])
def test_every_changed_byte_is_noticed(folder, name):
    data = (folder / name).read_bytes()
    for place in range(0, len(data), max(1, len(data) // 50)):
        changed = bytearray(data)
        changed[place] ^= 1
        (folder / name).write_bytes(changed)
        with pytest.raises(ModelError, match=f"{name} isn't the file"):
            load_model(folder)
    (folder / name).write_bytes(data[:-1])
    with pytest.raises(ModelError, match=f"{name} has {len(data) - 1} bytes, not {len(data)}"):
        load_model(folder)


@pytest.mark.parametrize(
    "manifest",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"{",
        b"null",
        b'{"format": "stancekit-model", "format": "stancekit-model"}',
        b'{"format": "stancekit-model", "format_version": NaN}',
        b"[" * 100_000,
        b"9" * 10_000,
    ],
)
def test_a_broken_manifest_gives_one_line(folder, manifest):
    (folder / "manifest.json").write_bytes(manifest)
    for use in (load_model, verify_model, read_manifest):
        with pytest.raises(ModelError, match=r"toy: ") as caught:
            use(folder)
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "data",
    [b"", b"\0" * 7, b"\xff" * 64, struct.pack("<Q", 2) + b"[]", struct.pack("<Q", 4) + b"{,:}"],
)
def test_a_broken_arrays_file_gives_one_line(folder, rewrite, data):
    rewrite(folder, arrays=data)
    with pytest.raises(ModelError, match="isn't a safetensors file"):
        load_model(folder)


def test_a_card_that_is_no_text_is_refused(folder, rewrite):
    rewrite(folder, card=b"\xff\xfe")
    with pytest.raises(ModelError, match="isn't UTF-8"):
        load_model(folder)


def test_links_and_devices_are_refused(folder, tmp_path):
    for name in ("README.md", "arrays.safetensors", "manifest.json"):
        real = folder / name
        real.rename(tmp_path / name)
        real.symlink_to(tmp_path / name)
        with pytest.raises(ModelError, match=f"{name} is a symbolic link"):
            load_model(folder)
        real.unlink()
        os.mkfifo(real)
        with pytest.raises(ModelError, match=f"{name} isn't a plain file"):
            load_model(folder)
        real.unlink()
        (tmp_path / name).rename(real)
    load_model(folder)


def test_other_files_are_refused(folder):
    (folder / ".DS_Store").write_bytes(b"")
    load_model(folder)
    (folder / "weights.pkl").write_bytes(b"")
    with pytest.raises(ModelError, match=r"holds 'weights\.pkl', which is no part of a model"):
        load_model(folder)


def test_a_file_too_large_is_not_read(folder, rewrite, monkeypatch):
    monkeypatch.setitem(folder_module._LIMITS, "README.md", 10)
    with pytest.raises(ModelError, match=r"README\.md has \d+ bytes, more than a model can have"):
        load_model(folder)


def test_there_is_no_model_there(tmp_path):
    (tmp_path / "file").write_text("x")
    for path in (tmp_path, tmp_path / "nowhere", tmp_path / "file"):
        with pytest.raises(ModelError, match=r"has no manifest\.json"):
            load_model(path)


def test_nothing_is_unpickled(folder):
    """Neither pickle nor what rests on it is so much as imported by loading."""
    code = (
        "import sys; before = set(sys.modules)\n"
        "from stancekit.modelling.folder import load_model\n"
        "import pickle\n"
        "def refuse(*a, **k): raise AssertionError('unpickled')\n"
        "pickle.load = pickle.loads = pickle.Unpickler = refuse\n"
        "load_model(sys.argv[1])\n"
    )
    subprocess.run([sys.executable, "-c", code, str(folder)], check=True)


def paths_in(value, path=()):
    """Every place in a JSON value."""
    yield path
    items = {dict: dict.items, list: enumerate}.get(type(value), lambda _: ())(value)
    for key, item in items:
        yield from paths_in(item, (*path, key))


@pytest.mark.filterwarnings("ignore:model .* was trained with version")
def test_whatever_stands_in_a_manifest_there_is_a_model_or_one_line(folder, corpus):
    file = folder / "manifest.json"
    original = file.read_text()
    refused = 0
    for path in list(paths_in(json.loads(original)))[1:]:
        for value in (None, True, -1, 2**70, 0.5, "", "a\nb", [], [[]], {}, {"$array": {}}):
            manifest = json.loads(original)
            set_in(*path, value)(manifest)
            file.write_text(json.dumps(manifest))
            try:
                model = load_model(folder)
            except ModelError as error:
                refused += 1
                assert "\n" not in str(error), path
            else:
                model.predictions(corpus[0][:2])
    assert refused > 500
