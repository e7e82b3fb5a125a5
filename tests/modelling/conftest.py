from __future__ import annotations

import itertools
import json
from typing import Any

import numpy as np
import pytest
from scipy import sparse

from stancekit.features import FeatureExtractor, FeatureSet, WordNgrams, as_statements
from stancekit.modelling.classifier import StanceClassifier
from stancekit.modelling.linear import LinearModel

SPEAKERS = ("The envoy", "A minister", "Her deputy", "The rebels", "Their council", "The bloc")
WORDINGS = {
    "pro-diplomacy": ("welcomed the talks", "wants to sit down with them", "offered a dialogue"),
    "rejection": ("refused the talks", "ruled out a dialogue", "sees no point in meeting them"),
    "conditional": (
        "will talk only if the siege ends",
        "wants a dialogue provided that shelling stops",
        "said no talks until prisoners are freed",
    ),
    "no-stance": ("opened a new bridge", "blamed them for the fire", "spoke about the harvest"),
}


@pytest.fixture(scope="session")
def corpus() -> tuple[list[str], list[str], list[str]]:
    """Texts, labels and groups (speakers) of 72 statements."""
    rows = [
        (f"{speaker} {wording}.", label, speaker)
        for speaker, (label, wordings) in itertools.product(SPEAKERS, WORDINGS.items())
        for wording in wordings
    ]
    texts, labels, groups = zip(*rows, strict=True)
    return list(texts), list(labels), list(groups)


@pytest.fixture(scope="session")
def classifier(corpus) -> StanceClassifier:
    texts, labels, groups = corpus
    words = FeatureSet([("words", WordNgrams(min_df=1))])
    return StanceClassifier(words, C=10.0, n_folds=3).fit(texts, labels, groups=groups)


@pytest.fixture
def model(classifier) -> LinearModel:
    return classifier.to_model(
        name="toy",
        version="1.0",
        training={"data": "invented", "statements": 72},
        metrics={"macro_f1": 0.5, "macro_f1_interval": [0.4, 0.6]},
    )


class Letters(FeatureExtractor):
    """Counts of chosen letters: an extractor as a plugin would bring it, with a nested state."""

    name = "letters"
    version = "7"

    def __init__(self, letters: str = "aeiou") -> None:
        self.letters = letters

    def fit(self, X: Any, y: Any = None) -> Letters:
        texts = [item.text for item in as_statements(X)]
        self.seen_ = {"mean": float(np.mean([len(text) for text in texts])), "extra": [1, None]}
        self.scale_ = np.ones(len(self.letters))
        return self

    def transform(self, X: Any) -> sparse.csr_array:
        rows = [[s.text.count(c) for c in self.letters] for s in as_statements(X)]
        return sparse.csr_array(np.array(rows, dtype=float).reshape(-1, len(self.letters)))

    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray:
        return np.array(list(self.letters), dtype=object)

    def get_state(self) -> dict[str, Any]:
        return {"seen": self.seen_, "scale": self.scale_}

    def set_state(self, state: Any) -> Letters:
        self.seen_, self.scale_ = state["seen"], state["scale"]
        return self


@pytest.fixture(scope="session")
def letters_class() -> type[Letters]:
    return Letters


@pytest.fixture
def rewrite():
    """Change a model folder's files and bring sizes and hashes in the manifest up to date."""
    import hashlib

    def change(folder, edit=None, arrays=None, card=None) -> None:
        manifest = json.loads((folder / "manifest.json").read_text())
        if arrays is not None:
            (folder / "arrays.safetensors").write_bytes(arrays)
        if card is not None:
            (folder / "README.md").write_bytes(card)
        for name in manifest["files"]:
            data = (folder / name).read_bytes()
            manifest["files"][name] = {
                "size": len(data),
                "sha256": hashlib.sha256(data).hexdigest(),
            }
        if edit is not None:
            edit(manifest)
        (folder / "manifest.json").write_text(json.dumps(manifest))

    return change
