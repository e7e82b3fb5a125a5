"""Parsing: alone as in a batch, masked names, and what is remembered."""

import pytest
from stancekit_spacy import pipelines
from stancekit_spacy.parses import Entity, Parse, Token
from stancekit_spacy.pipelines import Pipeline, get_pipeline

from stancekit.errors import PluginError

TEXTS = [
    "The envoy, Duro Velk, said that Ostmark's army had left Kyiv.",
    "According to the United Nations, the Russians will not sign.",
    "“No talks,” she said.",
    "",
    "🙂 e\u0301mile met 谈判 \u200b\r\n and left",
]


@pytest.mark.parametrize("masked", [False, True])
def test_offsets_point_into_the_text_given(pipeline, masked):
    for text, parse in zip(TEXTS, pipeline.parses(TEXTS, masked=masked), strict=True):
        end = 0
        for token in parse.tokens:
            assert end <= token.start < token.end <= len(text)
            end = token.end
        left = set(range(len(text))).difference(*(range(t.start, t.end) for t in parse.tokens))
        assert all(text[i].isspace() for i in left)


def test_names_are_masked_and_their_types_kept(pipeline):
    (parse,) = pipeline.parses(["President Barack Obama met the Russians in Paris."], masked=True)
    text = "President Barack Obama met the Russians in Paris."
    named = {
        text[parse.tokens[one.first].start : parse.tokens[one.end - 1].end]: one.label
        for one in parse.entities
    }
    assert named["Barack Obama"] == "PERSON"
    assert named["Russians"] == "NORP"
    assert "obama" not in {token.low for token in parse.tokens}


def test_a_text_is_parsed_the_same_alone_and_among_others(pipeline):
    nlp = pipeline._nlp
    together = Pipeline(nlp, "a").parses(TEXTS * 2, masked=True)
    assert together == [Pipeline(nlp, "b").parses([text], masked=True)[0] for text in TEXTS * 2]
    assert together[::-1] == Pipeline(nlp, "c").parses((TEXTS * 2)[::-1], masked=True)


def test_what_is_remembered_is_bounded(pipeline, monkeypatch):
    monkeypatch.setattr(pipelines, "_KEPT", 100)
    one = Pipeline(pipeline._nlp, "small")
    for number in range(20):
        one.parses([f"This is the statement with the number {number}."])
    assert len(one._kept) <= 3
    assert one._size <= 100


def test_names_of_any_length_are_put_back():
    # "[Ada Lorn] met [Bo]." was parsed as "Smith met Smith."
    words = [("smith", 0, 5), ("met", 6, 9), ("smith", 10, 15), (".", 15, 16)]
    parse = Parse(tuple(Token(a, b, low, low, "X", "X", "dep", 0) for low, a, b in words))
    names = [pipelines._Name(0, 5, 0, 8, "PERSON"), pipelines._Name(10, 15, 13, 15, "PERSON")]
    found = pipelines._put_back(parse, names)
    assert [(t.start, t.end) for t in found.tokens] == [(0, 8), (9, 12), (13, 15), (15, 16)]
    assert found.entities == (Entity(0, 1, "PERSON"), Entity(2, 3, "PERSON"))


def test_a_pipeline_without_a_parser_is_refused(pipeline, tmp_path):
    import spacy

    spacy.blank("en").to_disk(tmp_path / "blank")
    with pytest.raises(PluginError, match=r"has no dependency parser .*it has nothing"):
        get_pipeline(str(tmp_path / "blank"))


def test_a_folder_that_holds_none_is_one_line(pipeline, tmp_path):
    with pytest.raises(PluginError, match="can't be loaded") as caught:
        get_pipeline(str(tmp_path))
    assert "\n" not in str(caught.value)
