"""Whatever one plugin does, the run goes on and the others' output stays as it was, to the bit."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import warnings

import numpy as np
import pytest

from stancekit.plugin import Registry

BROKEN = {
    "error": "1 / 0",
    "exit": "import os, sys\nsys.exit(3)",
    "interruption": "raise KeyboardInterrupt",
    "odd error": "class Odd(BaseException): pass\nraise Odd('so')",
    "printing": "import sys\nprint('{\"id\": 1}')\nsys.stderr.write('hi\\n')",
    "stream": "import io, sys\nsys.stdout = sys.stderr = io.StringIO()",
    "path": "import sys\nsys.path[:] = ['/nowhere']",
    "warnings": "import warnings\nwarnings.simplefilter('error')",
    "folder": "import os\nos.chdir('/')",
    "random": "import random\nrandom.seed(0)\nimport numpy as np\nnp.random.seed(0)",
    "numpy": "import numpy as np\nnp.seterr(all='raise')",
    "endless": (
        "from stancekit.plugin import Component, hookimpl\n"
        "@hookimpl\n"
        "def stancekit_schemes():\n"
        "    while True: yield Component('x', 'json:loads')"
    ),
}

ARTICLE = (
    "“We will talk if the siege ends,” the envoy, Ada Lorn, said. Velia's minister rejected "
    "talks with Ostmark on Monday, saying there was nothing to discuss."
)


def run(*arguments, stdin=None):
    command = [sys.executable, "-m", "stancekit", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, input=stdin)


HARMLESS = ("printing", "stream", "path", "warnings", "folder", "random", "numpy")


def test_plugins_that_misbehave_while_they_load_change_no_output(install):
    plain = run("analyze", "-", stdin=ARTICLE)
    assert plain.returncode == 0
    assert json.loads(plain.stdout)["statements"]
    for fault, source in BROKEN.items():
        install(f"acme-{fault.replace(' ', '-')}", source)
    answer = run("analyze", "-", stdin=ARTICLE)
    assert answer.returncode == 0
    assert answer.stdout == plain.stdout
    lines = answer.stderr.splitlines()
    for fault in BROKEN:
        named = [line for line in lines if f"of acme-{fault.replace(' ', '-')} was left" in line]
        assert len(named) == (0 if fault in HARMLESS else 1), answer.stderr


def test_what_an_import_changes_for_all_is_put_back(install, site):
    faults = [BROKEN[name] for name in ("path", "warnings", "folder", "random", "numpy", "stream")]
    install("acme-broken", "\n".join(faults) + "\nsys.path.append('/vendored')")
    random.seed(7)
    np.random.seed(7)
    before = (os.getcwd(), list(sys.path), list(warnings.filters), np.geterr(), sys.stdout)  # noqa: PTH109 - as the plugin sees it
    expected = random.Random(7).random(), np.random.RandomState(7).random_sample()  # noqa: S311 - as above
    assert Registry().failures == []
    after = (os.getcwd(), list(sys.path), list(warnings.filters), np.geterr(), sys.stdout)  # noqa: PTH109 - as above
    # What a plugin adds to the path it may need, but it stands in for nothing there.
    assert after[1] == [*before[1], "/nowhere", "/vendored"]
    assert after[:1] + after[2:] == before[:1] + before[2:]
    assert (random.random(), np.random.random_sample()) == expected  # noqa: S311 - as above
    sys.path[:] = before[1]


def test_the_list_of_plugins_is_quick_however_many_there_are(install):
    for number in range(8):
        install(f"acme-{number}", "raise AssertionError('imported')")
    code = (
        "import sys, time\n"
        "from stancekit.cli import main\n"
        "try: main(['plugins'])\n"
        "except SystemExit: pass\n"
        "heavy = {'numpy', 'sklearn', 'joblib', 'rich', 'stancekit.reading'} & set(sys.modules)\n"
        "print(sorted(heavy), time.process_time() < 0.5)"  # of this process, whatever else runs
    )
    command = [sys.executable, "-c", code]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    assert answer.stdout.count("acme-") == 16
    assert answer.stdout.splitlines()[-1] == "[] True"


def test_the_users_interruption_stops_the_run(install):
    install("acme-slow", "import os, signal\nos.kill(os.getpid(), signal.SIGINT)\nx = [*range(9)]")
    # What runs in the background may have been started deaf to it.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            Registry()
    finally:
        signal.signal(signal.SIGINT, before)


FRAGILE = """
import numpy as np
from scipy import sparse
from stancekit.features.base import FeatureExtractor, as_statements
from stancekit.plugin import Component, hookimpl

class Fragile(FeatureExtractor):
    name = "fragile"
    def transform(self, X):
        print("working", flush=True)
        texts = [s.text for s in as_statements(X)]
        if any("Volk" in text for text in texts):
            raise RuntimeError("no Volk here")
        return sparse.csr_array(np.array([[float(len(text))] for text in texts]).reshape(-1, 1))
    def get_feature_names_out(self, input_features=None):
        return np.array(["length"], dtype=object)

@hookimpl
def stancekit_feature_extractors():
    return [Component("fragile", f"{__name__}:Fragile")]
"""


@pytest.fixture
def fragile(tmp_path):
    """Options for a model that is trained with the extractor above."""
    script = tmp_path / "fragile.py"
    script.write_text(FRAGILE)
    data = [
        {"id": f"{word}{n}", "text": f"They {word} talks, number {n}.", "label": label}
        for word, label in (("welcome", "open"), ("refuse", "shut"))
        for n in range(6)
    ]
    (tmp_path / "data.jsonl").write_text("".join(json.dumps(record) + "\n" for record in data))
    scheme = {"name": "door", "labels": ["open", "shut"], "null_label": "shut"}
    (tmp_path / "door.json").write_text(json.dumps(scheme))
    model = str(tmp_path / "model")
    scheme_and_features = f"--scheme {tmp_path / 'door.json'} --features words --features fragile"
    options = ("--plugin", str(script))
    trained = run(
        "train", str(tmp_path / "data.jsonl"), "-o", model, "--folds", "0",
        *scheme_and_features.split(), *options,
    )  # fmt: skip
    assert trained.returncode == 0, trained.stderr
    return "--model", model, *options


def test_a_feature_extractor_that_fails_loses_only_what_it_fails_on(fragile):
    texts = [f"They {'welcome' if n % 3 else 'refuse'} talks, {n}." for n in range(60)]
    good = [{"id": str(n), "text": text} for n, text in enumerate(texts)]
    mixed = [*good[:20], {"id": "bad", "text": "Volk welcomes talks."}, *good[20:]]
    answers = [
        run("classify", "-", *fragile, stdin="".join(json.dumps(r) + "\n" for r in records))
        for records in (good, mixed)
    ]
    assert [answer.returncode for answer in answers] == [0, 1]
    lines = answers[1].stdout.splitlines()
    assert "no Volk here" in json.loads(lines.pop(20))["error"]["message"]
    assert lines == answers[0].stdout.splitlines()  # and nothing that the plugin printed
    assert "working" in answers[0].stderr
    documents = [{"id": r["id"], "text": f"Ada Lorn said: “{r['text']}”"} for r in mixed]
    analysis = run("analyze", "-", *fragile, stdin="".join(json.dumps(d) + "\n" for d in documents))
    assert analysis.returncode == 1
    failed = [json.loads(line)["id"] for line in analysis.stdout.splitlines() if '"error"' in line]
    assert failed == ["bad"]
