"""Who says what, on parses written by hand."""

from stancekit_spacy.attributions import find_attributions
from stancekit_spacy.cues import Cues
from stancekit_spacy.spans import spans_of


def found(make_parse, rows, *, quoted=(), cues=(), entities=()):
    text, parse = make_parse(rows, entities)
    return [
        (
            one.rule,
            [span.of(text) for span in spans_of(parse, one.mention)],
            " ".join(parse.tokens[i].low for i in range(*one.cue)),
            [span.of(text) for span in spans_of(parse, one.content)],
            one.parent,
        )
        for one in find_attributions(parse, Cues(cues), frozenset(quoted))
    ]


def test_a_clause_without_that(make_parse):
    rows = "He PRP nsubj 1\nsaid VBD ROOT 1 say\ntalks NNS nsubj 3\nfailed VBD ccomp 1 fail"
    assert found(make_parse, rows) == [("clause", ["He"], "said", ["talks failed"], None)]


def test_that_is_no_part_of_what_is_said(make_parse):
    rows = """
        She PRP nsubj 1
        warned VBD ROOT 1 warn
        that IN mark 4
        talks NNS nsubj 4
        failed VBD ccomp 1 fail
    """
    assert found(make_parse, rows) == [("clause", ["She"], "warned", ["talks failed"], None)]


def test_an_aside_parts_what_is_said(make_parse):
    rows = """
        The DT det 1
        offer NN nsubj 6
        , , punct 4
        officials NNS nsubj 4
        contend VBZ parataxis 6
        , , punct 4
        is VBZ ROOT 6 be
        dead JJ acomp 6
    """
    said = ["The offer", "is dead"]
    assert found(make_parse, rows) == [("aside", ["officials"], "contend", said, None)]


def test_according_to(make_parse):
    rows = """
        Talks NNS nsubj 1
        failed VBD ROOT 1 fail
        , , punct 1
        according VBG prep 1
        to IN prep 3
        two DT nummod 6
        envoys NNS pobj 4
    """
    assert found(make_parse, rows) == [
        ("according-to", ["two envoys"], "according to", ["Talks failed"], None)
    ]


def test_a_shared_subject_is_one_statement(make_parse):
    rows = """
        Velk NNP nsubj 1
        refused VBD ROOT 1 refuse
        to TO aux 3
        come VB xcomp 1
        and IN cc 1
        said VBD conj 1 say
        talks NNS nsubj 7
        failed VBD ccomp 5 fail
    """
    (one,) = found(make_parse, rows)
    assert one[1] == ["Velk"]
    assert "failed" in one[3][-1]


def test_what_somebody_else_is_said_to_say_is_nested(make_parse):
    rows = """
        Lorn NNP nsubj 1
        said VBD ROOT 1 say
        Velk NNP nsubj 3
        claimed VBD ccomp 1 claim
        talks NNS nsubj 5
        failed VBD ccomp 3 fail
    """
    outer, inner = found(make_parse, rows)
    assert (outer[1], outer[4]) == (["Lorn"], None)
    assert (inner[1], inner[3], inner[4]) == (["Velk"], ["talks failed"], 0)


def test_what_a_pronoun_says_inside_is_no_statement_of_its_own(make_parse):
    rows = """
        Lorn NNP nsubj 1
        said VBD ROOT 1 say
        she PRP nsubj 3
        hoped VBD ccomp 1 hope
        talks NNS nsubj 5
        failed VBD ccomp 3 fail
    """
    assert [one[1] for one in found(make_parse, rows)] == [["Lorn"]]


def test_quoted_words_belong_to_the_verb_of_saying(make_parse):
    rows = """
        No DT intj 2
        , , punct 2
        said VBD ROOT 2 say
        Velk NNP nsubj 2
    """
    assert found(make_parse, rows, quoted=[0]) == [("quotation", ["Velk"], "said", ["No"], None)]


def test_a_refusal_needs_a_party(make_parse):
    rows = "{} nsubj 1\nrefused VBD ROOT 1 refuse\nto TO aux 3\nmove VB xcomp 1"
    assert found(make_parse, rows.format("Velk NNP"))[0][0] == "infinitive"
    assert found(make_parse, rows.format("It PRP")) == []


def test_an_act_needs_a_word_for_talks(make_parse):
    rows = "Velk NNP nsubj 1\nresumed VBD ROOT 1 resume\n{} NNS dobj 1"
    assert [one[0] for one in found(make_parse, rows.format("talks"))] == ["act"]
    assert found(make_parse, rows.format("drills")) == []


def test_cues_of_ones_own_replace_the_lexicon(make_parse):
    rows = "Er PRP nsubj 1\nmeinte VBD ROOT 1 meinen\nTalks NNS nsubj 3\nfailed VBD ccomp 1 fail"
    assert found(make_parse, rows, cues=["meinen"])[0][3] == ["Talks failed"]
    assert found(make_parse, rows, cues=["sagen"]) == []


def test_commas_set_an_aside_apart_whatever_the_parse_makes_of_it(make_parse):
    rows = """
        Schools NNS dobj 4
        , , punct 4
        the DT det 3
        marshal NN nsubj 4
        said VBD ROOT 4 say
        , , punct 4
        stay VB xcomp 4
        shut JJ acomp 6
    """
    said = ["Schools", "stay shut"]
    assert found(make_parse, rows) == [("aside", ["the marshal"], "said", said, None)]


def test_in_the_view_of_somebody(make_parse):
    rows = """
        Talks NNS nsubj 1
        failed VBD ROOT 1 fail
        in IN prep 1
        her PRP poss 4
        view NN pobj 2
    """
    assert found(make_parse, rows) == [
        ("according-to", ["her"], "in her view", ["Talks failed"], None)
    ]


def test_what_is_told_of_a_third_party_is_no_statement_of_it(make_parse):
    rows = """
        Lorn NNP nsubj 1
        said VBD ROOT 1 say
        Velk NNP nsubj 3
        rejected VBD ccomp 1 reject
        talks NNS dobj 3
    """
    assert [one[1] for one in found(make_parse, rows)] == [["Lorn"]]


def test_per_cent_is_no_source(make_parse):
    rows = "Talks NNS nsubj 1\nfailed VBD ROOT 1 fail\nper IN prep 1\n{} pobj 2"
    assert found(make_parse, rows.format("Velk NNP"))[0][:2] == ("according-to", ["Velk"])
    assert found(make_parse, rows.format("cent NN")) == []
