import json

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from stancekit_encoder.training.fitting import padded, score
from stancekit_encoder.training.network import NetworkConfig, StanceNetwork
from stancekit_encoder.training.weights import load_base, load_state, save_state, state_labels

from stancekit.errors import ModelError

from .world import LABELS, VOCABULARY, make_config, write_base


def make_network(family="mpnet", **more):
    torch.manual_seed(1)
    network = StanceNetwork(make_config(family, **more), 4)
    for parameter in network.parameters():
        torch.nn.init.normal_(parameter, std=0.3)
    return network.eval()


NETWORKS = {family: make_network(family) for family in ("mpnet", "bert")}
numbers = st.lists(st.integers(0, len(VOCABULARY) - 1), min_size=1, max_size=96)


@settings(max_examples=25, deadline=None)
@given(texts=st.lists(numbers, min_size=1, max_size=5), family=st.sampled_from(sorted(NETWORKS)))
def test_a_text_scores_the_same_alone_and_in_a_batch(texts, family):
    network = NETWORKS[family]
    together = score(network, texts, size=5)
    alone = [score(network, [text])[0] for text in texts]
    assert together == pytest.approx(
        torch.tensor([row.tolist() for row in alone]).numpy(), abs=2e-5
    )


@pytest.mark.parametrize("family", ["mpnet", "bert"])
def test_what_stands_under_the_padding_is_not_seen(family):
    ids, mask = padded([[1, 5, 6, 2], [1, 5, 6, 7, 8, 9, 2]])
    with torch.no_grad():
        before = NETWORKS[family](ids, mask)
        ids[0, 4:] = torch.tensor([11, 12, 13])
        after = NETWORKS[family](ids, mask)
    for first, second in zip(before, after, strict=True):
        assert torch.allclose(first, second, atol=1e-6)


def test_the_pooled_vector_is_mean_and_maximum_over_the_tokens_alone(config):
    torch.manual_seed(0)
    network = StanceNetwork(config, 3).eval()
    ids, mask = padded([[1, 5, 2], [1, 5, 6, 7, 2]])
    with torch.no_grad():
        states = network.encoder(ids, mask)
        embedding, scores = network(ids, mask)
    expected = torch.cat([states[0, :3].mean(dim=0), states[0, :3].amax(dim=0)])
    assert torch.allclose(embedding[0], expected, atol=1e-6)
    assert scores.shape == (2, 3)


@pytest.mark.parametrize("family", ["mpnet", "bert"])
def test_the_order_of_words_counts(family):
    forward, backward = score(NETWORKS[family], [[1, 5, 6, 7, 2], [1, 7, 6, 5, 2]])
    assert abs(forward - backward).max() > 1e-3


def test_dropout_is_for_training_alone(config):
    network = StanceNetwork(config, 4)
    ids, mask = padded([[1, 5, 6, 2]])
    with torch.no_grad():
        network.train()
        assert not torch.equal(network(ids, mask)[1], network(ids, mask)[1])
        network.eval()
        assert torch.equal(network(ids, mask)[1], network(ids, mask)[1])


def test_a_base_gives_its_weights_to_the_encoder(tmp_path, config):
    folder = write_base(tmp_path / "base", config)
    network = load_base(folder, 4)
    name = "encoder.layer.1.output.dense.weight"
    torch.manual_seed(7)
    expected = type(network.encoder)(config).state_dict()[name]
    assert torch.equal(network.encoder.state_dict()[name], expected)
    assert network.config == config


def test_layers_of_a_base_can_be_left_out(tmp_path):
    folder = write_base(tmp_path / "base", make_config("mpnet", 4))
    whole, cut = load_base(folder, 4), load_base(folder, 4, layers=(0, 3))
    assert cut.config.num_hidden_layers == 2
    for new, old in ((0, 0), (1, 3)):
        for mine, theirs in zip(
            cut.encoder.layers[new].parameters(),
            whole.encoder.layers[old].parameters(),
            strict=True,
        ):
            assert torch.equal(mine, theirs)
    with pytest.raises(ModelError, match="layers 0 to 3"):
        load_base(folder, 4, layers=(0, 4))


def test_a_base_that_is_missing_or_another_shape_is_named(tmp_path, base):
    with pytest.raises(ModelError, match=r"nowhere: no base to start from .* fetch"):
        load_base(tmp_path / "nowhere", 4)
    values = json.loads((base / "config.json").read_text())
    (base / "config.json").write_text(json.dumps(values | {"hidden_size": 18}))
    with pytest.raises(ModelError, match=r"model\.safetensors: the weights don't fit"):
        load_base(base, 4)
    (base / "config.json").write_text(json.dumps(values | {"model_type": "gpt2"}))
    with pytest.raises(ModelError, match="family mpnet or bert, not 'gpt2'"):
        load_base(base, 4)
    (base / "config.json").write_text(json.dumps(values | {"hidden_act": "relu"}))
    with pytest.raises(ModelError, match="activation 'relu'"):
        load_base(base, 4)
    (base / "model.safetensors").write_bytes(b"nothing of the kind")
    (base / "config.json").write_text(json.dumps(values))
    with pytest.raises(ModelError, match="no weights to read"):
        load_base(base, 4)


def test_a_state_comes_back_as_it_was(tmp_path, config):
    torch.manual_seed(2)
    network = StanceNetwork(config, 4).eval()
    path = tmp_path / "state.safetensors"
    save_state(network, path, LABELS, {"run": "r"})
    again = load_state(path)
    assert (score(network, [[1, 5, 2]]) == score(again, [[1, 5, 2]])).all()
    assert again.config == config
    assert state_labels(path) == list(LABELS)
    assert sorted(tmp_path.iterdir()) == [path]


def test_published_names_are_kept(config):
    names = set(StanceNetwork(config, 4).state_dict())
    attention = {"mpnet": "attention.attn.q", "bert": "attention.self.query"}[config.model_type]
    assert f"encoder.encoder.layer.0.{attention}.weight" in names
    assert {"encoder.embeddings.LayerNorm.bias", "scores.weight", "scores.bias"} <= names


def test_a_shape_reads_what_it_writes(config):
    assert NetworkConfig.from_json(config.to_json()) == config
