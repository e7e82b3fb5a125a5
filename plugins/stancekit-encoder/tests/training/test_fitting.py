import random

import numpy as np
import pytest
import torch
from stancekit_encoder.training import fitting
from stancekit_encoder.training.data import shuffled_batches, soft_target, tokenize
from stancekit_encoder.training.fitting import Items, Schedule, fit, score
from stancekit_encoder.training.network import StanceNetwork

from .world import LABELS, make_config, sentence

FAST = Schedule(2e-2, warmup=0.1, frozen=-1, half=False)


def start():
    torch.manual_seed(0)
    return StanceNetwork(make_config("bert"), 4)


@pytest.fixture
def items(base):
    rng = random.Random(0)
    labels = rng.choices(LABELS, k=240)
    tokens = tokenize([sentence(label, rng) for label in labels], base)
    return Items(tokens, np.array([soft_target(x, (), LABELS) for x in labels], dtype=np.float32))


def batches(items, epochs=1.0):
    lengths = [len(numbers) for numbers in items.tokens]
    rng = random.Random(1)
    return shuffled_batches(range(len(lengths)), lengths, epochs=epochs, size=8, rng=rng)


def weights(network):
    return {name: value.clone() for name, value in network.state_dict().items()}


def same(first, second):
    return all(torch.equal(first[name], second[name]) for name in first)


def test_a_network_learns_what_words_say(items):
    network = start()
    fit(network, items, batches(items, 4), FAST, tell=lambda _: None)
    right = score(network, items.tokens).argmax(axis=1) == items.targets.argmax(axis=1)
    assert right.mean() > 0.9


def test_soft_targets_are_met_as_they_are(base):
    """Trained on one text with two labels, it gives them the probabilities asked for."""
    target = soft_target("rejection", ("no-stance",), LABELS)
    items = Items(tokenize(["it refuses"], base), np.array([target], dtype=np.float32))
    network = start()
    fit(network, items, [[0]] * 150, FAST, tell=lambda _: None)
    found = torch.from_numpy(score(network, items.tokens)).softmax(dim=1)[0]
    assert found.tolist() == pytest.approx(target, abs=0.05)


class InterruptedRunError(Exception):
    pass


@pytest.mark.parametrize("half", [False, True])
def test_a_run_that_was_interrupted_ends_in_the_same_weights(items, tmp_path, monkeypatch, half):
    schedule = Schedule(1e-3, frozen=1, half=half)
    whole = start()
    fit(whole, items, batches(items), schedule, tell=lambda _: None)

    checkpoint = tmp_path / "checkpoint"
    write = fitting.write_tensors

    def write_then_stop(tensors, path, header):
        write(tensors, path, header)
        if header["step"] == "14":
            raise InterruptedRunError

    with monkeypatch.context() as patch:
        patch.setattr(fitting, "write_tensors", write_then_stop)
        with pytest.raises(InterruptedRunError):
            fit(start(), items, batches(items), schedule, checkpoint=checkpoint, save_every=7)
    assert checkpoint.is_file()

    resumed, told = start(), []
    torch.manual_seed(99)  # what came before must not matter
    fit(
        resumed,
        items,
        batches(items),
        schedule,
        checkpoint=checkpoint,
        save_every=7,
        tell=told.append,
    )
    assert same(weights(whole), weights(resumed))
    assert not same(weights(start()), weights(resumed))
    assert not checkpoint.exists()
    assert "step 30 of 30" in told[-1]


def test_a_checkpoint_of_another_run_is_not_taken_up(items, tmp_path):
    checkpoint = tmp_path / "checkpoint"
    plan = batches(items)

    def stop(line):
        raise InterruptedRunError

    with pytest.raises(
        InterruptedRunError
    ):  # at the last step, with a checkpoint written before it
        fit(start(), items, plan, Schedule(1e-3), checkpoint=checkpoint, save_every=7, tell=stop)
    assert checkpoint.is_file()
    other = Schedule(1e-3, seed=5)
    fresh, misled = start(), start()
    fit(fresh, items, plan, other, tell=lambda _: None)
    fit(misled, items, plan, other, checkpoint=checkpoint, tell=lambda _: None)
    assert same(weights(fresh), weights(misled))


def test_seeds_decide(items):
    found = []
    for seed in (0, 0, 1):
        network = start()
        schedule = Schedule(1e-3, seed=seed, half=False)
        fit(network, items, batches(items)[:5], schedule, tell=lambda _: None)
        found.append(weights(network))
    assert same(found[0], found[1])
    assert not same(found[0], found[2])


def test_frozen_layers_and_embeddings_stay(items):
    network, before = start(), weights(start())
    fit(network, items, batches(items)[:5], Schedule(1e-2, frozen=1), tell=lambda _: None)
    moved = {name for name, value in network.state_dict().items() if (value != before[name]).any()}
    assert not any("embeddings" in name or "layer.0." in name for name in moved)
    assert {"scores.weight", "encoder.encoder.layer.1.intermediate.dense.weight"} <= moved
    assert all(parameter.requires_grad for parameter in network.parameters())


def test_the_rate_rises_then_falls_to_its_end():
    schedule = Schedule(4e-5, 1e-5, warmup=0.1)
    rates = [schedule.at(step, 100) for step in range(100)]
    top = rates.index(max(rates))
    assert 8 <= top <= 11
    assert rates[:top] == sorted(rates[:top])
    assert rates[top:] == sorted(rates[top:], reverse=True)
    assert max(rates) <= 4e-5
    assert rates[-1] == pytest.approx(1e-5, rel=0.05)
