"""A saved model predicts the same whatever scikit-learn is installed, or none."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import scipy

import stancekit
from stancekit.modelling.folder import save_model

PREDICT = """
import importlib.util, json, sys
from stancekit.modelling.folder import load_model
model = load_model(sys.argv[1])
texts = json.load(sys.stdin)
found = importlib.util.find_spec("sklearn")
if found:
    import sklearn
json.dump(
    {
        "sklearn": sklearn.__version__ if found else None,
        "labels": model.predict(texts),
        "records": [p.to_record() for p in model.predictions(texts)],
    },
    sys.stdout,
)
"""


@pytest.mark.slow
@pytest.mark.parametrize("sklearn_version", ["1.5.2", None])
def test_predictions_do_not_depend_on_scikit_learn(model, corpus, tmp_path, sklearn_version):
    save_model(model, tmp_path / "toy")
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "env")], check=True)
    python = tmp_path / "env" / "bin" / "python"
    wanted = [f"numpy=={np.__version__}", f"scipy=={scipy.__version__}"]
    if sklearn_version is not None:
        wanted.append(f"scikit-learn=={sklearn_version}")
    install = [str(python), "-m", "pip", "install", "-q", *wanted]
    if subprocess.run(install, capture_output=True).returncode:
        pytest.skip("no package index at hand, or no such version for this Python")
    done = subprocess.run(
        [str(python), "-c", PREDICT, str(tmp_path / "toy")],
        input=json.dumps(corpus[0]),
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(Path(stancekit.__file__).parent.parent)},
    )
    found = json.loads(done.stdout)
    assert found["sklearn"] == sklearn_version
    assert found["labels"] == model.predict(corpus[0])
    assert found["records"] == [p.to_record() for p in model.predictions(corpus[0])]
