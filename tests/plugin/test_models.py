"""A model names the plugin it was made with, and asks for it where it isn't there."""

from __future__ import annotations

import importlib
import json
import re
import warnings

import pytest

import stancekit
from stancekit.errors import ModelError
from stancekit.modelling.classifier import StanceClassifier
from stancekit.modelling.folder import read_manifest, save_model
from stancekit.modelling.origins import Origin, origin_of
from stancekit.plugin import Registry

EXTRACTOR = """
import numpy as np
from scipy import sparse
from stancekit.features.base import FeatureExtractor, as_statements
from stancekit.plugin import Component, hookimpl

class Tally(FeatureExtractor):
    name, version = "tally", "1"
    def transform(self, X):
        counts = [[float(s.text.count("!"))] for s in as_statements(X)]
        return sparse.csr_array(np.array(counts).reshape(-1, 1))
    def get_feature_names_out(self, input_features=None):
        return np.array(["exclamations"], dtype=object)

@hookimpl
def stancekit_feature_extractors():
    return [Component("tally", f"{__name__}:Tally")]
"""

TEXTS = ["Talks now!", "We want talks!", "No talks.", "Nothing to say.", "Yes to talks!", "Never."]
LABELS = ["yes", "yes", "no", "no", "yes", "no"]


def train(extractor):
    features = [("words", stancekit_words()), ("tally", extractor)]
    model = StanceClassifier(features, calibrate=None).fit(TEXTS, LABELS)
    scheme = stancekit.StanceScheme(name="two", labels=("yes", "no"), null_label="no")
    return model.to_model(name="tallied", scheme=scheme)


def stancekit_words():
    from stancekit.features import WordNgrams

    return WordNgrams(min_df=1)


@pytest.fixture
def folder(install, tmp_path):
    """A model that was made with version 1.2 of stancekit-tally."""
    install("stancekit-tally", EXTRACTOR)
    extractor = Registry().get("stancekit_feature_extractors", "tally")()
    save_model(train(extractor), tmp_path / "model")
    return tmp_path / "model"


def forget(site):
    for file in site.glob("stancekit_tally*"):
        if file.is_dir():
            for part in file.iterdir():
                part.unlink()
            file.rmdir()
        else:
            file.unlink()
    importlib.invalidate_caches()


def test_a_model_names_distribution_and_version_and_answers_the_same(folder):
    (_, entry) = read_manifest(folder)["extractors"]
    assert entry["origin"] == {
        "distribution": "stancekit-tally",
        "version": "1.2",
        "script": None,
    }
    loaded = stancekit.load(folder, registry=Registry())
    assert loaded.plugins["stancekit-tally"] == "1.2"
    assert loaded.model.predict(["Talks!"]) == ["yes"]


def test_without_the_plugin_the_model_tells_the_very_command(folder, site):
    forget(site)
    with pytest.raises(ModelError) as error:
        stancekit.load(folder, registry=Registry())
    assert str(error.value) == (
        f"{folder}: needs the feature extractor 'tally', which isn't available; install the "
        "plugin it comes from: pip install stancekit-tally==1.2"
    )


def test_a_plugin_that_is_blocked_or_broken_is_not_to_be_installed_again(folder, install):
    with pytest.raises(ModelError, match=r"installed, but blocked; leave out --block$"):
        stancekit.load(folder, registry=Registry(block=["stancekit-tally"]))
    install("stancekit-tally", "1 / 0")
    with pytest.raises(ModelError, match=r"was left out: ZeroDivisionError"):
        stancekit.load(folder, registry=Registry())


def test_another_version_of_the_distribution_is_warned_of(folder, install):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        stancekit.load(folder, registry=Registry())
    install("stancekit-tally", EXTRACTOR, version="1.3")
    expected = "trained with stancekit-tally 1.2, and 1.3 is here: pip install stancekit-tally==1.2"
    with pytest.warns(UserWarning, match=re.escape(expected)) as caught:
        stancekit.load(folder, registry=Registry())
    assert len(caught) == 1
    install("stancekit-tally", EXTRACTOR.replace('"tally", "1"', '"tally", "2"'), version="2.0")
    with pytest.warns(UserWarning, match=r"version 1 of the feature .*'tally', and 2 is") as caught:
        stancekit.load(folder, registry=Registry())
    assert len(caught) == 1


def test_the_same_name_of_another_distribution_does_not_do(folder, install, site):
    forget(site)
    install("acme-tally", EXTRACTOR)
    with pytest.raises(ModelError) as error:
        stancekit.load(folder, registry=Registry())
    assert "of stancekit-tally, and the one here is of acme-tally" in str(error.value)
    assert "pip install stancekit-tally==1.2" in str(error.value)
    assert "--block acme-tally" in str(error.value)


def test_a_script_is_asked_for_by_its_file(tmp_path):
    script = tmp_path / "tally.py"
    script.write_text(EXTRACTOR)
    registry = Registry(scripts=[script])
    save_model(train(registry.get("stancekit_feature_extractors", "tally")()), tmp_path / "model")
    assert stancekit.load(tmp_path / "model", registry=registry).model.predict(["Talks!"])
    with pytest.raises(ModelError, match=r"give the option --plugin with the script tally\.py"):
        stancekit.load(tmp_path / "model", registry=Registry())


def test_a_script_may_become_a_distribution(tmp_path, install):
    script = tmp_path / "tally.py"
    script.write_text(EXTRACTOR)
    registry = Registry(scripts=[script])
    save_model(train(registry.get("stancekit_feature_extractors", "tally")()), tmp_path / "model")
    install("stancekit-tally", EXTRACTOR)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert stancekit.load(tmp_path / "model", registry=Registry()).model.predict(["Talks!"])


def test_a_distribution_is_known_by_its_entry_point_where_no_list_names_its_modules(install):
    # As in an editable install, whose list of files holds a link alone.
    install("stancekit-tally", EXTRACTOR)
    extractor = Registry().get("stancekit_feature_extractors", "tally")()
    assert origin_of(extractor) == Origin("stancekit-tally", "1.2")


def test_two_scripts_of_one_name_keep_apart(tmp_path):
    paths = []
    for number in (1, 2):
        (tmp_path / str(number)).mkdir()
        paths.append(tmp_path / str(number) / "mine.py")
        paths[-1].write_text(
            "from stancekit.plugin import Component, hookimpl\n"
            f"TABLE = {{'Ada Lorn': ['envoy {number}']}}\n"
            "@hookimpl\n"
            "def stancekit_alias_tables():\n"
            f"    return [Component('table-{number}', f'{{__name__}}:TABLE')]\n"
        )
    registry = Registry(scripts=paths)
    tables = [registry.get("stancekit_alias_tables", f"table-{n}") for n in (1, 2)]
    assert json.dumps(tables) == '[{"Ada Lorn": ["envoy 1"]}, {"Ada Lorn": ["envoy 2"]}]'
