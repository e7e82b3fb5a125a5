"""Which places of a text an entry is found in."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stancekit_lexicons.features import LexiconFeatures
from stancekit_lexicons.lexicon import Entry, Lexicon, Settings
from stancekit_lexicons.matching import Matcher
from stancekit_lexicons.patterns import ANY, ONE, fits

from stancekit.features.tokens import Tokens


def places(entries, text, **settings):
    """Return what of `text` is found, in order."""
    words = LexiconFeatures({"x": entries}, **{"counts": "plain", "negation": "off"} | settings)
    return [text[start:end] for _, start, end in words.fit([]).locate(text)]


@pytest.mark.parametrize(
    ("entry", "text", "found"),
    [
        ("negotiat*", "Negotiators negotiate; renegotiation fails.", ["Negotiators", "negotiate"]),
        ("*negotiat*", "They renegotiated.", ["renegotiated"]),
        ("*lateral", "A bilateral, not lateral, move.", ["bilateral", "lateral"]),
        ("colo?r", "colour or color?", ["colour"]),
        ("w*n", "woman, women, won, want", ["woman", "women", "won"]),
        ("or else", "Sign, OR  else\nwe go. Or. Else.", ["OR  else"]),
        ("recall* * ambassador*", "She recalled the ambassador.", ["recalled the ambassador"]),
        ("talks", "The talks' end; talks-about-talks.", ["talks"]),
        ("peace", "propeace peaceful pro-peace", []),
        ("9/11", "After 9/11 all changed.", ["9/11"]),
        ("U.S.", "The U.S. left, and told us.", ["U.S."]),
        (r"why\?", "Why? Because.", ["Why?"]),
        (":)", "Fine :) then.", [":)"]),
        ("谈判", "谈判", ["谈判"]),
    ],
)
def test_words_and_wildcards(entry, text, found):
    assert places([entry], text) == found


@pytest.mark.parametrize("entry", ["cease-fire", "cease‑fire", "CEASE–FIRE".replace("–", "-")])
@pytest.mark.parametrize("text", ["cease-fire", "ceasefire", "cease fire", "Cease‐Fire"])
def test_hyphens_may_be_left_out_of_an_entry_with_one(entry, text):
    assert places([entry], f"A {text} now.") == [text]


def test_hyphens_may_join_the_words_of_an_entry_but_not_nothing():
    assert places(["cease fire"], "a cease-fire, a ceasefire") == ["cease-fire"]
    assert places(["ready to talk"], "a ready-to-talk mood") == ["ready-to-talk"]
    assert places(["ceasefire"], "a cease-fire, a cease fire") == ["cease-fire"]


def test_a_wildcard_behind_a_hyphen_takes_the_hyphen():
    assert places(["pro-*"], "pro-talks problems, pro bono") == ["pro-talks"]


def test_apostrophes_are_one_and_endings_may_follow():
    text = "Iran’s don't won’t isnt they'll Irans"
    assert places(["iran"], text) == ["Iran’s"]
    assert places(["don’t", "won't", "isn't"], text) == ["don't", "won’t", "isnt"]
    assert places(["they"], text) == ["they'll"]
    # "hell" isn't in "he'll", nor "important" in "n't".
    assert places(["hell"], "He'll come.") == []
    assert places(["*n't"], "It is important, isn't it?") == ["isn't"]


def test_accents_look_alikes_and_unseen_characters_are_folded_and_offsets_are_exact():
    text = "Le CAFÉ, the \u0441ease\u00adfire, ＴＡＬＫＳ."
    assert places(["cafe", "ceasefire", "talks"], text) == [
        "CAFÉ",
        "\u0441ease\u00adfire",
        "ＴＡＬＫＳ",
    ]
    assert places(["café"], "cafe") == ["cafe"]


def test_case_counts_where_it_is_asked_for():
    assert places(["US"], "The US told us.") == ["US", "us"]
    assert places(["US"], "The US told us.", match_case=True) == ["US"]


def test_the_longest_entry_counts_within_a_category(count):
    lists = {"city": ["New York", "York"], "paper": ["New York Times"]}
    text = "The New York Times of New York."
    assert count(lists, text) == {"city": 2, "paper": 1}
    assert count(lists, text, overlaps="list") == {"city": 1, "paper": 1}


def test_of_two_entries_in_one_place_the_plainer_counts(count):
    assert count({"x": {"talk*": 1, "talks": 5}}, "talks and talking") == {"x": 6}
    assert count({"x": ["talks"], "y": ["talk*"]}, "talks", overlaps="list") == {"x": 1, "y": 1}


def test_statements_don_t_run_into_each_other():
    words = LexiconFeatures({"x": ["or else"]}, counts="plain").fit([])
    assert words.transform(["now or", "else never", "", "or else"]).toarray()[:, 0].tolist() == [
        *(0, 0, 0, 1)
    ]


words = st.text("abc", min_size=1, max_size=4)
patterns = st.text("abc*?", min_size=1, max_size=4).filter(lambda p: p.strip("*?"))
entries = st.lists(
    st.lists(patterns, min_size=1, max_size=3).map(" ".join), min_size=1, max_size=6, unique=True
)


@settings(deadline=None)
@given(entries, st.lists(words, max_size=12))
def test_the_same_is_found_as_by_trying_every_entry_in_every_place(listed, text):
    lexicon = Lexicon.of("x", [Entry(e, f"c{i}") for i, e in enumerate(listed)], Settings())
    matches = Matcher(lexicon).find(Tokens([" ".join(text)]))
    found = set(zip(matches.entries.tolist(), matches.first.tolist(), strict=True))
    expected = set()
    for number, entry in enumerate(listed):
        tests = [re.compile(w.replace("*", ".*").replace("?", ".")) for w in entry.split()]
        reach = 0
        for first in range(len(text) - len(tests) + 1):
            window = text[first : first + len(tests)]
            if first >= reach and all(t.fullmatch(w) for t, w in zip(tests, window, strict=True)):
                expected.add((number, first))
                reach = first + len(tests)
    assert found == expected


@settings(deadline=None)
@given(st.text("ab*?", max_size=8), st.text("ab", max_size=8))
def test_a_pattern_fits_as_the_regular_expression_says(pattern, form):
    expected = re.fullmatch(pattern.replace("*", ".*").replace("?", "."), form) is not None
    assert fits(pattern.replace("*", ANY).replace("?", ONE), form) == expected


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        ("*a*a*a*a*a*b", "a" * 100_000),
        ("a * a * a * a * b", "a " * 20_000),
        ("*ab*", "ab" * 50_000),
    ],
)
def test_no_text_is_pathological(entry, text):
    words = LexiconFeatures({"x": [entry]}).fit([])
    started = time.process_time()
    words.transform([text])
    assert time.process_time() - started < 5


def test_tens_of_thousands_of_entries_cost_no_more_than_a_few():
    many = [f"w{i}{'*' * (i % 2)}" for i in range(40_000)] + [f"*v{i}x*" for i in range(5_000)]
    text = " ".join(f"w{i} some other words" for i in range(0, 40_000, 10))
    started = time.process_time()
    row = LexiconFeatures({"x": many}, counts="plain").fit([]).transform([text])
    assert row.sum() == 4_000
    assert time.process_time() - started < 10
