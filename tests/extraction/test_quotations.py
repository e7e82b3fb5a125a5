from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancekit.document import Span
from stancekit.extraction.attribution.quoting.quotations import find_quotations


def inner(text: str, *, reopened: str = "") -> list[str]:
    found = find_quotations(text, Span(0, len(text)), reopened=reopened)
    return [text[quotation.inner_start : quotation.inner_end] for quotation in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"We go," she said, "at noon."', ["We go,", "at noon."]),
        ("“We go,” she said.", ["We go,"]),
        ("‘We go,’ she said.", ["We go,"]),
        ("'We go,' she said.", ["We go,"]),
        ("„Wir gehen“, said the envoy.", ["Wir gehen"]),
        ("«Nous partons», said the envoy.", ["Nous partons"]),
        ("''We go,'' she said.", ["We go,"]),
        ("``We go,'' she said.", ["We go,"]),
        ("“He said ‘no’ to us,” she said.", ["He said ‘no’ to us,"]),
        ('“A display of "peace" only,” she said.', ['A display of "peace" only,']),
        ('A "wall" and a "door".', ["wall", "door"]),
        ("The rebels' demands and the army's answer", []),
        ("The teachers’ families didn’t come.", []),
        ("It was the spring of '92, and 'twas cold.", []),
        ("A 6' 2\" man", []),
    ],
)
def test_styles(text: str, expected: list[str]) -> None:
    assert inner(text) == expected


def test_a_lost_closing_mark_takes_one_sentence() -> None:
    text = "“We will wait, he said. Then he left the hall. Nobody followed."
    assert inner(text) == ["We will wait, he said."]


def test_a_lost_mark_before_another_quotation() -> None:
    text = "“We wait, he said. “We shall see,” she said."
    assert inner(text)[-1] == "We shall see,"


def test_a_quotation_goes_on_where_the_next_paragraph_reopens() -> None:
    text = "He said: “We wait. We hope."
    (found,) = find_quotations(text, Span(0, len(text)), reopened="“")
    assert found.goes_on
    assert not found.closed
    assert text[found.inner_start : found.inner_end] == "We wait. We hope."


def test_another_mark_reopens_nothing() -> None:
    assert inner('He said: "We wait. We hope.', reopened="“") == ["We wait."]
    assert inner('He said: "We wait. We hope.', reopened='"') == ["We wait. We hope."]


def test_never_leaves_the_paragraph() -> None:
    text = "“Lost for good\nAnother paragraph.” End."
    (found,) = find_quotations(text, Span(0, 14))
    assert found.end == 14


@given(st.text(alphabet="a .,'\"“”‘’„«»\n`s", max_size=120))
def test_in_order_and_apart(text: str) -> None:
    position = 0
    for found in find_quotations(text, Span(0, len(text))):
        assert position <= found.start <= found.inner_start <= found.inner_end <= found.end
        assert found.end <= len(text)
        position = found.end


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Marks of two shapes close each other, where the shape of neither stands inside.
        ('“We go," she said, adding “we stay.”', ["We go,", "we stay."]),
        ('"We go,” she said, adding "we stay."', ["We go,", "we stay."]),
        ('"A “wall” of silence," she said.', ["A “wall” of silence,"]),
        ('“A "wall of silence,” she said. “Yes.”', ['A "wall of silence,', "Yes."]),
        ("“It is 6' 2\" tall,” she said.", ["It is 6' 2\" tall,"]),
        # The same marks within: a quotation in it, not a lost mark.
        ("“In what he calls “hell” we live,” she said.", ["In what he calls “hell” we live,"]),
        ("“We wait, he said. “Go,” she said. “Stay.”", ["We wait, he said.", "Go,", "Stay."]),
        # A closing mark, or a space, where a paragraph opens.
        ("” … we stay where we are,” she said.", [" … we stay where we are,"]),
        # Names within names.
        ("Ana “Nan” Paz spoke.", []),
        ('Del. Marcia "Cia" Price spoke.', []),
        ("On “Face to Face” Ana Paz spoke.", ["Face to Face"]),
        ("Keld “Never” Orr said", []),
        ("Its “Peace First” plan", ["Peace First"]),
    ],
)
def test_marks_within_and_against_each_other(text: str, expected: list[str]) -> None:
    assert inner(text) == expected
