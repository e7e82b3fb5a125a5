"""The cue lexicon: classes, negation, scope; and features of form."""

from __future__ import annotations

import numpy as np
import pytest

from stancekit.features import CueLexicon, StatementStructure, Tokens
from stancekit.features.phrases import PhraseTable, inflect
from stancekit.statement import Statement

CUES = CueLexicon(min_df=1).fit([])
NAMES = CUES.get_feature_names_out()


def features(text: str) -> set[str]:
    return set(NAMES[CUES.transform([text]).indices])


def signs(text: str) -> str:
    (found,) = [name for name in features(text) if name.startswith("scope signs ")]
    return found.removeprefix("scope signs ")


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("They rejected talks.", "talks+against"),
        ("They have not rejected talks.", "talks+for"),
        ("They have never ruled out negotiations.", "talks+for"),
        ("They ruled out negotiations.", "talks+against"),
        ("They welcomed the ceasefire.", "talks+for"),
        ("They did not welcome the ceasefire.", "talks+against"),
        ("Dialogue has been suspended.", "talks+against"),
        ("There will be no talks.", "talks+against"),
        ("They rejected the verdict.", "aside"),
        ("Talks are useful if they apologise.", "talks+for+terms"),
        ("They will negotiate once it has rained.", "talks+terms"),
        ("It rained.", "none"),
    ],
)
def test_signs(text: str, flags: str) -> None:
    assert signs(text) == flags


def test_negation_flips_a_cue() -> None:
    assert "scope refuse before target" in features("She refused talks.")
    assert "scope not refuse before target" in features("She has not refused talks.")
    assert "scope refuse before target" not in features("She has not refused talks.")


def test_two_negations_cancel() -> None:
    assert "scope refuse before target" in features("She has never not refused talks.")


def test_negation_ends_with_the_sentence() -> None:
    assert "scope not refuse before target" not in features("She will not. Refuse talks!")
    assert "scope not refuse before target" not in features("She will not; refuse talks!")


def test_a_cue_governs_talks_only_in_its_own_sentence_and_nearby() -> None:
    assert "scope praise before target" in features("He praised the long round of talks.")
    assert "scope praise alone" in features("He praised the band. Talks went on.")
    far = "He praised the food that was served in town last night to all at talks."
    assert "scope praise alone" in features(far)


def test_talks_before_the_cue() -> None:
    assert "scope break after target" in features("The negotiations were broken off.")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("We talk only if they leave.", "scope only_if after target"),
        ("Only if they leave can talks start.", "scope only_if before target"),
        ("They leave only if it rains.", "scope only_if alone"),
        ("No talks unless it stops.", "scope unless after target"),
        ("Talks must be serious.", "scope must after target"),
    ],
)
def test_side_of_a_term(text: str, name: str) -> None:
    assert name in features(text)


def test_longest_phrase_wins() -> None:
    found = features("An offer without preconditions.")
    assert "unconditional" in found
    assert "without" not in found
    assert "condition" not in found


def test_sequences_pass_over_other_words_but_not_over_sentence_ends() -> None:
    cues = CueLexicon(min_df=1).fit(["They have not so far ruled out further talks."])
    names = cues.get_feature_names_out()
    assert "not rule_out talks" in names
    apart = cues.transform(["They have not. It was ruled out. Talks."])
    assert "not rule_out" not in names[apart.indices]


def test_a_change_of_actors_changes_nothing() -> None:
    one = "Ruritania's foreign minister said Borduria must lift the siege before any talks."
    other = "Okeania's foreign minister said Lorvia must lift the siege before any talks."
    assert (CUES.transform([one]) != CUES.transform([other])).nnz == 0


def test_place_of_a_scope_reaches_from_cue_to_talks() -> None:
    text = "Officials refused the new talks."
    places = {NAMES[c]: text[s:e] for c, s, e in CUES.locate(text)}
    assert places["scope refuse before target"] == "refused the new talks"
    assert places["refuse"] == "refused"


def test_lexicon_classes_have_known_roles_and_forms_of_their_own() -> None:
    assert "scope rule_out before target" in NAMES
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize(
    ("verb", "forms"),
    [
        ("talk", {"talk", "talks", "talked", "talking"}),
        ("refuse", {"refuse", "refuses", "refused", "refusing"}),
        ("deny", {"deny", "denies", "denied", "denying"}),
        ("reach", {"reach", "reaches", "reached", "reaching"}),
        ("scrap", {"scrap", "scraps", "scrapped", "scrapping"}),
        ("commit", {"commit", "commits", "committed", "committing"}),
        ("meet", {"meet", "meets", "met", "meeting"}),
        ("reject", {"reject", "rejects", "rejected", "rejecting"}),
        ("rebuff", {"rebuff", "rebuffs", "rebuffed", "rebuffing"}),
        ("stay", {"stay", "stays", "stayed", "staying"}),
    ],
)
def test_inflection(verb: str, forms: set[str]) -> None:
    assert set(inflect(verb, {"meet": ["met"]})) == forms


def test_phrases_stop_at_the_end_of_a_statement() -> None:
    table = PhraseTable({"classes": {"out": {"words": ["rule out"]}}})
    assert len(table.find(Tokens(["they rule", "out of it"])).kinds) == 0
    assert table.find(Tokens(["they rule out"])).first.tolist() == [1]


FORM = StatementStructure()


def form(text: str) -> set[str]:
    return set(FORM.get_feature_names_out()[FORM.transform([text]).indices])


def test_form_of_a_headline_and_of_a_question() -> None:
    assert "no full stop" in form("Ruritania seeks talks")
    assert "no full stop" not in form("Ruritania seeks talks.")
    assert {"question", "first person"} <= form("Why should we talk?")
    assert "quotation" in form("They said “no”.")
    assert "opens with quotation" in form("“No,” they said.")


def test_sentences_are_counted() -> None:
    assert "1 sentence" in form("One. ")
    assert "2 sentences" in form("One. Two.")
    assert "more sentences" in form("One. Two. Three.")


def test_lengths_are_told_apart() -> None:
    bins = [
        next(name for name in form("word " * n + ".") if name.startswith(("length", "longer")))
        for n in (1, 7, 12, 17, 22, 30, 40, 90)
    ]
    assert len(set(bins)) == len(bins)


def test_kind_counts_only_where_it_is_asked_for() -> None:
    direct = Statement.from_text("Talks now.", kind="direct")
    assert np.array_equal(
        FORM.transform([direct]).toarray(), FORM.transform(["Talks now."]).toarray()
    )
    with_kind = StatementStructure(use_kind=True)
    names = with_kind.get_feature_names_out()
    assert "kind direct" in names[with_kind.transform([direct]).indices]
    assert not any(
        name.startswith("kind") for name in names[with_kind.transform(["Talks now."]).indices]
    )


def test_what_is_only_supposed_is_no_position():
    cues = CueLexicon(min_df=1)
    cues.fit(["They refuse talks.", "He threatened war if they refuse talks."])
    names = cues.get_feature_names_out()
    column = list(names).index("scope refuse before target")
    rows = cues.transform(["They refuse talks.", "He threatened war if they refuse talks."])
    assert rows[[0], [column]] > 0
    assert rows[[1], [column]] == 0


def test_a_remark_is_no_obligation():
    cues = CueLexicon(min_df=1).fit(["It must be said that talks failed.", "Talks must be fair."])
    rows = cues.transform(["It must be said that talks failed.", "Talks must be fair."])
    column = list(cues.get_feature_names_out()).index("must")
    assert [rows[[row], [column]].item() > 0 for row in (0, 1)] == [False, True]
