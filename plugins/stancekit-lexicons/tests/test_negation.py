"""Which finds are negated."""

import pytest


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ("There was no threat.", True),
        ("They didn’t make any threat.", True),
        ("Without a threat, talks go on.", True),
        ("Neither side made a threat.", True),
        ("There was a threat, not an offer.", False),
        ("He did not come. The threat stands.", False),
        ("They would not talk but made a threat.", False),
        ("That is not only a threat.", False),
        ("No doubt a threat.", False),
        ("It is important: a threat.", False),
        ("Not one of all the many people there saw a threat.", False),  # nine words behind
        ("A threat.", False),
    ],
)
def test_a_find_is_negated_behind_a_negation_word_in_its_clause(count, text, negated):
    found = count({"x": ["threat*"]}, text, negation="apart")
    assert found == {"not x" if negated else "x": 1}


def test_negated_finds_are_apart_turned_or_as_the_others(count):
    text = "No threat, yet a threat: two threats, never a threat."
    listed = {"x": {"threat*": 2}}
    assert count(listed, text, negation="apart") == {"x": 4, "not x": 4}
    assert count(listed, text, negation="turned") == {}
    assert count(listed, text, negation="off") == {"x": 8}


@pytest.mark.parametrize(("scope", "negated"), [(1, 0), (2, 0), (3, 1), ("clause", 1)])
def test_the_scope_is_so_many_words_or_the_clause(count, scope, negated):
    found = count({"x": ["threat"]}, "never, he, said, threat", negation="apart", scope=scope)
    assert found == {"not x" if negated else "x": 1}


def test_no_statement_is_negated_by_the_one_before():
    from stancekit_lexicons.features import LexiconFeatures

    words = LexiconFeatures({"x": ["threat"]}, counts="plain").fit([])
    assert words.transform(["I say never", "threat"]).toarray().tolist() == [[0, 0], [1, 0]]


def test_other_languages_bring_their_own_words(count):
    german = {"negation": "apart", "negators": ["nicht", "kein*"]}
    assert count({"x": ["Drohung"]}, "Das ist keine Drohung.", **german) == {"not x": 1}
    assert count({"x": ["Drohung"]}, "Das ist no Drohung.", **german) == {"x": 1}


def test_an_entry_with_a_negation_word_is_not_negated_by_it(count):
    listed = {"no": ["no talks"], "yes": ["talks"]}
    assert count(listed, "No talks.", negation="apart") == {"no": 1, "not yes": 1}
