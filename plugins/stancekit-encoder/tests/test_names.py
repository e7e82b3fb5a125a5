import copy
import pickle
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from stancekit_encoder.names import _TOKEN, PLACEHOLDER, NameMask, known_words

from stancekit.features.folding import fold
from stancekit.features.tokens import Tokens
from stancekit.testing.strategies import texts

KNOWN = """a after and as at before behind but by calls cannot deal denies envoy for fought from
he his if in is it men no not of offers on or refuses rejects room said says she so talks that they
to told turkey walked war we while will with without won yesterday""".split()

mask = NameMask(KNOWN)

CASES = {
    # what is no name stays, folded
    "they refuse talks": "they refuse talks",
    "“We won’t talk”": '"We won\'t talk"',
    # places, people and bodies, each a run of words
    "Zurania refuses talks with Velk": "Arcadia refuses talks with Arcadia",
    "Ada Lorn, Ruritania's envoy, said": "Arcadia, Arcadia's envoy, said",
    "the Ruritanian foreign minister said": "Arcadia said",
    "envoy of the United Arab front said": "envoy of Arcadia said",
    "Ottawa and Paris": "Arcadia and Arcadia",
    "Turkey offers turkey": "Arcadia offers turkey",  # a place, though its word is known
    # a word for a side in lower case is a name after an article or a name alone
    "the rebels said": "Arcadia said",
    "rebels said": "rebels said",
    "his government said": "his government said",
    "Rebels said": "Arcadia said",
    "Velk rebels said": "Arcadia said",
    # articles without a name stay, and belong to the last one before it
    "The talks": "The talks",
    "the the Velk": "the Arcadia",
    "THE VELK said": "Arcadia said",
    "a Velk": "a Arcadia",
    # endings stay, those of the last word alone
    "Velk’s Lorn’s talks": "Arcadia's talks",
    "Velk'll": "Arcadia'll",
    "VELK'S": "Arcadia",
    "The ministers' talks": "Arcadia' talks",
    # initials, marks, underscores and line ends between
    "J. R. Lorn said": "Arcadia. Arcadia said",
    "J.R. said": "Arcadia. said",
    "Velk. Lorn": "Arcadia. Arcadia",
    "Velk-Lorn talks": "Arcadia talks",
    "Velk–Lorn talks": "Arcadia—Arcadia talks",
    "Velk_Lorn": "Arcadia_Arcadia",
    "Velk \n Lorn said": "Arcadia said",
    # capitals that are no names
    "On Monday I said": "On Monday I said",
    "We Won't": "We Won't",
    "In 2015 Talks": "In 2015 Talks",
    "US told us": "Arcadia told us",
    # look-alikes and unseen characters
    "Vе\u00adlk says": "Arcadia says",
    "": "",
}


@pytest.mark.parametrize(("text", "masked"), CASES.items(), ids=list(CASES.values()))
def test_masked(text, masked):
    assert NameMask([*KNOWN, "refuse", "talk", "us", "ministers"])(text) == masked


def test_a_swap_of_actors_changes_nothing():
    frame = "{0} says {1}'s envoy denies that the {2} will offer {0} a deal."
    one = mask(frame.format("Ruritania", "Velk", "Zuranian rebels"))
    assert one == mask(frame.format("France", "Ada Lorn", "US government"))
    assert one == "Arcadia says Arcadia's envoy denies that Arcadia will offer Arcadia a deal."


PIECES = "The the A Lorn rebels Minister May talks Iran US . ' ’s - _ ½ é О 2015 , J I".split()


made_of_pieces = st.lists(st.sampled_from(["", " ", "\u00ad", "\n", *PIECES])).map("".join)


@settings(deadline=None)
@given(texts(min_size=0) | made_of_pieces)
@example("The\u00ad Velk’s _ ½ｘ")
def test_every_character_has_its_place(text):
    masked = mask.masked(text)
    assert masked.text == mask(text)
    assert masked.starts == sorted(masked.starts)
    assert len(masked.starts) == len(masked.ends) == len(masked.text)
    for index, char in enumerate(masked.text):
        start, end = masked.original(index, index + 1)
        assert 0 <= start < end <= len(text)
        if end - start == 1 and char not in PLACEHOLDER:
            assert char in fold(text[start:end])
    # What isn't part of a name comes back whole.
    if masked.text == fold(text) and masked.text:
        start, end = masked.original(0, len(masked.text))
        assert fold(text[start:end]) == masked.text


def test_a_placeholder_stands_for_the_whole_name_without_its_ending():
    text = "So the Ru\u00adritanian minister’s men"
    masked = mask.masked(text)
    assert masked.text == "So Arcadia's men"
    assert text[slice(*masked.original(3, 10))] == "the Ru\u00adritanian minister"
    assert text[slice(*masked.original(5, 6))] == "the Ru\u00adritanian minister"
    assert text[slice(*masked.original(10, 12))] == "’s"
    assert text[slice(*masked.original(0, 2))] == "So"


@pytest.mark.parametrize("stretch", [(0, 0), (-1, 1), (1, 0), (0, 99)])
def test_a_stretch_that_is_none_is_refused(stretch):
    with pytest.raises(ValueError, match="is no stretch of 9 characters"):
        mask.masked("they said").original(*stretch)


@settings(deadline=None)
@given(texts())
@example("U.S.-led can't re-open_it 3.5%")
def test_tokens_are_those_of_the_core(text):
    tokens = Tokens([text])
    assert _TOKEN.findall(fold(text)) == [tokens.types[i] for i in tokens.ids]


def test_known_words_are_seen_in_lower_case_often_enough():
    often = ["Talks of peace.", "They talk peace", *["the Peace Party"] * 50]
    assert "peace" in known_words(often[:3])
    assert "peace" not in known_words(often)
    assert known_words(["“The 2 towns’ re-opening", "Velk"]) == ["reopening", "towns"]


@pytest.mark.parametrize(
    "unit", ["Aa ", "a ", "The the ", "U. ", "U.", "A'", "A-", "A_", "'", "½", "\u00ad", "\n"]
)
def test_time_grows_with_length(unit):
    def seconds(length):
        text = ("Velk " + unit * length)[:length]
        taken = []
        for _ in range(2):
            start = time.process_time()
            mask.masked(text)
            taken.append(time.process_time() - start)
        return min(taken)

    # Sixteen times the length; quadratic time would be 256 times as much.
    assert seconds(80_000) < 80 * max(seconds(5_000), 1e-3)


def test_copies_mask_alike():
    for other in (copy.deepcopy(mask), pickle.loads(pickle.dumps(mask))):  # noqa: S301 - our own
        assert other("Velk refuses talks") == "Arcadia refuses talks"
