"""Tiny bases and seeds; where torch is missing, the tests beside this file are left out."""

from __future__ import annotations

import importlib.util
import json
import random

import pytest


def pytest_pycollect_makemodule(module_path, parent):
    if importlib.util.find_spec("torch") is None:
        pytest.skip("training needs torch, which the extra train brings")


@pytest.fixture(autouse=True)
def _one_thread():
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(params=["mpnet", "bert"])
def config(request):
    from .world import make_config

    return make_config(request.param)


@pytest.fixture
def base(tmp_path):
    from .world import make_config, write_base

    return write_base(tmp_path / "base", make_config("bert"))


@pytest.fixture(scope="session")
def seeds(tmp_path_factory):
    """Forty topics of eight statements; folds are tested on most of those of twenty topics."""
    from .world import LABELS, sentence

    rng = random.Random(3)
    folder = tmp_path_factory.mktemp("seeds")
    records = []
    for topic in range(40):
        for number, label in enumerate(LABELS * 2):
            near = topic < 20
            records.append(
                {
                    "id": f"s{topic}-{number}",
                    "text": sentence(label, rng),
                    "label": label,
                    "accept": ["no-stance"] if number == 2 else [],
                    "topic": f"topic-{topic}",
                    "batch": "newswire" if near and number else "grown",
                }
            )
    text = "".join(json.dumps(record) + "\n" for record in records)
    (folder / "statements.jsonl").write_text(text)
    return folder
