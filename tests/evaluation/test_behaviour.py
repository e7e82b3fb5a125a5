"""The behaviour lists are whole and unseen in training; the shipped model keeps to its limits."""

from __future__ import annotations

import json
import re
import shutil
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import stancekit
from stancekit.errors import RecordError
from stancekit.evaluation.behaviour import (
    BehaviourList,
    check_behaviour,
    failure_line,
    load_behaviour,
)
from stancekit.evaluation.behaviour.disguises import DISGUISES
from stancekit.evaluation.behaviour.slots import Actor, fill
from stancekit.evaluation.seeds import load_documents, load_statements
from stancekit.features.folding import fold
from stancekit.stance import DIPLOMACY

FOLDER = Path(stancekit.__file__).parent / "evaluation" / "behaviour" / "en"
LISTS = load_behaviour()
BY_NAME = {item.name: item for item in LISTS}
# At least so many cases of at least so many frames.
SIZES = {
    "actor-swap": (600, 40),
    "negation": (200, 100),
    "double-negation": (100, 50),
    "scope-of-report": (100, 50),
    "past-and-present": (100, 50),
    "connective-swap": (100, 50),
    "quote-form": (100, 50),
    "irrelevant-clause": (100, 50),
    "look-alikes": (100, 50),
}
# Failure rates of the shipped model may not rise above these; lower them when it gets better. Aims:
# 0.005 for actor swap, 0.15 for negation.
MOST = {
    "actor-swap": 0.005,
    "negation": 0.15,
    "double-negation": 0.42,
    "scope-of-report": 0.33,
    "past-and-present": 0.45,
    "connective-swap": 0.22,
    "quote-form": 0.04,
    "irrelevant-clause": 0.15,
    "look-alikes": 0.0,
}
_WORD = re.compile(r"\w+")
_SLOT = re.compile(r"\{[^{}]*\}")


def runs(text: str, length: int) -> set[tuple[str, ...]]:
    """Return the runs of words that a text writes itself: no slot lies inside."""
    found = set()
    for stretch in _SLOT.split(text):
        words = _WORD.findall(stretch.lower())
        found |= {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}
    return found


@pytest.fixture(scope="module")
def seed_texts() -> list[str]:
    return [item.text for item in load_statements()] + [
        item.document.text for item in load_documents()
    ]


@pytest.mark.parametrize("name", SIZES)
def test_lists_are_large_enough(name: str) -> None:
    cases, frames = SIZES[name]
    assert len(BY_NAME[name].cases) >= cases
    assert len({case.frame for case in BY_NAME[name].cases}) >= frames


def test_no_list_lacks_a_test() -> None:
    assert set(BY_NAME) == set(SIZES) == set(MOST)


def test_no_case_stands_twice_and_none_is_its_own_original() -> None:
    texts = Counter(case.text for item in LISTS for case in item.cases)
    assert [text for text, number in texts.items() if number > 1] == []
    assert [case.id for item in LISTS for case in item.cases if case.text == case.original] == []


def test_every_label_is_of_the_scheme_and_every_original_has_one() -> None:
    for case in (case for item in LISTS for case in item.cases):
        assert {case.label, *case.accept} <= set(DIPLOMACY.labels)
        assert case.label not in case.accept
        assert (case.original is None) == (case.original_label is None)
        assert case.original_label is None or case.original_label in DIPLOMACY.labels


def test_lists_of_unchanged_labels_hold_as_many_of_each() -> None:
    for item in LISTS:
        if item.expectation == "unchanged":
            assert len(set(Counter(case.label for case in item.cases).values())) == 1


def test_sentences_are_whole() -> None:
    for case in (case for item in LISTS for case in item.cases):
        for text in (case.text, case.original or "A."):
            plain = fold(text)
            assert plain[0].isupper() or plain[0] in "\"'"
            assert "  " not in text
            assert not re.search(r"[{}|]|\ba [aeio]\w|\b(the|a|to|of|with) \1\b", plain), text


def test_frames_share_no_seven_words_with_the_seeds(seed_texts: list[str]) -> None:
    own = {
        run: frame["id"]
        for file in FOLDER.glob("*.toml")
        for frame in tomllib.loads(file.read_text(encoding="utf-8")).get("frame", ())
        for field, value in frame.items()
        if isinstance(value, str)
        for run in runs(value, 7)
    }
    shared = {run: own[run] for text in seed_texts for run in runs(text, 7) if run in own}
    assert shared == {}


def test_no_case_is_a_seed(seed_texts: list[str]) -> None:
    seeds = {tuple(_WORD.findall(text.lower())) for text in seed_texts}
    cases = {tuple(_WORD.findall(fold(case.text).lower())) for x in LISTS for case in x.cases}
    assert seeds & cases == set()
    # Names fill many of the words of a swap, so that here only longer runs tell anything.
    long = {run for item in LISTS for case in item.cases for run in runs(case.text, 10)}
    assert not any(long & runs(text, 10) for text in seed_texts)


def test_the_same_cases_wherever_the_files_lie(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "copy")
    assert load_behaviour(tmp_path / "copy") == load_behaviour() == LISTS


def test_every_actor_is_an_original_and_a_swap() -> None:
    cases = BY_NAME["actor-swap"].cases
    firsts = {case.frame: case.original for case in cases}
    for name in ("Iran", "Houthis", "Kelmar"):
        assert any(name in str(original) for original in firsts.values())
        assert sum(name in case.text for case in cases) > 40


def test_slots_agree_with_their_actor() -> None:
    words = {
        "A": Actor("the Houthis", plural=True, it="they", its="their"),
        "B": Actor("the premier", it="she", its="her"),
    }
    assert fill("{A.bare} {A|says|say} {A.it} met {B's} aide", words) == (
        "Houthis say they met the premier's aide"
    )
    assert fill("“{B} {B|has|have} {B.its} say,” {A's} envoy said", words) == (
        "“The premier has her say,” the Houthis' envoy said"
    )
    for wrong in ("{C} left", "{A.are} gone", "{A left", "A} left"):
        with pytest.raises(ValueError, match=r"slot|fills|no '"):
            fill(wrong, words)


@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126), max_size=60))
def test_disguises_fold_back(text: str) -> None:
    """What is disguised reads the same; otherwise a list would test something else."""
    for name, disguise in DISGUISES.items():
        assert fold(disguise(text)) == text, name


def always(answers: dict[str, str], otherwise: str = "no-stance") -> Any:
    return lambda texts: [answers.get(text, otherwise) for text in texts]


def test_a_model_that_knows_all_never_fails() -> None:
    answers = {case.text: case.label for item in LISTS for case in item.cases}
    answers |= {
        case.original: case.original_label or ""
        for item in LISTS
        for case in item.cases
        if case.original is not None
    }
    for found in check_behaviour(always(answers), LISTS):
        assert found["failed"] == 0
        assert found["right"] == 1
        assert found["both_right"] in (1, None)
        assert found["interval"][0] == 0 < found["interval"][1] < 0.1


def test_a_model_with_one_answer_fails_where_a_label_is_asked() -> None:
    for found in check_behaviour(always({}), LISTS):
        if found["expectation"] == "unchanged":
            assert found["failed"] == 0
            assert found["right"] == 0.25
        else:
            cases = BY_NAME[found["name"]].cases
            wrong = [case for case in cases if "no-stance" not in (case.label, *case.accept)]
            assert [failure["id"] for failure in found["failures"]] == [x.id for x in wrong]
            assert found["rate"] == len(wrong) / len(cases)


def test_a_swap_that_changes_the_label_is_told_with_its_original() -> None:
    case = BY_NAME["actor-swap"].cases[0]
    found = check_behaviour(always({case.text: "rejection"}), [BY_NAME["actor-swap"]])[0]
    assert found["failed"] == 1
    line = failure_line(found["failures"][0])
    assert case.text in line
    assert f"[no-stance: {case.original}]" in line


def test_the_cases_of_a_frame_count_for_less_than_independent_ones() -> None:
    item = BY_NAME["actor-swap"]
    frame = item.cases[0].frame
    together = {case.text: "rejection" for case in item.cases if case.frame == frame}
    apart = {case.text: "rejection" for case in item.cases[:: len(item.cases) // len(together)]}
    widths = []
    for answers in (together, dict(list(apart.items())[: len(together)])):
        low, high = check_behaviour(always(answers), [item])[0]["interval"]
        widths.append(high - low)
    assert widths[0] > 2 * widths[1]


HEAD = 'title = "T"\ntests = "t"\nexpectation = "label"\nvary = "actors"\n'
PLAIN = HEAD.replace('vary = "actors"\n', "")
FRAME = '[[frame]]\nid = "x"\ntext = "{A} talks"\nlabel = "rejection"\n'


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("title = ", "isn't valid TOML"),
        (HEAD, "at least one"),
        (HEAD + FRAME + FRAME, "frame 2 needs an 'id' of its own"),
        (HEAD + FRAME.replace("rejection", "refusal"), "frame 'x': unknown label 'refusal'"),
        (HEAD + FRAME.replace("label", "lable"), "frame 'x': unknown field 'lable'"),
        (HEAD + FRAME.replace("{A}", "{C}"), "frame 'x': nothing fills {C}"),
        (HEAD + FRAME + 'original = "{A} sings"\n', "frame 'x': a label is missing"),
        (HEAD + FRAME + "accept = 1\n", "'accept' must be a list"),
        (HEAD.replace("actors", "colours") + FRAME, "'vary' must be"),
        (HEAD.replace('"label"', '"other"') + FRAME, "'expectation' must be"),
        (HEAD.replace("tests", "test") + FRAME, "unknown field 'test'"),
        ('per_frame = 0\n' + HEAD + FRAME, "'per_frame' must be"),
        (HEAD.replace('"label"', '"unchanged"') + FRAME.replace("{A}", "He"), "has no slot"),
        (HEAD.replace("actors", "disguises") + FRAME, "nothing to vary"),
        ('disguises = ["wig"]\n' + HEAD.replace("actors", "disguises")
         + FRAME.replace("{A}", "He"), "no disguise 'wig'"),
        ("disguises = [1]\n" + HEAD.replace("actors", "disguises") + FRAME, "a list of strings"),
        ('forms = "{says}"\n' + HEAD.replace("actors", "forms") + FRAME, "a list of strings"),
        ('disguises = ["ligatures"]\n' + HEAD.replace("actors", "disguises")
         + FRAME.replace("{A}", "He"), "none of the list's disguises changes"),
        (HEAD + FRAME + 'original_label = "rejection"\n', "without an 'original'"),
        (HEAD + FRAME.replace("{A} talks", " "), "needs a string 'text'"),
        ('forms = ["{says}"]\n' + HEAD.replace("actors", "forms") + FRAME, "'original'"),
        (PLAIN + FRAME, 'has a slot; the list needs vary = "actors"'),
        (PLAIN.replace('"label"', '"unchanged"') + FRAME.replace("{A}", "He"), "an 'original'"),
    ],
)  # fmt: skip
def test_a_list_that_cant_be_used_is_refused(tmp_path: Path, content: str, message: str) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(RecordError) as caught:
        load_behaviour(file)
    assert str(caught.value).startswith(str(file))
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_own_actors_take_the_place_of_the_shipped_ones(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(HEAD + FRAME, encoding="utf-8")
    (tmp_path / "actors.toml").write_text(
        '[[pair]]\nA = { name = "Ada" }\nB = { name = "Bo" }\n' * 2, encoding="utf-8"
    )
    assert [case.text for case in load_behaviour(tmp_path)[0].cases] == ["Ada talks"] * 2
    (tmp_path / "actors.toml").write_text('[[pair]]\nA = { nam = "Ada" }\n', encoding="utf-8")
    with pytest.raises(RecordError, match="pair 1 must hold an A and a B"):
        load_behaviour(tmp_path)
    (tmp_path / "mine.toml").unlink()
    with pytest.raises(RecordError, match="no behaviour list"):
        load_behaviour(tmp_path)


@pytest.fixture(scope="module")
def shipped() -> dict[str, dict[str, Any]]:
    return {
        found["name"]: found for found in check_behaviour(stancekit.load().model.predict, LISTS)
    }


@pytest.mark.parametrize("name", MOST)
def test_the_shipped_model_behaves(name: str, shipped: dict[str, dict[str, Any]]) -> None:
    found = shipped[name]
    shown = "\n".join(map(failure_line, found["failures"][:20]))
    assert found["rate"] <= MOST[name], f"{found['failed']} of {found['cases']}:\n{shown}"


def test_reports_are_json(shipped: dict[str, dict[str, Any]]) -> None:
    assert json.loads(json.dumps(shipped)).keys() == shipped.keys()


def test_a_list_without_originals_has_no_share_of_them(shipped: dict[str, dict[str, Any]]) -> None:
    item: BehaviourList = BY_NAME["past-and-present"]
    assert all(case.original is None for case in item.cases)
    assert shipped[item.name]["both_right"] is None


def test_sentences_as_they_are_make_a_list(tmp_path: Path) -> None:
    path = tmp_path / "plain.toml"
    frame = FRAME.replace("{A}", "He")
    path.write_text(PLAIN + frame + frame.replace('"x"', '"y"'))
    (found,) = load_behaviour(path)
    assert [(case.frame, case.text, case.original) for case in found.cases] == [
        ("x", "He talks", None),
        ("y", "He talks", None),
    ]
    path.write_text(
        PLAIN.replace('"label"', '"unchanged"')
        + frame
        + 'original = "He sings"\noriginal_label = "rejection"\n'
    )
    (found,) = load_behaviour(path)
    assert [(case.text, case.original) for case in found.cases] == [("He talks", "He sings")]
