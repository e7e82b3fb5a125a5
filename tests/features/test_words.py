"""Tokens, folds, words, their sequences and stems."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancekit.features import Tokens, WordNgrams, WordStems
from stancekit.features.folding import fold, fold_offsets, is_aligned
from stancekit.features.tokens import split

TEXTS = ["The envoy wants talks", "the talks were useful", "No talks, the envoy says"]


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("cease\u00adfire", "ceasefire"),  # soft hyphen
        ("ne\u200bgo\u200dti\ufeffate", "negotiate"),  # zero-width characters
        ("ｔａｌｋｓ", "talks"),  # full-width letters
        ("tаlkѕ", "talks"),  # Cyrillic a and s
        ("tαlks", "talks"),  # Greek alpha
        ("𝐭𝐚𝐥𝐤𝐬", "talks"),  # mathematical letters
        ("won’t", "won't"),
        ("“talks”", '"talks"'),
        ("re‑open", "re-open"),  # hyphen that doesn't break
        ("Pokémon", "Pokemon"),
        ("o\u0301pen", "open"),  # combining accent
        ("oﬀer", "offer"),  # ligature
    ],
)
def test_look_alikes_fold(written: str, plain: str) -> None:
    assert fold(written) == plain
    words = WordNgrams(min_df=1).fit(["we can talk", plain])
    assert (words.transform([written]) != words.transform([plain])).nnz == 0


@given(st.text(max_size=80))
def test_folded_places_map_back(text: str) -> None:
    offsets = fold_offsets(text)
    assert len(offsets) == len(fold(text)) + 1
    assert offsets == sorted(offsets)
    assert all(
        fold(text[start]) != "" for start in offsets[:-1]
    )  # each points at a character that is seen


@given(st.lists(st.text(max_size=50), max_size=4))
def test_token_spans_follow_one_another(texts: list[str]) -> None:
    tokens = Tokens(texts)
    for row, text in enumerate(texts):
        spans = tokens.spans(row)
        assert len(spans) == tokens.starts[row + 1] - tokens.starts[row]
        assert all(0 <= start < end <= len(text) for start, end in spans)
        found = [tokens.types[i] for i in tokens.ids[tokens.starts[row] : tokens.starts[row + 1]]]
        for word, (start, end) in zip(found, spans, strict=True):
            assert word in fold(text[start:end])
            if is_aligned(text):
                assert word == fold(text)[start:end]


def test_any_character_is_a_gap_or_in_a_token() -> None:
    text = "".join(map(chr, (*range(0xD800), *range(0xE000, 0x11000))))
    spans = Tokens([text]).spans(0)
    inside = {place for start, end in spans for place in range(start, end)}
    outside = {text[place] for place in range(len(text)) if place not in inside}
    assert all(
        char == "_" or not fold(char).strip(" _") or fold(char).isspace() for char in outside
    )
    assert Tokens(["_ \u3000a_"]).spans(0) == [(3, 4)]


def test_a_span_covers_the_invisible_characters_inside() -> None:
    assert Tokens(["a cease\u00adfire."]).spans(0) == [(0, 1), (2, 12), (12, 13)]


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("They can't and won’t.", ["they", "not", "and", "not", "."]),
        ("Iran's U.S. talks", ["iran", "u", ".", "s", ".", "talks"]),
        ("cease-fire 2015", ["ceasefire", "0"]),
        ("The US told us", ["the", "usa", "told", "us"]),
        ("he'll, we've", ["he", ",", "we"]),
        ("They're; they ARE, have", ["they", ";", "they", "is", ",", "has"]),
    ],
)
def test_normal_forms(text: str, forms: list[str]) -> None:
    assert split(text) == forms


def test_names_are_masked_and_runs_of_names_are_one() -> None:
    words = WordNgrams(min_df=1).fit(["Ada Lorn of Ruritania wants talks", "it wants more"])
    names = list(words.get_feature_names_out())
    assert "<name> of" in names
    assert not any("lorn" in name or "ruritania" in name for name in names)
    one, other, longer = words.transform(
        [
            "Ada Lorn of Ruritania wants talks",
            "Ben Okoro of Borduria wants talks",
            "Mr Ben Okoro of Upper Borduria wants talks",
        ]
    )
    assert (one != other).nnz == 0
    # Tokens count for the damping, whatever they are.
    np.testing.assert_allclose(longer.data * np.sqrt(8 + 3), one.data * np.sqrt(6 + 3))
    assert longer.indices.tolist() == one.indices.tolist()


def test_a_mark_ends_no_run_and_no_sequence() -> None:
    words = WordNgrams(min_df=1).fit(["Ada wants, indeed, talks"])
    assert "wants indeed" in words.get_feature_names_out()
    plain, marked = words.transform(["Ada Lorn Indeed Borduria", "Ada, Lorn: indeed (Borduria)"])
    assert plain.indices.tolist() == marked.indices.tolist()


def test_articles_are_left_out() -> None:
    words = WordNgrams(min_df=1).fit(["the envoy wants a summit"])
    names = {"envoy", "wants", "summit", "envoy wants", "wants summit"}
    assert set(words.get_feature_names_out()) == names
    plain, articles = words.transform(["An envoy wants summit", "envoy wants the summit"])
    assert (plain != articles).nnz == 0


@pytest.mark.parametrize("side", ["rebels", "Government", "prime minister", "militias", "Xanthia"])
def test_words_for_a_side_are_masked(side: str) -> None:
    texts = [f"{side} refuse talks", "insurgents refuse talks", "rebels, the government refuse"]
    words, stems = WordNgrams(min_df=1).fit(texts), WordStems(min_df=1).fit(texts)
    assert "<name> refuse" in words.get_feature_names_out()
    assert not any(side.lower().split()[0] in name for name in words.get_feature_names_out())
    assert stems.get_feature_names_out().tolist() == ["refus-", "talks-"]
    row = words.transform([f"The {side} refuse talks"])
    other = words.transform(["The rebels refuse talks"])
    assert row.indices.tolist() == other.indices.tolist()


def test_a_name_that_slips_into_lower_case_stays_a_name() -> None:
    often = ["Xanthia talks"] * 30
    assert "xanthia" not in WordNgrams().fit([*often, "xanthia"]).words_
    assert "xanthia" in WordNgrams().fit([*often, *["xanthia"] * 3]).words_


def test_words_known_in_lower_case_are_no_names() -> None:
    words = WordNgrams(min_df=1).fit(["the envoy wants talks", "Envoy Lorn wants them"])
    headline, sentence = words.transform(["Envoy Wants Talks", "envoy wants talks"])
    assert (headline != sentence).nnz == 0


def test_a_sentence_that_opens_with_and_names_nobody() -> None:
    words = WordNgrams(min_df=1).fit(["we wait and we talk in Bosnia and Herzegovina"])
    first, second = (words.transform([text]).toarray() for text in ("And we talk", "and we talk"))
    assert (first == second).all()


def test_without_masks_names_are_words() -> None:
    names = WordNgrams(min_df=1, mask_names=False).fit(["Ruritania talks"]).get_feature_names_out()
    assert names.tolist() == ["ruritania", "talks", "ruritania talks"]


def test_min_df_counts_statements() -> None:
    names = WordNgrams(min_df=2).fit([*TEXTS, "one one"]).get_feature_names_out()
    assert set(names) == {"talks", "envoy"}


def test_weights_are_those_of_the_textbook() -> None:
    words = WordNgrams(max_n=1, min_df=1, mask_names=False, weight=0.5).fit(["x y", "x x"])
    row = words.transform(["x x y"]).toarray()[0]
    idf = np.array([np.log(3 / 3) + 1, np.log(3 / 2) + 1])
    np.testing.assert_allclose(row, 0.5 * np.array([2.0, 1.0]) * idf / np.sqrt(3 + 3))


def test_agrees_with_scikit_learn_on_plain_words() -> None:
    from sklearn.feature_extraction.text import TfidfVectorizer

    texts = ["they want talks now", "no talks with them", "they want no deal now now"]
    theirs = TfidfVectorizer(ngram_range=(1, 2), norm=None, token_pattern=r"\w+")  # noqa: S106 - no password
    ours = WordNgrams(min_df=1, mask_names=False, weight=1.0)
    lengths = np.array([[len(text.split())] for text in texts])
    expected = theirs.fit_transform(texts).toarray() / np.sqrt(lengths + 3)
    matrix = ours.fit_transform(texts)
    order = [
        list(ours.get_feature_names_out()).index(name) for name in theirs.get_feature_names_out()
    ]
    np.testing.assert_allclose(matrix.toarray()[:, order], expected)


def test_longer_sequences_need_known_shorter_ones() -> None:
    words = WordNgrams(max_n=3, min_df=1, mask_names=False).fit(["no more talks", "more talks"])
    assert "no more talks" in words.get_feature_names_out()
    assert words.transform(["no talks more"]).nnz == 3


def test_stems_join_forms_of_a_word() -> None:
    stems = WordStems(min_df=1).fit(["they will negotiate"])
    assert stems.get_feature_names_out().tolist() == ["negot-"]
    one, both, none = stems.transform(
        ["renewed Negotiations now", "to negotiate negotiators", "now then"]
    ).toarray()
    assert both == pytest.approx(2 * one)
    assert one > none == 0


@pytest.mark.parametrize(
    ("length", "expected"),
    [(1, {"t", "w", "n"}), (4, {"talk", "walk"}), (5, {"talki"}), (9, set())],
)
def test_words_shorter_than_a_stem_have_none(length: int, expected: set[str]) -> None:
    stems = WordStems(length=length, min_df=1).fit(["talk, walk, talking", "no — 15"])
    found = {name.removesuffix("-") for name in stems.get_feature_names_out()}
    assert found - {"0"} == expected


def test_no_name_is_a_stem() -> None:
    stems = WordStems(min_df=1).fit(["Ruritania negotiates", "NEGOTIATE, RURITANIANS"])
    assert stems.get_feature_names_out().tolist() == ["negot-"]
    # Once known, a stem is found in capitals too: headlines have them.
    assert stems.transform(["NEGOTIATORS"]).nnz == 1


def test_a_stem_must_occur_in_several_statements() -> None:
    texts = ["negotiate negotiable", "mediator", "mediation, negotiation"]
    assert set(WordStems().fit(texts).get_feature_names_out()) == {"negot-", "media-"}
    assert WordStems(min_df=3).fit(texts).transform(texts).shape == (3, 0)


def test_weights_of_stems_are_those_of_the_textbook() -> None:
    stems = WordStems(length=4, min_df=1, weight=0.5).fit(["talking talked", "talks walks"])
    row = stems.transform(["walks, talks"]).toarray()[0]
    idf = np.array([np.log(3 / 3) + 1, np.log(3 / 2) + 1])
    np.testing.assert_allclose(row, 0.5 * idf / np.sqrt(3 + 3))
    plain = WordStems(length=4, min_df=1, weight=0.5, use_idf=False).fit(["talking", "talk walks"])
    np.testing.assert_allclose(plain.transform(["walks"]).toarray()[0], [0.0, 0.5 / np.sqrt(4)])


def test_places_of_stems_are_the_words() -> None:
    stems = WordStems(min_df=1).fit(["they negotiate"])
    text = "Re-opened negotiations, “negotiators” say"
    assert {text[s:e] for _, s, e in stems.locate(text)} == {"negotiations", "negotiators"}


@pytest.mark.parametrize(
    "extractor",
    [WordNgrams(max_n=0), WordNgrams(min_df=0), WordStems(length=0), WordStems(min_df=-1)],
)
def test_senseless_parameters_are_refused(extractor: WordNgrams | WordStems) -> None:
    with pytest.raises(ValueError, match="must be at least 1"):
        extractor.fit(TEXTS)
