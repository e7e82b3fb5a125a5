from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancekit import Analysis, Condition, Document, Prediction, Stance, StanceScheme, Statement
from stancekit.aggregation import timeline
from stancekit.cli.table import (
    Column,
    render_analysis,
    render_statements,
    render_table,
    render_timeline,
)

SCHEME = StanceScheme("bridge", ["for", "against", "none"], null_label="none")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def statement(text: str, label: str, p: float = 0.8, **fields: object) -> Statement:
    rest = (1 - p) / 2
    probabilities = {name: p if name == label else rest for name in SCHEME.labels}
    prediction = Prediction(label, probabilities, (label,))
    return Statement.from_text(text, prediction=prediction, **fields)


def analysis(identity: str = "a", **fields: str) -> Analysis:
    condition = Condition(0, 4, "tolls are fair", "only if")
    ban = Condition(0, 4, "by night", "", "forbidden")
    statements = (
        statement("It rains.", "none", speaker="Cal Tarn"),
        statement("We will build it.", "for", speaker="Ada Lorn", conditions=(condition, ban)),
        statement("Never.", "against", 0.55, speaker=None),
    )
    stances = (Stance("Ada Lorn", "for", 0.8, (1,), "Vesk"), Stance("Cal Tarn", "none", 0.7, (0,)))
    return Analysis(Document(identity, "x", **fields), statements, stances)


def plain(text: str) -> str:
    return _COLOUR.sub("", text)


def test_who_stance_how_sure_towards_whom_on_which_terms() -> None:
    shown = plain(
        render_analysis(analysis(title="Bridge", date="2031-05-03"), SCHEME, width=120)
    ).splitlines()
    assert shown[:2] == ["Bridge", "2031-05-03 · a"]
    assert shown[3].split() == "Who Stance How sure Towards See # On which terms".split()
    assert shown[4].split("  ")[1:2] == ["Ada Lorn"]
    assert re.search(
        r"Ada Lorn +for +80% +Vesk +2 +only if tolls are fair; not by night$", shown[4]
    )
    body = "\n".join(shown[5:])
    assert re.search(
        r"2 +Ada Lorn +for +80% +only if .*; not by night\n +We will build it\.\n", body
    )
    assert re.search(r"3 +\(unknown\) +against +55%\n +Never\.\n", body)
    assert "It rains." not in body
    assert "1 more statement takes no position (--all)" in body


def test_all_shows_those_without_a_stance() -> None:
    shown = plain(render_analysis(analysis(), SCHEME, width=80, every=True))
    assert "It rains." in shown
    assert "Cal Tarn" in shown
    assert "--all" not in shown
    assert shown.startswith("a\n")


@pytest.mark.parametrize(
    ("found", "message"),
    [
        (Analysis(Document("a", "x")), "No statement that someone makes was found."),
        (
            Analysis(Document("a", "x"), (statement("It rains.", "none"),)),
            "No speaker that is named takes a position.",
        ),
    ],
)
def test_nothing_found_is_said(found: Analysis, message: str) -> None:
    assert message in render_analysis(found, SCHEME, width=80)


def test_colours_follow_the_scheme() -> None:
    shown = render_analysis(analysis(), SCHEME, width=100)
    assert "\x1b[32mfor" in shown
    assert "\x1b[31magainst" in shown


def test_control_characters_stay_out_of_the_terminal() -> None:
    evil = statement("\x1b[2J\x07wiped\r\n\u202egnorw", "for", speaker="\x1b]0;x\x07Ada")
    found = Analysis(Document("a\x1b[1m", "x", title="\x9b31mred"), (evil,))
    shown = plain(render_analysis(found, SCHEME, width=80)) + plain(
        render_statements([evil], SCHEME, width=80)
    )
    assert all(character.isprintable() or character == "\n" for character in shown)
    assert "wiped" in shown


def test_soft_hyphens_cut_no_word() -> None:
    found = statement("The cease\u00adfire\u200b holds\tnow", "for")
    assert "The ceasefire holds now" in plain(render_statements([found], SCHEME, width=80))


def test_timeline_tells_a_change() -> None:
    def on(identity: str, date: str, label: str) -> Analysis:
        stance = Stance("Ada Lorn", label, 0.9, (0,))
        return Analysis(Document(identity, "x", date=date), (), (stance,))

    entries = timeline(
        [on("b", "2031-06-01", "against"), on("a", "2031-05-01", "for")], scheme=SCHEME
    )
    _, first, second = plain(render_timeline(entries, SCHEME, width=100)).splitlines()
    assert re.search(r"Ada Lorn +2031-05-01 +for +a$", first)
    assert re.search(r"Ada Lorn +2031-06-01 +against +was for +b$", second)


def test_dates_are_told_to_the_day_or_the_minute() -> None:
    stance = Stance("Ada Lorn", "for", 0.9, (0,))
    found = Analysis(Document("a", "x", date="2031-05-01T10:00:05+00:00"), (), (stance,))
    assert "2031-05-01 10:00\n" in plain(render_analysis(found, SCHEME, width=80))
    shown = plain(render_timeline(timeline([found], scheme=SCHEME), SCHEME, width=80))
    assert re.search(r"Ada Lorn +2031-05-01 +for +a$", shown.splitlines()[1])


def test_without_a_date_no_change_is_told() -> None:
    found = [
        Analysis(Document(name, "x", date=date), (), (Stance("Ada", label, 0.9, (0,)),))
        for name, date, label in (("a", "2031-05-01", "for"), ("b", None, "against"))
    ]
    assert "was for" not in render_timeline(timeline(found, scheme=SCHEME), SCHEME, width=100)


@given(
    st.lists(st.tuples(st.text(max_size=60), st.text(max_size=300)), max_size=4),
    st.integers(60, 140),
)
def test_lines_keep_to_the_width(rows: list[tuple[str, str]], width: int) -> None:
    columns = (Column("Name", 20), Column("Long", 16, right=True), Column("Text"))
    shown = render_table(columns, [(a, a, b) for a, b in rows], width=width)
    assert plain(shown).startswith("  Name")
    for line in shown.split("\n"):
        if line.isascii():
            assert len(plain(line)) <= width


def test_wide_letters_take_two_cells() -> None:
    columns = (Column("Who", 12), Column("Text"))
    _, first, second = plain(
        render_table(columns, [("会談会談", "x"), ("Ada Lorn", "x")], width=80)
    ).splitlines()
    assert first.index("x") + 4 == second.index("x")


def test_a_text_of_megabytes_is_set_at_once() -> None:
    found = statement("The mayor said so. " * 500_000, "for", speaker="Ada")
    assert len(render_statements([found], SCHEME, width=80)) < 1000


@pytest.mark.parametrize(
    ("text", "term", "connective", "polarity", "shown"),
    [
        ("We talk only if the siege ends.", "the siege ends", "only if", "required", None),
        ("No talks until the siege ends.", "the siege ends", "until", "required", "not until"),
        ("No accord without guarantees.", "guarantees", "without", "required", "not without"),
        ("Lift the siege and we talk.", "Lift the siege", "and", "required", "first:"),
        ("We refuse talks under threat.", "under threat", "", "forbidden", "not"),
        ("No talks while bombs fall.", "bombs fall", "while", "forbidden", "not while"),
        ("We talk unless they shoot.", "they shoot", "unless", "forbidden", "unless"),
        ("We talk, but not in Vesk.", "in Vesk", "but not", "forbidden", "but not"),
        ("Talks yes, a general never.", "a general", "never", "forbidden", "not"),
    ],
)
def test_terms_read_naturally(
    text: str, term: str, connective: str, polarity: str, shown: str | None
) -> None:
    start = text.index(term)
    condition = Condition(start, start + len(term), term, connective, polarity)
    # The statement may stand anywhere in its document.
    found = replace(
        statement(text, "for", conditions=(condition.shift(100),)), start=100, end=100 + len(text)
    )
    line = plain(render_statements([found], SCHEME, width=100)).splitlines()[1]
    assert line.endswith(f"80%  {shown or connective} {term}")


def test_no_model_is_wholly_sure() -> None:
    assert ">99%" in render_statements([statement("Yes.", "for", 0.999)], SCHEME, width=80)
