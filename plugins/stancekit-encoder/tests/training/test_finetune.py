import json
from dataclasses import replace

import numpy as np
import pytest
from stancekit_encoder.training import fitting
from stancekit_encoder.training.data import Sample, load_samples, read_texts, soft_target, tokenize
from stancekit_encoder.training.distil import distil, mixed_targets
from stancekit_encoder.training.finetune import Recipe, Run, finetune, label_targets
from stancekit_encoder.training.fitting import Schedule, score
from stancekit_encoder.training.weights import load_state, read_tensors

from stancekit.errors import ModelError

from .world import LABELS, make_config, write_base

FAST = Schedule(2e-2, 1e-2, frozen=-1, half=False)
RECIPE = Recipe(FAST, Schedule(1e-2, frozen=-1, half=False), epochs=2.0, batch=8)


def make_run(base, folder, samples, words, told=None, recipe=RECIPE, **more):
    tell = [].append if told is None else told.append
    return Run(samples, words, base, folder, LABELS, recipe, more.get("layers"), tell)


@pytest.fixture(scope="module")
def trained(seeds, tmp_path_factory):
    """A base, and a run of two folds and the whole on it."""
    place = tmp_path_factory.mktemp("trained")
    base = write_base(place / "base", make_config("mpnet"))
    samples, words = load_samples(seeds)
    told: list[str] = []
    finetune(make_run(base, place / "run", samples, words, told), (0, 1))
    return base, place / "run", samples, words, told


def read_jsonl(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_a_run_leaves_states_scores_and_what_reads_them(trained):
    _, folder, samples, words, told = trained
    assert sorted(path.name for path in folder.iterdir()) == [
        "first.safetensors",
        "fold-0.jsonl",
        "fold-0.safetensors",
        "fold-1.jsonl",
        "fold-1.safetensors",
        "tokenizer.json",
        "whole.safetensors",
        "words.txt",
    ]
    assert (folder / "words.txt").read_text().split() == words
    for fold in (0, 1):
        records = read_jsonl(folder / f"fold-{fold}.jsonl")
        tested = {s.id: s for s in samples if s.tested and s.fold == fold}
        assert [record["id"] for record in records] == list(tested)
        best = [max(record["scores"], key=record["scores"].get) for record in records]
        right = [label == tested[r["id"]].label for label, r in zip(best, records, strict=True)]
        assert sum(right) / len(right) > 0.9
    assert any("fold-0: tested on" in line and "macro-F1" in line for line in told)


def test_the_scores_are_those_of_the_state_beside_them(trained):
    _, folder, samples, _, _ = trained
    records = read_jsonl(folder / "fold-1.jsonl")
    texts = {sample.id: sample.text for sample in samples}
    tokens = tokenize([texts[record["id"]] for record in records], folder)
    found = score(load_state(folder / "fold-1.safetensors"), tokens)
    assert found.tolist() == [list(record["scores"].values()) for record in records]


def test_a_run_started_again_trains_nothing_twice(trained, monkeypatch):
    base, folder, samples, words, _ = trained
    before = (folder / "whole.safetensors").read_bytes()
    told = []
    finetune(make_run(base, folder, samples, words, told), (0, 1))
    assert not any("steps" in line for line in told)
    assert (folder / "whole.safetensors").read_bytes() == before


def test_states_of_another_run_are_not_mixed_in(trained):
    base, folder, samples, words, _ = trained
    changed = [*samples[:-1], Sample("x", samples[-1].text, "rejection")]
    with pytest.raises(ModelError, match=r"first\.safetensors comes from other data"):
        finetune(make_run(base, folder, changed, words), (0,))


def test_a_fold_is_trained_on_nothing_of_its_groups(trained, tmp_path, monkeypatch):
    base, _, samples, words, _ = trained
    asked = {}
    table = label_targets(samples, LABELS)

    def targets(stage, indices):
        asked[stage] = list(indices)
        return table[asked[stage]]

    recipe = Recipe(FAST, FAST, epochs=0.05, second_epochs=0.05)
    make_run(base, tmp_path / "run", samples, words, recipe=recipe).train(targets, range(5))
    for fold in range(5):
        held = {sample.group for sample in samples if sample.tested and sample.fold == fold}
        seen = {samples[i].group for name in ("first", f"fold-{fold}") for i in asked[name]}
        assert held
        assert not held & seen
    everything = {sample.group for sample in samples if sample.near}
    assert everything <= {samples[i].group for i in asked["whole"]}


def test_an_interrupted_run_ends_like_an_uninterrupted_one(trained, tmp_path, monkeypatch):
    base, folder, samples, words, _ = trained

    class InterruptedRunError(Exception):
        pass

    def stop(line):
        raise InterruptedRunError

    def interrupted(*arguments, **more):
        return fitting.fit(*arguments, **more | {"save_every": 10, "tell": stop})

    with monkeypatch.context() as patch:
        patch.setattr("stancekit_encoder.training.finetune.fit", interrupted)
        with pytest.raises(InterruptedRunError):
            finetune(make_run(base, tmp_path / "run", samples, words), (0,), whole=False)
    assert (tmp_path / "run" / "first.checkpoint").is_file()
    finetune(make_run(base, tmp_path / "run", samples, words), (0,), whole=False)
    for name in ("first.safetensors", "fold-0.safetensors", "fold-0.jsonl"):
        assert (tmp_path / "run" / name).read_bytes() == (folder / name).read_bytes()
    assert not (tmp_path / "run" / "first.checkpoint").exists()


def test_a_student_learns_from_its_teacher_and_from_texts_without_labels(trained, tmp_path):
    _, teacher, samples, words, _ = trained
    base = write_base(tmp_path / "small", make_config("bert"))
    file = tmp_path / "texts.txt"
    file.write_text("they counts the harvest\nwe refuses it\n")
    texts = [*samples, *read_texts(file, words)]
    told: list[str] = []
    recipe = replace(RECIPE, epochs=6.0)
    student = make_run(base, tmp_path / "run", texts, words, told, recipe, layers=(1,))
    distil(student, teacher, (0,), share=0.0, whole=False)
    tested = [s for s in samples if s.tested and s.fold == 0]
    network = load_state(tmp_path / "run" / "fold-0.safetensors")
    assert network.config.num_hidden_layers == 1
    mine = score(network, tokenize([s.text for s in tested], tmp_path / "run"))
    theirs = score(
        load_state(teacher / "fold-0.safetensors"), tokenize([s.text for s in tested], teacher)
    )
    assert (mine.argmax(axis=1) == theirs.argmax(axis=1)).mean() > 0.9
    # Started again, it doesn't ask the teacher again.
    again: list[str] = []
    student = make_run(base, tmp_path / "run", texts, words, again, recipe, layers=(1,))
    distil(student, teacher, (0,), share=0.0, whole=False)
    assert sum("teacher reads" in line for line in told) == 2
    assert not any("teacher reads" in line or "steps" in line for line in again)


def test_each_stage_hears_the_teacher_of_its_own_fold(trained, tmp_path):
    base, teacher, samples, words, _ = trained
    recipe = Recipe(FAST, FAST, epochs=0.05, second_epochs=0.05)
    student = make_run(base, tmp_path / "run", samples, words, recipe=recipe)
    distil(student, teacher, (1,), whole=False)
    kept = read_tensors(tmp_path / "run" / "teacher-first.safetensors")[0]["scores"].numpy()
    far = tokenize([s.text for s in samples if not s.near], teacher)
    assert kept == pytest.approx(score(load_state(teacher / "first.safetensors"), far), abs=1e-5)
    with pytest.raises(ModelError, match=r"fold-3\.safetensors: no weights to read"):
        distil(student, teacher, (3,), whole=False)


def test_targets_mix_teacher_and_label():
    scores = np.array([[2.0, 0.0], [2.0, 0.0]], dtype=np.float32)
    gold = np.array([[0.0, 1.0], [0.0, 0.0]], dtype=np.float32)
    mixed = mixed_targets(scores, gold, temperature=2.0, share=0.25)
    teacher = 1 / (1 + np.exp(-1.0))
    assert mixed[0] == pytest.approx([0.75 * teacher, 0.75 * (1 - teacher) + 0.25])
    assert mixed[1] == pytest.approx([teacher, 1 - teacher])
    with pytest.raises(ModelError, match="temperature is above 0"):
        mixed_targets(scores, gold, temperature=0.0, share=0.25)


def test_labels_become_targets_and_texts_without_one_stay_empty():
    samples = [Sample("a", "", "rejection", ("no-stance",)), Sample("b", "", None)]
    table = label_targets(samples, LABELS)
    assert table[0] == pytest.approx(soft_target("rejection", ("no-stance",), LABELS))
    assert not table[1].any()
