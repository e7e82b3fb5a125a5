"""Document and attribution scores, on small cases counted by hand."""

import pytest

from stancekit.evaluation.attributions import score_attributions
from stancekit.evaluation.documents import match_statements, score_documents
from stancekit.evaluation.names import name_score

TEXT = "Ada Lorn said talks must go on. She said no. The marshal walked out."


def statement(start, end, speaker, label, **more):
    return {
        "start": start,
        "end": end,
        "speaker": speaker,
        "label": label,
        "kind": "indirect",
        "accept": [],
        "conditions": [],
    } | more


GOLD = {
    "id": "d",
    "text": TEXT,
    "statements": [
        statement(0, 31, "Ada Lorn", "pro-diplomacy", mention="Ada Lorn", counterpart="Velk"),
        statement(32, 44, "Ada Lorn", "rejection", mention=[32, 35], accept=["no-stance"]),
        statement(45, 68, "marshal", "no-stance", kind="act", mention="The marshal"),
    ],
    "document_stance": {"Ada Lorn": "rejection", "marshal": "no-stance"},
}


def test_gold_scored_against_itself_is_perfect():
    answer = GOLD | {"stances": [{"speaker": "Ada Lorn", "label": "rejection"}]}
    report = score_documents([GOLD], [answer], n_resamples=10)
    assert report["statements"] == {"precision": 1, "recall": 1, "f1": 1}
    assert report["speaker_accuracy_matched"] == report["label_accuracy_matched"] == 1
    assert report["counterparts_matched"] == {"precision": 1, "recall": 1, "f1": 1}
    assert report["counterpart_accuracy_named"] == report["document_stance_accuracy"] == 1
    assert report["bad_offsets"] == 0


def test_what_is_counted():
    found = {
        "id": "d",
        "statements": [
            statement(0, 28, "Lorn", "pro-diplomacy", text=TEXT[0:28]),
            statement(32, 44, None, "no-stance", text="She said yes"),
            # The act without a stance may be found or not: neither hit nor error.
            statement(45, 68, "Someone", "no-stance"),
        ],
        "stances": [],
    }
    report = score_documents([GOLD], [found], n_resamples=10)
    assert report["statements"]["f1"] == 1
    assert report["speaker_accuracy_matched"] == report["speaker_unknown_matched"] == 0.5
    assert report["label_accuracy_matched"] == 0.5
    assert report["label_lenient_matched"] == 1
    assert report["end_to_end"]["recall"] == 0.5
    assert report["document_stance_accuracy"] == 0
    assert report["bad_offsets"] == 1


def test_labels_that_were_not_given_are_wrong_or_left_out():
    found = {
        "id": "d",
        "statements": [
            statement(0, 31, "Ada Lorn", None),
            statement(32, 44, "Ada Lorn", "no-stance"),
        ],
        "stances": [],
    }
    report = score_documents([GOLD], [found], n_resamples=2)
    assert report["label_lenient_matched"] == report["label_coverage_matched"] == 0.5
    assert report["label_lenient_answered"] == 1
    assert score_documents([GOLD], [GOLD], n_resamples=2)["label_coverage_matched"] == 1


def test_a_missing_document_is_all_missed():
    report = score_documents([GOLD], [], n_resamples=10)
    assert report["statements"]["recall"] == 0


def test_three_labels_for_one_speaker_are_no_answer():
    def accuracy(labels):
        stances = [{"speaker": "Ada Lorn", "label": label} for label in labels]
        return score_documents([GOLD], [GOLD | {"stances": stances}], n_resamples=2)[
            "document_stance_accuracy"
        ]

    assert accuracy(["rejection", "conditional"]) == 1
    assert accuracy(["rejection", "conditional", "pro-diplomacy"]) == 0


def test_matching_takes_the_best_overlap_and_each_once():
    gold = [{"start": 0, "end": 10}, {"start": 10, "end": 20}]
    found = [{"start": 0, "end": 12}, {"start": 0, "end": 10}, {"start": 16, "end": 30}]
    assert match_statements(gold, found) == {0: 1}


@pytest.mark.parametrize(
    ("name", "accepted", "same"),
    [
        ("Foreign Minister Ada Lorn", "Lorn", True),
        ("Mohammad Ghalibaf", "Mohammad Bagher Qalibaf", True),
        ("Zelenskyy", "Volodymyr Zelensky", True),
        ("Ada Lorn", "Ada Velk", False),
        ("the government", "the United Nations", False),
        (None, "Ada", False),
        ("...", "Ada", False),
    ],
)
def test_names_fit_across_titles_and_transliteration(name, accepted, same):
    assert (name_score(name, [accepted]) >= 0.5) is same


def test_attributions_count_overlap_exactness_and_source():
    text = 'Lorn said "no talks". Velk denied it.'
    gold = {
        "doc": "d",
        "text": text,
        "attributions": [
            {"source": [{"spans": [[0, 4]]}], "content": [{"spans": [[10, 20]]}]},
            {"source": [{"spans": [[22, 26]]}], "content": [{"spans": [[34, 36]]}]},
        ],
    }
    found = {
        "id": "d",
        "statements": [{"start": 0, "end": 21, "content": [[11, 19]], "mention": [0, 4]}],
    }
    report = score_attributions([gold], [found])
    assert report["exact"] == pytest.approx({"precision": 1, "recall": 0.5, "f1": 2 / 3})
    assert (report["recall_quoted"], report["recall_unquoted"]) == (1, 0)
    assert report["source_recall"] == 0.5


def test_speakers_are_counted_right_wrong_and_unknown_by_confidence():
    found = {
        "id": "d",
        "statements": [
            statement(0, 31, "Ada Lorn", "rejection", confidence=0.95),
            statement(32, 44, "Tom Velk", "rejection", confidence=0.6),
        ],
    }
    report = score_documents([GOLD], [found], n_resamples=10)
    assert report["speaker_accuracy_matched"] == report["speaker_wrong_matched"] == 0.5
    assert report["speaker_unknown_matched"] == 0
    assert report["speaker_by_confidence"] == [
        {"from": 0.5, "to": 0.7, "n": 1, "right": 0, "wrong": 1, "unknown": 0},
        {"from": 0.9, "to": 1.0, "n": 1, "right": 1, "wrong": 0, "unknown": 0},
    ]
    del found["statements"][1]["confidence"]
    found["statements"][1]["speaker"] = None
    report = score_documents([GOLD], [found], n_resamples=10)
    assert report["speaker_unknown_matched"] == 0.5
    assert report["speaker_wrong_matched"] == 0
    assert report["speaker_by_confidence"][0]["unknown"] == 1
