"""A folder is written whole or not at all, and is what the runtime reads."""

import numpy as np
import pytest
from stancekit_encoder.encoder import Encoder

pytest.importorskip("onnx", reason="encoders are built with it")

from stancekit_encoder.training import export
from stancekit_encoder.training.export import export_encoder

TEXTS = ["the talks will go on", "we reject any deal", "never, the minister said"]
LABELS = ["a", "b", "c", "d"]


@pytest.mark.parametrize("kind", ["bert", "mpnet"])
def test_a_small_export_says_what_the_whole_one_says(kind, tmp_path, make_network, make_tokenizer):
    state, config = make_network(kind)
    tokenizer = make_tokenizer(kind)
    export_encoder(state, config, tokenizer, LABELS, {"talks"}, tmp_path / "whole")
    export_encoder(
        state, config, tokenizer, LABELS, {"talks"}, tmp_path / "small", 8,
        step=0.0, vocabulary=120, texts=TEXTS,
    )  # fmt: skip
    whole, small = (Encoder(tmp_path / name).encode(TEXTS) for name in ("whole", "small"))
    error = np.sqrt(np.square(whole.embedding - small.embedding).mean())
    assert error < 0.1 * whole.embedding.std()
    assert not np.array_equal(whole.scores, small.scores)
    sizes = [(tmp_path / name / "encoder.onnx").stat().st_size for name in ("whole", "small")]
    assert sizes[1] < 0.5 * sizes[0]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["small", "whole"]


def test_two_exports_are_the_same_bytes(tmp_path, make_network, make_tokenizer):
    state, config = make_network()
    for name in "ab":
        export_encoder(
            state, config, make_tokenizer(), LABELS, {"on", "talks", "deal"}, tmp_path / name, 8,
            vocabulary=120, texts=iter(TEXTS),
        )  # fmt: skip
    assert Encoder(tmp_path / "a").sha256 == Encoder(tmp_path / "b").sha256


def test_nothing_is_left_of_an_export_that_failed(
    tmp_path, make_network, make_tokenizer, monkeypatch
):
    state, config = make_network()
    target = tmp_path / "encoder"
    with pytest.raises(ValueError, match="3 labels for 4 scores"):
        export_encoder(state, config, make_tokenizer(), LABELS[:3], (), target)
    with pytest.raises(ValueError, match="8 or 32"):
        export_encoder(state, config, make_tokenizer(), LABELS, (), target, 4)

    def full(*_):
        raise OSError("no space left")

    monkeypatch.setattr(export.Path, "rename", full)
    with pytest.raises(OSError, match="no space"):
        export_encoder(state, config, make_tokenizer(), LABELS, (), target)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_exists_is_not_written_over(tmp_path, make_network, make_tokenizer):
    state, config = make_network()
    with pytest.raises(FileExistsError, match="another folder"):
        export_encoder(state, config, make_tokenizer(), LABELS, (), tmp_path)
