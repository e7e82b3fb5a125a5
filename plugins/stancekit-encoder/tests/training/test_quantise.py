"""Eight-bit graphs and cut vocabularies keep what the encoder says."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("onnx", reason="the graphs are built with it")

from stancekit_encoder.training.graph import build_graph
from stancekit_encoder.training.quantise import (
    activation_ranges,
    cut_vocabulary,
    quantise_columns,
    quantise_graph,
    token_ids,
)
from tokenizers import Tokenizer

TEXTS = ["the talks will go on", "we reject any deal", "never", "if sanctions are lifted first"]


def run(model, ids):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    feed = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
    return session.run(["embedding", "scores"], feed)


def error(model, other, inputs):
    """Root mean square of the difference of the embeddings, in the scale of each column."""
    first, second = (
        np.concatenate([run(each, ids)[0] for ids in inputs]) for each in (model, other)
    )
    return float(np.sqrt(np.square((first - second) / np.abs(first).max(0)).mean()))


@given(st.integers(0, 1000), st.sampled_from([0.0, 0.1, 0.3]))
def test_a_weight_is_at_most_half_a_step_off(seed, step):
    weight = np.random.default_rng(seed).standard_t(3, (40, 5)).astype(np.float32)
    codes, scales = quantise_columns(weight, step)
    assert np.abs(codes).max() <= 63
    assert (scales >= step * weight.std(0) * 0.999).all()
    assert (np.abs(codes * scales - weight) <= scales * 0.5001).all()


def test_a_column_of_zeros_stays_zero():
    codes, scales = quantise_columns(np.zeros((3, 2), np.float32), 0.1)
    assert not codes.any()
    assert np.isfinite(scales).all()


@pytest.mark.parametrize("kind", ["bert", "mpnet"])
def test_eight_bits_are_close_to_floats_and_closer_when_ranges_are_known(
    kind, make_network, make_tokenizer
):
    state, config = make_network(kind, hidden=64)
    # A few inputs far larger than the rest, as trained encoders have them.
    for layer in range(2):
        scale = state[f"encoder.encoder.layer.{layer}.output.LayerNorm.weight"]
        scale[:2] *= 30
        for name, weight in state.items():
            if f"layer.{layer + 1}.attention" in name and weight.shape == (64, 64):
                weight[:, :2] /= 30
    model = build_graph(state, config)
    inputs = token_ids(make_tokenizer(kind), TEXTS, 96)
    plain = error(model, quantise_graph(model, 0.0), inputs)
    evened = error(model, quantise_graph(model, 0.0, activation_ranges(model, inputs)), inputs)
    assert evened < 0.75 * plain
    assert evened < 0.1
    assert len(quantise_graph(model).SerializeToString()) < 0.4 * len(model.SerializeToString())


@pytest.mark.parametrize("kind", ["bert", "mpnet"])
def test_a_batch_of_one_length_gives_the_numbers_of_single_texts(
    kind, make_network, make_tokenizer
):
    state, config = make_network(kind)
    model = quantise_graph(build_graph(state, config))
    inputs = token_ids(make_tokenizer(kind), ["the talks will go", "we reject any deal"], 96)
    assert len({ids.shape for ids in inputs}) == 1
    together = run(model, np.concatenate(inputs))
    for row, ids in enumerate(inputs):
        for whole, alone in zip(together, run(model, ids), strict=True):
            np.testing.assert_allclose(whole[row], alone[0], atol=1e-5)


def test_quantising_leaves_the_float_graph_alone(make_network):
    state, config = make_network()
    model = build_graph(state, config)
    before = model.SerializeToString()
    quantise_graph(model)
    assert model.SerializeToString() == before


@pytest.mark.parametrize("kind", ["bert", "mpnet"])
def test_a_cut_vocabulary_reads_frequent_words_as_before_and_others_in_pieces(kind, make_tokenizer):
    whole = make_tokenizer(kind)
    cut, kept = cut_vocabulary(whole, ["the talks will go on", "talks"], 0)
    assert "talks" not in json.loads(cut)["model"]["vocab"]  # no room but for what has to stay
    size = len(kept) + 2
    cut, kept = cut_vocabulary(whole, ["talks deal", "deal talks"], size)
    assert len(kept) == size
    assert list(kept) == sorted(set(kept))
    old, new = Tokenizer.from_str(whole), Tokenizer.from_str(cut)
    before, after = old.encode("talks deal"), new.encode("talks deal")
    assert before.tokens == after.tokens
    assert [kept[i] for i in after.ids] == before.ids
    pieces = new.encode("sanctions").tokens[1:-1]
    assert pieces == ["s", *(f"##{letter}" for letter in "anctions")]


def test_the_end_tokens_of_a_template_are_renumbered():
    pieces = ["[unused]", "[PAD]", "[UNK]", "[CLS]", "[SEP]", "talks", "a"]
    ids = {piece: i for i, piece in enumerate(pieces)}
    record = {
        "version": "1.0",
        "added_tokens": [],
        "normalizer": None,
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [
                {"SpecialToken": {"id": "[CLS]", "type_id": 0}},
                {"Sequence": {"id": "A", "type_id": 0}},
            ],
            "pair": [{"Sequence": {"id": "A", "type_id": 0}}],
            "special_tokens": {"[CLS]": {"id": "[CLS]", "ids": [3], "tokens": ["[CLS]"]}},
        },
        "decoder": None,
        "model": {
            "type": "WordPiece",
            "unk_token": "[UNK]",
            "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100,
            "vocab": ids,
        },
    }
    record["added_tokens"] = [
        {
            "id": 3,
            "content": "[CLS]",
            "special": True,
            "single_word": False,
            "lstrip": False,
            "rstrip": False,
            "normalized": False,
        }
    ]
    cut, kept = cut_vocabulary(json.dumps(record), ["talks"], 4)
    assert list(kept) == [2, 3, 5, 6]
    encoding = Tokenizer.from_str(cut).encode("talks")
    assert encoding.tokens == ["[CLS]", "talks"]
    assert [kept[i] for i in encoding.ids] == [3, 5]


def test_another_kind_of_tokenizer_is_refused():
    with pytest.raises(ValueError, match="WordPiece"):
        cut_vocabulary(json.dumps({"model": {"type": "BPE"}}), [], 10)
