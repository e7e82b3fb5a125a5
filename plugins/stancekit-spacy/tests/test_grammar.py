"""Polarity, modals, tenses and roles, on parses written by hand."""

import pytest
from stancekit_spacy.grammar import is_negated, modal, relation, tense

REFUSAL = """
They PRP nsubj 3
will MD aux 3
not RB neg 3
agree VB ROOT 3
to TO aux 5
meet VB xcomp 3
under IN prep 5
fire NN pobj 6
"""


def test_what_a_denied_verb_governs_is_denied(make_parse):
    _, parse = make_parse(REFUSAL)
    denied = [token.low for i, token in enumerate(parse.tokens) if is_negated(parse, i)]
    assert "agree" in denied
    assert "meet" in denied
    assert "they" not in denied


def test_two_negations_cancel_out(make_parse):
    _, parse = make_parse("""
        never RB neg 1
        refused VBD ROOT 1 refuse
        to TO aux 4
        not RB neg 4
        meet VB xcomp 1
    """)
    assert is_negated(parse, 1)
    assert not is_negated(parse, 4)


def test_no_before_a_noun_denies_it(make_parse):
    _, parse = make_parse("no DT det 1\ntalks NNS ROOT 1 talk")
    assert is_negated(parse, 1)


def test_a_modal_reaches_the_complement_of_its_verb(make_parse):
    _, parse = make_parse(REFUSAL)
    assert (modal(parse, 3), modal(parse, 5), modal(parse, 0)) == ("will", "will", "")


@pytest.mark.parametrize(
    ("rows", "verb", "expected"),
    [
        ("they PRP nsubj 1\nmet VBD ROOT 1 meet", 1, "past"),
        ("they PRP nsubj 2\nhave VBZ aux 2\nmet VBN ROOT 2 meet", 2, "present perfect"),
        ("she PRP nsubj 2\nis VBZ aux 2 be\nmeeting VBG ROOT 2 meet", 2, "present progressive"),
        ("she PRP nsubj 2\nwill MD aux 2\nmeet VB ROOT 2", 2, "modal"),
        ("to TO aux 1\nmeet VB ROOT 1", 1, "infinitive"),
    ],
)
def test_tense(make_parse, rows, verb, expected):
    assert tense(make_parse(rows)[1], verb) == expected


def test_a_preposition_becomes_part_of_the_relation(make_parse):
    _, parse = make_parse(REFUSAL)
    assert relation(parse, 7) == (5, "prep under")
    assert relation(parse, 5) == (3, "xcomp")


def test_a_case_of_universal_dependencies_too(make_parse):
    _, parse = make_parse("talk VB ROOT 0\nunder IN case 2\nfire NN obl 0")
    assert relation(parse, 2) == (0, "prep under")
