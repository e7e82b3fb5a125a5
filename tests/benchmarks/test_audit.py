from __future__ import annotations

import numpy as np
import pytest

from benchmarks.audit import LABELS, SIMPLE, main, precisions, with_flips
from stancekit.modelling.training import Example


def test_so_many_labels_are_made_wrong_as_asked() -> None:
    examples = [Example(str(i), "text", LABELS[i % 4]) for i in range(200)]
    changed, flipped = with_flips(examples, 0.1, seed=1)
    differing = {a.id for a, b in zip(examples, changed, strict=True) if a.label != b.label}
    assert differing == flipped
    assert len(flipped) == 20
    assert with_flips(examples, 0.1, seed=2)[1] != flipped


def test_every_score_is_lowest_where_the_label_is_doubted_most() -> None:
    probabilities = np.array(
        [[0.7, 0.2, 0.1], [0.02, 0.96, 0.02], [0.1, 0.1, 0.8], [0.1, 0.8, 0.1]]
    )
    codes = np.array([0, 0, 2, 1])
    for name, score in SIMPLE.items():
        assert score(probabilities, codes).argmin() == 1, name


def test_precision_is_of_the_labels_made_wrong() -> None:
    words = dict(zip(LABELS, ("welcomed talks", "refused talks", "talks if", "rain"), strict=True))
    examples = [
        Example(f"{topic}{label}{n}", f"Envoy {n} {wording} today.", label, (), topic)
        for topic in "abcdef"
        for label, wording in words.items()
        for n in range(4)
    ]
    found = precisions(*with_flips(examples, 0.04, seed=0), n_folds=2)
    assert found["audit"] == 1.0
    assert set(SIMPLE) < set(found)


@pytest.mark.parametrize("given", ["--shares 2", "--draws 1", "--folds 1"])
def test_options_that_make_no_sense_are_refused(given, capsys) -> None:
    with pytest.raises(SystemExit) as ended:
        main(given.split())
    assert ended.value.code == 2
    assert given.split()[0] in capsys.readouterr().err.splitlines()[-1]
