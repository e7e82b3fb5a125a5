"""The cue lexicon: classes, negation, sequences at two levels; and features of form."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancekit.features import CueLexicon, StatementStructure, Tokens
from stancekit.features.cues import ROLES, Cues, load_cues, negated
from stancekit.features.phrases import PhraseTable, inflect
from stancekit.features.structure import GROUPS
from stancekit.features.tokens import normal_form
from stancekit.resources import read_lexicon
from stancekit.statement import Statement


def features(text: str) -> set[str]:
    """Return what the lexicon finds in a text, all of whose sequences are known."""
    cues = CueLexicon(min_df=1).fit([text])
    return set(cues.get_feature_names_out()[cues.transform([text]).indices])


@pytest.mark.parametrize(
    ("text", "sequence"),
    [
        ("They rejected talks.", "AGAINST TALKS"),
        ("They have not rejected talks.", "NOT FOR TALKS"),
        ("They have never ruled out negotiations.", "NOT FOR TALKS"),
        ("They ruled out negotiations.", "AGAINST TALKS"),
        ("They welcomed the ceasefire.", "FOR TALKS"),
        ("They did not welcome the ceasefire.", "NOT AGAINST TALKS"),
        ("Dialogue has been suspended.", "TALKS AGAINST"),
        ("There will be no talks.", "NOT NOT_TALKS"),
        ("Talks are useful if they apologise.", "TALKS FOR IF"),
        ("They will negotiate once it has rained.", "TALKS WHEN_THEN"),
        ("They offered talks but rejected terms.", "TALKS BUT AGAINST"),
    ],
)
def test_roles_tell_what_is_for_talks_and_what_against(text: str, sequence: str) -> None:
    assert sequence in features(text)


def test_cues_that_do_the_same_share_sequences_of_roles_alone() -> None:
    one, other = features("They refused to negotiate."), features("They scrapped the summit.")
    shared = one & other
    assert {"AGAINST", "TALKS", "AGAINST TALKS"} == shared
    assert "refuse negotiate" in one - other


def test_what_has_no_role_is_a_symbol_among_classes_only() -> None:
    found = features("The envoy refused talks in the economy.")
    assert "negotiator refuse" in found
    assert {name for name in found if "TALKS" in name} == {
        "TALKS",
        "AGAINST TALKS",
        "refuse TALKS",
    }


def test_pairs_join_a_class_and_a_role() -> None:
    found = features("They refused talks; we praised mediation.")
    pairs = {name for name in found if not name.isupper() and not name.islower()}
    assert pairs == {"refuse TALKS", "AGAINST talks", "praise TALKS", "FOR talks"}


def test_a_negation_turns_the_cue_and_is_a_symbol() -> None:
    found = features("She has not refused talks.")
    assert {"not", "not_refuse", "not_refuse talks", "NOT FOR TALKS"} <= found
    assert "refuse" not in found
    assert "AGAINST" not in found


def test_two_negations_cancel() -> None:
    found = features("She has never not refused talks.")
    assert {"not not", "not refuse"} <= found
    assert "NOT AGAINST TALKS" in found
    assert "not_refuse" not in found


@pytest.mark.parametrize("mark", [".", "!", "?", ";"])
def test_negation_ends_with_the_sentence(mark: str) -> None:
    found = features(f"She will not{mark} Refuse talks!")
    assert "refuse" in found
    assert "not_refuse" not in found


def test_negation_reaches_four_tokens_far() -> None:
    assert "not_refuse" in features("She will not now or ever refuse.")
    assert "not_refuse" not in features("She will not now or here ever refuse.")


def test_negation_bears_on_the_first_cue_that_can_bear_it() -> None:
    # An envoy neither speaks for nor against anything.
    found = features("No envoy refused talks.")
    assert {"no", "negotiator", "not_refuse", "talks"} <= found
    assert "not_talks" not in found


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(1, 4), st.integers(0, 6)), max_size=8))
def test_negation_is_what_a_plain_loop_finds(cues: list[tuple[int, int, int]]) -> None:
    # Role, length and gap before of each cue; every tenth token begins a sentence.
    roles = np.array([role for role, _, _ in cues], dtype=np.int64)
    lengths = np.array([length for _, length, _ in cues], dtype=np.int64)
    gaps = np.array([gap for _, _, gap in cues], dtype=np.int64)
    last = np.cumsum(gaps + lengths) - 1
    first = last - lengths + 1
    sentence = np.arange(last.max(initial=0) + 1) // 10
    expected = [0] * len(cues)
    for at in np.flatnonzero(roles == ROLES.index("negation")):
        following = [i for i in range(at + 1, len(cues)) if roles[i] <= ROLES.index("against")]
        if following:
            distance = first[following[0]] - last[at]
            if distance <= 4 and sentence[first[following[0]]] == sentence[last[at]]:
                expected[following[0]] ^= 1
    assert negated(roles, first, last, sentence).tolist() == expected


def test_sequences_have_the_length_that_is_asked_for() -> None:
    text = "They have not ruled out talks or mediation if asked."
    for max_n, longest in ((1, 1), (2, 2), (3, 3)):
        cues = CueLexicon(max_n=max_n, min_df=1).fit([text])
        names = [name for name in cues.get_feature_names_out() if name.islower()]
        assert max(len(name.split()) for name in names) == longest


def test_rare_sequences_are_left_out() -> None:
    texts = ["They refused talks."] * 3 + ["They praised talks."]
    names = CueLexicon(min_df=3).fit(texts).get_feature_names_out()
    assert "refuse talks" in names
    assert "FOR TALKS" not in names
    assert "FOR" in names  # a symbol by itself needs no learning


def test_counts_are_damped_by_the_length_of_the_statement() -> None:
    cues = CueLexicon(min_df=1, weight=0.5).fit(["talks"])
    column = cues.get_feature_names_out().tolist().index("talks")
    rows = cues.transform(["talks", "talks now, talks later"]).toarray()[:, column]
    np.testing.assert_allclose(rows, [0.5 / np.sqrt(1 + 3), 2 * 0.5 / np.sqrt(5 + 3)])


def test_longest_phrase_wins() -> None:
    found = features("An offer without preconditions.")
    assert "unconditional" in found
    assert not {"without", "condition"} & found


def test_sequences_pass_over_other_words_but_not_over_sentence_ends() -> None:
    cues = CueLexicon(min_df=1).fit(["They have not so far ruled out further talks."])
    names = cues.get_feature_names_out()
    assert "not_rule_out talks" in names
    apart = cues.transform(["They have not. It was ruled out. Talks."])
    assert not any(" " in name for name in names[apart.indices])


def test_a_change_of_actors_changes_nothing() -> None:
    one = "Ruritania's foreign minister said Borduria must lift the siege before any talks."
    other = "Okeania's foreign minister said Lorvia must lift the siege before any talks."
    cues = CueLexicon(min_df=1).fit([one])
    assert (cues.transform([one]) != cues.transform([other])).nnz == 0


def test_place_of_a_sequence_reaches_from_its_first_cue_to_its_last() -> None:
    text = "Officials did not turn down the new talks."
    cues = CueLexicon(min_df=1).fit([text])
    names = cues.get_feature_names_out()
    places = {names[c]: text[s:e] for c, s, e in cues.locate(text)}
    assert places["not_refuse"] == "turn down"
    assert places["not_refuse talks"] == places["FOR TALKS"] == "turn down the new talks"
    assert places["NOT not_refuse"] == "not turn down"


def test_lexicon_is_sound() -> None:
    folder = files("stancekit.features") / "lexicons" / "en"
    lexicon = tomllib.loads((folder / "stance_cues.toml").read_text(encoding="utf-8"))
    for name, entry in lexicon["classes"].items():
        assert name.isidentifier()
        assert name.islower()
        assert entry.get("role", "other") in ROLES
        assert entry.keys() <= {"role", "weak", "words", "nouns", "verbs"}
        assert any(entry.get(kind) for kind in ("words", "nouns", "verbs"))
    symbols = load_cues("en").class_names + load_cues("en").role_names
    assert len(set(symbols)) == len(symbols)
    assert not any(" " in symbol for symbol in symbols)


def test_weak_classes_are_no_symbols() -> None:
    lexicon = {
        "classes": {
            "we": {"words": ["we"], "weak": True},
            "talks": {"words": ["talks"], "role": "target"},
        }
    }
    streams = Cues(lexicon).streams(Tokens(["We want talks."]))
    assert streams.classes.tolist() == [1, -1]  # talks, and the end of the sentence
    assert streams.first.tolist() == [2, 3]


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


@pytest.mark.parametrize(
    ("words", "name"),
    [(0, "< 6"), (5, "< 6"), (6, "< 10"), (14, "< 15"), (49, "< 50"), (50, "r"), (999, "r")],
)
def test_every_statement_has_one_length(words: int, name: str) -> None:
    # Marks are no words.
    found = [each for each in form("word " * words + "— —.") if each.startswith(("length", "long"))]
    assert len(found) == 1
    assert found[0].endswith(name)


ONE = {"1 sentence"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", {"length < 6", "no full stop"} | ONE),
        ("?", {"question", "length < 6"} | ONE),
        ("Done", {"opens with capital", "no full stop", "length < 6"} | ONE),
        ("it ended.", {"it", "past tense", "length < 6"} | ONE),
        (
            "'Yes' (1)",
            {"opens with quotation", "number", "parenthesis", "length < 6", "1 sentence"},
        ),
    ],
)
def test_shapes(text: str, names: set[str]) -> None:
    assert form(text) == names


def test_every_listed_word_counts_for_its_group() -> None:
    names = FORM.get_feature_names_out()
    for i, (name, words) in enumerate(GROUPS.items()):
        assert names[i] == name
        assert [normal_form(word) for word in words] == words  # else it would never be found
        row = FORM.transform([f"x {' x '.join(words)} x"]).toarray()[0]
        n_tokens = 2 * len(words) + 1
        assert row[i] == pytest.approx(0.9 * len(words) / np.sqrt(n_tokens + 3))
        assert not row[: len(GROUPS)][np.arange(len(GROUPS)) != i].any()


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


def test_a_remark_is_no_obligation():
    cues = CueLexicon(min_df=1).fit(["It must be said that talks failed.", "Talks must be fair."])
    rows = cues.transform(["It must be said that talks failed.", "Talks must be fair."])
    column = list(cues.get_feature_names_out()).index("must")
    assert [rows[[row], [column]].item() > 0 for row in (0, 1)] == [False, True]


@pytest.mark.parametrize(
    ("text", "sequence"),
    [
        ("They dropped their objections to talks.", "UNDO AGAINST TALKS"),
        ("They lifted the boycott.", "UNDO"),
        ("They no longer reject talks.", "NOT FOR TALKS"),
        ("There will be no more talks.", "NOT NOT_TALKS"),
        ("They will negotiate even if it rains.", "TALKS CONCESSIVE"),
        ("Last year they refused talks.", "PAST AGAINST TALKS"),
        ("Now they welcome talks.", "NOW FOR TALKS"),
        ("The summit was cancelled.", "TALKS AGAINST"),
        ("They are agreeing to a truce.", "FOR TALKS"),
    ],
)
def test_a_refusal_undone_and_what_is_granted_are_told_apart(text: str, sequence: str) -> None:
    assert sequence in features(text)


@pytest.mark.parametrize(
    "text", ["They will come, if need be.", "She asked if it rained.", "It looked as if it rained."]
)
def test_not_every_if_is_a_condition(text: str) -> None:
    assert "no_condition" in features(text)
    assert "IF" not in features(text)


@pytest.mark.parametrize(
    "text", ["They rejected the allegations.", "They declined to comment.", "They denied that."]
)
def test_refusing_something_else_is_no_refusal_of_talks(text: str) -> None:
    assert "AGAINST" not in features(text)


def test_no_class_lists_a_form_twice() -> None:
    for name, entry in read_lexicon("features", "stance_cues", "en")["classes"].items():
        for kind in ("words", "nouns", "verbs"):
            forms = entry.get(kind, [])
            assert len(forms) == len(set(forms)), (name, kind)
