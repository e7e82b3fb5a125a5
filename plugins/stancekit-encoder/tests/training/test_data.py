import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stancekit_encoder.training.data import (
    MAX_LENGTH,
    load_samples,
    read_texts,
    second_stage,
    shuffled_batches,
    soft_target,
    tokenize,
)

from stancekit.errors import ModelError, RecordError

from .world import LABELS


@given(st.sampled_from(LABELS), st.sets(st.sampled_from([*LABELS, "elsewhere"])))
def test_targets_add_up_to_one_and_favour_the_label(label, accept):
    target = dict(zip(LABELS, soft_target(label, accept, LABELS), strict=True))
    assert sum(target.values()) == pytest.approx(1)
    assert max(target, key=target.get) == label
    others = {name: value for name, value in target.items() if name != label}
    assert all((value > 0.02) == (name in accept) for name, value in others.items())


def test_a_target_for_a_label_that_is_none_is_refused():
    with pytest.raises(ModelError, match="'maybe' isn't one of"):
        soft_target("maybe", (), LABELS)


def test_only_the_collection_is_tested_and_no_group_is_on_both_sides(seeds):
    samples, _ = load_samples(seeds)
    tested = {sample.id for sample in samples if sample.tested}
    lines = (seeds / "statements.jsonl").read_text().splitlines()
    assert tested == {r["id"] for r in map(json.loads, lines) if r["batch"] == "newswire"}
    first = {i for i, sample in enumerate(samples) if not sample.near}
    assert first
    for fold in range(5):
        held = {sample.group for sample in samples if sample.tested and sample.fold == fold}
        assert held
        second = second_stage(samples, fold, replay=1.0, rng=random.Random(0))
        assert not held & {samples[i].group for i in first | set(second)}
    # A statement of another batch that shares its topic with the collection is near, not tested.
    assert any(sample.near and not sample.tested for sample in samples)


def test_the_second_stage_replays_as_much_as_asked(seeds):
    samples, _ = load_samples(seeds)
    near = [i for i, sample in enumerate(samples) if sample.near]
    alone = second_stage(samples, None, replay=0.0, rng=random.Random(0))
    assert alone == near
    both = second_stage(samples, None, replay=0.5, rng=random.Random(0))
    assert both[: len(near)] == near
    extra = both[len(near) :]
    assert len(extra) == len(set(extra)) == len(near) // 2
    assert not any(samples[i].near for i in extra)


def test_batches_that_nothing_is_of_are_refused(seeds):
    with pytest.raises(RecordError, match="no statement is of the batches feed"):
        load_samples(seeds, test_batches=("feed",))


def test_names_are_masked_with_the_words_given(tmp_path):
    file = tmp_path / "texts.txt"
    file.write_text("\ufeffVelk refuses.\n\nOrsa refuses.\n  It counts.\n", "utf-8")
    samples = read_texts(file, ["refuses", "it", "counts"])
    assert [sample.text for sample in samples] == ["Arcadia refuses.", "It counts."]
    assert all(sample.label is None and not sample.near for sample in samples)
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(RecordError, match=r"texts\.txt.*UTF-8"):
        read_texts(file, [])


def test_tokens_are_cut_and_not_padded(base):
    short, long = tokenize(["we refuses", "it " * 300], base)
    assert len(short) == 4
    assert len(long) == MAX_LENGTH
    assert (short[0], short[-1]) == (long[0], long[-1])
    with pytest.raises(ModelError, match=r"tokenizer\.json: no such file"):
        tokenize([], base / "nowhere")


@given(
    st.lists(st.integers(1, 96), min_size=1, max_size=300),
    st.integers(1, 24),
    st.sampled_from([0.5, 1.0, 2.0]),
)
def test_batches_go_through_all_as_often_as_asked(lengths, size, epochs):
    n = len(lengths)
    found = shuffled_batches(range(n), lengths, epochs=epochs, size=size, rng=random.Random(0))
    flat = [i for batch in found for i in batch]
    assert len(flat) == round(epochs * n)
    assert all(1 <= len(batch) <= size for batch in found)
    counts = [flat.count(i) for i in range(n)]
    assert max(counts) - min(counts) <= (1 if epochs < 1 else 0)


def test_batches_hold_texts_of_like_length():
    rng = random.Random(2)
    lengths = [rng.randint(1, 96) for _ in range(480)]
    found = shuffled_batches(range(480), lengths, epochs=1, size=24, rng=rng)
    assert max(max(lengths[i] for i in b) - min(lengths[i] for i in b) for b in found) < 15
    means = [sum(lengths[i] for i in batch) for batch in found]
    assert means != sorted(means)
