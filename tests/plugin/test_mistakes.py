"""What authors get wrong at first is told in one line that names the plugin and the mend."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stancekit.cli import main

GOOD = """
import numpy as np
from scipy import sparse
from stancekit import Document, Statement
from stancekit.features.base import FeatureExtractor, as_statements
from stancekit.plugin import Component, hookimpl

WORDS = ("gladly", "allegedly")

class Hedges(FeatureExtractor):
    name, version = "hedges", "1"

    def __init__(self, words=WORDS):
        self.words = words

    def fit(self, X, y=None):
        return self

    def transform(self, X):
        rows = [[s.text.lower().count(word) for word in WORDS] for s in as_statements(X)]
        return sparse.csr_array(np.array(rows, dtype=float).reshape(len(rows), 2))

    def get_feature_names_out(self, input_features=None):
        return np.array(WORDS, dtype=object)

@hookimpl
def stancekit_feature_extractors():
    return [Component("hedges", f"{__name__}:Hedges", "words")]
"""

CSR = "        return sparse.csr_array(np.array(rows, dtype=float).reshape(len(rows), 2))"
HOOK = 'return [Component("hedges", f"{__name__}:Hedges", "words")]'

# What stands in the plugin in the place of what, and what is said.
MISTAKES = {
    "hook misspelt": (
        "stancekit_feature_extractors()",
        "stancekit_feature_extractor()",
        "unknown hook 'stancekit_feature_extractor'; did you mean stancekit_feature_extractors?",
    ),
    "hook without prefix": (
        "stancekit_feature_extractors()",
        "feature_extractors()",
        "did you mean stancekit_feature_extractors?",
    ),
    "no decorator": (
        "@hookimpl\n",
        "",
        "lacks the decorator @hookimpl; write it in the line above",
    ),
    "parameter of a hook": ("extractors()", "extractors(config)", "write def stancekit_feature"),
    "syntax": ("rows = [[", "rows = [(", "SyntaxError: closing parenthesis ']'"),
    "nothing installed": (
        "import numpy as np",
        "import numpy as np, nltkk",
        "No module named 'nltkk' (mine.py, line 2); install the package that brings 'nltkk'",
    ),
    "no list": (HOOK, HOOK.replace("[", "").replace("]", ""), "write return [Component(…)]"),
    "class for a component": (HOOK, "return [Hedges]", "write Component(name, 'package.module:"),
    "nothing returned": (HOOK, "pass", "registers nothing; it needs a function with @hookimpl"),
    "class for a target": ('f"{__name__}:Hedges"', "Hedges", "give the object's import string"),
    "point for a colon": ("}:Hedges", "}.Hedges", "'package.module:attribute', with a colon"),
    "no f": ('f"{__name__}', '"{__name__}', 'a script names its own objects f"{__name__}:Hedges"'),
    "misspelt target": ("}:Hedges", "}:Hegdes", "has no attribute 'Hegdes'; did you mean Hedges?"),
    "two of one name": (
        HOOK,
        HOOK + " * 2",
        "two feature extractors named 'hedges'; give each its",
    ),
    "blank in a name": ('"hedges"', '"my hedges"', "can't be named 'my hedges', as it is part of"),
    "a built-in's name": (
        '"hedges"',
        '"words"',
        "stancekit has one of that name; it must take ano",
    ),
    "object for a class": (
        "@hookimpl",
        "Hedges = Hedges()\n\n@hookimpl",
        "is no class but Hedges(words=(",
    ),
    "no base class": (
        "Hedges(FeatureExtractor)",
        "Hedges",
        "derive it from stancekit.features.base",
    ),
    "no name": ('name, version = "hedges", "1"', "", "lacks name; derive it"),
    "two names": ('name, version = "hedges"', 'name, version = "hedge"', "use one name: a saved"),
    "number for a version": ('"1"', "1", "has the version 1; make it a text, such as '1'"),
    "no default": ("words=WORDS", "words", "give each parameter of its __init__ a default"),
    "argument lost": ("self.words = words", "self.w = words", "keep each argument of __init__"),
    "work in __init__": (
        "self.words = words",
        "self.words = list(words)",
        "doesn't keep 'words' as its __init__ is",
    ),
    "misspelt name": (
        "sparse.csr_array",
        "sparce.csr_array",
        "'sparce' is not defined (mine.py, line",
    ),
    "no self": (
        "transform(self, X)",
        "transform(X)",
        "write fit(self, X, y=None), transform(self, X)",
    ),
    "no y": ("fit(self, X, y=None)", "fit(self, X)", "write fit(self, X, y=None)"),
    "texts for statements": (
        "s.text.lower().count(word) for word in WORDS] for s in as_statements(X)",
        "s.lower().count(word) for word in WORDS] for s in X",
        "go through as_statements(X), and read the text of each: statement.text",
    ),
    "not learned": (
        "rows = [[",
        "self.seen_\n        rows = [[",
        "let fit learn it, get_state ret",
    ),
    "list of lists": (
        CSR,
        "        return rows",
        "its transform gives list, no CSR matrix; return",
    ),
    "table": (
        CSR,
        "        import pandas\n        return pandas.DataFrame(rows)",
        "its transform gives DataFrame, no CSR matrix; return scipy.sparse.csr_array(rows)",
    ),
    "generator": (CSR, "        yield from rows", "its transform gives generator, no CSR matrix"),
    "nothing given": (CSR, "        pass", "its transform gives NoneType, no CSR matrix; return"),
    "other rows": (
        CSR,
        CSR + "[1:]",
        "gives shape (11, 2) for 12 statements, and there are 2 names",
    ),
    "names missing": (
        "def get_feature_names_out",
        "def names",
        "write transform and get_feature_nam",
    ),
    "names forgotten": (
        "return np.array(WORDS",
        "np.array(WORDS",
        "get_feature_names_out gives None",
    ),
    "a name too few": (
        "array(WORDS,",
        "array(WORDS[1:],",
        "and there are 1 names; return scipy.spa",
    ),
    "not a number": (
        "np.array(rows, dtype",
        "np.nan * np.array(rows, dtype",
        "NaN or infinity for 'T",
    ),
    "file of the working folder": (
        "rows = [[",
        "open('words.txt')\n        rows = [[",
        "Path(__file__).parent / 'name'",
    ),
    "state not kept": (
        "        return self\n",
        "        self.n_ = len(X)\n        return self\n",
        "give all that fit",
    ),
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    words = ("allegedly", "gladly")
    lines = [
        {"id": str(n), "label": words[n % 2], "text": f"They {words[n % 2]} talk, {n}."}
        for n in range(12)
    ]
    (tmp_path / "data.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    scheme = {"name": "doubt", "labels": words, "null_label": "gladly"}
    (tmp_path / "doubt.json").write_text(json.dumps(scheme))
    return tmp_path


def train(source, capfd, name="hedges"):
    Path("mine.py").write_text(source, encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        main(
            "train data.jsonl -o model --scheme doubt.json --features words --folds 0 "
            f"--plugin mine.py --features {name}".split()
        )
    return ended.value.code, *capfd.readouterr()


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_one_line_with_the_mend(mistake, folder, capfd):
    before, after, told = MISTAKES[mistake]
    assert before in GOOD
    source = GOOD.replace(before, after)
    if mistake == "state not kept":
        source = source.replace("for word in WORDS]", "/ self.n_ for word in WORDS]")
    code, out, error = train(source, capfd)
    assert (code, out) == (1, "")
    (line,) = error.splitlines()
    assert line.startswith("stancekit: error: ")
    assert "mine.py" in line
    assert told in line
    assert "STANCEKIT_TRACEBACK" not in line  # which is for what isn't understood


REPORT = "model: model 'model', trained on 12 statements\n"


def test_without_a_mistake_nothing_is_said(folder, capfd):
    assert train(GOOD, capfd) == (0, REPORT, "")


def test_what_a_plugin_prints_does_not_mix_with_the_report(folder, capfd):
    source = GOOD.replace("        rows =", "        print('from inside')\n        rows =")
    code, out, error = train(source, capfd)
    assert (code, out) == (0, REPORT)
    assert set(error.splitlines()) == {"from inside"}


def test_state_that_is_not_taken_up_is_told_of(folder, capfd):
    source = GOOD.replace(
        "        return self\n", "        self.n_ = len(X)\n        return self\n"
    )
    source = source.replace("for word in WORDS]", "/ getattr(self, 'n_', 1) for word in WORDS]")
    code, out, error = train(source, capfd)
    assert (code, out) == (1, "")
    assert "loaded again it gives other probabilities; feature extractor 'hedges' of mi" in error
