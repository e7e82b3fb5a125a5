"""The shipped models and the cascade, with tiny encoders in their places."""

import importlib.metadata
import json
import pickle
import shutil
from pathlib import Path

import pytest
from stancekit_encoder import models
from stancekit_encoder.extractor import EncoderFeatures

import stancekit.loading
from stancekit.cli import main
from stancekit.errors import ModelError
from stancekit.features import WordNgrams
from stancekit.loading import load
from stancekit.modelling.classifier import StanceClassifier
from stancekit.modelling.folder import load_model, read_manifest, save_model
from stancekit.modelling.linear import LinearModel
from stancekit.plugin import Registry, installed_plugins
from stancekit.stance import DIPLOMACY

PACKAGE = Path(models.__file__).parent
SAYINGS = {
    "pro-diplomacy": "we go on: open to dialogue",
    "rejection": "we reject any deal",
    "conditional": "dialogue if sanctions are lifted first",
    "no-stance": "the minister was there",
}
TEXTS = [f"{text} {n}" for text in SAYINGS.values() for n in ("", "first", "said", "not", "now")]
LABELS = [label for label in SAYINGS for _ in range(5)]

EXTRACTORS = {"encoder": EncoderFeatures, "words": WordNgrams}


def classifier(*members):
    return StanceClassifier(list(members), n_folds=5, coverage=0.5).fit(TEXTS, LABELS)


@pytest.fixture(scope="module")
def model(tiny_encoder):
    words = ("words", WordNgrams(min_df=1))
    encoder = ("sense", EncoderFeatures(str(tiny_encoder), "scores"))
    return classifier(words, encoder).to_model(name="mixed")


@pytest.fixture(scope="module")
def installation(write_encoder, tmp_path_factory):
    """A folder that stands for the package with all its weights."""
    here = tmp_path_factory.mktemp("installation")
    shutil.copy(PACKAGE / "cascade.json", here)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(models, "_HERE", here)
        for seed, name in enumerate(models.ENCODERS):
            write_encoder(here / "encoders" / name, seed=seed)
            head = classifier(("encoder", EncoderFeatures(name)))
            made = head.to_model(name=f"diplomacy-{name}", version="1")
            save_model(made, here / "models" / f"diplomacy-{name}")
    return here


@pytest.fixture
def shipped(installation, monkeypatch):
    """Put the tiny installation in the package's place."""
    monkeypatch.setattr(models, "_HERE", installation)
    monkeypatch.setattr(models, "_LOADED", {})
    return installation


@pytest.fixture
def installed():
    """Skip where the distribution isn't installed, only on the path."""
    found = [plugin for plugin in installed_plugins() if plugin.name == "encoder"]
    if not found:
        pytest.skip("stancekit-encoder isn't installed: pip install -e plugins/stancekit-encoder")
    return found[0]


def test_a_model_comes_back_bit_by_bit(model, tmp_path):
    save_model(model, tmp_path / "m")
    loaded = load_model(tmp_path / "m", EXTRACTORS)
    assert loaded.predictions(TEXTS) == model.predictions(TEXTS)
    assert loaded.predict(TEXTS) == model.predict(TEXTS)
    assert [loaded.predictions([text])[0] for text in TEXTS] == model.predictions(TEXTS)
    assert loaded.sha256 == model.sha256
    save_model(loaded, tmp_path / "again")
    assert (tmp_path / "again" / "manifest.json").read_bytes() == (
        tmp_path / "m" / "manifest.json"
    ).read_bytes()


def test_a_model_names_its_distribution_and_asks_for_it(model, tmp_path, installed):
    save_model(model, tmp_path / "m")
    origin = read_manifest(tmp_path / "m")["extractors"][1]["origin"]
    version = importlib.metadata.version("stancekit-encoder")
    assert origin == {"distribution": "stancekit-encoder", "version": version, "script": None}
    needs = "needs the feature extractor 'encoder', which isn't available"
    with pytest.raises(ModelError, match=f"{needs}; .*pip install stancekit-encoder=={version}$"):
        load_model(tmp_path / "m", {"words": WordNgrams})
    with pytest.raises(ModelError, match=f"{needs}; stancekit-encoder is installed, but blocked"):
        load(tmp_path / "m", registry=Registry(block=["stancekit-encoder"]))


def test_a_model_refuses_another_encoder(model, write_encoder, tmp_path):
    save_model(model, tmp_path / "m")
    manifest = (tmp_path / "m" / "manifest.json").read_text()
    other = write_encoder(tmp_path / "other", seed=3)
    mine = model.features.extractors[1][1].encoder
    (tmp_path / "m" / "manifest.json").write_text(manifest.replace(mine, str(other)))
    with pytest.raises(ModelError, match=r"extractor 'sense'.*another one.*train the model again"):
        load_model(tmp_path / "m", EXTRACTORS)


def test_everything_that_is_registered_can_be_loaded(installed):
    registry = Registry()
    own = {
        hook: [
            entry.name
            for entry in registry.components(hook)
            if entry.distribution == "stancekit-encoder"
        ]
        for hook in ("stancekit_feature_extractors", "stancekit_models")
    }
    assert own == {
        "stancekit_feature_extractors": ["encoder", "encoder-large", "encoder-small"],
        "stancekit_models": ["diplomacy-large", "diplomacy-small", "auto"],
    }
    for hook, names in own.items():
        for name in names:
            assert callable(registry.get(hook, name))
    for size in models.ENCODERS:
        made = registry.get("stancekit_feature_extractors", f"encoder-{size}")()
        assert made.get_params() == {"encoder": size, "output": "embedding", "threads": None}
        assert made.name == "encoder"  # what model files name is registered


def test_shipped_models_load_by_name(shipped, installed):
    for size in models.ENCODERS:
        analyzer = load(f"diplomacy-{size}")
        assert isinstance(analyzer.model, LinearModel)
        (statement,) = analyzer.classify(["We reject any deal."])
        assert statement.stance in DIPLOMACY.labels
        assert "stancekit-encoder" in analyzer.plugins


def test_auto_asks_the_models_in_turn(shipped, installed):
    analyzer = load("auto")
    model = analyzer.model
    assert (model.name, model.scheme) == ("auto", DIPLOMACY)
    assert [member.name for member in model.members] == [
        "diplomacy-base",
        "diplomacy-small",
        "diplomacy-large",
    ]
    assert models._LOADED == {}
    model.thresholds = (dict.fromkeys(DIPLOMACY.labels, 0.0), {})
    (sure,) = model.predictions(["We flatly refuse to hold any talks with them."])
    assert (sure.label, sure.decided_by) == ("rejection", "diplomacy-base")
    # The others weren't needed, so they aren't loaded.
    assert [one.name for one in models._LOADED.values()] == ["diplomacy-base"]
    model.thresholds = ({}, {})
    (prediction,) = model.predictions(["We reject any deal."], evidence=False)
    assert prediction.decided_by == "diplomacy-large"
    alone = load("diplomacy-large").model
    assert prediction.label == alone.predict(["We reject any deal."])[0]
    assert model.members[2].predict(TEXTS) == alone.predict(TEXTS)


def test_auto_travels_light_and_each_model_is_loaded_once(shipped, installed, monkeypatch):
    loaded = []
    monkeypatch.setattr(
        stancekit.loading,
        "load_model",
        lambda folder, *args, **kwargs: (
            loaded.append(folder.name),
            load_model(folder, *args, **kwargs),
        )[1],
    )
    model = load("auto").model
    model.thresholds = ({}, {})
    expected = model.predictions(TEXTS)
    copied = pickle.dumps(model)
    assert len(copied) < 10_000
    other = pickle.loads(copied)  # noqa: S301 - our own
    assert (other.sha256, repr(other)) == (model.sha256, repr(model))
    assert other.predictions(TEXTS) == expected
    assert loaded == ["diplomacy-base", "diplomacy-small", "diplomacy-large"]


@pytest.fixture
def run(capsys):
    """Call the command line in this process, where the tiny installation is."""

    def call(*arguments):
        with pytest.raises(SystemExit) as caught:
            main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return caught.value.code or 0, out, err

    return call


def test_models_are_listed(shipped, installed, run):
    code, out, err = run("models", "--json")
    assert (code, err) == (0, "")
    found = {row["name"]: row for row in json.loads(out)["models"]}
    for size in models.ENCODERS:
        row = found[f"diplomacy-{size}"]
        assert row["path"] == str(shipped / "models" / f"diplomacy-{size}")
        assert row["labels"] == list(DIPLOMACY.labels)
    assert found["auto"]["distribution"] == "stancekit-encoder"


def test_without_weights_models_are_listed_with_what_is_missing(
    installed, run, monkeypatch, tmp_path
):
    monkeypatch.setattr(models, "_HERE", tmp_path)
    shutil.copy(PACKAGE / "cascade.json", tmp_path)
    code, out, err = run("models")
    assert code == 1
    assert "diplomacy-base" in out
    assert err.count("lacks the weights") == len(err.splitlines()) == 2
    code, out, err = run("classify", tmp_path, "--model", "auto")
    assert (code, out) == (1, "")
    assert err.count("\n") == 1
    assert "lacks the weights of the encoder 'small'" in err


def test_the_command_line_trains_on_an_encoder_and_classifies(shipped, installed, run, tmp_path):
    lines = [
        json.dumps({"id": str(n), "text": text, "label": label})
        for n, (text, label) in enumerate(zip(TEXTS, LABELS, strict=True))
    ]
    data = tmp_path / "my.jsonl"
    data.write_text("\n".join(lines), encoding="utf-8")
    features = ("--features", "encoder-small", "--features", "cues", "--folds", "0")
    code, _, err = run("train", data, "-o", tmp_path / "mine", *features)
    assert code == 0, err
    encoder = read_manifest(tmp_path / "mine")["extractors"][0]
    assert (encoder["name"], encoder["extractor"]) == ("encoder-small", "encoder")
    assert encoder["params"] == {"encoder": "small", "output": "embedding", "threads": None}
    assert encoder["origin"]["distribution"] == "stancekit-encoder"
    for model in (tmp_path / "mine", "diplomacy-small", "auto"):
        code, out, err = run("classify", data, "--model", model, "--no-evidence")
        assert code == 0, err
        records = [json.loads(line) for line in out.splitlines()]
        assert [record["id"] for record in records] == [str(n) for n in range(len(TEXTS))]
        assert ("decided_by" in records[0]) == (model == "auto")
    code, out, err = run("classify", data, "--model", tmp_path / "mine", "--block", "encoder")
    assert (code, out) == (1, "")
    assert "needs the feature extractor 'encoder'" in err


def test_missing_models_are_one_line(monkeypatch, tmp_path, write_encoder):
    monkeypatch.setattr(models, "_HERE", tmp_path)
    for make, size in ((models.diplomacy_large, "large"), (models.diplomacy_small, "small")):
        with pytest.raises(ModelError, match=f"lacks the weights of the encoder '{size}'; .*pip"):
            make()
        write_encoder(tmp_path / "encoders" / size)
        with pytest.raises(ModelError, match=f"lacks the model 'diplomacy-{size}'; .*pip"):
            make()


def test_the_cascade_file_is_sound():
    record = json.loads((PACKAGE / "cascade.json").read_text(encoding="utf-8"))
    assert set(record) == {"version", "members", "thresholds", "measured"}
    assert record["members"] == ["diplomacy-base", "diplomacy-small", "diplomacy-large"]
    assert len(record["thresholds"]) == 2


needs_weights = pytest.mark.skipif(
    not (PACKAGE / "models").is_dir(), reason="this checkout has no weights"
)


@needs_weights
@pytest.mark.parametrize("name", ["diplomacy-large", "diplomacy-small", "auto"])
def test_the_shipped_models_know_their_trade(name, installed):
    analyzer = load(name)
    texts = [
        "We flatly refuse to hold any talks with them.",
        "The minister said he is ready to sit down for talks at any time.",
        "They will only return to the table once the sanctions have been lifted.",
        "The minister opened a new bridge on Tuesday.",
    ]
    expected = ["rejection", "pro-diplomacy", "conditional", "no-stance"]
    assert [statement.stance for statement in analyzer.classify(texts)] == expected


@needs_weights
@pytest.mark.parametrize("name", ["diplomacy-large", "diplomacy-small"])
def test_the_shipped_encoders_say_the_same_of_a_text_whatever_surrounds_it(name, installed):
    texts = [
        "Ruritania will talk.",
        "The rebels ruled out any meeting before the siege of the two northern towns is lifted.",
        "",
        "Talks? 🕊️ Not now, the envoy said.",
    ]
    together = load(name).model.predictions(texts, evidence=False)
    backwards = load(name).model.predictions(texts[::-1], evidence=False)
    alone = [load(name).model.predictions([text], evidence=False)[0] for text in texts]
    assert together == alone == backwards[::-1]


@needs_weights
def test_the_shipped_encoders_do_not_know_one_side_from_another(installed):
    model = load("diplomacy-large").model
    pairs = [("Ruritania", "Sylvania"), ("Moscow", "Kyiv"), ("Iran", "the United States")]
    frame = "{} said that it won't sit down with {} while its ports are shelled."
    said = [model.predictions([frame.format(*pair)], evidence=False)[0] for pair in pairs]
    assert len({prediction.label for prediction in said}) == 1
