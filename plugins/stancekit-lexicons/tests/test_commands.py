"""``stancekit lexicons``, and ``train --features lexicon=FILE`` from file to analysis."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from stancekit_lexicons.commands import lexicons
from stancekit_lexicons.formats import load_lexicon

from stancekit.errors import RecordError


def run(*arguments):
    return CliRunner().invoke(lexicons, list(map(str, arguments)), catch_exceptions=False)


def test_check_says_what_is_in_a_list(write):
    result = run("check", write("a.csv", "entry,category\nx,a\ny,a\nz,b\nz,b\n"))
    assert result.exit_code == 0
    assert "a.csv: 3 entries" in result.output
    assert result.output.count("each counts once") == 1
    with pytest.raises(RecordError, match="no such file"):
        run("check", "nowhere.csv")


@pytest.mark.parametrize("suffix", [".csv", ".yml", ".toml"])
def test_what_is_converted_holds_the_same(write, tmp_path, suffix):
    path = write(
        "a.toml", '[categories]\n"a b" = ["or else", {"it\'s \\"so\\": #1" = 0.5}, "x*"]\nno = "on"'
    )
    output = tmp_path / f"out{suffix}"
    assert run("convert", path, output).exit_code == 0
    lists = [load_lexicon(str(file)).entries for file in (path, output)]
    kept = [[(e.text, e.category, e.weight) for e in entries] for entries in lists]
    assert kept[0] == kept[1]
    assert run("convert", path, output).exit_code == 1  # a file is never written over
    assert run("convert", path, "out.xls").exit_code == 2


def test_find_shows_each_place_with_what_stands_around_it(write, tmp_path):
    article = tmp_path / "a.txt"
    article.write_text("He spoke of peace, or else. No ultimatum was given.")
    result = run("find", "threats", article)
    assert result.output.splitlines() == [
        "a:19-26\tultimatum\tHe spoke of peace, [or else] . No ultimatum was given.",
        "a:31-40\tnot ultimatum\te spoke of peace, or else. No [ultimatum] was given.",
    ]


SAID = {
    "presses": ["Sign now, or else", "It is the last chance", "An ultimatum came", "A final offer"],
    "open": ["Sign when you like", "It is a first try", "A letter came", "A new offer"],
}


@pytest.fixture
def stancekit(tmp_path):
    """Return a function that runs the command line, with the plugin, in a folder of its own."""
    root = Path(__file__).parents[1]
    script = tmp_path / "lexicons.py"
    # Where the plugin isn't installed: as a script it registers the same.
    script.write_text(
        "from stancekit_lexicons import stancekit_commands, stancekit_feature_extractors\n"
    )
    from stancekit.plugin import installed_plugins

    installed = any(item.distribution == "stancekit-lexicons" for item in installed_plugins())
    places = [str(root), str(root.parents[1]), os.environ.get("PYTHONPATH", "")]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, places))}

    def run(*arguments):
        given = [] if installed else ["--plugin", str(script)]
        return subprocess.run(
            [sys.executable, "-m", "stancekit", *arguments, *given],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            timeout=100,
        )

    return run


def test_a_model_works_without_the_file_it_was_trained_with(stancekit, write, tmp_path):
    write("mine.csv", "entry\nor else\nlast chance\nultimatum*\nfinal offer\n")
    write("scheme.json", '{"name": "p", "labels": ["presses", "open"], "null_label": "open"}')
    rows = [
        json.dumps({"id": f"{label}{i}{j}", "label": label, "text": f"{text}, {j} of them said."})
        for label, texts in SAID.items()
        for i, text in enumerate(texts)
        for j in ("one", "both", "all")
    ]
    write("mine.jsonl", "\n".join(rows))
    train = ["train", "mine.jsonl", "-o", "model", "--scheme", "scheme.json", "--folds", "0"]
    made = stancekit(*train, "--features", "lexicon=mine.csv", "--features", "lexicon=hedges")
    assert (made.returncode, made.stderr) == (0, "")

    (tmp_path / "mine.csv").write_text("entry\nbananas\n")  # no model is changed by it
    write("new.txt", "“Leave, or else,” Ada Lorn, the envoy, said.")
    result = stancekit("analyze", "new.txt", "-o", "out.jsonl", "--model", "model")
    assert (result.returncode, result.stderr) == (0, "")
    (statement,) = json.loads((tmp_path / "out.jsonl").read_text())["statements"]
    assert statement["label"] == "presses"
    (evidence,) = statement["evidence"]
    assert evidence["feature"] == "lexicon-mine:mine"
    assert statement["text"][evidence["start"] - statement["start"] :].startswith("or else")

    extractor = json.loads((tmp_path / "model" / "manifest.json").read_text())["extractors"][0]
    assert extractor["state"]["entries"] == ["or else", "last chance", "ultimatum*", "final offer"]
    assert extractor["origin"]["distribution"] in ("stancekit-lexicons", None)


@pytest.mark.parametrize(
    ("features", "message"),
    [
        (["lexicon=none.csv"], "none.csv: there is no such file"),
        (["lexicon=bad.csv"], "bad.csv:2: the entry '*' is nothing but wildcards"),
        (["words=x"], "words takes no file"),
        (["lexicon=hedges", "lexicon=hedges"], "there is another 'lexicon-hedges'"),
    ],
)
def test_what_goes_wrong_in_training_is_one_line(stancekit, write, features, message):
    write("bad.csv", "entry\n*\n")
    labels = ("pro-diplomacy", "rejection", "conditional", "no-stance") * 3
    lines = [json.dumps({"id": str(i), "label": x, "text": x}) for i, x in enumerate(labels)]
    write("d.jsonl", "\n".join(lines))
    options = [part for name in features for part in ("--features", name)]
    result = stancekit("train", "d.jsonl", "-o", "m", "--folds", "0", *options)
    assert message in result.stderr
    assert "Traceback" not in result.stderr
    assert result.returncode in (1, 2)
