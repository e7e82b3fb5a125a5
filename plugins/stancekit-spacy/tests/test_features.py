"""Features, on parses written by hand and, where it is installed, on the pipeline's."""

import pickle
import subprocess
import sys

import numpy as np
import pytest
from stancekit_spacy import features
from stancekit_spacy.features import DependencyFeatures, EntityFeatures
from stancekit_spacy.parses import Parse

from stancekit.errors import ModelError, PluginError
from stancekit.features.base import FeatureSet
from stancekit.modelling.folder import load_model, save_model
from stancekit.modelling.linear import LinearModel
from stancekit.stance import DIPLOMACY

REFUSAL = """
{} NNP nsubj 3
will MD aux 3
not RB neg 3
meet VB ROOT 3
{} NNP dobj 3
"""
MEETING = "They PRP nsubj 1\nmet VBD ROOT 1 meet\nVelk NNP dobj 1"


class Shelf:
    """Stands for a pipeline: gives the parses that it was filled with."""

    def __init__(self, identity="en_shelf 1.0"):
        self.identity, self.known, self.asked = identity, {}, []

    def parses(self, texts, *, masked=False):
        self.asked += texts
        return [self.known.get(text, Parse(())) for text in texts]


@pytest.fixture
def shelf(make_parse, monkeypatch):
    one = Shelf()
    for names in (("Lorn", "Velk"), ("Ostmark", "Velia")):
        label = "PERSON" if names[0] == "Lorn" else "GPE"
        entities = [(0, 1, label), (4, 5, label)]
        text, parse = make_parse(REFUSAL.format(*names), entities)
        one.known[text] = parse
    text, parse = make_parse(MEETING)
    one.known[text] = parse
    monkeypatch.setattr(features, "get_pipeline", lambda _: one)
    return one


def names_in(extractor, text):
    row = extractor.transform([text]).toarray()[0]
    return extractor.get_feature_names_out()[row > 0].tolist()


def test_polarity_modal_and_roles_are_features(shelf):
    extractor = DependencyFeatures(min_df=1).fit(list(shelf.known))
    found = names_in(extractor, "Lorn will not meet Velk")
    assert {"not meet", "not will meet", "<PERSON>: not will"} <= set(found)
    assert "meet dobj <PERSON>" in found
    assert "not meet" not in names_in(extractor, "They met Velk")


def test_no_feature_names_an_actor(shelf):
    for extractor in (DependencyFeatures(min_df=1), EntityFeatures(min_df=1)):
        names = " ".join(extractor.fit(list(shelf.known)).get_feature_names_out()).lower()
        assert not any(name in names for name in ("lorn", "velk", "ostmark", "velia"))


def test_types_of_entities_and_their_roles(shelf):
    extractor = EntityFeatures(min_df=1).fit(list(shelf.known))
    found = names_in(extractor, "Ostmark will not meet Velia")
    assert {"1 GPE", "2 GPE", "GPE nsubj meet", "GPE … GPE"} <= set(found)
    assert names_in(extractor, "They met Velk") == []


def test_what_is_rare_is_not_learned(shelf):
    texts = list(shelf.known)
    assert "<PERSON>: not will" not in DependencyFeatures(min_df=2).fit(texts).features_
    assert "not meet" in DependencyFeatures(min_df=2).fit(texts).features_
    with pytest.raises(ValueError, match="min_df must be at least 1"):
        DependencyFeatures(min_df=0).fit(texts)


def test_features_stand_where_locate_says(shelf):
    extractor = DependencyFeatures(min_df=1).fit(list(shelf.known))
    text = "Lorn will not meet Velk"
    names = extractor.get_feature_names_out()
    places = {names[column]: text[start:end] for column, start, end in extractor.locate(text)}
    assert places["not meet"] == "meet"
    assert places["meet dobj <PERSON>"] == "Velk"


def test_unfitted_says_so(shelf):
    with pytest.raises(ValueError, match="learned nothing yet"):
        DependencyFeatures().transform(["They met Velk"])
    with pytest.raises(ValueError, match="learned nothing yet"):
        EntityFeatures().get_state()


def test_another_pipeline_is_refused_and_another_version_warned_of(shelf):
    extractor = DependencyFeatures(min_df=1).fit(list(shelf.known))
    again = DependencyFeatures(min_df=1).set_state(extractor.get_state())
    shelf.identity = "en_shelf 1.1"
    with pytest.warns(UserWarning, match=r"has version 1\.1, .* trained with 1\.0"):
        again.transform(["They met Velk"])
    shelf.identity = "de_shelf 1.0"
    with pytest.raises(ModelError, match=r"is de_shelf 1\.0, .* with en_shelf 1\.0: install that"):
        again.transform(["They met Velk"])


def test_model_files_name_the_pipeline(shelf, tmp_path):
    extractor = DependencyFeatures(min_df=1).fit(list(shelf.known))
    model = LinearModel(
        name="trees",
        version="1",
        scheme=DIPLOMACY,
        features=FeatureSet([("tree", extractor)]),
        weights=np.zeros((len(extractor.features_), 4)),
        bias=np.zeros(4),
    )
    save_model(model, tmp_path / "trees")
    assert "en_shelf 1.0" in (tmp_path / "trees" / "manifest.json").read_text(encoding="utf-8")
    loaded = load_model(tmp_path / "trees", {"spacy-dependencies": DependencyFeatures})
    shelf.identity = "de_shelf 1.0"
    with pytest.raises(ModelError, match="train the model again"):
        loaded.predict(["They met Velk"])


def test_the_import_is_cheap():
    code = (
        "import sys, stancekit_spacy.features, stancekit_spacy.extractor\n"
        "print('spacy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_missing_pipeline_is_told_with_its_mend(pipeline):
    with pytest.raises(PluginError, match=r"'en_nowhere' isn't installed: .*download en_nowhere"):
        DependencyFeatures("en_nowhere").fit(["They met."])


TEXTS = [
    "Iran will not resume the talks unless the sanctions are lifted.",
    "President Ada Lorn refused to meet the rebels.",
    "The two sides agreed to a truce, the United Nations said.",
]


def test_two_extractors_parse_once(pipeline, monkeypatch):
    parsed = []
    parse = type(pipeline)._masked
    monkeypatch.setattr(
        type(pipeline), "_masked", lambda self, text: parsed.append(text) or parse(self, text)
    )
    texts = [f"{text} This was said once." for text in TEXTS]
    both = FeatureSet([("d", DependencyFeatures(min_df=1)), ("e", EntityFeatures(min_df=1))])
    both.fit(texts).transform(texts)
    assert parsed == texts


def test_a_change_of_actors_changes_nothing(pipeline):
    texts = [text.replace("Iran", "Germany").replace("Ada Lorn", "Paul Weber") for text in TEXTS]
    for extractor in (DependencyFeatures(min_df=1), EntityFeatures(min_df=1)):
        extractor.fit(TEXTS)
        np.testing.assert_array_equal(
            extractor.transform(TEXTS).toarray(), extractor.transform(texts).toarray()
        )


def test_it_goes_to_other_processes_without_the_pipeline(pipeline):
    extractor = DependencyFeatures(min_df=1).fit(TEXTS)
    sent = pickle.dumps(extractor)
    assert len(sent) < 20_000
    again = pickle.loads(sent)  # noqa: S301 - of what was made just now
    assert (again.transform(TEXTS) != extractor.transform(TEXTS)).nnz == 0
