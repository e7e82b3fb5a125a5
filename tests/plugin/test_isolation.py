"""Whatever one plugin does, the run goes on and the others' output stays as it was, to the bit."""

from __future__ import annotations

import json
import locale
import os
import random
import signal
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest

from benchmarks.plugins import bad_conduct, bad_features, bad_others  # noqa: F401 - imported, they are in BAD
from benchmarks.plugins.bad_imports import MODULES
from benchmarks.plugins.registered import BAD
from stancekit.features.base import FeatureExtractor
from stancekit.plugin import Registry
from tests.plugin.walkthrough import CHECKOUT

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
    "signals": "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)",
    "recursion": "import sys\nsys.setrecursionlimit(123)",
    "locale": "import locale\nlocale.setlocale(locale.LC_ALL, 'C')",
    "methods": (
        "from stancekit.features.base import FeatureExtractor\n"
        "FeatureExtractor.fit = FeatureExtractor.transform"
    ),
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


HARMLESS = tuple(BROKEN)[4:-1]  # they misbehave, and load all the same


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
    faults = [BROKEN[name] for name in HARMLESS if name != "printing"]
    install("acme-broken", "\n".join(faults) + "\nsys.path.append('/vendored')")
    random.seed(7)
    np.random.seed(7)

    def shared():
        return (
            Path.cwd(), list(warnings.filters), np.geterr(), sys.stdout, sys.getrecursionlimit(),
            signal.getsignal(signal.SIGTERM), locale.setlocale(locale.LC_ALL), FeatureExtractor.fit,
        )  # fmt: skip

    before, path = shared(), list(sys.path)
    expected = random.Random(7).random(), np.random.RandomState(7).random_sample()  # noqa: S311 - as the plugin does
    assert Registry().failures == []
    # What a plugin adds to the path it may need, but it stands in for nothing there.
    assert sys.path == [*path, "/nowhere", "/vendored"]
    assert shared() == before
    assert (random.random(), np.random.random_sample()) == expected  # noqa: S311 - as above
    sys.path[:] = path


# All plugins that are bad on purpose but one: what ends the process on import ends it.
BAD_ONES = {name: source.format(name=name) for name, (_, _, source) in MODULES.items()}
del BAD_ONES["kills"]
BAD_ONES |= {
    name: f"from {bad.plugin.where.partition(':')[0]} import HOOKS\n"
    f"globals().update(vars(HOOKS.{bad.plugin.where.rpartition('.')[2]}))\ndel HOOKS\n"
    for name, bad in BAD.items()
}


@pytest.fixture
def analysis(install, tmp_path, monkeypatch):
    """Return what a model that needs a good plugin gives, beside others that are installed."""
    monkeypatch.setenv("PYTHONPATH", str(CHECKOUT), prepend=os.pathsep)
    good = FRAGILE.replace('print("working", flush=True)', "pass")
    install("middle-good", good)
    options = trained(tmp_path)

    def analyze():
        answer = run("analyze", "-", *options, stdin=ARTICLE)
        assert answer.returncode == 0, answer.stderr
        left_out = answer.stderr.count("was left out: ")
        assert left_out == answer.stderr.count("stancekit: warning: plugin ")
        return answer.stdout, left_out

    return analyze


@pytest.mark.parametrize("place", ["after", "before"])
def test_no_bad_plugin_changes_what_a_good_one_gives(install, analysis, place):
    alone, left_out = analysis()
    assert left_out == 0
    assert json.loads(alone)["plugins"] == {"middle-good": "1.2"}
    for name, source in BAD_ONES.items():
        install(f"{'zz' if place == 'after' else 'aa'}-{name.lower()}", source)
    beside, left_out = analysis()
    assert left_out > 5
    assert without_plugins(beside) == without_plugins(alone)


@pytest.mark.slow
@pytest.mark.parametrize("name", BAD_ONES)
def test_no_bad_plugin_alone_changes_what_a_good_one_gives(install, analysis, name):
    alone, _ = analysis()
    install(f"aa-{name.lower()}", BAD_ONES[name])
    assert without_plugins(analysis()[0]) == without_plugins(alone)


def without_plugins(line):
    """Return a line of output but for the list, at its end, of what is installed."""
    kept, _, listed = line.rpartition('"plugins"')
    assert json.loads("{" + '"plugins"' + listed)["plugins"]["middle-good"] == "1.2"
    return kept


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


def trained(tmp_path, *options):
    """Return the options for a model that is trained with the extractor above."""
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
    answer = run(
        "train", str(tmp_path / "data.jsonl"), "-o", model, "--folds", "0",
        *scheme_and_features.split(), *options,
    )  # fmt: skip
    assert answer.returncode == 0, answer.stderr
    return "--model", model, *options


@pytest.fixture
def fragile(tmp_path):
    script = tmp_path / "fragile.py"
    script.write_text(FRAGILE)
    return trained(tmp_path, "--plugin", str(script))


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
